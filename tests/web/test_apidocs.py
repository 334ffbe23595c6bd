"""The page of the API: every room, every operation, and one room at a time to be tried."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from pilin.config.api import api
from pilin.web.apidocs import Outline, rooms_of

pytestmark = pytest.mark.django_db
PAGE = "/api/v1/docs"


def said(address: str, language: str = "en") -> str:
    client = Client()
    client.cookies["django_language"] = language
    return html.unescape(client.get(address).content.decode())


def drawn(address: str) -> dict[str, Any]:
    found = re.search(
        r'<script id="api-drawn" type="application/json">(.*?)</script>', Client().get(address).content.decode()
    )
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_each_operation_stands_on_the_page_and_leads_to_its_room() -> None:
    page = said(PAGE)
    linked = re.findall(r'href="\?of=(\w+)#/(\w+)/(\w+)"', page)
    whole = api.get_openapi_schema()
    assert sorted(linked) == sorted(
        (told["tags"][0], told["tags"][0], told["operationId"])
        for methods in whole["paths"].values()
        for told in methods.values()
    )
    assert f"{len(linked)} things that programs can ask" in page


@pytest.mark.parametrize(("language", "title"), [("en", "Border obstacles"), ("zh-hans", "界障")])
def test_rooms_are_called_what_people_call_them(language: str, title: str) -> None:
    assert f">{title}</h2>" in said(PAGE, language)
    assert f"<h1>{title}</h1>" in said(f"{PAGE}?of=obstacles", language)


def test_a_room_is_drawn_from_its_own_description_alone() -> None:
    spec = drawn(f"{PAGE}?of=obstacles")["spec"]
    tags = {tag for methods in spec["paths"].values() for told in methods.values() for tag in told["tags"]}
    assert tags == {"obstacles"}
    assert spec == json.loads(json.dumps(api.describe_room("obstacles"), default=str))
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(spec)))
    assert named - set(spec["components"]["schemas"]) == set()
    assert len(spec["components"]["schemas"]) < 30


def test_a_room_that_is_none_is_not_found() -> None:
    assert Client().get(f"{PAGE}?of=nothing").status_code == 404


def test_every_room_has_a_name_that_people_read() -> None:
    from pilin.foundation.identity.enums import KEY_ROOMS

    rooms = rooms_of(Outline(api, api.get_root_path({})), KEY_ROOMS)
    assert [room.key for room in rooms if str(room.title) == room.key] == []
