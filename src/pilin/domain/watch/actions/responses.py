"""Note that a command launched, raised, lowered or stood down a response; take on its tasks and say that they are done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from pilin.domain.watch.actions.shared import like
from pilin.domain.watch.kinds import LEVELS, STOOD_DOWN, level_said
from pilin.domain.watch.models import PlanTask, Response, ResponseTask, Signal
from pilin.domain.watch.queries import HOUSE
from pilin.domain.watch.queries import responses as queries
from pilin.domain.watch.rules import responses as rules
from pilin.domain.watch.rules.statutory import statutory_tasks
from pilin.domain.watch.rules.who import may_keep
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

FROM_LAW = 100  # tasks of a law are numbered after those of the plan


@deed("watch.set_plan_task", says=_("{who} wrote a line of the town’s flood plan: {title}"))
def set_plan_task(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    level: int,
    number: int,
    task_zh: str,
    office_zh: str,
    valid_from: date,
    task: str = "",
    office: str = "",
    minutes: int | None = None,
    clause: str = "",
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> PlanTask:
    """Write a line of a town's plan: what an office does from a level up. The line of the same number before it ends the day before.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_plan_task(
        level=level, number=number, task_zh=task_zh, office_zh=office_zh, minutes=minutes
    )
    if faults:
        raise Invalid(*faults)
    rows = PlanTask.objects.visible_to(HOUSE).filter(circle=circle.slug, owner=town, number=number)
    if rows.filter(valid_from__gte=valid_from).exists():
        raise Conflict("not_later", _("A line of this number begins on that day or later already"))
    for earlier in rows.filter(valid_to__isnull=True):
        earlier.valid_to = valid_from - timedelta(days=1)
        earlier.save()
    row = PlanTask(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative, level=level, number=number,
        task_zh=task_zh.strip(), task=task.strip(), office_zh=office_zh.strip(), office=office.strip(), minutes=minutes, clause=clause.strip(),
        valid_from=valid_from,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "task"))
    return row


@deed("watch.end_plan_task", says=_("{who} ended a line of the town’s flood plan: {title}"))
def end_plan_task(*, by: Standing, at: datetime, line: PlanTask) -> PlanTask:
    """Let a line of a plan hold no more after today; responses that run keep their tasks.

    Raises
    ------
    Refused, Conflict
    """
    may_keep(by, line.circle, line.owner).require()
    if line.valid_to is not None:
        raise Conflict("ended", _("This line has ended already"))
    line.valid_to = max(day_of(at), line.valid_from)
    line.save()
    tell(title=both(line, "task"))
    return line


