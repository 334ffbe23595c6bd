"""Concentration, single sources, what falls with whom, where the network comes apart."""

from __future__ import annotations

from decimal import Decimal

import networkx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.chain import (
    By,
    Confirmation,
    Needs,
    UnknownFirm,
    concentration,
    falls_if,
    load_knowledge,
    removal,
    single_sources,
    weak_points,
)
from tests.engine.chain import world
from tests.engine.chain.test_graph import hanzhong
from tests.engine.chain.world import FIRMS, graph_of, sold

CORE = load_knowledge()
BOTH = {"confirmed_by_seller": True, "confirmed_by_buyer": True}


def test_concentration_of_a_buyer():
    graph = graph_of(
        [sold("a", "k", amount="60"), sold("b", "k", amount="30"), sold("b", "k", amount="10"), sold("c", "k")]
    )
    (row,) = concentration(graph, By.BUYER).rows()
    assert row[:3] == ("k", "CNY", 2)
    assert row[3] == pytest.approx(0.6**2 + 0.4**2)
    assert row[4:] == (4, 0.75)


def test_concentration_of_nothing_known_is_null():
    assert concentration(graph_of([sold("a", "k"), sold("b", "k")]), By.BUYER).rows() == [
        ("k", None, None, None, 2, 0.0)
    ]
    assert concentration(graph_of([sold("a", "k", amount="0")]), By.BUYER).rows() == [("k", None, None, None, 1, 1.0)]


def test_concentration_by_stage_and_currency():
    dollars = {"seller": "b", "buyer": "k", "amount": Decimal(5), "currency": "USD"}
    graph = graph_of([sold("a", "k", amount="50"), sold("b", "k", amount="50"), dollars])
    stages = pl.DataFrame({"firm_id": ["a", "b"], "stage": ["upstream"] * 2})
    assert concentration(graph, By.STAGE, stages).rows() == [
        ("upstream", "CNY", 2, 0.5, 3, 1.0),
        ("upstream", "USD", 1, 1.0, 3, 1.0),
    ]
    with pytest.raises(ValueError, match="needs the stages"):
        concentration(graph, By.STAGE)


@world.tried
@given(world.links())
def test_concentration_lies_between_equal_and_alone(links):
    for _, currency, sellers, hhi, count, share in concentration(graph_of(links, FIRMS), By.BUYER).rows():
        assert count >= 1
        assert 0 <= share <= 1
        assert (hhi is None) == (currency is None)
        if hhi is not None:
            assert 1 / sellers <= hhi * (1 + 1e-12)
            assert hhi <= 1 + 1e-12


def test_single_source_needs_exactly_one_confirmed():
    graph = graph_of(
        [
            sold("a", "k", "copper rod", **BOTH),
            sold("b", "k", "copper rod", confirmed_by_buyer=True),
            sold("a", "k", "PVC", **BOTH),
            sold("b", "k", "PVC", **BOTH),
            sold("a", "k", None, **BOTH),
            sold("b", "m", "cable", confirmed_by_buyer=True),
        ]
    )
    assert single_sources(graph).rows() == [("k", "copper rod", "a", 1)]
    words = (Confirmation.BOTH, Confirmation.BUYER)
    assert single_sources(graph, words).rows() == [("m", "cable", "b", 0)]


def test_fall_goes_down_the_chain_and_stops_at_a_second_source():
    graph = graph_of(
        [sold("mine", "rod", "copper cathode"), sold("rod", "wire", "copper rod"), sold("wire", "cable", "copper wire"),
         sold("other", "cable", "copper wire"), sold("wire", "harness", "copper wire"), sold("harness", "car", "wire harness")]
    )  # fmt: skip
    fall = falls_if(graph, "mine")
    assert fall.losses.rows() == [
        ("rod", "copper cathode", 1), ("wire", "copper rod", 2), ("harness", "copper wire", 3), ("car", "wire harness", 4),
    ]  # fmt: skip
    assert fall.stopped.rows() == [("rod", 1, 1, True), ("wire", 2, 2, True), ("harness", 3, 1, True)]
    assert fall.without_buyer == ()
    both = falls_if(graph, "mine", "other")
    assert ("cable", "copper wire", 3) in both.losses.rows()


def test_knowledge_says_what_needs_what():
    graph = graph_of(
        [sold("pvc maker", "k", "PVC电缆料"), sold("k", "builder", "布电线"), sold("k", "grid", "钢芯铝绞线"),
         sold("k", "shop", "an unheard-of thing")]
    )  # fmt: skip
    fall = falls_if(graph, "pvc maker", knowledge=CORE)
    assert fall.losses.rows() == [("k", "PVC电缆料", 1), ("builder", "布电线", 2), ("shop", "an unheard-of thing", 2)]
    assert fall.stopped.rows() == [("k", 1, 2, True)]
    without = falls_if(graph, "pvc maker")
    assert without.losses["firm_id"].to_list() == ["k", "builder", "grid", "shop"]


def test_synonym_is_no_second_source_but_merchants_stop():
    graph = graph_of(
        [sold("a", "trader", "rice"), sold("trader", "kitchen", "rice"), sold("kitchen", "school", "盒饭")]
    )
    fall = falls_if(graph, "a", knowledge=CORE)
    assert fall.losses.rows() == [("trader", "rice", 1), ("kitchen", "rice", 2), ("school", "盒饭", 3)]
    assert fall.stopped.rows() == [("trader", 1, 1, False), ("kitchen", 2, 1, False)]


