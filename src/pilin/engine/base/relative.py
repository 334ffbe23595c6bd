"""Dates said from where the speaker stands: "November 30 last year", "second quarter of next year", 明年二季度."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from pilin.engine.base.dates import PartialDate
from pilin.engine.base.reports import MONTHS, Confidence

YEARS = (  # the longer phrase first: 'the year after next' is not next year
    (2, r"year after next|后年"),
    (-2, r"year before last|前年"),
    (-1, r"last year|previous year|去年|上年"),
    (0, r"this year|current year|今年|本年"),
    (1, r"next year|following year|coming year|明年|来年|翌年"),
)
DAYS = ((-1, r"\byesterday\b|昨天|昨日"), (0, r"\btoday\b|今天|今日"), (1, r"\btomorrow\b|明天|明日"))
NEAR = (
    (-1, r"last|previous|上个?", r"上个?"),
    (0, r"this|current", r"本|这个?"),
    (1, r"next|following|coming", r"下个?"),
)
ORDER = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
ORDER |= {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
NAMES = "|".join(sorted((name for name in MONTHS if name != "may"), key=len, reverse=True))
MONTH_DAY = re.compile(rf"\b({NAMES}|may)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)")
DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({NAMES}|may)\b")
MONTH = re.compile(rf"\b({NAMES})\b|(?:\b(?:in|by|of|until|since|before|after|early|mid|late)[ -]may\b)|\bmay (?=\d{{4}}|of |last |this |next )")  # fmt: skip
END = re.compile(r"end of (?:the |this |next |last |(?=\d))?(?:year|\d{4})|year[- ]end|年底|年末|(?<=年)底")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)  # what speakers of reports can mean


@dataclass(frozen=True, slots=True)
class Meant:
    """Which date a text means: one, or none and those among which nobody can choose without asking.

    Parameters
    ----------
    value : PartialDate, optional
        None where the text names no date, or could name several.
    confidence : Confidence
        ``stated`` where the text says the year, ``relative`` where it is counted from the day of saying.
    candidates : tuple of PartialDate
        What it could mean, by time; empty where it is clear, or where nothing was found.
    """

    value: PartialDate | None
    confidence: Confidence
    candidates: tuple[PartialDate, ...] = ()


@dataclass(frozen=True, slots=True)
class YearCount:
    """Which year since an event a day lies in, counted two ways that need not agree.

    Parameters
    ----------
    by_calendar : int
        The calendar year after the event is year one: 2018 makes 2019 the first and 2024 the sixth.
    by_anniversary : int
        The first year runs from the event to the day before its first anniversary.
    """

    by_calendar: int
    by_anniversary: int

    @property
    def agree(self) -> bool:
        """Return whether both ways of counting say the same."""
        return self.by_calendar == self.by_anniversary


def year_count(since: date, on: date) -> YearCount:
    """Return which year since an event a day lies in.

    Raises
    ------
    ValueError
        When the day lies before the event.

    Examples
    --------
    >>> year_count(date(2018, 11, 5), date(2024, 5, 14))
    YearCount(by_calendar=6, by_anniversary=6)
    >>> year_count(date(2018, 11, 5), date(2024, 12, 1)).agree
    False
    """
    if on < since:
        raise ValueError(f"{on} lies before {since}")
    passed = on.year - since.year
    return YearCount(passed, passed + ((on.month, on.day) >= (since.month, since.day)))


def resolve_relative(text: str, said_on: date | None = None) -> Meant:
    """Return which date a text means, said on a day; where it could mean several, none, and all of them beside it.

    A year, a quarter, a month or a day is answered as exactly as it is said and no more. "By the end of the year" means its
    last day. A half-year is no calendar period known here: its two quarters are candidates. A day without a year may be the
    last or the next one: both are candidates.

    Parameters
    ----------
    text : str
        English or Chinese.
    said_on : date, optional
        When it was said or published. Without it only what names its own year is resolved.

    Examples
    --------
    >>> str(resolve_relative("On November 30 last year", date(2024, 5, 14)).value)
    '2023-11-30'
    >>> str(resolve_relative("in the second quarter of next year", date(2020, 9, 10)).value)
    '2021-Q2'
    >>> [str(one) for one in resolve_relative("June 29th", date(2024, 6, 27)).candidates]
    ['2023-06-29', '2024-06-29']
    """
    words = " ".join(text.casefold().split())
    if (iso := _iso(words)) is not None:
        return iso
    if (near := _near(words, said_on)) is not None:
        return near
    stated, offsets, end = _years(words)
    parts = _parts(words, end)
    if stated or offsets:
        if offsets and said_on is None and not stated:
            return Meant(None, Confidence.UNKNOWN)
        relative = [said_on.year + offset for offset in sorted(offsets)] if said_on else []
        found = _all(parts or [_whole], sorted({*stated, *relative}))
        return _one(found, Confidence.STATED if stated else Confidence.RELATIVE)
    if not parts or said_on is None:
        return Meant(None, Confidence.UNKNOWN)
    return Meant(
        None, Confidence.UNKNOWN, tuple(_around(_all(parts, range(said_on.year - 8, said_on.year + 9)), said_on))
    )


Part = Callable[[int], PartialDate | None]


def _iso(words: str) -> Meant | None:
    found = re.findall(r"(?<![\d-])(?:\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{4}-?q[1-4])(?![\d-])", words)
    read: list[PartialDate] = []
    for one in found:
        try:
            read.append(PartialDate.parse(re.sub(r"-?q", "-Q", one)))
        except ValueError:
            return Meant(None, Confidence.UNKNOWN)
    return _one(read, Confidence.STATED) if read else None


def _near(words: str, said_on: date | None) -> Meant | None:
    """Return what is counted in days, months or quarters from the day of saying; None where nothing is."""
    made: list[Callable[[date], PartialDate]] = []
    for offset, pattern in DAYS:
        if re.search(pattern, words):
            made.append(partial(_day_away, days=offset))
    for offset, english, chinese in NEAR:
        for name, sign, months in (("month", "月", 1), ("quarter", "季度?", 3)):
            if re.search(rf"\b(?:{english}) {name}\b(?! of )|(?:{chinese}){sign}", words):
                made.append(partial(_shifted, offset=offset, months=months))
    if not made:
        return None
    if said_on is None or not EARLIEST < said_on < LATEST:
        return Meant(None, Confidence.UNKNOWN)
    return _one([one(said_on) for one in made], Confidence.RELATIVE)


def _day_away(on: date, days: int) -> PartialDate:
    return PartialDate.day(on + timedelta(days=days))


def _shifted(on: date, offset: int, months: int) -> PartialDate:
    """Return the month (1) or quarter (3) so many after the one in which a day lies."""
    number = (on.year * 12 + on.month - 1) // months + offset
    year, month = divmod(number * months, 12)
    return PartialDate.parse(f"{year:04}-{month + 1:02}" if months == 1 else f"{year:04}-Q{month // 3 + 1}")


def _years(words: str) -> tuple[set[int], set[int], bool]:
    """Return the years a text states, the offsets of those it counts from the day of saying, and whether it means their end."""
    end = bool(END.search(words))
    stated = {int(year) for year in re.findall(r"(?<!\d)(19\d{2}|20\d{2}|21\d{2})(?![\d,])", words)}
    offsets, rest = set(), words
    for offset, pattern in YEARS:
        rest, number = re.subn(pattern, " ", rest)
        if number:
            offsets.add(offset)
    if end and not stated and not offsets:
        offsets.add(0)  # by the end of the year: the one in which it is said
    return stated, offsets, end


def _parts(words: str, end: bool) -> list[Part]:
    """Return what of a year a text names, each as a function of the year; empty where it names none."""
    parts: list[Part] = []
    days = [(MONTHS[m], int(d)) for m, d in MONTH_DAY.findall(words)]
    days += [(MONTHS[m], int(d)) for d, m in DAY_MONTH.findall(MONTH_DAY.sub(" ", words))]
    days += [(int(m), int(d)) for m, d in re.findall(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", words)]
    for month, day in dict.fromkeys(days):
        parts.append(lambda year, m=month, d=day: _day(year, m, d))  # type: ignore[misc]
    quarters = re.findall(r"\b(first|second|third|fourth|last|1st|2nd|3rd|4th) quarter\b", words)
    quarters += re.findall(r"第?([一二三四1-4])季度", words) + re.findall(r"\bq([1-4])\b", words)
    for quarter in dict.fromkeys(ORDER[one] for one in quarters):
        parts.append(lambda year, q=quarter: PartialDate.parse(f"{year:04}-Q{q}"))  # type: ignore[misc]
    for pattern, pair in ((r"\bfirst half\b|上半年", (1, 2)), (r"\bsecond half\b|下半年", (3, 4))):
        if re.search(pattern, words):
            for quarter in pair:
                parts.append(lambda year, q=quarter: PartialDate.parse(f"{year:04}-Q{q}"))  # type: ignore[misc]
    if not parts:
        months = [MONTHS[match[1]] if match[1] else 5 for match in MONTH.finditer(words)]
        months += [int(m) for m in re.findall(r"(?<!\d)(1[0-2]|0?[1-9])\s*月", words)]
        for month in dict.fromkeys(months):
            parts.append(lambda year, m=month: PartialDate.parse(f"{year:04}-{m:02}"))  # type: ignore[misc]
    if not parts and end:
        parts.append(lambda year: _day(year, 12, 31))
    return parts


def _whole(year: int) -> PartialDate | None:
    return PartialDate.parse(f"{year:04}")


def _day(year: int, month: int, day: int) -> PartialDate | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return PartialDate.day(date(year, month, day))


def _all(parts: Iterable[Part], years: Iterable[int]) -> list[PartialDate]:
    years = [year for year in years if EARLIEST.year <= year <= LATEST.year]
    return [one for part in parts for year in years if (one := part(year)) is not None]


def _one(found: Iterable[PartialDate], confidence: Confidence) -> Meant:
    """Return the one date found; where there are several, none of them, and all as candidates."""
    several = tuple(sorted(set(found)))
    if len(several) == 1:
        return Meant(several[0], confidence)
    return Meant(None, Confidence.UNKNOWN, several)


def _around(found: Iterable[PartialDate], on: date) -> list[PartialDate]:
    """Return the last that began on or before a day and the first that begins after it."""
    ordered = sorted(set(found))
    before, after = [one for one in ordered if one.first <= on], [one for one in ordered if one.first > on]
    return [*before[-1:], *after[:1]]
