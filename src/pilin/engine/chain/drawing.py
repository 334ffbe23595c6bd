"""The graph around a firm, ready to be drawn: nodes in layers, ordered so that few links cross."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from pilin.engine.chain.graph import Confirmation, Direction, Places, SupplyGraph
from pilin.engine.chain.knowledge import Stage

SWEEPS = 12  # pairs of sweeps; the order stops changing long before on what a page can show
SWITCHED = 3000  # links up to which neighbours are also switched one by one: beyond, nobody counts crossings by eye


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands: ``x`` counts layers from 0, ``y`` is its place in the layer, centred on 0, one apart."""

    x: int
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A layered drawing.

    Parameters
    ----------
    spots : dict of str to Spot
    crossings : int
        Pairs of links between the same two layers that cross.
    """

    spots: dict[str, Spot]
    crossings: int


def layered(layers: Mapping[str, int], links: Iterable[tuple[str, str]]) -> Layout:
    """Order the nodes of each layer so that few links cross.

    Barycentre sweeps (Sugiyama, Tagawa and Toda 1981), each followed by switching neighbours that cross less the other
    way round (Gansner, Koutsofios, North and Vo 1993).

    The same input gives the same drawing whatever its order: the first order is by name, and of all the orders tried the
    one with the fewest crossings is kept, the earlier of equals.

    Parameters
    ----------
    layers : mapping of str to int
        Layer of every node.
    links : iterable of (str, str)
        Pairs of nodes; those within a layer are drawn but move nothing.

    Examples
    --------
    >>> layout = layered({"a": 0, "b": 0, "c": 1, "d": 1}, [("a", "d"), ("b", "c")])
    >>> layout.crossings, [layout.spots[node].y for node in "abcd"]
    (0, [-0.5, 0.5, 0.5, -0.5])
    """
    rank = {layer: x for x, layer in enumerate(sorted(set(layers.values())))}
    x = {node: rank[layer] for node, layer in layers.items()}
    order = [sorted(node for node in x if x[node] == place) for place in range(len(rank))]
    pairs = sorted({(a, b) if x[a] < x[b] else (b, a) for a, b in links if x[a] != x[b]})
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for one, other in pairs:
        right.setdefault(one, []).append(other)
        left.setdefault(other, []).append(one)
    best, fewest = order, _crossings(order, pairs, x)
    for _ in range(SWEEPS):
        for places, near in ((range(1, len(order)), left), (range(len(order) - 2, -1, -1), right)):
            order = list(order)
            for place in places:
                order[place] = _by_barycentre(order[place], near, _heights(order))
            if len(pairs) <= SWITCHED:
                order = [_switched(layer, left, right, _heights(order), x) for layer in order]
            count = _crossings(order, pairs, x)
            if count < fewest:
                best, fewest = order, count
        if not fewest:
            break
    height = _heights(best)
    return Layout({node: Spot(x[node], height[node]) for node in sorted(x)}, fewest)


def _heights(order: Sequence[Sequence[str]]) -> dict[str, float]:
    return {node: place - (len(layer) - 1) / 2 for layer in order for place, node in enumerate(layer)}


def _by_barycentre(layer: Sequence[str], near: Mapping[str, list[str]], height: Mapping[str, float]) -> list[str]:
    """Return a layer sorted by the mean height of the neighbours; a node without any keeps its height."""
    means = {n: sum(height[m] for m in near[n]) / len(near[n]) if n in near else height[n] for n in layer}
    return sorted(layer, key=lambda node: (means[node], height[node]))


def _switched(
    layer: Sequence[str],
    left: Mapping[str, list[str]],
    right: Mapping[str, list[str]],
    height: Mapping[str, float],
    x: Mapping[str, int],
) -> list[str]:
    """Return a layer in which each node has been let past its neighbour once where that saves crossings."""

    def cost(upper: str, lower: str) -> int:
        return sum(
            x[a] == x[b] and height[a] > height[b]
            for near in (left, right)
            for a in near.get(upper, ())
            for b in near.get(lower, ())
        )

    made = list(layer)
    for n in range(len(made) - 1):
        if cost(made[n + 1], made[n]) < cost(made[n], made[n + 1]):
            made[n], made[n + 1] = made[n + 1], made[n]
    return made


def _crossings(order: Sequence[Sequence[str]], pairs: Sequence[tuple[str, str]], x: Mapping[str, int]) -> int:
    """Count inversions between each two layers with a Fenwick tree."""
    place = {node: n for layer in order for n, node in enumerate(layer)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, other in pairs:
        between.setdefault((x[one], x[other]), []).append((place[one], place[other]))
    total = 0
    for (_, layer), ends in between.items():
        size = len(order[layer])
        tree = [0] * (size + 1)
        for seen, (_, end) in enumerate(sorted(ends)):
            below, at = 0, end + 1
            while at:
                below += tree[at]
                at &= at - 1
            total += seen - below
            at = end + 1
            while at <= size:
                tree[at] += 1
                at += at & -at
    return total


@dataclass(frozen=True, slots=True)
class Node:
    """A firm in the drawing.

    Parameters
    ----------
    firm_id : str
    town, province : str or None
    products : tuple of str
    depth : int
        Links from the firm in the middle: negative upstream, positive downstream, 0 itself. A firm met on both sides
        stands on the nearer one, upstream when equal.
    stage : str
        Its stage in the chain; ``unknown`` where none was given.
    across : bool or None
        Whether it stands in another province than the firm in the middle; None when either is not known.
    suppliers, customers : int
        Distinct partners in the whole graph, also those not drawn.
    spot : Spot
    """

    firm_id: str
    town: str | None
    province: str | None
    products: tuple[str, ...]
    depth: int
    stage: str
    across: bool | None
    suppliers: int
    customers: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Edge:
    """A link in the drawing, as it stands in the graph; what is not known is None."""

    seller: str
    buyer: str
    product: str | None
    amount: Decimal | None
    currency: str | None
    band: str | None
    from_on: date | None
    to_on: date | None
    confirmation: Confirmation
    source: str | None


@dataclass(frozen=True, slots=True)
class FirmGraph:
    """What surrounds a firm on a day.

    Parameters
    ----------
    firm_id : str
    on : date
    nodes : tuple of Node
        From left to right, each layer from top to bottom.
    edges : tuple of Edge
        Every link between two nodes, by seller, buyer and product.
    crossings : int
    left_out : int
        Firms within the depth that were not drawn for want of room.
    """

    firm_id: str
    on: date
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    crossings: int
    left_out: int


def firm_graph(
    graph: SupplyGraph,
    firm: str,
    upstream: int = 2,
    downstream: int = 2,
    stages: pl.DataFrame | None = None,
    order: Sequence[str] | None = None,
    limit: int | None = None,
) -> FirmGraph:
    """Return the graph around a firm with its layout.

    Parameters
    ----------
    graph : SupplyGraph
    firm : str
    upstream, downstream : int
        How many links to follow each way.
    stages : polars.DataFrame, optional
        ``firm_id`` and ``stage``, for the nodes to carry.
    order : sequence of str, optional
        Stages from left to right: then ``x`` is the stage, and firms of other stages stand in a last layer. Without it,
        ``x`` is the distance from the firm.
    limit : int, optional
        The most nodes: nearer firms before farther, then those with more partners, by turns upstream and downstream.

    Raises
    ------
    UnknownFirm
    """
    above, below = graph.steps(firm, Direction.UPSTREAM, upstream), graph.steps(firm, Direction.DOWNSTREAM, downstream)
    met = np.flatnonzero((above >= 0) | (below >= 0))
    up, down = above[met], below[met]
    depth = np.where((up >= 0) & ((down < 0) | (up <= down)), -up, down)
    suppliers, customers = _partners(graph, met, Direction.UPSTREAM), _partners(graph, met, Direction.DOWNSTREAM)
    names = [graph.ids[row] for row in met]
    drawn = sorted(_nearest(depth, suppliers + customers, names)[:limit])
    rows = graph.firms[met[drawn]]
    links = _between(graph, met[drawn])
    words = dict(stages.select("firm_id", "stage").rows()) if stages is not None else {}
    stage = {name: words.get(name) or Stage.UNKNOWN.value for name in rows["firm_id"]}
    if order is None:
        layers = {names[n]: int(depth[n]) for n in drawn}
    else:
        layers = {name: order.index(word) if word in order else len(order) for name, word in stage.items()}
    layout = layered(layers, ((link["seller"], link["buyer"]) for link in links.iter_rows(named=True)))
    home = graph.firms["province"][graph.row(firm)]
    nodes = [
        Node(
            one["firm_id"],
            one["town"],
            one["province"],
            tuple(one["products"] or ()),
            int(depth[n]),
            stage[one["firm_id"]],
            None if home is None or one["province"] is None else one["province"] != home,
            int(suppliers[n]),
            int(customers[n]),
            layout.spots[one["firm_id"]],
        )
        for n, one in zip(drawn, rows.iter_rows(named=True), strict=True)
    ]
    edges = tuple(
        Edge(**{**link, "confirmation": Confirmation(link["confirmation"])}) for link in links.iter_rows(named=True)
    )
    nodes.sort(key=lambda node: (node.spot.x, node.spot.y))
    return FirmGraph(firm, graph.on, tuple(nodes), edges, layout.crossings, len(met) - len(drawn))


def _nearest(depth: Places, partners: Places, names: Sequence[str]) -> list[int]:
    """Return the nodes in the order in which they are drawn while there is room."""
    order = sorted(range(len(names)), key=lambda n: (abs(depth[n]), -partners[n], names[n]))
    seen: dict[int, int] = {}
    turn: dict[int, int] = {}
    for n in order:
        turn[n] = seen[int(depth[n])] = seen.get(int(depth[n]), 0) + 1
    return sorted(order, key=lambda n: (abs(depth[n]), turn[n], depth[n]))


def _partners(graph: SupplyGraph, firms: Places, direction: Direction) -> Places:
    way = graph.towards(direction)
    counts = [len(np.unique(way.ends[way.links[way.starts[row] : way.starts[row + 1]]])) for row in firms]
    return np.array(counts, np.int64)


def _between(graph: SupplyGraph, firms: Places) -> pl.DataFrame:
    """Return the links both ends of which are among these firms."""
    way = graph.supplies
    links = way.of(firms)
    links = links[np.isin(way.ends[links], firms)]
    columns = ("seller", "buyer", "product", "amount", "currency", "band", "from_on", "to_on", "source")
    found = graph.links[links].select(columns).with_columns(graph.confirmations.gather(links))
    return found.sort("seller", "buyer", "product", "from_on")
