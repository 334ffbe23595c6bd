"""Making people known, giving them offices, what they settle for themselves, and ending sessions."""

from pilin.foundation.identity.actions.people import (
    appoint,
    choose_member,
    close_offices,
    drop_draft,
    end_appointment,
    erase_person,
    forget_drafts,
    forget_sign_in,
    invite_officer,
    make_person,
    name_deputy,
    open_offices,
    purge_drafts,
    purge_sign_in,
    save_draft,
    set_preferences,
)
from pilin.foundation.identity.actions.sessions import (
    end_own_sessions,
    end_sessions,
    forget_ended_sessions,
    forget_sessions,
)

__all__ = [
    "appoint",
    "choose_member",
    "close_offices",
    "drop_draft",
    "end_appointment",
    "end_own_sessions",
    "end_sessions",
    "erase_person",
    "forget_drafts",
    "forget_ended_sessions",
    "forget_sessions",
    "forget_sign_in",
    "invite_officer",
    "make_person",
    "name_deputy",
    "open_offices",
    "purge_drafts",
    "purge_sign_in",
    "save_draft",
    "set_preferences",
]
