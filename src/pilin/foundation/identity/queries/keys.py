"""Keys for programs: found by their beginning, told from others by their hash, shown without either secret."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import ApiKey
from pilin.foundation.identity.queries.people import SHANGHAI
from pilin.foundation.identity.rules.keys import key_holds

MARK = "pilin_"  # what every key begins with, so that a key left somewhere is found by machines
KEYS = Standing.machine("keys")


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A key as whoever may revoke it sees it."""

    uid: UUID
    name: str
    member: str
    scopes: tuple[str, ...]
    prefix: str
    made_at: datetime
    expires_at: datetime
    last_day: date
    last_used_at: datetime | None
    revoked_at: datetime | None
    holds: bool


def key_hash(secret: str) -> str:
    """Return what is kept of a key. It is long and random, so a plain hash is as good as a slow one."""
    return sha256(secret.encode()).hexdigest()


def key_of(secret: str) -> ApiKey | None:
    """Return the key a secret belongs to, whether or not it still opens; None for a secret that is no key's."""
    prefix = secret.removeprefix(MARK).partition("_")[0]
    row = ApiKey.objects.visible_to(KEYS).filter(prefix=prefix[:16]).select_related("person").first()
    if row is None or not hmac.compare_digest(row.digest, key_hash(secret)):
        return None
    if not row.member and (row.person is None or not row.person.is_active):
        return None
    return row


def keys_of(standing: Standing, at: datetime) -> list[KeyCard]:
    """Return the keys this standing may revoke, those that open first."""
    rows = ApiKey.objects.visible_to(standing).order_by("-made_at")
    cards = [
        KeyCard(
            uid=row.pk,
            name=row.name,
            member=row.member,
            scopes=tuple(row.scopes.split()),
            prefix=f"{MARK}{row.prefix}",
            made_at=row.made_at,
            expires_at=row.expires_at,
            last_day=(row.expires_at - timedelta(seconds=1)).astimezone(SHANGHAI).date(),
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            holds=bool(key_holds(row.revoked_at is not None, row.expires_at, at)),
        )
        for row in rows
    ]
    return sorted(cards, key=lambda card: not card.holds)


def keys_held(person: UUID) -> list[dict[str, Any]]:
    """Return a person's keys and those they made for a town, never what they are told by."""
    names = ("name", "member", "scopes", "prefix", "made_at", "expires_at", "last_used_at", "revoked_at")
    return list(ApiKey.objects.visible_to(KEYS).filter(person=person).values(*names))
