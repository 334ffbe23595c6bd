"""The API keeps what its own description promises, whatever is sent: 25 made-up requests an operation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = [pytest.mark.xdist_group("api")]
PROMISES = [
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    content_type_conformance,
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the connection that holds the demo: a server would close it after each request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_the_api_keeps_its_promises(demo_now: datetime, one_connection: None) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    broken = []
    for found in described.get_all_operations():
        operation = found.ok()
        if told := broken_promise(operation):
            broken.append(f"{operation.label}: {told}")
    assert not broken, "\n".join(broken)


def broken_promise(operation: Any) -> str:
    """Return what an operation did against its description; empty when it kept to it."""

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,  # the same requests every run: a red build can be repeated
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def keeps(case: Any) -> None:
        case.call_and_validate(checks=PROMISES, headers={"Accept-Encoding": "identity"})

    try:
        keeps()
    except Unsatisfiable:
        return ""
    except BaseExceptionGroup as errors:
        return " / ".join(" ".join(str(error).split())[:200] for error in errors.exceptions)
    except Exception as error:
        return " ".join(str(error).split())[:200]
    return ""


def test_no_two_rooms_call_different_things_by_one_name() -> None:
    """The description keeps one schema a name: the second one would describe the first one's operations."""
    named: dict[str, list[str]] = {}
    for room in django_settings.ROOMS:
        try:
            module = import_module(f"{room}.schemas")
        except ModuleNotFoundError:
            continue
        for name, thing in vars(module).items():
            if isinstance(thing, type) and issubclass(thing, Schema) and thing.__module__ == module.__name__:
                named.setdefault(name, []).append(room)
    assert {name: rooms for name, rooms in named.items() if len(rooms) > 1} == {}
