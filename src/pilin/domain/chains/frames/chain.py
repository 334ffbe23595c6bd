"""A chain as the circle holds it, and what surrounds a firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pilin.domain.chains import queries
from pilin.domain.chains.enums import CHAINS, MOST_NODES, WITHIN_MINUTES
from pilin.domain.chains.frames.firms import firm_frame, minutes_frame, province_of, says_of, supply_graph, town_frame
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.chain import (
    By,
    Fall,
    FirmGraph,
    GapReport,
    Line,
    Ribbons,
    Stage,
    SupplyGraph,
    concentration,
    falls_if,
    firm_graph,
    firm_stages,
    gaps,
    known_chain,
    plan,
    ribbons,
    sankey,
    single_sources,
    town_gaps,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import Division, MemberCard, member_cards, members_on

ORDER = [Stage.UPSTREAM.value, Stage.MIDSTREAM.value, Stage.DOWNSTREAM.value]


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows from one stage to another: links, and the sum of the amounts this standing may read, by currency."""

    from_stage: str
    to_stage: str
    links: int
    currency: str | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Concentration:
    """How far the sales of a stage hang on few firms: the Herfindahl-Hirschman index of the amounts in sight, 1/n to 1."""

    stage: str
    links: int
    known_share: float  # of the links, how many have an amount this standing may read
    sellers: int | None
    currency: str | None
    index: float | None


