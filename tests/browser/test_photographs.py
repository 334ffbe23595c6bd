"""Every page people can open is opened: in both languages, both widths and both themes, without a fault axe can find."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from tests.axe import WCAG, violations
from tests.browser.routes import OTHERWISE, PAGES_OF_OFFICERS, why_not
from tests.reliability.report import NIGHTLY
from tests.routes import Route, walk
from tests.served import opened, sideways, sign_in

VARIANTS = [
    pytest.param(*variant, marks=pytest.mark.xdist_group(f"browser-{variant[0]}"))
    for variant in (("desk", "zh-hans", "light"), ("phone", "en", "dark"))
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visitors(browser: Any, served: str) -> Any:
    """Give a page for each person, width, language and theme, signed in once."""
    kept: dict[tuple[str, ...], tuple[Any, Any]] = {}

    def visitor(username: str, width: str, language: str, theme: str) -> Any:
        key = (username, width, language, theme)
        if key not in kept:
            manager = opened(browser, served, width=width, language=language, theme=theme)
            page = manager.__enter__()
            if username:
                sign_in(page, username)
            kept[key] = (manager, page)
        return kept[key][1]

    yield visitor
    for manager, _page in kept.values():
        manager.__exit__(None, None, None)


def photographed() -> list[Route]:
    return [route for route in walk() if not why_not(route)]


def test_each_address_is_photographed_or_says_why_not() -> None:
    """Nobody adds a page that no camera sees: what is not photographed stands in a list with its reason."""
    assert {route.key for route in walk()} - {route.key for route in photographed()} == {
        route.key for route in walk() if why_not(route)
    }
    assert len(photographed()) > 20


@pytest.mark.parametrize(("width", "language", "theme"), VARIANTS)
def test_every_page_opens_clean(
    visitors: Any, served: Any, request: Any, width: str, language: str, theme: str
) -> None:
    """At each check every page is looked at once, every second one at a desk, by whoever comes far enough to see it.

    At night, and where this file is named, officers look at all of them at a desk and visitors on a telephone; at night
    each of them at both.
    """
    whole = NIGHTLY or any("tests/" in word for word in request.config.invocation_params.args)
    faults, doors = [], set[str]()
    for number, route in enumerate(photographed()):
        username = OTHERWISE.get(route.name, PAGES_OF_OFFICERS)
        if whole:
            people = ("", username) if NIGHTLY else ("",) if width == "phone" else (username,)
        else:
            if (number % 2 == 0) != (width == "desk"):
                continue
            people = (username,) if width == "desk" else ("", username)
        for person in people:
            page = visitors(person, width, language, theme)
            faults += look(page, route, served.examples[route.key], person or "visitor", doors)
            if not whole and f"visitor {served.examples[route.key]}" in doors:
                break  # a visitor came as far as the page itself
    assert not faults, "\n".join(faults)


def look(page: Any, route: Route, where: str, person: str, doors: set[str]) -> list[str]:
    """Return what is wrong with one page for one person: broken, wider than the screen, or not accessible.

    Many addresses send a visitor to the same door, as to sign in; ``doors`` keeps which were looked at already, and
    which addresses opened without being sent elsewhere.
    """
    errors: list[str] = []

    def note(error: Any) -> None:
        errors.append(f"script: {error}")

    page.on("pageerror", note)
    try:
        answer = go(page, where)
    except Error as nothing:  # an empty answer, as to a GET where only a form may knock, or a file
        page.remove_listener("pageerror", note)
        empty = any(word in str(nothing) for word in ("ERR_HTTP_RESPONSE_CODE_FAILURE", "Download is starting"))
        return [] if empty else [f"{route.key} as {person}: {nothing}"]
    if answer is None or answer.status in (404, 403, 405):
        page.remove_listener("pageerror", note)
        return [] if answer is not None else [f"{where}: no answer"]
    if "text/html" not in answer.headers.get("content-type", ""):
        page.remove_listener("pageerror", note)
        return [f"{route.key} as {person}: no page, and not in the list of those"]
    if answer.request.redirected_from is not None:
        door = f"{person} {urlsplit(page.url).path}"
        if door in doors:
            page.remove_listener("pageerror", note)
            return [f"{route.key} as {person}: {error}" for error in errors]
        doors.add(door)
    else:
        doors.add(f"{person} {where}")
    found = [f"{answer.status}"] if answer.status >= 500 else []
    if (wide := sideways(page)) > 0:
        found.append(f"{wide} px sideways")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    for fault in violations(page, (*WCAG, "best-practice")):
        nodes = "; ".join(
            " ".join(node["target"]) if isinstance(node["target"][0], str) else "?" for node in fault["nodes"][:3]
        )
        found.append(f"axe {fault['id']}: {nodes}")
    page.remove_listener("pageerror", note)
    return [f"{route.key} as {person}: {fault}" for fault in [*found, *errors]]


def go(page: Any, where: str) -> Any:
    """Open an address; once more when the browser was still busy showing the answer before."""
    try:
        return page.goto(where, wait_until="load")
    except Error as nothing:
        if "interrupted by another navigation" not in str(nothing):
            raise
        page.wait_for_timeout(500)
        return page.goto(where, wait_until="load")
