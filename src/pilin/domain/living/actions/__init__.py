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

__all__ = ["add_session", "announce_happening", "cancel_happening", "change_happening", "do_what_is_due", "evaluate", "forget_comer", "issue_passes", "keep_attendance", "keep_series", "mark_came", "note_need", "offer_pass", "plan_happening", "plan_year", "purge_registrations", "put_facility", "put_service", "register", "release_places", "say_settlement", "second", "share_places", "use_pass", "withdraw_registration"]
