"""Roads that end at the border, and direct trains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.reach import Segment, Timetable, broken_ends
from tests.engine.reach import world

HERE, NEAR, FAR = (30.9, 121.0), (30.9003, 121.0), (30.95, 121.0)


def road(name, side, status, at=HERE, away=(30.8, 121.0), meets=True):
    return Segment(name, side, status, (away, at), at if meets else None)


@pytest.mark.source("D-17")
def test_an_open_road_with_none_on_the_other_side_is_a_broken_end():
    told = broken_ends([road("a", "A", "open"), road("b", "B", "open", FAR)])
    assert [(one.segment, one.side, one.point, one.others, one.nearest, one.nearest_end) for one in told] == [
        ("a", "A", HERE, ("B",), "b", FAR), ("b", "B", FAR, ("A",), "a", HERE),
    ]  # fmt: skip
    assert [round(one.gap_m) for one in told] == [5560, 5560]
    assert broken_ends([road("a", "A", "open"), road("b", "B", "open", NEAR)]) == []


@pytest.mark.source("D-17")
@pytest.mark.parametrize("status", ["planned", "building", "closed"])
def test_what_is_not_open_does_not_go_on(status):
    (told,) = broken_ends(
        [road("a", "A", "open"), road("b", "B", status, NEAR), road("a2", "A", "open", NEAR, meets=False)]
    )
    assert (told.segment, told.there, told.nearest, round(told.gap_m)) == ("a", (("b", status),), "b", 33)
    assert broken_ends([road("a", "A", status), road("b", "B", "planned")]) == []


def test_with_nothing_on_the_other_side_nothing_is_nearest():
    (told,) = broken_ends([road("a", "A", "open")])
    assert (told.others, told.there, told.nearest, told.nearest_end, told.gap_m) == ((), (), None, None, None)
    assert broken_ends([]) == []


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["open", "planned"]), st.integers(0, 4)), max_size=12))
def test_an_end_is_broken_unless_the_other_side_is_open_there(rows):
    roads = [road(str(k), side, status, (30.0 + at, 121.0)) for k, (side, status, at) in enumerate(rows)]
    expected = [
        str(k) for k, (side, status, at) in enumerate(rows)
        if status == "open" and not any(s != side and t == "open" and a == at for s, t, a in rows)
    ]  # fmt: skip
    assert [one.segment for one in broken_ends(roads)] == expected


def test_segments_that_cannot_be():
    with pytest.raises(Invalid) as caught:
        broken_ends([
            road("a", "A", "open"), road("a", "", "open"), Segment("c", "A", "open", ((99, 0), HERE)),
            Segment("d", "A", "open", (FAR, HERE), NEAR), Segment("e", "A", "open", ((float("nan"), 0.0), HERE)),
        ])  # fmt: skip
    assert [(fault.row, fault.field, fault.code) for fault in caught.value.faults] == [
        (2, "id", "doubled"), (2, "side", "missing"), (3, "ends", "no_point"), (4, "meets", "no_end"), (5, "ends", "no_point"),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        broken_ends([], apart_m=float("nan"))


@pytest.mark.source("D-51")
def test_the_timetable_of_2016():
    table = Timetable.read(world.given("rail/hsr_stop_times_2016.csv"))
    told = table.within("上海", 60)
    least = {one.name: one.minutes for one in told.places}
    assert told.stations == ("上海", "上海南", "上海虹桥", "上海西")
    assert (least["金山北"], least["嘉善南"], least["杭州东"]) == (18, 23, 45)
    assert [(one.seconds, one.name) for one in told.places] == sorted((one.seconds, one.name) for one in told.places)
    assert not set(told.stations) & set(least)
    everything = table.within("上海", 24 * 60)
    assert [one.name for one in everything.places if one.name.startswith("南通")] == []


CALLS = """block,站序,站名,arr,dep,车次
1,1,甲,----,23:50,K1
1,2,乙,00:05:30,00:06,K1
1,3,丙,00:50,----,K1
2,1,甲东,-,08:00,K2
2,2,乙,08:12,08:13,K2
2,3,甲,08:30,08:31,K2
2,4,丙,09:31,,K2
3,1,丙,,10:00,K3
3,2,甲,10:05,,K3
"""


def test_midnight_the_least_of_trains_and_the_own_stations(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(CALLS)
    table = Timetable.read(path)
    assert [(one.name, one.minutes, one.train) for one in table.within("甲", 60).places] == [
        ("乙", 12, "K2"),
        ("丙", 60, "K1"),
    ]
    assert [(one.name, str(one.minutes)) for one in table.within("甲东", 60).places] == [("乙", "12"), ("甲", "30")]
    assert [one.name for one in table.within("甲", "59.999").places] == ["乙"]
    assert [(one.name, one.minutes) for one in table.within("丙", 60).places] == [("甲", 5)]
    for asked in (lambda: table.within("丁", 60), lambda: table.within("", 60), lambda: table.within("甲", -1)):
        with pytest.raises(Invalid):
            asked()


def test_calls_that_cannot_be(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("block,order,station,arr,dep\n1,1,A,----,24:00\n1,x,B,7:99,\n,3,,8:00,8:01\n")
    with pytest.raises(Invalid) as caught:
        Timetable.read(path)
    assert [(fault.row, fault.field, fault.value) for fault in caught.value.faults] == [
        (2, "dep", "24:00"), (3, "order", "x"), (3, "arr", "7:99"), (4, "block", ""), (4, "station", ""),
    ]  # fmt: skip
    path.write_text("block,order,station\n1,1,A\n")
    with pytest.raises(Invalid) as caught:
        Timetable.read(path)
    assert [fault.field for fault in caught.value.faults] == ["arr", "dep"]
