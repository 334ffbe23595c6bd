"""An officer says what flows across the border, the other bank says its own word of it, and both read the difference."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
FLOWS = f"{CIRCLE}/flows/"


def test_two_towns_tell_one_flow_and_read_by_how_much_they_differ(stage: Stage) -> None:
    """Fengjing says 12 patents went to Huimin, Huimin counts 9; neither is averaged, and a visitor reads both."""
    # a month that no other run of this journey has spoken of
    month = f"{TODAY.year - (5 if stage.width == 'desk' else 6)}-{'04' if stage.language == 'en' else '05'}"
    teller = stage.person("fengjing-clerk").open(FLOWS).clean().press("Say what flows").clean()
    what = {"kind": "patents", "origin": CODES["fengjing"], "destination": CODES["huimin"], "period": month, "unit": "patent", "audience": "public"}  # fmt: skip
    teller.fill(**{**what, "destination": CODES["fengjing"], "value": "12"}).press("Write it down")
    teller.reads("It goes to another place than it leaves")
    teller.errors.clear()  # the refusal itself
    teller.fill(**what, value="12", source="专利转让登记").press("Write it down").clean()
    teller.reads("only the side it leaves has spoken")
    flow = teller.path()

    other = stage.person("huimin-clerk").open(flow).clean().press("Say your town’s word").clean()
    assert other.page.locator('main [name="value"]').input_value() == ""  # not the other side's figure
    other.fill(value="9").press("Write it down").clean()
    differ = "The two sides differ: the side it leaves says %(n)s more. Both words stand; nothing is averaged."
    other.reads(differ, n="3")
    teller.open(flow).clean().reads(differ, n="3")

    visitor = stage.person().open(f"{FLOWS}?of=patents.patent&period={month}").clean()
    visitor.reads("differs by %(n)s", n="3")
    visitor.reads("unknown: one way is not said exactly")
    visitor.open(f"{FLOWS}places/31/?of=firms.firm").clean().reads("net: given less drawn")
    visitor.open(f"{FLOWS}gravity/?of=people.person").clean().reads("What this does not show")
