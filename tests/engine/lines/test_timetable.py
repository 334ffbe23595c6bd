"""Timetables against a search through all calls, and against days that can be told by hand."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pilin.engine.base import great_circles_km
from pilin.engine.lines import BadTimetable, Timetable, build_timetable, earth, timetable, walk_minutes
from tests.engine.lines import brute
from tests.engine.lines.brute import Call, Plan

FENGJING, BRIDGE, HUIMIN, XINDAI = (30.8902, 121.0120), (30.8650, 120.9900), (30.8391, 120.9699), (30.8230, 121.0824)
NAN = float("nan")


def one(answer: np.ndarray) -> float:
    return round(float(answer), 6)


def trip(*calls: tuple[int, int], **more: bool) -> tuple[Call, ...]:
    return tuple(Call(stop, minute, minute, **more) for stop, minute in calls)


# against the search through all calls --------------------------------------------------------------------------------


def grid(most: int) -> st.SearchStrategy[tuple[float, float]]:
    """Return places some 190 m apart: neighbours are within a change, not all."""
    number = st.integers(0, most)
    return st.tuples(number, number).map(lambda at: (30.80 + at[0] * 0.0017, 121.0 + at[1] * 0.0019))


PLACES = grid(9)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    near = grid(draw(st.sampled_from([2, 9])))
    stops = tuple(draw(st.lists(near, min_size=2, max_size=7)))
    pause = draw(st.sampled_from([5, 30]))
    allowed = st.sampled_from([True, True, True, False])
    trips = []
    for _trip in range(draw(st.sampled_from([0, 1, 2, 3, 4, 6]))):
        minute, calls = draw(st.integers(-40, 60)), []
        for _call in range(draw(st.integers(1, 6))):
            minute += draw(st.integers(0, pause))
            left = minute + draw(st.sampled_from([0, 0, 0, 2, 15]))
            stop = draw(st.integers(0, len(stops) - 1))
            calls.append(Call(stop, minute, left, board=draw(allowed), alight=draw(allowed)))
            minute = left
        trips.append(tuple(calls))
    return Plan(stops, tuple(trips))


@settings(max_examples=150)
@given(
    plan=plans(),
    origin=PLACES,
    goal=PLACES,
    minute=st.integers(-60, 150),
    walk_km=st.sampled_from([0.0, 0.2, 0.35, 1.0]),
)
def test_every_answer_is_that_of_a_search_through_all_calls(
    plan: Plan, origin: tuple[float, float], goal: tuple[float, float], minute: int, walk_km: float
) -> None:
    table = plan.table()
    every = list(brute.ways(plan, origin, goal, walk_km))
    # a walk that ends on a full minute to a billionth is decided by rounding: neither answer is wrong
    assume(all(abs(x - minute) > 1e-6 or x == minute for way in every for x in (way.leaves, way.arrives)))
    asked = (*origin, *goal)
    assert one(table.last_departure(*asked, walk_km)) == pytest.approx(
        max((way.departs for way in every), default=NAN), nan_ok=True
    )
    # answers are rounded to a millionth of a minute
    in_time = [way.leaves for way in every if way.arrives <= minute]
    assert one(table.latest_leaving(*asked, minute, walk_km)) == pytest.approx(
        max(in_time, default=NAN), abs=1e-6, nan_ok=True
    )
    still = [way.arrives for way in every if way.leaves >= minute]
    assert one(table.earliest_arrival(*asked, minute, walk_km)) == pytest.approx(
        min(still, default=NAN), abs=1e-6, nan_ok=True
    )
    open_ = {(round(w.leaves, 6), round(w.arrives, 6), w.changes) for w in every if w.leaves >= minute}
    best = {way for way in open_ if not any(_beats(other, way) for other in open_)}
    rides = table.rides(origin, goal, minute, walk_km, most=10_000)
    assert [(round(r.leaves, 6), round(r.arrives, 6), r.changes) for r in rides] == sorted(best)


def _beats(one: tuple[float, float, int], other: tuple[float, float, int]) -> bool:
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


@settings(max_examples=60)
@given(plan=plans(), places=st.lists(PLACES, min_size=1, max_size=5), minute=st.integers(0, 300))
def test_many_are_answered_as_each_alone(plan: Plan, places: list[tuple[float, float]], minute: int) -> None:
    table = plan.table()
    lat, lon = np.array([place[0] for place in places]), np.array([place[1] for place in places])
    origin, goal = (lat[:, None], lon[:, None]), (lat[None], lon[None])
    for ask, more in (
        (table.last_departure, ()),
        (table.latest_leaving, (minute,)),
        (table.earliest_arrival, (minute,)),
    ):
        together = ask(*origin, *goal, *more)
        assert together.shape == (len(places), len(places))
        alone = [[float(ask(*here, *there, *more)) for there in places] for here in places]
        np.testing.assert_array_equal(together, np.array(alone))


@settings(max_examples=60)
@given(plan=plans(), origin=PLACES, goal=PLACES)
def test_a_ride_is_made_of_calls_that_the_plan_has(
    plan: Plan, origin: tuple[float, float], goal: tuple[float, float]
) -> None:
    for ride in plan.table().rides(origin, goal, -1000, most=10_000):
        for leg in ride.legs:
            calls = plan.trips[int(leg.trip[1:])]
            assert leg.line == f"l{leg.trip[1:]}"
            begin = [
                i for i, c in enumerate(calls) if (f"s{c.stop}", c.departs, c.board) == (leg.board, leg.departs, True)
            ]
            end = [
                i for i, c in enumerate(calls) if (f"s{c.stop}", c.arrives, c.alight) == (leg.alight, leg.arrives, True)
            ]
            assert begin
            assert end
            assert min(begin) < max(end)
        assert ride.wait_minutes >= 0
        assert ride.wait_minutes <= 40
        assert ride.changes == len(ride.legs) - 1


# days that can be told by hand ---------------------------------------------------------------------------------------


def home() -> Plan:
    """Fengjing, the bridge, Huimin; the last bus home goes at 18:40, and nobody gets on at the bridge."""
    stops = (FENGJING, BRIDGE, HUIMIN)
    calls = [
        (Call(0, start, start), Call(1, start + 12, start + 12, board=False), Call(2, start + 22, start + 22))
        for start in (380, 720, 1120)
    ]
    return Plan(stops, tuple(calls))


def test_the_last_bus_home_goes_at_1840() -> None:
    table = home().table()
    assert one(table.last_departure(*FENGJING, *HUIMIN)) == 18 * 60 + 40
    assert math.isnan(table.last_departure(*HUIMIN, *FENGJING))
    assert one(table.latest_leaving(*FENGJING, *HUIMIN, 8 * 60)) == 380
    assert math.isnan(table.latest_leaving(*FENGJING, *HUIMIN, 6 * 60))
    assert one(table.earliest_arrival(*FENGJING, *HUIMIN, 12 * 60 + 1)) == 1142
    assert math.isnan(table.earliest_arrival(*FENGJING, *HUIMIN, 18 * 60 + 41))


def test_where_nobody_may_get_on_no_ride_begins() -> None:
    table = home().table()
    assert math.isnan(table.last_departure(*BRIDGE, *HUIMIN))
    assert one(table.last_departure(*FENGJING, *BRIDGE)) == 1120  # to get off is allowed there


def test_walks_count_before_and_after() -> None:
    table = home().table()
    door = (FENGJING[0] + 0.0045, FENGJING[1])  # half a kilometre north
    on_foot = 0.5 / 4.8 * 60
    assert one(table.latest_leaving(*door, *HUIMIN, 420)) == pytest.approx(380 - on_foot, abs=0.01)
    assert one(table.earliest_arrival(*HUIMIN, *HUIMIN, 0)) != one(table.earliest_arrival(*FENGJING, *HUIMIN, 0))
    assert math.isnan(table.last_departure(*door, *HUIMIN, 0.4))
    (ride,) = table.rides(door, HUIMIN, 1100)
    assert (ride.legs[0].line, ride.legs[0].board, ride.legs[0].alight, ride.legs[0].departs, ride.arrives) == (
        "l2", "s0", "s2", 1120, 1142,
    )  # fmt: skip
    assert ride.walk_minutes == pytest.approx(on_foot, abs=0.01)


@pytest.mark.parametrize(("wait", "reached"), [(-1, False), (0, True), (40, True), (41, False)])
def test_one_waits_at_a_change_for_forty_minutes_at_most(wait: int, reached: bool) -> None:
    plan = Plan((FENGJING, BRIDGE, XINDAI), (trip((0, 600), (1, 612)), trip((1, 612 + wait), (2, 700 + wait))))
    rides = plan.table().rides(FENGJING, XINDAI, 0)
    assert [(ride.changes, ride.wait_minutes, ride.arrives) for ride in rides] == (
        [(1, wait, 700 + wait)] if reached else []
    )


@pytest.mark.parametrize(("metres", "reached"), [(290, True), (310, False)])
def test_the_stops_of_a_change_lie_three_hundred_metres_apart_at_most(metres: int, reached: bool) -> None:
    other = (BRIDGE[0] + metres / 111_195, BRIDGE[1])
    plan = Plan((FENGJING, BRIDGE, other, XINDAI), (trip((0, 600), (1, 612)), trip((2, 620), (3, 700))))
    rides = plan.table().rides(FENGJING, XINDAI, 0)
    assert [round(ride.change_walk_minutes, 2) for ride in rides] == ([3.63] if reached else [])


def test_a_direct_ride_stands_beside_a_faster_one_with_a_change() -> None:
    plan = Plan(
        (FENGJING, BRIDGE, XINDAI),
        (trip((0, 600), (2, 680)), trip((0, 605), (1, 615)), trip((1, 620), (2, 650)), trip((0, 590), (2, 690))),
    )
    rides = plan.table().rides(FENGJING, XINDAI, 0)
    assert [(ride.leaves, ride.arrives, ride.changes) for ride in rides] == [(600, 680, 0), (605, 650, 1)]


def test_two_changes_are_no_ride() -> None:
    stops = (FENGJING, BRIDGE, HUIMIN, XINDAI)
    plan = Plan(stops, (trip((0, 600), (1, 612)), trip((1, 620), (2, 630)), trip((2, 640), (3, 660))))
    assert math.isnan(plan.table().last_departure(*FENGJING, *XINDAI))
    assert one(plan.table().last_departure(*FENGJING, *HUIMIN)) == 600


def test_a_bus_that_comes_by_twice_is_left_the_second_time_by_who_got_on_between() -> None:
    loop, onward = trip((1, 600), (0, 612), (1, 624)), trip((1, 630), (2, 700))
    assert one(Plan((FENGJING, BRIDGE, XINDAI), (loop, onward)).table().earliest_arrival(*FENGJING, *XINDAI, 0)) == 700


def test_a_bus_after_midnight_is_of_the_same_day() -> None:
    plan = Plan((FENGJING, HUIMIN), (trip((0, 1450), (1, 1472)),))
    assert one(plan.table().last_departure(*FENGJING, *HUIMIN)) == 24 * 60 + 10


def test_no_trips_answer_with_nan_and_unknown_places_too() -> None:
    empty = Plan((FENGJING,), ()).table()
    assert math.isnan(empty.last_departure(*FENGJING, *HUIMIN))
    assert empty.rides(FENGJING, HUIMIN, 0) == ()
    assert math.isnan(Plan((), ()).table().last_departure(*FENGJING, *HUIMIN))
    answer = home().table().last_departure([FENGJING[0], NAN], FENGJING[1], *HUIMIN)
    np.testing.assert_array_equal(answer, [1120.0, NAN])


# what is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"stop": [0]}, "length"), ({"lat": [30.0]}, "one place"), ({"line_keys": []}, "one line"), ({"stop_keys": ["a", "a"]}, "twice"),
        ({"lat": [30.0, 91.0]}, "nowhere"), ({"lat": [30.0, NAN]}, "nowhere"), ({"stop": [0, 2]}, "names no"), ({"trip": [0, 1]}, "names no"),
        ({"departs": [600, 5761]}, "outside"), ({"departs": [599, 620]}, "leaves before"), ({"arrives": [600, 599]}, "leaves before"),
        ({"trip": [1, 0], "trip_keys": ["x", "y"], "line_keys": ["x", "y"]}, "by trip"),
    ],
)  # fmt: skip
def test_what_is_no_timetable_is_refused(more: dict[str, object], says: str) -> None:
    given: dict[str, object] = {
        "stop_keys": ["a", "b"], "lat": [30.0, 30.1], "lon": [121.0, 121.1], "trip_keys": ["t"], "line_keys": ["l"],
        "trip": [0, 0], "stop": [0, 1], "arrives": [600, 620], "departs": [600, 620], "board": [True, True], "alight": [True, True],
    }  # fmt: skip
    with pytest.raises(BadTimetable, match=says):
        build_timetable(**{**given, **more})  # type: ignore[arg-type]


def test_what_is_no_place_is_refused() -> None:
    table = home().table()
    with pytest.raises(BadTimetable, match="90"):
        table.last_departure(91, 121, *HUIMIN)
    with pytest.raises(BadTimetable, match="180"):
        table.last_departure(*FENGJING, 30, -181)
    for walk_km in (-1.0, math.inf, NAN):
        with pytest.raises(BadTimetable, match="on foot"):
            table.last_departure(*FENGJING, *HUIMIN, walk_km)


# distances and speed -------------------------------------------------------------------------------------------------


@given(
    st.tuples(st.floats(-89, 89), st.floats(-179, 179)),
    st.tuples(st.floats(-89, 89), st.floats(-179, 179)),
)
def test_the_distance_is_that_of_another_formula(here: tuple[float, float], there: tuple[float, float]) -> None:
    assert float(great_circles_km(*here, *there)) == pytest.approx(brute.km(here, there), rel=1e-6, abs=1e-5)
    assert float(walk_minutes(4.8)) == 60


def large(lines: int, calls: int, trips: int) -> Timetable:
    """Return a network of straight lines that cross each other, a bus each way every ten minutes or so."""
    rng = np.random.default_rng(7)
    stops: list[tuple[float, float]] = []
    plan: list[tuple[Call, ...]] = []
    for line in range(lines):
        start, turn = rng.uniform((30.7, 120.85), (30.95, 121.3)), rng.uniform(0, 2 * np.pi)
        at = [(start[0] + k * 0.006 * np.sin(turn), start[1] + k * 0.006 * np.cos(turn)) for k in range(calls)]
        here = range(len(stops), len(stops) + calls)
        stops += at
        for number in range(trips):
            way = list(here) if number % 2 else list(reversed(here))
            begin = 330 + number * (900 // trips) + line % 7
            plan.append(trip(*((stop, begin + 3 * k) for k, stop in enumerate(way))))
    return Plan(tuple(stops), tuple(plan)).table()


def test_thousands_asked_at_once_are_answered_as_each_alone() -> None:
    table = large(lines=20, calls=12, trips=20)
    rng = np.random.default_rng(3)
    origin, goal = rng.uniform((30.7, 120.85), (30.95, 121.3), (2, 5_000, 2))
    answers = table.last_departure(*origin.T, *goal.T, walk_km=3)
    alone = [float(table.last_departure(*origin[row], *goal[row], walk_km=3)) for row in range(0, 5_000, 50)]
    assert np.array_equal(answers[::50], alone, equal_nan=True)
    assert 0 < np.isfinite(answers[::50]).sum() < 100


@pytest.mark.parametrize("module", [earth, timetable])
def test_the_examples_of_the_docstrings_hold(module: object) -> None:
    done = doctest.testmod(module)  # type: ignore[arg-type]
    assert (done.attempted > 0, done.failed) == (True, 0)
