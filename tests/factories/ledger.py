"""Rows of the ledger for tests: deeds of the rooms make them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.apps import apps

from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import count, deed
from pilin.foundation.ledger.models import Log
from pilin.foundation.ledger.rules import ledgered
from tests.factories.base import NOW
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


def enter_all() -> None:
    """Let everything factories wrote past deeds enter the ledger, in a deed of its own, as if it had been signed."""

    @deed(f"test.enter_{uuid4().hex}", says="{who}")
    def enter(*, by: Standing, at: datetime) -> None:
        for label in ledgered():
            model: Any = apps.get_model(label)
            keys = tuple(model.objects.visible_to(HOUSE).values_list("pk", flat=True))
            if keys:
                deed_under_way().bulk.append((model, keys))
                count(rows=len(keys))

    enter(by=HOUSE, at=NOW)


def obstacle(five: Any, title: str = "班车不能停", **more: Any) -> Any:
    """Return an obstacle reported by Fengjing's clerk for all to read: one entry in its public log."""
    return report(five.fengjing.clerk, title_zh=title, audience="public", **more)
