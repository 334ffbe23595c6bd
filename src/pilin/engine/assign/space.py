"""Distances on the sphere, compiled: the one formula by which the engine reckons kilometres."""

from __future__ import annotations

import math

import numpy as np

from pilin.engine.assign.compiled import compiled
from pilin.engine.base import EARTH_KM


@compiled
def km_between(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return the great-circle distance of two points in radians: haversine on the IUGG mean sphere."""
    down, along = math.sin((to_lat - lat) / 2), math.sin((to_lon - lon) / 2)
    half = down * down + math.cos(lat) * math.cos(to_lat) * along * along
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def on_sphere(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return points in degrees as unit vectors, shape (n, 3): straight distances of these bound those on the sphere."""
    lat, lon = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def chord_squared(km: np.ndarray) -> np.ndarray:
    """Return the squared straight distance, in earth radii, of a way on the sphere, a hair too long; infinite from half round."""
    half = np.clip(np.asarray(km) / (2 * EARTH_KM), 0, math.pi / 2)
    found: np.ndarray = np.where(half < math.pi / 2, (2 * np.sin(half)) ** 2 * (1 + 1e-9) + 1e-14, np.inf)
    return found


def great_circle_km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return the great-circle distance in km of two points in degrees, WGS 84, as the assignment reckons it.

    Examples
    --------
    >>> round(great_circle_km(30.9, 121.0, 31.9, 121.0), 1)
    111.2
    """
    return float(km_between(math.radians(lat), math.radians(lon), math.radians(to_lat), math.radians(to_lon)))
