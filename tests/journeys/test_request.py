"""A firm asks the town across the border for a service; the town answers; only the firm says that it is settled."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SUBJECT = "挤塑机噪声要找谁测？"


def test_a_firm_asks_across_the_border_and_says_itself_that_it_is_settled(stage: Stage) -> None:
    """Found by stage, asked, taken from the clerk's work, answered, sent back, answered, settled."""
    firm = stage.person("xindai-firm").open(f"{CIRCLE}/services/?stage=quality").clean()
    firm.page.locator("main .sv-m > div:last-child a.sv-o").first.click()  # Shanghai's bank
    firm.clean().press("Ask for this service").clean().fill(subject=SUBJECT, text="夜班也要测。")
    firm.press("Ask the town").clean()
    case = firm.path()

    clerk = stage.person("fengjing-clerk").open("/me/work/").clean()
    clerk.page.locator(f'main a[href="{case}"]').first.click()
    clerk.clean().press("Take it").clean().press("Take it").clean()
    clerk.press("Answer").clean().fill(note="金山有两家可测，费用自理。").press("Answer").clean()
    assert clerk.page.locator(f'main a[href="{case}close/"]').count() == 0

    firm.open(case).clean().press("It is not settled").clean().fill(note="夜班他们不来。").press(
        "It is not settled"
    ).clean()
    clerk.open(case).press("Answer").fill(note="第三家可以夜里测，已替您约好。").press("Answer").clean()
    firm.open(case).clean().press("It is settled").clean().press("It is settled").clean()
    firm.reads("settled and closed")

    neighbour = stage.person("zhujing-clerk")
    answer = neighbour.page.goto(case)
    assert answer is not None
    assert answer.status == 404
