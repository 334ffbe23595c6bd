"""Handover: what one chair leaves, the next one reads; both sign, and the office moves at the boundary, not before."""

from __future__ import annotations

import json

import pytest

from tests.journeys.stage import CIRCLE, CODES, TODAY, Stage, Visitor, pilin

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
YEAR = TODAY.year
DOSSIER = f"{CIRCLE}/handover/{YEAR}/"


def sign(signatory: Visitor, seal: str) -> None:
    """Set a seal: look at what it means, type the words, and press."""
    signatory.open(DOSSIER).press("Check and sign").clean()
    signatory.fill(words="I agree" if signatory.stage.language == "en" else "同意交接")
    with signatory.page.expect_navigation():
        signatory.page.locator("main form .btn-primary").click()
    assert signatory.path() == DOSSIER, f"{seal}: {signatory.page.locator('main').inner_text()}"


def test_both_chairs_sign_and_powers_move_at_the_boundary(stage: Stage) -> None:
    """The outgoing chair compiles and signs; the incoming reads every section first; the state says signed."""
    visitor = stage.person().open(DOSSIER).clean()
    state = visitor.page.request.get(f"{stage.address}/api/v1/circles/five-towns/handovers/{YEAR}").json()
    incoming = next(town for town, code in CODES.items() if code == state["incoming"])
    keeper = stage.person(f"{stage.chair}-secretary").open(DOSSIER)
    keeper.press("Compile anew")
    assert keeper.page.locator(".ho-seal .seal:not(.wait)").count() == 0

    sign(stage.person(f"{stage.chair}-leader"), stage.chair)
    leader = stage.person(f"{incoming}-leader").open(DOSSIER)
    leader.reads("First read every section: what nobody read was not handed over")
    assert leader.page.locator(f'main a[href="{DOSSIER}sign/"]').count() == 0
    refused = leader.page.goto(f"{DOSSIER}sign/")
    assert refused is not None and refused.status == 403
    leader.errors.clear()  # the browser calls a refusal an error

    reader = stage.person(f"{incoming}-secretary").open(DOSSIER)
    unread = reader.page.locator(f'main form[action^="{DOSSIER}read/"]')
    for left in range(unread.count(), 0, -1):
        assert unread.count() == left
        with reader.page.expect_navigation():
            unread.first.get_by_role("button").click()
    assert unread.count() == 0
    sign(leader, incoming)
    assert leader.page.locator(".ho-seal .seal:not(.wait)").count() == 2

    visitor.open(DOSSIER).clean()
    now = visitor.page.request.get(f"{stage.address}/api/v1/circles/five-towns/handovers/{YEAR}").json()
    assert (state["state"] == "signed", now["state"]) == (False, "signed")
    text = visitor.page.request.get(f"{stage.address}{DOSSIER}text/")
    assert text.status == 404  # its lines stay with the circle
    begins = stage.person(f"{incoming}-secretary")
    assert begins.page.goto(f"{CIRCLE}/programme/begin/").status == 404  # signed is not yet in the chair
    chairs = [
        json.loads(pilin(stage.home, "circle", "show", "five-towns", "--on", day, "--json"))["chair"]["name_zh"]
        for day in (f"{YEAR}-12-31", f"{YEAR + 1}-01-01")
    ]
    names = {
        row["code"]: row["name_zh"]
        for row in json.loads(pilin(stage.home, "circle", "show", "five-towns", "--json"))["members"]
    }
    assert chairs == [names[CODES[stage.chair]], names[CODES[incoming]]]
