"""What is told of a stretch of readings: the lowest and highest of each part of it, and runs at or above a line. Pure NumPy.

The one meaning of both: what DuckDB reckons over many files (:mod:`pilin.engine.shelf.wide`) is the same to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Bands:
    """What was read in each part of a stretch in which anything good was read, by series and part.

    Attributes
    ----------
    series : int64 array
        Which of the series asked for.
    part : int64 array
        Part k is (since + k · step, since + (k + 1) · step].
    count : int64 array
        Good readings in it.
    lowest, highest : float64 array
        In the unit of the series.
    """

    series: NDArray[np.int64]
    part: NDArray[np.int64]
    count: NDArray[np.int64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.part)


@dataclass(frozen=True, slots=True)
class Runs:
    """Readings one after the other at or above a line, by series and moment.

    Attributes
    ----------
    series : int64 array
        Which of the series asked for.
    first, last : int64 array
        Moments of the first and of the last reading of the run, µs since 1970 UTC.
    count : int64 array
        Readings in it.
    highest : float64 array
        In the unit of the series.
    """

    series: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    count: NDArray[np.int64]
    highest: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.first)


KINDS = {"lowest": np.float64, "highest": np.float64}


class Told(Protocol):
    """Readings in order of moments, the last word on each."""

    @property
    def ends(self) -> NDArray[np.int64]:
        """Return moments, µs since 1970 UTC."""

    @property
    def values(self) -> NDArray[np.float64]:
        """Return figures in the unit of the series; NaN where there is none."""

    @property
    def quality(self) -> NDArray[np.uint16]:
        """Return bits of quality."""


def good_of(told: Told, bad: int) -> NDArray[np.bool_]:
    """Return which readings have a figure that counts: there is one, and none of the bits ``bad`` is set."""
    good: NDArray[np.bool_] = ~np.isnan(told.values) & ((told.quality & np.uint16(bad)) == 0)
    return good


def bands_of(told: Told, since: int, until: int, step: int, *, bad: int = 0, series: int = 0) -> Bands:
    """Return the bands of one series' stretch.

    Parameters
    ----------
    told : Told
    since, until, step : int
        µs; what lies outside (since, until] is left out.
    bad : int
        Bits of quality with which a reading does not count.
    series : int
        What to write for the series.
    """
    chosen = good_of(told, bad) & (told.ends > since) & (told.ends <= until)
    part, values = (told.ends[chosen] - since - 1) // step, told.values[chosen]
    if not len(part):
        return no_bands()
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    return Bands(
        series=np.full(len(starts), series, np.int64),
        part=part[starts],
        count=np.diff(starts, append=len(part)).astype(np.int64),
        lowest=np.minimum.reduceat(values, starts),
        highest=np.maximum.reduceat(values, starts),
    )


def extremes(
    ends: NDArray[np.int64], values: NDArray[np.float64], since: int, until: int, parts: int
) -> NDArray[np.int64]:
    """Return which readings to draw so that no crest and no trough is lost: the lowest and highest of each part.

    Parameters
    ----------
    ends : int64 array
        µs, ascending, within (since, until].
    values : float64 array
        Without NaN.
    since, until : int
        µs.
    parts : int
        At most so many parts, so at most twice as many readings.

    Returns
    -------
    int64 array
        Ascending places in ``ends``.
    """
    if not len(ends):
        return np.empty(0, np.int64)
    part = (ends - since - 1) // max(1, -(-(until - since) // parts))
    order = np.lexsort((values, part))
    starts = np.flatnonzero(np.diff(part[order], prepend=part[0] - 1))
    return np.unique(np.concatenate([order[starts], order[np.append(starts[1:], len(order)) - 1]]))


def no_bands() -> Bands:
    """Return bands of nothing."""
    columns: Any = (np.empty(0, KINDS.get(one.name, np.int64)) for one in fields(Bands))
    return Bands(*columns)


def no_runs() -> Runs:
    """Return no run."""
    columns: Any = (np.empty(0, KINDS.get(one.name, np.int64)) for one in fields(Runs))
    return Runs(*columns)


def joined(*several: Bands) -> Bands:
    """Return bands as one: of the same series and part, what was read in either; each reading is in one of them."""
    columns = [np.concatenate([getattr(one, field.name) for one in several]) for field in fields(Bands)]
    series, part, count, lowest, highest = columns
    if not len(part):
        return no_bands()
    order = np.lexsort((part, series))
    series, part, count, lowest, highest = (column[order] for column in columns)
    starts = np.flatnonzero((np.diff(series, prepend=-1) != 0) | (np.diff(part, prepend=-1) != 0))
    return Bands(
        series[starts], part[starts], np.add.reduceat(count, starts), np.minimum.reduceat(lowest, starts),
        np.maximum.reduceat(highest, starts),
    )  # fmt: skip


def runs_of(told: Told, since: int, until: int, line: float, least: int, *, bad: int = 0, series: int = 0) -> Runs:
    """Return where at least so many readings, one after the other, stood at or above a line.

    A reading that is lower, has no figure or does not count ends a run; a gap without readings does not, since nobody
    knows what was in it.

    Parameters
    ----------
    told : Told
    since, until : int
        µs; what lies outside (since, until] is left out.
    line : float
        In the unit of the series.
    least : int
        Readings of a run, one or more.
    bad, series : int
        As in :func:`bands_of`.
    """
    inside = (told.ends > since) & (told.ends <= until)
    ends, values = told.ends[inside], told.values[inside]
    above = good_of(told, bad)[inside] & (values >= line)
    edges = np.diff(above.astype(np.int8), prepend=0, append=0)
    first, after = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = after - first >= least
    first, after = first[long], after[long]
    if not len(first):
        return no_runs()
    highest = np.maximum.reduceat(np.append(values, -np.inf), np.column_stack([first, after]).ravel())[::2]
    return Runs(
        np.full(len(first), series, np.int64), ends[first], ends[after - 1], (after - first).astype(np.int64), highest
    )


def every_run(*several: Runs) -> Runs:
    """Return runs of several series as one, by series and moment."""
    columns = [np.concatenate([getattr(one, field.name) for one in several]) for field in fields(Runs)]
    order = np.lexsort((columns[1], columns[0]))
    return Runs(*(column[order] for column in columns))
