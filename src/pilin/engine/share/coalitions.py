"""What each has brought to what was reached together: the Shapley value, exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial

from pilin.engine.base import Fault, Invalid

MOST = 14  # parties: each more doubles the coalitions


def shapley(
    worth: Mapping[frozenset[str], Decimal | int | Fraction], parties: Sequence[str] | None = None
) -> dict[str, Fraction]:
    """Return the Shapley value of each party: the average over all orders of what it adds to those before it.

    Parameters
    ----------
    worth : mapping
        What each set of parties reaches by itself. Every set must be there, except the empty one, which reaches nothing.
    parties : sequence of str, optional
        In this order; else as they are sorted.

    Returns
    -------
    dict
        Exact fractions that add up to what all reach together. Shapley, A value for n-person games, 1953.

    Raises
    ------
    Invalid
        Naming each set whose worth is missing; or where there are more parties than ``MOST``.

    Examples
    --------
    >>> gloves = {frozenset(s): int("l" in s and ("r" in s or "s" in s)) for s in ("l", "r", "s", "lr", "ls", "rs", "lrs")}
    >>> {name: str(value) for name, value in shapley(gloves).items()}
    {'l': '2/3', 'r': '1/6', 's': '1/6'}
    """
    named = list(parties) if parties is not None else sorted(frozenset[str]().union(*worth))
    if len(named) > MOST:
        raise Invalid(Fault("too_many", "parties", f"at most {MOST} parties", value=str(len(named))))
    sets = [frozenset(some) for size in range(1, len(named) + 1) for some in combinations(named, size)]
    missing = [some for some in sets if some not in worth]
    if missing:
        raise Invalid(
            *(
                Fault("missing", " + ".join(sorted(some)), "nobody said what these reach together")
                for some in missing[:20]
            )
        )
    value = {frozenset[str](): Fraction(0), **{some: Fraction(worth[some]) for some in sets}}
    count = len(named)
    weights = [Fraction(factorial(size) * factorial(count - size - 1), factorial(count)) for size in range(count)]
    found = dict.fromkeys(named, Fraction(0))
    for some, reached in value.items():
        for party in named:
            if party not in some:
                found[party] += weights[len(some)] * (value[some | {party}] - reached)
    return found


def to_the_fen(parts: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Return exact parts in whole fen that add up to the same total; who is cut short most has the fen that is left.

    Raises
    ------
    Invalid
        Where the total is finer than a fen.
    """
    cents = {name: part * 100 for name, part in parts.items()}
    total = sum(cents.values(), Fraction(0))
    if total.denominator != 1:
        raise Invalid(
            Fault("fen", "total", "what all reach together has no part finer than a fen", value=str(total / 100))
        )
    floor = {name: part.numerator // part.denominator for name, part in cents.items()}
    left = int(total) - sum(floor.values())
    order = sorted(cents, key=lambda name: (floor[name] - cents[name], list(parts).index(name)))
    for name in order[:left]:
        floor[name] += 1
    return {name: Decimal(count).scaleb(-2) for name, count in floor.items()}
