"""How a plan comes into being: studied, drafted, approved in principle, approved. No step is jumped."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme.enums import PlanState
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

STEPS: dict[str, frozenset[str]] = {  # from → where it may go; a plan in principle may go back to the drafters
    "": frozenset({PlanState.STUDYING, PlanState.DRAFTED, PlanState.APPROVED_IN_PRINCIPLE, PlanState.APPROVED}),
    PlanState.STUDYING: frozenset({PlanState.DRAFTED}),
    PlanState.DRAFTED: frozenset({PlanState.APPROVED_IN_PRINCIPLE, PlanState.APPROVED}),
    PlanState.APPROVED_IN_PRINCIPLE: frozenset({PlanState.DRAFTED, PlanState.APPROVED}),
    PlanState.APPROVED: frozenset(),
}


def plan_state(steps: Sequence[str]) -> str:
    """Return the state of a plan from its steps in order; empty when none is known.

    Examples
    --------
    >>> plan_state(["studying", "drafted"])
    'drafted'
    """
    return steps[-1] if steps else ""


def may_step(state: str, to: str) -> Verdict:
    """Return whether a plan may go from one state to another. A plan first heard of may enter anywhere.

    Examples
    --------
    >>> may_step("studying", "approved").code
    'jump'
    >>> bool(may_step("approved_in_principle", "approved"))
    True
    """
    if to not in PlanState.values:
        return Verdict.no("unknown_state", _("A plan is studied, drafted, approved in principle or approved."))
    if to in STEPS[state]:
        return Verdict.yes()
    if state == PlanState.APPROVED:
        return Verdict.no("approved", _("An approved plan is not stepped on; a new plan follows it."))
    if state == to:
        return Verdict.no("same_state", _("The plan is there already."))
    return Verdict.no("jump", _("A plan being studied must be drafted before any body can approve it."))


def may_write_plan(by: Standing, circle: str) -> Verdict:
    """Return whether this standing may record a plan of a circle or a step of it: the office of the chair."""
    if by.sees_all or by.keeps_office_of_chair(circle) or by.holds(Role.KEEPER):
        return Verdict.yes()
    return Verdict.no("not_chair", _("Only the secretary of the town in the chair records plans and their steps."))
