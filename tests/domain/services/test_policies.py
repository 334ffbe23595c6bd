"""Which policies fit a firm: by page, program and terminal, from what the register and its people say."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services import actions, queries
from pilin.domain.services.cli import services as commands
from pilin.domain.services.models import FirmFacts
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity.models import User
from pilin.web import words
from tests.factories import enterprises as firms
from tests.factories import services as make
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.kit import BACKEND

HOUSE = Stand.machine()
JUNE = date(2024, 6, 27)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def firm(five: Five) -> Enterprise:
    """Return a firm of Fengjing, of the fans' industry."""
    (made,) = firms.made(five.fengjing.clerk, firms.firm(1, name_zh="枫泾压缩机厂", industry="3442"), audience="public")
    return made


@pytest.fixture
def speaker(five: Five, firm: Enterprise) -> Standing:
    """Return who speaks for it."""
    return firms.speaker("zhou", firm, five.fengjing.clerk)


def client(who: Standing) -> Client:
    made = Client()
    made.force_login(User.objects.get(pk=who.person), backend=BACKEND)
    return made


def result(told: queries.Fit, measure: str) -> str:
    return next(str(one.result) for one in told.answers if one.measure == measure)


def criterion(told: queries.Fit, measure: str, name: str) -> Any:
    answer = next(one for one in told.answers if one.measure == measure)
    return next(one for one in answer.criteria if one.id == name)


@pytest.mark.source("D-13", "R-06")
def test_the_lead_firm_is_not_turned_away_and_its_deduction_saves_what_the_rule_says(
    firm: Enterprise, speaker: Standing
):
    said = {
        "revenue_cny": {"2023": "3852000000"}, "rd_deduction_cny": {"2023": "89000000"}, "recognitions": ["national_little_giant", "high_tech"],
    }  # fmt: skip
    actions.say_facts(by=speaker, at=NOW, firm=firm, facts=said)
    told = queries.fit(speaker, firm, JUNE)
    intensity = criterion(told, "specialised_sme", "rd_intensity")
    assert (str(intensity.result), str(intensity.lack)) == ("unknown", "wider_definition")
    assert told.deduction is not None
    assert (told.deduction.extra_cny, [(one.rate, one.tax_cny) for one in told.deduction.savings]) == (
        Decimal("89000000.00"), [(Decimal("0.25"), Decimal("22250000.00")), (Decimal("0.15"), Decimal("13350000.00"))],
    )  # fmt: skip
    page = client(speaker).get(f"/c/five-towns/services/policies/{firm.pk}/?on=2024-06-27").content.decode()
    assert (words.money(Decimal("22250000.00")) in page, "归集口径" in page) == (True, True)


@pytest.mark.source("D-42", "D-76")
def test_what_a_source_declares_and_does_not_set_out_is_incomplete_and_never_padded():
    told = [(one.id, one.declared, len(one.named), one.status) for one in queries.packages()]
    assert told == [
        ("putuo_private_economy", 10, 4, "incomplete_source"), ("financial_measures", 10, 0, "incomplete_source"),
        ("quality_measures", 40, 0, "incomplete_source"),
    ]  # fmt: skip
    page = Client().get("/c/five-towns/services/policies/?on=2024-06-27")
    assert page.status_code == 404  # no such circle here: nothing is told of none


def test_the_page_of_policies_is_everyones(five: Five):
    page = Client().get("/c/five-towns/services/policies/?on=2024-06-27").content.decode()
    measures = queries.measures_in_force(JUNE)
    assert [one.title_zh in page for one in measures] == [True] * len(measures)
    assert [one.clause in page for one in measures] == [True] * len(measures)
    assert [page.count("来源不全"), "宣布 10 条，列出 4 条" in page] == [3, True]
    assert Client().get("/c/five-towns/services/policies/?on=nonsense").status_code == 200


def test_the_register_says_only_what_is_exact(five: Five, firm: Enterprise):
    assert queries.register_says(firm) == {"uscc": firm.uscc, "place": firm.division or firm.owner, "industry": "C3442"}
    vague = Enterprise(name_zh="约百人", owner=five.fengjing.code, staff_value=100, staff_comparator="≈", uscc="")
    exact = Enterprise(name_zh="百人", owner=five.fengjing.code, staff_value=100, staff_comparator="=", uscc="")
    assert [queries.register_says(one).get("staff") for one in (vague, exact)] == [None, 100]


def test_what_is_said_counts_before_the_register_and_the_place_may_be_asked_otherwise(
    five: Five, firm: Enterprise, speaker: Standing
):
    actions.say_facts(by=speaker, at=NOW, firm=firm, facts={"staff": 90, "industry": "C3441"})
    told = queries.fit(speaker, firm, JUNE)
    assert {one.column: (one.value, one.by_firm) for one in told.facts if one.column in ("staff", "industry")} == {
        "staff": ("90", True), "industry": ("C3441", True),
    }  # fmt: skip
    assert (told.place, told.own_place) == (firm.division or firm.owner, firm.division or firm.owner)
    across = queries.fit(speaker, firm, JUNE, place=five.xindai.code)
    assert (across.place, across.own_place) == (five.xindai.code, firm.division or firm.owner)
    assert [str(criterion(one, "specialised_sme", "place").result) for one in (told, across)] == ["meets", "meets"]
    outside = queries.fit(speaker, firm, JUNE, place="320583")
    assert result(outside, "specialised_sme") == "fails"


