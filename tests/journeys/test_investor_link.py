"""An investor without an account confirms by a link that its town made: once, and nobody opens it again."""

from __future__ import annotations

import re

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
HERE = f"{CIRCLE}/investment/"


def test_an_investor_without_an_account_confirms_by_a_link(stage: Stage) -> None:
    """The link that waits is withdrawn, another made and handed on; a "not so" needs its reason, a yes is heard once."""
    keeper = stage.person("zhujing-clerk").open(f"{HERE}?q=食品包装厂").clean()
    lead = keeper.page.locator('main a[href*="/investment/"]', has_text=re.compile("食品包装厂|food packaging")).first
    with keeper.page.expect_navigation():
        lead.click()
    where = keeper.clean().path()
    keeper.press("Withdraw the link").clean().reads("Withdrawn. The link opens nothing any more.")
    keeper.press("Make a link").clean().press("Make the link").clean()
    link = keeper.page.locator("main .hash").inner_text().strip()

    holder = stage.newcomer()
    for _look in range(2):  # looking answers nothing
        answer = holder.page.goto(link)
        assert answer is not None
        assert answer.status == 200
    holder.clean()
    shown = holder.page.locator("body").inner_text()
    assert [words in shown for words in ("食品包装厂投产", "Works for food packaging", "朱泾镇")] == [True] * 3
    send = holder.page.get_by_role("button", name=re.compile("Send this answer"))
    holder.page.locator('input[name="says"][value="not_so"]').check()
    holder.fill(name="卢岑", position="厂长")
    with holder.page.expect_navigation():
        send.click()
    holder.reads("Say what is not so: the town reads it")
    holder.errors.clear()  # the refusal itself
    holder.page.locator('input[name="says"][value="confirmed"]').check()
    with holder.page.expect_navigation():
        send.click()
    holder.clean().reads("Confirmed. Thank you.")
    again = holder.page.goto(link)
    assert again is not None
    assert again.status == 404
    holder.reads("This link opens nothing")
    holder.errors.clear()

    keeper.open(where).clean().reads("confirmed by whoever held it").reads("as they say themselves; nobody checked it")
    keeper.open(f"{HERE}still/").clean()
    carriers = stage.person("zhujing-clerk").open(f"{CIRCLE}/parks/carriers/").press("Write down a carrier").clean()
    carriers.fill(name_zh=f"创新中心{stage.width}", value_projects="15", period_zh_projects="首年")
    carriers.press("Write it down").clean().reads("Written down.")
