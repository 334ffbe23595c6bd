"""What several deeds of visits have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pilin.foundation.access.verdict import STALE, Conflict


def unchanged(row: Any, revision: int | None) -> None:
    """Turn a deed down where the row is not as it was read."""
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)


def square_km(area: float | Decimal) -> Decimal:
    """Return an area as its column keeps it."""
    return Decimal(area).quantize(Decimal("0.0001"))
