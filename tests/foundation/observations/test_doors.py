"""Readings through every door: pages, API, table, terminal and OGC SensorThings; all of them one deed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pilin.config.command import Caller
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity import actions as identity
from pilin.foundation.observations import actions, queries
from pilin.foundation.observations.cli import observations as command
from pilin.foundation.observations.models import GaugeReading, RefusedReading, Station
from pilin.foundation.observations.queries import observing
from pilin.foundation.observations.queries.sensing import PROPERTIES
from pilin.foundation.observations.rules import odata
from tests.factories.base import NOW, SHANGHAI, Five
from tests.factories.observations import level, make_gauge, make_station, rain, take

HOUSE = Standing.machine("test")
STA = "/sta/v1.1/"
HERE = "/c/five-towns/observatory/stations/"
API = "/api/v1/circles/five-towns/"


def stamp(minutes: float = 0) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def gauge(five: Five) -> Any:
    return make_gauge(five)


@pytest.fixture
def key(five: Five, on_the_day: Any) -> dict[str, str]:
    _row, secret = identity.make_key(
        by=five.fengjing.signatory, at=NOW, name="logger", scopes=["write:observations"], expires_on=NOW.date() + timedelta(days=30),
        member=five.fengjing.code,
    )  # fmt: skip
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture
def desk(five: Five, on_the_day: Any) -> Client:
    client = Client()
    client.force_login(five.fengjing.clerk_user)
    return client


def said(slug: str, value: Any = "3.55", minutes: float = -5, **more: Any) -> dict[str, Any]:
    return {"series": slug, "at": stamp(minutes), "value": value, "unit": "m", "datum": "吴淞", **more}


class TestApi:
    def test_a_key_of_the_town_sends_readings(self, gauge: Any, key: dict[str, str]) -> None:
        rows = [said(gauge.slug), said(gauge.slug, None, 0), said(gauge.slug, 3.5, 0, unit="")]
        answer = Client().post(f"{API}readings", {"readings": rows}, content_type="application/json", headers=key)
        assert answer.status_code == 200
        told = answer.json()
        assert {name: told[name] for name in ("taken", "doubled", "revised", "marked")} == {
            "taken": 2, "doubled": 0, "revised": 0, "marked": 1,
        }  # fmt: skip
        assert [(f["code"], f["field"], f["row"]) for f in told["refused"]] == [("no_unit", "unit", 3)]
        shown = Client().get(f"{API}readings/{gauge.slug}").json()
        assert [(r["value"], r["quality"]) for r in shown["readings"]] == [("3.550", []), (None, ["missing"])]
        assert (shown["unit"], shown["datum"]) == ("m_level", "吴淞")

    def test_a_table_is_read_row_by_row(self, gauge: Any, key: dict[str, str]) -> None:
        table = f"时间,测项,值,单位,基面\n{stamp(-5)},{gauge.slug},3.55,m,吴淞\n{stamp(0)},{gauge.slug},3.56,mm,吴淞\n"
        for taken in (1, 0):
            answer = Client().post(f"{API}readings.csv", table.encode(), content_type="text/csv", headers=key)
            assert (answer.status_code, answer.json()["taken"], answer.json()["doubled"]) == (200, taken, 1 - taken)
            assert [(f["row"], f["code"]) for f in answer.json()["refused"]] == [(3, "other_unit")]
        assert RefusedReading.objects.visible_to(HOUSE).count() == 1

    def test_strangers_and_the_public_write_nothing(self, five: Five, gauge: Any, on_the_day: Any) -> None:
        body = {"readings": [said(gauge.slug)]}
        assert Client().post(f"{API}readings", body, content_type="application/json").status_code == 401
        other = Client()
        other.force_login(five.xindai.clerk_user)
        answer = other.post(f"{API}readings", body, content_type="application/json")
        assert [f["code"] for f in answer.json()["refused"]] == ["other_town"]
        assert not GaugeReading.objects.visible_to(HOUSE).exists()

    def test_at_most_a_month_at_once(self, gauge: Any, on_the_day: Any) -> None:
        answer = Client().get(f"{API}readings/{gauge.slug}?since=2024-01-01T00:00&until=2024-03-01T00:00")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_long")

    @pytest.mark.parametrize("name", ["since", "until", "known_at"])
    def test_the_ends_of_the_calendar_are_no_moments(self, gauge: Any, on_the_day: Any, name: str) -> None:
        for said_ in ("0001-01-01T00:00:00", "9999-12-31T23:59:59Z"):
            answer = Client().get(f"{API}readings/{gauge.slug}", {name: said_})
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, name)

    def test_stations_with_their_gauges(self, five: Five, gauge: Any, on_the_day: Any) -> None:
        take(five, level(gauge, -5, "3.5"))
        [one] = Client().get(f"{API}stations").json()["stations"]
        assert one == Client().get(f"{API}stations/fengjing-east").json()
        assert (one["code"], one["longitude"], one["gauges"][0]["state"]) == ("fengjing-east", 121.02, "fine")
        assert one["gauges"][0]["newest"]["value"] == "3.500"
        assert Client().get(f"{API}stations/nowhere").status_code == 404


class TestPages:
    def test_enter_a_station_and_open_its_gauge(self, five: Five, desk: Client) -> None:
        answer = desk.post(
            f"{HERE}add/",
            {"name_zh": "俞汇塘桥", "code": "yuhui", "kind": "level", "audience": "public", "longitude": "121.02"},
        )
        assert answer.status_code == 422
        answer = desk.post(
            f"{HERE}add/", {"name_zh": "俞汇塘桥", "code": "yuhui", "kind": "level", "audience": "public", "longitude": "121.02", "latitude": "30.89"}
        )  # fmt: skip
        assert (answer.status_code, answer["Location"]) == (302, f"{HERE}yuhui/gauges/")
        assert desk.post(f"{HERE}yuhui/gauges/", {"quantity": "level_m"}).status_code == 422
        answer = desk.post(f"{HERE}yuhui/gauges/", {"quantity": "level_m", "datum": "吴淞", "interval_minutes": "5"})
        assert answer.status_code == 302
        [series] = queries.gauge_series(five.fengjing.clerk, five.slug)
        assert (series.slug, series.unit, series.datum, series.interval_minutes) == (
            "yuhui-level_m",
            "m_level",
            "吴淞",
            5,
        )
        assert "yuhui-level_m" in desk.get(f"{HERE}yuhui/").content.decode()

    def test_move_and_close(self, gauge: Any, desk: Client) -> None:
        given_ = {"longitude": "121.03", "latitude": "30.9", "valid_from": "2024-10-01T08:00", "reason_zh": "桥改建"}
        assert desk.post(f"{HERE}fengjing-east/move/", {**given_, "reason_zh": ""}).status_code == 422
        assert desk.post(f"{HERE}fengjing-east/move/", given_).status_code == 302
        assert "桥改建" in desk.get(f"{HERE}fengjing-east/").content.decode()
        assert desk.post(f"{HERE}fengjing-east/end/").status_code == 302
        assert Station.objects.visible_to(HOUSE).get().ended_on == NOW.date()

    def test_a_table_with_a_wrong_row_is_told_and_the_rest_kept(self, gauge: Any, desk: Client) -> None:
        table = f"at,series,value,unit,datum\n{stamp(-5)},{gauge.slug},3.55,m,吴淞\n{stamp(0)},{gauge.slug},3.56,m,\n"
        answer = desk.post(f"{HERE}bring/", {"file": SimpleUploadedFile("july.csv", table.encode())})
        assert answer.status_code == 422
        assert GaugeReading.objects.visible_to(HOUSE).count() == 1
        page = desk.get(f"{HERE}refused/").content.decode()
        [row] = RefusedReading.objects.visible_to(HOUSE)
        assert str(row.pk) in page
        assert desk.post(f"{HERE}refused/", {"refused": str(row.pk)}).status_code == 302
        assert str(row.pk) not in desk.get(f"{HERE}refused/").content.decode()

    def test_what_a_gauge_does_is_said_in_words(self, five: Five) -> None:
        station = make_station(five, "s")
        gauge = make_gauge(five, station=station, highest="6", stuck_minutes=10)
        states = []
        for minutes, value in ((-30, "3"), (-25, "7"), (-20, None), (-15, "3.1"), (-10, "3.1"), (-5, "3.1")):
            take(five, level(gauge, minutes, value), at=NOW + timedelta(minutes=minutes))
            [card] = queries.station_cards(Standing.public(), five.slug, NOW + timedelta(minutes=minutes))
            states.append(str(card.gauges[0].state))
        assert states == ["fine", "doubtful", "missing", "fine", "fine", "stuck"]
        [card] = queries.station_cards(Standing.public(), five.slug, NOW + timedelta(minutes=11))
        assert str(card.gauges[0].state) == "silent"


class TestTerminal:
    @pytest.mark.parametrize("form", ["csv", "json"])
    def test_ingest_twice_changes_nothing(
        self, five: Five, gauge: Any, on_the_day: Any, tmp_path: Path, form: str
    ) -> None:
        file = tmp_path / f"july.{form}"
        rows = [said(gauge.slug, "3.55", -10), said(gauge.slug, "-9999", -5)]
        heads = list(rows[0])
        lines = [heads, *([str(row[h]) for h in heads] for row in rows)]
        file.write_text(json.dumps(rows) if form == "json" else "\n".join(",".join(line) for line in lines))
        for taken, doubled in ((2, 0), (0, 2)):
            caller = Caller(five.fengjing.clerk_user.username)
            caller.at = NOW
            done = CliRunner().invoke(command, ["ingest", str(file), "--json"], obj=caller)
            assert done.exit_code == 0, done.output
            assert (json.loads(done.output)["taken"], json.loads(done.output)["doubled"]) == (taken, doubled)


class TestSensorThings:
    def get(self, path: str, **query: Any) -> Any:
        answer = Client().get(f"{STA}{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    @pytest.fixture
    def read(self, five: Five, gauge: Any, on_the_day: Any) -> Any:
        take(five, *(level(gauge, -5 * k, f"{3 + k / 100:.2f}") for k in range(10)))
        return gauge

    def test_from_the_root_to_an_observation(self, read: Any) -> None:
        assert [one["name"] for one in self.get("")["value"]] == [
            "Things", "Locations", "Sensors", "ObservedProperties", "Datastreams", "Observations",
        ]  # fmt: skip
        [thing] = self.get("Things")["value"]
        link = thing["Datastreams@iot.navigationLink"].removeprefix("http://testserver" + STA)
        [stream] = self.get(link)["value"]
        assert stream["unitOfMeasurement"] == {"name": "metre above datum", "symbol": "m", "definition": "ucum:m"}
        assert stream["properties"]["datum"] == "吴淞"
        many = self.get(f"Datastreams('{stream['@iot.id']}')/Observations", **{"$count": "true"})
        assert (many["@iot.count"], len(many["value"])) == (10, 10)
        one = self.get(f"Observations({many['value'][0]['@iot.id']})")
        assert one == many["value"][0]
        assert self.get(f"Observations({one['@iot.id']})/Datastream")["@iot.id"] == stream["@iot.id"]
        assert self.get(f"Datastreams('{stream['@iot.id']}')/Thing")["@iot.id"] == thing["@iot.id"]

    def test_pages_follow_each_other_without_a_gap(self, read: Any) -> None:
        seen, link = [], f"{STA}Observations?$top=3&$orderby=phenomenonTime desc"
        while link:
            told = Client().get(link).json()
            seen += [one["result"] for one in told["value"]]
            link = told.get("@iot.nextLink", "").removeprefix("http://testserver")
        assert seen == [3 + k / 100 for k in range(10)]

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("result gt 3.07", [3.08, 3.09]),
            ("result ge 3.07 and not (result eq 3.08)", [3.07, 3.09]),
            ("3.02 gt result", [3.0, 3.01]),
            ("result lt 3.01 or result gt 3.08", [3.0, 3.09]),
            (f"phenomenonTime ge {(NOW - timedelta(minutes=5)).astimezone(SHANGHAI).isoformat()}", [3.0, 3.01]),
            ("resultTime lt 2000-01-01T00:00:00Z", []),
            ("result ne 3.00 and result le 3.02", [3.01, 3.02]),
        ],
    )
    def test_filters(self, read: Any, condition: str, expected: list[float]) -> None:
        told = self.get("Observations", **{"$filter": condition, "$orderby": "result asc"})
        assert [one["result"] for one in told["value"]] == expected

    @pytest.mark.parametrize(
        "query",
        [
            {"$orderby": "phenomenonTime"},
            {"$orderby": "phenomenonTime desc", "$top": "4"},
            {"$orderby": "phenomenonTime", "$skip": "3", "$top": "5", "$count": "true"},
            {"$orderby": "result desc", "$top": "6"},
            {"$orderby": "result", "$filter": "result ne null", "$count": "true"},
            {"$orderby": "phenomenonTime", "$filter": "result gt 3.02", "$top": "3", "$count": "true"},
            {"$orderby": "phenomenonTime", "$filter": "result le 3.02 or not (phenomenonTime lt 2022-03-31T16:05:00Z)"},
            {"$orderby": "phenomenonTime", "$filter": "phenomenonTime ge 2022-03-31T15:30:00Z and phenomenonTime lt 2022-04-01T00:00:00Z"},
            {"$orderby": "phenomenonTime", "$filter": "result eq null"},
            {"$orderby": "phenomenonTime", "$filter": "resultTime lt 2000-01-01T00:00:00Z", "$count": "true"},
        ],
    )  # fmt: skip
    def test_nobody_can_tell_which_months_were_moved(
        self, five: Five, on_the_day: Any, tmp_path: Any, settings: Any, query: dict[str, str]
    ) -> None:
        settings.HISTORY_ROOT = tmp_path / "history"
        old = datetime.fromisoformat("2022-03-31T23:00+08:00")
        gauges = [make_gauge(five, station=make_station(five, f"g-{k}")) for k in range(2)]
        for number, gauge in enumerate(gauges):
            values = [None if k == 5 else f"{3 + (7 * k + number) % 11 / 100:.2f}" for k in range(20)]
            minutes = [
                7 * k + number - (NOW - old) // timedelta(minutes=1) for k in range(20)
            ]  # over the end of a month
            take(five, *(level(gauge, m, v) for m, v in zip(minutes, values, strict=True)))
            take(five, level(gauge, minutes[2], "3.5"), level(gauge, -5, "3.07"))

        def told(path: str = "Observations") -> Any:
            found = self.get(path, **query)
            rows = [{k: v for k, v in one.items() if "@" not in k} for one in found["value"]]
            return rows, found.get("@iot.count"), "@iot.nextLink" in found

        within = [f"Datastreams('{gauge.pk}')/Observations" for gauge in gauges]
        before = told(), *map(told, within)
        for gauge in gauges:
            actions.move_month(by=HOUSE, at=NOW, series=gauge, month=old.date().replace(day=1))
        assert (told(), *map(told, within)) == before
        take(five, level(gauges[0], 7 * 3 - (NOW - old) // timedelta(minutes=1), "3.04"))  # a moved moment told anew
        revised = told(), *map(told, within)
        actions.move_month(by=HOUSE, at=NOW, series=gauges[0], month=old.date().replace(day=1))
        assert (told(), *map(told, within)) == revised

    def test_whoever_asks_for_too_many_months_is_asked_for_a_time(
        self, five: Five, read: Any, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.HISTORY_ROOT = tmp_path / "history"
        monkeypatch.setattr(observing, "MOST_MONTHS", 1)
        for month in (3, 4):
            old = datetime.fromisoformat(f"2022-0{month}-10T00:00+08:00")
            take(five, level(read, -((NOW - old) // timedelta(minutes=1)), "3.3"))
            actions.move_month(by=HOUSE, at=NOW, series=read, month=old.date().replace(day=1))
        for query in ({"$filter": "result gt 5"}, {"$orderby": "result"}, {"$count": "true", "$top": "1"}):
            answer = Client().get(f"{STA}Observations", query)
            assert (answer.status_code, "phenomenonTime" in answer.json()["message"]) == (400, True)
        told = self.get("Observations", **{"$filter": "result gt 3.2 and phenomenonTime lt 2022-03-20T00:00:00Z"})
        assert [one["result"] for one in told["value"]] == [3.3]

    def test_a_moved_reading_is_named_by_its_gauge_and_moment(
        self, five: Five, read: Any, tmp_path: Any, settings: Any
    ) -> None:
        settings.HISTORY_ROOT = tmp_path / "history"
        old = datetime.fromisoformat("2022-03-10T00:00+08:00")
        take(five, level(read, -((NOW - old) // timedelta(minutes=1)), "3.3"))
        [first, *_rest] = self.get("Observations", **{"$orderby": "phenomenonTime"})["value"]
        name = f"'{read.pk.hex}-{int(old.timestamp()) * 1_000_000}'"
        assert self.get(f"Observations({name})") == first
        actions.move_month(by=HOUSE, at=NOW, series=read, month=old.date().replace(day=1))
        [moved, *_rest] = self.get("Observations", **{"$orderby": "phenomenonTime"})["value"]
        assert moved["@iot.selfLink"] == f"http://testserver{STA}Observations({name})"
        assert self.get(f"Observations({name})") == moved
        assert self.get(f"Observations({name})/Datastream")["@iot.id"] == str(read.pk)
        for wrong in ("'x'", "'0-1'", f"'{read.pk.hex}-7'", f"'{read.pk.hex}-{'9' * 30}'"):
            assert Client().get(f"{STA}Observations({wrong})").status_code == 404

    def test_expand_and_select(self, read: Any) -> None:
        [stream] = self.get("Datastreams", **{"$expand": "Thing,Observations", "$select": "name"})["value"]
        assert stream["Thing"]["name"] == "Fengjing East"
        assert len(stream["Observations"]) == 10
        assert {name for name in stream if "@" not in name} == {"name", "Thing", "Observations"}

    @pytest.mark.parametrize(
        "query",
        [
            {"$filter": "result gt"}, {"$filter": "colour eq 1"}, {"$filter": "result gt 'x'"}, {"$filter": "(" * 99}, {"$orderby": "colour"},
            {"$top": "-1"}, {"$expand": "Thing/Locations"}, {"$what": "1"}, {"$count": "yes"}, {"$filter": "startswith(result,'1')"},
        ],
    )  # fmt: skip
    def test_errors_are_400_in_words(self, read: Any, query: dict[str, str]) -> None:
        answer = Client().get(f"{STA}Observations", query)
        assert answer.status_code == 400
        assert answer.json()["message"].startswith(next(iter(query)))

    def test_what_a_town_keeps_to_itself_is_found_by_it_alone(self, five: Five, desk: Client) -> None:
        station = make_station(five, "own", audience="own")
        gauge = make_gauge(five, station=station)
        take(five, level(gauge, -5, 3))
        for path in ("Things", "Datastreams", "Observations", "Locations", "Sensors"):
            assert self.get(path)["value"] == []
            mine = desk.get(f"{STA}{path}")
            assert (len(mine.json()["value"]), mine["Cache-Control"]) == (1, "no-store")
        assert Client().get(f"{STA}Things('{station.pk}')").status_code == 404

    def test_an_observation_comes_in_by_key_alone(
        self, five: Five, gauge: Any, key: dict[str, str], desk: Client
    ) -> None:
        body = {"phenomenonTime": stamp(-5), "result": 3.55, "Datastream": {"@iot.id": str(gauge.pk)}}
        assert desk.post(f"{STA}Observations", body, content_type="application/json").status_code == 401
        answer = Client().post(f"{STA}Observations", body, content_type="application/json", headers=key)
        assert answer.status_code == 201
        assert Client().get(answer["Location"]).json()["result"] == 3.55
        again = Client().post(
            f"{STA}Datastreams('{gauge.pk}')/Observations", body, content_type="application/json", headers=key
        )
        assert (again.status_code, again.json()["@iot.id"]) == (201, answer.json()["@iot.id"])
        wrong = Client().post(
            f"{STA}Observations", {**body, "result": "x"}, content_type="application/json", headers=key
        )
        assert wrong.status_code == 400
        assert [v for (v,) in GaugeReading.objects.visible_to(HOUSE).values_list("value")] == [Decimal("3.550")]

    def test_rain_is_of_an_interval(self, five: Five, on_the_day: Any) -> None:
        take(five, rain(make_gauge(five, "rain_mm"), 0, 2))
        [one] = self.get("Observations")["value"]
        assert one["phenomenonTime"].count("/") == 1


@given(st.text(alphabet=st.sampled_from(list("()'aeqgtlndor ph.0123456789-:TZresult ")), max_size=60))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        odata.read_filter(text, PROPERTIES["Observations"])
    except Invalid as wrong:
        assert [fault.field for fault in wrong.faults] == ["$filter"]


def test_moving_a_station_needs_its_own_clerk(five: Five) -> None:
    station = make_station(five)
    with pytest.raises(Refused):
        actions.end_station(by=five.xindai.clerk, at=NOW, station=station)
