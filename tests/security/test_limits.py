"""One asker cannot take the instance from the others, and a town hall behind one address notices nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from pilin.config import limits
from pilin.config.api import api
from pilin.web.limits import Limiter, Rate
from tests.factories.base import Five
from tests.kit import BACKEND


@pytest.fixture
def limited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Set limits of one per cent on a clock that stands still until it is moved: reading 12 a minute, 6 at once."""
    settings.SITE = {**settings.SITE, "limit_percent": 1, "proxies": 1}
    clock = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: clock[0])
    limits.LIMITER.forget()
    yield clock
    limits.LIMITER.forget()


def statuses(client: Client, where: str, count: int, **headers: str) -> list[int]:
    return [client.get(where, headers=headers).status_code for _ in range(count)]


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 120), st.integers(1, 20))
def test_never_more_than_the_pace_and_what_may_come_at_once(pauses: list[float], a_minute: int, at_once: int) -> None:
    limiter, rate, now, passed = Limiter(), Rate(a_minute, at_once), 0.0, []
    for pause in pauses:
        now += pause
        late = limiter.wait(("a",), rate, now)
        if not late:
            passed.append(now)
        else:
            assert limiter.wait(("a",), rate, now + late + 1e-6) == 0 or len(passed) > len(pauses)
            passed.append(now + late + 1e-6)
            now += late + 1e-6
    for k, first in enumerate(passed):
        for n, last in enumerate(passed[k:], start=1):
            assert n <= at_once + (last - first) * a_minute / 60 + 1 + 1e-6


def test_the_longest_silent_is_forgotten_not_the_memory_filled() -> None:
    limiter = Limiter(most=100)
    for n in range(1000):
        limiter.wait((str(n),), Rate(60, 1), 0.0)
    assert len(limiter) == 100


@pytest.mark.django_db
def test_a_visitor_is_told_when_to_come_again(five: Five, limited: list[float]) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert statuses(client, "/components/", 8) == [200] * 6 + [429] * 2
    answer = client.get("/components/")
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("5", "no-store")
    assert "Try again in 5 seconds" in answer.content.decode()
    limited[0] += 5
    assert statuses(client, "/components/", 2) == [200, 429]


@pytest.mark.django_db
def test_a_program_is_told_in_the_apis_form_of_error(five: Five, limited: list[float]) -> None:
    answers = [Client().get("/api/v1/circles/") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[-1].json()["error"]["code"] == "too_many"
    described = api.get_openapi_schema()
    pointed = described["paths"]["/api/v1/circles/"]["get"]["responses"][429]
    assert pointed == {"$ref": "#/components/responses/TooMany"}
    assert [*described["components"]["responses"]["TooMany"]["headers"]] == ["Retry-After"]


@pytest.mark.django_db
def test_people_behind_one_address_count_each_for_themselves(five: Five, limited: list[float]) -> None:
    for user in (five.fengjing.clerk_user, five.fengjing.signatory_user, five.xindai.clerk_user):
        client = Client()
        client.force_login(user, backend=BACKEND)
        assert statuses(client, "/me/work/", 2) == [200, 429]  # one per cent of a person's share is one at once


@pytest.mark.django_db
def test_only_what_our_own_proxy_says_is_believed(five: Five, limited: list[float]) -> None:
    """One proxy stands in front: the last entry is its word, those before it the visitor may have written himself."""
    forged = [Client().get("/components/", headers={"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.7"}) for n in range(7)]
    assert [answer.status_code for answer in forged] == [200] * 6 + [429]
    assert statuses(Client(), "/components/", 1, **{"X-Forwarded-For": "203.0.113.8"}) == [200]


@pytest.mark.django_db
def test_without_limits_all_of_them_pass(five: Five, limited: list[float], settings: Any) -> None:
    """The control."""
    settings.SITE = {**settings.SITE, "limit_percent": 0}
    assert statuses(Client(), "/components/", 20) == [200] * 20


@pytest.mark.django_db
def test_being_turned_away_asks_the_database_nothing(five: Five, limited: list[float]) -> None:
    limited.append(0)
    for _ in range(40):
        Client().get("/healthz2")
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get("/healthz2")
    assert (answer.status_code, len(asked)) == (429, 0)


@pytest.mark.parametrize(
    ("verb", "where", "kind"),
    [
        ("GET", "/c/five-towns/", "read"),
        ("GET", "/c/five-towns/agreements/?for=公交", "search"),
        ("GET", "/c/five-towns/programme/2025/export.csv", "export"),
        ("GET", "/public/five-towns/x.pdf", "export"),
        ("GET", "/api/v1/openapi.json", "read"),
        ("POST", "/account/login/", "sign_in"),
        ("POST", "/account/2fa/authenticate/", "sign_in"),
        ("POST", "/c/five-towns/obstacles/report/", "write"),
        ("GET", "/investment/confirm/abc/", "link"),
        ("POST", "/investment/confirm/abc/", "link"),
    ],
)
def test_kinds(verb: str, where: str, kind: str) -> None:
    assert limits.kind_of(RequestFactory().generic(verb, where)) == kind


def test_bringing_a_file_is_a_kind_of_its_own() -> None:
    assert limits.kind_of(RequestFactory().post("/c/five-towns/programme/2025/import/", {"a": "b"})) == "upload"


def test_a_house_has_one_network_of_version_6() -> None:
    assert limits.network_of("2001:db8:1:2:3::4") == limits.network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert limits.network_of("203.0.113.7") == "203.0.113.7"


def test_what_a_town_hall_does_in_the_morning_passes() -> None:
    """Two hundred people sign in within ten minutes behind one address, each in five requests of which two send a form."""
    limiter = Limiter()
    for second in range(600):
        if second % 3 == 0:
            for _ in range(2):
                assert limiter.wait(("sign_in", "hall"), limits.RATES["sign_in"][False], float(second)) == 0
            for _ in range(3):
                assert limiter.wait(("read", "hall"), limits.RATES["read"][False], float(second)) == 0
