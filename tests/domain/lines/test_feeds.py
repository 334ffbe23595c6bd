"""Feeds brought and taken away: whole or not at all, stops matched and never by number, nothing unknown promised."""

from __future__ import annotations

import inspect
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from pilin.domain.lines import actions, queries, wording
from pilin.domain.lines.models import CallAt, Line, Stop, StopMatch, StopPermission, Trip
from pilin.engine import gtfs
from pilin.engine.gtfs import checks, reading, schedule
from pilin.foundation.access.verdict import Invalid, Refused
from tests.domain.lines.test_lines import codes, home
from tests.engine.gtfs.feeds import FEED, changed
from tests.factories import lines as make
from tests.factories.base import NOW, TODAY, Five, Stand, writing

pytestmark = pytest.mark.django_db
HOUSE = Stand.machine()
ANSWERS = {"3": "new"}


def plan(
    five: Five, files: dict[str, str], answers: dict[str, str] | None = None, on: date = TODAY
) -> queries.FeedPlan:
    feed, faults = make.feed(files)
    clerk = five.fengjing.clerk
    return queries.feed_plan(clerk, five.slug, clerk.member, feed, faults, on, answers or {})


def stops(five: Five) -> tuple[Stop, Stop]:
    """Return the stops of the feed that the towns put down themselves."""
    begin = make.stop(five.fengjing.clerk, "fengjing", name_zh="枫泾汽车站", latitude=Decimal("30.8898"), longitude=Decimal("121.0136"))  # fmt: skip
    return begin, make.stop(five.huimin.clerk, "huimin", name_zh="惠民街道办事处", latitude=Decimal("30.8397"), longitude=Decimal("120.9708"))  # fmt: skip


@pytest.mark.source("D-87")
def test_a_feed_is_shown_first_then_brought_and_brought_again_it_asks_nothing(five: Five):
    begin, end = stops(five)
    make.stop(five.yaozhuang.clerk, "yaozhuang", name_zh="姚庄站", latitude=Decimal("30.9140"), longitude=Decimal("120.9585"))  # fmt: skip
    shown = plan(five, FEED)
    assert [(one.feed.id, one.how, one.stop) for one in shown.stops] == [("1", "sure", begin), ("2", "sure", end), ("3", "ask", None)]  # fmt: skip
    (near, far), *more = shown.stops[2].maybe
    assert (near.code, 30 < far < 120, more) == ("yaozhuang", True, [])
    assert shown.counts == {
        "kept": 0, "sure": 2, "said": 0, "new": 0, "ask": 1, "lines_new": 1, "lines_changed": 0, "lines_same": 0, "trips": 2, "trips_ended": 0,
    }  # fmt: skip
    assert StopMatch.objects.visible_to(HOUSE).count() == 0
    with pytest.raises(Invalid) as error:
        make.bring(five.fengjing.clerk, FEED)
    assert codes(error) == [("stop_asked", "stops.txt · stop_id", 4)]
    assert Line.objects.visible_to(HOUSE).count() == 0

    written = make.bring(five.fengjing.clerk, FEED, answers={"3": str(near.pk)})
    assert written == {"stops": 0, "matches": 3, "lines": 1, "trips": 2, "calls": 5, "ended": 0}
    line = Line.objects.visible_to(HOUSE).get()
    assert (line.number, line.kind, line.fare_cny, line.owner, line.operator_zh) == ("枫惠1路", "cross_province", Decimal("2.00"), five.fengjing.code, "枫泾公交")  # fmt: skip
    assert [(m.feed_stop, m.stop.code, m.by_hand) for m in StopMatch.objects.visible_to(HOUSE)] == [("1", "fengjing", False), ("2", "huimin", False), ("3", "yaozhuang", True)]  # fmt: skip
    late = list(CallAt.objects.visible_to(HOUSE).filter(trip__code="t2").values_list("arrives", "departs"))
    assert late == [(1430, 1430), (1450, 1451), (1510, 1510)]

    again = plan(five, FEED)
    assert ([one.how for one in again.stops], again.asked, again.counts["lines_same"]) == (["kept"] * 3, (), 1)
    assert make.bring(five.fengjing.clerk, FEED) == dict.fromkeys(written, 0)
    later = changed("stop_times.txt", "18:40:00,18:40:00", "18:50:00,18:50:00")
    assert make.bring(five.fengjing.clerk, later, valid_from=TODAY) == {**dict.fromkeys(written, 0), "lines": 1, "trips": 2, "calls": 5, "ended": 2}  # fmt: skip
    assert queries.line_told(queries.day(HOUSE, five.slug, TODAY), line).ways[0].last_clock == "18:50"
    before = queries.day(HOUSE, five.slug, TODAY - timedelta(days=1))
    assert queries.line_told(before, line).ways[0].last_clock == "18:40"


