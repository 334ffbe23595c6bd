"""A firm asks which policies fit it, says what is missing, asks the town across the border for help, and says itself that it is settled."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PAPER = ("合同.txt", "text/plain", "研发合同两页".encode())


def test_from_the_policies_to_a_request_that_the_firm_closes(stage: Stage) -> None:
    """Policies, what is missing, said, as if across the river, asked, waits for a paper, attached, answered, rated, settled."""
    firm = stage.person("xindai-firm").open(f"{CIRCLE}/services/policies/").clean()
    firm.press("See which fit").clean()
    fit = firm.path()
    firm.reads("cannot be decided yet")
    firm.press("Say what is known").clean()
    firm.fill(staff="1").press("Keep it and see")  # fewer people than do research there: refused, in words
    firm.errors.clear()
    firm.clean()
    assert firm.page.locator("main .errors").count() >= 1
    firm.fill(staff="186", specialised_score="71").press("Keep it and see").clean()
    assert firm.path() == fit
    firm.page.locator(f'main a.chip[href="?place={CODES["fengjing"]}"]').click()
    firm.clean()
    across = "Fengjing" if stage.language == "en" else "枫泾"
    firm.page.locator(f'main a[href*="/ask/?firm="]:has-text("{across}")').first.click()
    firm.clean().fill(subject="评价得分怎么复核？", text="上年度得分 71。").press("Ask the town").clean()
    case = firm.path()
    clerk = stage.person("fengjing-clerk").open(case).clean().press("Take it").clean().press("Take it").clean()
    clerk.press("It waits for whoever asked").clean().fill(note="还缺研发合同。").press(
        "It waits for whoever asked"
    ).clean()
    firm.open(case).clean()
    name, kind, content = PAPER
    firm.page.locator('main input[name="file"]').set_input_files({"name": name, "mimeType": kind, "buffer": content})
    firm.press("Attach it").clean().reads("Attached; the other side is told.")
    firm.press("Add a word").clean().fill(note="合同已附上。").press("Add a word").clean()
    clerk.open(case).clean()
    assert clerk.page.locator(f'main a:has-text("{name}")').count() == 1
    clerk.press("Answer").clean().fill(note="复核通过，材料已转。", promised_on=TODAY.isoformat()).press(
        "Answer"
    ).clean()

    firm.open(case).clean().press("Say how it was").clean()
    firm.page.locator('main input[name="mark"][value="5"]').check()
    firm.press("Say so").clean()
    firm.press("It is settled").clean().press("It is settled").clean().reads("settled and closed")
    clerk.open(f"{CIRCLE}/cases/figures/").clean()
