"""Lags learned from events: made-up ones whose lag is known, and a real record by two methods."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.hydro import Event, Method, cross_correlation, event_lag, find_events, learn_lag, rolling_sums

RECORD = Path(
    os.environ.get("PILIN_HYDRO", Path(__file__).parents[4] / "shared/data/hydro/burnie_hourly_rain_level_1997.csv")
)


def flood(count, peaks, tall=3.0):
    """Return a level with a wave at each peak that rises in three steps and falls in six."""
    level = np.full(count, 2.0)
    for peak in peaks:
        for step, share in zip(range(-3, 7), (0.2, 0.5, 0.8, 1, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1), strict=True):
            level[peak + step] += tall * share
    return level


@given(st.integers(0, 8), st.integers(2, 6), st.integers(0, 2**31))
def test_a_lag_that_is_known_is_found_by_both_methods(lag, events, seed):
    rng = np.random.default_rng(seed)
    up = flood(60 * events + 40, [30 + 60 * k for k in range(events)])
    down = np.roll(0.7 * up + 0.3, lag) + rng.normal(0, 0.005, up.size)
    for method in Method:
        found = learn_lag(up, down, step_minutes=10, most_minutes=120, event_line=3.0, method=method)
        assert (found.minutes, found.events) == (10 * lag, events)
        assert found.confidence == (1.0 if events >= 3 else None)
        assert (found.correlation is None) == (method is Method.PEAKS)


def test_events_that_disagree_lower_the_confidence():
    up = flood(400, [30, 110, 190, 270])
    down = np.full(400, 2.0)
    for peak, lag in ((30, 2), (110, 2), (190, 2), (270, 9)):
        down += flood(400, [peak + lag]) - 2.0
    found = learn_lag(up, down, step_minutes=60, most_minutes=720, event_line=3.0)
    assert (found.minutes, found.events, found.confidence, found.low) == (120, 4, 0.75, 120)


def test_no_event_teaches_nothing():
    assert learn_lag([1, 1, 1], [1, 1, 1], step_minutes=5, most_minutes=10, event_line=2) is None
    assert learn_lag([1, 3, 1], [np.nan] * 3, step_minutes=5, most_minutes=10, event_line=2) is None
    assert event_lag([1, 3, 1], [np.nan] * 3, Event(1, 1), 2, Method.PEAKS) is None


@given(
    st.lists(st.one_of(st.integers(-9, 9).map(float), st.just(float("nan"))), min_size=1, max_size=25),
    st.integers(0, 6),
    st.integers(0, 99),
)
def test_correlation_is_pearsons_of_the_pairs_that_are_known(source, most, seed):
    response = np.random.default_rng(seed).permutation(source)
    found = cross_correlation(source, response, most)
    assert found.size == most + 1
    for lag in range(most + 1):
        pairs = [(a, b) for a, b in zip(source, response[lag:], strict=False) if a == a and b == b]
        one, two = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
        if len(pairs) < 3 or np.ptp(one) == 0 or np.ptp(two) == 0:
            assert np.isnan(found[lag])
        else:
            assert found[lag] == pytest.approx(np.corrcoef(one, two)[0, 1], abs=1e-9)


@given(st.lists(st.sampled_from([0.0, 1.0, float("nan")]), max_size=30), st.integers(0, 4))
def test_events_hold_all_above_and_stand_apart(values, gap):
    found = find_events(values, 1, gap=gap)
    above = [i for i, value in enumerate(values) if value >= 1]
    assert [i for i in above if any(one.first <= i <= one.last for one in found)] == above
    assert all(two.first - one.last > gap + 1 for one, two in pairwise(found))
    assert all(one.first in above and one.last in above for one in found)


@pytest.mark.parametrize(
    "act",
    [
        lambda: cross_correlation([1], [1, 2], 1), lambda: cross_correlation([1], [1], -1),
        lambda: learn_lag([1], [1], step_minutes=0, most_minutes=1, event_line=1),
        lambda: learn_lag([1], [1], step_minutes=1, most_minutes=-1, event_line=1),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(act):
    with pytest.raises(ValueError):
        act()


@pytest.fixture(scope="module")
def record():
    """A month of hourly rain and of the level of a tidal river mouth."""
    if not RECORD.exists():
        pytest.skip("the hourly record is not beside the project")
    return pl.read_csv(RECORD, try_parse_dates=True)


def test_sums_of_a_real_record_are_those_of_another_library(record):
    end, rain = record["datetime"].to_numpy(), record["rain_mm"].to_numpy()
    found = rolling_sums(end - np.timedelta64(1, "h"), end, rain, [1, 3, 6, 12, 24])
    for k, hours in enumerate((1, 3, 6, 12, 24)):
        other = record["rain_mm"].rolling_sum(hours, min_samples=1).to_numpy()
        assert np.abs(found.mm[k] - other).max() < 1e-9
        assert int(found.complete[k].sum()) == record.height - hours + 1
    assert found.mm.max(axis=1).tolist() == [8.6, 14.8, 24.4, 28.8, 34.8]


def test_events_of_a_real_record_and_their_lags_by_two_methods(record):
    rain, level = record["rain_mm"].to_numpy(), record["level_m"].to_numpy()
    events = find_events(rain, 2.0, gap=6)
    assert [round(float(rain[one.first : one.last + 1].sum()), 1) for one in events] == [
        24.4,
        30.8,
        2.2,
        12.4,
        4.0,
        21.6,
    ]
    lags = {method: [event_lag(rain, level, one, 24, method)[0] for one in events] for method in Method}
    assert lags[Method.CORRELATION] == [0, 0, 13, 14, 14, 11]
    assert lags[Method.PEAKS] == [1, 0, 13, 14, 19, 9]
    # Rain and a level that the sea moves agree in none of them well enough to be believed; the peaks disagree and say so.
    how = {"step_minutes": 60, "most_minutes": 1440, "event_line": 2.0, "event_gap": 6}
    assert learn_lag(rain, level, **how) is None
    peaks = learn_lag(rain, level, **how, method=Method.PEAKS)
    assert (peaks.minutes, peaks.events, peaks.seen, round(peaks.confidence, 2)) == (660, 6, 6, 0.33)


@pytest.mark.parametrize(
    ("method", "confidence"), [(Method.CORRELATION, 1.0), (Method.PEAKS, 0.875)]
)  # of one event a higher wave follows within half a day: its peak is taken for the answer
def test_a_real_level_that_comes_three_hours_later_is_found_so(record, method, confidence):
    level = record["level_m"].to_numpy()
    later = np.full(level.size, np.nan)
    later[3:] = 0.6 * level[:-3] - 0.4
    found = learn_lag(level, later, step_minutes=60, most_minutes=720, event_line=0.1, event_gap=12, method=method)
    assert (found.minutes, found.low, found.high, found.confidence) == (180, 180, 180, confidence)
    assert found.events == 8


@pytest.mark.parametrize("method", list(Method))
def test_an_answer_beyond_the_longest_lag_is_not_taken_for_the_longest(method):
    up = flood(120, [30, 80])
    how = {"step_minutes": 10, "event_line": 3.0, "method": method}
    assert learn_lag(up, np.roll(up, 4), most_minutes=30, **how) is None
    assert learn_lag(up, np.roll(up, 4), most_minutes=50, **how).minutes == 40
