"""A kept matrix follows its network; two states compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.reach import UNREACHABLE, Added, Matrix, Network, Places, compare, is_majority
from tests.engine.reach import world

PLACES = Places.of([(name.upper(), name) for name in world.NODES[1:6]])
SOME = np.arange(1, 6)
BACKENDS = world.backends()


def matrix_of(links, backend="auto"):
    return Matrix.of(Network.of(links, backend=backend), PLACES)


@pytest.mark.parametrize("backend", BACKENDS)
@settings(deadline=None)
@given(links=world.some_links, more=st.lists(world.link, min_size=1, max_size=4))
def test_links_added_in_place_are_as_reckoned_anew(backend, links, more):
    more = [one for one in more if one[0] != one[1]]
    kept = matrix_of(links, backend)
    kept.add_links([Added(*one) for one in more])
    assert np.array_equal(kept.cells, world.plain(links + more)[np.ix_(SOME, SOME)])
    assert np.array_equal(Matrix.of(kept.network, PLACES).cells, kept.cells)


@pytest.mark.parametrize("backend", BACKENDS)
@settings(deadline=None)
@given(links=world.some_links, closed=st.sets(st.integers(0, 6), min_size=1, max_size=3), both=st.booleans())
def test_links_closed_in_place_are_as_reckoned_anew(backend, links, closed, both):
    pairs = [world.AROUND[k][:2] for k in closed]
    kept = matrix_of(links, backend)
    told = kept.close_links(pairs, both_ways=both)
    again = Matrix.of(kept.network, PLACES)
    gone = set(pairs) | ({pair[::-1] for pair in pairs} if both else set())
    arcs = [(a, b, t, False) for a, b, t, way in links for a, b in ([(a, b), (b, a)] if way else [(a, b)])]
    left = [(a, b, t, f) for a, b, t, f in arcs if (a, b) not in gone] + [(a, a, 1.0, False) for a in world.NODES]
    assert np.array_equal(kept.cells, again.cells)
    assert np.array_equal(kept.cells, world.plain(left)[np.ix_(SOME, SOME)])
    assert 0 <= told <= len(SOME)


def test_only_places_whose_ways_ran_over_the_link_are_reckoned_anew():
    links = [("b", "c", 1), ("d", "e", 1), ("e", "f", 1), ("a", "g", 1), ("g", "h", 1)]
    kept = matrix_of(links)
    assert kept.close_links([("b", "c")]) == 2
    assert kept.cells[0].tolist() == [0, UNREACHABLE, UNREACHABLE, UNREACHABLE, UNREACHABLE]


@settings(deadline=None)
@given(links=world.some_links, took=st.lists(world.minutes, min_size=1, max_size=3), both=st.booleans())
def test_a_prospect_asked_again_and_again_leaves_the_matrix_as_it_is(links, took, both):
    kept = matrix_of(links)
    before, prospect, out = kept.cells.copy(), kept.prospect("a", "h", both_ways=both), np.empty_like(kept.cells)
    for minutes in took:
        assert np.array_equal(
            prospect.at(minutes, out), world.plain([*links, ("a", "h", minutes, both)])[np.ix_(SOME, SOME)]
        )
    assert np.array_equal(kept.cells, before)


def test_what_is_refused_changes_nothing():
    kept = matrix_of(world.AROUND)
    before, net = kept.cells.copy(), kept.network
    for asked in (
        lambda: kept.add_links([Added("a", "z", 1)]), lambda: kept.add_links([Added("a", "b", 0)]),
        lambda: kept.close_links([("a", "b"), ("a", "h")]),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            asked()
    assert np.array_equal(kept.cells, before) and kept.network is net


def test_a_large_network_is_reckoned_alike_by_both():
    side = 160
    rng = np.random.default_rng(1)
    at = lambda r, c: f"{r}-{c}"  # noqa: E731
    links = [
        (at(r, c), at(r + d, c + 1 - d), int(rng.integers(1, 9_000)) / 1_000)
        for r in range(side) for c in range(side) for d in (0, 1) if r + d < side and c + 1 - d < side
    ]  # fmt: skip
    net = Network.of(links)
    nodes = rng.choice(len(net), 80, replace=False)
    assert net.is_hierarchy_worth(80) == (len(BACKENDS) == 2)
    plain = Network.of(links, backend="dijkstra")
    assert np.array_equal(net.cells(nodes, nodes), plain.cells(nodes, nodes))
    more = [Added("0-0", "159-159", 0.5), Added("0-159", "159-0", 0.5)]
    assert np.array_equal(net.with_links(more).cells(nodes, nodes), plain.with_links(more).cells(nodes, nodes))


def test_frame_and_file(tmp_path):
    import polars as pl

    kept = Matrix.of(
        Network.of([("007", "7", 12.5, False), ("x", "y", 1)]), Places.of([("007", "007"), ("7", "7"), ("x", "x")])
    )
    assert kept.frame().rows() == [
        ("007", "007", 0.0), ("007", "7", 12.5), ("007", "x", None), ("7", "007", None), ("7", "7", 0.0), ("7", "x", None),
        ("x", "007", None), ("x", "7", None), ("x", "x", 0.0),
    ]  # fmt: skip
    out = tmp_path / "M.parquet"
    assert kept.write(out) == 9
    assert pl.read_parquet(out).equals(kept.frame()) and [file.name for file in tmp_path.iterdir()] == ["M.parquet"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        kept.write(tmp_path / "folder")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["M.parquet", "folder"]


@pytest.mark.source("D-51")
def test_who_comes_within_the_hour_and_who_falls_out():
    links = [("s", "n", 75), ("s", "w", 30), ("w", "n", 61)]
    places = Places.of([("S", "s", 10), ("N", "n", 4), ("W", "w", 2), ("X", "x", 8)])
    net = Network.of([*links, ("x", "x2", 5)])
    before = Matrix.of(net, places)
    after = Matrix.of(net.without_links([("s", "w")]).with_links([Added("s", "n", 40), Added("x", "n", 100)]), places)
    told = compare(before.cells, after.cells, places.weights, ["Shanghai", "Nantong", "Suzhou", "Xinghua"])
    ids = places.ids
    assert sorted((ids[i], ids[j]) for i, j in told.gained()) == [("N", "S"), ("S", "N")]
    assert sorted((ids[i], ids[j]) for i, j in told.lost()) == [("S", "W"), ("W", "S")]
    assert told.count_before.tolist() == [2, 1, 2, 1] and told.count_after.tolist() == [2, 2, 1, 1]
    assert told.weight_before.tolist() == [12, 4, 12, 8] and told.weight_after.tolist() == [14, 14, 2, 8]
    # from Shanghai: 35 minutes won to N (4), 71 lost to W (2)
    assert told.minutes_won[:3].tolist() == [(35 * 4 - 71 * 2) / 6, 35 * 10 / 12, -71 * 10 / 14]
    assert np.isnan(told.minutes_won[3]) and told.opened.tolist() == [1, 1, 1, 3] and told.shut.tolist() == [0, 0, 0, 0]
    group = told.groups[0]
    assert [g.name for g in told.groups] == ["Nantong", "Shanghai", "Suzhou", "Xinghua"]
    assert (group.places, group.winners, group.losers, group.within.count_before, group.within.count_after) == (
        1,
        1,
        0,
        1,
        2,
    )
    assert (group.within.weight_before, group.within.weight_after, told.groups[3].minutes_won) == (4.0, 14.0, None)


@settings(deadline=None)
@given(
    cells=st.lists(st.sampled_from([1, 59_999, 60_000, 60_001, 90_000, UNREACHABLE]), min_size=32, max_size=32),
    weights=st.lists(st.integers(0, 5), min_size=4, max_size=4), groups=st.lists(st.sampled_from("AB"), min_size=4, max_size=4),
)  # fmt: skip
def test_a_comparison_is_what_it_says(cells, weights, groups):
    both = np.array(cells, dtype=np.int32).reshape(2, 4, 4)
    both[:, range(4), range(4)] = 0
    told = compare(both[0], both[1], weights, groups, within=60)
    for i in range(4):
        pairs = [(both[0, i, j], both[1, i, j], weights[j]) for j in range(4)]
        assert told.count_before[i] == sum(b <= 60_000 for b, _, _ in pairs)
        assert told.weight_after[i] == sum(w for _, a, w in pairs if a <= 60_000)
        known = [(int(b) - int(a), w) for j, (b, a, w) in enumerate(pairs) if j != i and UNREACHABLE not in (b, a)]
        total = sum(w for _, w in known)
        expected = sum(won * w for won, w in known) / (total * 1_000) if total else None
        assert (None if np.isnan(told.minutes_won[i]) else told.minutes_won[i]) == expected
    assert sum(group.within.count_after for group in told.groups) == told.count_after.sum()
    assert sum(group.places for group in told.groups) == 4


def test_a_comparison_of_what_does_not_fit_is_refused():
    cells = np.zeros((2, 2), dtype=np.int32)
    for wrong in (([1], ["A"]), ([1, 1], ["A"]), ([1, -1], ["A", "B"]), ([1, float("nan")], ["A", "B"])):
        with pytest.raises(ValueError):
            compare(cells, cells, *wrong)


@pytest.mark.source("D-93")
def test_more_than_half_of_41_cities_is_21():
    assert min(part for part in range(42) if is_majority(part, 41)) == 21
    links = [("sh", f"c{k}", 60 if k < 20 else 61) for k in range(40)]
    places = Places.of([("Shanghai", "sh"), *[(f"city {k}", f"c{k}") for k in range(40)]])
    net = Network.of(links)
    told = net.within("Shanghai", places, 60)
    assert (told.count, is_majority(told.count, 41), is_majority(told.count - 1, 41)) == (21, True, False)
    assert not is_majority(20, 40)
    with pytest.raises(ValueError):
        is_majority(42, 41)
