"""Every answer says what it may not do: pages, errors, redirects, files, drawings (S18)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.core.handlers.base import BaseHandler
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from pilin.foundation.identity.models import User
from pilin.web.health import HEALTH
from tests.factories.base import Five
from tests.kit import BACKEND
from tests.reliability.report import NIGHTLY, tried
from tests.routes import address, walk
from tests.security.headers import weak
from tools import places


def ask(house: BaseHandler, path: str, cookies: dict[str, str], verb: str = "GET", **given: Any) -> Any:
    request = RequestFactory().generic(verb, path, **given)
    request.COOKIES.update(cookies)
    return house.get_response(request)


@pytest.fixture
def house() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def cookies_of(user: User | None) -> dict[str, str]:
    client = Client()
    if user:
        client.force_login(user, backend=BACKEND)
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.mark.nightly
def test_every_address_answers_everybody_with_every_header(five: Five, house: BaseHandler) -> None:
    """In an empty circle; ``tests/architecture/test_routes.py`` asks the same of the full one, every role and verb."""
    asked, open_ = 0, {}
    for user in (None, five.fengjing.clerk_user, *([five.keeper_user] if NIGHTLY else [])):
        cookies = cookies_of(user)
        for route in walk():
            path = address(route, "five-towns")
            for verb in ("GET", "POST") if user is None or NIGHTLY else ("GET",):  # without a token a POST is refused
                answer = ask(house, path, cookies, verb)
                asked += 1
                if found := weak(answer, path, user is not None and "logout" not in path):
                    open_[route.key, verb, user] = found
    tried(
        "S18", "every address asked by a visitor, a clerk and, at night, the keeper", asked, len(open_), "7 of 7 found"
    )
    assert open_ == {}
    assert asked > 500


def test_errors_and_files_have_them_too(db: None, house: BaseHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    page = {
        path: ask(house, path, {}) for path in ("/nothing/here/", "/static/web/mark.svg", "/static/web/nothing.css")
    }
    with override_settings(ALLOWED_HOSTS=["pilin.example"]):
        page["wrong host"] = ask(house, "/components/", {}, headers={"Host": "evil.example"})
    assert [answer.status_code for answer in page.values()] == [404, 200, 404, 400]
    assert {path: weak(answer, path, False) for path, answer in page.items()} == {path: [] for path in page}


def test_our_own_fault_has_them_too_and_its_style_fits_its_policy(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(HEALTH, "disk", broken)
    answer = Client(raise_request_exception=False).get("/healthz")
    assert (answer.status_code, weak(answer, "/healthz", False)) == (500, [])
    nonce = re.search(r'nonce="([^"]+)"', answer.content.decode())
    assert nonce and f"'nonce-{nonce[1]}'" in answer.headers["Content-Security-Policy"]


def test_a_weak_answer_is_found(db: None, house: BaseHandler) -> None:
    """The control: take each header away, and the check above sees it."""
    names = ["X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"]
    for name in [*names, "Permissions-Policy", "Content-Security-Policy"]:
        answer = ask(house, "/components/", {})
        assert weak(answer, "/components/", False) == []
        del answer.headers[name]
        assert len(weak(answer, "/components/", False)) == 1
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    assert weak(answer, "/", False) == ["policy allows [\"'unsafe-inline'\"]"]
    assert len(weak(answer, "/", True)) == 2


def test_behind_https_browsers_are_told_to_stay_there(db: None) -> None:
    with override_settings(
        SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_SSL_REDIRECT=True
    ):
        there, here = Client().get("/components/", secure=True), Client().get("/components/")
    assert there.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert (here.status_code, here.headers["Location"]) == (301, "https://testserver/components/")
    assert weak(here, "/components/", False) == []


def test_no_template_sets_a_style_attribute_or_a_script_in_line() -> None:
    source = Path(house_settings.PACKAGE)
    found = {
        f"{file.relative_to(source)}: {hit[0]}"
        for file in source.rglob("*.html")
        for hit in re.finditer(
            r'\s(style|on[a-z]+)\s*=\s*["\']|<(script|style)(?![^>]*(nonce=|src=|application/json))[^>]*>',
            file.read_text(),
        )
    }
    assert found == set()


def test_places_are_as_their_tool_makes_them() -> None:
    assert places.FILE.read_text(encoding="utf8") == places.text()
