"""Threshold checks: which colour the amounts of rain reach by a place's table, how sure that is, and what cannot be decided.

A check is no warning. Only weather stations issue signals; what is reckoned here says what the table says of the amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from pilin.engine.hydro.dated import Dated, exact, in_force, read_rows

COLOURS = ("blue", "yellow", "orange", "red")  # lowest first
NONE = "none"
THOUSANDTH = Decimal("0.001")


class NoTable(ValueError):
    """No table of thresholds is known for a place and a day."""


class ContradictoryAmounts(ValueError):
    """Amounts that cannot all be the largest over so many hours: more in one hour than in twelve."""


class Certainty(StrEnum):
    """How sure a level is: nothing above it is possible, or something above it is left open."""

    CERTAIN = "certain"
    AT_LEAST = "at_least"


class Open(StrEnum):
    """Why a rule was not decided."""

    UNCONFIRMED = "unconfirmed"  # nobody read this threshold: it is never reckoned with
    NOT_DECIDABLE = "not_decidable"  # the amounts allow both answers


@dataclass(frozen=True, slots=True, kw_only=True)
class RainRow(Dated):
    """One way to reach a colour: at least ``mm`` in ``period_h`` hours."""

    colour: str
    period_h: Decimal
    mm: Decimal

    @property
    def rule(self) -> str:
        """Return the rule's name: ``rain_6h``."""
        return f"rain_{self.period_h:f}h"


@dataclass(frozen=True, slots=True, kw_only=True)
class TyphoonRow(Dated):
    """One colour of typhoon: within so many hours a mean wind or gusts of at least a force on the Beaufort scale."""

    colour: str
    within_h: int
    mean_force: int
    gust_force: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRow(Dated):
    """Which response level goes with a colour.

    ``basis`` is ``rule`` where a text ties them, ``order`` where two ladders of four steps are set beside each other.
    """

    colour: str
    level: str
    basis: str


