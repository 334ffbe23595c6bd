"""Every answer says what it may not do: pages, errors, redirects, files, drawings (S18)."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.core.handlers.base import BaseHandler
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from pilin.foundation.identity.models import User
from tests.kit import BACKEND
from tests.reliability.report import NIGHTLY, times, tried
from tests.routes import address, walk
from tools import places

ROLES = [None, "fengjing-clerk", "keeper"]
NO_PAGE = {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": []}
ATTACHED = re.compile(r"(export|docx|/pdf|my-data|my_data|snapshot)")

pytestmark = pytest.mark.xdist_group("routes")


def policy(header: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in header.split(";") if part.strip()}


def weak(answer: Any, path: str, signed_in: bool) -> list[str]:
    """Return what an answer leaves open."""
    headers = answer.headers
    found = [
        f"{name} is {headers.get(name)!r}"
        for name, wanted in {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items()
        if headers.get(name) != wanted
    ]
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    told = policy(headers.get("Content-Security-Policy", ""))
    unsafe = [
        word for words in told.values() for word in words if word.startswith("'unsafe") or word in ("*", "https:")
    ]
    if unsafe:
        found.append(f"policy allows {unsafe}")
    if told.get("frame-ancestors") != ["'none'"] or told.get("default-src") != ["'none'"]:
        found.append(f"policy is {told}")
    kind = headers.get("Content-Type", "text/html").split(";")[0]
    static = path.startswith(house_settings.STATIC_URL)
    if kind not in ("text/html", "application/pdf") and not static and told != NO_PAGE:
        found.append(f"{kind} may do {told}")
    if signed_in and not static and headers.get("Cache-Control") != "no-store":
        found.append(f"Cache-Control is {headers.get('Cache-Control')!r}")
    return found


def ask(house: BaseHandler, path: str, cookies: dict[str, str], verb: str = "GET", **given: Any) -> Any:
    request = RequestFactory().generic(verb, path, **given)
    request.COOKIES.update(cookies)
    return house.get_response(request)


@pytest.fixture
def house() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def cookies_of(username: str | None) -> dict[str, str]:
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), backend=BACKEND)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def test_every_address_answers_everybody_with_every_header(demo_now: datetime, house: BaseHandler) -> None:
    asked, open_ = 0, {}
    for username in ROLES[: times(2, 3)]:
        cookies = cookies_of(username)
        for route in walk():
            path = address(route)
            for verb in (
                ("GET", "POST") if NIGHTLY or username is None else ("GET",)
            ):  # without a token a POST is refused
                answer = ask(house, path, cookies, verb)
                signed_in = bool(username) and "logout" not in path
                asked += 1
                if found := weak(answer, path, signed_in):
                    open_[route.key, verb, username] = found
                if ATTACHED.search(path) and answer.status_code == 200 and verb == "GET":
                    assert "Content-Disposition" in answer.headers, path
    tried(
        "S18",
        "every address asked by a visitor, a clerk, the keeper",
        asked,
        len(open_),
        "7 of 7 weakened answers found",
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
    from pilin.config import pages

    def broken(*_args: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(pages.shutil, "disk_usage", broken)
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
