"""What may happen at a meeting and after it, and where each thing stands. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings.enums import (
    MatterMove,
    MatterState,
    MeetingState,
    MinutesState,
    ResolutionState,
    Said,
    TaskMove,
    TaskState,
)
from pilin.engine.base import is_working_day
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.enums import Level

SHANGHAI = ZoneInfo("Asia/Shanghai")
UP = {Level.EXECUTION.value: Level.COORDINATION.value, Level.COORDINATION.value: Level.DECISION.value}
DOWN = {above: below for below, above in UP.items()}
BOUNCES_ALLOWED = 2  # sent back down so often, a matter must be answered where it is
CHECK_AFTER_DAYS = 365  # a commitment is checked a year after it was made
STALE_TASK_DAYS = 30  # open so long after its first date, a task is shown as aged

R, T, M = ResolutionState, TaskState, TaskMove
RESOLUTION_MOVES: dict[str, frozenset[str]] = {
    "": frozenset({R.STUDYING, R.PROPOSED, R.IN_PRINCIPLE, R.APPROVED, R.REJECTED}),  # as a meeting records it first
    R.STUDYING: frozenset({R.PROPOSED, R.WITHDRAWN}),  # what is being studied is put forward before it is approved
    R.PROPOSED: frozenset({R.IN_PRINCIPLE, R.APPROVED, R.REJECTED, R.STUDYING, R.WITHDRAWN}),
    R.IN_PRINCIPLE: frozenset({R.APPROVED, R.REJECTED, R.STUDYING, R.WITHDRAWN}),
    R.APPROVED: frozenset(),
    R.REJECTED: frozenset({R.STUDYING}),
    R.WITHDRAWN: frozenset({R.STUDYING}),
}
TASK_MOVES: dict[str, dict[str, str]] = {  # state → move → state
    T.GIVEN: {M.TAKEN: T.TAKEN, M.DECLINED: T.DECLINED, M.CARRIED: T.GIVEN},
    T.TAKEN: {M.DONE: T.DONE, M.REDATED: T.TAKEN, M.CARRIED: T.TAKEN},
    T.DECLINED: {M.TAKEN: T.TAKEN, M.CARRIED: T.DECLINED},
    T.DONE: {M.CONFIRMED: T.CONFIRMED, M.SENT_BACK: T.TAKEN, M.CARRIED: T.DONE},
    T.CONFIRMED: {},
}
OWN_MOVES = frozenset({M.TAKEN, M.DECLINED, M.DONE, M.REDATED})
OTHER_BANK_MOVES = frozenset({M.CONFIRMED, M.SENT_BACK})
NEEDS_WORDS = frozenset({M.DECLINED, M.DONE, M.SENT_BACK, M.REDATED, M.CONFIRMED})


# ── who may ────────────────────────────────────────────────────────────────


def _is_house(by: Standing) -> bool:
    return by.sees_all


def _works_for(by: Standing, member: str) -> bool:
    return by.member == member and bool(by.roles & {Role.CLERK, Role.SIGNATORY, Role.SECRETARY})


def may_call(by: Standing, circle: str, host: str) -> Verdict:
    """Say whether this standing may call a meeting: the chair's secretary, or the secretary of the town that hosts."""
    if _is_house(by) or by.keeps_office_of_chair(circle):
        return Verdict.yes()
    if by.holds(Role.SECRETARY) and by.member == host and circle in by.circles:
        return Verdict.yes()
    return Verdict.no("not_host", _("The chair's secretary calls meetings, or the secretary of the town that hosts."))


def may_keep(by: Standing, circle: str, host: str, chaired: str = "") -> Verdict:
    """Say whether this standing may write agenda, minutes and resolutions of a meeting.

    Parameters
    ----------
    host : str
        Code of the town that hosts it.
    chaired : str
        Code of the town in the chair that day, empty for none: a later chair rewrites no earlier one's meetings.
    """
    if may_call(by, circle, host) and (_is_house(by) or by.member == host or chaired in ("", by.member)):
        return Verdict.yes()
    return Verdict.no("not_host", _("The secretary of the town that hosts writes this, or the chair's secretary."))


def may_speak_to_minutes(by: Standing, attending: Iterable[str]) -> Verdict:
    """Say whether this standing may confirm minutes or ask for a correction: an officer of a town that was there."""
    if by.member not in set(attending):
        return Verdict.no("was_not_there", _("Only a town that was at the meeting may confirm its minutes."))
    if not by.roles & {Role.SIGNATORY, Role.SECRETARY}:
        return Verdict.no("no_right", _("The town's secretary or its leader confirms minutes."))
    return Verdict.yes()


