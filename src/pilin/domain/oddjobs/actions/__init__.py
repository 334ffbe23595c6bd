"""The deeds of odd jobs: keep floors, enrol workers, post work, and who has which shift."""

from pilin.domain.oddjobs.actions.assigning import assign_shifts
from pilin.domain.oddjobs.actions.banning import ban_employer, follow_ban, lift_ban, object_to_ban, set_ban_aside
from pilin.domain.oddjobs.actions.booking import (
    accept_proposal,
    apply_for_shift,
    decline_proposal,
    give_back_shift,
    lapse_unanswered,
)
from pilin.domain.oddjobs.actions.complaining import complain
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
from pilin.domain.oddjobs.actions.paying import confirm_received, deny_received, raise_overdue, state_paid, take_proof
from pilin.domain.oddjobs.actions.posting import call_off_shift, close_post, post_work, repeat_post
from pilin.domain.oddjobs.actions.publishing import publish_month
from pilin.domain.oddjobs.actions.working import (
    appeal,
    check_in,
    check_out,
    hear_appeal,
    mark_absent,
    say_hours,
    settle_hours,
)

__all__ = [
    "accept_proposal",
    "appeal",
    "apply_for_shift",
    "assign_shifts",
    "ban_employer",
    "call_off_shift",
    "change_worker",
    "check_in",
    "check_out",
    "close_post",
    "complain",
    "confirm_received",
    "decline_proposal",
    "deny_received",
    "enrol_worker",
    "follow_ban",
    "forget_worker",
    "give_back_shift",
    "hear_appeal",
    "join_as_worker",
    "lapse_unanswered",
    "leave",
    "lift_ban",
    "mark_absent",
    "note_floor",
    "object_to_ban",
    "post_work",
    "publish_month",
    "purge_workers",
    "raise_overdue",
    "repeat_post",
    "say_hours",
    "see_paper",
    "set_ban_aside",
    "settle_hours",
    "state_paid",
    "take_proof",
]
