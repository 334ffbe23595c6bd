"""A past event judged: the night of Fengxian, and what no check may do."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.hydro import Certainty, read_acts, replay, replay_as_rows

FROM, TO = "2023-06-23T20:00", "2023-06-24T08:00"
BRIDGE = {"kind": "observation", "station": "Zhelinhu Bridge", "quantity": "rain_mm", "from": FROM, "to": TO}
NIGHT = [
    {**BRIDGE, "value": 201.3},
    {**BRIDGE, "value": 68.5, "period_h": 1},
    {"kind": "observation", "station": "Nanqiao", "quantity": "level_m", "at": TO, "value": 3.55, "datum": "wusong"},
    {"kind": "signal", "station": "Fengxian weather station", "at": "2023-06-24T04:50", "level": "orange"},
    {"kind": "gate", "station": "coastal gates", "at": "2023-06-24T06:00", "state": "open", "count": 5},
    {"kind": "response", "station": "Fengxian flood command", "at": "2023-06-24T07:15", "level": "II"},
]


def rain(begin, end, mm, station="A"):
    day = "2023-06-24T"
    return {
        "kind": "observation",
        "station": station,
        "quantity": "rain_mm",
        "from": day + begin,
        "to": day + end,
        "value": mm,
    }


def level(value, datum="wusong", station="南桥", at=TO, **more):
    return {
        "kind": "observation",
        "station": station,
        "quantity": "level_m",
        "at": at,
        "value": value,
        "datum": datum,
        **more,
    }


@pytest.mark.source("D-22")
def test_the_night_of_fengxian():
    told = replay(NIGHT)
    assert [(one.at.strftime("%H:%M"), one.kind, one.level, one.rule) for one in told.entries] == [
        ("04:50", "signal", "orange", None), ("06:00", "gate", "open", None), ("07:15", "response", "II", None),
        ("08:00", "check", "extreme_rainstorm", "grade_12h"), ("08:00", "check", "orange", "rain_6h"), ("08:00", "check", "orange", "rain_6h"),
        ("08:00", "check", "warning", "warning_line"),
    ]  # fmt: skip
    grade, twelve, hour, river = told.entries[3:]
    assert (grade.value, grade.threshold, grade.certainty) == (Decimal("201.3"), Decimal("140.0"), Certainty.CERTAIN)
    assert (twelve.value, twelve.threshold, twelve.certainty) == (Decimal("100.65"), 100, Certainty.AT_LEAST)
    assert [(one.level, one.rule, one.reason, one.most) for one in hour.undecided] == [
        ("red", "rain_6h", "unconfirmed", Decimal("201.3"))
    ]
    assert (river.value - river.threshold, river.certainty) == (Decimal("0.25"), Certainty.CERTAIN)
    assert river.notes == ("datum_assumed", "no_guarantee_line")
    assert told.entries[1].count == 5


@pytest.mark.source("D-25")
@pytest.mark.source("D-24")
def test_what_passed_between_the_official_acts():
    assert [(one.first, one.then, one.minutes) for one in replay(NIGHT).delays] == [
        ("signal orange", "gate open", 70), ("signal orange", "response II", 145), ("gate open", "response II", 75),
    ]  # fmt: skip


def test_only_changes_first_openings_and_launches_are_timed():
    acts = [
        ("signal", "01:00", "yellow"), ("signal", "01:30", "yellow"), ("signal", "02:00", "orange"), ("gate", "02:10", "open"),
        ("gate", "02:20", "open"), ("response", "02:30", "III"), ("response", "03:00", "II"), ("response", "04:00", "III"),
        ("signal", "05:00", "lifted"), ("response", "06:00", "lifted"),
    ]  # fmt: skip
    rows = [
        {"kind": kind, "at": f"2023-06-24T{at}", "level": step, "state": step, "station": kind}
        for kind, at, step in acts
    ]
    told = [(one.first, one.then, one.minutes) for one in replay(rows).delays]
    assert told == [
        ("signal yellow", "signal orange", 60), ("signal yellow", "gate open", 70), ("signal yellow", "response III", 90),
        ("signal yellow", "response II", 120), ("signal orange", "gate open", 10), ("signal orange", "response III", 30),
        ("signal orange", "response II", 60), ("gate open", "response III", 20), ("gate open", "response II", 50),
        ("response III", "response II", 30),
    ]  # fmt: skip


def test_hours_in_a_row_are_summed_and_a_gap_ends_the_sum():
    told = replay(
        [rain("00:00", "01:00", 30), rain("01:00", "02:00", 31), rain("02:00", "03:00", 30), rain("04:00", "05:00", 30)]
    )
    assert [(one.level, one.rule, one.value) for one in told.entries] == [
        ("none", "rain_1h", 30), ("blue", "rain_6h", 61), ("yellow", "rain_6h", 91), ("none", "rain_1h", 30),
    ]  # fmt: skip
    assert [one.certainty.value for one in told.entries] == ["certain", "at_least", "at_least", "certain"]
    assert [[one.rule for one in entry.undecided][:1] for entry in told.entries] == [
        ["rain_6h"]
    ] * 4  # six hours before are not known


def test_a_full_record_decides():
    hours = [rain(f"{h:02}:00", f"{h + 1:02}:00", mm) for h, mm in enumerate([1, 1, 1, 1, 1, 1, 36, 2])]
    told = replay(hours)
    assert [(one.level, one.certainty.value) for one in told.entries[5:]] == [
        ("none", "certain"),
        ("blue", "certain"),
        ("none", "certain"),
    ]


def test_rain_long_gone_raises_nothing_now():
    hours = [rain(f"{h:02}:00", f"{h + 1:02}:00", 120 if h == 0 else 0) for h in range(14)]
    told = [one.level for one in replay(hours).entries]
    assert told == ["orange"] * 6 + ["none"] * 8  # within six hours, and not in the twelve-hour sum that still holds it


def test_gauges_are_judged_apart():
    told = replay([rain("00:00", "01:00", 30, "A"), rain("01:00", "02:00", 30, "B")])
    assert [one.value for one in told.entries] == [30, 30]


@pytest.mark.source("R-02")
def test_no_level_is_compared_across_datums():
    told = replay(
        [
            level(3.55, ""),
            level(1.71, "1985"),
            level(3.55, "吴淞"),
            level(3.24),
            level(3.55, station="nowhere"),
            level(9, "mean sea"),
        ]
    )
    assert [(one.rule, one.level, one.certainty, one.threshold) for one in told.entries] == [
        ("no_datum", None, None, None), ("no_offset", None, None, None), ("warning_line", "warning", "certain", Decimal("3.30")),
        ("warning_line", "none", "certain", Decimal("3.30")), ("no_line", None, None, None), ("no_offset", None, None, None),
    ]  # fmt: skip
    assert [bool(one.reason) for one in told.entries] == [True, True, False, False, True, True]


def test_lines_of_ones_own_are_compared_after_conversion():
    from dataclasses import replace

    from pilin.engine.hydro import line_rows

    own = [
        replace(line_rows()[0], place_code="330421003", metres=Decimal(m), kind=k)
        for k, m in (("warning", "3.3"), ("guarantee", "3.6"))
    ]
    told = replay([level(1.46, "1985"), level(1.76, "1985")], lines=lambda station, on: own)
    assert [(one.level, one.value) for one in told.entries] == [
        ("warning", Decimal("3.301")),
        ("guarantee", Decimal("3.601")),
    ]
    assert told.entries[0].notes == ("datum_assumed", "converted")


def test_the_table_is_asked_for_and_is_that_of_the_day():
    rows = [rain("00:00", "03:00", 60)]
    assert [replay(rows, table=name).entries[0].level for name in ("shanghai", "national")] == ["blue", "orange"]
    old = [{**BRIDGE, "from": "2001-08-05T20:00", "to": "2001-08-06T08:00", "value": 200}]
    assert [(one.rule, one.level) for one in replay(old).entries] == [("no_table", None)]
    with pytest.raises(KeyError):
        replay(rows, table="mars")


def test_times_without_zone_are_those_of_shanghai():
    rows = replay_as_rows(
        replay([{**NIGHT[3], "at": at} for at in ("2023-06-24 04:50", "2023-06-23T20:50Z", "2023-06-24T05:50+09:00")])
    )
    assert {row["at"] for row in rows["entries"]} == {"2023-06-24T04:50:00+08:00"}


@pytest.mark.parametrize(
    ("word", "step"),
    [("橙", "orange"), ("橙色", "orange"), ("Orange", "orange"), ("解除", "lifted"), ("none", "lifted")],
)
def test_colours_as_they_are_said(word, step):
    assert read_acts([{**NIGHT[3], "level": word}])[0].level == step


@pytest.mark.parametrize("word", ["II", "ii", "Ⅱ", "Ⅱ级", "二级", "二级响应", "Level 2", "2", 2])
def test_response_levels_as_they_are_said(word):
    assert read_acts([{**NIGHT[5], "level": word}])[0].level == "II"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"state": "open"}, "open"),
        ({"level": "Full"}, "open"),
        ({"value": "关"}, "closed"),
        ({"state": "closed", "level": "open"}, "closed"),
    ],
)
def test_states_of_gates_as_they_are_said(said, state):
    assert read_acts([{"kind": "gate", "at": TO, **said}])[0].level == state


def test_every_fault_of_every_row_is_named():
    rows = [
        NIGHT[0],
        {"kind": "rain"},
        {"kind": "observation", "station": "", "quantity": "rain", "value": "much"},
        {**BRIDGE, "from": TO, "to": FROM, "value": -1},
        {**BRIDGE, "to": "2023-06-24", "value": None},
        {**BRIDGE, "value": 5, "period_h": 13},
        level("nan", at="noon"),
        {"kind": "signal", "at": "", "level": "green"},
        {"kind": "response", "at": "2023-06-24T07:15", "level": "V"},
        {"kind": "gate", "at": "2023-13-24T07:15", "state": "ajar", "count": 0},
        {},
        "text",
    ]
    with pytest.raises(Invalid) as wrong:
        replay(rows, numbers=range(2, 14))
    assert [(fault.row, fault.field, fault.code) for fault in wrong.value.faults] == [
        (3, "kind", "unknown_kind"), (4, "station", "empty"), (4, "value", "no_number"), (4, "quantity", "unknown_quantity"),
        (5, "value", "below_nought"), (5, "to", "empty_interval"), (6, "value", "empty"), (6, "to", "no_time"),
        (7, "period_h", "long_period"), (8, "value", "no_number"), (8, "at", "no_time"), (9, "at", "empty"), (9, "level", "unknown_level"),
        (10, "level", "unknown_level"), (11, "at", "no_time"), (11, "state", "unknown_level"), (11, "count", "no_number"),
        (12, "kind", "empty"), (13, "", "no_row"),
    ]  # fmt: skip


def test_nothing_given_is_nothing_told():
    assert replay([]).entries == () and replay([]).delays == ()


acts = st.lists(
    st.one_of(
        st.tuples(st.just("rain"), st.integers(0, 20), st.integers(1, 6), st.integers(0, 90), st.sampled_from("AB")),
        st.tuples(
            st.just("level"), st.integers(0, 20), st.just(0), st.integers(0, 60), st.sampled_from(["南桥", "太湖", "x"])
        ),
        st.tuples(st.just("signal"), st.integers(0, 20), st.just(0), st.integers(0, 3), st.just("s")),
    ),
    max_size=15,
)


def _row(act):
    kind, hour, long, amount, station = act
    at = datetime(2023, 6, 23, 20) + timedelta(hours=hour)
    if kind == "rain":
        return {
            **BRIDGE,
            "station": station,
            "from": at.isoformat(),
            "to": (at + timedelta(hours=long)).isoformat(),
            "value": amount,
        }
    if kind == "level":
        return level(amount / 10, station=station, at=at.isoformat())
    return {**NIGHT[3], "at": at.isoformat(), "level": ("blue", "yellow", "orange", "red")[amount]}


@given(acts)
def test_one_entry_a_row_by_time_then_as_given_and_official_acts_as_they_were(drawn):
    rows = [_row(act) for act in drawn]
    told = replay(rows)
    assert [(one.at, one.row) for one in told.entries] == sorted((one.at, one.row) for one in told.entries)
    assert sorted(one.row for one in told.entries) == list(range(1, len(rows) + 1))
    for one in told.entries:
        row = rows[one.row - 1]
        assert (one.kind == "check") == (row["kind"] == "observation")
        if one.kind == "signal":
            assert (one.level, one.certainty, one.value, one.rule) == (row["level"], None, None, None)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=20), st.sampled_from(["shanghai", "national"]))
def test_checks_of_hourly_rain_say_what_the_sums_say(hourly, table):
    begin = datetime(2023, 6, 23, 20)
    rows = [
        {**BRIDGE, "from": (begin + timedelta(hours=h)).isoformat(), "to": (begin + timedelta(hours=h + 1)).isoformat(), "value": mm}
        for h, mm in enumerate(hourly)
    ]  # fmt: skip
    rules = {
        "shanghai": {"blue": [(1, 35), (6, 50)], "yellow": [(1, 50), (6, 80)], "orange": [(1, 80), (6, 100)]},
        "national": {"blue": [(12, 50)], "yellow": [(6, 50)], "orange": [(3, 50)], "red": [(3, 100)]},
    }[table]
    for h, one in enumerate(replay(rows, table=table).entries, 1):
        reached = [c for c, ways in rules.items() if any(sum(hourly[max(h - p, 0) : h]) >= mm for p, mm in ways)]
        assert one.level == (reached[-1] if reached else "none")


def test_dry_hours_at_the_end_do_not_rule_out_the_rain_before_them():
    hours = [rain(f"{h:02}:00", f"{h + 1:02}:00", 0) for h in range(6)]
    whole = {**rain("00:00", "06:00", 40), "from": "2023-06-23T18:00", "period_h": 1}
    told = replay([*hours, whole]).entries[-1]
    assert (told.level, told.rule, told.value) == ("blue", "rain_1h", 40)
    assert [(one.level, one.rule, one.most) for one in told.undecided[:1]] == [("yellow", "rain_6h", 240)]


def test_only_the_shortest_sum_that_covers_a_rule_speaks_for_it():
    day, night = rain("00:00", "11:00", 200), rain("11:00", "22:00", 0)
    assert [one.level for one in replay([day, night]).entries] == ["orange", "none"]


def test_no_sum_looks_back_more_than_a_day():
    long, short = {**rain("00:00", "12:00", 300), "from": "2023-06-23T16:00"}, rain("12:00", "20:00", 0)
    assert [one.level for one in replay([long, short], table="national").entries] == ["yellow", "none"]


@pytest.mark.source("D-23")
def test_water_at_the_line_is_across_it():
    assert [one.level for one in replay([level("3.30"), level("3.299")]).entries] == ["warning", "none"]
