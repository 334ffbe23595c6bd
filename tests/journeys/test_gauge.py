"""A clerk lets a gauge speak; a wrong row lies aside, the right ones are read by everybody on both banks."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
STATIONS = f"{CIRCLE}/observatory/stations/"


def test_a_gauge_is_entered_fed_and_read_across_the_border(stage: Stage) -> None:
    """Entered, opened, fed by a table with one wrong row, put aside, moved; a visitor reads it."""
    code = f"yuhui-{stage.width}-{stage.language}"
    clerk = stage.person("fengjing-clerk").open(STATIONS).clean().press("Enter a station").clean()
    clerk.fill(
        name_zh="俞汇塘闸上游水文测验断面",
        name="Yuhui sluice",
        code=code,
        kind="level",
        longitude="121.02",
        latitude="30.89",
    )
    clerk.press("Enter the station").clean()
    clerk.fill(quantity="level_m", datum="吴淞", interval_minutes="5", highest="7").press("Open the gauge").clean()

    last = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=2)
    rows = [
        f"{(last - timedelta(minutes=5 * k)).isoformat()},{code}-level_m,{2.6 + k / 100:.2f},m,吴淞" for k in range(30)
    ]
    rows.append(f"{last.isoformat()},{code}-level_m,2.60,,吴淞")
    table = "\n".join(["at,series,value,unit,datum", *rows]).encode()
    clerk.open(f"{STATIONS}bring/").clean()
    clerk.page.set_input_files("main input[type=file]", {"name": "july.csv", "mimeType": "text/csv", "buffer": table})
    clerk.press("Bring them in")
    clerk.errors.clear()  # 422: one row was refused
    clerk.clean().open(f"{STATIONS}refused/").clean().reads("The unit is missing").press("Put aside").clean()
    assert clerk.page.get_by_text("2.60", exact=True).count() == 0

    visitor = stage.person().open(f"{STATIONS}{code}/").clean()
    assert "2.6 m" in visitor.page.inner_text("main")
    clerk.open(f"{STATIONS}{code}/").press("Note that it moved").clean()
    clerk.fill(longitude="121.03", latitude="30.90", reason_zh="闸门改建").press("Keep the move").clean()
    assert "闸门改建" in visitor.open(f"{STATIONS}{code}/").clean().page.inner_text("main")
