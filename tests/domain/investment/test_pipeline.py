"""The funnel, what reports say beside it, and that nobody reads what is not shared; through every door."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.config.demo.investment import REPORTED
from pilin.domain.investment import actions, queries
from pilin.domain.investment.cli import investment
from pilin.domain.investment.enums import LeadStage
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.standing import Standing
from tests.factories import investment as make
from tests.factories.base import NOW, TODAY, Stand

HOUSE = Stand.machine()
HERE, API = "/c/five-towns/investment", "/api/v1/circles/five-towns/investment"
SECRET = "绝密项目甲"


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


@pytest.fixture
def client(on_the_day: Any) -> Client:
    return Client()


def sign_in(client: Client, user: Any) -> Client:
    client.logout()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def enter_reported(five: Any) -> None:
    for given in REPORTED:
        actions.note_reported(by=HOUSE, at=NOW, circle=five.slug, owner=five.observer.code, **given)


@pytest.mark.source("D-78")
def test_intentions_are_never_in_what_is_signed(five: Any) -> None:
    clerk = five.fengjing.clerk
    make.moved(clerk, LeadStage.SIGNED, title_zh="签", title="", capital=Quantity(Decimal("3.96e9"), "CNY"))
    make.moved(
        clerk, LeadStage.INTENTION, title_zh="意", title="", capital=Quantity(Decimal("3e9"), "CNY", Comparator.ABOUT)
    )
    make.moved(clerk, LeadStage.STARTED, title_zh="开", title="", capital=Quantity(Decimal("2e8"), "USD"))
    make.lead(clerk, title_zh="线", title="", capital=None)
    found = queries.pipeline(clerk, five.slug, TODAY + timedelta(days=9))
    assert [(s.stage, s.count, s.untold) for s in found.stages] == [
        (LeadStage.LEAD, 1, 1), (LeadStage.INTENTION, 1, 0), (LeadStage.SIGNED, 1, 0), (LeadStage.STARTED, 1, 0),
        (LeadStage.IN_PRODUCTION, 0, 0), (LeadStage.CONFIRMED, 0, 0),
    ]  # fmt: skip
    assert [m.total for m in found.signed.sums] == [
        Quantity(Decimal("3960000000.00"), "CNY"), Quantity(Decimal("200000000.00"), "USD"),
    ]  # fmt: skip
    assert [m.total for m in found.intended.sums] == [Quantity(Decimal("3000000000.00"), "CNY", Comparator.ABOUT)]
    assert (found.signed.count, found.signed.oldest_days) == (2, 9)


@pytest.mark.source("D-78", "D-70", "D-71", "D-72", "Q-09")
def test_the_pipeline_at_the_terminal(five: Any) -> None:
    enter_reported(five)
    make.moved(five.fengjing.clerk, LeadStage.INTENTION)
    run = CliRunner().invoke(investment, ["pipeline", "--json"], obj=Caller(HOUSE))
    assert run.exit_code == 0, run.output
    told = json.loads(run.output)
    assert (told["signed"]["leads"], told["signed"]["sums"]) == (
        0,
        [],
    )  # neither intentions nor reports count as signed
    assert told["intended"]["sums"] == [
        {"currency": "CNY", "total": "200000000.00", "comparator": "=", "mean": "200000000.00", "leads": 1}
    ]
    reported = {row["key"]: row for row in told["reported"]}
    signed, intended = reported["signed"], reported["intentions"]
    assert (signed["projects"], signed["capital"]["amount"], signed["mean"]["amount"]) == (
        508,
        "39600000000.00",
        "77952755.91",
    )
    assert (intended["projects"], intended["capital"], intended["mean"]["amount"]) == (
        37, {"amount": "30000000000.00", "currency": "CNY", "comparator": "≈"}, "810810810.81",
    )  # fmt: skip
    assert [key for key, row in reported.items() if row["projects"] == 508] == [
        "signed",
        "bay-centre",
    ]  # two things, Q-09
    assert (reported["bay-centre"]["stage"], reported["bay-centre"]["capital"]) == (None, None)
    assert reported["everdisplay"]["output_of_investment"] == "0.376"
    park = reported["warburg-pinshan"]
    assert (park["capital"]["currency"], park["output_of_investment"], park["output_per_mu"]["amount"]) == (
        "USD",
        None,
        "13642564.80",
    )
    assert (park["area"], reported["coast"]["area"]["hectares"]) == (
        {"value": "1466", "unit": "mu", "hectares": "97.73"}, "257.73",
    )  # fmt: skip
    assert {row["source"] for row in told["reported"]} == {"S4:15", "S4:17", "S4:19", "S4:35"}
    plain = CliRunner().invoke(investment, ["pipeline"], obj=Caller(HOUSE))
    assert "77,952,755.91 CNY" in plain.output
    for words in (["leads", "--json"], ["spaces", "--json"], ["leads"], ["spaces"]):
        assert CliRunner().invoke(investment, words, obj=Caller(HOUSE)).exit_code == 0


def test_an_own_lead_is_read_by_its_town_alone(five: Any, client: Client) -> None:
    row = make.lead(
        five.fengjing.clerk, title_zh=SECRET, title="", investor_zh="绝密投资方", investor="", note_zh="绝密备注"
    )
    addresses = [
        f"{HERE}/",
        f"{HERE}/?view=table",
        f"{HERE}/?q=绝密投资方",
        f"{HERE}/spaces/",
        f"{API}/pipeline",
        f"{API}/leads",
    ]
    own = [f"{HERE}/{row.pk}/", f"{HERE}/{row.pk}/spaces/", f"{HERE}/{row.pk}/move/", f"{HERE}/{row.pk}/split/",
           f"{HERE}/{row.pk}/confirm/", f"{API}/leads/{row.pk}", f"{API}/leads/{row.pk}/spaces"]  # fmt: skip
    for user in (five.xindai.clerk_user, five.observer.clerk_user, five.stranger.clerk_user, None):
        sign_in(client, user)
        for address in addresses:
            body = client.get(address).content.decode()
            shown = body.replace('value="绝密投资方"', "")  # what one searched for stands in its own field
            assert (address, SECRET in shown, "绝密备注" in shown, str(row.pk) in shown) == (
                address,
                False,
                False,
                False,
            )
        assert {client.get(address).status_code for address in own} == {404}
    found = queries.pipeline(five.xindai.clerk, five.slug, TODAY)
    assert [(s.count, s.sums) for s in found.stages] == [(0, ())] * 6
    sign_in(client, five.fengjing.clerk_user)
    assert SECRET in client.get(f"{HERE}/").content.decode()


def test_double_courting_says_since_when_and_no_more(five: Any, client: Client) -> None:
    make.lead(five.fengjing.clerk, title_zh=SECRET, title="", investor_zh="甲机械股份有限公司", investor="")
    sign_in(client, five.xindai.clerk_user)
    answer = client.post(
        f"{HERE}/register/",
        {
            "title_zh": "我们的项目",
            "investor_zh": "甲机械有限公司",
            "sector": "equipment",
            "currency": "CNY",
            "amount_comparator": "=",
        },
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert ("2024-10-18" in body, SECRET in body, five.fengjing.code in body) == (True, False, False)
    assert f"{HERE}/join/?investor_zh=" in body
    answer = client.post(f"{HERE}/join/", {"investor_zh": "甲机械有限公司", "words_zh": "我们有厂房"}, follow=True)
    assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)
    sent = json.dumps({"title_zh": "我们的项目", "investor_zh": "甲机械", "sector": "equipment"})
    answer = client.post(f"{API}/leads", sent, content_type="application/json")
    assert (answer.status_code, SECRET in answer.content.decode()) == (403, False)
    ask = queries.joins_asked(five.xindai.clerk, five.slug)[0].ask
    assert client.get(f"{HERE}/asks/{ask.pk}/").status_code == 404  # whoever asked does not answer
    sign_in(client, five.fengjing.clerk_user)
    assert client.get(f"{HERE}/asks/{ask.pk}/").status_code == 200


def test_bad_forms_answer_422_with_words(five: Any, client: Client) -> None:
    row = make.lead(five.fengjing.clerk, capital=None)
    sign_in(client, five.fengjing.clerk_user)
    for address, sent in (
        (f"{HERE}/register/", {"sector": "equipment"}),
        (f"{HERE}/{row.pk}/move/", {"revision": row.revision, "on": "2024-10-18"}),
        (f"{HERE}/{row.pk}/end/", {"revision": row.revision, "ended": "lost"}),
        (f"{HERE}/{row.pk}/offer/", {"revision": row.revision, "town": five.xindai.code}),
        (f"{HERE}/{row.pk}/change/", {"revision": row.revision, "sector": "other"}),
        (f"{HERE}/{row.pk}/share/", {"revision": row.revision, "audience": "parties"}),
        (f"{HERE}/spaces/add/", {"kind": "land", "area": "0", "area_unit": "mu", "audience": "circle"}),
        (f"{HERE}/join/", {"investor_zh": ""}),
    ):
        assert (address, client.post(address, sent).status_code) == (address, 422)


def test_every_page_opens(five: Any, client: Client) -> None:
    enter_reported(five)
    row = make.moved(five.fengjing.clerk, LeadStage.SIGNED, wanted=Quantity(Decimal(1), "ha"), wanted_kind="land")
    space = make.space(five.fengjing.clerk)
    sign_in(client, five.fengjing.clerk_user)
    steps = ("move", "change", "share", "offer", "back", "end")
    for address in (
        f"{HERE}/", f"{HERE}/?view=table", f"{HERE}/?ended=1", f"{HERE}/register/", f"{HERE}/join/", f"{HERE}/spaces/",
        f"{HERE}/spaces/add/", f"{HERE}/spaces/{space.pk}/change/", f"{HERE}/{row.pk}/", f"{HERE}/{row.pk}/spaces/",
        *(f"{HERE}/{row.pk}/{step}/" for step in steps),
    ):  # fmt: skip
        assert (address, client.get(address).status_code) == (address, 200)
    assert [client.get(f"{HERE}/{row.pk}/{step}/").status_code for step in ("reopen", "nothing")] == [404, 404]
    answer = client.post(f"{HERE}/spaces/{space.pk}/state/", {"revision": space.revision, "state": "reserved"})
    assert answer.status_code == 302
    assert queries.space_named(five.fengjing.clerk, five.slug, space.pk).state == "reserved"  # type: ignore[union-attr]


def test_the_deeds_through_the_api(five: Any, client: Client) -> None:
    sign_in(client, five.fengjing.clerk_user)

    def post(path: str, **sent: Any) -> Any:
        answer = client.post(f"{API}{path}", json.dumps(sent), content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    lead = post(
        "/leads", title_zh="项目", investor_zh="甲公司", sector="food",
        capital={"amount": "1500000000.00", "currency": "USD", "comparator": "≈"}, wanted={"value": "1466", "unit": "mu"},
    )  # fmt: skip
    assert (lead["capital"]["amount"], lead["wanted"]["hectares"], lead["stage"], lead["missing"]) == (
        "1500000000.00", "97.73", "lead", [],
    )  # fmt: skip
    here = f"/leads/{lead['uid']}"
    lead = post(f"{here}/moves", revision=lead["revision"], kind="forward", on="2024-10-18")
    lead = post(f"{here}/offers", revision=lead["revision"], town=five.xindai.code, words_zh="那边地大")
    ask = lead["offers"][0]
    sign_in(client, five.xindai.clerk_user)
    assert post(f"/asks/{ask['uid']}/answer", reply="accepted")["answered_by"] == five.xindai.code
    lead = client.get(f"{API}{here}").json()
    assert (lead["keeper"], lead["reporter"]) == (five.xindai.code, five.fengjing.code)
    lead = post(f"{here}/splits", shares={five.fengjing.code: "30", five.xindai.code: "70"})
    split = lead["splits"][0]
    assert (split["said"], split["agreed"]) == ({five.fengjing.code: None, five.xindai.code: True}, False)
    sign_in(client, five.fengjing.clerk_user)
    lead = post(f"{here}/splits/{split['uid']}/answer", agreed=True)
    assert (lead["splits"][0]["shares"], lead["splits"][0]["agreed"]) == (
        {five.fengjing.code: "30.00", five.xindai.code: "70.00"}, True,
    )  # fmt: skip
    space = post(
        "/spaces", kind="floor", area={"value": "5200.5", "unit": "m2"}, title_zh="厂房", floor_load_kn_m2="20"
    )
    assert (space["area"], space["floor_load_kn_m2"], space["free_from"]) == (
        {"value": "5200.5", "unit": "m2", "hectares": "0.52"}, "20.00", None,
    )  # fmt: skip
    assert post(f"/spaces/{space['uid']}/state", revision=space["revision"], state="let")["state"] == "let"
    matches = client.get(f"{API}{here}/spaces").json()["matches"]
    assert [(m["fit"], [w["wish"] for w in m["wishes"]]) for m in matches] == [("no", ["state", "area"])]


def test_the_investor_alone_finds_the_page_to_confirm(five: Any, client: Client) -> None:
    row = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION)
    given = make.to_confirm(five, row)
    assert [item.url for item in queries.work_of(given["by"], TODAY)] == [f"{HERE}/{row.pk}/confirm/"]
    assert queries.lead_of_investor(given["by"], five.slug, row.pk) == row
    assert queries.lead_of_investor(five.fengjing.clerk, five.slug, row.pk) is None
    assert (
        queries.lead_named(given["by"], five.slug, row.pk) is None
    )  # nothing else of the lead is the investor's to read
    sign_in(client, five.fengjing.clerk_user)
    assert client.get(f"{HERE}/{row.pk}/confirm/").status_code == 404
