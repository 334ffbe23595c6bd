"""Which copies stay, and when the next is due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pilin.foundation.access.verdict import Invalid
from pilin.foundation.backups import rules
from tests.factories.base import SHANGHAI

AT = datetime(2026, 11, 27, 3, 0, tzinfo=SHANGHAI)
USUAL = rules.plan_of("/copies", 24, "daily 7, weekly 4, monthly 12")


def test_a_year_of_days_leaves_days_weeks_and_months() -> None:
    moments = [AT - timedelta(days=days) for days in range(400)]
    stay = sorted(rules.kept(moments, USUAL.keep), reverse=True)
    days = [(AT - moment).days for moment in stay]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    weeks = [day for day in days if (AT - timedelta(days=day)).weekday() == 6]  # a week's newest copy is its Sunday's
    assert [day for day in weeks if day < 28] == [5, 12, 19]
    assert [f"{moment:%Y-%m-%d}" for moment in stay][-3:] == ["2026-02-28", "2026-01-31", "2025-12-31"]
    assert len(stay) == 7 + 2 + 11  # of the four weeks and twelve months, some are among the days already


def test_days_without_a_copy_cost_none_of_those_that_have_one() -> None:
    moments = [AT - timedelta(days=days) for days in (0, 30, 60, 90)]
    assert rules.kept(moments, (("daily", 7),)) == set(moments)
    assert rules.kept(moments, (("daily", 2),)) == set(moments[:2])


def test_the_newest_stays_whatever_the_plan_says() -> None:
    assert rules.kept([AT], (("daily", 0),)) == {AT}
    assert rules.kept([], USUAL.keep) == set()


def test_of_two_on_one_day_the_later_stays() -> None:
    early = AT - timedelta(hours=2)
    assert rules.kept([AT, early], (("daily", 7),)) == {AT}


@pytest.mark.parametrize(
    ("tried", "worked", "due"),
    [(None, False, True), (timedelta(hours=23), True, False), (timedelta(hours=24), True, True),
     (timedelta(minutes=59), False, False), (timedelta(hours=1), False, True)],
)  # fmt: skip
def test_a_copy_is_due_after_its_time_and_after_a_failed_try_within_the_hour(
    tried: timedelta | None, worked: bool, due: bool
) -> None:
    assert rules.is_due(USUAL, AT - tried if tried else None, worked, AT) == due


def test_nothing_is_due_where_no_plan_is() -> None:
    none = rules.plan_of("", 24, "daily 7")
    assert (rules.is_due(none, None, False, AT), rules.is_fresh(none, None, AT)) == (False, True)


def test_one_copy_may_be_missed_and_two_may_not() -> None:
    ages = (0, 47, 48, 49)
    fresh = [rules.is_fresh(USUAL, AT - timedelta(hours=hours), AT) for hours in ages]
    assert (fresh, rules.is_fresh(USUAL, None, AT)) == ([True, True, True, False], False)


def test_settings_that_cannot_be_followed_are_all_named() -> None:
    with pytest.raises(Invalid) as invalid:
        rules.plan_of("/copies", "often", "hourly 3")
    assert [fault.field for fault in invalid.value.faults] == ["backup_every_hours", "backup_keep"]
