"""Who may do what, what a post and a worker must be, what is the least an hour is paid, and which hours are too many. Pure."""

from pilin.domain.oddjobs.rules.booking import Stretch, fits, too_many_hours, way_on
from pilin.domain.oddjobs.rules.enrolling import (
    bits_of,
    faults_of_worker,
    free_at,
    free_parts,
    number_read,
    parts_of,
    public_point,
)
from pilin.domain.oddjobs.rules.floors import FloorFound, faults_of_floor, floor_found, ruling
from pilin.domain.oddjobs.rules.posting import ShiftInput, faults_of_post, is_agency, shifts_again
from pilin.domain.oddjobs.rules.who import may_act_for, may_enrol, may_keep_floor, may_post, may_run, may_see_workers

__all__ = [
    "FloorFound",
    "ShiftInput",
    "Stretch",
    "bits_of",
    "faults_of_floor",
    "faults_of_post",
    "faults_of_worker",
    "fits",
    "floor_found",
    "free_at",
    "free_parts",
    "is_agency",
    "may_act_for",
    "may_enrol",
    "may_keep_floor",
    "may_post",
    "may_run",
    "may_see_workers",
    "number_read",
    "parts_of",
    "public_point",
    "ruling",
    "shifts_again",
    "too_many_hours",
    "way_on",
]
