"""Sums, crossings, runs, rates, marks and batches: each beside a definition written out in plain Python."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.hydro import (
    DOUBTFUL,
    HOUR,
    Mark,
    build_thresholds,
    check_batch,
    check_bounds,
    crossings,
    exceedance_runs,
    micros,
    quality_marks,
    rise_rate,
    rolling_sums,
    signal_table,
)

MINUTE = HOUR // 60
NAN = float("nan")
levels = st.lists(st.one_of(st.integers(0, 8).map(float), st.just(NAN)), max_size=40)


@st.composite
def readings(draw):
    """Intervals of odd lengths with gaps between, thousandths of a millimetre in each, some missing."""
    parts = draw(
        st.lists(
            st.tuples(st.sampled_from([0, 0, 0, 7, 60, 200]), st.sampled_from([5, 10, 37, 60, 180]), st.one_of(st.none(), st.integers(0, 90_000))),
            min_size=1, max_size=30,
        )
    )  # fmt: skip
    begin, end, mm, now = [], [], [], 0
    for gap, long, amount in parts:
        now += gap
        begin.append(now)
        now += long
        end.append(now)
        mm.append(amount)
    return begin, end, mm


@given(readings(), st.lists(st.sampled_from([0.5, 1, 3, 6, 12, 24, 7.25]), min_size=1, max_size=4))
def test_sums_are_exact(told, windows):
    begin, end, thousandths = told
    mm = [NAN if one is None else one / 1000 for one in thousandths]
    found = rolling_sums(np.array(begin) * MINUTE, np.array(end) * MINUTE, mm, windows)
    for k, hours in enumerate(windows):
        wide = Fraction(hours) * 60
        for i, last in enumerate(end):
            edge = last - wide
            inside = [j for j in range(i + 1) if begin[j] >= edge and thousandths[j] is not None]
            assert found.mm[k, i] == sum(thousandths[j] for j in inside) / 1000
            assert found.coverage[k, i] == pytest.approx(
                float(sum(end[j] - begin[j] for j in inside) / wide), abs=1e-12
            )
            assert bool(found.complete[k, i]) == (sum(end[j] - begin[j] for j in inside) == wide)
            astride = [thousandths[j] or 0 for j in range(i + 1) if begin[j] < edge < end[j]]
            assert found.astride_mm[k, i] == sum(astride) / 1000


def test_tenths_add_up_to_the_tenth():
    at = np.arange(24) * HOUR
    assert rolling_sums(at, at + HOUR, [0.1] * 24, [24]).mm[0, -1] == 2.4


def test_times_are_taken_as_datetime64_of_any_unit():
    begin = np.array(["2023-06-23T20:00", "2023-06-23T21:00"], "datetime64[m]")
    found = rolling_sums(begin, begin + np.timedelta64(60, "m"), [30.0, 20.0], [1, 3])
    assert found.mm.tolist() == [[30, 20], [30, 50]] and found.coverage[1].round(3).tolist() == [0.333, 0.667]
    assert found.at.tolist() == micros(begin + np.timedelta64(1, "h")).tolist()


@pytest.mark.parametrize(
    ("begin", "end", "mm", "windows"),
    [
        ([0, 1], [2, 3], [1, 1], [1]), ([0, 0], [1, 1], [1, 1], [1]), ([0], [0], [1], [1]), ([1], [0], [1], [1]),
        ([2, 0], [3, 1], [1, 1], [1]), ([0], [1], [-1], [1]), ([0], [1], [1], [0]), ([0], [1], [1, 2], [1]), ([0], [1], [math.inf], [1]),
    ],
)  # fmt: skip
def test_what_is_no_record_of_rain_is_refused(begin, end, mm, windows):
    with pytest.raises(ValueError):
        rolling_sums(np.array(begin) * HOUR, np.array(end) * HOUR, mm, windows)


def test_a_time_that_is_none_is_refused():
    with pytest.raises(ValueError):
        micros(np.array(["NaT", "2023-06-24"], "datetime64[s]"))


@given(st.lists(st.one_of(st.integers(0, 60), st.none()), min_size=1, max_size=30), st.data())
def test_sums_bound_the_rain_of_other_hours(hourly, data):
    """Rain of whole hours, some missing: what truly fell there lies between nought and sixty."""
    true = [data.draw(st.integers(0, 60)) if one is None else one for one in hourly]
    at = np.arange(len(hourly)) * HOUR
    mm = [NAN if one is None else one for one in hourly]
    windows = data.draw(st.lists(st.sampled_from([1, 2, 3, 6, 12, 24]), min_size=1, max_size=4, unique=True))
    found = rolling_sums(at, at + HOUR, mm, windows)
    for i in range(len(hourly)):
        known = found.known_at(i)
        for hours in (1, 3, 4, 6, 12):
            now = sum(true[max(i + 1 - hours, 0) : i + 1])
            around = next((w for w in sorted(windows) if w >= hours), hours)
            ends = range(max(i + 1 - around + hours, 1), i + 2) if around > hours else [i + 1]
            best = max(sum(true[max(e - hours, 0) : e]) for e in ends)
            (least, measured), most = known.least(Decimal(hours)), known.most(Decimal(hours))
            assert least <= max(best, now)
            assert most is None or now <= most
            if measured:
                assert least == now == most


def test_sums_of_a_live_gauge_are_checked():
    at = np.arange(7) * HOUR
    found = rolling_sums(at, at + HOUR, [0, 0, 10, 20, 30, 36, 10])
    told = [check_bounds(found.known_at(i), signal_table("31", date(2024, 9, 20))) for i in (1, 4, 5, 6)]
    assert [(one.level, one.rule, str(one.certainty)) for one in told] == [
        ("none", "rain_1h", "at_least"), ("blue", "rain_6h", "at_least"), ("yellow", "rain_6h", "certain"), ("orange", "rain_6h", "at_least"),
    ]  # fmt: skip


def crossed(values, line, back, above):
    told = []
    for i, value in enumerate(values):
        if not above and value >= line:
            above = True
            told.append((i, True))
        elif above and value < back:
            above = False
            told.append((i, False))
    return told, above


@given(levels, st.integers(0, 8), st.integers(0, 3), st.booleans())
def test_crossings(values, line, slack, above):
    found = crossings(values, line, hysteresis=slack, above=above)
    told, stands = crossed(values, line, line - slack, above)
    assert (list(zip(found.index.tolist(), found.up.tolist(), strict=True)), found.above) == (told, stands)
    assert all(one != two for (_, one), (_, two) in pairwise(told))


@given(levels, st.integers(0, 8), st.integers(0, 3), st.integers(0, 40), st.booleans())
def test_crossings_of_two_halves_are_those_of_the_whole(values, line, slack, cut, above):
    first = crossings(values[:cut], line, hysteresis=slack, above=above)
    second = crossings(values[cut:], line, hysteresis=slack, above=first.above)
    whole = crossings(values, line, hysteresis=slack, above=above)
    both = [*first.index.tolist(), *(second.index + len(values[:cut])).tolist()]
    assert (both, second.above) == (whole.index.tolist(), whole.above)


@given(st.lists(levels, min_size=1, max_size=4), st.integers(0, 8), st.integers(1, 4))
def test_runs(rows, line, least):
    wide = max(len(row) for row in rows)
    grid = np.array([row + [NAN] * (wide - len(row)) for row in rows]).reshape(len(rows), wide)
    told = []
    for s, row in enumerate(grid.tolist()):
        first = None
        for i, value in enumerate([*row, NAN]):
            if value >= line:
                first = i if first is None else first
            elif first is not None:
                if i - first >= least:
                    told.append((s, first, i - 1, max(row[first:i])))
                first = None
    found = exceedance_runs(grid, line, least=least)
    assert (
        list(zip(found.series.tolist(), found.first.tolist(), found.last.tolist(), found.peak.tolist(), strict=True))
        == told
    )


@given(
    st.lists(st.tuples(st.integers(1, 90), st.one_of(st.integers(0, 50), st.none())), max_size=20), st.integers(2, 4)
)
def test_rates(steps, least):
    at = np.cumsum([step for step, _ in steps] or [0])[: len(steps)] * MINUTE
    values = [NAN if one is None else one / 10 for _, one in steps]
    found = rise_rate(at, values, window_h=1.5, least=least)
    for i in range(len(values)):
        known = [
            (t / HOUR, v) for t, v in zip(at[: i + 1], values, strict=False) if at[i] - t <= 90 * MINUTE and v == v
        ]
        if len(known) < least or known[-1][0] - known[0][0] < 0.75 - 1e-9:
            assert math.isnan(found[i])
        else:
            slopes = [(b - a) / (t - s) for k, (s, a) in enumerate(known) for t, b in known[k + 1 :]]
            assert found[i] == pytest.approx(median(slopes), abs=1e-9)


def test_one_spike_does_not_move_the_rate():
    at = np.arange(13) * 5 * MINUTE
    level = 3.0 + 0.6 * np.arange(13) / 12
    spiked = level.copy()
    spiked[6] += 2
    assert rise_rate(at, level, window_h=1)[-1] == pytest.approx(0.6)
    assert rise_rate(at, spiked, window_h=1)[-1] == pytest.approx(0.6, abs=0.01)


def test_marks():
    at = np.array([0, 5, 10, 15, 20, 25, 60, 65, 70, 75, 80]) * MINUTE
    values = [3.00, 3.01, NAN, 9.5, 4.5, 3.02, 3.02, 3.02, 3.02, 3.02, 3.03]
    found = quality_marks(at, values, low=0, high=6, most_per_hour=1.0, stuck_h=0.75, gap_h=0.25)
    names = [Mark(int(one)) for one in found]
    assert names[:5] == [Mark.GOOD, Mark.GOOD, Mark.MISSING, Mark.RANGE, Mark.STEP]
    assert names[5:] == [Mark.STUCK, Mark.STUCK | Mark.GAP, Mark.STUCK, Mark.STUCK, Mark.STUCK, Mark.GOOD]
    assert not Mark.GAP & DOUBTFUL


def test_a_level_that_truly_moved_is_believed_with_the_third_reading():
    at = np.arange(8) * 5 * MINUTE
    found = quality_marks(at, [3.0, 3.0, 4.0, 4.02, 4.04, 4.05, 3.1, 4.06], most_per_hour=0.5)
    assert [bool(one & Mark.STEP) for one in found] == [False, False, True, True, False, False, True, False]


@given(levels)
def test_without_limits_only_missing_is_marked(values):
    found = quality_marks(np.arange(len(values)) * HOUR, values)
    assert found.tolist() == [int(value != value) for value in values]


@given(levels, st.integers(0, 8), st.integers(0, 8))
def test_range_is_both_limits_included(values, one, two):
    low, high = sorted((one, two))
    found = quality_marks(np.arange(len(values)) * HOUR, values, low=low, high=high)
    assert found.tolist() == [1 if v != v else 0 if low <= v <= high else 4 for v in values]


@given(levels, st.integers(1, 5))
def test_stuck_is_every_reading_of_a_long_enough_stretch(values, hours):
    found = quality_marks(np.arange(len(values)) * HOUR, values, stuck_h=hours)
    told, first = [False] * len(values), 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[first]:
            if values[first:i] and values[first] == values[first] and i - 1 - first >= hours:
                told[first:i] = [True] * (i - first)
            first = i
    assert [bool(one & Mark.STUCK) for one in found] == told


batches = st.lists(
    st.tuples(
        st.integers(0, 3), st.one_of(st.integers(0, 9).map(float), st.just(NAN)), st.sampled_from([0, 0, 0, 4, 32])
    ),
    max_size=40,
)
line_sets = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.integers(0, 2)), max_size=9)


@given(batches, line_sets, st.data())
def test_a_batch_is_each_line_on_its_own(batch, lines, data):
    state = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    built = build_thresholds(
        [s for s, _, _ in lines], [v for _, v, _ in lines], hysteresis=[float(h) for _, _, h in lines], series_count=4
    )
    series, values, marks = ([one[k] for one in batch] for k in range(3))
    found = check_batch(series, values, built, above=np.array(state, bool), marks=np.array(marks, np.uint8))
    told = set()
    for t, (of, line, slack) in enumerate(lines):
        own = [i for i, one in enumerate(series) if one == of and not marks[i] & DOUBTFUL]
        crossed_at, after = crossed([values[i] for i in own], line, line - slack, state[t])
        told |= {(own[i], t, up) for i, up in crossed_at}
        assert found.above[t] == after
    assert set(zip(found.reading.tolist(), found.threshold.tolist(), found.up.tolist(), strict=True)) == told
    assert len(found.reading) == len(told) and (np.diff(found.reading) >= 0).all()
    for i, value in enumerate(values):
        known = value == value and not marks[i] & DOUBTFUL
        assert found.lines[i] == (sum(of == series[i] and value >= line for of, line, _ in lines) if known else -1)


@given(batches, line_sets, st.integers(0, 40))
def test_two_batches_are_one(batch, lines, cut):
    built = build_thresholds(
        [s for s, _, _ in lines], [v for _, v, _ in lines], hysteresis=[float(h) for _, _, h in lines], series_count=4
    )
    parts = [([one[0] for one in part], [one[1] for one in part]) for part in (batch, batch[:cut], batch[cut:])]
    whole, first = check_batch(*parts[0], built), check_batch(*parts[1], built)
    second = check_batch(*parts[2], built, above=first.above)
    assert second.above.tolist() == whole.above.tolist()
    assert [*first.reading.tolist(), *(second.reading + len(parts[1][0])).tolist()] == whole.reading.tolist()


def test_many_crossings_find_room():
    built = build_thresholds([0] * 3, [1, 2, 3])
    found = check_batch([0] * 2000, [0, 5] * 1000, built)
    assert found.reading.size == 5997 and found.lines.tolist() == [0, 3] * 1000


@pytest.mark.parametrize(
    "act",
    [
        lambda: build_thresholds([0, 1], [1]), lambda: build_thresholds([-1], [1]), lambda: build_thresholds([0], [NAN]),
        lambda: build_thresholds([0], [1], hysteresis=-1), lambda: build_thresholds([5], [1], series_count=2),
        lambda: check_batch([1], [1], build_thresholds([0], [1])), lambda: check_batch([0, 0], [1], build_thresholds([0], [1])),
        lambda: check_batch([0], [1], build_thresholds([0], [1]), above=np.zeros(2, bool)),
        lambda: check_batch([0], [1], build_thresholds([0], [1]), marks=[0, 0]),
        lambda: crossings([1], 1, hysteresis=-1), lambda: exceedance_runs([1], 1, least=0), lambda: rise_rate([0], [1, 2]),
        lambda: rise_rate([1, 0], [1, 2]), lambda: rise_rate([0], [1], least=1), lambda: quality_marks([1, 0], [1, 2]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(act):
    with pytest.raises(ValueError):
        act()


def test_at_the_line_is_across_and_at_the_edge_of_the_slack_is_not_back():
    built = build_thresholds([0], [3.5], hysteresis=0.25)
    found = check_batch([0] * 5, [3.499, 3.5, 3.25, 3.249, 3.25], built)
    assert list(zip(found.reading.tolist(), found.up.tolist(), strict=True)) == [(1, True), (3, False)]
    assert crossings([3.499, 3.5, 3.25, 3.249, 3.25], 3.5, hysteresis=0.25).index.tolist() == [1, 3]
