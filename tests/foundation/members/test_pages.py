"""Pages of circles: what a person can do there, and what each is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.members import actions, queries
from pilin.foundation.members.enums import AgreementState
from pilin.foundation.members.models import Agreement
from tests.factories.base import NOW, Five

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
PUBLIC = Standing.public()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def lay_out(five: Five, slug: str = "bus", **more: Any) -> Agreement:
    towns = more.pop("towns", (five.fengjing, five.xindai))
    return actions.propose_agreement(
        by=five.fengjing.secretary,
        at=NOW,
        circle=five.circle,
        slug=slug,
        kind="supplement",
        title_zh="班车协议",
        title="Bus",
        parties=[town.row for town in towns],
        clauses=[("每日六班。", "Six a day.")],
        **more,
    )


def seal(five: Five, client: Client, slug: str, words: str = "同意生效") -> int:
    row = queries.agreement_row(Standing.machine("t"), slug)
    assert row is not None
    return client.post(f"/c/five-towns/agreements/{slug}/", {"words": words, "text_hash": row.text_hash}).status_code


def test_the_last_seal_puts_it_in_force_for_everyone(five: Five) -> None:
    lay_out(five)
    address = "/c/five-towns/agreements/bus/"
    assert Client().get(address).status_code == 404
    assert seal(five, signed_in(five.fengjing.signatory_user), "bus") == 302
    assert queries.agreement_named(PUBLIC, "bus", NOW.date()) is None
    assert seal(five, signed_in(five.xindai.signatory_user), "bus") == 302
    card = queries.agreement_named(PUBLIC, "bus", NOW.date())
    assert card is not None
    assert (card.state, str(card.signed_on), len(card.signed)) == (AgreementState.IN_FORCE, "2024-10-18", 2)
    assert Client().get(address).status_code == 200
    assert Client().get(f"{address}text/").content.decode() == "班车协议\n\n第1条 每日六班。\n"


@pytest.mark.parametrize("who", ["clerk_user", "secretary_user"])
def test_only_the_signatory_signs(five: Five, who: str) -> None:
    lay_out(five)
    assert seal(five, signed_in(getattr(five.fengjing, who)), "bus") == 422
    assert seal(five, signed_in(five.huimin.signatory_user), "bus") == 422
    assert seal(five, signed_in(five.fengjing.signatory_user), "bus", words="行") == 422
    row = queries.agreement_row(Standing.machine("t"), "bus")
    assert row is not None
    assert queries.signature_rows(row) == []


def test_a_new_text_replaces_the_old_one_and_says_so(five: Five) -> None:
    old = lay_out(five)
    for client in (signed_in(five.fengjing.signatory_user), signed_in(five.xindai.signatory_user)):
        seal(five, client, "bus")
    lay_out(five, "bus-2", follows=old, relation="supersedes")
    for client in (signed_in(five.fengjing.signatory_user), signed_in(five.xindai.signatory_user)):
        seal(five, client, "bus-2")
    cards = {c.slug: (c.state, c.version) for c in queries.agreements_of(PUBLIC, "five-towns", NOW.date())}
    assert (cards["bus"], cards["bus-2"]) == ((AgreementState.SUPERSEDED, 1), (AgreementState.IN_FORCE, 2))


def test_a_town_accedes_and_withdraws(five: Five) -> None:
    agreement = lay_out(five)
    for client in (signed_in(five.fengjing.signatory_user), signed_in(five.xindai.signatory_user)):
        seal(five, client, "bus")
    answer = signed_in(five.huimin.signatory_user).post(
        "/c/five-towns/agreements/bus/join/", {"words": "同意生效", "text_hash": agreement.text_hash}
    )
    assert answer.status_code == 302
    assert (
        signed_in(five.huimin.signatory_user)
        .post("/c/five-towns/agreements/bus/leave/", {"left_on": "2024-10-31", "why": "停线"})
        .status_code
        == 302
    )
    card = queries.agreement_named(PUBLIC, "bus", date(2024, 11, 1))
    assert card is not None
    assert [(p.member.code, p.event, str(p.left_on)) for p in card.parties] == [
        ("310116102", "founding", "None"),
        ("330421003", "accession", "2024-10-31"),
        ("330482102", "founding", "None"),
    ]


def test_what_waits_for_a_signature_is_in_the_signatorys_work_only(five: Five) -> None:
    lay_out(five, sign_by=date(2024, 10, 22))
    waiting = [
        len(queries.work_to_sign(s, NOW.date()))
        for s in (five.fengjing.signatory, five.fengjing.clerk, five.huimin.signatory, PUBLIC)
    ]
    assert waiting == [1, 0, 0, 0]


def test_the_preview_of_a_sixth_town_writes_nothing(five: Five) -> None:
    before = queries.terms_of(PUBLIC, "five-towns", 2024, 2030)
    assert Client().get("/c/five-towns/presidency/?joins=2026-05-01").status_code == 200
    assert queries.terms_of(PUBLIC, "five-towns", 2024, 2030) == before


@pytest.mark.parametrize("asked", ["2024-02-30", "never", "<script>", "0000-00-00", ""])
def test_a_day_that_does_not_exist_is_told_and_today_is_shown(five: Five, asked: str) -> None:
    for page in ("about", "alliances", "pairs", "agreements"):
        assert Client().get(f"/c/five-towns/{page}/", {"on": asked}).status_code == 200
    assert Client().get("/c/five-towns/presidency/", {"joins": asked}).status_code == 200


def test_an_instance_begins_with_its_keeper_and_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    (tmp_path / "setup-code").write_text("open sesame")
    client, person = Client(), {"username": "keeper", "name_zh": "管家", "password": "a long enough word"}
    assert client.post("/start/", {**person, "code": "wrong"}).status_code == 200
    assert User.objects.count() == 0
    assert client.post("/start/", {**person, "code": "open sesame"}).status_code == 302
    assert client.post("/start/", {"name_zh": "两镇圈", "slug": "two", "turn": "chair"}).status_code == 302
    town = {
        "kind": "member",
        "valid_from": "2024-10",
        "bank": "-1",
        "name": "T",
        "short": "T",
        "short_zh": "甲",
        "mark": "甲",
    }
    for code, name in (("330482102", "新埭镇"), ("310116102", "枫泾镇")):
        given = {**town, "code": code, "name_zh": name, "county_zh": "某县", "province_zh": "某省"}
        assert client.post("/start/two/members/", given).status_code == 302
    officer = {
        "member": "330482102",
        "username": "head",
        "name_zh": "甲",
        "roles": ["signatory"],
        "password": "another long word",
    }
    assert client.post("/start/two/officers/", officer).status_code == 302
    assert [m.code for m in queries.members_on(PUBLIC, "two", date(2024, 10, 18))] == ["310116102", "330482102"]
    assert Client().get("/start/").status_code == 403


def test_an_invited_town_comes_in_by_its_link_once(five: Five) -> None:
    client = signed_in(five.fengjing.secretary_user)
    given = {
        "code": "330482103",
        "name_zh": "广陈镇",
        "name": "Guangchen",
        "short_zh": "广陈",
        "short": "Guangchen",
        "mark": "广",
        "bank": "-1",
        "kind": "member",
        "joins_on": "2024-11-01",
    }
    page = client.post("/c/five-towns/invite/", given).content.decode()
    link = page.split("/invitation/")[1].split("/")[0]
    person = {"username": "guangchen", "name_zh": "乙", "password": "a long enough word"}
    assert Client().post(f"/invitation/{link}/", person).status_code == 302
    assert Client().get(f"/invitation/{link}/").status_code == 404
    assert [len(queries.members_on(PUBLIC, "five-towns", date(2024, m, d))) for m, d in ((10, 31), (11, 1))] == [5, 6]
    assert signed_in(five.xindai.secretary_user).get("/c/five-towns/invite/").status_code == 403


def test_the_api_signs_and_refuses(five: Five) -> None:
    agreement = lay_out(five)
    address = "/api/v1/circles/five-towns/agreements/bus/signatures/"
    body = {"text_hash": agreement.text_hash}
    assert Client().post(address, body, content_type="application/json").status_code == 401
    client = signed_in(five.fengjing.signatory_user)
    assert client.post(address, {"text_hash": "f" * 64}, content_type="application/json").status_code == 403
    assert client.post(address, body, content_type="application/json").status_code == 200
    assert client.post(address, body, content_type="application/json").json()["error"]["code"] == "signed_already"


@pytest.mark.parametrize("path", ["", "terms/", "hosts/", "bodies/", "agreements/", "alliances/", "appointments/"])
def test_the_api_answers_and_knows_no_stranger_circle(five: Five, path: str) -> None:
    assert Client().get(f"/api/v1/circles/five-towns/{path}").status_code == 200
    assert Client().get(f"/api/v1/circles/nowhere/{path}").status_code == 404
