"""The rules of listings: years before, sums that are none, unions of labels, stages, hours of the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.living.rules import listings as rules
from pilin.domain.living.rules import listings_figures as figures
from pilin.domain.living.rules import listings_flights as clock
from pilin.domain.living.rules.listings import ClassInput, EntryInput
from pilin.domain.living.rules.listings_figures import Counted, Union
from pilin.engine.base import PartialDate
from tests.factories.base import NOW, SHANGHAI

MILLION = Decimal(1_000_000)


def codes(faults: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in faults]


@pytest.mark.source("D-80")
def test_visitors_of_2018_follow_from_2019_and_its_growth() -> None:
    before = figures.year_before(Decimal("8.52") * MILLION, Decimal("13.3"), value_step=Decimal(10_000))
    assert before.value == Decimal("7.52") * MILLION
    assert (figures.outward(before.low, up=False), figures.outward(before.high, up=True)) == (
        Decimal(7_512_130),
        Decimal(7_527_594),
    )
    assert figures.growth_of(Decimal("7.52"), Decimal("8.52")) == Decimal("13.3")
    assert [before.agrees_with(Decimal(one)) for one in (7_520_000, 7_500_000)] == [True, False]


@pytest.mark.source("D-83")
def test_incomes_of_2018_follow_from_2019_and_its_growth() -> None:
    before = figures.year_before(Decimal(31_336), Decimal("9.5"))
    assert before.value == 28_617
    assert before.low < before.value < before.high


@given(
    st.decimals(min_value=1, max_value=10**9, places=2), st.decimals(min_value=1, max_value=10**9, places=2), st.sampled_from(["0.01", "1", "1000"])
)  # fmt: skip
def test_the_year_before_lies_between_its_bounds_however_both_were_rounded(
    then: Decimal, now: Decimal, step: str
) -> None:
    growth = (now / then - 1) * 100
    if not Decimal(-99) < growth < Decimal(10**5):
        return
    rounded = (now / Decimal(step)).quantize(Decimal(1), ROUND_HALF_UP) * Decimal(step)
    said = growth.quantize(Decimal("0.1"), ROUND_HALF_UP)
    before = figures.year_before(rounded, said, value_step=Decimal(step))
    slack = then * Decimal("1e-12")
    assert before.low - slack <= then <= before.high + slack


@pytest.mark.parametrize(
    ("value", "growth", "step"), [(Decimal(-1), Decimal(1), Decimal(1)), (Decimal(1), Decimal(-100), Decimal(1)), (Decimal(1), Decimal(1), Decimal(0))]
)  # fmt: skip
def test_a_year_before_that_cannot_be_is_refused(value: Decimal, growth: Decimal, step: Decimal) -> None:
    with pytest.raises(ValueError, match=r"growth|figure"):
        figures.year_before(value, growth, value_step=step)


def test_nothing_grows_from_nothing() -> None:
    assert figures.growth_of(Decimal(0), Decimal(5)) is None


@pytest.mark.source("D-80")
@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (("visit", "2019", "coast", True), ("visit", "2019", "coast", True), "overlap"),
        (("visit", "2019", "coast", True), ("person", "2019", "", True), "units"),
        (("visit", "2019", "", True), ("visit", "2018", "", True), "periods"),
        (("visit", "2019", "", True), ("visit", "2019", "", False), "method"),
        (("visit", "2019", "old town", True), ("visit", "2019", "beach", True), ""),
    ],
)
def test_series_add_up_only_where_nothing_speaks_against_it(one: Any, other: Any, code: str) -> None:
    verdict = figures.may_add([Counted("a", *one), Counted("b", *other)])
    assert (bool(verdict), verdict.code) == (not code, code)


@pytest.mark.source("D-81")
def test_labels_of_villages_are_a_union_and_never_a_sum() -> None:
    assert figures.union_of([15, 7, 9], {}, 124) == Union(named=0, least=15, most=31, labels=31)
    named = {0: {"a", "b"}, 1: {"b"}, 2: set()}
    assert figures.union_of([2, 1, 0], named, 124) == Union(named=2, least=2, most=2, labels=3)
    assert figures.union_of([None, 7], {0: {"a"}}, 124) == Union(named=1, least=7, most=124, labels=None)
    assert figures.union_of([None], {}) == Union(0, None, None, None)
    assert figures.union_of([], {}) == Union(0, None, None, None)


@given(
    st.lists(st.sets(st.integers(0, 12), max_size=8), min_size=1, max_size=5), st.lists(st.integers(0, 12), max_size=12)
)
def test_the_true_number_of_holders_lies_between(holders: list[set[int]], known: list[int]) -> None:
    declared = [len(one) for one in holders]
    named = {place: {str(one) for one in some if one in known} for place, some in enumerate(holders)}
    found = figures.union_of(declared, named, 13)
    true = len(set().union(*holders))
    assert found.least is not None
    assert found.most is not None
    assert found.least <= true <= found.most <= 13


@pytest.mark.source("D-84")
def test_the_mean_fund_of_a_village() -> None:
    assert figures.mean_of(Decimal(1_440_000_000), 124) == Decimal("11612903.23")
    assert figures.mean_of(Decimal(1), 0) is None


@pytest.mark.source("D-44")
def test_no_building_is_completed_before_its_structure_is_topped_out() -> None:
    topped = ("topped_out", PartialDate.parse("2024-06"))
    assert codes(rules.faults_of_stage("completed", None, [])) == [("not_topped", "stage")]
    assert codes(rules.faults_of_stage("completed", PartialDate.parse("2024-05"), [topped])) == [
        ("order", "reached_on")
    ]
    assert rules.faults_of_stage("completed", PartialDate.parse("2024-06"), [topped]) == []
    assert rules.faults_of_stage("completed", PartialDate.parse("2024-05"), [("topped_out", None)]) == []
    assert codes(
        rules.faults_of_stage("topped_out", PartialDate.parse("2025"), [("completed", PartialDate.parse("2024"))])
    ) == [("order", "reached_on")]
    assert codes(rules.faults_of_stage("painted", None, [])) == [("stage", "stage")]


@pytest.mark.source("Q-10")
def test_a_list_names_no_more_classes_than_it_has() -> None:
    four = [ClassInput(str(n), "", n) for n in (100, 111, 46, 40)]
    assert rules.faults_of_register(title_zh="五个一百", declared_classes=5, classes=four) == []
    assert codes(rules.faults_of_register(title_zh="", declared_classes=3, classes=four)) == [
        ("no_title", "title_zh"),
        ("classes", "declared_classes"),
    ]
    assert codes(rules.faults_of_register(title_zh="五", declared_classes=None, classes=[ClassInput(" ")])) == [
        ("no_title", "classes")
    ]


@pytest.mark.source("D-57")
def test_a_list_of_fifty_holds_fifty_or_nothing() -> None:
    fifty = [EntryInput(f"企业{n}", rank=n) for n in range(1, 51)]
    assert rules.faults_of_entries(fifty, 50, "=", 0) == []
    assert codes(rules.faults_of_entries(fifty[:49], 50, "=", 0)) == [("length", "file")]
    assert rules.faults_of_entries(fifty[:49], 50, ">", 0) == []
    assert codes(rules.faults_of_entries([*fifty, fifty[0]], None, "=", 0)) == [("twice", "title_zh"), ("rank", "rank")]
    assert codes(rules.faults_of_entries([], None, "=", 0)) == [("empty", "file")]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.source("R-18")
@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2024-10-18T00:00", "2024-10-19"), ("2024-10-18T11:59:59", "2024-10-19"), ("2024-10-18T12:00", "2024-10-20"), ("2024-10-18T23:59", "2024-10-20"),
        ("2024-12-31T12:00", "2025-01-02"), ("2024-02-28T11:00", "2024-02-29"),
    ],
)  # fmt: skip
def test_noon_sharp_is_too_late_for_tomorrow(at: str, day: str) -> None:
    assert clock.next_day(moment(at)) == date.fromisoformat(day)


@pytest.mark.source("R-18")
def test_the_clock_is_that_of_shanghai_wherever_one_asks_from() -> None:
    utc = datetime.fromisoformat("2024-10-18T03:59:00+00:00")
    assert [clock.next_day(utc + timedelta(minutes=n)) for n in (0, 1)] == [date(2024, 10, 19), date(2024, 10, 20)]
    assert clock.answer_by(date(2024, 10, 19)) == moment("2024-10-18T21:00")


@pytest.mark.source("R-18")
@pytest.mark.parametrize(
    ("size", "height", "controlled", "needed", "within"),
    [
        ("light", 120, False, False, False), ("light", 121, False, True, True), ("micro", 50, True, True, True), ("small", 120, False, None, False),
        ("small", 121, False, True, True), ("medium", 50, False, True, False), ("large", 500, False, True, True),
    ],
)  # fmt: skip
def test_what_must_be_asked_for(size: str, height: int, controlled: bool, needed: bool | None, within: bool) -> None:
    told = clock.asked(size, height, moment("2024-10-20T09:00"), NOW, controlled=controlled)
    assert (told.needed, told.controlled, told.late) == (needed, within, False)


@pytest.mark.source("R-18")
def test_who_asks_too_late_is_told_the_clause_and_the_next_day() -> None:
    told = clock.asked("medium", 150, moment("2024-10-19T09:00"), moment("2024-10-18T12:00"))
    verdict = clock.may_be_asked(told)
    assert (bool(verdict), verdict.code, told.late) == (False, "too_late", True)
    assert "第二十六条" in str(verdict.reason)
    assert "2024-10-20" in str(verdict.reason)
    free = clock.may_be_asked(clock.asked("light", 100, moment("2024-10-19T09:00"), moment("2024-10-18T23:00")))
    assert (bool(free), free.code) == (False, "not_needed")
    before = clock.may_be_asked(clock.asked("medium", 150, moment("2023-10-19T09:00"), moment("2023-10-17T09:00")))
    assert (bool(before), before.code) == (False, "no_rule")


@given(st.datetimes(min_value=datetime(2024, 1, 3), max_value=datetime(2034, 1, 1)))
def test_the_next_day_is_the_first_that_is_not_too_late(at: datetime) -> None:
    now = at.replace(tzinfo=SHANGHAI)
    day = clock.next_day(now)
    assert day is not None
    late = [
        clock.asked("large", 100, datetime.combine(day + timedelta(days=n), datetime.min.time(), SHANGHAI), now).late
        for n in (-1, 0, 1)
    ]
    assert late == [True, False, False]


def test_a_request_names_every_fault_at_once() -> None:
    wrong = clock.faults_of_flight(
        size="huge", height_m=0, starts_at=NOW - timedelta(hours=1), ends_at=NOW - timedelta(hours=2), at=NOW, registration="", licensed=False, area="", purpose=" "
    )  # fmt: skip
    assert codes(wrong) == [
        ("size", "size"),
        ("height", "height_m"),
        ("order", "ends"),
        ("past", "on"),
        ("empty", "area"),
        ("empty", "purpose"),
    ]
    bare = clock.faults_of_flight(
        size="small", height_m=90, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=2), at=NOW, registration="", licensed=False, area="田", purpose="巡"
    )  # fmt: skip
    assert codes(bare) == [("one_day", "ends"), ("not_registered", "registration"), ("no_licence", "licensed")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("打 138 0000 0000 找我", "打 **** 找我"), ("身份证310116199001010011", "身份证****"), ("写信 a.b@example.com", "写信 ****"), ("１３８００００００００", "****"),
        ("1984年的池子，门票2角", "1984年的池子，门票2角"),
    ],
)  # fmt: skip
def test_a_story_keeps_no_numbers_of_people(text: str, kept: str) -> None:
    assert rules.without_numbers(text) == kept


def test_a_story_says_why_everyone_may_read_it() -> None:
    assert codes(rules.faults_of_story(text="短", credit="x" * 41, rights="")) == [
        ("short", "text"),
        ("credit", "credit"),
        ("rights", "rights"),
    ]
    assert codes(rules.faults_of_story(text="x" * 2001, credit="", rights="own")) == [("long", "text")]
    row: Any = SimpleNamespace(state="waiting")
    assert codes(rules.faults_of_decision(row, shown=False, reason=" ")) == [("reason", "reason")]
    row.state = "shown"
    assert codes(rules.faults_of_decision(row, shown=True, reason="")) == [("same", "shown")]


def test_a_listing_names_every_fault_at_once() -> None:
    wrong = rules.faults_of_listing(
        kind="ghost", title_zh=" ", status="asleep", since=PartialDate.parse("1990"), until=PartialDate.parse("1980"), latitude=Decimal(91), longitude=None,
        height_m=Decimal(0), takes_requests=True, audience="party",
    )  # fmt: skip
    assert codes(wrong) == [
        ("kind", "kind"), ("no_title", "title_zh"), ("status", "status"), ("order", "until"), ("point", "longitude"), ("degrees", "latitude"),
        ("height", "height_m"), ("requests", "takes_requests"), ("audience", "audience"),
    ]  # fmt: skip