def may_move_resolution(current: str, to: str) -> Verdict:
    """Say whether a resolution may go from one state to another; nothing jumps from "being studied" to "approved"."""
    if to in RESOLUTION_MOVES.get(current, frozenset()):
        return Verdict.yes()
    if current == R.STUDYING and to in (R.APPROVED, R.IN_PRINCIPLE):
        return Verdict.no("not_put_forward", _("It is still being studied: put it forward first."))
    if current == R.APPROVED:
        return Verdict.no("approved_already", _("It is approved; a new resolution may replace it."))
    return Verdict.no("no_such_move", _("That does not follow from where it stands."))


def may_move_task(by: Standing, *, circle: str, state: str, what: str, member: str, other_bank: bool) -> Verdict:
    """Say whether this standing may do this to a task.

    Parameters
    ----------
    member : str
        Code of the town that owns the task.
    other_bank : bool
        Whether the town acted for lies in another province than the owner.
    """
    if what not in TASK_MOVES[state]:
        return Verdict.no("no_such_move", _("That does not follow from where the task stands."))
    if what in OWN_MOVES and not (_works_for(by, member) or (_is_house(by) and not by.member)):
        return Verdict.no("not_owner", _("Only the town that has the task may do this."))
    if what in OTHER_BANK_MOVES:
        if not _works_for(by, by.member) or circle not in by.circles:
            return Verdict.no("not_member", _("A town of the circle on the other bank confirms or sends back."))
        if not other_bank:
            return Verdict.no("same_bank", _("Not confirmed. A town on the other bank must do it."))
    return Verdict.yes()


