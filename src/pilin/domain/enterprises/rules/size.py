"""How large a firm of industry is by the standard of 2011, as far as what is known decides it. Pure.

工信部联企业〔2011〕300号, industry: large, medium and small need both lower limits; a firm that meets those of small in one only is micro.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pilin.domain.enterprises.enums import Size
from pilin.domain.enterprises.models import Firm
from pilin.engine.base import Comparator, Quantity

INDUSTRY = range(
    6, 47
)  # divisions of GB/T 4754 that are industry: mining, manufacturing, supply of power, gas and water
LIMITS = (  # size, people, yuan of a year's revenue: at least both
    (Size.LARGE, Decimal(1_000), Decimal(400_000_000)),
    (Size.MEDIUM, Decimal(300), Decimal(20_000_000)),
    (Size.SMALL, Decimal(20), Decimal(3_000_000)),
)
ABOUT = Decimal("0.1")  # what a source calls about may be so much less or more


@dataclass(frozen=True, slots=True)
class SizeTold:
    """Between which sizes a firm lies; both the same where that is decided."""

    least: Size
    most: Size

    @property
    def decided(self) -> bool:
        """Return whether what is known leaves one size."""
        return self.least == self.most

    @property
    def small_or_medium(self) -> bool | None:
        """Return whether it is a small or medium-sized firm, which micro is too; None where that cannot be decided."""
        if self.most != Size.LARGE:
            return True
        return False if self.decided else None


def is_industry(code: str) -> bool:
    """Return whether a class of GB/T 4754 is industry, to which these limits apply."""
    return code[:2].isdigit() and int(code[:2]) in INDUSTRY


def size_told(firm: Firm) -> SizeTold | None:
    """Return between which sizes a firm lies by what registers say of it; None for one that is no industry."""
    return size_of(firm.staff, None) if is_industry(firm.industry) else None


def size_of(staff: Quantity | None, revenue: Quantity | None) -> SizeTold:
    """Return between which sizes a firm of industry lies.

    Parameters
    ----------
    staff : Quantity, optional
        People; None where nobody says.
    revenue : Quantity, optional
        Yuan of one year.

    Examples
    --------
    >>> size_of(None, Quantity(Decimal(3_852_000_000), "CNY")).small_or_medium is None
    True
    >>> told = size_of(Quantity(Decimal(320), "person"), None)
    >>> told.least.value, told.most.value, told.small_or_medium
    ('micro', 'medium', True)
    """
    (fewest, most), (least, highest) = _range(staff, "person"), _range(revenue, "CNY")
    return SizeTold(_size(fewest, least), _size(most, highest))


def _size(people: Decimal | None, yuan: Decimal | None) -> Size:
    """Return the size at one end of what is possible; None is without bound."""
    for size, heads, money in LIMITS:
        if (people is None or people >= heads) and (yuan is None or yuan >= money):
            return size
    return Size.MICRO


def _range(value: Quantity | None, unit: str) -> tuple[Decimal, Decimal | None]:
    """Return the least and the greatest that a figure can be; nothing is known of one in another unit."""
    if value is None or value.unit != unit:
        return Decimal(0), None
    match value.comparator:
        case Comparator.EXACTLY:
            return value.value, value.value
        case Comparator.ABOUT:
            return value.value * (1 - ABOUT), value.value * (1 + ABOUT)
        case Comparator.MORE_THAN | Comparator.AT_LEAST:
            return value.value, None
    return Decimal(0), value.value
