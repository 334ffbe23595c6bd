"""Workers, posts and shifts for tests, made by the room's own deeds. The numbers are of the synthetic area 999999."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs import actions
from pilin.domain.oddjobs.actions.booking import propose
from pilin.domain.oddjobs.models import Ban, Booking, Post, Shift, WageFloor, Worker
from pilin.domain.oddjobs.rules import ShiftInput
from pilin.engine.base.identifiers import citizen_check_digit
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Agreement, AgreementClause
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW, SHANGHAI, Five, make_agreement, writing

HOUSE = Standing.machine("test")
FENGJING, XINDAI = "310116102", "330482102"


def number(order: int, born: date = date(1975, 5, 1)) -> str:
    """Return a citizen's number that holds and is nobody's."""
    first = f"999999{born:%Y%m%d}{order:03}"
    return first + citizen_check_digit(first)


def said(order: int = 1, **more: Any) -> dict[str, Any]:
    """Return what is said of a worker of Xindai."""
    given: dict[str, Any] = {
        "town": XINDAI, "number": number(order), "name": f"沈工{order}", "phone": f"1300000{order:04}", "home": "泖河村",
        "latitude": Decimal("30.8301"), "longitude": Decimal("121.0102"), "across": True,
    }  # fmt: skip
    return {**given, **more}


def worker(by: Standing, order: int = 1, at: datetime = NOW, **more: Any) -> Worker:
    """Return a worker: with the account of whoever is signed in without office, else enrolled by a clerk for somebody."""
    person = None if by.member else by.person
    town = {"town": by.member} if by.member else {}
    return actions.enrol_worker(
        by=by, at=at, circle=circle_named(by, "five-towns"), person=person, **said(order, **{**town, **more})
    )


def span(day: int, start: str, end: str, heads: int = 1, break_minutes: int = 0) -> ShiftInput:
    """Return a shift of October 2024; an end that is no later than the start is on the next morning."""
    starts, ends = (datetime(2024, 10, day, int(one[:2]), int(one[3:]), tzinfo=SHANGHAI) for one in (start, end))
    return ShiftInput(starts, ends + timedelta(days=ends <= starts), heads, break_minutes)


def offer(firm: Enterprise, *shifts: ShiftInput, **more: Any) -> dict[str, Any]:
    """Return what is said of work in Fengjing: four hours on the next day at 26 yuan."""
    given: dict[str, Any] = {
        "town": FENGJING, "firm": firm, "title_zh": "食品包装", "title": "Packing food", "hourly_cny": Decimal(26), "place_zh": "工业园区北门",
        "latitude": Decimal("30.8900"), "longitude": Decimal("121.0200"), "shifts": list(shifts) or [span(19, "13:00", "17:00")],
    }  # fmt: skip
    return {**given, **more}


def post(by: Standing, firm: Enterprise, *shifts: ShiftInput, at: datetime = NOW, **more: Any) -> Post:
    """Return work that is offered."""
    return actions.post_work(by=by, at=at, circle=circle_named(by, "five-towns"), **offer(firm, *shifts, **more))


def shifts(row: Post) -> list[Shift]:
    """Return the shifts of a post in order."""
    return list(Shift.objects.visible_to(HOUSE).filter(post=row).select_related("post").order_by("starts_at"))


def now(row: Any) -> Any:
    """Return a row as it stands in the database now."""
    return type(row).objects.visible_to(HOUSE).get(pk=row.pk)


def booking(shift: Shift, who: Worker) -> Booking:
    """Return what stands between a worker and a shift."""
    return Booking.objects.visible_to(HOUSE).select_related("shift__post", "worker").get(shift=shift, worker=who)


def booked(by: Standing, who: Worker, shift: Shift, at: datetime = NOW) -> Booking:
    """Return a shift that is a worker's: proposed by the platform, and said yes to."""
    with writing():
        made = propose(now(who), shift, by=HOUSE, at=at, answer_by=at + timedelta(hours=3))
    assert made is not None
    return actions.accept_proposal(by=by, at=at, booking=made)


def floor(by: Standing, at: datetime = NOW, **more: Any) -> WageFloor:
    """Return the floor of tier 2 as Pinghu would write it down."""
    given: dict[str, Any] = {
        "place_code": by.member[:6], "hourly_cny": Decimal(22), "valid_from": date(2024, 1, 1), "clause": "浙江省最低工资标准 第二档", **more,
    }  # fmt: skip
    return actions.note_floor(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)


BARRED: dict[str, Any] = {"ground": "arrears", "words": "工钱到期未付，两次催告无回音", "until_on": date(2024, 12, 1)}


def pact(five: Five, *towns: str) -> Agreement:
    """Return an agreement in force between towns, all five where none is named, with one clause on odd jobs."""
    parties = [getattr(five, town).row for town in towns] or [town.row for town in five.towns]
    with writing():
        made = make_agreement(five.circle, "odd-job-pact", parties)
        AgreementClause(
            of=made, number=1, text_zh="欠薪单位的禁发，各镇互认。", text="A ban for arrears holds in all.", in_circle=five.circle, circle=five.slug,
            owner=made.owner, audience=made.audience,
        ).save()  # fmt: skip
    return made


def bound(by: Standing, *pacts: Agreement) -> Standing:
    """Return a standing whose town is bound by agreements."""
    return replace(by, agreements=frozenset(one.pk for one in pacts))


def ban(by: Standing, firm: Enterprise, at: datetime = NOW, **more: Any) -> Ban:
    """Return an employer barred by the town of a clerk."""
    given = {**BARRED, **more}
    return actions.ban_employer(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, firm=firm, **given)
