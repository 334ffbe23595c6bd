"""How often a site drills, and when the next drill is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.drills.enums import SiteKind
from pilin.domain.drills.rules import Due, Duty, built_in_duties, duty_on, months_later, next_due

pytestmark = pytest.mark.once
HELD = date(2023, 6, 29)


def after(kind: str, last: date | None, since: date | None = None, on: date = HELD) -> Due:
    return next_due(kind, "310104", last, since, on)


@pytest.mark.source("D-20")
def test_a_construction_site_is_due_half_a_year_after_the_drill_of_29_june_2023():
    due = after("construction", HELD)
    assert (due.on, due.drilled, due.state) == (date(2023, 12, 29), True, "later")
    assert due.duty is not None and due.duty.clause_zh == "生产安全事故应急条例 第八条第二款"


@pytest.mark.source("R-13")
def test_a_town_is_due_within_two_years_and_operators_every_half_year():
    assert after("town", HELD).on == date(2025, 6, 29)
    months = {kind: duty.months if (duty := duty_on(kind, "33", HELD)) else None for kind in SiteKind.values}
    assert months == {"construction": 6, "hazardous": 6, "town": 24, "crowded": 6, "scenic": 6, "mine": 6, "park": None}


@pytest.mark.source("D-27")
def test_a_park_has_no_duty_of_its_own():
    assert after("park", None, date(2010, 1, 1)) == Due("none")


def test_who_never_drilled_is_counted_from_when_the_duty_began_and_from_nothing_where_nobody_knows():
    assert after("hazardous", None, date(2023, 3, 31)).on == date(2023, 9, 30)
    older = after("hazardous", None, date(2001, 1, 1))
    assert (older.on, older.counted_from, older.state, older.drilled) == (
        date(2019, 10, 1),
        date(2019, 4, 1),
        "overdue",
        False,
    )
    unknown = after("hazardous", None)
    assert (unknown.state, unknown.on, unknown.days, unknown.duty is None) == ("unknown", None, None, False)


@pytest.mark.parametrize(
    ("day", "state", "left"),
    [
        (date(2023, 11, 13), "later", 46),
        (date(2023, 11, 14), "soon", 45),
        (date(2023, 12, 29), "soon", 0),
        (date(2023, 12, 30), "overdue", -1),
    ],
)
def test_it_is_soon_in_the_last_weeks_and_overdue_the_day_after(day: date, state: str, left: int):
    due = after("construction", HELD, on=day)
    assert (due.state, due.days) == (state, left)


def test_before_the_rule_was_in_force_there_was_no_duty():
    assert duty_on("construction", "31", date(2019, 3, 31)) is None
    assert duty_on("construction", "31", date(2019, 4, 1)) is not None


def test_the_rule_of_a_narrower_place_and_a_later_day_goes_before():
    wide = Duty("town", 24, "", date(2019, 4, 1), None, "全国", "all", "")
    narrow = Duty("town", 12, "3101", date(2020, 1, 1), date(2020, 12, 31), "本市", "city", "")
    newer = Duty("town", 18, "", date(2022, 1, 1), None, "新", "new", "")
    rows = (wide, narrow, newer)
    assert duty_on("town", "310104", date(2020, 6, 1), rows) == narrow
    assert duty_on("town", "330421", date(2020, 6, 1), rows) == wide
    assert duty_on("town", "310104", date(2021, 6, 1), rows) == wide
    assert duty_on("town", "310104", date(2022, 6, 1), rows) == newer


def test_every_duty_names_its_clause_and_its_source():
    assert [
        one for one in built_in_duties() if not (one.clause_zh and one.clause and one.source and one.months > 0)
    ] == []


@given(st.dates(date(2019, 4, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_so_many_months_later_is_in_that_month_and_never_before(on: date, months: int):
    later = months_later(on, months)
    assert (later.year * 12 + later.month) - (on.year * 12 + on.month) == months
    assert later.day == on.day or (later + timedelta(days=1)).day == 1
