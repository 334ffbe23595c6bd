"""Minutes as whole thousandths: sums of them carry no rounding, and two ways of reckoning tell the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

PER_MINUTE = 1_000
UNREACHABLE = 2**31 - 1  # thousandths: a way of four years and more counts as none, which it is to whoever travels

Cells = NDArray[np.int32]


def thousandths(minutes: ArrayLike) -> NDArray[np.int64]:
    """Return minutes as whole thousandths, rounded to the nearest (0.06 seconds).

    Parameters
    ----------
    minutes : array_like
        Any shape.

    Raises
    ------
    ValueError
        Where one is no number, not above zero, below half a thousandth, or four years and more.

    Examples
    --------
    >>> thousandths([12.5, 0.001, 40]).tolist()
    [12500, 1, 40000]
    """
    given = np.asarray(minutes, dtype=np.float64)
    scaled = np.rint(given * PER_MINUTE)
    if not np.all((scaled >= 1) & (scaled < UNREACHABLE)):  # NaN fails both
        raise ValueError("minutes are numbers above zero, from a thousandth up to four years")
    return scaled.astype(np.int64)


def bound(minutes: float | Decimal) -> int:
    """Return the most whole thousandths that are at or below a bound; 60 minutes are within 60.

    Raises
    ------
    ValueError
        Where it is no number or below zero.
    """
    given = Decimal(str(minutes))
    if not given.is_finite() or given < 0:
        raise ValueError(f"{minutes} is no number of minutes from zero up")
    return int(min(given * PER_MINUTE, Decimal(UNREACHABLE - 1)))


def as_minutes(cells: Any) -> NDArray[np.float64]:
    """Return thousandths as minutes, NaN where there is no way."""
    given = np.asarray(cells)
    return np.where(given == UNREACHABLE, np.nan, given / PER_MINUTE)


def exact(cell: int) -> Decimal | None:
    """Return one time as a decimal of minutes, None where there is no way.

    Examples
    --------
    >>> exact(12_500), exact(UNREACHABLE)
    (Decimal('12.5'), None)
    """
    return None if cell == UNREACHABLE else Decimal(int(cell)) / PER_MINUTE
