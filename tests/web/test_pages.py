"""The pages of the look itself, its frame and its headers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from pilin.engine.base import Fault, Invalid, Refused
from pilin.web import pages

pytestmark = pytest.mark.django_db


def policy(response: object) -> dict[str, list[str]]:
    header = response.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return {part.split()[0]: part.split()[1:] for part in header.split(";") if part.strip()}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_components_show_in_both_languages(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    body = client.get("/components/").content.decode()
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in body
    assert body.count("<h1") == 1
    assert body.count('id="main"') == 1
    if language == "zh-hans":
        assert "一针一个项目" in body


def test_scripts_may_neither_be_inline_nor_evaluated(client: Client) -> None:
    allowed = policy(client.get("/components/"))
    assert [word for word in allowed["script-src"] if word.startswith("'unsafe")] == []
    assert allowed["frame-ancestors"] == ["'none'"]
    assert "'unsafe-inline'" not in allowed["style-src"]


def test_ids_stand_once(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/components/").content.decode())
    shown_twice = {name for name in ids if ids.count(name) > 1 and not name.startswith("id_")}
    assert shown_twice == set()


def test_theme_and_size_of_text_come_with_the_page(client: Client) -> None:
    client.cookies["pilin_theme"] = "dark"
    client.cookies["pilin_text"] = "large"
    assert 'data-theme="dark" data-text="large"' in " ".join(client.get("/components/").content.decode().split())
    client.cookies["pilin_theme"] = '"><script>'
    assert "<script>" not in client.get("/components/").content.decode().split("</head>")[0]


def test_what_is_not_there_says_so(client: Client) -> None:
    answer = client.get("/nothing/here/?lang=en")
    assert answer.status_code == 404
    assert "Nothing stands at this address that you may read" in answer.content.decode()


@pytest.mark.parametrize("address", ["/account/login/", "/components/"])
def test_pages_have_landmarks_and_a_way_past_the_rail(client: Client, address: str) -> None:
    body = client.get(address).content.decode()
    assert 'href="#main"' in body
    assert "<main" in body
    assert "<header" in body


def test_a_refusal_is_amber_and_says_that_nothing_was_written(rf) -> None:  # type: ignore[no-untyped-def]
    request = rf.get("/")
    request.LANGUAGE_CODE = "en"
    answer = pages.refusal_page(request, Refused("other_bank", "A town on the other bank must do it"))
    assert answer.status_code == 403
    assert "note cau" in answer.content.decode()


def test_faults_stand_with_row_and_field(rf) -> None:  # type: ignore[no-untyped-def]
    answer = pages.refusal_page(
        rf.get("/"), Invalid(Fault("two_leads", "lead", "two leads", row=4), Fault("date", "due", "no such day"))
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'<td class="r num">\s*(.+?)\s*</td>\s*<td>(\w+)</td>', body) == [("4", "lead"), ("—", "due")]


def test_the_page_for_our_own_faults_needs_nothing(rf) -> None:  # type: ignore[no-untyped-def]
    answer = pages.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "这一页没能打开" in answer.content.decode()


@pytest.mark.source("6-map-number")
@pytest.mark.parametrize("number", ["", "审图号：GS(2026)0000号"])
def test_the_review_number_of_maps_stands_under_a_map_and_at_the_foot_where_one_is_set(
    client: Client, settings: Any, number: str
) -> None:
    settings.SITE = {**settings.SITE, "map_approval_number": number}
    page = client.get("/components/").content.decode()
    map_told = page.split('class="mapbox', 1)[1].split('class="maplab"', 1)[1].split("</div>", 1)[0]
    foot = page.split('<footer class="foot">', 1)[1]
    assert [part.count("审图号：GS(2026)0000号") for part in (map_told, foot)] == ([1, 1] if number else [0, 0])
