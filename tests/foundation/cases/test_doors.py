"""Cases by pages, programs and the terminal."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services.models import Service
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import actions
from pilin.foundation.cases.cli import cases as commands
from pilin.foundation.cases.models import Case
from pilin.foundation.identity.models import User
from tests.factories import enterprises as firms
from tests.factories import services as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
API = "/api/v1/circles/five-towns/cases"
HOUSE = Stand.machine()


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller(by))
    return done.exit_code, json.loads(done.stdout or done.stderr)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=BACKEND)
    return client


@pytest.fixture
def asked(five: Five) -> tuple[Case, Standing]:
    """Return a request of a firm of Xindai to Fengjing, and who speaks for the firm."""
    (firm,) = firms.made(five.xindai.clerk, firms.firm(1, name_zh="新埭电缆厂"), audience="public")
    speaker = firms.speaker("zhou", firm, five.xindai.clerk)
    return make.request(speaker, firm, make.service(five.fengjing.clerk), text="阻燃料"), speaker


def test_the_whole_course_on_pages(five: Five, asked: tuple[Case, Standing]):
    case, speaker = asked
    page = f"/c/five-towns/cases/{case.pk}/"
    clerk, firm = signed_in(five.fengjing.clerk.person), signed_in(speaker.person)
    desk = clerk.get("/c/five-towns/cases/").content.decode()
    assert (case.subject in desk, f'href="{page}"' in desk) == (True, True)
    assert clerk.post(f"{page}take/", {"person": str(five.fengjing.clerk.person)}).status_code == 302
    assert clerk.post(f"{page}answer/", {"note": ""}).status_code == 422
    assert clerk.post(f"{page}answer/", {"note": "两家都认"}).status_code == 302
    assert clerk.post(f"{page}close/", {"note": ""}).status_code == 403
    told = firm.get(page).content.decode()
    assert ("两家都认" in told, f"{page}close/" in told) == (True, True)
    assert firm.post(f"{page}close/", {"note": ""}).status_code == 302
    row = Case.objects.visible_to(HOUSE).get(pk=case.pk)
    assert (row.state, row.assignee_id) == ("closed", five.fengjing.clerk.person)
    assert firm.get(f"{page}moon/").status_code == 404


def test_the_desk_sifts(five: Five, asked: tuple[Case, Standing]):
    case, _speaker = asked
    other = make.request(five.fengjing.clerk, *_firm_and_service(case), subject="另一件")
    actions.take_case(by=five.fengjing.clerk, at=NOW, case=other)
    client = signed_in(five.fengjing.clerk.person)

    def shown(query: str) -> list[bool]:
        html = client.get(f"/c/five-towns/cases/?{query}").content.decode()
        return [f'/cases/{one.pk}/"' in html for one in (case, other)]

    found = {
        query: shown(query)
        for query in ("", "state=received", "mine=1", "late=1", "q=另一件", f"q={case.reference}", "state=moon")
    }
    assert found == {
        "": [True, True], "state=received": [True, False], "mine=1": [False, True], "late=1": [False, False], "q=另一件": [False, True],
        f"q={case.reference}": [True, False], "state=moon": [True, True],
    }  # fmt: skip


def test_nobody_else_finds_it(five: Five, asked: tuple[Case, Standing]):
    case, _speaker = asked
    page = f"/c/five-towns/cases/{case.pk}/"
    for who in (five.zhujing.clerk.person, five.xindai.clerk.person, firms.person("wu").person):
        client = signed_in(who)
        assert [client.get(page).status_code, client.get(f"{page}note/").status_code] == [404, 404]
        assert case.subject not in client.get("/c/five-towns/cases/").content.decode()
    assert Client().get(page).status_code == 404


def test_programs_and_the_terminal_give_the_same(five: Five, asked: tuple[Case, Standing]):
    case, speaker = asked
    client = signed_in(five.fengjing.clerk.person)
    listed = client.get(API).json()
    assert (0, listed) == run("list", "five-towns", by=five.fengjing.clerk)
    assert [(one["reference"], one["state"], one["late_days"], one["answer_by"]) for one in listed["cases"]] == [
        ("S-2024-1", "received", 0, "2024-10-23")
    ]
    one = client.get(f"{API}/{case.pk}").json()
    status, shown = run("show", "five-towns", str(case.pk), by=five.fengjing.clerk)
    moments = [datetime.fromisoformat(told["steps"][0].pop("at")) for told in (one, shown)]
    assert (status, shown, moments) == (0, one, [NOW, NOW])
    assert (one["text"], [step["kind"] for step in one["steps"]]) == ("阻燃料", ["received"])
    assert run("list", "five-towns", "--own", by=speaker)[1] == signed_in(speaker.person).get(f"{API}?own=true").json()
    assert run("list", "five-towns", "--late", by=five.fengjing.clerk)[1]["cases"] == []
    assert run("show", "five-towns", str(case.pk), by=five.zhujing.clerk)[0] == 1
    assert Client().get(API).status_code == 401


def test_programs_take_steps(five: Five, asked: tuple[Case, Standing]):
    case, speaker = asked
    clerk, firm, url = signed_in(five.fengjing.clerk.person), signed_in(speaker.person), f"{API}/{case.pk}/steps"

    def step(client: Client, **given: Any) -> tuple[int, Any]:
        answer = client.post(url, json.dumps(given), content_type="application/json")
        return answer.status_code, answer.json()

    assert step(clerk, kind="answered", note="答复")[0] == 403
    assert step(clerk, kind="taken")[1]["assignee"] == str(five.fengjing.clerk.person)
    assert step(clerk, kind="noted", note="在查")[0] == 201
    assert step(clerk, kind="answered", note="答复")[1]["state"] == "answered"
    assert step(firm, kind="sent_back", note="还差一家")[1]["state"] == "in_hand"
    assert step(firm, kind="withdrawn")[1]["state"] == "withdrawn"
    assert step(firm, kind="raised")[0] == 422
    assert step(clerk, kind="moon")[0] == 422


@pytest.mark.usefixtures("asked")
def test_an_answer_that_is_late_is_listed(five: Five):
    later = Caller(five.fengjing.clerk)
    later.at = NOW + timedelta(days=9)
    done = CliRunner().invoke(commands, ["list", "five-towns", "--late", "--json"], obj=later)
    assert [one["late_days"] for one in json.loads(done.stdout)["cases"]] == [4]


def _firm_and_service(case: Case) -> tuple[Any, Any]:
    return Enterprise.objects.visible_to(HOUSE).get(pk=case.firm), Service.objects.visible_to(HOUSE).get(pk=case.about)