def test_who_says_and_reads_it(five: Five, firm: Enterprise, speaker: Standing):
    stranger, other = firms.person("lin"), five.xindai.clerk
    for by in (stranger, other, Standing.public()):
        with pytest.raises(Refused) as refused:
            actions.say_facts(by=by, at=NOW, firm=firm, facts={"staff": 9})
        assert refused.value.code == "not_speaker"
        assert queries.firm_to_fit(by, five.slug, firm.pk) is None
    address = f"/c/five-towns/services/policies/{firm.pk}/"
    assert [client(who).get(address).status_code for who in (speaker, five.fengjing.clerk, other, stranger)] == [
        200,
        200,
        404,
        404,
    ]
    assert list(FirmFacts.objects.visible_to(other)) == []


def test_every_fault_is_named_in_the_readers_language_and_nothing_is_kept(firm: Enterprise, speaker: Standing):
    wrong = {"debt_ratio": 40, "staff": 9.5, "revenue_cny": {"2023": -1, "2999": 5}, "moon": 1, "rd_staff": "x"}
    with pytest.raises(Invalid) as error:
        actions.say_facts(by=speaker, at=NOW, firm=firm, facts=wrong)
    assert sorted((fault.field, fault.code) for fault in error.value.faults) == [
        ("debt_ratio", "percent"), ("moon", "unknown_field"), ("rd_staff", "not_a_number"), ("revenue_cny[2023]", "negative"),
        ("revenue_cny[2999]", "future"), ("staff", "not_whole"),
    ]  # fmt: skip
    assert all(not str(fault.reason).isascii() for fault in error.value.faults)
    assert list(FirmFacts.objects.visible_to(HOUSE)) == []


def test_the_form_takes_percent_flags_and_no_title_and_shows_them_again(firm: Enterprise, speaker: Standing):
    page, year = f"/c/five-towns/services/policies/{firm.pk}/facts/", TODAY.year - 1
    given = {
        "debt_ratio": "40", "has_core_ip": "no", "recognitions": ["none"], f"revenue_cny[{year}]": "50000000.05", "founded_on": "2018-05-01",
    }  # fmt: skip
    assert client(speaker).post(page, given).status_code == 302
    kept = FirmFacts.objects.visible_to(HOUSE).get()
    assert kept.facts == {
        "debt_ratio": "0.4", "has_core_ip": False, "recognitions": [], "revenue_cny": {str(year): "50000000.05"}, "founded_on": "2018-05-01",
    }  # fmt: skip
    shown = client(speaker).get(page).content.decode()
    assert [mark in shown for mark in ('value="40"', "50000000.05", "2018-05-01")] == [True] * 3
    bad = client(speaker).post(page, {**given, f"revenue_cny[{year}]": "5000", "staff": "90"})
    assert (bad.status_code, "万元" in bad.content.decode()) == (422, True)
    assert FirmFacts.objects.visible_to(HOUSE).get().facts == kept.facts


def test_a_service_stands_beside_the_policy_with_which_it_helps(five: Five, firm: Enterprise, speaker: Standing):
    offered = make.service(five.xindai.clerk, matter="little-giant", measures=["little_giant"])
    told = queries.fit(speaker, firm, JUNE)
    assert told.helped_by == {"little_giant": (offered,)}
    page = client(speaker).get(f"/c/five-towns/services/policies/{firm.pk}/?on=2024-06-27").content.decode()
    assert f"/c/five-towns/services/{offered.pk}/ask/?firm={firm.pk}" in page
    with pytest.raises(Invalid) as error:
        make.service(five.fengjing.clerk, matter="other", measures=["moon"])
    assert [fault.field for fault in error.value.faults] == ["measures"]


def test_program_and_terminal_say_the_same(five: Five, firm: Enterprise, speaker: Standing):
    api = f"/api/v1/circles/five-towns/enterprises/{firm.pk}"
    said = {"facts": {"revenue_cny": {"2023": "3852000000"}, "debt_ratio": "0.4"}}
    made = client(speaker).post(f"{api}/facts", said, content_type="application/json")
    assert made.status_code == 201
    wrong = client(speaker).post(f"{api}/facts", {"facts": {"debt_ratio": 40}}, content_type="application/json")
    assert wrong.status_code == 422
    got = client(speaker).get(f"{api}/policies?on=2024-06-27").json()
    assert got["facts"]["revenue_cny[2023]"] == "3852000000"

    class Caller:
        standing, at = speaker, NOW

    asked = ["fit", "five-towns", str(firm.pk), "--on", "2024-06-27", "--json"]
    done = CliRunner().invoke(commands, asked, obj=Caller())
    assert json.loads(done.stdout)["policies"] == got["policies"]
    assert client(five.xindai.clerk).get(f"{api}/policies").status_code == 404
    listed = Client().get("/api/v1/circles/five-towns/policies?on=2024-06-27").json()
    assert [one["measure"] for one in listed["policies"]] == [one.id for one in queries.measures_in_force(JUNE)]
