"""What a border costs in plain figures: how much less flows across it, how much farther apart that puts two places, and pairs beside pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from pilin.engine.base import Fault, Invalid
from pilin.engine.flows.gravity import Gravity
from pilin.engine.flows.reading import require

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Penalty:
    """How much less flows across a border, other things in the model being equal; with 95 % intervals.

    Parameters
    ----------
    less : float
    less_low, less_high : float or None
        1 - exp(b): 0.9 says that nine in ten of the flows are missing; below 0 there is more across than on one side. The interval
        is that of b, turned: it never leaves the possible. None where the answer is not identified, as is ``error``.
    error : float or None
        By the delta method: exp(b) times the error of b.
    times_farther, times_farther_low, times_farther_high : float or None
        By how much the distance would have to grow for the same: exp(b / c), c being the effect of log distance. None where no
        distance was told, or where flows do not fall with it. The interval is by the delta method, on the logarithm; None where
        the answer is not identified.
    """

    less: float
    less_low: float | None
    less_high: float | None
    error: float | None
    times_farther: float | None
    times_farther_low: float | None
    times_farther_high: float | None


def border_penalty(fit: Gravity, border: str, distance: str | None = None) -> Penalty:
    """Return a border's coefficient in plain figures.

    Parameters
    ----------
    fit : Gravity
    border : str
        A column that is 1 across the border and 0 on one side.
    distance : str, optional
        The column of the logarithm of distance.

    Raises
    ------
    Invalid
        Naming the column that has no coefficient.
    """
    names = [one.name for one in fit.coefficients]
    missing = [name for name in (border, distance) if name is not None and name not in names]
    if missing:
        raise Invalid(*(Fault("no_coefficient", name, f"{name} has no coefficient in this answer") for name in missing))
    b = fit.of(border)
    low, high = (None if value is None else _missing(value) for value in (b.high, b.low))
    farther: tuple[float | None, ...] = (None, None, None)
    if distance is not None and (c := fit.of(distance)).value < 0:
        at, of = names.index(border), names.index(distance)
        ratio = b.value / c.value
        slopes = np.array([1 / c.value, -ratio / c.value])
        farther = (_exp(ratio), None, None)
        if fit.identified:
            part = fit.covariance[np.ix_([at, of], [at, of])]
            far = NORMAL_95 * math.sqrt(max(float(slopes @ part @ slopes), 0.0))
            farther = tuple(_exp(value) for value in (ratio, ratio - far, ratio + far))
    error = None if b.error is None else _exp(b.value) * b.error
    return Penalty(_missing(b.value), low, high, error, *farther)


def _missing(value: float) -> float:
    return -math.expm1(value) if value < 700 else -math.inf


def _exp(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf


@dataclass(frozen=True, slots=True)
class Band:
    """Pairs across a border beside pairs on one side, at about the same distance.

    Parameters
    ----------
    low, high : float
        Distances from ``low`` to below ``high``.
    across, beside : int
        Pairs with a known flow across, and on one side.
    mean_across, mean_beside : float or None
        Their flows' means; None where there is no pair.
    less : float or None
        1 - mean across / mean on one side; None where one of them is unknown or nothing flows on one side.
    unknown : int
        Pairs at this distance whose flow is unknown.
    """

    low: float
    high: float
    across: int
    beside: int
    mean_across: float | None
    mean_beside: float | None
    less: float | None
    unknown: int


def same_distance(
    flows: pl.DataFrame, *, y: str, distance: str, border: str, edges: tuple[float, ...]
) -> tuple[Band, ...]:
    """Return pairs across a border beside pairs on one side, for each band of distance. It takes out nothing but distance.

    Parameters
    ----------
    flows : polars.DataFrame
        A row for each pair; rows whose distance or border is null are left out.
    y, distance, border : str
        Columns: the flow, the distance in any unit, and 1 or true across the border.
    edges : tuple of float
        Where bands begin and end, rising.

    Raises
    ------
    Invalid
        For columns that are missing or hold no numbers, flows below zero, and edges that do not rise.
    """
    require(flows.columns, (y, distance, border))
    faults = [
        Fault("no_number", name, f"{name} holds no numbers")
        for name in (y, distance, border)
        if not (flows.schema[name].is_numeric() or flows.schema[name] == pl.Boolean)
    ]
    if len(edges) < 2 or not all(one < two for one, two in pairwise(edges)):
        faults.append(Fault("edges", "edges", "the edges of the bands rise"))
    if faults:
        raise Invalid(*faults)
    table = flows.select(pl.col(y, distance).cast(pl.Float64).fill_nan(None), pl.col(border).cast(pl.Float64))
    if (table[y] < 0).any():
        raise Invalid(Fault("negative", y, f"{y} is below zero: a flow is not"))
    told = []
    for low, high in pairwise(edges):
        band = table.filter((pl.col(distance) >= low) & (pl.col(distance) < high) & pl.col(border).is_not_null())
        known = band.filter(pl.col(y).is_not_null())
        over, beside = known.filter(pl.col(border) > 0)[y], known.filter(pl.col(border) == 0)[y]
        means = [float(one.sum()) / len(one) if len(one) else None for one in (over, beside)]
        less = 1 - means[0] / means[1] if means[0] is not None and means[1] else None
        told.append(Band(low, high, len(over), len(beside), means[0], means[1], less, band.height - known.height))
    return tuple(told)
