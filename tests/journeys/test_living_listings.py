"""A resident tells a story and the town shows it; a firm asks for a flight in time, and for another too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.stage import CIRCLE, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LISTINGS, FLIGHTS = f"{CIRCLE}/living/listings/", f"{CIRCLE}/living/flights/"
STORY = "冬天的傍晚，父亲带我排队，手里拎着毛巾和肥皂盒。"


def test_a_resident_tells_a_story_that_everyone_reads_once_the_town_has(stage: Stage) -> None:
    """Found in the register, told on a telephone, read by the clerk alone, shown, read by a visitor."""
    resident = stage.person("resident").open(f"{LISTINGS}?kind=bathhouse").clean()
    resident.page.locator("main a[data-row]", has_text="枫溪浴室").or_(
        resident.page.locator("main a[data-row]", has_text="Fengxi bathhouse")
    ).first.click()
    resident.page.wait_for_load_state()
    listing = resident.path()
    resident.clean().press("Tell your story").clean()
    resident.fill(text="短").press("Send it to the town").reads("Tell it in a sentence or two")
    resident.errors.clear()  # the refusal itself
    resident.fill(text=STORY, of_years="1980").press("Send it to the town").clean()

    visitor = stage.person("").open(listing).clean()
    assert visitor.page.get_by_text(STORY).count() == 0

    clerk = stage.person("fengjing-clerk").open(listing).clean()
    clerk.press("Read it").clean()
    clerk.page.locator('main input[name="shown"][value="yes"]').check()
    clerk.press("Decide it", context="story").clean()

    visitor.open(listing).clean()
    assert visitor.page.get_by_text(STORY).count() == 1
    resident.open(LISTINGS).clean().reads("What you told")


def test_a_firm_asks_for_a_flight_in_time_and_for_another_too_late(stage: Stage) -> None:
    """Today is too late whatever the hour; in four days is not; the clerk answers on the board."""
    pilot = stage.person("fengjing-firm").open(FLIGHTS).clean()
    pilot.press("Ask for a flight").clean()
    ask = {
        "height_m": "150",
        "size": "small",
        "registration": "UAS-1",
        "area": "枫泾东侧稻田",
        "purpose": "稻田巡查",
        "starts": "23:58",
        "ends": "23:59",
    }
    pilot.page.locator('main input[name="licensed"]').check()
    pilot.fill(**ask, on=f"{TODAY}").press("Ask for it")
    assert pilot.path().endswith("/ask/")
    pilot.errors.clear()  # the refusal itself
    pilot.fill(on=f"{TODAY + timedelta(days=4)}", starts="09:00", ends="10:00").press("Ask for it").clean()
    flight = pilot.path()

    clerk = stage.person("fengjing-clerk").open(FLIGHTS).clean()
    clerk.page.locator('main a[href$="/board/"]').first.click()
    clerk.page.wait_for_load_state()
    clerk.clean()
    clerk.page.locator(f'main a[href="{flight}"]').click()
    clerk.page.wait_for_load_state()
    clerk.clean()
    clerk.page.locator('main input[name="agreed"][value="yes"]').check()
    clerk.press("Answer the firm").clean()

    pilot.open(flight).clean()
    assert pilot.page.locator(f'main form[action="{flight}withdraw/"]').count() == 1
    for page in ("villages/", "visitors/?add=jinshan-leisure-visitors&add=jinshan-beach-visitors"):
        stage.person("").open(f"{CIRCLE}/living/{page}").clean()
