"""What figures with a growth say of the year before, which series never add up, and how many hold a label at least and at most. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Comparator
from pilin.foundation.access.verdict import Verdict

HUNDRED = Decimal(100)
ABOUT = Comparator.ABOUT  # what is implied is not reported


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The figure of the year before, as a figure and its growth imply it.

    Parameters
    ----------
    value : Decimal
        Rounded to the step of the figure it comes from.
    low, high : Decimal
        Between which it lies, since figure and growth were both rounded; not rounded themselves.
    """

    value: Decimal
    low: Decimal
    high: Decimal

    def agrees_with(self, reported: Decimal) -> bool:
        """Return whether a figure reported for that year lies between."""
        return self.low <= reported <= self.high


def year_before(
    value: Decimal, growth_percent: Decimal, *, value_step: Decimal = Decimal(1), growth_step: Decimal = Decimal("0.1")
) -> YearBefore:
    """Return the figure of the year before.

    Parameters
    ----------
    value : Decimal
        The figure as reported, rounded to ``value_step``.
    growth_percent : Decimal
        Growth on the year before in per cent, rounded to ``growth_step``; above −100.

    Raises
    ------
    ValueError
        When the growth is −100 % or less, the figure is negative, or a step is not positive.

    Examples
    --------
    >>> year_before(Decimal(8_520_000), Decimal("13.3"), value_step=Decimal(10_000)).value
    Decimal('7520000')
    >>> year_before(Decimal(31_336), Decimal("9.5")).value
    Decimal('28617')
    """
    if value < 0 or value_step <= 0 or growth_step <= 0:
        raise ValueError("a figure is not negative, and steps are positive")
    half, part = value_step / 2, growth_step / 2
    if growth_percent - part <= -HUNDRED:
        raise ValueError("growth must lie above -100 %")
    exact = value / (1 + growth_percent / HUNDRED)
    low = max(Decimal(0), value - half) / (1 + (growth_percent + part) / HUNDRED)
    high = (value + half) / (1 + (growth_percent - part) / HUNDRED)
    rounded = (exact / value_step).quantize(Decimal(1), ROUND_HALF_UP) * value_step
    return YearBefore(rounded, low, high)


def outward(bound: Decimal, *, up: bool) -> Decimal:
    """Return a bound as a whole number that still holds.

    Examples
    --------
    >>> outward(Decimal("28603.7"), up=False), outward(Decimal("28630.9"), up=True)
    (Decimal('28603'), Decimal('28631'))
    """
    return bound.quantize(Decimal(1), ROUND_CEILING if up else ROUND_FLOOR)


def growth_of(before: Decimal, now: Decimal) -> Decimal | None:
    """Return the growth from one year to the next in per cent, to a tenth; None where there was nothing before.

    Examples
    --------
    >>> growth_of(Decimal("7.52"), Decimal("8.52"))
    Decimal('13.3')
    """
    if before == 0:
        return None
    return ((now / before - 1) * HUNDRED).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Counted:
    """How a series counts, for whether it adds up with another."""

    name: str
    unit: str
    period: str  # empty: open
    overlap: str  # series of one mark may count the same people
    method: bool  # whether it is said how it is counted


def may_add(series: Sequence[Counted]) -> Verdict:
    """Return whether figures may be added up: never across units or periods, never where the same people may count twice."""
    if len({one.unit for one in series}) > 1:
        return Verdict.no("units", _("These do not add up: they count in different units"))
    marks = [one.overlap for one in series if one.overlap]
    if len(marks) > len(set(marks)):
        return Verdict.no("overlap", _("These do not add up: the same visitor may be counted in both"))
    if len({one.period for one in series}) > 1:
        return Verdict.no("periods", _("These do not add up: they are of different years"))
    if len(series) > 1 and not all(one.method for one in series):
        return Verdict.no("method", _("These do not add up: for one of them nobody says how it is counted"))
    return Verdict.yes()


@dataclass(frozen=True, slots=True)
class Union:
    """How many hold at least one of several labels.

    Parameters
    ----------
    named : int
        Holders known by name: each counts once, however many labels they hold.
    least, most : int, optional
        Between which the true number lies by what the sources count; None: nobody counted.
    labels : int, optional
        The sum of the labels, which is no number of holders.
    """

    named: int
    least: int | None
    most: int | None
    labels: int | None


def union_of(declared: Iterable[int | None], holders: Mapping[int, set[str]], total: int | None = None) -> Union:
    """Return how many hold one of several labels: a union, never the sum.

    Parameters
    ----------
    declared : iterable of int or None
        How many hold each label as sources count them; None where nobody counted.
    holders : mapping of int to set of str
        Place of the label in ``declared`` → who holds it, as far as they are named.
    total : int, optional
        How many there are at all.

    Examples
    --------
    >>> union_of([15, 7, 9], {}, 124)
    Union(named=0, least=15, most=31, labels=31)
    """
    said = list(declared)
    named = set().union(*holders.values()) if holders else set()
    counts = [max(one or 0, len(holders.get(place, ()))) for place, one in enumerate(said)]
    known = all(one is not None for one in said) and bool(said)
    if not known and not named:
        return Union(0, None, None, None)
    # the unnamed holders of a label may all be among those named of others, or none of them
    unnamed = sum(count - len(holders.get(place, ())) for place, count in enumerate(counts))
    least = max([len(named), *counts])
    most = len(named) + unnamed if known else None
    if total is not None:
        least = min(least, total)
        most = total if most is None else min(most, total)
    return Union(len(named), least, most, sum(counts) if known else None)


def mean_of(total: Decimal, number: int) -> Decimal | None:
    """Return the mean to the fen; None over nothing.

    Examples
    --------
    >>> mean_of(Decimal(1_440_000_000), 124)
    Decimal('11612903.23')
    """
    return None if number <= 0 else (total / number).quantize(Decimal("0.01"), ROUND_HALF_UP)
