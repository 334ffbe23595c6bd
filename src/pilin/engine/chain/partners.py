"""Who could meet a need or take an offer, ranked, each with the parts its score is the sum of; and who is left out, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

import polars as pl

from pilin.engine.base import Fault
from pilin.engine.chain.distance import Ways, ways_of
from pilin.engine.chain.fit import Fit, Wish
from pilin.engine.chain.frames import BadFrame, refuse, shaped
from pilin.engine.chain.industries import covers
from pilin.engine.chain.knowledge import Knowledge

KINDS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "firm_id": pl.String,
    "name": pl.String,
    "town": pl.String,
    "province": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "products": pl.List(pl.String),
    "codes": pl.List(pl.String),
    "certificates": pl.List(pl.String),
    "capacity": pl.Decimal(20, 4),
    "linked": pl.Boolean,
}
BEYOND_CLASS = 0.5  # a product that fits as well says more than the class it is in
CLASS, ACROSS, NEAR, CERTIFICATE, CAPACITY, LINKED = 0.08, 0.05, 0.15, 0.04, 0.05, 0.08
FAR_MINUTES = 120.0  # from here on nearness adds nothing


class Firm(NamedTuple):
    """A firm to be weighed, as far as it is known; a tuple, since thousands are made for one answer.

    Parameters
    ----------
    firm_id : str
    name, town, province : str, optional
    lon, lat : float, optional
        Degrees, WGS 84; a firm without a point stands at its town's.
    products, codes, certificates : sequence of str
        As the firm names them; classes of GB/T 4754; those that count today.
    capacity : Decimal, optional
        In the unit of ``Ask.amount``.
    linked : bool
        Whether the asker deals with it already.
    """

    firm_id: str
    name: str | None = None
    town: str | None = None
    province: str | None = None
    lon: float | None = None
    lat: float | None = None
    products: Sequence[str] = ()
    codes: Sequence[str] = ()
    certificates: Sequence[str] = ()
    capacity: Decimal | None = None
    linked: bool = False


class Why(StrEnum):
    """What a part of a score, or the absence of one, is about."""

    PRODUCT = "product"
    CLASS = "class"
    ACROSS = "across"
    NEAR = "minutes"
    HOME = "own_town"
    DISTANCE_UNKNOWN = "distance_unknown"
    CERTIFICATE = "certificate"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CAPACITY = "capacity"
    CAPACITY_UNKNOWN = "capacity_unknown"
    LINKED = "linked"


class LeftOut(StrEnum):
    """The one reason that decides why a firm that makes the product is not among the answers."""

    TOO_FAR = "too_far"
    TOO_MANY_KM = "too_many_km"
    ELSEWHERE = "elsewhere"
    NO_CERTIFICATE = "no_certificate"
    TOO_SMALL = "too_small"
    BELOW = "below"  # it fits, and others fit better


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: what it is about, its points, and the words for it; ``match`` says how a product fits."""

    why: Why
    points: float
    about: str = ""
    match: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Partner:
    """A firm that could do it. ``score`` is the sum of the points of ``parts``."""

    rank: int
    firm_id: str
    name: str
    town: str | None
    province: str | None
    score: float
    minutes: float | None
    estimated: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A firm that makes the product and is not among the answers, with the reason that decides."""

    firm_id: str
    name: str
    town: str | None
    why: LeftOut
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for beyond the product; what is None or empty is not asked for.

    Parameters
    ----------
    town : str, optional
        Where the asker stands; minutes are from there.
    province : str, optional
        Of the asker: the other bank is any other one.
    within : float, optional
        Minutes; a firm whose distance nobody knows is not left out for it.
    within_km : float, optional
        Kilometres as the crow flies, likewise.
    areas : frozenset of str
        Only firms whose town's or province's code begins with one of these.
    certificates : tuple of str
        Every one is wanted; a firm that states others only is left out, one that states none is not.
    amount : Decimal, optional
        In the unit and period in which ``capacity`` stands.
    asker : str, optional
        Firm that asks: never its own partner.
    """

    town: str | None = None
    province: str | None = None
    within: float | None = None
    within_km: float | None = None
    areas: frozenset[str] = frozenset()
    certificates: tuple[str, ...] = ()
    amount: Decimal | None = None
    asker: str | None = None


