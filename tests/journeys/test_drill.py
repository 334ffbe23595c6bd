"""Two towns drill together across the border: planned, joined, run on a telephone, evaluated by both, mended, verified, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
TITLE = "朱泾—新埭燃气泄漏联合演练"


def test_a_joint_drill_is_closed_once_what_it_showed_is_mended(stage: Stage) -> None:
    """Scenario, plan, taking part, one press a note, a slip corrected, both evaluations, a corrective action, the drill closed."""
    host, guest = stage.person("zhujing-clerk"), stage.person("yaozhuang-clerk")
    host.open(f"{CIRCLE}/drills/scenarios/add/").clean().fill(
        title_zh="燃气管挖断", kind="gas", audience="circle",
        **{"roles-0-key": "digger", "roles-0-zh": "施工队", "roles-1-key": "gas", "roles-1-zh": "燃气抢修队", "expected-0-key": "stop", "expected-0-role": "digger",
           "expected-0-what_zh": "停工报警", "expected-0-within": "5", "expected-1-key": "shut", "expected-1-role": "gas", "expected-1-what_zh": "关阀", "expected-1-after": "gone"},
    )  # fmt: skip
    host.press("Write it down")
    host.errors.clear()  # 422: it comes after an action that is not there
    host.reads("It comes after an action that is not in the list").fill(**{"expected-1-after": "stop"})
    host.press("Write it down").clean().press("Plan a drill").clean()
    host.fill(
        title_zh=TITLE,
        planned_at=f"{TODAY + timedelta(days=2)}T09:30",
        invited=[CODES["yaozhuang"]],
        cast_gas=CODES["yaozhuang"],
        audience="circle",
    )
    host.press("Plan it").clean()
    drill = host.path()

    guest.open("/me/work/").clean()
    guest.page.locator(f'main a[href="{drill}"]').first.click()
    guest.clean().press("Take part").clean().press("Take part").clean()

    host.open(drill).press("Start it now").clean().reads("This is a drill")
    _press(host, "停工报警")
    guest.open(drill).clean()
    assert guest.page.locator(".dr-press", has_text="停工报警").count() == 0  # the other town's
    _press(guest, "关阀")
    guest.fill(what_zh="疏散邻居").press("Note it now").clean()
    host.open(drill).press("End the drill now").clean().reads("Expected against actual")

    for visitor in (host, guest):
        visitor.open(drill).press("Evaluate the drill").fill(well_zh="联络顺畅", lacking_zh="图纸不全")
        visitor.press("Write the evaluation").clean()
    host.open(drill).press("Set what is mended").fill(what_zh="补全管线图", days="10").press("Set it").clean()
    assert host.page.get_by_role("button", name=stage.said("Close the drill")).count() == 0
    host.press("Say that it is mended").fill(words="图已补全，放在值班室").press("Say that it is mended").clean()
    assert host.page.get_by_role("link", name=stage.said("Make sure of it")).count() == 0  # never who did it

    guest.open(drill).press("Make sure of it").fill(words="到值班室看过图").press("It is mended").clean()
    host.open(drill).press("Close the drill").clean()

    stranger = stage.person("")
    answer = stranger.page.goto(drill)
    assert answer is not None
    assert answer.status == 404


def _press(visitor, what: str) -> None:  # type: ignore[no-untyped-def]
    """Press the large button of an expected action."""
    with visitor.page.expect_navigation():
        visitor.page.locator(".dr-press", has_text=what).first.click()
    visitor.clean()
