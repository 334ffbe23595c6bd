"""Reads of responses: which level each town has, the tasks of its offices, the plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.watch.kinds import STOOD_DOWN
from pilin.domain.watch.models import PlanTask, Response, ResponseTask, Signal
from pilin.domain.watch.queries import HOUSE
from pilin.domain.watch.rules import responses as rules
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.rules.readings import SHANGHAI


@dataclass(frozen=True, slots=True)
class ResponseTold:
    """A response from its launch until now: its states first to last, the signal it followed, its tasks."""

    states: tuple[Response, ...]
    tasks: tuple[ResponseTask, ...] = ()
    signal: Signal | None = None
    lag_minutes: int | None = None  # from the signal to the launch; None where it follows none

    @property
    def now(self) -> Response:
        """Return the newest state."""
        return self.states[-1]

    @property
    def launched(self) -> Response:
        """Return the first state."""
        return self.states[0]

    @property
    def running(self) -> bool:
        """Return whether it has not been stood down."""
        return self.now.level != STOOD_DOWN and not self.now.end_not_told

    @property
    def ended_at(self) -> datetime | None:
        """Return when it was stood down; None while it runs, and where the report did not say."""
        return self.now.since if self.now.level == STOOD_DOWN else None

    @property
    def done(self) -> int:
        """Return how many tasks are done."""
        return sum(one.done_at is not None for one in self.tasks)


def responses(standing: Standing, circle: str) -> QuerySet[Response]:
    """Return every state of every response of a circle, the newest first."""
    return Response.objects.visible_to(standing).filter(circle=circle)


def responses_told(standing: Standing, circle: str, *, most: int = 60) -> list[ResponseTold]:
    """Return the responses of a circle, those that changed last first. Three queries, however many there are."""
    rows = list(responses(standing, circle)[: most * 4])
    return _told(standing, rows)[:most]


def response_named(standing: Standing, circle: str, family: UUID) -> ResponseTold | None:
    """Return the response of a family, if this standing may read it."""
    rows = list(responses(standing, circle).filter(family=family).select_related("in_circle"))
    return _told(standing, rows)[0] if rows else None


def newest_of_town(town: str) -> Response | None:
    """Return the newest state that a town ever had; None before its first."""
    return Response.objects.visible_to(HOUSE).filter(owner=town).order_by("-since").first()


def levels_now(standing: Standing, circle: str, at: datetime) -> dict[str, Response]:
    """Return the level that each town has at a moment; towns without one are not named."""
    by_town: dict[str, list[Response]] = {}
    for row in responses(standing, circle).filter(since__lte=at):
        by_town.setdefault(row.owner, []).append(row)
    found = {town: rules.level_at(rows, at) for town, rows in by_town.items()}
    return {town: row for town, row in found.items() if row is not None}


def states_between(standing: Standing, circle: str, since: datetime, until: datetime) -> list[Response]:
    """Return the states that began in a stretch of time, first to last."""
    rows = responses(standing, circle).filter(since__gte=since, since__lte=until)
    return list(rows.order_by("since", "uid"))


def task_named(standing: Standing, circle: str, uid: UUID) -> ResponseTask | None:
    """Return the task with this key, if this standing may read it."""
    rows = ResponseTask.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("response", "in_circle").first()


def tasks_of(standing: Standing, family: UUID) -> list[ResponseTask]:
    """Return the tasks of a response in the order of the plan."""
    return list(ResponseTask.objects.visible_to(standing).filter(family=family))


def open_tasks(standing: Standing, town: str) -> list[ResponseTask]:
    """Return what the offices of a town have still to do in responses that run, what is due first before the rest."""
    newest = newest_of_town(town)
    if newest is None or newest.level == STOOD_DOWN or newest.end_not_told:
        return []
    rows = [one for one in tasks_of(standing, newest.family) if one.done_at is None]
    return sorted(rows, key=lambda one: (one.due_at is None, one.due_at or one.made_at, one.number))


def plan_of(standing: Standing, circle: str, town: str, on: date) -> list[PlanTask]:
    """Return the lines of a town's plan that hold on a day, the lowest level first."""
    rows = PlanTask.objects.visible_to(standing).filter(circle=circle, owner=town)
    return list(rows.filter(Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))))


def plan_task_named(standing: Standing, circle: str, uid: UUID) -> PlanTask | None:
    """Return the line of a plan with this key, if this standing may read it."""
    return PlanTask.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def signal_named(standing: Standing, circle: str, uid: UUID | None) -> Signal | None:
    """Return the signal with this key, if this standing may read it."""
    return Signal.objects.visible_to(standing).filter(circle=circle, pk=uid).first() if uid else None


def signals_to_follow(standing: Standing, circle: str, most: int = 12) -> list[Signal]:
    """Return the newest official signals that a response may follow."""
    rows = Signal.objects.visible_to(standing).filter(circle=circle).exclude(colour="none")
    return list(rows.order_by("-issued_at")[:most])


def _told(standing: Standing, rows: Iterable[Response]) -> list[ResponseTold]:
    families: dict[UUID, list[Response]] = {}
    for row in rows:
        families.setdefault(row.family, []).append(row)
    states = {family: tuple(sorted(found, key=lambda one: one.since)) for family, found in families.items()}
    tasks: dict[UUID, list[ResponseTask]] = {}
    for task in ResponseTask.objects.visible_to(standing).filter(family__in=list(families)):
        tasks.setdefault(task.family, []).append(task)
    named = {found[0].signal for found in states.values() if found[0].signal}
    signals = {one.pk: one for one in Signal.objects.visible_to(standing).filter(pk__in=named)}
    told = []
    for family, found in states.items():
        signal = signals.get(found[0].signal) if found[0].signal else None
        lag = None if signal is None else round((found[0].since - signal.issued_at).total_seconds() / 60)
        told.append(ResponseTold(found, tuple(tasks.get(family, ())), signal, lag))
    return sorted(told, key=lambda one: one.now.since, reverse=True)


def clock(at: datetime) -> str:
    """Return a moment as a clock in Shanghai shows it."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"
