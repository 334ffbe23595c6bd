"""The schemes that Pilin knows, as dated data with clause and source, and what two towns set for themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pilin.engine.base import Fault, Invalid

DATA = Path(__file__).parent / "data" / "schemes.toml"
FEN = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of sharing that was written down somewhere.

    Parameters
    ----------
    key, version : str
        Together they name what a settlement was reckoned by; a changed rule is another version.
    kind : str
        relocation, levy, growth pool, coalition or proportion.
    clause, source : str
        Empty where nobody read it.
    confirmed : bool
        Whether the figures stand in a text that somebody opened.
    terms : mapping
        The figures of its kind.
    """

    key: str
    kind: str
    version: str
    title_zh: str
    title: str
    clause: str
    source: str
    confirmed: bool
    terms: Mapping[str, Any]


@cache
def schemes() -> Mapping[str, Scheme]:
    """Return every scheme that Pilin brings along, by key."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["scheme"]
    return {row["key"]: _scheme(row) for row in rows}


def _scheme(row: dict[str, Any]) -> Scheme:
    named = ("key", "kind", "version", "title_zh", "title", "clause", "source", "confirmed")
    terms = {name: value for name, value in row.items() if name not in named}
    return Scheme(**{name: row[name] for name in named}, terms=terms)


def whole(percents: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return shares in percent that add up to a hundred.

    Raises
    ------
    Invalid
        Naming what they add up to, or the share that is none.
    """
    wrong = [name for name, share in percents.items() if not share.is_finite() or share < 0]
    if wrong:
        raise Invalid(
            *(Fault("no_share", name, "a share lies between 0 and 100 %", value=str(percents[name])) for name in wrong)
        )
    total = sum(percents.values(), Decimal(0))
    if total != HUNDRED:
        raise Invalid(
            Fault("shares", "shares", f"the shares add up to {total.normalize():f} %, not to 100 %", value=str(total))
        )
    return dict(percents)


def amounts(given: Any, name: str, *, years: int | None = None) -> tuple[Decimal, ...]:
    """Return yearly amounts as they were given, the oldest first.

    Parameters
    ----------
    given : sequence of Decimal or int
    name : str
        How faults call it.
    years : int, optional
        How many there must be.

    Raises
    ------
    Invalid
        For each year that is missing, no number, or below nought; and where there are too few or too many.
    """
    if not isinstance(given, (list, tuple)):
        raise Invalid(Fault("no_list", name, "this is a list of amounts, a year each, the oldest first"))
    faults, read = [], []
    for place, value in enumerate(given):
        where = f"{name}[{place}]"
        if value is None:
            faults.append(Fault("missing", where, "the amount of this year is missing"))
        elif isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
            faults.append(Fault("no_number", where, "this is no amount", value=str(value)))
        elif value < 0:
            faults.append(
                Fault(
                    "negative", where, "an amount is not below nought: enter a refund in its own year", value=str(value)
                )
            )
        else:
            read.append(Decimal(value))
    if years is not None and len(given) != years:
        faults.append(Fault("years", name, f"{years} years are needed, {len(given)} are given", value=str(len(given))))
    if faults:
        raise Invalid(*faults)
    return tuple(read)
