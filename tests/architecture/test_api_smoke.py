"""The API keeps what its own description promises, whatever is sent and whoever sends it.

Made-up requests for each operation: in the check 4 from the public and 4 from a clerk; at night 200 from both on SQLite,
60 from each other role and on PostgreSQL. What is promised does not depend on the engine; what a database refuses, as a letter of nothing or a
number that is too large, is among the first requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils.crypto import get_random_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pilin.foundation.identity.models import User
from tests.architecture.test_routes import ROLES
from tests.kit import BACKEND
from tests.reliability.report import NIGHTLY, times, tried

pytestmark = [pytest.mark.above, pytest.mark.xdist_group("api")]
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


@pytest.mark.parametrize("role", ROLES if NIGHTLY else ("public", "clerk"))
def test_the_api_keeps_its_promises(
    role: str, demo_now: datetime, one_connection: None, pytestconfig: pytest.Config
) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    on_sqlite = pytestconfig.getoption("--engine") == "sqlite"
    long = 200 if role in ("public", "clerk") and on_sqlite else 60
    short = 4
    examples, headers = times(short, long), headers_of(ROLES[role])
    broken, operations = [], 0
    for found in described.get_all_operations():
        operation = found.ok()
        operations += 1
        if told := broken_promise(operation, examples, headers):
            broken.append(f"{operation.label}: {told}")
    tried("S4", f"requests made up for the API, as {role}", operations * examples, len(broken), "see the control")
    assert not broken, "\n".join(broken)


def test_a_role_is_let_in(demo_now: datetime) -> None:
    """Else every writing operation would refuse at the door, and nothing behind it were tried."""
    headers = headers_of(ROLES["clerk"])
    told = {"kind": "law", "title_zh": "障", "cost_zh": "多走路"}
    where = "/api/v1/circles/five-towns/obstacles"
    answers = [
        Client(enforce_csrf_checks=True).post(where, told, content_type="application/json", headers=given).status_code
        for given in (headers, {**headers, "X-CSRFToken": "x" * 32}, headers_of(None))
    ]
    assert answers == [201, 403, 403]  # without a session there is no token either, and that is asked first


def test_a_broken_promise_is_noticed(demo_now: datetime, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an operation that answers what it does not describe."""
    from pilin.foundation.members import queries

    monkeypatch.setattr(queries, "circle_cards", lambda standing, at: 1 / 0)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operation = next(o for found in described.get_all_operations() if (o := found.ok()).path == "/api/v1/circles/")
    assert broken_promise(operation, 3, headers_of(None))


def headers_of(username: str | None) -> dict[str, str]:
    """Return what a browser of this person sends: a session, and the token that shows the request to be its own."""
    headers = {"Accept-Encoding": "identity"}
    if username:
        client, token = Client(), get_random_string(32)
        client.force_login(User.objects.get(username=username), backend=BACKEND)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        headers |= {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}
    return headers


def broken_promise(operation: Any, examples: int, headers: dict[str, str]) -> str:
    """Return what an operation did against its description; empty when it kept to it."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,  # the same requests every run: a red build can be repeated
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def keeps(case: Any) -> None:
        case.call_and_validate(checks=PROMISES, headers=headers)

    try:
        keeps()
    except Unsatisfiable:
        return ""
    except BaseExceptionGroup as errors:
        return " / ".join(" ".join(str(error).split())[:200] for error in errors.exceptions)
    except Exception as error:
        return " ".join(str(error).split())[:200]
    return ""
