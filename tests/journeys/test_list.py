"""Draft, acceptance by five, release: a list of next year comes to be public."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, TOWNS, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
YEAR = TODAY.year + 1


def test_a_list_goes_from_draft_to_a_public_page(stage: Stage) -> None:
    """The chair drafts and proposes, five signatories type the words, the chair releases, and a visitor reads."""
    home = f"{CIRCLE}/programme/{YEAR}/"
    chair, visitor = stage.person(f"{stage.chair}-secretary"), stage.person()
    chair.open(f"{CIRCLE}/programme/").press("Begin a list")
    chair.fill(year=str(YEAR)).press("Begin the list")
    assert chair.path() == f"{home}draft/"
    chair.clean()
    assert visitor.page.goto(home).status == 404  # a draft is read by the towns only
    visitor.errors.clear()  # the browser calls a page that is not there an error

    chair.press("Put an item on the list").clean()
    agreement = chair.page.locator("select[name=agreement] option").nth(1).get_attribute("value")
    chair.fill(
        title_zh="界河清淤", title="Dredge the border river", strand="culture_ecology", lead=CODES["fengjing"],
        partners=[CODES["xindai"], CODES["huimin"]], person_name="顾晓岚", agreement=agreement or "",
        due_0=f"{YEAR}-06-30", step_zh_0="清完北段", step_0="North reach dredged", confirm_zh_0="两岸住户看得到河底",
        due_1=f"{YEAR}-11-30", step_zh_1="清完南段", step_1="South reach dredged",
    )  # fmt: skip
    chair.fill(**{f"pay_{CODES['fengjing']}_CNY": "300000.00", f"pay_{CODES['xindai']}_CNY": "200000.00"})
    clauses = chair.page.locator("select[name=clause] option")
    if clauses.count() > 1:
        chair.fill(clause=clauses.nth(1).get_attribute("value") or "")
    chair.press("Put it on the list")
    assert chair.path() == f"{home}draft/", chair.page.locator("main").inner_text()
    chair.reads("Nothing is missing. Proposing freezes the text; each signatory then accepts or refuses it.")
    chair.press("Put it to the towns")
    assert chair.path() == f"{home}accept/"
    chair.clean()
    text_hash = chair.page.locator(".hash").inner_text()

    for place, town in enumerate(TOWNS):
        signatory = stage.person(f"{town}-leader").open(home)
        signatory.press("Check and accept")
        assert signatory.page.locator(".hash").inner_text() == text_hash
        accept = signatory.page.locator("[data-words-button]")
        assert accept.is_disabled(), "nobody signs before the words are typed"
        signatory.page.locator("[data-words-field]").press_sequentially(
            "agree in force" if stage.language == "en" else "同意生效"
        )
        if place == 0:
            signatory.clean()
        signatory.press("Accept the list")
        assert signatory.page.locator("[data-words-button]").count() == 0
    stage.person(f"{TOWNS[-1]}-leader").open(f"{home}accept/").reads("In force.").clean()
    assert visitor.page.goto(home).status == 404  # in force is not yet public
    visitor.errors.clear()

    chair.open(f"{home}draft/").press("Release the list")
    chair.clean().press("Release the list")
    assert chair.path() == home
    visitor.open(home).clean()
    assert visitor.page.locator(f'a[href="{home}1/"]').count() > 0
    visitor.open(f"/public/five-towns/list-{YEAR}/").clean()
    assert visitor.page.locator(".signer").count() == len(TOWNS)
    assert f"{stage.address}/public/five-towns/list-{YEAR}/" in visitor.page.locator(".bul-foot").first.inner_text()
    heads = {}
    for name in ("PDF", "Word"):
        link = visitor.page.get_by_role("link", name=name, exact=True).get_attribute("href")
        answer = visitor.page.request.get(f"{stage.address}{link}")
        heads[name] = (answer.status, answer.body()[:4])
    assert heads == {"PDF": (200, b"%PDF"), "Word": (200, b"PK\x03\x04")}
