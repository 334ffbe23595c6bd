"""What a text says of price and deadline, and what it leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pilin.engine.base import Comparator, PartialDate
from pilin.engine.need.figures import NUMBER, read_number

CURRENCIES = {  # as people write it → ISO 4217
    "元": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "¥": "CNY", "美元": "USD", "usd": "USD", "us dollars": "USD",
    "欧元": "EUR", "eur": "EUR", "euros": "EUR",
}  # fmt: skip
MOST = {
    "不超过",
    "不高于",
    "低于",
    "最高",
    "至多",
    "上限",
    "max",
    "max.",
    "maximum",
    "at most",
    "up to",
    "below",
    "under",
}
LEAST = {"不低于", "至少", "最低", "起", "at least", "from"}
ABOUT = {"约", "大约", "左右", "上下", "about", "around"}
WHOLE = ("预算", "总价", "总额", "budget", "in total")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
_BOUND = "|".join(re.escape(word) for word in sorted(MOST | LEAST | ABOUT, key=len, reverse=True))
_CURRENCY = "|".join(re.escape(word) for word in sorted(CURRENCIES, key=len, reverse=True))
_DAY = (
    r"(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})(?:[-/.](?P<d1>\d{1,2}))?"
    r"|(?:(?P<y2>\d{4})\s*年\s*)?(?P<m2>\d{1,2})\s*月\s*(?:(?P<d2>\d{1,2})\s*[日号]|[底末份])?"
    r"|(?P<y3>\d{4})\s*年(?:[底末])?|年[底末]|月[底末]"
    rf"|(?:the\s+)?(?:end\s+of\s+)?(?:(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<m4>{_MONTH})\b(?:\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?(?:,?\s+(?P<y4>\d{{4}}))?"
    r"|(?:the\s+)?(?:end\s+of\s+)?(?P<y5>20\d{2})(?!\s*[\da-z\u4e00-\u9fff]))"
)
_DELIVERED = r"(?:交货|交付|供货|到货|完成)?"
DEADLINES = (
    rf"(?:(?:最迟|不晚于|截至|于|在)\s*)?{_DAY}\s*(?:之前|以前|前|截止)\s*{_DELIVERED}",
    rf"\b(?:delivered\s+|delivery\s+)?(?:before|by|until|no\s+later\s+than)\s+{_DAY}",
)
VAGUE = r"(?:(?:\d|[一二三四五六七八九十])*几[十百千万]*|[数上][十百千万]+|若干)\s*(?:{unit})|\b(?:several|a\s+few|dozens\s+of|hundreds\s+of)\s+(?:{unit})(?:\s+of\b)?"


class Reason(StrEnum):
    """Why something that a text speaks of was left open."""

    NO_YEAR = "no_year"  # a deadline without its year
    NO_SUCH_DAY = "no_such_day"  # a deadline the calendar does not have
    VAGUE_NUMBER = "vague_number"  # 几十吨, several tonnes
    SECOND_QUANTITY = "second_quantity"  # more than one: the first was taken
    EITHER_QUANTITY = "either_quantity"  # one or another: neither was taken
    SECOND_PRODUCT = "second_product"  # more than one: the first that is known was taken


@dataclass(frozen=True, slots=True)
class Note:
    """A part of the text that was left open, and why.

    Parameters
    ----------
    part : str
        The field of the need it would have filled.
    words : str
        The text's own words.
    reason : Reason
    """

    part: str
    words: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Price:
    """An amount of money, never converted.

    Parameters
    ----------
    amount : Decimal
    currency : str
        ISO 4217.
    comparator : Comparator
        Of ``amount``.
    upper : Decimal or None
        Only where the text gives a range.
    per : str or None
        The unit it is asked for, where the text says one.
    whole : bool
        Whether it is for all of it: a budget, a total.
    """

    amount: Decimal
    currency: str
    comparator: Comparator = Comparator.EXACTLY
    upper: Decimal | None = None
    per: str | None = None
    whole: bool = False


def price_pattern(unit: str) -> str:
    """Return the pattern of an amount of money, with the pattern of a unit in it."""
    return (
        rf"(?:(?P<word>单价|价格|报价|目标价|预算|总价|总额|\bprice|\bbudget)\s*(?:(?:为|是|在|of|is|:)\s*)?)?(?:(?P<more>{_BOUND})\s*)?"
        rf"(?:(?P<first>¥|\brmb|\bcny|\busd|\beur)\s*(?P<n1>{NUMBER})(?:\s*[-~–—至到]\s*(?P<u1>{NUMBER}))?"
        rf"|(?P<n2>{NUMBER})(?:\s*[-~–—至到]\s*(?P<u2>{NUMBER}))?\s*(?P<currency>{_CURRENCY}))"
        rf"\s*(?P<after>左右|上下|以内|之内|以下|以上|起|in\s+total)?(?:\s*(?:/|每|\bper\s+|\ba\s+)\s*(?P<per>{unit}))?"
    )


def price_of(match: re.Match[str], per: str | None) -> Price | None:
    """Return the price a match of :func:`price_pattern` tells; None where its number cannot be read."""
    amount, upper = read_number(match["n1"] or match["n2"]), read_number(match["u1"] or match["u2"] or "")
    if amount is None:
        return None
    said = {(match["more"] or "").casefold(), (match["after"] or "").casefold()}
    comparator = Comparator.EXACTLY
    if said & (MOST | {"以内", "之内", "以下"}):
        comparator = Comparator.AT_MOST
    elif said & (LEAST | {"以上"}):
        comparator = Comparator.AT_LEAST
    elif said & ABOUT:
        comparator = Comparator.ABOUT
    currency = CURRENCIES[(match["currency"] or match["first"]).casefold()]
    whole = (match["word"] or "").casefold() in WHOLE or (match["after"] or "").casefold().startswith("in")
    return Price(amount, currency, comparator, upper, per, whole)


def deadline_of(match: re.Match[str]) -> PartialDate | Reason:
    """Return the day, month or year a match of :data:`DEADLINES` names, or why it names none; it ends with its last day.

    Examples
    --------
    >>> str(deadline_of(re.search(DEADLINES[0], "2026年12月底前"))), deadline_of(re.search(DEADLINES[0], "12月底前")).value
    ('2026-12', 'no_year')
    """
    said = match.groupdict()
    year = next((int(said[name]) for name in ("y1", "y2", "y3", "y4", "y5") if said[name]), None)
    if year is None:
        return Reason.NO_YEAR
    month = next((int(said[name]) for name in ("m1", "m2") if said[name]), None)
    if said["m4"]:
        month = 1 + next(n for n, name in enumerate(MONTHS) if name.startswith(said["m4"].casefold()))
    day = next((int(said[name]) for name in ("d1", "d2", "d4", "d5") if said[name]), None)
    try:
        if month is None:
            return PartialDate.parse(f"{year:04}")
        if day is None:
            return PartialDate.parse(f"{year:04}-{month:02}")
        return PartialDate.day(date(year, month, day))
    except ValueError:
        return Reason.NO_SUCH_DAY
