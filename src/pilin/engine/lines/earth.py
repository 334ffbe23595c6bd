"""How long distances take on foot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
WALK_KMH = 4.8


def walk_minutes(km: npt.ArrayLike) -> Floats:
    """Return how long a distance takes on foot, at 4.8 km/h.

    Parameters
    ----------
    km : array_like of float
        Kilometres.

    Returns
    -------
    ndarray of float64
        Minutes, in the same shape.

    Examples
    --------
    >>> float(walk_minutes(1.0))
    12.5
    """
    return np.asarray(np.asarray(km, dtype=np.float64) * (60 / WALK_KMH), dtype=np.float64)
