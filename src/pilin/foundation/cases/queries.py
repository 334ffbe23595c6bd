"""Cases as their readers see them: a town's desk, a person's own, one with its path and clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import rules
from pilin.foundation.cases.enums import RUNNING, AboutLine, CaseState, StepKind
from pilin.foundation.cases.models import Case, CaseStep
from pilin.foundation.identity.queries import names_of, people_holding
from pilin.foundation.notices.enums import WorkItem, WorkKind

HOUSE = Standing.machine("cases")
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_WORK = 50  # lines that one list of a person's work gives


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as lists show it."""

    case: Case
    late: int  # days


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case with all that its page shows."""

    case: Case
    late: int
    steps: tuple[CaseStep, ...]
    clock: tuple[rules.Day, ...]
    about: tuple[AboutLine, ...]
    knows: bool  # the reader is told who asked

    @property
    def day(self) -> int:
        """Return how many working days of the term are past."""
        return sum(day.past for day in self.clock)


def desk(
    standing: Standing, circle: str, *, state: str = "", kind: str = "", mine: bool = False, late_on: date | None = None,
    words: str = "", given: bool = False,
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
        rows = rows.filter(state__in=RUNNING, answer_by__lt=late_on)
    if words.strip():
        text = words.strip()
        number = text.rpartition("-")[2]
        found = Q(subject__icontains=text)
        rows = rows.filter(found | Q(number=int(number)) if number.isdecimal() and len(number) < 9 else found)
    return rows.order_by("answer_by", "received_on", "number")


def counts(standing: Standing, circle: str, today: date) -> dict[str, int]:
    """Return how many cases of a town are in each state, and ``late``: how many answers are; one query."""
    told = {state.value: Count("pk", filter=Q(state=state)) for state in CaseState}
    late = Count("pk", filter=Q(state__in=RUNNING, answer_by__lt=today))
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


def told(standing: Standing, case: Case, today: date) -> CaseTold:
    """Return a case that this standing reads, with its path and the working days of its term."""
    reader = HOUSE if rules.is_side_of_asker(standing, case) else standing
    steps = tuple(CaseStep.objects.visible_to(reader).filter(case=case).select_related("person"))
    had = {step.owner for step in steps if step.kind in (StepKind.RECEIVED, StepKind.ACCEPTED)}
    knows = rules.knows_asker(standing, case, had)
    if not knows:
        for step in steps:
            step.who = step.who if step.from_town else ""
    taken = next((step.at.astimezone(SHANGHAI).date() for step in steps if step.kind == StepKind.TAKEN), None)
    clock = tuple(rules.clock_of(case, taken, today))
    return CaseTold(case, rules.days_late(case, today), steps, clock, tuple(case.of_kind.about(standing, case)), knows)


def lain(today: date) -> QuerySet[Case]:
    """Return the cases that nobody took in time and nobody was told of yet."""
    rows = Case.objects.visible_to(HOUSE).filter(state=CaseState.RECEIVED, raised_on__isnull=True)
    return rows.filter(take_by__lt=today).order_by("received_on", "number")


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


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a person: cases to take, to answer, to look at because nobody did, or to say a word on."""
    if not standing.signed_in:
        return []
    work = [_item(case, WorkKind.DUE, _("Is it settled?"), _("Say so"), on) for case in _mine_to_say(standing)]
    if not standing.member:
        return work
    rows = Case.objects.visible_to(standing).filter(Q(owner=standing.member) | Q(partner=standing.member))
    if standing.holds(Role.CLERK):
        asked = Case.objects.visible_to(standing).filter(offered_to=standing.member).order_by("answer_by", "number")
        work += [
            _item(case, WorkKind.DUE, _("Another town asks you to take it over"), _("Say yes or no"), on)
            for case in asked[:MOST_WORK]
        ]
        received = rows.filter(state=CaseState.RECEIVED).order_by("take_by", "number")[:MOST_WORK]
        work += [_item(case, WorkKind.DUE, _("Nobody has taken it yet"), _("Take it"), on) for case in received]
        held = rows.filter(state=CaseState.IN_HAND, assignee=standing.person).order_by("answer_by", "number")
        work += [_item(case, WorkKind.DUE, _("You have it"), _("Answer"), on) for case in held[:MOST_WORK]]
    if standing.holds(Role.SIGNATORY):
        raised = rows.filter(state=CaseState.RECEIVED, raised_on__isnull=False).order_by("received_on", "number")
        detail = _("Nobody in your town took it in time")
        work += [_item(case, WorkKind.RAISED, detail, _("Look"), on) for case in raised[:MOST_WORK]]
    return work


def _mine_to_say(standing: Standing) -> list[Case]:
    return list(own_cases(standing).filter(state=CaseState.ANSWERED).order_by("answered_on", "number")[:MOST_WORK])


def _item(case: Case, kind: WorkKind, detail: str, verb: str, on: date) -> WorkItem:
    due = {CaseState.RECEIVED: case.take_by, CaseState.IN_HAND: case.answer_by}.get(CaseState(case.state))
    return WorkItem(
        kind=kind,
        title=f"{case.reference} {case.subject}",
        detail=detail,
        url=reverse("cases:case", kwargs={"circle": case.circle, "uid": case.pk}),
        due_on=due if kind == WorkKind.DUE else None,
        verb=verb,
        overdue_days=rules.days_late(case, on),
    )


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
