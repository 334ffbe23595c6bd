"""How much of something in what time: what a firm can make, held against what somebody needs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pilin.engine.base import Comparator
from pilin.engine.need.reading import Period, read_need
from pilin.engine.need.units import UNITS

A_YEAR = {  # how many of each a year has, by the calendar: nobody says how many days a plant runs
    Period.YEAR: Decimal(1), Period.QUARTER: Decimal(4), Period.MONTH: Decimal(12), Period.WEEK: Decimal(365) / 7,
    Period.DAY: Decimal(365),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount in a period.

    Parameters
    ----------
    value : Decimal
    unit : str
        A key of :data:`UNITS <pilin.engine.need.units.UNITS>`.
    period : Period
        Never ``once``.
    comparator : Comparator
    """

    value: Decimal
    unit: str
    period: Period
    comparator: Comparator = Comparator.EXACTLY

    def in_terms_of(self, unit: str, period: Period) -> Decimal | None:
        """Return its value in another unit and period; None where nothing converts them, as tonnes into pieces.

        A year has 12 months, 4 quarters and 365 days.

        Examples
        --------
        >>> read_rate("20吨/月").in_terms_of("kg", Period.YEAR)
        Decimal('240000')
        >>> read_rate("20吨/月").in_terms_of("piece", Period.YEAR) is None
        True
        """
        here, there = UNITS[self.unit], UNITS.get(unit)
        if there is None or here.base != there.base or period not in A_YEAR:
            return None
        return self.value * here.factor / there.factor * A_YEAR[self.period] / A_YEAR[period]


def read_rate(text: str) -> Rate:
    """Return an amount in a period as it is written, in Chinese or English.

    Raises
    ------
    ValueError
        When it gives no amount, no known unit or no period, or says anything else besides.

    Examples
    --------
    >>> read_rate("约300吨/年")
    Rate(value=Decimal('300'), unit='t', period=<Period.YEAR: 'year'>, comparator=<Comparator.ABOUT: '≈'>)
    >>> read_rate("20 t a month").period.value, read_rate("每天5000件").unit
    ('month', 'piece')
    """
    need = read_need(text)
    if need.quantity is None or need.quantity <= 0 or need.unit not in UNITS or need.period not in A_YEAR:
        raise ValueError(f"{text!r} is no amount in a period: 20吨/月, 约300吨/年, 5000 pieces a day")
    if need.product or need.unread or need.upper is not None or need.minutes is not None or need.price is not None:
        raise ValueError(f"{text!r} says more than an amount in a period")
    return Rate(need.quantity, need.unit, need.period, Comparator(need.comparator))


def certificate_name(text: str) -> str:
    """Return the name of a standard as needs are read, so that a firm's paper meets them; as it is where none is known.

    Examples
    --------
    >>> certificate_name("ISO9001:2015 质量管理体系认证"), certificate_name("rohs"), certificate_name("高新技术企业")
    ('ISO 9001', 'RoHS', '高新技术企业')
    """
    found = read_need(text).certificates
    return found[0] if len(found) == 1 else text.strip()
