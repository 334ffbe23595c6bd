"""Sharing by pages, programs and the terminal."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.benefits.cli import benefits as commands
from pilin.domain.benefits.models import Figure, Scheme, Settlement
from pilin.domain.benefits.web.drawn import panel
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from tests.factories import benefits as make
from tests.factories.base import NOW, Five, Stand, circle_of_five
from tests.factories.benefits import FIRST, MILLION
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/benefits/"
HOUSE = Stand.machine()
MOVE = "before=2000+2200+2400&after=3000+3000+3000+3000+3000&led=yes&fits=yes&presets=bth-2015&presets=equal-five-years"


@pytest.fixture
def five() -> Five:
    return circle_of_five()


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller(by or Standing.public()))
    return done.exit_code, json.loads(done.stdout or done.stderr)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def words_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.split())


@pytest.mark.source("D-48", "R-04", "P-4")
def test_two_towns_sign_and_settle_on_pages(five: Five) -> None:
    """Draft, lay out, sign twice, enter figures, reckon, confirm twice, pay, receive: each by the town whose it is."""
    one, one_signs = signed_in(five.fengjing.clerk.person), signed_in(five.fengjing.signatory.person)
    two, two_signs = signed_in(five.huimin.clerk.person), signed_in(five.huimin.signatory.person)
    assert "Half and half for five years" in words_of(one.get(f"{PAGES}draft/"))
    new = {
        "title_zh": "迁移企业税收分享", "from_year": FIRST, "currency": "CNY", "out": five.fengjing.code, "into": five.huimin.code,
        "out_percent": "50", "years": "5", f"credit_{five.fengjing.code}": "30", f"credit_{five.huimin.code}": "70",
    }  # fmt: skip
    at = f"{PAGES}draft/?preset=equal-five-years"
    assert one.post(at, {**new, "into": five.fengjing.code}).status_code == 422
    assert one.post(at, {**new, f"credit_{five.huimin.code}": "60"}).status_code == 422
    assert one.post(at, new).status_code == 302
    row = Scheme.objects.visible_to(HOUSE).get()
    page = f"{PAGES}{row.pk}/"
    assert (two.get(page).status_code, one.post(f"{page}propose/", {}).status_code) == (404, 302)
    text_hash = re.search(r'name="text_hash" value="(\w+)"', two_signs.get(f"{page}sign/").content.decode())
    assert text_hash is not None
    seal = {"text_hash": text_hash[1], "words": "agree in force"}
    assert two_signs.post(f"{page}sign/", {**seal, "words": "yes"}).status_code == 422
    assert [who.post(f"{page}sign/", seal).status_code for who in (two, two_signs, one_signs)] == [403, 302, 302]
    assert "nobody has entered" not in words_of(Client().get(page))  # what is missing concerns the towns that share
    assert "taxes of the local share of Huimin in 2022" in words_of(one.get(page))
    figure = {
        "what": f"{FIRST}|taxes|{five.huimin.code}",
        "amount": "30000000.01",
        "currency": "CNY",
        "found_in": "决算表",
    }
    assert one.post(f"{page}figure/", figure).status_code == 422  # another town's figure is not offered
    assert two.post(f"{page}figure/", {**figure, "currency": "USD"}).status_code == 422
    assert one.post(f"{page}settle/{FIRST}/").status_code == 302
    assert Settlement.objects.visible_to(HOUSE).count() == 0  # a figure is missing: the page names it
    output = {"what": f"{FIRST}|output|{five.huimin.code}", "amount": "100", "currency": "CNY", "found_in": "年报"}
    assert [two.post(f"{page}figure/", sent).status_code for sent in (figure, output)] == [302, 302]
    assert one.post(f"{page}settle/{FIRST}/").status_code == 302
    done = Settlement.objects.visible_to(HOUSE).get()
    ledger = f"{PAGES}settlements/{done.pk}/"
    shown = words_of(one.get(f"{ledger}?again=1"))
    for said in ("15,000,000.01", "the same to the fen, and the same digest", "Two counts of the same activity"):
        assert said in shown
    assert Client().get(ledger).status_code == 404  # a firm's taxes stay between the towns
    assert two_signs.post(f"{ledger}confirm/", {"digest": "0" * 64}).status_code == 422
    confirmed = [who.post(f"{ledger}confirm/", {"digest": done.digest}).status_code for who in (one_signs, two_signs)]
    assert confirmed == [302, 302]
    assert two.post(f"{ledger}paid/", {"on": "2199-01-01"}).status_code == 422
    assert [
        two.post(f"{ledger}paid/", {"on": "2024-10-17"}).status_code,
        one.post(f"{ledger}received/", {"on": "2024-10-18"}).status_code,
    ] == [302, 302]
    assert "settled" in words_of(one.get(ledger))


@pytest.mark.source("D-48")
def test_what_terms_would_bring_is_shown_and_nothing_is_written(five: Five) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    shown = words_of(client.get(f"{PAGES}simulate/?{MOVE}&own_percent=30&own_years=8&stays=0+0+0+0+0&laid_out=100"))
    for said in ("Half and half for five years", "Own terms", "CNY 66 m", "CNY 75 m", "CNY 45 m"):
        assert said in shown
    assert (
        client.get(f"{PAGES}simulate/?{MOVE}").content.count(b'class="tr k1"') == 4
    )  # a line and its legend in both pictures
    for wrong in ("after=x", "after=", "after=1", "after=1&own_percent=5", "after=1+2&presets=bth-2015&stays=1"):
        assert client.get(f"{PAGES}simulate/?{wrong}").status_code == 422, wrong
    short = words_of(client.get(f"{PAGES}simulate/?after=3000&presets=bth-2015&before=1"))
    assert "a ceiling or an average needs years before the move" in short
    assert Scheme.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("D-48", "R-04")
def test_programs_do_the_same(five: Five) -> None:
    one, one_signs = signed_in(five.fengjing.clerk.person), signed_in(five.fengjing.signatory.person)
    two, two_signs = signed_in(five.huimin.clerk.person), signed_in(five.huimin.signatory.person)

    def post(who: Client, path: str, **sent: Any) -> tuple[int, Any]:
        answer = who.post(f"{API}/{path}", json.dumps(sent), content_type="application/json")
        return answer.status_code, answer.json()

    towns = [five.fengjing.code, five.huimin.code]
    new = {"title_zh": "分享", "preset": "bth-2015", "parties": towns, "parameters": make.BTH, "from_year": FIRST}
    assert post(one, "benefit-schemes", **{**new, "parameters": {"years": 3}})[0] == 422
    status, made = post(one, "benefit-schemes", **new)
    at = f"benefit-schemes/{made['uid']}"
    assert (status, made["state"], [one["percent"] for one in made["parties"]]) == (201, "draft", ["50", "50"])
    text_hash = post(one, f"{at}/steps", step="propose")[1]["text_hash"]
    assert post(one, f"{at}/steps", step="sign", text_hash=text_hash)[0] == 403
    assert post(two_signs, f"{at}/steps", step="refuse", why="再议一次")[1]["state"] == "refused"
    assert [
        post(who, f"{at}/steps", step="sign", text_hash=text_hash)[1]["state"] for who in (one_signs, two_signs)
    ] == ["refused", "signed"]
    for k, amount in enumerate(("20000000", "22000000", "24000000")):
        post(one, f"{at}/figures", year=FIRST - 3 + k, measure="taxes", about=[towns[0]], amount=amount, found_in="账")
    status, wrong = post(two, f"{at}/settlements", year=FIRST)
    assert (status, wrong["faults"][0]["field"]) == (422, f"taxes:{towns[1]}:{FIRST}")
    post(two, f"{at}/figures", year=FIRST, measure="taxes", about=[towns[1]], amount="30000000.01", found_in="账")
    status, done = post(two, f"{at}/settlements", year=FIRST)
    assert (status, [(side["town"], side["net"]) for side in done["sides"]]) == (
        201,
        [(towns[0], "15000000.01"), (towns[1], "-15000000.01")],
    )
    said = f"benefit-settlements/{done['uid']}"
    assert one.get(f"{API}/{said}/again").json() == {"same": True, "digest": done["digest"], "now_same": True}
    assert post(two_signs, f"{said}/words", kind="objected", why="少算一户")[1]["stage"] == "objected"
    assert [
        post(who, f"{said}/words", kind="confirmed", digest=done["digest"])[1]["stage"]
        for who in (one_signs, two_signs)
    ] == ["objected", "confirmed"]
    assert post(two, f"{said}/words", kind="paid")[1]["stage"] == "paid"
    assert post(one, f"{said}/words", kind="received")[1]["stage"] == "settled"
    assert one.get(f"{API}/{said}").json()["stage"] == "settled"
    status, second = post(two, f"{at}/versions", parameters={**make.BTH, "out_percent": "40"}, from_year=FIRST)
    assert (status, second["version"], second["state"]) == (201, 2, "draft")
    assert post(one_signs, f"{at}/steps", step="end", why="企业注销")[1]["state"] == "ended"
    listed = Client().get(f"{API}/benefit-schemes").json()["schemes"]
    assert [(one["uid"], one["state"]) for one in listed] == [(made["uid"], "ended")]
    asked = "before=20000000,22000000,24000000&after=30000000,30000000&led=true&fits=true"
    found = Client().get(f"{API}/benefit-prospects?{asked}").json()["prospects"]
    assert [(one["preset"], one["out"]) for one in found] == [
        (key, ["15000000.00"] * 2) for key in ("bth-2015", "equal-five-years")
    ]
    assert Client().get(f"{API}/benefit-prospects?after=x").status_code == 422


@pytest.mark.source("D-48")
def test_the_terminal_lists_simulates_and_settles(five: Five) -> None:
    row = make.known(five, make.signed(five), 30)
    code, told = run("schemes", "five-towns")
    assert (code, [one["state"] for one in told["schemes"]]) == (0, ["signed"])
    code, told = run(
        "simulate", "--before", "20000000,22000000,24000000", "--after", "30000000", "--led", "yes", "--fits", "yes"
    )
    assert (code, [one["eligible"] for one in told["prospects"]]) == (0, [True, True])
    code, told = run("settle", "five-towns", str(row.pk), str(FIRST), by=five.huimin.clerk)
    assert (code, told["moved"], told["stage"]) == (0, "15000000.00", "waiting")
    assert run("settle", "five-towns", str(row.pk), str(FIRST + 1), by=five.huimin.clerk)[0] == 1
    assert run("settle", "five-towns", str(row.pk), str(FIRST))[0] == 1
    assert run("schemes", "nowhere")[0] == 1
    assert Figure.objects.visible_to(HOUSE).count() == 4


def test_a_picture_begins_at_nought_and_marks_where_a_side_has_gained() -> None:
    drawn = panel("a", [("half", [Decimal(-2) * MILLION, MILLION, 3 * MILLION], 2), ("none", [Decimal(0)] * 3, 1)])
    assert drawn is not None
    assert [tick.text for tick in drawn.up if tick.nought] == ["0"]
    assert (drawn.tracks[0].even, drawn.tracks[1].look) == (drawn.tracks[0].dots[1], 1)
    assert all(drawn.top <= y <= drawn.base for track in drawn.tracks for _x, y in track.dots)
    assert panel("a", []) is None
