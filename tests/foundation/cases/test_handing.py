"""A case at the border: another town takes it over, or does not and says by which rule; nobody's day moves, and it is never nobody's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.cases import actions, queries
from pilin.foundation.cases.enums import CaseState
from pilin.foundation.cases.models import Case, CaseStep
from pilin.foundation.notices.models import Notice
from tests.factories import enterprises as firms
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.reliability.report import times

HOUSE = Stand.machine()
DAY = timedelta(days=1)
FENGJING, XINDAI, HUIMIN = "310116102", "330482102", "330421003"
RULE = "上海市城市管理行政执法条例 第二十六条"
pytestmark = pytest.mark.django_db


def asked(five: Five, asker: Standing, **more: Any) -> Case:
    return actions.receive_case(
        by=asker, at=NOW, circle=five.circle, town=FENGJING, kind="service_request", subject="界河里的水葫芦", asker=asker.person, **more
    )  # fmt: skip


@pytest.fixture
def lin() -> Standing:
    """Return somebody who asks."""
    return firms.person("lin")


def now(case: Case) -> Case:
    return Case.objects.visible_to(HOUSE).get(pk=case.pk)


def offered(five: Five, asker: Standing, to: str = XINDAI, **more: Any) -> Case:
    return actions.offer_case(
        by=five.fengjing.clerk, at=NOW, case=asked(five, asker), town=to, note="在对岸一侧", **more
    )


def told(kind: str) -> set[Any]:
    return set(Notice.objects.visible_to(HOUSE).filter(kind=kind).values_list("person", flat=True))


def code(deed: Any, **given_: Any) -> str:
    with pytest.raises(Refused) as error:
        deed(at=NOW, **given_)
    return error.value.code


def test_who_gives_it_keeps_it_until_it_is_taken_over_and_no_day_moves(five: Five):
    lin, fengjing, xindai = firms.person("lin"), five.fengjing.clerk, five.xindai.clerk
    case = offered(five, lin)
    promised = case.answer_by
    assert (case.owner, case.offered_to, case.state) == (FENGJING, XINDAI, CaseState.RECEIVED)
    assert code(actions.take_case, by=xindai, case=case) == "not_clerk"
    assert [queries.told(by, case, TODAY).knows for by in (xindai, fengjing, lin)] == [False, True, True]
    assert [row.pk for row in queries.desk(xindai, five.slug)] == [case.pk]
    assert [row.pk for row in queries.desk(five.huimin.clerk, five.slug)] == []

    names = [[step.who for step in queries.told(by, case, TODAY).steps] for by in (fengjing, xindai)]
    assert names == [[lin.name, fengjing.name], ["", fengjing.name]]

    actions.accept_case(by=xindai, at=NOW + DAY, case=case, note="是我们的岸线")
    row = now(case)
    assert (row.owner, row.offered_to, row.state, row.assignee_id) == (XINDAI, "", "in_hand", xindai.person)
    assert (row.answer_by, row.reference) == (promised, "S-2024-1")
    assert [queries.told(by, row, TODAY).knows for by in (xindai, fengjing)] == [True, True]
    assert queries.case_named(fengjing, five.slug, case.pk) == row  # who had it goes on reading it
    assert (
        [one.pk for one in queries.desk(fengjing, five.slug)],
        [one.pk for one in queries.desk(fengjing, five.slug, given=True)],
    ) == ([], [row.pk])
    assert code(actions.answer_case, by=fengjing, case=row, note="答复") == "not_assignee"
    actions.answer_case(by=xindai, at=NOW + 2 * DAY, case=row, note="周五清理")
    actions.close_case(by=lin, at=NOW + 3 * DAY, case=row)
    steps = CaseStep.objects.visible_to(fengjing).filter(case=case)
    assert [(step.kind, step.owner, step.to_town) for step in steps] == [
        ("received", FENGJING, ""), ("offered", FENGJING, XINDAI), ("accepted", XINDAI, ""), ("answered", XINDAI, ""), ("closed", XINDAI, ""),
    ]  # fmt: skip
    assert [told(kind) for kind in ("case_offered_away", "case_accepted")] == [
        {lin.person},
        {lin.person, fengjing.person},
    ]


def test_a_refusal_names_its_rule_and_the_second_raises_it(five: Five):
    lin, fengjing = firms.person("lin"), five.fengjing.clerk
    case = offered(five, lin)
    with pytest.raises(Invalid) as empty:
        actions.refuse_case(by=five.xindai.clerk, at=NOW, case=case, rule="", note="不归我们")
    actions.refuse_case(by=five.xindai.clerk, at=NOW, case=case, rule=RULE, note="不归我们")
    row = now(case)
    assert ([fault.field for fault in empty.value.faults], row.bounces, row.level_on, row.owner) == (
        ["rule"],
        1,
        None,
        FENGJING,
    )
    read = queries.told(five.xindai.clerk, row, TODAY)  # it may look on, and does not learn who asked
    assert (read.knows, [step.who for step in read.steps if not step.from_town]) == (False, [""])
    actions.offer_case(by=fengjing, at=NOW + DAY, case=row, town=HUIMIN, note="也许是惠民")
    actions.refuse_case(by=five.huimin.clerk, at=NOW + DAY, case=row, rule=RULE, note="也不归我们")
    row = now(case)
    assert (row.bounces, row.level_on, row.owner, row.answer_by) == (2, (NOW + DAY).date(), FENGJING, case.answer_by)
    signing = {
        five.fengjing.signatory.person,
        five.xindai.signatory.person,
        five.huimin.signatory.person,
        five.fengjing.secretary.person,
    }
    assert told("case_level") == signing
    assert list(
        CaseStep.objects.visible_to(HOUSE).filter(case=case, kind="refused").values_list("rule", flat=True)
    ) == [RULE, RULE]


def test_what_lies_on_both_banks_has_two_owners_and_one_coordinator(five: Five):
    lin, fengjing, xindai = firms.person("lin"), five.fengjing.clerk, five.xindai.clerk
    case = offered(five, lin, joint=True)
    actions.accept_case(by=xindai, at=NOW, case=case)
    row = now(case)
    assert (row.towns, row.coordinator, row.lead, row.state) == ((FENGJING, XINDAI), FENGJING, FENGJING, "received")
    assert code(actions.take_case, by=xindai, case=row) == "not_clerk"
    actions.take_case(by=fengjing, at=NOW, case=row)
    actions.note_case(by=xindai, at=NOW, case=row, note="我们清南岸")
    assert code(actions.answer_case, by=xindai, case=row, note="答复") == "not_assignee"
    assert code(actions.offer_case, by=fengjing, case=row, town=HUIMIN, note="给惠民吧") == "joint"
    actions.answer_case(by=fengjing, at=NOW, case=row, note="两岸一起清")
    assert [one.pk for one in queries.desk(xindai, five.slug, state="answered")] == [row.pk]


def test_an_offer_ends_with_its_being_taken_back_or_the_answer(five: Five):
    lin, fengjing, xindai = firms.person("lin"), five.fengjing.clerk, five.xindai.clerk
    case = offered(five, lin)
    assert code(actions.offer_case, by=fengjing, case=case, town=HUIMIN, note="给惠民吧") == "offered"
    assert code(actions.keep_case, by=xindai, case=case) == "not_clerk"
    actions.keep_case(by=fengjing, at=NOW, case=case)
    assert code(actions.accept_case, by=xindai, case=now(case)) == "not_offered"
    assert code(actions.offer_case, by=fengjing, case=now(case), town=FENGJING, note="给自己吧") == "own"
    again = actions.offer_case(by=fengjing, at=NOW, case=now(case), town=XINDAI, note="还是新埭")
    actions.take_case(by=fengjing, at=NOW, case=again)
    actions.answer_case(by=fengjing, at=NOW, case=now(case), note="我们先办了")
    assert (now(case).offered_to, code(actions.accept_case, by=xindai, case=now(case))) == ("", "out_of_turn")


@pytest.mark.parametrize(("town", "note", "field"), [("320583102", "在对岸一侧", "town"), (XINDAI, "", "note")])
def test_what_is_wrong_with_an_offer_is_named(five: Five, town: str, note: str, field: str):
    case = asked(five, firms.person("lin"))
    with pytest.raises(Invalid) as error:
        actions.offer_case(by=five.fengjing.clerk, at=NOW, case=case, town=town, note=note)
    assert [fault.field for fault in error.value.faults] == [field]
    assert now(case).offered_to == ""


STEPS = ("take", "offer", "join", "accept", "refuse", "keep", "answer", "back", "close", "reopen")


@settings(max_examples=times(15, 200), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(0, 2)), max_size=14))
def test_it_is_never_nobodys_and_its_day_never_moves(five: Five, lin: Standing, walk: list[tuple[str, int, int]]):
    """In every state that can be reached a case has one owner, or two and a coordinator among them; the day told stays."""
    clerks = [five.fengjing.clerk, five.xindai.clerk, five.huimin.clerk]
    case = asked(five, lin)
    day = case.answer_by
    for step, who, to in walk:
        by, row, at = clerks[who], now(case), NOW + DAY
        try:
            match step:
                case "take":
                    actions.take_case(by=by, at=at, case=row)
                case "offer" | "join":
                    actions.offer_case(
                        by=by, at=at, case=row, town=clerks[to].member, note="在对岸", joint=step == "join"
                    )
                case "accept":
                    actions.accept_case(by=by, at=at, case=row)
                case "refuse":
                    actions.refuse_case(by=by, at=at, case=row, rule=RULE, note="不归我们")
                case "keep":
                    actions.keep_case(by=by, at=at, case=row)
                case "answer":
                    actions.answer_case(by=by, at=at, case=row, note="答复")
                case "back":
                    actions.send_back(by=lin, at=at, case=row, note="还差")
                case "close":
                    actions.close_case(by=lin, at=at, case=row)
                case "reopen":
                    actions.reopen_case(by=lin, at=at, case=row, note="又来")
        except Refused:
            assert _same(now(case), row)  # nothing half-written
        row = now(case)
        assert row.answer_by == day
        assert row.owner in {clerk.member for clerk in clerks}
        if row.partner:
            assert row.partner != row.owner and row.coordinator in row.towns
        else:
            assert row.coordinator == ""
        assert row.offered_to != row.owner
        if row.state != CaseState.RECEIVED:
            holder = next(clerk for clerk in clerks if clerk.person == row.assignee_id)
            assert holder.member == row.lead
        else:
            assert row.assignee_id is None


def _same(one: Case, other: Case) -> bool:
    names = [column.attname for column in Case._meta.concrete_fields]
    return [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
