"""Distances on the sphere."""

from __future__ import annotations

import math

RADIUS_KM = 6371.0088  # mean radius of the earth, IUGG


def great_circle_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance of two points in degrees, in kilometres (haversine).

    Examples
    --------
    >>> round(great_circle_km(30.9, 121.0, 30.9, 121.1), 3)
    9.541
    """
    one, other = math.radians(latitude), math.radians(other_latitude)
    half = (
        math.sin((other - one) / 2) ** 2
        + math.cos(one) * math.cos(other) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
