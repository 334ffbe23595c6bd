"""Where boxes, lines and ribbons of a chain's drawings stand, in units of the drawing; who draws them picks colours and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

from pilin.engine.chain.drawing import FirmGraph, Node

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, EDGE = 168, 40, 84, 14, 12
MOST_BOXES = 26  # beyond it firms of one town at one distance share a box


@dataclass(frozen=True, slots=True)
class Box:
    """A firm, or the firms of one town at one distance from the firm in the middle.

    Parameters
    ----------
    x, y : float
        Of the upper left corner.
    depth : int
        Links from the firm in the middle; negative upstream.
    town : str or None
    firms : tuple of str
        Ids, one where the box is a firm of its own.
    centre : bool
    """

    x: float
    y: float
    depth: int
    town: str | None
    firms: tuple[str, ...]
    centre: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A supply from box to box: a path from the seller's right edge to the buyer's left, and how many links it stands for."""

    path: str
    links: int
    across: bool
    seller: int
    buyer: int

    @property
    def thickness(self) -> float:
        """Return how thick it is drawn: one link 1.5, and one more for each doubling, up to 7."""
        return min(1.5 + log2(self.links), 7.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A drawing: its size, its boxes and lines, and whether firms were put together in boxes."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    together: bool


def plan(graph: FirmGraph, most: int = MOST_BOXES) -> Plan:
    """Place the firms round one firm: suppliers to the left, customers to the right.

    Parameters
    ----------
    graph : FirmGraph
    most : int
        With more firms than this, those of one town at one distance share a box; the firm in the middle never does.
    """
    together = len(graph.nodes) > most
    groups: dict[tuple[int, str], list[Node]] = {}
    for node in graph.nodes:
        alone = node.firm_id == graph.firm_id or not together
        groups.setdefault((node.depth, node.firm_id if alone else f"town {node.town}"), []).append(node)
    columns: dict[int, list[list[Node]]] = {}
    for (depth, _), nodes in groups.items():
        columns.setdefault(depth, []).append(nodes)
    for column in columns.values():
        column.sort(key=lambda nodes: (sum(n.spot.y for n in nodes) / len(nodes), nodes[0].firm_id))
    tall = max((len(column) for column in columns.values()), default=0)
    height = 2 * EDGE + tall * BOX_HEIGHT + max(tall - 1, 0) * GAP_Y
    boxes: list[Box] = []
    box_of: dict[str, int] = {}
    for place, depth in enumerate(sorted(columns)):
        column = columns[depth]
        used = len(column) * BOX_HEIGHT + (len(column) - 1) * GAP_Y
        for row, nodes in enumerate(column):
            x, y = EDGE + place * (BOX_WIDTH + GAP_X), (height - used) / 2 + row * (BOX_HEIGHT + GAP_Y)
            for node in nodes:
                box_of[node.firm_id] = len(boxes)
            names = tuple(node.firm_id for node in nodes)
            boxes.append(Box(x, y, depth, nodes[0].town, names, graph.firm_id in names))
    width = 2 * EDGE + len(columns) * BOX_WIDTH + max(len(columns) - 1, 0) * GAP_X
    return Plan(width, height, tuple(boxes), tuple(_lines(graph, boxes, box_of)), together)


def _lines(graph: FirmGraph, boxes: Sequence[Box], box_of: dict[str, int]) -> Iterable[Line]:
    province = {node.firm_id: node.province for node in graph.nodes}
    counts: dict[tuple[int, int], int] = {}
    across: dict[tuple[int, int], bool] = {}
    for edge in graph.edges:
        pair = box_of[edge.seller], box_of[edge.buyer]
        if pair[0] == pair[1]:
            continue
        counts[pair] = counts.get(pair, 0) + 1
        ends = province[edge.seller], province[edge.buyer]
        across[pair] = across.get(pair, False) or (None not in ends and ends[0] != ends[1])
    for (seller, buyer), links in sorted(counts.items()):
        yield Line(_curve(boxes[seller], boxes[buyer]), links, across[seller, buyer], seller, buyer)


def _curve(seller: Box, buyer: Box) -> str:
    x, y = seller.x + BOX_WIDTH, seller.y + BOX_HEIGHT / 2
    to_x, to_y = buyer.x, buyer.y + BOX_HEIGHT / 2
    bend = max(GAP_X / 2, abs(to_x - x) / 2)
    return f"M{x:g} {y:g}C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x:g} {to_y:g}"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What flows from one stage to another: a closed path as high as its share."""

    path: str
    start: str
    end: str
    size: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage of the flow: where it stands, and how much goes through it."""

    key: str
    x: float
    y: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class Ribbons:
    """A Sankey drawing (after M. H. Sankey, 1898)."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]


def ribbons(
    flows: Iterable[tuple[str, str, float]],
    order: Sequence[str],
    *,
    width: float = 640,
    height: float = 150,
    bar: float = 12,
) -> Ribbons:
    """Lay flows between stages out from left to right.

    Parameters
    ----------
    flows : iterable of (from, to, size)
        Sizes are positive. What stays within a stage, or flows back, is not drawn: the sizes of the bars tell it.
    order : sequence of str
        Stages from left to right; those without flow are passed over.
    width, height, bar : float
        Of the drawing, and of a stage's bar.

    Examples
    --------
    >>> laid = ribbons([("up", "mid", 3.0), ("mid", "down", 1.0)], ["up", "mid", "down"], height=100)
    >>> [(b.key, b.size, b.height) for b in laid.bars]
    [('up', 3.0, 100.0), ('mid', 3.0, 100.0), ('down', 1.0, 33.333333333333336)]
    """
    rank = {key: place for place, key in enumerate(order)}
    kept = sorted(
        (rank[a], rank[b], size) for a, b, size in flows if a in rank and b in rank and rank[a] < rank[b] and size > 0
    )
    out: dict[int, float] = {}
    into: dict[int, float] = {}
    for a, b, size in kept:
        out[a], into[b] = out.get(a, 0.0) + size, into.get(b, 0.0) + size
    stages = sorted(set(out) | set(into))
    through = {stage: max(out.get(stage, 0.0), into.get(stage, 0.0)) for stage in stages}
    scale = height / max(through.values(), default=1)
    step = (width - bar) / max(len(stages) - 1, 1)
    at = {stage: place * step for place, stage in enumerate(stages)}
    tops = {stage: (height - through[stage] * scale) / 2 for stage in stages}
    bars = tuple(Bar(order[s], at[s], tops[s], through[s] * scale, through[s]) for s in stages)
    leaving, coming = dict(tops), dict(tops)
    made = []
    for a, b, size in kept:
        thick, x, to_x = size * scale, at[a] + bar, at[b]
        y, to_y, mid = leaving[a], coming[b], (x + to_x) / 2
        leaving[a], coming[b] = y + thick, to_y + thick
        path = (
            f"M{x:g} {y:g}C{mid:g} {y:g} {mid:g} {to_y:g} {to_x:g} {to_y:g}V{to_y + thick:g}"
            f"C{mid:g} {to_y + thick:g} {mid:g} {y + thick:g} {x:g} {y + thick:g}Z"
        )
        made.append(Ribbon(path, order[a], order[b], size))
    return Ribbons(width, height, bars, tuple(made))
