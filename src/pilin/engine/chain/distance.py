"""How far firms are: minutes of dated links where there are any, otherwise estimated from the great circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt
import polars as pl

from pilin.engine.base import great_circles_km
from pilin.engine.chain.frames import refuse, shaped

Floats = npt.NDArray[np.float64]
DETOUR = 1.3  # roads are longer than the great circle
KMH = 40.0
MINUTES_KINDS = {"origin": pl.String, "destination": pl.String, "minutes": pl.Float64}


def great_circle_km(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Return the great-circle distance in km (haversine on the IUGG mean sphere); NaN where a coordinate is NaN.

    Parameters
    ----------
    lon, lat, to_lon, to_lat : numpy.ndarray
        Degrees, WGS 84; shapes broadcast.

    Examples
    --------
    >>> one = np.array([121.0]), np.array([30.9])
    >>> float(great_circle_km(*one, np.array([121.0]), np.array([31.9])).round(1)[0])
    111.2
    """
    return great_circles_km(lat, lon, to_lat, to_lon)


def estimated_minutes(km: Floats) -> Floats:
    """Return minutes for a great-circle distance: 1.3 times as far by road, at 40 km/h.

    Examples
    --------
    >>> float(estimated_minutes(np.array([9.0])).round(2)[0])
    17.55
    """
    return km * (DETOUR / KMH * 60)


def town_points(towns: pl.DataFrame | None, firms: pl.DataFrame) -> pl.DataFrame:
    """Return one row a town: ``town``, ``province``, ``lon``, ``lat``.

    Parameters
    ----------
    towns : polars.DataFrame, optional
        The same columns, as far as known; every town there comes out, also one without any firm.
    firms : polars.DataFrame
        ``town``, ``province``, ``lon``, ``lat``: towns not in the table stand at the middle of their firms.
    """
    kinds = {"town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64}
    of_firms = (
        firms.filter(pl.col("town").is_not_null())
        .group_by("town")
        .agg(pl.col("province").drop_nulls().sort().first(), pl.col("lon", "lat").mean())
        .sort("town")
    )
    if towns is None:
        return of_firms.select(list(kinds))
    told = shaped(towns, "towns", kinds, ("town",))
    refuse(told, (pl.col("town").is_duplicated(), "twice", "town", "a town is there twice"))
    both = told.join(of_firms, on="town", how="full", coalesce=True, suffix="_firms", maintain_order="left_right")
    return both.select("town", *(pl.coalesce(name, f"{name}_firms").alias(name) for name in ("province", "lon", "lat")))


def minutes_between(
    firms: pl.DataFrame, towns: pl.DataFrame, minutes: pl.DataFrame | None
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Return km, minutes and whether those are estimated, from every firm to every town.

    Parameters
    ----------
    firms : polars.DataFrame
        ``town``, ``lon``, ``lat``.
    towns : polars.DataFrame
        ``town``, ``lon``, ``lat``.
    minutes : polars.DataFrame, optional
        ``origin``, ``destination`` (towns) and ``minutes`` of the links in force; the way back stands in where only that
        is known; of several for one pair the shortest counts.

    Returns
    -------
    tuple of three numpy.ndarray of shape (firms, towns)
        NaN where nothing tells.
    """
    lon, lat = (firms[name].to_numpy()[:, None].astype(np.float64) for name in ("lon", "lat"))
    to_lon, to_lat = (towns[name].to_numpy()[None, :].astype(np.float64) for name in ("lon", "lat"))
    km = great_circle_km(lon, lat, to_lon, to_lat)
    told = np.full(km.shape, np.nan)
    if minutes is not None:
        table = shortest_minutes(minutes)
        places, row = np.unique(firms["town"].fill_null("").to_numpy().astype(str), return_inverse=True)
        for column, town in enumerate(towns["town"]):
            ways = [table.get((place, town), table.get((town, place), np.nan)) for place in places.tolist()]
            told[:, column] = np.array(ways)[row]
    estimated = np.isnan(told)
    return km, np.where(estimated, estimated_minutes(km), told), estimated


Spot = tuple[str | None, float | None, float | None]  # town, longitude, latitude


@dataclass(frozen=True, slots=True)
class Ways:
    """Where towns stand and how long the ways between them take.

    Parameters
    ----------
    points : mapping of str to (float, float) or None
        Town → longitude and latitude in degrees, WGS 84; None where nobody knows.
    minutes : mapping of (str, str) to float
        Origin and destination → minutes; the way back stands in where only that is known.
    """

    points: Mapping[str, tuple[float, float] | None]
    minutes: Mapping[tuple[str, str], float]

    def to(self, town: str, spots: Iterable[Spot]) -> list[tuple[float | None, float | None, bool]]:
        """Return km, minutes and whether those are estimated, from each spot to a town; None where nothing tells.

        Parameters
        ----------
        town : str
            One of ``points``.
        spots : iterable of Spot
            A spot without a degree takes that of its town.

        Examples
        --------
        >>> ways = Ways({"F": (121.0, 30.9), "X": (121.0, 30.8)}, {("F", "X"): 25.0})
        >>> [(round(km, 1), took, guessed) for km, took, guessed in ways.to("F", [("X", None, None)])]
        [(11.1, 25.0, False)]
        """
        spots, nowhere = list(spots), (None, None)
        at = [(spot, self.points.get(spot[0] or "") or nowhere) for spot in spots]
        degrees = np.array(
            [[own if own is not None else of for own, of in zip(spot[1:], point, strict=True)] for spot, point in at],
            dtype=np.float64,
        ).reshape(-1, 2)
        here = np.array(self.points[town] or nowhere, dtype=np.float64)
        far = great_circle_km(degrees[:, 0], degrees[:, 1], here[0], here[1])
        found: list[tuple[float | None, float | None, bool]] = []
        for (place, _lon, _lat), km, guess in zip(spots, far.tolist(), estimated_minutes(far).tolist(), strict=True):
            told = self.minutes.get((place or "", town), self.minutes.get((town, place or "")))
            took = told if told is not None else guess
            found.append((None if isnan(km) else km, None if isnan(took) else took, told is None))
        return found


def ways_of(towns: pl.DataFrame | None, minutes: pl.DataFrame | None) -> Ways | None:
    """Return the ways that frames tell of; None without towns.

    Parameters
    ----------
    towns : polars.DataFrame, optional
        ``town``, ``lon``, ``lat``.
    minutes : polars.DataFrame, optional
        ``origin``, ``destination`` (towns) and ``minutes`` of the links in force; of several for one pair the shortest counts.

    Raises
    ------
    BadFrame
        When minutes are negative, or a column is missing or of another kind.
    """
    if towns is None:
        return None
    points = {
        town: None if lon is None or lat is None else (lon, lat)
        for town, lon, lat in towns.select("town", "lon", "lat").iter_rows()
    }
    return Ways(points, {} if minutes is None else shortest_minutes(minutes))


def shortest_minutes(minutes: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Return the minutes by origin and destination, of several for one pair the shortest.

    Raises
    ------
    BadFrame
        When minutes are negative, or a column is missing or of another kind.
    """
    known = shaped(minutes, "minutes", MINUTES_KINDS, ("origin", "destination", "minutes"))
    refuse(known, (pl.col("minutes") < 0, "negative", "minutes", "minutes are not negative"))
    table: dict[tuple[str, str], float] = {}
    for origin, destination, took in known.iter_rows():
        table[origin, destination] = min(took, table.get((origin, destination), np.inf))
    return table
