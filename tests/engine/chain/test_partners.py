"""Who could meet a need: each score is the sum of its parts, and each firm left out has its one reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.chain import (
    Ask,
    BadFrame,
    Firm,
    LeftOut,
    Match,
    Ways,
    Why,
    Wish,
    likeness,
    load_knowledge,
    name_pairs,
    partners,
    partners_among,
    term_key,
)  # fmt: skip

KNOWN = load_knowledge()
few = settings(max_examples=60, deadline=None)
SCHEMA: dict[str, Any] = {
    "firm_id": pl.String, "name": pl.String, "town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64,
    "products": pl.List(pl.String), "codes": pl.List(pl.String), "certificates": pl.List(pl.String),
    "capacity": pl.Decimal(20, 4), "linked": pl.Boolean,
}  # fmt: skip
TOWNS = pl.DataFrame({"town": ["F", "X"], "lon": [121.0, 121.0], "lat": [30.9, 30.8]})


def firms(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], SCHEMA)


def firm(key: str, *products: str, **more: Any) -> dict[str, Any]:
    return {"firm_id": key, "name": key.upper(), "products": list(products), **more}


def ranked(text: str, *rows: dict[str, Any], ask: Ask | None = None, offered: bool = False, **more: Any) -> list[str]:
    found = partners(Wish(text, KNOWN, offered=offered), ask or Ask(), firms(*rows), KNOWN, **more)
    return [one.firm_id for one in found.partners]


@pytest.mark.parametrize(
    ("text", "name", "match"),
    [
        ("PVC电缆料", "PVC cable granules", Match.SAME),
        ("聚氯乙烯电缆料", "PVC电缆料", Match.SAME),
        ("电缆", "交联聚乙烯绝缘电力电缆", Match.NARROWER),
        ("交联聚乙烯绝缘电力电缆", "电缆", Match.BROADER),
        ("漆包线", "铜线", Match.MATERIAL),
        ("消防水带接口", "水带接口", Match.WORDS),
    ],
)
def test_a_product_fits_by_knowledge_first_and_by_its_words_second(text: str, name: str, match: Match):
    fit = Wish(text, KNOWN).fit(name)
    assert fit is not None
    assert fit.match is match


def test_two_known_products_that_nothing_relates_do_not_fit_however_alike_their_names():
    assert likeness("铜杆", "铝杆") > 0.3
    assert Wish("铜杆", KNOWN).fit("铝杆") is None


def test_an_offer_goes_to_whom_it_is_a_material_for():
    rows = (firm("maker", "铜线"), firm("user", "漆包线"))
    assert ranked("铜线", *rows, offered=True) == ["user"]
    assert ranked("铜线", *rows)[0] == "maker"


def test_the_better_fit_comes_first_and_a_tie_goes_to_the_nearer():
    rows = (firm("wide", "电缆料", town="F"), firm("far", "PVC电缆料", town="X"), firm("home", "PVC电缆料", town="F"))
    minutes = pl.DataFrame({"origin": ["F"], "destination": ["X"], "minutes": [90.0]})
    found = partners(Wish("PVC电缆料", KNOWN), Ask(town="F"), firms(*rows), KNOWN, minutes=minutes, towns=TOWNS)
    assert [(one.firm_id, one.minutes, one.estimated) for one in found.partners] == [
        ("home", None, False), ("far", 90.0, False), ("wide", None, False),
    ]  # fmt: skip


def test_each_firm_left_out_has_the_one_reason_that_decides():
    rows = (
        firm("far", "PVC电缆料", town="X", province="33"),
        firm("other", "PVC电缆料", town="F", province="34"),
        firm("plain", "PVC电缆料", town="F", province="31", certificates=["ISO 9001"]),
        firm("small", "PVC电缆料", town="F", province="31", certificates=["RoHS"], capacity=Decimal(5)),
        firm("good", "PVC电缆料", town="F", province="31", certificates=["RoHS"], capacity=Decimal(20)),
        firm("silent", "PVC电缆料", town="F", province="31"),
    )
    ask = Ask(
        town="F",
        province="31",
        within=60,
        areas=frozenset({"31", "33"}),
        certificates=("RoHS",),
        amount=Decimal(20),
    )
    minutes = pl.DataFrame({"origin": ["F"], "destination": ["X"], "minutes": [61.0]})
    found = partners(Wish("PVC电缆料", KNOWN), ask, firms(*rows), KNOWN, minutes=minutes, towns=TOWNS)
    assert [one.firm_id for one in found.partners] == ["good", "silent"]
    assert {one.firm_id: (one.why, one.about) for one in found.missed} == {
        "far": (LeftOut.TOO_FAR, "61"),
        "other": (LeftOut.ELSEWHERE, "34"),
        "plain": (LeftOut.NO_CERTIFICATE, "RoHS"),
        "small": (LeftOut.TOO_SMALL, "5"),
    }
    silent = next(one for one in found.partners if one.firm_id == "silent")
    assert [part.why for part in silent.parts if not part.points] == [Why.CERTIFICATE_UNKNOWN, Why.CAPACITY_UNKNOWN]


@pytest.mark.parametrize(("minutes", "within"), [(60.0, True), (61.0, False)])
def test_the_hour_is_an_hour(minutes: float, within: bool):
    told = pl.DataFrame({"origin": ["X"], "destination": ["F"], "minutes": [minutes]})  # the way back stands in
    got = ranked("铜杆", firm("x", "铜杆", town="X"), ask=Ask(town="F", within=60), minutes=told, towns=TOWNS)
    assert got == (["x"] if within else [])


def test_a_firm_is_never_its_own_partner_and_one_it_deals_with_gains():
    rows = (firm("me", "铜杆"), firm("a", "铜杆"), firm("b", "铜杆", linked=True))
    assert ranked("铜杆", *rows, ask=Ask(asker="me")) == ["b", "a"]


names = st.sampled_from(["铜杆", "PVC电缆料", "电缆", "控制电缆", "转子", "灰铁铸件", "叶菜", "不知道的东西"])
some_firms = st.lists(
    st.builds(
        lambda number, products, town, province, linked: firm(
            f"f{number}", *products, town=town, province=province, linked=linked, codes=["3831"]
        ),
        st.integers(0, 10**6), st.lists(names, max_size=3), st.sampled_from(["F", "X", None]), st.sampled_from(["31", "33", None]),
        st.booleans(),
    ),
    max_size=12, unique_by=lambda row: row["firm_id"],
)  # fmt: skip


@few
@given(names, some_firms, st.integers(1, 5), st.one_of(st.none(), st.floats(1, 100)))
def test_scores_are_the_sums_of_their_parts_and_nobody_is_lost(text, rows, top, within):
    ask = Ask(town="F", province="31", within=within)
    found = partners(Wish(text, KNOWN), ask, firms(*rows), KNOWN, towns=TOWNS, top=top)
    scores = [one.score for one in found.partners]
    assert scores == sorted(scores, reverse=True)
    for one in found.partners:
        assert one.score == pytest.approx(sum(part.points for part in one.parts), abs=1e-4)
        assert within is None or one.minutes is None or one.minutes <= within
    told = [one.firm_id for one in (*found.partners, *found.missed)]
    assert len(set(told)) == len(told) == found.fitting
    again = partners(Wish(text, KNOWN), ask, firms(*reversed(rows)), KNOWN, towns=TOWNS, top=top)
    assert [one.firm_id for one in again.partners] == [one.firm_id for one in found.partners]


@few
@given(names, some_firms, st.integers(1, 5), st.one_of(st.none(), st.floats(1, 100)))
def test_firms_as_tuples_are_ranked_as_those_in_a_frame(text, rows, top, within):
    ask = Ask(town="F", province="31", within=within)
    told = [Firm(**{name: value for name, value in row.items() if value is not None}) for row in rows]
    ways = Ways({"F": (121.0, 30.9), "X": (121.0, 30.8)}, {("F", "X"): 30.0})
    minutes = pl.DataFrame({"origin": ["F", "F"], "destination": ["X", "X"], "minutes": [30.0, 40.0]})
    wish = Wish(text, KNOWN)
    in_frame = partners(wish, ask, firms(*rows), KNOWN, minutes=minutes, towns=TOWNS, top=top)
    assert partners_among(Wish(text, KNOWN), ask, told, KNOWN, ways=ways, top=top) == in_frame


@few
@given(
    st.sampled_from(["铜杆", "线束", "耐热密封圈", "M", "noodles", "不知道的东西"]),
    st.lists(st.text("铜线束密封圈耐热高温noles ", min_size=1, max_size=8), max_size=9),
)
def test_names_alike_are_those_that_fit_one_by_one(text, asked):
    wish = Wish(text, KNOWN)
    keys = {term_key(name) for name in asked} - {""}
    shared = {name: len(name_pairs(name) & wish.pairs) for name in keys}
    fits = {
        name: fit.points for name in keys if (fit := Wish(text, KNOWN).fit(name)) and KNOWN.find(name) not in wish.known
    }
    assert wish.alike(shared) == fits


def test_a_firm_there_twice_is_refused():
    with pytest.raises(BadFrame, match="row 3"):
        partners_among(Wish("铜杆", KNOWN), Ask(), [Firm("a"), Firm("a")], KNOWN)
    with pytest.raises(BadFrame):
        partners(Wish("铜杆", KNOWN), Ask(), firms(firm("a", "铜杆"), firm("a", "铜杆")), KNOWN)
