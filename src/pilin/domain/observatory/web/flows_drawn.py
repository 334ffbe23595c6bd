"""A place's siphon and overflow over time as a drawing: what it draws stands below the line, what it gives above, the net is a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilin.domain.observatory.enums.flows import CURRENCIES
from pilin.domain.observatory.queries.flows import Amount, Drawn
from pilin.web import words

WIDTH, HEIGHT, SIDE, TOP, BOTTOM = 680.0, 300.0, 16.0, 26.0, 46.0
BAR = 44.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One side of one period: nothing is drawn where nothing is known."""

    x: float
    y: float
    width: float
    height: float
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Column:
    """One period: the bar above, the bar below, the mark of the net."""

    told: Drawn
    x: float  # of its middle
    given: Bar | None
    drawn: Bar | None
    net_y: float | None
    left: float  # of the mark
    right: float


@dataclass(frozen=True, slots=True)
class FlowDrawing:
    """The drawing: its size, its line of nought and a column a period."""

    width: float
    height: float
    nought: float
    columns: tuple[Column, ...]
    labels_y: float


def draw(years: Sequence[Drawn], unit: str) -> FlowDrawing | None:
    """Return the drawing of what a place gives and draws over time, both to one scale; None where no amount is known.

    Examples
    --------
    >>> draw([], "firm") is None
    True
    """
    known = [total.amount for year in years for total in (year.given, year.drawn) if total.amount is not None]
    up = max((year.given.amount for year in years if year.given.amount is not None), default=0)
    down = max((year.drawn.amount for year in years if year.drawn.amount is not None), default=0)
    if not known or not up + down:
        return None
    room = HEIGHT - TOP - BOTTOM
    scale = room / float(Decimal(up) + Decimal(down))
    nought = TOP + float(up) * scale
    step = (WIDTH - 2 * SIDE) / len(years)
    half = min(BAR, step * 0.6) / 2
    columns = []
    for number, year in enumerate(years):
        x = SIDE + step * (number + 0.5)
        given, drawn = (_bar(amount, unit, scale, nought, x, half, above=above) for amount, above in ((year.given.amount, True), (year.drawn.amount, False)))  # fmt: skip
        net = None if year.net is None else round(nought - float(year.net) * scale, 1)
        columns.append(Column(year, round(x, 1), given, drawn, net, round(x - half - 6, 1), round(x + half + 6, 1)))
    return FlowDrawing(WIDTH, HEIGHT, round(nought, 1), tuple(columns), HEIGHT - 8)


def _bar(
    amount: Amount | None, unit: str, scale: float, nought: float, x: float, half: float, *, above: bool
) -> Bar | None:
    if amount is None:
        return None
    tall = float(amount) * scale
    y = nought - tall if above else nought
    said = words.money(amount, unit) if unit in CURRENCIES else words.number(amount)
    label = y - 6 if above else y + tall + 14
    return Bar(round(x - half, 1), round(y, 1), round(2 * half, 1), round(tall, 1), said, round(label, 1))
