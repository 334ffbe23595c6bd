"""Whether one gets to a place while it is open, and home again, by the rides of a day. Pure; minutes after midnight."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pilin.domain.living.enums.services import STAY_MINUTES, ReachState

Ride = tuple[float, float]  # when one leaves, when one arrives


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit between two rides: the one there, when one is served, the first ride home after it and the last of the day."""

    there: Ride
    served: float
    home: Ride
    last_home: Ride
    latest: Ride  # the last ride there with which it still works


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rides of a day come to: a visit, or the state that says why there is none."""

    state: ReachState
    visit: Visit | None = None


def judge(
    there: Sequence[Ride], back: Sequence[Ride], spans: Sequence[tuple[int, int]], stay: float = STAY_MINUTES
) -> Judged:
    """Return the visit that takes the least time from leaving home to being home again, or why there is none.

    One is served when one is there and it is open, stays so many minutes before it closes, and then goes home. Of two visits
    that take as long, the earlier counts.

    Parameters
    ----------
    there, back : sequence of (leaves, arrives)
        Rides to the place and home again; in any order.
    spans : sequence of (opens, closes)
    stay : float
        Minutes at the desk.
    """
    if not spans:
        return Judged(ReachState.CLOSED)
    if not there:
        return Judged(ReachState.NO_BUS)
    homeward = _unbeaten(back)
    leaving = [ride[0] for ride in homeward]
    served, found = False, []
    for ride in there:
        begin = min((max(ride[1], opens) for opens, closes in spans if max(ride[1], opens) + stay <= closes), default=None)  # fmt: skip
        if begin is None:
            continue
        served = True
        place = bisect_left(leaving, begin + stay)
        if place < len(homeward):
            found.append((homeward[place][1] - ride[0], ride[0], ride, begin, homeward[place]))
    if not found:
        return Judged(ReachState.NO_WAY_BACK if served else ReachState.NOT_IN_HOURS)
    _away, _leaves, ride, begin, home = min(found)
    return Judged(ReachState.REACHABLE, Visit(ride, begin, home, homeward[-1], max(one[2] for one in found)))


def _unbeaten(rides: Sequence[Ride]) -> list[Ride]:
    """Return the rides that none beats by leaving as late and arriving as early, by leaving; both times rise."""
    kept: list[Ride] = []
    for leaves, arrives in sorted(rides, key=lambda ride: (-ride[0], ride[1])):
        if not kept or arrives < kept[-1][1]:
            kept.append((leaves, arrives))
    return kept[::-1]
