"""Quantities as reports give them: a value, how it compares, its unit, what it is of and who says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

LEVEL_UNIT = "m_level"  # metres above a vertical datum: meaningless without naming the datum
EXACT_FACTORS = {  # (from, to): factor; only conversions that are exact by definition
    ("mu", "m2"): Decimal(2000) / Decimal(3),
    ("ha", "m2"): Decimal(10_000),
    ("km2", "m2"): Decimal(1_000_000),
    ("t", "kg"): Decimal(1000),
}


class Comparator(StrEnum):
    """How a reported figure stands to the true one: "more than 300" is not 300."""

    EXACTLY = "="
    ABOUT = "≈"
    MORE_THAN = ">"
    AT_LEAST = "≥"
    LESS_THAN = "<"
    AT_MOST = "≤"


LOWER = {Comparator.MORE_THAN, Comparator.AT_LEAST}
UPPER = {Comparator.LESS_THAN, Comparator.AT_MOST}
STRICT = {Comparator.MORE_THAN, Comparator.LESS_THAN}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its comparator, unit, period and source.

    Parameters
    ----------
    value : Decimal
        The figure as reported.
    unit : str
        A unit (``m2``, ``mu``, ``km2``, ``t``, ``person``, ``m_level``) or an ISO 4217 currency (``CNY``).
    comparator : Comparator
        ``=`` unless the report says otherwise.
    period : str
        What the figure is of: ``2023``, ``2024-06-27``; empty when the source does not say.
    source : str
        Where it stands, as ``S0:13``.
    datum : str
        The vertical datum of a water level; required for ``m_level`` and refused elsewhere.

    Raises
    ------
    ValueError
        When a level has no datum, or another unit has one.

    Examples
    --------
    >>> suppliers = Quantity(Decimal(300), "firm", Comparator.MORE_THAN)
    >>> suppliers.exceeds(Decimal(300)), suppliers.exceeds(Decimal(400))
    (True, None)
    >>> Quantity(Decimal("1.5"), "USD") + Quantity(Decimal(1), "CNY")
    Traceback (most recent call last):
        ...
    ValueError: USD and CNY do not add up
    """

    value: Decimal
    unit: str
    comparator: Comparator = Comparator.EXACTLY
    period: str = ""
    source: str = ""
    datum: str = ""

    def __post_init__(self) -> None:
        if self.unit == LEVEL_UNIT and not self.datum:
            raise ValueError("a water level needs its vertical datum")
        if self.datum and self.unit != LEVEL_UNIT:
            raise ValueError(f"{self.unit} has no vertical datum")

    def __add__(self, other: Quantity) -> Quantity:
        """Add what can be added; the sum keeps the weaker comparator."""
        self._same_kind(other, "do not add up")
        return replace(
            self, value=self.value + other.value, comparator=_sum_comparator(self.comparator, other.comparator)
        )

    def exceeds(self, limit: Decimal) -> bool | None:
        """Return whether the true figure is above ``limit``; None where the comparator leaves it open.

        "More than 300" exceeds 300, and nobody can say whether it exceeds 400.
        """
        match self.comparator:
            case Comparator.EXACTLY:
                return self.value > limit
            case Comparator.MORE_THAN:
                return True if self.value >= limit else None
            case Comparator.AT_LEAST:
                return True if self.value > limit else None
            case Comparator.LESS_THAN | Comparator.AT_MOST:
                return False if self.value <= limit else None
        return None

    def to(self, unit: str) -> Quantity:
        """Return the same quantity in another unit; only exact conversions are known.

        Raises
        ------
        ValueError
            When no exact conversion is known (currencies, levels on other datums).
        """
        if unit == self.unit:
            return self
        for via in ("m2", "kg"):
            up = Decimal(1) if self.unit == via else EXACT_FACTORS.get((self.unit, via))
            down = Decimal(1) if unit == via else EXACT_FACTORS.get((unit, via))
            if up is not None and down is not None:
                return replace(self, value=self.value * up / down, unit=unit)
        raise ValueError(f"{self.unit} has no exact conversion to {unit}")

    def _same_kind(self, other: Quantity, why: str) -> None:
        if self.unit != other.unit:
            raise ValueError(f"{self.unit} and {other.unit} {why}")
        if self.datum != other.datum:
            raise ValueError(f"{self.datum} and {other.datum} are different datums")

    def __str__(self) -> str:
        shown = "" if self.comparator is Comparator.EXACTLY else f"{self.comparator} "
        return f"{shown}{self.value:,f} {self.unit}".rstrip()


def _sum_comparator(one: Comparator, other: Comparator) -> Comparator:
    pair = {one, other} - {Comparator.EXACTLY}
    if not pair:
        return Comparator.EXACTLY
    if pair & LOWER and pair & UPPER:
        raise ValueError(f"{one} and {other} leave the sum open")
    if Comparator.ABOUT in pair:
        return Comparator.ABOUT
    strict = pair & STRICT
    return strict.pop() if strict else pair.pop()
