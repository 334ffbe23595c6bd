"""Reads of gates: how they stand, what was done and asked, when the tide lets water out, how long it takes to the other bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import OuterRef, Q, QuerySet, Subquery

from pilin.domain.watch.kinds import (
    LEARNED_FROM,
    LEVEL_HOLDS,
    LONGEST_LAG_MINUTES,
    RECENT,
    AnswerKind,
    GateMoveKind,
)
from pilin.domain.watch.models import DatumOffset, Gate, GateAnswer, GateMove, GateRequest, GateRule
from pilin.domain.watch.queries import HOUSE
from pilin.domain.watch.rules import gates as rules
from pilin.domain.watch.rules.checks import offset_between
from pilin.domain.watch.rules.gates import GateState, Volume
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries.gauges import window
from pilin.foundation.observations.rules.readings import SHANGHAI

STEP = timedelta(minutes=10)  # of the grid on which a lag is learned
GAP = timedelta(minutes=45)  # a level is not taken to run straight over a longer gap
UTC_US = 1_000_000


@dataclass(frozen=True, slots=True)
class GateTold:
    """A gate and how it stands now."""

    row: Gate
    state: GateState
    moves: tuple[GateMove, ...]  # of late, newest first
    waiting: tuple[GateRequest, ...]  # asked and not answered

    @property
    def alarmed(self) -> bool:
        """Return whether it stands open against the rule, by somebody's order."""
        return bool(self.state.is_open and self.state.move is not None and self.state.move.forced)


@dataclass(frozen=True, slots=True)
class Levels:
    """The newest levels on both sides of a gate, each with its datum and moment; None where none is at hand."""

    inner_m: Decimal | None = None
    inner_datum: str = ""
    inner_at: datetime | None = None
    outer_m: Decimal | None = None
    outer_datum: str = ""
    outer_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpeningWindow:
    """When the water inside stood above that outside, and by how much at most."""

    opens: datetime
    closes: datetime
    head_m: Decimal


@dataclass(frozen=True, slots=True)
class LagTold:
    """How long until the other bank feels a move; minutes None with the number of past events where too few taught it."""

    minutes: int | None
    low: int | None = None
    high: int | None = None
    events: int = 0
    needed: int = 0


@dataclass(frozen=True, slots=True)
class MoveTold:
    """A move, with when the other bank is to feel it; None while the lag is not learned."""

    row: GateMove
    felt_at: datetime | None


def gates(standing: Standing, circle: str, at: datetime | None = None) -> QuerySet[Gate]:
    """Return the gates of a circle that are in use; with a moment, those that were then."""
    rows = Gate.objects.visible_to(standing).filter(circle=circle)
    if at is None:
        return rows.filter(ended_on__isnull=True)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day_of(at)))


def gate_named(standing: Standing, circle: str, uid: UUID) -> Gate | None:
    """Return the gate with this key, if this standing may read it."""
    return Gate.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def request_named(standing: Standing, circle: str, uid: UUID) -> GateRequest | None:
    """Return what was asked under this key, if this standing may read it."""
    rows = GateRequest.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("gate", "in_circle").first()


def gates_told(standing: Standing, circle: str, at: datetime) -> list[GateTold]:
    """Return each gate of a circle with how it stands at a moment. Five queries, however many there are."""
    rows = list(gates(standing, circle, at))
    moves = _moves(standing, rows, at)
    waiting: dict[UUID, list[GateRequest]] = {}
    for asked in open_requests(standing, circle, at):
        waiting.setdefault(asked.gate_id, []).append(asked)
    return [
        GateTold(row, rules.known_state(moves.get(row.pk, ()), at), tuple(moves.get(row.pk, ())), tuple(waiting.get(row.pk, ())))
        for row in rows
    ]  # fmt: skip


def gate_told(standing: Standing, gate: Gate, at: datetime) -> GateTold:
    """Return one gate with all its moves until a moment, newest first."""
    moves = tuple(moves_of(standing, gate).filter(at__lte=at))
    waiting = tuple(one for one in open_requests(standing, gate.circle, at) if one.gate_id == gate.pk)
    return GateTold(gate, rules.known_state(moves, at), moves, waiting)


def moves_of(standing: Standing, gate: Gate) -> QuerySet[GateMove]:
    """Return what was done to a gate, newest first."""
    return GateMove.objects.visible_to(standing).filter(gate=gate)


def moves_between(standing: Standing, circle: str, since: datetime, until: datetime) -> list[GateMove]:
    """Return what was done to the gates of a circle in a stretch of time, first to last, each with its gate."""
    rows = GateMove.objects.visible_to(standing).filter(circle=circle, at__gte=since, at__lte=until)
    return list(rows.select_related("gate").order_by("at", "uid"))


