"""On the day and after it: coming, hours both sides say, appeals across the border, pay, arrears, and the proof of it all."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.documents import pdf_of
from pilin.domain.oddjobs.models import PayProof
from pilin.domain.oddjobs.rules import Deduction
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.notices.models import Notice
from tests.factories import enterprises as firms
from tests.factories import oddjobs as make
from tests.factories.base import NOW, SHANGHAI, Five, Stand, writing

HOUSE = Stand.machine()
HOUR = timedelta(hours=1)


@pytest.fixture
def work(five: Five) -> Any:
    """Return a shift in Fengjing that is a Xindai worker's: 13 to 17 on the 19th, 26 yuan, and who is who."""
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division="310116102"))
    me, boss = firms.person("me"), firms.speaker("boss", firm, clerk)
    worker = make.worker(me, 1)
    (shift,) = make.shifts(make.post(boss, firm))
    return SimpleNamespace(
        five=five,
        me=me,
        boss=boss,
        worker=worker,
        shift=shift,
        row=make.booked(me, worker, shift),
        start=shift.starts_at,
        end=shift.ends_at,
        firm=firm,
    )


def code(work: Any, at: datetime) -> str:
    return rules.code_of(settings.SECRET_KEY, work.shift.pk, at)


def paid_work(work: Any, minutes: int = 240) -> Any:
    """Return the pay of a shift whose hours both sides said."""
    for by in (work.boss, work.me):
        actions.say_hours(by=by, at=work.end, booking=work.row, minutes=minutes)
    return queries.pay_of(work.row)


@pytest.mark.django_db
def test_a_worker_comes_by_the_code_of_the_foremans_telephone_and_twice_is_once(work: Any):
    at = work.start - timedelta(minutes=5)
    came = actions.check_in(by=work.me, at=at, booking=work.row, code=code(work, at), km=0.2)
    again = actions.check_in(by=work.me, at=at + HOUR, booking=work.row, code="")
    gone = actions.check_out(by=work.me, at=work.end, booking=work.row)
    assert (came.in_at, came.in_by, came.in_far, again.in_at, gone.out_at, gone.out_by) == (
        at,
        "worker",
        False,
        at,
        work.end,
        "worker",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "age", "refusal"),
    [(-61, 0, "too_early"), (-60, 0, ""), (0, 14, ""), (0, 31, "code"), (239, 0, ""), (240, 0, "over")],
)
def test_a_code_is_good_for_a_quarter_and_coming_for_the_shift(work: Any, minutes: int, age: int, refusal: str):
    at = work.start + timedelta(minutes=minutes)
    said = code(work, at - timedelta(minutes=age))
    if not refusal:
        assert actions.check_in(by=work.me, at=at, booking=work.row, code=said).in_at == at
        return
    with pytest.raises(Refused) as refused:
        actions.check_in(by=work.me, at=at, booking=work.row, code=said)
    assert refused.value.code == refusal


@pytest.mark.django_db
def test_a_code_of_another_shift_is_none(work: Any):
    (other,) = make.shifts(make.post(work.boss, work.firm, make.span(20, "13:00", "17:00")))
    with pytest.raises(Refused) as refused:
        actions.check_in(
            by=work.me, at=work.start, booking=work.row, code=rules.code_of(settings.SECRET_KEY, other.pk, work.start)
        )
    assert refused.value.code == "code"


@pytest.mark.django_db
def test_a_night_shift_is_left_on_the_next_day_and_counts_on_the_first(work: Any):
    (night,) = make.shifts(make.post(work.boss, work.firm, make.span(20, "22:00", "06:00", 1, 30), form="full_time"))
    row = make.booked(work.me, work.worker, night)
    actions.check_in(by=work.boss, at=night.starts_at, booking=row)
    left = actions.check_out(by=work.boss, at=night.ends_at + HOUR, booking=row)
    assert (left.in_by, left.out_at.astimezone(SHANGHAI).day, left.absent_on) == ("employer", 21, None)
    with pytest.raises(Refused) as came:
        actions.mark_absent(by=work.boss, at=night.ends_at + HOUR, booking=row)
    assert came.value.code == "came"
    for by in (work.boss, work.me):
        actions.say_hours(by=by, at=night.ends_at + HOUR, booking=row, minutes=450)
    pay = queries.pay_of(row)
    assert (pay.gross_cny, pay.due_on) == (Decimal("195.00"), date(2024, 11, 4))


