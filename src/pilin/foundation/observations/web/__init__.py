"""The observatory's pages: series and figures, stations and what their machines say."""

from pilin.foundation.observations.web.figures import attest, index, open_series, series
from pilin.foundation.observations.web.sensorthings import resource, root
from pilin.foundation.observations.web.stations import (
    add_gauge,
    add_station,
    bring,
    end_station,
    move,
    refused,
    station,
    stations,
)

__all__ = [
    "add_gauge",
    "add_station",
    "attest",
    "bring",
    "end_station",
    "index",
    "move",
    "open_series",
    "refused",
    "resource",
    "root",
    "series",
    "station",
    "stations",
]
