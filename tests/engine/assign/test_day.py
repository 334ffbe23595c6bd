"""Several shifts a worker: never a broken rule, never above the bound, and the best wherever it can be told by trying all."""

from __future__ import annotations

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

import pilin.engine.assign as engine
from tests.engine.assign import world

DAY = engine.Mode.DAY


def taken(pairs, answer, worker):
    return pairs.shift[answer.pair[pairs.worker[answer.pair] == worker]].tolist()


def broken(men, work, pairs, answer, rest_hours=0, held=None):
    """Return every rule that an answer breaks."""
    found = [
        rule
        for w in range(len(men))
        for rule in world.breaks(world.items_of(work, taken(pairs, answer, w)) + (held or {}).get(w, []), rest_hours)
    ]
    seats = np.bincount(pairs.shift[answer.pair], minlength=len(work))
    return found + ["seats"] * int((seats > work.heads).any())


@pytest.mark.source("D-09")
@hypothesis.given(st.integers(0, 10**9))
@hypothesis.settings(max_examples=120)
def test_small_worlds_by_trying_everything(seed):
    draw = np.random.default_rng(seed)
    men, work = world.random_world(
        draw,
        int(draw.integers(1, 6)),
        int(draw.integers(1, 9)),
        days=int(draw.integers(1, 20)),
        employers=int(draw.integers(1, 4)),
    )
    rest = int(draw.choice([0, 11]))
    pairs = engine.feasible(men, work)
    answer = engine.solve(pairs, mode=DAY, shifts=work, rest_hours=rest)
    best = world.brute_force(men, work, pairs, rest_hours=rest)
    assert broken(men, work, pairs, answer, rest) == []
    assert answer.objective <= best + 1e-9 <= answer.upper_bound + 1e-6
    assert answer.objective == pytest.approx(best, abs=1e-6)  # of this size it is always closed


@pytest.mark.source("D-09")
@pytest.mark.parametrize(("days", "employers"), [(1, 9), (7, 2), (16, 1)])
def test_larger_worlds_break_no_rule(days, employers):
    men, work = world.random_world(np.random.default_rng(days), 150, 60, days=days, employers=employers)
    pairs = engine.feasible(men, work)
    answer = engine.solve(pairs, mode=DAY, shifts=work)
    assert broken(men, work, pairs, answer) == []
    assert answer.objective <= answer.upper_bound
    assert answer.gap < 0.01
    assert answer.objective >= engine.solve(world_of_one(pairs, work)).objective - 1e-9


def world_of_one(pairs, work):
    """Return the pairs of shifts that no cap forbids: what one shift a worker could use."""
    return pairs.without((work.hours > 8)[pairs.shift], "too_long")


def shifts_of(*spans, employer="e1", day="2026-10-{:02}"):
    return world.shifts(*(
        world.shift_texts(
            shift_id=f"s{k}", employer_id=employer, starts_at=f"{day.format(on)}T{since}", ends_at=f"{day.format(on)}T{until}"
        )
        for k, (on, since, until) in enumerate(spans)
    ))  # fmt: skip


def one_worker(*spans, rest_hours=0.0, booked=None, employer="e1"):
    """Return how many of some shifts a worker who is always free gets."""
    men = world.workers(world.worker_texts(available_from="2026-10-01T00:00", available_to="2026-12-01T00:00"))
    work = shifts_of(*spans, employer=employer)
    pairs = engine.feasible(men, work)
    return len(engine.solve(pairs, mode=DAY, shifts=work, rest_hours=rest_hours, booked=booked).pair)


@pytest.mark.source("R-08")
@pytest.mark.parametrize(
    ("spans", "number"),
    [
        ([(19, "08:00", "12:00"), (19, "12:00", "16:00")], 2),  # half-open, eight hours
        ([(19, "08:00", "12:00"), (19, "11:59", "15:00")], 1),
        ([(19, "08:00", "12:00"), (19, "12:00", "16:01")], 1),  # more than eight hours a day
        ([(19, "08:00", "16:30")], 0),
        ([(19 + k, "08:00", "16:00") for k in range(3)], 3),  # 24 hours a week with one employer
        ([(19 + k, "08:00", "14:00") for k in range(4)] + [(23, "08:00", "08:30")], 4),  # 24.5
        (
            [(19, "08:00", "16:00"), (20, "08:00", "16:00"), (21, "08:00", "16:00"), (26, "08:00", "09:00")],
            4,
        ),  # the next week
    ],
)
def test_hours_of_a_day_and_of_a_week_with_one_employer(spans, number):
    assert one_worker(*spans) == number


