"""Firms themselves: who speaks for one is said once for all towns, and what it says is read by whom it says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pilin.config.standing import standing_of
from pilin.domain.enterprises import actions, queries, rules
from pilin.domain.enterprises.cli import enterprises as commands
from pilin.domain.enterprises.models import Certificate, Claim, Enterprise, Good
from pilin.engine.need import Period, Rate
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity import actions as identity
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.notices.models import Notice
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five, Stand, writing
from tests.kit import BACKEND

HOUSE = Stand.machine()
ON = NOW.date()
pytestmark = pytest.mark.django_db


def firm(five: Five, audience: str = "public") -> Enterprise:
    (made,) = make.made(five.fengjing.clerk, make.firm(1, name_zh="枫泾电缆厂"), audience=audience)
    return made


def test_a_firm_is_claimed_once_and_known_in_every_town(five: Five):
    found = firm(five)
    asks = make.person("lin")
    claim = actions.claim_firm(by=asks, at=NOW, enterprise=found, office="厂长", evidence="公函")
    assert (claim.owner, claim.audience, claim.state) == (five.fengjing.code, "own", "asked")
    with pytest.raises(Invalid) as twice:
        actions.claim_firm(by=asks, at=NOW, enterprise=found, office="厂长")
    assert [fault.code for fault in twice.value.faults] == ["asked"]
    with pytest.raises(Refused):
        actions.decide_claim(by=five.xindai.clerk, at=NOW, claim=claim, accepted=True)
    actions.decide_claim(by=five.fengjing.clerk, at=NOW, claim=claim, accepted=True)
    speaker = standing_of(claim.person, NOW)
    assert (speaker.kind, speaker.firms, speaker.member) == (StandingKind.FIRM, frozenset({found.pk}), "")
    actions.note_good(by=speaker, at=NOW, enterprise=found, role="makes", name_zh="控制电缆", capacity="20吨/月")
    for town in five.towns:
        assert [(g.name_zh, g.capacity) for g in queries.goods(town.clerk, [found.pk])] == [
            ("控制电缆", Rate(Decimal(20), "t", Period.MONTH)),
        ]  # fmt: skip
    (notice,) = Notice.objects.visible_to(HOUSE).filter(person=claim.person)
    assert (notice.kind, notice.facts["title_zh"]) == ("claim_accepted", "枫泾电缆厂")


def test_who_asks_is_read_by_the_town_and_the_person_alone(five: Five):
    found = firm(five)
    asks = make.person("lin")
    claim = actions.claim_firm(by=asks, at=NOW, enterprise=found, office="厂长", evidence="秘密公函")
    seen = {
        name: queries.claim_named(standing, five.slug, claim.pk)
        for name, standing in {
            "town": five.fengjing.clerk, "person": asks, "other": five.xindai.clerk, "public": Stand.public(),
            "another": make.person("wu"),
        }.items()
    }  # fmt: skip
    assert {name for name, row in seen.items() if row is not None} == {"town", "person"}
    kept = [str(line.facts) for line in JournalLine.objects.visible_to(HOUSE)]
    kept += [str(one.changes) for one in JournalSubject.objects.visible_to(HOUSE)]
    assert [text for text in kept if "秘密公函" in text or "厂长" in text] == []
    assert len(kept) > 2


def test_a_refusal_says_why_and_an_end_takes_the_word_away(five: Five):
    found = firm(five)
    claim = actions.claim_firm(by=make.person("lin"), at=NOW, enterprise=found, office="厂长")
    with pytest.raises(Invalid):
        actions.decide_claim(by=five.fengjing.clerk, at=NOW, claim=claim, accepted=False)
    actions.decide_claim(by=five.fengjing.clerk, at=NOW, claim=claim, accepted=False, why="查无此人")
    speaker = make.speaker("wu", found, five.fengjing.clerk)
    with pytest.raises(Refused):
        actions.claim_firm(by=speaker, at=NOW, enterprise=found, office="厂长")
    held = Claim.objects.visible_to(HOUSE).get(person=speaker.person)
    actions.end_claim(by=speaker, at=NOW, claim=held)
    after = standing_of(held.person, NOW)
    assert (after.kind, after.firms) == (StandingKind.PERSON, frozenset())
    with pytest.raises(Refused):
        actions.note_good(by=after, at=NOW, enterprise=found, role="makes", name_zh="电缆")


def test_who_holds_an_office_claims_no_firm(five: Five):
    found = firm(five)
    for standing in (five.fengjing.clerk, five.xindai.secretary, Stand.public()):
        with pytest.raises(Refused):
            actions.claim_firm(by=standing, at=NOW, enterprise=found, office="厂长")
    speaker = make.speaker("wu", found, five.fengjing.clerk)
    assert speaker.person is not None
    with writing():
        from tests.factories.base import make_office

        claim = Claim.objects.visible_to(HOUSE).get(person=speaker.person)
        make_office(claim.person, five.xindai.code, "clerk")
    assert (standing_of(claim.person, NOW).kind, standing_of(claim.person, NOW).firms) == (
        StandingKind.OFFICER,
        frozenset(),
    )


def test_what_a_firm_says_is_read_by_whom_it_says(five: Five):
    found = firm(five)
    speaker = make.speaker("wu", found, five.fengjing.clerk)
    for audience, name in (("own", "秘方电缆"), ("circle", "控制电缆"), ("public", "电线")):
        actions.note_good(by=speaker, at=NOW, enterprise=found, role="makes", name_zh=name, audience=audience)
        actions.note_certificate(
            by=speaker, at=NOW, enterprise=found, kind="recognition", name_zh=f"{name}标杆", audience=audience
        )
    readers = {
        "speaker": speaker, "town": five.fengjing.clerk, "circle": five.xindai.clerk, "observer": five.observer.clerk,
        "stranger": five.stranger.clerk, "person": make.person("lin"), "public": Stand.public(),
    }  # fmt: skip
    said = {name: {row.name_zh for row in queries.goods(standing, [found.pk])} for name, standing in readers.items()}
    every, circle, public = {"秘方电缆", "控制电缆", "电线"}, {"控制电缆", "电线"}, {"电线"}
    assert said == {
        "speaker": every, "town": every, "circle": circle, "observer": circle, "stranger": public, "person": public,
        "public": public,
    }  # fmt: skip
    papers = {n: {r.name_zh for r in queries.certificates(s, [found.pk])} for n, s in readers.items()}
    assert papers == {name: {f"{one}标杆" for one in names} for name, names in said.items()}


def test_a_good_is_read_no_more_widely_than_its_firm(five: Five):
    found = firm(five, "circle")
    speaker = five.fengjing.clerk
    with pytest.raises(Invalid) as caught:
        actions.note_good(by=speaker, at=NOW, enterprise=found, role="makes", name_zh="电缆", audience="public")
    assert [fault.code for fault in caught.value.faults] == ["wider"]
    assert Good.objects.visible_to(HOUSE).count() == 0


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"role": "sells"}, ["role"]), ({"name_zh": " "}, ["no_name"]), ({"capacity": "300吨"}, ["capacity"]),
        ({"capacity": "20吨/月，ISO 9001，60分钟内"}, ["capacity"]), ({"capacity": "大量"}, ["capacity"]),
        ({"audience": "parties"}, ["audience"]),
    ],
)  # fmt: skip
def test_a_wrong_good_is_named_and_nothing_is_written(five: Five, more, codes):
    found = firm(five)
    with pytest.raises(Invalid) as caught:
        actions.note_good(
            **{"by": five.fengjing.clerk, "at": NOW, "enterprise": found, "role": "makes", "name_zh": "电缆", **more}
        )
    assert [fault.code for fault in caught.value.faults] == codes
    assert Good.objects.visible_to(HOUSE).count() == 0


def test_a_good_said_again_replaces_what_was_said(five: Five):
    found, by = firm(five), five.fengjing.clerk
    actions.note_good(by=by, at=NOW, enterprise=found, role="makes", name_zh="电缆", capacity="约300吨/年")
    actions.note_good(by=by, at=NOW, enterprise=found, role="makes", name_zh="电缆", capacity="")
    actions.note_good(by=by, at=NOW, enterprise=found, role="buys", name_zh="电缆")
    assert [(g.role, g.name_zh, g.capacity) for g in queries.goods(by, [found.pk])] == [
        ("buys", "电缆", None), ("makes", "电缆", None),
    ]  # fmt: skip


def test_a_paper_counts_while_it_is_valid_and_is_said_before_it_ends(five: Five):
    found, by = firm(five), five.fengjing.clerk
    for name, first, last in (
        ("ISO9001:2015", "2022-01", "2024-12-31"), ("RoHS", "", "2024-10-17"), ("CCC", "2024-10-19", ""), ("高新技术企业", "", ""),
    ):  # fmt: skip
        kind = "recognition" if name == "高新技术企业" else "certificate"
        actions.note_certificate(
            by=by, at=NOW, enterprise=found, kind=kind, name_zh=name, valid_from=first, valid_to=last
        )
    told = queries.firm_says(by, [found.pk], ON)
    assert {one.row.name_zh: one.valid for one in told.certificates} == {
        "ISO 9001": True, "RoHS": False, "CCC": False, "高新技术企业": True,
    }  # fmt: skip
    work = queries.claims_waiting(by, ON)
    assert [(item.due_on, item.url) for item in work] == [
        (date(2024, 12, 31), f"/c/five-towns/enterprises/{found.pk}/")
    ]
    assert queries.claims_waiting(five.xindai.clerk, ON) == []


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(-500, 900))
def test_a_paper_counts_from_its_first_to_its_last_day(first, days, offset):
    row = Certificate(valid_from_first=first, valid_to_last=first + timedelta(days=days))
    assert rules.is_valid(row, first + timedelta(days=offset)) == (0 <= offset <= days)


def test_a_claim_goes_with_the_account(five: Five):
    found = firm(five)
    speaker = make.speaker("wu", found, five.fengjing.clerk)
    assert speaker.person is not None
    assert [held["state"] for held in queries.claims_held(speaker.person)] == ["accepted"]
    erased = identity.erase_person(by=speaker, at=NOW, person=speaker.person)
    assert (erased["claims"], Claim.objects.visible_to(HOUSE).count()) == (1, 0)


def test_claims_that_came_to_nothing_are_erased_a_year_later(five: Five):
    found = firm(five)
    make.speaker("wu", found, five.fengjing.clerk)
    claim = actions.claim_firm(by=make.person("lin"), at=NOW, enterprise=found, office="厂长")
    actions.decide_claim(by=five.fengjing.clerk, at=NOW, claim=claim, accepted=False, why="查无此人")
    with writing():
        assert actions.purge_claims(NOW) == 0
        assert actions.purge_claims(NOW + timedelta(seconds=1)) == 1
    assert [row.state for row in Claim.objects.visible_to(HOUSE)] == ["accepted"]


def test_the_pages_of_a_claim(five: Five, client: Client):
    found = firm(five)
    asks = make.person("lin")
    claimant = Claim._meta.get_field("person").related_model.objects.get(pk=asks.person)
    base = f"/c/five-towns/enterprises/{found.pk}"
    assert client.get(f"{base}/claim/").status_code == 302  # to sign in
    client.force_login(claimant, backend=BACKEND)
    assert client.post(f"{base}/goods/", {"role": "makes", "name_zh": "电缆", "audience": "own"}).status_code == 403
    assert client.post(f"{base}/claim/", {"office": ""}).status_code == 422
    made = client.post(f"{base}/claim/", {"office": "厂长", "evidence": "公函"})
    assert made.status_code == 302
    assert client.get("/c/five-towns/enterprises/claims/").status_code == 403
    town = Client()
    town.force_login(five.fengjing.clerk_user, backend=BACKEND)
    assert "枫泾电缆厂" in town.get("/c/five-towns/enterprises/claims/").content.decode()
    assert town.post(made["Location"], {"answer": "refuse", "why": ""}).status_code == 422
    assert town.post(made["Location"], {"answer": "accept"}).status_code == 302
    assert client.post(f"{base}/goods/", {"role": "makes", "name_zh": "电缆", "audience": "own"}).status_code == 302
    paper = {"kind": "certificate", "name_zh": "ISO9001", "audience": "own"}
    assert client.post(f"{base}/certificates/", paper).status_code == 302
    page = client.get("/c/five-towns/enterprises/mine/?lang=zh-hans").content.decode()
    assert "枫泾电缆厂" in page
    (good,) = Good.objects.visible_to(HOUSE)
    (certificate,) = Certificate.objects.visible_to(HOUSE)
    assert town.post(f"{base}/goods/{good.pk}/remove/").status_code == 302
    other = Client()
    other.force_login(five.xindai.clerk_user, backend=BACKEND)
    assert other.post(f"{base}/certificates/{certificate.pk}/remove/").status_code == 404
    assert client.post(f"{base}/certificates/{certificate.pk}/remove/").status_code == 302
    assert (Good.objects.visible_to(HOUSE).count(), Certificate.objects.visible_to(HOUSE).count()) == (0, 0)
    assert client.post(made["Location"], {"answer": "end"}).status_code == 302
    assert client.get(f"{base}/goods/").status_code == 403


def test_programs_and_the_terminal_say_the_same(five: Five, client: Client):
    found = firm(five)
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    base = f"/api/v1/circles/five-towns/enterprises/{found.pk}"

    def post(address: str, **given: object):
        return client.post(address, json.dumps(given), content_type="application/json")

    made = post(f"{base}/goods", role="makes", name="电缆", capacity="5000件/天", audience="circle")
    assert made.status_code == 201
    (good,) = made.json()["goods"]
    assert (good["capacity"], good["capacity_unit"], good["capacity_period"]) == ("5000", "piece", "day")
    assert post(f"{base}/goods", role="makes", name="电缆", capacity="5000件").status_code == 422
    papers = post(f"{base}/certificates", kind="certificate", name="iso 9001", audience="circle").json()["certificates"]
    assert [(paper["name"], paper["valid"]) for paper in papers] == [("ISO 9001", True)]

    class Caller:
        standing, at = five.fengjing.clerk, NOW

    told = CliRunner().invoke(commands, ["says", "five-towns", str(found.pk), "--json"], obj=Caller())
    assert json.loads(told.output) == client.get(f"{base}/says").json()
    claim = actions.claim_firm(by=make.person("lin"), at=NOW, enterprise=found, office="厂长")
    answered = CliRunner().invoke(
        commands, ["answer-claim", "five-towns", str(claim.pk), "--accept", "--json"], obj=Caller()
    )
    assert json.loads(answered.output)["state"] == "accepted"
    assert [row["state"] for row in client.get("/api/v1/circles/five-towns/claims").json()] == ["accepted"]
    assert post(f"/api/v1/circles/five-towns/claims/{claim.pk}/end", why="离职").json()["state"] == "ended"
    assert post(f"{base}/goods/{good['uid']}/removal").json()["goods"] == []
    assert post(f"{base}/certificates/{papers[0]['uid']}/removal").json()["certificates"] == []
