"""What the modules do in a real browser: a filter swaps the page's middle, keys move, words wake the button that signs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.served import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not on this machine"),
]


@pytest.fixture
def page(live_server: Any, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    opened = context.new_page()
    opened.goto(f"{live_server.url}/components/")
    yield opened
    context.close()


def test_filters_keys_words_and_pictures(page: Any) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.locator("[data-map] canvas").wait_for()
    page.locator(".chart svg").first.wait_for()

    page.locator('[data-chip="state"]').first.click()
    page.locator('[data-chip="state"][aria-pressed="true"]').wait_for()
    assert page.url.endswith("/components/?state=late")
    assert page.locator("main").count() == 1

    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-row')") is True
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#keys").wait_for(state="hidden")

    page.locator('[data-open="shown-sign"]').click()
    button = page.locator("#shown-sign [data-words-button]")
    assert button.is_disabled() is True
    page.locator("#shown-sign [data-words-field]").fill("Agree in force")
    assert button.is_enabled() is True
    page.keyboard.press("Escape")
    page.locator("#shown-sign").wait_for(state="hidden")

    page.locator(".view-sw summary").click()
    page.locator('.view-sw [data-set="theme"] [value="dark"]').click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert errors == []


def test_a_phone_gets_the_light_map_and_no_sideways_scroll(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.reload()
    page.locator("[data-map].leaflet-container").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.locator(".mob").is_visible() is True
    assert page.locator(".rail").is_visible() is False
