"""An officer takes an alert in, writes to the duty lists of both banks; the other town says it by an alert of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree

from pilin.engine import cap
from tests.factories import watch as make
from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
HEADLINE = "界河水位上涨，请互报"


def test_two_towns_say_one_notice_each_for_itself(stage: Stage) -> None:
    """A file taken in with what was tolerated, a notice looked at and sent, joined across the border, cancelled."""
    from django.utils import timezone

    now = timezone.now().astimezone(make.SHANGHAI)
    alert = make.cap_alert(
        identifier="journey.1", sender="somebody@example.org", sent=cap.time_text(now - timedelta(minutes=5)),
        info_more={"event": "台风", "headline": "台风蓝色预警信号", "expires": cap.time_text(now + timedelta(hours=6))},
    )  # fmt: skip
    content = cap.write(alert).replace(b">Severe<", b">severe<")

    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/watch/alerts/take/").clean()
    clerk.page.locator("input[type=file]").set_input_files(
        {"name": "alert.xml", "mimeType": "application/xml", "buffer": b"<feed/>"}
    )
    clerk.press("Take them in")
    clerk.reads("No alert stands in this file")
    clerk.errors.clear()
    clerk.page.locator("input[type=file]").set_input_files(
        {"name": "alert.xml", "mimeType": "application/xml", "buffer": content}
    )
    clerk.press("Take them in").clean()
    clerk.reads("Your town does not know this sender. It is shown to the circle only, and nothing is relayed from it.")
    clerk.reads("A value is written with other capitals; the standard's spelling is taken")

    clerk.open(f"{CIRCLE}/watch/notices/write/").clean()
    clerk.fill(
        headline_zh=HEADLINE, headline="The creek is rising", text_zh="一小时涨二十厘米。", text="It rose by 20 cm in an hour.",
    )  # fmt: skip
    for name in ("areas", "towns"):
        for box in clerk.page.locator(f"input[name={name}]").all():
            box.check()
    clerk.press("Look at it first").clean()
    drafted = clerk.page.locator("#preview pre").inner_text()
    assert etree.fromstring(drafted.encode()).findtext("{*}scope") == "Restricted"
    clerk.press("Sign and send to the duty list").clean()
    notice = clerk.path()

    across = stage.person("xindai-clerk").open(notice).clean()
    across.press("My town says it too").clean()
    assert across.page.locator('main a[href*="/watch/alerts/"]').count() == 2

    clerk.open(notice).press("Update or cancel it").clean()
    clerk.page.select_option("select[name=msg_type]", "Cancel")
    clerk.press("Sign and send to the duty list").clean()
    clerk.reads("It cancels the notice before it.")

    visitor = stage.person()
    answer = visitor.page.goto(notice)
    assert answer is not None
    assert answer.status == 404