def test_a_number_alone_is_no_stop_and_a_stop_that_moved_is_asked_about_again(five: Five):
    make.stop(five.fengjing.clerk, "3", name_zh="别处", latitude=Decimal("30.80"), longitude=Decimal("121.30"))
    stops(five)
    assert [one.how for one in plan(five, FEED).stops][2] == "ask"
    make.bring(five.fengjing.clerk, FEED, answers={"3": "new:310116102"})
    moved = changed("stops.txt", "3,姚庄客运站,30.9132,120.9581", "3,姚庄客运站,30.9532,120.9581")
    renamed = changed("stops.txt", "3,姚庄客运站", "3,别的站")
    assert [plan(five, files).stops[2].how for files in (FEED, moved, renamed)] == ["kept", "ask", "ask"]


def test_a_stop_on_the_border_is_nobodys_until_somebody_says_and_another_towns_is_not_taken(five: Five):
    stops(five)
    border = changed("stops.txt", "3,姚庄客运站,30.9132,120.9581", "3,界河桥,30.865,120.99")
    assert [(one.how, one.maybe) for one in plan(five, border).asked] == [("ask", ())]
    clerk = five.fengjing.clerk
    for answer, code in (("new:330421003", "other_town"), ("new:999999", "no_place"), ("new", None)):
        held = plan(five, border, {"3": answer})
        assert [one.code for one in held.faults] == ([code] if code else [])
    far = str(Stop.objects.visible_to(HOUSE).get(code="huimin").pk)
    with pytest.raises(Invalid) as error:
        make.bring(clerk, border, answers={"3": far})
    assert codes(error) == [("far_apart", "stops.txt · stop_lat", 4)]
    assert make.bring(clerk, border, answers={"3": "new"})["stops"] == 1
    assert Stop.objects.visible_to(HOUSE).get(name_zh="界河桥").owner == five.fengjing.code


def test_a_feed_with_a_fault_is_not_brought_and_each_fault_has_its_row(five: Five):
    stops(five)
    files = {name: text for name, text in changed("stop_times.txt", "19:02:00,19:02:00", "18:02:00,18:02:00").items() if name != "agency.txt"}  # fmt: skip
    with pytest.raises(Invalid) as error:
        make.bring(five.fengjing.clerk, files, answers=ANSWERS)
    assert codes(error) == [("missing_file", "agency.txt", None), ("no_reference", "routes.txt · agency_id", 2), ("times_fall", "stop_times.txt · arrival_time", 3)]  # fmt: skip
    assert Line.objects.visible_to(HOUSE).count() == 0
    with pytest.raises(Refused):
        feed, faults = make.feed(FEED)
        actions.bring_feed(by=five.huimin.clerk, at=NOW, circle=five.circle, town=five.fengjing.code, feed=feed, read=faults, valid_from=TODAY)  # fmt: skip


def test_a_feed_forbids_and_never_allows(five: Five):
    """Where the operator's timetable lets nobody on, no town's word opens it; where it lets people on, the town's word counts."""
    begin, end = stops(five)
    make.bring(five.fengjing.clerk, FEED, answers={"3": "new:310116102"})
    line = Line.objects.visible_to(HOUSE).get()
    held = queries.day(HOUSE, five.slug, TODAY)
    calls = {(trip.row.code, call.stop.code): call for trip in held.trips for call in trip.calls}
    assert [(calls["t1", code].may_board, calls["t1", code].may_alight) for code in ("fengjing", "huimin")] == [(None, False), (False, None)]  # fmt: skip
    make.open_to_all(line, [(five.fengjing.clerk, begin), (five.huimin.clerk, end)])
    held = queries.day(HOUSE, five.slug, TODAY)
    calls = {(trip.row.code, call.stop.code): call for trip in held.trips for call in trip.calls}
    assert [(calls["t1", code].may_board, calls["t1", code].may_alight) for code in ("fengjing", "huimin")] == [(True, False), (False, True)]  # fmt: skip


