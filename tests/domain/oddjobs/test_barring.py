"""Employers barred on one bank, under an agreement on both; complaints; what a month came to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.enums import FEWEST_PEOPLE, MONTH_FIGURES
from pilin.domain.oddjobs.models import Ban, Booking
from pilin.engine.base import Comparator
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.cases.actions import close_case
from pilin.foundation.cases.queries import case_named
from pilin.foundation.members.models import AgreementParty
from pilin.foundation.members.queries import members_on
from pilin.foundation.notices.models import Notice
from pilin.foundation.observations.queries import series_on
from tests.factories import enterprises as firms
from tests.factories import oddjobs as make
from tests.factories.base import NOW, TODAY, Five, Stand, writing

HOUSE = Stand.machine()
DAY = timedelta(days=1)
FENGJING, ZHUJING, HUIMIN, YAOZHUANG, XINDAI = "310116102", "310116101", "330421003", "330421111", "330482102"
ALL = frozenset({FENGJING, ZHUJING, HUIMIN, YAOZHUANG, XINDAI})


@pytest.fixture
def barred(five: Five) -> Any:
    """Return an employer of Fengjing that all five know, whoever speaks for it, and an agreement of all five."""
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=FENGJING))
    pact = make.pact(five)
    clerks = {town.code: make.bound(town.clerk, pact) for town in five.towns}
    return SimpleNamespace(
        five=five, firm=firm, boss=firms.speaker("boss", firm, clerk), pact=pact, clerks=clerks, clerk=clerks[FENGJING]
    )


def towns(ban: Ban, on: date = TODAY) -> frozenset[str]:
    (told,) = queries.bans_told(HOUSE, [make.now(ban)], on)
    return told.towns


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in error.value.faults]


@pytest.mark.source("D-09")
def test_a_ban_shared_under_a_clause_holds_on_both_banks(barred: Any) -> None:
    ban = make.ban(barred.clerk, barred.firm, agreement=barred.pact.slug, clause=1)
    assert towns(ban) == ALL
    for code, by in barred.clerks.items():
        with pytest.raises(Refused) as refused:
            make.post(by, barred.firm, town=code)
        assert refused.value.code == "banned"
    with pytest.raises(Refused):
        make.post(barred.boss, barred.firm)
    actions.lift_ban(by=barred.clerk, at=NOW, ban=ban, words="已结清")
    assert towns(ban) == frozenset()
    assert make.post(barred.boss, barred.firm).employer_id == barred.firm.pk


def test_without_an_agreement_it_holds_in_its_own_town_alone(barred: Any) -> None:
    ban = make.ban(barred.clerk, barred.firm)
    assert (towns(ban), ban.audience) == (frozenset({FENGJING}), "own")
    assert [one.pk for one in queries.bans(barred.clerks[XINDAI], "five-towns")] == []
    assert make.post(barred.clerks[HUIMIN], barred.firm, town=HUIMIN).owner == HUIMIN


def test_it_ends_with_its_last_day_and_with_the_agreement(barred: Any) -> None:
    ban = make.ban(barred.clerk, barred.firm, agreement=barred.pact.slug, clause=1, until_on=TODAY + 9 * DAY)
    assert (towns(ban, TODAY + 9 * DAY), towns(ban, TODAY + 10 * DAY)) == (ALL, frozenset())
    with writing():
        left = AgreementParty.objects.visible_to(HOUSE).get(of=barred.pact, member__code=XINDAI)
        left.left_on_first = left.left_on_last = TODAY
        left.save()
    assert towns(ban, TODAY + DAY) == ALL - {XINDAI}
    with writing():
        for row in AgreementParty.objects.visible_to(HOUSE).filter(of=barred.pact, member__code=FENGJING):
            row.left_on_first = row.left_on_last = TODAY
            row.save()
    assert towns(ban, TODAY + DAY) == {FENGJING}  # who left shares with nobody


def test_a_town_sets_it_aside_for_itself_and_follows_it_again(barred: Any) -> None:
    ban = make.ban(barred.clerk, barred.firm, agreement=barred.pact.slug, clause=1)
    xindai = barred.clerks[XINDAI]
    actions.set_ban_aside(by=xindai, at=NOW, ban=ban, words="在新埭的工钱均按期付清")
    assert towns(ban) == ALL - {XINDAI}
    assert make.post(xindai, barred.firm, town=XINDAI).owner == XINDAI
    with pytest.raises(Conflict) as twice:
        actions.set_ban_aside(by=xindai, at=NOW, ban=ban, words="在新埭的工钱均按期付清")
    with pytest.raises(Refused) as own:
        actions.set_ban_aside(by=barred.clerk, at=NOW, ban=ban, words="我们自己不跟随了")
    actions.follow_ban(by=xindai, at=NOW, ban=ban)
    assert (twice.value.code, own.value.code, towns(ban)) == ("not_followed", "own", ALL)
    with pytest.raises(Conflict):
        actions.follow_ban(by=xindai, at=NOW, ban=ban)


def test_who_has_a_shift_keeps_it_and_nobody_is_given_another(barred: Any) -> None:
    post = make.post(
        barred.boss, barred.firm, make.span(19, "13:00", "17:00", heads=3), make.span(20, "13:00", "17:00")
    )
    one, two = make.shifts(post)
    me, other, third = firms.person("me"), firms.person("other"), firms.person("third")
    mine = make.booked(me, make.worker(me, 1), one)
    with writing():
        waiting = make.worker(other, 2)
        proposed = make.propose(make.now(waiting), two, by=HOUSE, at=NOW, answer_by=NOW + DAY)
    make.ban(barred.clerk, barred.firm)
    assert [card.shift.pk for card in queries.days_near(HOUSE, "five-towns", NOW, origin=None)] == []
    with pytest.raises(Refused) as asked:
        actions.apply_for_shift(by=third, at=NOW, shift=one, worker=make.worker(third, 3))
    with pytest.raises(Refused) as answered:
        actions.accept_proposal(by=other, at=NOW, booking=proposed)
    run = actions.assign_shifts(by=HOUSE, at=NOW + timedelta(hours=9), circle=barred.five.circle)
    assert (asked.value.code, answered.value.code, run.shifts) == ("banned", "banned", 0)
    assert Booking.objects.visible_to(HOUSE).get(pk=mine.pk).state == "booked"


def test_the_same_code_in_another_register_is_the_same_employer(barred: Any) -> None:
    make.ban(barred.clerk, barred.firm, agreement=barred.pact.slug, clause=1)
    with writing():
        twin = type(barred.firm)(
            name_zh="同一家", uscc=barred.firm.uscc, in_circle=barred.five.circle, circle="five-towns", owner=XINDAI, audience="circle"
        )  # fmt: skip
        twin.save()
    with pytest.raises(Refused) as refused:
        make.post(barred.clerks[XINDAI], twin, town=XINDAI)
    assert refused.value.code == "banned"


def test_the_employer_reads_why_and_objects_and_the_towns_are_told(barred: Any) -> None:
    ban = make.ban(barred.clerk, barred.firm, agreement=barred.pact.slug, clause=1)
    assert [one.pk for one in queries.bans_of_firms(barred.boss, "five-towns", TODAY)] == [ban.pk]
    assert queries.ban_named(barred.boss, "five-towns", ban.pk) == ban
    assert queries.ban_named(firms.person("nobody"), "five-towns", ban.pk) is None
    actions.object_to_ban(by=barred.boss, at=NOW, ban=ban, words="工钱十月十六日已经转账")
    assert make.now(ban).objection == "工钱十月十六日已经转账"
    with pytest.raises(Conflict) as twice:
        actions.object_to_ban(by=barred.boss, at=NOW, ban=ban, words="工钱十月十六日已经转账")
    assert twice.value.code == "objected"
    told = Notice.objects.visible_to(HOUSE).filter(kind__startswith="job_ban")
    kinds = sorted(told.values_list("kind", flat=True))
    assert kinds == ["job_ban_objected"] * 5 + ["job_ban_shared"] * 4 + ["job_banned"]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"ground": "dislike"}, ["ground"]),
        ({"words": "坏"}, ["words"]),
        ({"until_on": TODAY - DAY}, ["ends"]),
        ({"until_on": TODAY + 366 * DAY}, ["long"]),
        ({"agreement": "odd-job-pact", "clause": 2}, ["clause"]),
        ({"agreement": "odd-job-pact"}, ["clause"]),
        ({"agreement": "nothing-of-the-kind", "clause": 1}, ["agreement"]),
        ({"ground": "", "words": ""}, ["ground", "words"]),
    ],
)
def test_what_is_wrong_with_a_ban_is_named(barred: Any, more: dict[str, Any], found: list[str]) -> None:
    with pytest.raises(Invalid) as error:
        make.ban(barred.clerk, barred.firm, **more)
    assert codes(error) == found
    assert Ban.objects.visible_to(HOUSE).count() == 0


def test_a_town_bars_an_employer_once_and_again_when_that_is_over(barred: Any) -> None:
    first = make.ban(barred.clerk, barred.firm, until_on=TODAY + DAY)
    with pytest.raises(Conflict) as twice:
        make.ban(barred.clerk, barred.firm)
    again = make.ban(barred.clerk, barred.firm, at=NOW + 2 * DAY)
    assert (twice.value.code, first.pk == again.pk) == ("banned", False)
    assert queries.barred("five-towns", TODAY + 2 * DAY) == {(barred.firm.pk, FENGJING): again}


def test_a_town_that_is_not_bound_shares_nothing(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=FENGJING))
    pact = make.pact(five, "zhujing", "huimin")
    with pytest.raises(Invalid) as error:
        make.ban(clerk, firm, agreement=pact.slug, clause=1)
    assert codes(error) == ["agreement"]


CODES = st.sets(st.sampled_from(sorted(ALL)))


@pytest.mark.once
@given(
    owner=st.sampled_from(sorted(ALL)),
    parties=CODES,
    aside=CODES,
    lifted=st.integers(-3, 12) | st.none(),
    on=st.integers(-3, 12),
)
def test_where_a_ban_holds(owner: str, parties: set[str], aside: set[str], lifted: int | None, on: int) -> None:
    ban = Ban(
        owner=owner, from_on=TODAY, until_on=TODAY + 9 * DAY, lifted_on=None if lifted is None else TODAY + lifted * DAY
    )
    held = rules.towns_of_ban(ban, TODAY + on * DAY, parties, aside)
    if not 0 <= on <= 9 or (lifted is not None and on >= lifted):
        assert held == frozenset()
    elif owner in parties:
        assert held == (parties - aside) | {owner}
    else:
        assert held == {owner}


@pytest.mark.source("D-09")
def test_a_complaint_is_a_case_that_the_employer_does_not_read(barred: Any) -> None:
    post = make.post(barred.boss, barred.firm)
    me = firms.person("me")
    case = actions.complain(by=me, at=NOW, post=post, breach="fee", words="到门口说要先交五十元押金")
    assert (case.reference, case.owner, case.asker_id, case.firm, case.answer_by) == (
        "J-2024-1",
        FENGJING,
        me.person,
        None,
        date(2024, 10, 25),
    )
    assert [line.text for line in queries.about_complaint(barred.clerk, case)] == [post.title_zh, post.employer_zh]
    assert queries.complaints_about(barred.firm.pk, FENGJING) == 1
    assert (case_named(me, "five-towns", case.pk), case_named(barred.boss, "five-towns", case.pk)) == (case, None)
    with pytest.raises(Refused) as own:
        actions.complain(by=barred.boss, at=NOW, post=post, breach="fee", words="到门口说要先交五十元押金")
    with pytest.raises(Invalid) as empty:
        actions.complain(by=me, at=NOW, post=post, breach="noise", words="吵")
    with pytest.raises(Refused):
        close_case(by=barred.clerk, at=NOW, case=case)
    assert (own.value.code, codes(empty)) == ("own", ["breach", "words"])


def worked(
    five: Five, firm: Any, order: int, day: int, minutes: int, *, home: str = "xindai", paid: int | None = 20
) -> None:
    """Let somebody work in Fengjing in October, the hours settled by both sides, paid on a day of November."""
    clerk, theirs = five.fengjing.clerk, getattr(five, home).clerk
    at = NOW - 10 * DAY
    who = make.worker(theirs, order, at=at)
    (shift,) = make.shifts(make.post(clerk, firm, make.span(day, "13:00", "17:00"), at=at))
    row = make.booked(theirs, who, shift, at=at)
    for by in (clerk, theirs):
        actions.say_hours(by=by, at=shift.ends_at, booking=row, minutes=minutes)
    pay = queries.pay_of(row)
    assert pay is not None
    if paid is not None:
        actions.state_paid(by=clerk, at=NOW + 40 * DAY, pay=pay, paid_on=date(2024, 10, paid))


def banks(five: Five) -> dict[str, int]:
    return {town.code: town.row.bank for town in five.towns}


@pytest.mark.source("D-09")
def test_a_month_is_counted_published_and_corrected(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=FENGJING))
    worked(five, firm, 1, 9, 240, paid=24)
    worked(five, firm, 2, 10, 225, paid=26)
    worked(five, firm, 3, 11, 240, home="zhujing", paid=None)
    after = NOW + 30 * DAY
    counted = queries.month_counted("five-towns", FENGJING, date(2024, 10, 5), banks(five))
    assert {name: told.value for name, told in counted.items()} == {
        "places": Decimal(3), "filled": Decimal(3), "people": Decimal(3), "hours": Decimal("11.8"), "across": Decimal("66.7"), "in_time": Decimal("33.3"),
    }  # fmt: skip
    given = actions.publish_month(by=clerk, at=after, circle=five.circle, town=FENGJING, month=date(2024, 10, 1))
    assert sorted(given) == sorted(MONTH_FIGURES)
    with pytest.raises(Conflict) as again:
        actions.publish_month(by=clerk, at=after + DAY, circle=five.circle, town=FENGJING, month=date(2024, 10, 1))
    assert again.value.code == "nothing_new"
    worked(five, firm, 4, 16, 240)
    changed = actions.publish_month(
        by=clerk, at=after + 2 * DAY, circle=five.circle, town=FENGJING, month=date(2024, 10, 1)
    )
    assert sorted(changed) == ["across", "filled", "hours", "in_time", "people", "places"]
    (reading,) = series_on(Stand.public(), changed["places"])
    (before,) = series_on(Stand.public(), changed["places"], known_at=after + DAY)
    assert (str(reading.quantity.value), reading.revision, str(before.quantity.value)) == ("4", 2, "3")


def test_fewer_than_three_people_are_not_counted_out(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=FENGJING))
    worked(five, firm, 1, 9, 240)
    worked(five, firm, 2, 10, 240)
    counted = queries.month_counted("five-towns", FENGJING, date(2024, 10, 1), banks(five))
    assert (counted["people"].value, counted["people"].comparator) == (Decimal(FEWEST_PEOPLE), Comparator.LESS_THAN)
    assert (counted["hours"].value, counted["across"].value, counted["filled"].value) == (None, None, Decimal(2))


def test_nothing_is_published_before_its_month_is_over_or_by_others(five: Five) -> None:
    give = {"circle": five.circle, "town": FENGJING}
    with pytest.raises(Invalid) as early:
        actions.publish_month(by=five.fengjing.clerk, at=NOW, month=date(2024, 10, 1), **give)
    with pytest.raises(Refused) as other:
        actions.publish_month(by=five.xindai.clerk, at=NOW, month=date(2024, 9, 1), **give)
    given = actions.publish_month(by=five.fengjing.clerk, at=NOW, month=date(2024, 9, 1), **give)
    assert (codes(early), other.value.code, len(given)) == (["not_over"], "not_clerk", 6)
    (row,) = queries.months_published(Stand.public(), "five-towns", [card_of_fengjing(five)], date(2024, 9, 1))
    shown = {
        name: None if one is None or one.quantity is None else str(one.quantity.value)
        for name, one in row.readings.items()
    }
    assert shown == {"places": "0", "filled": "0", "people": "0", "hours": "0", "across": None, "in_time": None}


def card_of_fengjing(five: Five) -> Any:
    return next(one for one in members_on(HOUSE, "five-towns", TODAY) if one.code == FENGJING)


def test_the_board_counts_people_by_squares_and_never_one_alone(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=FENGJING))
    make.post(clerk, firm, make.span(19, "13:00", "17:00", heads=3), trade="packing")
    for order in range(1, 4):
        make.worker(five.xindai.clerk, order, trades=["packing"])
    make.worker(five.huimin.clerk, 4, latitude=Decimal("30.84"), longitude=Decimal("120.97"))
    board = queries.board(clerk, "five-towns", NOW)
    told = [(spot.town, spot.places.heads, spot.people) for spot in board.spots]
    assert told == [(FENGJING, 3, None), (XINDAI, 0, 3)]
    assert (board.people, board.whole.heads) == (4, 3)
    packing = queries.board(clerk, "five-towns", NOW, trade="packing", part=2)
    assert (packing.people, packing.whole.heads, len(packing.bands), packing.bands[0][1][1].free) == (3, 3, 1, 3)
    morning = queries.board(clerk, "five-towns", NOW, trade="picking", part=1)
    assert (morning.people, morning.whole.heads, [spot.town for spot in morning.spots]) == (0, 0, [])


def test_how_an_employer_paid_is_told_by_its_pays(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=FENGJING))
    worked(five, firm, 1, 9, 240, paid=24)
    worked(five, firm, 2, 10, 240, paid=26)
    assert queries.paid_in_time(firm.pk, date(2024, 10, 24)) == (0, 0)
    assert queries.paid_in_time(firm.pk, date(2024, 11, 1)) == (1, 2)
