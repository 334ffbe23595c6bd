"""Who takes which odd job: feasible pairs, the best assignment with its proof, and why for everybody left."""

from pilin.engine.assign.answers import Assignment, Mode, Price, Why, counted
from pilin.engine.assign.candidates import Barred, Pairs, feasible, given_pairs
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
from pilin.engine.assign.day import Booked
from pilin.engine.assign.flow import NotSolved
from pilin.engine.assign.index import TooManyPairs
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
