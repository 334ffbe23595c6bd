"""How milestones and items stand: derived from what one bank reported and the other witnessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme.enums import ItemState, ListState, MilestoneState
from pilin.domain.programme.enums import Verdict as Found
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

REPORTERS = frozenset({Role.CLERK, Role.SECRETARY, Role.SIGNATORY})


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One report and what the other bank said of it: ``""``, ``accepted`` or ``sent_back``."""

    reported_on: date
    found: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the state of a milestone follows from."""

    due_on: date
    reports: tuple[ReportFacts, ...] = ()  # in order of reporting


def due_on(agreed: date, changes: Sequence[date]) -> date:
    """Return the day a milestone is due now: the last date it was moved to, else the one agreed."""
    return changes[-1] if changes else agreed


def milestone_state(facts: MilestoneFacts, on: date) -> MilestoneState:
    """Return how a milestone stands on a day. One bank's word is half; only a witness makes it whole.

    Examples
    --------
    >>> milestone_state(MilestoneFacts(date(2024, 9, 30), (ReportFacts(date(2024, 9, 30)),)), date(2024, 10, 18))
    MilestoneState.REPORTED
    """
    known = [report for report in facts.reports if report.reported_on <= on]
    if any(report.found == Found.ACCEPTED for report in known):
        return MilestoneState.WITNESSED
    if known and known[-1].found == Found.SENT_BACK:
        return MilestoneState.SENT_BACK
    if known:
        return MilestoneState.REPORTED
    return MilestoneState.LATE if facts.due_on < on else MilestoneState.TO_COME


def is_overdue(facts: MilestoneFacts, on: date) -> bool:
    """Return whether a milestone's day has passed and its lead has nothing standing: unreported, or sent back."""
    return facts.due_on < on and milestone_state(facts, on) in (MilestoneState.LATE, MilestoneState.SENT_BACK)


def progress(milestones: Iterable[str]) -> Fraction:
    """Return witnessed milestones over all; nothing to witness is no progress.

    Examples
    --------
    >>> progress(["witnessed", "reported", "to_come"])
    Fraction(1, 3)
    """
    states = list(milestones)
    if not states:
        return Fraction(0)
    return Fraction(sum(state == MilestoneState.WITNESSED for state in states), len(states))


def item_state(
    *, list_state: str, dropped: bool, milestones: Iterable[MilestoneFacts], on: date, carried_on: bool = False
) -> ItemState:
    """Return how an item stands on a day. What a later list carries on is late there, no longer here."""
    if list_state in (ListState.DRAFT, ListState.PROPOSED):
        return ItemState.DRAFT
    if dropped:
        return ItemState.DROPPED
    facts = list(milestones)
    states = [milestone_state(milestone, on) for milestone in facts]
    if states and all(state == MilestoneState.WITNESSED for state in states):
        return ItemState.DONE
    if not carried_on and any(is_overdue(milestone, on) for milestone in facts):
        return ItemState.LATE
    return ItemState.IN_FORCE


def suggested_witnesses(lead: str, partners: Sequence[str], province: Mapping[str, str]) -> list[str]:
    """Return who may witness: the item's partners of another province first, then the other towns over there.

    Examples
    --------
    >>> suggested_witnesses("f", ["z", "h"], {"f": "31", "z": "31", "h": "33", "x": "33"})
    ['h', 'x']
    """
    home = province.get(lead)
    over = [code for code in partners if province.get(code, home) != home]
    return over + sorted(code for code, where in province.items() if where != home and code not in over)


def may_report(by: Standing, *, lead: str, state: str, item: str, carried_to: int | None = None) -> Verdict:
    """Return whether this standing may report a milestone: an officer of the lead town, on an item under way."""
    if by.member != lead or not by.roles & REPORTERS:
        return Verdict.no("not_lead", _("Only the lead town reports its milestones."))
    if carried_to is not None:
        return _carried_on(carried_to)
    if item == ItemState.DRAFT:
        return Verdict.no("not_in_force", _("The list is not in force yet; there is nothing to report."))
    if item == ItemState.DROPPED:
        return Verdict.no("dropped", _("This item was given up."))
    if state == MilestoneState.WITNESSED:
        return Verdict.no("witnessed", _("This milestone has been witnessed already."))
    if state == MilestoneState.REPORTED:
        return Verdict.no("reported", _("This milestone is reported and waits for the other bank."))
    return Verdict.yes()


def _carried_on(year: int) -> Verdict:
    return Verdict.no("carried_on", _("The list of %(year)s carries this item on; speak of it there.") % {"year": year})


def may_witness(by: Standing, *, lead: str, circle: str, province: Mapping[str, str], state: str) -> Verdict:
    """Return whether this standing may witness: an officer of a member of another province than the lead's."""
    if circle not in by.circles or not by.roles & REPORTERS:
        return Verdict.no("not_member", _("Not witnessed. An officer of a town of the circle must do it."))
    if by.member == lead:
        return Verdict.no("own_word", _("Not witnessed. Nobody witnesses their own town's word."))
    if province.get(by.member) is None or province.get(by.member) == province.get(lead):
        return Verdict.no("same_bank", _("Not witnessed. A town on the other bank must do it."))
    if state != MilestoneState.REPORTED:
        return Verdict.no("not_reported", _("There is no report that waits for a witness."))
    return Verdict.yes()


def may_move_due(by: Standing, *, lead: str, state: str, item: str, carried_to: int | None = None) -> Verdict:
    """Return whether this standing may move a due date: the lead, before it has been witnessed."""
    if by.member != lead or not by.roles & REPORTERS:
        return Verdict.no("not_lead", _("Only the lead town moves its dates, and says why."))
    if carried_to is not None:
        return _carried_on(carried_to)
    if item in (ItemState.DRAFT, ItemState.DROPPED) or state == MilestoneState.WITNESSED:
        return Verdict.no(
            "settled", _("This date is not moved: the draft is changed instead, or the matter is settled.")
        )
    return Verdict.yes()


def may_drop(by: Standing, *, lead: str, item: str, carried_to: int | None = None) -> Verdict:
    """Return whether this standing may give an item up: the lead's signatory, while it is under way."""
    if by.member != lead or not by.holds(Role.SIGNATORY):
        return Verdict.no("not_lead", _("Only the signatory of the lead town gives an item up."))
    if carried_to is not None:
        return _carried_on(carried_to)
    if item not in (ItemState.IN_FORCE, ItemState.LATE):
        return Verdict.no("not_under_way", _("Only an item under way can be given up."))
    return Verdict.yes()
