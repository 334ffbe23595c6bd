"""What laws set for enforcement and hazards, dated and with the clause: no rule and no page has a figure of its own.

A figure that changes gets a new entry and the old one its last day; what was done under the old one keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pilin.engine.base import is_working_day


class NoLaw(LookupError):
    """No entry holds for this day and place."""


@dataclass(frozen=True, slots=True)
class Law:
    """One figure of a law.

    Parameters
    ----------
    key : str
        What it sets.
    value : int
        The figure, in ``unit``.
    unit : {'days', 'years', 'officers'}
    clause_zh, clause : str
        Where it stands.
    source : str
        The text that sets it; for a rule of this platform, that it is one.
    valid_from : date
    valid_to : date, optional
        The last day; None while it holds.
    places : tuple of str
        Division codes under which it holds; empty: everywhere.
    """

    key: str
    value: int
    unit: Literal["days", "years", "officers"]
    clause_zh: str
    clause: str
    source: str
    valid_from: date
    valid_to: date | None = None
    places: tuple[str, ...] = ()

    def holds(self, on: date, place: str = "") -> bool:
        """Return whether it holds on a day at a place."""
        within = not self.places or any(place.startswith(code) for code in self.places)
        return within and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


PENALTY_LAW = "中华人民共和国行政处罚法（2021 年修订）"
SINCE = date(2021, 7, 15)
LAWS = (
    Law("decision", 90, "days", "行政处罚法第六十条", "Administrative Penalty Law, art. 60", PENALTY_LAW, SINCE),
    Law("officers", 2, "officers", "行政处罚法第四十二条", "Administrative Penalty Law, art. 42", PENALTY_LAW, SINCE),
    Law("limitation_grave", 5, "years", "行政处罚法第三十六条", "Administrative Penalty Law, art. 36", PENALTY_LAW, SINCE),
    Law(
        "host_officers", 1, "officers", "本平台的规则：到对方地界，须有属地人员同行", "Rule of this platform: an officer of the host side comes along",
        "本平台", date(2016, 1, 1),
    ),
)  # fmt: skip


def law_on(key: str, on: date, place: str = "") -> Law:
    """Return the entry that holds on a day at a place.

    Raises
    ------
    NoLaw
        When none holds: the figure is unknown then, not nought.

    Examples
    --------
    >>> law_on("decision", date(2024, 6, 27)).value
    90
    """
    for law in LAWS:
        if law.key == key and law.holds(on, place):
            return law
    raise NoLaw(f"{key} on {on} at {place or 'any place'}")


def last_day(law: Law, after: date) -> date:
    """Return the last day of a term of days that runs from the day after ``after``."""
    if law.unit == "days":
        return after + timedelta(days=law.value)
    if law.unit == "years":
        try:
            return after.replace(year=after.year + law.value)
        except ValueError:  # the 29th of February
            return after.replace(year=after.year + law.value, day=28)
    raise ValueError(f"{law.key} is no term")


def longest_days(key: str) -> int:
    """Return how many days a term lasts at most, whichever entry held and however many leap days lie in it."""
    return max(law.value * 366 if law.unit == "years" else law.value for law in LAWS if law.key == key)


def working_days_to(start: date, end: date) -> int:
    """Return how many working days of the Chinese calendar lie after ``start`` and not after ``end``."""
    return sum(is_working_day(start + timedelta(days=day))[0] for day in range(1, (end - start).days + 1))
