"""Rows of the ledger for tests: deeds of the rooms make them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.models import Log
from tests.factories.obstacles import report

HOUSE = Standing.machine("test")


def log(owner: str, audience: str, circle: str = "five-towns") -> Log:
    """Return a log with nothing in it; inside writing()."""
    made = Log(
        log_id=uuid4().hex * 2,
        name=f"{audience}:{circle}",
        owner=owner,
        audience=audience,
        circle=circle,
        size=1,
        tip="0" * 64,
    )
    made.save()
    return made


def obstacle(five: Any, title: str = "班车不能停", **more: Any) -> Any:
    """Return an obstacle reported by Fengjing's clerk for all to read: one entry in its public log."""
    return report(five.fengjing.clerk, title_zh=title, audience="public", **more)
