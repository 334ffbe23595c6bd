"""How far firms are: minutes of dated links where there are any, otherwise estimated from the great circle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from pilin.engine.chain.frames import refuse, shaped

Floats = npt.NDArray[np.float64]
EARTH_KM = 6371.0088  # mean radius, IUGG
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
    lon, lat, to_lon, to_lat = (np.radians(degrees) for degrees in (lon, lat, to_lon, to_lat))
    half = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


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
        known = shaped(minutes, "minutes", MINUTES_KINDS, ("origin", "destination", "minutes"))
        refuse(known, (pl.col("minutes") < 0, "negative", "minutes", "minutes are not negative"))
        table: dict[tuple[str, str], float] = {}
        for origin, destination, took in known.iter_rows():
            table[origin, destination] = min(took, table.get((origin, destination), np.inf))
        places, row = np.unique(firms["town"].fill_null("").to_numpy().astype(str), return_inverse=True)
        for column, town in enumerate(towns["town"]):
            ways = [table.get((place, town), table.get((town, place), np.nan)) for place in places.tolist()]
            told[:, column] = np.array(ways)[row]
    estimated = np.isnan(told)
    return km, np.where(estimated, estimated_minutes(km), told), estimated
