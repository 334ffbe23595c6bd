"""Workers and shifts as the engine reckons with them, and which pairs this room takes out before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from pilin.domain.oddjobs import rules
from pilin.domain.oddjobs.enums import (
    ASKED_CNY,
    BIKE_KM,
    HOME_WITHIN_MINUTES,
    TRADES,
    WALK_KM,
    BookingState,
    Travel,
    Why,
)
from pilin.domain.oddjobs.models import Booking, Shift, Worker
from pilin.engine import lines

SHANGHAI = ZoneInfo("Asia/Shanghai")
if TYPE_CHECKING:
    from pilin.engine import assign

Mask = npt.NDArray[np.bool_]
LONG_AGO, FAR_AHEAD = 0, 2**62


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands between workers and shifts already, by (worker, shift)."""

    applied: frozenset[tuple[UUID, UUID]]
    over: frozenset[tuple[UUID, UUID]]  # declined, given back, called off


def asked_of(rows: Sequence[Booking]) -> Asked:
    """Return what stands between workers and shifts."""
    over = (BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.CALLED_OFF)
    return Asked(
        frozenset((row.worker_id, row.shift_id) for row in rows if row.state == BookingState.APPLIED),
        frozenset((row.worker_id, row.shift_id) for row in rows if row.state in over),
    )


def workers_frame(rows: Sequence[Worker]) -> assign.Workers:
    """Return workers as the engine takes them. When they are free, and their age, are this room's own questions."""
    from pilin.engine import assign  # slow import

    places = {key: place for place, key in enumerate(TRADES)}
    held = [[places[one] for one in row.trades if one in places] for row in rows]
    size = len(rows)
    return assign.Workers(
        [str(row.pk) for row in rows], _floats([row.latitude for row in rows]), _floats([row.longitude for row in rows]), tuple(TRADES),
        np.cumsum([0, *[len(one) for one in held]]).astype(np.int64), np.array([one for some in held for one in some], np.int64),
        np.full(size, LONG_AGO, np.int64), np.full(size, FAR_AHEAD, np.int64),
        _floats([np.inf if row.max_km is None else row.max_km for row in rows]),
        _floats([0 if row.min_hourly_cny is None else row.min_hourly_cny for row in rows]), np.ones(size), np.full(size, "1970-01-01", "datetime64[D]"),
        _floats([row.passed_over for row in rows]),
    )  # fmt: skip


def shifts_frame(rows: Sequence[Shift]) -> assign.Shifts:
    """Return shifts with their empty places; what is paid an hour is reckoned over the whole shift, the break in it."""
    from pilin.engine import assign  # slow import

    employers = sorted({str(row.post.employer_id) for row in rows})
    number = {key: place for place, key in enumerate(employers)}
    trades = {key: place for place, key in enumerate(TRADES)}
    paid = [
        float(row.post.hourly_cny * row.hours) / ((row.ends_at - row.starts_at).total_seconds() / 3600) for row in rows
    ]
    return assign.Shifts(
        [str(row.pk) for row in rows], np.array([number[str(row.post.employer_id)] for row in rows], np.int64), tuple(employers),
        _floats([row.post.latitude for row in rows]), _floats([row.post.longitude for row in rows]), _micros([row.starts_at for row in rows]),
        _micros([row.ends_at for row in rows]), np.array([trades.get(row.post.trade, -1) for row in rows], np.int64), tuple(TRADES),
        np.array([row.left for row in rows], np.int64), np.array(paid), [""] * len(rows),
    )  # fmt: skip


def booked_frame(rows: Sequence[Booking], workers: Sequence[Worker]) -> assign.Booked:
    """Return what workers have already, as far as they are asked about."""
    from pilin.engine import assign  # slow import

    place = {row.pk: number for number, row in enumerate(workers)}
    held = [row for row in rows if row.worker_id in place and row.state in (BookingState.BOOKED, BookingState.PROPOSED)]
    return assign.Booked(
        np.array([place[row.worker_id] for row in held], np.int64), [str(row.shift.post.employer_id) for row in held],
        _micros([row.shift.starts_at for row in held]), _micros([row.shift.ends_at for row in held]),
        _floats([row.shift.post.latitude for row in held]), _floats([row.shift.post.longitude for row in held]),
    )  # fmt: skip


def pairs_between(
    workers: Sequence[Worker], shifts: Sequence[Shift], asked: Asked, tables: Mapping[date, lines.Timetable]
) -> tuple[assign.Workers, assign.Shifts, assign.Pairs]:
    """Return the pairs that may be made: what the engine finds, less what this room bars, each with its word.

    Barred are, in this order: parts of the week in which the worker is not free, trades closed to the young, other towns without
    consent, what was declined, what was neither asked for nor may be proposed, and for whoever goes by bus shifts that no bus
    reaches in time or after which none goes home. Whoever asked for a shift counts ten yuan more.

    Parameters
    ----------
    tables : mapping
        Day → its timetable, for every day on which a shift starts or ends.
    """
    from pilin.engine import assign  # slow import

    frame, posted = workers_frame(workers), shifts_frame(shifts)
    pairs = assign.feasible(frame, posted)
    for word, bar in (
        (Why.TIME, _not_free), (Why.AGE, _too_young), (Why.ACROSS, _not_across), (Why.DECLINED, lambda *of: _in(asked.over, *of)),
        (Why.NOT_ASKED, lambda *of: _unwanted(asked, *of)),
    ):  # fmt: skip
        pairs = pairs.without(bar(workers, shifts, pairs), word)
    there, back = _rides(workers, shifts, pairs, tables)
    pairs = pairs.without(there, Why.NO_BUS)
    pairs = pairs.without(back[~there], Why.LAST_BUS)
    wanted = _in(asked.applied, workers, shifts, pairs)
    return frame, posted, replace(pairs, value=pairs.value + ASKED_CNY * wanted)


