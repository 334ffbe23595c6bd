"""Deeds on members, circles, agreements, alliances and village pairs."""

from pilin.foundation.members.actions.agreements import (
    accede,
    extend_signing,
    propose_agreement,
    record_paper_agreement,
    sign_agreement,
    withdraw,
)
from pilin.foundation.members.actions.alliances import (
    join_alliance,
    leave_alliance,
    make_alliance,
    record_activity,
)
from pilin.foundation.members.actions.circles import (
    accept_invitation,
    add_member,
    admit_member,
    assign_function,
    end_membership,
    invite_town,
    make_body,
    make_circle,
    name_member,
    open_term,
    settle_order,
    token_digest,
)
from pilin.foundation.members.actions.start import INSTANCE, begin_instance, enter_officer, enter_town, invite_new_town
from pilin.foundation.members.actions.villages import cross_appoint, end_cross_appointment, pair_villages

__all__ = [
    "INSTANCE",
    "accede",
    "accept_invitation",
    "add_member",
    "admit_member",
    "assign_function",
    "begin_instance",
    "cross_appoint",
    "end_cross_appointment",
    "end_membership",
    "enter_officer",
    "enter_town",
    "extend_signing",
    "invite_new_town",
    "invite_town",
    "join_alliance",
    "leave_alliance",
    "make_alliance",
    "make_body",
    "make_circle",
    "name_member",
    "open_term",
    "pair_villages",
    "propose_agreement",
    "record_activity",
    "record_paper_agreement",
    "settle_order",
    "sign_agreement",
    "token_digest",
    "withdraw",
]
