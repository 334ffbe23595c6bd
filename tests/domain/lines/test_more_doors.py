"""Feeds, trips by arrival and subsidies by pages, programs and the terminal."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.domain.lines.cli import lines as commands
from pilin.domain.lines.models import Line, Stop, StopMatch, Subsidy
from pilin.engine import gtfs
from pilin.foundation.access.standing import Standing
from tests.domain.lines.test_doors import API, PAGES, Caller, signed_in, text
from tests.domain.lines.test_feeds import stops
from tests.domain.lines.test_lines import home
from tests.engine.gtfs.feeds import FEED, packed
from tests.factories import lines as make
from tests.factories.base import TODAY, Five, Stand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
HOUSE = Stand.machine()


def run(*words: str, by: Standing | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller(by or Standing.public()))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


def archive(files: dict[str, str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("feed.zip", packed(files), "application/zip")


@pytest.mark.source("D-87")
def test_a_feed_is_looked_at_answered_and_brought_on_the_page(five: Five):
    stops(five)
    client, stranger = signed_in(five.fengjing.clerk.person), Client()
    assert stranger.get(f"{PAGES}feed/bring/").status_code == 403
    assert client.get(f"{PAGES}feed/bring/").status_code == 200
    assert client.post(f"{PAGES}feed/bring/", {"valid_from": TODAY.isoformat()}).status_code == 422
    looked = client.post(f"{PAGES}feed/bring/", {"valid_from": TODAY.isoformat(), "file": archive(FEED), "do": "look"})
    assert looked.status_code == 200
    plan, kept = looked.context["plan"], looked.context["packed"]
    assert ([one.how for one in plan.stops], StopMatch.objects.visible_to(HOUSE).count()) == (
        ["sure", "sure", "ask"],
        0,
    )
    unsaid = client.post(f"{PAGES}feed/bring/", {"valid_from": TODAY.isoformat(), "packed": kept, "do": "bring"})
    assert (unsaid.status_code, Line.objects.visible_to(HOUSE).count()) == (422, 0)
    done = client.post(f"{PAGES}feed/bring/", {"valid_from": TODAY.isoformat(), "packed": kept, "do": "bring", "stop:3": "new"})  # fmt: skip
    assert (done.status_code, Line.objects.visible_to(HOUSE).get().number) == (302, "枫惠1路")
    page = text(f"{PAGES}feed/")
    assert ("枫泾公交" in page, "惠民街道办事处" in page, "Part them" in page) == (True, True, False)
    match = StopMatch.objects.visible_to(HOUSE).get(feed_stop="1")
    assert "枫泾公交" in text(f"{PAGES}stops/{match.stop_id}/")
    assert client.post(f"{PAGES}matches/{match.pk}/part/").status_code == 302
    assert StopMatch.objects.visible_to(HOUSE).filter(feed_stop="1").count() == 0
    assert client.post(f"{PAGES}matches/{match.pk}/part/").status_code == 404
    broken = {name: table for name, table in FEED.items() if name != "trips.txt"}
    wrong = client.post(f"{PAGES}feed/bring/", {"valid_from": TODAY.isoformat(), "file": archive(broken), "do": "look"})
    assert (wrong.status_code, "trips.txt" in wrong.content.decode()) == (422, True)
    for bad in ("!!!", "AAAA"):
        assert client.post(f"{PAGES}feed/bring/", {"valid_from": TODAY.isoformat(), "packed": bad}).status_code == 422


def test_the_feed_is_taken_by_page_program_and_terminal_alike(five: Five, tmp_path: Path):
    home(five)
    taken = Client().get(f"{PAGES}feed/gtfs.zip")
    assert taken.headers["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
    assert {"stops.txt", "stop_times.txt", "feed_info.txt", "translations.txt"} <= set(names)
    assert Client().get(f"{API}/gtfs.zip").content == taken.content
    code, told = run("gtfs", "export", str(tmp_path / "feed"), "--circle", "five-towns")
    assert (code, told["rows"]["trips.txt"]) == (0, 3)
    code, told = run("gtfs", "validate", str(tmp_path / "feed"))
    assert (code, told["valid"], [one for one in told["faults"] if one["grave"]]) == (0, True, [])
    (tmp_path / "feed" / "trips.txt").unlink()
    code, told = run("gtfs", "validate", str(tmp_path / "feed"))
    assert (code, told["valid"], told["faults"][0]["code"], told["faults"][0]["file"]) == (1, False, "missing_file", "trips.txt")  # fmt: skip
    assert run("gtfs", "export", str(tmp_path / "feed.zip"))[0] == 0
    assert gtfs.check_feed(gtfs.read_feed(tmp_path / "feed.zip")[0]) == []


def test_a_feed_is_brought_by_program_and_terminal(five: Five, tmp_path: Path):
    stops(five)
    client = signed_in(five.fengjing.clerk.person)
    data = {"valid_from": TODAY.isoformat(), "dry_run": "true"}
    dry = client.post(f"{API}/gtfs", {**data, "file": archive(FEED)})
    assert (dry.status_code, dry.json()["counts"]["ask"], dry.json()["written"]) == (200, 1, None)
    asked = client.post(f"{API}/gtfs", {**data, "dry_run": "false", "file": archive(FEED)})
    assert (asked.status_code, Line.objects.visible_to(HOUSE).count()) == (422, 0)
    assert client.post(f"{API}/gtfs", {**data, "answers": "[]", "file": archive(FEED)}).status_code == 422
    assert Client().post(f"{API}/gtfs", {**data, "file": archive(FEED)}).status_code == 401
    done = client.post(f"{API}/gtfs", {**data, "dry_run": "false", "answers": json.dumps({"3": "new"}), "file": archive(FEED)})  # fmt: skip
    assert (done.status_code, done.json()["written"]["trips"]) == (200, 2)
    assert [one["by_hand"] for one in client.get(f"{API}/stop-matches").json()["matches"]] == [False, False, False]
    gtfs.write_folder(FEED, tmp_path / "feed")
    code, told = run("gtfs", "import", str(tmp_path / "feed"), "--dry-run", by=five.fengjing.clerk)
    assert (code, told["counts"]["lines_same"], told["written"]) == (0, 1, None)
    code, told = run("gtfs", "import", str(tmp_path / "feed"), by=five.xindai.clerk)
    assert (code, told["written"]["stops"], told["counts"]["sure"]) == (0, 0, 3)
    code, told = run("gtfs", "import", str(tmp_path / "feed"), "--stop", "3=new", "--stop", "1=new", by=five.fengjing.clerk)  # fmt: skip
    assert (code, told["written"]["stops"]) == (0, 2)
    assert run("gtfs", "import", str(tmp_path / "feed"))[0] == 1


@pytest.mark.source("D-87", "P-8")
def test_one_is_there_by_nine_by_page_program_and_terminal(five: Five):
    _line, begin, gate, _end = home(five)
    asked = "?origin=fengjing&goal=huimin&arrive=09:00"
    page = text(f"{PAGES}trip/{asked}")
    for words in ("Leave at 07:20 at the latest", "The last bus back leaves huimin at 08:00.", "getting on is allowed", "China T-Union card"):  # fmt: skip
        assert words in page
    late = text(f"{PAGES}trip/?origin=fengjing&goal=huimin&arrive=19:30&back=19:00")
    assert "The last bus back leaves at 08:00, before 19:00" in late
    assert "No bus is there by 06:00" in text(f"{PAGES}trip/?origin=fengjing&goal=huimin&arrive=06:00")
    assert "枫惠1" in text(f"{PAGES}trip/?origin={begin.pk}&goal=30.8391,120.9699&arrive=09:00")
    assert f"stops/{gate.pk}/" in text(f"{PAGES}trip/?origin=fengjing-hospital&goal=huimin&arrive=5:00")
    for bad in (
        "?origin=fengjing&goal=fengjing",
        "?origin=fengjing&goal=nowhere",
        "?origin=fengjing&goal=huimin&arrive=9",
        "?origin=fengjing",
    ):
        assert Client().get(f"{PAGES}trip/{bad}").status_code == 422
    assert Client().get(f"{PAGES}trip/").status_code == 200
    told = Client().get(f"{API}/trips{asked}").json()
    (way,) = told["ways"]
    assert (way["leaves"], way["cards"], way["legs"][0]["board_ground_zh"], told["last_bus_back"]) == ("07:20", ["t_union", "code"], "毗邻公交协议第三条", "08:00")  # fmt: skip
    code, same = run("trip", "--from", "fengjing", "--to", "huimin", "--arrive", "09:00", "--on", TODAY.isoformat())
    assert (code, same) == (0, told)
    for bad in (
        "origin=nowhere&goal=huimin&arrive=9:00",
        "origin=fengjing&goal=huimin&arrive=x",
        "origin=fengjing&goal=huimin&arrive=",
    ):
        assert Client().get(f"{API}/trips?{bad}").status_code == 422
    assert run("trip", "--from", "nowhere", "--to", "huimin", "--arrive", "9:00")[0] == 1


@pytest.mark.source("D-87")
def test_who_pays_is_proposed_and_agreed_on_pages_and_by_programs(five: Five):
    row = make.line(five.fengjing.clerk)
    client, other, third = (signed_in(town.clerk.person) for town in (five.fengjing, five.huimin, five.xindai))
    said = {
        "year": TODAY.year,
        "amount_cny": "100000.00",
        f"share_{five.fengjing.code}": "40",
        f"share_{five.huimin.code}": "60",
    }
    assert client.post(f"{PAGES}{row.pk}/subsidy/", {**said, f"share_{five.huimin.code}": "50"}).status_code == 422
    assert client.get(f"{PAGES}{row.pk}/subsidy/").status_code == 200
    assert client.post(f"{PAGES}{row.pk}/subsidy/", said).status_code == 302
    made = Subsidy.objects.visible_to(HOUSE).get()
    assert "60,000" in text(f"{PAGES}subsidies/")
    assert third.post(f"{PAGES}subsidies/{made.pk}/agree/").status_code == 403
    assert other.post(f"{PAGES}subsidies/{made.pk}/agree/").status_code == 302
    assert [one["agreed"] for one in Client().get(f"{API}/subsidies").json()["subsidies"][0]["parts"]] == [True, True]
    shares = [{"town": five.fengjing.code, "per_cent": "33.33"}, {"town": five.huimin.code, "per_cent": "66.67"}]
    data = {"year": TODAY.year, "shares": shares}
    newer = client.post(f"{API}/lines/{row.pk}/subsidies", data, content_type="application/json")
    assert (newer.status_code, newer.json()["amount_cny"]) == (201, None)
    uid = newer.json()["uid"]
    assert client.post(f"{API}/subsidies/{uid}/withdraw").json()["withdrawn_on"] == TODAY.isoformat()
    assert (
        client.post(
            f"{API}/lines/{row.pk}/subsidies", {**data, "shares": shares[:1]}, content_type="application/json"
        ).status_code
        == 422
    )
    again = client.post(f"{API}/lines/{row.pk}/subsidies", data, content_type="application/json").json()["uid"]
    assert other.post(f"{API}/subsidies/{again}/agree").json()["agreed_on"] == TODAY.isoformat()
    assert client.post(f"{PAGES}subsidies/{again}/take-back/").status_code == 409
    assert "66.67 %" in text(f"{PAGES}{row.pk}/")


def test_stops_keep_their_names_where_two_feeds_number_them_alike(five: Five):
    stops(five)
    make.bring(five.fengjing.clerk, FEED, answers={"3": "new"})
    other = {
        **FEED,
        "feed_info.txt": FEED["feed_info.txt"].replace("枫泾公交", "嘉善公交"),
        "routes.txt": FEED["routes.txt"].replace("枫惠1路", "8路"),
    }
    make.bring(five.huimin.clerk, other)
    held = StopMatch.objects.visible_to(HOUSE).filter(feed_stop="3")
    assert sorted((one.feed, one.stop.name_zh) for one in held) == [
        ("嘉善公交", "姚庄客运站"),
        ("枫泾公交", "姚庄客运站"),
    ]
    assert Stop.objects.visible_to(HOUSE).count() == 3
