"""The demo, loaded once a process; each test lies to it inside a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """Load the demo into a transaction around this module's tests and return the moment of loading."""
    from pilin.config import demo

    with django_db_blocker.unblock():
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        outer = transaction.atomic()
        outer.__enter__()
        try:
            demo.load(now)
            yield now
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def demo_now(loaded_demo: datetime, django_db_blocker: Any) -> Iterator[datetime]:
    """Give one test the demo; what it writes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loaded_demo
        transaction.set_rollback(True)
