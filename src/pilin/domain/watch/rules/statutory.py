"""What a law itself asks when a signal of a colour is out: dated rows with their clause, by place."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("data") / "statutory_tasks.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryTask:
    """Something a law asks of an office while a signal of a colour is out, in places whose code begins so, between two days.

    ``since`` is ``law`` where the first day is the text's own, ``seen`` where it is the day it was first seen at work.
    """

    place_code: str
    valid_from: date | None
    valid_to: date | None
    since: str
    clause: str
    source: str
    confirmed: bool

    key: str
    colour: str
    zh: str
    en: str
    office_zh: str
    office: str

    def holds(self, place_code: str, on: date) -> bool:
        """Return whether it is in force at a place on a day."""
        begun = self.valid_from is None or self.valid_from <= on
        return place_code.startswith(self.place_code) and begun and (self.valid_to is None or on <= self.valid_to)


@cache
def statutory_rows() -> tuple[StatutoryTask, ...]:
    """Return every row of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            StatutoryTask(
                place_code=row["place_code"], valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, since=row["since"], clause=row["clause"], source=row["source"],
                confirmed=row["confirmed"] == "yes", key=row["key"], colour=row["colour"], zh=row["zh"], en=row["en"], office_zh=row["office_zh"],
                office=row["office_en"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def statutory_tasks(colour: str, place_code: str, on: date) -> tuple[StatutoryTask, ...]:
    """Return what the law of a place asks on a day while a signal of this colour is out; nothing where no text is known.

    Examples
    --------
    >>> len(statutory_tasks("red", "310116", date(2023, 6, 24))), statutory_tasks("red", "330421", date(2023, 6, 24))
    (4, ())
    """
    return tuple(
        row for row in statutory_rows() if row.confirmed and row.colour == colour and row.holds(place_code, on)
    )
