"""Which bus goes where across the border, when the last one goes home, and where one may get on and off."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.lines import actions, queries, rules
from pilin.domain.lines.models import CallAt, Line, Stop, StopPermission, Trip
from pilin.engine.base import is_working_day
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from tests.factories import lines as make
from tests.factories.base import NOW, TODAY, Five, Stand

HOUSE = Stand.machine()
FENGJING, HOSPITAL, HUIMIN = (30.8902, 121.0120), (30.8856, 121.0075), (30.8391, 120.9699)
OUT = "1840 out: fengjing 18:40, fengjing-hospital 18:44, huimin 19:02"


def codes(error: Any) -> list[tuple[str, str, int | None]]:
    return [(fault.code, fault.field, fault.row) for fault in error.value.faults]


def home(five: Five) -> tuple[Line, Stop, Stop, Stop]:
    """Return a line from Fengjing by the hospital to Huimin; the hospital's gate is shut, on Fengjing's word."""
    clerk, other = five.fengjing.clerk, five.huimin.clerk
    begin, gate, end = make.stop(clerk, "fengjing"), make.stop(clerk, "fengjing-hospital"), make.stop(other, "huimin")
    row = make.line(clerk)
    make.timetable(
        row,
        clerk,
        OUT,
        "0720 out: fengjing 7:20, fengjing-hospital 7:24, huimin 7:42",
        "0800 back: huimin 8:00, fengjing 8:22",
    )
    make.open_to_all(row, [(clerk, begin), (other, end)])
    make.permission(clerk, row, gate, on=False, off=False, ground_zh="嘉善班车不得停靠", ground="")
    return row, begin, gate, end  # fmt: skip


def one(number: Any) -> float:
    return float(number)


# the day -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_last_bus_home_goes_at_1840_and_does_not_stop_at_the_hospital(five: Five):
    home(five)
    table = queries.timetable(Stand.public(), five.slug, TODAY)
    assert one(table.last_departure(*FENGJING, *HUIMIN, 0.3)) == 18 * 60 + 40
    assert math.isnan(table.last_departure(*HOSPITAL, *HUIMIN, 0.3))
    assert math.isnan(table.last_departure(*FENGJING, *HOSPITAL, 0.3))
    assert one(table.last_departure(*HUIMIN, *FENGJING, 0.3)) == 480
    assert one(table.latest_leaving(*FENGJING, *HUIMIN, 8 * 60, 0.3)) == 7 * 60 + 20
    assert one(table.earliest_arrival(*FENGJING, *HUIMIN, 9 * 60, 0.3)) == 19 * 60 + 2


@pytest.mark.django_db
def test_where_nobody_said_that_one_may_get_on_it_is_unknown_and_not_used(five: Five):
    _row, _begin, _gate, end = home(five)
    for word in StopPermission.objects.visible_to(HOUSE).filter(stop=end):
        actions.withdraw_permission(by=five.huimin.clerk, at=NOW, permission=word)
    day = queries.day(Stand.public(), five.slug, TODAY)
    (out,) = [trip for trip in day.trips if trip.row.code == "1840"]
    assert [(call.may_board, call.may_alight) for call in out.calls] == [(True, True), (False, False), (None, None)]
    assert math.isnan(day.table.last_departure(*FENGJING, *HUIMIN, 0.3))
    answer = queries.answer(day, FENGJING, HUIMIN, 0, 0.3)
    assert (answer.rides, answer.last) == ((), None)
    assert [(p.stop.code, p.at_goal, p.known) for p in answer.passing] == [("huimin", True, False)]


@pytest.mark.django_db
def test_an_answer_says_the_bus_its_stops_its_walks_its_fare_and_that_it_is_the_last(five: Five):
    row, begin, gate, end = home(five)
    day = queries.day(Stand.public(), five.slug, TODAY)
    answer = queries.answer(day, FENGJING, HUIMIN, 7 * 60, 1.0)
    assert [
        (leg.line.pk, leg.board.pk, leg.alight.pk, leg.departs, leg.arrives, leg.last)
        for ride in answer.rides
        for leg in ride.legs
    ] == [(row.pk, begin.pk, end.pk, 440, 462, False), (row.pk, begin.pk, end.pk, 1120, 1142, True)]
    assert [ride.fare_cny for ride in answer.rides] == [Decimal("2.00")] * 2
    assert [stop.pk for stop in answer.near_origin] == [begin.pk, gate.pk]
    assert [(p.stop.pk, p.word.ground_zh if p.word else "", p.at_goal, p.known) for p in answer.passing] == [
        (gate.pk, "嘉善班车不得停靠", False, True)
    ]
    assert (queries.answer(day, FENGJING, HUIMIN, 19 * 60).rides, answer.last) == ((), 1120)


@pytest.mark.django_db
def test_a_ride_with_a_fare_that_nobody_said_has_none(five: Five):
    row, *_stops = home(five)
    actions.open_line(
        by=five.fengjing.clerk, at=NOW, circle=five.circle, town="", line=row, number=row.number, name_zh=row.name_zh, kind=row.kind,
        valid_from=row.valid_from,
    )  # fmt: skip
    answer = queries.answer(queries.day(Stand.public(), five.slug, TODAY), FENGJING, HUIMIN, 0)
    assert [ride.fare_cny for ride in answer.rides] == [None, None]


@pytest.mark.parametrize(
    ("days", "saturday", "made_up", "holiday", "friday"),
    [("daily", 1, 1, 1, 1), ("workdays", 0, 1, 0, 1), ("restdays", 1, 0, 1, 0)],
)
def test_days_are_those_of_the_chinese_calendar(days: str, saturday: int, made_up: int, holiday: int, friday: int):
    on = [date(2024, 10, 19), date(2024, 10, 12), date(2024, 10, 1), date(2024, 10, 18)]
    assert [rules.goes_on(days, day) for day in on] == [bool(goes) for goes in (saturday, made_up, holiday, friday)]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_each_day_is_a_working_day_or_one_of_rest(on: date):
    assert (rules.goes_on("workdays", on), rules.goes_on("restdays", on)) == (is_working_day(on)[0], not is_working_day(on)[0])  # fmt: skip


@pytest.mark.django_db
def test_a_bus_after_midnight_is_of_the_day_before_too(five: Five):
    clerk = five.fengjing.clerk
    begin, end = make.stop(clerk, "fengjing"), make.stop(five.huimin.clerk, "huimin")
    row = make.line(clerk)
    make.timetable(row, clerk, "night out workdays: fengjing 23:50, fengjing 24:10, huimin 24:32")
    make.open_to_all(row, [(clerk, begin), (five.huimin.clerk, end)])
    friday, saturday, sunday = (date(2024, 10, 18) + timedelta(days=n) for n in range(3))
    for on, last, arrives in ((friday, 1450, 32), (saturday, 10, 32), (sunday, math.nan, math.nan)):
        table = queries.timetable(Stand.public(), five.slug, on)
        assert one(table.last_departure(*FENGJING, *HUIMIN)) == pytest.approx(last, nan_ok=True)
        assert one(table.earliest_arrival(*FENGJING, *HUIMIN, 0)) == pytest.approx(arrives, nan_ok=True)


@pytest.mark.django_db
def test_a_line_stands_with_its_stops_in_order_and_a_trip_that_leaves_one_out(five: Five):
    row, begin, gate, end = home(five)
    make.timetable(
        row, five.fengjing.clerk, OUT, "0720 out: fengjing 7:20, huimin 7:42", "0800 back: huimin 8:00, fengjing 8:22"
    )
    told = queries.line_told(queries.day(Stand.public(), five.slug, TODAY), row)
    assert [(way.direction, way.first, way.last) for way in told.ways] == [("out", 440, 1120), ("back", 480, 480)]
    assert [(r.stop.pk, r.times, r.crosses) for r in told.ways[0].rows] == [
        (begin.pk, (440, 1120), False), (gate.pk, (None, 1124), False), (end.pk, (462, 1142), True),
    ]  # fmt: skip
    assert told.ends == (end, begin)
    assert told.shut == 1


@pytest.mark.django_db
def test_a_stop_shows_what_leaves_it_and_which_is_the_last(five: Five):
    row, begin, gate, end = home(five)
    day = queries.day(Stand.public(), five.slug, TODAY)
    told = queries.departures(day, begin)
    assert [(d.call.departs, d.towards.pk, d.last) for d in told] == [(440, end.pk, False), (1120, end.pk, True)]
    assert [(d.call.departs, d.call.may_board, d.last) for d in queries.departures(day, gate)] == [
        (444, False, False), (1124, False, False),
    ]  # fmt: skip
    assert [(d.call.departs, d.trip.line.pk) for d in queries.departures(day, end)] == [(480, row.pk)]


# what is brought -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_timetable_is_whole_or_nothing_and_says_all_that_is_wrong_at_once(five: Five):
    row, *_stops = home(five)
    before = Trip.objects.visible_to(HOUSE).count(), CallAt.objects.visible_to(HOUSE).count()
    wrong = make.calls(
        "a out: fengjing 8:00, nowhere 8:10, huimin 8:05", "b sideways: fengjing 9:00, huimin 9:20", "c out: fengjing 9:00",
        "d out sundays: fengjing 9:00, huimin 9:20", "e out: fengjing 9:00, huimin 9:20", "e back: fengjing 9:30",
    )  # fmt: skip
    with pytest.raises(Invalid) as error:
        actions.bring_timetable(by=five.fengjing.clerk, at=NOW, line=row, calls=wrong, valid_from=date(2023, 1, 1))
    assert codes(error) == [
        ("stop", "stop", 3), ("arrives", "arrives", 4), ("direction", "direction", 5), ("one_call", "trip", 7), ("days", "days", 8),
        ("said_twice", "direction", 12), ("valid_from", "valid_from", None),
    ]  # fmt: skip
    assert (Trip.objects.visible_to(HOUSE).count(), CallAt.objects.visible_to(HOUSE).count()) == before


@pytest.mark.django_db
def test_a_new_timetable_ends_the_old_one_the_day_before_and_replaces_one_that_had_not_begun(five: Five):
    row, *_stops = home(five)
    clerk, later = five.fengjing.clerk, date(2024, 11, 1)
    first = make.timetable(row, clerk, "1700 out: fengjing 17:00, huimin 17:22", valid_from=later)
    assert first == {"trips": 1, "calls": 2, "ended": 3}
    again = make.timetable(row, clerk, "1700 out: fengjing 17:30, huimin 17:52", valid_from=later)
    assert again == {"trips": 1, "calls": 2, "ended": 1}
    last = [
        one(queries.timetable(Stand.public(), five.slug, on).last_departure(*FENGJING, *HUIMIN))
        for on in (later - timedelta(days=1), later)
    ]
    assert last == [1120, 1050]


@pytest.mark.django_db
def test_a_stop_is_called_by_its_code_or_by_its_name_where_only_one_is_called_so(five: Five):
    clerk = five.fengjing.clerk
    make.stop(clerk, "fengjing", name_zh="枫泾站")
    make.stop(five.huimin.clerk, "huimin", name_zh="广场")
    make.stop(clerk, "fengjing-hospital", name_zh="广场")
    row = make.line(clerk)
    assert make.timetable(row, clerk, "a out: 枫泾站 8:00, huimin 8:20")["calls"] == 2
    with pytest.raises(Invalid) as error:
        make.timetable(row, clerk, "a out: 枫泾站 8:00, 广场 8:20")
    with translation.override("en"):
        assert [str(fault.reason) for fault in error.value.faults] == ["Several stops are called so: give the code"]


# who says what -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_the_town_of_the_stop_says_who_may_get_on_there(five: Five):
    row, begin, _gate, end = home(five)
    for by, at_stop in ((five.fengjing.clerk, end), (five.huimin.clerk, begin), (five.fengjing.secretary, begin)):
        with pytest.raises(Refused) as refused:
            make.permission(by, row, at_stop, valid_from=TODAY)
        assert refused.value.code == "not_stop_town"
    word = StopPermission.objects.visible_to(HOUSE).get(stop=end)
    assert (word.owner, word.line.owner) == (five.huimin.code, five.fengjing.code)
    with pytest.raises(Refused):
        actions.withdraw_permission(by=five.fengjing.clerk, at=NOW, permission=word)


@pytest.mark.django_db
def test_a_newer_word_ends_the_older_the_day_before_and_history_stays(five: Five):
    row, begin, _gate, _end = home(five)
    clerk = five.fengjing.clerk
    newer = make.permission(clerk, row, begin, on=False, off=None, valid_from=TODAY)
    older = StopPermission.objects.visible_to(HOUSE).get(stop=begin, valid_from=make.SINCE)
    assert older.valid_to == TODAY - timedelta(days=1)
    with pytest.raises(Conflict):
        make.permission(clerk, row, begin, valid_from=TODAY)
    last = [
        one(queries.timetable(Stand.public(), five.slug, on).last_departure(*FENGJING, *HUIMIN, 0.3))
        for on in (TODAY - timedelta(days=1), TODAY)
    ]
    assert last == pytest.approx([1120, math.nan], nan_ok=True)
    actions.withdraw_permission(by=clerk, at=NOW, permission=newer)
    make.permission(clerk, row, begin, valid_from=TODAY)
    with pytest.raises(Conflict):
        actions.withdraw_permission(by=clerk, at=NOW, permission=newer)
    assert one(queries.timetable(Stand.public(), five.slug, TODAY).last_departure(*FENGJING, *HUIMIN, 0.3)) == 1120


@pytest.mark.django_db
def test_the_word_on_one_direction_comes_before_that_on_both(five: Five):
    row, begin, _gate, _end = home(five)
    make.permission(five.fengjing.clerk, row, begin, on=True, off=False, direction="back")
    table = queries.timetable(Stand.public(), five.slug, TODAY)
    assert one(table.last_departure(*FENGJING, *HUIMIN, 0.3)) == 1120
    assert math.isnan(table.last_departure(*HUIMIN, *FENGJING, 0.3))


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"on": None, "off": None}, [("says_nothing", "may_board", None)]), ({"ground_zh": " "}, [("no_ground", "ground_zh", None)]),
        ({"direction": "up"}, [("direction", "direction", None)]), ({"valid_to": date(2023, 1, 1)}, [("valid_to", "valid_to", None)]),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_word_without_content_or_ground_is_turned_down(five: Five, more: dict[str, Any], found: list[Any]):
    stop, row = make.stop(five.fengjing.clerk, "fengjing"), make.line(five.fengjing.clerk)
    with pytest.raises(Invalid) as wrong:
        make.permission(five.fengjing.clerk, row, stop, **more)
    assert codes(wrong) == found
    assert StopPermission.objects.visible_to(HOUSE).count() == 0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"number": " "}, [("no_number", "number", None)]), ({"name_zh": ""}, [("no_name", "name_zh", None)]),
        ({"kind": "tram"}, [("kind", "kind", None)]), ({"cards": ["shell"]}, [("card", "cards", None)]),
        ({"fare_cny": Decimal("2.005")}, [("fare", "fare_cny", None)]), ({"fare_cny": Decimal("NaN")}, [("fare", "fare_cny", None)]),
        ({"fare_cny": Decimal(-1)}, [("fare", "fare_cny", None)]), ({"valid_to": date(2023, 1, 1)}, [("valid_to", "valid_to", None)]),
        ({"audience": "parties", "number": ""}, [("no_number", "number", None), ("audience", "audience", None)]),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_line_is_turned_down_with_each_fault_named(five: Five, more: dict[str, Any], found: list[Any]):
    with pytest.raises(Invalid) as wrong:
        make.line(five.fengjing.clerk, **more)
    assert codes(wrong) == found
    assert Line.objects.visible_to(HOUSE).count() == 0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"code": "Feng jing"}, [("code", "code", None)]), ({"name_zh": ""}, [("no_name", "name_zh", None)]),
        ({"latitude": Decimal(91)}, [("degrees", "latitude", None)]), ({"longitude": Decimal("NaN")}, [("degrees", "longitude", None)]),
        ({"place": "330421003"}, [("not_own", "place", None)]), ({"place": "nowhere"}, [("place", "place", None)]),
        ({"audience": "agreement"}, [("audience", "audience", None)]),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_stop_is_turned_down_with_each_fault_named(five: Five, more: dict[str, Any], found: list[Any]):
    with pytest.raises(Invalid) as wrong:
        make.stop(five.fengjing.clerk, "fengjing", **more)
    assert codes(wrong) == found
    assert Stop.objects.visible_to(HOUSE).count() == 0


@pytest.mark.django_db
def test_province_and_bank_of_a_stop_follow_from_its_place(five: Five):
    here, there = make.stop(five.fengjing.clerk, "fengjing"), make.stop(five.huimin.clerk, "huimin")
    county = make.stop(five.fengjing.clerk, "jiashan", place="330421")  # no member lies there: any town may keep it
    assert [(s.province.code, s.bank) for s in (here, there, county)] == [("31", 1), ("33", -1), ("33", -1)]
    with pytest.raises(Invalid) as twice:
        make.stop(five.huimin.clerk, "fengjing", place="330421003")
    assert codes(twice) == [("twice", "code", None)]


@pytest.mark.django_db
def test_a_line_goes_until_its_last_day_and_is_closed_once(five: Five):
    row, *_stops = home(five)
    clerk = five.fengjing.clerk
    with pytest.raises(Invalid):
        actions.close_line(by=clerk, at=NOW, line=row, last_day=TODAY - timedelta(days=1))
    actions.close_line(by=clerk, at=NOW, line=row)
    going = [queries.day(Stand.public(), five.slug, on).trips != () for on in (TODAY, TODAY + timedelta(days=1))]
    assert going == [True, False]
    with pytest.raises(Conflict):
        actions.close_line(by=clerk, at=NOW, line=row)


@pytest.mark.django_db
def test_what_hangs_on_a_row_is_read_by_whoever_reads_it(five: Five):
    row, begin, _gate, _end = home(five)
    clerk = five.fengjing.clerk
    actions.open_line(
        by=clerk, at=NOW, circle=five.circle, town="", line=row, number=row.number, name_zh=row.name_zh, kind=row.kind, valid_from=row.valid_from,
        audience="circle",
    )  # fmt: skip
    make.stop(clerk, "fengjing", stop=begin, audience="own")
    assert (Trip.objects.visible_to(Stand.public()).count(), CallAt.objects.visible_to(Stand.public()).count()) == (
        0,
        0,
    )
    assert {word.stop.code for word in StopPermission.objects.visible_to(Stand.public())} == {
        "fengjing-hospital",
        "huimin",
    }
    day = queries.day(five.xindai.clerk, five.slug, TODAY)
    assert [[call.stop.code for call in trip.calls] for trip in day.trips if trip.row.code == "1840"] == [["fengjing-hospital", "huimin"]]  # fmt: skip


@pytest.mark.django_db
def test_a_row_that_somebody_changed_since_is_not_written_over(five: Five):
    stop = make.stop(five.fengjing.clerk, "fengjing")
    with pytest.raises(Conflict):
        make.stop(five.fengjing.clerk, "fengjing", stop=stop, revision=stop.revision - 1)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("18:40", 1120), ("0:05", 5), ("24:10", 1450), ("06:10:30", 370), ("18：40", 1120), ("47:59", 2879), ("48:00", None), ("8:60", None), ("", None)],
)  # fmt: skip
def test_times_are_read_as_timetables_write_them(text: str, minutes: int | None):
    assert rules.minutes_of(text) == minutes


@given(st.integers(0, 2879))
def test_a_time_is_written_as_it_was_read(minute: int):
    said = rules.clock(minute)
    assert rules.minutes_of(said.removesuffix(" (+1)")) == minute % 1440
    assert said.endswith("(+1)") == (minute >= 1440)


@pytest.mark.parametrize(("minute", "up", "said"), [(1120.4, False, "18:40"), (1120.4, True, "18:41"), (-0.5, False, "23:59 (-1)")])  # fmt: skip
def test_half_a_minute_is_cut_when_one_leaves_and_rounded_up_when_one_arrives(minute: float, up: bool, said: str):
    assert rules.clock(minute, up=up) == said
