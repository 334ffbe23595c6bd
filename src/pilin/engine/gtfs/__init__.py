"""Timetables as the world exchanges them (GTFS): read with every fault named, checked, understood, matched and written."""

from pilin.engine.gtfs.checks import Box, check_feed
from pilin.engine.gtfs.matching import Found, Known, match_stops, name_forms
from pilin.engine.gtfs.reading import Feed, FeedFault, Limits, Table, read_feed
from pilin.engine.gtfs.schedule import (
    PATTERNS,
    FeedCall,
    FeedLine,
    FeedStop,
    FeedTrip,
    Schedule,
    days_meant,
    read_schedule,
)
from pilin.engine.gtfs.writing import Agency, files_of, write_folder, write_zip

__all__ = [
    "PATTERNS", "Agency", "Box", "Feed", "FeedCall", "FeedFault", "FeedLine", "FeedStop", "FeedTrip", "Found", "Known", "Limits",
    "Schedule", "Table", "check_feed", "days_meant", "files_of", "match_stops", "name_forms", "read_feed", "read_schedule",
    "write_folder", "write_zip",
]  # fmt: skip
