"""Distances on the earth as a sphere."""

from __future__ import annotations

import math

EARTH_KM = 6371.0088  # mean radius, IUGG


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
