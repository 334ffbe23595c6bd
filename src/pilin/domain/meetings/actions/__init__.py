"""Everything that is done at a meeting and after it."""

from pilin.domain.meetings.actions.decisions import carry_over, give_tasks, move_resolution, move_task, resolve
from pilin.domain.meetings.actions.documents import (
    add_clauses,
    date_document,
    end_document,
    give_document_tasks,
    record_document,
)
from pilin.domain.meetings.actions.events import (
    call_meeting,
    cancel_meeting,
    freeze_snapshot,
    name_next_host,
    put_on_agenda,
    record_attendance,
    record_held,
    record_item,
    record_outcome,
    set_theme,
    speak_to_minutes,
    write_minutes,
)
from pilin.domain.meetings.actions.matters import answer_matter, raise_further, raise_matter, return_matter
from pilin.domain.meetings.actions.promises import check_commitment, note_commitment, note_review, take_review

__all__ = [
    "add_clauses",
    "answer_matter",
    "call_meeting",
    "cancel_meeting",
    "carry_over",
    "check_commitment",
    "date_document",
    "end_document",
    "freeze_snapshot",
    "give_document_tasks",
    "give_tasks",
    "move_resolution",
    "move_task",
    "name_next_host",
    "note_commitment",
    "note_review",
    "put_on_agenda",
    "raise_further",
    "raise_matter",
    "record_attendance",
    "record_document",
    "record_held",
    "record_item",
    "record_outcome",
    "resolve",
    "return_matter",
    "set_theme",
    "speak_to_minutes",
    "take_review",
    "write_minutes",
]
