"""The deeds of living next door, a file a subject."""

from pilin.domain.living.actions.listings import (
    add_label,
    add_picture,
    bring_entries,
    end_label,
    enter_listing,
    enter_register,
    give_label,
    note_brand,
    note_figure,
    note_stage,
)
from pilin.domain.living.actions.listings_flights import answer_flight, ask_flight, withdraw_flight
from pilin.domain.living.actions.listings_stories import decide_story, forget_stories, take_story_back, tell_story

__all__ = [
    "add_label",
    "add_picture",
    "answer_flight",
    "ask_flight",
    "bring_entries",
    "decide_story",
    "end_label",
    "enter_listing",
    "enter_register",
    "forget_stories",
    "give_label",
    "note_brand",
    "note_figure",
    "note_stage",
    "take_story_back",
    "tell_story",
    "withdraw_flight",
]
