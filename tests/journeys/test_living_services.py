"""A resident asks what can be done on the other side, learns whether insurance pays directly, and gets there and home."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pilin.engine.base import is_working_day
from tests.journeys.stage import CIRCLE, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LIVING = f"{CIRCLE}/living/"
# a day on which desks are open, whatever day it is
OPEN = next(day for day in (TODAY + timedelta(days=n) for n in range(15)) if is_working_day(day)[0])


def test_a_resident_asks_settles_and_gets_there_and_back(stage: Stage) -> None:
    """From the one question to the hospital's answer and the ways there and home; then what was not found."""
    resident = stage.newcomer().open(LIVING).clean()
    with resident.page.expect_navigation():
        resident.page.locator('main a[href*="event=health"]').click()
    resident.clean()
    resident.fill(origin="place:330421003", on=str(OPEN), walk="1.0").press("Show what I can do").clean()
    resident.reads("Reachable by bus")
    with resident.page.expect_navigation():
        resident.page.locator(
            'main article a[data-row]:has-text("门诊医保直接结算"), main article a[data-row]:has-text("Outpatient visits paid directly")'
        ).first.click()
    resident.clean().reads("Papers to bring").reads("How I get there").reads("Reachable by bus")
    assert "枫惠1路" in resident.page.locator("main").inner_text()

    resident.press("Can I pay directly by insurance there?").clean()
    resident.fill(insured="330421", kind="outpatient", on=str(OPEN)).press("Tell me").clean()
    resident.reads("Yes, once you have filed").reads("File first")
    resident.fill(kind="inpatient").press("Tell me").clean()
    resident.reads("Unknown: ask before you go")

    resident.open(LIVING)
    resident.page.locator('main form[method="post"] textarea').fill("夜里没有药店，电话 13800000000")
    resident.press("Tell the towns").clean()
    resident.reads("Noted, without your name. The towns see how many looked for it.")
    clerk = stage.person("huimin-clerk").open(f"{LIVING}needs/").clean()
    assert "夜里没有药店，电话 ****" in clerk.page.locator("main").inner_text()


def test_a_clerk_writes_down_a_service_that_a_resident_finds(stage: Stage) -> None:
    """A clerk of Yaozhuang writes down a service; somebody in Fengjing finds it by a word."""
    clerk = stage.person("yaozhuang-clerk").open(f"{LIVING}services/add/").clean()
    title = f"船舶登记{stage.width}"
    clerk.fill(
        title_zh=title, title="Registering a boat", events=["business"], provider_zh="姚庄镇便民服务中心", for_whom="everyone", papers="身份证 | Identity card",
        hours="workdays 8:30-16:30", valid_from=str(TODAY),
    )  # fmt: skip
    clerk.press("Write it down").clean().reads("Written down. People of both banks find it now.")
    resident = stage.person().open(f"{LIVING}?q={title}&on={TODAY}").clean()
    assert resident.page.locator("main article").count() == 1
