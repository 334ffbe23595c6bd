"""Times of arrays as whole microseconds, UTC."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Micros = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HOUR = 3_600_000_000  # microseconds


def micros(times: Any) -> Micros:
    """Return times as int64 microseconds since 1970, UTC.

    Parameters
    ----------
    times : array of datetime64 or of int64
        Integers are taken for microseconds already.

    Raises
    ------
    ValueError
        Of a time that is none (NaT).

    Examples
    --------
    >>> micros(np.array(["1970-01-01T01:00"], "datetime64[m]"))
    array([3600000000])
    """
    array = np.asarray(times)
    if array.dtype.kind == "M":
        if np.isnat(array).any():
            raise ValueError("one of the times is no time")
        array = array.astype("datetime64[us]").view(np.int64)
    return np.ascontiguousarray(array, np.int64)


def floats(values: Any) -> Floats:
    """Return values as contiguous float64."""
    return np.ascontiguousarray(values, np.float64)


def ordered(times: Micros) -> Micros:
    """Return times that do not go back.

    Raises
    ------
    ValueError
    """
    if times.size > 1 and (np.diff(times) < 0).any():
        raise ValueError("the times go back")
    return times
