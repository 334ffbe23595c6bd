"""Open311 GeoReport v2, field by field: what existing apps send and get."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.models import Proposal
from pilin.foundation.identity.actions import make_key
from tests.factories import proposals as make
from tests.factories.base import NOW, Five
from tests.kit import BACKEND

HERE = {"jurisdiction_id": "five-towns"}
FIELDS = [  # of the specification, in its order
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible", "service_notice",
    "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip

pytestmark = pytest.mark.usefixtures("on_the_day")


def told(client: Client, what: str, **asked: Any) -> Any:
    answer = client.get(f"/open311/v2/{what}.json", {**HERE, **asked})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    return json.loads(answer.content)


def test_the_endpoint_names_itself_and_its_services_in_both_forms(five: Five) -> None:
    client = Client()
    (endpoint,) = told(client, "discovery")["endpoints"]
    assert endpoint["formats"] == ["text/xml", "application/json"]
    services = told(client, "services")
    assert [sorted(one) for one in services] == [
        ["description", "group", "keywords", "metadata", "service_code", "service_name", "type"]
    ] * len(services)
    assert {(one["type"], one["metadata"]) for one in services} == {("realtime", True)}
    answer = client.get("/open311/v2/services.xml", HERE)
    root = ElementTree.fromstring(answer.content)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert (root.tag, {child.tag for child in root}) == ("services", {"service"})
    assert [child.findtext("service_code") for child in root] == [one["service_code"] for one in services]
    definition = told(client, "services/water")
    assert definition["service_code"] == "water"
    assert [(one["code"], one["datatype"], one["order"]) for one in definition["attributes"]] == [
        ("subject", "string", 1), ("measure", "text", 2), ("town", "singlevaluelist", 3), ("proposer", "string", 4),
    ]  # fmt: skip
    assert [one["key"] for one in definition["attributes"][2]["values"]] == sorted(town.code for town in five.towns)


def test_an_app_files_without_a_key_and_it_is_held_until_somebody_read_it(five: Five) -> None:
    make.with_middles(five)
    client = Client(enforce_csrf_checks=True)
    lat, lon = make.MIDDLES[five.xindai.code]
    sent = {
        **HERE,
        "service_code": "water",
        "lat": lat,
        "long": lon,
        "description": "河里漂满水葫芦",
        "attribute[measure]": "每周捞一次",
        "address_string": "泖河桥",
    }
    answer = client.post("/open311/v2/requests.json", sent)
    (made,) = json.loads(answer.content)
    assert (answer.status_code, sorted(made)) == (201, ["account_id", "service_notice", "service_request_id"])
    row = Proposal.objects.visible_to(queries.HOUSE).get(reference=made["service_request_id"])
    assert (row.owner, row.held_for, row.facts, row.measure, row.place_words, row.channel) == (
        five.xindai.code, "nobody", "河里漂满水葫芦", "每周捞一次", "泖河桥", "program",
    )  # fmt: skip
    assert told(client, "requests") == []
    assert client.get(f"/open311/v2/requests/{row.reference}.json", HERE).status_code == 404
    actions.release_proposal(by=five.xindai.clerk, at=NOW, proposal=row)
    (shown,) = told(client, f"requests/{row.reference}")
    assert list(shown) == FIELDS
    assert (shown["status"], shown["lat"], shown["address"], shown["media_url"]) == ("open", float(lat), "泖河桥", None)
    root = ElementTree.fromstring(client.get(f"/open311/v2/requests/{row.reference}.xml", HERE).content)
    assert [child.tag for child in root.iter()] == ["service_requests", "request", *FIELDS]


def test_a_key_files_in_its_persons_name_and_a_cookie_in_nobodys(five: Five) -> None:
    user, person = make.person()
    _key, secret = make_key(
        by=person, at=NOW, name="app", scopes=["read", "write:proposals"], expires_on=(NOW + timedelta(days=30)).date()
    )
    sent = {**HERE, "service_code": "water", "attribute[town]": five.fengjing.code, "description": "河里漂满水葫芦"}
    client = Client(enforce_csrf_checks=True)
    made = json.loads(client.post("/open311/v2/requests.json", {**sent, "api_key": secret}).content)
    row = Proposal.objects.visible_to(queries.HOUSE).get(reference=made[0]["service_request_id"])
    assert (row.held_for, queries.asker_of(row)) == ("", user.uid)
    client.force_login(user, backend=BACKEND)
    made = json.loads(client.post("/open311/v2/requests.json", sent).content)
    row = Proposal.objects.visible_to(queries.HOUSE).get(reference=made[0]["service_request_id"])
    assert (row.held_for, queries.asker_of(row)) == ("nobody", None)
    for key, code in (
        ("pilin_no", 403),
        (
            make_key(by=person, at=NOW, name="reads", scopes=["read"], expires_on=(NOW + timedelta(days=30)).date())[1],
            403,
        ),
    ):
        answer = client.post("/open311/v2/requests.json", {**sent, "api_key": key})
        (error,) = json.loads(answer.content)
        assert (answer.status_code, error["code"], sorted(error)) == (code, code, ["code", "description"])


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({}, ["service_code", "description", "lat, long"]),
        ({"service_code": "water", "description": "水", "lat": "91", "long": "x"}, ["lat", "long", "lat, long"]),
        ({"service_code": "water", "description": "河里漂满水葫芦", "attribute[town]": "999"}, ["town"]),
    ],
)
def test_each_fault_is_an_error_of_the_specification(five: Five, sent: dict[str, str], named: list[str]) -> None:
    answer = Client().post("/open311/v2/requests.json", {**HERE, **sent})
    errors = json.loads(answer.content)
    assert answer.status_code == 400
    assert [one["description"].split(": ")[0].split("：")[0].replace("、", ", ") for one in errors] == named
    assert {one["code"] for one in errors} == {400}
    assert Proposal.objects.visible_to(queries.HOUSE).count() == 0


def test_a_jurisdiction_is_named_and_known(five: Five) -> None:
    client = Client()
    for asked, status in (({}, 400), ({"jurisdiction_id": "nowhere"}, 404)):
        answer = client.get("/open311/v2/requests.xml", asked)
        root = ElementTree.fromstring(answer.content)
        assert (answer.status_code, root.tag, root.findtext("error/code")) == (status, "errors", str(status))


def test_requests_are_found_by_id_service_status_and_at_most_ninety_days(five: Five) -> None:
    _user, person = make.person()
    old = make.filed(person, at=NOW - timedelta(days=100))
    new = make.filed(person, at=NOW - timedelta(days=3))
    actions.route_proposal(by=five.fengjing.clerk, at=NOW, proposal=new, department="water")
    done = make.answered(five.fengjing.clerk, make.filed(person, at=NOW - timedelta(days=2)))
    actions.confirm_done(by=person, at=NOW, proposal=done)
    client = Client()

    def found(**asked: str) -> list[str]:
        return sorted(one["service_request_id"] for one in told(client, "requests", **asked))

    assert found() == sorted([new.reference, done.reference])
    assert found(service_request_id=f"{old.reference},{new.reference}") == sorted([old.reference, new.reference])
    assert found(service_code="water,housing") == [new.reference]
    assert found(status="closed") == [done.reference]
    assert found(status="open") == [new.reference]
    assert found(status="open,closed") == sorted([new.reference, done.reference])
    begin = (NOW - timedelta(days=110)).strftime("%Y-%m-%dT00:00:00Z")
    assert found(start_date=begin, end_date=(NOW - timedelta(days=90)).strftime("%Y-%m-%dT00:00:00Z")) == [
        old.reference
    ]
    for asked in (
        {"start_date": begin, "end_date": NOW.strftime("%Y-%m-%dT00:00:00Z")},
        {"start_date": "yesterday"},
        {"status": "perhaps"},
    ):
        assert client.get("/open311/v2/requests.json", {**HERE, **asked}).status_code == 400
