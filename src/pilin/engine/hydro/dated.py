"""Dated rows: what a place sets from one day to another, read from this package's tables, each row with its source."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pilin.engine.base.dates import PartialDate

DATA = Path(__file__).with_name("data")
EVERYWHERE = "00"  # the place code of what holds in the whole country


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A row in force at a place between two days.

    Parameters
    ----------
    place_code : str
        Division code or the beginning of one; it holds in every place whose code begins so. ``00``: everywhere. Empty: nobody
        knows where.
    valid_from : date, optional
        The first day; None where only the source's word stands that it holds.
    valid_to : date, optional
        The last day; None: until said otherwise.
    since : str
        ``law`` where the first day is the text's own; ``seen`` where it is the day it was first seen at work.
    clause, source : str
    confirmed : bool
        Whether somebody read it. What is not is never reckoned with unasked.
    """

    place_code: str
    valid_from: date | None
    valid_to: date | None
    since: str = "law"
    clause: str = ""
    source: str = ""
    confirmed: bool = True

    def holds(self, on: date) -> bool:
        """Return whether it is in force on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def covers(self, place_code: str) -> bool:
        """Return whether it holds at a place."""
        return bool(self.place_code) and (self.place_code == EVERYWHERE or place_code.startswith(self.place_code))


D = TypeVar("D", bound=Dated)


def in_force(rows: Iterable[D], place_code: str, on: date) -> tuple[D, ...]:
    """Return the rows of the smallest place that holds a place and has any on that day, in the order of the table."""
    held = [row for row in rows if row.covers(place_code) and row.holds(on)]
    own = max((row.place_code for row in held), key=_size, default="")
    return tuple(row for row in held if row.place_code == own)


def read_rows(name: str, make: Callable[[Mapping[str, str], dict[str, Any]], D]) -> tuple[D, ...]:
    """Return the rows of a table; ``make`` is given the row and what every dated row has."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(make(row, _dated(row)) for row in csv.DictReader(file))


def exact(value: Any) -> Decimal:
    """Return a number as the decimal it is written as.

    Raises
    ------
    ValueError
        Of what is no finite number.

    Examples
    --------
    >>> exact(68.5), exact("201.3")
    (Decimal('68.5'), Decimal('201.3'))
    """
    try:
        found = Decimal(str(value).strip())
    except ArithmeticError:
        raise ValueError(f"{value} is no number") from None
    if not found.is_finite():
        raise ValueError(f"{value} is no number")
    return found


def _size(place_code: str) -> int:
    return 0 if place_code == EVERYWHERE else len(place_code)


def _dated(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of :class:`Dated`; a year or a month stands for its first or its last day."""
    first, last = row["valid_from"], row["valid_to"]
    return {
        "place_code": row.get("place_code", EVERYWHERE),
        "valid_from": PartialDate.parse(first).first if first else None,
        "valid_to": PartialDate.parse(last).last if last else None,
        "since": row.get("since", "law"),
        "clause": row.get("clause", ""),
        "source": row["source"],
        "confirmed": row["confirmed"] == "yes",
    }