@dataclass(frozen=True, slots=True)
class ChainTold:
    """A chain as a circle holds it: firms by stage and town, what is missing, what flows, what hangs on one firm."""

    key: str
    report: GapReport
    towns: dict[str, GapReport]
    stages: dict[str, dict[str, list[Enterprise]]]  # stage → town → firms, by the sound of their names
    flows: tuple[Flow, ...]
    concentrated: tuple[Concentration, ...]  # stage by stage, in the order of the chain
    single: tuple[tuple[str, str, str], ...]  # buyer, product, the one seller
    firms: Mapping[str, Enterprise]  # every firm in sight, by its id
    makers: Mapping[str, Mapping[str, int]]  # product key → town → how many of its firms name it

    def made(self, products: Iterable[str], town: str = "") -> list[str]:
        """Return which of these products some firm of the town names; of the circle, where no town is given."""
        return [key for key in products if (town in self.makers.get(key, {}) if town else self.makers.get(key))]


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage on one bank: the firms by town; where there is none, the nearest on the other bank and its minutes."""

    stage: str
    towns: tuple[tuple[MemberCard, tuple[Enterprise, ...]], ...]
    nearest: Enterprise | None
    minutes: float | None


def banks(told: ChainTold, members: Iterable[MemberCard]) -> list[tuple[Division, list[Cell]]]:
    """Return the provinces from left to right bank, each with its stages."""
    towns = sorted(members, key=lambda m: m.bank)
    provinces = dict.fromkeys(m.province for m in towns)
    return [(one, [_cell(told, gap.stage.key, one, towns) for gap in told.report.stages]) for one in provinces]


def _cell(told: ChainTold, stage: str, province: Division, members: Iterable[MemberCard]) -> Cell:
    own = [m for m in members if m.province == province]
    held = tuple((m, tuple(rows)) for m in own if (rows := told.stages[stage].get(m.code)))
    across = (
        one
        for m in own
        for gap in told.towns[m.code].stages
        if gap.stage.key == stage
        for one in gap.candidates
        if one.minutes is not None and one.across
    )
    best = None if held else min(across, key=lambda one: (one.minutes, one.firm_id), default=None)
    return Cell(stage, held, told.firms[best.firm_id] if best else None, best.minutes if best else None)


@dataclass(frozen=True, slots=True)
class FirmChain:
    """What surrounds a firm, and what falls with it."""

    graph: FirmGraph
    fall: Fall
    names: dict[str, Enterprise]

    @property
    def stopped(self) -> int:
        """Return how many firms have no other supplier of something they buy."""
        return self.fall.stopped["firm_id"].n_unique()


def chain_told(standing: Standing, circle: str, key: str, on: date) -> ChainTold:
    """Return a chain as the circle holds it on a day.

    Raises
    ------
    LookupError
        When the knowledge tells of no such chain.
    """
    known = queries.knowledge()
    chain = known_chain(known, key)
    cards = member_cards(standing)
    members = {card.code for card in members_on(standing, circle, on)}
    seen = queries.firms(standing, circle)
    rows = list(seen)
    frame = firm_frame(rows, cards, says=says_of(standing, seen.values("pk"), on)).drop(
        "name", "linked", "certificates", "capacity"
    )
    inside = pl.col("town").is_in(list(members))
    here, elsewhere = frame.filter(inside), frame.filter(~inside)
    towns, minutes = town_frame(cards[code] for code in sorted(members) if code in cards), minutes_frame(standing, on)
    given: dict[str, Any] = {"towns": towns, "knowledge": known, "within": float(WITHIN_MINUTES), "top": 8}
    report = gaps(chain, here, elsewhere, minutes, **given)
    by_town = town_gaps(chain, here, elsewhere, minutes, **given)
    firms = {str(row.pk): row for row in rows}
    stages = {stage.stage.key: _grouped_by_town(firms[name] for name in stage.firms) for stage in report.stages}
    graph, _ = supply_graph(standing, circle, on)
    staged = firm_stages(frame, key, known)
    inside_chain = set(staged.filter(pl.col("stage") != Stage.UNKNOWN.value)["firm_id"])
    return ChainTold(
        key, report, by_town, stages, tuple(_flows(graph, staged, inside_chain)), _concentrated(graph, staged, inside_chain),
        tuple(_single(graph, inside_chain)), firms,
        queries.tally_of_products(row for row in rows if row.owner in members),
    )  # fmt: skip


def _grouped_by_town(rows: Iterable[Enterprise]) -> dict[str, list[Enterprise]]:
    groups: dict[str, list[Enterprise]] = {}
    for row in sorted(rows, key=lambda row: (row.sound, row.pk)):
        groups.setdefault(row.owner, []).append(row)
    return groups


def _flows(graph: SupplyGraph, staged: pl.DataFrame, inside: set[str]) -> Iterable[Flow]:
    """Yield what flows between stages, of links with both ends in the chain."""
    for row in sankey(graph.among(inside), staged).iter_rows(named=True):
        yield Flow(row["from_stage"], row["to_stage"], row["links"], row["currency"], row["amount"])


def _concentrated(graph: SupplyGraph, staged: pl.DataFrame, inside: set[str]) -> tuple[Concentration, ...]:
    rows = concentration(graph.among(inside), By.STAGE, staged).iter_rows(named=True)
    found = [
        Concentration(row["key"], row["links"], row["known_share"], row["sellers"], row["currency"], row["hhi"])
        for row in rows
        if row["key"] in ORDER
    ]
    return tuple(sorted(found, key=lambda one: ORDER.index(one.stage)))


def links_across(standing: Standing, circle: str, told: ChainTold, on: date) -> list[queries.LinkTold]:
    """Return the links in force between firms of a chain that stand in two provinces, the first noted first."""
    cards = member_cards(standing)
    inside = {str(row.pk): row.owner for of in told.stages.values() for rows in of.values() for row in rows}
    rows = queries.links(standing, circle, on).select_related("seller", "buyer")
    ends = {
        row.pk
        for row in rows
        if str(row.seller_id) in inside
        and str(row.buyer_id) in inside
        and province_of(cards, row.seller.owner) != province_of(cards, row.buyer.owner)
    }
    return queries.links_told(standing, [row for row in rows if row.pk in ends])


def _single(graph: SupplyGraph, inside: set[str]) -> Iterable[tuple[str, str, str]]:
    for row in single_sources(graph).iter_rows(named=True):
        if row["buyer"] in inside:
            yield row["buyer"], row["product"] or "", row["seller"]


def firm_chain(
    standing: Standing,
    circle: str,
    firm: Enterprise,
    on: date,
    *,
    upstream: int = 2,
    downstream: int = 2,
    most: int = MOST_NODES,
) -> FirmChain | None:
    """Return what surrounds a firm in the links in sight, and what falls with it; None where it has no link."""
    graph, firms = supply_graph(standing, circle, on)
    if str(firm.pk) not in firms:
        return None
    chain = _chain_of(firm)
    stages = firm_stages(graph.firms, chain, queries.knowledge()) if chain else None
    drawn = firm_graph(graph, str(firm.pk), upstream, downstream, stages, limit=most)
    return FirmChain(drawn, falls_if(graph, str(firm.pk), knowledge=queries.knowledge()), firms)


def _chain_of(firm: Enterprise) -> str:
    """Return the chain in which most of a firm's products have a stage; empty where none has."""
    known = queries.knowledge()
    keys = [key for name in firm.products if (key := known.find(name))]
    counts = {chain: sum(known.stage(chain, key) is not Stage.UNKNOWN for key in keys) for chain in known.chains()}
    best = max(counts, key=lambda chain: counts[chain], default="")
    return best if counts.get(best) else ""