@pytest.mark.source("D-09")
@pytest.mark.django_db
def test_hours_stand_once_both_say_the_same_and_the_pay_is_owed_within_fifteen_days(work: Any):
    with pytest.raises(Refused) as early:
        actions.say_hours(by=work.boss, at=work.end - HOUR, booking=work.row, minutes=240)
    assert early.value.code == "under_way"
    first = actions.say_hours(by=work.boss, at=work.end, booking=work.row, minutes=230)
    assert (first.settled_on, queries.pay_of(work.row)) == (None, None)
    actions.say_hours(by=work.me, at=work.end, booking=work.row, minutes=240)
    last = actions.say_hours(by=work.boss, at=work.end + HOUR, booking=work.row, minutes=240)
    pay = queries.pay_of(work.row)
    assert (last.minutes, last.settled_by, last.settled_on) == (240, "both", date(2024, 10, 19))
    assert (pay.gross_cny, pay.net_cny, pay.hourly_cny, pay.floor_cny, pay.floor_at) == (
        104,
        104,
        26,
        24,
        make.FENGJING,
    )
    assert (pay.due_on, pay.owner, pay.parties) == (
        date(2024, 11, 3),
        make.FENGJING,
        f",{make.FENGJING},{make.XINDAI},",
    )
    with pytest.raises(Refused) as settled:
        actions.say_hours(by=work.me, at=work.end + HOUR, booking=work.row, minutes=300)
    assert settled.value.code == "settled"


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [-1, 481])
def test_hours_that_cannot_be_are_turned_down(work: Any, minutes: int):
    with pytest.raises(Invalid) as wrong:
        actions.say_hours(by=work.me, at=work.end, booking=work.row, minutes=minutes)
    assert [(fault.code, fault.field) for fault in wrong.value.faults] == [("minutes", "minutes")]


@pytest.mark.django_db
def test_silence_for_three_days_lets_hours_stand_and_a_difference_does_not(work: Any):
    actions.say_hours(by=work.me, at=work.end, booking=work.row, minutes=200)
    just_before = work.end + timedelta(days=3) - timedelta(seconds=1)
    assert queries.unsettled(just_before) == []
    assert actions.settle_hours(by=HOUSE, at=work.end + timedelta(days=3)) == 1
    kept = queries.attendance_of(work.row)
    assert (kept.minutes, kept.settled_by, queries.pay_of(work.row).gross_cny) == (200, "silence", Decimal("86.67"))


@pytest.mark.django_db
def test_where_both_say_something_else_nothing_is_settled_until_the_other_bank_decides(work: Any):
    five = work.five
    actions.say_hours(by=work.boss, at=work.end, booking=work.row, minutes=180)
    actions.say_hours(by=work.me, at=work.end, booking=work.row, minutes=240)
    assert queries.unsettled(work.end + timedelta(days=9)) == []
    appeal = actions.appeal(
        by=work.me, at=work.end, booking=work.row, about="hours", said="领班让我多干一小时", minutes=240
    )
    assert (appeal.owner, appeal.parties) == (make.XINDAI, f",{make.FENGJING},{make.XINDAI},")
    for by in (five.fengjing.clerk, five.huimin.clerk, work.boss):
        with pytest.raises(Refused) as refused:
            actions.hear_appeal(by=by, at=work.end, appeal=appeal, upheld=False, reason="没有道理")
        assert refused.value.code == "not_hearing"
    heard = actions.hear_appeal(by=five.xindai.clerk, at=work.end, appeal=appeal, upheld=True, reason="签到记录为证")
    kept = queries.attendance_of(work.row)
    assert (heard.upheld, heard.minutes, kept.minutes, kept.settled_by, queries.pay_of(work.row).gross_cny) == (
        True,
        240,
        240,
        "decision",
        104,
    )
    with pytest.raises(Conflict) as again:
        actions.hear_appeal(by=five.xindai.clerk, at=work.end, appeal=appeal, upheld=False, reason="改主意了")
    assert again.value.code == "decided"


@pytest.mark.django_db
def test_an_absence_is_appealed_to_a_town_of_the_other_bank_and_refused_it_stays(work: Any):
    five = work.five
    after = work.end + HOUR
    actions.mark_absent(by=work.boss, at=after, booking=work.row)
    appeal = actions.appeal(by=work.me, at=after, booking=work.row, about="absence", said="我在现场", minutes=240)
    assert queries.unsettled(after + timedelta(days=9)) == []
    actions.hear_appeal(by=five.xindai.clerk, at=after, appeal=appeal, upheld=False, reason="没有人看见")
    kept = queries.attendance_of(work.row)
    assert (kept.absent_on, kept.minutes, queries.pay_of(work.row)) == (date(2024, 10, 19), 0, None)


