"""Links with the word of each side, scenarios, broken ends, and what the network of a circle answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilin.domain.observatory import actions
from pilin.domain.observatory.frames import reach as frames
from pilin.domain.observatory.queries import reach as queries
from pilin.domain.observatory.rules import reach as rules
from pilin.engine.base import Invalid
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Refused
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.places.actions import note_travel
from tests.factories import reach as make
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.factories.reach import FENGJING, HUIMIN, XINDAI, YAOZHUANG, ZHUJING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
HOUSE, PUBLIC = Stand.machine(), Standing.public()


def told(within: int = 60, origin: str = FENGJING, **asked: Any) -> list[tuple[str, str, bool]]:
    circle = frames.circle_of(frames.picture(PUBLIC, "five-towns", TODAY, **asked), origin, within)
    return [(row.node.code, str(row.after), row.is_inside) for row in circle.rows]


def codes_broken(on: date = TODAY) -> list[tuple[str, str, str]]:
    found = queries.broken(PUBLIC, "five-towns", on)
    return [(str(one.link.row), one.side.code, one.other.code) for one in found]


@pytest.mark.source("D-51")
def test_forty_minutes_lie_within_the_hour_and_sixty_one_do_not(five: Five):
    make.road(five, "fengjing", "zhujing", "40", hour="08:00")
    make.road(five, "fengjing", "huimin", "60")
    make.road(five, "huimin", "yaozhuang", "1")
    assert told() == [
        (FENGJING, "0", True), (ZHUJING, "40", True), (HUIMIN, "60", True), (YAOZHUANG, "61", False),
        (XINDAI, "None", False),
    ]  # fmt: skip
    picture = frames.picture(PUBLIC, "five-towns", TODAY)
    assert (picture.modes, picture.hours) == (["road"], ["08:00"])


def test_nobody_goes_over_a_link_before_both_sides_say_open(five: Five):
    row = make.link(five.fengjing.clerk, HUIMIN, "12")
    assert told()[1] == (ZHUJING, "None", False)
    make.end(five.huimin.clerk, row, "building")
    assert [str(one.is_open) for one in queries.links_told(PUBLIC, "five-towns", TODAY)] == ["False"]
    make.end(five.huimin.clerk, row, "open", since=TODAY)
    assert told()[1] == (HUIMIN, "12", True)
    yesterday = frames.picture(PUBLIC, "five-towns", date(TODAY.year - 1, 12, 31))
    assert yesterday.open_links == ()


@pytest.mark.source("D-17")
def test_a_road_open_on_one_side_and_none_on_the_other_is_a_broken_end(five: Five):
    row = make.link(five.fengjing.clerk, HUIMIN, name_zh="枫惠路")
    assert codes_broken() == [("枫惠路", FENGJING, HUIMIN)]
    make.end(five.huimin.clerk, row, "planned")
    assert codes_broken() == [("枫惠路", FENGJING, HUIMIN)]
    make.end(five.huimin.clerk, row, "open", since=TODAY)
    assert codes_broken() == []
    make.end(five.fengjing.clerk, row, "closed", since=TODAY)
    assert codes_broken() == [("枫惠路", HUIMIN, FENGJING)]


@pytest.mark.source("D-17")
def test_surveyed_ends_farther_apart_than_fifty_metres_are_broken_on_both_sides(five: Five):
    row = make.road(five, "fengjing", "huimin", "20", name_zh="枫惠路")
    make.end(five.fengjing.clerk, row, latitude=Decimal("30.866000"), longitude=Decimal("120.990000"))
    assert codes_broken() == []
    make.end(five.huimin.clerk, row, latitude=Decimal("30.867000"), longitude=Decimal("120.990000"))
    found = queries.broken(PUBLIC, "five-towns", TODAY)
    assert [(one.side.code, round(one.gap_m or 0)) for one in found] == [(HUIMIN, 111), (FENGJING, 111)]
    make.end(five.huimin.clerk, row, latitude=Decimal("30.866300"), longitude=Decimal("120.990000"))
    assert codes_broken() == []


def test_each_side_says_it_of_its_own_end_and_a_third_town_of_none(five: Five):
    row = make.link(five.fengjing.clerk, HUIMIN)
    for by, town in ((five.fengjing.clerk, HUIMIN), (five.xindai.clerk, XINDAI), (five.huimin.secretary, HUIMIN)):
        with pytest.raises(Refused):
            actions.report_end(by=by, at=NOW, link=row, town=town, state="open")
    with pytest.raises(Refused):
        make.link(five.xindai.clerk, HUIMIN, start=FENGJING)
    said = {"by": five.huimin.clerk, "at": NOW, "link": row, "town": HUIMIN}
    for wrong in ({"state": "half"}, {"state": "open", "latitude": Decimal(30)}, {"state": "open", "latitude": Decimal(95), "longitude": Decimal(0)}):  # fmt: skip
        with pytest.raises(Invalid):
            actions.report_end(**said, **wrong)


def test_a_link_is_written_down_once_and_stays_between_its_places(five: Five):
    row = make.link(five.fengjing.clerk, HUIMIN)
    for by, start, end in ((five.fengjing.clerk, FENGJING, HUIMIN), (five.huimin.clerk, HUIMIN, FENGJING)):
        with pytest.raises(Invalid) as refused:
            make.link(by, end, start=start)
        assert [fault.code for fault in refused.value.faults] == ["twice"]
    changed = make.link(five.fengjing.clerk, HUIMIN, "18", link=row, revision=row.revision, audience="circle")
    assert (changed.minutes, queries.words(HOUSE, "five-towns", row)[row.pk][0].audience) == (Decimal(18), "circle")
    with pytest.raises(Invalid):
        make.link(five.fengjing.clerk, XINDAI, "18", link=row)
    with pytest.raises(Conflict):
        make.link(five.fengjing.clerk, HUIMIN, "17", link=row, revision=row.revision - 1)
    for wrong in ({"minutes": "0"}, {"minutes": "600.5"}, {"mode": "air"}, {"end": FENGJING}, {"audience": "all"}, {"end": "nowhere"}):  # fmt: skip
        with pytest.raises(Invalid):
            make.link(five.fengjing.clerk, **{"end": XINDAI, **wrong})


def test_travel_times_of_the_reference_data_are_links_too(five: Five):
    station, there = make.place("jinshan-north"), make.place("shanghai-south", "31.15", "121.43")
    note_travel(by=HOUSE, at=NOW, origin=station, destination=there, minutes=Decimal("18"), mode="rail", source="x")
    make.link(five.fengjing.clerk, "jinshan-north", "15")
    assert told(30)[:3] == [(FENGJING, "0", True), ("jinshan-north", "15", True), ("shanghai-south", "33", False)]
    assert told(30, mode="road")[1:3] == [("jinshan-north", "15", True), (ZHUJING, "None", False)]


def test_a_scenario_adds_and_closes_and_changes_no_link(five: Five):
    make.road(five, "fengjing", "zhujing", "25")
    make.road(five, "fengjing", "huimin", "30")
    changes = [
        make.change(HUIMIN, ZHUJING, "12.5"),
        make.change(FENGJING, HUIMIN, None),
        make.change(XINDAI, HUIMIN, None),
    ]
    row = make.scenario(five.xindai.clerk, *changes, audience="circle")
    assert queries.inputs_of(PUBLIC, row) == []
    assert queries.scenario_named(PUBLIC, "five-towns", row.pk) is None
    held = queries.inputs_of(five.huimin.clerk, row)
    assert held == changes
    after = frames.picture(PUBLIC, "five-towns", TODAY, changes=held)
    circle = frames.circle_of(after, FENGJING, 35, frames.picture(PUBLIC, "five-towns", TODAY))
    assert [(r.node.code, str(r.before), str(r.after)) for r in circle.rows[:3]] == [
        (FENGJING, "0", "0"), (ZHUJING, "25", "25"), (HUIMIN, "30", "37.5"),
    ]  # fmt: skip
    assert ([r.node.code for r in circle.lost], after.idle) == ([HUIMIN], (changes[2],))
    assert told(35)[2] == (HUIMIN, "30", True)


def test_a_scenario_is_changed_and_thrown_away_by_its_town_only(five: Five):
    row = make.scenario(five.xindai.clerk, audience="circle")
    again = make.scenario(
        five.xindai.clerk, make.change(HUIMIN, ZHUJING, "7"), scenario=row, revision=row.revision, title="另一座桥"
    )
    assert (again.title, queries.inputs_of(HOUSE, again)) == ("另一座桥", [make.change(HUIMIN, ZHUJING, "7")])
    with pytest.raises(Refused):
        make.scenario(five.huimin.clerk, scenario=row)
    with pytest.raises(Conflict):
        make.scenario(five.xindai.clerk, scenario=row, revision=0)
    with pytest.raises(Refused):
        actions.delete_scenario(by=five.huimin.clerk, at=NOW, scenario=row)
    actions.delete_scenario(by=five.xindai.clerk, at=NOW, scenario=row)
    assert list(queries.scenarios(HOUSE, "five-towns")) == []
    last = JournalLine.objects.visible_to(HOUSE).order_by("pk").last()
    assert last is not None and last.code == "observatory.delete_scenario"


def test_what_is_wrong_with_a_scenario_is_said_of_each_row(five: Five):
    wrong = [
        make.change(HUIMIN, HUIMIN), make.change(HUIMIN, ZHUJING), make.change(ZHUJING, HUIMIN, "3"), make.change("nowhere", HUIMIN),
        rules.ChangeInput("close", HUIMIN, XINDAI, Decimal(3)), rules.ChangeInput("move", HUIMIN, YAOZHUANG), rules.ChangeInput("add", FENGJING, HUIMIN),
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        make.scenario(five.xindai.clerk, *wrong, title=" ", audience="all")
    assert sorted((fault.code, fault.row) for fault in refused.value.faults if fault.row) == [
        ("closed_minutes", 5), ("kind", 6), ("no_minutes", 7), ("place", 4), ("same_place", 1), ("twice", 3),
    ]  # fmt: skip
    assert {fault.code for fault in refused.value.faults if not fault.row} == {"no_title", "audience"}


def test_a_bridge_is_the_network_with_the_link_and_so_is_the_comparison(five: Five):
    for start, end, minutes in (("fengjing", "zhujing", "25"), ("fengjing", "huimin", "22"), ("huimin", "yaozhuang", "19"), ("zhujing", "xindai", "33")):  # fmt: skip
        make.road(five, start, end, minutes)
    now = frames.picture(PUBLIC, "five-towns", TODAY)
    built = frames.bridge(now, FENGJING, XINDAI, HUIMIN, within=40)
    for minutes in (2.5, 10, 31.25, 36, 90):
        after = now.changed([make.change(XINDAI, HUIMIN, str(minutes))])
        assert built.at(minutes).tolist() == after.cells_from(FENGJING).tolist()
    after = now.changed([make.change(XINDAI, HUIMIN, "10")])
    circle = frames.told_from(after, FENGJING, 40, built.old, built.at(10))
    assert ([row.node.code for row in circle.gained], circle.lost) == ([XINDAI], [])
    compared = frames.compared(now, after, 40)
    k = now.codes.index(FENGJING)
    assert (compared.told.count_before[k], compared.told.count_after[k]) == (3, 4)
    of = {group.name: (group.winners, group.losers) for _node, _member, group in compared.groups}
    assert of == {
        FENGJING: (1, 0),
        ZHUJING: (1, 0),
        HUIMIN: (1, 0),
        YAOZHUANG: (1, 0),
        XINDAI: (1, 0),
    }
    one_way = frames.bridge(now, FENGJING, XINDAI, HUIMIN, both_ways=False)
    assert one_way.at(1).tolist() == built.old.tolist()


def test_a_place_that_no_link_leads_to_may_still_have_a_bridge(five: Five):
    make.place("nantong", "32.03", "120.87", kind="prefecture")
    after = frames.picture(PUBLIC, "five-towns", TODAY, changes=[make.change(FENGJING, "nantong", "60")])
    assert [(r.node.code, r.is_inside) for r in frames.circle_of(after, FENGJING).rows[:2]] == [
        (FENGJING, True),
        ("nantong", True),
    ]


def test_files_hold_every_pair_and_null_where_there_is_no_way(five: Five):
    make.road(five, "fengjing", "huimin", "12.5")
    now = frames.picture(PUBLIC, "five-towns", TODAY)
    lines = frames.matrix_file(now, "csv").decode().splitlines()
    assert (lines[0], len(lines)) == ("from,to,minutes", 26)
    assert [line for line in lines if line.startswith((f"{FENGJING},{HUIMIN}", f"{FENGJING},{XINDAI}"))] == [
        f"{FENGJING},{HUIMIN},12.5", f"{FENGJING},{XINDAI},",
    ]  # fmt: skip
    assert frames.matrix_file(now, "parquet")[:4] == b"PAR1"


def test_a_link_of_a_town_alone_is_read_by_it_alone(five: Five):
    make.link(five.fengjing.clerk, "310116103", "9", audience="own")  # the observer's end is not said
    assert [len(list(queries.links(by, "five-towns"))) for by in (five.fengjing.clerk, five.huimin.clerk, PUBLIC)] == [
        1,
        0,
        0,
    ]
    row = make.link(five.fengjing.clerk, HUIMIN)
    assert queries.unsaid_of(five.huimin.clerk, TODAY) == [row]
    make.end(five.huimin.clerk, row, "planned")
    assert (queries.unsaid_of(five.huimin.clerk, TODAY), queries.unsaid_of(PUBLIC, TODAY)) == ([], [])
