"""Two ways to reckon shortest times, which tell the same: Dijkstra's, and contraction hierarchies."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from pilin.engine.reach.minutes import UNREACHABLE, Cells

AT_ONCE = 32 << 20  # cells of a block of sources: a quarter of a gigabyte

Whole = NDArray[np.int64]


@cache
def hierarchies() -> Any:
    """Return RoutingKit's customizable contraction hierarchies, or None where no wheel fits the machine."""
    try:
        import routingkit_cch  # optional dependency
    except ImportError:
        return None
    return routingkit_cch


class Dijkstra:
    """Shortest times by scipy: nothing to prepare, each source anew."""

    def __init__(self, number: int, tail: Whole, head: Whole, weight: Whole) -> None:
        # whole thousandths stay whole in doubles up to 2^53
        self.graph = csr_matrix((weight.astype(np.float64), (tail, head)), shape=(number, number))

    def cells(self, sources: Whole, targets: Whole | None = None) -> Cells:
        """Return thousandths from each source to each target, or to every node."""
        number = self.graph.shape[0]
        told = np.empty((len(sources), number if targets is None else len(targets)), dtype=np.int32)
        step = max(1, AT_ONCE // max(1, number))
        for k in range(0, len(sources), step):
            found = dijkstra(self.graph, indices=sources[k : k + step])
            found = found if targets is None else found[:, targets]
            told[k : k + step] = np.minimum(found, UNREACHABLE)
        return told


class Topology:
    """Which arcs there are, or may ever be: its order is found once, for whatever minutes they take.

    The order is nested dissection by inertial flow (Schild and Sommer 2015), which needs coordinates. Where the nodes lie
    nobody said: how much nearer a node is to one end of the network than to the other, in links, stands for them.
    """

    def __init__(self, number: int, tail: Whole, head: Whole) -> None:
        self.tails, self.heads = tail.tolist(), head.tolist()
        across, along = _drawn(number, tail, head)
        kit = hierarchies()
        order = kit.compute_order_inertial(number, self.tails, self.heads, across.tolist(), along.tolist())
        self.hierarchy = kit.CCH(order, self.tails, self.heads, False)


class Hierarchy:
    """Shortest times by a customizable contraction hierarchy (Dibbelt, Strasser and Wagner 2016)."""

    def __init__(self, topology: Topology, weight: Whole) -> None:
        # RoutingKit's infinity is the same number as ours, so sums stop there instead of running over
        self.metric = hierarchies().CCHMetric(topology.hierarchy, weight.tolist())

    def cells(self, sources: Whole, targets: Whole) -> Cells:
        """Return thousandths from each source to each target."""
        apart, back = np.unique(targets, return_inverse=True)
        query = hierarchies().CCHOneToMany(self.metric, apart.tolist())
        told = np.empty((len(sources), len(targets)), dtype=np.int32)
        for k, source in enumerate(sources.tolist()):
            row = [UNREACHABLE if cell is None else cell for cell in query.distances_from(source)]
            told[k] = np.array(row, dtype=np.int32)[back]
        return told


def _drawn(number: int, tail: Whole, head: Whole) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two coordinates a node, from hops to four nodes at the network's ends."""
    graph = csr_matrix((np.ones(len(tail)), (tail, head)), shape=(number, number))

    def hops(node: int) -> NDArray[np.float64]:
        found: NDArray[np.float64] = dijkstra(graph, directed=False, unweighted=True, indices=node)
        return np.where(np.isfinite(found), found, -1.0)

    first = hops(int(hops(0).argmax()))
    last = hops(int(first.argmax()))
    across = first - last
    side = hops(int((first + last - 2 * np.abs(across)).argmax()))
    other = hops(int((side - np.abs(across)).argmax()))
    return across, side - other
