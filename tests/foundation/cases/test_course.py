"""The course of a case: one person has it, one day is told, the asker alone says that it is settled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.config.clockwork import chores
from pilin.engine.base import is_working_day
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.cases import actions, queries, rules
from pilin.foundation.cases.enums import KINDS, CaseState, StepKind
from pilin.foundation.cases.models import Case, CaseStep
from pilin.foundation.cases.tasks import raise_due
from pilin.foundation.identity import actions as identity
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.notices.models import Notice
from tests.factories import enterprises as firms
from tests.factories.base import NOW, Five, Stand

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Stand.machine()
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def asked(five: Five, asker: Standing, at: datetime = NOW, **more: Any) -> Case:
    return actions.receive_case(
        by=asker, at=at, circle=five.circle, town=five.fengjing.code, kind="service_request", subject="哪家实验室？", asker=asker.person, **more
    )  # fmt: skip


def told(person: Any, kind: str) -> int:
    return Notice.objects.visible_to(HOUSE).filter(person=person, kind=kind).count()


def test_days_are_told_at_receipt_in_working_days_of_the_chinese_calendar(five: Five):
    friday = datetime(2024, 9, 27, 9, tzinfo=SHANGHAI)  # before the holidays of October; Sunday the 29th is worked
    case = asked(five, firms.person("lin"), friday, days=3)
    assert (case.received_on, case.take_by, case.answer_by) == (date(2024, 9, 27), date(2024, 9, 29), date(2024, 10, 8))
    assert (case.reference, case.provisional) == ("S-2024-1", False)
    days = rules.clock_of(case, None, date(2024, 9, 30))
    assert [(day.on.isoformat(), day.past) for day in days] == [
        ("2024-09-29", True),
        ("2024-09-30", True),
        ("2024-10-08", False),
    ]
    assert told(five.fengjing.clerk.person, "case_received") == 1


def test_numbers_follow_each_other_in_a_year_and_begin_again(five: Five):
    lin = firms.person("lin")
    numbers = [asked(five, lin, at).reference for at in (NOW, NOW, NOW + timedelta(days=80))]
    assert numbers == ["S-2024-1", "S-2024-2", "S-2025-1"]


def test_from_question_to_settled_and_back(five: Five):
    lin, clerk = firms.person("lin"), five.fengjing.clerk
    case = asked(five, lin)
    actions.take_case(by=clerk, at=NOW, case=case)
    with pytest.raises(Refused):
        actions.answer_case(by=five.fengjing.secretary, at=NOW, case=case, note="答复")
    actions.answer_case(by=clerk, at=NOW + DAY, case=case, note="两家都认")
    with pytest.raises(Refused) as own_word:
        actions.close_case(by=clerk, at=NOW + DAY, case=case)
    assert own_word.value.code == "not_asker"
    actions.send_back(by=lin, at=NOW + 2 * DAY, case=case, note="浙江那家不认")
    actions.answer_case(by=clerk, at=NOW + 3 * DAY, case=case, note="换一家")
    actions.close_case(by=lin, at=NOW + 4 * DAY, case=case)
    actions.reopen_case(by=lin, at=NOW + 5 * DAY, case=case, note="又退了")
    row = Case.objects.visible_to(HOUSE).get(pk=case.pk)
    assert (row.state, row.reopened, row.closed_on, row.answered_on) == ("in_hand", 1, None, (NOW + DAY).date())
    steps = CaseStep.objects.visible_to(HOUSE).filter(case=case).values_list("kind", flat=True)
    assert list(steps) == ["received", "taken", "answered", "sent_back", "answered", "closed", "reopened"]
    assert [told(lin.person, kind) for kind in ("case_taken", "case_answered")] == [1, 2]
    assert told(clerk.person, "case_back") == 2


@pytest.mark.source("D-11")
def test_a_request_that_nobody_takes_within_a_working_day_is_raised_once(five: Five):
    friday = datetime(2024, 10, 18, 17, tzinfo=SHANGHAI)
    lies = asked(five, firms.person("lin"), friday)
    taken = asked(five, firms.person("wu"), friday)
    actions.take_case(by=five.fengjing.clerk, at=friday, case=taken)
    for days, number in ((0, 0), (2, 0), (3, 0), (4, 1), (5, 0)):  # Friday, Sunday, Monday; Tuesday; Wednesday
        assert raise_due(friday + days * DAY) == number
    row = Case.objects.visible_to(HOUSE).get(pk=lies.pk)
    assert (row.take_by, row.raised_on) == (date(2024, 10, 21), date(2024, 10, 22))
    assert told(five.fengjing.signatory.person, "case_raised") == 1
    work = queries.work_of(five.fengjing.signatory, date(2024, 10, 22))
    assert [(item.kind, item.title) for item in work] == [("raised", "S-2024-1 哪家实验室？")]
    assert "cases that lie" in [chore.name for chore in chores()]


def test_a_case_is_read_by_its_town_who_asked_and_the_firms_people_alone(five: Five):
    (firm,) = firms.made(five.xindai.clerk, firms.firm(1, name_zh="新埭电缆厂"))
    speaker = firms.speaker("zhou", firm, five.xindai.clerk)
    colleague = firms.speaker("shen", firm, five.xindai.clerk)
    case = asked(five, speaker, firm=firm.pk, text="秘密配方")
    readers = {
        "town": five.fengjing.clerk, "who asked": speaker, "colleague": colleague, "firm's town": five.xindai.clerk,
        "neighbour": five.zhujing.clerk, "another": firms.person("wu"), "public": Stand.public(),
    }  # fmt: skip
    found = {name for name, by in readers.items() if queries.case_named(by, five.slug, case.pk) is not None}
    assert found == {"town", "who asked", "colleague"}
    kept = [str(line.facts) for line in JournalLine.objects.visible_to(HOUSE)]
    kept += [str(one.changes) for one in JournalSubject.objects.visible_to(HOUSE)]
    assert [text for text in kept if "秘密配方" in text or "实验室" in text] == []


def test_only_a_clerk_of_the_town_is_given_a_case_once(five: Five):
    case = asked(five, firms.person("lin"))
    with pytest.raises(Invalid) as wrong:
        actions.take_case(by=five.fengjing.clerk, at=NOW, case=case, person=five.xindai.clerk.person)
    assert [(fault.code, fault.field) for fault in wrong.value.faults] == [("not_clerk", "person")]
    actions.take_case(by=five.fengjing.signatory, at=NOW, case=case, person=five.fengjing.clerk.person)
    with pytest.raises(Conflict):
        actions.take_case(by=five.fengjing.clerk, at=NOW, case=case)
    row = Case.objects.visible_to(HOUSE).get(pk=case.pk)
    assert (row.assignee_id, told(five.fengjing.clerk.person, "case_taken")) == (five.fengjing.clerk.person, 1)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"subject": " "}, ["no_subject"]), ({"kind": "moon"}, ["unknown_kind"]), ({"channel": "pigeon"}, ["unknown_channel"]),
        ({"days": 251}, ["days"]), ({"days": -1}, ["days"]), ({"subject": "", "kind": "x"}, ["unknown_kind", "no_subject"]),
    ],
)  # fmt: skip
def test_what_comes_in_wrong_is_named_and_leaves_nothing(five: Five, more: dict[str, Any], codes: list[str]):
    lin = firms.person("lin")
    given = {
        "circle": five.circle,
        "town": five.fengjing.code,
        "kind": "service_request",
        "subject": "问",
        "asker": lin.person,
    }
    with pytest.raises(Invalid) as wrong:
        actions.receive_case(by=lin, at=NOW, **{**given, **more})
    assert [fault.code for fault in wrong.value.faults] == codes
    assert Case.objects.visible_to(HOUSE).count() == 0


def test_nobody_asks_in_anothers_name(five: Five):
    lin, wu = firms.person("lin"), firms.person("wu")
    for by in (lin, Stand.public(), five.xindai.clerk):
        with pytest.raises(Refused):
            actions.receive_case(
                by=by,
                at=NOW,
                circle=five.circle,
                town=five.fengjing.code,
                kind="service_request",
                subject="问",
                asker=wu.person,
            )


def test_erasing_a_person_takes_name_and_words_and_leaves_a_firms_request_to_the_firm(five: Five):
    (firm,) = firms.made(five.fengjing.clerk, firms.firm(1, name_zh="枫泾电缆厂"))
    lin = firms.speaker("lin", firm, five.fengjing.clerk)
    own, theirs = asked(five, lin, text="我自己"), asked(five, lin, firm=firm.pk, text="厂里的事")
    actions.note_case(by=lin, at=NOW, case=own, note="还有")
    assert {one["text"] for one in queries.cases_held(lin.person)} == {"我自己", "厂里的事"}
    identity.erase_person(by=HOUSE, at=NOW, person=lin.person)
    rows = {row.pk: row for row in Case.objects.visible_to(HOUSE)}
    assert (rows[own.pk].asker_id, rows[own.pk].subject, rows[own.pk].text) == (None, "•", "")
    assert (rows[theirs.pk].asker_id, rows[theirs.pk].text) == (None, "厂里的事")
    steps = CaseStep.objects.visible_to(HOUSE)
    assert [(step.who, step.note) for step in steps.filter(case=own)] == [("", ""), ("", "")]
    assert [step.who for step in steps.filter(case=theirs)] == [""]


STEPS = {
    StepKind.TAKEN: actions.take_case, StepKind.NOTED: actions.note_case, StepKind.ANSWERED: actions.answer_case,
    StepKind.SENT_BACK: actions.send_back, StepKind.CLOSED: actions.close_case, StepKind.REOPENED: actions.reopen_case,
    StepKind.WITHDRAWN: actions.withdraw_case,
}  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.lists(
        st.tuples(st.sampled_from(list(STEPS)), st.sampled_from(["asker", "clerk", "secretary", "other"])), max_size=14
    )
)
def test_whatever_is_done_one_person_has_it_and_the_day_stays(five: Five, path: list[tuple[StepKind, str]]):
    """In every reachable state: nobody while it is received, one clerk of the town from then on; the day never moves."""
    lin = firms.person(f"asker-{Case.objects.visible_to(HOUSE).count()}")
    people = {
        "asker": lin,
        "clerk": five.fengjing.clerk,
        "secretary": five.fengjing.secretary,
        "other": five.xindai.clerk,
    }
    case = asked(five, lin)
    promised = (case.owner, case.received_on, case.take_by, case.answer_by)
    for n, (kind, who) in enumerate(path):
        before = Case.objects.visible_to(HOUSE).get(pk=case.pk)
        allowed = bool(rules.may_step(people[who], before, kind))
        words = {} if kind == StepKind.TAKEN else {"note": "说明"}
        try:
            STEPS[kind](by=people[who], at=NOW + n * DAY, case=before, **words)
        except Conflict:
            assert kind == StepKind.TAKEN  # who has it already
        except Refused:
            assert not allowed
        else:
            assert allowed
        row = Case.objects.visible_to(HOUSE).get(pk=case.pk)
        assert (row.owner, row.received_on, row.take_by, row.answer_by) == promised
        clerks = set(queries.clerks(row.owner, NOW.date()))
        if row.state == CaseState.RECEIVED:
            assert row.assignee_id is None
        elif row.state != CaseState.WITHDRAWN:
            assert row.assignee_id in clerks
        if (
            kind in (StepKind.CLOSED, StepKind.SENT_BACK, StepKind.REOPENED, StepKind.WITHDRAWN)
            and row.state != before.state
        ):
            assert who == "asker"


@given(start=st.dates(date(2020, 1, 1), date(2026, 6, 1)), days=st.integers(0, 60))
def test_the_clock_has_as_many_cells_as_the_term_has_working_days(start: date, days: int):
    terms = rules.terms_of(KINDS["service_request"], start, days)
    case = Case(received_on=start, answer_by=terms.answer_by, due_on=terms.answer_by)
    clock = rules.clock_of(case, None, start)
    assert len(clock) == days == rules.working_days(start, terms.answer_by)
    assert all(is_working_day(day.on)[0] for day in clock)
    assert [day.past for day in clock] == [False] * days


def test_a_case_of_nobody_known_is_closed_by_the_towns_clerk():
    case = Case(kind="service_request", owner="310116102", state="answered")
    clerk = Stand.officer("310116102", Role.CLERK, circles=("five-towns",))
    person = Standing(StandingKind.PERSON, person=None)
    assert [bool(rules.may_close(by, case)) for by in (clerk, person)] == [True, False]
