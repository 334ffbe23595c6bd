"""Odd jobs assigned jointly: wage floors, caps on hours, distances."""

from pilin.engine.assign.floors import (
    CapRow,
    Caps,
    Floor,
    NoCaps,
    built_in_floors,
    cap_rows,
    caps_on,
    floor_on,
    known_floors,
    unconfirmed_floors,
)
from pilin.engine.assign.sphere import great_circle_km

__all__ = [
    "CapRow",
    "Caps",
    "Floor",
    "NoCaps",
    "built_in_floors",
    "cap_rows",
    "caps_on",
    "floor_on",
    "great_circle_km",
    "known_floors",
    "unconfirmed_floors",
]
