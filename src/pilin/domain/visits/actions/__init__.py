"""The deeds of visits: keep grids, plan rounds and visits, merge them, record what came of them, follow needs."""

from pilin.domain.visits.actions.grids import cut_anew, draw_grids, name_office, set_rule, set_team
from pilin.domain.visits.actions.planning import call_off, merge_visits, plan_round, plan_visit, unmerge_visit
from pilin.domain.visits.actions.recording import (
    Taken,
    answer_need,
    escalate_need,
    note_need,
    record_visit,
    take_records,
)

__all__ = [
    "Taken",
    "answer_need",
    "call_off",
    "cut_anew",
    "draw_grids",
    "escalate_need",
    "merge_visits",
    "name_office",
    "note_need",
    "plan_round",
    "plan_visit",
    "record_visit",
    "set_rule",
    "set_team",
    "take_records",
    "unmerge_visit",
]
