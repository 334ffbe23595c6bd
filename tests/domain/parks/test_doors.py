"""Parks by pages, programs and the terminal."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.parks import queries
from pilin.domain.parks.cli import parks as commands
from pilin.domain.parks.models import Crossing, Park, ParkFirm, Promise, ShareProposal
from pilin.domain.parks.rules import FigureInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.places import actions as actions_of_places
from pilin.foundation.places import queries as places
from tests.factories import enterprises as firms
from tests.factories import parks as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/parks/"
HOUSE = Stand.machine()
NOWHERE = UUID(int=7)
CROSSING = {"name_zh": "桥", "state": "open", "number": "1", "day_comparator": ">", "peak_comparator": "=", "times_comparator": "≈", "audience": "public"}  # fmt: skip


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller(Standing.public()))
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


def send(client: Client, address: str, **data: Any) -> Any:
    return client.post(f"{API}{address}", data=data, content_type="application/json")


def test_two_towns_agree_shares_on_pages(five: Five) -> None:
    clerk, signs, other = (
        signed_in(one.person) for one in (five.fengjing.clerk, five.fengjing.signatory, five.xindai.signatory)
    )
    park = {"name_zh": "枫埭园", "towns": [five.fengjing.code, five.xindai.code], "joint": "on", "area_comparator": "=", "firms_comparator": "=", "audience": "public"}  # fmt: skip
    assert clerk.post(f"{PAGES}add/", {**park, "towns": [five.fengjing.code]}).status_code == 422
    assert (
        clerk.post(
            f"{PAGES}add/", park | {"outside": "崇川区 | Chongchuan", "model": "enclave", "firms_inside": "yes"}
        ).status_code
        == 302
    )
    row = Park.objects.visible_to(HOUSE).get()
    parties = queries.parties_of(row)
    assert ([str(one) for one in parties], row.model, row.firms_inside) == (
        [str(five.fengjing.row), str(five.xindai.row), "崇川区"],
        "enclave",
        True,
    )
    address = f"{PAGES}{row.pk}/"
    keys = [str(party.pk) for party in parties]
    clerk.cookies["django_language"] = "en"
    refused = clerk.post(f"{address}shares/", {keys[0]: "60", keys[1]: "30", keys[2]: "9"})
    assert (refused.status_code, "The shares make 99 %: 1 % is missing" in refused.content.decode()) == (422, True)
    assert clerk.post(f"{address}shares/", {keys[0]: "60", keys[1]: "30", keys[2]: "10"}).status_code == 302
    proposal = ShareProposal.objects.visible_to(HOUSE).get()
    answer = f"{PAGES}shares/{proposal.pk}/answer/"
    assert clerk.get(answer).status_code == 403
    assert signs.post(answer, {}).status_code == 422
    assert signs.post(answer, {"agrees": "yes"}).status_code == 302
    assert "has not answered" in text(address)
    assert other.post(answer, {"agrees": "no"}).status_code == 422
    assert other.post(answer, {"agrees": "yes"}).status_code == 302
    page = text(address)
    assert [said in page for said in ("agreed by all its towns on", "60 %", "30 %", "10 %", "Chongchuan")] == [True] * 5
    changed = clerk.post(
        f"{address}change/",
        {
            **park,
            "name_zh": "新名",
            "area_km2": "5.2",
            "firms": "300",
            "firms_comparator": "≈",
            "revision": row.revision,
        },
    )
    assert changed.status_code == 302
    assert "57.7" in text(PAGES)
    assert (
        clerk.post(f"{address}change/", {**park, "revision": row.revision}).status_code == 422
    )  # somebody changed it since
    assert clerk.get(f"{address}change/").status_code == 200


def test_a_proposal_is_taken_back_and_a_no_says_why(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.park(clerk, five.xindai.code)
    client, other = signed_in(clerk.person), signed_in(five.xindai.signatory.person)
    first = make.proposal(clerk, row, "50", "50")
    assert other.post(f"{PAGES}shares/{first.pk}/withdraw/").status_code == 403
    assert client.post(f"{PAGES}shares/{first.pk}/withdraw/").status_code == 302
    second = make.proposal(clerk, row, "60", "40")
    assert other.post(f"{PAGES}shares/{second.pk}/answer/", {"agrees": "no", "why": "地价未算"}).status_code == 302
    assert "地价未算" in text(f"{PAGES}{row.pk}/")
    assert Client().get(f"{PAGES}shares/{second.pk}/answer/").status_code == 403


def test_firms_come_and_go_on_pages(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1))
    row = make.park(clerk, five.xindai.code)
    client = signed_in(clerk.person)
    address = f"{PAGES}{row.pk}/firms/"
    assert client.get(f"{address}?find={firm.name_zh[:2]}").status_code == 200
    assert client.post(address, {"enterprise": str(row.pk), "valid_from": "2024-01-01"}).status_code == 422
    assert client.post(address, {"enterprise": str(firm.pk), "valid_from": "2024-01-01"}).status_code == 302
    stay = ParkFirm.objects.visible_to(HOUSE).get()
    assert firm.name_zh in text(f"{PAGES}{row.pk}/", client)
    assert signed_in(five.xindai.clerk.person).post(f"{PAGES}firms/{stay.pk}/end/").status_code == 403
    assert client.post(f"{PAGES}firms/{stay.pk}/end/").status_code == 302
    assert str(ParkFirm.objects.visible_to(HOUSE).get().valid_to) == "2024-10-18"


@pytest.mark.source("D-50")
def test_a_crossing_asks_for_its_design_and_names_no_number(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)
    assert client.post(f"{PAGES}crossings/add/", {**CROSSING, "opened_on": "2008-13"}).status_code == 422
    sent = {**CROSSING, "opened_on": "2008-06-30", "day_count": "90000", "peak_count": "130000", "times_design": "2"}
    assert client.post(f"{PAGES}crossings/add/", sent).status_code == 302
    page = text(f"{PAGES}crossings/")
    assert [said in page for said in ("45,000 – 65,000", "30 June 2008", "To be asked of the bridge")] == [True] * 3
    row = Crossing.objects.visible_to(HOUSE).get()
    address = f"{PAGES}crossings/{row.pk}/change/"
    assert 'value="2008-06-30"' in text(address, client)
    assert client.post(address, {**sent, "design_count": "60000"}).status_code == 302
    assert "2.17 ×" in text(f"{PAGES}crossings/")


@pytest.mark.source("D-56", "D-92")
def test_promises_on_pages_and_which_date_words_mean(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)
    sent = {"work_zh": "乐园", "what_zh": "开工", "said_by_zh": "区政府", "said_on": "2020-09-10", "words": "the second quarter of next year", "audience": "public"}  # fmt: skip
    assert client.post(f"{PAGES}promises/add/", {**sent, "work_zh": ""}).status_code == 422
    assert client.post(f"{PAGES}promises/add/", sent).status_code == 302
    row = Promise.objects.visible_to(HOUSE).get()
    address = f"{PAGES}promises/{row.pk}/report/"
    assert "Q2 2021" in text(f"{PAGES}promises/")
    assert client.post(address, {"actual": "soon", "actual_source": "台账"}).status_code == 422
    assert client.post(address, {"actual": "2021-11-17", "actual_source": "台账"}).status_code == 302
    assert "140 days late" in text(f"{PAGES}promises/?state=late")
    found = {
        ("November 30 last year", "2024-05-14"): "30 November 2023", ("June 29th", "2024-06-27"): "nobody can choose without asking",
        ("soon", "2024-06-27"): "These words name no date",
    }  # fmt: skip
    for (words, said_on), meant in found.items():
        assert meant in text(f"{PAGES}promises/?words={words}&said_on={said_on}")
    assert Client().get(f"{PAGES}promises/?words=x&said_on=9999").status_code == 422


def test_pages_without_anything_say_so(five: Five) -> None:
    said = {"": "No park is entered", "crossings/": "No crossing is written down", "carriers/": "No carrier is written down", "promises/": "Nothing promised is written down"}  # fmt: skip
    assert [words in text(f"{PAGES}{page}") for page, words in said.items()] == [True] * 4
    assert "No land-space plan of the Zone was in force on that day" in text(f"{PAGES}zone/?on=2022-01-01")
    assert "is no day" in text(f"{PAGES}zone/?on=2022-13-01")


@pytest.mark.source("6-regions")
def test_a_region_that_a_source_names_stands_with_what_it_lies_in_and_nothing_made_up_inside(five: Five) -> None:
    by = Stand.machine()
    district = places.place_of(by, "310116") or actions_of_places.add_place(
        by=by, at=NOW, code="310116", kind="county", name_zh="金山区", name="Jinshan District"
    )
    region = actions_of_places.add_place(
        by=by, at=NOW, code="idyll", kind="region", name_zh="田园五镇", name="Idyll Five Towns", source="S4:35"
    )
    actions_of_places.set_in(by=by, at=NOW, inner=region, outer=district, kind="region", valid_from="2020")
    actions_of_places.name_place(by=by, at=NOW, place=region, name="Pastoral Five Towns", language="en")
    (told,) = Client().get("/api/v1/regions", {"on": "2021-01-01"}).json()["regions"]
    assert {key: told[key] for key in ("code", "kind", "holds", "called", "source")} == {
        "code": "idyll", "kind": "region", "holds": [], "called": ["Pastoral Five Towns"], "source": "S4:35",
    }  # fmt: skip
    assert [one["code"] for one in told["within"]] == ["310116"]
    before = Client().get("/api/v1/regions", {"on": "2019-12-31"}).json()["regions"]
    assert [(one["code"], one["within"]) for one in before] == [("idyll", [])]
    assert run("regions", "--on", "2021-01-01") == (0, Client().get("/api/v1/regions", {"on": "2021-01-01"}).json())
    assert run("zone", "--on", "2021-01-01") == (0, Client().get("/api/v1/zone", {"on": "2021-01-01"}).json())
    page = text(f"{PAGES}zone/")
    assert ("Idyll Five Towns" in page, "no source says" in page, "Pastoral Five Towns" in page) == (True, True, True)
    assert "来源没有说" in text(f"{PAGES}zone/", language="zh-hans")


@pytest.mark.source("6-tense")
def test_a_promise_whose_tense_does_not_fit_its_day_says_so(five: Five) -> None:
    make.promise(five.fengjing.clerk, words="will start in 2022", said_on=date(2024, 5, 14))
    (told,) = Client().get(f"{API}/promises").json()["promises"]
    assert told["misfit"] == {"tense": "future", "named": "2022"}
    assert "The tense does not fit the day: 2022 is said to be to come" in text(f"{PAGES}promises/")
    assert "时态与日期不合" in text(f"{PAGES}promises/", language="zh-hans")
    ask = {"words": "was opened in 2030", "said_on": "2024-05-14"}
    assert Client().get("/api/v1/dates/meant", ask).json()["misfit"] == {"tense": "done", "named": "2030"}
    assert "is said to be done and was still to come" in text(
        f"{PAGES}promises/?words=was+opened+in+2030&said_on=2024-05-14"
    )
    assert Client().get("/c/nowhere/parks/").status_code == 404
    assert signed_in(five.stranger.clerk.person).get(f"{PAGES}add/").status_code == 403
    assert "尚未登记园区" in text(PAGES, language="zh-hans")


def test_programs_agree_shares_put_firms_and_read_it(five: Five) -> None:
    clerk, signs, other = (
        signed_in(one.person) for one in (five.fengjing.clerk, five.fengjing.signatory, five.xindai.signatory)
    )
    (firm,) = firms.made(five.fengjing.clerk, firms.firm(1))
    listed = make.listed(five.fengjing.clerk)
    sent = {"name_zh": "园", "name_en": "Park", "parties": [{"code": five.fengjing.code}, {"code": five.xindai.code}], "area_km2": "5.2", "firms": 300,
            "firms_comparator": "≈", "firms_inside": True, "hnte_share": "0.25", "listed_in": str(listed.pk), "valid_from": "2009"}  # fmt: skip
    assert Client().post(f"{API}/parks", data=sent, content_type="application/json").status_code == 401
    made = send(clerk, "/parks", **sent)
    park = made.json()
    assert (made.status_code, park["density"], park["hnte_firms"]) == (
        201,
        {"value": "57.7", "comparator": "≈", "unit": "firm/km2"},
        {"value": "75", "comparator": "≈", "unit": "firm"},
    )
    assert send(clerk, "/parks", **sent | {"valid_from": "2009-13"}).status_code == 422
    keys = [party["uid"] for party in park["parties"]]
    short = send(clerk, f"/parks/{park['uid']}/shares", shares={keys[0]: "60", keys[1]: "39"})
    assert (short.status_code, [fault["code"] for fault in short.json()["faults"]]) == (422, ["missing"])
    proposed = send(clerk, f"/parks/{park['uid']}/shares", shares={keys[0]: "60", keys[1]: "40"}).json()
    assert proposed["waits_for"] == [five.fengjing.code, five.xindai.code]
    assert send(signs, f"/park-shares/{proposed['uid']}/answer", agrees=True).json()["state"] == "open"
    assert send(other, f"/park-shares/{proposed['uid']}/answer", agrees=True).json()["state"] == "agreed"
    put = send(clerk, f"/parks/{park['uid']}/firms", enterprise=str(firm.pk), valid_from="2024-01-01").json()
    assert ([party["share"] for party in put["parties"]], [stay["enterprise"] for stay in put["stays"]]) == (
        ["60", "40"],
        [str(firm.pk)],
    )
    assert send(clerk, f"/park-firms/{put['stays'][0]['uid']}/end", last_day="2024-10-01").json()["stays"] == []
    again = send(clerk, f"/parks/{park['uid']}/shares", shares={keys[0]: "50", keys[1]: None}).json()
    assert send(clerk, f"/park-shares/{again['uid']}/withdraw").json()["state"] == "withdrawn"
    found = Client().get(f"{API}/parks").json()
    assert ([(one["here"], one["missing"]) for one in found["lists"]], found["parks"][0]["shares_agreed_on"]) == (
        [(1, 18)],
        "2024-10-18",
    )
    assert Client().get(f"{API}/parks/{park['uid']}").json()["proposals"][0]["shares"] == {keys[0]: "50", keys[1]: None}
    assert run("show", "five-towns", "Park")[1]["parties"][0]["share"] == "60"
    assert [
        run("list", "five-towns")[1]["lists"][0]["declared"],
        run("show", "five-towns", "nothing")[0],
        run("list", "nowhere")[0],
    ] == [19, 1, 1]


def test_programs_write_crossings_carriers_and_promises(five: Five) -> None:
    clerk = signed_in(five.fengjing.clerk.person)
    bridge = send(
        clerk,
        "/crossings",
        name_zh="桥",
        state="open",
        day_count=90_000,
        day_comparator=">",
        peak_count=130_000,
        times_design="2",
    ).json()
    assert (bridge["design"]["known"], bridge["design"]["low"], bridge["design"]["high"]) == (False, 45_000, 65_000)
    again = send(clerk, "/crossings", uid=bridge["uid"], revision=bridge["revision"], name_zh="桥", state="closed")
    assert (again.status_code, Client().get(f"{API}/crossings").json()["total"]) == (201, 0)
    assert send(clerk, "/crossings", uid=str(NOWHERE), name_zh="桥", state="open").status_code == 404
    figures = [{"part": "served", "value": "212"}, {"part": "flights", "value": "32293"}]
    made = send(clerk, "/carriers", name_zh="无人机", figures=figures).json()
    assert made["carriers"][0]["flights_a_firm"] == {"value": "152.3", "comparator": "≈", "unit": ""}
    said = {"work_zh": "乐园", "what_zh": "开工", "said_by_zh": "区政府", "said_on": "2020-09-10"}
    promise = send(clerk, "/promises", **said, words="明年二季度").json()
    assert (promise["promised"], promise["certainty"], promise["state"]) == ("2021-Q2", "relative", "past")
    further = send(
        clerk, "/promises", **said | {"work_zh": "", "work": promise["work"]}, words="明年上半年", chosen="2021-Q1"
    ).json()
    assert (further["work"], further["certainty"], further["candidates"]) == (
        promise["work"],
        "chosen",
        ["2021-Q1", "2021-Q2"],
    )
    done = send(clerk, f"/promises/{promise['uid']}/actual", actual="2021-11-17", actual_source="台账").json()
    assert (done["state"], done["days"]) == ("late", 140)
    meant = Client().get("/api/v1/dates/meant", {"words": "November 30 last year", "said_on": "2024-05-14"}).json()
    assert meant == {"value": "2023-11-30", "certainty": "relative", "candidates": [], "misfit": None}
    assert Client().get("/api/v1/zone", {"on": "2023-01-31"}).json() == {
        "on": "2023-01-31",
        "zone": [],
        "plan": [],
        "added": [],
    }
    assert [one["state"] for one in run("promises", "five-towns")[1]["promises"]] == ["late", "past"]
    assert CliRunner().invoke(commands, ["promises", "five-towns"], obj=Caller(Standing.public())).exit_code == 0


def test_the_terminal_tells_parks_in_words(five: Five) -> None:
    make.park(five.fengjing.clerk, five.xindai.code, name_zh="园", area_km2=Decimal(2), firms=100)
    make.carrier(five.fengjing.clerk, FigureInput("projects", Decimal(508)))
    by = Stand.machine()
    region = actions_of_places.add_place(by=by, at=NOW, code="idyll", kind="region", name_zh="田园五镇", name="Idyll")
    actions_of_places.set_in(
        by=by, at=NOW, inner=region, outer=places.place_of(by, five.xindai.code), kind="region", valid_from="2020"
    )
    zone = actions_of_places.add_place(by=by, at=NOW, code=queries.ZONE, kind="zone", name_zh="示范区", name="Zone")
    actions_of_places.set_in(
        by=by, at=NOW, inner=places.place_of(by, five.xindai.code), outer=zone, kind="zone", valid_from="2020"
    )
    words_and_said = (
        (("list", "five-towns"), "50"), (("show", "five-towns", "园"), "unknown"), (("regions",), "unknown"),
        (("zone",), f"Demonstration Zone  {five.xindai.code}"),
    )  # fmt: skip
    for words, said in words_and_said:
        done = CliRunner().invoke(commands, list(words), obj=Caller(Standing.public()))
        assert (done.exit_code, said in done.output) == (0, True)


@pytest.mark.source("D-73", "D-75")
def test_a_carrier_is_written_down_on_a_page(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)
    address = f"{PAGES}carriers/add/"
    assert 'name="value_flights"' in text(address, client)
    sent = {"name_zh": "无人机试验区", "name": "Drone base", "place_zh": "金山", "place": "Jinshan", "source": "S4:17", "audience": "public"}  # fmt: skip
    for wrong in (
        {"name_zh": " "},
        {"value_served": "-1"},
        {"value_served": "2.5"},  # half a firm
        {"value_tax": "0.001"},  # less than a fen
        {"period_zh_flights": "首年"},  # of when, and no figure
        {"value_served": "1", "comparator_served": "!"},
    ):
        answer = client.post(address, {**sent, **wrong})
        assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True), wrong
    assert queries.carriers(HOUSE, five.slug) == []
    figures = {
        "value_served": "212", "comparator_served": "=", "value_flights": "32293", "value_investment": "4180000000.00", "comparator_investment": ">",
        "value_projects": "508", "period_zh_projects": "首年", "period_projects": "first year",
    }  # fmt: skip
    assert client.post(address, {**sent, **figures}).status_code == 302
    (told,) = queries.carriers(HOUSE, five.slug)
    assert [(f.part, f.value, f.comparator, f.period_zh, f.period) for f in told.figures] == [
        ("projects", Decimal(508), "=", "首年", "first year"), ("served", Decimal(212), "=", "", ""),
        ("flights", Decimal(32293), "=", "", ""), ("investment", Decimal("4180000000.00"), ">", "", ""),
    ]  # fmt: skip
    assert (told.row.owner, told.row.place, told.row.source) == (five.fengjing.code, "Jinshan", "S4:17")
    page = text(f"{PAGES}carriers/")
    assert [said in page for said in ("Drone base", "152.3", "first year", "Jinshan")] == [True] * 4
    assert "carriers/add/" not in page  # a visitor is offered no form
    assert (Client().get(address).status_code, Client().post(address, sent).status_code) == (403, 403)


@pytest.mark.source("D-47")
def test_a_list_of_parks_is_put_down_on_a_page_and_by_programs(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)
    address = f"{PAGES}lists/add/"
    sent = {"name_zh": "南通共建园区", "name": "Nantong's", "declared": "19", "declared_comparator": "=", "source": "S2:33", "audience": "public"}  # fmt: skip
    for wrong in ({"declared": "-1"}, {"declared": ""}, {"source": ""}, {"audience": "nobody"}, {"declared": "40000"}):
        assert client.post(address, {**sent, **wrong}).status_code == 422, wrong
    assert client.post(address, sent).status_code == 302
    assert "0 of 19 stand here (0 %)" in text(PAGES)
    assert f'value="{queries.park_lists(HOUSE, five.slug)[0].pk}"' in text(
        f"{PAGES}add/", client
    )  # a park may count in it
    made = send(
        client, "/park-lists", name_zh="区名录", name_en="District", declared=3, declared_comparator="≥", source="台账"
    )
    assert made.status_code == 201
    given = [(one["name_en"], one["declared"], one["declared_comparator"]) for one in made.json()["lists"]]
    assert sorted(given) == [("District", 3, "≥"), ("Nantong's", 19, "=")]
    refused: list[dict[str, Any]] = [{"declared": -1}, {"source": ""}, {"declared_comparator": "!"}]
    for sent_so in refused:
        assert (
            send(client, "/park-lists", **{"name_zh": "单", "declared": 3, "source": "台账", **sent_so}).status_code
            == 422
        )
    assert send(Client(), "/park-lists", name_zh="单", declared=3, source="台账").status_code == 401
    other = signed_in(five.stranger.clerk.person)
    assert (other.get(address).status_code, send(other, "/park-lists", name_zh="单", declared=3, source="台账").status_code) in (
        (404, 404), (403, 403),
    )  # fmt: skip