def open_gates(standing: Standing, circle: str, at: datetime, *, owner: str = "") -> int:
    """Return how many gates stood open at a moment; those of which nobody noted anything do not count."""
    rows = [row for row in gates(standing, circle, at) if not owner or row.owner == owner]
    moves = _moves(standing, rows, at)
    return sum(rules.known_state(moves.get(row.pk, ()), at).is_open is True for row in rows)


def open_requests(standing: Standing, circle: str, at: datetime | None = None) -> list[GateRequest]:
    """Return what was asked about gates and is not answered, oldest first; with a moment, what was waiting then."""
    answers = GateAnswer.objects.visible_to(standing).filter(circle=circle)
    rows = GateRequest.objects.visible_to(standing).filter(circle=circle)
    if at is not None:
        answers, rows = answers.filter(answered_at__lte=at), rows.filter(asked_at__lte=at)
    rows = rows.exclude(pk__in=answers.values("request"))
    return list(rows.select_related("gate").order_by("asked_at", "uid"))


def requests_of(standing: Standing, gate: Gate, most: int = 20) -> list[tuple[GateRequest, GateAnswer | None]]:
    """Return what was asked about a gate with what was answered, newest first."""
    rows = list(GateRequest.objects.visible_to(standing).filter(gate=gate)[:most])
    answers = {one.request_id: one for one in GateAnswer.objects.visible_to(standing).filter(request__in=rows)}
    return [(row, answers.get(row.pk)) for row in rows]


def requests_between(
    standing: Standing, circle: str, since: datetime, until: datetime
) -> list[tuple[GateRequest, GateAnswer | None]]:
    """Return what was asked about the gates of a circle in a stretch of time, first to last."""
    rows = GateRequest.objects.visible_to(standing).filter(circle=circle, asked_at__gte=since, asked_at__lte=until)
    told = list(rows.select_related("gate").order_by("asked_at", "uid"))
    answers = {one.request_id: one for one in GateAnswer.objects.visible_to(standing).filter(request__in=told)}
    return [(row, answers.get(row.pk)) for row in told]


def rules_of(standing: Standing, gate: Gate, on: date) -> list[GateRule]:
    """Return what agreements ask before a gate is moved, as in force on a day."""
    return list(_in_force(GateRule.objects.visible_to(standing).filter(gate=gate), on))


def used_requests(gate: Gate) -> set[UUID]:
    """Return the requests that moves of a gate have leaned on."""
    rows = GateMove.objects.visible_to(HOUSE).filter(gate=gate, request__isnull=False)
    return {one for one in rows.values_list("request", flat=True) if one is not None}


def offset_at(standing: Standing, gate: Gate, from_datum: str, to_datum: str, on: date) -> Decimal | None:
    """Return the metres to add at a gate to have a level on another datum: by the towns' own rows first, then by the tables."""
    rows = DatumOffset.objects.visible_to(standing).filter(circle=gate.circle)
    return offset_between(rows, gate.place_code or gate.owner, from_datum, to_datum, on)


def levels_at(standing: Standing, gate: Gate, at: datetime) -> Levels:
    """Return the newest levels on both sides of a gate that are no older than an hour; bad readings are none."""
    series = _series(standing, [gate.inner_series, gate.outer_series])
    told = window(standing, series.values(), at - LEVEL_HOLDS, at)
    inner, outer = series.get(gate.inner_series), series.get(gate.outer_series)
    one, two = _last(told, inner), _last(told, outer)
    return Levels(
        one[0], inner.datum if inner and one[0] is not None else "", one[1], two[0], outer.datum if outer and two[0] is not None else "", two[1]
    )  # fmt: skip


def windows_of(standing: Standing, gate: Gate, since: datetime, until: datetime) -> list[OpeningWindow] | None:
    """Return when a gate could let water out, by the levels that were read; None where they cannot be compared or are missing."""
    series = _series(standing, [gate.inner_series, gate.outer_series])
    inner, outer = series.get(gate.inner_series), series.get(gate.outer_series)
    if inner is None or outer is None:
        return None
    from pilin.engine.hydro.datum import datum_key  # slow import
    from pilin.engine.hydro.gates import opening_windows  # slow import

    one, two = datum_key(inner.datum), datum_key(outer.datum)
    metres = Decimal(0) if one == two else offset_at(standing, gate, two, one, day_of(until))
    if metres is None:
        return None
    told = window(standing, [inner, outer], since, until)
    times = told[outer.pk].ends
    if not len(times) or not len(told[inner.pk]):
        return None
    found = opening_windows(
        times, _between(times, told[inner.pk].ends, told[inner.pk].values), told[outer.pk].values + float(metres)
    )
    return [
        OpeningWindow(_moment(a), _moment(b), Decimal(str(round(float(head), 3))))
        for a, b, head in zip(found.opens.astype(np.int64), found.closes.astype(np.int64), found.head_m, strict=True)
    ]


