"""The graph of one firm, ready to be drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.chain import Confirmation, Direction, SupplyGraph, firm_graph, layered
from tests.engine.chain import world
from tests.engine.chain.test_graph import hanzhong
from tests.engine.chain.world import FIRMS, graph_of, sold

LAYERS = st.lists(st.integers(-2, 2), min_size=len(FIRMS), max_size=len(FIRMS)).map(
    lambda n: dict(zip(FIRMS, n, strict=True))
)
PAIRS = st.lists(st.tuples(st.sampled_from(FIRMS), st.sampled_from(FIRMS)), max_size=20)


def crossings(spots, links, layers):
    """Count crossings pair by pair."""
    pairs = {(a, b) if layers[a] < layers[b] else (b, a) for a, b in links if layers[a] != layers[b]}
    return sum(
        (spots[a].y - spots[c].y) * (spots[b].y - spots[d].y) < 0
        for (a, b), (c, d) in combinations(sorted(pairs), 2)
        if (layers[a], layers[b]) == (layers[c], layers[d])
    )


@world.tried
@given(LAYERS, PAIRS, st.randoms())
def test_layout_counts_its_crossings_and_ignores_the_order_given(layers, links, random):
    layout = layered(layers, links)
    assert layout.crossings == crossings(layout.spots, links, layers)
    shuffled = list(links)
    random.shuffle(shuffled)
    names = list(layers)
    random.shuffle(names)
    assert layered({name: layers[name] for name in names}, shuffled) == layout


@world.tried
@given(LAYERS, PAIRS)
def test_every_layer_is_filled_from_its_middle(layers, links):
    spots = layered(layers, links).spots
    for layer in set(layers.values()):
        heights = sorted(spots[name].y for name in layers if layers[name] == layer)
        assert heights == [n - (len(heights) - 1) / 2 for n in range(len(heights))]


@world.tried
@given(st.permutations(range(6)))
def test_planted_drawing_without_crossings_is_found(order):
    links = [(f"a{n}", f"b{place}") for n, place in enumerate(order)]
    layers = {f"a{n}": 0 for n in range(6)} | {f"b{n}": 1 for n in range(6)}
    assert layered(layers, links).crossings == 0


def test_graph_of_a_firm():
    firms = pl.DataFrame(
        {"firm_id": ["rod", "wire", "cable", "grid", "far"], "province": ["33", "31", "31", None, "33"],
         "products": [["copper rod"], None, ["cable"], [], None]}
    )  # fmt: skip
    links = pl.DataFrame(
        {
            "seller": ["rod", "wire", "cable", "far"],
            "buyer": ["wire", "cable", "grid", "rod"],
            "product": ["copper rod", "copper wire", None, None],
            "amount": [Decimal("12.50"), None, None, None],
            "currency": ["CNY", None, None, None],
            "band": [None, "1-5 m", None, None],
            "from_on": [date(2020, 1, 1), None, None, None],
            "confirmed_by_seller": [True, True, None, None],
            "confirmed_by_buyer": [True, False, None, None],
            "source": ["S0", None, None, None],
        }
    )
    drawn = firm_graph(SupplyGraph.from_frames(firms, links, on=world.DAY), "cable")
    assert [(n.firm_id, n.depth, n.spot.x, n.across, n.suppliers, n.customers) for n in drawn.nodes] == [
        ("rod", -2, 0, True, 1, 1), ("wire", -1, 1, False, 1, 1), ("cable", 0, 2, False, 1, 1), ("grid", 1, 3, None, 1, 0),
    ]  # fmt: skip
    assert [(e.seller, e.amount, e.band, e.from_on, e.confirmation, e.source) for e in drawn.edges] == [
        ("cable", None, None, None, Confirmation.NONE, None),
        ("rod", Decimal("12.50"), None, date(2020, 1, 1), Confirmation.BOTH, "S0"),
        ("wire", None, "1-5 m", None, Confirmation.SELLER, None),
    ]
    assert (drawn.crossings, drawn.left_out) == (0, 0)


def test_d12_hub_is_drawn_whole_or_with_what_was_left_out():
    drawn = firm_graph(hanzhong(), "hub", 1, 1)
    assert (len(drawn.nodes), len(drawn.edges), drawn.crossings, drawn.left_out) == (801, 800, 0, 0)
    few = firm_graph(hanzhong(), "hub", 1, 1, limit=50)
    assert (len(few.nodes), len(few.edges), few.left_out) == (50, 49, 751)
    assert [sum(node.depth == side for node in few.nodes) for side in (-1, 0, 1)] == [25, 1, 24]


def test_stages_give_the_columns():
    graph = graph_of([sold("a", "k"), sold("b", "a"), sold("k", "z"), sold("q", "k")])
    stages = pl.DataFrame({"firm_id": ["a", "b", "k"], "stage": ["upstream", "upstream", "downstream"]})
    drawn = firm_graph(graph, "k", stages=stages, order=["upstream", "midstream", "downstream"])
    assert {n.firm_id: (n.spot.x, n.stage) for n in drawn.nodes} == {
        "a": (0, "upstream"), "b": (0, "upstream"), "k": (1, "downstream"), "z": (2, "unknown"), "q": (2, "unknown"),
    }  # fmt: skip


@world.tried
@given(world.links(), st.sampled_from(FIRMS))
def test_drawn_are_those_within_reach_with_all_links_between(links, firm):
    graph = graph_of(links, FIRMS)
    drawn = firm_graph(graph, firm, 2, 1)
    names = {node.firm_id for node in drawn.nodes}
    reached = {
        firm,
        *graph.walk(firm, Direction.UPSTREAM, 2)["firm_id"],
        *graph.walk(firm, Direction.DOWNSTREAM, 1)["firm_id"],
    }
    assert names == reached
    assert len(drawn.edges) == sum(link["seller"] in names and link["buyer"] in names for link in links)
