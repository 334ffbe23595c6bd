"""An officer runs the night of Fengxian again on the wall: orange comes at its minute, and Space pauses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_an_officer_runs_the_night_of_fengxian_again_on_the_wall(stage: Stage) -> None:
    """From the course to the wall, at sixty times the pace from 04:49 until orange is out, then at rest; and back to now."""
    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/watch/after/").clean()
    with clerk.page.expect_navigation():
        clerk.page.locator("main a[data-row]", has_text="2023").first.click()
    clerk.press("On the wall").clean()
    clerk.reads("Replay").reads("Back to now")
    wall = clerk.path()

    clerk.open(f"{wall}&at=2023-06-24T04:49&speed=60").clean()
    clock, band = clerk.page.locator("[data-wall-clock]"), clerk.page.locator(".band")
    assert clock.inner_text() == "2023-06-24 04:49"
    assert "sig-orange" not in (band.get_attribute("class") or "")
    run = clerk.page.locator("[data-wall-run]")
    run.focus()
    clerk.page.keyboard.press("Space")
    expect(band).to_have_class(re.compile("sig-orange"))
    expect(run).to_be_focused()  # the swap takes nothing from whoever presses keys
    clerk.page.keyboard.press("Space")
    expect(run).not_to_have_class(re.compile(r"\bon\b"))
    rests = clock.inner_text()
    assert "2023-06-24 04:50" <= rests < "2023-06-24 05:30"
    clerk.page.wait_for_timeout(1500)
    assert clock.inner_text() == rests
    clerk.clean()

    clerk.page.keyboard.press("ArrowRight")
    expect(clock).to_have_text("2023-06-24 06:00")
    expect(clerk.page.locator(".wact .fig b").first).to_have_text("5")
    clerk.page.keyboard.press("ArrowRight")
    expect(clock).to_have_text("2023-06-24 07:15")
    expect(clerk.page.locator(".wact .fig b").first).to_have_text("Ⅱ")
    clerk.page.keyboard.press("ArrowLeft")
    expect(clerk.page.locator(".wact .fig b").first).to_have_text("5")
    clerk.clean()
    clerk.press("Back to now")
    assert clerk.path() == f"{CIRCLE}/watch/wall/"
