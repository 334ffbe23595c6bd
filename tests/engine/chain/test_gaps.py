"""What a chain lacks here, and who would close it: across the border and within reach first."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.chain import (
    BadFrame,
    Chain,
    ChainStage,
    GapKind,
    gaps,
    known_chain,
    load_knowledge,
    town_gaps,
)

CODES = ("3251", "2929", "3831", "4430")
CHAIN = Chain("cable", tuple(ChainStage(name, codes=(code,)) for name, code in zip("abcd", CODES, strict=True)))
few = settings(max_examples=20, deadline=None)
SCHEMA: dict[str, Any] = {
    "firm_id": pl.String, "town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64,
    "products": pl.List(pl.String), "codes": pl.List(pl.String), "capacity": pl.String,
}  # fmt: skip
FENGJING, XINDAI = (121.0, 30.9), (121.0, 30.9 - 9 / 111.2)  # nine kilometres apart on one meridian


def firms(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], SCHEMA)


def firm(name: str, code: str, town: str = "Fengjing", province: str = "31", **more: Any) -> dict[str, Any]:
    return {"firm_id": name, "town": town, "province": province, "codes": [code], **more}


def kinds(report: Any) -> list[tuple[str, int | None]]:
    return [(gap.kind.value, gap.beyond) for gap in report.stages]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0, 0), [("fill", None)] * 4),
        ((0, 0, 2, 0), [("extend", 2), ("extend", 1), ("held", None), ("extend", 1)]),
        ((1, 0, 2, 1), [("strengthen", None), ("fill", None), ("held", None), ("strengthen", None)]),
        ((0, 1, 0, 0), [("extend", 1), ("strengthen", None), ("extend", 1), ("extend", 2)]),
    ],
)
@pytest.mark.source("R-15")
def test_a_stage_is_filled_strengthened_or_extended_to(counts, expected):
    rows = [firm(f"{code}-{n}", code) for code, count in zip(CODES, counts, strict=True) for n in range(count)]
    assert kinds(gaps(CHAIN, firms(*rows), firms())) == expected


@few
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_kinds_of_the_chain_turned_round_are_the_kinds_turned_round(counts):
    rows = [firm(f"{code}-{n}", code) for code, count in zip(CODES, counts, strict=True) for n in range(count)]
    turned = Chain("turned", CHAIN.stages[::-1])
    assert kinds(gaps(turned, firms(*rows), firms())) == kinds(gaps(CHAIN, firms(*rows), firms()))[::-1]


def test_the_link_missing_in_this_town_exists_nine_kilometres_away_in_the_next_province():
    here = firms(
        firm("k1", "3831", lon=FENGJING[0], lat=FENGJING[1]),
        firm("k2", "3831", lon=FENGJING[0], lat=FENGJING[1]),
        firm("granules", "2929", "Xindai", "33", lon=XINDAI[0], lat=XINDAI[1]),
    )
    report = town_gaps(CHAIN, here, firms(firm("far", "2929", "Suzhou", "32", lon=120.6, lat=31.3)))["Fengjing"]
    gap = report.stages[1]
    assert (gap.kind, gap.beyond, gap.firms) == (GapKind.EXTEND, 1, ())
    first, second = gap.candidates
    assert (first.firm_id, round(first.km or 0, 1), round(first.minutes or 0, 1), first.estimated, first.across) == (
        "granules", 9.0, 17.5, True, True,
    )  # fmt: skip
    assert [reason.code for reason in first.reasons] == ["class", "across", "minutes", "estimated", "capacity_unknown"]
    assert (second.firm_id, second.within_reach) == ("far", False)


def test_a_dated_link_of_the_places_counts_before_an_estimate():
    here = firms(firm("k", "3831", lon=FENGJING[0], lat=FENGJING[1]))
    away = firms(firm("g", "2929", "Xindai", "33", lon=XINDAI[0], lat=XINDAI[1]))
    minutes = pl.DataFrame({"origin": ["Fengjing"], "destination": ["Xindai"], "minutes": [31.0]})
    (found,) = gaps(CHAIN, here, away, minutes).stages[1].candidates
    assert (found.minutes, found.estimated, found.to_town) == (31.0, False, "Fengjing")


def test_candidates_come_by_reach_border_product_distance_and_capacity():
    stage = ChainStage("granules", codes=("2929",), products=("PVC电缆料",))
    minutes = pl.DataFrame(
        {"origin": ["Xindai", "Zhujing", "Suzhou"], "destination": ["Fengjing"] * 3, "minutes": [20.0, 10.0, 95.0]}
    )
    away = firms(
        firm("unknown place", "2929", "Nowhere", "33"),
        firm("wider delta", "2929", "Suzhou", "32"),
        firm("same bank", "2929", "Zhujing", "31"),
        firm("across, class", "2929", "Xindai", "33", capacity="20 t/month"),
        firm("across, product", "0000", "Xindai", "33", products=["PVC电缆料"]),
    )
    chain = Chain("one", (stage, ChainStage("cable", codes=("3831",))))
    report = gaps(chain, firms(firm("k", "3831"), firm("k2", "3831")), away, minutes)
    assert [one.firm_id for one in report.stages[0].candidates] == [
        "across, product", "across, class", "same bank", "wider delta", "unknown place",
    ]  # fmt: skip
    assert [one.rank for one in report.stages[0].candidates] == [1, 2, 3, 4, 5]
    assert [one.firm_id for one in gaps(chain, firms(firm("k", "3831")), away, minutes, top=2).stages[0].candidates] == [
        "across, product", "across, class",
    ]  # fmt: skip


@few
@given(st.permutations(range(8)), st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(first, second):
    here = [firm(f"h{n}", CODES[n % 3], f"town{n % 2}", lon=121 + n / 50, lat=30.9) for n in range(8)]
    away = [firm(f"e{n}", CODES[n % 4], f"far{n % 3}", "33", lon=121.2 + n / 50, lat=30.8) for n in range(6)]
    usual = gaps(CHAIN, firms(*here), firms(*away))
    assert gaps(CHAIN, firms(*(here[n] for n in first)), firms(*(away[n] for n in second))) == usual


@few
@given(st.lists(st.sampled_from(CODES), max_size=6), st.lists(st.sampled_from(CODES), max_size=6))
def test_one_firm_more_here_never_opens_a_gap(codes, away):
    def held(rows: list[dict[str, Any]]) -> list[int]:
        found = gaps(CHAIN, firms(*rows), firms(*(firm(f"e{n}", code, "X", "33") for n, code in enumerate(away))))
        return [len(gap.firms) for gap in found.stages]

    rows = [firm(f"h{n}", code) for n, code in enumerate(codes)]
    for code in CODES:
        assert all(after >= before for after, before in zip(held([*rows, firm("new", code)]), held(rows), strict=True))


def test_a_firm_that_fits_no_stage_is_named_and_a_wider_class_takes_in_all_below_it():
    report = gaps(CHAIN, firms(firm("k", "C3831"), firm("odd", "0141")), firms())
    assert report.unplaced == ("odd",)
    wide = Chain("wide", (ChainStage("electrical", codes=("38",)),))
    assert gaps(wide, firms(firm("k", "C3831")), firms()).stages[0].firms == ("k",)


def test_with_knowledge_a_synonym_and_a_narrower_product_count():
    knowledge = load_knowledge()
    chain = known_chain(knowledge, "cable")
    assert [stage.key for stage in chain.stages] == ["upstream", "midstream", "downstream"]
    stage = ChainStage("PVC", products=("PVC",))
    named = firms({"firm_id": "s", "products": ["聚氯乙烯"]}, {"firm_id": "other", "products": ["白酒"]})
    assert gaps(Chain("one", (stage,)), named, firms(), knowledge=knowledge).stages[0].firms == ("s",)


@pytest.mark.parametrize(
    ("here", "away", "codes"),
    [
        (firms(firm("a", "3831"), firm("a", "3831")), firms(), ["twice", "twice"]),
        (firms(firm("a", "3831")), firms(firm("a", "3831")), ["both"]),
    ],
)
def test_a_firm_stands_once_here_or_elsewhere(here, away, codes):
    with pytest.raises(BadFrame) as caught:
        gaps(CHAIN, here, away)
    assert [fault.code for fault in caught.value.faults] == codes


def test_a_stage_needs_a_code_or_a_product_and_a_chain_each_stage_once():
    with pytest.raises(ValueError, match="neither a code nor a product"):
        ChainStage("empty")
    with pytest.raises(ValueError, match="each with a key of its own"):
        Chain("twice", (CHAIN.stages[0], CHAIN.stages[0]))
