"""Marks on readings: what makes one doubtful, as bits, so that a reading may carry several."""

from __future__ import annotations

from enum import IntFlag
from typing import Any

import numpy as np
import numpy.typing as npt

from pilin.engine.hydro.clock import HOUR, Floats, Micros, floats, micros, ordered
from pilin.engine.hydro.compiled import compiled


class Mark(IntFlag):
    """What a reading is doubted for. The bits are those that kept readings carry."""

    GOOD = 0
    MISSING = 1  # no value
    RANGE = 4  # beyond what the gauge or the place allows
    STEP = 8  # farther from the last good reading than water moves in the time between
    STUCK = 16  # the same value for longer than the place allows
    GAP = 32  # good itself; too long after the one before


DOUBTFUL = Mark.MISSING | Mark.RANGE | Mark.STEP | Mark.STUCK


def quality_marks(
    times: Any,
    values: Any,
    *,
    low: float | None = None,
    high: float | None = None,
    most_per_hour: float | None = None,
    stuck_h: float | None = None,
    gap_h: float | None = None,
    tolerance: float = 0.0,
) -> npt.NDArray[np.uint8]:
    """Return the marks of readings, each check being made where its limit is given.

    A step is measured from the last reading that is neither missing, out of range nor a step itself, so the way back from a
    spike is none. After three readings in a row marked as steps that agree with each other the level is believed to have
    moved, and the last of them is good again.

    Parameters
    ----------
    times : array of datetime64 or int64 microseconds, shape (n,)
        In order.
    values : array of float, shape (n,)
        NaN where missing.
    low, high : float, optional
        What is possible, both inclusive.
    most_per_hour : float, optional
        The fastest change, in the unit of the values an hour.
    stuck_h : float, optional
        Values that stay within ``tolerance`` of the first of them for so long are stuck, all of them, from two readings on.
    gap_h : float, optional
        Readings more than so many hours after the one before are marked.
    tolerance : float

    Returns
    -------
    array of uint8, shape (n,)
        Bits of :class:`Mark`.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> told = quality_marks(np.arange(5) * HOUR, [3.0, 3.1, 9.0, 3.1, np.nan], high=5, most_per_hour=0.5)
    >>> [str(Mark(int(one)).name) for one in told]
    ['GOOD', 'GOOD', 'RANGE', 'GOOD', 'MISSING']
    """
    at, readings = ordered(micros(times)), floats(values)
    if at.shape != readings.shape or at.ndim != 1:
        raise ValueError("times and values are not of one length")
    return _mark(
        at,
        readings,
        -np.inf if low is None else low,
        np.inf if high is None else high,
        np.inf if most_per_hour is None else most_per_hour / HOUR,
        -1 if stuck_h is None else round(stuck_h * HOUR),
        -1 if gap_h is None else round(gap_h * HOUR),
        tolerance,
    )


@compiled
def _mark(
    at: Micros, values: Floats, low: float, high: float, speed: float, stuck: int, gap: int, tolerance: float
) -> npt.NDArray[np.uint8]:
    marks = np.zeros(at.size, np.uint8)
    good = -1
    doubted = 0
    before = -1
    begin = -1  # of the values that stay the same
    for i in range(at.size):
        value = values[i]
        if gap >= 0 and i > 0 and at[i] - at[i - 1] > gap:
            marks[i] |= 32
        if np.isnan(value):
            marks[i] |= 1
            begin = -1
            continue
        if value < low or value > high:
            marks[i] |= 4
        else:
            if good >= 0 and abs(value - values[good]) > speed * (at[i] - at[good]):
                near = before >= 0 and abs(value - values[before]) <= speed * (at[i] - at[before])
                doubted = doubted + 1 if near else 1
                before = i
                if doubted >= 3:
                    good, doubted, before = i, 0, -1
                else:
                    marks[i] |= 8
            else:
                good, doubted, before = i, 0, -1
        if begin < 0 or abs(value - values[begin]) > tolerance:
            begin = i
        elif stuck >= 0 and at[i] - at[begin] >= stuck:
            back = i
            while back >= begin and not marks[back] & 16:
                marks[back] |= 16
                back -= 1
    return marks
