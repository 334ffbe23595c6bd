"""The additional deduction of R&D expense: what it is of a given expense, and what it saves at either rate of tax."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from pilin.engine.admit.exact import truth
from pilin.engine.admit.facts import DATA, Facts
from pilin.engine.admit.language import Language
from pilin.engine.base.quantity import Comparator

FEN = Decimal("0.01")


class NoRate(ValueError):
    """No one rate of deduction is known for a whole period."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What a deduction saves at one rate of tax.

    Parameters
    ----------
    rate : Decimal
        Of 1.
    applies : bool, optional
        Whether it is the firm's; None where its titles are not known.
    tax_cny : Decimal
    clause : str
    """

    rate: Decimal
    applies: bool | None
    tax_cny: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class Deduction:
    """What some R&D expense deducts beside itself.

    Parameters
    ----------
    expense_cny : Decimal
        By the deduction's own definition; of capitalised expense, the year's amortisation of its cost.
    comparator : Comparator
        ``≤`` where only the wider definition's expense is known: then all below is at most so much.
    rate, extra_cny : Decimal
        Rate of 1, and what is deducted beside the expense itself.
    savings : tuple of Saving
    clause, source : str
    """

    expense_cny: Decimal
    comparator: Comparator
    rate: Decimal
    extra_cny: Decimal
    savings: tuple[Saving, ...]
    clause: str
    source: str


def estimate_deduction(
    expense_cny: Decimal,
    *,
    first: date,
    last: date,
    facts: Facts | None = None,
    comparator: Comparator = Comparator.EXACTLY,
) -> Deduction:
    """Return what R&D expense of a period deducts beside itself, and what that saves.

    Parameters
    ----------
    expense_cny : Decimal
        Expensed in the period, or amortised in it of what was capitalised (amortising 200 % deducts as much again).
    first, last : date
        The period, both inclusive; it must lie within one rate.
    facts : Facts, optional
        Whose titles say which rate of tax applies.
    comparator : Comparator

    Raises
    ------
    NoRate
        Where no rate is known, or the period lies in two: of 2022 the fourth quarter has its own.
    ValueError
        Of an expense below nought.

    Examples
    --------
    >>> found = estimate_deduction(Decimal(89_000_000), first=date(2023, 1, 1), last=date(2023, 12, 31))
    >>> found.extra_cny, [(s.rate, s.tax_cny) for s in found.savings]
    (Decimal('89000000.00'), [(Decimal('0.25'), Decimal('22250000.00')), (Decimal('0.15'), Decimal('13350000.00'))])
    """
    if not expense_cny >= 0:
        raise ValueError(f"an expense of {expense_cny} is below nought")
    row = _rate_of(first, last)
    rate = _share(row["rate"])
    extra = (expense_cny * rate).quantize(FEN, ROUND_HALF_UP)
    language, cells = Language(last), facts.cells() if facts else {}
    savings = tuple(
        Saving(
            _share(tax["rate"]),
            truth(language.read(tax["when"]), cells),
            (extra * _share(tax["rate"])).quantize(FEN, ROUND_HALF_UP),
            tax["clause"],
        )
        for tax in _rates()["tax"]
    )
    return Deduction(expense_cny, comparator, rate, extra, savings, row["clause"], row["source"])


def deduction_of(facts: Facts, *, on: date) -> Deduction | None:
    """Return the deduction of a firm for the last whole year before a day; None where its expense is not known.

    Only the wider definition's expense known, the answer is an upper bound.

    Raises
    ------
    NoRate
    """
    year = on.year - 1
    for name, comparator in (("rd_deduction_cny", Comparator.EXACTLY), ("rd_expense_cny", Comparator.AT_MOST)):
        expense = facts.values.get(name, {}).get(year)
        if expense is not None:
            return estimate_deduction(
                expense, first=date(year, 1, 1), last=date(year, 12, 31), facts=facts, comparator=comparator
            )
    return None


def expense_behind(extra_cny: Decimal, *, first: date, last: date) -> Decimal:
    """Return the expense that a deduction of so much was made of.

    Raises
    ------
    NoRate

    Examples
    --------
    >>> expense_behind(Decimal(89_000_000), first=date(2023, 1, 1), last=date(2023, 12, 31))
    Decimal('89000000.00')
    >>> expense_behind(Decimal(750), first=date(2021, 1, 1), last=date(2021, 12, 31))
    Decimal('1000.00')
    """
    return (extra_cny / _share(_rate_of(first, last)["rate"])).quantize(FEN, ROUND_HALF_UP)


def _rate_of(first: date, last: date) -> dict[str, Any]:
    for row in _rates()["deduction"]:
        if row["valid_from"] <= first <= last and (last <= row.get("valid_to", last)):
            return dict(row)
    raise NoRate(f"no one rate of the additional deduction is known from {first} to {last}")


def _share(text: str) -> Decimal:
    return Decimal(text.removesuffix(" %")) / 100


@cache
def _rates() -> dict[str, Any]:
    return tomllib.loads((DATA / "rates.toml").read_text(encoding="utf8"), parse_float=Decimal)
