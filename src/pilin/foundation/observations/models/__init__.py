"""Series and figures, stations and what their machines say."""

from pilin.foundation.observations.models.figures import Observation, OnceManager, OnceQuerySet, Series
from pilin.foundation.observations.models.gauges import (
    GaugeReading,
    HistoryMonth,
    ReactionDue,
    ReadingBatch,
    RefusedReading,
)
from pilin.foundation.observations.models.stations import Station, StationPosition

__all__ = [
    "GaugeReading",
    "HistoryMonth",
    "Observation",
    "OnceManager",
    "OnceQuerySet",
    "ReactionDue",
    "ReadingBatch",
    "RefusedReading",
    "Series",
    "Station",
    "StationPosition",
]
