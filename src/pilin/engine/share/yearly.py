"""One year of a scheme between towns, settled: what each gave and had, from figures that are named one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from hashlib import sha256
from itertools import combinations, permutations
from typing import Any

from pilin.engine.base import Fault, Invalid
from pilin.engine.share.coalitions import MOST, shapley, to_the_fen
from pilin.engine.share.counted import AssessmentCredit, StatisticalValue, credit
from pilin.engine.share.moves import MoveTerms, Reason, share_move
from pilin.engine.share.pools import TaxBase, in_proportion, levy, pool_growth
from pilin.engine.share.terms import FEN, HUNDRED, whole

RECKONED_BY = "1"  # rises when the same figures would give other shares
TAXES, PAY, BASE, PEOPLE, WORTH, OUTPUT = "taxes", "pay", "base", "people", "worth", "output"
KINDS = ("relocation", "levy", "growth pool", "coalition", "proportion")
MEASURES = (TAXES, PAY, BASE, PEOPLE, WORTH, OUTPUT)
COMMON = {"credit"}  # shares of the assessment credit, percent by town; any kind may have them
ASKED: dict[str, tuple[set[str], set[str]]] = {  # kind → what its terms must say, and what they may
    "relocation": (
        {"out_percent", "years"},
        {"further_years", "ceiling", "before_years", "least_average", "led_by_government", "in_layout", "led", "fits"},
    ),
    "levy": ({"percent", "years"}, set()),
    "growth pool": ({"percent", "years"}, set()),
    "coalition": ({"years"}, set()),
    "proportion": ({"percents", "years"}, {"growth"}),
}


@dataclass(frozen=True, slots=True)
class Needed:
    """A figure that a year is settled by: which year's, what it measures, and which town or towns it is about."""

    year: int
    measure: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that somebody gave; an amount in a currency, or people counted."""

    year: int
    measure: str
    about: tuple[str, ...]
    amount: Decimal
    currency: str = "CNY"

    @property
    def what(self) -> Needed:
        """Return which figure it is."""
        return Needed(self.year, self.measure, self.about)


@dataclass(frozen=True, slots=True)
class YearlyTerms:
    """A scheme's terms as its parties have agreed on them.

    Parameters
    ----------
    kind : str
        One of ``KINDS``.
    parties : tuple of str
        Codes; of a relocation the town that was left, then the town moved to.
    from_year : int
    years : int
        How many years are shared at most.
    terms : mapping
        As they were read: percents are strings of decimals, so that JSON keeps them exact.
    currency : str
    """

    kind: str
    parties: tuple[str, ...]
    from_year: int
    years: int
    terms: Mapping[str, Any]
    currency: str = "CNY"

    @property
    def last_year(self) -> int:
        """Return the last year that is shared."""
        return self.from_year + self.years - 1


@dataclass(frozen=True, slots=True)
class Side:
    """One town's side of a settled year. ``own`` is what it took in before anything was shared; None where no figure says so."""

    own: Decimal | None
    gave: Decimal
    had: Decimal

    @property
    def net(self) -> Decimal:
        """Return what it has by the scheme; below nought what it owes."""
        return self.had - self.gave


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled year.

    Attributes
    ----------
    sides : dict
        By town; what all gave is what all had.
    statistical, credits : tuple
        Two counts of one activity that never add; empty where no figure of output was given, or no credit agreed.
    reasons : tuple of Reason
        Why a move is shared or not.
    used : tuple of Figure
        Every figure that went in, in order.
    digest : str
        SHA-256 over terms, year, figures and the version of this reckoning.
    """

    sides: dict[str, Side]
    statistical: tuple[StatisticalValue, ...]
    credits: tuple[AssessmentCredit, ...]
    reasons: tuple[Reason, ...]
    used: tuple[Figure, ...]
    digest: str

    @property
    def moved(self) -> Decimal:
        """Return what changes hands."""
        return sum((side.net for side in self.sides.values() if side.net > 0), Decimal(0))


def read_terms(
    kind: str, parties: Iterable[str], from_year: int, terms: Mapping[str, Any], *, currency: str = "CNY"
) -> YearlyTerms:
    """Read the terms of a scheme and refuse those that nothing could be reckoned by.

    Raises
    ------
    Invalid
        For each field that is missing, unknown or no share; and where there are too few parties or too many.

    Examples
    --------
    >>> told = {"percents": {"a": "60", "b": "40"}, "years": 2}
    >>> read_terms("proportion", ["a", "b"], 2024, told).last_year
    2025
    """
    if kind not in KINDS:
        raise Invalid(Fault("unknown_kind", "kind", "no scheme is of this kind", value=kind))
    codes = tuple(parties)
    must, may = ASKED[kind]
    faults = [Fault("missing", name, "the terms do not say this") for name in sorted(must - set(terms))]
    faults += [
        Fault("unknown_field", name, "nothing asks for this") for name in sorted(set(terms) - must - may - COMMON)
    ]
    if len(set(codes)) != len(codes) or len(codes) < 2:
        faults.append(Fault("parties", "parties", "at least two towns, each once", value=", ".join(codes)))
    if kind == "relocation" and len(codes) != 2:
        faults.append(Fault("parties", "parties", "a move is between two towns", value=str(len(codes))))
    if kind == "coalition" and len(codes) > MOST:
        faults.append(Fault("parties", "parties", f"at most {MOST} towns", value=str(len(codes))))
    if not 1900 <= from_year <= 2200:
        faults.append(Fault("year", "from_year", "no year", value=str(from_year)))
    if faults:
        raise Invalid(*faults)
    read = _read(kind, codes, terms)
    lasts = read["years"] + read.get("further_years", 0)
    return YearlyTerms(kind, codes, from_year, lasts, read, currency)


def needed(told: YearlyTerms, year: int) -> tuple[Needed, ...]:
    """Return every figure without which a year is not settled, in order.

    Raises
    ------
    Invalid
        Where the year is not one that is shared.
    """
    if not told.from_year <= year <= told.last_year:
        raise Invalid(
            Fault("year", "year", f"shared are the years {told.from_year} to {told.last_year}", value=str(year))
        )
    if told.kind == "relocation":
        out, in_ = told.parties
        before = told.terms.get("before_years", 0)
        were = [Needed(told.from_year - k, TAXES, (out,)) for k in range(before, 0, -1)]
        return tuple(were + [Needed(one, TAXES, (in_,)) for one in range(told.from_year, year + 1)])
    if told.kind == "levy":
        return tuple(Needed(year, PAY, pair) for pair in permutations(told.parties, 2))
    if told.kind == "growth pool":
        first = [Needed(told.from_year - 1, BASE, (town,)) for town in told.parties]
        now = [Needed(year, measure, (town,)) for measure in (BASE, PEOPLE) for town in told.parties]
        return tuple(first + now)
    own = [Needed(year, TAXES, (town,)) for town in told.parties]
    if told.kind == "coalition":
        towns = sorted(told.parties)
        sets = [some for size in range(1, len(towns) + 1) for some in combinations(towns, size)]
        return tuple(own + [Needed(year, WORTH, some) for some in sets])
    if told.terms.get("growth"):
        own = [Needed(told.from_year - 1, TAXES, (town,)) for town in told.parties] + own
    return tuple(own)


def settle_year(told: YearlyTerms, figures: Iterable[Figure], year: int) -> Settled:
    """Settle one year of a scheme.

    Parameters
    ----------
    told : YearlyTerms
    figures : iterable of Figure
        One of each that is needed; others do not matter, but for outputs of the year, whose credit may be split.
    year : int

    Raises
    ------
    Invalid
        Naming each figure that is missing; or where a currency is another than the scheme's.

    Examples
    --------
    >>> terms = read_terms("proportion", ["a", "b"], 2024, {"percents": {"a": "50", "b": "50"}, "years": 1})
    >>> given = [Figure(2024, "taxes", (town,), Decimal(amount)) for town, amount in (("a", "0.03"), ("b", 0))]
    >>> {town: str(side.had) for town, side in settle_year(terms, given, 2024).sides.items()}
    {'a': '0.02', 'b': '0.01'}
    """
    known = {one.what: one for one in figures}
    asked = needed(told, year)
    if missing := [one for one in asked if one not in known]:
        raise Invalid(
            *(
                Fault("missing", f"{one.measure}:{'+'.join(one.about)}:{one.year}", f"{one.measure} of {' + '.join(one.about)} in {one.year}: nobody has given it")
                for one in missing
            )
        )  # fmt: skip
    outputs = [what for town in told.parties if (what := Needed(year, OUTPUT, (town,))) in known]
    used = tuple(known[one] for one in (*asked, *outputs))
    faults = [
        Fault("currencies", "currency", f"the scheme is in {told.currency}: amounts in two currencies do not add up", value=one.currency)
        for one in used
        if one.measure != PEOPLE and one.currency != told.currency
    ]  # fmt: skip
    faults += [
        Fault("amount", f"{one.measure}:{'+'.join(one.about)}:{one.year}", "an amount is not below nought and has no part finer than a fen", value=str(one.amount))
        for one in used
        if not one.amount.is_finite() or one.amount < 0 or one.amount % (1 if one.measure == PEOPLE else FEN)
    ]  # fmt: skip
    if faults:
        raise Invalid(*faults)
    reckon = {"relocation": _move, "levy": _levy, "growth pool": _pool, "coalition": _coalition, "proportion": _parts}
    sides, reasons = reckon[told.kind](told, {what: one.amount for what, one in known.items()}, year)
    statistical = tuple(StatisticalValue(what.about[0], known[what].amount) for what in outputs)
    return Settled(sides, statistical, _credits(told, statistical), reasons, used, digest_of(told, used, year))


def digest_of(told: YearlyTerms, used: Iterable[Figure], year: int) -> str:
    """Return the SHA-256 of what a year is settled by: the same digest means the same shares."""
    body = {
        "by": RECKONED_BY, "kind": told.kind, "parties": told.parties, "from_year": told.from_year, "terms": dict(told.terms),
        "currency": told.currency, "year": year,
        "figures": sorted([one.year, one.measure, *one.about, f"{one.amount.normalize():f}", one.currency] for one in used),
    }  # fmt: skip
    return sha256(json.dumps(body, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _read(kind: str, codes: tuple[str, ...], terms: Mapping[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {"years": _count(terms, "years", 1)}
    if kind == "relocation":
        read |= {name: _count(terms, name, 0) for name in ("further_years", "before_years")}
        read |= {name: bool(terms.get(name)) for name in ("ceiling", "led_by_government", "in_layout")}
        read |= {name: terms.get(name) for name in ("led", "fits")}
        read["out_percent"] = _plain(_number(terms, "out_percent"))
        least = terms.get("least_average")
        read["least_average"] = None if least in (None, "") else _plain(_number(terms, "least_average"))
        _terms_of_move(read)
    elif kind in ("levy", "growth pool"):
        percent = _number(terms, "percent")
        if not 0 <= percent <= HUNDRED:
            raise Invalid(Fault("no_share", "percent", "a share lies between 0 and 100 %", value=str(percent)))
        read["percent"] = _plain(percent)
    elif kind == "proportion":
        read["growth"] = bool(terms.get("growth"))
        read["percents"] = _shares(terms, "percents", codes)
    if terms.get("credit"):
        read["credit"] = _shares(terms, "credit", codes)
    return read


def _count(terms: Mapping[str, Any], name: str, least: int) -> int:
    value = terms.get(name, 0) or 0
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 50:
        raise Invalid(Fault("years", name, f"between {least} and 50 years", value=str(value)))
    return value


def _number(terms: Mapping[str, Any], name: str) -> Decimal:
    try:
        value = Decimal(str(terms[name]))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Invalid(Fault("no_number", name, "this is no number", value=str(terms[name])))
    return value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _shares(terms: Mapping[str, Any], name: str, codes: tuple[str, ...]) -> dict[str, str]:
    given = terms[name]
    if not isinstance(given, Mapping) or set(given) != set(codes):
        raise Invalid(Fault("parties", name, "a share for each town, and for no other"))
    percents = whole({code: _number(given, code) for code in codes})
    return {code: _plain(share) for code, share in percents.items()}


def _terms_of_move(terms: Mapping[str, Any]) -> MoveTerms:
    least = terms["least_average"]
    return MoveTerms(
        Decimal(terms["out_percent"]), terms["years"], terms["further_years"], terms["ceiling"], terms["before_years"],
        None if least is None else Decimal(least), terms["led_by_government"], terms["in_layout"],
    )  # fmt: skip


Amounts = Mapping[Needed, Decimal]
Reckoned = tuple[dict[str, Side], tuple[Reason, ...]]


def _move(told: YearlyTerms, known: Amounts, year: int) -> Reckoned:
    asked = needed(told, year)
    out, in_ = told.parties
    before = [known[one] for one in asked if one.about == (out,)]
    after = [known[one] for one in asked if one.about == (in_,)]
    done = share_move(
        _terms_of_move(told.terms), before, after,
        led_by_government=told.terms["led"], in_layout=told.terms["fits"],
    )  # fmt: skip
    nought = Decimal(0)
    return {out: Side(None, nought, done.out[-1]), in_: Side(after[-1], done.out[-1], nought)}, done.reasons


def _levy(told: YearlyTerms, known: Amounts, year: int) -> Reckoned:
    pay = {(pair[0], pair[1]): known[Needed(year, PAY, pair)] for pair in permutations(told.parties, 2)}
    done = levy(pay, Decimal(told.terms["percent"]))
    return {town: Side(None, done[town].gave, done[town].had) for town in told.parties}, ()


def _pool(told: YearlyTerms, known: Amounts, year: int) -> Reckoned:
    places = {
        town: TaxBase(
            known[Needed(told.from_year - 1, BASE, (town,))], known[Needed(year, BASE, (town,))], int(known[Needed(year, PEOPLE, (town,))])
        )
        for town in told.parties
    }  # fmt: skip
    done = pool_growth(places, Decimal(told.terms["percent"]))
    return {town: Side(places[town].now, done[town].gave, done[town].had) for town in told.parties}, ()


def _parts(told: YearlyTerms, known: Amounts, year: int) -> Reckoned:
    now = {town: known[Needed(year, TAXES, (town,))] for town in told.parties}
    gave = dict(now)
    if told.terms["growth"]:  # who shrank gives nothing
        gave = {
            town: max(Decimal(0), amount - known[Needed(told.from_year - 1, TAXES, (town,))])
            for town, amount in now.items()
        }
    percents = {town: Decimal(share) for town, share in told.terms["percents"].items()}
    had = in_proportion(sum(gave.values(), Decimal(0)), percents)
    return {town: Side(now[town], gave[town], had[town]) for town in told.parties}, ()


def _coalition(told: YearlyTerms, known: Amounts, year: int) -> Reckoned:
    gave = {town: known[Needed(year, TAXES, (town,))] for town in told.parties}
    worth = {
        frozenset(what.about): amount for what, amount in known.items() if what.measure == WORTH and what.year == year
    }
    reached, took = worth[frozenset(told.parties)], sum(gave.values(), Decimal(0))
    if reached != took:
        raise Invalid(
            Fault("reached", "worth", f"the towns took in {took}, but together they are said to reach {reached}")
        )
    value = shapley(worth, told.parties)
    if below := [town for town, part in value.items() if part < 0]:
        raise Invalid(Fault("negative", "worth", f"the value of {', '.join(below)} is below nought"))
    had = to_the_fen({town: Fraction(part) for town, part in value.items()})
    return {town: Side(gave[town], gave[town], had[town]) for town in told.parties}, ()


def _credits(told: YearlyTerms, values: tuple[StatisticalValue, ...]) -> tuple[AssessmentCredit, ...]:
    """Return what an assessment credits to each town; what statistics count is left where it is."""
    if "credit" not in told.terms or not values:
        return ()
    percents = {town: Decimal(share) for town, share in told.terms["credit"].items()}
    total = dict.fromkeys(told.parties, Decimal(0))
    for value in values:
        for one in credit(value, percents):
            total[one.place] += one.amount
    return tuple(AssessmentCredit(town, amount) for town, amount in total.items())
