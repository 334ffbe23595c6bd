"""The latest way to be somewhere in time, beside a search through every call, beside the timetable that knows one change, and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pilin.engine.lines import BadTimetable, Door, Router
from tests.engine.lines.brute import Call, Plan, foot, km

Way = tuple[int, float, float]
HOME, THERE = (30.0, 121.0), (30.0, 121.3)


@st.composite
def plans(draw, minutes=600):
    """Draw stops in three clumps, the first about HOME and the last about THERE, and trips among them."""
    spots = [draw(st.lists(st.integers(0, 4), min_size=1, max_size=2)) for _ in range(3)]
    stops = tuple((30.0 + n * 0.0013, 121.0 + clump * 0.15) for clump, held in enumerate(spots) for n in held)
    trips = []
    for _ in range(draw(st.integers(1, 5))):
        size = draw(st.integers(2, 4))
        times = sorted(draw(st.lists(st.integers(0, minutes), min_size=2 * size, max_size=2 * size)))
        trips.append(
            tuple(
                Call(draw(st.integers(0, len(stops) - 1)), times[2 * k], times[2 * k + 1], draw(st.integers(0, 5)) > 0, draw(st.integers(0, 5)) > 0)
                for k in range(size)
            )
        )  # fmt: skip
    return Plan(stops, tuple(trips))


def every(plan: Plan, by: float, most: int) -> Iterator[Way]:
    """Yield (changes, leaving, arriving) of every way there is that arrives by a minute, without those one could walk instead."""

    def onward(rides: int, stop: int, minute: float, leaves: float) -> Iterator[Way]:
        if km(plan.stops[stop], THERE) <= 1 and minute + foot(plan.stops[stop], THERE) <= by:
            yield rides - 1, leaves, minute + foot(plan.stops[stop], THERE)
        if rides <= most:
            for trip in plan.trips:
                for i, taken in enumerate(trip):
                    if taken.board and km(plan.stops[stop], plan.stops[taken.stop]) <= 0.3 and minute + foot(plan.stops[stop], plan.stops[taken.stop]) <= taken.departs <= by:  # fmt: skip
                        for left in trip[i + 1 :]:
                            if left.alight:
                                yield from onward(rides + 1, left.stop, left.arrives, leaves)

    for trip in plan.trips:
        for i, first in enumerate(trip):
            here = plan.stops[first.stop]
            walkable = km(here, THERE) <= 1 and first.departs <= by - foot(here, THERE)
            if first.board and km(HOME, here) <= 1 and not walkable:
                for left in trip[i + 1 :]:
                    if left.alight:
                        yield from onward(1, left.stop, left.arrives, first.departs - foot(HOME, here))


def best(found: Iterator[Way]) -> list[Way]:
    """Return for each number of changes the latest leaving, where more changes leave later, and then the earliest arriving."""
    kept: list[Way] = []
    held = sorted(set(found), key=lambda one: (one[0], -one[1]))
    for changes, leaves, _arrives in held:
        if not kept or leaves > kept[-1][1] + 1e-9:
            kept.append((changes, leaves, min(one[2] for one in held if one[0] <= changes and one[1] > leaves - 1e-9)))
    return kept


def asked(plan: Plan, by: float, most: int):
    router = Router.of(plan.table(), most)
    return router, router.arrive_by(router.door(*HOME, 1.0), router.door(*THERE, 1.0), by)


@given(plans(), st.integers(100, 650))
@settings(max_examples=150, deadline=None)
def test_nothing_leaves_later_than_what_is_found(plan: Plan, by: int):
    _router, found = asked(plan, by, 2)
    wanted = best(every(plan, by, 2))
    assert [one.changes for one in found] == [changes for changes, _leaves, _arrives in wanted]
    assert [one.leaves for one in found] == pytest.approx([leaves for _changes, leaves, _arrives in wanted])
    assert [one.arrives for one in found] == pytest.approx([arrives for _changes, _leaves, arrives in wanted])
    for one in found:
        holds(plan, one, by)


def holds(plan: Plan, one, by: float) -> None:
    """Assert that a way can be gone: every bus calls there then, one may get on and off, and every change is caught."""
    assert one.arrives <= by + 1e-9
    assert all(wait >= -1e-9 for wait in one.waits)
    for leg in one.legs:
        trip = plan.trips[int(leg.trip[1:])]
        board, alight = int(leg.board[1:]), int(leg.alight[1:])
        on = [k for k, call in enumerate(trip) if (call.stop, call.departs, call.board) == (board, leg.departs, True)]
        off = [
            k for k, call in enumerate(trip) if (call.stop, call.arrives, call.alight) == (alight, leg.arrives, True)
        ]
        assert on
        assert off
        assert min(on) < max(off)


@given(plans(minutes=40), st.integers(10, 70))
@settings(max_examples=100, deadline=None)
def test_with_one_change_it_says_what_the_timetable_says(plan: Plan, by: int):
    """Within forty minutes no wait is too long for the timetable, which leaves out longer ones."""
    doors = [{n for n, stop in enumerate(plan.stops) if km(stop, place) <= 1} for place in (HOME, THERE)]
    assume(not doors[0] & doors[1])
    _router, found = asked(plan, by, 1)
    latest = float(plan.table().latest_leaving(*HOME, *THERE, by))
    assert ([found[-1].leaves] if found else []) == pytest.approx([] if latest != latest else [latest])


@given(plans(), st.integers(0, 600))
@settings(max_examples=100, deadline=None)
def test_the_earliest_arrival_is_the_same_search_in_a_mirror(plan: Plan, after: int):
    router = Router.of(plan.table(), 2)
    home, there = router.door(*HOME, 1.0), router.door(*THERE, 1.0)
    found = router.leave_after(home, there, after)
    turned = Plan(plan.stops, tuple(tuple(Call(c.stop, 700 - c.departs, 700 - c.arrives, c.alight, c.board) for c in trip[::-1]) for trip in plan.trips))  # fmt: skip
    other = Router.of(turned.table(), 2)
    back = other.arrive_by(other.door(*THERE, 1.0), other.door(*HOME, 1.0), 700 - after)
    assert [one.arrives for one in found] == pytest.approx([700 - one.leaves for one in back])
    assert [one.changes for one in found] == [one.changes for one in back]
    for one in found:
        assert one.leaves >= after - 1e-9
        holds(plan, one, 10_000)


def test_three_changes_over_midnight_and_a_line_that_goes_on_at_the_border():
    stops = ((30.0, 121.0), (30.0, 121.1), (30.0, 121.2), (30.0, 121.25), (30.0, 121.3))
    trips = tuple((Call(n, 1400 + 20 * n, 1400 + 20 * n), Call(n + 1, 1415 + 20 * n, 1415 + 20 * n)) for n in range(4))
    _router, found = asked(Plan(stops, trips), 1480, 3)
    assert [(one.leaves, one.arrives, one.changes, one.through) for one in found] == [(1400, 1475, 3, (True,) * 3)]
    assert found[0].waits == (5, 5, 5)
    assert asked(Plan(stops, trips), 1474, 3)[1] == ()
    assert asked(Plan(stops, trips), 1480, 2)[1] == ()
    early = (*trips, (Call(0, 1300, 1300), Call(4, 1390, 1390)))
    assert [(one.leaves, one.changes) for one in asked(Plan(stops, early), 1480, 3)[1]] == [(1300, 0), (1400, 3)]


def test_a_bus_that_overtakes_and_one_that_lets_nobody_off():
    stops = ((30.0, 121.0), (30.0, 121.3))
    slow, fast = (Call(0, 500, 500), Call(1, 590, 590)), (Call(0, 510, 510), Call(1, 540, 540))
    assert [one.leaves for one in asked(Plan(stops, (slow, fast)), 560, 0)[1]] == [510]
    shut = (Call(0, 520, 520), Call(1, 530, 530, alight=False))
    assert [one.leaves for one in asked(Plan(stops, (slow, fast, shut)), 560, 0)[1]] == [510]


def test_what_is_no_question_is_refused():
    router, found = asked(Plan((HOME, THERE), ()), 500, 3)
    assert found == ()
    with pytest.raises(BadTimetable):
        Router.of(router.table, 8)
    with pytest.raises(BadTimetable):
        router.arrive_by(Door((), ()), Door((), ()), float("nan"))


def test_the_example_of_the_page_runs_as_it_stands(capsys: pytest.CaptureFixture[str]):
    page = Path(__file__).parents[3] / "docs" / "methods" / "lines.md"
    (block,) = page.read_text(encoding="utf-8").split("```python\n")[1:]
    code = block.split("```")[0]
    exec(compile(code, page.name, "exec"), {})
    told = [line.split("#", 1)[1].strip() for line in code.splitlines() if line.startswith("print(")]
    assert capsys.readouterr().out.splitlines() == told
