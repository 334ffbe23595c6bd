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
from pilin.domain.oddjobs.rules.paying import Deduction, due_on, faults_of_deductions, gross, may_state_paid
from pilin.domain.oddjobs.rules.posting import ShiftInput, faults_of_post, is_agency, shifts_again
from pilin.domain.oddjobs.rules.who import (
    may_act_for,
    may_assign,
    may_enrol,
    may_keep_floor,
    may_post,
    may_run,
    may_see_workers,
)
from pilin.domain.oddjobs.rules.working import (
    code_holds,
    code_of,
    hearing_town,
    may_come,
    may_go,
    may_hear,
    may_mark_absent,
    may_say_hours,
    window_over,
)

__all__ = [
    "Deduction",
    "FloorFound",
    "ShiftInput",
    "Stretch",
    "bits_of",
    "code_holds",
    "code_of",
    "due_on",
    "faults_of_deductions",
    "faults_of_floor",
    "faults_of_post",
    "faults_of_worker",
    "fits",
    "floor_found",
    "free_at",
    "free_parts",
    "gross",
    "hearing_town",
    "is_agency",
    "may_act_for",
    "may_assign",
    "may_come",
    "may_enrol",
    "may_go",
    "may_hear",
    "may_keep_floor",
    "may_mark_absent",
    "may_post",
    "may_run",
    "may_say_hours",
    "may_see_workers",
    "may_state_paid",
    "number_read",
    "parts_of",
    "public_point",
    "ruling",
    "shifts_again",
    "too_many_hours",
    "way_on",
    "window_over",
]
