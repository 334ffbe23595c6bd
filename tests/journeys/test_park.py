"""Two towns agree the shares of a park: what makes 99 is refused, each town's signatory answers, and then it counts."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, CODES, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PARKS = f"{CIRCLE}/parks/"


def test_two_towns_agree_the_shares_of_a_park(stage: Stage) -> None:
    """Entered by one town, proposed, refused at 99, proposed, agreed by both signatories, and in force."""
    clerk = stage.person("fengjing-clerk").open(PARKS).clean()
    clerk.press("Enter a park").clean()
    clerk.fill(
        name_zh=f"枫姚共建园{stage.width}",
        name=f"Fengjing–Yaozhuang park {stage.width}",
        model="enclave",
        area_km2="0.8",
    )
    clerk.page.locator(f'main input[name="towns"][value="{CODES["yaozhuang"]}"]').check()
    clerk.press("Write it down").clean().reads("no shares are agreed here")
    park = clerk.path()

    clerk.press("Propose the shares").clean()
    fields = clerk.page.locator('main input[inputmode="decimal"], main input[type="number"]')
    names = [str(fields.nth(n).get_attribute("name")) for n in range(fields.count())]
    assert len(names) == 2
    clerk.fill(**{names[0]: "60", names[1]: "39"}).press("Propose it")
    assert (
        stage.said("The shares make {made} %: {rest} % is missing").format(made="99", rest="1")
        in clerk.page.locator("main").inner_text()
    )
    clerk.errors.clear()  # the refusal itself
    clerk.fill(**{names[1]: "40"}).press("Propose it").clean().reads("has not answered")

    for town in ("fengjing", "yaozhuang"):
        signs = stage.person(f"{town}-leader").open(park).clean()
        signs.press("Answer for your town").clean()
        signs.page.locator('main input[name="agrees"][value="yes"]').check()
        signs.press("Answer").clean().reads("Your town has answered.")
    visitor = stage.person().open(park).clean()
    shown = visitor.page.locator("main").inner_text()
    assert ("60 %" in shown, "40 %" in shown, stage.said("Shares proposed") in shown) == (True, True, False)
    for page in ("", "crossings/", "promises/", "carriers/", "zone/"):
        visitor.open(f"{PARKS}{page}").clean()
