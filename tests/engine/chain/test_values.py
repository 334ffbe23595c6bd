"""Stages and what flows between them."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.chain import Stage, StageClaim, firm_stages, load_knowledge, sankey, weigh_claims
from tests.engine.chain import world
from tests.engine.chain.world import FIRMS, graph_of, sold

CORE = load_knowledge()
STAGES = st.lists(
    st.sampled_from(["upstream", "midstream", "downstream", None]), min_size=len(FIRMS), max_size=len(FIRMS)
)


def test_sankey_of_a_planted_chain():
    stages = pl.DataFrame({"firm_id": ["a", "b", "k"], "stage": ["upstream", "upstream", "downstream"]})
    graph = graph_of(
        [sold("a", "k", amount="0.10"), sold("b", "k", amount="0.20"), sold("b", "k"), sold("k", "z", amount="9")]
    )
    assert sankey(graph, stages).rows() == [
        ("downstream", "unknown", "CNY", Decimal("9.00"), 1),
        ("upstream", "downstream", None, None, 1),
        ("upstream", "downstream", "CNY", Decimal("0.30"), 2),
    ]


@world.tried
@given(world.links(), STAGES)
def test_sums_of_the_sankey_are_those_of_the_links(links, words):
    graph = graph_of(links, FIRMS)
    table = sankey(graph, pl.DataFrame({"firm_id": FIRMS, "stage": words}, {"firm_id": pl.String, "stage": pl.String}))
    assert table["links"].sum() == len(links)
    for currency in ("CNY", "USD"):
        exact = sum((link["amount"] for link in links if link["currency"] == currency), Decimal(0))
        parts = table.filter(pl.col("currency") == currency)
        assert sum(parts["amount"], Decimal(0)) == exact
        assert parts["links"].sum() == sum(link["currency"] == currency for link in links)
    unknown = table.filter(pl.col("amount").is_null())
    assert unknown["links"].sum() == sum(link["amount"] is None for link in links)
    assert unknown["currency"].null_count() == len(unknown)


def test_stages_of_firms_by_what_they_make():
    firms = pl.DataFrame(
        {"firm_id": ["rod", "both", "cable", "rice", "none"],
         "products": [["低氧铜杆", "PVC"], ["铜杆", "电力电缆"], ["XLPE insulated power cable", "nobody knows"], ["大米"], None]}
    )  # fmt: skip
    assert firm_stages(firms, "cable", CORE).rows() == [
        ("rod", "upstream"), ("both", "unknown"), ("cable", "downstream"), ("rice", "unknown"), ("none", "unknown"),
    ]  # fmt: skip


def test_q04_headline_against_body():
    headline = StageClaim("S1:5 headline", "84 upstream and downstream", frozenset({Stage.UPSTREAM, Stage.DOWNSTREAM}))
    body = StageClaim("S1:11 body", "84 upstream and midstream", frozenset({Stage.UPSTREAM, Stage.MIDSTREAM}))
    found = weigh_claims([headline, body])
    assert found.conflict
    assert found.stages == {Stage.UNKNOWN}
    assert found.agreed == {Stage.UPSTREAM}
    assert found.claims == (headline, body)


def test_claims_that_agree_or_say_nothing():
    silent = StageClaim("S9", "firms", frozenset({Stage.UNKNOWN}))
    up = StageClaim("S1", "upstream", frozenset({Stage.UPSTREAM}))
    assert (weigh_claims([silent, up]).stages, weigh_claims([silent, up]).conflict) == ({Stage.UPSTREAM}, False)
    assert (weigh_claims([silent]).stages, weigh_claims([silent]).conflict) == ({Stage.UNKNOWN}, False)


def test_d31_leader_with_84_of_which_four_are_named():
    named = {"Xieyi": "upstream", "Zili Plastic": "upstream", "Shuaiyi Chi": "midstream", "Niwei": "midstream"}
    partners = [*named, *(f"firm {n}" for n in range(80))]
    graph = graph_of([sold(one, "Qifan") for one in partners])
    stages = pl.DataFrame({"firm_id": list(named), "stage": list(named.values())})
    table = sankey(graph, stages)
    assert dict(table.select("from_stage", "links").rows()) == {"upstream": 2, "midstream": 2, "unknown": 80}
