"""A patrol of two towns goes out, what it finds across the border is sent with its evidence, and the town of the act decides."""

from __future__ import annotations

import pytest

from tests.factories.enforcement import picture
from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_a_finding_across_the_border_is_decided_by_the_town_of_the_act(stage: Stage) -> None:
    """Proposed, taken, out, recorded by its point, sent, acknowledged, filed, decided; a third town reads none of it."""
    ours = stage.person("fengjing-clerk").open(f"{CIRCLE}/enforcement/").clean()
    ours.press("Propose a joint patrol").clean()
    ours.fill(
        title_zh="码头夜间联合巡查", on=f"{TODAY:%Y-%m-%d}", starts="20:30", towns=[CODES["fengjing"], CODES["xindai"]], host=CODES["xindai"], route_zh="新埭码头"
    )  # fmt: skip
    ours.page.locator('main input[name="officers"]').first.check()
    ours.press("Propose the patrol").clean()
    patrol = ours.path()

    theirs = stage.person("xindai-clerk").open("/me/work/").clean()
    theirs.page.locator(f'main a[href="{patrol}"]').first.click()
    theirs.clean().press("Answer it").clean()
    theirs.page.locator('main input[name="officers"]').first.check()
    theirs.press("Answer it").clean()

    ours.open(patrol).clean().press("Set out").clean().press("Record a finding").clean()
    ours.fill(title_zh="码头倾倒淤泥", place_zh="新埭码头东侧", latitude="30.8032", longitude="121.0188")
    name, content = picture()
    ours.page.locator('main input[name="photo"]').set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
    )
    ours.press("Record it").clean().reads("by the point")
    finding = ours.path()
    ours.press("Send it to the town of the act").clean().fill(reason_zh="在新埭镇地界").press("Send it").clean()
    assert ours.page.locator("main a[href$='/file/']").count() == 0

    theirs.open(finding).clean().press("Acknowledge it").clean().fill(state_1=["accepted"]).press(
        "Acknowledge it"
    ).clean()
    theirs.open(finding).press("File it").clean().fill(body_zh="新埭镇综合行政执法队").press("File it").clean()
    theirs.press("Decide").clean().fill(outcome=["warning"], number="示意 9", result_zh="责令当日清运").press(
        "Decide it"
    )
    theirs.clean().reads("Decided on day %(n)s", n=0)
    ours.open(finding).clean().reads("Decided on day %(n)s", n=0)

    neighbour = stage.person("huimin-clerk")
    answer = neighbour.page.goto(finding)
    assert answer is not None
    assert answer.status == 404
