"""What is done with leads, between towns about them, and with spaces."""

from pilin.domain.investment.actions.crossing import (
    answer_ask,
    answer_split,
    ask_to_join,
    offer_lead,
    propose_split,
    take_ask_back,
)
from pilin.domain.investment.actions.leads import (
    LeadFacts,
    change_lead,
    confirm_production,
    end_lead,
    move_lead,
    move_lead_back,
    register_lead,
    reopen_lead,
    share_lead,
)
from pilin.domain.investment.actions.spaces import SpaceFacts, add_space, change_space, note_reported, set_space_state

__all__ = [
    "LeadFacts",
    "SpaceFacts",
    "add_space",
    "answer_ask",
    "answer_split",
    "ask_to_join",
    "change_lead",
    "change_space",
    "confirm_production",
    "end_lead",
    "move_lead",
    "move_lead_back",
    "note_reported",
    "offer_lead",
    "propose_split",
    "register_lead",
    "reopen_lead",
    "set_space_state",
    "share_lead",
    "take_ask_back",
]