@pytest.mark.source("R-08")
def test_four_hours_a_day_on_average_over_fifteen_days():
    weeks = [19, 20, 21, 26, 27, 28]  # 24 hours in each of two weeks
    spans = [(on, "08:00", "16:00") for on in weeks]
    men = world.workers(world.worker_texts(available_from="2026-10-01T00:00", available_to="2026-12-01T00:00"))
    more = ["2026-11-02T08:00", "2026-11-02T12:00", "2026-11-02T16:01"], ["2026-11-03T08:00", "2026-11-03T16:00"]
    rows = [
        world.shift_texts(shift_id=f"s{k}", starts_at=f"2026-10-{on}T{a}", ends_at=f"2026-10-{on}T{b}")
        for k, (on, a, b) in enumerate(spans)
    ]
    fits = world.shift_texts(
        shift_id="a", starts_at=more[0][0], ends_at="2026-11-02T15:59"
    )  # 12 h left of 60 until 2 November
    work = world.shifts(*rows, fits)
    assert len(engine.solve(engine.feasible(men, work), mode=DAY, shifts=work).pair) == 7
    third = world.shift_texts(shift_id="b", starts_at="2026-11-02T16:30", ends_at="2026-11-02T16:31")
    over = [
        world.shift_texts(shift_id=f"c{k}", starts_at=f"2026-10-{on}T17:00", ends_at=f"2026-10-{on}T17:00:01")
        for k, on in enumerate((19, 26))
    ]
    work = world.shifts(*rows, fits, third, *over)
    assert (
        len(engine.solve(engine.feasible(men, work), mode=DAY, shifts=work).pair) == 8
    )  # a second more a week is too much


def test_sixty_hours_in_fifteen_days_across_three_weeks():
    """24 h in the week of the 19th, 24 h in that of the 26th, and 2 November is the fifteenth day: 12 h are left, not 13."""
    men = world.workers(world.worker_texts(available_from="2026-10-01T00:00", available_to="2026-12-01T00:00"))
    spans = [f"2026-10-{on}" for on in (19, 20, 21, 26, 27, 28)] + ["2026-11-01", "2026-11-02"]
    lengths = ["16:00"] * 6 + ["08:00:01", "16:00"]
    rows = [
        world.shift_texts(shift_id=f"s{k}", starts_at=f"{on}T08:00", ends_at=f"{on}T{until}")
        for k, (on, until) in enumerate(zip(spans, lengths, strict=True))
    ]
    work = world.shifts(*rows)
    answer = engine.solve(engine.feasible(men, work), mode=DAY, shifts=work)
    assert [rows[s]["shift_id"] for s in sorted(taken(engine.feasible(men, work), answer, 0))] == [
        "s0",
        "s1",
        "s2",
        "s3",
        "s4",
        "s5",
        "s7",
    ]


def test_forty_four_hours_a_week_over_all_employers():
    men = world.workers(world.worker_texts(available_from="2026-10-01T00:00", available_to="2026-12-01T00:00"))
    rows = [
        world.shift_texts(
            shift_id=f"s{k}",
            employer_id=f"e{k}",
            starts_at=f"2026-10-{19 + k}T08:00",
            ends_at=f"2026-10-{19 + k}T16:00",
        )
        for k in range(6)
    ]
    work = world.shifts(*rows)
    pairs = engine.feasible(men, work)
    assert len(engine.solve(pairs, mode=DAY, shifts=work).pair) == 5


@pytest.mark.parametrize(("gap", "number"), [("12:10", 1), ("12:15", 2)])
def test_the_way_between_two_shifts_takes_time(gap, number):
    """5.6 km at 30 km/h are 11.1 minutes."""
    men = world.workers(world.worker_texts())
    work = world.shifts(
        world.shift_texts(),
        world.shift_texts(shift_id="s2", lat="30.95", starts_at=f"2026-10-19T{gap}", ends_at="2026-10-19T15:00"),
    )
    assert len(engine.solve(engine.feasible(men, work), mode=DAY, shifts=work).pair) == number


def test_rest_between_two_days():
    spans = [(19, "16:00", "21:00"), (20, "07:00", "10:00")]
    assert [one_worker(*spans, rest_hours=hours) for hours in (0, 10, 10.5)] == [2, 2, 1]


def booking(since, until, employer="e1", lat=30.9):
    """Return one booking of the only worker."""
    at = world.shifts(world.shift_texts(starts_at=since, ends_at=until))
    return engine.Booked(np.zeros(1, np.int64), [employer], at.starts, at.ends, np.array([lat]), np.array([121.0]))


@pytest.mark.parametrize(
    ("held", "number"),
    [
        (None, 1),
        (booking("2026-10-19T11:00", "2026-10-19T13:00"), 0),
        (booking("2026-10-19T12:00", "2026-10-19T16:00", "e2"), 1),
        (booking("2026-10-19T12:00", "2026-10-19T16:01", "e2"), 0),  # more than eight hours that day
        (booking("2026-10-20T00:00", "2026-10-20T20:00"), 1),  # 24 hours that week
        (booking("2026-10-20T00:00", "2026-10-20T20:01"), 0),
        (booking("2026-10-20T00:00", "2026-10-20T20:01", "e2"), 1),
        (booking("2026-10-19T12:05", "2026-10-19T14:00", "e2", 30.95), 0),  # no time for the way
        (booking("2026-10-19T12:05", "2026-10-19T14:00", "e2", np.nan), 1),  # nobody knows where
    ],
)
def test_what_a_worker_has_already(held, number):
    assert one_worker((19, "08:00", "12:00"), booked=held) == number


def test_modes_ask_for_what_they_need():
    men, work = world.workers(world.worker_texts()), world.shifts(world.shift_texts())
    pairs = engine.feasible(men, work)
    with pytest.raises(TypeError, match="give shifts"):
        engine.solve(pairs, mode=DAY)
    with pytest.raises(TypeError, match="mode day"):
        engine.solve(pairs, booked=booking("2026-10-19T12:00", "2026-10-19T16:00"))
