"""Consents are a person's own, given and taken back with one press; what was kept long enough goes, and that is noted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessLog
from django.test import Client
from django.utils import timezone, translation

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.identity import actions as identity
from pilin.foundation.identity.enums import CIRCLE_READS, SUBJECT_DATA
from pilin.foundation.identity.models import Draft, Office
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import queries as ledger
from pilin.foundation.ledger import trails
from pilin.foundation.notices.models import Notice
from pilin.foundation.privacy import actions, queries
from pilin.foundation.privacy.enums import TERMS
from pilin.foundation.privacy.models import Consent, PurgeRun
from pilin.foundation.privacy.tasks import keep_terms
from tests.factories.base import NOW, Five, writing
from tests.kit import BACKEND, Example, RoomContract

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


def asked(five: Five, **more: Any) -> dict[str, Any]:
    """Return what is agreed to: that the circle reads the office of Fengjing's clerk."""
    given = {
        "person": five.fengjing.clerk.person,
        "purpose": CIRCLE_READS,
        "town": five.fengjing.code,
        "circle": five.slug,
    }
    return {**given, **more}


def offices(five: Five) -> list[str]:
    rows = Office.objects.visible_to(HOUSE).filter(person=five.fengjing.clerk.person)
    return list(rows.values_list("audience", flat=True))


class TestPrivacy(RoomContract):
    room = "privacy"
    rowless = True  # its rows are a person's, not a town's

    def list_urls(self):
        return ["/privacy/"]

    def make_item(self, number):
        with writing():
            PurgeRun(term="drafts", at=NOW, before=NOW, erased=number).save()

    def test_a_stranger_finds_nothing_and_learns_nothing(self):
        """A consent is read by its person alone: no colleague, no keeper, no other town."""
        actions.give_consent(by=self.five.fengjing.clerk, at=NOW, **asked(self.five))
        readers = (
            self.five.fengjing.clerk, Standing.public(), self.five.fengjing.signatory, self.five.keeper, self.five.xindai.clerk,
        )  # fmt: skip
        assert [Consent.objects.visible_to(who).count() for who in readers] == [1, 0, 0, 0, 0]

    def deeds(self):
        mine, stranger = asked(self.five), self.five.xindai.signatory

        def given() -> dict[str, Any]:
            actions.give_consent(by=self.five.fengjing.clerk, at=NOW, **mine)
            return mine

        return [
            Example(actions.give_consent, ok=mine, refused={**mine, "by": self.five.xindai.clerk}),
            Example(actions.give_consent, ok=mine, refused={**mine, "purpose": "selling"}),
            Example(actions.give_consent, ok=mine, refused={**mine, "town": self.five.xindai.code}),
            Example(actions.note_consent, ok=mine, refused={**mine, "by": self.five.xindai.clerk}),
            Example(
                actions.note_consent, ok={**mine, "by": self.five.fengjing.signatory}, refused={**mine, "by": stranger}
            ),
            Example(actions.withdraw_consent, ok=given, refused={**mine, "by": stranger}),
            Example(actions.keep_terms, ok={"by": self.five.keeper}, refused={}, bulk=True),
        ]


def test_the_circle_reads_an_office_while_its_holder_agrees(five: Five) -> None:
    clerk = five.fengjing.clerk
    assert offices(five) == [Audience.OWN]
    first = actions.give_consent(by=clerk, at=NOW, **asked(five))
    again = actions.give_consent(by=clerk, at=NOW, **asked(five))
    assert (first.pk, offices(five)) == (again.pk, [Audience.CIRCLE])
    assert [o.owner for o in Office.objects.visible_to(five.xindai.clerk).filter(owner=five.fengjing.code)] == [
        five.fengjing.code
    ]
    actions.withdraw_consent(by=clerk, at=NOW, **asked(five))
    assert offices(five) == [Audience.OWN]
    assert list(Office.objects.visible_to(five.xindai.clerk).filter(owner=five.fengjing.code)) == []
    with pytest.raises(Conflict):
        actions.withdraw_consent(by=clerk, at=NOW, **asked(five))


def test_what_the_circles_log_said_of_the_office_is_erased_with_the_consent_and_the_chain_stands(five: Five) -> None:
    clerk = five.fengjing.clerk
    actions.give_consent(by=clerk, at=NOW, **asked(five))
    office = Office.objects.visible_to(HOUSE).get(person=clerk.person)
    said = trails.trail_of(five.xindai.clerk, office.pk)
    assert [card.content["person_id"] for card in said if card.content] == [str(clerk.person)]
    actions.withdraw_consent(by=clerk, at=NOW, **asked(five))
    assert [(card.content, card.holds) for card in trails.trail_of(five.xindai.clerk, office.pk)] == [(None, True)]
    assert [f for f in ledger.check_instance().findings if f.code != "past_ledger"] == []


