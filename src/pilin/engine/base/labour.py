"""The least an hour is paid, and the most hours that may be worked: dated rows with the clause that sets them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Floor:
    """The hourly minimum wage of a place between two days.

    Parameters
    ----------
    place_code : str
        Division code or the beginning of one; it holds in every place whose code begins so. Empty where only the tier
        is known.
    valid_from, valid_to : date
        Both inclusive; None: until said otherwise.
    hourly_cny, monthly_cny : Decimal
        Yuan, to the fen; the month's may be unknown.
    tier : str
        Province and tier, ``33/2``, of a rate that is not known by place.
    clause, source : str
    confirmed : bool
        Whether somebody made sure of it. What is not is never reckoned with unasked.
    """

    place_code: str
    valid_from: date
    valid_to: date | None
    hourly_cny: Decimal
    monthly_cny: Decimal | None = None
    tier: str = ""
    clause: str = ""
    source: str = ""
    confirmed: bool = True

    def holds(self, on: date) -> bool:
        """Return whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CapRow:
    """One cap on age or hours, with what sets it.

    Parameters
    ----------
    name : str
        A field of :class:`Caps`.
    amount : Decimal
    unit : str
        ``years``, ``hours`` or ``days``.
    kind : str
        ``law`` or ``platform``: a rule of this platform's own.
    valid_from, valid_to : date
        Both inclusive; None: until said otherwise.
    clause : str
    """

    name: str
    amount: Decimal
    unit: str
    kind: str
    valid_from: date
    valid_to: date | None
    clause: str

    @property
    def law(self) -> bool:
        """Return whether a law sets it."""
        return self.kind == "law"

    def holds(self, on: date) -> bool:
        """Return whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Caps:
    """The least age and the most hours on one day; see ``data/caps.csv`` for which is law and which a platform's rule.

    Parameters
    ----------
    minimum_age : int
        Years (Labour Law, article 15; Provisions on Prohibition of Child Labour, article 2).
    employer_day_hours, employer_week_hours : Decimal
        With one employer: on average a day within a settlement period, and in a week from Monday to Sunday (Labour
        Contract Law, article 68).
    settlement_days : int
        The longest settlement period (Labour Contract Law, article 72).
    day_hours, week_hours : Decimal
        Over all employers, a day and a week: this platform's rule.
    rest_hours : Decimal
        Between the work of two days: this platform's rule, left to whoever plans several days.
    """

    minimum_age: int
    employer_day_hours: Decimal
    employer_week_hours: Decimal
    settlement_days: int
    day_hours: Decimal
    week_hours: Decimal
    rest_hours: Decimal


class NoCaps(ValueError):
    """No rule on hours is known for a day: it lies before all of them."""


def known_floors() -> tuple[Floor, ...]:
    """Return every floor that Pilin brings along, those that nobody made sure of too."""
    return _shipped()


def built_in_floors() -> tuple[Floor, ...]:
    """Return the floors that Pilin brings along and somebody made sure of."""
    return tuple(row for row in _shipped() if row.confirmed)


def cap_on(name: str, on: date) -> Decimal:
    """Return one figure of ``data/caps.csv`` on a day.

    Raises
    ------
    NoCaps
        When none is known.

    Examples
    --------
    >>> cap_on("adult_age", date(2026, 10, 18))
    Decimal('18')
    """
    found = next((row.amount for row in cap_rows(on) if row.name == name), None)
    if found is None:
        raise NoCaps(f"no {name} is known on {on}")
    return found


def unconfirmed_floors(prefix: str, on: date) -> tuple[Floor, ...]:
    """Return the rates in force on a day that nobody made sure of, of places or tiers whose code begins so.

    They are for showing and for asking whoever knows; :func:`floor_on` is never given them unasked.

    Examples
    --------
    >>> [str(row.hourly_cny) for row in unconfirmed_floors("33", date(2024, 1, 1))]
    ['24', '22', '20']
    """
    return tuple(
        row
        for row in _shipped()
        if not row.confirmed and row.holds(on) and (row.place_code or row.tier).startswith(prefix)
    )


def floor_on(rows: Iterable[Floor], place_code: str, on: date) -> Floor | None:
    """Return the floor of a place on a day: of the smallest place that holds it, and of these the newest; None if unknown.

    Examples
    --------
    >>> [str(floor_on(built_in_floors(), "310116102", date(2023, *day)).hourly_cny) for day in ((6, 30), (7, 1))]
    ['23', '24']
    >>> floor_on(built_in_floors(), "330421", date(2024, 5, 1)) is None
    True
    """
    held = [row for row in rows if row.place_code and place_code.startswith(row.place_code) and row.holds(on)]
    return max(held, key=lambda row: (len(row.place_code), row.valid_from), default=None)


def cap_rows(on: date) -> tuple[CapRow, ...]:
    """Return the caps in force on a day, each with what sets it."""
    return tuple(row for row in _caps() if row.holds(on))


def caps_on(on: date) -> Caps:
    """Return the caps in force on a day.

    Raises
    ------
    NoCaps
        Before 2008, when the Labour Contract Law came into force.

    Examples
    --------
    >>> caps_on(date(2026, 10, 18)).employer_week_hours
    Decimal('24')
    """
    amounts = {row.name: row.amount for row in cap_rows(on)}
    try:
        return Caps(
            minimum_age=int(amounts["minimum_age"]),
            employer_day_hours=amounts["employer_day_hours"],
            employer_week_hours=amounts["employer_week_hours"],
            settlement_days=int(amounts["settlement_days"]),
            day_hours=amounts["day_hours"],
            week_hours=amounts["week_hours"],
            rest_hours=amounts["rest_hours"],
        )
    except KeyError as missing:
        raise NoCaps(f"no {missing.args[0]} is known on {on}") from None


@cache
def _shipped() -> tuple[Floor, ...]:
    with (DATA / "floors.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Floor(
                place_code=row["place_code"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                hourly_cny=Decimal(row["hourly_cny"]),
                monthly_cny=Decimal(row["monthly_cny"]) if row["monthly_cny"] else None,
                tier=row["tier"],
                clause=row["clause"],
                source=row["source"],
                confirmed=row["confirmed"] == "yes",
            )
            for row in csv.DictReader(file)
        )


@cache
def _caps() -> tuple[CapRow, ...]:
    with (DATA / "caps.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            CapRow(
                name=row["name"],
                amount=Decimal(row["amount"]),
                unit=row["unit"],
                kind=row["kind"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                clause=row["clause"],
            )
            for row in csv.DictReader(file)
        )
