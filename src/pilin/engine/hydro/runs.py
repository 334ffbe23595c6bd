"""Crossings of a line, runs above it, and how fast a level rises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pilin.engine.hydro.clock import HOUR, Floats, Micros, floats, micros, ordered
from pilin.engine.hydro.compiled import compiled


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where a series crosses a line.

    Parameters
    ----------
    index : array of int64, shape (m,)
        The readings with which it is across.
    up : array of bool, shape (m,)
    above : bool
        How it stands after the last reading.
    """

    index: Micros
    up: npt.NDArray[np.bool_]
    above: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches of readings in a row at or above a line.

    Parameters
    ----------
    series : array of int64, shape (m,)
    first, last : array of int64, shape (m,)
        Positions within the series, both inclusive.
    peak : array of float, shape (m,)
        The highest value of each.
    """

    series: Micros
    first: Micros
    last: Micros
    peak: Floats


def crossings(values: Any, line: float, *, hysteresis: float = 0.0, above: bool = False) -> Crossings:
    """Return where a series goes above a line (value ≥ line) and comes back below it (value < line − hysteresis).

    Parameters
    ----------
    values : array of float, shape (n,)
        NaN says nothing: the state stays.
    line, hysteresis : float
        In the unit of the values; the hysteresis is not below nought.
    above : bool
        How it stood before.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> told = crossings([3.2, 3.3, 3.29, 3.31, 3.19, 3.4], 3.3, hysteresis=0.1)
    >>> told.index.tolist(), told.up.tolist(), told.above
    ([1, 4, 5], [True, False, True], True)
    """
    if not hysteresis >= 0:
        raise ValueError("the hysteresis is below nought")
    index, up, stands = _cross(floats(values), float(line), float(line) - hysteresis, above)
    return Crossings(index, up, bool(stands))


def exceedance_runs(values: Any, line: float, *, least: int = 3) -> Runs:
    """Return the stretches of at least so many readings in a row at or above a line.

    Parameters
    ----------
    values : array of float, shape (n,) or (series, n)
        On a regular grid in time. NaN ends a stretch: what is missing is not above.
    line : float
    least : int
        Readings in a row, at least one.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> told = exceedance_runs([1, 4, 5, 4, 1, 4, 4, np.nan, 4], 4, least=2)
    >>> told.first.tolist(), told.last.tolist(), told.peak.tolist()
    ([1, 5], [3, 6], [5.0, 4.0])
    """
    grid = np.atleast_2d(floats(values))
    if grid.ndim != 2:
        raise ValueError("the values are no series and no grid of series")
    if least < 1:
        raise ValueError("a run has at least one reading")
    return Runs(*_runs(grid, float(line), least))


def rise_rate(times: Any, values: Any, *, window_h: float = 1.0, least: int = 3) -> Floats:
    """Return how fast a level rises over the window that ends with each reading, per hour.

    The median of the slopes between all two readings in the window (Theil 1950, Sen 1968): a spike, or up to a quarter of the
    readings wrong, does not move it far.

    Parameters
    ----------
    times : array of datetime64 or int64 microseconds, shape (n,)
        In order.
    values : array of float, shape (n,)
        NaN says nothing.
    window_h : float
        The window (end − window, end], hours, its beginning included.
    least : int
        Readings that a window must hold, at least two.

    Returns
    -------
    array of float, shape (n,)
        Unit of the values an hour; NaN where the window holds too few readings or they span less than half of it.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> rise_rate(np.arange(4) * HOUR // 2, [3.0, 3.1, 9.9, 3.3], window_h=1.5).round(3).tolist()
    [nan, nan, 6.9, 0.2]
    """
    at, levels = ordered(micros(times)), floats(values)
    if at.shape != levels.shape or at.ndim != 1:
        raise ValueError("times and values are not of one length")
    if not window_h > 0 or least < 2:
        raise ValueError("a rate needs a window of some time and two readings")
    return _rate(at, levels, round(window_h * HOUR), least)


@compiled
def _cross(values: Floats, line: float, back: float, above: bool) -> tuple[Micros, npt.NDArray[np.bool_], bool]:
    index = np.empty(values.size, np.int64)
    up = np.empty(values.size, np.bool_)
    found = 0
    for i in range(values.size):
        value = values[i]
        if (not above and value >= line) or (above and value < back):  # NaN is neither
            above = not above
            index[found] = i
            up[found] = above
            found += 1
    return index[:found].copy(), up[:found].copy(), above


@compiled
def _runs(grid: Floats, line: float, least: int) -> tuple[Micros, Micros, Micros, Floats]:
    most = grid.shape[0] * ((grid.shape[1] + least) // (least + 1))
    series = np.empty(most, np.int64)
    first = np.empty(most, np.int64)
    last = np.empty(most, np.int64)
    peak = np.empty(most, np.float64)
    found = 0
    for s in range(grid.shape[0]):
        row = grid[s]
        i = 0
        while i < row.size:
            if not row[i] >= line:
                i += 1
                continue
            begin = i
            highest = row[i]
            while i < row.size and row[i] >= line:
                highest = max(highest, row[i])
                i += 1
            if i - begin >= least:
                series[found], first[found], last[found], peak[found] = s, begin, i - 1, highest
                found += 1
    return series[:found].copy(), first[:found].copy(), last[:found].copy(), peak[:found].copy()


@compiled
def _rate(at: Micros, values: Floats, window: int, least: int) -> Floats:
    rates = np.full(at.size, np.nan)
    begin = 0
    for i in range(at.size):
        while at[begin] < at[i] - window:
            begin += 1
        span = i - begin + 1
        slopes = np.empty(span * (span - 1) // 2)
        found = 0
        known = 0
        oldest = -1
        newest = -1
        for a in range(begin, i + 1):
            if np.isnan(values[a]):
                continue
            known += 1
            if oldest < 0:
                oldest = a
            newest = a
            for b in range(begin, a):
                if not np.isnan(values[b]) and at[a] > at[b]:
                    slopes[found] = (values[a] - values[b]) / (at[a] - at[b])
                    found += 1
        if known >= least and found > 0 and 2 * (at[newest] - at[oldest]) >= window:
            rates[i] = np.median(slopes[:found]) * 3.6e9
    return rates
