"""A batch of readings against all lines of their series, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pilin.engine.hydro.clock import Floats, Micros, floats
from pilin.engine.hydro.compiled import compiled
from pilin.engine.hydro.quality import DOUBTFUL

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lines of many series, lowest first within each.

    Parameters
    ----------
    begin : array of int64, shape (series + 1,)
        Where the lines of each series begin.
    line, back : array of float, shape (t,)
        A reading at or above ``line`` is across; one below ``back`` is back.
    place : array of int64, shape (t,)
        Where each stood in what was given.
    """

    begin: Micros
    line: Floats
    back: Floats
    place: Micros

    @property
    def count(self) -> int:
        """Return how many lines there are."""
        return int(self.line.size)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a batch of readings did.

    Parameters
    ----------
    lines : array of int64, shape (n,)
        How many lines of its series each reading stands at or above; −1 where it was not checked.
    reading, threshold : array of int64, shape (m,)
        The crossings, in the order of the readings: which reading crossed which line, as it was given.
    up : array of bool, shape (m,)
    above : array of bool, shape (t,)
        How each line, as it was given, stands after the batch: the state to begin the next one with.
    """

    lines: Micros
    reading: Micros
    threshold: Micros
    up: Bools
    above: Bools


def build_thresholds(series: Any, lines: Any, *, hysteresis: Any = 0.0, series_count: int | None = None) -> Thresholds:
    """Return lines laid out for :func:`check_batch`.

    Parameters
    ----------
    series : array of int, shape (t,)
        The series of each line: 0 to ``series_count`` − 1. A series is one quantity of one gauge on one datum; rain over one,
        six and twelve hours are three.
    lines : array of float, shape (t,)
    hysteresis : float or array of float, shape (t,)
    series_count : int, optional
        Without it, as many as have lines.

    Raises
    ------
    ValueError
    """
    of, at = np.asarray(series, np.int64).ravel(), floats(lines).ravel()
    slack = np.broadcast_to(floats(hysteresis), at.shape)
    count = int(of.max(initial=-1)) + 1 if series_count is None else series_count
    if of.shape != at.shape or (of < 0).any() or (of >= count).any():
        raise ValueError("each line needs one series")
    if not np.isfinite(at).all() or not (slack >= 0).all():
        raise ValueError("a line is no number, or a hysteresis is below nought")
    place = np.lexsort((at, of))
    begin = np.searchsorted(of[place], np.arange(count + 1)).astype(np.int64)
    return Thresholds(begin, at[place], (at - slack)[place], place.astype(np.int64))


def check_batch(
    series: Any, values: Any, thresholds: Thresholds, *, above: Bools | None = None, marks: Any = None
) -> Checked:
    """Return which lines the readings of a batch stand above and cross.

    Parameters
    ----------
    series : array of int, shape (n,)
        The series of each reading. Readings of one series stand in the order of their times; series may be mixed.
    values : array of float, shape (n,)
        On the datum of their series' lines. NaN says nothing.
    thresholds : Thresholds
    above : array of bool, shape (t,), optional
        How each line stood before, as it was given; without it, none was crossed. It is not changed.
    marks : array of uint8, shape (n,), optional
        Bits of :class:`~pilin.engine.hydro.Mark`; a doubtful reading is not checked and changes nothing.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> lines = build_thresholds([0, 0, 1], [3.8, 4.65, 3.3], hysteresis=0.05)
    >>> told = check_batch([0, 1, 0, 0], [3.9, 3.1, 4.7, 3.7], lines)
    >>> told.lines.tolist(), list(zip(told.reading.tolist(), told.threshold.tolist(), told.up.tolist()))
    ([1, 0, 2, 0], [(0, 0, True), (2, 1, True), (3, 1, False), (3, 0, False)])
    """
    of = np.ascontiguousarray(series, np.int64)
    readings = floats(values)
    if of.shape != readings.shape or of.ndim != 1:
        raise ValueError("series and values are not of one length")
    if of.size and (of.min() < 0 or of.max() >= thresholds.begin.size - 1):
        raise ValueError("a reading is of no known series")
    state = np.zeros(thresholds.count, np.bool_)
    if above is not None:
        if np.shape(above) != state.shape:
            raise ValueError("the state is not of these lines")
        state[:] = np.asarray(above, np.bool_)[thresholds.place]
    doubted = np.zeros(0, np.uint8) if marks is None else np.ascontiguousarray(marks, np.uint8)
    if marks is not None and doubted.shape != of.shape:
        raise ValueError("marks and values are not of one length")
    lines, reading, threshold, up = _check(
        of, readings, doubted, int(DOUBTFUL), thresholds.begin, thresholds.line, thresholds.back, state
    )
    after = np.empty_like(state)
    after[thresholds.place] = state
    return Checked(lines, reading, thresholds.place[threshold], up, after)


@compiled
def _check(
    series: Micros, values: Floats, marks: npt.NDArray[np.uint8], bad: int,
    begin: Micros, line: Floats, back: Floats, state: Bools,
) -> tuple[Micros, Micros, Micros, Bools]:  # fmt: skip
    lines = np.empty(series.size, np.int64)
    room = 1024
    reading = np.empty(room, np.int64)
    threshold = np.empty(room, np.int64)
    up = np.empty(room, np.bool_)
    found = 0
    for i in range(series.size):
        value = values[i]
        if np.isnan(value) or (marks.size > 0 and marks[i] & bad):
            lines[i] = -1
            continue
        first, last = begin[series[i]], begin[series[i] + 1]
        reached = 0
        while first + reached < last and value >= line[first + reached]:
            reached += 1
        lines[i] = reached
        if found + last - first > room:
            room = 2 * room + last - first
            more_reading = np.empty(room, np.int64)
            more_threshold = np.empty(room, np.int64)
            more_up = np.empty(room, np.bool_)
            more_reading[:found] = reading[:found]
            more_threshold[:found] = threshold[:found]
            more_up[:found] = up[:found]
            reading, threshold, up = more_reading, more_threshold, more_up
        for t in range(first, first + reached):  # rising: the lowest line first
            if not state[t]:
                state[t] = True
                reading[found], threshold[found], up[found] = i, t, True
                found += 1
        for t in range(last - 1, first + reached - 1, -1):  # falling: the highest first
            if state[t] and value < back[t]:
                state[t] = False
                reading[found], threshold[found], up[found] = i, t, False
                found += 1
    return lines, reading[:found].copy(), threshold[:found].copy(), up[:found].copy()
