"""A festival of two towns: planned with quotas, registered for by telephone, waited for, given back, scanned, counted."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import timedelta
from uuid import UUID

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage, pilin

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LIVING = f"{CIRCLE}/living/"
TITLE = "界河端午会"


def moved_to_today(stage: Stage, uid: str) -> None:
    """Let an event be on today: a journey cannot wait for its day."""
    with sqlite3.connect(stage.home / "pilin.sqlite3", timeout=30) as records:
        done = records.execute(
            "UPDATE living_happening SET starts_on_first = ?, starts_on_last = ? WHERE uid = ?",
            [str(TODAY), str(TODAY), UUID(uid).hex],
        )
        assert done.rowcount == 1


def test_a_festival_of_two_towns_from_plan_to_attendance(stage: Stage) -> None:
    """Plan, share out, announce; two towns register, one waits, one gives back and the other moves up; scan and tick."""
    clerk = stage.person("fengjing-clerk").open(f"{LIVING}happenings/desk/").clean()
    clerk.press("Plan an event").clean()
    day = TODAY + timedelta(days=40)
    clerk.fill(
        title_zh=TITLE, title="Dragon boats on the border river", kind="festival", starts_on=str(day), places="2", venue_1_zh="界河码头",
        venue_1_town=CODES["fengjing"], venue_2_zh="对岸广场", venue_2_town=CODES["huimin"],
    )  # fmt: skip
    clerk.page.locator("main [name=anyway]").check()  # the demo may have something in these towns that day
    clerk.press("Plan it").clean()
    event = clerk.path()
    found = re.search(r"happenings/([0-9a-f-]{36})/", event)
    assert found is not None
    clerk.press("Share out the places").clean()
    clerk.fill(**{f"q{code}": "1" if town in ("huimin", "xindai") else "0" for town, code in CODES.items()})
    clerk.press("Share them out").clean().press("Announce it").clean()

    stage.person().open(f"{LIVING}calendar/?month={day:%Y-%m}").clean()
    stage.person().open(event).clean()
    for username, town in (("worker-night", "huimin"), ("worker", "xindai")):
        guest = stage.person(username).open(event).clean().press("Register", context="happening").clean()
        guest.fill(name=username, town=CODES[town]).press("Register", context="happening").clean()
        guest.reads("Hold it to the entrance, or read the code out.")

    beside = stage.person("huimin-clerk").open(f"{event}register/").clean()
    beside.fill(name="陆阿婆", town=CODES["huimin"]).press("Register", context="happening").clean()
    beside.reads("is your place on the waiting list. You are told when a place is yours.")
    waits = beside.path()
    giver = stage.person("worker-night").open(f"{LIVING}happenings/mine/").clean()
    giver.page.locator("main .hp-list a").first.click()
    giver.clean().press("Give it back", context="registration").clean()
    beside.open(waits).clean().reads("Hold it to the entrance, or read the code out.")

    ticket = stage.person("worker").open(f"{LIVING}happenings/mine/")
    ticket.page.locator("main .hp-list a").first.click()
    code = ticket.clean().page.locator(".hp-qr .num").inner_text().strip()
    moved_to_today(stage, found[1])
    host = stage.person("fengjing-clerk").open(f"{event}scan/").clean()
    host.fill(code="0" * 32).press("Take it in")
    host.errors.clear()  # the browser tells of the refusal
    host.clean().reads("No ticket of this event has this code")
    host.fill(code=code).press("Take it in").clean().reads("Noted as here.")
    host.fill(code=code).press("Take it in").clean().reads("Was noted before; it counts once.")
    host.open(f"{event}people/").clean()
    host.page.get_by_role("button", name=stage.said("%(name)s is here") % {"name": "陆阿婆"}).click()
    host.clean().reads("%(there)s of %(all)s were there", there=2, all=2)
    told = pilin(stage.home, "living", "happening", "five-towns", found[1], "--json")
    taken = {quota["town"]: quota["taken"] for quota in json.loads(told)["quotas"] if quota["places"]}
    assert taken == {CODES["huimin"]: 1, CODES["xindai"]: 1}


def test_a_camp_is_read_by_its_towns_and_a_pass_is_taken_in(stage: Stage) -> None:
    """The camp's grid and secondments on the clerk's page; what returns, and the passes, on anybody's."""
    clerk = stage.person("fengjing-clerk").open(f"{LIVING}happenings/desk/").clean()
    clerk.page.get_by_role("link", name=re.compile("训练营|training camp")).first.click()
    clerk.clean().press("Sessions and attendance").clean().reads("Who was at which session")
    anybody = stage.person().open(f"{LIVING}happenings/series/").clean()
    anybody.open(f"{LIVING}passes/").clean()
    anybody.page.locator("main .hp-list a").first.click()
    anybody.clean().reads("Passes used at all")
    clerk.open(f"{LIVING}passes/").page.locator("main .hp-list a").first.click()
    clerk.clean().press("Take passes in").clean()
    clerk.fill(code="0" * 32).press("Take it in")
    clerk.errors.clear()
    clerk.clean().reads("No pass for this venue has this code")
