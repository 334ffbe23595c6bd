"""Where boxes and ribbons stand: nothing lies on another, every link is drawn once, thickness adds up."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.chain import SupplyGraph, firm_graph, plan, ribbons
from pilin.engine.chain.plan import BOX_HEIGHT, BOX_WIDTH

few = settings(max_examples=40, deadline=None)
ON = date(2024, 6, 27)


def star(suppliers: int, customers: int) -> SupplyGraph:
    """Return a hub with suppliers in two towns and customers in one."""
    rows = [("hub", "H", "31")]
    rows += [(f"s{n}", "A" if n % 2 else "B", "33" if n % 2 else "31") for n in range(suppliers)]
    rows += [(f"c{n}", "C", "33") for n in range(customers)]
    firms = pl.DataFrame(rows, ["firm_id", "town", "province"], orient="row")
    links = [(f"s{n}", "hub") for n in range(suppliers)] + [("hub", f"c{n}") for n in range(customers)]
    frame = pl.DataFrame(links, {"seller": pl.String, "buyer": pl.String}, orient="row")
    return SupplyGraph.from_frames(firms, frame, ON)


@few
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 30))
def test_no_box_lies_on_another_and_every_link_is_drawn_once(suppliers, customers, most):
    graph = firm_graph(star(suppliers, customers), "hub")
    drawn = plan(graph, most=most)
    assert drawn.together == (suppliers + customers + 1 > most)
    assert sorted(name for box in drawn.boxes for name in box.firms) == sorted(node.firm_id for node in graph.nodes)
    assert sum(line.links for line in drawn.lines) == suppliers + customers
    for place, one in enumerate(drawn.boxes):
        assert one.x >= 0
        assert one.x + BOX_WIDTH <= drawn.width
        assert one.y + BOX_HEIGHT <= drawn.height
        for other in drawn.boxes[:place]:
            assert one.x != other.x or abs(one.y - other.y) >= BOX_HEIGHT
    if drawn.together:
        assert len(drawn.boxes) <= 4  # the hub, two towns of suppliers, one of customers
    assert [box.firms for box in drawn.boxes if box.centre] == [("hub",)]


def test_lines_across_the_border_are_told_from_the_others():
    drawn = plan(firm_graph(star(2, 1), "hub"))
    across = {drawn.boxes[line.seller].firms + drawn.boxes[line.buyer].firms: line.across for line in drawn.lines}
    assert across == {("s0", "hub"): False, ("s1", "hub"): True, ("hub", "c0"): True}


flows = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcx"), st.floats(0.5, 1e6)), max_size=12)


@few
@given(flows)
def test_ribbons_fill_their_bars_and_no_more(given_flows):
    laid = ribbons(given_flows, "abc", height=100)
    kept = [(a, b, size) for a, b, size in given_flows if b != "x" and a < b]
    assert sorted((r.start, r.end, r.size) for r in laid.ribbons) == sorted(kept)
    for bar in laid.bars:
        out = sum(size for a, _, size in kept if a == bar.key)
        into = sum(size for _, b, size in kept if b == bar.key)
        assert bar.size == pytest.approx(max(out, into))
        assert bar.height <= 100 + 1e-9