@dataclass(frozen=True, slots=True)
class SignalTable:
    """The rain thresholds of a place on a day.

    Parameters
    ----------
    place_code : str
        Of the place whose table it is: ``00`` where the province asked about has none of its own.
    on : date
    rows : tuple of RainRow
        Lowest colour first. Any row reaches its colour.
    """

    place_code: str
    on: date
    rows: tuple[RainRow, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule of a colour above the level found that the amounts neither reach nor rule out.

    Parameters
    ----------
    level, rule : str
    reason : Open
    threshold : Decimal, optional
        Millimetres; None of a threshold that nobody read.
    least, most : Decimal, optional
        Between which the amount over the rule's hours lies; ``most`` is None where nothing bounds it.
    """

    level: str
    rule: str
    reason: Open
    threshold: Decimal | None
    least: Decimal
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class SignalAnswer:
    """What a table says of amounts of rain.

    Parameters
    ----------
    level : str
        A colour, or ``none``.
    certainty : Certainty
    rule : str
        The rule that reaches the level; of ``none`` the one that comes nearest.
    value : Decimal
        Millimetres over the rule's hours.
    value_exact : bool
        False: at least so much, told from the amount over other hours.
    threshold : Decimal
    undecided : tuple of Undecided
        Of the colours above that are not ruled out, lowest first.
    clause, source : str
    """

    level: str
    certainty: Certainty
    rule: str
    value: Decimal
    value_exact: bool
    threshold: Decimal
    undecided: tuple[Undecided, ...]
    clause: str
    source: str


class Bounds(Protocol):
    """What is known of the amount over any number of hours."""

    def least(self, period_h: Decimal) -> tuple[Decimal, bool]:
        """Return the millimetres it reaches at least, and whether that is the amount itself."""

    def most(self, period_h: Decimal) -> Decimal | None:
        """Return the millimetres it cannot exceed; None where nothing bounds it."""


@dataclass(frozen=True, slots=True)
class Largest:
    """Bounds from the largest amounts over some numbers of hours.

    An amount over L hours was gathered in ceil(L/P) stretches of P hours, so one of them holds its share; and no P hours hold
    more than ceil(P/L) stretches of L hours do.
    """

    amounts: tuple[tuple[Decimal, Decimal], ...]

    def least(self, period_h: Decimal) -> tuple[Decimal, bool]:
        """Return the millimetres that some so many hours reach at least, and whether that is measured."""
        return max(
            (mm if hours <= period_h else mm / ceiling(hours / period_h), hours == period_h)
            for hours, mm in self.amounts
        )

    def most(self, period_h: Decimal) -> Decimal | None:
        """Return the millimetres that no so many hours exceed."""
        return min(mm if hours >= period_h else mm * ceiling(period_h / hours) for hours, mm in self.amounts)


@cache
def rain_rows() -> tuple[RainRow, ...]:
    """Return every rain threshold that Pilin brings along, those that nobody read too."""

    def make(row: Any, dated: dict[str, Any]) -> RainRow:
        return RainRow(**dated, colour=row["colour"], period_h=Decimal(row["period_h"]), mm=Decimal(row["mm"]))

    return read_rows("rain_thresholds.csv", make)


@cache
def typhoon_rows() -> tuple[TyphoonRow, ...]:
    """Return every typhoon threshold that Pilin brings along."""

    def make(row: Any, dated: dict[str, Any]) -> TyphoonRow:
        forces: dict[str, Any] = {name: int(row[name]) for name in ("within_h", "mean_force", "gust_force")}
        return TyphoonRow(**dated, colour=row["colour"], **forces)

    return read_rows("typhoon_thresholds.csv", make)


@cache
def response_rows() -> tuple[ResponseRow, ...]:
    """Return every mapping of colours to response levels that Pilin brings along."""

    def make(row: Any, dated: dict[str, Any]) -> ResponseRow:
        return ResponseRow(**dated, colour=row["colour"], level=row["level"], basis=row["basis"])

    return read_rows("responses.csv", make)


def signal_table(place_code: str, on: date) -> SignalTable:
    """Return the rain thresholds of a place on a day: its province's own, else the nation's.

    Raises
    ------
    NoTable
        Before the first table.

    Examples
    --------
    >>> [signal_table(code, date(2023, 6, 24)).place_code for code in ("310120", "330421", "00")]
    ['31', '00', '00']
    """
    rows = in_force(rain_rows(), place_code, on)
    if not rows:
        raise NoTable(f"no table of rain thresholds is known for {place_code} on {on}")
    return SignalTable(rows[0].place_code, on, tuple(sorted(rows, key=lambda row: COLOURS.index(row.colour))))


def signal_check(amounts: Iterable[tuple[Any, Any]], table: SignalTable) -> SignalAnswer:
    """Return the colour that the largest amounts of an event reach.

    Parameters
    ----------
    amounts : iterable of (hours, millimetres)
        Each the most that fell in any so many hours in a row.
    table : SignalTable

    Raises
    ------
    ContradictoryAmounts
    ValueError
        Without any amount, or of one that is no number, below nought, or over no time.

    Examples
    --------
    >>> found = signal_check([(12, 201.3), (1, 68.5)], signal_table("31", date(2023, 6, 24)))
    >>> found.level, str(found.certainty), found.rule, found.value, found.threshold
    ('orange', 'at_least', 'rain_6h', Decimal('100.65'), Decimal('100'))
    >>> [(one.level, one.rule, str(one.reason)) for one in found.undecided]
    [('red', 'rain_6h', 'unconfirmed')]
    """
    told = tuple((exact(hours), exact(mm)) for hours, mm in amounts)
    if not told:
        raise ValueError("no amount of rain was given")
    for hours, mm in told:
        if hours <= 0 or mm < 0:
            raise ValueError(f"{mm} mm in {hours} hours is no amount of rain")
    bounds = Largest(told)
    for hours, mm in told:
        most = bounds.most(hours)
        if most is not None and most < mm:
            raise ContradictoryAmounts(f"{mm} mm in {hours} hours cannot be: the other amounts allow {most} mm at most")
    return check_bounds(bounds, table)


def check_bounds(bounds: Bounds, table: SignalTable) -> SignalAnswer:
    """Return the colour that amounts of which only bounds are known reach.

    Colours are nested: what is surely below one colour is surely below those above it, whether or not their thresholds
    were read.
    """
    confirmed = [row for row in table.rows if row.confirmed]
    reached = [row for row in confirmed if bounds.least(row.period_h)[0] >= row.mm]
    shown = reached or confirmed
    top = max(COLOURS.index(row.colour) for row in reached) if reached else -1
    best = max(
        (row for row in shown if not reached or COLOURS.index(row.colour) == top),
        key=lambda row: bounds.least(row.period_h)[0] / row.mm,
    )
    value, value_exact = bounds.least(best.period_h)
    if not value_exact:  # a bound is rounded so that it stays one
        value = _floored(value)
    undecided: list[Undecided] = []
    for colour in COLOURS[top + 1 :]:
        left = [found for row in rows_of(table, colour) if (found := _open(row, bounds, confirmed))]
        undecided += left
        if not left:
            break
    return SignalAnswer(
        level=COLOURS[top] if reached else NONE,
        certainty=Certainty.AT_LEAST if undecided else Certainty.CERTAIN,
        rule=best.rule, value=value, value_exact=value_exact, threshold=best.mm,
        undecided=tuple(undecided), clause=best.clause, source=best.source,
    )  # fmt: skip


def typhoon_level(mean_force: int | None, gust_force: int | None, within_h: int, *, place_code: str, on: date) -> str:
    """Return the colour of typhoon that a wind reaches; ``none`` below blue.

    Parameters
    ----------
    mean_force, gust_force : int, optional
        Force on the Beaufort scale; None where not known.
    within_h : int
        In how many hours it comes; nought where it blows already.

    Raises
    ------
    NoTable

    Examples
    --------
    >>> typhoon_level(10, None, 12, place_code="31", on=date(2024, 9, 16))
    'orange'
    >>> typhoon_level(10, None, 24, place_code="31", on=date(2024, 9, 16))
    'yellow'
    """
    rows = in_force(typhoon_rows(), place_code, on)
    if not rows:
        raise NoTable(f"no table of typhoon thresholds is known for {place_code} on {on}")
    reached = [
        row.colour
        for row in rows
        if row.confirmed
        and within_h <= row.within_h
        and ((mean_force or 0) >= row.mean_force or (gust_force or 0) >= row.gust_force)
    ]
    return max(reached, key=COLOURS.index, default=NONE)


def response_level(colour: str, place_code: str, on: date) -> ResponseRow | None:
    """Return the response level that goes with a colour at a place; None where no text says so.

    Examples
    --------
    >>> response_level("orange", "310120", date(2023, 6, 24)).level
    'II'
    >>> response_level("orange", "330421", date(2023, 6, 24)) is None  # the national law of 2024 came later
    True
    """
    rows = in_force([row for row in response_rows() if row.confirmed], place_code, on)
    return next((row for row in rows if row.colour == colour), None)


def _open(row: RainRow, bounds: Bounds, confirmed: Sequence[RainRow]) -> Undecided | None:
    """Return the rule as not decided; None where the amounts rule it out.

    Of a threshold that nobody read one thing is known: it is not below that of a lower colour over the same hours.
    """
    (least, _), most = bounds.least(row.period_h), bounds.most(row.period_h)
    if not row.confirmed:
        below = [
            one.mm
            for one in confirmed
            if one.period_h == row.period_h and colour_rank(one.colour) < colour_rank(row.colour)
        ]
        if most is not None and any(most < mm for mm in below):
            return None
        return Undecided(row.colour, row.rule, Open.UNCONFIRMED, None, _floored(least), most)
    if most is not None and most < row.mm:
        return None
    return Undecided(row.colour, row.rule, Open.NOT_DECIDABLE, row.mm, _floored(least), most)


def _floored(value: Decimal) -> Decimal:
    floor = value.quantize(THOUSANDTH, ROUND_FLOOR)
    return value if floor == value else floor


def ceiling(value: Decimal) -> Decimal:
    """Return the least whole number that is not below a value."""
    return value.to_integral_value(ROUND_CEILING)


def colour_rank(colour: str) -> int:
    """Return a colour's place on the ladder, 1 for blue to 4 for red; nought for ``none``."""
    return COLOURS.index(colour) + 1 if colour in COLOURS else 0


def rows_of(table: SignalTable, colour: str) -> Sequence[RainRow]:
    """Return the rules of a colour."""
    return [row for row in table.rows if row.colour == colour]
