"""Threshold checks: what readings say against lines and tables. Pure; nothing here issues a warning.

A check is made of arrays: at which readings a threshold is reached, at which the gauge is back below it. Excursions follow
from these two, so every kind of check opens and closes alike, and readings judged twice give the same excursions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from pilin.domain.watch.enums import CheckKind, LineKind, Sureness
from pilin.domain.watch.rules.house import house
from pilin.engine.hydro import (
    COLOURS,
    Certainty,
    NoTable,
    RainRow,
    SignalTable,
    UnknownDatum,
    check_bounds,
    colour_rank,
    datum_key,
    offset_on,
    rise_rate,
    rolling_sums,
    signal_table,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Key = tuple[str, str, str]
Lasting = Mapping[Key, float]  # what lasted before the readings to be judged, and how high it stood
MILLI = Decimal("0.001")
SPANS = {Decimal(hours) for hours in (1, 3, 6, 12, 24)}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Excursion:
    """A stretch beyond a threshold: positions of readings. ``last`` is None while it lasts."""

    first: int
    last: int | None
    peak: int


@dataclass(frozen=True, slots=True)
class Found:
    """An excursion as a crossing keeps it."""

    kind: str
    rule: str
    level: str
    began_at: datetime | None  # None: before the readings that were judged
    ended_at: datetime | None
    value: Decimal | None
    threshold: Decimal | None
    peak: Decimal | None
    peak_at: datetime | None
    certainty: str = Sureness.CERTAIN
    left_open: tuple[dict[str, str], ...] = ()
    line: UUID | None = None
    of_town: str = ""
    clause: str = ""

    @property
    def key(self) -> Key:
        """Return what tells the excursions of one gauge apart that may last at the same time."""
        return key_of(self.kind, self.level, self.of_town)


def key_of(kind: str, level: str, of_town: str) -> Key:
    """Return what tells the excursions of one gauge apart that may last at the same time."""
    return kind, level, of_town if kind == CheckKind.RISE else ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A town's line laid on the gauge's datum."""

    town: str
    kind: str
    level_m: Decimal  # on the datum of the gauge
    uid: UUID
    as_set: Decimal
    datum: str  # as set
    meaning_zh: str
    meaning: str
    clause: str

    @property
    def kind_name(self) -> str:
        """Return which line it is, in the reader's language."""
        return str(LineKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class NotLaid:
    """A town's line that cannot be laid on the gauge's datum, so that it is never compared."""

    town: str
    kind: str
    as_set: Decimal
    datum: str

    @property
    def kind_name(self) -> str:
        """Return which line it is, in the reader's language."""
        return str(LineKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a gauge on one day, lowest first within each kind: the first of a kind is the one that counts."""

    laid: tuple[Laid, ...] = ()
    not_laid: tuple[NotLaid, ...] = ()

    def effective(self, kind: str = LineKind.WARNING) -> Laid | None:
        """Return the stricter of the towns' lines of a kind."""
        return next((line for line in self.laid if line.kind == kind), None)


@dataclass(frozen=True, slots=True)
class RainSeen:
    """What is known of the rain that ends with a reading: sums over hours, and which of them are the whole amount."""

    sums: Mapping[Decimal, tuple[Decimal, bool]]

    def least(self, period_h: Decimal) -> tuple[Decimal, bool]:
        """Return the millimetres that so many hours hold at least, and whether that is the amount itself.

        An amount over longer hours was gathered in a few stretches of the shorter ones: one of them holds its share.
        """
        mm, whole = self.sums[period_h]
        if whole:
            return mm, True
        shares = [
            sum_ / -(-hours // period_h)
            for hours, (sum_, is_whole) in self.sums.items()
            if hours > period_h and is_whole
        ]
        return max([mm, *shares]), False

    def most(self, period_h: Decimal) -> Decimal | None:
        """Return the millimetres that so many hours cannot exceed; None where nothing bounds them."""
        bounds = [mm for hours, (mm, whole) in self.sums.items() if whole and hours >= period_h]
        return min(bounds, default=None)


def same_datum(one: str, other: str) -> bool:
    """Return whether two names are of one datum."""
    return datum_key(one) == datum_key(other) != ""


def offset_between(offsets: Iterable[Any], place_code: str, from_datum: str, to_datum: str, on: date) -> Decimal | None:
    """Return the metres to add to go from one datum to another at a place on a day; None where nobody wrote it down.

    ``offsets`` are rows of ``DatumOffset``: of the smallest place that holds the gauge the newest, whichever way it is
    written; else what the engine's own table has with an authority.
    """
    if same_datum(from_datum, to_datum):
        return Decimal(0)
    best: tuple[int, date, Decimal] | None = None
    for row in offsets:
        if not place_code.startswith(row.place_code) or (row.valid_from is not None and row.valid_from > on):
            continue
        if same_datum(row.from_datum, from_datum) and same_datum(row.to_datum, to_datum):
            metres = row.offset_m
        elif same_datum(row.from_datum, to_datum) and same_datum(row.to_datum, from_datum):
            metres = -row.offset_m
        else:
            continue
        held = (len(row.place_code), row.valid_from or date.min, metres)
        if best is None or held[:2] > best[:2]:
            best = held
    if best is not None:
        return best[2]
    try:
        return offset_on(place_code, from_datum, to_datum, on)
    except UnknownDatum:
        return None


def lines_on_day(lines: Iterable[Any], offsets: Sequence[Any], *, datum: str, place_code: str, on: date) -> Lines:
    """Return the lines of a gauge that hold on a day, laid on its datum; those that cannot be laid stand apart.

    Parameters
    ----------
    lines : iterable of WaterLine
        Of this gauge, of every town and time.
    """
    laid, not_laid = [], []
    for row in lines:
        if (row.valid_from is not None and row.valid_from > on) or (row.valid_to is not None and row.valid_to < on):
            continue
        metres = offset_between(offsets, place_code, row.datum, datum, on)
        if metres is None:
            not_laid.append(NotLaid(row.owner, row.kind, row.level_m, row.datum))
        else:
            level = (row.level_m + metres).quantize(MILLI)
            laid.append(
                Laid(
                    row.owner, row.kind, level, row.uid, row.level_m, row.datum, row.meaning_zh, row.meaning, row.clause
                )
            )
    laid.sort(key=lambda line: (line.level_m, line.town))
    return Lines(tuple(laid), tuple(not_laid))


def excursions(reached: Bools, back: Bools, values: Floats, *, above: float | None = None) -> list[Excursion]:
    """Return the stretches from a reading that reaches a threshold to the one with which it is back.

    What neither reaches nor is back, a missing value among it, says nothing: the state stays. ``above`` is the peak of a
    stretch that lasted before the first reading; its ``first`` is −1, and its ``peak`` too while no reading tops it.

    Examples
    --------
    >>> v = np.array([3.2, 3.3, 3.27, 3.4, 3.24, 3.31])
    >>> excursions(v >= 3.3, v < 3.25, v)
    [Excursion(first=1, last=4, peak=3), Excursion(first=5, last=None, peak=5)]
    """
    found: list[Excursion] = []
    first = peak = -1
    lasts, highest = above is not None, above if above is not None else np.nan
    for i in range(len(values)):
        if not lasts:
            if reached[i]:
                lasts, first, peak, highest = True, i, i, values[i]
        elif back[i]:
            found.append(Excursion(first, i, peak))
            lasts, first, peak = False, -1, -1
        elif values[i] > highest:
            peak, highest = i, values[i]
    if lasts:
        found.append(Excursion(first, None, peak))
    return found


def check_levels(
    ends: Moments, values: Floats, lines_by_day: Mapping[date, Lines], on: Sequence[date], lasting: Lasting
) -> list[Found]:
    """Return the excursions above the stricter line of each kind, each reading against the lines of its own day.

    Parameters
    ----------
    ends : int64 array
        Moments, µs UTC.
    values : float array
        Metres on the datum of the gauge; NaN says nothing.
    on : sequence of date
        The day of each reading.
    """
    found: list[Found] = []
    if not lasting and not _reaches(values, lines_by_day):
        return found  # most readings of most days: far below every line
    for kind in LineKind.values:
        lines = [lines_by_day[day].effective(kind) for day in on]
        above = lasting.get((CheckKind.LINE, kind, ""))
        if not any(lines) and above is None:
            continue
        line = np.array([np.nan if one is None else float(one.level_m) for one in lines])
        slack = np.array([float(house("back_m", day)) for day in on])
        back = (values < np.round(line - slack, 3)) | np.array([one is None for one in lines])
        for one in excursions(values >= line, back, values, above=above):
            held = lines[one.first] if one.first >= 0 else None
            more = {"line": held.uid, "of_town": held.town, "clause": held.clause} if held else {}
            found.append(_found(CheckKind.LINE, kind, kind, one, ends, values, held.level_m if held else None, **more))
    return found


def _reaches(values: Floats, lines_by_day: Mapping[date, Lines]) -> bool:
    """Return whether any reading stands as high as any line of these days."""
    levels = [float(line.level_m) for lines in lines_by_day.values() for line in lines.laid]
    return bool(levels) and bool((values >= min(levels)).any())  # NaN is neither


def check_rise(ends: Moments, values: Floats, town: str, limit: Decimal, since: int, lasting: Lasting) -> list[Found]:
    """Return the excursions of the rate of rise over an hour beyond what a town set, metres an hour, after a moment."""
    if not len(ends):
        return []
    later = ends > since
    rates = np.round(rise_rate(ends, values, window_h=1.0), 3)[later]
    share = float(house("back_share", day_of_micros(int(ends[-1]))))
    above = lasting.get((CheckKind.RISE, "rise", town))
    stretches = excursions(rates >= float(limit), rates < float(limit) * share, rates, above=above)
    return [_found(CheckKind.RISE, "rise", "rise", one, ends[later], rates, limit, of_town=town) for one in stretches]


def check_rain(
    begins: Moments, ends: Moments, values: Floats, place_code: str, since: int, lasting: Lasting
) -> tuple[list[Found], bool]:
    """Return the excursions into each colour of the place's table by readings after a moment; and whether there is a table.

    Colours are nested: what reaches orange has reached yellow and blue. Thresholds that nobody confirmed are never
    reckoned with; they are named in ``left_open`` of the highest colour reached.
    """
    begins, ends, values = without_overlaps(begins, ends, values)
    judged = np.flatnonzero(ends > since)
    if not len(judged):
        return [], True
    try:
        tables = {day: signal_table(place_code, day) for day in {day_of_micros(int(end)) for end in ends[judged]}}
    except NoTable:
        return [], False
    # longer sums bound the shorter ones where a gauge says only half a day at once
    periods = sorted({row.period_h for table in tables.values() for row in table.rows} | SPANS)
    sums = rolling_sums(begins, ends, values, [float(one) for one in periods])
    seen = [
        RainSeen(
            {p: (_decimal(sums.mm[k, i]), bool(sums.complete[k, i])) for k, p in enumerate(periods)}
        )
        for i in judged
    ]  # fmt: skip
    days = [day_of_micros(int(ends[i])) for i in judged]
    found = []
    confirmed = {row.colour for table in tables.values() for row in table.rows if row.confirmed}
    for colour in (
        one for one in COLOURS if one in confirmed
    ):  # red of Shanghai is not: it is said, never reckoned with
        reached, back, best = _colour_arrays(colour, seen, days, tables)
        above = lasting.get((CheckKind.RAIN, colour, ""))
        for one in excursions(reached, back, best[:, 0], above=above):
            at = max(one.first, 0)
            found.append(_rain_found(colour, one, ends[judged], best, seen[at], tables[days[at]]))
    return found, True


def _colour_arrays(
    colour: str, seen: Sequence[RainSeen], days: Sequence[date], tables: Mapping[date, SignalTable]
) -> tuple[Bools, Bools, Floats]:
    """Return where a colour or one above it is reached, where all their rules are back, and the share and mm of the nearest."""
    reached = np.zeros(len(seen), np.bool_)
    back = np.zeros(len(seen), np.bool_)
    best = np.zeros((len(seen), 2))
    for i, (one, day) in enumerate(zip(seen, days, strict=True)):
        row = _nearest(colour, one, tables[day])
        mm = one.least(row.period_h)[0]
        share = mm / row.mm
        reached[i], back[i] = share >= 1, share < house("back_share", day)
        best[i] = float(share), float(mm)
    return reached, back, best


def _nearest(colour: str, seen: RainSeen, table: SignalTable) -> RainRow:
    """Return the confirmed rule of a colour, or of one above it, that the rain comes nearest to."""
    rows = [row for row in table.rows if row.confirmed and colour_rank(row.colour) >= colour_rank(colour)]
    rows = rows or [row for row in table.rows if row.confirmed]
    return max(rows, key=lambda row: (seen.least(row.period_h)[0] / row.mm, row.mm))


def _rain_found(
    colour: str, one: Excursion, ends: Moments, best: Floats, seen: RainSeen, table: SignalTable
) -> Found:  # fmt: skip
    answer = check_bounds(seen, table)
    row = _nearest(colour, seen, table)
    value, exact = seen.least(row.period_h)
    top = answer.level == colour
    sure = exact and not (top and answer.certainty == Certainty.AT_LEAST)
    return Found(
        kind=CheckKind.RAIN, rule=row.rule, level=colour,
        began_at=None if one.first < 0 else moment_of(int(ends[one.first])), ended_at=None if one.last is None else moment_of(int(ends[one.last])),
        value=_milli(value), threshold=_milli(row.mm), peak=None if one.peak < 0 else _decimal(best[one.peak, 1]),
        peak_at=None if one.peak < 0 else moment_of(int(ends[one.peak])), certainty=Sureness.CERTAIN if sure else Sureness.AT_LEAST,
        left_open=tuple({"level": u.level, "rule": u.rule, "reason": str(u.reason)} for u in answer.undecided) if top else (),
        clause=row.clause,
    )  # fmt: skip


def without_overlaps(begins: Moments, ends: Moments, values: Floats) -> tuple[Moments, Moments, Floats]:
    """Return the intervals that do not overlap one kept before: a sum said twice must not count twice."""
    if len(ends) < 2 or (begins[1:] >= ends[:-1]).all():
        return begins, ends, values
    kept, until = [], None
    for i in range(len(ends)):
        if until is None or begins[i] >= until:
            kept.append(i)
            until = ends[i]
    return begins[kept], ends[kept], values[kept]


def day_of_micros(moment: int) -> date:
    """Return the day of a moment in Shanghai."""
    return moment_of(moment).astimezone(SHANGHAI).date()


def moment_of(micros: int) -> datetime:
    """Return microseconds since 1970 as a moment."""
    return EPOCH + timedelta(microseconds=micros)


def silent_after(interval_minutes: int | None, on: date) -> timedelta:
    """Return after how long without a reading a gauge counts as silent."""
    least = timedelta(minutes=float(house("silent_minutes", on)))
    if not interval_minutes:
        return max(least, timedelta(days=1))
    return max(least, int(house("silent_intervals", on)) * timedelta(minutes=interval_minutes))


def opens_event(kind: str, level: str, on: date) -> bool:
    """Return whether a crossing opens an event: any line, any rate a town set, and rain from the colour the house says."""
    if kind == CheckKind.RAIN:
        return colour_rank(level) >= int(house("opens_from", on))
    return kind in (CheckKind.LINE, CheckKind.RISE)


def _found(
    kind: str,
    rule: str,
    level: str,
    one: Excursion,
    ends: Moments,
    values: Floats,
    threshold: Decimal | None,
    **more: Any,
) -> Found:
    return Found(
        kind=kind, rule=rule, level=level, began_at=None if one.first < 0 else moment_of(int(ends[one.first])),
        ended_at=None if one.last is None else moment_of(int(ends[one.last])),
        value=None if one.first < 0 else _decimal(values[one.first]), threshold=None if threshold is None else _milli(threshold),
        peak=None if one.peak < 0 else _decimal(values[one.peak]), peak_at=None if one.peak < 0 else moment_of(int(ends[one.peak])), **more,
    )  # fmt: skip


def _decimal(value: Any) -> Decimal:
    return Decimal(repr(float(value))).quantize(MILLI)


def _milli(value: Decimal) -> Decimal:
    return value.quantize(MILLI)
