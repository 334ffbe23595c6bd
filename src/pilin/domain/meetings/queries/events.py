"""What was held and what is to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from pilin.domain.meetings import rules
from pilin.domain.meetings.enums import MeetingState, MinutesState, ResolutionState
from pilin.domain.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesWord,
    Outcome,
    Resolution,
    ResolutionStep,
    TaskStep,
    Theme,
)
from pilin.domain.meetings.queries.promises import CommitmentView, commitments_of
from pilin.domain.meetings.queries.tasks import TaskView, task_rows, task_view
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.models import Body, Member, Membership
from pilin.foundation.members.queries import chair_on
from pilin.foundation.values.columns import in_force_on

HOST = ("host__province", "body", "umbrella", "next_host", "in_circle", "snapshot")


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with where it stands and, under an umbrella, its parts."""

    row: Meeting
    state: MeetingState
    unrecorded: bool  # its day is past and nobody recorded whether it was held
    parts: tuple[EventView, ...] = ()


def _event(row: Meeting, on: date, parts: Iterable[EventView] = ()) -> EventView:
    state = rules.meeting_state(row.held_at, row.cancelled_at)
    return EventView(row, state, state == MeetingState.PLANNED and row.last_day < on, tuple(parts))


def meetings_in(standing: Standing, circle: str) -> QuerySet[Meeting]:
    """Return the events of a circle that this standing may read, with host, body and umbrella."""
    return Meeting.objects.visible_to(standing).filter(circle=circle).select_related(*HOST)


def meetings_of(
    standing: Standing,
    circle: str,
    on: date,
    *,
    level: str = "",
    kind: str = "",
    host: str = "",
    state: str = "",
    year: int | None = None,
) -> list[EventView]:
    """Return the events of a circle, those under an umbrella grouped below it; one query."""
    rows = list(meetings_in(standing, circle))
    parts: dict[UUID, list[EventView]] = defaultdict(list)
    known = {row.pk for row in rows}
    for row in rows:
        if row.umbrella_id in known:
            parts[row.umbrella_id].append(_event(row, on))
    found = []
    for row in rows:
        if row.umbrella_id in known:
            continue
        event = _event(row, on, parts.get(row.pk, ()))
        together = [event, *event.parts]
        if level and all(e.row.body is None or e.row.body.level != level for e in together):
            continue
        if kind and all(e.row.kind != kind for e in together):
            continue
        if host and all(e.row.host is None or e.row.host.code != host for e in together):
            continue
        if state and event.state != state:
            continue
        if year and not any(e.row.starts_on_first.year <= year <= e.row.last_day.year for e in together):
            continue
        found.append(event)
    return found


@dataclass(frozen=True, slots=True)
class ResolutionView:
    """A resolution with its state, the steps to it and its tasks."""

    row: Resolution
    state: str
    steps: tuple[ResolutionStep, ...]
    tasks: tuple[TaskView, ...]

    @property
    def label(self) -> str:
        """Return the state in words."""
        return str(ResolutionState(self.state).label) if self.state else ""

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Return where it may go from here, as (state, words)."""
        return [(s.value, str(s.label)) for s in ResolutionState if s in rules.RESOLUTION_MOVES[self.state]]

    @property
    def left(self) -> list[TaskView]:
        """Return the tasks of the left bank's towns."""
        return [t for t in self.tasks if t.row.member.bank < 0]

    @property
    def right(self) -> list[TaskView]:
        """Return the tasks of the right bank's towns, and of towns on neither."""
        return [t for t in self.tasks if t.row.member.bank >= 0]


@dataclass(frozen=True, slots=True)
class MinutesView:
    """The minutes with each town's word on the text as it is now."""

    row: Minutes | None
    state: MinutesState
    words: dict[str, MinutesWord]  # member code → last word on this text
    awaited: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One event whole."""

    event: EventView
    agenda: tuple[AgendaItem, ...]
    attendance: tuple[Attendance, ...]
    attending: tuple[Member, ...]
    minutes: MinutesView
    resolutions: tuple[ResolutionView, ...]
    themes: tuple[Theme, ...]
    outcomes: tuple[Outcome, ...]
    commitments: tuple[CommitmentView, ...]
    carried: tuple[TaskView, ...]  # unfinished tasks carried over to this meeting

    @property
    def row(self) -> Meeting:
        """Return the event's row."""
        return self.event.row

    @property
    def outcomes_counted(self) -> int | None:
        """Return how many objects came forth; None where a source says only "a number of"."""
        counts = [outcome.count for outcome in self.outcomes]
        return None if None in counts else sum(c for c in counts if c is not None)


