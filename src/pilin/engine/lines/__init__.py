"""Timetables of a day on the ground: who reaches a goal by bus and on foot, when the last bus goes, which rides there are."""

from pilin.engine.lines.earth import WALK_KMH, walk_minutes
from pilin.engine.lines.raptor import MOST_CHANGES, Door, Journey, Router
from pilin.engine.lines.rides import Leg, Ride
from pilin.engine.lines.timetable import BadTimetable, Timetable, build_timetable
from pilin.engine.lines.ways import CHANGE_KM, WAIT_MINUTES

__all__ = [
    "CHANGE_KM",
    "MOST_CHANGES",
    "WAIT_MINUTES",
    "WALK_KMH",
    "BadTimetable",
    "Door",
    "Journey",
    "Leg",
    "Ride",
    "Router",
    "Timetable",
    "build_timetable",
    "walk_minutes",
]