@dataclass(frozen=True, slots=True)
class PartnersFound:
    """The answers, best first; the left out, nearest to fitting first; and how many fit in all."""

    partners: tuple[Partner, ...]
    missed: tuple[Missed, ...]
    fitting: int


@dataclass(slots=True)
class _Held:
    row: Firm
    fit: Fit | None
    minutes: float | None = None
    estimated: bool = False
    km: float | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def score(self) -> float:
        return sum(part.points for part in self.parts)


def partners(
    wish: Wish,
    ask: Ask,
    firms: pl.DataFrame,
    knowledge: Knowledge,
    *,
    minutes: pl.DataFrame | None = None,
    towns: pl.DataFrame | None = None,
    top: int = 20,
    most_missed: int = 50,
) -> PartnersFound:
    """Rank firms for a need or an offer.

    Parameters
    ----------
    wish : Wish
    ask : Ask
    firms : polars.DataFrame
        ``firm_id`` and of the columns of ``KINDS`` what is known; ``capacity`` in the unit of ``ask.amount``; ``linked``
        true where the asker deals with the firm already.
    knowledge : Knowledge
    minutes : polars.DataFrame, optional
        ``origin``, ``destination`` (towns), ``minutes``; where absent they are estimated, and said to be.
    towns : polars.DataFrame, optional
        ``town``, ``lon``, ``lat``; needed for minutes from ``ask.town``, and a firm without a point stands at its town's.
    top, most_missed : int

    Raises
    ------
    BadFrame

    Examples
    --------
    >>> from pilin.engine.chain import load_knowledge
    >>> known = load_knowledge()
    >>> firms = pl.DataFrame({"firm_id": ["a", "b"], "name": ["A", "B"], "products": [["铜杆"], ["PVC电缆料"]]})
    >>> found = partners(Wish("PVC cable granules", known), Ask(), firms, known)
    >>> [(one.name, round(one.score, 2)) for one in found.partners]
    [('B', 0.6)]
    """
    table = shaped(firms, "firms", KINDS, ("firm_id",))
    refuse(table, (pl.col("firm_id").is_duplicated(), "twice", "firm_id", "a firm is there twice"))
    rows = [
        Firm(**{name: value for name, value in row.items() if value is not None})
        for row in _worth_weighing(wish, table, knowledge).iter_rows(named=True)
    ]
    return partners_among(wish, ask, rows, knowledge, ways=ways_of(towns, minutes), top=top, most_missed=most_missed)


def _worth_weighing(wish: Wish, table: pl.DataFrame, knowledge: Knowledge) -> pl.DataFrame:
    """Return the rows that may fit: of a million few do, and a row as a tuple costs more than one in a frame."""
    lists = table.with_columns(pl.col("products", "codes", "certificates").list.drop_nulls())
    names = lists["products"].explode(empty_as_null=False).unique().drop_nulls().to_list()
    codes = lists["codes"].explode(empty_as_null=False).unique().drop_nulls().to_list()
    wanted = _class_wanted(wish, knowledge)
    some = pl.col("products").list.eval(pl.element().is_in([n for n in names if wish.fit(n) is not None])).list.any()
    same = pl.col("codes").list.eval(pl.element().is_in([c for c in codes if wanted and covers(wanted, c)])).list.any()
    return lists.filter(some.fill_null(False) | same.fill_null(False))


def _class_wanted(wish: Wish, knowledge: Knowledge) -> str | None:
    return None if wish.offered or wish.product is None else knowledge.industry(wish.product)


