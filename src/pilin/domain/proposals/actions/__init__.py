"""The deeds of proposals: file, handle, follow and confirm, keep points and topics."""

from pilin.domain.proposals.actions.filing import case_moved, file_proposal
from pilin.domain.proposals.actions.following import (
    answer_offer,
    confirm_done,
    follow_proposal,
    forget_proposals,
    leave_proposal,
    purge_proposals,
    rate_proposal,
)
from pilin.domain.proposals.actions.handling import (
    convert_proposal,
    hold_proposal,
    release_proposal,
    route_proposal,
    say_outcome,
)
from pilin.domain.proposals.actions.keeping import end_point, end_topic, note_point, open_topic

__all__ = [
    "answer_offer",
    "case_moved",
    "confirm_done",
    "convert_proposal",
    "end_point",
    "end_topic",
    "file_proposal",
    "follow_proposal",
    "forget_proposals",
    "hold_proposal",
    "leave_proposal",
    "note_point",
    "open_topic",
    "purge_proposals",
    "rate_proposal",
    "release_proposal",
    "route_proposal",
    "say_outcome",
]
