"""The joint assignment: who asked has it, who is willing is proposed it, and nobody stays without knowing why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.models import Run, Worker
from pilin.domain.oddjobs.queries import Origin
from pilin.domain.oddjobs.tasks import assign_due
from pilin.foundation.access.verdict import Conflict, Refused
from tests.factories import enterprises as firms
from tests.factories import lines as buses
from tests.factories import oddjobs as make
from tests.factories.base import NOW, Five, Stand, writing

HOUSE = Stand.machine()
EVENING = NOW.replace(hour=19, minute=0)
pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(five: Five) -> Any:
    (made,) = firms.made(five.fengjing.clerk, firms.firm(1, division="310116102"))
    return made


def assigned(five: Five, at: Any = EVENING) -> Run:
    return actions.assign_shifts(by=HOUSE, at=at, circle=five.circle)


def rider(by: Any, order: int, **more: Any) -> Worker:
    """Return a worker of Xindai who goes by car, so that no bus decides."""
    return make.worker(by, order, travels="car", **more)


def stands(who: Worker) -> list[str]:
    return [row.state for row in queries.bookings_of(who)]


@pytest.mark.source("D-09")
def test_who_asked_has_it_and_who_is_willing_is_proposed_the_rest(five: Five, firm: Any):
    me = firms.person("me")
    asked, willing, unwilling = rider(me, 1), rider(five.xindai.clerk, 2), rider(five.xindai.clerk, 3, proposals=False)
    post = make.post(five.fengjing.clerk, firm, make.span(19, "13:00", "17:00", 2))
    (shift,) = make.shifts(post)
    actions.apply_for_shift(by=me, at=NOW, shift=shift, worker=asked)
    run = assigned(five)
    assert (run.booked, run.proposed, run.places, run.gap) == (1, 1, 2, 0.0)
    assert [stands(who) for who in (asked, willing, unwilling)] == [["booked"], ["proposed"], []]
    assert (make.now(shift).taken, make.now(unwilling).why) == (2, "not_asked")
    assert make.booking(shift, willing).answer_by == EVENING + timedelta(hours=3)
    with pytest.raises(Conflict):
        assigned(five, EVENING + timedelta(minutes=30))


def test_every_bar_of_this_room_is_told_in_its_word(five: Five, firm: Any):
    clerk = five.xindai.clerk
    who = {
        "skill": rider(clerk, 1), "time": rider(clerk, 2, trades=["loading"], free=rules.bits_of([(0, 1)])),
        "age": rider(clerk, 3, trades=["loading"], number=make.number(3, date(2007, 5, 1))), "across": rider(clerk, 4, trades=["loading"], across=False),
        "distance": rider(clerk, 5, trades=["loading"], max_km=1), "wish": rider(clerk, 6, trades=["loading"], min_hourly_cny=Decimal(40)),
        "no_bus": make.worker(clerk, 7, trades=["loading"]), "not_asked": rider(clerk, 8, trades=["loading"], proposals=False),
    }  # fmt: skip
    post = make.post(five.fengjing.clerk, firm, make.span(19, "13:00", "17:00", 9), trade="loading")
    (shift,) = make.shifts(post)
    run = assigned(five)
    assert {word: make.now(row).why for word, row in who.items()} == {word: word for word in who}
    assert [make.now(row).why_shift for row in who.values()] == [shift.pk] * len(who)
    assert (run.without, run.proposed) == (dict.fromkeys(sorted(who, key=list(run.without).index), 1), 0)


def test_nobody_is_sent_to_a_shift_after_which_no_bus_goes_home(five: Five, firm: Any):
    clerk = five.fengjing.clerk
    _line(five)
    worker = make.worker(five.xindai.clerk, 1)
    at_stop = {"latitude": Decimal("30.8900"), "longitude": Decimal("121.0200")}
    early = make.post(clerk, firm, make.span(19, "09:00", "13:00"), title_zh="早", **at_stop)
    late = make.post(clerk, firm, make.span(20, "14:00", "19:00"), title_zh="晚", **at_stop)
    assigned(five)
    assert [(row.shift.post.title_zh, row.state) for row in queries.bookings_of(worker)] == [("早", "proposed")]
    (home,), (none,) = (
        queries.ways(HOUSE, "five-towns", [queries.card_of(shift, _home(worker))], _home(worker), "walk").values() for post in (early, late) for shift in make.shifts(post)
    )  # fmt: skip
    assert (home.by, home.leave_at, home.home_at, home.last_at, home.there, home.back) == (
        "bus",
        "08:00",
        "13:50",
        "18:40",
        True,
        True,
    )
    assert (none.there, none.back, none.home_at) == (True, False, "")
    (shift,) = make.shifts(late)
    there, back = queries.rides_of(HOUSE, "five-towns", queries.card_of(shift, _home(worker)), _home(worker))
    assert ([(one.leaves, one.arrives) for one in there], back) == ([("13:20", "13:50")], [])


@pytest.mark.parametrize(
    ("travels", "degrees", "by", "minutes"),
    [("walk", 0.0179, "walk", 25), ("ebike", 0.08, "ebike", 36), ("car", 0.5, "car", 83), ("ebike", 0.2, "bus", None)],
)
def test_short_ways_need_no_bus(five: Five, firm: Any, travels: str, degrees: float, by: str, minutes: int | None):
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm))
    home = Origin(30.89 - degrees, 121.02, "家")
    card = queries.card_of(shift, home)
    (way,) = queries.ways(HOUSE, "five-towns", [card], home, travels).values()
    assert (way.by, way.minutes) == (by, minutes)


def test_whoever_was_passed_over_comes_first_as_far_as_a_hundredth_pays_for_it(five: Five, firm: Any):
    near, far = rider(five.xindai.clerk, 1), rider(five.xindai.clerk, 2, longitude=Decimal("121.00"))
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm))
    with writing():
        Worker.objects.visible_to(HOUSE).filter(pk=far.pk).update(passed_over=3)
    run = assigned(five)
    assert (stands(near), stands(far), make.now(shift).taken) == ([], ["proposed"], 1)
    assert (run.fair_first, 0 < run.fair_share <= Decimal("0.01"), run.fair_cny > 0) == (1, True, True)
    assert make.now(near).why == "outcompeted"


def test_hours_that_somebody_has_count_whoever_the_employer_is(five: Five, firm: Any):
    me = firms.person("me")
    worker = rider(me, 1)
    (other,) = firms.made(five.zhujing.clerk, firms.firm(2, division="310116101"))
    (held,) = make.shifts(make.post(five.zhujing.clerk, other, make.span(19, "07:00", "12:00"), town="310116101"))
    make.booked(me, worker, held)
    make.post(five.fengjing.clerk, firm, make.span(19, "13:30", "17:00"))  # 8.5 hours on that day
    assigned(five)
    assert (stands(worker), make.now(worker).why) == (["booked"], "")
    make.post(five.fengjing.clerk, firm, make.span(19, "13:30", "16:30"))  # 8 hours
    assigned(five, EVENING + timedelta(hours=2))
    assert sorted(stands(worker)) == ["booked", "proposed"]


def test_an_urgent_post_is_proposed_at_once_for_half_an_hour(five: Five, firm: Any):
    worker = rider(five.xindai.clerk, 1)
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm, make.span(18, "15:00", "18:00"), urgent=True))
    row = make.booking(shift, worker)
    assert (row.state, row.answer_by) == ("proposed", NOW + timedelta(minutes=30))


def test_what_was_declined_is_not_proposed_again(five: Five, firm: Any):
    me = firms.person("me")
    worker = rider(me, 1)
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm))
    assigned(five)
    actions.decline_proposal(by=me, at=EVENING, booking=make.booking(shift, worker))
    assigned(five, EVENING + timedelta(hours=2))
    assert (stands(worker), make.now(worker).why, make.now(shift).taken) == (["declined"], "declined", 0)


def test_the_evening_is_assigned_once_and_no_earlier(five: Five, firm: Any):
    rider(five.xindai.clerk, 1)
    make.post(five.fengjing.clerk, firm)
    told = [
        assign_due(at)
        for at in (EVENING - timedelta(minutes=1), EVENING, EVENING + timedelta(hours=2), EVENING + timedelta(days=1))
    ]
    assert told == [0, 1, 0, 1]
    assert Run.objects.visible_to(HOUSE).count() == 2


def test_weeks_without_a_shift_are_counted_once_each(five: Five, firm: Any):
    worker = rider(five.xindai.clerk, 1, at=NOW - timedelta(days=20))
    for day in (0, 1, 7, 8):
        assigned(five, EVENING + timedelta(days=day))
    assert (make.now(worker).passed_over, make.now(worker).passed_week) == (2, date(2024, 10, 14))


def test_only_the_chairs_secretary_assigns_before_the_evening(five: Five):
    for by in (five.xindai.secretary, five.fengjing.clerk, Stand.public()):
        with pytest.raises(Refused) as refused:
            actions.assign_shifts(by=by, at=EVENING, circle=five.circle)
        assert refused.value.code == "not_chair"
    assert actions.assign_shifts(by=five.fengjing.secretary, at=EVENING, circle=five.circle).proposed == 0


def test_the_board_adds_up_places_of_all_towns_and_names_nobody(five: Five, firm: Any):
    rider(five.xindai.clerk, 1, trades=["packing"])
    make.post(five.fengjing.clerk, firm, make.span(19, "13:00", "17:00", 3), trade="packing")
    make.post(five.fengjing.clerk, firm, make.span(20, "06:00", "10:00", 2))
    assigned(five)
    told = queries.board(five.huimin.clerk, "five-towns", NOW)
    towns = {
        town.code: ([(p.heads, p.taken) for p in row if p.heads], (whole.heads, whole.taken))
        for town, row, whole in told.towns
    }
    assert towns[make.FENGJING] == ([(3, 1), (2, 1)], (5, 2))
    assert [(label, [h.places.heads for h in row if h.places.heads]) for label, row in told.bands] == [
        ("00–06", []),
        ("06–12", [2]),
        ("12–18", [3]),
        ("18–24", []),
    ]
    assert {hour.free for _label, row in told.bands for hour in row} == {1}  # free at any time
    assert [(row.key, row.places.heads, row.people) for row in told.trades] == [("packing", 3, 1)]
    assert ((told.whole.heads, told.whole.taken, told.people), [one.shift.left for one in told.empty]) == (
        (5, 2, 1),
        [2, 1],
    )


def _home(worker: Worker) -> Origin:
    return Origin(float(worker.latitude), float(worker.longitude), worker.home)


def _line(five: Five) -> None:
    """Put down a bus between the worker's village and the works: half an hour each way, the last one home at 18:40."""
    here, there = five.xindai.clerk, five.fengjing.clerk
    village = buses.stop(here, "xindai", latitude=Decimal("30.83"), longitude=Decimal("121.01"))
    works = buses.stop(there, "fengjing", latitude=Decimal("30.89"), longitude=Decimal("121.02"))
    row = buses.line(here)
    buses.timetable(
        row, here, "a out: xindai 08:00, fengjing 08:30", "b out: xindai 13:20, fengjing 13:50", "c back: fengjing 13:20, xindai 13:50",
        "d back: fengjing 18:40, xindai 19:10",
    )  # fmt: skip
    buses.open_to_all(row, [(here, village), (there, works)])
