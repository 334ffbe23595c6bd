"""The deeds of drills."""

from pilin.domain.drills.actions.correcting import (
    close_drill,
    report_done,
    send_back,
    set_corrective,
    verify_corrective,
)
from pilin.domain.drills.actions.evaluating import evaluate_drill
from pilin.domain.drills.actions.holding import (
    call_off_drill,
    correct_note,
    finish_drill,
    join_drill,
    note_action,
    plan_drill,
    start_drill,
)
from pilin.domain.drills.actions.scenarios import write_scenario
from pilin.domain.drills.actions.sites import end_site, note_site

__all__ = [
    "call_off_drill",
    "close_drill",
    "correct_note",
    "end_site",
    "evaluate_drill",
    "finish_drill",
    "join_drill",
    "note_action",
    "note_site",
    "plan_drill",
    "report_done",
    "send_back",
    "set_corrective",
    "start_drill",
    "verify_corrective",
    "write_scenario",
]
