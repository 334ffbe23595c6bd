"""A planner tries a bridge with the slider and saves it; a neighbour reads what it would change, and says what its own end is."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, CODES, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
REACH = f"{CIRCLE}/reach/"
TITLE = "惠朱大桥 Huizhu Bridge"


def test_a_bridge_is_tried_saved_and_read_across_the_border(stage: Stage) -> None:
    """The hour, the slider by keys, a scenario for the circle, the neighbour who reads it, the visitor who does not."""
    planner = stage.person("huimin-clerk").open(REACH).clean()
    planner.reads("No road graph of the five towns is at hand: minutes of links are estimated, not measured.")
    planner.press("Try a bridge").clean()
    asked = f"origin={CODES['huimin']}&start={CODES['huimin']}&end={CODES['zhujing']}&within=20&minutes=25"
    planner.open(f"{REACH}bridge/?{asked}").clean()
    planner.page.locator("[data-now]").wait_for()
    before = int(planner.page.locator("[data-count]").inner_text())
    planner.page.locator("#bar").focus()
    for _step in range(34):
        planner.page.keyboard.press("ArrowLeft")
    assert planner.page.locator("#id_minutes").input_value() == "8"
    assert int(planner.page.locator("[data-count]").inner_text()) > before
    row = planner.page.locator(f'[data-place="{CODES["zhujing"]}"] [data-cell="after"]')
    assert row.inner_text() == "8"
    planner.press("Who wins and loses, from everywhere").clean().reads("Who wins, who loses")
    planner.press("Back to the slider").clean()
    planner.press("Save it as a scenario").clean()
    assert planner.page.locator('main [name="minutes_1"]').input_value() == "8"
    planner.fill(title=TITLE, note="", audience="circle").press("Save it")
    planner.clean().reads("Saved. It changes no link; it says what would be if.")
    saved = planner.path()

    neighbour = stage.person("zhujing-clerk").open(f"{REACH}scenarios/").clean()
    assert neighbour.page.locator(f'main a[href="{saved}"]').inner_text() == TITLE
    neighbour.open(saved).clean().reads("Who wins, who loses")
    assert neighbour.page.locator(f'main a[href="{saved}change/"]').count() == 0

    visitor = stage.person().open(f"{REACH}scenarios/").clean()
    assert visitor.page.locator(f'main a[href="{saved}"]').count() == 0


def test_a_broken_end_is_mended_once_the_other_side_opens_its_own(stage: Stage) -> None:
    """The list of broken ends, the neighbour's word on its own end, and the list without it."""
    clerk = stage.person("fengjing-clerk").open(f"{REACH}ends/").clean()
    road = clerk.page.locator('main a[data-row]:has-text("惠枫南路"), main a[data-row]:has-text("South Huifeng Road")')
    assert road.count() == 1
    with clerk.page.expect_navigation():
        road.first.click()
    clerk.clean().reads("has said nothing yet")
    clerk.press("Say what your end is").clean().fill(state="open", since="2024-01-02").press("Write it down")
    clerk.clean().reads("Written. The hour follows it from that day on.")
    clerk.open(f"{REACH}ends/").clean()
    assert (
        clerk.page.locator(
            'main a[data-row]:has-text("惠枫南路"), main a[data-row]:has-text("South Huifeng Road")'
        ).count()
        == 0
    )
