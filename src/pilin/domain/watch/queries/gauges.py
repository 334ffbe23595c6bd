"""Gauges as the desk shows them: the newest reading against the lines, how it moves, how much it rained, how old it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q

from pilin.domain.watch import rules
from pilin.domain.watch.enums import CheckKind
from pilin.domain.watch.models import Crossing, DatumOffset, GaugeConcern, WaterLine
from pilin.domain.watch.rules.checks import MILLI, Laid, Lines, moment_of
from pilin.engine.hydro import rise_rate, rolling_sums
from pilin.engine.shelf import spans
from pilin.engine.shelf.spans import Bands
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, day_of, member_cards
from pilin.foundation.observations import queries as observations
from pilin.foundation.observations.enums import BAD, QuantityKind
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Window
from pilin.foundation.observations.rules import micros

HOURS = (1, 3, 6, 12, 24)
COLUMNS = 718  # parts of a long stretch: as many as the chart is wide
SINGLY = 7  # days of which each reading is loaded
SPARK = (160, 36)  # width and height of a small curve
STILL = 0.02  # metres an hour below which a level counts as still
HOUSE = Standing.machine("watch")


@dataclass(frozen=True, slots=True)
class Sum:
    """Rain of so many hours; ``whole`` says whether every minute of them was gauged."""

    hours: int
    mm: Decimal | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Spark:
    """A small curve: the path, where the line that counts lies, and the last point."""

    path: str
    line_y: float | None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class GaugeCard:
    """One gauge as of a moment."""

    series: Series
    member: MemberCard | None
    at: datetime | None
    value: Decimal | None
    quality: int
    is_late: bool  # later than it should be, the value stands
    is_silent: bool  # too late for its value to be shown
    late_minutes: int
    lines: Lines
    rate: Decimal | None  # metres an hour
    sums: tuple[Sum, ...]
    spark: Spark | None
    open: tuple[Crossing, ...] = ()
    neighbour: Any = None  # the card of the nearest gauge of its kind on the same river, where this one is silent

    @property
    def is_level(self) -> bool:
        """Return whether it gauges a water level."""
        return self.series.quantity == QuantityKind.LEVEL

    @property
    def is_rain(self) -> bool:
        """Return whether it gauges rain."""
        return self.series.quantity == QuantityKind.RAIN

    @property
    def is_bad(self) -> bool:
        """Return whether the newest reading looks wrong."""
        return bool(self.quality & BAD)

    @property
    def warning(self) -> Laid | None:
        """Return the stricter warning line, on the datum of the gauge."""
        return self.lines.effective()

    @property
    def is_counted(self) -> bool:
        """Return whether the newest value may be set against anything."""
        return self.value is not None and not self.is_silent and not self.is_bad

    @property
    def above(self) -> Decimal | None:
        """Return how far the level stands above the warning line; negative below it, None where nothing is compared."""
        if self.warning is None or not self.is_counted or self.value is None:
            return None
        return self.value - self.warning.level_m

    @property
    def below(self) -> Decimal | None:
        """Return how far the level stands below the warning line."""
        return None if self.above is None else -self.above

    @property
    def is_over(self) -> bool:
        """Return whether the level stands at or above the warning line."""
        return self.above is not None and self.above >= 0

    @property
    def fill(self) -> int:
        """Return how near the level is to the line, in eighths: nought from a metre below on."""
        if self.above is None:
            return 0
        return int(min(Decimal(8), max(Decimal(0), (self.above + 1) * 8)))

    @property
    def trend(self) -> str:
        """Return rising, falling, still; empty where nobody knows."""
        if self.rate is None or not self.is_counted:
            return ""
        return "still" if abs(self.rate) < Decimal(str(STILL)) else "rising" if self.rate > 0 else "falling"

    @property
    def day_sum(self) -> Sum | None:
        """Return the rain of a day."""
        return self.sums[-1] if self.sums else None


@dataclass(slots=True)
class _Beside:
    """What is read beside the readings, by series."""

    lines: dict[UUID, list[Any]] = field(default_factory=lambda: defaultdict(list))
    open: dict[UUID, list[Crossing]] = field(default_factory=lambda: defaultdict(list))
    offsets: list[Any] = field(default_factory=list)


def place_code_of(series: Series) -> str:
    """Return the division a gauge lies in: its station's place, else that of the town that keeps it."""
    station = series.station
    if station is not None and station.place is not None and station.place.code[:2].isdigit():
        return station.place.code
    return series.owner