def meeting_named(standing: Standing, circle: str, uid: UUID, on: date) -> MeetingView | None:
    """Return one event with all that belongs to it, or None where this standing reads no such event."""
    row = (
        meetings_in(standing, circle)
        .filter(pk=uid)
        .prefetch_related(
            Prefetch("agenda", AgendaItem.objects.visible_to(standing).select_related("proposer")),
            Prefetch("attendance", Attendance.objects.visible_to(standing).select_related("member")),
            Prefetch("themes", Theme.objects.visible_to(standing)),
            Prefetch("outcomes", Outcome.objects.visible_to(standing)),
            Prefetch("parts", Meeting.objects.visible_to(standing).select_related("host", "body")),
            Prefetch("resolutions", Resolution.objects.visible_to(standing).select_related("item")),
            Prefetch("resolutions__steps", ResolutionStep.objects.visible_to(standing)),
            Prefetch("resolutions__tasks", task_rows(standing)),
        )
        .first()
    )
    if row is None:
        return None
    attendance = tuple(row.attendance.all())
    attending = attending_of(row, attendance)
    return MeetingView(
        event=_event(row, on, (_event(part, on) for part in row.parts.all())),
        agenda=tuple(row.agenda.all()),
        attendance=attendance,
        attending=attending,
        minutes=minutes_of(standing, row, attending),
        resolutions=tuple(
            ResolutionView(
                r,
                rules.resolution_state([s.state for s in r.steps.all()]),
                tuple(r.steps.all()),
                tuple(task_view(t, on) for t in r.tasks.all()),
            )
            for r in row.resolutions.all()
        ),
        themes=tuple(row.themes.all()),
        outcomes=tuple(row.outcomes.all()),
        commitments=tuple(commitments_of(standing, circle, on, meeting=row.pk)),
        carried=tuple(
            task_view(t, on)
            for t in task_rows(standing).filter(
                pk__in=TaskStep.objects.visible_to(standing).filter(meeting=row, what="carried").values("task")
            )
        ),
    )


def attending_of(row: Meeting, attendance: Iterable[Attendance]) -> tuple[Member, ...]:
    """Return the members that were there, by code: those named in the attendance, and the host."""
    members = {a.member.code: a.member for a in attendance if a.member is not None and not a.invited}
    if row.host is not None and members:
        members.setdefault(row.host.code, row.host)
    return tuple(members[code] for code in sorted(members))


def minutes_of(standing: Standing, row: Meeting, attending: Iterable[Member]) -> MinutesView:
    """Return the minutes of an event with each attending town's word on them."""
    there = tuple(attending)
    minutes = (
        Minutes.objects.visible_to(standing)
        .filter(meeting=row)
        .prefetch_related(Prefetch("words", MinutesWord.objects.visible_to(standing).select_related("member")))
        .first()
    )
    if minutes is None:
        return MinutesView(None, MinutesState.NONE, {}, there)
    said = list(minutes.words.all())
    state = rules.minutes_state(
        minutes.text_hash, [(w.member.code, w.said, w.text_hash) for w in said], [m.code for m in there]
    )
    words = {w.member.code: w for w in said if w.text_hash == minutes.text_hash}
    awaited = tuple(m for m in there if m.code not in words)
    return MinutesView(minutes, state, words, awaited)


def chaired_on_the_day(row: Meeting) -> str:
    """Return the code of the town that was in the chair when an event began; empty for none."""
    term = chair_on(Standing.machine("meetings"), row.circle, row.starts_on_first)
    return term.member.code if term else ""


def slot_of(row: Meeting) -> rules.Slot:
    """Return when an event is."""
    return rules.Slot(row.starts_on_first, row.last_day, row.starts_at, row.ends_at)


def clashes(standing: Standing, host: str, slot: rules.Slot, *, but: UUID | None = None) -> list[Meeting]:
    """Return what the same town hosts at an overlapping time, in any circle; parts of one umbrella do not clash with it."""
    near = (
        Meeting.objects.visible_to(standing)
        .filter(host__code=host, cancelled_at__isnull=True, umbrella__isnull=True, starts_on_first__lte=slot.last)
        .filter(Q(starts_on_last__gte=slot.first) | Q(ends_on_last__gte=slot.first))
        .select_related("host", "in_circle")
    )
    return [row for row in near if row.pk != but and rules.is_day_known(row) and rules.overlap(slot, slot_of(row))]


def bodies_of(standing: Standing, circle: str) -> list[Body]:
    """Return the bodies of a circle, the deciding level first."""
    order = {"decision": 0, "coordination": 1, "execution": 2}
    bodies = Body.objects.visible_to(standing).filter(in_circle__slug=circle)
    return sorted(bodies, key=lambda body: (order.get(body.level, 3), body.uid))


def member_rows(standing: Standing, circle: str, on: date) -> list[Member]:
    """Return the members of a circle on a day, the left bank first; observers are not among them."""
    ships = (
        Membership.objects.visible_to(standing)
        .filter(in_force_on(on), in_circle__slug=circle, kind=MembershipKind.MEMBER)
        .select_related("member__province", "member__county")
    )
    return sorted((ship.member for ship in ships), key=lambda m: (m.bank, m.code))
