"""Rounds and visits: nobody left out, nobody twice, two offices as one, and undone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.domain.visits import actions, queries, rules
from pilin.domain.visits.enums import LeftOut
from pilin.domain.visits.models import Visit
from pilin.domain.visits.rules import Near
from pilin.foundation.access.verdict import Invalid, Refused
from tests.factories import visits as make
from tests.factories.base import NOW, Five, circle_of_five

A, B = UUID(int=1), UUID(int=2)
FIRST = date(2024, 10, 21)
POINTS = st.tuples(st.integers(1_210_200_000, 1_210_400_000), st.integers(308_800_000, 308_900_000))


@st.composite
def towns(draw: Any) -> tuple[dict[UUID, rules.Point], dict[UUID, list[Near]], int, int, int]:
    firms = {UUID(int=100 + k): point for k, point in enumerate(draw(st.lists(POINTS, min_size=1, max_size=25)))}
    nears: dict[UUID, list[Near]] = {}
    for k, firm in enumerate(draw(st.lists(st.sampled_from(sorted(firms)), max_size=8))):
        on = FIRST + timedelta(days=draw(st.integers(-40, 40)))
        nears.setdefault(firm, []).append(
            Near(UUID(int=900 + k), firm, draw(st.sampled_from([A, B])), on, draw(st.booleans()))
        )
    return firms, nears, draw(st.integers(1, 6)), draw(st.integers(0, 20)), draw(st.integers(0, 30))


@pytest.mark.once
@pytest.mark.source("D-36")
@settings(max_examples=150, deadline=None)
@given(town=towns())
def test_nobody_is_left_out_and_nobody_visited_twice(town: Any) -> None:
    firms, nears, per_day, days, apart = town
    last = FIRST + timedelta(days=days)
    made = rules.plan(
        firms,
        office=A,
        first=FIRST,
        last=last,
        per_day=per_day,
        start=(1_210_200_000, 308_800_000),
        nears=nears,
        apart_days=apart,
    )
    named = [stop.firm for stop in made.stops] + [left.firm for left in made.left_out]
    assert sorted(named) == sorted(firms)  # each once, in one of both
    for stop in made.stops:
        assert FIRST <= stop.on <= last
        assert rules.nearest_visit(nears.get(stop.firm, ()), A, FIRST, last, apart) is None
        assert not any(near.office == B and abs((near.on - stop.on).days) <= apart for near in nears.get(stop.firm, ()))
    by_day: dict[date, list[int]] = {}
    for stop in made.stops:
        by_day.setdefault(stop.on, []).append(stop.sequence)
    assert all(
        sorted(numbers) == list(range(1, len(numbers) + 1)) and len(numbers) <= per_day for numbers in by_day.values()
    )
    assert set(by_day) <= set(rules.working_days(FIRST, last))
    assert all((left.near is None) == (left.reason == LeftOut.FULL) for left in made.left_out)


@pytest.mark.once
@settings(max_examples=100, deadline=None)
@given(stops=st.lists(POINTS, max_size=14), start=POINTS)
def test_a_tour_visits_each_once_and_no_two_stretches_can_be_turned_round(
    stops: list[rules.Point], start: rules.Point
) -> None:
    order = rules.tour(start, stops)
    assert sorted(order) == list(range(len(stops)))
    whole = rules.length(start, stops, order)
    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            turned = order[:i] + order[i : j + 1][::-1] + order[j + 1 :]
            assert rules.length(start, stops, turned) >= whole - 1e-3


@pytest.mark.once
def test_a_tour_along_a_street_goes_down_the_street() -> None:
    start, stops = (0, 0), [(1000 * k, 0) for k in (5, 2, 9, 1, 7)]
    way = [stops[k][0] for k in rules.tour(start, stops)]
    assert all(a < b for a, b in pairwise(way))


@pytest.fixture
def five(db: None) -> Five:
    return circle_of_five()


def a_round(five: Five, grid: Any, office: Any, **more: Any) -> Any:
    given = {
        "title_zh": "十月走访", "starts_on": make.MONDAY, "ends_on": make.MONDAY + timedelta(days=4), "per_day": 5, "purpose_zh": "走访",
        **more,
    }  # fmt: skip
    return actions.plan_round(by=five.fengjing.clerk, at=NOW, grid=grid, office=office.pk, **given)


@pytest.mark.source("D-36")
def test_a_round_visits_every_firm_of_its_grid_once(five: Five) -> None:
    clerk = five.fengjing.clerk
    west, _east = make.grids(make.plan(clerk))
    inside = make.placed(clerk, (0.1, 0.2), (0.2, 0.8), (0.3, 0.1), (0.45, 0.9))
    make.placed(clerk, (0.7, 0.5), None, first=20)
    row = a_round(five, west, make.office(clerk), per_day=3)
    told = queries.round_told(clerk, row)
    assert sorted(v.enterprise_id for v in told.stops) == sorted(make.uids(inside))
    assert [(v.planned_on, v.sequence) for v in told.stops] == [
        (make.MONDAY, 1),
        (make.MONDAY, 2),
        (make.MONDAY, 3),
        (make.MONDAY + timedelta(days=1), 1),
    ]
    assert told.left_out == ()
    assert row.metres > 0


@pytest.mark.source("D-36")
def test_whom_another_office_visits_is_left_out_with_office_and_day(five: Five) -> None:
    clerk = five.fengjing.clerk
    west, _east = make.grids(make.plan(clerk))
    make.rule(clerk, apart_days=10)
    park, tax = make.office(clerk), make.office(clerk, "税务所")
    done, planned, free, long_ago = make.placed(clerk, (0.1, 0.2), (0.2, 0.8), (0.3, 0.1), (0.4, 0.4))
    week_ago = NOW - timedelta(days=7)
    make.record(clerk, make.visit(clerk, done, tax, on=week_ago.date(), at=week_ago), at=week_ago)
    month_ago = NOW - timedelta(days=30)
    make.record(clerk, make.visit(clerk, long_ago, tax, on=month_ago.date(), at=month_ago), at=month_ago)
    make.visit(clerk, planned, tax, on=make.MONDAY)
    told = queries.round_told(clerk, a_round(five, west, park))
    assert sorted(v.enterprise_id for v in told.stops) == sorted([free.pk, long_ago.pk])
    left = {one.firm.pk: (one.reason, one.on, one.office) for one in told.left_out if one.firm}
    assert left == {
        done.pk: ("visited", week_ago.date(), "税务所"),
        planned.pk: ("planned", make.MONDAY, "税务所"),
    }
    again = queries.round_told(clerk, a_round(five, west, park, title_zh="再来一次"))
    assert again.stops == ()  # a second round in the same days visits nobody twice
    assert sorted(one.reason for one in again.left_out) == ["planned", "planned", "planned", "visited"]


def test_who_finds_no_day_is_named(five: Five) -> None:
    clerk = five.fengjing.clerk
    west, _east = make.grids(make.plan(clerk))
    make.placed(clerk, (0.1, 0.2), (0.2, 0.8), (0.3, 0.1))
    told = queries.round_told(clerk, a_round(five, west, make.office(clerk), ends_on=make.MONDAY, per_day=2))
    assert (len(told.stops), [one.reason for one in told.left_out]) == (2, ["full"])


def test_every_fault_of_a_round_is_named(five: Five) -> None:
    clerk = five.fengjing.clerk
    west, _east = make.grids(make.plan(clerk))
    other = make.office(five.xindai.clerk)
    with pytest.raises(Invalid) as wrong:
        a_round(
            five, west, other, title_zh="", purpose_zh="", starts_on=date(2024, 10, 1), ends_on=date(2024, 9, 1), per_day=0, kind="x",
            person=five.xindai.clerk.person,
        )  # fmt: skip
    assert [fault.code for fault in wrong.value.faults] == [
        "no_title", "no_purpose", "kind", "past", "ends", "per_day", "office", "person", "no_firm",
    ]  # fmt: skip


@pytest.mark.source("D-36")
def test_a_second_office_is_warned_once_and_may_say_why(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.rule(clerk, apart_days=10)
    park, tax = make.office(clerk), make.office(clerk, "税务所")
    (firm,) = make.placed(clerk, (0.1, 0.2))
    first = make.visit(clerk, firm, park)
    with pytest.raises(Invalid) as wrong:
        make.visit(clerk, firm, tax, on=make.MONDAY + timedelta(days=10), all_the_same="")
    (fault,) = wrong.value.faults
    assert (fault.code, fault.field, fault.value) == ("twice", "all_the_same", str(first.pk))
    assert "工业园区" in str(fault.reason)
    assert make.visit(clerk, firm, tax, on=make.MONDAY + timedelta(days=11), all_the_same="").pk  # far enough
    made = make.visit(clerk, firm, tax, on=make.MONDAY + timedelta(days=1), all_the_same="企业约定当天申报")
    assert made.why == "企业约定当天申报"


@pytest.mark.source("D-36")
def test_two_offices_go_as_one_each_with_its_purpose_and_part_again(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.rule(clerk, apart_days=10)
    park, tax = make.office(clerk), make.office(clerk, "税务所")
    (firm,) = make.placed(clerk, (0.1, 0.2))
    one = make.visit(clerk, firm, park, purpose_zh="问用工")
    two = make.visit(clerk, firm, tax, on=make.MONDAY + timedelta(days=4), purpose_zh="讲政策", all_the_same="合并")
    (pair,) = queries.duplicates(clerk, "five-towns", clerk.member, NOW.date())
    assert ({pair.one.pk, pair.other.pk}, pair.days, pair.can_merge) == ({one.pk, two.pk}, 4, True)
    day = make.MONDAY + timedelta(days=2)
    lead = actions.merge_visits(by=clerk, at=NOW, visits=[one, two], planned_on=day)
    told = queries.visit_told(clerk, make.fresh(lead))
    assert [(v.office_id, v.purpose_zh, v.planned_on) for v in told.all] == [
        (park.pk, "问用工", day),
        (tax.pk, "讲政策", day),
    ]
    assert queries.duplicates(clerk, "five-towns", clerk.member, NOW.date()) == []
    with pytest.raises(Refused):
        actions.merge_visits(by=clerk, at=NOW, visits=[make.fresh(one), make.fresh(two)], planned_on=day)
    actions.unmerge_visit(by=clerk, at=NOW, visit=make.fresh(two))
    apart = [(v.led_by_id, v.planned_on, v.planned_before) for v in (make.fresh(one), make.fresh(two))]
    assert apart == [(None, make.MONDAY, None), (None, make.MONDAY + timedelta(days=4), None)]


def test_a_merged_visit_that_took_place_is_not_taken_apart_and_counts_once(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.plan(clerk)
    make.rule(clerk, apart_days=10)
    park, tax = make.office(clerk), make.office(clerk, "税务所")
    firm, _other = make.placed(clerk, (0.1, 0.2), (0.9, 0.9))
    one, two = make.visit(clerk, firm, park), make.visit(clerk, firm, tax)
    actions.merge_visits(by=clerk, at=NOW, visits=[one, two], planned_on=make.MONDAY)
    make.record(clerk, make.fresh(two))
    assert [make.fresh(v).done_at for v in (one, two)] == [NOW, NOW]
    with pytest.raises(Refused):
        actions.unmerge_visit(by=clerk, at=NOW, visit=make.fresh(one))
    (told,) = queries.coverage(clerk, "five-towns", NOW.date())
    assert (told.visited, told.firms, told.visits, told.share) == (1, 2, 1, 0.5)


def test_visits_too_far_apart_or_without_a_rule_are_not_merged(five: Five) -> None:
    clerk = five.fengjing.clerk
    park, tax = make.office(clerk), make.office(clerk, "税务所")
    (firm,) = make.placed(clerk, (0.1, 0.2))
    one, two = make.visit(clerk, firm, park), make.visit(clerk, firm, tax, on=make.MONDAY + timedelta(days=11))
    with pytest.raises(Invalid) as wrong:
        actions.merge_visits(by=clerk, at=NOW, visits=[one, two], planned_on=date(2024, 10, 1))
    assert [f.code for f in wrong.value.faults] == ["past", "no_rule"]
    make.rule(clerk, apart_days=10)
    with pytest.raises(Invalid) as wrong:
        actions.merge_visits(by=clerk, at=NOW, visits=[one, two], planned_on=make.MONDAY)
    assert [f.code for f in wrong.value.faults] == ["apart"]


def test_the_next_one_leads_where_the_leading_visit_is_called_off(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.rule(clerk, apart_days=10)
    made = [
        make.visit(clerk, firm, make.office(clerk, f"第{k}所"))
        for k in range(3)
        for firm in [make.placed(clerk, (0.1, 0.2))[0] if k == 0 else _firm(clerk)]
    ]
    lead = actions.merge_visits(by=clerk, at=NOW, visits=made, planned_on=make.MONDAY)
    actions.call_off(by=clerk, at=NOW, visit=make.fresh(lead), why="改期")
    left = Visit.objects.visible_to(queries.HOUSE).filter(called_off_at__isnull=True).order_by("uid")
    assert [v.led_by_id for v in left] == [None, left[0].pk]


def _firm(clerk: Any) -> Any:
    return next(iter(queries.places(clerk, "five-towns", clerk.member).values())).firm


@pytest.mark.source("D-36")
def test_coverage_counts_firms_never_visits(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.plan(clerk, firms_reported=274, reported_source="S1:17")
    make.rule(clerk, cadence_days=90)
    park, tax = make.office(clerk), make.office(clerk, "税务所")
    often, once, due = make.placed(clerk, (0.1, 0.2), (0.9, 0.9), (0.2, 0.2))
    for office in (park, tax, park):
        make.record(clerk, make.visit(clerk, often, office))
    make.visit(clerk, once, park)
    (told,) = queries.coverage(clerk, "five-towns", NOW.date())
    assert (told.firms, told.visited, told.visits) == (3, 1, 3)
    assert told.share_of_reported == pytest.approx(1 / 274)
    assert [len(grid.firms) for grid in told.grids] == [2, 1]
    assert [[place.firm.pk for place in grid.due] for grid in told.grids] == [[due.pk], []]
    assert [sorted(grid.planned) for grid in told.grids] == [[], [once.pk]]
    (earlier,) = queries.coverage(clerk, "five-towns", NOW.date(), since=NOW.date() + timedelta(days=1))
    assert earlier.visited == 0
