"""Each side's position over the years as lines from nought, one a set of terms, with the year from which on it has gained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BASE = 520, 260, 64, 500, 16, 222
TEN_THOUSAND = 10_000
MARKS = 4  # about so many steps of the scale


@dataclass(frozen=True, slots=True)
class Tick:
    """A step of the scale: where it stands and what it says."""

    at: float
    text: str
    nought: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """One set of terms over the years."""

    label: str
    look: int  # which of the four strokes
    path: str
    dots: tuple[tuple[float, float], ...]
    even: tuple[float, float] | None  # where it is never below nought again
    even_after: int | None  # as the years are called


@dataclass(frozen=True, slots=True)
class Panel:
    """One town's picture."""

    name: str
    up: tuple[Tick, ...]
    across: tuple[Tick, ...]
    tracks: tuple[Track, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    base: int = BASE


def panel(name: str, lines: Sequence[tuple[str, Sequence[Decimal], int | None]], first: int = 1) -> Panel | None:
    """Return a town's picture; None where there is nothing to draw.

    Parameters
    ----------
    lines : sequence of (label, cumulated, even after)
        Yuan after each year; and the year, counted from one, from which on it is never below nought again.
    first : int
        What the first year is called: one where years are counted, else the year itself.

    Examples
    --------
    >>> drawn = panel("a", [("half", [Decimal(-50_000), Decimal(50_000)], 2)])
    >>> [tick.text for tick in drawn.up], drawn.tracks[0].even == drawn.tracks[0].dots[1]
    (['-5', '-2.5', '0', '2.5', '5'], True)
    """
    lines = [line for line in lines if line[1]]
    if not lines:
        return None
    values = [float(one) / TEN_THOUSAND for _label, cumulated, _even in lines for one in cumulated]
    low, high, step = _scale(min(0.0, *values), max(0.0, *values))
    years = max(len(cumulated) for _label, cumulated, _even in lines)

    def x(year: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * (year - 0.5) / years, 1)

    def y(value: float) -> float:
        return round(BASE - (BASE - TOP) * (value - low) / (high - low), 1)

    tracks = []
    for look, (label, cumulated, even) in enumerate(lines):
        dots = tuple((x(k), y(float(one) / TEN_THOUSAND)) for k, one in enumerate(cumulated, 1))
        path = "M" + "L".join(f"{a} {b}" for a, b in dots)
        tracks.append(
            Track(label, look % 4, path, dots, dots[even - 1] if even else None, even + first - 1 if even else None)
        )
    steps = [low + k * step for k in range(round((high - low) / step) + 1)]
    up = tuple(Tick(y(one), f"{one:.6g}", abs(one) < step / 100) for one in steps)
    every = max(1, years // 10)
    across = tuple(Tick(x(k), str(k + first - 1)) for k in range(1, years + 1, every))
    return Panel(name, up, across, tuple(tracks))


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Return the ends of a scale and its step: 1, 2, 2.5 or 5 times a power of ten."""
    if high == low:
        high = low + 1
    rough = (high - low) / MARKS
    power = 10.0 ** floor(log10(rough))
    step = power * next(k for k in (1, 2, 2.5, 5, 10) if k * power >= rough * 0.999)
    return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step
