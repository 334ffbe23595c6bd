"""Distances on the ground, and how long they take on foot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
EARTH_KM = 6371.0088  # mean radius of the earth (IUGG, R1)
WALK_KMH = 4.8


def great_circle_km(lat: npt.ArrayLike, lon: npt.ArrayLike, to_lat: npt.ArrayLike, to_lon: npt.ArrayLike) -> Floats:
    """Return the great-circle distance between points, on a sphere.

    Parameters
    ----------
    lat, lon, to_lat, to_lon : array_like of float
        Degrees; shapes that broadcast.

    Returns
    -------
    ndarray of float64
        Kilometres, in the broadcast shape; NaN where a coordinate is.

    Notes
    -----
    Haversine: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68(2), 1984: exact for near points too,
    where the formula of cosines loses its digits.

    Examples
    --------
    >>> round(float(great_circle_km(30.8902, 121.0120, 30.8391, 120.9699)), 2)  # Fengjing to Huimin
    6.96
    """
    one, other = np.radians(np.asarray(lat, dtype=np.float64)), np.radians(np.asarray(to_lat, dtype=np.float64))
    turned = np.radians(np.asarray(to_lon, dtype=np.float64) - np.asarray(lon, dtype=np.float64))
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(turned / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), dtype=np.float64)


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