@pytest.mark.source("P-8")
def test_what_is_taken_away_is_whole_promises_nothing_unknown_and_comes_back_the_same(five: Five):
    line, _begin, gate, _end = home(five)
    unsaid = make.line(five.huimin.clerk, number="9", fare_cny=None, cards=[])
    make.timetable(unsaid, five.huimin.clerk, "x out workdays: huimin 23:50, fengjing 24:10")
    files = queries.feed_of(Stand.public(), five.slug, TODAY, "https://example.org")
    feed, faults = make.feed(files)
    assert (faults, [one for one in gtfs.check_feed(feed) if one.grave]) == ([], [])
    rows = [row for _number, row in feed.rows("stop_times.txt")]
    shut = {
        (row["pickup_type"], row["drop_off_type"], row["pilin_said"]) for row in rows if row["stop_id"] == gate.code
    }
    assert shut == {("1", "1", "BA")}
    assert {(row["pickup_type"], row["pilin_said"]) for row in rows if "x" in row["trip_id"].split()} == {("1", "BA")}
    assert [row["arrival_time"] for row in rows if row["trip_id"].startswith("9 ")] == ["23:50:00", "24:10:00"]
    told = [(row["field_name"], row["translation"]) for _number, row in feed.rows("translations.txt")]
    assert ("route_long_name", "Fengjing–Huimin") in told
    assert ("stop_name", "fengjing") in told
    back = queries.feed_plan(five.fengjing.clerk, five.slug, five.fengjing.code, feed, (), TODAY, {})
    assert (back.faults, back.asked) == ((), ())
    changes = {one.feed.number: (one.line, one.changes) for one in back.lines}
    assert changes == {"9": (None, True), line.number: (line, False)}


def test_a_feed_from_here_fills_an_empty_house_with_the_same(five: Five):
    home(five)
    files = queries.feed_of(HOUSE, five.slug, TODAY, "https://example.org")

    def told() -> Any:
        rows = Trip.objects.visible_to(HOUSE).filter(valid_to__isnull=True).order_by("code")
        calls = {t.code: list(CallAt.objects.visible_to(HOUSE).filter(trip=t).order_by("sequence").values_list("stop__name_zh", "arrives", "departs", "no_boarding", "no_alighting")) for t in rows}  # fmt: skip
        lines = Line.objects.visible_to(HOUSE).values_list(
            "number", "name_zh", "name", "kind", "fare_cny", "cards", "owner"
        )
        return [(t.code, t.direction, t.days) for t in rows], calls, list(lines)

    before = told()
    with writing(by=five.fengjing.clerk):
        for model in (StopPermission, CallAt, Trip, Line):
            model.objects.visible_to(HOUSE).all().delete()
    written = make.bring(five.fengjing.clerk, files, valid_from=TODAY)
    assert (written["stops"], written["lines"], written["trips"]) == (0, 1, 3)
    assert told() == before


def test_every_code_of_the_engine_has_words():
    sources = "".join(inspect.getsource(module) for module in (checks, reading, schedule))
    used = (
        set(re.findall(r'FeedFault\(\s*"([a-z_0-9]+)"', sources))
        | set(re.findall(r'else "(bad_[a-z]+)"', sources))
        | {"formula"}
    )
    assert used - set(wording.SAID) == set()
    with translation.override("en"):
        said = wording.said(gtfs.FeedFault("ragged", value="3"))
    assert said == "This row has 3 cells, the first row has another number"


def test_what_a_stop_was_taken_for_is_parted_by_the_town_that_brought_it(five: Five):
    stops(five)
    make.bring(five.fengjing.clerk, FEED, answers={"3": "new:310116102"})
    match = StopMatch.objects.visible_to(HOUSE).get(feed_stop="2")
    assert list(queries.matches_of(Stand.public(), match.stop)) == [match]
    with pytest.raises(Refused):
        actions.part_stops(by=five.huimin.clerk, at=NOW, match=match)
    actions.part_stops(by=five.fengjing.clerk, at=NOW, match=match)
    assert [one.how for one in plan(five, FEED).stops] == ["kept", "sure", "kept"]


def test_long_numbers_of_trips_stay_apart(five: Five):
    stops(five)
    long = "T" * 50
    files = {name: text.replace("t1", long + "1").replace("t2", long + "2") for name, text in FEED.items()}
    make.bring(five.fengjing.clerk, files, answers={"3": "new:310116102"})
    made = list(Trip.objects.visible_to(HOUSE).values_list("code", flat=True))
    assert ([len(code) for code in made], len(set(made))) == ([40, 40], 2)
