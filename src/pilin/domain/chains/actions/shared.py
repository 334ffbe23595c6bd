"""What the deeds of chains share: who may read a row, what hangs on another takes over, rows put down at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.chains import queries
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.verdict import Fault

A_CHUNK = 500
OPEN = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)


def audience_faults(audience: str) -> list[Fault]:
    """Return what is wrong with who shall read a row; nothing for the town, the circle or everyone."""
    if audience in OPEN:
        return []
    return [Fault("audience", "audience", _("Choose who may read it: your own town, the circle, or everyone"))]


def like(row: Any) -> dict[str, Any]:
    """Return who keeps and reads a row, for one that hangs on it."""
    return {
        "in_circle": row.in_circle, "circle": row.circle, "owner": row.owner, "audience": row.audience, "parties": row.parties
    }  # fmt: skip


def put(model: Any, rows: Sequence[Any], at: datetime) -> None:
    """Write many rows at once; the deed notes how many."""
    for row in rows:
        row.made_at = row.changed_at = at
        row.revision = 1
    if rows:
        model.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_CHUNK)
