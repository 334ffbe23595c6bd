"""One way from a door to another: on foot, by one bus or two, on foot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leg:
    """One bus of a ride. Minutes count from midnight of the timetable's day and may exceed 1440."""

    line: str
    trip: str
    board: str  # key of the stop
    alight: str
    departs: int
    arrives: int


@dataclass(frozen=True, slots=True)
class Ride:
    """A way with one bus or two. Minutes count from midnight of the timetable's day."""

    legs: tuple[Leg, ...]
    walk_minutes: float  # from the origin to the first stop
    change_walk_minutes: float  # from the first bus's stop to the second's; nought where there is no change
    last_walk_minutes: float  # from the last stop to the goal

    @property
    def leaves(self) -> float:
        """Return the minute at which one leaves the origin on foot."""
        return self.legs[0].departs - self.walk_minutes

    @property
    def arrives(self) -> float:
        """Return the minute at which one is at the goal."""
        return self.legs[-1].arrives + self.last_walk_minutes

    @property
    def changes(self) -> int:
        """Return how often one changes the bus."""
        return len(self.legs) - 1

    @property
    def wait_minutes(self) -> float:
        """Return how long one waits at the change, walking apart; nought where there is none."""
        if not self.changes:
            return 0.0
        return self.legs[1].departs - self.legs[0].arrives - self.change_walk_minutes
