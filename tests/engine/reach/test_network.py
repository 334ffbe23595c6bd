"""Shortest times: equal to scipy's on every pair, by both ways of reckoning, and what they must always keep."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.reach import UNREACHABLE, Added, Links, Network, Places, as_minutes, exact, thousandths
from pilin.engine.reach.hierarchy import dissection
from pilin.engine.reach.minutes import bound
from tests.engine.reach import world

BACKENDS = world.backends()


def test_the_hierarchy_is_there():
    if dissection() is None:
        pytest.skip("no wheel of pymetis fits this machine: scipy answers alone")
    assert BACKENDS == ["dijkstra", "hierarchy"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("name", "column"),
    [("roads/sioux-falls/SiouxFalls_net.tntp", 4), ("roads/chicago-sketch/ChicagoSketch_net.tntp", 3)],
)
def test_real_roads_on_every_pair(name, column, backend):
    links = world.tntp(name, column)
    assert np.array_equal(world.every(Network.of(links, backend=backend)), world.plain(links))


@pytest.mark.parametrize("backend", BACKENDS)
@given(links=world.some_links)
def test_made_up_roads_on_every_pair(backend, links):
    net = Network.of(links, backend=backend)
    assert np.array_equal(world.every(net), world.plain(links))


@given(links=world.some_links)
def test_no_way_round_is_shorter(links):
    found = world.every(Network.of(links)).astype(np.int64)
    found[found == UNREACHABLE] = 10**12
    assert np.all(found[:, None, :] <= found[:, :, None] + found[None, :, :])
    assert np.all(np.diag(found) == 0)


@given(links=world.some_whole_ways)
def test_what_runs_both_ways_is_symmetric(links):
    found = world.every(Network.of(links))
    assert np.array_equal(found, found.T)


@pytest.mark.parametrize("backend", BACKENDS)
@given(links=world.some_links, more=st.lists(world.link, min_size=1, max_size=4))
def test_added_links_make_nothing_slower_and_are_as_reckoned_anew(backend, links, more):
    more = [one for one in more if one[0] != one[1]]
    net = Network.of(links, backend=backend)
    before, after = world.every(net), world.every(net.with_links([Added(*one) for one in more]))
    assert np.all(after <= before)
    assert np.array_equal(after, world.plain(links + more))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_possible_link_is_reckoned_by_a_new_customisation(backend):
    links = [("a", "b", 10), ("b", "c", 10), ("c", "d", 10)]
    net = Network.of(links, possible=[("a", "d")], backend=backend)
    assert np.array_equal(world.every(net), world.plain(links))
    built = net.with_links([Added("a", "d", 4)])
    assert built._extra == ()
    assert np.array_equal(world.every(built), world.plain([*links, ("a", "d", 4)]))
    assert np.array_equal(world.every(built.without_links([("a", "d")])), world.plain(links))


@pytest.mark.parametrize("backend", BACKENDS)
def test_closed_links(backend):
    links = [("a", "b", 10), ("b", "c", 10), ("a", "c", 50)]
    net = Network.of(links, backend=backend)
    assert np.array_equal(world.every(net.without_links([("a", "b")])), world.plain([*links[1:]]))
    one_way = net.without_links([("a", "b")], both_ways=False)
    assert np.array_equal(world.every(one_way), world.plain([("b", "a", 10, False), *links[1:]]))
    with pytest.raises(Invalid, match="no link runs from a to b"):
        net.without_links([("a", "b")]).without_links([("a", "b")])


def test_of_parallel_links_the_least_and_each_direction_for_itself():
    net = Network.of([("a", "b", 9), ("a", "b", 7), ("b", "a", 3, False), ("a", "a", 1)])
    assert world.every(net).tolist() == [[0, 7_000], [3_000, 0]]


def test_times_are_exact_and_what_cannot_be_reached_is_none():
    net = Network.of([("a", "b", 0.1), ("b", "c", 0.2), ("x", "y", 1)])
    assert net.minutes("a") == {"a": 0, "b": Decimal("0.1"), "c": Decimal("0.3"), "x": None, "y": None}
    assert np.isnan(as_minutes(world.every(net))[0, 3])
    assert [exact(0), exact(UNREACHABLE)] == [0, None]


@pytest.mark.source("D-51")
@pytest.mark.parametrize("backend", BACKENDS)
def test_within_the_hour(backend):
    links = [("sh", "nt", 40, True, "rail"), ("sh", "edge", 60, True, "rail"), ("sh", "out", 61, True, "rail"), ("far", "off", 1, True, "rail")]  # fmt: skip
    places = Places.of(
        [("Shanghai", "sh", 9), ("Nantong", "nt", 7), ("edge", "edge", 0), ("out", "out"), ("far", "far")]
    )
    told = Network.of(links, backend=backend).within("Shanghai", places, 60, hour="08:00")
    assert [(one.id, one.minutes) for one in told.places] == [("Shanghai", 0), ("Nantong", 40), ("edge", 60)]
    assert (told.count, told.weight, told.modes, told.hour, told.within) == (3, 16.0, ("rail",), "08:00", 60)


def test_a_bound_is_not_rounded():
    places = Places.of([("a", "a"), ("b", "b")])
    net = Network.of([("a", "b", 60.001)])
    assert [net.within("a", places, most).count for most in (60, 60.0009, 60.001)] == [1, 1, 2]
    assert bound(0.3) == 300
    for wrong in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError):
            bound(wrong)


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), 0.0004, 2_147_483.7])
def test_no_minutes(wrong):
    with pytest.raises(ValueError):
        thousandths([5, wrong])
    with pytest.raises(Invalid) as caught:
        Network.of([("a", "b", 5)]).with_links([Added("a", "b", wrong)])
    assert [(fault.code, fault.row) for fault in caught.value.faults] == [("no_minutes", 1)]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_way_of_four_years_is_none(backend):
    net = Network.of([("a", "b", 2_000_000), ("b", "c", 2_000_000)], backend=backend)
    assert world.every(net)[0].tolist() == [0, 2_000_000_000, UNREACHABLE]


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_links_and_one_node(backend):
    assert len(Network.of([], backend=backend)) == 0
    assert world.every(Network.of([("a", "a", 1)], backend=backend)).tolist() == [[0]]


def test_unknown_nodes_and_places_are_named():
    net = Network.of([("a", "b", 5)])
    with pytest.raises(Invalid) as caught:
        net.nodes_of(Places.of([("A", "a"), ("Z", "z"), ("Y", "y")]), first=2)
    assert [(f.row, f.field, f.code, f.value) for f in caught.value.faults] == [
        (3, "node", "unknown_node", "z"), (4, "node", "unknown_node", "y"),
    ]  # fmt: skip
    for code, asked in {
        "unknown_place": lambda: net.within("Q", Places.of([("A", "a")]), 60),
        "unknown_node": lambda: net.with_links([Added("a", "q", 1)]),
        "same_node": lambda: net.with_links([Added("a", "a", 1)]),
    }.items():
        with pytest.raises(Invalid) as caught:
            asked()
        assert [fault.code for fault in caught.value.faults] == [code]


def test_modes_apart():
    links = Links.of([("a", "b", 5, True, "road"), ("a", "b", 2, True, "rail"), ("a", "b", 1)])
    assert links.modes == ("rail", "road")
    assert Network.of(links.of_modes(["road"])).minutes("a")["b"] == 5
