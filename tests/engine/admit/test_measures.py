"""Each criterion at its limits, on both sides of a change of rules; and whole measures."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

import pilin.engine.admit as engine
from tests.engine.admit.world import BEFORE, MILLION, ON, ByHand, answer, every, known_in_part, said, word, yearly

M = MILLION
YES, NO, OPEN = engine.Result.MEETS, engine.Result.FAILS, engine.Result.UNKNOWN


def rd(share, last=110, before=100, first=90):
    """Return R&D expense of so many per mille of revenue, in each year."""
    return yearly(*(revenue * M * share // 1000 for revenue in (last, before, first)))


CASES = [
    # measure, criterion, day, what is said otherwise, result
    ("R-05", "sme", "size", ON, {"staff": 999, "revenue_cny": yearly(4000 * M)}, YES),
    ("R-05", "sme", "size", ON, {"staff": 1000, "revenue_cny": yearly(400 * M - 1)}, YES),
    ("R-05", "sme", "size", ON, {"staff": 1000, "revenue_cny": yearly(400 * M)}, NO),
    ("R-05", "sme", "size", ON, {"staff": None, "rd_staff": None, "tech_staff": None, "revenue_cny": yearly(3852 * M)}, OPEN),
    ("R-05", "sme", "size", ON, {"staff": 999, "revenue_cny": None}, YES),
    ("R-05", "sme", "size", ON, {"industry": None}, OPEN),
    ("R-05", "sme", "size", ON, {"industry": "F51"}, OPEN),
    ("R-05", "specialised_sme", "niche_years", ON, {"niche_years": 2}, YES),
    ("R-05", "specialised_sme", "niche_years", ON, {"niche_years": 1.99}, NO),
    ("R-05", "specialised_sme", "rd_intensity", ON, {"rd_expense_cny": yearly(3_300_000)}, YES),
    ("R-05", "specialised_sme", "rd_intensity", ON, {"rd_expense_cny": yearly("3299999.99")}, NO),
    ("R-05", "specialised_sme", "rd_intensity", ON, {"rd_expense_cny": yearly(3_299_999), "recognitions": None}, OPEN),
    ("R-05", "specialised_sme", "revenue", ON, {"revenue_cny": yearly(10 * M), "new_equity_cny": None}, YES),
    ("R-05", "specialised_sme", "revenue", ON, {"revenue_cny": yearly(10 * M - 1), "new_equity_cny": yearly(12 * M, 8 * M)}, YES),
    ("R-05", "specialised_sme", "revenue", ON, {"revenue_cny": yearly(10 * M - 1), "new_equity_cny": yearly(12 * M, 7 * M)}, NO),
    ("R-05", "specialised_sme", "revenue", ON, {"revenue_cny": yearly(10 * M - 1), "new_equity_cny": yearly(12 * M)}, OPEN),
    ("R-05", "specialised_sme", "place", ON, {"place": "310116"}, YES),
    ("R-05", "specialised_sme", "place", ON, {"place": "320600"}, NO),
    ("R-05", "specialised_sme", "place", ON, {"place": None}, OPEN),
    # the national little giant: the same firm under both sets of rules
    ("R-05", "little_giant", "main_business", BEFORE, {"main_business_share": 0.7}, YES),
    ("R-05", "little_giant", "main_business", ON, {"main_business_share": 0.7}, NO),
    ("R-05", "little_giant", "main_business", ON, {"main_business_share": 0.9}, YES),
    ("R-05", "little_giant", "debt", BEFORE, {"debt_ratio": 0.75}, NO),
    ("R-05", "little_giant", "debt", ON, {"debt_ratio": 0.75}, YES),
    ("R-05", "little_giant", "ip", BEFORE, {"ip_class1": 3}, YES),
    ("R-05", "little_giant", "ip", ON, {"ip_class1": 3}, NO),
    ("R-05", "little_giant", "ip", ON, {"ip_class1": 0, "recognitions": ["national_science_prize_top3"]}, YES),
    ("R-05", "little_giant", "ip", ON, {"ip_class1": None}, OPEN),
    ("R-05", "little_giant", "growth", BEFORE, {"revenue_cny": yearly(105 * M, 100 * M, 95 * M)}, YES),
    ("R-05", "little_giant", "growth", BEFORE, {"revenue_cny": yearly(110 * M, 100 * M, 100 * M)}, YES),  # 10 and 0: the mean
    ("R-05", "little_giant", "growth", ON, {"revenue_cny": yearly(110 * M, 100 * M, 100 * M)}, NO),  # compound: 4.88
    ("R-05", "little_giant", "growth", ON, {"revenue_cny": yearly("110250000", None, 100 * M)}, YES),
    ("R-05", "little_giant", "growth", ON, {"revenue_cny": yearly("110249999.99", None, 100 * M)}, NO),
    ("R-05", "little_giant", "growth", ON, {"revenue_cny": yearly(90 * M, 95 * M, 100 * M), "recognitions": ["national_little_giant"]}, YES),
    ("R-05", "little_giant", "rd", BEFORE, {"rd_expense_cny": rd(30)}, YES),
    ("R-05", "little_giant", "rd", BEFORE, {"rd_expense_cny": rd(59, 99, 90), "revenue_cny": yearly(99 * M, 90 * M, 80 * M)}, NO),
    ("R-05", "little_giant", "rd", BEFORE, {"rd_expense_cny": rd(60, 50, 50), "revenue_cny": yearly(50 * M, 50 * M, 40 * M)}, YES),
    ("R-05", "little_giant", "rd", BEFORE, {"revenue_cny": yearly(50 * M - 1, 50 * M), "rd_expense_cny": yearly(15 * M, 15 * M), "rd_staff": 140,
                                            "new_equity_cny": yearly(40 * M, 40 * M)}, YES),
    ("R-05", "little_giant", "rd", BEFORE, {"revenue_cny": yearly(50 * M - 1, 50 * M), "rd_expense_cny": yearly(15 * M, 15 * M), "rd_staff": 139,
                                            "new_equity_cny": yearly(40 * M, 40 * M)}, NO),
    ("R-05", "little_giant", "rd", ON, {"rd_expense_cny": yearly(7 * M, 5 * M)}, YES),
    ("R-05", "little_giant", "rd", ON, {"rd_expense_cny": yearly(7 * M, 4_999_999)}, NO),
    ("R-05", "little_giant", "revenue", ON, {"revenue_cny": yearly(50 * M)}, YES),
    ("R-05", "little_giant", "revenue", ON, {"revenue_cny": yearly(50 * M - 1)}, NO),
    ("R-05", "little_giant", "market", BEFORE, {"niche_share": 0.0999}, NO),
    ("R-05", "little_giant", "market", ON, {"niche_share": 0.0999, "niche_rank": 3}, YES),
    ("R-05", "little_giant", "title_before", ON, {"recognitions": []}, NO),
    # high-tech enterprises: boundaries of the tiers are inclusive
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(50 * M, 50 * M, 50 * M), "rd_expense_cny": yearly(2_500_000, 2_500_000, 2_500_000)}, YES),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(50 * M, 50 * M, 50 * M), "rd_expense_cny": yearly(2_500_000, 2_500_000, 2_499_999)}, NO),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(50 * M + 1, 50 * M, 50 * M), "rd_expense_cny": yearly(2_000_001, 2 * M, 2 * M)}, YES),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(200 * M, 200 * M, 200 * M), "rd_expense_cny": yearly(8 * M, 8 * M, 8 * M)}, YES),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(200 * M, 200 * M, 200 * M), "rd_expense_cny": yearly(8 * M, 8 * M, 8 * M - 1)}, NO),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(200 * M + 1, 200 * M, 200 * M), "rd_expense_cny": yearly(6_000_001, 6 * M, 6 * M)}, YES),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(200 * M + 1, 200 * M, 200 * M), "rd_expense_cny": yearly(6 * M, 6 * M, 6 * M)}, NO),
    ("R-07", "high_tech", "rd_intensity", ON, {"revenue_cny": yearly(110 * M, 100 * M)}, OPEN),
    ("R-07", "high_tech", "rd_intensity", ON, {"founded_on": "2024-02-01", "revenue_cny": yearly(110 * M, 100 * M), "rd_expense_cny": yearly(9 * M, 8 * M)}, YES),
    ("R-07", "high_tech", "age", ON, {"founded_on": "2025-06-01", "revenue_cny": None, "rd_expense_cny": None}, YES),
    ("R-07", "high_tech", "age", ON, {"founded_on": "2025-06-02", "revenue_cny": None, "rd_expense_cny": None}, NO),
    ("R-07", "high_tech", "tech_staff", ON, {"tech_staff": 28}, YES),
    ("R-07", "high_tech", "tech_staff", ON, {"tech_staff": 27}, NO),
    ("R-07", "high_tech", "no_incident", ON, {"serious_incident": True}, NO),
    ("R-07", "high_tech", "no_incident", ON, {"serious_incident": None}, OPEN),
    ("R-06", "rd_deduction", "expense", ON, {"rd_expense_cny": yearly(1)}, YES),
    ("R-06", "rd_deduction", "expense", ON, {"rd_expense_cny": yearly(0)}, NO),
    ("R-06", "rd_deduction", "expense", ON, {"rd_expense_cny": None}, OPEN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "criterion", "on", "changed", "result"),
    [pytest.param(*case[1:], marks=pytest.mark.source(case[0])) for case in CASES],
)
def test_criterion(measure, criterion, on, changed, result):
    found = answer(said(**changed), measure, on)
    assert {one.id: one.result for one in found.criteria}[criterion] is result


@pytest.mark.source("R-07")
def test_a_firm_that_meets_everything():
    found = engine.eligible(engine.read_facts(said(), on=ON), on=ON)
    assert [(one.measure, one.version, one.result, one.unsure) for one in found] == [
        ("sme", "2011", YES, ()),
        ("rd_deduction", "2023", YES, ()),
        ("specialised_sme", "2022", YES, ("score",)),
        ("little_giant", "2026", YES, ()),
        ("high_tech", "2016", YES, ("score",)),
    ]


@pytest.mark.source("R-05")
@pytest.mark.parametrize(
    ("on", "version"), [("2022-06-30", None), ("2022-07-01", "2022"), ("2026-03-31", "2022"), ("2026-04-01", "2026")]
)
def test_the_version_of_the_day(on, version):
    day = date.fromisoformat(on)
    found = {one.measure: one.version for one in engine.eligible(engine.read_facts({}, on=day), on=day)}
    assert found.get("little_giant") == version


def test_what_nobody_made_sure_of_is_named_where_it_decides():
    alone = answer(said(innovation_score=70), "high_tech")
    assert (alone.result, alone.unsure) == (NO, ("score",))
    assert [one.id for one in alone.criteria if not one.confirmed] == ["score"]
    not_alone = answer(said(innovation_score=70, has_core_ip=False), "high_tech")
    assert (not_alone.result, not_alone.unsure) == (NO, ())
    assert answer(said(innovation_score=70, has_core_ip=None), "high_tech").unsure == ("score",)


def test_a_firm_of_which_nothing_is_said_is_unknown_throughout():
    found = engine.eligible(engine.read_facts({}, on=ON), on=ON)
    assert {one.result for one in found} == {OPEN}
    assert {c.result for one in found for c in one.criteria} == {OPEN}


@given(known_in_part())
def test_every_criterion_is_as_by_hand(drawn):
    part, _ = drawn
    for on in (BEFORE, ON):
        part_then = {name: value for name, value in part.items() if name != "founded_on" or value <= on.isoformat()}
        by_hand = ByHand(part_then, on)
        for found in engine.eligible(engine.read_facts(part_then, on=on), on=on):
            expected = {name: word(held) for name, held in by_hand.criteria((found.measure, found.version)).items()}
            assert {one.id: one.result for one in found.criteria} == expected
            assert found.result is word(every(*by_hand.criteria((found.measure, found.version)).values()))


@pytest.mark.source("R-05")
@pytest.mark.parametrize(
    ("staff", "revenue", "size"),
    [
        (1000, 400, "large"), (999, 400, "medium"), (1000, 399, "medium"), (300, 20, "medium"), (299, 20, "small"), (300, 19, "small"),
        (20, 3, "small"), (19, 3, "micro"), (20, 2, "micro"), (19, None, "micro"), (None, 2, "micro"), (None, 3852, None), (1000, None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_size_classes(staff, revenue, size):
    facts = {"industry": "C34", "staff": staff, "revenue_cny": {"2025": revenue and revenue * M}}
    assert engine.size_of(engine.read_facts(facts, on=ON), on=ON) == size
    assert engine.size_of(engine.read_facts(facts | {"industry": "F"}, on=ON), on=ON) is None
