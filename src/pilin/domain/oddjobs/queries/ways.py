"""How a worker gets to a shift and home again: on foot, by bicycle, by car, or by bus while one goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from pilin.domain.lines import queries as buses
from pilin.domain.oddjobs.enums import (
    BIKE_KM,
    BIKE_KMH,
    CAR_KMH,
    HOME_WITHIN_MINUTES,
    WALK_KM,
    WALK_KMH,
    Travel,
)
from pilin.domain.oddjobs.models import Post
from pilin.domain.oddjobs.queries.shifts import ShiftCard
from pilin.domain.oddjobs.queries.workers import Origin
from pilin.foundation.access.standing import Standing

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Bus:
    """One bus of a way: when it leaves from where, and when it is where."""

    line: Any  # of lines.models
    board: Any
    alight: Any
    leaves: str
    arrives: str


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody gets there and back.

    Attributes
    ----------
    by : str
        ``walk``, ``ebike``, ``car`` or ``bus``.
    minutes : int or None
        One way, about; None by bus, where the times say it.
    leave_at, home_at, last_at : str
        By bus: when one leaves at the latest, is home at the earliest, and when the last bus goes; empty where none does.
    """

    by: str
    minutes: int | None = None
    leave_at: str = ""
    home_at: str = ""
    last_at: str = ""

    @property
    def there(self) -> bool:
        """Return whether one gets there in time."""
        return self.by != "bus" or bool(self.leave_at)

    @property
    def back(self) -> bool:
        """Return whether one gets home."""
        return self.by != "bus" or bool(self.home_at)


def ways(
    standing: Standing, circle: str, cards: Sequence[ShiftCard], origin: Origin | None, travels: str
) -> dict[UUID, Way]:
    """Return for each shift how somebody gets there and back from a place; nothing where nobody says from where."""
    if origin is None:
        return {}
    told: dict[UUID, Way] = {}
    by_bus: dict[date, list[ShiftCard]] = {}
    for card in cards:
        own = _own(card.km, travels)
        if own is not None:
            told[card.shift.pk] = own
        else:
            by_bus.setdefault(card.day, []).append(card)
    for day, some in by_bus.items():
        told |= _by_bus(standing, circle, day, some, origin)
    return told


def rides_of(standing: Standing, circle: str, card: ShiftCard, origin: Origin) -> tuple[list[Bus], list[Bus]]:
    """Return the buses of the latest way there in time and of the first way home."""
    start, end = (moment.astimezone(SHANGHAI) for moment in (card.shift.starts_at, card.shift.ends_at))
    home, work = (origin.latitude, origin.longitude), _point(card.post)
    going, coming = buses.day(standing, circle, start.date()), buses.day(standing, circle, end.date())
    by = start.hour * 60 + start.minute
    early = max(0.0, float(by) - HOME_WITHIN_MINUTES)
    there = [ride for ride in going.table.rides(home, work, early) if ride.arrives <= by]
    back = coming.table.rides(work, home, float(end.hour * 60 + end.minute))
    latest = max(there, key=lambda ride: ride.leaves, default=None)
    return _buses(going, latest), _buses(coming, min(back, key=lambda ride: ride.arrives, default=None))


def _buses(day: buses.Day, ride: Any) -> list[Bus]:
    if ride is None:
        return []
    return [
        Bus(
            day.line_of[leg.line],
            day.stop_of[leg.board],
            day.stop_of[leg.alight],
            _clock(leg.departs),
            _clock(leg.arrives),
        )
        for leg in ride.legs
    ]


def _own(km: float | None, travels: str) -> Way | None:
    """Return the way without a bus; None where one is needed."""
    if km is None:
        return None
    if travels == Travel.CAR:
        return Way("car", _about(km, CAR_KMH))
    if travels == Travel.EBIKE and km <= BIKE_KM:
        return Way("ebike", _about(km, BIKE_KMH))
    return Way("walk", _about(km, WALK_KMH)) if km <= WALK_KM else None


def _about(km: float, kmh: float) -> int:
    return max(1, round(km / kmh * 60))


def _by_bus(standing: Standing, circle: str, day: date, cards: Sequence[ShiftCard], origin: Origin) -> dict[UUID, Way]:
    table = buses.timetable(standing, circle, day)
    lat, lon = (np.array(values) for values in zip(*(_point(card.post) for card in cards), strict=True))
    starts = np.array([_minute(card.shift.starts_at) for card in cards], np.float64)
    leave = table.latest_leaving(origin.latitude, origin.longitude, lat, lon, starts)
    last = table.last_departure(lat, lon, origin.latitude, origin.longitude)
    told = {}
    for place, card in enumerate(cards):
        over = _minute(card.shift.ends_at)
        after = (
            table
            if not card.overnight
            else buses.timetable(standing, circle, card.shift.ends_at.astimezone(SHANGHAI).date())
        )
        home = float(after.earliest_arrival(lat[place], lon[place], origin.latitude, origin.longitude, float(over)))
        late = not home <= over + HOME_WITHIN_MINUTES
        told[card.shift.pk] = Way("bus", None, _clock(leave[place]), "" if late else _clock(home), _clock(last[place]))
    return told


def _minute(moment: datetime) -> int:
    local = moment.astimezone(SHANGHAI)
    return local.hour * 60 + local.minute


def _point(post: Post) -> tuple[float, float]:
    return float(post.latitude), float(post.longitude)


@lru_cache(maxsize=4_096)
def _clock(minute: float) -> str:
    """Return a minute after midnight as people read it; empty where there is none."""
    if minute != minute:  # not a number: no bus
        return ""
    hour, rest = divmod(int(minute), 60)
    return f"{hour % 24:02}:{rest:02}"
