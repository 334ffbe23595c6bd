"""The deeds of living next door, a file a subject."""

from pilin.domain.living.actions.services import note_need, put_facility, put_service, say_settlement
from pilin.domain.living.actions.happenings import (
    announce_happening,
    cancel_happening,
    change_happening,
    do_what_is_due,
    keep_series,
    plan_happening,
    plan_year,
    release_places,
    share_places,
)
from pilin.domain.living.actions.happenings_coming import (
    add_session,
    evaluate,
    forget_comer,
    keep_attendance,
    mark_came,
    purge_registrations,
    register,
    second,
    withdraw_registration,
)
from pilin.domain.living.actions.happenings_passes import issue_passes, offer_pass, use_pass
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

__all__ = ["add_label", "add_picture", "add_session", "announce_happening", "answer_flight", "ask_flight", "bring_entries", "cancel_happening", "change_happening", "decide_story", "do_what_is_due", "end_label", "enter_listing", "enter_register", "evaluate", "forget_comer", "forget_stories", "give_label", "issue_passes", "keep_attendance", "keep_series", "mark_came", "note_brand", "note_figure", "note_need", "note_stage", "offer_pass", "plan_happening", "plan_year", "purge_registrations", "put_facility", "put_service", "register", "release_places", "say_settlement", "second", "share_places", "take_story_back", "tell_story", "use_pass", "withdraw_flight", "withdraw_registration"]
