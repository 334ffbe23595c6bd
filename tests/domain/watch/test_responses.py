"""Responses: one level at a time, never below the colour without a reason, tasks of plan and law."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.watch import actions
from pilin.domain.watch.models import Response, ResponseTask
from pilin.domain.watch.queries import responses as queries
from pilin.domain.watch.queries import work
from pilin.domain.watch.rules import responses as rules
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from tests.factories import watch as make
from tests.factories.base import NOW, TODAY, Five, Stand

HOUSE = Stand.machine()
MINUTE = timedelta(minutes=1)
STATES = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 4)), max_size=12, unique_by=lambda one: one[0])


@given(states=STATES, minute=st.integers(-1, 501), shuffled=st.randoms())
def test_a_town_has_one_level_at_a_time_in_whatever_order_states_are_read(
    states: list[Any], minute: int, shuffled: Any
):
    rows = [SimpleNamespace(since=NOW + at * MINUTE, level=level, end_not_told=False) for at, level in states]
    at = NOW + minute * MINUTE
    said = rules.level_at(rows, at)
    shuffled.shuffle(rows)
    assert rules.level_at(rows, at) is said
    past = sorted((one for one in rows if one.since <= at), key=lambda one: one.since)
    assert (said.level if said else 0) == (past[-1].level if past else 0)


@pytest.mark.django_db
@pytest.mark.source("D-25")
def test_no_level_lies_below_the_colour_without_a_reason(five: Five):
    clerk = five.fengjing.clerk
    orange = make.signal(clerk, "orange", areas=["310116"])
    with pytest.raises(Invalid) as wrong:
        make.response(clerk, 3, signal=orange)
    (fault,) = wrong.value.faults
    assert (fault.code, fault.field) == ("below_colour", "reason")
    assert "上海市防汛条例第三十条" in str(fault.reason)
    row = make.response(clerk, 3, signal=orange, reason="雨带已东移，区指会商")
    assert (row.level, row.mapped_level, row.colour, row.reason) == (3, 2, "orange", "雨带已东移，区指会商")
    assert queries.response_named(clerk, five.slug, row.family).lag_minutes == 5  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.source("R-02")
def test_where_no_text_was_read_the_level_of_a_colour_is_not_known_and_binds_nobody(five: Five):
    clerk = five.xindai.clerk
    row = make.response(clerk, 4, signal=make.signal(clerk, "red", areas=["330482"]))
    assert (row.mapped_level, row.mapped_clause) == (None, "")


@pytest.mark.django_db
@pytest.mark.source("D-25")
def test_a_response_goes_up_and_down_by_later_rows_and_ends_once(five: Five):
    clerk = five.fengjing.clerk
    first = make.response(clerk, 4)
    with pytest.raises(Conflict):
        make.response(clerk, 3, at=NOW + MINUTE)
    with pytest.raises(Invalid):
        actions.change_response(by=clerk, at=NOW + MINUTE, response=first, level=4)
    with pytest.raises(Invalid) as wrong:
        actions.change_response(by=clerk, at=NOW + MINUTE, response=first, level=2, since=NOW - MINUTE)
    assert [one.code for one in wrong.value.faults] == ["not_later"]
    second = actions.change_response(by=clerk, at=NOW + MINUTE, response=first, level=2)
    with pytest.raises(Conflict):
        actions.end_response(by=clerk, at=NOW + 2 * MINUTE, response=first)
    with pytest.raises(Refused):
        actions.end_response(by=five.zhujing.clerk, at=NOW + 2 * MINUTE, response=second)
    last = actions.end_response(by=clerk, at=NOW + 9 * MINUTE, response=second)
    with pytest.raises(Refused):
        actions.end_response(by=clerk, at=NOW + 10 * MINUTE, response=last)
    told = queries.response_named(clerk, five.slug, first.family)
    assert told is not None
    assert ([one.level for one in told.states], told.running, told.ended_at) == ([4, 2, 0], False, NOW + 9 * MINUTE)
    assert [
        (row := queries.levels_now(clerk, five.slug, NOW + at * MINUTE).get(clerk.member)) and row.level for at in (-1, 0, 1, 8, 9)
    ] == [None, 4, 2, 2, None]  # fmt: skip
    with pytest.raises(TypeError):
        Response.objects.visible_to(HOUSE).update(level=1)


@pytest.mark.django_db
@pytest.mark.source("D-25")
def test_the_offices_get_the_tasks_of_the_plan_from_their_level_up_and_of_the_law(five: Five):
    clerk = five.fengjing.clerk
    for level, number in ((4, 1), (3, 2), (1, 3)):
        make.plan_task(clerk, level, number)
    first = make.response(clerk, 4)
    assert [(one.number, one.due_at) for one in queries.tasks_of(clerk, first.family)] == [(1, NOW + 30 * MINUTE)]
    red = make.signal(clerk, "red", areas=["310116"])
    actions.change_response(by=clerk, at=NOW + MINUTE, response=first, level=1, signal=red)
    told = queries.tasks_of(clerk, first.family)
    assert [(one.number, one.key if one.number > 99 else "") for one in told] == [
        (1, ""), (2, ""), (3, ""), (100, "schools"), (101, "events"), (102, "outdoor-work"), (103, "may-close"),
    ]  # fmt: skip
    assert {one.clause for one in told if one.number > 99} == {"上海市防汛条例第四十一条"}
    west = five.xindai.clerk
    there = make.response(west, 1, signal=make.signal(west, "red", areas=["330482"]))
    assert queries.tasks_of(west, there.family) == []


@pytest.mark.django_db
def test_a_task_is_taken_on_and_done_by_its_own_town_while_the_response_runs(five: Five):
    clerk = five.fengjing.clerk
    for number in (1, 2):
        make.plan_task(clerk, number=number)
    row = make.response(clerk)
    one, two = queries.tasks_of(clerk, row.family)
    waits = [item.verb for item in work.work_of(clerk, TODAY)]
    assert (len(waits), work.work_of(five.zhujing.clerk, TODAY)) == (2, [])
    with pytest.raises(Refused):
        actions.acknowledge_task(by=five.zhujing.clerk, at=NOW, task=one)
    actions.acknowledge_task(by=clerk, at=NOW, task=one)
    with pytest.raises(Conflict):
        actions.acknowledge_task(by=clerk, at=NOW, task=one)
    actions.finish_task(by=clerk, at=NOW + MINUTE, task=one, note="两台泵正常")
    with pytest.raises(Refused):
        actions.finish_task(by=clerk, at=NOW + MINUTE, task=one)
    assert [item.title for item in work.work_of(clerk, TODAY)] == ["检查泵站"]
    actions.end_response(by=clerk, at=NOW + 2 * MINUTE, response=row)
    with pytest.raises(Refused):
        actions.finish_task(by=clerk, at=NOW + 3 * MINUTE, task=two)
    kept = ResponseTask.objects.visible_to(HOUSE).order_by("number").values_list("acknowledged_by", "done_by", "note")
    assert list(kept) == [(clerk.person, clerk.person, "两台泵正常"), (None, None, "")]
    assert work.held_on(clerk.person)[0]["task_zh"] == "检查泵站"  # type: ignore[arg-type]
