"""A circle's flows as gravity reckons with them: how they go with distance and the provincial border, or that they are too few to say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from pilin.domain.observatory.enums.flows import Reading
from pilin.domain.observatory.queries.flows import FlowTold
from pilin.engine import flows as engine
from pilin.engine.base import Invalid, great_circles_km
from pilin.foundation.places.models import Place

LEAST_PAIRS = 12  # of places that something is known to flow between, either way: errors hang together within them
ROWS_A_PARAMETER = 3
EFFECTS = ("origin", "destination", "period")
COLUMNS = {
    "origin": pl.String, "destination": pl.String, "period": pl.String, "pair": pl.String, "amount": pl.Float64, "log_km": pl.Float64,
    "across": pl.Float64,
}  # fmt: skip


class NoNumber(StrEnum):
    """Why no number is told."""

    TOO_FEW = "too_few"
    NO_FIT = "no_fit"


@dataclass(frozen=True, slots=True)
class Left:
    """How many flows were left out, and why."""

    unknown: int  # no exact amount
    nowhere: int  # an end whose point or province is not known, or both ends at one point
    nested: int  # one end lies in the other's province's or county's whole: Fengjing and Shanghai


@dataclass(frozen=True, slots=True)
class GravityTold:
    """What gravity says of a circle's flows of one kind and unit.

    Parameters
    ----------
    rows, pairs, places : int
        Flows used, pairs of places among them (either way is one pair), and places.
    needed_rows, needed_pairs : int
        What the least would be.
    left : Left
    why_not : NoNumber or None
        Why no number is told; then ``fit`` and ``penalty`` are None.
    fit : Gravity or None
        Coefficients of ``log_km`` and ``across`` (1 where the two ends lie in different provinces), with 95 % intervals.
    penalty : Penalty or None
        The border in plain figures; None where all pairs lie across it, or none.
    """

    reading: Reading
    rows: int
    pairs: int
    places: int
    needed_rows: int
    needed_pairs: int
    left: Left
    why_not: NoNumber | None
    fit: engine.Gravity | None
    penalty: engine.Penalty | None


def gravity(told: Sequence[FlowTold], reading: Reading) -> GravityTold:
    """Return how flows of one kind and unit go with distance and the provincial border, by one reading.

    Poisson pseudo-maximum-likelihood with effects of origin, destination and period; errors clustered by pair. Flows that
    nobody spoke of are unknown, not nought: they are no rows.
    """
    frame, left = flow_frame(told, reading)
    levels = [frame[name].n_unique() for name in EFFECTS] if frame.height else [0, 0, 0]
    needed = ROWS_A_PARAMETER * (2 + sum(levels) - 2) if frame.height else ROWS_A_PARAMETER * LEAST_PAIRS
    pairs = frame["pair"].n_unique() if frame.height else 0
    places = len(set(frame["origin"]) | set(frame["destination"]))
    counts = (reading, frame.height, pairs, places, max(needed, ROWS_A_PARAMETER * LEAST_PAIRS), LEAST_PAIRS, left)
    if frame.height < counts[4] or pairs < LEAST_PAIRS:
        return GravityTold(*counts, NoNumber.TOO_FEW, None, None)
    try:
        fit = engine.fit_gravity(frame, y="amount", x=["log_km", "across"], effects=list(EFFECTS), cluster="pair")
    except Invalid:  # nothing flows at all, or nothing is left of it
        return GravityTold(*counts, NoNumber.NO_FIT, None, None)
    if not (fit.converged and fit.identified and fit.dropped.settled and fit.coefficients):
        return GravityTold(*counts, NoNumber.NO_FIT, None, None)
    names = {one.name for one in fit.coefficients}
    distance = "log_km" if "log_km" in names else None
    return GravityTold(
        *counts, None, fit, engine.border_penalty(fit, "across", distance) if "across" in names else None
    )


def flow_frame(told: Sequence[FlowTold], reading: Reading) -> tuple[pl.DataFrame, Left]:
    """Return flows as rows of ``COLUMNS``, distance as the logarithm of kilometres between points, and what was left out."""
    rows, unknown, nowhere, nested = [], 0, 0, 0
    for one in told:
        amount = one.read(reading).amount
        provinces = [_province(end) for end in (one.origin, one.destination)]
        km = _km(one.origin, one.destination)
        if _holds(one.origin.code, one.destination.code):
            nested += 1
        elif amount is None:
            unknown += 1
        elif km is None or None in provinces:
            nowhere += 1
        else:
            ends = (one.origin.code, one.destination.code)
            across = float(provinces[0] != provinces[1])
            rows.append((*ends, str(one.span), "|".join(sorted(ends)), float(amount), math.log(km), across))
    return pl.DataFrame(rows, schema=COLUMNS, orient="row"), Left(unknown, nowhere, nested)


def _km(one: Place, other: Place) -> float | None:
    ends = [one.latitude, one.longitude, other.latitude, other.longitude]
    if None in ends:
        return None
    km = float(great_circles_km(*(float(end) for end in ends if end is not None)))
    return km if km > 0 else None


def _province(place: Place) -> str | None:
    """Return the province by the statistical code of a division; None of zones, parks and basins, whose codes are words."""
    return place.code[:2] if place.code.isdigit() else None


def _holds(one: str, other: str) -> bool:
    """Return whether one division lies in the other, by their codes: 31 holds 310116, which holds 310116102."""
    short, long = sorted((one, other), key=len)
    return short.isdigit() and long.isdigit() and long.startswith(short)
