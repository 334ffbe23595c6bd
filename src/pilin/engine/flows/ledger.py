"""The two-way ledger: what goes each way, what is left over, of each kind and unit apart, exact, with what is unknown counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

import polars as pl

from pilin.engine.base import Fault, Invalid
from pilin.engine.flows.reading import require

Amount = int | Decimal
FIELDS = ("origin", "destination", "factor", "unit", "amount")
_WIDE = Context(prec=1_000)  # sums of amounts are exact, whatever precision a caller reckons with


class Factor(StrEnum):
    """What flows."""

    FIRMS = "firms"
    PLANTS = "plants"
    ORDERS = "orders"
    PEOPLE = "people"
    CAPITAL = "capital"
    PATENTS = "patents"


@dataclass(frozen=True, slots=True)
class Flow:
    """So much of something, from one place to another.

    Parameters
    ----------
    origin, destination : str
    factor : Factor
    unit : str
        ``firm``, ``person``, ``CNY``: amounts of two units never add.
    amount : int or Decimal, optional
        Not negative; None where nobody knows.
    """

    origin: str
    destination: str
    factor: Factor
    unit: str
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum with what it covers.

    Parameters
    ----------
    amount : int or Decimal, optional
        The sum of what is known; None where there are flows and nothing is known of them; 0 where there is no flow.
    known, unknown : int
        How many flows had an amount, and how many had none.
    """

    amount: Amount | None
    known: int
    unknown: int

    @property
    def coverage(self) -> Decimal | None:
        """The share of the flows whose amount is known; None where there is no flow."""
        count = self.known + self.unknown
        return Decimal(self.known) / count if count else None


@dataclass(frozen=True, slots=True)
class Both:
    """What one place gives another and gets back, of one factor and unit.

    Parameters
    ----------
    place, other : str
    out, back : Total
        From ``place`` to ``other``, and the other way.
    """

    place: str
    other: str
    factor: Factor
    unit: str
    out: Total
    back: Total

    @property
    def net(self) -> Amount | None:
        """Out less back, of what is known; None where one way is known of no flow at all, though there are some."""
        return _less(self.out, self.back)

    @property
    def gross(self) -> Amount | None:
        """Out and back together; None as with ``net``."""
        return _and(self.out, self.back)

    @property
    def whole(self) -> bool:
        """Whether every amount both ways is known."""
        return not self.out.unknown and not self.back.unknown

    def turned(self) -> Both:
        """Return the same as the other place sees it."""
        return Both(self.other, self.place, self.factor, self.unit, self.back, self.out)


@dataclass(frozen=True, slots=True)
class Balance:
    """What a place gives all others and gets from them, of one factor and unit; what stays within it is left out."""

    place: str
    factor: Factor
    unit: str
    out: Total
    into: Total

    @property
    def net(self) -> Amount | None:
        """Into less out: what the place is left with; None as with ``Both.net``."""
        return _less(self.into, self.out)

    @property
    def gross(self) -> Amount | None:
        """Into and out together; None as with ``Both.net``."""
        return _and(self.into, self.out)


@dataclass(frozen=True, slots=True)
class Siphon:
    """What goes to a metropolis and comes from it, of one factor and unit; both readings, never one of them alone.

    Parameters
    ----------
    metropolis : str
    to, come : Total
        From all other places to the metropolis (siphon, 虹吸), and from it to them (spill-over, 溢出).
    pairs : tuple of Both
        Each other place with the metropolis, from the other's side.
    """

    metropolis: str
    factor: Factor
    unit: str
    to: Total
    come: Total
    pairs: tuple[Both, ...]

    @property
    def net(self) -> Amount | None:
        """What comes less what goes: above 0 the metropolis gives more than it draws."""
        return _less(self.come, self.to)

    @property
    def gross(self) -> Amount | None:
        """What goes and what comes: how much the two are to each other."""
        return _and(self.come, self.to)


def flows_of(frame: pl.DataFrame) -> tuple[Flow, ...]:
    """Return the rows of a frame as flows.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns origin, destination, factor, unit, amount; amounts whole or decimal, null where unknown. Floats are refused: they
        do not add up exactly.

    Raises
    ------
    Invalid
        Naming each column that is missing, and each row that is no flow.
    """
    require(frame.columns, FIELDS)
    kind = frame.schema["amount"]
    if not (kind.is_integer() or kind.is_decimal() or kind == pl.Null):
        raise Invalid(
            Fault(
                "no_exact_number",
                "amount",
                f"amount is {kind}: whole numbers or decimals add up exactly, others do not",
            )
        )
    found, faults = [], []
    for at, row in enumerate(frame.select(FIELDS).iter_rows(named=True), start=2):
        empty = [name for name in FIELDS[:4] if row[name] in (None, "")]
        faults += [Fault("missing", name, f"{name} is missing", row=at) for name in empty]
        if row["factor"] not in (None, "") and row["factor"] not in set(Factor):
            faults.append(
                Fault(
                    "no_factor", "factor", f"the factor is one of {', '.join(Factor)}", row=at, value=str(row["factor"])
                )
            )
        elif not empty:
            found.append(Flow(row["origin"], row["destination"], Factor(row["factor"]), row["unit"], row["amount"]))
        if row["amount"] is not None and row["amount"] < 0:
            faults.append(_negative(row["amount"], at))
    if faults:
        raise Invalid(*faults)
    return tuple(found)


