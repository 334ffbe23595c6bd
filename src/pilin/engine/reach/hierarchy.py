"""A customizable contraction hierarchy: shortest times between many nodes of one large network.

Dibbelt, Strasser and Wagner, "Customizable Contraction Hierarchies" (ACM JEA 2016). Nodes are ordered by nested dissection, found
by METIS; which shortcuts there may be follows from the order alone (``Topology``), what each takes from the minutes of the links
(``Hierarchy``), and times between many nodes are two passes over what lies above them, a block of sources abreast.

Nodes are numbered by their rank from here on: an arc goes up to a node of higher rank, and carries two times, there and back.
Times are uint32 thousandths of a minute; UNREACHABLE is 2^31 - 1, so no sum of two runs over and the least of all stops there.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilin.engine.reach.compiled import compiled
from pilin.engine.reach.minutes import UNREACHABLE, Cells

ABREAST = 32  # sources a pass: their times to one node lie side by side and are compared at once

Whole = NDArray[np.int64]
Times = NDArray[np.uint32]


@cache
def dissection() -> Any:
    """Return METIS, or None where no wheel of it fits the machine."""
    try:
        import pymetis  # optional dependency
    except ImportError:
        return None
    return pymetis


class Topology:
    """Which arcs there are, or may ever be: order and shortcuts are found once, for whatever minutes the links take."""

    def __init__(self, number: int, tail: Whole, head: Whole) -> None:
        self.rank = ranks(number, tail, head)
        low, high = np.minimum(self.rank[tail], self.rank[head]), np.maximum(self.rank[tail], self.rank[head])
        edges = np.unique(low * number + high)
        first = np.searchsorted(edges, np.arange(number + 1) * number)
        self.first, self.up = _filled(first, (edges % max(1, number)).astype(np.int32))
        self.parent = _parents(self.first, self.up)
        self.place = _places(self.first, self.up, low, high.astype(np.int32))  # of each link among the arcs
        self.goes_up = self.rank[tail] < self.rank[head]


class Hierarchy:
    """Shortest times over a topology, once its links take their minutes."""

    def __init__(self, topology: Topology, weight: Whole) -> None:
        self.topology = topology
        there, back = (np.full(len(topology.up), UNREACHABLE, dtype=np.uint32) for _way in range(2))
        told = weight.astype(np.uint32)
        np.minimum.at(there, topology.place[topology.goes_up], told[topology.goes_up])
        np.minimum.at(back, topology.place[~topology.goes_up], told[~topology.goes_up])
        _customised(topology.first, topology.up, there, back)
        self.there, self.back = there, back

    def cells(self, sources: Whole, targets: Whole) -> Cells:
        """Return thousandths from each source to each target, (S, T)."""
        topology = self.topology
        start, start_of = np.unique(
            topology.rank[sources], return_inverse=True
        )  # by rank: what lies above neighbours is shared
        goal, goal_of = np.unique(topology.rank[targets], return_inverse=True)
        above = _above(topology.parent, goal)
        first, up, back = _part(topology.first, topology.up, self.back, above)
        place = np.full(len(topology.parent), -1, dtype=np.int32)
        place[above] = np.arange(len(above))
        told = np.empty((len(start), len(goal)), dtype=np.int32)
        for k in range(0, len(start), ABREAST):
            block = start[k : k + ABREAST]
            reached = _above(topology.parent, block)
            times = _upward(topology.first, topology.up, self.there, reached, block, ABREAST)
            known = place[reached]
            found = np.full((len(above), ABREAST), UNREACHABLE, dtype=np.uint32)
            found[known[known >= 0]] = times[known >= 0]
            _downward(first, up, back, found)
            told[k : k + ABREAST] = found[place[goal], : len(block)].T
        return told[start_of][:, goal_of]


def ranks(number: int, tail: Whole, head: Whole) -> Whole:
    """Return the rank of each node: who separates large parts of the network from each other comes last."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    edges = np.unique((low * number + high)[low != high])
    low, high = np.divmod(edges, max(1, number))
    start, end = np.concatenate([low, high]), np.concatenate([high, low])
    by = np.argsort(start, kind="stable")
    kit = dissection()
    graph = kit.CSRAdjacency(np.searchsorted(start[by], np.arange(number + 1)).tolist(), end[by].tolist())
    order, _rank = kit.nested_dissection(graph)
    told = np.empty(number, dtype=np.int64)
    told[np.asarray(order)] = np.arange(number)
    return told


@compiled
def _filled(first: Whole, up: NDArray[np.int32]) -> tuple[Whole, NDArray[np.int32]]:
    """Return arcs upward, by tail and head, once each node was taken out in turn and its neighbours above were joined."""
    number = len(first) - 1
    begins = np.zeros(number + 1, dtype=np.int64)
    told = np.empty(max(16, 4 * len(up)), dtype=np.int32)
    seen, next_child, child = np.full(number, -1), np.full(number, -1), np.full(number, -1)
    size = 0
    for v in range(number):
        room = size + (first[v + 1] - first[v])
        c = child[v]
        while c >= 0:
            room += begins[c + 1] - begins[c]
            c = next_child[c]
        if room > len(told):
            more = np.empty(max(room, 2 * len(told)), dtype=np.int32)
            more[:size] = told[:size]
            told = more
        begin = size
        for k in range(first[v], first[v + 1]):
            told[size] = up[k]
            seen[up[k]] = v
            size += 1
        c = child[v]
        while c >= 0:
            for k in range(begins[c], begins[c + 1]):
                x = told[k]
                if x != v and seen[x] != v:
                    seen[x] = v
                    told[size] = x
                    size += 1
            c = next_child[c]
        told[begin:size].sort()
        begins[v + 1] = size
        if size > begin:
            parent = told[begin]
            next_child[v] = child[parent]
            child[parent] = v
    return begins, told[:size].copy()


