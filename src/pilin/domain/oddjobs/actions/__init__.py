"""The deeds of odd jobs: keep floors, enrol workers, post work, and who has which shift."""

from pilin.domain.oddjobs.actions.booking import (
    accept_proposal,
    apply_for_shift,
    decline_proposal,
    give_back_shift,
    lapse_unanswered,
)
from pilin.domain.oddjobs.actions.enrolling import (
    change_worker,
    enrol_worker,
    forget_worker,
    join_as_worker,
    leave,
    purge_workers,
    see_paper,
)
from pilin.domain.oddjobs.actions.floors import note_floor
from pilin.domain.oddjobs.actions.posting import call_off_shift, close_post, post_work, repeat_post

__all__ = [
    "accept_proposal",
    "apply_for_shift",
    "call_off_shift",
    "change_worker",
    "close_post",
    "decline_proposal",
    "enrol_worker",
    "forget_worker",
    "give_back_shift",
    "join_as_worker",
    "lapse_unanswered",
    "leave",
    "note_floor",
    "post_work",
    "purge_workers",
    "repeat_post",
    "see_paper",
]
