"""Who may make people known, give them offices, and settle what is their own; how long a session lasts."""

from pilin.foundation.identity.rules.keys import (
    READ,
    WRITE,
    allows,
    faults_of_key,
    key_holds,
    may_make_key,
    may_revoke_key,
)
from pilin.foundation.identity.rules.people import (
    draft_faults,
    faults_of_person,
    may_appoint,
    may_leave,
    may_make_person,
    may_name_deputy,
    may_read_account,
    may_settle_own,
)
from pilin.foundation.identity.rules.sessions import Device, Lasting, device_of, may_end_sessions, session_end
from pilin.foundation.identity.rules.sign_in import Tries, is_last, may_try, wait_after

__all__ = [
    "READ",
    "WRITE",
    "Device",
    "Lasting",
    "Tries",
    "allows",
    "device_of",
    "draft_faults",
    "faults_of_key",
    "faults_of_person",
    "is_last",
    "key_holds",
    "may_appoint",
    "may_end_sessions",
    "may_leave",
    "may_make_key",
    "may_make_person",
    "may_name_deputy",
    "may_read_account",
    "may_revoke_key",
    "may_settle_own",
    "may_try",
    "session_end",
    "wait_after",
]
