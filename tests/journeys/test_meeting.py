"""Resolution and task: what a meeting resolves, two towns do, and the other bank confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.stage import CIRCLE, CODES, LEFT, RIGHT, TODAY, Stage, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
GIVEN = {LEFT[0]: "立惠民一侧的界桩", RIGHT[0]: "立朱泾一侧的界桩"}


def task_of(reader: Visitor, town: str) -> str:
    """Return where a town's task stands, from the tasks of its circle."""
    reader.open(f"{CIRCLE}/tasks/?town={CODES[town]}")
    return str(reader.page.get_by_role("link", name=GIVEN[town]).first.get_attribute("href"))


def test_a_resolution_becomes_tasks_that_the_other_bank_confirms(stage: Stage) -> None:
    """The chair's secretary calls a meeting and records a resolution; two towns take; one is done and confirmed."""
    chair = stage.person(f"{stage.chair}-secretary").open(f"{CIRCLE}/meetings/").clean()
    chair.press("Call a meeting").clean()
    chair.fill(
        title_zh="界桩碰头会",
        title="On the border stakes",
        day=TODAY.isoformat(),
        starts="06:00",
        ends="06:30",
        agenda="界桩 | Stakes",
    )
    chair.press("Call the meeting")
    if chair.page.locator("main input[name=anyway]").count():
        chair.page.locator("main input[name=anyway]").check()
        chair.press("Call the meeting")
    meeting = chair.path()
    assert meeting.startswith(f"{CIRCLE}/meetings/") and not meeting.endswith("/call/"), chair.page.locator(
        "main"
    ).inner_text()
    chair.clean().press("Record a resolution").clean()
    due = (TODAY + timedelta(days=20)).isoformat()
    chair.fill(text_zh="两岸各立界桩", text="Each bank sets its stakes", state="approved")
    for town, what in GIVEN.items():
        chair.fill(**{f"do_{CODES[town]}": what, f"by_{CODES[town]}": due, f"who_{CODES[town]}": "某人"})
    chair.press("Record it and tell the towns")
    assert chair.path().split("#")[0] == meeting, chair.page.locator("main").inner_text()
    for what in GIVEN.values():
        assert chair.page.get_by_role("link", name=what).count() > 0
    chair.clean()

    for town in GIVEN:
        clerk = stage.person(f"{town}-clerk")
        where = task_of(clerk, town)
        clerk.open(where).press("Take the task")
        clerk.reads("Written down.")
    doer, other = GIVEN
    clerk = stage.person(f"{doer}-clerk")
    where = task_of(clerk, doer)
    clerk.clean().open(where).clean()
    clerk.page.locator("#w-done").fill("桩已立好，照片在镇里。")
    clerk.press("Report it done").reads("Not confirmed yet. A town on the other bank must do it.").clean()
    assert clerk.page.locator(".pip.w").count() == 0

    stage.person(f"{LEFT[1]}-clerk").open(where).reads("Not confirmed yet. A town on the other bank must do it.")
    across = stage.person(f"{other}-clerk").open(where)
    across.page.locator("#w-confirmed").fill("到桩前看过。")
    across.press("Confirm from our bank").clean()
    assert across.page.locator(".pip.w").count() == 1
    assert stage.person().open(where).page.locator(".pip.w").count() == 1
