"""A briefing is drafted with a speaker and a question, bound, signed by every town, held back, read, and corrected by all."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.stage import CIRCLE, TOWNS, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SHANGHAI = ZoneInfo("Asia/Shanghai")
CITED = {
    "counts_zh": "首年引进的项目",
    "counts": "Projects of the first year",
    "value": "508",
    "title": "A media briefing",
    "said_on": "2020-09-10",
    "paragraph": "S4:17",
}
ZH = """问答稿：数字都绑着来源。

@ 胡卫国 | 区委书记 | 介绍近况，提到 {figure:cited.first-year} 个项目，另有 37 个意向。

? 一家日报 | 两处的 {figure:cited.signed} 是一回事吗？

! 刘健 | 不是。"""
EN = """A briefing with every figure bound.

@ Hu Weiguo | Secretary of the district committee | Told of {figure:cited.first-year} projects, and of 37 intentions.

? A daily | Is {figure:cited.signed} the same thing in both places?

! Liu Jian | It is not."""


def test_a_briefing_is_bound_signed_held_back_released_found_and_corrected(stage: Stage) -> None:
    """Two things under one number are flagged; a loose number holds the freeze up; nothing is out before its moment."""
    in_time = datetime.now(SHANGHAI) + timedelta(seconds=150)
    release = in_time.replace(second=0, microsecond=0)  # 90 s to draft it, or more
    slug = f"briefing-{release:%d%H%M}-{stage.width}-{stage.language}".lower()
    desk, public = f"{CIRCLE}/bulletins/{slug}/", f"/public/five-towns/{slug}/"
    officer = stage.person(f"{stage.chair}-secretary").open(f"{CIRCLE}/bulletins/new/").clean()
    officer.page.locator('main select[name="kind"]').select_option("briefing")
    officer.page.locator('main input[name="needs_all"]').check()
    officer.fill(
        slug=slug, title_zh=f"问答稿 {slug}", title=f"Questions {slug}", release_at=f"{release:%Y-%m-%dT%H:%M}"
    ).press("Begin the draft").clean()
    officer.fill(text_zh=ZH, text=EN).press("Keep the draft").clean()

    for name, more in (
        ("first-year", {}),
        ("signed", {"counts": "Projects signed", "counts_zh": "签约的项目", "paragraph": "S4:19"}),
    ):
        officer.open(f"{desk}figures/cite/").fill(name=name, **{**CITED, **more})
        if name == "signed":
            officer.press("Bind it").reads("A figure without a unit says nothing: give the unit")
            officer.errors.clear()  # the refusal itself
        officer.page.locator('main select[name="unit"]').select_option("project")
        officer.press("Bind it").clean()
    officer.reads("Not to be mistaken for one another").reads("Not bound")
    officer.open(desk).press("Freeze the text")
    officer.reads("This number is bound to no source: bind it, or say why it stands")
    officer.errors.clear()
    officer.open(f"{desk}figures/wave/?number=37").fill(reason="told by word of mouth").press("Let it stand").clean()
    officer.open(desk).press("Freeze the text").clean()

    reader = stage.person()

    def answers(path: str) -> int:
        return int(reader.context.request.get(path).status)

    assert answers(f"/public/five-towns/{slug}.json") == 404
    for town in TOWNS:
        assert answers(public) == 404, town
        stage.person(f"{town}-leader").open(desk).press("Sign for the town").clean()
    if datetime.now(SHANGHAI) < release - timedelta(seconds=15):  # on a slow machine the signatures come later
        officer.open(desk).reads("embargo")
        assert answers(public) == 404
    wait = (release - datetime.now(SHANGHAI)).total_seconds()
    officer.page.wait_for_timeout(max(0.0, wait + 1) * 1000)

    reader.open("/public/five-towns/").clean().fill(q=slug).press("Find").clean()
    with reader.page.expect_navigation():
        reader.page.locator(f'main a[href="{public}"]').first.click()
    reader.clean().reads("Not to be mistaken for one another")
    assert "508" in reader.page.inner_text("main")
    reader.open(f"{public}check/").clean()
    assert stage.said("cited: no query keeps it", "a checked figure") in reader.page.inner_text("main")

    officer.open(f"{desk}correct/").fill(
        text_zh="签约的应为 512 个。", text="It should read 512 signed.", new_value="512"
    )
    officer.page.locator('main select[name="figure"]').select_option("cited.signed")
    officer.press("Publish the correction").clean()
    other = stage.newcomer().open(public).clean()  # the reader's browser keeps the page for a minute
    assert "512" in other.page.inner_text(".corrected")
    assert other.page.locator(".corrected .half").count() == 1  # one town's word, until the others have confirmed it

    def work(town: str) -> str:
        mine = stage.person(f"{town}-leader").open("/me/work/").clean().page
        return str(mine.inner_text('section[aria-labelledby="waiting"]'))  # beside it stands what one was told

    others = [town for town in TOWNS if town != stage.chair]
    assert all(slug in work(town) for town in others)
    for town in others:
        stage.person(f"{town}-leader").open(desk).press("Confirm for the town").clean()
    assert not any(slug in work(town) for town in others)
    last = stage.newcomer().open(public).clean()
    assert (last.page.locator(".corrected .half").count(), last.page.locator(".corrected .whole").count()) == (0, 1)
