"""Travel times, links and scenarios by pages and programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from pilin.domain.observatory.models import ReachScenario
from pilin.domain.observatory.queries import reach as queries
from pilin.foundation.identity.models import User
from tests.factories import living_services as facilities
from tests.factories import reach as make
from tests.factories.base import TODAY, Five, Stand
from tests.factories.flows import points
from tests.factories.reach import FENGJING, HUIMIN, XINDAI, YAOZHUANG, ZHUJING
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
PAGES, API = "/c/five-towns/reach/", "/api/v1/circles/five-towns/reach"
HOUSE = Stand.machine()


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def test_two_clerks_open_a_road_on_pages_and_a_planner_saves_a_bridge(five: Five):
    here, there = signed_in(five.fengjing.clerk.person), signed_in(five.huimin.clerk.person)
    link = {"start": FENGJING, "end": HUIMIN, "mode": "road", "minutes": "16", "way": "both", "hour": "08:00", "state": "open", "audience": "public"}  # fmt: skip
    assert here.post(f"{PAGES}links/add/", {**link, "end": FENGJING}).status_code == 422
    made = here.post(f"{PAGES}links/add/", link)
    row = queries.links(HOUSE, "five-towns").get()
    assert (made.status_code, made.headers["Location"]) == (302, f"{PAGES}links/{row.pk}/")
    assert [
        (one.row, [side.code for side in one.waits_for]) for one in queries.links_told(HOUSE, "five-towns", TODAY)
    ] == [(row, [HUIMIN])]
    assert there.get(f"{PAGES}links/{row.pk}/change/").status_code == 403
    assert (
        there.post(
            f"{PAGES}links/{row.pk}/end/", {"state": "open", "since": "2024-01-02", "latitude": "30"}
        ).status_code
        == 422
    )
    assert there.post(f"{PAGES}links/{row.pk}/end/", {"state": "open", "since": "2024-01-02"}).status_code == 302
    changed = {**link, "minutes": "15.5", "revision": str(row.revision)}
    assert here.post(f"{PAGES}links/{row.pk}/change/", changed).status_code == 302
    assert "15.5" in here.get(f"{PAGES}?origin={FENGJING}").content.decode()
    scenario = {"title": "新桥", "audience": "circle", "kind_1": "add", "start_1": HUIMIN, "end_1": ZHUJING, "minutes_1": "9", "way_1": "both"}  # fmt: skip
    assert here.post(f"{PAGES}scenarios/add/", {**scenario, "minutes_1": ""}).status_code == 422
    assert here.post(f"{PAGES}scenarios/add/", scenario).status_code == 302
    saved = ReachScenario.objects.visible_to(HOUSE).get()
    assert [
        there.get(f"{PAGES}scenarios/{saved.pk}/").status_code,
        Client().get(f"{PAGES}scenarios/{saved.pk}/").status_code,
    ] == [200, 404]
    again = {**scenario, "title": "另一座桥", "revision": str(saved.revision), "kind_2": "close", "start_2": FENGJING, "end_2": HUIMIN, "way_2": "both"}  # fmt: skip
    assert here.post(f"{PAGES}scenarios/{saved.pk}/change/", again).status_code == 302
    assert queries.inputs_of(HOUSE, saved) == [make.change(HUIMIN, ZHUJING, "9"), make.change(FENGJING, HUIMIN, None)]
    assert there.post(f"{PAGES}scenarios/{saved.pk}/delete/").status_code == 403
    assert here.get(f"{PAGES}scenarios/{saved.pk}/delete/").status_code == 405
    assert here.post(f"{PAGES}scenarios/{saved.pk}/delete/").status_code == 302
    assert list(queries.scenarios(HOUSE, "five-towns")) == []


def test_what_an_address_asks_wrongly_is_answered_with_words(five: Five):
    points()
    make.road(five, "fengjing", "huimin", "16")
    client = Client()
    for wrong in ("?within=0", "?origin=nowhere", "?on=soon", "bridge/?minutes=0", f"bridge/?start={FENGJING}&end={FENGJING}", "matrix/?mode=air", "compare/?after=x"):  # fmt: skip
        assert (wrong, client.get(f"{PAGES}{wrong}").status_code) == (wrong, 422)
    assert [
        client.get(f"{PAGES}{name}?mode=air").status_code for name in ("matrix.csv", "matrix.parquet", "places.geojson")
    ] == [422] * 3
    assert client.get("/c/nowhere/reach/").status_code == 404
    told = json.loads(client.get(f"{PAGES}places.geojson?origin={FENGJING}").content)
    assert (told["type"], told["from"], told["within"]) == ("FeatureCollection", FENGJING, 60)
    assert [f["properties"]["minutes"] for f in told["features"] if f["properties"].get("code") == HUIMIN] == [16.0]
    assert [f["properties"]["is_open"] for f in told["features"] if f["geometry"]["type"] == "LineString"] == [True]
    heads = client.get(f"{PAGES}matrix.parquet").headers
    assert heads["Content-Disposition"] == 'attachment; filename="five-towns-minutes.parquet"'


def test_programs_do_and_read_the_same(five: Five):
    client, other = signed_in(five.fengjing.clerk.person), signed_in(five.huimin.clerk.person)

    def post(who: Client, address: str, **data: Any) -> Any:
        return who.post(f"{API}/{address}", data, content_type="application/json")

    made = post(client, "links", start=FENGJING, end=HUIMIN, mode="road", minutes="16", state="open", hour="08:00")
    assert (made.status_code, made.json()["is_open"], [one["state"] for one in made.json()["sides"]]) == (
        201,
        False,
        [None, "open"],
    )
    uid = made.json()["uid"]
    ends = client.get(f"{API}/ends").json()["ends"]
    assert ends == [{"link": uid, "open_side": FENGJING, "other_side": HUIMIN, "other_state": None, "gap_m": None}]
    assert post(signed_in(five.xindai.clerk.person), f"links/{uid}/ends", state="open").status_code == 403
    assert post(other, f"links/{uid}/ends", state="open").json()["state"] == "open"
    told = client.get(f"{API}?from={FENGJING}&within=16").json()
    assert [(one["code"], one["minutes"], one["is_inside"]) for one in told["places"]][:3] == [
        (FENGJING, "0", True), (HUIMIN, "16", True), (ZHUJING, None, False),
    ]  # fmt: skip
    assert (told["count"], told["modes"], told["hours"], told["illustrative"]) == (2, ["road"], ["08:00"], False)
    assert [(one["kind"], one["value"]) for one in told["contents"]] == [
        ("firms", None),
        ("people", None),
        ("jobs", None),
        ("hospitals", None),
    ]
    facilities.facility(five.huimin.clerk, audience="public")
    facilities.facility(five.huimin.clerk, kind="hall", name_zh="大厅", name="", audience="public")
    facilities.facility(five.zhujing.clerk, audience="public")  # beyond the bound
    facilities.facility(five.fengjing.clerk, audience="own")  # which a stranger does not read
    for within, hospitals, known in ((16, 1, 1), (15, None, 0)):
        told = Client().get(f"{API}?from={FENGJING}&within={within}").json()["contents"][3]
        assert (told["value"], told["towns_known"], told["towns_within"]) == (hospitals, known, 2 if known else 1)
    matrix = client.get(f"{API}/matrix").json()
    here, there = (matrix["places"].index(code) for code in (FENGJING, HUIMIN))
    assert (matrix["minutes"][here][there], matrix["minutes"][here][here], len(matrix["minutes"])) == (16, 0, 5)
    bridge = client.get(f"{API}/bridge?from={FENGJING}&start={HUIMIN}&end={XINDAI}").json()
    assert (bridge["to_start"], bridge["to_end"], bridge["from_start"][there]) == (16_000, bridge["never"], 0)
    saved = post(client, "scenarios", title="新桥", changes=[{"kind": "add", "start": HUIMIN, "end": XINDAI, "minutes": "10"}, {"kind": "close", "start": HUIMIN, "end": YAOZHUANG}])  # fmt: skip
    assert saved.status_code == 201
    key = saved.json()["uid"]
    compared = other.get(f"{API}/compare?after={key}&within=30").json()
    assert (compared["gained"], compared["lost"], [one["start"] for one in compared["idle"]]) == (4, 0, [HUIMIN])
    assert [
        (one["code"], one["within_before"], one["within_after"]) for one in compared["areas"] if one["code"] == XINDAI
    ] == [(XINDAI, 1, 3)]
    assert other.get(f"{API}?from={FENGJING}&scenario={key}").json()["count"] == 3
    assert [one["title"] for one in other.get(f"{API}/scenarios").json()["scenarios"]] == ["新桥"]
    assert Client().get(f"{API}/scenarios/{key}").status_code == 404
    assert client.get(f"{API}?from=nowhere").status_code == 422
    assert other.delete(f"{API}/scenarios/{key}").status_code == 403
    assert client.delete(f"{API}/scenarios/{key}").status_code == 204
    assert client.get(f"{API}/scenarios/{key}").status_code == 404
