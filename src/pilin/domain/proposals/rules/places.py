"""On whose side a place lies: by the middles of the towns, since no line of the border is kept here. People decide. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pilin.domain.proposals.enums import FARTHEST_KM, NEAR_BORDER_KM
from pilin.engine.base import great_circle_km


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of a town; WGS 84."""

    town: str
    province: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Side:
    """The town whose middle is nearest, and the one across the border where the place may lie on the border."""

    town: str
    km: float
    beside: str = ""
    beside_km: float | None = None


def side_of(latitude: float, longitude: float, middles: Sequence[Middle]) -> Side | None:
    """Return on whose side a place lies; None where every town is far.

    A place as near to the middle of a town across the border, but for 0.3 km, may lie on the border: both towns are
    named. One that is equally near to both has both, the one with the smaller code first: never neither.
    """
    found = sorted(
        (great_circle_km(latitude, longitude, one.latitude, one.longitude), one.town, one.province) for one in middles
    )
    if not found or found[0][0] > FARTHEST_KM:
        return None
    km, town, province = found[0]
    across = next((one for one in found if one[2] != province), None)
    if across is not None and across[0] - km <= NEAR_BORDER_KM:
        return Side(town, km, across[1], across[0])
    return Side(town, km)
