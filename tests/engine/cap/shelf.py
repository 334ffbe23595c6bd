"""Real alerts and the published schemas, where they lie beside the project; none of them is part of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_GIVEN = os.environ.get("PILIN_CAP", "")
_PLACES = [Path(_GIVEN)] if _GIVEN else [up / "shared/data/cap" for up in Path(__file__).resolve().parents[4:-1]]
SHELF = next((place for place in _PLACES if (place / "schema/cap12.xsd").exists()), None)
ALERTS = sorted((SHELF / "alerts").iterdir()) if SHELF else []
needs_shelf = pytest.mark.skipif(
    SHELF is None, reason="needs real alerts and the schemas: PILIN_CAP names their folder"
)
