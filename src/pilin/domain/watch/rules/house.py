"""The house's own figures for checks and calls: dated rows of ``data/checks.csv``, none of them a law's."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "checks.csv"


@dataclass(frozen=True, slots=True)
class HouseFigure:
    """One figure, in force from a day until another."""

    name: str
    value: Decimal
    unit: str
    valid_from: date
    valid_to: date | None
    clause: str
    source: str


@cache
def house_figures() -> tuple[HouseFigure, ...]:
    """Return every figure that Pilin brings along."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            HouseFigure(
                row["name"], Decimal(row["value"]), row["unit"], date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, row["clause"], row["source"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


@lru_cache(maxsize=4096)  # asked of each reading
def house(name: str, on: date) -> Decimal:
    """Return a figure as of a day; of days before the first the first: old readings are judged by it too.

    Raises
    ------
    KeyError
    """
    rows = sorted((row for row in house_figures() if row.name == name), key=lambda row: row.valid_from)
    held = [row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)]
    if not rows:
        raise KeyError(name)
    return (held[-1] if held else rows[0]).value
