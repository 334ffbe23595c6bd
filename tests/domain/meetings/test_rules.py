"""What may follow what: resolutions, tasks, minutes, matters, clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.meetings import rules
from pilin.domain.meetings.enums import MatterMove, MeetingState, MinutesState, ResolutionState, TaskMove, TaskState
from pilin.engine.base import add_working_days, is_working_day
from pilin.foundation.access.enums import Role
from tests.factories.base import NOW, SHANGHAI, Stand

DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 1))


@given(st.lists(st.sampled_from([s.value for s in ResolutionState]), max_size=12))
def test_nothing_jumps_from_studying_to_approved(wished: list[str]) -> None:
    states: list[str] = []
    for state in wished:
        if rules.may_move_resolution(rules.resolution_state(states), state):
            states.append(state)
    jumps = [(a, b) for a, b in pairwise(states) if a == "studying" and b.startswith("approved")]
    assert jumps == []
    assert all(a != "approved" for a in states[:-1])


def test_in_principle_is_not_approved() -> None:
    assert ResolutionState.IN_PRINCIPLE.value == "approved_in_principle"
    assert [
        bool(rules.may_move_resolution("approved_in_principle", s)) for s in ("approved", "rejected", "studying")
    ] == [True] * 3
    assert rules.may_move_resolution("studying", "approved").code == "not_put_forward"
    assert rules.may_move_resolution("approved", "studying").code == "approved_already"


@given(st.lists(st.sampled_from([m.value for m in TaskMove]), max_size=15), DAYS, st.integers(0, 400))
def test_a_task_is_open_until_the_other_bank_confirms(wished: list[str], due: date, later: int) -> None:
    steps: list[tuple[str, date | None]] = []
    on = due + timedelta(days=later)
    for what in wished:
        if what in rules.TASK_MOVES[rules.task_stands(due, steps, on).state]:
            steps.append((what, due + timedelta(days=30) if what == TaskMove.REDATED else None))
    stands = rules.task_stands(due, steps, on)
    assert stands.open == (not steps or steps[-1][0] != TaskMove.CONFIRMED)
    assert stands.carried == sum(what == TaskMove.CARRIED for what, _day in steps)
    assert stands.age_days == (later if stands.open else 0)  # a new date never makes a task young
    assert stands.overdue_days <= stands.age_days
    assert (stands.state == TaskState.DONE) <= (stands.overdue_days == 0)


def test_steps_that_do_not_follow_are_refused() -> None:
    with pytest.raises(ValueError, match="does not follow"):
        rules.task_stands(None, [("done", None)], date(2024, 1, 1))


@pytest.mark.parametrize(
    ("what", "state", "town", "allowed"),
    [
        ("taken", "given", "330421003", ""),
        ("taken", "given", "310116101", "not_owner"),
        ("declined", "given", "330421003", ""),
        ("done", "given", "330421003", "no_such_move"),
        ("done", "taken", "330421003", ""),
        ("confirmed", "done", "330421003", "same_bank"),
        ("confirmed", "done", "330421111", "same_bank"),
        ("confirmed", "done", "310116101", ""),
        ("sent_back", "done", "310116102", ""),
        ("confirmed", "confirmed", "310116102", "no_such_move"),
    ],
)
def test_who_may_do_what_to_a_task(what: str, state: str, town: str, allowed: str) -> None:
    by = Stand.officer(town, Role.CLERK, circles=("c",))
    across = town[:2] != "33"
    verdict = rules.may_move_task(by, circle="c", state=state, what=what, member="330421003", other_bank=across)
    assert verdict.code == allowed


def test_a_town_of_another_circle_confirms_nothing() -> None:
    by = Stand.officer("310116102", Role.CLERK, circles=("other",))
    verdict = rules.may_move_task(by, circle="c", state="done", what="confirmed", member="330421003", other_bank=True)
    assert verdict.code == "not_member"


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["confirmed", "objected"]), st.sampled_from("xy")),
        max_size=10,
    ),
    st.sets(st.sampled_from("abc")),
)
def test_minutes_are_confirmed_when_every_town_there_confirmed_this_text(words: Any, there: set[str]) -> None:
    state = rules.minutes_state("x", words, there)
    latest = {member: said for member, said, text in words if text == "x"}
    every = bool(there) and all(latest.get(m) == "confirmed" for m in there)
    assert (state == MinutesState.CONFIRMED) == (every and "objected" not in latest.values())
    assert rules.minutes_state("", words, there) == MinutesState.NONE


@given(DAYS, st.integers(1, 30), st.integers(0, 60))
def test_the_clock_has_one_cell_a_working_day(start: date, days: int, later: int) -> None:
    due = add_working_days(start, days).on
    on = start + timedelta(days=later)
    cells = rules.clock([(start, "coordination")], due, on)
    assert sum(not c.late for c in cells) == days
    assert all(is_working_day(c.on)[0] and c.on > start for c in cells)
    assert [c.on for c in cells] == sorted({c.on for c in cells})
    assert sum(c.spent for c in cells) == sum(is_working_day(start + timedelta(days=k + 1))[0] for k in range(later))
    assert [c.on for c in cells if c.made_up] == rules.made_up_days(start, max(due, on))


@given(DAYS, st.integers(1, 15), st.lists(st.integers(1, 10), max_size=4))
def test_the_clock_never_restarts_when_a_matter_changes_hands(start: date, days: int, gaps: list[int]) -> None:
    due = add_working_days(start, days).on
    held, day = [(start, "coordination")], start
    for no, gap in enumerate(gaps):
        day += timedelta(days=gap)
        held.append((day, "execution" if no % 2 == 0 else "coordination"))
    on = day + timedelta(days=3)
    alone = rules.clock(held[:1], due, on)
    assert [(c.on, c.spent, c.late) for c in rules.clock(held, due, on)] == [(c.on, c.spent, c.late) for c in alone]


def test_the_national_holiday_of_2024_is_counted_with_its_made_up_day() -> None:
    due = add_working_days(date(2024, 9, 27), 10)
    assert (due.on, due.provisional) == (
        date(2024, 10, 16),
        False,
    )  # Sun 29 Sep and Sat 12 Oct were worked, 1 to 7 Oct not
    assert rules.made_up_days(date(2024, 9, 27), due.on) == [date(2024, 9, 29), date(2024, 10, 12)]


def test_a_year_without_published_holidays_is_provisional() -> None:
    assert add_working_days(date(2049, 9, 28), 5).provisional is True


@given(st.lists(st.sampled_from([MatterMove.RETURNED.value, MatterMove.RAISED.value]), max_size=10))
def test_a_matter_is_sent_back_at_most_twice(wished: list[str]) -> None:
    moves = ["raised"]
    for move in wished:
        if move != moves[-1] and (move == "raised" or rules.may_return(rules.bounces(moves))):
            moves.append(move)
    assert rules.bounces(moves) <= rules.BOUNCES_ALLOWED


def test_the_state_of_an_event() -> None:
    assert rules.meeting_state(None, None) == MeetingState.PLANNED
    assert rules.meeting_state(NOW, None) == MeetingState.HELD
    assert rules.meeting_state(None, NOW) == MeetingState.CANCELLED


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 10)).map(lambda t: t.replace(tzinfo=SHANGHAI))


@given(MOMENTS, MOMENTS, st.integers(1, 48), st.integers(1, 48))
def test_overlap_is_the_same_from_both_sides(one: datetime, other: datetime, hours: int, more: int) -> None:
    def slot(start: datetime, length: int) -> rules.Slot:
        end = start + timedelta(hours=length)
        return rules.Slot(start.date(), end.date(), start, end)

    a, b = slot(one, hours), slot(other, more)
    assert rules.overlap(a, b) == rules.overlap(b, a)
    assert rules.overlap(a, b) == (one < other + timedelta(hours=more) and other < one + timedelta(hours=hours))


def test_without_hours_the_day_decides() -> None:
    day = rules.Slot(date(2024, 1, 1), date(2024, 1, 1))
    hour = rules.Slot(date(2024, 1, 1), date(2024, 1, 1), datetime(2024, 1, 1, 9, tzinfo=SHANGHAI), None)
    assert rules.overlap(day, hour) is True
    assert rules.overlap(hour, rules.Slot(date(2024, 1, 2), date(2024, 1, 2))) is False
