"""The pages of visits."""

from pilin.domain.visits.web.desk import add_round, desk, firm, need, needs, show_round
from pilin.domain.visits.web.grids import add_office, draw_plan, index, kept, plan, set_rule, split, team
from pilin.domain.visits.web.visiting import add, call_off, day, merge, unmerge, visit, worker

__all__ = [
    "add",
    "add_office",
    "add_round",
    "call_off",
    "day",
    "desk",
    "draw_plan",
    "firm",
    "index",
    "kept",
    "merge",
    "need",
    "needs",
    "plan",
    "set_rule",
    "show_round",
    "split",
    "team",
    "unmerge",
    "visit",
    "worker",
]
