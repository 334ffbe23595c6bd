"""Splitting a whole so that the parts add up exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")


def largest_remainder(
    total: Decimal, weights: Mapping[Key, Decimal | int | Fraction], unit: Decimal
) -> dict[Key, Decimal]:
    """Split ``total`` by weights into multiples of ``unit`` that add up to it exactly (Hamilton's method).

    Parameters
    ----------
    total : Decimal
        A multiple of ``unit``, not negative.
    weights : mapping
        Not negative, not all zero; a tie goes to the earlier key.
    unit : Decimal
        The smallest part: ``Decimal("0.01")`` for fen, ``Decimal(1)`` for seats.

    Returns
    -------
    dict
        One part for each key, in the order of ``weights``.

    Raises
    ------
    ValueError
        When the total is no multiple of the unit, or no weight is above zero.

    Examples
    --------
    >>> largest_remainder(Decimal("100.00"), {"a": 1, "b": 1, "c": 1}, Decimal("0.01"))
    {'a': Decimal('33.34'), 'b': Decimal('33.33'), 'c': Decimal('33.33')}
    """
    whole = sum((Fraction(w) for w in weights.values()), Fraction(0))
    if whole <= 0 or any(w < 0 for w in weights.values()):
        raise ValueError("weights must not be negative and not all zero")
    steps = Fraction(total) / Fraction(unit)
    if steps.denominator != 1 or steps < 0:
        raise ValueError(f"{total} is no multiple of {unit}")
    exact = {key: steps * Fraction(weight) / whole for key, weight in weights.items()}
    parts = {key: share.numerator // share.denominator for key, share in exact.items()}
    missing = int(steps) - sum(parts.values())
    order = {key: place for place, key in enumerate(weights)}
    for key in sorted(parts, key=lambda k: (parts[k] - exact[k], order[k]))[:missing]:
        parts[key] += 1
    places = unit.normalize()
    return {key: (Decimal(count) * unit).quantize(places, rounding=ROUND_FLOOR) for key, count in parts.items()}