def lag_of(standing: Standing, gate: Gate, at: datetime) -> LagTold:
    """Return how long until the other bank feels this gate, learned from its openings of half a year and the level there."""
    from pilin.engine.hydro.lags import ENOUGH, learn_lag  # slow import

    series = _series(standing, [gate.felt_series]).get(gate.felt_series)
    since = at - LEARNED_FROM
    moves = sorted(moves_of(standing, gate).filter(at__gt=since, at__lte=at), key=lambda one: one.at)
    opened = sum(one.kind == GateMoveKind.OPENED for one in moves)
    if series is None or opened < ENOUGH:
        return LagTold(None, events=opened, needed=ENOUGH)
    told = window(standing, [series], since, at)[series.pk]
    if len(told) < 2:
        return LagTold(None, needed=ENOUGH)
    step = int(STEP.total_seconds()) * UTC_US
    grid = np.arange(int(since.timestamp()) * UTC_US, int(at.timestamp()) * UTC_US, step, dtype=np.int64)
    runs = np.zeros(len(grid))
    for place, move in enumerate(moves):
        if move.kind == GateMoveKind.CLOSED:
            continue
        begins = int(move.at.timestamp()) * UTC_US
        ends = int((moves[place + 1].at if place + 1 < len(moves) else at).timestamp()) * UTC_US
        runs[(grid >= begins) & (grid < ends)] = 1.0
    rise = np.diff(_between(grid, told.ends, told.values), prepend=np.nan)
    lag = learn_lag(
        runs, rise, step_minutes=STEP.total_seconds() / 60, most_minutes=LONGEST_LAG_MINUTES, event_line=1.0
    )
    if lag is None or lag.events < ENOUGH:
        return LagTold(None, events=0 if lag is None else lag.events, needed=ENOUGH)
    return LagTold(round(lag.minutes), round(lag.low), round(lag.high), lag.events, ENOUGH)


def felt(moves: Iterable[GateMove], lag: LagTold) -> list[MoveTold]:
    """Return moves with when the other bank is to feel each."""
    wait = None if lag.minutes is None else timedelta(minutes=lag.minutes)
    return [MoveTold(one, None if wait is None else one.at + wait) for one in moves]


def volume(moves: Sequence[GateMove], gate: Gate, since: datetime, until: datetime) -> Volume:
    """Return the water that a gate let through, reckoned from rated flow and hours."""
    return rules.volume_of(moves, gate.rated_m3s, gate.openings, since, until)


def consent_stands(asked: GateRequest, answer: GateAnswer | None) -> bool:
    """Return whether the other town consented."""
    return answer is not None and answer.answer == AnswerKind.CONSENT


def _moves(standing: Standing, rows: Sequence[Gate], at: datetime) -> dict[UUID, list[GateMove]]:
    """Return the moves of late by gate, newest first; of a gate without any, its last."""
    every = GateMove.objects.visible_to(standing).filter(gate__in=rows, at__lte=at)
    last = (
        GateMove.objects.visible_to(standing).filter(gate=OuterRef("pk"), at__lte=at).order_by("-at").values("pk")[:1]
    )
    lasts = Gate.objects.visible_to(standing).filter(pk__in=[row.pk for row in rows]).annotate(last=Subquery(last))
    keys = [key for key in lasts.values_list("last", flat=True) if key]
    found: dict[UUID, list[GateMove]] = {}
    for move in every.filter(Q(at__gt=at - RECENT) | Q(pk__in=keys)):
        found.setdefault(move.gate_id, []).append(move)
    return found


def _in_force(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def _series(standing: Standing, uids: Iterable[UUID | None]) -> dict[Any, Series]:
    wanted = [uid for uid in uids if uid]
    return {row.pk: row for row in Series.objects.visible_to(standing).filter(pk__in=wanted)}


def _last(told: dict[UUID, Any], series: Series | None) -> tuple[Decimal | None, datetime | None]:
    if series is None:
        return None, None
    line = told[series.pk]
    good = np.flatnonzero(~np.isnan(line.values))
    if not len(good):
        return None, None
    return Decimal(str(round(float(line.values[good[-1]]), 3))), _moment(int(line.ends[good[-1]]))


def _between(times: Any, known: Any, values: Any) -> Any:
    """Return values at other moments, straight between two readings that lie near each other; NaN elsewhere."""
    good = ~np.isnan(values)
    if not good.any():
        return np.full(len(times), np.nan)
    at, level = known[good], values[good]
    made = np.interp(times, at, level, left=np.nan, right=np.nan)
    place = np.clip(np.searchsorted(at, times, side="left"), 0, len(at) - 1)
    gap = at[place] - at[np.clip(place - 1, 0, len(at) - 1)]
    hit = at[place] == times
    return np.where(hit | (gap <= int(GAP.total_seconds()) * UTC_US), made, np.nan)


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(int(micros) / UTC_US, SHANGHAI)