def test_an_appointment_shared_with_the_circle_notes_who_was_told_and_in_which_words(five: Five) -> None:
    with translation.override("zh-hans"):
        office, _password = identity.invite_officer(
            by=five.fengjing.signatory, at=NOW, member=five.fengjing.code, username="newcomer", name_zh="新人",
            role="clerk", valid_from="2024-01-01", circle=five.slug,
        )  # fmt: skip
    (row,) = Consent.objects.visible_to(HOUSE).filter(person=office.person_id)
    assert (row.purpose, row.town, row.circle, row.noted_by) == (
        CIRCLE_READS, five.fengjing.code, five.slug, five.fengjing.signatory.person,
    )  # fmt: skip
    assert row.words.startswith("我同意")


def test_the_journal_says_that_somebody_agreed_not_who(five: Five) -> None:
    actions.give_consent(by=five.fengjing.clerk, at=NOW, **asked(five))
    line = JournalLine.objects.visible_to(HOUSE).filter(code="privacy.give_consent").get()
    assert str(five.fengjing.clerk.person) not in str(
        (line.facts, line.counts, [s.changes for s in line.subjects.visible_to(HOUSE)])
    )


def test_whoever_closes_the_account_takes_everything_back(five: Five) -> None:
    clerk = five.fengjing.clerk
    actions.give_consent(by=clerk, at=NOW, **asked(five))
    identity.end_appointment(
        by=five.fengjing.signatory,
        at=NOW,
        office=Office.objects.visible_to(HOUSE).get(person=clerk.person).pk,
        on="2024-10-01",
    )
    identity.erase_person(by=clerk, at=NOW, person=clerk.person)
    assert [c.withdrawn_at for c in Consent.objects.visible_to(HOUSE).filter(person=clerk.person)] == [NOW]
    assert SUBJECT_DATA["consents"].holds(clerk.person)[0]["withdrawn_at"] == NOW


def test_only_what_is_past_its_term_goes_and_each_run_says_how_much(five: Five) -> None:
    at = timezone.now()
    person = five.fengjing.clerk_user
    old, young = at - timedelta(days=366), at - timedelta(days=364)
    with writing():
        for read in (old, young, None):
            Notice(person=person, kind="mentioned", made_at=old, read_at=read).save()
        for form, days in (("old", 181), ("young", 179)):
            Draft(person=person, form=form, saved_at=at - timedelta(days=days)).save()
    for days in (191, 189):
        AccessLog.objects.create(username="x", user_agent="x")
        AccessLog.objects.order_by("-pk").filter(pk=AccessLog.objects.latest("pk").pk).update(
            attempt_time=at - timedelta(days=days)
        )
    erased = actions.keep_terms(by=HOUSE, at=at)
    assert {name: number for name, number in erased.items() if number} == {"sign_in": 1, "drafts": 1, "notices": 1}
    assert Notice.objects.visible_to(HOUSE).count() == 2
    assert [draft.form for draft in Draft.objects.visible_to(five.fengjing.clerk)] == ["young"]
    assert AccessLog.objects.count() == 1
    runs = {run.term: (run.erased, run.at - run.before) for run in PurgeRun.objects.visible_to(Standing.public())}
    assert runs == {name: (erased[name], timedelta(days=term.days)) for name, term in TERMS.items()}
    assert sum(actions.keep_terms(by=HOUSE, at=at).values()) == 0


def test_the_job_does_it_by_itself() -> None:
    assert keep_terms.call() == 0
    assert PurgeRun.objects.visible_to(Standing.public()).count() == len(TERMS)


def test_nobody_but_the_keeper_hurries_it(five: Five) -> None:
    for who in (Standing.public(), five.fengjing.clerk, five.fengjing.signatory):
        with pytest.raises(Refused):
            actions.keep_terms(by=who, at=NOW)


def test_anyone_may_be_refused_what_is_not_asked(five: Five) -> None:
    with pytest.raises(Invalid):
        actions.give_consent(by=five.fengjing.clerk, at=NOW, **asked(five, circle="yrd"))


def test_one_press_on_the_page_takes_it_back(five: Five, client: Client, on_the_day: Any) -> None:
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    fields = {name: value for name, value in asked(five).items() if name != "person"}
    assert "你没有同意" in client.get("/me/consents/").content.decode()
    assert client.post("/me/consents/give/", fields).status_code == 302
    assert "收回" in client.get("/me/consents/").content.decode()
    assert client.post("/me/consents/withdraw/", fields).status_code == 302
    assert (offices(five), [c.in_force for c in queries.consents_of(five.fengjing.clerk, NOW)]) == (
        [Audience.OWN],
        [False],
    )
    assert client.post("/me/consents/sell/", fields).status_code == 404
    assert client.post("/me/consents/withdraw/", fields).status_code == 409


def test_anybody_reads_what_is_held_and_how_long(five: Five, client: Client) -> None:
    told = client.get("/api/v1/privacy").json()
    assert [term["days"] for term in told["terms"]] == [term.days for term in TERMS.values()]
    assert len(told["held"]) == len(SUBJECT_DATA)
    page = client.get("/privacy/").content.decode()
    assert [str(term.title) in page for term in TERMS.values()] == [True] * len(TERMS)
