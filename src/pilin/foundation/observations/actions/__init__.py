"""Deeds of observations: open a series, attest a figure, enter a station, take what its machines say."""

from pilin.foundation.observations.actions.figures import add_series, attest_figure
from pilin.foundation.observations.actions.history import move_month
from pilin.foundation.observations.actions.readings import Taken, put_aside, redo_reaction, take_readings
from pilin.foundation.observations.actions.stations import add_gauge_series, add_station, end_station, move_station
from pilin.foundation.observations.rules import ReadingSaid

__all__ = [
    "ReadingSaid",
    "Taken",
    "add_gauge_series",
    "add_series",
    "add_station",
    "attest_figure",
    "end_station",
    "move_month",
    "move_station",
    "put_aside",
    "redo_reaction",
    "take_readings",
]
