"""Which cases there are for a reader: a town's desk, a person's own, those that the clock looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import rules
from pilin.foundation.cases.enums import RUNNING, CaseState
from pilin.foundation.cases.models import Case
from pilin.foundation.identity.queries import names_of, people_holding

HOUSE = Standing.machine("cases")


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as lists show it."""

    case: Case
    late: int  # days


def desk(
    standing: Standing, circle: str, *, state: str = "", kind: str = "", mine: bool = False, late_on: date | None = None,
    words: str = "", given: bool = False, also: Q | None = None,
) -> QuerySet[Case]:  # fmt: skip
    """Return the cases that a town has, the one whose answer is due first on top.

    Parameters
    ----------
    mine : bool
        Only those that this person has.
    late_on : date, optional
        Only those whose answer is late on this day.
    words : str
        Only those whose subject, or number, holds this.
    also : Q, optional
        Only those that pass this, too: one measure of :mod:`pilin.foundation.cases.queries.figures`.
    given : bool
        Those that another town has taken over instead, which this one goes on reading.
    """
    rows = Case.objects.visible_to(standing).filter(circle=circle).select_related("asker", "assignee")
    if not standing.member and not standing.sees_all:
        return rows.none()
    if not standing.sees_all:
        held = Q(owner=standing.member) | Q(partner=standing.member) | Q(offered_to=standing.member)
        rows = rows.exclude(held) if given else rows.filter(held)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if mine:
        rows = rows.filter(assignee=standing.person)
    if late_on is not None:
        rows = rows.filter(late_on_day(late_on))
    if also is not None:
        rows = rows.filter(also)
    if words.strip():
        text = words.strip()
        number = text.rpartition("-")[2]
        found = Q(subject__icontains=text)
        rows = rows.filter(found | Q(number=int(number)) if number.isdecimal() and len(number) < 9 else found)
    return rows.order_by("due_on", "received_on", "number")


def late_on_day(on: date) -> Q:
    """Return what the cases have in common whose answer is late on a day: they run, do not wait, and their day is past."""
    return Q(state__in=RUNNING, waiting_since__isnull=True, due_on__lt=on)


def counts(standing: Standing, circle: str, today: date) -> dict[str, int]:
    """Return how many cases of a town are in each state, and ``late``: how many answers are; one query."""
    told = {state.value: Count("pk", filter=Q(state=state)) for state in CaseState}
    late = Count("pk", filter=late_on_day(today))
    return dict(desk(standing, circle).order_by().aggregate(**told, late=late))


def own_cases(standing: Standing, circle: str = "") -> QuerySet[Case]:
    """Return the cases that this person asked, or that were asked for a firm the person speaks for; the newest first."""
    rows = Case.objects.visible_to(HOUSE).select_related("asker", "assignee")
    if not standing.signed_in:
        return rows.none()
    rows = rows.filter(Q(asker=standing.person) | Q(firm__in=standing.firms))
    return rows.filter(circle=circle) if circle else rows


def case_named(standing: Standing, circle: str, uid: UUID) -> Case | None:
    """Return a case that this standing reads: its town's officers, whoever asked, whoever speaks for the firm."""
    readable = Case.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("asker", "assignee")
    found = readable.first() if standing.member or standing.sees_all else None
    return found or own_cases(standing, circle).filter(pk=uid).first()


def cards(rows: Any, today: date) -> list[CaseCard]:
    """Return cases as lists show them."""
    return [CaseCard(case, rules.days_late(case, today)) for case in rows]


def lain(today: date) -> QuerySet[Case]:
    """Return the cases that nobody took in time and nobody was told of yet."""
    rows = Case.objects.visible_to(HOUSE).filter(state=CaseState.RECEIVED, raised_on__isnull=True)
    return rows.filter(take_by__lt=today).order_by("received_on", "number")


def promised(today: date) -> QuerySet[Case]:
    """Return the cases whose answer promised a day that has come, where whoever asked was not asked yet whether it was kept."""
    rows = Case.objects.visible_to(HOUSE).filter(state__in=(CaseState.ANSWERED, CaseState.CLOSED), asker__isnull=False)
    return rows.filter(promised_on__lte=today, promise_asked_on__isnull=True).order_by("promised_on", "number")


def next_number(circle: str, kind: str, year: int) -> int:
    """Return the number that the next case of a kind gets in a year; counts rows that nobody else reads, too."""
    numbers = Case.objects.visible_to(HOUSE).filter(circle=circle, kind=kind, year=year).order_by("-number")
    return (numbers.values_list("number", flat=True).first() or 0) + 1


def clerks(town: str, on: date) -> dict[UUID, str]:
    """Return who may be given a case of a town on a day, by name."""
    people = people_holding(town, Role.CLERK, on)
    named = names_of(set(people))
    return dict(sorted(((uid, named.get(uid, "")) for uid in people), key=lambda one: one[1]))


def days_to_answer(about: UUID, *, most: int = 200) -> list[int]:
    """Return how many working days the newest answers about a row took, in order; the reader learns nothing else of them."""
    rows = Case.objects.visible_to(HOUSE).filter(about=about, answered_on__isnull=False).order_by("-answered_on")
    spans = rows.values_list("received_on", "answered_on")[:most]
    return sorted(rules.working_days(received, answered) for received, answered in spans if answered)


def cases_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person's cases, for the person."""
    rows = Case.objects.visible_to(HOUSE).filter(asker=person)
    fields = (
        "kind",
        "year",
        "number",
        "subject",
        "text",
        "state",
        "received_on",
        "answer_by",
        "answered_on",
        "closed_on",
    )
    return [dict(row) for row in rows.values(*fields)]