def gauges_now(
    standing: Standing, circle: str, at: datetime, *, hours: int = 24, past: bool = False
) -> list[GaugeCard]:
    """Return every gauge of rain or level of a circle as of a moment, by bank, town and name. Nine queries, however many.

    With ``past``, the moment is one that is told again: a gauge that had read nothing by then is left out, for nobody
    knows whether it stood there.
    """
    rows = [
        s for s in observations.gauge_series(standing, circle) if s.quantity in (QuantityKind.LEVEL, QuantityKind.RAIN)
    ]
    rows = [s for s in rows if s.station is None or s.station.ended_on is None or s.station.ended_on > day_of(at)]
    cards = cards_of(standing, rows, at, hours=hours, past=past)
    return sorted((one for one in cards if one.at or not past), key=_by_bank)


def _by_bank(card: GaugeCard) -> tuple[Any, ...]:
    bank = card.member.bank if card.member else 1
    return bank, not card.is_level, card.series.owner, card.series.slug


def cards_of(
    standing: Standing, rows: Sequence[Series], at: datetime, *, hours: int = 24, past: bool = False
) -> list[GaugeCard]:
    """Return gauges as of a moment, in the order given; a silent one with its neighbour on the same river.

    With ``past``, curves end at the newest reading: told again a minute later, nothing moves that was not read anew.
    """
    if not rows:
        return []
    read = observations.window(standing, rows, at - timedelta(hours=max(hours, 24) + 1), at)
    rows_read = observations.newest_readings(standing, rows, at)
    newest = {one.pk: _newest(rows_read.get(one.pk), read[one.pk]) for one in rows}
    members = member_cards(standing)
    beside = _beside(standing, rows, at)
    cards = [_card(one, read[one.pk], newest[one.pk], members.get(one.owner), beside, at, past=past) for one in rows]
    return [_with_neighbour(card, cards) for card in cards]


def _beside(standing: Standing, rows: Sequence[Series], at: datetime) -> _Beside:
    found, keys = _Beside(), [one.pk for one in rows]
    on = day_of(at)
    lines = WaterLine.objects.visible_to(standing).filter(series__in=keys)
    for line in lines.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)):
        found.lines[line.series_id].append(line)
    for crossing in open_crossings(standing, rows, at):
        found.open[crossing.series_id].append(crossing)
    found.offsets = list(DatumOffset.objects.visible_to(standing).filter(circle__in={one.circle for one in rows}))
    return found


def open_crossings(standing: Standing, rows: Iterable[Series], at: datetime | None = None) -> list[Crossing]:
    """Return the excursions under way at gauges, the newest first; with a moment, those that were then. One query.

    Those that revised readings do not bear out are none, then neither.
    """
    found = Crossing.objects.visible_to(standing).filter(series__in=[one.pk for one in rows], withdrawn_at__isnull=True)
    if at is None:
        return list(found.filter(ended_at__isnull=True))
    return list(found.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), began_at__lte=at))


