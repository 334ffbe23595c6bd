"""Gaps of a chain: which stage has no firm here, or one, or ends too early; and who within reach would close it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from pilin.engine.base import Fault
from pilin.engine.chain.distance import minutes_between, town_points
from pilin.engine.chain.frames import BadFrame, Kind, refuse, shaped
from pilin.engine.chain.industries import covers
from pilin.engine.chain.knowledge import Knowledge, Stage
from pilin.engine.chain.tables import term_key

KINDS: dict[str, Kind] = {
    "firm_id": pl.String,
    "town": pl.String,
    "province": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "products": pl.List(pl.String),
    "codes": pl.List(pl.String),
    "capacity": pl.String,
}
WITHIN = 60.0  # minutes: the circle's one hour
TOP = 20


class GapKind(StrEnum):
    """What a stage of a chain lacks here (延链、补链、强链)."""

    FILL = "fill"  # 补链: no firm here, though stages on both sides have some
    STRENGTHEN = "strengthen"  # 强链: one firm
    EXTEND = "extend"  # 延链: no firm here, nor in any stage beyond: the chain ends before it
    HELD = "held"  # two firms or more


@dataclass(frozen=True, slots=True)
class ChainStage:
    """One stage of a chain: whoever makes one of the products, or is of one of the classes, stands in it.

    Parameters
    ----------
    key, zh, en : str
    codes : tuple of str
        Codes of GB/T 4754; a wider one takes in all below it.
    products : tuple of str
        Product keys or names; with knowledge, their kinds and synonyms count too.

    Raises
    ------
    ValueError
        When it has neither.
    """

    key: str
    zh: str = ""
    en: str = ""
    codes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.codes and not self.products:
            raise ValueError(f"stage {self.key} has neither a code nor a product: nobody could stand in it")


@dataclass(frozen=True, slots=True)
class Chain:
    """An industrial chain: its stages in order, upstream first.

    Raises
    ------
    ValueError
        When it has no stage, or two of one key.
    """

    key: str
    stages: tuple[ChainStage, ...]
    zh: str = ""
    en: str = ""

    def __post_init__(self) -> None:
        keys = [stage.key for stage in self.stages]
        if not keys or len(set(keys)) < len(keys):
            raise ValueError(f"chain {self.key} needs stages, each with a key of its own")


def known_chain(knowledge: Knowledge, chain: str) -> Chain:
    """Return the chain of three stages that product knowledge tells of.

    Raises
    ------
    LookupError
        When it tells nothing of that chain.
    """
    if chain not in knowledge.chains():
        raise LookupError(f"no stages are known of a chain {chain!r}")
    names = ((Stage.UPSTREAM, "上游"), (Stage.MIDSTREAM, "中游"), (Stage.DOWNSTREAM, "下游"))
    stages = ((stage, zh, knowledge.chain_products(chain, stage)) for stage, zh in names)
    made = tuple(ChainStage(s.value, zh, s.value, products=products) for s, zh, products in stages if products)
    return Chain(chain, made, en=chain)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate stands where it stands: a word for programs, and what it is about.

    ``product`` and ``class`` (what fits the stage), ``across`` (its province), ``minutes``, ``estimated`` (the minutes
    are), ``distance_unknown``, ``capacity`` and ``capacity_unknown``.
    """

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm elsewhere that would close a gap.

    Parameters
    ----------
    rank : int
        From 1.
    firm_id : str
    town, province : str or None
    to_town : str or None
        The town here it is nearest to.
    km, minutes : float or None
        Great-circle distance and travel time to that town.
    estimated : bool
        Whether the minutes come from the distance because no dated link tells them.
    across : bool or None
        Whether it stands in another province than that town.
    within_reach : bool or None
    capacity : str or None
    reasons : tuple of Reason
    """

    rank: int
    firm_id: str
    town: str | None
    province: str | None
    to_town: str | None
    km: float | None
    minutes: float | None
    estimated: bool
    across: bool | None
    within_reach: bool | None
    capacity: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class StageGap:
    """The answer for one stage.

    Parameters
    ----------
    stage : ChainStage
    kind : GapKind
    firms : tuple of str
        Who stands in it here.
    beyond : int or None
        For ``extend``: how many stages past the end of what is here; 1 is the next one.
    candidates : tuple of Candidate
        The best of them; none for a stage that is held.
    found : int
        How many candidates there are altogether.
    """

    stage: ChainStage
    kind: GapKind
    firms: tuple[str, ...]
    beyond: int | None
    candidates: tuple[Candidate, ...]
    found: int


@dataclass(frozen=True, slots=True)
class GapReport:
    """The answer for a chain: one :class:`StageGap` a stage, in the order of the chain.

    Parameters
    ----------
    chain : Chain
    town : str or None
        The town it is for; None for all of them together.
    stages : tuple of StageGap
    unplaced : tuple of str
        Firms here that fit no stage: their products and classes are not known, or belong elsewhere.
    """

    chain: Chain
    town: str | None
    stages: tuple[StageGap, ...]
    unplaced: tuple[str, ...]


def gaps(
    chain: Chain,
    here: pl.DataFrame,
    elsewhere: pl.DataFrame,
    minutes: pl.DataFrame | None = None,
    *,
    towns: pl.DataFrame | None = None,
    knowledge: Knowledge | None = None,
    within: float = WITHIN,
    top: int = TOP,
) -> GapReport:
    """Tell for every stage of a chain what is missing here, and who would close it.

    Candidates within reach across the border come first, then the others within reach, then the wider delta, then those
    whose distance nobody knows; among them, the same product before the same class, nearer before farther, a known
    capacity before none, then by id.

    Parameters
    ----------
    chain : Chain
    here, elsewhere : polars.DataFrame
        ``firm_id``, and of ``town``, ``province``, ``lon``, ``lat``, ``products`` and ``codes`` (lists) and ``capacity``
        what is known.
    minutes : polars.DataFrame, optional
        ``origin``, ``destination`` (towns), ``minutes``; where absent great-circle km x 1.3 at 40 km/h, marked estimated.
    towns : polars.DataFrame, optional
        ``town``, ``province``, ``lon``, ``lat`` of the towns here; otherwise they stand at the middle of their firms.
    knowledge : Knowledge, optional
    within : float
        Minutes that count as within reach.
    top : int
        The most candidates a stage.

    Raises
    ------
    BadFrame

    Examples
    --------
    >>> chain = Chain("cable", (ChainStage("rod", codes=("3251",)), ChainStage("cable", codes=("3831",))))
    >>> here = pl.DataFrame({"firm_id": ["k"], "town": ["Zhangyan"], "province": ["31"], "codes": [["3831"]]})
    >>> there = pl.DataFrame({"firm_id": ["r"], "town": ["Xindai"], "province": ["33"], "codes": [["C3251"]]})
    >>> minutes = pl.DataFrame({"origin": ["Xindai"], "destination": ["Zhangyan"], "minutes": [22.0]})
    >>> [(gap.kind.value, [c.minutes for c in gap.candidates]) for gap in gaps(chain, here, there, minutes).stages]
    [('extend', [22.0]), ('strengthen', [])]
    """
    here, elsewhere = _checked(here, elsewhere)
    return _report(chain, None, here, elsewhere, minutes, town_points(towns, here), knowledge, within, top)


def town_gaps(
    chain: Chain,
    here: pl.DataFrame,
    elsewhere: pl.DataFrame,
    minutes: pl.DataFrame | None = None,
    *,
    towns: pl.DataFrame | None = None,
    knowledge: Knowledge | None = None,
    within: float = WITHIN,
    top: int = TOP,
) -> dict[str, GapReport]:
    """Tell the same for every town by itself: firms of the other towns of the circle are candidates like all others.

    So the link missing in this town that exists nine kilometres away in the next province comes first. Parameters and
    errors are those of :func:`gaps`; the answer is one report a town, by name.
    """
    here, elsewhere = _checked(here, elsewhere)
    points = town_points(towns, here)
    reports = {}
    for place in sorted(points["town"]):
        own = pl.col("town").eq_missing(pl.lit(place))
        others = pl.concat([here.filter(~own), elsewhere])
        point = points.filter(pl.col("town") == place)
        reports[place] = _report(chain, place, here.filter(own), others, minutes, point, knowledge, within, top)
    return reports


def _checked(here: pl.DataFrame, elsewhere: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    frames = []
    for frame, what in ((here, "firms here"), (elsewhere, "firms elsewhere")):
        made = shaped(frame, what, KINDS, ("firm_id",))
        refuse(made, (pl.col("firm_id").is_duplicated(), "twice", "firm_id", "a firm is there twice"))
        frames.append(made)
    both = frames[0]["firm_id"].is_in(frames[1]["firm_id"].implode())
    if both.any():
        row = int(both.arg_max() or 0)
        firm = frames[0]["firm_id"][row]
        raise BadFrame(Fault("both", "firm_id", "a firm is here or elsewhere, not both", row + 2, firm))
    return frames[0], frames[1]


def _report(
    chain: Chain,
    town: str | None,
    here: pl.DataFrame,
    elsewhere: pl.DataFrame,
    minutes: pl.DataFrame | None,
    points: pl.DataFrame,
    knowledge: Knowledge | None,
    within: float,
    top: int,
) -> GapReport:
    firms = [tuple(_fitting(here, stage, knowledge)["firm_id"].sort()) for stage in chain.stages]
    kinds = _kinds([len(names) for names in firms])
    answers = []
    for stage, names, (kind, beyond) in zip(chain.stages, firms, kinds, strict=True):
        found = _fitting(elsewhere, stage, knowledge) if kind is not GapKind.HELD else elsewhere.head(0)
        ranked = _ranked(found, points, minutes, within, top) if len(found) else ()
        answers.append(StageGap(stage, kind, names, beyond, ranked, len(found)))
    placed = {name for names in firms for name in names}
    return GapReport(chain, town, tuple(answers), tuple(sorted(set(here["firm_id"]) - placed)))


def _kinds(counts: Sequence[int]) -> list[tuple[GapKind, int | None]]:
    held = [place for place, count in enumerate(counts) if count]
    answers: list[tuple[GapKind, int | None]] = []
    for place, count in enumerate(counts):
        if count:
            answers.append((GapKind.STRENGTHEN if count == 1 else GapKind.HELD, None))
        elif held and not held[0] < place < held[-1]:
            answers.append((GapKind.EXTEND, min(abs(place - held[0]), abs(place - held[-1]))))
        else:
            answers.append((GapKind.FILL, None))
    return answers


def _fitting(firms: pl.DataFrame, stage: ChainStage, knowledge: Knowledge | None) -> pl.DataFrame:
    """Return the firms of a stage with what makes them fit: ``product`` or, failing that, ``code``; in their order."""
    wanted = {term_key(name) for name in stage.products}
    keys = {key for name in stage.products if knowledge and (key := knowledge.find(name))}
    if knowledge:
        keys |= {narrow for key in keys for narrow in knowledge.narrower(key)}

    def fits(name: str) -> bool:
        return term_key(name) in wanted or (knowledge is not None and knowledge.find(name) in keys)

    numbered = firms.with_row_index("at")
    by_product = _first(numbered, "products", "product", (n for n in _values(firms, "products") if fits(n)))
    codes = (code for code in _values(firms, "codes") if any(covers(wide, code) for wide in stage.codes))
    by_code = _first(numbered, "codes", "code", codes)
    joined = numbered.join(by_product, on="at", how="left").join(by_code, on="at", how="left")
    return joined.filter(pl.col("product").is_not_null() | pl.col("code").is_not_null()).sort("at")


def _values(firms: pl.DataFrame, column: str) -> list[str]:
    values: list[str] = firms[column].explode(empty_as_null=False).drop_nulls().unique().sort().to_list()
    return values


def _first(firms: pl.DataFrame, column: str, name: str, wanted: Iterable[str]) -> pl.DataFrame:
    values = pl.Series(list(wanted), dtype=pl.String)
    long = firms.select("at", pl.col(column)).explode(column).filter(pl.col(column).is_in(values.implode()))
    return long.group_by("at").agg(pl.col(column).first().alias(name))


def _ranked(
    found: pl.DataFrame, points: pl.DataFrame, minutes: pl.DataFrame | None, within: float, top: int
) -> tuple[Candidate, ...]:
    km, took, estimated = minutes_between(found, points, minutes)
    if points.is_empty():
        km = took = np.full((len(found), 1), np.nan)
        estimated = np.ones((len(found), 1), bool)
    nearest = np.where(np.isnan(took), np.inf, took).argmin(axis=1)
    at = np.arange(len(found))
    near = (
        points[nearest] if len(points) else pl.DataFrame({"town": [None] * len(found), "province": [None] * len(found)})
    )
    table = found.with_columns(
        pl.Series("minutes", took[at, nearest], nan_to_null=True),
        pl.Series("km", km[at, nearest], nan_to_null=True),
        pl.Series("estimated", estimated[at, nearest]),
        near["town"].alias("to_town"),
        (pl.col("province") != near["province"].cast(pl.String)).alias("across"),
    ).with_columns((pl.col("minutes") <= within).alias("within_reach"))
    across = pl.col("across").fill_null(False)
    tier = (
        pl.when(pl.col("minutes").is_null())
        .then(3)
        .when(~pl.col("within_reach"))
        .then(2)
        .when(across)
        .then(0)
        .otherwise(1)
    )
    best = table.sort(
        tier,
        pl.col("product").is_null(),
        pl.col("minutes"),
        pl.col("capacity").is_null(),
        pl.col("firm_id"),
        nulls_last=True,
    ).head(top)
    return tuple(_candidate(rank, row) for rank, row in enumerate(best.iter_rows(named=True), 1))


def _candidate(rank: int, row: dict[str, object]) -> Candidate:
    known = row["minutes"] is not None
    reasons = [
        Reason("product", str(row["product"])) if row["product"] is not None else Reason("class", str(row["code"])),
        *([Reason("across", str(row["province"]))] if row["across"] else []),
        Reason("minutes", f"{row['minutes']:.0f}") if known else Reason("distance_unknown"),
        *([Reason("estimated")] if known and row["estimated"] else []),
        Reason("capacity", str(row["capacity"])) if row["capacity"] is not None else Reason("capacity_unknown"),
    ]
    names = ("firm_id", "town", "province", "km", "minutes", "estimated", "across", "within_reach", "capacity")
    fields: dict[str, object] = {name: row[name] for name in names}
    to_town = row["to_town"] if known else None
    return Candidate(rank=rank, to_town=to_town, reasons=tuple(reasons), **fields)  # type: ignore[arg-type]