def partners_among(
    wish: Wish,
    ask: Ask,
    firms: Sequence[Firm],
    knowledge: Knowledge,
    *,
    ways: Ways | None = None,
    top: int = 20,
    most_missed: int = 50,
) -> PartnersFound:
    """Rank firms as :func:`partners` does, given as tuples: of a few hundred, a frame costs more than the ranking.

    Parameters
    ----------
    wish : Wish
    ask : Ask
    firms : sequence of Firm
    knowledge : Knowledge
    ways : Ways, optional
        Where towns stand and the minutes between them.
    top, most_missed : int

    Raises
    ------
    BadFrame
        When a firm is there twice; its row counts the firms from 2, as in a file below its header.

    Examples
    --------
    >>> from pilin.engine.chain import load_knowledge
    >>> known = load_knowledge()
    >>> found = partners_among(Wish("铜杆", known), Ask(), [Firm("a", "A", products=("铜杆",)), Firm("b", "B")], known)
    >>> [(one.name, round(one.score, 2)) for one in found.partners], found.fitting
    ([('A', 0.6)], 1)
    """
    _refuse_twice(firms)
    held = list(_fitting(wish, firms, knowledge, ask.asker))
    _measure(held, ask, ways)
    answers: list[_Held] = []
    missed: list[tuple[_Held, LeftOut, str]] = []
    for one in held:
        one.parts = _parts(one, ask)
        out = _left_out(one, ask)
        if out is None:
            answers.append(one)
        else:
            missed.append((one, *out))
    answers.sort(key=_order)
    missed.sort(key=lambda told: _order(told[0]))
    missed += [(one, LeftOut.BELOW, "") for one in answers[top:]]
    return PartnersFound(
        tuple(_partner(rank, one) for rank, one in enumerate(answers[:top], 1)),
        tuple(_missed(*told) for told in missed[:most_missed]),
        len(held),
    )


def _refuse_twice(firms: Sequence[Firm]) -> None:
    if len({row.firm_id for row in firms}) == len(firms):
        return
    seen: set[str] = set()
    faults = []
    for number, row in enumerate(firms, 2):
        if row.firm_id in seen:
            faults.append(Fault("twice", "firm_id", "a firm is there twice", number, row.firm_id))
        seen.add(row.firm_id)
    raise BadFrame(*faults)


def _fitting(wish: Wish, firms: Sequence[Firm], knowledge: Knowledge, asker: str | None) -> Iterable[_Held]:
    """Yield the firms one of whose products fits, or whose class does; every name is judged once."""
    names = dict.fromkeys(chain.from_iterable(row.products for row in firms))
    fits = {name: fit for name in names if (fit := wish.fit(name)) is not None}
    wanted = _class_wanted(wish, knowledge)
    fitting = {code for code in set(chain.from_iterable(row.codes for row in firms)) if wanted and covers(wanted, code)}
    for row in firms:
        own = [fits[name] for name in row.products if name in fits]
        in_class = next((code for code in row.codes if code in fitting), None)
        if (not own and in_class is None) or row.firm_id == asker:
            continue
        best = max(own, key=lambda f: f.points, default=None)
        held = _Held(row, best)
        if best is not None:
            held.parts.append(Part(Why.PRODUCT, best.points, best.name, best.match.value))
        if in_class is not None and not (best and best.points >= BEYOND_CLASS):
            held.parts.append(Part(Why.CLASS, CLASS, in_class))
        yield held


def _measure(held: list[_Held], ask: Ask, ways: Ways | None) -> None:
    """Give every firm its minutes from the asker's town, where anything tells; firms at one spot are measured once."""
    if ask.town is None or ways is None or ask.town not in ways.points or not held:
        return
    spots = dict.fromkeys((one.row.town, one.row.lon, one.row.lat) for one in held)
    told = dict(zip(spots, ways.to(ask.town, spots), strict=True))
    for one in held:
        km, minutes, estimated = told[one.row.town, one.row.lon, one.row.lat]
        if estimated and one.row.town == ask.town:
            continue  # both stand at the town's one point: nothing says how far apart they are
        one.km, one.minutes, one.estimated = km, minutes, estimated and minutes is not None


