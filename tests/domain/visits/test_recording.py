"""What telephones send: once, often, too late, from two people; and what becomes of a need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from pilin.domain.services.models import Service
from pilin.domain.visits import actions, queries, rules
from pilin.domain.visits.models import VisitNeed, VisitRecord
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.cases.models import Case
from pilin.foundation.journal.models import JournalLine, JournalSubject
from tests.factories import services
from tests.factories import visits as make
from tests.factories.base import NOW, Five, circle_of_five
from tests.factories.enterprises import speaker
from tests.security.headers import policy, weak


@pytest.fixture
def five(db: None) -> Five:
    return circle_of_five()


def a_visit(five: Five) -> Any:
    clerk = five.fengjing.clerk
    (firm,) = make.placed(clerk, (0.1, 0.2))
    return make.visit(clerk, firm, make.office(clerk), person=clerk.person)


def sent(of: Any, **more: Any) -> dict[str, Any]:
    return {"client_id": uuid4(), "visit": of.pk, "outcome": "met", "at": NOW, "words": "谈了用工", "needs": [], **more}


def take(by: Any, *records: dict[str, Any]) -> list[tuple[str, list[str]]]:
    told = actions.take_records(by=by, at=NOW, circle=make.circle(by), records=records)
    return [(one.taking.value, [fault.code for fault in one.faults]) for one in told]


def rows() -> tuple[int, int]:
    return VisitRecord.objects.visible_to(queries.HOUSE).count(), VisitNeed.objects.visible_to(queries.HOUSE).count()


@pytest.mark.source("D-37")
def test_what_is_sent_twice_is_done_once(five: Five) -> None:
    visit = a_visit(five)
    need = {"client_id": uuid4(), "kind": "people", "words": "缺两名电工", "due_on": make.MONDAY}
    record = sent(visit, needs=[need])
    for expected in ("kept", "again", "again"):
        assert take(five.fengjing.clerk, record) == [(expected, [])]
    assert rows() == (1, 1)
    assert make.fresh(visit).done_at == NOW


def test_one_that_is_turned_down_stops_no_other(five: Five) -> None:
    visit = a_visit(five)
    strange, wrong = (
        sent(visit, visit=uuid4()),
        sent(visit, outcome="", at=NOW + timedelta(hours=1), needs=[{"client_id": uuid4(), "kind": "x", "words": " "}]),
    )
    told = take(five.fengjing.clerk, strange, wrong, sent(visit))
    assert told == [
        ("turned_down", ["not_found"]),
        ("turned_down", ["outcome", "future", "kind", "no_words"]),
        ("kept", []),
    ]
    assert rows() == (1, 0)


def test_a_second_officers_record_is_kept_beside_the_first(five: Five) -> None:
    visit = a_visit(five)
    assert take(five.fengjing.clerk, sent(visit, words="甲写的")) == [("kept", [])]
    assert take(five.fengjing.secretary, sent(visit, words="乙写的")) == [("second", [])]
    told = queries.visit_told(five.fengjing.clerk, make.fresh(visit))
    assert sorted((row.words, row.second) for row in told.records) == [("乙写的", True), ("甲写的", False)]


def test_a_visit_that_was_called_off_says_so_and_keeps_nothing(five: Five) -> None:
    visit = a_visit(five)
    actions.call_off(by=five.fengjing.clerk, at=NOW, visit=visit, why="企业停产")
    told = actions.take_records(by=five.fengjing.clerk, at=NOW, circle=five.circle, records=[sent(visit)])
    assert [(f.code, "企业停产" in str(f.reason)) for f in told[0].faults] == [("called_off", True)]
    assert rows() == (0, 0)


def test_a_closed_door_is_no_visit(five: Five) -> None:
    visit = a_visit(five)
    assert take(five.fengjing.clerk, sent(visit, outcome="nobody")) == [("kept", [])]
    assert make.fresh(visit).done_at is None
    assert take(five.fengjing.clerk, sent(visit)) == [("kept", [])]
    assert make.fresh(visit).done_at == NOW


def test_only_officers_of_its_town_record_a_visit(five: Five) -> None:
    visit = a_visit(five)
    with pytest.raises(Refused):
        make.record(five.xindai.clerk, visit)
    assert take(five.xindai.clerk, sent(visit)) == [
        ("turned_down", ["not_found"])
    ]  # it does not learn that there is one


def test_two_hundred_at_once_are_the_most(five: Five) -> None:
    visit = a_visit(five)
    for records in ([], [sent(visit)] * 201):
        with pytest.raises(Invalid) as wrong:
            take(five.fengjing.clerk, *records)
        assert [f.code for f in wrong.value.faults] == ["number"]


def test_what_was_said_never_stands_in_the_journal(five: Five) -> None:
    take(
        five.fengjing.clerk,
        sent(
            a_visit(five),
            words="厂长说了一句私话",
            needs=[{"client_id": uuid4(), "kind": "people", "words": "老母亲住院"}],
        ),
    )
    lines = [str(line.facts) for line in JournalLine.objects.visible_to(queries.HOUSE)]
    changed = [str(one.changes) for one in JournalSubject.objects.visible_to(queries.HOUSE)]
    assert [text for text in [*lines, *changed] if "私话" in text or "住院" in text] == []


def test_the_day_of_an_officer_is_theirs_in_order(five: Five) -> None:
    clerk, other = five.fengjing.clerk, five.fengjing.secretary
    first, second, third = make.placed(clerk, (0.1, 0.2), (0.2, 0.2), (0.3, 0.3))
    desk = make.office(clerk)
    late = make.visit(
        clerk, first, desk, on=NOW.date() - timedelta(days=2), at=NOW - timedelta(days=4), person=clerk.person
    )
    today = make.visit(clerk, second, desk, on=NOW.date(), person=clerk.person)
    make.visit(clerk, third, desk, on=NOW.date(), person=other.person)
    assert make.uids(queries.day(clerk, "five-towns", NOW.date())) == [late.pk, today.pk]
    assert len(queries.day(other, "five-towns", NOW.date())) == 1
    assert queries.day(five.xindai.clerk, "five-towns", NOW.date()) == []


@pytest.mark.source("D-37")
@pytest.mark.source("P-5")
def test_a_need_becomes_a_request_to_the_service_centre(five: Five) -> None:
    clerk, visit = five.fengjing.clerk, a_visit(five)
    offered = services.service(clerk)
    need = make.need(clerk, visit)
    done = actions.escalate_need(by=clerk, at=NOW, need=need, way="service_request", choice=offered.pk)
    case = Case.objects.visible_to(queries.HOUSE).get()
    assert (done.became, done.became_uid, done.became_reference, done.became_on) == (
        "service_request",
        case.pk,
        case.reference,
        NOW.date(),
    )
    assert (case.firm, case.about, case.channel, case.owner) == (visit.enterprise_id, offered.pk, "visit", clerk.member)
    with pytest.raises(Refused):
        actions.answer_need(by=clerk, at=NOW, need=done, answer="已答")


def test_a_need_goes_only_to_what_its_town_offers(five: Five) -> None:
    clerk, need = five.fengjing.clerk, make.need(five.fengjing.clerk, a_visit(five))
    strange = services.service(five.xindai.clerk)
    for way, choice in (("no_way", strange.pk), ("service_request", strange.pk), ("service_request", None)):
        with pytest.raises(Invalid):
            actions.escalate_need(by=clerk, at=NOW, need=need, way=way, choice=choice)
    assert not Case.objects.visible_to(queries.HOUSE).exists()
    assert Service.objects.visible_to(queries.HOUSE).count() == 1


def test_a_firm_reads_who_came_and_what_became_of_its_needs_not_an_officers_words(five: Five) -> None:
    clerk, visit = five.fengjing.clerk, a_visit(five)
    make.record(clerk, visit, words="内部话")
    need = make.need(clerk, visit)
    actions.answer_need(by=clerk, at=NOW, need=need, answer="已转给招聘会")
    firm = visit.enterprise
    told = queries.firm_visits(speaker("boss", firm, clerk), firm)
    assert [(one.row.pk, one.records, [n.answer for n in one.needs]) for one in told] == [
        (visit.pk, (), ["已转给招聘会"])
    ]
    assert queries.firm_visits(five.xindai.clerk, firm) == []  # another town's visits are its own
    assert rules.may_read_visits(five.stranger.clerk, firm).code == "not_officer"


def test_the_same_need_noted_twice_is_one(five: Five) -> None:
    visit, uid = a_visit(five), UUID(int=5)
    for _time in range(2):
        make.need(five.fengjing.clerk, visit, client_id=uid)
    assert rows() == (0, 1)


def test_the_worker_of_the_day_may_fetch_from_here_and_nothing_else(five: Five, client: Client) -> None:
    answer = client.get("/c/five-towns/visits/day/worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert weak(answer, "/c/five-towns/visits/day/worker.js", False) == []
    told = policy(answer.headers["Content-Security-Policy"])
    assert (told["default-src"], told["connect-src"]) == (["'none'"], ["'self'"])
