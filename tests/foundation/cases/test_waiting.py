"""A case that waits for whoever asked: the term stands still, the day told at receipt stays, and the way on is theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import add_working_days
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.cases import actions, queries, rules
from pilin.foundation.cases.enums import KINDS, CaseState
from pilin.foundation.cases.models import Case
from tests.factories import enterprises as firms
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.reliability.report import times

HOUSE = Stand.machine()
DAY = timedelta(days=1)
FENGJING, XINDAI = "310116102", "330482102"
pytestmark = pytest.mark.django_db


def in_hand(five: Five, asker: Standing) -> Case:
    case = actions.receive_case(
        by=asker, at=NOW, circle=five.circle, town=FENGJING, kind="service_request", subject="登记", asker=asker.person
    )
    return actions.take_case(by=five.fengjing.clerk, at=NOW, case=case)


@pytest.fixture
def lin() -> Standing:
    """Return somebody who asks."""
    return firms.person("lin")


def now(case: Case) -> Case:
    return Case.objects.visible_to(HOUSE).get(pk=case.pk)


def code(deed: Any, **given_: Any) -> str:
    with pytest.raises(Refused) as error:
        deed(**given_)
    return error.value.code


def test_the_working_days_on_which_it_waits_do_not_count(five: Five, lin: Standing):
    clerk = five.fengjing.clerk
    case = in_hand(five, lin)
    told = case.answer_by
    actions.pause_case(by=clerk, at=NOW, case=case, note="还缺章程")
    waits = now(case)
    late = told + 10 * DAY
    assert (waits.waiting_since, waits.due_on, rules.days_late(waits, late)) == (TODAY, told, 0)
    assert [row.pk for row in queries.desk(clerk, five.slug, late_on=late)] == []

    back = NOW + 6 * DAY
    actions.note_case(by=lin, at=back, case=waits, note="章程在这里")  # their word lets it go on
    row = now(case)
    stood = rules.working_days(TODAY, back.date())
    assert (row.waiting_since, row.answer_by) == (None, told)
    assert row.due_on == add_working_days(told, stood).on
    read = queries.told(clerk, row, back.date())
    assert [step.kind for step in read.steps[-3:]] == ["paused", "noted", "resumed"]
    assert (read.stood, read.term) == (stood, rules.working_days(TODAY, told))
    assert rules.days_late(row, row.due_on + 2 * DAY) == 2
    assert [one.pk for one in queries.desk(clerk, five.slug, late_on=row.due_on + DAY)] == [row.pk]


def test_who_lets_it_wait_and_go_on(five: Five, lin: Standing):
    clerk, other = five.fengjing.clerk, five.xindai.clerk
    case = in_hand(five, lin)
    assert code(actions.pause_case, by=lin, at=NOW, case=case, note="等等") == "not_assignee"
    assert code(actions.pause_case, by=other, at=NOW, case=case, note="等等") == "not_assignee"
    with pytest.raises(Invalid) as empty:
        actions.pause_case(by=clerk, at=NOW, case=case, note="")
    assert [fault.field for fault in empty.value.faults] == ["note"]
    assert code(actions.resume_case, by=clerk, at=NOW, case=case) == "out_of_turn"
    actions.pause_case(by=clerk, at=NOW, case=case, note="还缺章程")
    assert code(actions.pause_case, by=clerk, at=NOW, case=now(case), note="再等") == "out_of_turn"
    assert code(actions.resume_case, by=other, at=NOW, case=now(case)) == "not_party"
    assert code(actions.offer_case, by=clerk, at=NOW, case=now(case), town=XINDAI, note="在对岸") == "waits"
    actions.resume_case(by=lin, at=NOW, case=now(case))
    assert now(case).waiting_since is None


def test_an_answer_ends_the_wait_and_a_kind_without_a_rule_never_waits(five: Five, lin: Standing):
    case = in_hand(five, lin)
    actions.pause_case(by=five.fengjing.clerk, at=NOW, case=case, note="还缺章程")
    actions.answer_case(by=five.fengjing.clerk, at=NOW + 6 * DAY, case=now(case), note="不用了，已办好")
    row = now(case)
    assert (row.state, row.waiting_since) == ("answered", None)
    assert row.due_on == add_working_days(row.answer_by, rules.working_days(TODAY, TODAY + 6 * DAY)).on
    complaint = Case(kind="job_complaint", state=CaseState.IN_HAND, owner=FENGJING)
    assert rules.may_pause(five.fengjing.clerk, complaint).code == "no_wait"


WALK = ("pause", "resume", "word", "offer", "accept", "keep", "answer", "back", "close", "reopen")


@settings(max_examples=times(15, 200), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(WALK), st.booleans(), st.integers(0, 9)), max_size=14))
def test_the_day_moves_only_by_what_it_waited(five: Five, lin: Standing, walk: list[tuple[str, bool, int]]):
    """Whatever happens, the day told at receipt stays, and the day now is later by exactly the working days of the waits."""
    clerks = [five.fengjing.clerk, five.xindai.clerk]
    case, at = in_hand(five, lin), NOW
    told, due, since = case.answer_by, case.answer_by, None
    for step, second, gap in walk:
        at += gap * DAY
        by, row, today = clerks[second], now(case), (at).date()
        try:
            match step:
                case "pause":
                    actions.pause_case(by=by, at=at, case=row, note="还缺")
                    since = today
                case "resume":
                    actions.resume_case(by=by, at=at, case=row)
                    due, since = add_working_days(due, rules.working_days(since or today, today)).on, None
                case "word":
                    actions.note_case(by=lin, at=at, case=row, note="补上")
                    if since:
                        due, since = add_working_days(due, rules.working_days(since, today)).on, None
                case "offer":
                    actions.offer_case(by=by, at=at, case=row, town=clerks[not second].member, note="在对岸")
                case "accept":
                    actions.accept_case(by=by, at=at, case=row)
                case "keep":
                    actions.keep_case(by=by, at=at, case=row)
                case "answer":
                    actions.answer_case(by=by, at=at, case=row, note="答复")
                    if since:
                        due, since = add_working_days(due, rules.working_days(since, today)).on, None
                case "back":
                    actions.send_back(by=lin, at=at, case=row, note="还差")
                case "close":
                    actions.close_case(by=lin, at=at, case=row)
                case "reopen":
                    actions.reopen_case(by=lin, at=at, case=row, note="又来")
        except Refused:
            pass
        row = now(case)
        assert (row.answer_by, row.due_on, row.waiting_since) == (told, due, since)


@given(start=st.dates(date(2020, 1, 1), date(2026, 3, 1)), days=st.integers(1, 20), waits=st.integers(0, 30))
def test_the_clock_shows_a_cell_for_each_day_that_counts_and_each_that_stood(start: date, days: int, waits: int):
    terms = rules.terms_of(KINDS["service_request"], start, days)
    case = Case(received_on=start, answer_by=terms.answer_by, due_on=terms.answer_by, waiting_since=start)
    back = start + waits * DAY
    case.due_on, case.waiting_since = rules.due_after(case, back), None
    clock = rules.clock_of(case, start, back, [(start, back)])
    assert sum(day.stood for day in clock) == rules.working_days(start, back)
    assert sum(not day.stood for day in clock) == days
