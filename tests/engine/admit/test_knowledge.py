"""Unknown stays unknown, more knowledge only settles, and reasons agree with the answers they explain."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

import pilin.engine.admit as engine
from tests.engine.admit.world import BEFORE, ON, known_in_part, said, yearly

HANZHONG = {"place": "330482", "industry": "C3442", "revenue_cny": {"2023": 3_852_000_000}}
THEN = date(2024, 6, 27)
ROUNDS = 4


def results(facts, on):
    """Return the result of every criterion, and of every measure under its own name."""
    found = {}
    for answer in engine.eligible(engine.read_facts(facts, on=on), on=on):
        found[answer.measure] = answer.result
        found |= {(answer.measure, one.id): one.result for one in answer.criteria}
    return found


@given(known_in_part())
def test_more_knowledge_never_turns_one_answer_into_the_other(drawn):
    part, whole = drawn
    for on in (BEFORE, ON):
        before, after = (
            results({k: v for k, v in some.items() if k != "founded_on" or v <= on.isoformat()}, on)
            for some in (part, whole)
        )
        assert {key: after[key] for key, found in before.items() if found != "unknown"} == {
            key: found for key, found in before.items() if found != "unknown"
        }


@settings(max_examples=40)
@given(known_in_part())
def test_what_is_named_as_missing_settles_it(drawn):
    """Unknown criteria name facts; given as the whole firm has them, round by round, the criterion is no longer unknown."""
    part, whole = drawn
    for measure in ("sme", "specialised_sme", "little_giant", "high_tech"):
        facts = dict(part)
        for _ in range(ROUNDS):
            answer = {a.measure: a for a in engine.eligible(engine.read_facts(facts, on=ON), on=ON)}[measure]
            missing = {name for found in answer.criteria for name in found.missing}
            for name in missing:
                fact, _, year = name.partition("[")
                if not year:
                    facts[fact] = whole[fact]
                elif year[:4] in whole[fact]:
                    facts[fact] = {**facts.get(fact, {}), year[:4]: whole[fact][year[:4]]}
                else:  # of a year before the foundation: that is what is missing
                    facts["founded_on"] = whole["founded_on"]
        assert {(c.id, c.lack) for c in answer.criteria if c.result == "unknown"} <= {
            (c.id, lack) for c in answer.criteria for lack in (engine.Lack.NOUGHT, engine.Lack.TABLE)
        } | {("place", engine.Lack.FACT)}  # a place given no finer than its province stays open for a rule of a town


@given(known_in_part())
def test_reasons_agree_with_results(drawn):
    part, _ = drawn
    for answer in engine.eligible(engine.read_facts(part, on=ON), on=ON):
        for found in answer.criteria:
            unknown = found.result == "unknown"
            assert (found.lack is not None) is unknown
            assert bool(found.missing) is (
                unknown and found.lack in (engine.Lack.FACT, engine.Lack.WIDER)
            ) or found.lack in (
                engine.Lack.NOUGHT,
                engine.Lack.TABLE,
            )
            assert bool(found.needed) is bool(found.needed_zh) is (found.result != "meets")
            assert found.clause and found.fact and found.fact_zh


@pytest.mark.source("D-13")
@pytest.mark.parametrize("name", ["rd_deduction_cny", "rd_expense_cny"])
def test_a_little_giant_below_the_line_needs_the_wider_definition(name):
    facts = engine.read_facts(
        HANZHONG | {name: {"2023": 89_000_000}, "recognitions": ["national_little_giant"]}, on=THEN
    )
    found = {
        (one.measure, c.id): c
        for one in engine.eligible(facts, on=THEN)
        for c in one.criteria
        if c.id in ("rd_intensity", "rd")
    }
    one = found["specialised_sme", "rd_intensity"]
    assert (one.result, one.lack) == (engine.Result.UNKNOWN, engine.Lack.WIDER)
    assert "= 2.31049 %" in one.fact
    assert one.needed.startswith("needs the wider R&D definition")
    assert one.needed_zh.startswith("归集口径不同")
    assert found["little_giant", "rd"].lack is engine.Lack.WIDER
    assert found["high_tech", "rd_intensity"].result is engine.Result.UNKNOWN


@pytest.mark.source("D-13")
def test_below_the_line_is_settled_by_the_wider_figure_or_the_word_for_it():
    said_ = HANZHONG | {"rd_deduction_cny": {"2023": 89_000_000}, "recognitions": ["national_little_giant"]}

    def result(**more):
        facts = engine.read_facts(said_ | more, on=THEN)
        answers = {one.measure: one for one in engine.eligible(facts, on=THEN)}
        return {c.id: str(c.result) for c in answers["specialised_sme"].criteria}["rd_intensity"]

    assert result() == "unknown"
    assert result(rd_expense_cny={"2023": 130_000_000}) == "meets"
    assert result(rd_expense_cny={"2023": 100_000_000}) == "unknown"
    assert result(rd_expense_cny={"2023": 100_000_000}, rd_expense_complete=True) == "fails"
    assert result(rd_expense_complete=True) == "unknown"  # the wider figure itself is not known
    assert result(rd_expense_cny={"2023": 100_000_000}, recognitions=[]) == "fails"


def told(facts, measure, criterion):
    answers = {one.measure: one for one in engine.eligible(engine.read_facts(facts, on=ON), on=ON)}
    found = {c.id: c for c in answers[measure].criteria}[criterion]
    return found.fact, found.needed, found.fact_zh, found.needed_zh


def test_texts_say_what_is_and_what_would_have_to_be():
    assert told(said(staff=1200, revenue_cny=yearly(500_000_000)), "sme", "size") == (
        "staff = 1,200; revenue of 2025 = 500,000,000 yuan",
        "staff < 1,000 or revenue of 2025 < 400,000,000 yuan",
        "从业人员数 = 1,200；2025年营业收入 = 500,000,000 元",
        "从业人员数 < 1,000或2025年营业收入 < 400,000,000 元",
    )
    assert told(said(revenue_cny=yearly(110_000_000, 100_000_000, 100_000_000)), "little_giant", "growth") == (
        "revenue, 2023 to 2025, growth a year = 4.88088 %; national little giant: no",
        "revenue, 2023 to 2025, growth a year ≥ 5 % or national little giant",
        "2023至2025年营业收入增长率 = 4.88088 %；国家级专精特新“小巨人”企业: 否",
        "2023至2025年营业收入增长率 ≥ 5 %或国家级专精特新“小巨人”企业",
    )
    assert told(said(place="320600"), "specialised_sme", "place") == (
        "division code of the place: 320600", "division code of the place in 31, 33", "所在地区划代码: 320600", "所在地区划代码 ∈ 31, 33"
    )  # fmt: skip
    assert told(said(serious_incident=True), "high_tech", "no_incident")[1] == (
        "not: serious safety, quality or environmental incident in the year before"
    )
    assert told(said(revenue_cny=yearly(0)), "specialised_sme", "rd_intensity")[1] == (
        "the figure below the line is nought: R&D expense of 2025 ÷ revenue of 2025 ≥ 3 %"
    )
    assert told(said(industry="F51"), "sme", "size")[1] == "the size limits of this industry are not among the rules"


@pytest.mark.parametrize(
    ("revenue", "asked"),
    [
        (50, "R&D expense, 2023 to 2025 ÷ revenue, 2023 to 2025 ≥ 5 %"),
        (110, "R&D expense, 2023 to 2025 ÷ revenue, 2023 to 2025 ≥ 4 %"),
        (300, "R&D expense, 2023 to 2025 ÷ revenue, 2023 to 2025 ≥ 3 %"),
    ],
)
def test_of_several_ways_that_of_its_own_tier_is_told(revenue, asked):
    facts = said(revenue_cny=yearly(*[revenue * 1_000_000] * 3), rd_expense_cny=yearly(*[1_000_000] * 3))
    assert told(facts, "high_tech", "rd_intensity")[1] == asked


def test_of_two_ways_open_to_all_both_are_told():
    facts = said(revenue_cny=yearly(5_000_000), rd_expense_cny=None, new_equity_cny=yearly(0, 0))
    assert told(facts, "specialised_sme", "revenue")[1::2] == (
        "revenue of 2025 ≥ 10,000,000 yuan or new equity paid in, 2024 to 2025 ≥ 20,000,000 yuan",
        "2025年营业收入 ≥ 10,000,000 元或2024至2025年新增股权融资（实缴） ≥ 20,000,000 元",
    )
