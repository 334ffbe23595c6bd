"""The chart of one gauge, drawn on the server: the readings, the lines of both towns, what lay beyond them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pilin.domain.watch.queries import GaugeTold
from pilin.domain.watch.rules.checks import SHANGHAI, Laid
from pilin.engine.shelf import spans
from pilin.foundation.observations.rules import micros
from pilin.web.words import in_words

Values = NDArray[np.float64]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 920, 300, 52, 150, 16, 30
PARTS = 450  # of a short stretch: the lowest and highest of each, so as many points as the picture is wide


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what stands there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of a town across the chart."""

    y: float
    text_y: float
    line: Laid
    counts: bool
    name: str  # whose line it is, which, and how high


@dataclass(frozen=True, slots=True)
class GaugeChart:
    """A chart ready for SVG."""

    width: int
    height: int
    left: int
    right: int
    base: int
    path: str
    bars: bool
    lines: tuple[DrawnLine, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    spans: tuple[tuple[float, float], ...]


def gauge_chart(told: GaugeTold) -> GaugeChart | None:
    """Return the chart of a gauge; None where nothing was read."""
    card, (moments, lowest, highest) = told.card, _points(told)
    if len(moments) < 2:
        return None
    first, last = micros(told.since), micros(told.until)
    inner, high_px = WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT
    lines = card.lines.laid if card.is_level else ()
    low = (
        0.0
        if card.is_rain
        else float(min(lowest.min(), *(float(one.level_m) for one in lines)))
        if lines
        else float(lowest.min())
    )
    high = float(max(highest.max(), *(float(one.level_m) for one in lines))) if lines else float(highest.max())
    room = max(high - low, 0.2)
    low, high = (low, low + room * 1.1) if card.is_rain else (low - room * 0.08, low + room * 1.08)

    def x_of(moment: float) -> float:
        return round(LEFT + (moment - first) / (last - first) * inner, 1)

    def y_of(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * high_px, 1)

    base = HEIGHT - FOOT
    if card.is_rain:
        path = " ".join(f"M{x_of(e)} {base}V{y_of(v)}" for e, v in zip(moments, highest, strict=True) if v > 0)
    else:
        path = "M" + "L".join(f"{x_of(e)} {y_of(v)}" for e, v in _curve(moments, lowest, highest))
    beyond = tuple(
        (x := x_of(max(micros(one.began_at), first)), max(2.0, round(x_of(min(micros(one.ended_at or told.until), last)) - x, 1)))
        for one in told.crossings
        if one.withdrawn_at is None and (one.ended_at or told.until) > told.since and one.began_at < told.until and one.kind in ("line", "rain")
    )  # fmt: skip
    return GaugeChart(
        WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, base, path, card.is_rain, _lines(lines, y_of, told), _across(told, x_of), _up(low, high, y_of),
        tuple(dict.fromkeys(beyond)),
    )  # fmt: skip


def _points(told: GaugeTold) -> tuple[Values, Values, Values]:
    """Return where something was read, and the lowest and highest there; no crest is left out, however many there are."""
    first, last = micros(told.since), micros(told.until)
    if told.bands is not None:
        middle = np.minimum(first + (told.bands.part + 0.5) * told.step, last)
        return middle, told.bands.lowest, told.bands.highest
    good = ~np.isnan(told.read.values)
    ends, values = told.read.ends[good], told.read.values[good]
    if len(ends) > 2 * PARTS:
        keep = spans.extremes(ends, values, first, last, PARTS)
        ends, values = ends[keep], values[keep]
    return ends.astype(np.float64), values, values


def _curve(moments: Values, lowest: Values, highest: Values) -> Iterator[tuple[float, float]]:
    """Yield the points of a curve: up and down within a part, beginning with what lies nearer to where it comes from."""
    here = float(lowest[0])
    for moment, low, high in zip(moments.tolist(), lowest.tolist(), highest.tolist(), strict=True):
        way = (low, high) if abs(here - low) <= abs(here - high) else (high, low)
        for value in way[: 1 if low == high else 2]:
            yield moment, value
        here = way[1]


def _lines(lines: tuple[Laid, ...], y_of: Callable[[float], float], told: GaugeTold) -> tuple[DrawnLine, ...]:
    found: list[DrawnLine] = []
    counted: set[str] = set()
    for one in sorted(lines, key=lambda line: line.level_m):
        y = y_of(float(one.level_m))
        text_y = min(y, found[-1].text_y - 17) if found else y  # names never lie on each other
        member = told.members.get(one.town)
        name = f"{in_words(member, 'short') if member else one.town} {one.kind_name} {one.level_m.quantize(Decimal('0.01'))}"
        found.append(DrawnLine(y, text_y, one, one.kind not in counted, name))
        counted.add(one.kind)
    return tuple(found)


def _across(told: GaugeTold, x_of: Callable[[float], float]) -> tuple[Tick, ...]:
    first = told.since.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    days = (told.until - told.since) / timedelta(days=1)
    if days > 40:
        return _months(first, told, x_of, days)
    hours = {1: 4, 3: 12}.get(told.days, 24 if days <= 8 else 120)
    moment = first.replace(hour=first.hour // hours * hours if hours < 24 else 0)
    ticks = []
    while moment <= told.until:
        if moment >= told.since:
            form = "%H:%M" if hours < 24 and moment.hour else "%m-%d"
            ticks.append(Tick(x_of(micros(moment)), moment.strftime(form)))
        moment += timedelta(hours=hours)
    return tuple(ticks)


def _months(first: datetime, told: GaugeTold, x_of: Callable[[float], float], days: float) -> tuple[Tick, ...]:
    """Return ticks at the beginning of months, or of years where there are many."""
    step = next(one for one in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if days / 30.4 / one <= 10)
    form = "%Y" if step >= 12 else "%Y-%m"
    number = (first.year * 12 + first.month - 1) // step * step
    ticks = []
    while (moment := datetime(number // 12, number % 12 + 1, 1, tzinfo=SHANGHAI)) <= told.until:
        if moment >= told.since:
            ticks.append(Tick(x_of(micros(moment)), moment.strftime(form)))
        number += step
    return tuple(ticks)


def _up(low: float, high: float, y_of: Callable[[float], float]) -> tuple[Tick, ...]:
    room = high - low
    step = next(one for one in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1e9) if room / one <= 5)
    start = np.ceil(low / step) * step
    digits = Decimal("0.01") if step < 0.5 else Decimal("0.1") if step < 1 else Decimal(1)
    ticks = np.arange(start, high, step)
    return tuple(Tick(y_of(float(v)), str(Decimal(repr(round(float(v), 4))).quantize(digits))) for v in ticks)
