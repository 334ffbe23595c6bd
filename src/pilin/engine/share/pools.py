"""Pools of many places: a levy where people work and live apart, growth that is shared, and parts in proportion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pilin.engine.base import Fault, Invalid, largest_remainder
from pilin.engine.share.terms import FEN, HUNDRED


@dataclass(frozen=True, slots=True)
class Position:
    """What one place gave to a pool and had of it, yuan."""

    gave: Decimal
    had: Decimal

    @property
    def net(self) -> Decimal:
        """Return what it has more than it gave."""
        return self.had - self.gave


def in_proportion(total: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Share an amount in proportion, to the fen and exactly.

    Raises
    ------
    Invalid
        Where a weight is below nought, all are nought, or the total is finer than a fen.
    """
    faults = [
        Fault("negative", name, "a weight is not below nought", value=str(one))
        for name, one in weights.items()
        if one < 0
    ]
    if not any(weights.values()):
        faults.append(Fault("nothing", "weights", "no weight is above nought: nothing says who has what"))
    if total < 0 or total % FEN:
        faults.append(
            Fault("fen", "total", "an amount is not below nought and has no part finer than a fen", value=str(total))
        )
    if faults:
        raise Invalid(*faults)
    return largest_remainder(total, weights, FEN)


def levy(pay: Mapping[tuple[str, str], Decimal], percent: Decimal) -> dict[str, Position]:
    """Let the place of work pay a share of gross pay to the place where people live.

    Parameters
    ----------
    pay : mapping
        Yearly gross pay, yuan, by (place of work, place of home). Who works where they live is left out of it.
    percent : Decimal
        3.5 in Geneva.

    Returns
    -------
    dict
        Each place with what it gave and had; over all places both are the same.
    """
    if not 0 <= percent <= HUNDRED:
        raise Invalid(Fault("no_share", "percent", "a share lies between 0 and 100 %", value=str(percent)))
    found: dict[str, list[Decimal]] = {}
    for (work, home), amount in pay.items():
        if amount < 0:
            raise Invalid(Fault("negative", f"{work}>{home}", "pay is not below nought", value=str(amount)))
        for place in (work, home):
            found.setdefault(place, [Decimal(0), Decimal(0)])
        if work == home:
            continue
        due = (amount * percent / HUNDRED).quantize(FEN)
        found[work][0] += due
        found[home][1] += due
    return {place: Position(*both) for place, both in found.items()}


@dataclass(frozen=True, slots=True)
class TaxBase:
    """One place of a pool of growth: its base in the first year and now, yuan, and its people."""

    first: Decimal
    now: Decimal
    people: int


def pool_growth(places: Mapping[str, TaxBase], percent: Decimal) -> dict[str, Position]:
    """Pool a share of what bases grew, and give it back by people and by how poor a place is.

    Each place gives ``percent`` of its growth (nothing where it shrank) and has a part in proportion to its people times the
    average base a head over its own base a head (the Twin Cities' rule as it is described; nobody read the statute).

    Raises
    ------
    Invalid
        Where a place has no people, or a base below nought; or a base of nought, whose capacity nothing can be divided by.
    """
    faults = [
        Fault("no_capacity", name, "a place needs people and a base above nought", value=f"{one.people}, {one.now}")
        for name, one in places.items()
        if one.people <= 0 or one.now <= 0 or one.first < 0
    ]
    if not 0 <= percent <= HUNDRED:
        faults.append(Fault("no_share", "percent", "a share lies between 0 and 100 %", value=str(percent)))
    if faults:
        raise Invalid(*faults)
    gave = {
        name: (max(Decimal(0), one.now - one.first) * percent / HUNDRED).quantize(FEN) for name, one in places.items()
    }
    pool = sum(gave.values(), Decimal(0))
    people = sum(one.people for one in places.values())
    average = Fraction(sum(one.now for one in places.values())) / people if people else Fraction(0)
    index = {name: Fraction(one.people) * average / (Fraction(one.now) / one.people) for name, one in places.items()}
    had = largest_remainder(pool, index, FEN)
    return {name: Position(gave[name], had[name]) for name in places}
