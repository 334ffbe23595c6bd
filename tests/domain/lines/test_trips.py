"""How one is there by nine and home again, and why not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pilin.domain.lines import queries
from tests.domain.lines.test_lines import home
from tests.factories import lines as make
from tests.factories.base import TODAY, Five, Stand

pytestmark = pytest.mark.django_db
PUBLIC = Stand.public()
NINE = 9 * 60


def trip(five: Five, origin: str, goal: str, arrive: int = NINE, **more: int) -> queries.TripSaid:
    found = queries.trip(PUBLIC, five.slug, origin, goal, TODAY, arrive, **more)
    assert isinstance(found, queries.TripSaid)
    return found


@pytest.mark.source("D-87", "P-8")
def test_one_is_there_by_nine_and_the_last_bus_home_is_told(five: Five):
    line, begin, _gate, end = home(five)
    back = make.line(five.huimin.clerk, number="末班", cards=["code", "social"], fare_cny=None)
    make.timetable(
        back, five.huimin.clerk, "a back: huimin 17:00, fengjing 17:25", "b back: huimin 23:55, fengjing 24:20"
    )
    make.open_to_all(back, [(five.fengjing.clerk, begin), (five.huimin.clerk, end)])
    found = trip(five, "fengjing", "huimin")
    (way,) = found.ways
    (leg,) = way.legs
    assert (leg.line, leg.board, leg.alight, leg.departs_clock, leg.arrives_clock) == (line, begin, end, "07:20", "07:42")  # fmt: skip
    assert (leg.board_word.may_board, leg.alight_word.may_alight, leg.crosses) == (True, True, True)  # fmt: skip
    assert (way.cards, str(way.fare_cny), way.leaves_clock, way.arrives_clock) == (("t_union", "code"), "2.00", "07:20", "07:42")  # fmt: skip
    assert found.back_first is not None
    assert found.back_last is not None
    assert (found.back_first.legs[0].departs_clock, found.back_last.legs[0].departs_clock) == ("08:00", "23:55")
    assert (found.last_bus_back_clock, found.back_last.cards, found.back_last.fare_cny) == ("23:55", ("social", "code"), None)  # fmt: skip
    assert (found.stranded, found.minutes_left) == (False, 23 * 60 + 55 - (7 * 60 + 42))
    late = trip(five, "fengjing", "huimin", 19 * 60 + 30, back_after=24 * 60)
    assert (late.ways[0].legs[0].departs_clock, late.back_first, late.stranded) == ("18:40", None, True)


def test_places_are_stops_points_and_divisions(five: Five):
    _line, begin, _gate, end = home(five)
    held = queries.day(PUBLIC, five.slug, TODAY)
    town = queries.spot(PUBLIC, held, "310116102")
    assert town is not None
    assert (town.point, [stop.code for stop in town.stops], town.door.minutes) == (None, ["fengjing", "fengjing-hospital"], (0.0, 0.0))  # fmt: skip
    at = queries.spot(PUBLIC, held, str(begin.pk))
    assert at is not None
    assert ([stop.code for stop in at.stops], at.door.minutes[0]) == (["fengjing", "fengjing-hospital"], 0.0)
    assert queries.spot(PUBLIC, held, "30.8391,120.9699").stops == (end,)  # type: ignore[union-attr]
    assert [queries.spot(PUBLIC, held, said) for said in ("", "nowhere", "999999", "91,0")] == [None] * 4
    assert queries.trip(PUBLIC, five.slug, "nowhere", "huimin", TODAY, NINE) == ("origin",)
    found = trip(five, "310116102", "330421003")
    assert (found.ways[0].legs[0].board, found.ways[0].walks, found.on_foot) == (begin, (0, 0), None)


@pytest.mark.source("P-8")
def test_where_nothing_leads_it_says_what_is_shut_and_by_whose_word(five: Five):
    line, _begin, gate, _end = home(five)
    found = trip(five, "huimin", "30.8856,121.0075", 24 * 60)
    assert found.ways != ()  # by the other stop, a walk away
    far = queries.trip(PUBLIC, five.slug, "fengjing-hospital", "huimin", TODAY, NINE)
    assert isinstance(far, queries.TripSaid)
    assert [(one.line, one.stop, one.known, one.at_goal) for one in far.passing] == [(line, gate, True, False)]
    make.permission(five.huimin.clerk, line, queries.stops(PUBLIC, five.slug).get(code="huimin"), on=False, off=None, valid_from=TODAY)  # fmt: skip
    shut = trip(five, "fengjing", "huimin")
    assert (shut.ways, shut.earliest) == ((), None)
    assert [(bar.line, bar.stop.code, bar.boarding, bar.known) for bar in shut.bars] == [(line, "huimin", False, False)]


def test_too_early_says_what_is_there_first(five: Five):
    home(five)
    found = trip(five, "fengjing", "huimin", 7 * 60)
    assert (found.ways, found.bars) == ((), ())
    assert found.earliest is not None
    assert found.earliest.arrives_clock == "07:42"


@pytest.mark.source("D-87")
def test_half_lines_are_stitched_at_the_border_and_three_changes_are_found(five: Five):
    """Two operators each run their half to the same stop: one changes there, on the spot."""
    clerk, other = five.fengjing.clerk, five.huimin.clerk
    begin, end = make.stop(clerk, "fengjing"), make.stop(other, "huimin")
    border = make.stop(clerk, "border", latitude=Decimal("30.8650"), longitude=Decimal("120.9900"))
    half, rest = make.line(clerk, number="7", name_zh="枫泾—界河"), make.line(other, number="7甲", name_zh="界河—惠民")
    make.timetable(half, clerk, "a out: fengjing 8:00, border 8:12")
    make.timetable(rest, other, "a out: border 8:14, huimin 8:30")
    for row in (half, rest):
        make.open_to_all(row, [(clerk, begin), (clerk, border), (other, end)])
    (way,) = trip(five, "fengjing", "huimin").ways
    assert [(leg.line.number, leg.alight.code) for leg in way.legs] == [("7", "border"), ("7甲", "huimin")]
    assert (way.journey.through, way.journey.waits, way.walks) == ((True,), (2.0,), (0, 0, 0))
    assert [through for _leg, _walk, through in way.steps] == [False, True]