def as_stood(crossing: Crossing, read: Window | None, at: datetime) -> Crossing:
    """Return an excursion as it stood at a moment: without the end and the peak that came later. Never to be saved.

    Where its highest came later, what was highest until the moment is taken from the readings at hand, ``read``; without
    them from the reading that reached the threshold.
    """
    if crossing.ended_at is not None and crossing.ended_at > at:
        crossing.ended_at = None
    if crossing.peak_at is not None and crossing.peak_at > at:
        crossing.peak, crossing.peak_at = crossing.value, crossing.began_at
        told = _heights(crossing, read) if read is not None and len(read) else None
        if read is not None and told is not None:
            counts = (read.ends >= micros(crossing.began_at)) & (read.ends <= micros(at)) & ~np.isnan(told)
            if counts.any():
                place = int(np.flatnonzero(counts)[np.argmax(told[counts])])
                crossing.peak = Decimal(repr(float(told[place]))).quantize(MILLI)
                crossing.peak_at = moment_of(int(read.ends[place]))
    return crossing


def _heights(crossing: Crossing, read: Window) -> Any:
    """Return what a check of this kind compares, at each reading; None where its readings say it no more."""
    if crossing.kind == CheckKind.LINE:
        return read.values
    if crossing.kind == CheckKind.RISE:
        return rise_rate(read.ends, read.values, window_h=1.0)
    if crossing.kind == CheckKind.RAIN and crossing.hours.isdigit():
        kept = rules.without_overlaps(read.begins, read.ends, read.values)
        if len(kept[1]) == len(read.ends):
            return rolling_sums(*kept, [float(crossing.hours)]).mm[0]
    return None


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest reading of a gauge by a moment, from the table or from the shelf."""

    at: datetime
    value: Decimal | None
    quality: int


def _newest(row: Any, read: Window) -> Newest | None:
    """Return the newer of the row and what was read last in the stretch: of a month on the shelf no row is left."""
    if len(read) and (row is None or micros(row.at) < int(read.ends[-1])):
        value = read.values[-1]
        figure = None if np.isnan(value) else Decimal(repr(float(value))).quantize(MILLI)
        return Newest(moment_of(int(read.ends[-1])), figure, int(read.quality[-1]))
    return None if row is None else Newest(row.at, row.value, row.quality)


def _card(
    series: Series, read: Window, newest: Newest | None, member: MemberCard | None, beside: _Beside, at: datetime, *, past: bool
) -> GaugeCard:  # fmt: skip
    on = day_of(at)
    for crossing in beside.open[series.pk]:
        crossing.series = series  # at hand: none is asked for again
    late = at - newest.at if newest else None
    silent_after = rules.silent_after(series.interval_minutes, on)
    late_after = timedelta(minutes=2 * (series.interval_minutes or 60))
    lines = rules.lines_on_day(
        beside.lines[series.pk], beside.offsets, datum=series.datum, place_code=place_code_of(series), on=on
    )
    level = series.quantity == QuantityKind.LEVEL
    return GaugeCard(
        series=series, member=member, at=newest.at if newest else None, value=newest.value if newest else None,
        quality=newest.quality if newest else 0, is_late=late is not None and late > late_after,
        is_silent=late is None or late > silent_after, late_minutes=int(late.total_seconds() // 60) if late else 0, lines=lines,
        rate=rate_of(read) if level else None, sums=() if level else sums_of(read, at),
        spark=spark_of(read, newest.at if past and newest else at, lines.effective() if level else None, bars=not level),
        open=tuple(as_stood(one, read, at) for one in beside.open[series.pk]),
    )  # fmt: skip


def _with_neighbour(card: GaugeCard, cards: Sequence[GaugeCard]) -> GaugeCard:
    """Return the card with the gauge to look at instead, where it is silent: the same river, the same datum, the freshest."""
    station = card.series.station
    if not card.is_silent or station is None:
        return card
    others = [
        one for one in cards
        if one is not card and not one.is_silent and one.series.quantity == card.series.quantity and one.series.station is not None
        and (not card.is_level or (one.series.station.river_zh and one.series.station.river_zh == station.river_zh))
    ]  # fmt: skip
    if not others:
        return card
    near = min(others, key=lambda one: (_apart(one.series.station, station), one.series.slug))
    return replace(card, neighbour=near)


def _apart(one: Any, other: Any) -> float:
    if one.longitude is None or other.longitude is None:
        return 1e9
    return float(abs(one.longitude - other.longitude) + abs(one.latitude - other.latitude))


def rate_of(read: Window) -> Decimal | None:
    """Return how fast a level rises over the last hour that was read, metres an hour; None of too few readings."""
    if len(read) < 3:
        return None
    rate = rise_rate(read.ends, read.values, window_h=1.0)[-1]
    return None if np.isnan(rate) else Decimal(repr(float(rate))).quantize(Decimal("0.01"))


def sums_of(read: Window, at: datetime) -> tuple[Sum, ...]:
    """Return the rain of the last hours up to a moment; where not all of them were gauged, the least there was."""
    if not len(read):
        return tuple(Sum(hours, None, whole=False) for hours in HOURS)
    begins, ends, values = rules.without_overlaps(read.begins, read.ends, read.values)
    late = micros(at) - int(ends[-1])
    told = rolling_sums(begins, ends, values, [float(hours) for hours in HOURS])
    fresh = late <= 15 * 60_000_000  # within a quarter of an hour it still is the rain up to now
    return tuple(
        Sum(
            hours,
            Decimal(repr(float(told.mm[k, -1]))).quantize(Decimal("0.1")),
            whole=bool(told.complete[k, -1]) and fresh,
        )
        for k, hours in enumerate(HOURS)
    )


def spark_of(read: Window, at: datetime, line: Laid | None, *, bars: bool = False, hours: int = 24) -> Spark | None:
    """Return the small curve of the last hours; of levels the line that counts lies within it."""
    good = ~np.isnan(read.values)
    ends, values = read.ends[good], read.values[good]
    if len(ends) < 2:
        return None
    width, height = SPARK
    first = micros(at) - hours * 3_600_000_000
    if len(ends) > 120:  # as many as the eye sees, crests among them
        keep = spans.extremes(ends, values, int(ends[0]) - 1, int(ends[-1]), 60)
        ends, values = ends[keep], values[keep]
    low, high = float(values.min()), float(values.max())
    if line is not None:
        high = max(high, float(line.level_m))
    if bars:
        low = 0.0
        high = max(high, 1.0)
    room = max(high - low, 0.10 if not bars else 1.0)
    xs = np.clip((ends - first) / (hours * 3_600_000_000), 0, 1) * (width - 8) + 2
    ys = height - 4 - (values - low) / room * (height - 10)
    if bars:
        path = " ".join(f"M{x:.1f} {height - 3}V{y:.1f}" for x, y, v in zip(xs, ys, values, strict=True) if v > 0)
    else:
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
    line_y = None if line is None else round(height - 4 - (float(line.level_m) - low) / room * (height - 10), 1)
    return Spark(path, line_y, round(float(xs[-1]), 1), round(float(ys[-1]), 1))


def crossings_of(standing: Standing, series: Series, *, most: int = 50) -> list[Crossing]:
    """Return the excursions of a gauge, the newest first, withdrawn ones too."""
    return list(Crossing.objects.visible_to(standing).filter(series=series).order_by("-began_at", "uid")[:most])


def crossings_of_event(standing: Standing, event: UUID) -> list[Crossing]:
    """Return the excursions that are part of an event, in order."""
    rows = Crossing.objects.visible_to(standing).filter(event=event)
    return list(rows.select_related("series", "series__station").order_by("began_at", "uid"))


def checks_between(standing: Standing, circle: str, since: datetime, until: datetime) -> list[Crossing]:
    """Return the excursions of a circle that began in a stretch of time, in order."""
    rows = Crossing.objects.visible_to(standing).filter(circle=circle, began_at__gte=since, began_at__lt=until)
    return list(rows.select_related("series", "series__station").order_by("began_at", "uid"))


def lines_of(standing: Standing, circle: str, *, series: Series | None = None) -> list[WaterLine]:
    """Return the lines of a circle's gauges, or of one gauge, those of the past too."""
    rows = WaterLine.objects.visible_to(standing).filter(circle=circle)
    if series is not None:
        rows = rows.filter(series=series)
    return list(rows.select_related("series", "series__station"))


