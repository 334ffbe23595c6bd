"""The supply graph: who reaches whom, on which day, and the counts of the sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import networkx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.chain import BadFrame, Direction, SupplyGraph, UnknownFirm, degrees, removal
from tests.engine.chain import world
from tests.engine.chain.world import DAY, FIRMS, graph_of, sold


def hanzhong():
    """300 suppliers of which ten across the border, 20 million yuan each; 500 customers."""
    suppliers, customers = [f"s{n:03}" for n in range(300)], [f"c{n:03}" for n in range(500)]
    links = [sold(s, "hub", "part", "20000000" if n < 10 else None) for n, s in enumerate(suppliers)]
    links += [sold("hub", c, "compressor") for c in customers]
    provinces = ["31"] + ["33" if n < 10 else "31" for n in range(300)] + ["32"] * 500
    return graph_of(links, ["hub", *suppliers, *customers], province=provinces)


def test_d12_hub_of_the_source():
    graph = hanzhong()
    found = degrees(graph, "hub")
    assert (found.suppliers, found.customers, found.suppliers_across) == (300, 500, 10)
    assert round(100 * found.share_across, 1) == 3.3
    assert found.value_across == {"CNY": Decimal(200_000_000)}
    assert found.mean_across("CNY") == Decimal(20_000_000)
    assert (found.links_across_known, found.links_across_unknown) == (10, 0)


def test_d12_removing_the_hub_disconnects_800():
    gone = removal(hanzhong(), "hub")
    assert (gone.joined, gone.parts, gone.largest, gone.isolated) == (800, 800, 1, 800)
    leaf = removal(hanzhong(), "s000")
    assert (leaf.joined, leaf.parts, leaf.largest, leaf.isolated) == (800, 1, 800, 0)


def test_d70_twelve_links():
    graph = graph_of(
        [sold(f"u{n}", "everdisplay", "part") for n in range(7)] + [sold("everdisplay", f"d{n}") for n in range(5)]
    )
    found = degrees(graph, "everdisplay")
    assert found.suppliers + found.customers == 12


def test_province_not_known_is_not_across():
    graph = graph_of([sold("a", "hub"), sold("b", "hub", amount="5")], ["hub", "a", "b"], province=["31", None, "33"])
    found = degrees(graph, "hub")
    assert (found.suppliers, found.suppliers_across, found.suppliers_unplaced, found.share_across) == (2, 1, 1, 1.0)
    homeless = degrees(graph_of([sold("a", "hub", amount="5")], ["hub", "a"], province=[None, "33"]), "hub")
    assert (homeless.suppliers_across, homeless.suppliers_unplaced, homeless.share_across) == (0, 1, None)
    assert homeless.value_across == {}


def test_currencies_have_no_common_mean():
    graph = graph_of(
        [sold("a", "hub", amount="5"), {"seller": "b", "buyer": "hub", "amount": Decimal(7), "currency": "USD"}],
        ["hub", "a", "b"],
        province=["31", "33", "33"],
    )
    found = degrees(graph, "hub")
    assert found.value_across == {"CNY": Decimal("5.00"), "USD": Decimal("7.00")}
    assert found.mean_across("CNY") is None


@pytest.mark.parametrize(
    ("day", "suppliers"),
    [
        (date(2023, 12, 31), ["b"]),
        (date(2024, 1, 1), ["a", "b"]),
        (date(2024, 6, 30), ["a", "b"]),
        (date(2024, 7, 1), ["b", "c"]),
    ],
)
def test_links_are_those_of_the_day(day, suppliers):
    firms = pl.DataFrame({"firm_id": ["a", "b", "c", "k"]})
    links = pl.DataFrame(
        {
            "seller": ["a", "b", "c"],
            "buyer": ["k"] * 3,
            "from_on": [date(2024, 1, 1), None, date(2024, 7, 1)],
            "to_on": [date(2024, 6, 30), None, None],
        }
    )
    graph = SupplyGraph.from_frames(firms, links, on=day)
    assert graph.walk("k", Direction.UPSTREAM)["firm_id"].to_list() == suppliers


@pytest.mark.parametrize(
    ("link", "code", "field"),
    [
        (sold("a", "nobody"), "no_firm", "buyer"),
        (sold("nobody", "b"), "no_firm", "seller"),
        (sold("a", "a"), "itself", "buyer"),
        (sold("a", "b", amount="-1"), "negative", "amount"),
        ({"seller": "a", "buyer": "b", "amount": Decimal(1)}, "currency", "currency"),
        ({"seller": "a", "buyer": None}, "empty", "buyer"),
    ],
)
def test_bad_links_name_their_row(link, code, field):
    with pytest.raises(BadFrame) as caught:
        graph_of([sold("a", "b"), link], ["a", "b"])
    assert [(f.code, f.field, f.row) for f in caught.value.faults] == [(code, field, 3)]


def test_bad_frames():
    firms = pl.DataFrame({"firm_id": ["a", "b"]})
    links = pl.DataFrame({"seller": ["a"], "buyer": ["b"]})
    with pytest.raises(BadFrame, match="need a column buyer"):
        SupplyGraph.from_frames(firms, links.drop("buyer"), on=DAY)
    with pytest.raises(BadFrame, match="floats are not exact"):
        SupplyGraph.from_frames(firms, links.with_columns(amount=pl.lit(0.1), currency=pl.lit("CNY")), on=DAY)
    with pytest.raises(BadFrame, match="a firm is there twice"):
        SupplyGraph.from_frames(pl.DataFrame({"firm_id": ["a", "b", "b"]}), links, on=DAY)
    with pytest.raises(BadFrame, match="does not end before it begins"):
        dates = links.with_columns(from_on=pl.lit(date(2024, 2, 1)), to_on=pl.lit(date(2024, 1, 1)))
        SupplyGraph.from_frames(firms, dates, on=DAY)
    with pytest.raises(BadFrame, match="links: "):
        SupplyGraph.from_frames(firms, links.with_columns(from_on=pl.lit("about 2020")), on=DAY)
    with pytest.raises(UnknownFirm, match="'z'"):
        SupplyGraph.from_frames(firms, links, on=DAY).walk("z", Direction.UPSTREAM)


def test_nobody_and_nothing():
    graph = SupplyGraph.from_frames(pl.DataFrame({"firm_id": ["a"]}), pl.DataFrame({"seller": [], "buyer": []}), on=DAY)
    assert graph.walk("a", Direction.UPSTREAM).rows() == []
    assert removal(graph, "a").isolated == 0


@world.tried
@given(world.links(), st.sampled_from(FIRMS), st.none() | st.integers(0, 4))
def test_walks_agree_with_networkx(links, start, depth):
    graph = graph_of(links, FIRMS)
    peer = networkx.MultiDiGraph([(link["seller"], link["buyer"]) for link in links])
    peer.add_nodes_from(FIRMS)
    for direction, way in ((Direction.DOWNSTREAM, peer), (Direction.UPSTREAM, peer.reverse())):
        expected = dict(networkx.single_source_shortest_path_length(way, start, depth))
        del expected[start]
        assert dict(graph.walk(start, direction, depth).rows()) == expected


@world.tried
@given(world.links(most=16), st.sampled_from(FIRMS), st.sampled_from(FIRMS))
def test_paths_agree_with_networkx(links, start, end):
    graph = graph_of(links, FIRMS)
    peer = networkx.DiGraph([(link["seller"], link["buyer"]) for link in links])
    peer.add_nodes_from(FIRMS)
    expected = [] if start == end else [tuple(path) for path in networkx.all_simple_paths(peer, start, end, cutoff=5)]
    found = graph.paths(start, end, depth=5, limit=10_000)
    assert sorted(found) == sorted(expected)
    assert [len(path) for path in found] == sorted(map(len, expected))
    assert graph.paths(start, end, depth=5, limit=2) == found[:2]
