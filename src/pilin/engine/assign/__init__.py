"""Who takes which odd job: feasible pairs, the best assignment with its proof, and why for everybody left."""

from pilin.engine.assign.answers import Assignment, Mode, Price, Why, counted
from pilin.engine.assign.arrivals import Replay, replay
from pilin.engine.assign.augment import Matching
from pilin.engine.assign.candidates import Barred, Pairs, feasible, given_pairs
from pilin.engine.assign.day import Booked
from pilin.engine.assign.flow import NotSolved
from pilin.engine.assign.index import TooManyPairs
from pilin.engine.assign.online import Board, Joined, Posted
from pilin.engine.assign.solving import solve
from pilin.engine.assign.space import great_circle_km
from pilin.engine.assign.tables import (
    EVENT_COLUMNS,
    FLOOR_COLUMNS,
    PAIR_COLUMNS,
    SHIFT_COLUMNS,
    WORKER_COLUMNS,
    BadTable,
    Event,
    Given,
    Shifts,
    Workers,
    read_events,
    read_floors,
    read_heads,
    read_pairs,
    read_shifts,
    read_workers,
)
from pilin.engine.assign.why import ShiftWhy, WorkerWhy, shift_reasons, worker_reasons
from pilin.engine.base.labour import (
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

__all__ = [
    "EVENT_COLUMNS",
    "FLOOR_COLUMNS",
    "PAIR_COLUMNS",
    "SHIFT_COLUMNS",
    "WORKER_COLUMNS",
    "Assignment",
    "BadTable",
    "Barred",
    "Board",
    "Booked",
    "CapRow",
    "Caps",
    "Event",
    "Floor",
    "Given",
    "Joined",
    "Matching",
    "Mode",
    "NoCaps",
    "NotSolved",
    "Pairs",
    "Posted",
    "Price",
    "Replay",
    "ShiftWhy",
    "Shifts",
    "TooManyPairs",
    "Why",
    "WorkerWhy",
    "Workers",
    "built_in_floors",
    "cap_rows",
    "caps_on",
    "counted",
    "feasible",
    "floor_on",
    "given_pairs",
    "great_circle_km",
    "known_floors",
    "read_events",
    "read_floors",
    "read_heads",
    "read_pairs",
    "read_shifts",
    "read_workers",
    "replay",
    "shift_reasons",
    "solve",
    "unconfirmed_floors",
    "worker_reasons",
]
