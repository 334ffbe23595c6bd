"""The cases of who may keep listings, tell stories and ask for flights."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

from pilin.domain.living.rules.listings_figures import Counted
from pilin.domain.living.rules.listings_flights import asked
from tests.architecture.cases import CIRCLE, OTHER, OWN, Case, asks, facts
from tests.factories.base import NOW

COUNTED = Counted("a", "visit", "2019", "", method=True)
OVERLAPS = Counted("a", "visit", "2019", "coast", method=True)
LISTED = SimpleNamespace(audience="public", takes_requests=True)
LISTED_OWN = SimpleNamespace(audience="own", takes_requests=False)
FLIGHT = SimpleNamespace(owner=OWN, state="asked", firm_id=1)
FLIGHT_OVER = SimpleNamespace(owner=OWN, state="refused", firm_id=1)
TOMORROW = NOW + timedelta(days=1)
RULES = "pilin.domain.living.rules.listings"
LISTINGS: dict[str, dict[str, Case]] = {
    f"{RULES}:may_keep_listings": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    f"{RULES}:may_contribute": {"": asks(LISTED), "not public": asks(LISTED_OWN)},
    f"{RULES}:may_moderate": {"": asks(CIRCLE, OWN), "of another town": asks(CIRCLE, OTHER)},
    f"{RULES}:may_take_story_back": {"": asks(UUID(int=7)), "of another": asks(UUID(int=9))},
    f"{RULES}:may_ask_flight": {
        "": asks(LISTED, 1), "another firm": asks(LISTED, 2), "none asked here": asks(LISTED_OWN, 1),
    },
    f"{RULES}:may_answer_flight": {"": asks(FLIGHT, None), "its operator": asks(FLIGHT, 1), "over": asks(FLIGHT_OVER, None)},
    f"{RULES}:may_withdraw_flight": {"": asks(FLIGHT), "over": asks(FLIGHT_OVER)},
    f"{RULES}_figures:may_add": {
        "apart": facts([COUNTED, COUNTED]), "one overlap mark": facts([OVERLAPS, OVERLAPS]), "one": facts([OVERLAPS]),
    },
    f"{RULES}_flights:may_be_asked": {
        "in time": facts(asked("large", 150, TOMORROW, NOW)), "free": facts(asked("light", 90, TOMORROW, NOW)),
        "past noon": facts(asked("large", 150, TOMORROW, NOW + timedelta(hours=1))),
    },
}  # fmt: skip
