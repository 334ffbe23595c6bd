"""Grades, threshold checks and levels of response, against the figures of the reports and against brute force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.hydro import (
    COLOURS,
    Certainty,
    ContradictoryAmounts,
    NoTable,
    Open,
    UnknownPeriod,
    grade_rows,
    rain_grade,
    rain_rows,
    response_level,
    response_rows,
    signal_check,
    signal_table,
    typhoon_level,
    typhoon_rows,
)

NIGHT = date(2023, 6, 24)
SHANGHAI, NATION = signal_table("310120", NIGHT), signal_table("330421", NIGHT)


@pytest.mark.source("D-22")
def test_201_millimetres_are_extreme_in_12_hours_and_heavy_in_24():
    twelve, day = rain_grade(12, 201.3), rain_grade(24, "201.3")
    assert (twelve.code, twelve.zh, twelve.confirmed) == ("extreme_rainstorm", "特大暴雨", True)
    assert (day.code, day.zh, day.confirmed) == ("heavy_rainstorm", "大暴雨", True)


@pytest.mark.source("R-01")
@pytest.mark.parametrize(
    ("period", "mm", "code", "confirmed"),
    [
        (12, "0.04", "none", False), (12, "0.05", "light", False), (12, "4.9", "light", False), (12, "5.0", "moderate", False),
        (12, "15.0", "heavy", False), (12, "29.9", "heavy", False), (12, "30.0", "rainstorm", True), (12, "69.9", "rainstorm", True),
        (12, "69.95", "heavy_rainstorm", True), (12, "139.9", "heavy_rainstorm", True), (12, "140.0", "extreme_rainstorm", True),
        (24, "0", "none", False), (24, "9.9", "light", False), (24, "10", "moderate", False), (24, "25", "heavy", False),
        (24, "50", "rainstorm", True), (24, "99.94", "rainstorm", True), (24, "99.95", "heavy_rainstorm", True),
        (24, "249.9", "heavy_rainstorm", True), (24, "250", "extreme_rainstorm", True),
    ],
)  # fmt: skip
def test_limits_of_the_grades(period, mm, code, confirmed):
    found = rain_grade(period, mm)
    assert (found.code, found.confirmed, found.standard) == (code, confirmed, "GB/T 28592-2012")


@pytest.mark.parametrize("period", [0, 1, 6, 11.9, 13, 48, -12])
def test_other_periods_have_no_grade(period):
    with pytest.raises(UnknownPeriod):
        rain_grade(period, 10)


def test_no_standard_before_the_standard():
    with pytest.raises(UnknownPeriod):
        rain_grade(12, 10, on=date(2012, 7, 31))
    assert rain_grade(12, 10, on=date(2012, 8, 1)).code == "moderate"


@pytest.mark.parametrize("mm", [-0.1, "nan", float("inf"), "many", ""])
def test_no_amount_no_grade(mm):
    with pytest.raises(ValueError):
        rain_grade(12, mm)


@given(st.sampled_from([12, 24]), st.integers(0, 40_000), st.integers(0, 40_000))
def test_more_rain_is_no_lower_grade(period, one, two):
    order = [row.code for row in grade_rows() if row.period_h == period]
    low, high = sorted((one, two))
    found = [order.index(rain_grade(period, Decimal(mm) / 100).code) for mm in (low, high)]
    assert found[0] <= found[1]


@pytest.mark.source("D-22")
def test_the_night_of_fengxian_is_orange_at_least_and_red_is_not_decided():
    found = signal_check([(12, 201.3), (1, 68.5)], SHANGHAI)
    assert (found.level, found.certainty, found.rule) == ("orange", Certainty.AT_LEAST, "rain_6h")
    assert (found.value, found.value_exact, found.threshold) == (Decimal("100.65"), False, 100)
    (left,) = found.undecided
    assert (left.level, left.rule, left.reason, left.threshold) == ("red", "rain_6h", Open.UNCONFIRMED, None)
    assert (left.least, left.most) == (Decimal("100.65"), Decimal("201.3"))


@pytest.mark.source("D-22")
def test_one_hour_alone_is_yellow_and_leaves_six_hours_open():
    found = signal_check([(1, 68.5)], SHANGHAI)
    assert (found.level, found.rule, found.value, found.value_exact) == ("yellow", "rain_1h", Decimal("68.5"), True)
    assert [(one.level, one.rule, one.reason) for one in found.undecided] == [
        ("orange", "rain_6h", Open.NOT_DECIDABLE), ("red", "rain_6h", Open.UNCONFIRMED),
    ]  # fmt: skip


@pytest.mark.source("D-22")
def test_by_the_national_table_the_same_night_is_orange_at_least():
    found = signal_check([(12, 201.3), (1, 68.5)], NATION)
    assert (found.level, found.certainty, found.rule, found.value) == (
        "orange",
        Certainty.AT_LEAST,
        "rain_3h",
        Decimal("68.5"),
    )
    assert [(one.level, one.reason, one.least, one.most) for one in found.undecided] == [
        ("red", Open.NOT_DECIDABLE, Decimal("68.5"), Decimal("201.3"))
    ]


@pytest.mark.source("R-01")
@pytest.mark.parametrize(
    ("amounts", "level", "certainty"),
    [
        ([(1, 34.9), (6, 49.9)], "none", "certain"), ([(1, 35), (6, 49.9)], "blue", "certain"),
        ([(1, 20), (6, 50)], "blue", "certain"), ([(1, 50), (6, 79.9)], "yellow", "certain"),
        ([(1, 20), (6, 80)], "yellow", "certain"), ([(1, 80), (6, 90)], "orange", "at_least"),
        ([(1, 30), (6, 180)], "orange", "at_least"),  # 180 would be red, if anybody had read that
    ],
)  # fmt: skip
def test_limits_of_the_shanghai_table(amounts, level, certainty):
    found = signal_check(amounts, SHANGHAI)
    assert (found.level, found.certainty) == (level, certainty)
    assert [one.reason for one in found.undecided if one.level == "red"] == [Open.UNCONFIRMED] * len(found.undecided)


@pytest.mark.source("R-01")
@pytest.mark.parametrize(
    ("hours", "mm", "level"),
    [(12, 49.9, "none"), (12, 50, "blue"), (6, 50, "yellow"), (3, 50, "orange"), (3, 99.9, "orange"), (3, 100, "red")],
)
def test_limits_of_the_national_table(hours, mm, level):
    assert signal_check([(hours, mm)], NATION).level == level


def test_provinces_without_a_table_go_by_the_nations():
    assert (SHANGHAI.place_code, NATION.place_code) == ("31", "00")
    assert signal_table("310116", date(2015, 1, 1)).place_code == "00"  # nobody saw Shanghai's at work by then
    with pytest.raises(NoTable):
        signal_table("310116", date(2007, 6, 11))


@pytest.mark.source("R-01")
def test_nothing_unread_is_reckoned_with():
    unread = [(row.place_code, row.colour, row.period_h, row.mm) for row in rain_rows() if not row.confirmed]
    assert unread == [("31", "red", 1, 100), ("31", "red", 6, 150)]
    assert signal_check([(1, 500), (6, 900)], SHANGHAI).level == "orange"


def test_every_row_that_counts_names_its_source_and_clause():
    for row in (*rain_rows(), *typhoon_rows(), *response_rows()):
        assert row.clause and (row.source or not row.confirmed)
    assert [row.code for row in grade_rows() if row.confirmed and not row.source] == []


def test_confirmed_colours_are_nested():
    for table in (SHANGHAI, NATION):
        for row in (one for one in table.rows if one.confirmed):
            found = signal_check([(row.period_h, row.mm)], table)
            assert COLOURS.index(found.level) == COLOURS.index(row.colour)


@pytest.mark.parametrize("amounts", [[], [(0, 5)], [(1, -1)], [(1, "nan")], [("x", 1)]])
def test_what_is_no_amount_is_refused(amounts):
    with pytest.raises(ValueError):
        signal_check(amounts, SHANGHAI)


def test_amounts_that_contradict_are_refused():
    with pytest.raises(ContradictoryAmounts):
        signal_check([(1, 80), (12, 60)], SHANGHAI)
    with pytest.raises(ContradictoryAmounts):
        signal_check([(1, 10), (12, 121)], SHANGHAI)


rain = st.lists(st.integers(0, 60), min_size=12, max_size=30)


def largest(hourly, hours):
    return max(sum(hourly[i : i + hours]) for i in range(len(hourly) - hours + 1))


@given(rain, st.sets(st.sampled_from([1, 2, 3, 5, 6, 8, 12]), min_size=1), st.sampled_from([SHANGHAI, NATION]))
def test_a_check_never_says_more_than_is_so_nor_rules_out_what_is(hourly, hours, table):
    """Rain of whole hours: what every window truly held decides."""
    found = signal_check([(h, largest(hourly, h)) for h in hours], table)
    true = max(
        (COLOURS.index(r.colour) for r in table.rows if r.confirmed and largest(hourly, int(r.period_h)) >= r.mm),
        default=-1,
    )
    told = -1 if found.level == "none" else COLOURS.index(found.level)
    assert told <= true
    open_ones = {COLOURS.index(one.level) for one in found.undecided}
    assert told == true or true in open_ones
    if found.certainty is Certainty.CERTAIN:
        assert told == true and not open_ones
    for one in found.undecided:
        if one.threshold is not None:
            assert one.least <= largest(hourly, int(one.rule[5:-1])) <= one.most


@given(st.integers(1, 24), st.integers(1, 24), st.integers(0, 4000))
def test_the_bound_is_the_best_there_is(hours, period, tenths):
    """Rain heaped at the ends of stretches: no window of the period holds more than the bound says it holds at least."""
    table = SHANGHAI
    mm = Decimal(tenths) / 10
    found = signal_check([(hours, mm)], table)
    six = Fraction(mm) / -(-hours // 6) if hours > 6 else Fraction(mm)
    one = Fraction(mm) / hours
    ladder = [(35, 50), (50, 80), (80, 100)]
    reached = sum(one >= a or six >= b for a, b in ladder)
    assert found.level == ("none", "blue", "yellow", "orange")[reached]


@pytest.mark.source("R-02")
@pytest.mark.parametrize(("colour", "level"), [("blue", "IV"), ("yellow", "III"), ("orange", "II"), ("red", "I")])
def test_colours_and_response_levels_of_shanghai(colour, level):
    found = response_level(colour, "310120", NIGHT)
    assert (found.level, found.basis, found.clause) == (level, "rule", "上海市防汛条例第三十条")


@pytest.mark.source("R-02")
@pytest.mark.parametrize(
    ("on", "colour", "level"),
    [
        (date(2020, 6, 3), "blue", "IV"), (date(2023, 6, 18), "blue", "IV"), (date(2023, 6, 18), "yellow", "III"),
        (date(2023, 6, 24), "orange", "II"), (date(2024, 9, 20), "yellow", "III"), (date(2024, 9, 20), "orange", "II"),
    ],
)  # fmt: skip
def test_responses_that_were_launched(on, colour, level):
    assert response_level(colour, "31", on).level == level


@pytest.mark.source("R-02")
def test_the_nations_ladders_are_set_beside_each_other_from_the_law_on():
    assert response_level("orange", "330482", date(2024, 10, 31)) is None
    found = response_level("orange", "330482", date(2024, 11, 1))
    assert (found.level, found.basis, found.place_code) == ("II", "order", "00")
    assert response_level("green", "31", NIGHT) is None


@pytest.mark.source("R-01")
@pytest.mark.parametrize(
    ("mean", "gust", "within", "colour"),
    [
        (5, 7, 6, "none"), (6, None, 24, "blue"), (None, 8, 24, "blue"), (8, 9, 24, "yellow"), (7, 10, 24, "yellow"),
        (10, None, 24, "yellow"), (10, None, 12, "orange"), (None, 12, 12, "orange"), (12, None, 12, "orange"), (12, None, 6, "red"),
        (None, 14, 0, "red"), (None, None, 0, "none"), (6, None, 25, "none"),
    ],
)  # fmt: skip
def test_typhoon_table(mean, gust, within, colour):
    assert typhoon_level(mean, gust, within, place_code="330421", on=NIGHT) == colour


def test_what_may_just_be_reached_is_open():
    found = signal_check([(12, 80)], SHANGHAI)  # some six hours hold 40 at least and 80 at most, some hour 80 at most
    assert found.level == "none"
    assert [(one.level, one.rule) for one in found.undecided] == [
        ("blue", "rain_1h"), ("blue", "rain_6h"), ("yellow", "rain_1h"), ("yellow", "rain_6h"), ("orange", "rain_1h"), ("red", "rain_1h"),
    ]  # fmt: skip


def test_a_bound_is_rounded_down():
    found = signal_check([(18, 200)], SHANGHAI)
    assert (found.value, [one.least for one in found.undecided][:2]) == (
        Decimal("66.666"),
        [Decimal("11.111"), Decimal("66.666")],
    )
