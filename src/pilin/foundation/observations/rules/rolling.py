"""Readings of five minutes as figures of an hour: sums of rain, the last word of a level. Pure, on arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOUR = 3_600_000_000  # µs


def hourly_sums(
    begins: NDArray[np.int64], ends: NDArray[np.int64], values: NDArray[np.float64], since: int, hours: int
) -> NDArray[np.float64]:
    """Return what fell in each of so many hours after ``since`` (µs); NaN where readings do not cover the whole hour.

    A reading counts whole to the hour in which it ends: gauges here sum over parts of an hour that end with it.

    Examples
    --------
    >>> ends = np.arange(1, 13) * (HOUR // 12)
    >>> hourly_sums(ends - HOUR // 12, ends, np.full(12, 0.5), 0, 2).tolist()
    [6.0, nan]
    """
    place = (ends - 1 - since) // HOUR
    inside = (place >= 0) & (place < hours)
    place, known = place[inside], ~np.isnan(values[inside])
    covered = np.bincount(place[known], (ends - begins)[inside][known], minlength=hours)
    sums = np.bincount(place[known], values[inside][known], minlength=hours)
    return np.where(covered >= HOUR, sums, np.nan)


def hourly_last(ends: NDArray[np.int64], values: NDArray[np.float64], since: int, hours: int) -> NDArray[np.float64]:
    """Return the last figure read in each of so many hours after ``since`` (µs); NaN where none was."""
    place = (ends - 1 - since) // HOUR
    inside = (place >= 0) & (place < hours) & ~np.isnan(values)
    found = np.full(hours, np.nan)
    found[place[inside]] = values[inside]  # in order of moments: the last one stays
    return found