def _parts(one: _Held, ask: Ask) -> list[Part]:
    parts = list(one.parts)
    row = one.row
    if ask.province and row.province and row.province != ask.province:
        parts.append(Part(Why.ACROSS, ACROSS, str(row.province)))
    if one.minutes is not None:
        near = NEAR * max(0.0, 1 - one.minutes / FAR_MINUTES)
        parts.append(Part(Why.NEAR, near, f"{one.minutes:.0f}", estimated=one.estimated))
    elif ask.town and row.town == ask.town:
        parts.append(Part(Why.HOME, NEAR))
    elif ask.town:
        parts.append(Part(Why.DISTANCE_UNKNOWN, 0.0))
    stated = row.certificates
    for wanted in ask.certificates:
        if stated and wanted in stated:
            parts.append(Part(Why.CERTIFICATE, CERTIFICATE, wanted))
        elif not stated:
            parts.append(Part(Why.CERTIFICATE_UNKNOWN, 0.0, wanted))
    if ask.amount is not None:
        able = row.capacity
        if able is None:
            parts.append(Part(Why.CAPACITY_UNKNOWN, 0.0))
        elif able >= ask.amount:
            parts.append(Part(Why.CAPACITY, CAPACITY, _plain(able)))
    if row.linked:
        parts.append(Part(Why.LINKED, LINKED))
    return parts


def _left_out(one: _Held, ask: Ask) -> tuple[LeftOut, str] | None:
    row = one.row
    lies_in = (str(row.town or ""), str(row.province or ""))
    if ask.areas and not any(code.startswith(area) for area in ask.areas for code in lies_in):
        return LeftOut.ELSEWHERE, str(row.province or "")
    if ask.within is not None and one.minutes is not None and one.minutes > ask.within:
        return LeftOut.TOO_FAR, f"{one.minutes:.0f}"
    if ask.within_km is not None and one.km is not None and one.km > ask.within_km:
        return LeftOut.TOO_MANY_KM, f"{one.km:.0f}"
    stated = row.certificates
    if stated and (lacking := [w for w in ask.certificates if w not in stated]):
        return LeftOut.NO_CERTIFICATE, lacking[0]
    if ask.amount is not None and row.capacity is not None and row.capacity < ask.amount:
        return LeftOut.TOO_SMALL, _plain(row.capacity)
    return None


def _plain(value: Decimal) -> str:
    """Return a figure without the fractions that the frame adds, to two decimals at most."""
    return f"{round(value, 2).normalize():f}"


def rank_key(score: float, minutes: float | None, firm_id: str) -> tuple[float, float, str]:
    """Return by what firms are put in order, the least first: the better score, the nearer, the smaller id.

    The one rule of ties. Whoever cuts firms off before they are weighed cuts by it too, else the best may be cut off.

    Examples
    --------
    >>> sorted([rank_key(0.6, None, "a"), rank_key(0.6, 20.0, "b"), rank_key(0.7, None, "c")])
    [(-0.7, inf, 'c'), (-0.6, 20.0, 'b'), (-0.6, inf, 'a')]
    """
    return -round(score, 9), minutes if minutes is not None else float("inf"), firm_id


def _order(one: _Held) -> tuple[float, float, str]:
    return rank_key(one.score, one.minutes, one.row.firm_id)


def _partner(rank: int, one: _Held) -> Partner:
    row = one.row
    told = sorted(one.parts, key=lambda part: -part.points)
    return Partner(
        rank, str(row.firm_id), str(row.name or ""), row.town, row.province, round(one.score, 4),
        one.minutes, one.estimated, tuple(told),
    )  # fmt: skip


def _missed(one: _Held, why: LeftOut, about: str) -> Missed:
    return Missed(str(one.row.firm_id), str(one.row.name or ""), one.row.town, why, about)
