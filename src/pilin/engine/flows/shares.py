"""Shares that must lie above a line, such as the four of "4567": strictly above, with what they rest on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pilin.engine.base import Fault, Invalid

Number = int | Decimal
FOUR_FIVE_SIX_SEVEN = {
    "farm_products_to_shanghai": Decimal("0.40"),
    "firms_with_shanghai_partners": Decimal("0.50"),
    "goods_through_shanghai_ports": Decimal("0.60"),
    "manufacturers_above_scale_with_research": Decimal("0.70"),
}
"""The lines of "4567": farm and sideline products sold to Shanghai and around it; firms that work with Shanghai; goods in and out
through its ports; manufacturers above designated size (规上) that work with universities and institutes."""
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A share beside its line.

    Parameters
    ----------
    numerator, denominator : int or Decimal
        Over the records where both are known.
    threshold : Decimal
    share : Decimal or None
        None where no record is known.
    above : bool or None
        Strictly above the line; None where no record is known.
    known, unknown : int
        Records whose numerator and denominator are known, and the others.
    low, high : float or None
        Wilson's interval at 95 % where what is counted are whole things; None for amounts, which are no sample of anything.
    """

    numerator: Number
    denominator: Number
    threshold: Decimal
    share: Decimal | None
    above: bool | None
    known: int
    unknown: int
    low: float | None
    high: float | None

    @property
    def coverage(self) -> Decimal:
        """The share of the records that are known."""
        return Decimal(self.known) / (self.known + self.unknown)


def share_above(
    numerator: Number | Sequence[Number | None] | None,
    denominator: Number | Sequence[Number | None] | None,
    threshold: Decimal | str,
) -> Share:
    """Return a share, and whether it lies strictly above a line: 400 of 1,000 are not above 40 %, 401 are.

    Parameters
    ----------
    numerator, denominator : int or Decimal, or a sequence of them, a record each
        Not negative; None where unknown: such a record is left out of both and counted.
    threshold : Decimal or str
        Between 0 and 1.

    Raises
    ------
    Invalid
        For a denominator of zero over what is known, a numerator above its denominator, numbers below zero or not exact, two
        sequences of different lengths, no record, and a line that is none.

    Notes
    -----
    Compared exactly, as fractions. Interval: Wilson 1927, of counts alone.

    Examples
    --------
    >>> share_above(400, 1000, "0.4").above, share_above(401, 1000, "0.4").above, share_above(3, None, "0.4").above
    (False, True, None)
    """
    line = Decimal(threshold)
    above_records, of_records = _records(numerator), _records(denominator)
    faults = []
    if not line.is_finite() or not 0 <= line <= 1:
        faults.append(Fault("no_share", "threshold", "a line lies between 0 and 1", value=str(threshold)))
    if len(above_records) != len(of_records):
        faults.append(
            Fault("lengths", "denominator", f"{len(above_records)} numerators, {len(of_records)} denominators")
        )
    if not above_records or not of_records:
        faults.append(Fault("no_rows", "", "there is no record"))
    for name, given in (("numerator", above_records), ("denominator", of_records)):
        for at, value in enumerate(given):
            if value is not None and not _is_amount(value):
                faults.append(
                    Fault("no_amount", f"{name}[{at}]", "a whole number or a decimal, not below zero", value=str(value))
                )
    if faults:
        raise Invalid(*faults)
    known = [(a, b) for a, b in zip(above_records, of_records, strict=True) if a is not None and b is not None]
    unknown = len(of_records) - len(known)
    faults = [
        Fault("part_above_whole", f"numerator[{at}]", f"{a} of {b}: a part is not above its whole", value=str(a))
        for at, (a, b) in enumerate(zip(above_records, of_records, strict=True))
        if a is not None and b is not None and a > b
    ]
    if faults:
        raise Invalid(*faults)
    if not known:
        return Share(0, 0, line, None, None, 0, unknown, None, None)
    part, whole = sum((Fraction(a) for a, _ in known), Fraction()), sum((Fraction(b) for _, b in known), Fraction())
    if whole == 0:
        raise Invalid(Fault("zero_denominator", "denominator", "the denominator is zero: there is no share of nothing"))
    share = part / whole
    counted = all(isinstance(value, int) for pair in known for value in pair)
    low, high = _wilson(int(part), int(whole)) if counted else (None, None)
    return Share(
        _number(part), _number(whole), line, Decimal(share.numerator) / Decimal(share.denominator),
        share > Fraction(line), len(known), unknown, low, high,
    )  # fmt: skip


def _records(given: Number | Sequence[Number | None] | None) -> list[Number | None]:
    return list(given) if isinstance(given, (list, tuple)) else [given]  # type: ignore[list-item]


def _is_amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    return (isinstance(value, int) or value.is_finite()) and value >= 0


def _number(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)


def _wilson(part: int, whole: int) -> tuple[float, float]:
    z2, p = NORMAL_95**2, part / whole
    middle = p + z2 / (2 * whole)
    around = NORMAL_95 * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole))
    low, high = (middle - around) / (1 + z2 / whole), (middle + around) / (1 + z2 / whole)
    return (0.0 if part == 0 else max(low, 0.0)), (1.0 if part == whole else min(high, 1.0))