def _not_free(workers: Sequence[Worker], shifts: Sequence[Shift], pairs: assign.Pairs) -> Mask:
    free = np.array([row.free for row in workers], np.int64)[pairs.worker] if len(pairs) else np.zeros(0, np.int64)
    touched = np.array([rules.free_parts(row.starts_at, row.ends_at) for row in shifts], np.int64)[pairs.shift]
    barred: Mask = (free != 0) & (free & touched != touched)
    return barred


def _too_young(workers: Sequence[Worker], shifts: Sequence[Shift], pairs: assign.Pairs) -> Mask:
    day = np.array([row.starts_at.astimezone(SHANGHAI).date() for row in shifts], "datetime64[D]")[pairs.shift]
    adult = np.array([row.adult_on or date(1970, 1, 1) for row in workers], "datetime64[D]")[pairs.worker]
    closed = np.array([bool(row.post.trade) and TRADES[row.post.trade].adults_only for row in shifts], bool)[
        pairs.shift
    ]
    barred: Mask = closed & (day < adult)
    return barred


def _not_across(workers: Sequence[Worker], shifts: Sequence[Shift], pairs: assign.Pairs) -> Mask:
    towns = {code: place for place, code in enumerate(sorted({row.owner for row in [*workers, *shifts]}))}
    home = np.array([towns[row.owner] for row in workers], np.int64)[pairs.worker]
    work = np.array([towns[row.owner] for row in shifts], np.int64)[pairs.shift]
    agreed = np.array([row.across for row in workers], bool)[pairs.worker]
    barred: Mask = (home != work) & ~agreed
    return barred


def _in(
    some: frozenset[tuple[UUID, UUID]], workers: Sequence[Worker], shifts: Sequence[Shift], pairs: assign.Pairs
) -> Mask:
    """Return which pairs are among some, by number: one sorted search for all."""
    who = {row.pk: place for place, row in enumerate(workers)}
    what = {row.pk: place for place, row in enumerate(shifts)}
    keys = np.array(sorted(who[w] * len(shifts) + what[s] for w, s in some if w in who and s in what), np.int64)
    mine = pairs.worker.astype(np.int64) * max(1, len(shifts)) + pairs.shift
    return np.isin(mine, keys)


def _unwanted(asked: Asked, workers: Sequence[Worker], shifts: Sequence[Shift], pairs: assign.Pairs) -> Mask:
    willing = np.array([row.proposals for row in workers], bool)[pairs.worker]
    barred: Mask = ~willing & ~_in(asked.applied, workers, shifts, pairs)
    return barred


def _rides(
    workers: Sequence[Worker], shifts: Sequence[Shift], pairs: assign.Pairs, tables: Mapping[date, lines.Timetable]
) -> tuple[Mask, Mask]:
    """Return for which pairs no bus gets there in time, and for which none goes home."""
    there, back = np.zeros(len(pairs), bool), np.zeros(len(pairs), bool)
    travels = np.array([row.travels for row in workers])[pairs.worker] if len(pairs) else np.zeros(0, "U5")
    needs = ((travels == Travel.WALK) & (pairs.km > WALK_KM)) | ((travels == Travel.EBIKE) & (pairs.km > BIKE_KM))
    home = np.array([[float(row.latitude), float(row.longitude)] for row in workers])
    work = np.array([[float(row.post.latitude), float(row.post.longitude)] for row in shifts])
    for place, row in enumerate(shifts):
        mine = np.flatnonzero(needs & (pairs.shift == place))
        if not len(mine):
            continue
        start, end = row.starts_at.astimezone(SHANGHAI), row.ends_at.astimezone(SHANGHAI)
        lat, lon = home[pairs.worker[mine]].T
        to_lat, to_lon = work[place]
        there[mine] = np.isnan(
            tables[start.date()].latest_leaving(lat, lon, to_lat, to_lon, start.hour * 60 + start.minute)
        )
        over = end.hour * 60 + end.minute
        at_home = tables[end.date()].earliest_arrival(to_lat, to_lon, lat, lon, over)
        back[mine] = ~(at_home <= over + HOME_WITHIN_MINUTES)
    return there, back


def _floats(values: Sequence[Any]) -> npt.NDArray[np.float64]:
    return np.array([float(one) for one in values], np.float64)


def _micros(values: Sequence[Any]) -> npt.NDArray[np.int64]:
    return np.array([round(one.timestamp() * 1_000_000) for one in values], np.int64)
