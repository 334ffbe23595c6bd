"""Who has which shift: asking, being proposed one, saying yes, giving back; overlaps lapse in all five towns."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.actions.booking import propose
from pilin.domain.oddjobs.models import Booking, Worker
from pilin.domain.oddjobs.queries import Origin
from pilin.foundation.access.verdict import Conflict, Refused
from pilin.foundation.identity.actions import erase_person
from pilin.foundation.notices.models import Notice
from tests.factories import enterprises as firms
from tests.factories import oddjobs as make
from tests.factories.base import NOW, Five, Stand, writing

HOUSE = Stand.machine()
LATER = NOW + timedelta(hours=3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(five: Five) -> Any:
    (made,) = firms.made(five.fengjing.clerk, firms.firm(1, division="310116102"))
    return made


def proposed(who: Worker, shift: Any) -> Booking:
    with writing():
        made = propose(make.now(who), shift, by=HOUSE, at=NOW, answer_by=LATER)
    assert made is not None
    return made


def states(who: Worker) -> list[tuple[str, str]]:
    return [(row.state, row.lapsed_for) for row in queries.bookings_of(who)]


@pytest.mark.source("D-09")
def test_a_worker_asks_across_the_border_and_asking_twice_is_asking_once(five: Five, firm: Any):
    me = firms.person("me")
    worker = make.worker(me, 1)
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm))
    first = actions.apply_for_shift(by=me, at=NOW, shift=shift, worker=worker)
    again = actions.apply_for_shift(by=me, at=NOW, shift=shift, worker=worker)
    assert (first.pk, first.state, again.pk, first.owner, first.worker_town) == (
        again.pk,
        "applied",
        first.pk,
        make.FENGJING,
        make.XINDAI,
    )
    assert make.now(shift).taken == 0
    assert Booking.objects.visible_to(HOUSE).count() == 1


def test_an_urgent_shift_is_theirs_at_once_and_the_last_place_is_given_once(five: Five, firm: Any):
    me, you = firms.person("me"), firms.person("you")
    one, other = make.worker(me, 1), make.worker(you, 2)
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm, urgent=True))
    assert actions.apply_for_shift(by=me, at=NOW, shift=shift, worker=one).state == "booked"
    with pytest.raises(Conflict) as full:
        actions.apply_for_shift(by=you, at=NOW, shift=shift, worker=other)
    assert full.value.code == "full"
    assert (make.now(shift).taken, states(other)) == (1, [])
    actions.give_back_shift(by=me, at=NOW, booking=make.booking(shift, one))
    assert make.now(shift).taken == 0
    assert actions.apply_for_shift(by=you, at=NOW, shift=shift, worker=other).state == "booked"


@pytest.mark.source("D-09")
def test_saying_yes_to_one_shift_lets_what_overlaps_lapse_in_all_towns(five: Five, firm: Any):
    me = firms.person("me")
    worker = make.worker(me, 1)
    (theirs,) = firms.made(five.xindai.clerk, firms.firm(2))
    (here,) = make.shifts(make.post(five.fengjing.clerk, firm, make.span(19, "13:00", "17:00")))
    at_home = {
        "town": make.XINDAI,
        "hourly_cny": Decimal(24),
        "latitude": Decimal("30.83"),
        "longitude": Decimal("121.01"),
    }
    (meanwhile,) = make.shifts(make.post(five.xindai.clerk, theirs, make.span(19, "16:00", "19:00", 2), **at_home))
    (after,) = make.shifts(make.post(five.xindai.clerk, theirs, make.span(19, "17:00", "20:00"), **at_home))
    actions.apply_for_shift(by=me, at=NOW, shift=after, worker=worker)
    held = proposed(worker, meanwhile)
    assert make.now(meanwhile).taken == 1
    booked = actions.accept_proposal(by=me, at=NOW, booking=proposed(worker, here))
    assert booked.state == "booked"
    assert [make.now(row).state for row in (held, make.booking(after, worker))] == ["lapsed", "applied"]
    assert (make.now(held).lapsed_for, make.now(meanwhile).taken, make.now(here).taken) == ("overlap", 0, 1)
    assert actions.accept_proposal(by=me, at=LATER, booking=booked).state == "booked"  # a replayed request


def test_what_does_not_fit_is_refused_with_the_reason(five: Five, firm: Any):
    me, away = firms.person("me"), firms.person("away")
    worker, stays = make.worker(me, 1), make.worker(away, 2, across=False)
    clerk = five.fengjing.clerk
    (plain,) = make.shifts(make.post(clerk, firm))
    (skilled,) = make.shifts(make.post(clerk, firm, make.span(20, "13:00", "17:00"), trade="welding"))
    (meanwhile,) = make.shifts(make.post(clerk, firm, make.span(19, "16:00", "20:00"), urgent=True))
    (same_day,) = make.shifts(make.post(clerk, firm, make.span(19, "07:00", "11:30"), urgent=True))
    told = []
    actions.accept_proposal(by=me, at=NOW, booking=proposed(worker, plain))
    for by, who, shift, at in [
        (me, worker, skilled, NOW), (away, stays, plain, NOW), (me, worker, meanwhile, NOW), (me, worker, same_day, NOW), (me, worker, same_day, same_day.starts_at),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.apply_for_shift(by=by, at=at, shift=shift, worker=who)
        told.append(refused.value.code)
    assert told == ["skill", "not_across", "overlap", "day", "begun"]


def test_work_for_adults_is_closed_until_the_eighteenth_birthday(five: Five, firm: Any):
    clerk = five.fengjing.clerk
    young = make.worker(five.xindai.clerk, 1, number=make.number(1, date(2006, 10, 20)), trades=["loading"])
    day_before, birthday = make.shifts(
        make.post(clerk, firm, make.span(19, "13:00", "17:00"), make.span(20, "13:00", "17:00"), trade="loading")
    )
    with pytest.raises(Refused) as refused:
        actions.apply_for_shift(by=five.xindai.clerk, at=NOW, shift=day_before, worker=young)
    assert refused.value.code == "age"
    assert actions.apply_for_shift(by=five.xindai.clerk, at=NOW, shift=birthday, worker=young).state == "applied"


def test_a_clerk_acts_for_somebody_without_a_telephone_and_for_nobody_else(five: Five, firm: Any):
    mine, (shift,) = make.worker(five.xindai.clerk, 1), make.shifts(make.post(five.fengjing.clerk, firm))
    assert (mine.on_behalf, mine.person, mine.seen_on) == (True, None, NOW.date())
    with pytest.raises(Refused) as refused:
        actions.apply_for_shift(by=five.huimin.clerk, at=NOW, shift=shift, worker=mine)
    assert refused.value.code == "not_worker"
    assert actions.apply_for_shift(by=five.xindai.clerk, at=NOW, shift=shift, worker=mine).state == "applied"


def test_a_proposal_lapses_when_nobody_answers_and_the_place_is_free_again(five: Five, firm: Any):
    me = firms.person("me")
    worker, (shift,) = make.worker(me, 1), make.shifts(make.post(five.fengjing.clerk, firm))
    row = proposed(worker, shift)
    assert actions.lapse_unanswered(by=HOUSE, at=LATER) == 0
    with pytest.raises(Conflict) as late:
        actions.accept_proposal(by=me, at=LATER + timedelta(seconds=1), booking=row)
    assert late.value.code == "too_late"
    assert actions.lapse_unanswered(by=HOUSE, at=LATER + timedelta(seconds=1)) == 1
    assert (states(worker), make.now(shift).taken) == ([("lapsed", "unanswered")], 0)
    assert {row.kind for row in Notice.objects.visible_to(HOUSE).filter(person=me.person)} == {
        "job_proposed",
        "job_lapsed",
    }


def test_a_shift_called_off_frees_whoever_had_it_and_takes_nobody_any_more(five: Five, firm: Any):
    me = firms.person("me")
    worker, (shift,) = make.worker(me, 1), make.shifts(make.post(five.fengjing.clerk, firm))
    actions.accept_proposal(by=me, at=NOW, booking=proposed(worker, shift))
    actions.call_off_shift(by=five.fengjing.clerk, at=NOW, shift=shift)
    assert (states(worker), make.now(shift).taken) == ([("called_off", "")], 0)
    with pytest.raises(Refused) as refused:
        actions.apply_for_shift(by=me, at=NOW, shift=make.now(shift), worker=worker)
    assert refused.value.code == "closed"


def test_a_post_is_closed_and_shifts_that_are_somebodys_stay(five: Five, firm: Any):
    me, you = firms.person("me"), firms.person("you")
    one, other = make.worker(me, 1), make.worker(you, 2)
    post = make.post(five.fengjing.clerk, firm, make.span(19, "13:00", "17:00", 2))
    (shift,) = make.shifts(post)
    actions.accept_proposal(by=me, at=NOW, booking=proposed(one, shift))
    actions.apply_for_shift(by=you, at=NOW, shift=shift, worker=other)
    actions.close_post(by=five.fengjing.clerk, at=NOW, post=post, why="机器坏了")
    assert (states(one), states(other)) == ([("booked", "")], [("lapsed", "closed")])
    assert queries.days_near(HOUSE, "five-towns", NOW, origin=None) == []


def test_last_weeks_post_is_posted_again_by_one_deed_under_the_floor_of_today(five: Five, firm: Any):
    clerk = five.fengjing.clerk
    post = make.post(
        clerk, firm, make.span(19, "13:00", "17:00", 3), make.span(20, "22:00", "02:00", 1, 30), trade="packing"
    )
    again = actions.repeat_post(by=clerk, at=NOW, post=post)
    later = actions.repeat_post(by=clerk, at=NOW + timedelta(days=9), post=post)
    days = [
        [f"{one.starts_at.astimezone(NOW.tzinfo):%m-%d %H:%M}" for one in make.shifts(row)]
        for row in (post, again, later)
    ]
    assert days == [["10-19 13:00", "10-20 22:00"], ["10-26 13:00", "10-27 22:00"], ["11-02 13:00", "11-03 22:00"]]
    assert [(one.heads, one.break_minutes, one.taken) for one in make.shifts(again)] == [(3, 0, 0), (1, 30, 0)]
    assert (again.repeats, again.hourly_cny, again.trade) == (post.pk, 26, "packing")


def test_shifts_near_somebody_come_by_day_the_nearest_first(five: Five, firm: Any):
    clerk = five.fengjing.clerk
    far = make.post(clerk, firm, make.span(19, "08:00", "12:00"), title_zh="远", latitude=Decimal("31.20"))
    near = make.post(
        clerk,
        firm,
        make.span(19, "13:00", "17:00"),
        title_zh="近",
        latitude=Decimal("30.84"),
        longitude=Decimal("121.01"),
    )
    next_day = make.post(clerk, firm, make.span(20, "08:00", "12:00"), title_zh="明后", latitude=Decimal("30.84"))
    home = Origin(30.83, 121.01, "泖河村")
    cards = queries.days_near(HOUSE, "five-towns", NOW, origin=home)
    assert [card.post.pk for card in cards] == [near.pk, far.pk, next_day.pk]
    assert [card.post.pk for card in queries.days_near(HOUSE, "five-towns", NOW, origin=home, within_km=5)] == [
        near.pk,
        next_day.pk,
    ]
    assert f"{cards[0].km:.3f}" == "1.112"
    assert [(told.day.day, told.number) for told in queries.days_of(cards)] == [(19, 2), (20, 1)]


def test_what_a_worker_can_do_is_asked_for_by_trade_and_part_of_the_week(five: Five, firm: Any):
    worker = make.worker(five.xindai.clerk, 1, trades=["packing"], free=rules.bits_of([(5, 2)]))  # Saturday afternoon
    clerk = five.fengjing.clerk
    fits = make.post(clerk, firm, make.span(19, "13:00", "17:00"), trade="packing")
    make.post(clerk, firm, make.span(19, "13:30", "17:00"), trade="welding")
    make.post(clerk, firm, make.span(19, "07:00", "11:00"), trade="packing")
    cards = queries.days_near(HOUSE, "five-towns", NOW, origin=None, worker=worker, mine=True)
    assert [card.post.pk for card in cards] == [fits.pk]


@pytest.mark.source("R-17")
def test_whoever_leaves_is_erased_at_once_and_shifts_ahead_are_given_back(five: Five, firm: Any):
    me = firms.person("me")
    worker, (shift,) = make.worker(me, 1), make.shifts(make.post(five.fengjing.clerk, firm))
    actions.accept_proposal(by=me, at=NOW, booking=proposed(worker, shift))
    actions.leave(by=me, at=NOW, worker=make.now(worker))
    row = make.now(worker)
    assert (row.name, row.phone, row.home, row.last_four, row.person, row.latitude, row.trades) == (
        "",
        "",
        "",
        "",
        None,
        0,
        [],
    )
    assert (row.left_on, states(row), make.now(shift).taken) == (NOW.date(), [("withdrawn", "")], 0)
    assert make.worker(firms.person("again"), 1).pk != row.pk  # the same person may come back


@pytest.mark.source("R-17")
def test_with_the_account_the_enrolment_is_erased(five: Five):
    me = firms.person("me")
    worker = make.worker(me, 1)
    assert [held.get("number ends in") for held in queries.workers_held(me.person)] == [make.number(1)[-4:]]
    erase_person(by=me, at=NOW, person=me.person)
    assert (make.now(worker).name, make.now(worker).person, queries.workers_held(me.person)) == ("", None, [])


def test_an_enrolment_that_nobody_used_is_erased_after_its_term(five: Five, firm: Any):
    idle, busy = make.worker(five.xindai.clerk, 1), make.worker(five.xindai.clerk, 2)
    (shift,) = make.shifts(make.post(five.fengjing.clerk, firm, make.span(25, "13:00", "17:00")))
    actions.apply_for_shift(by=five.xindai.clerk, at=NOW, shift=shift, worker=busy)
    with writing(at=NOW + timedelta(days=3)):
        assert actions.purge_workers(NOW + timedelta(days=2)) == 1
    assert (make.now(idle).name, make.now(busy).name) == ("", "沈工2")


def test_whoever_holds_an_office_takes_no_odd_jobs_under_it(five: Five):
    with pytest.raises(Refused) as refused:
        actions.enrol_worker(
            by=five.xindai.clerk, at=NOW, circle=five.circle, person=five.xindai.clerk.person, **make.said(1)
        )
    assert refused.value.code == "in_office"


def test_names_and_telephones_are_read_by_whoever_looks_after_the_post_once_a_shift_is_theirs(five: Five, firm: Any):
    me, you = firms.person("me"), firms.person("you")
    one, other = make.worker(me, 1), make.worker(you, 2)
    post = make.post(five.fengjing.clerk, firm, make.span(19, "13:00", "17:00", 2))
    (shift,) = make.shifts(post)
    actions.accept_proposal(by=me, at=NOW, booking=proposed(one, shift))
    actions.apply_for_shift(by=you, at=NOW, shift=shift, worker=other)
    told = queries.post_told(five.fengjing.clerk, post, runs=True)
    assert [([row.worker.name for row in line.booked], line.waiting) for line in told.rows] == [(["沈工1"], 1)]
    hidden = queries.post_told(Stand.public(), post, runs=False)
    assert [(line.booked, line.waiting) for line in hidden.rows] == [((), 0)]
    assert list(queries.workers(five.fengjing.clerk, "five-towns")) == []