@compiled
def _parents(first: Whole, up: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the lowest neighbour above each node, -1 for one with nothing above it."""
    told = np.full(len(first) - 1, -1, dtype=np.int32)
    for v in range(len(told)):
        if first[v + 1] > first[v]:
            told[v] = up[first[v]]
    return told


@compiled
def _places(first: Whole, up: NDArray[np.int32], low: Whole, high: NDArray[np.int32]) -> Whole:
    """Return where the arc of each pair of nodes stands."""
    told = np.empty(len(low), dtype=np.int64)
    for k in range(len(low)):
        v = low[k]
        told[k] = first[v] + np.searchsorted(up[first[v] : first[v + 1]], high[k])
    return told


@compiled
def _customised(first: Whole, up: NDArray[np.int32], there: Times, back: Times) -> None:
    """Let each arc take the least of its own time and of the ways over each node below both its ends.

    A node's arcs are final when its turn comes, since whatever may make them less lies below it. ``waits[x]`` begins the chain
    of nodes whose next arc, ``at``, goes to x.
    """
    number = len(first) - 1
    waits, chain, at = np.full(number, -1), np.full(number, -1), first[:-1].copy()
    place = np.full(number, -1)
    for u in range(number):
        for k in range(first[u], first[u + 1]):
            place[up[k]] = k
        v = waits[u]
        while v >= 0:
            after = chain[v]
            k, end = at[v], first[v + 1]
            over_there, over_back = back[k], there[k]  # u → v and v → u
            for j in range(k + 1, end):
                p = place[up[j]]
                told = np.uint32(over_there + there[j])
                if told < there[p]:
                    there[p] = told
                told = np.uint32(over_back + back[j])
                if told < back[p]:
                    back[p] = told
            at[v] = k + 1
            if k + 1 < end:
                x = up[k + 1]
                chain[v] = waits[x]
                waits[x] = v
            v = after
        if first[u + 1] > first[u]:
            x = up[first[u]]
            chain[u] = waits[x]
            waits[x] = u


@compiled
def _above(parent: NDArray[np.int32], nodes: Whole) -> Whole:
    """Return nodes and whatever lies above them, by rank."""
    seen = np.zeros(len(parent), dtype=np.bool_)
    number = 0
    for v in nodes:
        while v >= 0 and not seen[v]:
            seen[v] = True
            number += 1
            v = np.int64(parent[v])
    return np.flatnonzero(seen)


@compiled
def _part(first: Whole, up: NDArray[np.int32], time: Times, nodes: Whole) -> tuple[Whole, NDArray[np.int32], Times]:
    """Return the arcs of some nodes that hold whatever lies above them, numbered by their place among these."""
    place = np.empty(len(first) - 1, dtype=np.int32)
    size = 0
    for k in range(len(nodes)):
        place[nodes[k]] = k
        size += first[nodes[k] + 1] - first[nodes[k]]
    begins, heads, times = np.empty(len(nodes) + 1, dtype=np.int64), np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint32)  # fmt: skip
    begins[0], size = 0, 0
    for k in range(len(nodes)):
        for j in range(first[nodes[k]], first[nodes[k] + 1]):
            heads[size], times[size] = place[up[j]], time[j]
            size += 1
        begins[k + 1] = size
    return begins, heads, times


@compiled
def _upward(first: Whole, up: NDArray[np.int32], there: Times, nodes: Whole, sources: Whole, abreast: int) -> Times:
    """Return times from each source to each of the nodes above them, (nodes, abreast)."""
    place = np.empty(len(first) - 1, dtype=np.int32)
    for k in range(len(nodes)):
        place[nodes[k]] = k
    told = np.full((len(nodes), abreast), np.uint32(2147483647), dtype=np.uint32)
    for k in range(len(sources)):
        told[place[sources[k]], k] = 0
    for k in range(len(nodes)):
        own = told[k]
        for j in range(first[nodes[k]], first[nodes[k] + 1]):
            time, theirs = there[j], told[place[up[j]]]
            for s in range(abreast):
                over = np.uint32(own[s] + time)
                theirs[s] = min(theirs[s], over)
    return told


@compiled
def _downward(first: Whole, up: NDArray[np.int32], back: Times, told: Times) -> None:
    """Let each node take the least of its own times and of those over each node above it."""
    for k in range(len(first) - 2, -1, -1):
        own = told[k]
        for j in range(first[k], first[k + 1]):
            time, theirs = back[j], told[up[j]]
            for s in range(told.shape[1]):
                over = np.uint32(theirs[s] + time)
                own[s] = min(own[s], over)
