"""Firms that may be one: a file is mended and brought, a doubtful pair is looked at, one firm is said, and it is undone."""

from __future__ import annotations

import pytest

from tests.factories.enterprises import code
from tests.journeys.stage import CIRCLE, Stage, Visitor, pilin

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
HEAD = "企业名称,统一社会信用代码\n"
KEPT, SHORT = "枫泾界河灯塔特种线缆有限公司", "枫泾界河登塔特种线缆有限公司"  # they sound the same: a person says


def bring(clerk: Visitor, title: str, rows: str) -> Visitor:
    """Fill the form with a file of these rows, and send it."""
    clerk.open(f"{CIRCLE}/enterprises/registers/bring/")
    clerk.fill(title=title, as_of="2026-10")
    file = {"name": "名录.csv", "mimeType": "text/csv", "buffer": (HEAD + rows).encode("gb18030")}
    clerk.page.locator('main input[name="file"]').set_input_files(file)  # type: ignore[arg-type]
    return clerk.press("Bring it in")


def test_a_doubtful_pair_is_said_to_be_one_firm_and_parted_again(stage: Stage) -> None:
    """Wrong rows write nothing; brought right, the new firm is compared; the clerk says one firm, and undoes it."""
    owner = stage.person("fengjing-clerk")
    bring(owner, "光纤企业", f"{KEPT},{code(900_301)}\n").clean()

    clerk = stage.person("huimin-clerk")
    bring(clerk, "到会企业", f"{SHORT},123\n")
    clerk.errors.clear()  # the browser calls the answer 422 an error
    short = stage.said("A unified social credit code has 18 characters; these are {number}").format(number=3)
    assert short in clerk.clean().page.locator("main").inner_text()
    bring(clerk, "到会企业", f"{SHORT},\n").clean()
    pilin(stage.home, "--as", "huimin-clerk", "enterprises", "compare", "five-towns")

    clerk.open(f"{CIRCLE}/enterprises/likenesses/").clean()
    case = clerk.page.locator("[data-case]").filter(has_text=SHORT)
    assert case.count() == 1
    case.focus()
    clerk.page.keyboard.press("m")
    assert clerk.page.evaluate("document.activeElement.value") == "one"
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.clean()
    clerk.open(f"{CIRCLE}/enterprises/?q={SHORT}").clean()
    assert clerk.page.get_by_role("link", name=SHORT, exact=True).count() == 0
    clerk.page.get_by_role("link", name=KEPT).click()
    clerk.clean()
    clerk.page.locator("main").get_by_role("link", name=stage.said("Undo"), exact=True).click()
    clerk.clean().fill(why="两块牌子")
    clerk.press("Undo the merge").clean()
    clerk.open(f"{CIRCLE}/enterprises/?q={SHORT}").clean()
    assert clerk.page.get_by_role("link", name=SHORT, exact=True).count() == 1
