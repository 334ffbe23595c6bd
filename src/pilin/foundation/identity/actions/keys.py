"""Making, revoking and using keys for programs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.identity import rules
from pilin.foundation.identity.enums import KEY_ROOMS
from pilin.foundation.identity.models import ApiKey
from pilin.foundation.identity.queries.keys import KEYS, MARK, key_hash
from pilin.foundation.identity.queries.people import SHANGHAI
from pilin.foundation.journal.actions import deed

NOTED_EVERY = timedelta(minutes=1)  # a program that asks each second would else write each second


@deed("identity.make_key", says=_("{who} made a key for programs"))
def make_key(
    *, by: Standing, at: datetime, name: str, scopes: Iterable[str], expires_on: date | None, member: str = ""
) -> tuple[ApiKey, str]:
    """Make a key for a program; returns it and its secret, which is kept nowhere in clear and shown this once.

    Without ``member`` it acts as the person, with what they hold on the day it is used; with ``member`` it acts for
    the town, which only a signatory of the town lets it do. ``expires_on`` is its last day.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_make_key(by, member).require()
    name, given = name.replace("\x00", "").strip(), sorted(set(scopes))
    mine = ApiKey.objects.visible_to(KEYS).filter(revoked_at__isnull=True, expires_at__gt=at, member=member)
    others = (mine if member else mine.filter(person=by.person)).count()
    ends = None if expires_on is None else datetime.combine(expires_on + timedelta(days=1), time.min, SHANGHAI)
    if faults := rules.faults_of_key(name, given, KEY_ROOMS, at, ends, others):
        raise Invalid(*faults)
    assert ends is not None  # the rule has just said so
    prefix = secrets.token_hex(4)
    secret = f"{MARK}{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey(
        person_id=by.person,
        member=member,
        name=name,
        scopes=" ".join(given),
        prefix=prefix,
        digest=key_hash(secret),
        made_at=at,
        expires_at=ends,
    )
    row.save()
    return row, secret


@deed("identity.revoke_key", says=_("{who} revoked a key for programs"))
def revoke_key(*, by: Standing, at: datetime, key: UUID) -> ApiKey:
    """Revoke a key; it opens nothing from the next request on.

    Raises
    ------
    Refused, Invalid
    """
    row = ApiKey.objects.visible_to(by).filter(pk=key).first()
    if row is None:
        raise Invalid(Fault("unknown_key", "key", _("There is no such key")))
    rules.may_revoke_key(by, row.person_id, row.member).require()
    if row.revoked_at is not None:
        raise Invalid(Fault("revoked_already", "key", _("This key was revoked already")))
    row.revoked_at = at
    row.save()
    return row


@deed("identity.note_key_use", says=_("{who} noted that a key was used"), private=True)
def note_key_use(*, by: Standing, at: datetime, key: UUID) -> bool:
    """Note that a key was used, at most once a minute. Returns whether it was noted."""
    if not by.sees_all:
        raise Refused("not_machine", _("This is done by the clock"))
    row = ApiKey.objects.visible_to(by).filter(pk=key).first()
    if row is None or (row.last_used_at is not None and at - row.last_used_at < NOTED_EVERY):
        return False
    row.last_used_at = at
    row.save()
    return True


def forget_keys(person: UUID, at: datetime) -> int:
    """Erase a person's own keys, and who made a town's; called while the person is erased. Returns how many."""
    held = ApiKey.objects.visible_to(KEYS).filter(person=person)
    made = held.exclude(member="").update(person=None)
    gone, _by_model = held.filter(member="").delete()
    return gone + made
