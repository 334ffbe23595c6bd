"""A person claims a firm once; the town accepts; what the firm then says of itself finds it a customer on the other bank."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
NAME = "船用岸电电缆卷筒"  # nobody else in the demo makes it


def test_a_firm_is_claimed_says_what_it_makes_and_is_found_across_the_border(stage: Stage) -> None:
    """Asked by a person, accepted by the clerk, said by the firm, found by the neighbour with capacity and certificate."""
    person = stage.person("resident").open(f"{CIRCLE}/enterprises/?town=310116102").clean()
    person.page.locator("main table tbody tr td a:not(.src)").nth(7).click()
    person.clean()
    firm = person.path()
    person.page.locator("main").get_by_role("link", name=stage.said("I speak for this firm")).click()
    person.clean().fill(office="厂长", evidence="可拨打厂里总机核实")
    person.press("Ask the town").clean()
    claim = person.path()

    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/enterprises/claims/").clean()
    clerk.page.locator(f'main a[href="{claim}"]').click()
    clerk.clean().press("Accept").clean()
    clerk.reads("accepted")

    person.open(f"{CIRCLE}/enterprises/mine/").clean()
    assert person.page.locator(f'main h2 a[href="{firm}"]').count() == 1
    person.open(f"{firm}goods/").clean().fill(name_zh=NAME, capacity="30台/月")
    person.press("Note it").clean()
    person.open(f"{firm}certificates/").clean().fill(name_zh="iso9001", valid_to="2030-12-31")
    person.press("Note it").clean()
    assert person.page.get_by_text("ISO 9001", exact=True).count() == 1

    neighbour = stage.person("xindai-clerk").open(f"{CIRCLE}/chains/ask/?q={NAME}，每月20台，ISO 9001").clean()
    answer = neighbour.page.locator(".chn-ans").first
    assert answer.locator(f'a[href*="{firm.split("/")[-2]}"]').count() >= 1
    told = answer.inner_text()
    assert ("30" in told, "ISO 9001" in told) == (True, True)
    neighbour.reads("capacity suffices")
