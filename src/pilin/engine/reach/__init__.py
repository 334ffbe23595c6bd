"""Reach: how long it takes from place to place, what lies within the hour, and what a link that is added or closed changes."""

from pilin.engine.reach.compare import Comparison, Group, Sides, compare, is_majority
from pilin.engine.reach.ends import MOST_APART_M, BrokenEnd, Segment, broken_ends
from pilin.engine.reach.matrix import Matrix, Prospect
from pilin.engine.reach.minutes import UNREACHABLE, as_minutes, exact, thousandths
from pilin.engine.reach.network import Added, Near, Network, Reach
from pilin.engine.reach.rail import Ride, Rides, Timetable
from pilin.engine.reach.tables import MODES, Links, Places, read_links, read_places

__all__ = [
    "MODES", "MOST_APART_M", "UNREACHABLE", "Added", "BrokenEnd", "Comparison", "Group", "Links", "Matrix", "Near", "Network",
    "Places", "Prospect", "Reach", "Ride", "Rides", "Segment", "Sides", "Timetable", "as_minutes", "broken_ends", "compare",
    "exact", "is_majority", "read_links", "read_places", "thousandths",
]  # fmt: skip
