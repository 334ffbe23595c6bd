"""Registers: a clerk brings a file, mends what is wrong, and the neighbour's list says something else of the same firm."""

from __future__ import annotations

import pytest

from tests.factories.enterprises import code
from tests.journeys.stage import CIRCLE, Stage, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
HEAD = "企业名称,统一社会信用代码,地址,主要产品,从业人数\n"
NAME = "枫泾界河电缆有限公司"
FIRM = code(900_001)


def bring(clerk: Visitor, title: str, rows: str) -> Visitor:
    """Fill the form with a file of these rows, and send it."""
    clerk.open(f"{CIRCLE}/enterprises/registers/bring/")
    clerk.fill(title=title, as_of="2026-10")
    file = {"name": "名录.csv", "mimeType": "text/csv", "buffer": (HEAD + rows).encode("gb18030")}
    clerk.page.locator('main input[name="file"]').set_input_files(file)  # type: ignore[arg-type]
    return clerk.press("Bring it in")


def test_two_towns_say_what_they_know_of_one_firm(stage: Stage) -> None:
    """A wrong code is shown beside its row and nothing is written; brought right, the firm is found; a neighbour disagrees."""
    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/enterprises/").clean()
    clerk.press("Bring a register").clean()
    bring(clerk, "电缆企业", f"{NAME},{FIRM[:17]}{'0' if FIRM[17] != '0' else '1'},枫泾镇,控制电缆,约50\n")
    clerk.errors.clear()  # the browser calls the answer 422 an error
    clerk.clean().reads("The last character does not fit the others: one of them is mistyped")
    bring(clerk, "电缆企业", f"{NAME},{FIRM},枫泾镇,控制电缆,约50\n").clean()
    assert clerk.page.get_by_role("link", name=NAME).count() == 1

    neighbour = stage.person("xindai-clerk")
    bring(neighbour, "来设厂的企业", f"{NAME},{FIRM},新埭镇,,\n")
    neighbour.open(f"{CIRCLE}/enterprises/?q={FIRM}").clean()
    neighbour.page.get_by_role("link", name=NAME).click()
    neighbour.clean().reads("they disagree")
    assert [neighbour.page.get_by_text(place, exact=True).count() for place in ("枫泾镇", "新埭镇")] == [1, 1]

    visitor = stage.person().open(f"{CIRCLE}/enterprises/?q={FIRM}").clean()
    visitor.reads("No firm passes these filters")
    back = neighbour.open(f"{CIRCLE}/enterprises/registers/").clean()
    back.page.get_by_role("link", name="来设厂的企业").click()
    back.press("Take it back").fill(why="文件错了")
    back.press("Take the register back").clean()
    clerk.open(f"{CIRCLE}/enterprises/?q={FIRM}").page.get_by_role("link", name=NAME).click()
    clerk.clean()
    assert clerk.page.get_by_text("新埭镇", exact=True).count() == 0
