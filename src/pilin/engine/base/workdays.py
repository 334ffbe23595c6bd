"""Working days of the Chinese calendar, made-up working weekends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A reckoned day; provisional where the State Council has not yet published that year's holidays."""

    on: date
    provisional: bool


def is_working_day(on: date) -> tuple[bool, bool]:
    """Return (is a working day, is provisional). Unpublished years count Monday to Friday, provisionally.

    Examples
    --------
    >>> is_working_day(date(2024, 10, 12))  # a Saturday made up for the National Day holiday
    (True, False)
    >>> is_working_day(date(2049, 10, 1))
    (True, True)
    """
    try:
        return bool(chinese_calendar.is_workday(on)), False
    except NotImplementedError:
        return on.weekday() < 5, True


def add_working_days(start: date, days: int) -> WorkingDay:
    """Return the day that is ``days`` working days after ``start``; the start itself is not counted.

    Parameters
    ----------
    start : date
    days : int
        Not negative; 0 gives the start itself.

    Raises
    ------
    ValueError
        When ``days`` is negative.

    Examples
    --------
    >>> add_working_days(date(2024, 9, 30), 1)
    WorkingDay(on=datetime.date(2024, 10, 8), provisional=False)
    """
    if days < 0:
        raise ValueError("days must not be negative")
    on, guessed = start, False
    while days:
        on += timedelta(days=1)
        works, provisional = is_working_day(on)
        guessed |= provisional
        days -= works
    return WorkingDay(on, guessed)