@pytest.mark.parametrize(
    ("work_town", "home", "hears"),
    [("A1", "B1", "B1"), ("A1", "A2", "B1"), ("B2", "A2", "A2"), ("B2", "B1", "A1"), ("A1", "elsewhere", "B1")],
)
def test_who_hears_an_appeal_is_never_of_the_bank_of_the_work(work_town: str, home: str, hears: str):
    towns = [SimpleNamespace(code=name, bank=-1 if name[0] == "A" else 1) for name in ("A1", "A2", "B1", "B2")]
    assert rules.hearing_town(work_town, home, towns) == hears  # type: ignore[arg-type]


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_pay_is_overdue_on_the_sixteenth_day_and_both_towns_are_told_once(work: Any):
    five = work.five
    pay = paid_work(work)
    fifteenth, sixteenth = (work.end + timedelta(days=days) for days in (15, 16))
    assert list(queries.overdue(HOUSE, fifteenth.date())) == []
    assert actions.raise_overdue(by=HOUSE, at=sixteenth) == 1
    assert (make.now(pay).alarm_on, make.now(pay).days_late(sixteenth.date())) == (sixteenth.date(), 1)
    told = set(Notice.objects.visible_to(HOUSE).filter(kind="job_overdue").values_list("person", flat=True))
    assert told == {five.fengjing.clerk.person, five.xindai.clerk.person}
    assert list(queries.overdue(HOUSE, sixteenth.date()).filter(alarm_on__isnull=True)) == []
    readers = [five.fengjing.clerk, five.xindai.clerk, five.huimin.clerk, Stand.public()]
    assert [queries.unpaid(by).count() for by in readers] == [1, 1, 0, 0]
    lines = [[item.title for item in queries.to_do(by, sixteenth.date())] for by in readers[:3]]
    assert [len(found) for found in lines] == [1, 1, 0]


@pytest.mark.source("D-09")
@pytest.mark.django_db
def test_the_employer_says_that_it_paid_and_the_worker_whether_it_came(work: Any):
    pay = paid_work(work)
    with pytest.raises(Refused) as ahead:
        actions.state_paid(by=work.boss, at=work.end, pay=pay, paid_on=date(2024, 10, 20))
    assert ahead.value.code == "ahead"
    actions.state_paid(by=work.boss, at=work.end, pay=pay, paid_on=work.end.date(), paid_how="微信")
    assert not make.now(pay).open
    denied = actions.deny_received(by=work.me, at=work.end + HOUR, pay=pay)
    assert denied.open
    assert queries.unpaid(work.five.xindai.clerk).count() == 1
    actions.state_paid(by=work.boss, at=work.end + HOUR, pay=pay, paid_on=work.end.date())
    done = actions.confirm_received(by=work.me, at=work.end + 2 * HOUR, pay=pay)
    assert (done.received_on, done.open, done.denied_on) == (work.end.date(), False, None)
    for deed in (actions.confirm_received, actions.deny_received):
        with pytest.raises(Conflict):
            deed(by=work.me, at=work.end + 3 * HOUR, pay=pay)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ([Deduction("fee", "押金", Decimal(10))], ["ground"]), ([Deduction("tax", " ", Decimal(10))], ["words"]),
        ([Deduction("tax", "个税", Decimal("1.005"))], ["amount"]), ([Deduction("tax", "个税", Decimal(105))], ["more"]),
        ([Deduction("damage", "打碎一箱", Decimal("20.81"))], ["damage", "damage"]),  # above a fifth of 104, and below 4 × 24
        ([Deduction("damage", "打碎一箱", Decimal("8.01"))], ["damage"]),  # what is left lies below the floor
        ([Deduction("damage", "打碎一箱", Decimal(8)), Deduction("tax", "个税", Decimal("3.50"))], []),
    ],
)  # fmt: skip
def test_nothing_is_taken_off_the_pay_without_a_ground(work: Any, taken: list[Deduction], found: list[str]):
    pay = paid_work(work)
    if not found:
        done = actions.state_paid(by=work.boss, at=work.end, pay=pay, paid_on=work.end.date(), deductions=taken)
        assert (done.net_cny, done.deductions[0]) == (
            Decimal("92.50"),
            {"ground": "damage", "words": "打碎一箱", "cny": "8.00"},
        )
        return
    with pytest.raises(Invalid) as wrong:
        actions.state_paid(by=work.boss, at=work.end, pay=pay, paid_on=work.end.date(), deductions=taken)
    assert [fault.code for fault in wrong.value.faults] == found
    assert make.now(pay).paid_on is None


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_where_the_floor_rose_since_the_post_the_pay_is_owed_at_the_floor(work: Any):
    make.floor(work.five.fengjing.clerk, place_code="31", hourly_cny=Decimal("26.50"), valid_from=date(2024, 10, 19))
    pay = paid_work(work)
    assert (pay.hourly_cny, pay.floor_cny, pay.gross_cny) == (Decimal("26.50"), Decimal("26.50"), Decimal(106))


