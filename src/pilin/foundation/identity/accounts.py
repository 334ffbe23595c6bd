"""Accounts that travel with a town that leaves: who it was, never how they sign in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pilin.foundation.identity.models import User


def packed(keys: Collection[UUID], staff: Collection[UUID]) -> list[dict[str, Any]]:
    """Return these people by key: names, and for the town's own staff the name they signed in with.

    Addresses, telephones and passwords stay behind.
    """
    wanted = sorted(keys)
    rows = [row for at in range(0, len(wanted), 500) for row in User.objects.filter(pk__in=wanted[at : at + 500])]
    return [
        {
            "uid": str(row.pk),
            "username": row.username if row.pk in staff else row.pk.hex,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "date_joined": row.date_joined.isoformat(),
            "illustrative": row.illustrative,
        }
        for row in sorted(rows, key=lambda row: row.pk)
    ]


def restored(people: list[dict[str, Any]]) -> None:
    """Make these accounts, with which nobody can sign in: they hold no password and are closed."""
    rows = []
    for told in people:
        row = User(
            pk=UUID(told["uid"]), username=told["username"], name_zh=told["name_zh"], name_en=told["name_en"],
            date_joined=datetime.fromisoformat(told["date_joined"]), illustrative=told["illustrative"], is_active=False,
        )  # fmt: skip
        row.set_unusable_password()
        rows.append(row)
    User.objects.bulk_create(rows)


def any_here() -> bool:
    """Return whether anybody has an account here."""
    return User.objects.exists()
