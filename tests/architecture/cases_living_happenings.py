"""The cases of the rules of public events, in the table of who may do what."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

from tests.architecture.cases import CHAIR, CIRCLE, OTHER, OWN, Case, asks
from tests.factories.base import NOW

TO_HAPPEN = SimpleNamespace(owner=OWN, circle=CIRCLE, host=SimpleNamespace(code=CHAIR))
OWN_TICKET = SimpleNamespace(person_id=UUID(int=7), town=SimpleNamespace(code=OWN), circle=CIRCLE, happening=TO_HAPPEN)
ON_BEHALF = SimpleNamespace(person_id=None, town=SimpleNamespace(code=OTHER), circle=CIRCLE, happening=TO_HAPPEN)
OVER_TICKET = SimpleNamespace(
    person_id=UUID(int=7), state="held", evaluated=False, happening=SimpleNamespace(state_at=lambda _at: "over")
)

CASES: dict[str, dict[str, Case]] = {
    "pilin.domain.living.rules.happenings:may_plan_happening": {"": asks(CIRCLE, OWN)},
    "pilin.domain.living.rules.happenings:may_run_happening": {"": asks(TO_HAPPEN)},
    "pilin.domain.living.rules.happenings:may_see_comers": {"": asks(TO_HAPPEN)},
    "pilin.domain.living.rules.happenings:may_mark_came": {"": asks(TO_HAPPEN)},
    "pilin.domain.living.rules.happenings:may_register": {
        "oneself": asks(CIRCLE, OWN, UUID(int=7)),
        "without an account": asks(CIRCLE, OWN, None),
    },
    "pilin.domain.living.rules.happenings:may_withdraw": {
        "one's own": asks(OWN_TICKET),
        "without an account": asks(ON_BEHALF),
    },
    "pilin.domain.living.rules.happenings:may_evaluate": {"": asks(OVER_TICKET, NOW)},
    "pilin.domain.living.rules.happenings:may_second": {"": asks(ON_BEHALF)},
    "pilin.domain.living.rules.happenings:may_use_pass": {"": asks(CIRCLE, OWN)},
}
