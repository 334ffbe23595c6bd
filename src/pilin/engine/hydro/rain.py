"""Rain summed over rolling windows, from readings of whatever intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from pilin.engine.hydro.clock import HOUR, Floats, Micros, floats, micros
from pilin.engine.hydro.compiled import compiled

WINDOWS_H = (1.0, 3.0, 6.0, 12.0, 24.0)
STEPS = 1000  # a millimetre in whole steps: gauges tip by 0.1, 0.2, 0.254 or 0.5 mm


@dataclass(frozen=True, slots=True)
class KnownRain:
    """What the sums that end with one reading say of the rain over any number of hours: the bounds of a threshold check.

    Parameters
    ----------
    sums : tuple of (Decimal, Decimal, bool)
        Hours, millimetres, and whether the window was covered; shortest window first.
    """

    sums: tuple[tuple[Decimal, Decimal, bool], ...]

    def least(self, period_h: Decimal) -> tuple[Decimal, bool]:
        """Return the millimetres of some so many hours at least, and whether that is measured.

        Of longer windows only the next speaks: the others might hold rain long gone.
        """
        told = [(mm, whole and hours == period_h) for hours, mm, whole in self.sums if hours <= period_h]
        if not any(hours == period_h for hours, _, _ in self.sums):
            longer = next(((hours, mm) for hours, mm, _ in self.sums if hours > period_h), None)
            if longer:
                told.append((longer[1] / (longer[0] / period_h).to_integral_value(ROUND_CEILING), False))
        return max(told, default=(Decimal(0), False))

    def most(self, period_h: Decimal) -> Decimal | None:
        """Return the millimetres that so many hours do not exceed; None where no window around them was covered."""
        return min((mm for hours, mm, whole in self.sums if whole and hours >= period_h), default=None)


@dataclass(frozen=True, slots=True)
class RollingSums:
    """Rain over windows that end with each reading.

    Parameters
    ----------
    windows_h : tuple of float
        k windows, hours.
    at : array of int64, shape (n,)
        Ends, microseconds UTC.
    mm : array of float, shape (k, n)
        What the readings that lie wholly within the window hold. Where a window is not covered, that is the least there was.
    coverage : array of float, shape (k, n)
        Which share of the window those readings cover, 0 to 1.
    astride_mm : array of float, shape (k, n)
        What the reading holds that began before the window and ended in it; how much of it fell within nobody knows.
    """

    windows_h: tuple[float, ...]
    at: Micros
    mm: Floats
    coverage: Floats
    astride_mm: Floats

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        """Return where the sum is the amount itself, shape (k, n)."""
        whole: npt.NDArray[np.bool_] = self.coverage == 1.0
        return whole

    def known_at(self, reading: int) -> KnownRain:
        """Return what the sums that end with a reading say, for :func:`~pilin.engine.hydro.check_bounds`."""
        told = zip(self.windows_h, self.mm[:, reading].tolist(), self.complete[:, reading].tolist(), strict=True)
        return KnownRain(tuple(sorted((Decimal(str(hours)), Decimal(str(mm)), whole) for hours, mm, whole in told)))


def rolling_sums(starts: Any, ends: Any, mm: Any, windows_h: Sequence[float] = WINDOWS_H) -> RollingSums:
    """Return rain over rolling windows of readings that each hold what fell in (start, end].

    Sums are exact to a thousandth of a millimetre: they are reckoned in whole steps.

    Parameters
    ----------
    starts, ends : array of datetime64 or int64 microseconds, shape (n,)
        Of readings in order that do not overlap; gaps between them are not covered.
    mm : array of float, shape (n,)
        Millimetres; NaN where the reading is missing, which is a gap.
    windows_h : sequence of float
        Hours.

    Returns
    -------
    RollingSums

    Raises
    ------
    ValueError
        Of intervals that are empty, overlap or go back, amounts below nought or beyond 10⁹ mm, and windows of no time.

    Examples
    --------
    >>> hours = np.arange(4) * HOUR
    >>> told = rolling_sums(hours, hours + HOUR, [1.0, 2.0, np.nan, 4.0], [1, 3])
    >>> told.mm.tolist(), told.coverage.round(2).tolist()
    ([[1.0, 2.0, 0.0, 4.0], [1.0, 3.0, 3.0, 6.0]], [[1.0, 1.0, 0.0, 1.0], [0.33, 0.67, 0.67, 0.67]])
    """
    begin, end, amounts = micros(starts), micros(ends), floats(mm)
    if not begin.shape == end.shape == amounts.shape or begin.ndim != 1:
        raise ValueError("starts, ends and amounts are not of one length")
    if (begin >= end).any():
        raise ValueError("an interval is empty or goes back")
    if (begin[1:] < end[:-1]).any():
        raise ValueError("intervals overlap, or are not in order")
    if (amounts < 0).any() or (amounts > 1e9).any():
        raise ValueError("an amount is below nought, or beyond all rain")
    widths = np.array([round(hours * HOUR) for hours in windows_h], np.int64)
    if (widths <= 0).any():
        raise ValueError("a window has no time")
    missing = np.isnan(amounts)
    steps = np.where(missing, 0.0, np.rint(np.nan_to_num(amounts) * STEPS)).astype(np.int64)
    sums, covered, astride = _roll(begin, end, steps, missing, widths)
    return RollingSums(
        tuple(float(hours) for hours in windows_h), end, sums / STEPS, covered / widths[:, None], astride / STEPS
    )


@compiled
def _roll(
    begin: Micros, end: Micros, steps: Micros, missing: npt.NDArray[np.bool_], widths: Micros
) -> tuple[Micros, Micros, Micros]:
    count, k = begin.size, widths.size
    sums = np.empty((k, count), np.int64)
    covered = np.empty((k, count), np.int64)
    astride = np.zeros((k, count), np.int64)
    for w in range(k):
        first = 0
        total = np.int64(0)
        time = np.int64(0)
        for i in range(count):
            if not missing[i]:
                total += steps[i]
                time += end[i] - begin[i]
            edge = end[i] - widths[w]
            while first <= i and begin[first] < edge:
                if not missing[first]:
                    total -= steps[first]
                    time -= end[first] - begin[first]
                first += 1
            sums[w, i] = total
            covered[w, i] = time
            if first > 0 and end[first - 1] > edge:
                astride[w, i] = steps[first - 1]
    return sums, covered, astride
