"""What towns cherish and make by pages, programs and the terminal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.domain.living.cli import living
from pilin.domain.living.models.listings import Contribution, FlightRequest, LabelHeld, Listing, ListingRegister
from pilin.domain.living.queries.listings import HOUSE
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from tests.domain.living.test_contract_listings import PNG
from tests.factories import enterprises
from tests.factories import living_listings as make
from tests.factories.base import NOW, Five
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/living/"
LISTING = {
    "kind": "craft",
    "title_zh": "土布",
    "status": "rare",
    "audience": "public",
    "since": "1890",
    "latitude": "30.8",
    "longitude": "121.1",
}


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(living, [*words, "--json"], obj=Caller(Standing.public()))
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
    return answer.content.decode()


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data, content_type="application/json")


def test_a_clerk_keeps_listings_lists_and_labels_on_pages(five: Five) -> None:
    client, other = signed_in(five.fengjing.clerk.person), signed_in(five.xindai.clerk.person)
    assert client.post(f"{PAGES}listings/add/", {**LISTING, "since": "long ago"}).status_code == 422
    assert client.post(f"{PAGES}listings/add/", {**LISTING, "longitude": ""}).status_code == 422
    assert client.post(f"{PAGES}listings/add/", LISTING).status_code == 302
    row = Listing.objects.visible_to(HOUSE).get()
    page = f"{PAGES}listings/{row.pk}/"
    assert (row.owner, str(row.since), row.kind) == (five.fengjing.code, "1890", "craft")
    assert other.post(f"{page}change/", LISTING).status_code == 403
    assert (
        client.post(f"{page}change/", {**LISTING, "title": "Homespun", "revision": row.revision + 4}).status_code == 422
    )
    assert client.post(f"{page}change/", {**LISTING, "title": "Homespun", "revision": row.revision}).status_code == 302
    assert client.post(f"{page}note/", {"part": "award", "name_zh": "金奖", "number": "8"}).status_code == 302
    assert client.post(f"{page}note/", {"part": "prize", "name_zh": "金奖"}).status_code == 422
    assert client.post(f"{page}picture/", {"file": SimpleUploadedFile("a.png", PNG)}).status_code == 302
    assert client.post(f"{page}picture/", {"file": SimpleUploadedFile("a.png", b"no picture")}).status_code == 422
    make.label(five.fengjing.clerk, "省级非遗", of_villages=False)
    assert client.get(f"{page}label/").status_code == 200
    told = text(page)
    for words in ("Homespun", "金奖", "× 8", "1890", 'alt="Picture 1"'):
        assert words in told
    classes = "文化名人 | Celebrities | 100\n民间故事 | Folk tales | 2"
    assert (
        client.post(
            f"{PAGES}lists/add/",
            {"title_zh": "五个一百", "declared_classes": "1", "classes": classes, "audience": "public"},
        ).status_code
        == 422
    )
    assert (
        client.post(
            f"{PAGES}lists/add/",
            {"title_zh": "五个一百", "declared_classes": "5", "classes": "a||many", "audience": "public"},
        ).status_code
        == 422
    )
    assert (
        client.post(
            f"{PAGES}lists/add/",
            {"title_zh": "五个一百", "declared_classes": "5", "classes": classes, "audience": "public"},
        ).status_code
        == 302
    )
    register = ListingRegister.objects.visible_to(HOUSE).get()
    told = text(f"{PAGES}lists/{register.pk}/")
    assert "unknown, not zero" in told
    assert "102" in told
    brought = f"{PAGES}lists/classes/{make.class_of(register, 2).pk}/bring/"
    for rows, status in ((("1,甲故事",), 422), (("x,甲故事", "2,乙故事"), 422), (("1,甲故事", "2,乙故事"), 302)):
        table = SimpleUploadedFile("故事.csv", "\n".join(("名次,名称", *rows)).encode())
        answer = client.post(brought, {"kind": "story", "file": table})
        assert answer.status_code == status, rows
    assert Listing.objects.visible_to(HOUSE).filter(kind="story").count() == 2
    tower = {**LISTING, "kind": "building", "title_zh": "塔楼"}
    assert client.post(f"{PAGES}listings/add/", tower).status_code == 302
    built = Listing.objects.visible_to(HOUSE).get(kind="building")
    stages = f"{PAGES}listings/{built.pk}/stage/"
    assert client.post(stages, {"stage": "completed", "evidence_zh": "照片"}).status_code == 422
    assert (
        client.post(stages, {"stage": "topped_out", "reached_on": "2024-06", "evidence_zh": "照片"}).status_code == 302
    )
    assert (
        client.post(stages, {"stage": "completed", "reached_on": "2024-05", "evidence_zh": "照片"}).status_code == 422
    )
    assert "structure topped out" in text(f"{PAGES}listings/{built.pk}/")


def test_the_register_filters_and_gives_its_rows_away(five: Five) -> None:
    make.listing(five.fengjing.clerk, title_zh="=1+1", since="1920")
    make.listing(five.xindai.clerk, kind="craft", title_zh="土布", title="Homespun", latitude=None, longitude=None)
    assert ("Homespun" in text(f"{PAGES}listings/"), "Homespun" in text(f"{PAGES}listings/?kind=bathhouse")) == (
        True,
        False,
    )
    assert "Nothing passes these filters" in text(f"{PAGES}listings/?find=nowhere")
    for odd in ("?kind=x&year=abc&list=1&label=2&page=zz", "?year=99999", "?town=310116102&year=1950"):
        assert Client().get(f"{PAGES}listings/{odd}").status_code == 200
    table = Client().get(f"{PAGES}listings.csv").content.decode("utf-8-sig")
    assert "'=1+1" in table
    found = json.loads(Client().get(f"{PAGES}listings.geojson?kind=craft").content)
    assert [(one["properties"]["title_zh"], one["geometry"]) for one in found["features"]] == [("土布", None)]


def test_a_resident_tells_a_story_and_the_town_lets_everyone_read_it(five: Five) -> None:
    row = make.listing(five.fengjing.clerk)
    page = f"{PAGES}listings/{row.pk}/"
    assert Client().get(f"{page}tell/").headers["Location"].startswith("/account/login/?next=")
    resident = signed_in(enterprises.person("teller").person)
    clerk, other = signed_in(five.fengjing.clerk.person), signed_in(five.xindai.clerk.person)
    assert clerk.get(f"{page}tell/").status_code == 403
    story = {"text": "冬天的夜里，父亲牵着我去洗澡。", "rights": "own", "credit": "老李"}
    assert resident.post(f"{page}tell/", {**story, "rights": ""}).status_code == 422
    assert resident.post(f"{page}tell/", story).status_code == 302
    told = Contribution.objects.visible_to(HOUSE).get()
    mine = f"{PAGES}stories/{told.pk}/"
    assert "老李" not in text(page)
    assert "What you told" in text(page, resident)
    assert [client.get(mine).status_code for client in (Client(), other, resident, clerk)] == [404, 404, 200, 200]
    assert "waits for your town" in text(page, clerk)
    assert resident.post(mine, {"shown": "yes"}).status_code == 403
    assert clerk.post(mine, {"shown": "no"}).status_code == 422
    assert clerk.post(mine, {"shown": "yes"}).status_code == 302
    assert "父亲牵着我" in text(page)
    assert text(f"{PAGES}listings/", resident).count("What you told") == 1
    assert clerk.post(f"{mine}take-back/").status_code == 403
    assert resident.post(f"{mine}take-back/").status_code == 302
    assert "父亲牵着我" not in text(page)


def test_villages_and_visitors_by_their_forms(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)
    assert (
        client.post(
            f"{PAGES}villages/labels/add/",
            {"title_zh": "示范村", "level": "national", "of_villages": "on", "declared": "7"},
        ).status_code
        == 302
    )
    label = text(f"{PAGES}villages/labels/hold/", client).split('<option value="')[1].split('"')[0]
    assert (
        client.post(
            f"{PAGES}villages/labels/hold/", {"label": label, "village_zh": "新义村", "year": "2020", "until": "2019"}
        ).status_code
        == 422
    )
    assert (
        client.post(
            f"{PAGES}villages/labels/hold/", {"label": label, "village_zh": "新义村", "year": "2020"}
        ).status_code
        == 302
    )
    assert LabelHeld.objects.visible_to(HOUSE).get().village_zh == "新义村"
    held = f"{PAGES}villages/labels/{LabelHeld.objects.visible_to(HOUSE).get().pk}/end/"
    assert [
        signed_in(five.xindai.clerk.person).post(held, {"until": "2024"}).status_code,
        client.post(held, {"until": "2001"}).status_code,
    ] == [403, 422]
    assert client.post(held, {"until": "2030"}).status_code == 302
    make.series(five, "leisure", "8520000")
    make.series(five, "beach", "1500000")
    note = {
        "topic": "visitors",
        "part": "visitors",
        "growth_step": "0.1",
        "value_step": "10000",
        "overlap": "coast",
        "method_zh": "闸机",
    }
    assert (
        client.post(f"{PAGES}figures/note/", {**note, "series": "leisure", "growth_percent": "-100"}).status_code == 422
    )
    assert (
        client.post(f"{PAGES}figures/note/", {**note, "series": "leisure", "growth_percent": "13.3"}).status_code == 302
    )
    assert client.post(f"{PAGES}figures/note/", {**note, "series": "beach"}).status_code == 302
    page = text(f"{PAGES}visitors/?add=leisure&add=beach")
    for words in ("≈ 7,520,000", "7,512,130", "the same visitor may be counted in both"):
        assert words in page
    assert "between 7 and 7 villages" in text(f"{PAGES}villages/")


def test_a_firm_asks_for_a_flight_and_the_clerk_answers_on_the_board(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = enterprises.made(clerk, enterprises.firm(1))
    pilot = signed_in(enterprises.speaker("pilot", firm, clerk).person)
    office, other = signed_in(clerk.person), signed_in(five.xindai.clerk.person)
    ground = make.base(clerk)
    ask = f"{PAGES}flights/at/{ground.pk}/ask/"
    board = f"{PAGES}flights/at/{ground.pk}/board/"
    assert "in the name of a firm" in text(ask, signed_in(enterprises.person("nobody").person))
    asked = {
        "firm": str(firm.pk), "on": "2024-10-19", "starts": "09:00", "ends": "10:00", "height_m": "150", "size": "small", "registration": "UAS1", "licensed": "on",
        "area": "农田", "purpose": "巡查",
    }  # fmt: skip
    pilot.cookies["django_language"] = "en"
    late = pilot.post(ask, {**asked, "on": "2024-10-18", "starts": "15:00", "ends": "16:00"})
    assert late.status_code == 422
    assert "art. 26" in late.content.decode()
    assert "2024-10-19" in late.content.decode()
    assert pilot.post(ask, {**asked, "licensed": ""}).status_code == 422
    assert pilot.post(ask, asked).status_code == 302
    row = FlightRequest.objects.visible_to(HOUSE).get()
    page = f"{PAGES}flights/{row.pk}/"
    assert [client.get(page).status_code for client in (Client(), other, pilot, office)] == [404, 404, 200, 200]
    assert [client.get(board).status_code for client in (Client(), other, pilot, office)] == [404, 404, 404, 200]
    assert "9 h 40 min left" in text(board, office)
    assert pilot.post(page, {"agreed": "yes"}).status_code == 403
    assert office.post(page, {"agreed": "no"}).status_code == 422
    assert office.post(page, {"agreed": "yes"}).status_code == 302
    assert "What your firms asked for" in text(f"{PAGES}flights/", pilot)
    assert pilot.post(f"{page}withdraw/").status_code == 302
    assert FlightRequest.objects.visible_to(HOUSE).get().state == "withdrawn"


def test_programs_read_and_write(five: Five) -> None:
    clerk = five.fengjing.clerk
    client = signed_in(clerk.person)
    made = post(client, f"{API}/listings", kind="bathhouse", title_zh="日新池", since="1930")
    assert made.status_code == 201
    uid = made.json()["uid"]
    assert post(client, f"{API}/listings", kind="ghost", title_zh="日新池").status_code == 422
    teller = signed_in(enterprises.person("teller").person)
    told = post(teller, f"{API}/listings/{uid}/stories", text="我在那里学会了游泳，水很热。", rights="own")
    assert (told.status_code, told.json()["state"]) == (201, "waiting")
    assert Client().get(f"{API}/listings/{uid}").json()["stories"] == []
    decision = f"{API}/stories/{told.json()['uid']}/decision"
    assert post(client, decision, shown=False).status_code == 422
    assert post(client, decision, shown=True).json()["state"] == "shown"
    whole = Client().get(f"{API}/listings/{uid}").json()
    assert [sorted(one) for one in whole["stories"]] == [["credit", "of_years", "text", "told_on", "uid"]]
    assert [one["uid"] for one in Client().get(f"{API}/listings?kind=bathhouse&year=1950").json()["listings"]] == [uid]
    make.register(clerk, ("甲", 100), ("乙", 111))
    (listed,) = Client().get(f"{API}/lists").json()["lists"]
    assert (listed["declared"], listed["unnamed"], listed["entered"]) == (211, 3, 0)
    make.label(clerk)
    assert (Client().get(f"{API}/villages").json()["least"], Client().get(f"{API}/visitors").json()["sum"]) == (
        15,
        None,
    )
    (firm,) = enterprises.made(clerk, enterprises.firm(1))
    pilot = signed_in(enterprises.speaker("pilot", firm, clerk).person)
    ground = make.base(clerk)
    asked = {
        "firm": str(firm.pk), "size": "small", "registration": "U1", "licensed": True, "height_m": 150, "area": "田", "purpose": "巡",
        "starts_at": "2024-10-19T09:00:00+08:00", "ends_at": "2024-10-19T10:00:00+08:00",
    }  # fmt: skip
    assert (
        post(pilot, f"{API}/listings/{ground.pk}/flights", **{**asked, "starts_at": "2024-10-19T09:00:00"}).status_code
        == 422
    )
    flight = post(pilot, f"{API}/listings/{ground.pk}/flights", **asked)
    assert (flight.status_code, flight.json()["answer_by"]) == (201, "2024-10-18T21:00:00+08:00")
    address = f"{API}/flights/{flight.json()['uid']}"
    assert [one.get(address).status_code for one in (Client(), pilot, client)] == [404, 200, 200]
    assert post(client, f"{address}/answer", agreed=True).json()["state"] == "agreed"
    assert post(pilot, f"{address}/withdraw").json()["state"] == "withdrawn"
    need = "/api/v1/flight-need?size=light&height_m=100&starts_at=2024-10-19T09:00:00"
    told = Client().get(f"{need}%2B08:00").json()
    assert (told["needed"], told["late"], told["next_day"]) == (False, False, "2024-10-19")
    assert Client().get(need).status_code == 422
    assert Client().get(f"{API}/flights").json()["next_day"] == "2024-10-19"


def test_the_terminal_says_the_same(five: Five) -> None:
    make.listing(five.fengjing.clerk)
    make.label(five.fengjing.clerk)
    make.base(five.fengjing.clerk)
    make.note(five.fengjing.clerk, make.series(five, "leisure", "8520000"))
    code, told = run("listings", "five-towns", "--kind", "bathhouse")
    assert (code, [one["title_zh"] for one in told["listings"]]) == (0, ["日新池"])
    assert run("villages", "five-towns")[1]["most"] == 15
    assert run("visitors", "five-towns")[1]["figures"][0]["value"] == 8520000
    code, told = run("flights", "five-towns", "--on", "2024-10-19T09:00", "--height", "150")
    assert (code, told["need"]["needed"], told["need"]["late"], told["next_day"]) == (0, True, False, "2024-10-19")
    assert run("villages", "nowhere")[0] != 0
    for words in (["listings"], ["villages"], ["visitors"], ["flights", "--on", "2024-10-19T09:00"]):
        done = CliRunner().invoke(living, [words[0], "five-towns", *words[1:]], obj=Caller(Standing.public()))
        assert done.exit_code == 0, done.output


def test_a_page_shows_the_clock_of_its_own_moment(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = enterprises.made(clerk, enterprises.firm(1))
    pilot = enterprises.speaker("pilot", firm, clerk)
    ground = make.base(clerk)
    make.flight(pilot, ground, firm, at=NOW - timedelta(days=1))
    assert "answer late since" in text(f"{PAGES}flights/at/{ground.pk}/board/", signed_in(clerk.person))
