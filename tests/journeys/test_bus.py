"""A clerk brings a feed, says which stop is which, and hands one on; two towns agree who pays; a resident is there by nine and home again."""

from __future__ import annotations

import pytest

from pilin.engine import gtfs
from tests.engine.gtfs.feeds import FEED
from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LINES = f"{CIRCLE}/lines/"


def test_a_feed_is_brought_and_a_resident_is_there_by_nine_and_home_again(stage: Stage) -> None:
    """Shown first, asked, brought; found by a resident with the last bus home."""
    files = {**FEED, "routes.txt": FEED["routes.txt"].replace("枫惠1路", "夜1路")}
    files["calendar.txt"] = files["calendar.txt"].replace("20241231", "20331231")
    files["feed_info.txt"] = files["feed_info.txt"].replace("20241231", "20331231")
    files["stops.txt"] = files["stops.txt"].replace("3,姚庄客运站,30.9132,120.9581", "3,界河桥,30.865,120.99")
    clerk = stage.person("fengjing-clerk").open(f"{LINES}feed/").clean()
    clerk.press("Bring a feed").clean()
    clerk.page.set_input_files(
        'main input[name="file"]',
        files=[{"name": "feed.zip", "mimeType": "application/zip", "buffer": gtfs.write_zip(files)}],
    )
    clerk.press("Show what would change").clean()
    clerk.page.locator("main select").first.select_option(index=1)
    clerk.press("Bring it in").clean()
    clerk.open(LINES).clean().reads("夜1路")
    clerk.open(f"{LINES}feed/").clean()
    clerk.open(f"{LINES}subsidies/").clean()
    assert clerk.page.locator('main form[action$="/agree/"]').count() == 1
    clerk.press("Agree to it").clean()

    resident = stage.person().open(f"{LINES}trip/").clean()
    resident.page.select_option('main select[name="origin"]', "330421003")
    resident.page.select_option('main select[name="goal"]', "fengjing-hospital")
    resident.press("Find the way").clean()
    assert resident.page.locator("main article").count() >= 2
