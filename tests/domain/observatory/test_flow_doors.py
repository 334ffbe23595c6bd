"""Flows by pages, programs and the terminal; gravity on the circle's flows."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.domain.observatory.cli import observatory
from pilin.domain.observatory.enums.flows import Reading
from pilin.domain.observatory.frames import flows as frames
from pilin.domain.observatory.models import FlowRecord
from pilin.domain.observatory.queries import flows as queries
from pilin.domain.observatory.web.flows_drawn import draw
from pilin.engine.base import great_circle_km
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from tests.factories import flows as make
from tests.factories.base import NOW, Five, Stand
from tests.factories.flows import flow, say
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
API, PAGES = "/api/v1/circles/five-towns/flows", "/c/five-towns/flows/"
HOUSE = Stand.machine()
F, H, Y = "310116102", "330421003", "330421111"
HEAD = "要素,流出地,流入地,年份,数量,单位,精确程度,来源"


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(observatory, ["flows", *words, "--json"], obj=Caller(by or Standing.public()))
    return done.exit_code, json.loads(done.stdout or done.stderr)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=BACKEND)
    return client


def text(address: str, client: Client | None = None, language: str = "en") -> str:
    client = client or Client()
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def table(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("流动.csv", "\n".join((HEAD, *rows)).encode())


def test_an_officer_says_a_flow_the_other_bank_its_own_word_and_both_read_the_difference(five: Five):
    here, there = signed_in(five.fengjing.clerk.person), signed_in(five.huimin.clerk.person)
    sent = {"kind": "firms", "origin": F, "destination": H, "period": "2023", "comparator": "=", "value": "12", "unit": "firm", "audience": "circle"}  # fmt: skip
    assert here.post(f"{PAGES}say/", {**sent, "origin": Y, "destination": H}).status_code == 422
    assert here.get(f"{PAGES}say/").context["form"].fields["destination"].choices[0] == ("", "—")
    assert here.post(f"{PAGES}say/", sent).status_code == 302
    row = FlowRecord.objects.visible_to(HOUSE).get()
    page = f"{PAGES}{row.pk}/"
    assert "only the side it leaves has spoken" in text(page, there)
    asked = there.get(f"{PAGES}say/?flow={row.pk}")
    form = asked.context["form"]
    assert {name: form[name].value() for name in ("kind", "origin", "destination", "period", "value")} == {
        "kind": "firms", "origin": F, "destination": H, "period": "2023", "value": None,  # not the other side's figure
    }  # fmt: skip
    assert there.post(f"{PAGES}say/", {**sent, "value": "9", "source": "市场监管局 2023 年表"}).status_code == 302
    for client in (here, there):
        assert "the side it leaves says 3 more. Both words stand; nothing is averaged." in text(page, client)
    assert "两边说的不一样：流出方多说 3。" in text(page, here, "zh-hans")
    assert "differs by 3" in text(f"{PAGES}?of=firms.firm&period=2023", here)
    assert Client().get(page).status_code == 404  # the circle's alone


def test_the_page_shows_a_pair_from_the_place_asked_for(five: Five):
    say(five.fengjing.clerk, F, H, 12, audience="public")
    say(five.fengjing.clerk, H, F, 30, audience="public")
    say(five.fengjing.clerk, F, Y, 1, audience="public")
    answer = Client().get(f"{PAGES}?place={H}&other={F}")
    (pair,) = answer.context["pairs"]
    assert (pair.one.code, pair.net_by_sender) == (H, 18)
    assert "<b>+18</b>" in text(f"{PAGES}?place={H}&other={F}").replace(" <", "<").replace("> ", ">")
    assert len(Client().get(PAGES).context["pairs"]) == 2
    for strange in ("?of=dreams", "?period=1", "?place=nowhere&other=x", "?of=firms.CNY"):
        assert Client().get(f"{PAGES}{strange}").status_code == 200


def test_an_empty_circle_says_what_belongs_here(five: Five):
    assert "No town has said yet what flows from it or to it" in text(PAGES)
    assert "Too few to say" in text(f"{PAGES}gravity/")
    assert Client().get(f"{PAGES}places/{F}/").status_code == 404
    assert Client().get("/c/nowhere/flows/").status_code == 404


def test_a_table_is_brought_whole_or_reported_cell_by_cell(five: Five):
    client = signed_in(five.fengjing.clerk.person)
    wrong = table("企业,枫泾镇,惠民街道,2023,12,家,,", "企业,枫泾镇,惠民街道,2023年底,3,家,,", "梦想,枫泾镇,惠民街道,2022,3,家,,", "投资,枫泾镇,惠民街道,2022,3,家,超过,")  # fmt: skip
    answer = client.post(f"{PAGES}bring/", {"file": wrong, "audience": "circle"})
    assert answer.status_code == 422
    assert [(fault.row, fault.field, fault.code) for fault in answer.context["report"].faults] == [
        (4, "要素", "no_choice"), (3, "period", "no_period"), (5, "unit", "unit"),
    ]  # fmt: skip
    assert not FlowRecord.objects.visible_to(HOUSE).exists()
    good = table("企业,枫泾镇,惠民街道,2023,12,家,,S3:1", "投资,惠民街道,枫泾镇,2023,3500000.50,CNY,超过,")
    assert client.post(f"{PAGES}bring/", {"file": good, "audience": "public"}).status_code == 302
    assert {(row.kind, str(row.quantity), row.audience) for row in FlowRecord.objects.visible_to(HOUSE)} == {
        ("firms", "12 firm", "public"), ("capital", "> 3,500,000.50 CNY", "public"),
    }  # fmt: skip
    assert signed_in(five.fengjing.signatory.person).get(f"{PAGES}bring/").status_code == 403


def test_programs_read_and_say_flows(five: Five):
    client = signed_in(five.fengjing.clerk.person)
    body = {"kind": "capital", "origin": F, "destination": H, "period": "2023", "value": "12.50", "unit": "CNY", "audience": "public"}  # fmt: skip
    said = client.post(API, json.dumps(body), content_type="application/json")
    assert (said.status_code, said.json()["sender"]["value"], said.json()["said"]) == (201, "12.50", "sender")
    back = {"rows": [{**body, "origin": H, "destination": F, "value": "2.25"}], "audience": "public"}
    del back["rows"][0]["audience"]
    assert client.post(f"{API}/bring", json.dumps(back), content_type="application/json").json() == {
        "said": 1,
        "same": 0,
    }
    told = Client().get(f"{API}?kind=capital&period=2023&place={F}").json()
    assert [(one["net_by_sender"], one["net_by_receiver"], one["unit"]) for one in told["pairs"]] == [
        ("10.25", "10.25", "CNY")
    ]
    assert told["coverage"] == {"flows": 2, "same": 0, "differ": 0, "sender_only": 1, "receiver_only": 1, "unknown": 0}
    assert Client().get(f"{API}?known_at=2020-01-01T00:00:00Z").json()["pairs"] == []
    whole = Client().get(f"{API}/{said.json()['sender']['uid']}").json()
    assert [word["value"] for word in whole["words"]] == ["12.50"]
    assert "attested_name" not in json.dumps(whole)
    balance = Client().get(f"{API}/balance?place={F}&kind=capital&unit=CNY").json()
    assert [(one["given"]["amount"], one["drawn"]["amount"], one["net"]) for one in balance["periods"]] == [
        ("12.50", "2.25", "10.25")
    ]
    for address in (f"{API}?period=soon", f"{API}?kind=dreams"):
        assert Client().get(address).status_code == 422
    assert Client().post(API, json.dumps(body), content_type="application/json").status_code == 401
    assert Client().get(f"{API}/balance?place=99&kind=capital&unit=CNY").status_code == 404


def test_the_terminal_tells_what_the_api_tells(five: Five):
    say(five.fengjing.clerk, F, H, 12, audience="public")
    say(five.huimin.clerk, F, H, 9)
    code, told = run("five-towns", "--kind", "firms", "--period", "2023", "--place", F)
    assert (code, told) == (0, Client().get(f"{API}?kind=firms&period=2023&place={F}").json())
    assert run("five-towns", by=five.huimin.clerk)[1]["coverage"]["differ"] == 1
    assert run("five-towns", "--known-on", "2024-10-17")[1]["pairs"] == []
    assert run("nowhere")[0] == 1
    assert run("five-towns", "--period", "soon")[0] == 1
    plain = CliRunner().invoke(observatory, ["flows", "five-towns"], obj=Caller(five.huimin.clerk))
    assert "12 | 9" in plain.stdout


def spread(five: Five, years: range, border: float = -0.5) -> None:
    """Let every town say what leaves it: exp(12 - 0.9 log km + border), in whole people."""
    make.points()
    points = {code: (float(lat), float(lon)) for code, (lon, lat) in make.POINTS.items()}
    for town in (*five.towns, five.observer):
        rows = [
            flow(
                town.code, other, round(math.exp(12 - 0.9 * math.log(great_circle_km(*points[town.code], *there)) + border * (town.code[:2] != other[:2]))),
                kind="people", unit="person", period=str(year),
            )
            for other, there in points.items() if other != town.code for year in years
        ]  # fmt: skip
        make.bring(town.clerk, rows, audience="public")


@pytest.mark.source("D-54")
def test_gravity_tells_the_distance_and_the_border_that_the_flows_were_made_with(five: Five):
    spread(five, range(2019, 2024))
    told = frames.gravity(queries.flows(HOUSE, five.slug, kind="people", unit="person"), Reading.SENDER)
    assert (told.rows, told.pairs, told.places, told.why_not) == (150, 15, 6, None)
    values = {one.name: (round(one.value, 3), one.low <= one.value <= one.high) for one in told.fit.coefficients}
    assert values == {"log_km": (-0.9, True), "across": (-0.5, True)}
    assert round(told.penalty.less, 3) == round(1 - math.exp(-0.5), 3)
    page = text(f"{PAGES}gravity/?of=people.person")
    assert "39.3 %" in page and "Flows: 150; pairs: 15; places: 6." in page
    assert "What this does not show" in page and "not a cause" in page
    assert "不是因果" in text(f"{PAGES}gravity/?of=people.person", language="zh-hans")


def test_what_is_vague_nested_or_nowhere_is_left_out_and_counted(five: Five):
    make.shanghai()
    say(five.fengjing.clerk, F, "31", 5)
    say(five.fengjing.clerk, F, H, 300, comparator=">")
    say(five.fengjing.clerk, F, Y, 3)  # no point is known of either
    told = frames.gravity(queries.flows(HOUSE, five.slug), Reading.SENDER)
    assert (told.rows, told.left) == (0, frames.Left(unknown=1, nowhere=1, nested=1))


def test_too_few_flows_give_no_number(five: Five):
    make.points()
    say(five.fengjing.clerk, F, H, 12, audience="public")
    told = Client().get(f"{API}/gravity?kind=firms&unit=firm").json()
    assert (told["why_not"], told["coefficients"], told["penalty"], told["rows"], told["needed_pairs"]) == ("too_few", [], None, 1, 12)  # fmt: skip
    assert "不是因果" in told["says_not"]
    page = text(f"{PAGES}gravity/")
    assert "Too few to say. Flows known exactly: 1 of the 36 that an estimate needs; pairs: 1 of 12." in page
    assert "Coefficient" not in page


def test_the_drawing_is_to_one_scale_with_nothing_where_nothing_is_known(five: Five):
    make.shanghai()
    say(five.huimin.clerk, H, "31", 30, period="2022")
    say(five.huimin.clerk, "31", H, 10, period="2022")
    say(five.huimin.clerk, "31", H, 20, period="2023")
    city = queries.known(HOUSE, five.slug).place_of["31"]
    balance = queries.balance(HOUSE, queries.flows(HOUSE, five.slug), city, Reading.RECEIVER)
    drawing = draw(balance.years, "firm")
    first, second = drawing.columns
    assert first.drawn.height == pytest.approx(3 * first.given.height, abs=0.2)
    assert (second.drawn, second.net_y) == (None, None)
    assert first.given.y + first.given.height == pytest.approx(drawing.nought, abs=0.2)
    assert first.net_y > drawing.nought
    page = text(f"{PAGES}places/31/?of=firms.firm&by=receiver", signed_in(five.huimin.clerk.person))
    assert page.count('<rect class="up"') + page.count('<rect class="up part"') == 3  # one in the key
