"""Nobody else's page can make a signed-in person's browser do something (S10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from pilin.config import urls
from pilin.config.api import api
from pilin.foundation.identity.models import User
from tests.factories.base import Five
from tests.kit import BACKEND
from tests.reliability.report import NIGHTLY, tried
from tests.routes import address, counted_once, walk

pytestmark = pytest.mark.above
ORIGINS = ("https://evil.example", "null") if NIGHTLY else ("https://evil.example",)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
EXEMPT: dict[str, str] = {  # address → why a request from elsewhere may do it; reviewed by people
    "observations:sta_resource": "gauges bring observations with a town's key; without one nothing is written, a cookie counts for nothing",
    "proposals:open311_requests": "apps send forms without a token; a cookie counts for nothing there, so nobody is acted for",
}
REGULAR = {  # patterns that are regular expressions
    "account_confirm_email": "/account/confirm-email/x/",
    "account_reset_password_from_key": "/account/password/reset/key/1-x/",
}


class Forger:
    """A page elsewhere: it can make a browser send a person's cookies, but reads no token and cannot hide whence it asks."""

    def __init__(self, user: User) -> None:
        self.house = BaseHandler()
        self.house.load_middleware()
        client = Client()
        client.force_login(user, backend=BACKEND)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        asked = RequestFactory().get("/")
        self.token = get_token(asked)
        self.secret = asked.META["CSRF_COOKIE"]

    def send(self, verb: str, where: str, *, token: bool, **headers: str) -> Any:
        given = {"X-CSRFToken": self.token} if token else {}
        request = RequestFactory().generic(verb, where, b"{}", "application/json", headers={**given, **headers})
        request.COOKIES.update({**self.cookies, "csrftoken": self.secret})
        return self.house.get_response(request)


def doors() -> Iterator[tuple[str, str, str]]:
    """Give key, verb and address of everything that takes an unsafe request: each page, and each operation of the API."""
    operations = api.get_openapi_schema()["paths"]
    for route in walk():
        if not route.pattern.startswith("/api/"):
            yield route.key, "POST", REGULAR.get(route.key) or address(route)
            continue
        same = [there for there in operations if _shape(there) == _shape(route.pattern)]
        for verb in (verb.upper() for there in same for verb in operations[there] if verb.upper() in UNSAFE):
            yield f"{verb} {route.key}", verb, address(route)


def _shape(pattern: str) -> list[str]:
    return ["*" if part.startswith(("<", "{")) else part for part in pattern.strip("/").split("/")]


def let_in(forger: Forger) -> tuple[int, dict[str, list[int]]]:
    """Return how many requests were sent, and which were answered by anything but 403."""
    sent, passed = 0, {}
    for key, verb, where in doors():
        statuses = [forger.send(verb, where, token=False).status_code]
        statuses += [forger.send(verb, where, token=True, Origin=origin).status_code for origin in ORIGINS]
        sent += len(statuses)
        if set(statuses) != {403} and key not in EXEMPT:
            passed[key] = statuses
    return sent, passed


@csrf_exempt
def careless(request: Any) -> Any:
    """Answer whoever asks."""
    from django.http import HttpResponse

    return HttpResponse("done")


def test_no_door_opens_to_a_request_from_elsewhere(five: Five) -> None:
    forger = Forger(five.fengjing.clerk_user)
    with counted_once():
        sent, passed = let_in(forger)
    tried(
        "S10",
        "each unsafe request without token, and from two other origins",
        sent,
        len(passed),
        "1 careless door found",
    )
    assert passed == {}
    assert sent > 300


def test_a_careless_door_is_found(five: Five, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a door without the check lets all of them in."""
    patterns: list[URLPattern | Any] = [*urls.urlpatterns, path("careless/", careless, name="careless")]
    monkeypatch.setattr(urls, "urlpatterns", patterns)
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        monkeypatch.setattr("tests.security.test_csrf.doors", lambda: [("careless", "POST", "/careless/")])
        assert let_in(Forger(five.fengjing.clerk_user))[1] == {"careless": [200] * (1 + len(ORIGINS))}
    finally:
        monkeypatch.undo()
        clear_url_caches()


def test_with_token_and_from_here_it_opens(five: Five) -> None:
    forger = Forger(five.fengjing.clerk_user)
    assert forger.send("POST", "/me/notices/read/", token=True, Origin="http://testserver").status_code != 403


def test_every_operation_of_the_api_that_writes_asks_who_is_there() -> None:
    open_ = {
        f"{verb.upper()} {where}"
        for where, verbs in api.get_openapi_schema()["paths"].items()
        for verb, told in verbs.items()
        if verb.upper() in UNSAFE and not told.get("security")
    }
    assert open_ == set()


@pytest.mark.parametrize("language,words", [("en", "Nothing was written"), ("zh-hans", "什么也没写入")])
def test_who_lost_the_token_reads_what_to_do(five: Five, language: str, words: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = language
    answer = client.post("/account/login/", {"login": "x", "password": "y"})
    assert (answer.status_code, words in answer.content.decode()) == (403, True)
