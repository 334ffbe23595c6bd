"""Drills: who takes part, what happened when, and how that compares with what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.drills import rules
from pilin.domain.drills.enums import DrillState
from pilin.domain.drills.models import Drill, DrillPart, Evaluation, ExpectedAction, Inject, Observed, Scenario
from pilin.domain.drills.queries.scenarios import whole_scenario
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.enums import CalendarEntry


@dataclass(frozen=True, slots=True)
class Town:
    """A town in a drill: holds it, takes part, or is asked and has not said."""

    code: str
    holds: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class LineTold:
    """One expected action with how it went; moments are seconds from the start.

    Parameters
    ----------
    act : ExpectedAction
    line : rules.Line
    note : Observed, optional
        Which note counts; None: not done.
    town : str
        Who plays the role.
    after : tuple of ExpectedAction
    before : tuple of ExpectedAction
        Which of these had not been done.
    at_term, at_done : float, optional
        Where they stand on the strip, in per cent.
    """

    act: ExpectedAction
    line: rules.Line
    note: Observed | None
    town: str
    after: tuple[ExpectedAction, ...]
    before: tuple[ExpectedAction, ...]
    at_term: float | None
    at_done: float | None

    @property
    def clock(self) -> str:
        """Return when it was done, as a clock shows it; empty where it was not."""
        return "" if self.line.second is None else rules.clock(self.line.second)

    @property
    def delay(self) -> str:
        """Return by how much it was late, as a clock shows it; empty in time."""
        return rules.clock(self.line.late_seconds) if self.line.late_seconds else ""


@dataclass(frozen=True, slots=True)
class InjectTold:
    """An inject with when it falls due."""

    row: Inject
    at: datetime | None
    fallen: bool


@dataclass(frozen=True, slots=True)
class NoteTold:
    """A note with what became of it."""

    row: Observed
    second: int
    corrected_by: Observed | None

    @property
    def clock(self) -> str:
        """Return when it was done, as a clock shows it."""
        return rules.clock(self.second)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drill from its start: expected against actual."""

    score: rules.Score
    lines: tuple[LineTold, ...]
    injects: tuple[InjectTold, ...]
    extra: tuple[NoteTold, ...]
    notes: tuple[NoteTold, ...]  # all, the corrected ones too, in the order in which they were written
    seconds: int  # how long the strip is


@dataclass(frozen=True, slots=True)
class Running:
    """A drill that runs, for who notes: what may be pressed, what fell due, when the next inject comes."""

    open: tuple[LineTold, ...]  # own actions not noted yet, those whose turn it is first
    noted: tuple[LineTold, ...]
    fallen: tuple[InjectTold, ...]
    seconds: int  # since the start
    next_in: int | None  # seconds until the next inject; None: no more


def calendar_entries(standing: Standing, circle: str) -> list[CalendarEntry]:
    """Return the drills of a circle for its calendar feed, those called off left out."""
    return [
        CalendarEntry(
            uid=f"drill-{row.pk}", title_zh=row.title_zh, title=row.title or row.title_zh, starts=row.planned_at, place=row.place or row.place_zh,
            url=f"/c/{circle}/drills/{row.pk}/", illustrative=row.illustrative, town=row.owner,
        )
        for row in drills(standing, circle).exclude(state=DrillState.CALLED_OFF)
    ]  # fmt: skip


def drills_of_scenario(standing: Standing, scenario: Scenario, most: int = 20) -> list[Drill]:
    """Return the drills of any version of a scenario, the newest first."""
    return list(drills(standing, scenario.circle).filter(scenario__family=scenario.family)[:most])


def drills(standing: Standing, circle: str, *, state: str = "", town: str = "", words: str = "") -> QuerySet[Drill]:
    """Return the drills of a circle, newest first."""
    rows = Drill.objects.visible_to(standing).filter(circle=circle).select_related("scenario")
    if state:
        rows = rows.filter(state=state)
    if town:
        parts = DrillPart.objects.visible_to(standing).filter(owner=town).values("drill")
        rows = rows.filter(Q(owner=town) | Q(pk__in=parts))
    for word in words.split():
        rows = rows.filter(Q(title_zh__icontains=word) | Q(title__icontains=word) | Q(place_zh__icontains=word) | Q(place__icontains=word))  # fmt: skip
    return rows


def drill_named(standing: Standing, circle: str, uid: UUID) -> Drill | None:
    """Return a drill; None where this standing reads none."""
    rows = Drill.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("scenario", "in_circle").first()


def joined_towns(standing: Standing, drill: Drill) -> list[str]:
    """Return which towns take part by their own word, in the order in which they said so."""
    return list(DrillPart.objects.visible_to(standing).filter(drill=drill).values_list("owner", flat=True))


def towns_of(drill: Drill, joined: Iterable[str]) -> list[Town]:
    """Return the towns of a drill: who holds it, who takes part, who is asked."""
    held = list(joined)
    codes = dict.fromkeys([drill.owner, *held, *drill.invited])
    return [Town(code, code == drill.owner, code in held or code == drill.owner) for code in codes]


