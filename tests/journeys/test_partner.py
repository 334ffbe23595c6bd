"""A need becomes a partner across the border, and a gap in a chain leads to who would close it."""

from __future__ import annotations

import json
import re

import pytest

from tests.journeys.stage import CIRCLE, CODES, Stage, pilin

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
NEED = "求购灰铁铸件，每月30吨，60分钟内，ISO 9001"


def test_a_need_finds_a_firm_on_the_other_bank_and_both_say_what_came_of_it(stage: Stage) -> None:
    """Asked in plain words, read back, ranked; stated for a firm; asked; both agree and read each other's contact; a trial."""
    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/chains/").clean()
    clerk.page.locator("main input[name=q]").fill(NEED)
    clerk.press("Find", context="a partner").clean()
    clerk.reads("Who can, best first").reads("same product").reads("not stated; ask first")
    assert clerk.page.locator(".chn-ans").count() >= 3
    clerk.open(f"{CIRCLE}/chains/needs/").clean()
    firms = json.loads(pilin(stage.home, "enterprises", "list", "five-towns", "--town", CODES["fengjing"], "--json"))
    state = clerk.page.locator("#state")
    state.locator("input[name=q]").fill(NEED)
    state.locator("input[name=asker]").fill(next(firm["uscc"] for firm in firms if firm["uscc"]))
    clerk.press("State it").clean()
    other = clerk.page.locator(".chn-ans", has_text=re.compile("Xindai|新埭")).first
    partner = other.locator("h3 a").inner_text()
    other.locator("a.btn").click()
    clerk.clean().fill(person="何小满", phone="021-0000 0000")
    clerk.press("Ask them").clean()
    clerk.reads("The contact passes when both agree.")

    neighbour = stage.person("xindai-clerk").open(f"{CIRCLE}/chains/").clean()
    neighbour.page.locator("main a", has_text=partner).first.click()
    assert neighbour.page.get_by_text("021-0000 0000").count() == 0
    neighbour.page.locator("input[name=answer]").first.check()
    neighbour.fill(person="俞晓", phone="0573-0000 0000")
    neighbour.press("Say so").clean()
    assert neighbour.page.get_by_text("021-0000 0000").count() == 1
    path = neighbour.path()
    for visitor in (neighbour, clerk):
        visitor.open(path).page.locator("input[name=answer][value$=':trial']").check()
        visitor.press("Say so").clean()
    clerk.reads("trial order, confirmed by both")
    stranger = stage.person()
    answer = stranger.page.goto(path)
    assert answer is not None
    assert answer.status == 404  # what two towns say to each other is nobody else's
    stranger.errors.clear()


def test_a_gap_of_a_town_leads_to_a_firm_across_the_border(stage: Stage) -> None:
    """The chain, what Xindai lacks in it, the candidate, and what surrounds that firm, walked one step on."""
    visitor = stage.person().open(f"{CIRCLE}/chains/").clean()
    visitor.page.locator(".chn-card", has_text=re.compile("Compressors|压缩机")).click()
    visitor.clean().page.locator(".chips a", has_text=re.compile("Xindai|新埭")).click()
    visitor.clean().reads("across the border")
    visitor.page.locator("#gaps ol a").first.click()
    visitor.clean()
    first = visitor.path()
    boxes = visitor.page.locator("details.chn-town summary")
    if boxes.count():
        boxes.first.click()
        visitor.page.locator("details.chn-town[open] li a").first.click()
        visitor.clean()
        assert visitor.path() != first
