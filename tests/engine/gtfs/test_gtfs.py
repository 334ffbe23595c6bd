"""Feeds: what is wrong is named by file and row, what is right is understood, and what is written is read back."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pilin.engine.gtfs as face
from pilin.engine.gtfs import (
    PATTERNS,
    Agency,
    Box,
    FeedCall,
    FeedLine,
    FeedStop,
    FeedTrip,
    Known,
    Limits,
    Schedule,
    check_feed,
    days_meant,
    files_of,
    match_stops,
    read_feed,
    read_schedule,
    write_folder,
    write_zip,
)
from tests.engine.gtfs.feeds import FEED, changed, packed

MODULES = [f"pilin.engine.gtfs.{module.name}" for module in pkgutil.iter_modules(face.__path__)]
START, END = date(2024, 1, 1), date(2024, 12, 31)


def wrong(files: dict[str, str], box: Box | None = None) -> list[tuple[str, str, int | None, str]]:
    feed, faults = read_feed(packed(files))
    return [(one.code, one.file, one.row, one.field) for one in [*faults, *check_feed(feed, box)]]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    assert {name for name in vars(face) if not name.startswith("_") and name not in modules} == set(face.__all__)


def test_a_whole_feed_has_no_fault_and_means_what_it_says():
    feed, faults = read_feed(packed(FEED))
    assert (faults, check_feed(feed)) == ([], [])
    schedule, faults = read_schedule(feed)
    assert faults == []
    assert [(line.number, line.name_zh, line.agency, line.fare_cny) for line in schedule.lines] == [("枫惠1路", "枫泾—惠民", "枫泾公交", Decimal("2.00"))]  # fmt: skip
    out, back = schedule.trips
    assert (out.direction, out.days, out.valid_from, out.valid_to) == (
        "out",
        "daily",
        START,
        None,
    )  # as long as the feed
    assert out.calls == (FeedCall("1", 1120, 1120, True, False), FeedCall("2", 1142, 1142, False, True))
    assert [(call.arrives, call.departs) for call in back.calls] == [(1430, 1430), (1450, 1451), (1510, 1510)]


@pytest.mark.parametrize("mark", ["bom", "windows", "folder"])
def test_marks_of_other_systems_and_folders_are_read_alike(mark, tmp_path):
    files = {name: ("\ufeff" if mark == "bom" else "") + text.replace("\n", "\r\n") for name, text in FEED.items()}
    if mark == "folder":
        write_folder(files, tmp_path / "feed")
        feed, faults = read_feed(tmp_path / "feed")
    else:
        feed, faults = read_feed(packed(files))
    assert (faults, check_feed(feed)) == ([], [])
    assert read_schedule(feed) == read_schedule(read_feed(packed(FEED))[0])


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({name: text for name, text in FEED.items() if name != "trips.txt"}, ("missing_file", "trips.txt", None, "")),
        ({name: text for name, text in FEED.items() if name != "calendar.txt"}, ("no_calendar", "", None, "")),
        (changed("stops.txt", "stop_lat", "latitude"), ("missing_value", "stops.txt", 2, "stop_lat")),
        (changed("trips.txt", "direction_id", "direction_id,direction_id"), ("ragged", "trips.txt", 2, "")),
        (changed("stops.txt", "2,惠民", "1,惠民"), ("twice", "stops.txt", 3, "stop_id")),
        (changed("routes.txt", ",3\n", ",99\n"), ("bad_choice", "routes.txt", 2, "route_type")),
        (changed("routes.txt", "r1,fj", "r1,xx"), ("no_reference", "routes.txt", 2, "agency_id")),
        (changed("stop_times.txt", "19:02:00,19:02:00", "18:02:00,19:02:00"), ("times_fall", "stop_times.txt", 3, "arrival_time")),
        (changed("stop_times.txt", "24:10:00,24:11:00", "24:10:00,24:09:00"), ("leaves_before", "stop_times.txt", 5, "departure_time")),
        (changed("stop_times.txt", "18:40:00,18:40:00", "18:40,18:40"), ("bad_time", "stop_times.txt", 2, "arrival_time")),
        (changed("stop_times.txt", "18:40:00,18:40:00", ","), ("untimed", "stop_times.txt", 2, "arrival_time")),
        (changed("calendar.txt", "20241231", "20231231"), ("ends_before", "calendar.txt", 2, "end_date")),
        (changed("calendar.txt", "20241231", "20240231"), ("bad_day", "calendar.txt", 2, "end_date")),
        (changed("stops.txt", "30.9132,120.9581", "0,0"), ("nowhere", "stops.txt", 4, "stop_lat")),
        (changed("stops.txt", "30.9132", "91"), ("bad_degrees", "stops.txt", 4, "stop_lat")),
        (changed("stops.txt", "枫泾汽车站", "=HYPERLINK(1)"), ("formula", "stops.txt", 2, "stop_name")),
        (changed("trips.txt", "all,t2", "none,t2"), ("no_reference", "trips.txt", 3, "service_id")),
        ({**FEED, "stops.txt": "stop_id,stop_name\n1,\"a"}, ("not_csv", "stops.txt", 2, "")),
        ({**FEED, "stops.txt": ""}, ("empty_file", "stops.txt", None, "")),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_file_row_and_field(files, found):
    assert found in wrong(files)


def test_out_of_bounds_and_files_unknown_are_told_without_turning_the_feed_away():
    feed, faults = read_feed(packed({**FEED, "readme.txt": "hello"}))
    told = [*faults, *check_feed(feed, Box(30.85, 120.9, 31.0, 121.2))]
    assert [(one.code, one.file, one.row, one.grave) for one in told] == [
        ("unknown_file", "readme.txt", None, False),
        ("out_of_bounds", "stops.txt", 3, False),
    ]


def test_archives_of_strangers_are_bounded():
    bomb = packed({"stops.txt": b"0" * 5_000_000})
    assert len(bomb) < 10_000
    assert [one.code for one in read_feed(bomb, Limits(unpacked=1_000_000))[1]] == ["too_large"]
    assert [one.code for one in read_feed(packed(FEED), Limits(packed=100))[1]] == ["too_large"]
    assert [one.code for one in read_feed(packed(FEED), Limits(entries=3))[1]] == ["too_many_files"]
    assert [one.code for one in read_feed(packed(FEED), Limits(rows=2))[1]] == ["too_many_rows", "too_many_rows"]
    for name in ("../stops.txt", "/etc/stops.txt", "..\\stops.txt", "C:stops.txt"):
        feed, faults = read_feed(packed({name: "x"}))
        assert ([one.code for one in faults], feed.tables) == (["bad_path"], {})
    assert [one.code for one in read_feed(packed({"feed/stops.txt": "x"}))[1]] == ["in_folder"]
    assert [one.code for one in read_feed(b"PK no archive")[1]] == ["no_feed"]
    assert [one.code for one in read_feed(packed(FEED)[:300])[1]] == ["no_feed"]
    assert [(one.code, one.row) for one in read_feed(packed({"stops.txt": "stop_id\n枫".encode("gb18030")}))[1]] == [("not_utf8", 2)]  # fmt: skip


def test_what_would_take_hours_is_turned_away():
    many = "trip_id,start_time,end_time,headway_secs\n" + "".join(f"t1,00:00:{n:02},23:00:00,1\n" for n in range(50))
    assert [one.code for one in read_schedule(read_feed(packed({**FEED, "frequencies.txt": many}))[0])[1]] == [
        "too_many_trips"
    ]
    trips = "route_id,service_id,trip_id\n" + "".join(f"r1,s{n},t{n}\n" for n in range(1_001))
    days = FEED["calendar.txt"].split("\n")
    files = {
        **FEED,
        "trips.txt": trips,
        "calendar.txt": "\n".join([days[0], *(days[1].replace("all", f"s{n}") for n in range(1_001))]),
    }
    assert [one.code for one in read_schedule(read_feed(packed(files))[0])[1]] == ["too_many_services"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    (tmp_path / "secret").write_text("stop_id\n1\n")
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "stops.txt").symlink_to(tmp_path / "secret")
    feed, faults = read_feed(tmp_path / "feed")
    assert ([one.code for one in faults], feed.tables) == (["bad_path"], {})


def test_days_that_no_word_fits_are_refused_and_made_up_weekends_are_understood():
    span = [START + timedelta(n) for n in range(366)]
    for word, goes in PATTERNS.items():
        assert days_meant([day for day in span if goes(day)], START, END) == word
    assert days_meant([day for day in span if day.weekday() == 2], START, END) == ""
    feed, _faults = read_feed(packed(changed("calendar.txt", "1,1,1,1,1,1,1", "0,0,1,0,0,0,0")))
    assert [(one.code, one.row) for one in read_schedule(feed)[1]] == [("days_unfit", 2)]


def test_trips_every_so_many_minutes_are_counted_out_and_times_between_are_spread():
    files = changed("stop_times.txt", "24:10:00,24:11:00", ",") | {
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nt1,18:00:00,19:00:00,1200\n"
    }
    schedule, faults = read_schedule(read_feed(packed(files))[0])
    assert faults == []
    assert [(trip.id, trip.calls[0].departs, trip.calls[-1].arrives) for trip in schedule.trips] == [
        ("t1@1800", 1080, 1102), ("t1@1820", 1100, 1122), ("t1@1840", 1120, 1142), ("t2", 1430, 1510),
    ]  # fmt: skip
    assert [call.arrives for call in schedule.trips[-1].calls] == [1430, 1470, 1510]
    late = changed("stop_times.txt", "25:10:00,25:10:00", "48:10:00,48:10:00")
    assert [(one.code, one.row) for one in read_schedule(read_feed(packed(late))[0])[1]] == [("beyond", 6)]


NAMES = st.text(alphabet="枫泾惠民姚庄\"', \nA1-", min_size=1, max_size=8).map(
    lambda text: " ".join(f"站{text}".split())
)


@st.composite
def schedules(draw):
    count = draw(st.integers(2, 5))
    stops = tuple(FeedStop(f"s{n}", draw(NAMES), draw(st.sampled_from(["", "A stop", 'The "gate", north'])), round(draw(st.floats(-60, 60)) + 0.5, 6), 121 + n / 100, "310116102") for n in range(count))  # fmt: skip
    lines = tuple(FeedLine(f"r{n}", f"{n}路", draw(NAMES), "", "fj", draw(st.sampled_from([None, Decimal("2.00")])), draw(st.sampled_from([(), ("code", "cash")]))) for n in range(2))  # fmt: skip
    trips = []
    for n in range(draw(st.integers(1, 4))):
        minutes = sorted(draw(st.lists(st.integers(0, 2879), min_size=4, max_size=4)))
        said = [draw(st.sampled_from(["-", "b", "a", "ba", "B", "A", "BA", "bA"])) for _ in range(2)]
        calls = tuple(
            FeedCall(draw(st.sampled_from(stops)).id, minutes[2 * k], minutes[2 * k + 1], "b" not in said[k], "a" not in said[k], said[k])
            for k in range(2)
        )  # fmt: skip
        days = draw(st.sampled_from(sorted(PATTERNS)))
        first = START + timedelta(draw(st.integers(0, 200)))
        last = draw(st.one_of(st.none(), st.integers(14, 100).map(lambda n, first=first: first + timedelta(n))))
        trips.append(FeedTrip(f"t{n}", f"r{n % 2}", draw(st.sampled_from(["out", "back"])), days, first, last, calls))
    return Schedule("枫泾", stops, lines, tuple(trips), END)


@given(schedules())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_whole_and_read_back_the_same(made: Schedule):
    files = files_of(made, [Agency("fj", "枫泾公交")], "https://example.org", START, END, "1")
    feed, faults = read_feed(write_zip(files))
    assert [one for one in [*faults, *check_feed(feed)] if one.grave] == []
    back, faults = read_schedule(feed)
    assert faults == []
    plain = lambda row, **more: type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"row": 0} | more)  # noqa: E731
    assert tuple(plain(stop) for stop in back.stops) == made.stops
    assert tuple(plain(line, agency="fj") for line in back.lines) == made.lines
    assert tuple(plain(trip) for trip in back.trips) == made.trips
    assert (back.publisher, back.until) == (made.publisher, END)


def test_nothing_written_begins_like_a_formula_and_nothing_unknown_is_promised():
    made = Schedule("=1+1", (FeedStop("s", "=cmd()", "@x", 30.0, 121.0), FeedStop("u", "乙", "", 30.1, 121.0)), (FeedLine("r", "+1", "-a", "", "fj"),), (
        FeedTrip("t", "r", "out", "daily", START, None, (FeedCall("s", 1, 1, said="A"), FeedCall("u", 2, 2, said="-"))),
    ))  # fmt: skip
    files = files_of(made, [Agency("fj", "=x")], "https://example.org", START, END, "1")
    assert [cell for text in files.values() for row in text.split("\r\n") for cell in row.split(",") if cell[:1] in "=+@" and cell] == []  # fmt: skip
    rows = [row.split(",")[-3:] for row in files["stop_times.txt"].split("\r\n")[1:-1]]
    assert rows == [["0", "1", "A"], ["0", "0", "-"]]
    assert write_zip(files) == write_zip(files)


def test_stops_are_the_same_by_name_and_distance_never_by_number():
    known = [
        Known("a", ("枫泾汽车站", "Fengjing bus station"), 30.8898, 121.0136),
        Known("b", ("下坊村",), 30.8611, 121.0287),
        Known("c", ("下坊村",), 30.8613, 121.0287),
    ]
    asked = [
        Known("1", ("枫泾 汽车站",), 30.8899, 121.0137),  # the same name, some metres away
        Known("2", ("枫泾站",), 30.8900, 121.0137),  # the same stem
        Known("a", ("姚庄客运站",), 30.9132, 120.9581),  # the same number, and nothing else
        Known("4", ("枫泾汽车站",), 30.8925, 121.0136),  # the same name, 300 m away
        Known("5", ("镇政府",), 30.8899, 121.0136),  # another name, 11 m away
        Known("6", ("下坊村",), 30.8612, 121.0287),  # two answer to it
        Known("7", ("枫泾汽车站",), 30.99, 121.0136),  # the same name, far away
    ]
    found = match_stops(asked, known)
    assert [one.sure for one in found] == ["a", "a", "", "", "", "", ""]
    assert [[key for key, _far in one.maybe] for one in found] == [[], [], [], ["a"], ["a"], ["b", "c"], []]
    assert match_stops(asked, [])[0].maybe == ()
