"""Datums, lines and gates: figures of the reports, and that nothing is compared which stands on two datums."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.hydro import (
    HOUR,
    NamedLine,
    UnknownDatum,
    convert,
    effective_line,
    estimate_volume,
    line_rows,
    lines_on,
    offset_on,
    offset_rows,
    opening_windows,
    rated_flow,
)

DAY = date(2024, 6, 1)


@pytest.mark.source("R-02")
def test_355_on_wusong_is_1709_on_the_national_datum_in_jiaxing():
    offset = offset_on("330421003", "wusong", "1985", DAY)
    assert offset == Decimal("-1.841")
    assert convert(3.55, "wusong", "1985", offset) == 1.709
    assert convert(Decimal("3.55"), "wusong", "1985", offset) == Decimal("1.709")
    assert convert(np.array([3.55, np.nan]), "wusong", "1985", offset)[0] == 1.709
    assert convert(1.709, "1985", "wusong", -offset) == 3.55


@pytest.mark.source("R-02")
@pytest.mark.parametrize("place", ["310116102", "310120", "31", "3305", ""])
def test_offsets_are_local_and_none_is_guessed(place):
    with pytest.raises(UnknownDatum):
        offset_on(place, "wusong", "1985", DAY)


def test_an_offset_row_is_turned_round_but_leads_nowhere_else():
    row = next(row for row in offset_rows() if row.confirmed)
    assert convert(1.709, "1985", "wusong", row) == 3.55
    with pytest.raises(UnknownDatum):
        convert(1.0, "1956", "wusong", row)


@pytest.mark.parametrize(
    ("first", "last", "offset"),
    [("wusong", "1985", None), ("", "1985", 1), ("wusong", "", 1), ("", "", None), ("mean sea", "1985", None)],
)
def test_without_both_datums_and_an_offset_no_level_moves(first, last, offset):
    with pytest.raises(UnknownDatum):
        convert(3.55, first, last, offset)


def test_offsets_without_authority_are_kept_apart():
    assert {row.confirmed for row in offset_rows() if "no authority" in row.authority} == {False}
    assert len([row for row in offset_rows() if row.confirmed]) == 1


@given(st.decimals(-10, 10, places=3), st.decimals(-5, 5, places=3))
def test_there_and_back_is_the_same_level(level, offset):
    assert convert(convert(level, "wusong", "1985", offset), "1985", "wusong", -offset) == level
    assert convert(convert(float(level), "wusong", "1985", offset), "1985", "wusong", -offset) == float(level)


@pytest.mark.source("D-23")
@pytest.mark.parametrize(
    ("station", "on", "level", "over"),
    [
        ("南桥", date(2023, 6, 24), "3.55", "0.25"), ("Nanqiao", date(2024, 9, 20), "3.24", "-0.06"),
        ("奉城", date(2024, 9, 20), "3.57", "0.27"), ("奉贤内河", date(2023, 6, 24), "3.55", "0.25"),
    ],
)  # fmt: skip
def test_line_of_the_inner_rivers_of_fengxian(station, on, level, over):
    (line,) = lines_on(station, on)
    assert (line.kind, line.metres, line.datum, line.datum_assumed) == ("warning", Decimal("3.30"), "wusong", True)
    assert Decimal(level) - line.metres == Decimal(over)


@pytest.mark.source("R-02")
@pytest.mark.parametrize(
    ("station", "on", "told"),
    [
        ("米市渡", date(2002, 7, 1), [("warning", "3.50")]), ("Mishidu", date(2023, 6, 24), [("warning", "3.80")]),
        ("huangpu-park", DAY, [("warning", "4.55")]), ("苏州河口", DAY, [("warning", "4.55")]),
        ("太湖", DAY, [("warning", "3.80"), ("guarantee", "4.65")]), ("南桥", date(2022, 12, 31), []), ("nowhere", DAY, []),
    ],
)  # fmt: skip
def test_lines_change_over_time(station, on, told):
    assert [(line.kind, str(line.metres)) for line in lines_on(station, on)] == told


def test_every_line_has_both_names_a_source_and_says_how_it_is_known():
    assert [row.station for row in line_rows() if not (row.zh and row.en and row.source and row.how)] == []


def test_the_stricter_of_two_sides_lines_is_named():
    lines = [NamedLine("fengjing", Decimal("3.40"), "wusong"), NamedLine("huimin", Decimal("1.50"), "1985")]
    found = effective_line(lines, datum="wusong", place_code="330421003", on=DAY)
    assert (found.line.name, found.metres, found.datum) == ("huimin", Decimal("3.341"), "wusong")
    assert [(line.name, gap) for line, gap in found.higher] == [("fengjing", Decimal("0.059"))]
    with pytest.raises(UnknownDatum):  # the one without offset might be the stricter
        effective_line(lines, datum="wusong", place_code="310116102", on=DAY)
    with pytest.raises(ValueError):
        effective_line([], datum="wusong", place_code="31", on=DAY)


@pytest.mark.source("D-24")
@pytest.mark.parametrize(
    ("ten_thousand_m3", "hours", "flow"),
    [(1479.20, 4.5, 913.09), (1807.91, 5.5, 913.09), (103.74, 1.5, 192.11), (172.9, 2.5, 192.11)],
)
def test_published_volumes_are_rated_flow_times_hours(ten_thousand_m3, hours, flow):
    assert round(rated_flow(ten_thousand_m3 * 10_000, hours), 2) == flow
    told = estimate_volume(flow, hours)
    assert told.estimated is True
    assert told.m3 / 10_000 == pytest.approx(ten_thousand_m3, abs=0.01)


@pytest.mark.parametrize(("flow", "hours"), [(-1, 1), (1, -1), (float("nan"), 1), (1, float("inf"))])
def test_no_flow_no_volume(flow, hours):
    with pytest.raises(ValueError):
        estimate_volume(flow, hours)
    with pytest.raises(ValueError):
        rated_flow(flow, hours if hours > 0 else 0)


@pytest.mark.source("D-24")
def test_gates_open_while_the_inner_level_stands_higher():
    hours = np.arange(7) * HOUR
    found = opening_windows(hours, [3.5] * 7, [2.5, 3.0, 4.0, 4.5, 4.0, 3.0, 2.5])
    assert ((found.opens.astype(np.int64) / HOUR).tolist(), (found.closes.astype(np.int64) / HOUR).tolist()) == (
        [0.0, 4.5],
        [1.5, 6.0],
    )
    assert found.head_m.tolist() == [1.0, 1.0]


def test_unknown_and_equal_levels_open_nothing():
    hours = np.arange(4) * HOUR
    assert opening_windows(hours, [3, 3, 3, 3], [3, 3, np.nan, 4]).opens.size == 0
    found = opening_windows(hours, [4, np.nan, 4, 4], [3, 3, 3, 3])
    assert ((found.opens.astype(np.int64) / HOUR).tolist(), (found.closes.astype(np.int64) / HOUR).tolist()) == (
        [0, 2],
        [0, 3],
    )


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30), st.integers(0, 2))
def test_windows_hold_exactly_the_readings_above_the_margin(head, margin):
    hours = np.arange(len(head)) * HOUR
    found = opening_windows(hours, np.array(head, float), np.zeros(len(head)), margin_m=margin)
    spans = list(zip(found.opens.astype(np.int64), found.closes.astype(np.int64), strict=True))
    for at, value in zip(hours, head, strict=True):
        inside = any(a <= at <= b for a, b in spans)
        assert inside == (value > margin) or value == margin  # on the margin a window only touches
    assert all(a <= b for a, b in spans) and all(b <= c for (_, b), (c, _) in pairwise(spans))
