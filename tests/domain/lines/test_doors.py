"""Lines by pages, programs and the terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.domain.lines.cli import lines as commands
from pilin.domain.lines.models import CallAt, Line, Stop, StopPermission, Trip
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from tests.domain.lines.test_lines import home
from tests.factories import lines as make
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/lines/"
HOUSE = Stand.machine()
FENGJING, HUIMIN = "30.8902,121.0120", "30.8391,120.9699"


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
    return answer.content.decode()


def table(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("时刻表.csv", "\n".join(("车次,方向,开行日,站点,到达,发车", *rows)).encode())


def test_a_clerk_keeps_stops_line_timetable_and_permissions_on_pages(five: Five):
    client, other = signed_in(five.fengjing.clerk.person), signed_in(five.huimin.clerk.person)
    stop = {"code": "fengjing", "name_zh": "枫泾站", "latitude": "30.8902", "longitude": "121.0120", "place": "310116102", "audience": "public"}  # fmt: skip
    assert client.post(f"{PAGES}stops/add/", {**stop, "place": "330421003"}).status_code == 422
    assert client.post(f"{PAGES}stops/add/", stop).status_code == 302
    there = {**stop, "code": "huimin", "name_zh": "惠民站", "latitude": "30.8391", "longitude": "120.9699", "place": "330421003"}  # fmt: skip
    assert other.post(f"{PAGES}stops/add/", there).status_code == 302
    begin, end = (Stop.objects.visible_to(HOUSE).get(code=code) for code in ("fengjing", "huimin"))
    line = {"number": "枫惠1", "name_zh": "枫泾—惠民", "kind": "cross_province", "fare_cny": "2", "cards": ["code"], "valid_from": "2024-01-01", "audience": "public"}  # fmt: skip
    assert client.post(f"{PAGES}add/", {**line, "kind": "tram"}).status_code == 422
    assert client.post(f"{PAGES}add/", line).status_code == 302
    row = Line.objects.visible_to(HOUSE).get()
    assert (row.owner, str(row.fare_cny), row.cards) == (five.fengjing.code, "2.00", "code")
    brought = table("1840,去,,fengjing,,18:40", "1840,去,,惠民站,19:02,")
    sent = {"file": brought, "valid_from": str(TODAY)}
    assert client.post(f"{PAGES}{row.pk}/bring/", sent).status_code == 302
    assert [(c.stop_id, c.arrives, c.departs) for c in CallAt.objects.visible_to(HOUSE)] == [
        (begin.pk, 1120, 1120),
        (end.pk, 1142, 1142),
    ]
    said = {"line": str(row.pk), "may_board": "yes", "may_alight": "", "ground_zh": "第三条", "valid_from": str(TODAY)}
    assert client.post(f"{PAGES}stops/{begin.pk}/permit/", {**said, "may_board": ""}).status_code == 422
    assert client.post(f"{PAGES}stops/{begin.pk}/permit/", said).status_code == 302
    assert client.post(f"{PAGES}stops/{end.pk}/permit/", said).status_code == 403
    word = StopPermission.objects.visible_to(HOUSE).get()
    assert (word.may_board, word.may_alight, word.owner) == (True, None, five.fengjing.code)
    assert other.post(f"{PAGES}permissions/{word.pk}/withdraw/").status_code == 403
    assert client.post(f"{PAGES}permissions/{word.pk}/withdraw/").status_code == 302
    assert StopPermission.objects.visible_to(HOUSE).get().withdrawn_on == TODAY
    changed = {**line, "number": "枫惠2", "revision": Line.objects.visible_to(HOUSE).get().revision}
    assert client.post(f"{PAGES}{row.pk}/change/", changed).status_code == 302
    assert client.post(f"{PAGES}{row.pk}/change/", {**changed, "number": "枫惠3"}).status_code == 422  # read before
    assert client.post(f"{PAGES}stops/{begin.pk}/change/", {**stop, "name": "Fengjing"}).status_code == 302
    assert client.post(f"{PAGES}{row.pk}/close/", {"last_day": "2024-10-01"}).status_code == 422
    assert client.post(f"{PAGES}{row.pk}/close/", {"last_day": "2024-12-31"}).status_code == 302
    kept = Line.objects.visible_to(HOUSE).get()
    assert (kept.number, str(kept.valid_to), Stop.objects.visible_to(HOUSE).get(code="fengjing").name) == ("枫惠2", "2024-12-31", "Fengjing")  # fmt: skip


def test_a_timetable_with_faults_is_reported_cell_by_cell_and_not_written(five: Five):
    row, *_stops = home(five)
    before = Trip.objects.visible_to(HOUSE).count()
    wrong = table(
        "a,去,,fengjing,,8:00",
        "a,去,,huimin,25 past,8:20",
        "b,向上,,fengjing,,9:00",
        "b,,,huimin,9:20,",
        "c,去,,fengjing,,",
    )
    client = signed_in(five.fengjing.clerk.person)
    answer = client.post(f"{PAGES}{row.pk}/bring/", {"file": wrong, "valid_from": str(TODAY)})
    assert answer.status_code == 422
    report = answer.context["report"]
    assert report.rows == 5
    assert [(fault.row, fault.field, fault.code) for fault in report.faults] == [
        (4, "方向", "no_choice"), (3, "arrives", "time"), (6, "departs", "no_time"), (4, "direction", "direction"), (6, "trip", "one_call"),
    ]  # fmt: skip
    assert Trip.objects.visible_to(HOUSE).count() == before
    torn = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no workbook")
    assert client.post(f"{PAGES}{row.pk}/bring/", {"file": torn, "valid_from": str(TODAY)}).status_code == 422
    unread = SimpleUploadedFile("x.csv", "站,车\n1,2".encode())
    report = client.post(f"{PAGES}{row.pk}/bring/", {"file": unread, "valid_from": str(TODAY)}).context["report"]
    assert {fault.code for fault in report.faults} == {"unknown_column", "missing_column"}


@pytest.mark.parametrize("page", ["add/", "stops/add/"])
def test_only_a_clerk_is_shown_the_forms(five: Five, page: str):
    assert Client().get(PAGES + page).status_code == 403
    assert signed_in(five.fengjing.secretary.person).get(PAGES + page).status_code == 403
    assert signed_in(five.fengjing.clerk.person).get(PAGES + page).status_code == 200


def test_everyone_reads_the_lines_in_both_languages(five: Five):
    row, begin, gate, _end = home(five)
    for language, words in (
        ("en", ("Buses across the border", "How do I get there", "last bus", "nobody may use it at 1 stop")),
        ("zh-hans", ("跨省公交", "怎么去", "末班", "有 1 个站不能上下客")),
    ):
        page = text(PAGES, language=language)
        assert [word in page for word in (*words, "18:40", "07:20", str(row.pk))] == [True] * 7
    page = text(f"{PAGES}{row.pk}/")
    assert [
        word in page for word in ("neither on nor off", "嘉善班车不得停靠", "last bus 18:40", "the provincial border")
    ] == [True] * 4
    assert "of 2 stops one may get on at 1 and off at 1" in page
    assert "末班 18:40" in text(f"{PAGES}{row.pk}/", language="zh-hans")
    page = text(f"{PAGES}stops/{gate.pk}/")
    assert ("neither on nor off" in page, "18:44" in page, 'class="tag"' in page) == (True, True, False)
    assert text(f"{PAGES}stops/{begin.pk}/").count('class="tag"') == 1
    assert "may-day is no day" in text(f"{PAGES}stops/{begin.pk}/?on=may-day")
    assert "No bus leaves here that day" in text(f"{PAGES}stops/{begin.pk}/?on=2023-01-01")


def test_a_stop_says_what_nobody_has_said(five: Five):
    clerk = five.fengjing.clerk
    begin, row = make.stop(clerk, "fengjing"), make.line(clerk)
    make.stop(five.huimin.clerk, "huimin")
    make.timetable(row, clerk, "a out: fengjing 8:00, huimin 8:20")
    assert "nobody has said it, so no ride counts on it" in text(f"{PAGES}stops/{begin.pk}/")
    assert "没有人说过，找路时不用" in text(f"{PAGES}stops/{begin.pk}/", language="zh-hans")


def test_one_asks_the_way_on_a_page_and_is_told_why_there_is_none(five: Five):
    _row, begin, _gate, end = home(five)

    def way(origin: Stop, goal: Stop, after: str, language: str = "en") -> str:
        return text(
            f"{PAGES}way/?origin=stop:{origin.pk}&goal=stop:{goal.pk}&on={TODAY}&after={after}", language=language
        )

    page = way(begin, end, "07:00")
    assert [word in page for word in ("2 ways", "07:20 → 07:42", "18:40 → 19:02", "CNY 2")] == [True] * 4
    assert page.count("last bus</span>") == 1
    assert ("one may not get on there" in page, "嘉善班车不得停靠" in page) == (True, True)
    late = way(begin, end, "18:41", "zh-hans")
    assert ("没有车了" in late, "18:40" in late) == (True, True)
    nowhere = make.stop(five.xindai.clerk, "xindai")
    assert "No bus leads there" in way(begin, nowhere, "07:00")
    assert "一公里" in way(nowhere, begin, "07:00", "zh-hans")
    client = Client()
    assert client.get(f"{PAGES}way/").status_code == 200
    same = f"{PAGES}way/?origin=stop:{begin.pk}&goal=stop:{begin.pk}&on={TODAY}&after=7:00"
    assert client.get(same).status_code == 422
    assert client.get(f"{PAGES}way/?origin=stop:0&goal=place:moon&on=x&after=y").status_code == 422


def test_the_circle_leads_to_its_lines(five: Five):
    assert f'href="{PAGES}"' in text("/c/five-towns/about/")


def test_programs_keep_lines_and_ask_for_rides(five: Five):
    client, other = signed_in(five.fengjing.clerk.person), signed_in(five.huimin.clerk.person)

    def post(path: str, by: Client = client, **given: Any) -> tuple[int, Any]:
        answer = by.post(f"{API}/{path}", json.dumps(given), content_type="application/json")
        return answer.status_code, answer.json()

    place = {"latitude": "30.8902", "longitude": "121.0120", "place": "310116102"}
    status, begin = post("stops", code="fengjing", name_zh="枫泾站", name_en="Fengjing", **place)
    assert (status, begin["bank"], begin["province"], begin["latitude"]) == (201, 1, "31", 30.8902)
    assert post("stops", code="fengjing", name_zh="枫泾站", **place)[0] == 422
    there = {"latitude": "30.8391", "longitude": "120.9699", "place": "330421003"}
    _status, end = post("stops", other, code="huimin", name_zh="惠民站", **there)
    status, line = post("lines", number="7", name_zh="枫泾—惠民", kind="cross_province", fare_cny="2.50", cards=["cash"], valid_from="2024-01-01")  # fmt: skip
    assert (status, line["fare_cny"], line["cards"], line["operator_zh"]) == (201, "2.50", ["cash"], "")
    calls = [{"trip": "a", "direction": "out", "stop": "fengjing", "departs": "18:40"}, {"trip": "a", "stop": "huimin", "arrives": "19:02"}]  # fmt: skip
    status, error = post(f"lines/{line['uid']}/timetable", valid_from="2024-10-18", calls=[{**calls[0], "stop": "moon", "departs": "late"}, calls[1]])  # fmt: skip
    assert (status, error["error"]["row"], error["error"]["field"]) == (422, 1, "departs")
    assert post(f"lines/{line['uid']}/timetable", valid_from="2024-10-18", calls=calls) == (200, {"trips": 1, "calls": 2, "ended": 0})  # fmt: skip
    asked = f"{API}/rides?origin={FENGJING}&goal={HUIMIN}&after=7:00"
    unsaid = client.get(asked).json()
    assert (unsaid["rides"], unsaid["last_departure"]) == ([], None)
    assert [(one["stop"], one["at"], one["known"]) for one in unsaid["passing"]] == [
        (begin["uid"], "origin", False), (end["uid"], "goal", False),
    ]  # fmt: skip
    word = {"may_board": True, "may_alight": True, "ground_zh": "第三条", "valid_from": "2024-01-01"}
    assert post(f"lines/{line['uid']}/permissions", stop=end["uid"], **word)[0] == 403
    status, here = post(f"lines/{line['uid']}/permissions", stop=begin["uid"], **word)
    assert (status, here["direction"], here["may_board"], here["town"]) == (201, None, True, five.fengjing.code)
    assert post(f"lines/{line['uid']}/permissions", other, stop=end["uid"], **word)[0] == 201
    found = client.get(asked).json()
    (ride,) = found["rides"]
    assert (ride["fare_cny"], ride["changes"], ride["legs"][0]["number"], ride["legs"][0]["departs"]) == ("2.50", 0, "7", "18:40")  # fmt: skip
    assert (found["last_departure"], found["last_departure_minutes"]) == ("18:40", 1120)
    told = client.get(f"{API}/lines/{line['uid']}").json()
    assert [(c["code"], c["departs"], c["may_board"]) for c in told["trips"][0]["calls"]] == [("fengjing", "18:40", True), ("huimin", "19:02", True)]  # fmt: skip
    leaves = client.get(f"{API}/stops/{begin['uid']}").json()
    assert [(one["departs"], one["last"]) for one in leaves["departures"]] == [("18:40", True)]
    assert [one["ground_zh"] for one in leaves["permissions"]] == ["第三条"]
    assert post(f"stop-permissions/{here['uid']}/withdraw")[1]["withdrawn_on"] == "2024-10-18"
    assert post(f"lines/{line['uid']}/close", last_day="2024-12-31")[1]["valid_to"] == "2024-12-31"


@pytest.mark.parametrize(
    ("asked", "field"),
    [("origin=x&goal=30,121", "origin"), ("origin=30,121&goal=91,121", "goal"), ("origin=30,121&goal=30,122&after=noon", "after")],
)  # fmt: skip
def test_a_place_or_time_that_is_none_is_named(five: Five, asked: str, field: str):
    answer = Client().get(f"{API}/rides?{asked}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


def test_the_terminal_says_what_programs_are_told(five: Five):
    row, *_stops = home(five)
    assert run("list", "five-towns") == (0, Client().get(f"{API}/lines").json())
    assert run("show", "five-towns", row.number) == (0, Client().get(f"{API}/lines/{row.pk}").json())
    asked = ("--from", FENGJING, "--to", HUIMIN, "--after", "18:00")
    found = Client().get(f"{API}/rides?origin={FENGJING}&goal={HUIMIN}&after=18:00").json()
    assert run("ride", "five-towns", *asked) == (0, found)
    assert [ride["legs"][0]["departs"] for ride in found["rides"]] == ["18:40"]
    assert (run("list", "nowhere")[0], run("show", "five-towns", "99")[0]) == (1, 1)
    runner = CliRunner()
    told = runner.invoke(commands, ["show", "five-towns", row.number], obj=Caller(Standing.public()))
    assert [word in told.stdout for word in ("18:40", "no", "huimin站")] == [True] * 3
    told = runner.invoke(commands, ["ride", "five-towns", *asked], obj=Caller(Standing.public()))
    assert "last bus: 18:40" in told.stdout
    for wrong in (("--from", "x", *asked[2:]), (*asked[:4], "--after", "noon")):
        assert runner.invoke(commands, ["ride", "five-towns", *wrong], obj=Caller(Standing.public())).exit_code == 2


def test_a_form_begins_with_a_day_that_a_browser_reads(five: Five):
    make.stop(five.fengjing.clerk, "fengjing")
    for language in ("zh-hans", "en"):
        assert f'value="{TODAY.isoformat()}"' in text(PAGES, language=language)
