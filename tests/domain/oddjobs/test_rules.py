"""What the law and the platform ask of posts, workers and hours: ages, floors, forms, fees, caps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.enums import PayForm
from pilin.domain.oddjobs.models import Post, WageFloor, Worker
from pilin.domain.oddjobs.rules import ShiftInput, Stretch
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.privacy.pseudonyms import key_path, pseudonym
from tests.factories import enterprises as firms
from tests.factories import oddjobs as make
from tests.factories.base import NOW, SHANGHAI, TODAY, Five, Stand

HOUSE = Stand.machine()
pytestmark = pytest.mark.above  # what is refused is refused above the database
ONE, OTHER = UUID(int=1), UUID(int=2)


def codes(error: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in error.value.faults]


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def shift_after(moment: datetime) -> ShiftInput:
    start = moment.replace(hour=13) + timedelta(days=1)
    return ShiftInput(start, start + timedelta(hours=4), 2)


@pytest.fixture
def firm(five: Five) -> Any:
    (made,) = firms.made(five.fengjing.clerk, firms.firm(1, division="310116102"))
    return made


@pytest.mark.source("D-09")
@pytest.mark.source("R-08")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "hourly", "refused"),
    [
        (at(2023, 6, 30), "23", False), (at(2023, 7, 1), "23", True), (at(2023, 7, 1), "23.99", True), (at(2023, 7, 1), "24", False),
        (at(2023, 6, 30), "22.99", True), (at(2024, 6, 27), "24", False),
    ],
)  # fmt: skip
def test_work_in_fengjing_is_paid_the_floor_of_the_day(
    five: Five, firm: Any, moment: datetime, hourly: str, refused: bool
):
    said = {"at": moment, "hourly_cny": Decimal(hourly)}
    if not refused:
        assert make.post(five.fengjing.clerk, firm, shift_after(moment), **said).floor_cny == (
            24 if moment >= at(2023, 7, 1, 0) else 23
        )
        return
    with pytest.raises(Invalid) as wrong:
        make.post(five.fengjing.clerk, firm, shift_after(moment), **said)
    assert codes(wrong) == [("below_floor", "hourly_cny")]
    assert "上海市最低工资标准" in str(wrong.value)
    assert Post.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("D-09")
@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_a_zhejiang_town_of_tier_two_takes_23_yuan_in_2024_and_not_21(five: Five):
    clerk = five.xindai.clerk
    (firm,) = firms.made(clerk, firms.firm(1))
    make.floor(clerk)
    offered = {"town": clerk.member, "latitude": Decimal("30.83"), "longitude": Decimal("121.01")}
    row = make.post(clerk, firm, hourly_cny=Decimal(23), **offered)
    assert (row.floor_cny, row.floor_at) == (22, clerk.member)
    with pytest.raises(Invalid) as wrong:
        make.post(clerk, firm, make.span(20, "13:00", "17:00"), hourly_cny=Decimal("21.99"), **offered)
    assert codes(wrong) == [("below_floor", "hourly_cny")]


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_where_nobody_confirmed_the_tier_no_pay_lies_below_the_lowest_and_no_floor_is_claimed(five: Five):
    clerk = five.huimin.clerk
    (firm,) = firms.made(clerk, firms.firm(1, division=clerk.member))
    offered = {"town": clerk.member, "latitude": Decimal("30.85"), "longitude": Decimal("120.98")}
    assert make.post(clerk, firm, hourly_cny=Decimal(20), **offered).floor_cny is None
    with pytest.raises(Invalid) as wrong:
        make.post(clerk, firm, make.span(20, "13:00", "17:00"), hourly_cny=Decimal("19.99"), **offered)
    assert codes(wrong) == [("below_floor", "hourly_cny")]
    (_fengjing, known), unknown = (
        next(one for one in queries.floors_told(HOUSE, "five-towns", TODAY) if one[0].code == code) for code in (make.FENGJING, clerk.member)
    )  # fmt: skip
    assert (known.hourly_cny, unknown[1].hourly_cny, unknown[1].at_least) == (24, None, 20)


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_the_higher_of_the_two_places_applies(five: Five):
    make.floor(five.xindai.clerk)
    ruling = [queries.floor_ruling("five-towns", work, employer, TODAY) for work, employer in [
        (make.XINDAI, make.FENGJING), (make.FENGJING, make.XINDAI), (make.XINDAI, ""), (make.XINDAI, "330482"), ("", make.FENGJING),
    ]]  # fmt: skip
    assert [(one.hourly_cny, one.place_code) for one in ruling] == [
        (24, make.FENGJING), (24, make.FENGJING), (22, make.XINDAI), (22, make.XINDAI), (24, make.FENGJING),
    ]  # fmt: skip


@pytest.mark.source("R-08")
@pytest.mark.source("P-10")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"fee_cny": Decimal(600)}, [("fee", "fee_cny")]), ({"agency": True}, [("agency", "form")]), ({"hourly_cny": Decimal(0)}, [("pay", "hourly_cny")]),
        ({"hourly_cny": Decimal("26.001")}, [("pay", "hourly_cny")]), ({"latitude": Decimal("121.02"), "longitude": Decimal("30.89")}, [("swapped", "latitude")]),
        ({"latitude": Decimal(0), "longitude": Decimal(0)}, [("elsewhere", "latitude")]), ({"trade": "moon"}, [("trade", "trade")]),
        ({"cover": "accident"}, [("cover_said", "cover_said")]), ({"place_code": "330421003"}, [("place", "place_code")]),
        ({"town": "320583102", "place_code": "320583102"}, [("town", "town")]), ({"title_zh": " "}, [("no_title", "title_zh")]),
    ],
)  # fmt: skip
def test_a_post_is_turned_down_with_each_fault_named(
    five: Five, firm: Any, more: dict[str, Any], found: list[tuple[str, str]]
):
    with pytest.raises(Invalid) as wrong:
        make.post(HOUSE, firm, **more)
    assert codes(wrong) == found
    assert Post.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_a_firm_that_the_register_calls_an_agency_hires_nobody_part_time_by_the_hour(five: Five):
    (firm,) = firms.made(five.fengjing.clerk, firms.firm(1, industry="7263", division="310116102"))
    with pytest.raises(Invalid) as wrong:
        make.post(five.fengjing.clerk, firm)
    assert codes(wrong) == [("agency", "form")]
    assert make.post(five.fengjing.clerk, firm, form=PayForm.FULL_TIME).form == "full_time"


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_a_firm_without_a_valid_code_posts_nothing(five: Five):
    (firm,) = firms.made(five.fengjing.clerk, firms.firm(1, uscc="", division="310116102"))
    with pytest.raises(Refused) as refused:
        make.post(five.fengjing.clerk, firm)
    assert refused.value.code == "not_verified"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("span", "code"),
    [
        ((19, "13:00", "17:00", 0), "heads"), ((19, "13:00", "17:00", 10**9), "heads"),
        ((18, "09:00", "12:00", 1), "past"), ((19, "08:00", "18:00", 1), "day_hours"),
        ((19, "13:00", "14:00", 1, 60), "break"),
    ],
)  # fmt: skip
def test_a_shift_that_cannot_be_is_named(five: Five, firm: Any, span: tuple[Any, ...], code: str):
    with pytest.raises(Invalid) as wrong:
        make.post(five.fengjing.clerk, firm, make.span(19, "07:00", "11:00"), make.span(*span))
    assert [(fault.row, fault.code) for fault in wrong.value.faults] == [(2, code)]


@pytest.mark.django_db
def test_a_shift_that_ends_before_it_starts_is_turned_down_and_one_over_midnight_is_right(five: Five, firm: Any):
    start = make.span(19, "22:00", "23:00").starts_at
    with pytest.raises(Invalid) as wrong:
        make.post(five.fengjing.clerk, firm, ShiftInput(start, start - timedelta(hours=1), 1))
    assert [fault.code for fault in wrong.value.faults] == ["ends"]
    (night,) = make.shifts(make.post(five.fengjing.clerk, firm, make.span(19, "22:00", "06:00", 1, 30)))
    assert (night.hours, queries.card_of(night, None).overnight, queries.card_of(night, None).cny) == (
        Decimal("7.5"),
        True,
        Decimal("195.00"),
    )


@pytest.mark.source("D-09")
@pytest.mark.source("R-16")
@pytest.mark.django_db
def test_a_worker_of_fifteen_years_and_364_days_is_refused_and_one_of_sixteen_is_enrolled(five: Five):
    clerk = five.xindai.clerk
    with pytest.raises(Invalid) as wrong:
        make.worker(clerk, 1, number=make.number(1, date(2008, 10, 19)))
    assert codes(wrong) == [("under_age", "number")]
    assert Worker.objects.visible_to(HOUSE).count() == 0
    row = make.worker(clerk, 2, number=make.number(2, date(2008, 10, 18)))
    assert (row.aged_on, row.adult_on) == (TODAY, date(2026, 10, 18))
    assert make.worker(clerk, 3, number=make.number(3, date(2006, 10, 18))).adult_on is None


@pytest.mark.source("R-16")
def test_somebody_born_on_the_29th_of_february_is_sixteen_on_the_first_of_march():
    number = make.number(1, date(2008, 2, 29))
    early, on_the_day = rules.number_read(number, date(2024, 2, 28)), rules.number_read(number, date(2024, 2, 29))
    assert [one.code for one in early] == ["under_age"]
    assert on_the_day == rules.enrolling.NumberRead(number[-4:], date(2026, 3, 1))


@pytest.mark.source("R-16")
@pytest.mark.source("R-17")
@pytest.mark.django_db
def test_one_person_is_one_worker_in_five_towns_and_the_number_is_nowhere(five: Five):
    number = make.number(7)
    row = make.worker(five.xindai.clerk, 7)
    assert (
        row.digest == pseudonym("five-towns", number) == pseudonym("five-towns", f" {number[:6]} {number[6:]}".lower())
    )
    assert row.digest != pseudonym("other-circle", number)
    assert number not in "".join(str(getattr(row, column.attname)) for column in row._meta.concrete_fields)
    assert row.last_four == number[-4:]
    with pytest.raises(Conflict) as twice:
        make.worker(five.fengjing.clerk, 7)
    assert twice.value.code == "enrolled"
    assert oct(key_path().stat().st_mode & 0o777) == "0o600"


@pytest.mark.source("R-16")
@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "123", "11010519491231002Y", "110105194912310021", "999999197502300019"])
def test_a_number_that_does_not_hold_is_turned_down(five: Five, number: str):
    with pytest.raises(Invalid) as wrong:
        make.worker(five.xindai.clerk, 1, number=number)
    assert codes(wrong) == [("number", "number")]


@pytest.mark.django_db
def test_a_worker_is_turned_down_with_each_fault_named(five: Five):
    with pytest.raises(Invalid) as wrong:
        make.worker(
            five.xindai.clerk, 1, name=" ", phone="call me", home="", latitude=Decimal(121), longitude=Decimal("30.8"), trades=["moon"], free=1 << 28,
            max_km=0, min_hourly_cny=Decimal(-1), travels="rocket",
        )  # fmt: skip
    assert codes(wrong) == [
        ("swapped", "latitude"), ("no_name", "name"), ("phone", "phone"), ("no_home", "home"), ("trade", "trades"), ("free", "free"),
        ("max_km", "max_km"), ("min_hourly", "min_hourly_cny"), ("travels", "travels"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_point_is_kept_to_a_kilometre_only(five: Five):
    row = make.worker(five.xindai.clerk, 1, latitude=Decimal("30.83499"), longitude=Decimal("121.01501"))
    assert (make.now(row).latitude, make.now(row).longitude) == (Decimal("30.83"), Decimal("121.02"))


def stretch(day: int, start: int, hours: str, employer: UUID = ONE, form: str = PayForm.PART_TIME) -> Stretch:
    """Return work in October 2024, the 14th of which is a Monday."""
    begins = datetime(2024, 10, 1, tzinfo=SHANGHAI) + timedelta(days=day - 1, hours=start)
    return Stretch(employer, begins, begins + timedelta(hours=float(hours)), Decimal(hours), form)


@pytest.mark.source("R-08")
@pytest.mark.parametrize(
    ("held", "new", "code"),
    [
        ([stretch(14 + n, 8, "4") for n in range(5)], stretch(19, 8, "4"), ""),  # 24 in the week, 4 a day
        ([stretch(14 + n, 8, "4") for n in range(5)], stretch(19, 8, "4.5"), "employer_week"),  # 24.5
        ([stretch(14 + n, 8, "4") for n in range(5)], stretch(19, 8, "4.5", OTHER), ""),  # another employer
        ([stretch(14, 8, "4")], stretch(14, 13, "4", OTHER), ""),  # 8 on one day over two employers
        ([stretch(14, 8, "4")], stretch(14, 13, "4.5", OTHER), "day"),
        ([stretch(14 + n, 8, "8", UUID(int=n + 5)) for n in range(5)], stretch(19, 8, "4", OTHER), ""),  # 44 over six employers
        ([stretch(14 + n, 8, "8", UUID(int=n + 5)) for n in range(5)], stretch(19, 8, "4.5", OTHER), "week"),
        ([stretch(14 + n, 8, "8", UUID(int=n + 5)) for n in range(5)], stretch(21, 8, "8", OTHER), ""),  # the next week
        ([stretch(14 + n, 8, "6", ONE, PayForm.FULL_TIME) for n in range(5)], stretch(19, 8, "6", ONE, PayForm.FULL_TIME), ""),  # not part-time
        ([stretch(1, 20, "6"), *[stretch(3 + n, 8, "6") for n in range(3)], *[stretch(7 + n, 8, "6") for n in range(4)]], stretch(14, 8, "6"), ""),  # 54 in 14 days
        ([stretch(day, 8, "6") for day in (2, 3, 4, 5, 7, 8, 9, 10, 14)], stretch(16, 8, "6"), ""),  # 60 in fifteen days: 4.0 a day
        ([stretch(day, 8, "6") for day in (2, 3, 4, 5, 7, 8, 9, 10, 14)], stretch(16, 8, "6.5"), "employer_average"),  # 60.5
        ([stretch(day, 8, "6") for day in (2, 3, 4, 5, 7, 8, 9, 10, 14)], stretch(17, 8, "6.5"), ""),  # the first day has left the period
    ],
)  # fmt: skip
def test_hours_stay_within_the_caps(held: list[Stretch], new: Stretch, code: str):
    verdict = rules.too_many_hours(held, new)
    assert (bool(verdict), verdict.code) == (not code, code)


def test_a_shift_over_midnight_counts_on_the_day_it_starts():
    night = stretch(20, 22, "8")  # a Sunday
    assert night.day == date(2024, 10, 20)
    assert rules.too_many_hours([night], stretch(21, 8, "8", OTHER)).code == ""
    assert rules.too_many_hours([night], stretch(20, 8, "0.5", OTHER)).code == "day"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 16), st.sampled_from([ONE, OTHER])), max_size=25))
def test_whatever_is_added_one_by_one_never_breaks_a_cap(asked: list[tuple[int, int, UUID]]):
    held: list[Stretch] = []
    for day, halves, employer in asked:
        new = stretch(day, 6, str(Decimal(halves) / 2), employer)
        if rules.too_many_hours(held, new):
            held.append(new)
    for first in range(1, 29):
        on = date(2024, 10, 1) + timedelta(days=first - 1)
        assert sum((one.hours for one in held if one.day == on), Decimal()) <= 8
        for employer in (ONE, OTHER):
            period = [one.hours for one in held if one.employer == employer and on <= one.day < on + timedelta(days=15)]
            assert sum(period, Decimal()) <= 60
            week = [
                one for one in held if one.employer == employer and one.day.isocalendar()[:2] == on.isocalendar()[:2]
            ]
            assert sum((one.hours for one in week), Decimal()) <= 24


@given(st.integers(0, (1 << 28) - 1))
def test_parts_of_the_week_and_their_number_are_one(bits: int):
    assert rules.bits_of(rules.parts_of(bits)) == bits


def test_somebody_is_free_for_a_shift_when_free_in_all_parts_it_touches():
    afternoon, evening = rules.bits_of([(5, 2)]), rules.bits_of([(5, 3)])  # Saturday, the 19th
    four, long = make.span(19, "13:00", "17:00"), make.span(19, "15:00", "19:00")
    told = [
        rules.free_at(bits, one.starts_at, one.ends_at)
        for bits in (0, afternoon, evening, afternoon | evening)
        for one in (four, long)
    ]
    assert told == [True, True, True, False, False, False, True, True]
    assert rules.parts_of(rules.free_parts(*_ends(make.span(19, "18:00", "06:00")))) == [(5, 3), (6, 0)]


def _ends(one: ShiftInput) -> tuple[datetime, datetime]:
    return one.starts_at, one.ends_at


@pytest.mark.source("R-08")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"hourly_cny": Decimal(0)}, [("hourly", "hourly_cny")]), ({"monthly_cny": Decimal(5)}, [("monthly", "monthly_cny")]),
        ({"valid_to": date(2023, 1, 1)}, [("ends", "valid_to")]), ({"clause": " "}, [("no_clause", "clause")]),
    ],
)  # fmt: skip
def test_a_floor_is_turned_down_with_each_fault_named(five: Five, more: dict[str, Any], found: list[tuple[str, str]]):
    with pytest.raises(Invalid) as wrong:
        make.floor(five.xindai.clerk, **more)
    assert codes(wrong) == found


@pytest.mark.source("R-08")
@pytest.mark.django_db
def test_a_town_s_own_word_goes_before_the_table_and_the_smaller_place_before_the_larger(five: Five):
    clerk = five.fengjing.clerk
    make.floor(clerk, place_code="31", hourly_cny=Decimal(25), valid_from=date(2024, 7, 1))
    make.floor(
        clerk, place_code="310116102", hourly_cny=Decimal(27), valid_from=date(2024, 9, 1), valid_to=date(2024, 9, 30)
    )
    days = [date(2024, 6, 30), date(2024, 7, 1), date(2024, 9, 30), date(2024, 10, 1)]
    assert [queries.floor_ruling("five-towns", make.FENGJING, "", day).hourly_cny for day in days] == [24, 25, 27, 25]
    make.floor(clerk, place_code="31", hourly_cny=Decimal(26), valid_from=date(2024, 7, 1))
    assert queries.floor_ruling("five-towns", make.FENGJING, "", days[1]).hourly_cny == 26
    with pytest.raises(Invalid) as others:
        make.floor(five.zhujing.clerk, place_code="31", hourly_cny=Decimal(20), valid_from=date(2024, 7, 1))
    assert codes(others) == [("others", "place_code")]
    assert WageFloor.objects.visible_to(HOUSE).count() == 2


def test_now_is_the_day_these_tests_speak_of():
    assert NOW.date() == date(2024, 10, 18)
