"""A lead is handed across the border and taken over, and both towns agree how its credit is shared; nobody else reads of it."""

from __future__ import annotations

import re

import pytest

from tests.journeys.stage import CIRCLE, CODES, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
HERE = f"{CIRCLE}/investment/"


def test_a_lead_crosses_the_border_and_both_towns_share_its_credit(stage: Stage) -> None:
    """Registered, met again by a third town, offered, taken over with its way so far, split refused and then agreed by both."""
    name = f"界河泵业{stage.width}"
    keeper = stage.person("huimin-clerk").open(HERE).clean().press("Register a lead").clean()
    keeper.fill(title_zh=f"{name}新厂", investor_zh=f"{name}有限公司", amount="2.6", amount_scale="100000000", currency="CNY",
                wanted="30", wanted_unit="mu", wanted_kind="land", wanted_use="industry")  # fmt: skip
    keeper.press("Register it").clean()
    lead = keeper.path()
    keeper.press("Spaces that suit it").clean()

    third = stage.person("zhujing-clerk").open(f"{HERE}register/")
    third.fill(title_zh="我们也谈", investor_zh=f"{name}股份有限公司").press("Register it")
    third.reads("Ask that town to let yours join")
    assert "新厂" not in third.page.locator("main").inner_text()
    third.errors.clear()  # the refusal itself
    stranger = stage.person()
    answer = stranger.page.goto(lead)
    assert answer is not None
    assert answer.status == 404
    stranger.errors.clear()

    keeper.open(lead).press("Move it one stage on").clean().press("Move it one stage on").clean()
    keeper.press("Offer it to a neighbour").clean()
    keeper.fill(town=CODES["fengjing"], words_zh="他们要靠近上海的客户。").press("Offer it to a neighbour").clean()
    keeper.reads("Offered. Your town keeps it until the answer.")

    neighbour = stage.person("fengjing-clerk").open(lead).clean().press("Answer for your town").clean()
    neighbour.page.locator('main input[name="reply"][value="accepted"]').check()
    neighbour.press("Answer it").clean()
    neighbour.press("Share the credit").clean()
    neighbour.fill(**{f"share_{CODES['huimin']}": "40", f"share_{CODES['fengjing']}": "61"}).press(
        "Propose these shares"
    )
    neighbour.reads("The shares make exactly 100 percent together")
    neighbour.errors.clear()
    neighbour.fill(**{f"share_{CODES['fengjing']}": "60"}).press("Propose these shares").clean()

    keeper.open(lead).clean().press("Answer the split").clean()
    keeper.page.locator('main input[name="agreed"][value="yes"]').check()
    keeper.press("Answer it").clean().reads("Agreed by all")
    assert re.search(r"40\.00 %", keeper.page.locator(".iv-split").inner_text())
    assert keeper.page.locator('main a[href$="/move/"]').count() == 0  # its keeper is the neighbour now
    neighbour.open(lead).clean().reads("Agreed by all")
    assert neighbour.page.locator('main a[href$="/move/"]').count() == 1
