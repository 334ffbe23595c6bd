"""What every deed about a case does: hold the row, write the step, tell the people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.enums import StepKind
from pilin.foundation.cases.models import Case, CaseRating, CaseStep
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.members.queries import chair_on, day_of
from pilin.foundation.notices.actions import notify

SHORTEST = 2  # characters of a note that says anything


def held(case: Case) -> Case:
    """Return a case as it is now, held until the deed ends."""
    row = Case.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if row is None:
        raise Refused("not_found", _("There is no such case any more"))
    return row


def step(case: Case, by: Standing, at: datetime, kind: StepKind, *, note: str = "", **columns: Any) -> CaseStep:
    says = by.member if f",{by.member}," in case.parties else case.owner
    step = CaseStep(
        in_circle_id=case.in_circle_id, circle=case.circle, owner=says, audience=case.audience, parties=case.parties, case=case, kind=kind, at=at,
        who=by.name if by.signed_in else "", from_town=not rules.is_side_of_asker(by, case), note=note.strip(), illustrative=case.illustrative, **columns,
    )  # fmt: skip
    step.save()
    if case.of_kind.follows is not None:
        case.of_kind.follows(by=by, at=at, case=case)
    return step


def askers(case: Case) -> list[UUID]:
    return [case.asker_id] if case.asker_id else []


def said(note: str, why: Any) -> None:
    if len(note.strip()) < SHORTEST:
        raise Invalid(Fault("no_words", "note", why))


def tell_people(by: Standing, at: datetime, case: Case, kind: str, people: Any) -> None:
    url = reverse("cases:case", kwargs={"circle": case.circle, "uid": case.pk})
    title = f"{case.reference} {case.subject}"
    notify(by=by, at=at, people=people, kind=kind, facts={"title": title, "title_zh": title}, url=url)


def share_with(row: Case, town: str) -> None:
    """Let a town read a case and all that happened to it; who read it before goes on doing so."""
    known = {code for code in row.parties.split(",") if code} | {row.owner, town}
    row.audience, row.parties = Audience.PARTIES, party_list(known)
    steps = CaseStep.objects.visible_to(queries.HOUSE).filter(case=row)
    steps.update(audience=row.audience, parties=row.parties)
    ratings = CaseRating.objects.visible_to(queries.HOUSE).filter(case=row)
    ratings.update(audience=row.audience, parties=row.parties)


def coordination(row: Case, today: date) -> list[UUID]:
    """Return who looks after a case that no town takes: who signs for the towns that had it, and the chair's secretary."""
    towns = {code for code in row.parties.split(",") if code} | {row.owner}
    people = {person for town in towns for person in people_holding(town, Role.SIGNATORY, today)}
    chair = chair_on(queries.HOUSE, row.circle, today)
    if chair is not None:
        people |= set(people_holding(chair.member.code, Role.SECRETARY, today))
    return sorted(people)


def go_on(row: Case, by: Standing, at: datetime, note: str = "") -> None:
    """Let a case go on that waited: its day is later by the working days on which the term stood still."""
    row.due_on, row.waiting_since = rules.due_after(row, day_of(at)), None
    row.save()
    step(row, by, at, StepKind.RESUMED, note=note)
