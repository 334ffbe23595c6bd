"""The course of a case: receive, take, note, answer, send back, close, reopen, withdraw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.actions.held import askers, coordination, go_on, held, said, step, tell_people
from pilin.foundation.cases.enums import KINDS, REWORKS, CaseState, Channel, StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of


@deed("cases.receive_case", says=_("{who} brought in the case {title}"))
def receive_case(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    kind: str,
    subject: str,
    text: str = "",
    channel: str = Channel.PAGE,
    asker: UUID | None = None,
    firm: UUID | None = None,
    about: UUID | None = None,
    days: int | None = None,
    take_days: int | None = None,
    illustrative: bool = False,
    source: str = "",
) -> Case:
    """Receive a case: it gets its number, the day by which somebody takes it, and the day of its answer.

    Parameters
    ----------
    town : str
        Code of the town that is asked; its clerks are told.
    asker : UUID, optional
        Who asks, where that person has an account here.
    firm : UUID, optional
        For which firm; whoever speaks for it reads the case.
    about : UUID, optional
        The row that the kind's room gives it.
    days : int, optional
        Working days to the answer, where what is asked for says its own.
    take_days : int, optional
        The same to the day by which somebody takes it.
    """
    rules.may_receive(by, circle.slug, town, asker).require()
    if faults := rules.faults_of_case(kind, subject, channel, days):
        raise Invalid(*faults)
    today = day_of(at)
    terms = rules.terms_of(KINDS[kind], today, days, queries.term_on(circle.slug, town, kind, today), take_days)
    list(
        Circle.objects.visible_to(queries.HOUSE).select_for_update().filter(pk=circle.pk).values_list("pk")
    )  # one number each
    row = Case(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.OWN, kind=kind, year=today.year,
        number=queries.next_number(circle.slug, kind, today.year), subject=subject.strip(), text=text.strip(), channel=channel,
        asker_id=asker, firm=firm, about=about, received_on=today, take_by=terms.take_by, answer_by=terms.answer_by, due_on=terms.answer_by,
        provisional=terms.provisional, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    step(row, by, at, StepKind.RECEIVED)
    tell_people(by, at, row, "case_received", people_holding(town, Role.CLERK, today))
    tell(title=row.reference)
    return row


@deed("cases.take_case", says=_("{who} gave the case {title} to {to}"))
def take_case(*, by: Standing, at: datetime, case: Case, person: UUID | None = None) -> Case:
    """Take a case, or give it to another clerk of the town; from now on it is one person's."""
    row = held(case)
    rules.may_take(by, row).require()
    chosen = person or by.person
    named = queries.clerks(row.lead, day_of(at))
    if chosen not in named:
        raise Invalid(Fault("not_clerk", "person", _("Choose a clerk of the town that has the case")))
    if chosen == row.assignee_id:
        raise Conflict("has_it", _("This person has it already"))
    row.assignee_id, row.state = chosen, CaseState.IN_HAND
    row.save()
    step(row, by, at, StepKind.TAKEN, person_id=chosen)
    tell_people(by, at, row, "case_taken", [chosen, *askers(row)])
    tell(title=row.reference, to=named[chosen])
    return row


@deed("cases.note_case", says=_("{who} added a word to the case {title}"))
def note_case(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Add a word that both sides read; the other side is told. What waits for whoever asked goes on with that word."""
    row = held(case)
    rules.may_note(by, row).require()
    said(note, _("Write what the other side should know"))
    step(row, by, at, StepKind.NOTED, note=note)
    if row.waiting_since and not rules.is_side_of_town(by, row):
        go_on(row, by, at)
    others = askers(row) if rules.is_side_of_town(by, row) else [row.assignee_id] if row.assignee_id else []
    tell_people(by, at, row, "case_noted", others)
    tell(title=row.reference)
    return row


@deed("cases.answer_case", says=_("{who} answered the case {title}"))
def answer_case(
    *, by: Standing, at: datetime, case: Case, note: str, promised_on: date | None = None, of_kind: bool = False
) -> Case:
    """Answer a case; whether that settles it is for whoever asked to say.

    Parameters
    ----------
    promised_on : date, optional
        By which it will be done, where the answer is not yet the deed. On that day whoever asked is asked whether it was.
    of_kind : bool
        Whether the kind's room answers, within a deed of its own that says more than these words.
    """
    row = held(case)
    (rules.may_answer if of_kind else rules.may_answer_here)(by, row).require()
    said(note, _("Write the answer: it is what whoever asked reads"))
    today = day_of(at)
    if promised_on is not None and promised_on < today:
        raise Invalid(
            Fault("past", "promised_on", _("Promise a day that is still to come"), value=promised_on.isoformat())
        )
    row.due_on, row.waiting_since = rules.due_after(row, today), None
    row.state, row.answered_on = CaseState.ANSWERED, row.answered_on or today
    row.promised_on, row.promise_asked_on, row.said = promised_on, None, rules.print_of(note)
    row.offered_to, row.offered_joint = "", False
    row.save()
    step(row, by, at, StepKind.ANSWERED, note=note)
    tell_people(by, at, row, "case_answered", askers(row))
    tell(title=row.reference)
    return row


@deed("cases.send_back", says=_("{who} sent the case {title} back: it is not settled"))
def send_back(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Say that the answer does not settle it: the same person has it again."""
    return _return(by, at, case, StepKind.SENT_BACK, note, _("Say what is still missing"))


@deed("cases.close_case", says=_("{who} said that the case {title} is settled"))
def close_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Say that a case is settled."""
    row = held(case)
    rules.may_close(by, row).require()
    row.state, row.closed_on = CaseState.CLOSED, day_of(at)
    row.save()
    step(row, by, at, StepKind.CLOSED, note=note)
    tell_people(by, at, row, "case_closed", [row.assignee_id])
    tell(title=row.reference)
    return row


@deed("cases.reopen_case", says=_("{who} reopened the case {title}"))
def reopen_case(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Reopen a closed case: the same person has it again, and the reopening counts."""
    return _return(by, at, case, StepKind.REOPENED, note, _("Say what came back, or what was overlooked"))


@deed("cases.withdraw_case", says=_("{who} withdrew the case {title}"))
def withdraw_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Withdraw what was asked."""
    row = held(case)
    rules.may_return(by, row, StepKind.WITHDRAWN).require()
    row.state, row.closed_on, row.waiting_since = CaseState.WITHDRAWN, day_of(at), None
    row.offered_to, row.offered_joint = "", False
    row.save()
    step(row, by, at, StepKind.WITHDRAWN, note=note)
    tell_people(by, at, row, "case_closed", [row.assignee_id] if row.assignee_id else [])
    tell(title=row.reference)
    return row


def _return(by: Standing, at: datetime, case: Case, kind: StepKind, note: str, why: Any) -> Case:
    """Put a case back into the hands that had it; the third time it is raised to the coordination level."""
    row = held(case)
    rules.may_return(by, row, kind).require()
    said(note, why)
    row.state, row.closed_on = CaseState.IN_HAND, None
    row.reopened += kind == StepKind.REOPENED
    row.sent_back += kind == StepKind.SENT_BACK
    row.promised_on, today = None, day_of(at)
    problem = row.reworks >= REWORKS and row.level_on is None
    if problem:
        row.level_on = today
    row.save()
    step(row, by, at, kind, note=note)
    tell_people(by, at, row, "case_back", [row.assignee_id])
    if problem:
        tell_people(by, at, row, "case_problem", coordination(row, today))
    tell(title=row.reference)
    return row