def note_named(standing: Standing, drill: Drill, uid: UUID) -> Observed | None:
    """Return a note of a drill; None where this standing reads none."""
    return Observed.objects.visible_to(standing).filter(drill=drill, pk=uid).first()


def evaluations(standing: Standing, drill: Drill) -> list[Evaluation]:
    """Return what the towns said of a drill."""
    return list(Evaluation.objects.visible_to(standing).filter(drill=drill))


def score_of(standing: Standing, drill: Drill) -> rules.Score:
    """Return the score of a drill as its notes stand now."""
    expected = whole_scenario(standing, drill.scenario)[1]
    rows = list(Observed.objects.visible_to(standing).filter(drill=drill))
    keys = {one.pk: one.key for one in expected}
    return rules.score_drill([plain(one) for one in expected], [_done(drill, row, keys) for row in counting(rows)])


def plain(one: ExpectedAction) -> rules.Expected:
    """Return an expected action as scores are reckoned with it."""
    return rules.Expected(one.key, one.role, tuple(one.after), one.within_minutes, one.weight)


def counting(rows: Iterable[Observed]) -> list[Observed]:
    """Return the notes that count: those that no later one corrects, and that were not taken back."""
    held = list(rows)
    corrected = {row.corrects_id for row in held}
    return [row for row in held if row.pk not in corrected and not row.withdrawn]


def second_of(drill: Drill, at: datetime) -> int:
    """Return how many whole seconds after the start of a drill something was; 0 before it."""
    return max(0, int((at - drill.started_at).total_seconds())) if drill.started_at else 0


def timeline(standing: Standing, drill: Drill, joined: Iterable[str], at: datetime) -> Timeline:
    """Return a drill expected against actual, as its notes stand now."""
    injects, expected = whole_scenario(standing, drill.scenario)
    rows = list(Observed.objects.visible_to(standing).filter(drill=drill).select_related("expected"))
    keys = {one.pk: one.key for one in expected}
    counted = counting(rows)
    score = rules.score_drill([plain(one) for one in expected], [_done(drill, row, keys) for row in counted])
    first: dict[str, Observed] = {}
    for row in sorted(counted, key=lambda row: row.done_at):
        if row.expected_id and (key := keys.get(row.expected_id, "")):
            first.setdefault(key, row)
    ends = [60 * one.within_minutes for one in expected if one.within_minutes] + [
        second_of(drill, row.done_at) for row in counted
    ]
    if drill.finished_at is not None:
        ends.append(second_of(drill, drill.finished_at))
    whole = max([60, *ends, *(60 * one.minute for one in injects)])
    acts, towns = {one.key: one for one in expected}, list(joined)
    lines = tuple(
        LineTold(
            act, line, first.get(act.key), rules.town_of_role(drill, act.role, towns), _acts(acts, act.after), _acts(acts, line.before),
            None if act.within_minutes is None else 100 * 60 * act.within_minutes / whole,
            None if line.second is None else 100 * line.second / whole,
        )
        for act, line in zip(expected, score.lines, strict=True)
    )  # fmt: skip
    by_uid = {row.corrects_id: row for row in rows if row.corrects_id}
    notes = tuple(
        NoteTold(row, second_of(drill, row.done_at), by_uid.get(row.pk))
        for row in sorted(rows, key=lambda row: row.noted_at)
    )
    shown = {row.pk for row in first.values()}
    extra = tuple(note for note in notes if note.row in counted and note.row.pk not in shown)
    return Timeline(score, lines, tuple(_injects(drill, injects, at)), extra, notes, whole)


def running(standing: Standing, drill: Drill, told: Timeline, joined: Iterable[str], at: datetime) -> Running:
    """Return what an officer of a town that takes part sees while a drill runs; others see the clock and what fell due."""
    towns = list(joined)
    own = [one for one in told.lines if rules.may_note(standing, drill, one.act.role, towns)]
    done = {one.act.key for one in told.lines if one.note is not None}
    waiting = [one for one in own if one.note is None]
    waiting.sort(key=lambda one: (any(key not in done for key in one.act.after), one.act.number))
    coming = [one.at for one in told.injects if one.at is not None and not one.fallen]
    return Running(
        tuple(waiting), tuple(one for one in told.lines if one.note is not None), tuple(one for one in told.injects if one.fallen),
        second_of(drill, at), max(0, int((min(coming) - at).total_seconds())) if coming else None,
    )  # fmt: skip


def _injects(drill: Drill, rows: Iterable[Inject], at: datetime) -> Iterable[InjectTold]:
    for row in rows:
        due = None if drill.started_at is None else drill.started_at + timedelta(minutes=row.minute)
        over = drill.state not in (DrillState.PLANNED, DrillState.RUNNING)
        yield InjectTold(row, due, due is not None and (over or due <= at))


def _done(drill: Drill, row: Observed, keys: dict[Any, str]) -> rules.Done:
    return rules.Done(second_of(drill, row.done_at), keys.get(row.expected_id, ""), row.role, row.what_zh)


def _acts(acts: dict[str, ExpectedAction], keys: Iterable[str]) -> tuple[ExpectedAction, ...]:
    return tuple(acts[key] for key in keys if key in acts)
