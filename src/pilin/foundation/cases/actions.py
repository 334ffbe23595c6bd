"""The deeds of cases: receive, take, note, answer, send back, close, reopen, withdraw; hand over; raise what nobody took."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.enums import BOUNCES, KINDS, CaseState, Channel, StepKind
from pilin.foundation.cases.models import Case, CaseStep
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import chair_on, day_of, members_on
from pilin.foundation.notices.actions import notify

SHORTEST = 2  # characters of a note that says anything


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
    """
    rules.may_receive(by, circle.slug, town, asker).require()
    if faults := rules.faults_of_case(kind, subject, channel, days):
        raise Invalid(*faults)
    today = day_of(at)
    terms = rules.terms_of(KINDS[kind], today, days)
    list(
        Circle.objects.visible_to(queries.HOUSE).select_for_update().filter(pk=circle.pk).values_list("pk")
    )  # one number each
    row = Case(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.OWN, kind=kind, year=today.year,
        number=queries.next_number(circle.slug, kind, today.year), subject=subject.strip(), text=text.strip(), channel=channel,
        asker_id=asker, firm=firm, about=about, received_on=today, take_by=terms.take_by, answer_by=terms.answer_by,
        provisional=terms.provisional, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    _step(row, by, at, StepKind.RECEIVED)
    _tell_people(by, at, row, "case_received", people_holding(town, Role.CLERK, today))
    tell(title=row.reference)
    return row


@deed("cases.take_case", says=_("{who} gave the case {title} to {to}"))
def take_case(*, by: Standing, at: datetime, case: Case, person: UUID | None = None) -> Case:
    """Take a case, or give it to another clerk of the town; from now on it is one person's."""
    row = _held(case)
    rules.may_take(by, row).require()
    chosen = person or by.person
    named = queries.clerks(row.lead, day_of(at))
    if chosen not in named:
        raise Invalid(Fault("not_clerk", "person", _("Choose a clerk of the town that has the case")))
    if chosen == row.assignee_id:
        raise Conflict("has_it", _("This person has it already"))
    row.assignee_id, row.state = chosen, CaseState.IN_HAND
    row.save()
    _step(row, by, at, StepKind.TAKEN, person_id=chosen)
    _tell_people(by, at, row, "case_taken", [chosen, *_askers(row)])
    tell(title=row.reference, to=named[chosen])
    return row


@deed("cases.note_case", says=_("{who} added a word to the case {title}"))
def note_case(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Add a word that both sides read; the other side is told."""
    row = _held(case)
    rules.may_note(by, row).require()
    _said(note, _("Write what the other side should know"))
    _step(row, by, at, StepKind.NOTED, note=note)
    others = _askers(row) if rules.is_side_of_town(by, row) else [row.assignee_id] if row.assignee_id else []
    _tell_people(by, at, row, "case_noted", others)
    tell(title=row.reference)
    return row


@deed("cases.answer_case", says=_("{who} answered the case {title}"))
def answer_case(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Answer a case; whether that settles it is for whoever asked to say."""
    row = _held(case)
    rules.may_answer(by, row).require()
    _said(note, _("Write the answer: it is what whoever asked reads"))
    row.state, row.answered_on = CaseState.ANSWERED, row.answered_on or day_of(at)
    row.offered_to, row.offered_joint = "", False
    row.save()
    _step(row, by, at, StepKind.ANSWERED, note=note)
    _tell_people(by, at, row, "case_answered", _askers(row))
    tell(title=row.reference)
    return row


@deed("cases.send_back", says=_("{who} sent the case {title} back: it is not settled"))
def send_back(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Say that the answer does not settle it: the same person has it again."""
    return _return(by, at, case, StepKind.SENT_BACK, note, _("Say what is still missing"))


@deed("cases.close_case", says=_("{who} said that the case {title} is settled"))
def close_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Say that a case is settled."""
    row = _held(case)
    rules.may_close(by, row).require()
    row.state, row.closed_on = CaseState.CLOSED, day_of(at)
    row.save()
    _step(row, by, at, StepKind.CLOSED, note=note)
    _tell_people(by, at, row, "case_closed", [row.assignee_id])
    tell(title=row.reference)
    return row


@deed("cases.reopen_case", says=_("{who} reopened the case {title}"))
def reopen_case(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Reopen a closed case: the same person has it again, and the reopening counts."""
    return _return(by, at, case, StepKind.REOPENED, note, _("Say what came back, or what was overlooked"))


@deed("cases.withdraw_case", says=_("{who} withdrew the case {title}"))
def withdraw_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Withdraw what was asked."""
    row = _held(case)
    rules.may_return(by, row, StepKind.WITHDRAWN).require()
    row.state, row.closed_on = CaseState.WITHDRAWN, day_of(at)
    row.offered_to, row.offered_joint = "", False
    row.save()
    _step(row, by, at, StepKind.WITHDRAWN, note=note)
    _tell_people(by, at, row, "case_closed", [row.assignee_id] if row.assignee_id else [])
    tell(title=row.reference)
    return row


@deed("cases.offer_case", says=_("{who} offered the case {title} to another town"))
def offer_case(*, by: Standing, at: datetime, case: Case, town: str, note: str, joint: bool = False) -> Case:
    """Offer a case to another town; who gives it keeps it until that town takes it over, and the day of the answer stays.

    Parameters
    ----------
    joint : bool
        To have it together: two owners, of whom the one that offers goes on coordinating.
    """
    row = _held(case)
    rules.may_offer(by, row, town).require()
    if town not in {member.code for member in members_on(queries.HOUSE, row.circle, day_of(at))}:
        raise Invalid(Fault("town", "town", _("Choose a town of this circle"), value=town))
    _said(note, _("Say why it is theirs: they read it"))
    row.offered_to, row.offered_joint = town, joint
    _share(row, town)
    row.save()
    _step(row, by, at, StepKind.OFFERED, note=note, to_town=town)
    _tell_people(by, at, row, "case_offered", people_holding(town, Role.CLERK, day_of(at)))
    _tell_people(by, at, row, "case_offered_away", _askers(row))
    tell(title=row.reference)
    return row


@deed("cases.accept_case", says=_("{who} took the case {title} over"))
def accept_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Take a case over from another town, or have it together with it: whoever does so has it from now on.

    The day that whoever asked was told does not move.
    """
    row = _held(case)
    rules.may_answer_offer(by, row, StepKind.ACCEPTED).require()
    giver, had = row.owner, row.assignee_id
    if row.offered_joint:
        row.partner, row.coordinator = row.offered_to, row.owner
    else:
        row.owner, row.assignee_id, row.state = row.offered_to, by.person, CaseState.IN_HAND
    row.offered_to, row.offered_joint = "", False
    row.save()
    _step(row, by, at, StepKind.ACCEPTED, note=note, person_id=None if row.partner else by.person)
    clerks = {had} if had else set(people_holding(giver, Role.CLERK, day_of(at)))
    _tell_people(by, at, row, "case_accepted", sorted(clerks | set(_askers(row))))
    tell(title=row.reference)
    return row


@deed("cases.refuse_case", says=_("{who} did not take the case {title} over"))
def refuse_case(*, by: Standing, at: datetime, case: Case, rule: str, note: str) -> Case:
    """Refuse to take a case over, naming the rule: it stays where it is. The second time it is raised to the coordination level."""
    row = _held(case)
    rules.may_answer_offer(by, row, StepKind.REFUSED).require()
    if len(rule.strip()) < SHORTEST:
        raise Invalid(Fault("no_rule", "rule", _("Name the rule by which it is not yours")))
    _said(note, _("Say why in words"))
    row.offered_to, row.offered_joint = "", False
    row.bounces += 1
    today = day_of(at)
    if row.bounces >= BOUNCES and row.level_on is None:
        row.level_on = today
    row.save()
    _step(row, by, at, StepKind.REFUSED, note=note, rule=rule.strip())
    clerks = [row.assignee_id] if row.assignee_id else people_holding(row.owner, Role.CLERK, today)
    _tell_people(by, at, row, "case_refused", clerks)
    if row.level_on == today:
        _tell_people(by, at, row, "case_level", _coordination(row, today))
    tell(title=row.reference)
    return row


@deed("cases.keep_case", says=_("{who} took the offer of the case {title} back"))
def keep_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Take an offer back before it is answered."""
    row = _held(case)
    rules.may_keep(by, row).require()
    to = row.offered_to
    row.offered_to, row.offered_joint = "", False
    row.save()
    _step(row, by, at, StepKind.KEPT, note=note, to_town=to)
    tell(title=row.reference)
    return row


@deed("cases.raise_lain", says=_("Cases that nobody took in time were raised: {number}"))
def raise_lain(*, by: Standing, at: datetime) -> int:
    """Raise each case that nobody took in time: those who sign for its town, and its clerks, are told. Returns how many.

    A deed that finds none must not be begun: ask :func:`pilin.foundation.cases.queries.lain` first.
    """
    rules.may_raise(by).require()
    today, number = day_of(at), 0
    for case in queries.lain(today):
        row = _held(case)
        if not rules.has_lain(row, today):
            continue
        row.raised_on = today
        row.save()
        _step(row, by, at, StepKind.RAISED)
        people = {*people_holding(row.owner, Role.SIGNATORY, today), *people_holding(row.owner, Role.CLERK, today)}
        _tell_people(by, at, row, "case_raised", sorted(people))
        number += 1
    tell(number=number)
    count(cases=number)
    return number


def forget_cases(person: UUID, at: datetime) -> int:
    """Take a person's name and words out of what was asked; called while the person is erased. Returns how many cases.

    What was asked for a firm stays the firm's: its words stay, the person's name does not.
    """
    return _forget(Case.objects.visible_to(queries.HOUSE).filter(asker=person))


def purge_cases(before: datetime) -> int:
    """Do the same to cases that were over before a moment; called by the retention job. Returns how many."""
    return _forget(Case.objects.visible_to(queries.HOUSE).filter(asker__isnull=False, closed_on__lt=day_of(before)))


def _forget(rows: Any) -> int:
    keys = list(rows.values_list("pk", flat=True))
    steps = CaseStep.objects.visible_to(queries.HOUSE).filter(case__in=keys, from_town=False)
    steps.filter(case__firm__isnull=True).update(who="", note="")
    steps.update(who="")
    held = Case.objects.visible_to(queries.HOUSE).filter(pk__in=keys)
    held.filter(firm__isnull=True).update(subject="•", text="")
    held.update(asker=None)
    return len(keys)


def _return(by: Standing, at: datetime, case: Case, kind: StepKind, note: str, why: Any) -> Case:
    """Put a case back into the hands that had it."""
    row = _held(case)
    rules.may_return(by, row, kind).require()
    _said(note, why)
    row.state, row.closed_on = CaseState.IN_HAND, None
    row.reopened += kind == StepKind.REOPENED
    row.save()
    _step(row, by, at, kind, note=note)
    _tell_people(by, at, row, "case_back", [row.assignee_id])
    tell(title=row.reference)
    return row


def _share(row: Case, town: str) -> None:
    """Let a town read a case and all that happened to it; who read it before goes on doing so."""
    known = {code for code in row.parties.split(",") if code} | {row.owner, town}
    row.audience, row.parties = Audience.PARTIES, party_list(known)
    steps = CaseStep.objects.visible_to(queries.HOUSE).filter(case=row)
    steps.update(audience=row.audience, parties=row.parties)


def _coordination(row: Case, today: date) -> list[UUID]:
    """Return who looks after a case that no town takes: who signs for the towns that had it, and the chair's secretary."""
    towns = {code for code in row.parties.split(",") if code} | {row.owner}
    people = {person for town in towns for person in people_holding(town, Role.SIGNATORY, today)}
    chair = chair_on(queries.HOUSE, row.circle, today)
    if chair is not None:
        people |= set(people_holding(chair.member.code, Role.SECRETARY, today))
    return sorted(people)


def _held(case: Case) -> Case:
    """Return a case as it is now, held until the deed ends."""
    row = Case.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if row is None:
        raise Refused("not_found", _("There is no such case any more"))
    return row


def _step(case: Case, by: Standing, at: datetime, kind: StepKind, *, note: str = "", **columns: Any) -> CaseStep:
    says = by.member if f",{by.member}," in case.parties else case.owner
    step = CaseStep(
        in_circle_id=case.in_circle_id, circle=case.circle, owner=says, audience=case.audience, parties=case.parties, case=case, kind=kind, at=at,
        who=by.name if by.signed_in else "", from_town=not rules.is_side_of_asker(by, case), note=note.strip(), illustrative=case.illustrative, **columns,
    )  # fmt: skip
    step.save()
    return step


def _askers(case: Case) -> list[UUID]:
    return [case.asker_id] if case.asker_id else []


def _said(note: str, why: Any) -> None:
    if len(note.strip()) < SHORTEST:
        raise Invalid(Fault("no_words", "note", why))


def _tell_people(by: Standing, at: datetime, case: Case, kind: str, people: Any) -> None:
    url = reverse("cases:case", kwargs={"circle": case.circle, "uid": case.pk})
    title = f"{case.reference} {case.subject}"
    notify(by=by, at=at, people=people, kind=kind, facts={"title": title, "title_zh": title}, url=url)
