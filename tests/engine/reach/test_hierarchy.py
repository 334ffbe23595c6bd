"""The contraction hierarchy by itself: what no small network of names brings out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from pilin.engine.reach import UNREACHABLE
from pilin.engine.reach.hierarchy import ABREAST, Hierarchy, Topology, dissection

pytestmark = pytest.mark.skipif(dissection() is None, reason="no wheel of pymetis fits this machine")
HEAVIEST = UNREACHABLE - 1


def plain(number, tail, head, weight):
    """Return every time by scipy, in whole thousandths."""
    runs = weight < UNREACHABLE
    graph = csr_matrix((weight[runs].astype(float), (tail[runs], head[runs])), shape=(number, number))
    return np.minimum(dijkstra(graph), UNREACHABLE).astype(np.int64)


def made_up(number, arcs, seed, heaviest):
    """Return arcs apart, sorted, none from a node to itself."""
    rng = np.random.default_rng(seed)
    keys = np.unique(rng.integers(0, number * number, arcs))
    tail, head = np.divmod(keys, number)
    tail, head = tail[tail != head], head[tail != head]
    return tail, head, rng.integers(1, heaviest, len(tail), endpoint=True)


@given(
    number=st.integers(2, 90), share=st.floats(0.3, 5), seed=st.integers(0, 2**32 - 1),
    heaviest=st.sampled_from([3, 60_000, HEAVIEST]),
)  # fmt: skip
def test_every_pair_is_scipys_in_parts_one_way_and_at_the_end_of_what_counts(number, share, seed, heaviest):
    tail, head, weight = made_up(number, max(1, int(number * share)), seed, heaviest)
    if not len(tail):
        return
    everybody = np.arange(number)
    told = Hierarchy(Topology(number, tail, head), weight).cells(everybody, everybody)
    assert np.array_equal(told, plain(number, tail, head, weight))


@given(seed=st.integers(0, 2**32 - 1))
def test_another_time_for_each_link_needs_no_other_topology(seed):
    tail, head, weight = made_up(60, 200, 4, 500)
    topology, rng = Topology(60, tail, head), np.random.default_rng(seed)
    other = np.where(rng.random(len(weight)) < 0.2, UNREACHABLE, rng.integers(1, 500, len(weight)))  # some are closed
    everybody = np.arange(60)
    for now in (weight, other):
        assert np.array_equal(Hierarchy(topology, now).cells(everybody, everybody), plain(60, tail, head, now))


def test_sources_and_goals_come_back_in_their_order_and_as_often_as_asked():
    tail, head, weight = made_up(400, 1_600, 2, 9_000)
    hierarchy, rng = Hierarchy(Topology(400, tail, head), weight), np.random.default_rng(3)
    sources, goals = rng.integers(0, 400, 3 * ABREAST + 5), rng.integers(0, 400, 70)
    every = plain(400, tail, head, weight)
    assert np.array_equal(hierarchy.cells(sources, goals), every[sources][:, goals])
    assert hierarchy.cells(sources[:0], goals).shape == (0, 70)
    assert hierarchy.cells(sources, goals[:0]).shape == (3 * ABREAST + 5, 0)


def test_shortcuts_are_those_of_an_order_and_no_more():
    """A chain needs none; a star taken out from its leaves needs none; a ring of four needs one."""
    chain = Topology(6, np.arange(5), np.arange(1, 6))
    star = Topology(6, np.zeros(5, dtype=np.int64), np.arange(1, 6))
    ring = Topology(4, np.arange(4), (np.arange(4) + 1) % 4)
    assert (len(ring.up), len(star.up) <= 15, len(chain.up) <= 8) == (5, True, True)
    for topology in (chain, star, ring):
        first, up = topology.first, topology.up
        for v in range(len(first) - 1):  # what lies above a node is joined with each other
            above = up[first[v] : first[v + 1]]
            assert sorted(set(above.tolist())) == above.tolist()
            for k, x in enumerate(above):
                assert set(above[k + 1 :].tolist()) <= set(up[first[x] : first[x + 1]].tolist())
