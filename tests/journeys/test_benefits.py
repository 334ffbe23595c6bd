"""Two towns look at what terms would bring, sign a scheme, and settle a year of it, each from its own bank."""

from __future__ import annotations

import re

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PAGES = f"{CIRCLE}/benefits/"
YEAR = TODAY.year - 1
TITLE = "园区税收对半分"


@pytest.mark.source("D-48", "P-4")
def test_two_towns_simulate_sign_and_settle_a_scheme(stage: Stage) -> None:
    """Reckoned, drafted, laid out, signed on both banks, figures entered, reckoned, confirmed twice, paid and received."""
    clerk = stage.person("yaozhuang-clerk").open(PAGES).clean()
    clerk.press("See what terms would bring").clean()
    clerk.fill(before="2000 2200 2400", after="3000 3000 3000 3000 3000", own_percent="30", own_years="8")
    clerk.press("Reckon it").clean().reads("To the town that was left, year by year")
    assert clerk.page.locator("main svg.bn-svg path.tr").count() == 6  # three sets of terms, two towns

    clerk.open(f"{PAGES}simulate/?kind=coalition").clean().press("Reckon it").clean().reads(
        "All towns together, to the fen"
    )
    assert clerk.page.locator("main svg.bn-svg path.tr").count() == 6  # two rules, three towns

    clerk.open(f"{PAGES}draft/?preset=equal-five-years").clean()
    clerk.fill(
        title_zh=TITLE, title="Half of a park’s taxes", from_year=str(YEAR), out=CODES["yaozhuang"], into=CODES["zhujing"],
        out_percent="50", years="5",
    )  # fmt: skip
    clerk.press("Draft it").clean().press("Lay it before the towns").clean().press("Lay it before the towns").clean()
    scheme = clerk.path()

    for name in ("yaozhuang", "zhujing"):
        person = stage.person(f"{name}-leader").open(scheme).clean().press("Sign it for your town").clean()
        person.fill(words="同意生效" if stage.language != "en" else "agree in force").press(
            "Sign it for your town"
        ).clean()
    person.reads("in force")

    host = stage.person("zhujing-clerk").open(scheme).clean().press("Enter a figure").clean()
    host.fill(what=f"{YEAR}|taxes|{CODES['zhujing']}", amount="1000000.01", found_in="镇财政决算表").press(
        "Enter a figure"
    ).clean()
    clerk.open(scheme)
    with clerk.page.expect_navigation():
        clerk.page.locator(f'main form[action$="/settle/{YEAR}/"] button').click()
    clerk.clean()
    ledger = clerk.path()
    clerk.press("Reckon it again").clean()
    clerk.reads("Reckoned again from what it kept: the same to the fen, and the same digest.")

    work = stage.person("zhujing-leader").open("/me/work/").clean()
    assert work.page.locator(f'main a[href="{ledger}"]').count() >= 1
    for name in ("yaozhuang", "zhujing"):
        stage.person(f"{name}-leader").open(ledger).press("Confirm it for your town").clean()
    host.open(ledger).clean().press("Note it as paid").clean().press("Note it as paid").clean()
    host.reads("said to be paid, not yet received")
    clerk.open(ledger).press("Note it as received").clean().press("Note it as received").clean().reads(
        "settled on both banks"
    )
    assert re.search(r"500,000\.01", clerk.page.locator("main").inner_text())
    stage.person().open(scheme).clean()  # anyone reads the terms; what was paid stays between the two
    assert stage.person().page.locator('main a[href*="/settlements/"]').count() == 0
