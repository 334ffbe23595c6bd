"""A planner defines an indicator, both banks write how they count, one judges, and the other bank confirms."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
INDICATORS = f"{CIRCLE}/indicators/"
SERIES = {"fengjing": "fengjing-commuters-across", "xindai": "xindai-commuters-across"}


def test_two_banks_are_added_when_the_other_bank_has_confirmed(stage: Stage) -> None:
    """Defined, fed by both, described by both, judged by one: no total; confirmed by the other: the total stands there."""
    planner = stage.person("fengjing-clerk").open(f"{CIRCLE}/observatory/").clean()
    planner.press("Indicators").clean().press("Define an indicator").clean()
    planner.fill(
        title_zh="两岸通勤合计",
        title="Commuters of both banks",
        slug=f"commuters-{stage.width}",
        form="sum",
        unit="person",
    )
    planner.press("Define it").clean().reads("no town has given a figure")
    page = planner.path()
    planner.press("Put a series under it").clean().fill(numerator=SERIES["fengjing"]).press("Put it under it").clean()
    planner.press("Write how your province counts").clean()
    planner.fill(text_zh="住本镇、参保单位在对岸的职工", text="Residents insured across", valid_from="2020-01-01")
    planner.press("Write it down").clean()

    neighbour = stage.person("xindai-clerk").open(page).clean()
    neighbour.press("Put a series under it").fill(numerator=SERIES["xindai"]).press("Put it under it").clean()
    neighbour.reads("one side has not written down how it counts")
    neighbour.press("Write how your province counts")
    neighbour.fill(text_zh="参保单位在上海的本镇职工", text="Residents insured in Shanghai", valid_from="2020-01-01")
    neighbour.press("Write it down").clean().reads("nobody has judged whether the two definitions mean the same")
    neighbour.press("Judge the two definitions").clean()
    neighbour.page.locator('main input[name="likeness"][value="same"]').check()
    neighbour.fill(reason_zh="都按社保参保地计").press("Judge them, by name").clean()
    neighbour.reads("one side judged the definitions; the other has not confirmed it")
    assert neighbour.page.locator('main form[action*="/confirm/"]').count() == 0

    planner.open(page).clean().press("Confirm for your bank").clean()
    planner.reads("Confirmed. What rests on it is reckoned now.")
    assert "5,460" in planner.page.locator(".ix-figure").inner_text()

    public = stage.person().open(page).clean()
    assert "5,460" in public.page.locator(".ix-figure").inner_text()
    assert public.page.locator('main a[href$="/target/"]').count() == 0
