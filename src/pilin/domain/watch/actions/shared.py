"""What several deeds of watch need."""

from __future__ import annotations

from typing import Any


def like(row: Any, owner: str) -> dict[str, Any]:
    """Return how a row is shared that stands on another: with the same people, but its own town's."""
    return {
        "in_circle_id": row.in_circle_id, "circle": row.circle, "owner": owner, "audience": row.audience, "parties": row.parties,
        "agreement": row.agreement, "illustrative": row.illustrative,
    }  # fmt: skip
