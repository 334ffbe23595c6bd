"""The wall runs a past event again: as of each moment what the records have of then, and nothing that came later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from pilin.domain.watch import queries
from pilin.domain.watch.models import Call, Event
from pilin.domain.watch.queries import after
from pilin.domain.watch.queries.acting import acting_now
from pilin.domain.watch.queries.gates import gates_told
from pilin.domain.watch.queries.wall import replay_of
from pilin.domain.watch.rules import responses as rules
from pilin.domain.watch.web.wall import moment_asked
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.members.queries import member_cards
from tests.domain.watch.test_after import at, night
from tests.factories import watch as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
HOUSE = Stand.machine()
WALL = "/c/five-towns/watch/wall/"


def told_night(five: Five) -> Event:
    """The night of Fengxian with a yellow signal before the orange one, gauges that read, and a call to the west."""
    make.put_on_duty(five, five.huimin, five.huimin.clerk_user, at=at("03:00"), channels=("page",))
    east = five.fengjing.clerk
    yellow = make.signal(east, "yellow", at=at("03:01"), issued_at=at("03:00"), areas=["310116"])
    gauge = make.gauge(five)
    make.line(east, gauge, "3.30", at=at("02:00"))
    since = {clock: (at(clock) - NOW).total_seconds() / 60 for clock in ("04:20", "05:20", "05:40", "06:20", "07:20")}
    levels = zip(since.values(), ("3.00", "3.31", "3.52", "3.40", "3.05"), strict=True)
    make.say(five, gauge, *levels)
    return night(five, yellow.family)


def stamps(*things: Any) -> Iterator[datetime]:
    """Every moment that a row shown on the wall carries."""
    names = (
        "at", "issued_at", "opened_at", "closed_at", "acknowledged_at", "stood_down_at", "called_at", "answered_at", "passed_at", "began_at", "ended_at",
        "peak_at", "since",
    )  # fmt: skip
    for thing in things:
        for name in names:
            value = getattr(thing, name, None)
            if isinstance(value, datetime):
                yield value


def shown(standing: Any, circle: str, moment: datetime) -> list[Any]:
    """Every row that the wall shows as of a moment."""
    desk = queries.desk_of(standing, circle, moment, past=True)
    acting = acting_now(standing, circle, moment, desk.members)
    rows: list[Any] = [*desk.gauges, *desk.checks]
    for signal in desk.signals:
        rows += [signal.row, signal.before]
    for event in desk.events:
        rows += [event.row, *event.crossings]
        rows += [one for town in event.towns for one in (town.part, *town.calls)]
    for one in acting:
        rows += [
            one.response,
            *(gate.state for gate in one.gates),
            *(move for gate in one.gates for move in gate.moves),
        ]
    return rows


@pytest.mark.source("D-22")
@pytest.mark.source("D-24")
@pytest.mark.source("D-25")
def test_each_thing_stands_on_the_wall_from_its_own_minute_on(five: Five) -> None:
    told_night(five)
    clerk = five.fengjing.clerk

    def colour(clock: str) -> tuple[str, str]:
        top = queries.desk_of(clerk, five.slug, at(clock), past=True).top
        return (top.row.colour, top.before.colour if top.before else "") if top else ("", "")

    def does(clock: str) -> list[tuple[str, int]]:
        return [(one.level, len(one.sluices)) for one in acting_now(clerk, five.slug, at(clock), member_cards(clerk))]

    assert [colour(clock) for clock in ("02:59", "03:00", "04:49", "04:50", "08:59")] == [
        ("", ""), ("yellow", ""), ("yellow", ""), ("orange", "yellow"), ("orange", "yellow"),
    ]  # fmt: skip
    assert [does(clock) for clock in ("05:59", "06:00", "07:14", "07:15")] == [[], [("", 5)], [("", 5)], [("Ⅱ", 5)]]


@pytest.mark.source("D-23")
def test_a_check_stands_as_it_stood_then(five: Five) -> None:
    told_night(five)
    clerk = five.fengjing.clerk

    def checks(clock: str) -> list[tuple[Decimal | None, datetime | None]]:
        desk = queries.desk_of(clerk, five.slug, at(clock), past=True)
        return [(one.peak, one.ended_at) for one in desk.checks if one.series.slug.startswith("border-creek")]

    assert [checks(clock) for clock in ("05:19", "05:20", "05:39", "05:41", "06:30", "07:20")] == [
        [], [(Decimal("3.310"), None)], [(Decimal("3.310"), None)], [(Decimal("3.520"), None)], [(Decimal("3.520"), None)], [],
    ]  # fmt: skip


def test_who_knew_and_who_was_called_is_told_as_of_then(five: Five) -> None:
    event = told_night(five)
    clerk = five.huimin.clerk

    def knows(clock: str) -> tuple[bool, bool, bool]:
        desk = queries.desk_of(clerk, five.slug, at(clock), past=True)
        (card,) = [one for one in desk.events if one.row.pk == event.pk]
        (west,) = card.left
        return west.part is not None, west.waiting is not None, bool(west.part and west.part.stood_down_at)

    assert [knows(clock) for clock in ("05:01", "05:02", "08:59")] == [
        (False, True, False), (True, False, False), (True, False, False),
    ]  # fmt: skip
    open_at = {
        clock: event.pk in {one.row.pk for one in queries.desk_of(clerk, five.slug, at(clock), past=True).events}
        for clock in ("03:59", "04:00", "08:59", "09:00")
    }
    assert open_at == {"03:59": False, "04:00": True, "08:59": True, "09:00": False}
    assert [
        one.names != ()
        for one in queries.desk_of(clerk, five.slug, at("04:00"), past=True).duty
        if one.member.code == clerk.member
    ] == [True]


@given(seconds=st.integers(0, 7 * 3600))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_later_than_its_moment_is_ever_shown(five: Five, seconds: int) -> None:
    event = Event.objects.visible_to(HOUSE).first() or told_night(five)
    moment = at("02:30") + timedelta(seconds=seconds)
    late = [one for one in stamps(*shown(five.fengjing.clerk, five.slug, moment)) if one > moment]
    replay = replay_of(five.fengjing.clerk, event, moment, NOW)
    late += [one for one in stamps(*replay.happened) if one > replay.at]
    assert late == []
    assert replay.begins <= replay.at <= replay.ends
    assert replay.earlier is None or replay.earlier < replay.at
    assert replay.later is None or replay.later > replay.at


def test_then_takes_no_more_queries_than_now(five: Five) -> None:
    told_night(five)
    clerk = five.fengjing.clerk
    asked = []
    for moment, past in ((NOW, False), (at("07:16"), True)):
        with CaptureQueriesContext(connection) as seen:
            queries.desk_of(clerk, five.slug, moment, past=past)
            acting_now(clerk, five.slug, moment, {})
        asked.append(len(seen))
    assert asked[1] <= asked[0]


def test_a_gauge_that_had_read_nothing_is_not_called_silent(five: Five) -> None:
    told_night(five)
    desk = queries.desk_of(five.fengjing.clerk, five.slug, at("04:00"), past=True)
    assert (desk.gauges, desk.lost, desk.calm) == ((), False, False)


def test_a_gate_stands_and_is_asked_about_as_of_then(five: Five) -> None:
    east, west = five.fengjing.clerk, five.huimin.clerk
    gate = make.gate(east, at=at("03:00"))
    make.move(east, gate, at=at("05:00"))
    make.move(east, gate, "closed", at=at("06:00"))
    told = {clock: gates_told(west, five.slug, at(clock))[0].state.is_open for clock in ("04:59", "05:00", "06:00")}
    assert told == {"04:59": None, "05:00": True, "06:00": False}


def test_a_level_of_a_report_without_an_end_counts_for_a_day() -> None:
    row = SimpleNamespace(since=NOW, level=2, end_not_told=True)
    hours = (-1, 0, 24, 25)
    assert [rules.level_at([row], NOW + timedelta(hours=n)) is row for n in hours] == [False, True, True, False]


def test_the_course_tells_kept_checks_and_nothing_twice(five: Five) -> None:
    event = told_night(five)
    rain = make.gauge(five, "rain_mm", "rain", name_zh="雨量站", name="Rain tower")
    first = (at("04:00") - NOW).total_seconds() / 60
    make.say(five, rain, *((first + 5 * n, "9.0") for n in range(13)))
    with translation.override("en"):
        course = after.course_of(five.fengjing.clerk, event, NOW)
    checks = [(one.kind, one.what) for one in course.entries if one.kind == "check"]
    assert checks[0][1].split(": ")[1] in ("blue by the table", "blue at least, by the table")
    assert len(checks) == len({(one.at, one.what) for one in course.entries if one.kind == "check"})
    levels = [one for one in course.entries if one.kind == "level" and "Jiejing" in one.what]
    assert [one.clock for one in levels] == ["05:20", "05:40", "07:20"]
    assert [one for one in course.entries if one.kind == "check" and "Jiejing" in one.what] == []


def test_the_page_says_that_it_is_a_replay_and_works_without_a_script(five: Five) -> None:
    event = told_night(five)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    lines = JournalLine.objects.visible_to(HOUSE).count()
    before = client.get(WALL, {"replay": str(event.pk), "at": "2024-10-18T04:49", "speed": "10"}).content.decode()
    page = client.get(WALL, {"replay": str(event.pk), "at": "2024-10-18T04:50"}).content.decode()
    assert ("sig-yellow" in before, "sig-orange" in before, "sig-orange" in page) == (True, False, True)
    assert [word in page for word in ("重放", "2024-10-18 04:50", "60 倍", "回到现在")] == [True] * 4
    assert "10 倍" in before
    assert [word in page for word in ("data-ticks", "data-live=", "wallreplay")] == [False, False, True]
    assert "at=2024-10-18T04%3A50%3A00%2B08%3A00" in before  # what happens next
    for text in ("nonsense", "1999-01-01", "2999-01-01T00:00", "0001-01-01T00:00", ""):
        assert client.get(WALL, {"replay": str(event.pk), "at": text, "speed": "7"}).status_code == 200
    assert JournalLine.objects.visible_to(HOUSE).count() == lines


def test_the_part_comes_when_something_changed_and_is_skipped_when_nothing_did(five: Five) -> None:
    event = told_night(five)
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)

    def part(clock: str, seen: str = "", method: str = "get") -> Any:
        address = f"/c/five-towns/watch/live/?part=wall&replay={event.pk}&at=2024-10-18T{clock}&seen={seen}"
        return getattr(client, method)(address)

    first = part("04:30:00")
    again = part("04:31:00", first["X-Seen"])
    orange = part("04:50:00", first["X-Seen"])
    assert [(one.status_code, one["Cache-Control"]) for one in (first, again, orange)] == [
        (200, "no-store"), (204, "no-store"), (200, "no-store"),
    ]  # fmt: skip
    assert ("sig-orange" in first.content.decode(), "sig-orange" in orange.content.decode()) == (False, True)
    calls = Call.objects.visible_to(HOUSE).count()
    assert part("04:50:00", method="post").status_code == 200
    assert Call.objects.visible_to(HOUSE).count() == calls


def test_a_stranger_finds_no_replay_of_what_the_circle_alone_reads(five: Five) -> None:
    event = told_night(five)
    assert [Client().get(WALL, {"replay": text}).status_code for text in (str(event.pk), str(uuid7()), "x", "")] == [
        404
    ] * 4


def test_the_way_to_the_wall_stands_where_events_are_told(five: Five) -> None:
    event = told_night(five)
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    way = f'href="{WALL}?replay={event.pk}'
    base = "/c/five-towns/watch/"
    pages = [f"{base}after/", f"{base}after/{event.pk}/", f"{base}after/{event.pk}/replay/", f"{base}events/"]
    assert [client.get(page).content.decode().count(way) for page in pages] == [1] * 4


def test_a_moment_without_a_zone_is_shanghais() -> None:
    assert moment_asked("2023-06-24T04:50") == datetime.fromisoformat("2023-06-23T20:50+00:00")
    assert [moment_asked(text) for text in ("", "nine", "0001-01-01T00:00+14:00")] == [None, None, None]