@given(st.integers(0, 1440), st.decimals(1, 500, places=2))
def test_pay_is_exact_to_the_fen(minutes: int, hourly: Decimal):
    owed = rules.gross(minutes, hourly)
    assert owed == owed.quantize(Decimal("0.01"))
    assert abs(owed * 60 - hourly * minutes) <= Decimal("0.30")


@pytest.mark.source("D-09")
@pytest.mark.source("R-17")
@pytest.mark.django_db
def test_a_worker_takes_out_a_proof_and_what_stays_names_nobody(work: Any):
    paid_work(work)
    proof = actions.take_proof(
        by=work.me, at=work.end, worker=work.worker, first_on=date(2024, 10, 1), last_on=date(2024, 10, 31)
    )
    assert (proof.name, [line.gross_cny for line in proof.lines], proof.hours, proof.net_cny) == (
        "沈工1",
        ["104.00"],
        Decimal("4.00"),
        Decimal("104.00"),
    )
    row = queries.proof_known(proof.digest)
    assert row is not None
    assert (row.records, row.made_on, row.owner) == (1, date(2024, 10, 19), make.XINDAI)
    kept = " ".join(str(getattr(row, column.attname)) for column in row._meta.concrete_fields)
    assert [
        word for word in ("沈工1", work.worker.last_four, str(work.worker.pk), str(work.me.person)) if word in kept
    ] == []
    printed = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(
            io.BytesIO(pdf_of(proof, towns={make.FENGJING: "枫泾"}, address="http://x/1", lang="zh"))
        ).pages
    )
    squeezed = "".join(printed.split())
    assert [word for word in ("沈工1", "104.00", "食品包装", proof.digest[:20], "枫泾") if word not in squeezed] == []
    other = actions.take_proof(
        by=work.me, at=work.end, worker=work.worker, first_on=date(2024, 10, 1), last_on=date(2024, 10, 31)
    )
    assert other.digest != proof.digest  # a number drawn by lot: nobody finds the text by trying out names
    assert queries.proof_known("0" * 64) is None
    assert PayProof.objects.visible_to(HOUSE).count() == 2


@pytest.mark.django_db
def test_a_proof_of_days_without_hours_is_none(work: Any):
    with pytest.raises(Conflict) as nothing:
        actions.take_proof(
            by=work.me, at=work.end, worker=work.worker, first_on=date(2024, 10, 1), last_on=date(2024, 10, 31)
        )
    assert nothing.value.code == "nothing"


@pytest.mark.django_db
def test_hours_and_pay_of_both_banks_are_told_apart(work: Any):
    from pilin.foundation.members.queries import member_cards

    paid_work(work)
    told = queries.banks_of(queries.pays_of(work.worker), member_cards(HOUSE))
    assert [(told[side].cny, told[side].hours) for side in ("left", "right")] == [(0, 0), (104, 4)]


@pytest.mark.django_db
def test_what_waits_stands_in_the_workers_work_and_with_the_employer(work: Any):
    assert [row.pk for row in queries.works_to_say(work.boss, "five-towns", work.end)] == [work.row.pk]
    actions.say_hours(by=work.boss, at=work.end, booking=work.row, minutes=240)
    assert [item.url for item in queries.to_do(work.me, work.end.date())] == [
        f"/c/five-towns/jobs/bookings/{work.row.pk}/"
    ]
    actions.say_hours(by=work.me, at=work.end, booking=work.row, minutes=240)
    actions.state_paid(by=work.boss, at=work.end, pay=queries.pay_of(work.row), paid_on=work.end.date())
    assert [item.url for item in queries.to_do(work.me, work.end.date())] == ["/c/five-towns/jobs/pay/"]
    assert queries.works_to_say(work.boss, "five-towns", work.end) == []


@pytest.mark.source("R-17")
@pytest.mark.django_db
def test_hours_of_whoever_leaves_stay_without_a_name(work: Any):
    paid_work(work)
    actions.leave(by=work.me, at=work.end, worker=make.now(work.worker))
    with writing():
        kept = queries.pay_of(work.row)
    assert (kept.gross_cny, make.now(work.worker).name, make.now(work.worker).person) == (104, "", None)


def test_the_day_of_these_tests_is_a_friday():
    assert NOW.weekday() == 4
