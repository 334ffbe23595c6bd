"""Distances on the earth as a sphere."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
EARTH_KM = 6371.0088  # mean radius of the earth (IUGG, R1)


def great_circle_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the great-circle distance of two points in degrees, WGS 84, in kilometres (haversine).

    Examples
    --------
    >>> round(great_circle_km(30.9, 121.0, 31.9, 121.0), 1)
    111.2
    """
    one, other = math.radians(latitude), math.radians(to_latitude)
    half = (
        math.sin((other - one) / 2) ** 2
        + math.cos(one) * math.cos(other) * math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def great_circles_km(lat: npt.ArrayLike, lon: npt.ArrayLike, to_lat: npt.ArrayLike, to_lon: npt.ArrayLike) -> Floats:
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
    >>> round(float(great_circles_km(30.8902, 121.0120, 30.8391, 120.9699)), 2)  # Fengjing to Huimin
    6.96
    """
    one, other = np.radians(np.asarray(lat, dtype=np.float64)), np.radians(np.asarray(to_lat, dtype=np.float64))
    turned = np.radians(np.asarray(to_lon, dtype=np.float64) - np.asarray(lon, dtype=np.float64))
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(turned / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), dtype=np.float64)