@deed("watch.launch_response", says=_("{who} noted a response of level {level}, ordered by {command}"))
def launch_response(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    level: int,
    hazard: str,
    command_zh: str,
    command: str = "",
    since: datetime | None = None,
    signal: Signal | None = None,
    reason: str = "",
    event: UUID | None = None,
    end_not_told: bool = False,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Response:
    """Note that a command launched a response for a town, and give its offices their tasks: those of the plan, and those of the law.

    Parameters
    ----------
    level : int
        1 to 4; not lower than the level that goes with the signal's colour by the law of the place, unless ``reason`` says why.
    since : datetime, optional
        When the command ordered it; None: now.
    end_not_told : bool
        Of one taken over from a report that does not say when it ended: it does not run now.

    Raises
    ------
    Refused, Invalid
    Conflict
        While another response of the town runs: raise or lower that one.
    """
    may_keep(by, circle.slug, town).require()
    newest = queries.newest_of_town(town)
    if newest is not None and newest.level != STOOD_DOWN and not newest.end_not_told:
        raise Conflict("running", _("A response of your town runs already: raise or lower it, or stand down first"))
    row = Response(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative, family=uuid7(),
        hazard=hazard, event=event, end_not_told=end_not_told and bool(source),
    )  # fmt: skip
    return _level(row, by, at, level, since or at, command_zh, command, signal, reason, newest, lowest=4)


@deed("watch.change_response", says=_("{who} noted a response of level {level}, ordered by {command}"))
def change_response(
    *,
    by: Standing,
    at: datetime,
    response: Response,
    level: int,
    command_zh: str = "",
    command: str = "",
    since: datetime | None = None,
    signal: Signal | None = None,
    reason: str = "",
    source: str = "",
) -> Response:
    """Note that a running response was raised or lowered; the offices get what the new level asks besides.

    ``response`` is its newest state; where the command is not named, it is the one of that state.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    rules.may_change_response(by, response).require()
    newest = _newest(response)
    if level == newest.level:
        raise Invalid(Fault("same", "level", _("This is the level that it has"), value=str(level)))
    row = _next(newest, source or newest.source)
    return _level(
        row, by, at, level, since or at, command_zh or newest.command_zh, command or newest.command, signal, reason, newest, lowest=4
    )  # fmt: skip


@deed("watch.end_response", says=_("{who} noted that the response was stood down, by order of {command}"))
def end_response(
    *,
    by: Standing,
    at: datetime,
    response: Response,
    since: datetime | None = None,
    command_zh: str = "",
    command: str = "",
    reason: str = "",
    source: str = "",
) -> Response:
    """Note that a response was stood down. What its offices had not done stays undone in the record.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    rules.may_change_response(by, response).require()
    newest = _newest(response)
    row = _next(newest, source or newest.source)
    return _level(
        row, by, at, STOOD_DOWN, since or at, command_zh or newest.command_zh, command or newest.command, None, reason, newest, lowest=STOOD_DOWN
    )  # fmt: skip


@deed("watch.acknowledge_task", says=_("{who} took on: {title}"))
def acknowledge_task(*, by: Standing, at: datetime, task: ResponseTask) -> ResponseTask:
    """Say that an office has taken on its task.

    Raises
    ------
    Refused, Conflict
    """
    rules.may_do_task(by, task, _running_level(task)).require()
    if task.acknowledged_at is not None:
        raise Conflict("taken", _("Somebody has taken it on already"))
    task.acknowledged_at, task.acknowledged_by = at, by.person
    task.save()
    tell(title=both(task, "task"))
    return task


@deed("watch.finish_task", says=_("{who} did: {title}"))
def finish_task(*, by: Standing, at: datetime, task: ResponseTask, note: str = "") -> ResponseTask:
    """Say that a task is done, and what came of it. Whoever had not taken it on takes it on by this.

    Raises
    ------
    Refused
    """
    rules.may_do_task(by, task, _running_level(task)).require()
    if task.acknowledged_at is None:
        task.acknowledged_at, task.acknowledged_by = at, by.person
    task.done_at, task.done_by, task.note = at, by.person, note.strip()
    task.save()
    tell(title=both(task, "task"))
    return task


def _newest(response: Response) -> Response:
    newest = queries.newest_of_town(response.owner)
    if newest is None or newest.pk != response.pk:
        raise Conflict("changed", _("Somebody wrote a later state meanwhile; look at it again"))
    return newest


def _next(newest: Response, source: str) -> Response:
    row = Response(**like(newest, newest.owner), family=newest.family, hazard=newest.hazard, event=newest.event)
    row.source = source
    return row


def _level(
    row: Response, by: Standing, at: datetime, level: int, since: datetime, command_zh: str, command: str, signal: Signal | None, reason: str,
    newest: Response | None, *, lowest: int,
) -> Response:  # fmt: skip
    """Write a state, with the level that the law gives for the signal's colour there, and the tasks that it brings."""
    colour = "" if signal is None else signal.colour
    mapped = rules.mapped_level(colour, row.owner, day_of(since)) if rules.follows(colour) else None
    faults = rules.faults_of_level(
        level=level, hazard=row.hazard, command_zh=command_zh, since=since, at=at, last=newest.since if newest else None, mapped=mapped, reason=reason,
        lowest=lowest,
    )  # fmt: skip
    if signal is not None and signal.issued_at > since:
        faults.append(Fault("signal_later", "signal", _("This signal came later: a response follows what was out")))
    if faults:
        raise Invalid(*faults)
    row.level, row.since, row.noted_at, row.reason, row.colour = level, since, at, reason.strip(), colour
    row.command_zh, row.command, row.signal = command_zh.strip(), command.strip(), None if signal is None else signal.pk
    if mapped is not None:
        row.mapped_level, row.mapped_clause = mapped.level, mapped.clause
    row.save()
    if level in LEVELS:
        _tasks(row, colour)
    tell(level=level_said(level), command=both(row, "command"))
    return row


def _tasks(row: Response, colour: str) -> None:
    """Give the offices what the plan asks from this level up and what the law asks, unless the response has it already."""
    on = day_of(row.since)
    there = {one.key for one in queries.tasks_of(HOUSE, row.family)}
    shared = {**like(row, row.owner), "response": row, "family": row.family}
    for line in queries.plan_of(HOUSE, row.circle, row.owner, on):
        if line.level >= row.level and str(line.pk) not in there:
            due = None if line.minutes is None else row.since + timedelta(minutes=line.minutes)
            task = ResponseTask(
                **shared, key=str(line.pk), number=line.number, task_zh=line.task_zh, task=line.task, office_zh=line.office_zh, office=line.office,
                clause=line.clause, due_at=due,
            )  # fmt: skip
            task.source, task.illustrative = line.source, line.illustrative
            task.save()
    for number, law in enumerate(statutory_tasks(colour, row.owner, on) if colour else (), FROM_LAW):
        if law.key not in there:
            task = ResponseTask(
                **shared, key=law.key, number=number, task_zh=law.zh, task=law.en, office_zh=law.office_zh, office=law.office, clause=law.clause,
                due_at=row.since,
            )  # fmt: skip
            task.save()


def _running_level(task: ResponseTask) -> int:
    newest = queries.newest_of_town(task.owner)
    over = newest is None or newest.family != task.family or newest.end_not_told
    return STOOD_DOWN if newest is None or over else newest.level
