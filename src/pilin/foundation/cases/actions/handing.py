"""A case at the border: offer it to another town, take it over, refuse it, take the offer back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.actions.held import (
    SHORTEST,
    askers,
    coordination,
    held,
    said,
    share_with,
    step,
    tell_people,
)
from pilin.foundation.cases.enums import BOUNCES, CaseState, StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.queries import day_of, members_on


@deed("cases.offer_case", says=_("{who} offered the case {title} to another town"))
def offer_case(*, by: Standing, at: datetime, case: Case, town: str, note: str, joint: bool = False) -> Case:
    """Offer a case to another town; who gives it keeps it until that town takes it over, and the day of the answer stays.

    Parameters
    ----------
    joint : bool
        To have it together: two owners, of whom the one that offers goes on coordinating.
    """
    row = held(case)
    rules.may_offer(by, row, town).require()
    if town not in {member.code for member in members_on(queries.HOUSE, row.circle, day_of(at))}:
        raise Invalid(Fault("town", "town", _("Choose a town of this circle"), value=town))
    said(note, _("Say why it is theirs: they read it"))
    row.offered_to, row.offered_joint = town, joint
    share_with(row, town)
    row.save()
    step(row, by, at, StepKind.OFFERED, note=note, to_town=town)
    tell_people(by, at, row, "case_offered", people_holding(town, Role.CLERK, day_of(at)))
    tell_people(by, at, row, "case_offered_away", askers(row))
    tell(title=row.reference)
    return row


@deed("cases.accept_case", says=_("{who} took the case {title} over"))
def accept_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Take a case over from another town, or have it together with it: whoever does so has it from now on.

    The day that whoever asked was told does not move.
    """
    row = held(case)
    rules.may_answer_offer(by, row, StepKind.ACCEPTED).require()
    giver, had = row.owner, row.assignee_id
    if row.offered_joint:
        row.partner, row.coordinator = row.offered_to, row.owner
    else:
        row.owner, row.assignee_id, row.state = row.offered_to, by.person, CaseState.IN_HAND
    row.offered_to, row.offered_joint = "", False
    row.save()
    step(row, by, at, StepKind.ACCEPTED, note=note, person_id=None if row.partner else by.person)
    clerks = {had} if had else set(people_holding(giver, Role.CLERK, day_of(at)))
    tell_people(by, at, row, "case_accepted", sorted(clerks | set(askers(row))))
    tell(title=row.reference)
    return row


@deed("cases.refuse_case", says=_("{who} did not take the case {title} over"))
def refuse_case(*, by: Standing, at: datetime, case: Case, rule: str, note: str) -> Case:
    """Refuse to take a case over, naming the rule: it stays where it is. The second time it is raised to the coordination level."""
    row = held(case)
    rules.may_answer_offer(by, row, StepKind.REFUSED).require()
    if len(rule.strip()) < SHORTEST:
        raise Invalid(Fault("no_rule", "rule", _("Name the rule by which it is not yours")))
    said(note, _("Say why in words"))
    row.offered_to, row.offered_joint = "", False
    row.bounces += 1
    today = day_of(at)
    if row.bounces >= BOUNCES and row.level_on is None:
        row.level_on = today
    row.save()
    step(row, by, at, StepKind.REFUSED, note=note, rule=rule.strip())
    clerks = [row.assignee_id] if row.assignee_id else people_holding(row.owner, Role.CLERK, today)
    tell_people(by, at, row, "case_refused", clerks)
    if row.level_on == today:
        tell_people(by, at, row, "case_level", coordination(row, today))
    tell(title=row.reference)
    return row


@deed("cases.keep_case", says=_("{who} took the offer of the case {title} back"))
def keep_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Take an offer back before it is answered."""
    row = held(case)
    rules.may_keep(by, row).require()
    to = row.offered_to
    row.offered_to, row.offered_joint = "", False
    row.save()
    step(row, by, at, StepKind.KEPT, note=note, to_town=to)
    tell(title=row.reference)
    return row
