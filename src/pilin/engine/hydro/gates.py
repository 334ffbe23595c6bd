"""Gates: when the tide lets water out, and what a published volume is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pilin.engine.hydro.clock import Floats, Micros, floats, micros, ordered
from pilin.engine.hydro.compiled import compiled

SECONDS = 3600  # an hour


@dataclass(frozen=True, slots=True)
class EstimatedVolume:
    """Water let through, as rated flow times hours: no gauge measured it.

    Parameters
    ----------
    m3 : float
    rated_m3_s : float
        What the gates are built to let through.
    hours : float
    estimated : bool
        Always true: it is shown with the figure.
    """

    m3: float
    rated_m3_s: float
    hours: float
    estimated: bool = True


@dataclass(frozen=True, slots=True)
class Windows:
    """When gates may be opened.

    Parameters
    ----------
    opens, closes : array of datetime64[us], shape (m,)
        UTC; levels between readings are taken to run straight.
    head_m : array of float, shape (m,)
        The largest difference, inner less outer, metres.
    """

    opens: np.ndarray[Any, np.dtype[np.datetime64]]
    closes: np.ndarray[Any, np.dtype[np.datetime64]]
    head_m: Floats


def estimate_volume(rated_m3_s: float, hours: float) -> EstimatedVolume:
    """Return the water that gates of a rated flow let through in so many hours.

    Raises
    ------
    ValueError
        Of a flow or a time below nought, or no number.

    Examples
    --------
    >>> round(estimate_volume(913.09, 4.5).m3 / 10_000, 1)
    1479.2
    """
    if not (0 <= rated_m3_s < np.inf and 0 <= hours < np.inf):
        raise ValueError(f"{rated_m3_s} m³/s for {hours} h is no flow")
    return EstimatedVolume(rated_m3_s * hours * SECONDS, rated_m3_s, hours)


def rated_flow(m3: float, hours: float) -> float:
    """Return the flow that a volume let through in so many hours comes to, m³/s.

    Two volumes of the same gates that come to one flow were not measured.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> round(rated_flow(14_792_000, 4.5), 2), round(rated_flow(18_079_100, 5.5), 2)
    (913.09, 913.09)
    """
    if not (0 <= m3 < np.inf and 0 < hours < np.inf):
        raise ValueError(f"{m3} m³ in {hours} h is no flow")
    return m3 / (hours * SECONDS)


def opening_windows(times: Any, inner: Any, outer: Any, *, margin_m: float = 0.0) -> Windows:
    """Return when the inner level stands above the outer one, so that an open gate lets water out and none in.

    Parameters
    ----------
    times : array of datetime64 or int64 microseconds, shape (n,)
        In order.
    inner, outer : array of float, shape (n,)
        Metres on one datum. NaN: not known, and no window.
    margin_m : float
        By how much it must stand above.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> hours = np.arange(4) * 3_600_000_000
    >>> told = opening_windows(hours, [3.0, 3.0, 3.0, 3.0], [3.5, 2.5, 2.5, 3.5])
    >>> told.opens.astype("datetime64[m]").tolist()[0].minute, told.closes.astype("datetime64[m]").tolist()[0].hour
    (30, 2)
    """
    at = ordered(micros(times))
    inside, outside = floats(inner), floats(outer)
    if not at.shape == inside.shape == outside.shape or at.ndim != 1:
        raise ValueError("times and levels are not of one length")
    opens, closes, head = _windows(at, inside - outside, float(margin_m))
    return Windows(opens.view("datetime64[us]"), closes.view("datetime64[us]"), head)


@compiled
def _windows(at: Micros, head: Floats, margin: float) -> tuple[Micros, Micros, Floats]:
    opens = np.empty(at.size, np.int64)
    closes = np.empty(at.size, np.int64)
    most = np.empty(at.size, np.float64)
    found = 0
    opened = False
    for i in range(at.size):
        if head[i] > margin:
            if not opened:
                opens[found] = at[i]
                if i > 0 and head[i - 1] <= margin:  # NaN is neither
                    share = (margin - head[i - 1]) / (head[i] - head[i - 1])
                    opens[found] = at[i - 1] + np.int64(np.rint(share * (at[i] - at[i - 1])))
                most[found] = head[i]
                opened = True
            most[found] = max(most[found], head[i])
            closes[found] = at[i]
        elif opened:
            if head[i] <= margin:
                share = (head[i - 1] - margin) / (head[i - 1] - head[i])
                closes[found] = at[i - 1] + np.int64(np.rint(share * (at[i] - at[i - 1])))
            found += 1
            opened = False
    if opened:
        found += 1
    return opens[:found].copy(), closes[:found].copy(), most[:found].copy()
