"""The cases of the rules of public services, of lines and of counts, in the table of who may do what."""

from __future__ import annotations

from tests.architecture.cases import CIRCLE, OTHER, OWN, Case, asks

CASES: dict[str, dict[str, Case]] = {
    "pilin.domain.observatory.rules.counts:may_count": {"its town's": asks(CIRCLE, OWN), "another town's": asks(CIRCLE, OTHER)},
    "pilin.domain.observatory.rules.counts:may_attest_count": {"its town's": asks(CIRCLE, OWN), "another town's": asks(CIRCLE, OTHER)},
    "pilin.domain.lines.rules:may_agree_to_subsidy": {"": asks(CIRCLE, (OWN, OTHER), ()), "said already": asks(CIRCLE, (OWN, OTHER), (OWN,))},
    "pilin.domain.living.rules.services:may_keep_services": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.living.rules.services:may_say_settlement": {"": asks(CIRCLE, OWN), "at another town's facility": asks(CIRCLE, OTHER)},
    "pilin.domain.living.rules.services:may_note_need": {"": asks()},
    "pilin.domain.living.rules.services:may_read_needs": {"": asks(CIRCLE)},
    "pilin.domain.lines.rules:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.lines.rules:may_permit": {"": asks(CIRCLE, OWN), "at another town's stop": asks(CIRCLE, OTHER)},
    "pilin.domain.lines.rules:may_propose_subsidy": {"": asks(CIRCLE, (OWN, OTHER)), "without a share": asks(CIRCLE, (OTHER,))},
}  # fmt: skip
