"""Signing in and out, what waits for a person, and a language that changes the words and not the address."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, Stage
from tests.served import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
CLERK = "fengjing-clerk"


def test_a_clerk_signs_in_finds_the_work_and_signs_out(stage: Stage) -> None:
    """A wrong password is refused in words; the right one opens My work, whose first line leads where it is done."""
    clerk = stage.newcomer()
    clerk.page.goto("/me/work/")
    assert clerk.path().startswith("/account/login/"), "nobody reads another's work"
    clerk.clean()
    clerk.page.fill("input[name=login]", CLERK)
    clerk.page.fill("input[name=password]", "not-the-password")
    clerk.press("Sign in", within="#sign-in", context="look")
    assert clerk.path().startswith("/account/login/")
    assert clerk.page.locator("#sign-in .err, #sign-in .note, .summary, .errorlist").count() > 0
    clerk.errors.clear()
    clerk.clean()

    sign_in(clerk.page, CLERK)
    clerk.open("/me/work/").clean()
    first = clerk.page.locator(".todos .todo a.w").first
    leads = first.get_attribute("href")
    with clerk.page.expect_navigation():
        first.click()
    assert clerk.path() == leads
    clerk.clean()
    clerk.open(f"{CIRCLE}/").clean()

    opened = ".mob details" if stage.width == "phone" else "details.standing"
    clerk.page.locator(f"{opened} > summary").click()
    with clerk.page.expect_navigation():
        clerk.page.locator(f'{opened} form[action="/account/logout/"] button').click()
    clerk.page.goto("/me/work/")
    assert clerk.path().startswith("/account/login/")


def test_the_language_changes_and_the_address_stays(stage: Stage) -> None:
    """The other language shows the same page with the same filters, and the next page too."""
    visitor = stage.newcomer().open(f"{CIRCLE}/programme/2024/?view=table&strand=industry")
    other, lang = ("zh-hans", "zh-Hans") if stage.language == "en" else ("en", "en")
    title, rows = visitor.page.locator("h1").inner_text(), visitor.page.locator("tbody tr").count()
    with visitor.page.expect_navigation():
        visitor.page.locator(f'.lang [data-language="{other}"]').click()
    assert visitor.page.locator("html").get_attribute("lang") == lang
    path, _, query = visitor.path().partition("?")
    kept = sorted(part for part in query.split("&") if not part.startswith("lang="))
    assert (path, kept) == (f"{CIRCLE}/programme/2024/", ["strand=industry", "view=table"])
    assert visitor.page.locator("h1").inner_text() != title
    assert visitor.page.locator("tbody tr").count() == rows
    visitor.clean()
    visitor.open(f"{CIRCLE}/meetings/")
    assert visitor.page.locator("html").get_attribute("lang") == lang