@dataclass(frozen=True, slots=True)
class ChainCard:
    """A chain in a few figures: firms of the circle at its stages, by province, and stages with none or one."""

    key: str
    name: Any
    firms: int
    stages: tuple[tuple[str, int], ...]
    provinces: tuple[tuple[str, int], ...]

    @property
    def missing(self) -> int:
        """Return how many stages no firm of the circle stands at."""
        return sum(count == 0 for _, count in self.stages)


def chain_cards(standing: Standing, circle: str, on: date) -> list[ChainCard]:
    """Return the chains the knowledge tells of, with the firms the circle has of each."""
    cards = member_cards(standing)
    members = {card.code for card in members_on(standing, circle, on)}
    seen = queries.firms(standing, circle).filter(owner__in=members)
    frame = firm_frame(seen, cards, says=says_of(standing, seen.values("pk"), on))
    made = []
    for key, name in CHAINS.items():
        staged = firm_stages(frame, key, queries.knowledge()).join(frame.select("firm_id", "province"), on="firm_id")
        inside = staged.filter(pl.col("stage") != Stage.UNKNOWN.value)
        stages = dict(inside.group_by("stage").len().rows())
        provinces = sorted(inside.drop_nulls("province").group_by("province").len().rows())
        counts = tuple((stage, int(stages.get(stage, 0))) for stage in ORDER)
        made.append(ChainCard(key, name, inside.height, counts, tuple(provinces)))
    return made


def flow_drawing(flows: Iterable[Flow]) -> Ribbons:
    """Lay the flows of a chain out by their number of links: amounts are seen by the town that noted them alone."""
    links: dict[tuple[str, str], float] = defaultdict(float)
    for flow in flows:
        links[flow.from_stage, flow.to_stage] += flow.links
    return ribbons(((a, b, size) for (a, b), size in links.items()), ORDER)


@dataclass(frozen=True, slots=True)
class BoxTold:
    """A box of a drawing with the firm or the town it stands for."""

    x: float
    y: float
    depth: int
    centre: bool
    town: MemberCard | None
    firm: Enterprise | None  # None where the box holds several
    number: int


@dataclass(frozen=True, slots=True)
class DrawingTold:
    """The surroundings of a firm as they are drawn, and the same firms as a list, by distance and town."""

    width: float
    height: float
    boxes: tuple[BoxTold, ...]
    lines: tuple[Line, ...]
    together: bool
    left_out: int
    layers: tuple[tuple[int, tuple[tuple[MemberCard | None, tuple[Enterprise, ...]], ...]], ...]


def firm_drawing(told: FirmChain, cards: Mapping[str, MemberCard]) -> DrawingTold:
    """Place what surrounds a firm."""
    drawn = plan(told.graph)
    boxes = tuple(
        BoxTold(
            box.x, box.y, box.depth, box.centre, cards.get(box.town or ""),
            told.names[box.firms[0]] if len(box.firms) == 1 else None, len(box.firms),
        )
        for box in drawn.boxes
    )  # fmt: skip
    layers: dict[int, dict[str, list[Enterprise]]] = defaultdict(lambda: defaultdict(list))
    for node in told.graph.nodes:
        layers[node.depth][node.town or ""].append(told.names[node.firm_id])
    listed = tuple(
        (
            depth,
            tuple(
                (cards.get(town), tuple(sorted(rows, key=lambda row: (row.sound, row.pk))))
                for town, rows in sorted(towns.items())
            ),
        )
        for depth, towns in sorted(layers.items())
    )
    return DrawingTold(drawn.width, drawn.height, boxes, drawn.lines, drawn.together, told.graph.left_out, listed)