def offsets_of(standing: Standing, circle: str) -> list[DatumOffset]:
    """Return what is added from one datum to another in a circle."""
    return list(DatumOffset.objects.visible_to(standing).filter(circle=circle))


def concerns_of(standing: Standing, circle: str, on: date) -> list[GaugeConcern]:
    """Return which gauges concern which towns on a day."""
    rows = GaugeConcern.objects.visible_to(standing).filter(circle=circle, valid_from__lte=on)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return list(rows.select_related("series", "series__station"))


def concern_named(standing: Standing, uid: UUID) -> GaugeConcern | None:
    """Return what a town said of a gauge, if this standing may read it."""
    return GaugeConcern.objects.visible_to(standing).filter(pk=uid).select_related("series", "in_circle").first()


def series_here(standing: Standing, circle: str, slug: str) -> Series | None:
    """Return the series of a gauge of a circle, if this standing may read it."""
    rows = Series.objects.visible_to(standing).filter(circle=circle, slug=slug).exclude(quantity="")
    return rows.select_related("station__place", "in_circle").first()


def silent_series(at: datetime) -> list[tuple[Series, datetime]]:
    """Return gauges that said nothing for too long and are not noted yet, each with its last word. Three queries."""
    rows = list(
        Series.objects.visible_to(HOUSE)
        .filter(kept_by="gauge", quantity__in=(QuantityKind.LEVEL, QuantityKind.RAIN))
        .exclude(station__ended_on__lte=day_of(at))
        .select_related("in_circle")
    )
    newest = observations.newest_readings(HOUSE, rows)
    silent = [
        (one, newest[one.pk].at) for one in rows
        if one.pk in newest and at - newest[one.pk].at > rules.silent_after(one.interval_minutes, day_of(at))
    ]  # fmt: skip
    there = set(
        Crossing.objects.visible_to(HOUSE)
        .filter(
            series__in=[one.pk for one, _at in silent],
            kind=CheckKind.SILENT,
            ended_at__isnull=True,
            withdrawn_at__isnull=True,
        )
        .values_list("series_id", flat=True)
    )
    return [(one, last) for one, last in silent if one.pk not in there]


