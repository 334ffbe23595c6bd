"""Figures that may be mistaken: one number that stands for two things, and one thing that stands with two numbers.

They are shown and never merged. Numbers below ``LEAST`` coincide too often to say anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

LEAST = Decimal(100)


class FlagKind(StrEnum):
    """What may be mistaken."""

    ONE_NUMBER = "one_number_two_things"
    TWO_NUMBERS = "one_thing_two_numbers"


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that a bulletin holds, bound to a query or to a source."""

    bulletin: str  # slug
    name: str
    counts_zh: str
    counts: str
    value: Decimal
    comparator: str
    unit: str
    period: str
    on: str  # the day it was asked for, or the day of its source
    source: str = ""
    asks: str = ""

    @property
    def thing(self) -> str:
        """Return what it is a figure of: the query it was asked of, else what its source says it counts."""
        query = self.asks or ("" if self.name.startswith("cited.") else self.name)
        return query.partition("@")[0] or " ".join(self.counts.casefold().split())


@dataclass(frozen=True, slots=True)
class Flag:
    """Figures that may be mistaken for one another, in reading order."""

    kind: FlagKind
    held: tuple[Held, ...]

    @property
    def number(self) -> Decimal:
        """Return the number, the first of them where there are two."""
        return self.held[0].value


def held_in(bulletin: str, figures: Mapping[str, Mapping[str, Any]]) -> list[Held]:
    """Return the figures of a bulletin that have a value."""
    return [
        Held(
            bulletin, name, one["query_zh"], one["query"], Decimal(one["value"]), one["comparator"], one["unit"], one["period"],
            one["on"], one["source"], one.get("cited", {}).get("asks", ""),
        )
        for name, one in figures.items()
        if one["value"] is not None
    ]  # fmt: skip


def flags_in(held: Iterable[Held], beside: Iterable[Held] = ()) -> list[Flag]:
    """Return the flags among figures, and between them and those that stand beside them in other bulletins.

    Parameters
    ----------
    held : iterable of Held
        The figures looked at.
    beside : iterable of Held
        Figures of other bulletins: flagged only together with one of ``held``.
    """
    own = list(held)
    everything = [*own, *beside]
    found = []
    numbers: dict[tuple[Decimal, str], list[Held]] = {}
    things: dict[tuple[str, str], list[Held]] = {}
    for one in everything:
        numbers.setdefault((one.value, one.unit), []).append(one)
        things.setdefault((one.thing, one.unit), []).append(one)
    mine = set(own)
    for (value, _unit), group in numbers.items():
        each = {one.thing: one for one in reversed(group)}  # the first of each thing
        if abs(value) >= LEAST and len(each) > 1 and mine & set(group):
            found.append(Flag(FlagKind.ONE_NUMBER, tuple(reversed(each.values()))))
    for group in things.values():
        by_time: dict[str, list[Held]] = {}
        for one in group:
            by_time.setdefault(_time_of(one), []).append(one)
        for same in by_time.values():
            differing = {(one.value, one.comparator): one for one in reversed(same)}
            if len({value for value, _c in differing}) > 1 and mine & set(same):
                found.append(Flag(FlagKind.TWO_NUMBERS, tuple(reversed(differing.values()))))
    return found


def _time_of(one: Held) -> str:
    """Return of which time a figure is: its period; without one, the day for which a query was asked, none for a source."""
    return one.period or (f"@{one.on}" if not one.name.startswith("cited.") else "")