def net(flows: Iterable[Flow]) -> dict[tuple[str, str, Factor, str], Both]:
    """Return both ways of each pair of places that something flows between, seen from each of the two.

    ``net(...)[A, B, f, u].net == -net(...)[B, A, f, u].net``, exactly. What stays within a place is left out.

    Raises
    ------
    Invalid
        For amounts below zero or not finite, and for binary floating-point amounts.

    Examples
    --------
    >>> told = net([Flow("Jiashan", "Shanghai", Factor.FIRMS, "firm", 12), Flow("Shanghai", "Jiashan", Factor.FIRMS, "firm", 30)])
    >>> told["Shanghai", "Jiashan", Factor.FIRMS, "firm"].net, told["Jiashan", "Shanghai", Factor.FIRMS, "firm"].net
    (18, -18)
    """
    ways: dict[tuple[str, str, Factor, str], list[Amount | None]] = {}
    for one in _checked(flows):
        if one.origin != one.destination:
            ways.setdefault((one.origin, one.destination, one.factor, one.unit), []).append(one.amount)
    told: dict[tuple[str, str, Factor, str], Both] = {}
    for origin, destination, factor, unit in ways:
        if (origin, destination, factor, unit) in told:
            continue
        out = _total(ways[origin, destination, factor, unit])
        back = _total(ways.get((destination, origin, factor, unit), ()))
        both = Both(origin, destination, factor, unit, out, back)
        told[origin, destination, factor, unit] = both
        told[destination, origin, factor, unit] = both.turned()
    return told


def balance(flows: Iterable[Flow]) -> dict[tuple[str, Factor, str], Balance]:
    """Return what each place gives all others and gets from them, of each factor and unit apart.

    Over all places the nets of a factor and unit add up to 0 where every amount is known.

    Raises
    ------
    Invalid
        As ``net`` does.
    """
    out: dict[tuple[str, Factor, str], list[Amount | None]] = {}
    into: dict[tuple[str, Factor, str], list[Amount | None]] = {}
    for one in _checked(flows):
        if one.origin != one.destination:
            out.setdefault((one.origin, one.factor, one.unit), []).append(one.amount)
            into.setdefault((one.destination, one.factor, one.unit), []).append(one.amount)
    return {
        key: Balance(*key, out=_total(out.get(key, ())), into=_total(into.get(key, ())))
        for key in dict.fromkeys((*out, *into))
    }


def siphon(flows: Iterable[Flow], metropolis: str) -> tuple[Siphon, ...]:
    """Return what goes to a metropolis and comes from it, an answer for each factor and unit.

    Raises
    ------
    Invalid
        As ``net`` does; and where nothing flows to or from the metropolis.
    """
    touching = [one for one in _checked(flows) if metropolis in (one.origin, one.destination)]
    pairs = net(touching)
    kinds = dict.fromkeys((one.factor, one.unit) for one in touching if one.origin != one.destination)
    if not kinds:
        raise Invalid(Fault("no_place", "metropolis", f"nothing flows to or from {metropolis}", value=metropolis))
    told = []
    for factor, unit in kinds:
        own = [one for one in touching if (one.factor, one.unit) == (factor, unit) and one.origin != one.destination]
        told.append(
            Siphon(
                metropolis, factor, unit,
                to=_total([one.amount for one in own if one.destination == metropolis]),
                come=_total([one.amount for one in own if one.origin == metropolis]),
                pairs=tuple(b for (_, other, f, u), b in pairs.items() if other == metropolis and (f, u) == (factor, unit)),
            )
        )  # fmt: skip
    return tuple(told)


def add_up(flows: Iterable[Flow]) -> Total:
    """Return the sum of flows of one factor and one unit.

    Raises
    ------
    Invalid
        For two factors, two units or two currencies, naming them; and as ``net`` does.
    """
    given = _checked(flows)
    for name in ("factor", "unit"):
        kinds = sorted({str(getattr(one, name)) for one in given})
        if len(kinds) > 1:
            raise Invalid(
                Fault("mixed", name, f"{' and '.join(kinds)} do not add up: ask for each apart", value=", ".join(kinds))
            )
    return _total([one.amount for one in given])


def _checked(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    given = tuple(flows)
    faults = []
    for at, one in enumerate(given):
        value = one.amount
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            faults.append(
                Fault("no_exact_number", f"flows[{at}]", "an amount is a whole number or a decimal", value=str(value))
            )
        elif isinstance(value, Decimal) and not value.is_finite():
            faults.append(Fault("infinite", f"flows[{at}]", "an amount is finite", value=str(value)))
        elif value < 0:
            faults.append(_negative(value, None, f"flows[{at}]"))
    if faults:
        raise Invalid(*faults)
    return given


def _negative(value: object, row: int | None, field: str = "amount") -> Fault:
    reason = "a flow is not below zero: what comes back is a flow the other way"
    return Fault("negative", field, reason, row=row, value=str(value))


def _total(amounts: Iterable[Amount | None]) -> Total:
    given = list(amounts)
    known = [one for one in given if one is not None]
    unknown = len(given) - len(known)
    if not known:
        return Total(None if unknown else 0, 0, unknown)
    total: Amount = known[0]
    for one in known[1:]:
        total = _exact(total, one)
    return Total(total, len(known), unknown)


def _exact(one: Amount, other: Amount) -> Amount:
    """Return the sum without any rounding: the decimal context of the caller has no say."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    first, second = Decimal(one), Decimal(other)
    low = min(int(first.as_tuple().exponent), int(second.as_tuple().exponent), 0)
    whole = int(first.scaleb(-low, _WIDE)) + int(second.scaleb(-low, _WIDE))
    return Decimal(whole).scaleb(low, _WIDE)


def _less(one: Total, other: Total) -> Amount | None:
    return None if one.amount is None or other.amount is None else _exact(one.amount, _turned(other.amount))


def _turned(amount: Amount) -> Amount:
    return amount.copy_negate() if isinstance(amount, Decimal) else -amount


def _and(one: Total, other: Total) -> Amount | None:
    return None if one.amount is None or other.amount is None else _exact(one.amount, other.amount)
