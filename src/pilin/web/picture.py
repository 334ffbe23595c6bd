"""A chart as a picture of its own: SVG with title, unit, source and day in it. Pure; knows nothing of Django."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 960, 540
LEFT, RIGHT, FOOT = 84, 40, 92
INK, FAINT, GRID, LINE = "#14211f", "#5d6a66", "#d5dcda", "#7d5200"
INKS = ("#12564d", "#2a6fd0", "#a8337c", "#6b4a12", "#1b7f5c", "#3b3474")  # the house's tested colours, in their order
FONT = "Pilin Serif, Noto Serif SC, Songti SC, SimSun, serif"


@dataclass(frozen=True, slots=True)
class Run:
    """A row of values of one name.

    Parameters
    ----------
    name : str
    values : tuple of float or None
        One a category; None where nothing is known, which is drawn as a gap.
    """

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows, with what must stand in the picture wherever it goes.

    Parameters
    ----------
    title, unit : str
    categories : tuple of str
        Below the axis, from left to right.
    runs : tuple of Run
    foot : tuple of str
        Lines below: the source, the day, that it is made up.
    kind : {'bar', 'line'}
    threshold : (str, float) or None
        A line across, with its name.
    """

    title: str
    unit: str
    categories: tuple[str, ...]
    runs: tuple[Run, ...]
    foot: tuple[str, ...] = ()
    kind: str = "bar"
    threshold: tuple[str, float] | None = None


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers that span a range, at most about ``most`` of them.

    Examples
    --------
    >>> ticks(0, 41)
    [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    >>> ticks(0, 0)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999), 10 * power)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 10) for k in range(first, max(last, first + 1) + 1)]


