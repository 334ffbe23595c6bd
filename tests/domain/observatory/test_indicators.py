"""Indicators: values from figures, as of a day, by whose definition; targets strictly; nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.enterprises import actions as enterprises
from pilin.domain.observatory import actions, queries, rules
from pilin.domain.observatory.models import Indicator
from pilin.domain.observatory.queries.held import held_on
from pilin.domain.observatory.rules import Measured
from pilin.engine.base import Comparator, Invalid, Refused
from pilin.engine.flows import FOUR_FIVE_SIX_SEVEN, share_above
from pilin.foundation.access.standing import Standing
from tests.factories import observatory as make
from tests.factories.base import NOW, TODAY, Five, circle_of_five

FOUR = [  # line in per cent, value that passes, value that does not: of 1,000
    (40, 401, 400), (50, 501, 500), (60, 601, 600), (70, 701, 700),
]  # fmt: skip


@pytest.fixture
def five(db: Any) -> Five:
    return circle_of_five()


def told(row: Indicator, as_of: date = TODAY, by: Standing | None = None) -> queries.Answer:
    answer = queries.answer_of(by or Standing.public(), "five-towns", row.slug, as_of)
    assert answer is not None
    return answer


def share(five: Five, above: Any, below: Any, **more: Any) -> Indicator:
    """Return a share of Fengjing with one figure above and one below the line."""
    clerk = five.fengjing.clerk
    row = make.indicator(clerk, "share", form="share", unit="percent")
    counted, out_of = make.series(clerk, "counted"), make.series(clerk, "out-of")
    make.fed(clerk, row, counted, out_of)
    make.figure(clerk, counted, above, **more)
    make.figure(clerk, out_of, below)
    return row


def both_banks(five: Five, left: Any = 30, right: Any = 12, **more: Any) -> Indicator:
    """Return a sum over one town of each bank: Xindai has ``left``, Fengjing ``right``."""
    row = make.indicator(five.fengjing.clerk, **more)
    for town, slug, value in ((five.xindai, "xindai-n", left), (five.fengjing, "fengjing-n", right)):
        kept = make.series(town.clerk, slug, unit=row.unit)
        make.fed(town.clerk, row, kept)
        if value is not None:
            make.figure(town.clerk, kept, value)
    return row


@pytest.mark.source("D-49")
@pytest.mark.parametrize(("line", "passes", "fails"), FOUR)
def test_the_four_shares_lie_strictly_above_their_lines(five: Five, line: int, passes: int, fails: int) -> None:
    row = share(five, passes, 1000)
    make.target(five.fengjing.clerk, row, ">", line)
    assert (told(row).at.value, told(row).target.met) == (Decimal(passes) / 10, True)  # type: ignore[union-attr]
    counted = told(row).series[told(row).inputs[0].numerator_id]
    make.figure(five.fengjing.clerk, counted, fails, at=NOW - timedelta(days=1))
    assert (told(row).at.value, told(row).target.met) == (Decimal(fails) / 10, False)  # type: ignore[union-attr]


@pytest.mark.source("D-49")
@given(st.integers(1, 2000), st.integers(1, 2000), st.sampled_from(sorted(FOUR_FIVE_SIX_SEVEN.values())))
def test_a_share_is_what_the_engine_of_shares_says(part: int, more: int, line: Decimal) -> None:
    whole = part + more
    figure = rules.quotient(Measured(Fraction(part)), Measured(Fraction(whole)))
    assert isinstance(figure, Measured)
    engine = share_above(part, whole, line)
    assert figure.value == 100 * Fraction(part, whole)
    assert rules.met(figure, ">", 100 * line) is engine.above


@pytest.mark.source("D-93")
@pytest.mark.parametrize(("cities", "met"), [(20, False), (21, True)])
def test_more_than_half_of_41_cities_are_21(five: Five, cities: int, met: bool) -> None:
    row = share(five, cities, 41)
    make.target(five.fengjing.clerk, row, ">", 50)
    assert told(row).target.met is met  # type: ignore[union-attr]


@pytest.mark.source("D-91")
def test_spending_grew_by_28_97_per_cent_in_one_definition(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.indicator(clerk, "spending", form="single", unit="CNY")
    kept = make.series(clerk, "spending", unit="CNY")
    make.fed(clerk, row, kept)
    make.figure(clerk, kept, 10_700_000_000, "2016")
    make.figure(clerk, kept, 13_800_000_000, "2019")
    change = told(row).change
    assert change is not None
    assert (change.percent.quantize(Decimal("0.01")), change.comparator) == (Decimal("28.97"), "=")  # type: ignore[union-attr]
    make.definition(clerk, row, valid_from=date(2015, 1, 1))
    later = make.definition(clerk, row, valid_from=date(2018, 1, 1), text_zh="含社会保险支出")
    change = told(row).change
    assert change is not None
    assert (change.percent, change.reason) == (None, "changed")
    earlier = queries.definition_named(clerk, row, next(one.pk for one in queries.book(clerk, "five-towns", TODAY, row.slug).definitions[row.pk] if one != later))  # fmt: skip
    assert earlier is not None
    said = make.judged(clerk, earlier, later, likeness="convertible", factor="1.2", at=NOW - timedelta(hours=2))
    assert told(row).change.percent is None  # type: ignore[union-attr]  # one word is half
    actions.confirm_concordance(by=five.zhujing.clerk, at=NOW - timedelta(hours=1), concordance=said)
    assert told(row).change.percent.quantize(Decimal("0.01")) == Decimal("7.48")  # type: ignore[union-attr]


def test_two_provinces_are_added_only_when_both_sides_said_so(five: Five) -> None:
    row = both_banks(five)
    assert (told(row).at.value, told(row).at.reason) == (None, "no_definition")
    assert {side.side: side.value for side in told(row).at.sides} == {"33": 30, "31": 12}
    left, right = make.definition(five.xindai.clerk, row), make.definition(five.fengjing.clerk, row)
    assert (told(row).at.value, told(row).at.reason) == (None, "unjudged")
    said = make.judged(five.xindai.clerk, left, right)
    assert (told(row).at.value, told(row).at.reason, told(row).pairs[0].state) == (None, "half", "half")
    for by in (
        five.xindai.clerk,
        five.yaozhuang.clerk,
        five.fengjing.secretary,
        five.stranger.clerk,
        Standing.machine("m"),
    ):
        with pytest.raises(Refused) as refused:
            actions.confirm_concordance(by=by, at=NOW, concordance=said)
        assert refused.value.code == "not_other_side"
    actions.confirm_concordance(by=five.fengjing.clerk, at=NOW, concordance=said)
    assert (told(row).at.value, told(row).pairs[0].state) == (Decimal(42), "same")
    with pytest.raises(Refused) as refused:
        actions.confirm_concordance(by=five.zhujing.clerk, at=NOW, concordance=said)
    assert refused.value.code == "confirmed"


def test_what_is_convertible_is_converted_into_the_owners_definition(five: Five) -> None:
    row = both_banks(five)
    left, right = make.definition(five.xindai.clerk, row), make.definition(five.fengjing.clerk, row)
    said = make.judged(five.xindai.clerk, left, right, likeness="convertible", factor="1.5", offset="3")
    actions.confirm_concordance(by=five.fengjing.clerk, at=NOW, concordance=said)
    assert (told(row).at.value, told(row).at.base, told(row).at.converted) == (
        Decimal(60),
        "31",
        True,
    )  # 30 × 1.5 + 3 + 12


def test_what_is_not_comparable_stays_apart_and_a_new_definition_is_judged_anew(five: Five) -> None:
    row = both_banks(five)
    left, right = make.definition(five.xindai.clerk, row), make.definition(five.fengjing.clerk, row)
    said = make.judged(five.fengjing.clerk, left, right, likeness="not_comparable")
    actions.confirm_concordance(by=five.xindai.clerk, at=NOW, concordance=said)
    assert (told(row).at.value, told(row).at.reason) == (None, "not_comparable")
    same = make.judged(five.fengjing.clerk, left, right, at=NOW + timedelta(minutes=1))
    assert told(row).at.reason == "not_comparable"  # what both said stands until both say otherwise
    actions.confirm_concordance(by=five.xindai.clerk, at=NOW + timedelta(minutes=2), concordance=same)
    assert told(row).at.value == Decimal(42)
    make.definition(five.xindai.clerk, row, valid_from=date(2023, 1, 1))
    assert (told(row).at.value, told(row).at.reason) == (None, "unjudged")


def test_a_denominator_that_is_zero_or_unknown_gives_no_value_and_says_why(five: Five) -> None:
    row = share(five, 0, 0)
    assert (told(row).at.value, told(row).at.reason) == (None, "zero_denominator")
    below = told(row).series[told(row).inputs[0].denominator_id]  # type: ignore[index]
    make.figure(five.fengjing.clerk, below, None, at=NOW - timedelta(days=2))
    assert (told(row).at.value, told(row).at.reason) == (None, "no_denominator")
    make.figure(five.fengjing.clerk, below, 10, at=NOW - timedelta(days=1))
    assert told(row).at.value == Decimal(0)


def test_a_value_as_of_a_day_rests_on_what_was_known_then(five: Five) -> None:
    row = share(five, 401, 1000)
    counted = told(row).series[told(row).inputs[0].numerator_id]
    make.figure(five.fengjing.clerk, counted, 390, at=NOW - timedelta(days=1))
    assert told(row).at.value == Decimal(39)
    assert told(row, TODAY - timedelta(days=2)).at.value == Decimal("40.1")
    assert told(row, TODAY - timedelta(days=40)).at.value is None
    assert [(slug, str(reading.value), reading.revision) for slug, reading in told(row).revised] == [
        ("counted", "401", 1),
        ("counted", "390", 2),
    ]


def test_coverage_counts_the_expected_towns_and_a_part_meets_no_target(five: Five) -> None:
    row = both_banks(five, left=None, expects="circle")
    make.target(five.fengjing.clerk, row, "≥", 10)
    answer = told(row)
    assert (answer.at.value, len(answer.at.reported), len(answer.at.expected)) == (Decimal(12), 1, 5)
    assert (answer.target.met, answer.target.reason) == (None, "partial")  # type: ignore[union-attr]


def test_a_change_is_told_only_where_the_same_towns_reported_both_times(five: Five) -> None:
    clerk, other = five.fengjing.clerk, five.zhujing.clerk
    row = make.indicator(clerk)
    for by, slug, years in ((clerk, "f", ("2021", "2022", "2023")), (other, "z", ("2021", "2023"))):
        kept = make.series(by, slug)
        make.fed(by, row, kept)
        for k, year in enumerate(years):
            make.figure(by, kept, 10 + k, year)
    change = told(row).change
    assert change is not None
    assert (str(change.percent), change.reason) == ("15", "")  # 20 to 23
    make.figure(clerk, next(one for one in told(row).series.values() if one.slug == "f"), 12, "2024")
    change = told(row).change
    assert change is not None
    assert (change.percent, change.reason) == (None, "other_towns")


def test_a_target_of_one_town_is_met_by_that_town_and_set_by_nobody_else(five: Five) -> None:
    row = both_banks(five)
    with pytest.raises(Refused) as refused:
        make.target(five.fengjing.clerk, row, "≥", 30, binds=five.xindai.code)
    assert refused.value.code == "not_bound"
    make.target(five.xindai.clerk, row, "≥", 30, binds=five.xindai.code)
    assert [(one.row.binds.code, one.met) for one in told(row).targets] == [(five.xindai.code, True)]  # type: ignore[union-attr]


@pytest.mark.source("D-15")
def test_nothing_is_counted_twice(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.indicator(clerk, "revenue", unit="CNY")
    group = make.series(clerk, "group-revenue", unit="CNY", about_zh="一个集团，两镇各有一家")
    make.fed(clerk, row, group)
    make.figure(clerk, group, 500_000_000, comparator="≈")
    with pytest.raises(Invalid) as refused:
        actions.add_input(by=clerk, at=NOW, indicator=row, numerator="group-revenue", town=five.xindai.code)
    assert [fault.code for fault in refused.value.faults] == ["twice"]
    assert (told(row).at.value, told(row).at.comparator) == (Decimal(500_000_000), "≈")


@pytest.mark.source("D-15")
def test_a_group_in_two_towns_is_told_once_over_all_towns(five: Five) -> None:
    given = {"at": NOW, "kind": "revenue", "year": 2023, "value": "约5亿元"}
    group = enterprises.note_group(by=five.fengjing.clerk, at=NOW, circle=five.slug, name_zh="德耐尔")
    for town in (five.fengjing, five.xindai):  # each of its towns notes the figure
        enterprises.note_figure(by=town.clerk, group=group, **given)  # type: ignore[arg-type]
    once = queries.counted_once(five.fengjing.clerk, five.slug)
    assert [(one.kind, one.year, str(one.amount), one.groups) for one in once] == [
        ("revenue", 2023, "≈ 500,000,000 CNY", 1)
    ]


def test_a_comparator_is_carried_into_the_value_and_leaves_a_target_open(five: Five) -> None:
    row = share(five, 401, 1000, comparator="≈")
    make.target(five.fengjing.clerk, row, ">", 40)
    answer = told(row)
    assert (answer.at.comparator, answer.target.met, answer.target.reason) == ("≈", None, "inexact")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "comparator", "beside", "target", "met"),
    [
        (40, "=", ">", 40, False), (40, "=", "≥", 40, True), (40, ">", ">", 40, True), (40, "≥", ">", 40, None), (40, "≥", "≥", 40, True),
        (39, ">", ">", 40, None), (40, "<", ">", 40, False), (40, "≤", ">", 40, False), (40, "≤", "≥", 40, None), (40, "<", "≥", 40, False),
        (41, "<", ">", 40, None), (40, "≈", ">", 10, None), (40, "=", "<", 40, False), (40, "=", "≤", 40, True), (40, "<", "<", 40, True),
        (40, "≤", "<", 40, None), (40, ">", "<", 40, False), (40, ">", "≤", 40, False), (40, "≥", "≤", 40, None), (40, "≤", "≤", 40, True),
    ],
)  # fmt: skip
def test_a_target_is_met_only_when_the_comparator_allows_no_doubt(
    value: int, comparator: str, beside: str, target: int, met: bool | None
) -> None:
    assert rules.met(Measured(Fraction(value), Comparator(comparator)), beside, Decimal(target)) is met


@given(
    st.fractions(-50, 50),
    st.sampled_from(list(Comparator)),
    st.sampled_from([">", "≥", "<", "≤"]),
    st.integers(-50, 50),
    st.fractions(-60, 60),
)
def test_a_word_on_a_target_holds_for_every_true_value(
    value: Fraction, comparator: Comparator, beside: str, target: int, true: Fraction
) -> None:
    """Whatever the true value is that the comparator allows, a yes is yes and a no is no."""
    allowed = {
        "=": true == value,
        "≈": True,
        ">": true > value,
        "≥": true >= value,
        "<": true < value,
        "≤": true <= value,
    }
    holds = {">": true > target, "≥": true >= target, "<": true < target, "≤": true <= target}
    answered = rules.met(Measured(value, comparator), beside, Decimal(target))
    if allowed[comparator] and answered is not None:
        assert answered is holds[beside]


@given(st.fractions(-1000, 1000), st.decimals("0.001", "1000", places=3), st.decimals("-1000", "1000", places=3))
def test_a_figure_converted_there_and_back_is_itself(value: Fraction, factor: Decimal, offset: Decimal) -> None:
    there = rules.converted(Measured(value), factor, offset, back=False)
    assert rules.converted(there, factor, offset, back=True) == Measured(value)


def test_more_than_and_less_than_do_not_add_up() -> None:
    parts = [Measured(Fraction(1), Comparator.MORE_THAN), Measured(Fraction(2), Comparator.LESS_THAN)]
    assert rules.sum_of(parts) == "mixed"
    assert rules.sum_of([parts[0], Measured(Fraction(2), Comparator.AT_LEAST)]) == Measured(
        Fraction(3), Comparator.MORE_THAN
    )
    assert rules.quotient(Measured(Fraction(1)), parts[1]) == Measured(Fraction(50), Comparator.MORE_THAN)


def test_shares_of_two_towns_are_weighed_by_what_they_are_counted_out_of(five: Five) -> None:
    row = make.indicator(five.fengjing.clerk, "weighed", form="share", unit="percent")
    for town, slug, above, below in ((five.fengjing, "f", 10, 100), (five.zhujing, "z", 90, 300)):
        counted, out_of = make.series(town.clerk, f"{slug}-n"), make.series(town.clerk, f"{slug}-d")
        make.fed(town.clerk, row, counted, out_of)
        make.figure(town.clerk, counted, above)
        make.figure(town.clerk, out_of, below)
    assert told(row).at.value == Decimal(25)


def test_a_series_that_may_not_be_read_gives_nothing_to_the_public(five: Five) -> None:
    row = make.indicator(five.fengjing.clerk)
    kept = make.series(five.fengjing.clerk, "secret", audience="own")
    make.fed(five.fengjing.clerk, row, kept)
    make.figure(five.fengjing.clerk, kept, 7)
    assert told(row, by=five.fengjing.clerk).at.value == Decimal(7)
    assert (told(row).at.value, told(row).inputs, told(row).series) == (None, (), {})


def test_the_tree_stands_a_parent_before_its_children(five: Five) -> None:
    clerk = five.fengjing.clerk
    root = make.indicator(clerk, "z-root", part_of="bridgehead")
    make.indicator(clerk, "a-leaf", parent="z-root")
    tree = queries.answers(queries.book(Standing.public(), "five-towns", TODAY))
    assert [(one.indicator.slug, one.depth) for one in tree] == [("z-root", 0), ("a-leaf", 1)]
    with pytest.raises(Invalid) as refused:
        make.indicator(clerk, "z-root", parent="a-leaf", indicator=root)
    assert [fault.code for fault in refused.value.faults] == ["round"]


def test_an_officer_is_shown_what_stands_under_their_name(five: Five) -> None:
    row = both_banks(five)
    left, right = make.definition(five.xindai.clerk, row), make.definition(five.fengjing.clerk, row)
    said = make.judged(five.fengjing.clerk, left, right)
    actions.confirm_concordance(by=five.xindai.clerk, at=NOW, concordance=said)
    hers, his = (held_on(one.clerk.person) for one in (five.fengjing, five.xindai))
    assert [one["judged_name"] for one in hers if "judged_name" in one] == [five.fengjing.clerk.name]
    assert [one["confirmed_name"] for one in his if "confirmed_name" in one] == [five.xindai.clerk.name]
    assert {one["attested_name"] for one in hers if "attested_name" in one} == {five.fengjing.clerk.name}
    assert held_on(five.zhujing.clerk.person) == []
