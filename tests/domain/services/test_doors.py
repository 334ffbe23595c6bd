"""Services by pages, programs and the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.services.cli import services as commands
from pilin.domain.services.models import Leaflet, Resource, Service
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.models import Case
from pilin.foundation.identity.models import User
from tests.factories import enterprises as firms
from tests.factories import services as make
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/services/"
HOUSE = Stand.machine()


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


def test_a_clerk_keeps_desk_service_and_leaflet_on_pages(five: Five):
    client = signed_in(five.fengjing.clerk.person)
    desk = {
        "name_zh": "企业窗口",
        "phone": "021-0000 0001",
        "reviewed_on": str(TODAY),
        "languages": "zh, en",
        "audience": "public",
    }
    assert client.post(f"{PAGES}resources/add/", {**desk, "phone": ""}).status_code == 422
    assert client.post(f"{PAGES}resources/add/", desk).status_code == 302
    row = Resource.objects.visible_to(HOUSE).get()
    offer = {
        "matter": "testing", "stage": "quality", "title_zh": "检验检测对接", "papers_zh": "样品\n说明书", "contact": str(row.pk), "audience": "public",
    }  # fmt: skip
    assert client.post(f"{PAGES}add/", {**offer, "stage": "moon"}).status_code == 422
    assert client.post(f"{PAGES}add/", offer).status_code == 302
    service = Service.objects.visible_to(HOUSE).get()
    assert (service.contact_id, service.papers_zh.split()) == (row.pk, ["样品", "说明书"])
    changed = client.post(f"{PAGES}{service.pk}/change/", {**offer, "days_promised": 4, "revision": service.revision})
    assert changed.status_code == 302
    stale = client.post(f"{PAGES}{service.pk}/change/", {**offer, "days_promised": 9, "revision": service.revision})
    assert (stale.status_code, Service.objects.visible_to(HOUSE).get().days_promised) == (422, 4)
    card = {"kind": "card", "title_zh": "联系卡", "resources": [str(row.pk)], "audience": "public"}
    assert client.post(f"{PAGES}leaflets/add/", card).status_code == 302
    leaflet = Leaflet.objects.visible_to(HOUSE).get()
    printed = Client().get(f"{PAGES}leaflets/{leaflet.pk}.pdf")
    assert (printed.status_code, printed["Content-Type"], printed.content[:5]) == (200, "application/pdf", b"%PDF-")
    told = Client().get(f"{PAGES}{service.pk}/").content.decode()
    assert [text in told for text in ("样品", "021-0000 0001", "4")] == [True] * 3
    assert client.post(f"{PAGES}{service.pk}/end/").status_code == 302
    assert str(service.pk) not in Client().get(PAGES).content.decode()


@pytest.mark.parametrize("path", ["add/", "resources/add/", "leaflets/add/"])
def test_only_a_clerk_is_shown_the_forms(five: Five, path: str):
    assert Client().get(PAGES + path).status_code == 403
    assert signed_in(five.fengjing.secretary.person).get(PAGES + path).status_code == 403
    assert signed_in(five.fengjing.clerk.person).get(PAGES + path).status_code == 200


def test_a_firm_asks_on_a_page_and_a_clerk_for_one_by_its_code(five: Five):
    (firm,) = firms.made(five.xindai.clerk, firms.firm(1, name_zh="新埭电缆厂"), audience="public")
    speaker = firms.speaker("zhou", firm, five.xindai.clerk)
    service = make.service(five.fengjing.clerk)
    page = f"{PAGES}{service.pk}/ask/"
    given = {"firm": str(firm.pk), "subject": "哪家实验室？", "text": ""}
    answer = signed_in(speaker.person).post(page, given)
    case = Case.objects.visible_to(HOUSE).get()
    assert (answer.status_code, answer["Location"]) == (302, f"/c/five-towns/cases/{case.pk}/")
    clerk = signed_in(five.fengjing.clerk.person)
    wrong = clerk.post(page, {"code": "91310000000000000X", "channel": "phone", "subject": "问"})
    assert (wrong.status_code, Case.objects.visible_to(HOUSE).count()) == (422, 1)
    assert clerk.post(page, {"code": firm.uscc, "channel": "phone", "subject": "问"}).status_code == 302
    assert signed_in(firms.person("wu").person).get(page).status_code == 403


def test_programs_keep_and_ask(five: Five):
    client = signed_in(five.fengjing.clerk.person)

    def post(path: str, **given: Any) -> tuple[int, Any]:
        answer = client.post(f"{API}/{path}", json.dumps(given), content_type="application/json")
        return answer.status_code, answer.json()

    status, desk = post(
        "resources", name_zh="窗口", name_en="Desk", phone="021-0000 0001", reviewed_on="2024-10-01", languages="zh,en"
    )
    assert (status, desk["live"], desk["languages"], desk["name_en"]) == (201, True, ["zh", "en"], "Desk")
    assert post(f"resources/{desk['uid']}/review")[1]["reviewed_on"] == "2024-10-18"
    status, service = post(
        "services",
        matter="testing",
        stage="quality",
        title_zh="检验",
        contact=desk["uid"],
        days_promised=3,
        papers_zh="一\n二",
    )
    assert (status, service["papers_zh"], service["contact"]) == (201, ["一", "二"], desk["uid"])
    assert post("services", matter="testing", stage="quality", title_zh="检验")[0] == 422
    status, leaflet = post("leaflets", kind="list", title_zh="清单", resources=[desk["uid"]])
    assert (status, leaflet["resources"]) == (201, [desk["uid"]])
    (firm,) = firms.made(five.fengjing.clerk, firms.firm(1))
    status, asked = post(f"services/{service['uid']}/requests", firm=str(firm.pk), subject="问")
    assert (status, asked["answer_by"]) == (201, "2024-10-23")
    assert client.get(f"{API}/services/{service['uid']}").json()["answers"] == 0
    assert post(f"services/{service['uid']}/end")[1]["ended_on"] == "2024-10-18"
    assert client.get(f"{API}/services").json()["services"] == []


def test_the_terminal_says_what_programs_are_told(five: Five, tmp_path: Path):
    desk = make.resource(five.fengjing.clerk)
    make.service(five.fengjing.clerk)
    for what in ("services", "resources", "leaflets"):
        word = "list" if what == "services" else what
        assert run(word, "five-towns") == (0, Client().get(f"{API}/{what}").json())
    assert [run("list", "five-towns", "--stage", stage)[1]["services"] == [] for stage in ("quality", "market")] == [
        False,
        True,
    ]
    assert run("list", "nowhere")[0] == 1
    client = signed_in(five.fengjing.clerk.person)
    client.post(
        f"{PAGES}leaflets/add/", {"kind": "card", "title_zh": "卡", "resources": [str(desk.pk)], "audience": "public"}
    )
    leaflet = Leaflet.objects.visible_to(HOUSE).get()
    status, made = run("print", "five-towns", str(leaflet.pk), str(tmp_path / "card.pdf"), "--lang", "en")
    assert (status, made["bytes"]) == (0, (tmp_path / "card.pdf").stat().st_size)
