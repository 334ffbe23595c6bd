"""Who must drill how often, by which clause, and when the next drill is due."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pilin.domain.drills.enums import SOON_DAYS, DueState, SiteKind

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Duty:
    """The duty of one kind of site to drill, between two days.

    Parameters
    ----------
    kind : str
        A :class:`SiteKind`.
    months : int
        At least one drill in so many months.
    place_code : str
        Division code or the beginning of one; empty: everywhere.
    valid_from, valid_to : date
        Both inclusive; None: until said otherwise.
    clause_zh, clause, source : str
    """

    kind: str
    months: int
    place_code: str
    valid_from: date
    valid_to: date | None
    clause_zh: str
    clause: str
    source: str

    def holds(self, kind: str, place_code: str, on: date) -> bool:
        """Return whether it binds a site of a kind, in a place, on a day."""
        in_force = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_force and self.kind == kind and place_code.startswith(self.place_code)


@dataclass(frozen=True, slots=True)
class Due:
    """When the next drill of a site is due.

    Parameters
    ----------
    state : DueState
    on : date, optional
        None where there is no duty, or nobody knows since when.
    days : int, optional
        Days from the day asked about until then; negative when it is over.
    counted_from : date, optional
        The last drill, or the day on which the duty began.
    drilled : bool
        Whether ``counted_from`` is a drill; else none is known.
    duty : Duty, optional
    """

    state: DueState
    on: date | None = None
    days: int | None = None
    counted_from: date | None = None
    drilled: bool = False
    duty: Duty | None = None


@cache
def built_in_duties() -> tuple[Duty, ...]:
    """Return the duties that Pilin brings along, in all their versions."""
    with (DATA / "duties.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Duty(
                row["kind"], int(row["months"]), row["place_code"], date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, row["clause_zh"], row["clause"], row["source"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def duty_on(kind: str, place_code: str, on: date, duties: Iterable[Duty] | None = None) -> Duty | None:
    """Return the duty that binds a kind of site in a place on a day; of several the one of the narrowest place, then the newest.

    None: no rule obliges this kind itself, as with a park, whose operators have the duty.

    Examples
    --------
    >>> duty_on("construction", "310104", date(2023, 6, 29)).months
    6
    >>> duty_on("park", "310116", date(2023, 6, 29)) is None
    True
    """
    held = [one for one in (built_in_duties() if duties is None else duties) if one.holds(kind, place_code, on)]
    return max(held, key=lambda one: (len(one.place_code), one.valid_from), default=None)


def months_later(on: date, months: int) -> date:
    """Return the same day so many months later; the last day of the month where there is no such day.

    Examples
    --------
    >>> months_later(date(2023, 6, 29), 6), months_later(date(2023, 8, 31), 6)
    (datetime.date(2023, 12, 29), datetime.date(2024, 2, 29))
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def next_due(
    kind: str, place_code: str, last: date | None, since: date | None, on: date, duties: Iterable[Duty] | None = None
) -> Due:
    """Return when a site must drill next, as seen on a day.

    Counted from the last drill. Where none is known, from the day on which the duty began: that of the site or, if it is
    older than the rule, that of the rule. Where nobody wrote down since when, the day stays unknown.

    Examples
    --------
    >>> next_due("construction", "310104", date(2023, 6, 29), None, date(2023, 7, 1)).on
    datetime.date(2023, 12, 29)
    """
    duty = duty_on(kind, place_code, on, duties)
    if duty is None:
        return Due(DueState.NONE, counted_from=last, drilled=last is not None)
    begun = None if since is None else max(since, duty.valid_from)
    start = last if last is not None else begun
    if start is None:
        return Due(DueState.UNKNOWN, duty=duty)
    due = months_later(start, duty.months)
    days = (due - on).days
    state = DueState.OVERDUE if days < 0 else DueState.SOON if days <= SOON_DAYS else DueState.LATER
    return Due(state, due, days, start, last is not None, duty)


KINDS_WITH_DUTY = tuple(kind for kind in SiteKind.values if any(one.kind == kind for one in built_in_duties()))
