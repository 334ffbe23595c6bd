"""Mend what a drill showed, make sure of it, close the drill."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.drills import queries, rules
from pilin.domain.drills.enums import CorrectiveState, CorrectiveStepKind, DrillState
from pilin.domain.drills.models import CorrectiveAction, CorrectiveStep, Drill, ExpectedAction
from pilin.engine.base import add_working_days
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify

OFFICES = (Role.CLERK, Role.SIGNATORY, Role.SECRETARY)


@deed("drills.set_corrective", says=_("{who} set what is mended after the drill “{title}”: {what}"))
def set_corrective(
    *,
    by: Standing,
    at: datetime,
    drill: Drill,
    what_zh: str,
    days: int,
    what: str = "",
    office: str = Role.CLERK,
    expected: str = "",
) -> CorrectiveAction:
    """Set what one's own town mends, within so many working days (the day it is set not counted).

    Parameters
    ----------
    expected : str
        Key of the line of the evaluation that it comes from; empty: from none.
    """
    rules.may_set_corrective(by, drill, queries.joined_towns(queries.HOUSE, drill)).require()
    act = None
    faults = rules.faults_of_corrective(what_zh=what_zh, days=days, office=office, offices=OFFICES)
    if expected:
        act = ExpectedAction.objects.visible_to(queries.HOUSE).filter(scenario=drill.scenario_id, key=expected).first()
        if act is None:
            faults.append(Fault("expected", "expected", _("There is no such action in the scenario"), value=expected))
    if faults:
        raise Invalid(*faults)
    due = add_working_days(day_of(at), days)
    row = CorrectiveAction(
        in_circle_id=drill.in_circle_id, circle=drill.circle, owner=by.member, audience=drill.audience, illustrative=drill.illustrative, drill=drill,
        expected=act, what_zh=what_zh.strip(), what=what.strip(), office=office, set_on=day_of(at), days=days, due_on=due.on, provisional=due.provisional,
    )  # fmt: skip
    row.save()
    tell(title=both(drill, "title"), what=both(row, "what"))
    _notify(row, by, at, people_holding(row.owner, Role(office), day_of(at)), "drill_corrective")
    return row


@deed("drills.report_done", says=_("{who} says that it is mended: {what}"))
def report_done(*, by: Standing, at: datetime, corrective: CorrectiveAction, words: str) -> CorrectiveAction:
    """Say in words that it is mended. It is open until somebody else made sure of it."""
    rules.may_report_done(by, corrective).require()
    _said(words, _("Say what was done, so that somebody else can make sure of it"))
    corrective.state, corrective.done_on, corrective.done_by_id = CorrectiveState.DONE, day_of(at), by.person
    corrective.save()
    _step(corrective, CorrectiveStepKind.DONE, by, at, words)
    tell(what=both(corrective, "what"))
    others: list[UUID] = []
    for code in queries.joined_towns(queries.HOUSE, corrective.drill):
        others += people_holding(code, Role.CLERK, day_of(at))
    _notify(corrective, by, at, [one for one in dict.fromkeys(others) if one != by.person], "drill_mended")
    return corrective


@deed("drills.verify_corrective", says=_("{who} made sure that it is mended: {what}"))
def verify_corrective(*, by: Standing, at: datetime, corrective: CorrectiveAction, words: str) -> CorrectiveAction:
    """Make sure that it is mended, and say what was looked at. Never whoever said that it was done."""
    _may_verify(by, corrective)
    _said(words, _("Say what you looked at"))
    corrective.state, corrective.verified_on = CorrectiveState.VERIFIED, day_of(at)
    corrective.save()
    _step(corrective, CorrectiveStepKind.VERIFIED, by, at, words)
    tell(what=both(corrective, "what"))
    return corrective


@deed("drills.send_back", says=_("{who} found that it is not mended: {what}"))
def send_back(*, by: Standing, at: datetime, corrective: CorrectiveAction, words: str) -> CorrectiveAction:
    """Say what is still missing: it is open again, with the day it had."""
    _may_verify(by, corrective)
    _said(words, _("Say what is still missing"))
    corrective.state, corrective.done_on, corrective.done_by_id = CorrectiveState.OPEN, None, None
    corrective.save()
    _step(corrective, CorrectiveStepKind.SENT_BACK, by, at, words)
    tell(what=both(corrective, "what"))
    people = people_holding(corrective.owner, Role(corrective.office), day_of(at))
    _notify(corrective, by, at, people, "drill_sent_back")
    return corrective


@deed("drills.close_drill", says=_("{who} closed the drill “{title}”"))
def close_drill(*, by: Standing, at: datetime, drill: Drill) -> Drill:
    """Close a drill: every town has evaluated it, and somebody made sure of every corrective action."""
    rules.may_close(by, drill, queries.open_correctives(drill)).require()
    drill.state, drill.closed_on = DrillState.CLOSED, day_of(at)
    drill.save()
    tell(title=both(drill, "title"))
    return drill


def _may_verify(by: Standing, row: CorrectiveAction) -> None:
    joined = queries.joined_towns(queries.HOUSE, row.drill)
    rules.may_verify(by, row.drill, row, joined, row.done_by_id).require()


def _said(words: str, reason: object) -> None:
    if not words.strip():
        raise Invalid(Fault("words", "words", reason))


def _step(row: CorrectiveAction, kind: str, by: Standing, at: datetime, words: str) -> None:
    CorrectiveStep(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=row.audience, illustrative=row.illustrative, corrective=row,
        kind=kind, at=at, person_id=by.person, words=words.strip(),
    ).save()  # fmt: skip


def _notify(row: CorrectiveAction, by: Standing, at: datetime, people: list[UUID], kind: str) -> None:
    facts = {"title": row.what or row.what_zh, "title_zh": row.what_zh}
    notify(by=by, at=at, people=people, kind=kind, facts=facts, url=queries.address_of(row), due_on=row.due_on)
