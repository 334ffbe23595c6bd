"""A resident proposes something on the border; the other bank takes it over, answers, and is asked whether it does the same elsewhere."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SUBJECT = "界河小桥的扶手松了"


def test_a_resident_proposes_on_the_border_and_alone_says_that_it_is_done(stage: Stage) -> None:
    """Filed on a telephone, offered to the other bank, taken over, answered, said to be done, offered to four towns."""
    resident = stage.person("resident").open(f"{CIRCLE}/proposals/").clean()
    resident.press("Propose something").clean()
    with resident.page.expect_response("**/near/**"):  # who proposed nearly the same is looked for while one writes
        resident.fill(
            subject=SUBJECT,
            facts="小桥西头的扶手松了，老人不敢扶。",
            measure="换一副扶手。",
            place_words="枫南界河小桥",
            town="310116102",
        )
    resident.page.wait_for_function(
        "() => history.state?.htmx"
    )  # htmx notes the swap in the history, which looks like a step
    resident.press("Propose it").clean()
    proposal = resident.path()

    clerk = stage.person("fengjing-clerk").open(proposal).clean()
    clerk.press("Decide the office").clean()
    clerk.fill(department="transport", town="330421003", note="松的是西头，在惠民。").press("It belongs there").clean()

    huimin = stage.person("huimin-clerk").open("/me/work/").clean()
    huimin.page.locator("main a", has_text=SUBJECT).first.click()
    huimin.clean().press("Take it over").clean().press("Take it over").clean()
    huimin.open(proposal).clean().press("Say what becomes of it").clean()
    huimin.page.check("[name=outcome][value=A]")
    huimin.page.check("[name=adopted]")
    huimin.fill(words="西头扶手昨天换好了。").press("Answer").clean()
    assert huimin.page.locator(f'main form[action="{proposal}confirm/"]').count() == 0

    resident.open(proposal).clean().press("It is done").clean()
    resident.reads("Offered to the other towns")
    assert resident.page.locator("main .pr-way li.on").count() == 5

    xindai = stage.person("xindai-clerk").open(proposal).clean()
    xindai.press("Say what your town makes of it").clean()
    xindai.page.check("[name=answer][value=already]")
    xindai.fill(why="新埭的桥每月看一次。").press("Say it").clean()
    visitor = stage.person("").open(proposal).clean()
    visitor.reads("it is so here already")
    assert visitor.page.locator("main .pr-town").count() == 4