def test_suppliers_without_any_other_buyer_and_unnamed_goods():
    graph = graph_of([sold("s", "hub"), sold("t", "hub"), sold("t", "else"), sold("hub", "c"), sold("hub", "c")])
    fall = falls_if(graph, "hub")
    assert fall.without_buyer == ("s",)
    assert fall.unnamed.rows() == [("c", 2)]
    assert fall.losses.rows() == []


def test_fall_in_a_circle_ends():
    graph = graph_of([sold("a", "b", "x"), sold("b", "c", "y"), sold("c", "a", "z")])
    assert falls_if(graph, "a").losses.rows() == [("b", "x", 1), ("c", "y", 2)]


def test_d12_fall_of_the_hub():
    fall = falls_if(hanzhong(), "hub")
    assert (len(fall.losses), fall.losses["depth"].max(), len(fall.without_buyer)) == (500, 1, 300)


def slow_fall(links, fallen):
    """Return what is lost, by asking every link again until nothing changes."""
    stopped, lost = {n for n, link in enumerate(links) if link["seller"] in fallen}, set()
    while True:
        wanted = {(link["buyer"], link["product"]) for link in links if link["product"] is not None}
        now = {
            (buyer, product)
            for buyer, product in wanted
            if buyer not in fallen
            and all(n in stopped for n, k in enumerate(links) if (k["buyer"], k["product"]) == (buyer, product))
        }
        more = stopped | {n for n, link in enumerate(links) if link["seller"] in {buyer for buyer, _ in now}}
        if more == stopped and now == lost:
            return lost
        stopped, lost = more, now


@world.tried
@given(world.links(), st.sets(st.sampled_from(FIRMS), max_size=3))
def test_fall_agrees_with_asking_every_link_again(links, fallen):
    fall = Needs(graph_of(links, FIRMS)).fall(*fallen)
    assert {row[:2] for row in fall.losses.rows()} == slow_fall(links, fallen)
    assert len(fall.losses) == len(set(fall.losses.select("firm_id", "product").rows()))


@world.tried
@given(world.links(named=True), st.sets(st.sampled_from(FIRMS), min_size=1, max_size=2), st.sampled_from(FIRMS))
def test_fall_is_monotone_in_firms(links, fallen, another):
    needs = Needs(graph_of(links, FIRMS))
    fewer, more = needs.fall(*fallen), needs.fall(*fallen, another)
    touched = set(more.losses.select("firm_id", "product").rows())
    assert {row for row in fewer.losses.select("firm_id", "product").rows() if row[0] != another} <= touched


@world.tried
@given(world.links(named=True), st.sampled_from(FIRMS))
def test_second_source_never_makes_it_worse(links, fallen):
    if not links:
        return
    extra = {**links[0], "seller": "saviour"}
    before = falls_if(graph_of(links, [*FIRMS, "saviour"]), fallen)
    after = falls_if(graph_of([*links, extra], [*FIRMS, "saviour"]), fallen)
    assert set(after.losses.select("firm_id", "product").rows()) <= set(
        before.losses.select("firm_id", "product").rows()
    )


@world.tried
@given(world.links(named=True), st.sampled_from(FIRMS))
def test_knowledge_never_adds_a_loss(links, fallen):
    graph = graph_of(links, FIRMS)
    known, worst = falls_if(graph, fallen, knowledge=CORE), falls_if(graph, fallen)
    assert set(known.losses.select("firm_id", "product").rows()) <= set(
        worst.losses.select("firm_id", "product").rows()
    )


@world.tried
@given(world.links(), st.sampled_from(FIRMS))
def test_a_leaf_changes_nothing_else(links, partner):
    before, after = graph_of(links, FIRMS), graph_of([*links, sold("leaf", partner, "leaves", "1")], [*FIRMS, "leaf"])
    for firm in FIRMS:
        one, other = falls_if(before, firm).losses.rows(), falls_if(after, firm).losses.rows()
        assert one == other
    weak, more = weak_points(before), weak_points(after)
    assert set(more.pairs) - set(weak.pairs) == {tuple(sorted(("leaf", partner)))}
    assert set(more.firms) - set(weak.firms) <= {partner}


@world.tried
@given(world.links())
def test_weak_points_agree_with_networkx(links):
    peer = networkx.Graph([(link["seller"], link["buyer"]) for link in links])
    found = weak_points(graph_of(links, FIRMS))
    assert set(found.firms) == set(networkx.articulation_points(peer))
    assert set(found.pairs) == {tuple(sorted(pair)) for pair in networkx.bridges(peer)}


@world.tried
@given(world.links(), st.sampled_from(FIRMS))
def test_removal_agrees_with_networkx(links, firm):
    peer = networkx.Graph([(link["seller"], link["buyer"]) for link in links])
    peer.add_nodes_from(FIRMS)
    others = networkx.node_connected_component(peer, firm) - {firm}
    sizes = [len(part) for part in networkx.connected_components(peer.subgraph(others))]
    gone = removal(graph_of(links, FIRMS), firm)
    assert (gone.joined, gone.parts, gone.largest, gone.isolated) == (
        len(others), len(sizes), max(sizes, default=0), sizes.count(1),
    )  # fmt: skip


def test_nobody_of_that_name():
    with pytest.raises(UnknownFirm):
        falls_if(graph_of([sold("a", "b")]), "z")
