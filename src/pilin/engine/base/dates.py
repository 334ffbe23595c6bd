"""Dates that say how exactly they are known: to the day, the month, the quarter or the year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, month, quarter or year, kept as the span of days it may mean.

    Sorts by first day, then by last: a month stands before its second day and after its first.

    Parameters
    ----------
    first, last : date
        The first and the last day of the span, both inclusive.

    Raises
    ------
    ValueError
        When the span is not exactly one day, month, quarter or year.

    Examples
    --------
    >>> PartialDate.parse("2017-08")
    PartialDate(first=datetime.date(2017, 8, 1), last=datetime.date(2017, 8, 31))
    >>> str(PartialDate.parse("2021-Q2")), PartialDate.parse("2021-Q2").last.isoformat()
    ('2021-Q2', '2021-06-30')
    >>> PartialDate.parse("2016-03-18") < PartialDate.parse("2017-08") < PartialDate.parse("2019-11")
    True
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        self.precision  # noqa: B018  (raises when the span is no calendar period)

    @property
    def precision(self) -> Precision:
        """Return how exactly this date is known, read off its span."""
        if self.first == self.last:
            return Precision.DAY
        for precision, months in MONTHS.items():
            if _starts(self.first, months) and self.last == _end(self.first, months):
                return Precision(precision)
        raise ValueError(f"{self.first} to {self.last} is not one day, month, quarter or year")

    @classmethod
    def day(cls, on: date) -> PartialDate:
        """Return the date known to the day."""
        return cls(on, on)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2016-03-18``, ``2017-08``, ``2021-Q2`` or ``2023``; a date that does not exist is refused.

        Raises
        ------
        ValueError
            When the text has another form or names no day of the calendar.
        """
        text = text.strip()
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
            on = date(*(int(part) for part in match.groups()))
            return cls(on, on)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return cls._period(int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return cls._period(int(match[1]), 3 * int(match[2]) - 2, 3)
        if match := re.fullmatch(r"(\d{4})", text):
            return cls._period(int(match[1]), 1, 12)
        raise ValueError(f"{text!r} is no date: write 2024-06-27, 2024-06, 2024-Q2 or 2024")

    @classmethod
    def _period(cls, year: int, month: int, months: int) -> PartialDate:
        first = date(year, month, 1)
        return cls(first, _end(first, months))

    def __str__(self) -> str:
        match self.precision:
            case Precision.DAY:
                return self.first.isoformat()
            case Precision.MONTH:
                return f"{self.first:%Y-%m}"
            case Precision.QUARTER:
                return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return f"{self.first.year:04d}"


def _starts(first: date, months: int) -> bool:
    return first.day == 1 and (first.month - 1) % months == 0


def _end(first: date, months: int) -> date:
    month = first.month + months - 1
    return date(first.year, month, calendar.monthrange(first.year, month)[1])