def said(value: float) -> str:
    """Return a number as an axis says it.

    Examples
    --------
    >>> said(13800000000.0), said(40.1), said(1000.0)
    ('13,800,000,000', '40.1', '1,000')
    """
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def spark(values: Sequence[float | None], width: float = 96, height: float = 24, margin: float = 3) -> str:
    """Return the ``d`` of a small line through values, from left to right; a gap stays a gap, one value is a dot.

    Examples
    --------
    >>> spark([1, 2], 10, 10, 1)
    'M1.0 9.0L9.0 1.0'
    >>> spark([1, None, 2, 2], 13, 12, 2)
    'M2.0 10.0h0M8.0 2.0L11.0 2.0'
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = (width - 2 * margin) / max(len(values) - 1, 1)
    drawn: list[list[str]] = [[]]
    for k, value in enumerate(values):
        if value is None:
            drawn.append([])
            continue
        y = height / 2 if high == low else height - margin - (value - low) / (high - low) * (height - 2 * margin)
        drawn[-1].append(f"{margin + k * step:.1f} {y:.1f}")
    return "".join("M" + "L".join(some) + ("h0" if len(some) == 1 else "") for some in drawn if some)


def svg(picture: Picture) -> str:
    """Return the picture as an SVG document of 960 × 540."""
    known = [value for run in picture.runs for value in run.values if value is not None]
    if picture.threshold:
        known.append(picture.threshold[1])
    marks = ticks(min([0.0, *known]), max([0.0, *known]))
    lines = _wrapped(picture.title, 76)
    top = 40 + 30 * len(lines) + 30
    bottom = HEIGHT - FOOT - 18 * max(len(picture.foot) - 2, 0)
    scale = (bottom - top) / (marks[-1] - marks[0])

    def y(value: float) -> float:
        return round(bottom - (value - marks[0]) * scale, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" font-family="{FONT}" font-size="14">',
        f"<title>{escape(picture.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(_text(32, 44 + 30 * k, line, size=24, weight="bold") for k, line in enumerate(lines)),
        _text(32, top - 22, picture.unit, fill=FAINT),
    ]
    for mark in marks:
        parts.append(f'<path d="M{LEFT} {y(mark)}H{WIDTH - RIGHT}" stroke="{GRID if mark else FAINT}"/>')
        parts.append(_text(LEFT - 8, y(mark) + 5, _short(mark, marks[-1]), anchor="end", fill=FAINT, size=12))
    parts += _runs(picture, y)
    if picture.threshold:
        name, value = picture.threshold
        parts.append(
            f'<path d="M{LEFT} {y(value)}H{WIDTH - RIGHT}" stroke="{LINE}" stroke-width="2" stroke-dasharray="8 5"/>'
        )
        parts.append(_text(WIDTH - RIGHT, y(value) - 7, name, anchor="end", fill=LINE, size=13, halo=True))
    parts += [_text(32, bottom + 54 + 18 * k, line, fill=FAINT, size=12) for k, line in enumerate(picture.foot)]
    return "".join(parts) + "</svg>"


def _runs(picture: Picture, at: Callable[[float], float]) -> list[str]:
    number = max(len(picture.categories), 1)
    slot = (WIDTH - RIGHT - LEFT) / number
    floor = at(0.0)
    every = max(1, math.ceil(number / 12))  # names of all categories do not fit beside each other
    base = HEIGHT - FOOT - 18 * max(len(picture.foot) - 2, 0)
    parts = [
        _text(LEFT + slot * (k + 0.5), base + 22, name, anchor="middle", size=13)
        for k, name in enumerate(picture.categories)
        if k % every == 0
    ]
    ends: list[tuple[float, float, str, str]] = []
    for k, run in enumerate(picture.runs):
        ink = INKS[k % len(INKS)]
        if picture.kind == "line":
            middle = [
                (LEFT + slot * (n + 0.5), None if value is None else at(value)) for n, value in enumerate(run.values)
            ]
            parts += _line(middle, ink)
            last = next(((x, high) for x, high in reversed(middle) if high is not None), None)
            newest = next((value for value in reversed(run.values) if value is not None), None)
            if last and newest is not None:
                label = f"{run.name} {said(newest)}" if len(picture.runs) > 1 else said(newest)
                ends.append((last[1] - 12, last[0], label, ink))
            continue
        wide = min(slot * 0.7 / len(picture.runs), 96)
        for n, value in enumerate(run.values):
            x = LEFT + slot * (n + 0.5) + (k - len(picture.runs) / 2) * wide
            if value is None:
                parts.append(_text(x + wide / 2, floor - 6, "—", anchor="middle", fill=FAINT))
                continue
            high = at(value)
            parts.append(
                f'<rect x="{x + 1:.1f}" y="{min(high, floor):.1f}" width="{wide - 2:.1f}" height="{abs(floor - high):.1f}" fill="{ink}"/>'
            )
            if slot * every >= 34 and n % every == 0:
                parts.append(_text(x + wide / 2, min(high, floor) - 6, said(value), anchor="middle", size=13))
        if len(picture.runs) > 1:
            parts.append(_text(WIDTH - RIGHT, 60 + 18 * k, run.name, anchor="end", fill=ink, weight="bold"))
    lowest = -math.inf
    for y, x, label, ink in sorted(ends):  # lines that end close to each other have their names one below the other
        lowest = max(y, lowest + 18)
        parts.append(_text(x, lowest, label, anchor="end", fill=ink, weight="bold", halo=len(ends) > 1))
    return parts


def _line(points: list[tuple[float, float | None]], ink: str) -> list[str]:
    d, pen = "", "M"
    for x, high in points:
        if high is None:
            pen = "M"
            continue
        d, pen = f"{d}{pen}{x:.1f} {high}", "L"
    dots = [f'<circle cx="{x:.1f}" cy="{high}" r="4" fill="{ink}"/>' for x, high in points if high is not None]
    return [f'<path d="{d}" fill="none" stroke="{ink}" stroke-width="3" stroke-linejoin="round"/>', *dots] if d else []


def _text(
    x: float, y: float, words: str, *, size: int = 14, fill: str = INK, anchor: str = "start", weight: str = "normal",
    halo: bool = False,
) -> str:  # fmt: skip
    around = ' stroke="#ffffff" stroke-width="6" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text{around} x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def _short(value: float, most: float) -> str:
    """Return a mark of the axis, large ones in thousand millions so that they fit beside it."""
    if abs(most) >= 1e9:
        return f"{said(value / 1e9)} ×10⁹" if value else "0"
    if abs(most) >= 1e7:
        return f"{said(value / 1e6)} ×10⁶" if value else "0"
    return said(value)


def _wrapped(words: str, most: int, lines: int = 2) -> list[str]:
    """Return words in lines of so many halves of a Chinese character; what does not fit at all ends in …"""
    kept, line, wide = [], "", 0
    for character in words:
        wide += 2 if ord(character) > 0x2E7F else 1
        if wide > most:
            kept.append(line)
            line, wide = "", 2
        line += character
    kept.append(line)
    return kept if len(kept) <= lines else [*kept[: lines - 1], kept[lines - 1] + "…"]
