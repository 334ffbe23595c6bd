"""An event calls both towns and the neighbour sees who answered; a commuter is told once for both banks."""

from __future__ import annotations

import sqlite3
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


def test_an_answer_given_signed_out_or_without_a_line_is_kept_and_sent(stage: Stage) -> None:
    """The session ends while the page is open: the answer waits on the device until its person has signed in again."""
    title = f"{TITLE}，第二次"
    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/watch/").press("Open an event")
    clerk.fill(hazard="other", title_zh=title, called=[CODES["huimin"]])
    clerk.press("Open it and call the duty lists")
    event = clerk.path()

    neighbour = stage.person("huimin-clerk").open(event)
    neighbour.context.clear_cookies(name="sessionid")
    neighbour.page.locator("[data-key-answer]").click()
    signed_out = stage.said(
        "You are signed out. Your answer is kept on this device: sign in again on any page of the watch and it is sent"
    )
    neighbour.page.locator(".wd-lost", has_text=signed_out).wait_for()
    assert rows(stage, title) == [False]
    neighbour.errors.clear()  # the browser tells of the request that was turned away
    neighbour._sign_in()
    neighbour.open(event)
    for _look in range(150):  # sent by the page itself
        if rows(stage, title) == [True]:
            break
        neighbour.page.wait_for_timeout(200)
    assert rows(stage, title) == [True]

    own = clerk.open(event).page
    clerk.context.set_offline(True)
    own.locator("[data-key-answer]").click()
    own.locator(
        ".wd-lost", has_text=stage.said("No line. Your answer is kept on this device and sent as soon as there is one")
    ).wait_for()
    clerk.context.set_offline(False)
    own.locator("main .wd-rc .ok").nth(1).wait_for()
    clerk.errors.clear()


def rows(stage: Stage, title: str) -> list[bool]:
    """Return whether Huimin knows of an event."""
    asked = (
        "SELECT COUNT(*) FROM watch_eventpart JOIN watch_event ON watch_event.uid = watch_eventpart.event_id "
        "WHERE watch_event.title_zh = ? AND watch_eventpart.owner = ?"
    )
    with sqlite3.connect(stage.home / "pilin.sqlite3", timeout=30) as records:
        return [bool(one) for (one,) in records.execute(asked, (title, CODES["huimin"]))]


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
