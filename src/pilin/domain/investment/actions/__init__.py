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
from pilin.domain.investment.actions.links import (
    forget_word,
    forget_words,
    make_link,
    purge_words,
    speak_by_link,
    withdraw_link,
)
from pilin.domain.investment.actions.spaces import SpaceFacts, add_space, change_space, note_reported, set_space_state
from pilin.domain.investment.actions.still import raise_still, set_still

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
    "forget_word",
    "forget_words",
    "make_link",
    "move_lead",
    "move_lead_back",
    "note_reported",
    "offer_lead",
    "propose_split",
    "purge_words",
    "raise_still",
    "register_lead",
    "reopen_lead",
    "set_space_state",
    "set_still",
    "share_lead",
    "speak_by_link",
    "take_ask_back",
    "withdraw_link",
]
