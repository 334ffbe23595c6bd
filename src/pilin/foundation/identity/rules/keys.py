"""What a program may do with a key, who makes one, and until when it opens; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict

LONGEST = timedelta(days=366)
MOST_KEYS = 20  # that open at the same time, of one person or one town
READ, WRITE = "read", "write"


def may_make_key(by: Standing, member: str) -> Verdict:
    """Return whether this standing may make a key: a person for themselves; a town's signatory for the town."""
    if not by.signed_in:
        return Verdict.no("sign_in", _("Sign in first"))
    if not member or (by.holds(Role.SIGNATORY) and by.member == member):
        return Verdict.yes()
    return Verdict.no("not_signatory", _("No key was made. Only a town's own signatory makes keys that act for it"))


def may_revoke_key(by: Standing, person: object, member: str) -> Verdict:
    """Return whether this standing may revoke a key: its person; for a town's key its signatory and the keeper."""
    if member and (by.holds(Role.KEEPER) or (by.holds(Role.SIGNATORY) and by.member == member)):
        return Verdict.yes()
    if not member and by.signed_in and by.person == person:
        return Verdict.yes()
    return Verdict.no("not_own", _("No key was revoked. Its person may, or the signatory of the town it acts for"))


def faults_of_key(
    name: str, scopes: Iterable[str], rooms: Collection[str], at: datetime, expires_at: datetime | None, others: int
) -> list[Fault]:
    """Return what is wrong with a key that is to be made."""
    faults = []
    given = list(scopes)
    if not name.strip():
        faults.append(Fault("missing", "name", _("Say what the key is for")))
    elif len(name) > 80:
        faults.append(Fault("too_long", "name", _("At most 80 characters")))
    if not given:
        faults.append(Fault("missing", "scopes", _("Choose what the key may do")))
    known = {*(READ, WRITE), *(f"{verb}:{room}" for verb in (READ, WRITE) for room in rooms)}
    faults += [
        Fault(
            "no_choice", "scopes", _("There is no such permission: {scope}").format(scope=scope[:60]), value=scope[:60]
        )
        for scope in given
        if scope not in known
    ]
    if expires_at is None:
        faults.append(Fault("missing", "expires_on", _("Say until when it opens")))
    elif expires_at <= at:
        faults.append(Fault("past", "expires_on", _("The day must lie ahead")))
    elif expires_at - at > LONGEST:
        faults.append(Fault("too_long", "expires_on", _("A key opens for a year at most; make a new one then")))
    if others >= MOST_KEYS:
        faults.append(Fault("too_many", "name", _("There are twenty keys already: revoke one first")))
    return faults


def allows(scopes: Iterable[str], verb: str, room: str) -> bool:
    """Return whether scopes allow a verb in a room; writing includes reading. Without a room any scope will do.

    Examples
    --------
    >>> allows(["write:obstacles"], "read", "obstacles"), allows(["read"], "write", "obstacles")
    (True, False)
    """
    held = set(scopes)
    if not room:
        return bool(held)
    wanted = {WRITE, f"{WRITE}:{room}"} | ({READ, f"{READ}:{room}"} if verb == READ else set())
    return bool(held & wanted)


def key_holds(revoked: bool, expires_at: datetime, at: datetime) -> Verdict:
    """Return whether a key still opens."""
    if revoked:
        return Verdict.no("key_revoked", _("This key was revoked. Make a new one under My account"))
    if at >= expires_at:
        return Verdict.no(
            "key_expired", _("This key opens no more since its last day. Make a new one under My account")
        )
    return Verdict.yes()