def may_keep_documents(by: Standing, circle: str, owner: str) -> Verdict:
    """Say whether this standing may keep a policy document: whoever works for the town that keeps it, an observer's too."""
    if (_is_house(by) and owner) or (_works_for(by, owner) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Only the town that keeps the document writes on it and gives itself its tasks."))


def may_raise(by: Standing, circle: str, from_level: str) -> Verdict:
    """Say whether this standing may put a matter one level up: any officer of a member; the top level has none above."""
    if not by.member or circle not in by.circles or not _works_for(by, by.member):
        return Verdict.no("not_member", _("Only an officer of a town of the circle may raise a matter."))
    if from_level not in UP:
        return Verdict.no("no_level_above", _("Nothing stands above the decision level; it has to decide."))
    return Verdict.yes()


def may_answer(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may record a body's answer: the chair's secretary keeps the bodies' books."""
    if by.keeps_office_of_chair(circle):
        return Verdict.yes()
    return Verdict.no("not_chair", _("The chair's secretary records what the body answered."))


def may_return(bounces: int) -> Verdict:
    """Say whether a matter may still be sent back down; after two times it must be answered where it is."""
    if bounces < BOUNCES_ALLOWED:
        return Verdict.yes()
    return Verdict.no("bounced_enough", _("It was sent back twice already: answer it now."))


def may_check(by: Standing, circle: str, owner: str) -> Verdict:
    """Say whether this standing may check a commitment: any member but the one that made it."""
    if _is_house(by):
        return Verdict.yes()
    if circle not in by.circles or not _works_for(by, by.member):
        return Verdict.no("not_member", _("Only a member of the circle may check a commitment."))
    if by.member == owner:
        return Verdict.no("own_word", _("Whoever made the commitment does not check it."))
    return Verdict.yes()


# ── where things stand ─────────────────────────────────────────────────────


def meeting_state(held_at: datetime | None, cancelled_at: datetime | None) -> MeetingState:
    """Return where an event stands."""
    if cancelled_at is not None:
        return MeetingState.CANCELLED
    return MeetingState.HELD if held_at is not None else MeetingState.PLANNED


class Word(Protocol):
    """A town's word on minutes."""

    said: str
    text_hash: str


def minutes_state(text_hash: str, words: Sequence[tuple[str, str, str]], attending: Iterable[str]) -> MinutesState:
    """Return where minutes stand; only words on the text as it is now count.

    Parameters
    ----------
    text_hash : str
        Of the text now; empty when nothing is written.
    words : sequence of (member, said, hash)
        In the order they were said.
    attending : iterable of str
        Codes of the towns that were there.
    """
    if not text_hash:
        return MinutesState.NONE
    latest = {member: said for member, said, of in words if of == text_hash}
    if Said.OBJECTED in latest.values():
        return MinutesState.OBJECTED
    there = set(attending)
    if there and there <= {member for member, said in latest.items() if said == Said.CONFIRMED}:
        return MinutesState.CONFIRMED
    return MinutesState.CONFIRMING


def resolution_state(states: Sequence[str]) -> str:
    """Return the state a resolution came to last."""
    return states[-1] if states else ""


@dataclass(frozen=True, slots=True)
class TaskStands:
    """Where a task stands on a day."""

    state: TaskState
    due_on: date | None  # the date that holds now
    first_due_on: date | None
    overdue_days: int  # beyond the date that holds
    age_days: int  # beyond the first date: naming a new one does not make a task young
    carried: int
    redated: int
    open: bool

    @property
    def aged(self) -> bool:
        """Return whether it has been open long beyond its first date."""
        return self.open and self.age_days >= STALE_TASK_DAYS


def task_stands(due_on: date | None, steps: Sequence[tuple[str, date | None]], on: date) -> TaskStands:
    """Return where a task stands, read off its steps (move, new date) in order.

    Raises
    ------
    ValueError
        When the steps do not follow from one another.
    """
    state, due, carried, redated = TaskState.GIVEN, due_on, 0, 0
    for what, new_due in steps:
        if what not in TASK_MOVES[state]:
            raise ValueError(f"{what} does not follow from {state}")
        state = TaskState(TASK_MOVES[state][what])
        carried += what == M.CARRIED
        if what == M.REDATED:
            due, redated = new_due or due, redated + 1
    is_open = state != TaskState.CONFIRMED
    late = max(0, (on - due).days) if due and is_open and state != TaskState.DONE else 0
    age = max(0, (on - due_on).days) if due_on and is_open else 0
    return TaskStands(state, due, due_on, late, age, carried, redated, is_open)


class StepOfMatter(Protocol):
    """What a rule needs of a step of a matter."""

    what: str
    on: date
    due_on: date | None


def matter_state(moves: Sequence[str]) -> MatterState:
    """Return where a matter stands after these moves."""
    if not moves:
        raise ValueError("a matter begins by being raised")
    match moves[-1]:
        case MatterMove.RAISED:
            return MatterState.OPEN
        case MatterMove.RETURNED:
            return MatterState.RETURNED
    return MatterState.ANSWERED


def bounces(moves: Sequence[str]) -> int:
    """Return how often a matter was sent back down."""
    return sum(move == MatterMove.RETURNED for move in moves)


@dataclass(frozen=True, slots=True)
class Cell:
    """One working day of a term clock."""

    on: date
    holder: str  # level that held the matter; empty for days to come
    spent: bool
    made_up: bool  # a Saturday or Sunday worked instead of a holiday
    late: bool  # beyond the last day of the term
    handed: bool  # the matter changed hands on this day


def clock(held: Sequence[tuple[date, str]], due_on: date, on: date, *, ended_on: date | None = None) -> list[Cell]:
    """Return one cell a working day, from the day after the first raising to the due day, or to today where that is later.

    The clock neither stops nor restarts when a matter changes hands.

    Parameters
    ----------
    held : sequence of (day, level)
        From which day which level held it; in order, the first entry starts the clock.
    due_on : date
        Last day of the term now running.
    on : date
        Today.
    ended_on : date, optional
        The day it was answered; later days are not drawn.
    """
    start, last = held[0][0], max(due_on, ended_on or on)
    if ended_on is not None:
        last = max(ended_on, due_on)
    cells: list[Cell] = []
    day, place = start, 0
    until = ended_on or on
    while day < last:
        day += timedelta(days=1)
        before = place
        while place + 1 < len(held) and held[place + 1][0] <= day:
            place += 1
        works, _provisional = is_working_day(day)
        if not works:
            continue
        spent = day <= until
        cells.append(
            Cell(
                day, held[place][1] if spent else "", spent, day.weekday() >= 5, day > due_on, spent and place != before
            )
        )
    return cells


def made_up_days(start: date, end: date) -> list[date]:
    """Return the Saturdays and Sundays after ``start`` and up to ``end`` that were working days."""
    days = (start + timedelta(days=k) for k in range(1, (end - start).days + 1))
    return [day for day in days if day.weekday() >= 5 and is_working_day(day)[0]]


# ── clashes ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Slot:
    """When an event is: days, and hours where they are known."""

    first: date
    last: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def overlap(one: Slot, other: Slot) -> bool:
    """Return whether two events of one host overlap: by the hour where both hours are known, else by the day.

    An event without an end lasts two hours.
    """
    if one.last < other.first or other.last < one.first:
        return False
    if one.starts_at is None or other.starts_at is None:
        return True
    end = one.ends_at or one.starts_at + timedelta(hours=2)
    other_end = other.ends_at or other.starts_at + timedelta(hours=2)
    return one.starts_at < other_end and other.starts_at < end


def is_day_known(row: Any) -> bool:
    """Return whether an event's first day is known exactly; a month clashes with nothing."""
    return bool(row.starts_on_first == row.starts_on_last)
