"""An event calls both towns and the neighbour sees who answered; a commuter is told once for both banks."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.stage import CIRCLE, CODES, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SHANGHAI = ZoneInfo("Asia/Shanghai")
STATION = "Jinshan weather station (journey)"
TITLE = "圩区进水，请对岸一起看（旅程）"


def test_an_officer_calls_both_banks_and_the_neighbour_answers(stage: Stage) -> None:
    """Opened at a desk, called at once, answered on the page, seen across, stood down."""
    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/watch/").clean()
    clerk.press("Open an event").clean()
    clerk.fill(hazard="other", title_zh=TITLE, called=[CODES["huimin"]])
    clerk.press("Open it and call the duty lists").clean()
    event = clerk.path()
    assert TITLE in clerk.page.inner_text("h1")

    neighbour = stage.person("huimin-clerk").open(event).clean()
    neighbour.page.locator("[data-key-answer]").click()
    neighbour.page.wait_for_selector("main .ok")
    clerk.open(event).clean()
    assert clerk.page.locator("main .wd-rc .ok").count() >= 1

    own = clerk.page.locator("[data-key-answer]")
    own.click()
    clerk.page.locator("main .wd-rc .ok").nth(1).wait_for()
    clerk.open(event).press("Our town stands down").clean()
    neighbour.open(event).press("Our town stands down").clean()

    visitor = stage.person().open(f"{CIRCLE}/watch/").clean()
    assert visitor.page.goto(event).status == 404  # the circle's officers alone read of it


def test_a_relayed_signal_is_told_once_to_who_lives_here_and_works_there(stage: Stage) -> None:
    """Asked by a resident with both places; relayed by a clerk; told once; taken back and erased."""
    person = stage.person("resident").open(f"{CIRCLE}/watch/subscribe/").clean()
    person.page.locator('main select[name="home"]').select_option(CODES["xindai"])
    person.page.locator('main select[name="work"]').select_option(CODES["fengjing"])
    person.page.locator('main input[name="agreed"]').check()
    person.press("Tell me").clean()
    assert person.page.locator("main .note.ok").count() == 1

    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/watch/signals/add/").clean()
    now = datetime.now(SHANGHAI) - timedelta(minutes=1)
    clerk.page.locator('main select[name="hazard"]').select_option("typhoon")
    clerk.page.locator('main select[name="colour"]').select_option("yellow")
    clerk.fill(
        issuer_zh="金山区气象台（旅程）", issuer=STATION, issued_at=now.strftime("%Y-%m-%dT%H:%M"), areas=["310116"]
    )
    clerk.press("Relay it").clean()

    person.open("/me/work/").clean()
    told = person.page.locator("main a.w", has_text="金山区气象台（旅程）" if stage.language != "en" else STATION)
    assert told.count() == 1
    told.click()
    person.page.wait_for_url(f"**{CIRCLE}/watch/")

    person.open(f"{CIRCLE}/watch/subscribe/").press("Take it back and erase it").clean()
    assert person.page.locator("main .note.ok").count() == 0
