"""Public events at every door: pages, programs, the terminal; refusals in words, drafts not found, sheets safe to open."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from icalendar import Calendar

from pilin.domain.living import actions
from pilin.domain.living.cli import living
from pilin.domain.living.models import (
    Evaluation,
    Happening,
    HappeningSeries,
    IssuedPass,
    JointPass,
    PassUse,
    Presence,
    Registration,
    Secondment,
)
from pilin.domain.living.tasks import happenings_due
from pilin.foundation.access.standing import Standing
from tests.factories import living_happenings as make
from tests.factories.base import NOW, Five, circle_of_five
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.above]
HOUSE = Standing.machine("test")
BASE = "/c/five-towns/living"
API = "/api/v1/circles/five-towns"


@pytest.fixture
def five() -> Five:
    return circle_of_five()


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(living, [*words, "--json"], obj=Caller(by or Standing.public()))
    return done.exit_code, json.loads(done.stdout or done.stderr)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def visitor() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def page(row: Happening, more: str = "") -> str:
    return f"{BASE}/happenings/{row.pk}/{more}"


def test_a_resident_registers_gives_back_and_says_what_they_thought(five: Five, on_the_day: Any) -> None:
    event = make.plan(five, places=1)
    user, _own = make.resident("lu")
    anybody, client = Client(), signed_in(user)
    assert anybody.get(page(event, "register/")).status_code == 302
    assert 'href="' + page(event, "register/") in text(client, page(event))
    wrong = client.post(page(event, "register/"), {"name": "", "town": five.huimin.code})
    assert wrong.status_code == 422
    client.post(page(event, "register/"), {"name": "陆阿婆", "town": five.huimin.code})
    [row] = Registration.objects.visible_to(HOUSE)
    ticket = f"{BASE}/happenings/tickets/{row.pk}/"
    shown = text(client, ticket)
    assert (row.code in shown, "<svg" in shown) == (True, True)
    assert [Client().get(ticket).status_code, signed_in(five.huimin.clerk_user).get(ticket).status_code] == [404, 404]
    assert "水乡灯会" in client.get(f"{BASE}/happenings/mine/").content.decode() or "Lantern" in text(
        client, f"{BASE}/happenings/mine/"
    )
    second_user, _second = make.resident("gu")
    waits = signed_in(second_user)
    waits.post(page(event, "register/"), {"name": "顾", "town": five.huimin.code})
    assert "You are number 1 on the waiting list" in text(waits, page(event))
    client.post(f"{ticket}withdraw/")
    assert "You have a place." in text(waits, page(event))
    on_the_day(make.LATER)
    waits = signed_in(second_user)  # a session does not last from October to November
    waits.post(page(event, "evaluate/"), {"score": "5", "words": "好"})
    assert Evaluation.objects.visible_to(HOUSE).count() == 1
    assert waits.get(page(event, "evaluate/")).status_code == 403


def test_an_officer_plans_shares_out_announces_scans_and_calls_off(five: Five, on_the_day: Any) -> None:
    client = signed_in(five.fengjing.clerk_user)
    said = {
        "title_zh": "水乡灯会", "title": "Lanterns", "kind": "festival", "starts_on": "2024-11-16", "starts_at": "2024-11-16T14:00", "places": "5",
        "registers": "on", "reach": "public", "venue_1_zh": "戏台", "venue_1_town": five.fengjing.code, "venue_2_zh": "广场",
        "venue_2_town": five.huimin.code, "host": "",
    }  # fmt: skip
    assert client.post(f"{BASE}/happenings/add/", {**said, "starts_on": "bald"}).status_code == 422
    assert client.post(f"{BASE}/happenings/add/", said).status_code == 302
    [row] = Happening.objects.visible_to(HOUSE)
    assert text(Client(), page(row), 404)
    again = client.post(f"{BASE}/happenings/add/", {**said, "title_zh": "另一个"})
    assert (again.status_code, "Lanterns" in again.content.decode()) == (422, True)  # what the town has then is named
    assert client.post(f"{BASE}/happenings/add/", {**said, "title_zh": "另一个", "anyway": "on"}).status_code == 302
    shares = text(client, page(row, "share/"))
    assert shares.count('value="1"') == 5  # equal shares stand there to begin with
    assert client.post(page(row, "share/"), {f"q{five.huimin.code}": "4"}).status_code == 422
    quotas = {f"q{five.huimin.code}": "4", f"q{five.fengjing.code}": "1"}
    assert client.post(page(row, "share/"), quotas).status_code == 302
    client.post(page(row, "announce/"))
    assert "Places by town" in text(visitor(), page(row))
    who = make.on_behalf(five.huimin.clerk, row, "=1+1")
    client.post(page(row, "release/"))
    changed = {**said, "about_zh": "带伞", "anyway": "on"}
    assert client.post(page(row, "change/"), changed).status_code == 302
    on_the_day(make.START)
    client = signed_in(five.fengjing.clerk_user)
    assert client.post(page(row, "scan/"), {"code": "no"}).status_code == 422
    assert "Noted as here" in client.post(page(row, "scan/"), {"code": who.code}).content.decode()
    assert "it counts once" in client.post(page(row, "scan/"), {"code": who.code}).content.decode()
    assert "=1+1" in text(client, page(row, "people/"))
    sheet = client.get(page(row).rstrip("/") + "/people.csv").content.decode("utf-8-sig")
    assert ["\n=1" in sheet, ",=1" in sheet, "=1+1" in sheet, who.code in sheet] == [False, False, True, False]
    assert signed_in(five.huimin.clerk_user).get(page(row, "people/")).status_code == 403
    client.post(page(row, "cancel/"), {"why": "台风"})
    assert "Called off" in text(client, page(row))


def test_a_camp_has_sessions_a_grid_and_secondments(five: Five, on_the_day: Any) -> None:
    client = signed_in(five.fengjing.clerk_user)
    row = make.plan(five, kind="camp", places=2)
    who = make.on_behalf(five.huimin.clerk, row, "陆")
    client.post(page(row, "camp/sessions/"), {"title_zh": "开班", "starts_at": "2024-11-16T14:00"})
    assert (
        client.post(page(row, "camp/sessions/"), {"title_zh": "太早", "starts_at": "2024-11-15T14:00"}).status_code
        == 422
    )
    away = {
        "who": str(who.pk),
        "to": five.fengjing.code,
        "office_zh": "营商办",
        "from_on": "2024-12-01",
        "until_on": "2024-12-31",
    }
    assert client.post(page(row, "camp/second/"), {**away, "until_on": "2024-11-01"}).status_code == 422
    assert client.post(page(row, "camp/second/"), away).status_code == 302
    assert Secondment.objects.visible_to(HOUSE).count() == 1
    on_the_day(make.START)
    client = signed_in(five.fengjing.clerk_user)
    sitting = row.sessions.visible_to(HOUSE).get()
    client.post(page(row, f"camp/sessions/{sitting.pk}/"), {"present": [str(who.pk)]})
    client.post(page(row, "tick/"), {"who": str(who.pk)})
    assert Presence.objects.visible_to(HOUSE).count() == 2
    shown = text(client, page(row, "camp/"))
    assert ("checked" in shown, "营商办" in shown, "1 / 1" in shown) == (True, True, True)
    assert text(client, page(row, f"scan/?session={sitting.pk}"))


def test_the_calendar_is_paged_filtered_and_fed(five: Five, on_the_day: Any) -> None:
    row = make.plan(five, ends_on="2024-11-18", starts_at=None)
    make.plan(five, "xindai", title_zh="渔歌", title="Songs", venues=[make.venue(five, "xindai")])
    anybody = visitor()
    assert "Lantern festival" not in text(anybody, f"{BASE}/calendar/")
    assert "Lantern festival" in text(anybody, f"{BASE}/calendar/?month=2024-11")
    assert "Lantern festival" not in text(anybody, f"{BASE}/calendar/?month=2024-11&town={five.xindai.code}")
    assert text(anybody, f"{BASE}/calendar/?month=99999-77")
    feeds = [
        sorted(str(one["summary"]) for one in Calendar.from_ical(anybody.get(address).content).walk("VEVENT"))
        for address in (
            f"{BASE}/calendar.ics",
            f"{BASE}/calendar/{five.xindai.code}.ics",
            page(row).rstrip("/") + ".ics",
        )
    ]
    assert feeds == [["Lantern festival", "Songs"], ["Songs"], ["Lantern festival"]]
    [one] = Calendar.from_ical(anybody.get(page(row).rstrip("/") + ".ics").content).walk("VEVENT")
    days = [one.decoded(name).isoformat() for name in ("dtstart", "dtend")]
    assert days == ["2024-11-16", "2024-11-19"]  # its last day is the 18th
    assert anybody.get(f"{BASE}/calendar/000000000.ics").status_code == 404


def test_series_and_next_year_are_planned_on_pages(five: Five, on_the_day: Any) -> None:
    client = signed_in(five.fengjing.clerk_user)
    said = {"title_zh": "灯会", "kind": "festival", "yearly": "on", "month": "2", "host_rule": "chair"}
    assert client.post(f"{BASE}/happenings/series/add/", {**said, "host_rule": "named"}).status_code == 422
    client.post(f"{BASE}/happenings/series/add/", said)
    [series] = HappeningSeries.objects.visible_to(HOUSE)
    client.post(f"{BASE}/happenings/series/{series.pk}/", {**said, "month": "3", "host": ""})
    assert "not planned" in text(client, f"{BASE}/happenings/desk/")
    client.post(f"{BASE}/happenings/desk/year/", {"year": "2025"})
    [row] = Happening.objects.visible_to(HOUSE)
    assert str(row.starts_on) == "2025-03"
    assert "灯会" in text(Client(), f"{BASE}/happenings/series/")
    assert signed_in(make.resident("lu")[0]).get(f"{BASE}/happenings/desk/").status_code == 403


def test_a_pass_is_offered_issued_and_taken_in_on_pages(five: Five, on_the_day: Any) -> None:
    client = signed_in(five.fengjing.clerk_user)
    said = {"title_zh": "联票", "valid_from": "2024-10-01", "valid_to": "2024-12-31", "uses": "1", "price_cny": "88"}
    one = {f"v{five.fengjing.code}": "古镇"}
    assert client.post(f"{BASE}/passes/add/", {**said, **one}).status_code == 422
    client.post(f"{BASE}/passes/add/", {**said, **one, f"v{five.huimin.code}": "广场"})
    [row] = JointPass.objects.visible_to(HOUSE)
    issued = client.post(f"{BASE}/passes/{row.pk}/issue/", {"number": "2"}).content.decode()
    codes = [one.code for one in IssuedPass.objects.visible_to(HOUSE)]
    assert [code in issued for code in codes] == [True, True]
    shown = text(client, f"{BASE}/passes/{row.pk}/")
    assert [code in shown for code in codes] == [False, False]
    venue = row.venues.visible_to(HOUSE).get(town=five.fengjing.row)
    use = f"{BASE}/passes/{row.pk}/venues/{venue.pk}/"
    assert "0 uses are left" in client.post(use, {"code": codes[0]}).content.decode()
    assert client.post(use, {"code": codes[0]}).status_code == 422
    assert PassUse.objects.visible_to(HOUSE).count() == 1
    assert text(Client(), f"{BASE}/passes/")


def test_programs_plan_register_and_take_tickets_in(five: Five, on_the_day: Any) -> None:
    client, anybody = signed_in(five.fengjing.clerk_user), Client()
    body = {
        "title_zh": "水乡灯会", "kind": "festival", "starts_on": "2024-11-16", "registers": True, "places": 3, "announce": True,
        "quotas": {five.huimin.code: 1, five.fengjing.code: 1}, "venues": [{"name_zh": "戏台", "town": five.fengjing.code}],
    }  # fmt: skip
    made = client.post(f"{API}/happenings", body, content_type="application/json")
    assert (made.status_code, [q["places"] for q in made.json()["quotas"]]) == (201, [2, 1])
    uid = made.json()["uid"]
    lu, _own = make.resident("lu")
    who = signed_in(lu)
    told = who.post(
        f"{API}/happenings/{uid}/registrations",
        {"name": "陆", "town": five.huimin.code},
        content_type="application/json",
    )
    assert (told.status_code, told.json()["state"], told.json()["place"]) == (201, "held", None)
    assert (
        anybody.post(
            f"{API}/happenings/{uid}/registrations",
            {"name": "陆", "town": five.huimin.code},
            content_type="application/json",
        ).status_code
        == 401
    )
    assert [one["code"] for one in who.get(f"{API}/registrations").json()["registrations"]] == [told.json()["code"]]
    ticket = {"code": told.json()["code"]}
    early = client.post(f"{API}/happenings/{uid}/attendance", ticket, content_type="application/json")
    assert (early.status_code, early.json()["error"]["code"]) == (403, "too_early")
    on_the_day(make.START)
    client = signed_in(five.fengjing.clerk_user)
    came = [
        client.post(f"{API}/happenings/{uid}/attendance", ticket, content_type="application/json").json()["fresh"]
        for _ in range(2)
    ]
    assert came == [True, False]
    on_the_day(NOW)
    client, who = signed_in(five.fengjing.clerk_user), signed_in(lu)
    back = who.post(f"{API}/registrations/{told.json()['uid']}/withdrawal")
    assert (back.status_code, back.json()["state"], back.json()["code"]) == (200, "withdrawn", "")
    assert anybody.get(f"{API}/happenings/{uid}/evaluation").json() == {
        "answers": 0,
        "least": 5,
        "mean": None,
        "scores": None,
    }
    gone = client.post(f"{API}/happenings/{uid}/cancellation", {"why": "台风"}, content_type="application/json")
    assert gone.json()["state"] == "cancelled"
    lines = anybody.get(f"{API}/calendar?first=2024-11-01&last=2024-11-30").json()["lines"]
    assert [(line["title_zh"], line["state"], line["clashes"]) for line in lines] == [("水乡灯会", "cancelled", [])]


def test_the_terminal_answers_as_the_pages_do(five: Five) -> None:
    row = make.plan(five, places=2, quotas={five.huimin.code: 1})
    make.on_behalf(five.huimin.clerk, row, "陆")
    code, calendar = run("calendar", "five-towns", "--from", "2024-11-01", "--until", "2024-11-30")
    assert (code, [line["title_zh"] for line in calendar["lines"]]) == (0, ["水乡灯会"])
    shown = run("happening", "five-towns", str(row.pk))[1]
    assert [(q["town"], q["places"], q["taken"], q["free"]) for q in shown["quotas"]] == [(five.huimin.code, 2, 1, 1)]
    assert [one["uid"] for one in run("happenings", "five-towns", "--kind", "festival")[1]["happenings"]] == [
        str(row.pk)
    ]
    make.offer(five)
    assert [one["uses"] for one in run("passes", "five-towns")[1]["passes"]] == [0]
    assert run("calendar", "nowhere")[0] == 1


def test_the_clock_announces_what_is_due_and_nothing_else(five: Five) -> None:
    row = make.plan(five, announce=False, announce_at=NOW)
    happenings_due(NOW - timedelta(minutes=1))
    assert Happening.objects.visible_to(HOUSE).get(pk=row.pk).announced_at is None
    happenings_due(NOW)
    happenings_due(NOW + timedelta(minutes=1))
    assert Happening.objects.visible_to(HOUSE).get(pk=row.pk).announced_at == NOW


def test_names_are_erased_two_months_after_the_event(five: Five) -> None:
    row = make.on_behalf(five.huimin.clerk, make.plan(five), "陆")
    from tests.factories.base import writing

    with writing():
        assert actions.purge_registrations(make.START) == 0
        assert actions.purge_registrations(make.START + timedelta(days=1)) == 1
    assert Registration.objects.visible_to(HOUSE).get(pk=row.pk).name == ""
