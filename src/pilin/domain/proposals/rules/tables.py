"""The dated tables of the room: offices, days, words that are held, where else something belongs, examples to learn from.

They are data, with clause and source where a rule sets them. Each row holds from one day to another.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from django.utils.translation import get_language

from pilin.foundation.cases.rules import working_days


@dataclass(frozen=True, slots=True)
class Department:
    """An office as each province calls it."""

    code: str
    names: dict[str, str]  # two digits of the province → Chinese name
    name: str
    keywords: tuple[str, ...]

    def called(self, town: str) -> str:
        """Return how the office is called in a town, in the reader's language."""
        if (get_language() or "").startswith("en"):
            return self.name
        return self.names.get(town[:2], next(iter(self.names.values())))


@dataclass(frozen=True, slots=True)
class Term:
    """What a rule sets for proposals."""

    matter: str
    days: int
    unit: str  # working, calendar, none
    place: str  # code that a town's begins with; empty: everywhere
    valid_from: date
    valid_to: date | None
    clause: str
    source: str
    note_zh: str
    note: str

    def holds(self, town: str, on: date) -> bool:
        """Return whether it holds for a town on a day."""
        return town.startswith(self.place) and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class HeldWord:
    """A word for which a text is read by somebody of the town before the public reads it."""

    word: str
    kind: str  # hate, spam
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Return whether it counts on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is no proposal by the rules, and who hears it instead."""

    code: str
    words: tuple[str, ...]
    zh: str
    en: str
    valid_from: date
    valid_to: date | None
    clause: str

    def holds(self, on: date) -> bool:
        """Return whether it counts on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def said(self) -> str:
        """Return who hears it, in the reader's language."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Seed:
    """An example written for this project, from which the routing learns before towns have decided anything."""

    id: str
    label: str
    subject: str
    text: str


@cache
def departments() -> dict[str, Department]:
    """Return the offices by code, in the order of the table."""
    return {
        row["code"]: Department(
            row["code"], {"31": row["zh_31"], "33": row["zh_33"]}, row["en"], tuple(row["keywords"].split(";"))
        )
        for row in _rows("departments")
    }


@cache
def terms() -> tuple[Term, ...]:
    """Return every term, in the order of the table."""
    return tuple(
        Term(
            row["matter"], int(row["days"]), row["unit"], row["place"], date.fromisoformat(row["valid_from"]), _day(row["valid_to"]),
            row["clause"], row["source"], row["note_zh"], row["note"],
        )
        for row in _rows("terms")
    )  # fmt: skip


@cache
def words_held() -> tuple[HeldWord, ...]:
    """Return the words for which a text is held."""
    return tuple(
        HeldWord(row["word"], row["kind"], date.fromisoformat(row["valid_from"]), _day(row["valid_to"]))
        for row in _rows("words")
    )


@cache
def places_elsewhere() -> tuple[Elsewhere, ...]:
    """Return what is no proposal, and who hears it."""
    return tuple(
        Elsewhere(
            row["code"], tuple(row["words"].split(";")), row["zh"], row["en"], date.fromisoformat(row["valid_from"]), _day(row["valid_to"]),
            row["clause"],
        )
        for row in _rows("elsewhere")
    )  # fmt: skip


@cache
def seeds() -> tuple[Seed, ...]:
    """Return the examples to learn from."""
    return tuple(Seed(row["id"], row["label"], row["subject"], row["text"]) for row in _rows("seeds"))


def term_of(matter: str, town: str, on: date) -> Term | None:
    """Return the term of a matter for a town on a day; the one of the smaller place counts, then the newer."""
    found = [term for term in terms() if term.matter == matter and term.holds(town, on)]
    return max(found, key=lambda term: (len(term.place), term.valid_from), default=None)


def working_days_of(matter: str, town: str, on: date) -> int | None:
    """Return how many working days a term gives from a day of receipt: never more than its calendar days hold."""
    term = term_of(matter, town, on)
    if term is None or term.unit == "none":
        return None
    return term.days if term.unit == "working" else working_days(on, on + timedelta(days=term.days))


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("pilin.domain.proposals") / "data" / f"{name}.csv").read_text("utf8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