@dataclass(frozen=True, slots=True)
class GaugeTold:
    """One gauge with what was read over days, and all that was said of it.

    Of a long stretch ``bands`` tells the lowest and highest of each part, each ``step`` µs long, and ``read`` is empty.
    """

    card: GaugeCard
    read: Window
    bands: Bands | None
    step: int
    since: datetime
    until: datetime
    days: int
    crossings: tuple[Crossing, ...]
    concerns: tuple[GaugeConcern, ...]
    members: dict[str, MemberCard]


def gauge_told(standing: Standing, series: Series, at: datetime, *, days: int) -> GaugeTold:
    """Return a gauge over the last days, all of them where none are named, with the others of its circle in sight."""
    rows = [one for one in observations.gauge_series(standing, series.circle) if one.quantity == series.quantity]
    card = next(one for one in cards_of(standing, rows, at) if one.series.pk == series.pk)
    since = at - timedelta(days=days)
    if not days:
        begins = observations.read_since(standing, series)
        since = min(begins or at, at - timedelta(days=1))
    read, bands = Window(), None
    if 0 < days <= SINGLY:
        read = observations.window(standing, [series], since, at)[series.pk]
    else:
        bands = observations.bands(standing, [series], since, at, parts=COLUMNS)
    concerns = [one for one in concerns_of(standing, series.circle, day_of(at)) if one.series_id == series.pk]
    return GaugeTold(
        card, read, bands, observations.step_of(since, at, COLUMNS), since, at, days, tuple(crossings_of(standing, series)),
        tuple(concerns), member_cards(standing),
    )  # fmt: skip
