"""How long services took before and after a day: medians, over what has answers on both sides."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.services import queries, rules
from pilin.domain.services.models import Service
from pilin.foundation.cases.models import Case
from tests.factories import services as make
from tests.factories.base import TODAY, Five, Stand, writing

DAY = timedelta(days=1)


@pytest.mark.source("D-77")
def test_fifty_days_cut_to_seventeen_are_66_per_cent():
    assert rules.cut(Decimal(50), Decimal(17)) == Decimal("0.66")
    assert [rules.cut(*pair) for pair in ((None, Decimal(1)), (Decimal(1), None), (Decimal(0), Decimal(1)))] == [
        None
    ] * 3


@given(before=st.integers(1, 250), after=st.integers(0, 250))
def test_a_cut_is_of_before(before: int, after: int):
    found = rules.cut(Decimal(before), Decimal(after))
    assert found is not None
    assert abs(before * (1 - found) - after) < Decimal("1e-20")


def answered(five: Five, service: Service, days_ago: int, took: int) -> None:
    """Let a request have been asked so many days ago and answered after so many days."""
    row = Case(
        in_circle=five.circle, circle=five.slug, owner=service.owner, kind="service_request", year=2024,
        number=Case.objects.visible_to(Stand.machine()).count() + 1, subject="问", about=service.pk, state="answered", assignee_id=five.fengjing.clerk.person,
        received_on=TODAY - days_ago * DAY, take_by=TODAY, answer_by=TODAY + 999 * DAY, due_on=TODAY + 999 * DAY,
        answered_on=TODAY + (took - days_ago) * DAY,
    )  # fmt: skip
    with writing():
        row.save()


@pytest.mark.django_db
@pytest.mark.source("D-77")
def test_an_item_added_later_changes_nothing_that_was_said_before(five: Five):
    first = make.service(five.fengjing.clerk, days_statutory=20, days_promised=5, clause="条例 第十九条")
    for ago, took in ((98, 14), (91, 14), (28, 7), (21, 7), (14, 7)):
        answered(five, first, ago, took)
    split = TODAY - 60 * DAY
    told = queries.days_compared(five.fengjing.clerk, five.slug, split, TODAY)
    (row,) = told.rows
    assert (row.before.number, row.after.number, told.matched) == (2, 3, 1)
    assert (told.before, told.after) == (row.before.median, row.after.median)
    assert row.promised_cut == Decimal("0.75")
    before = (told.before, told.after, told.cut)
    added = make.service(five.xindai.clerk, matter="new")
    answered(five, added, 10, 1)
    again = queries.days_compared(five.fengjing.clerk, five.slug, split, TODAY)
    assert ((again.before, again.after, again.cut), again.matched) == (before, 1)
    page = Client().get(f"/c/five-towns/services/days/?split={split}").content.decode()
    assert [mark in page for mark in ("n=2", "n=3", "-75 %", "S4:19")] == [True] * 4
    api = Client().get(f"/api/v1/circles/five-towns/service-days?split={split}").json()
    assert (api["matched"], api["median_before"]) == (1, float(told.before or 0))


@pytest.mark.django_db
def test_nothing_answered_is_said_so(five: Five):
    make.service(five.fengjing.clerk)
    told = queries.days_compared(five.fengjing.clerk, five.slug, TODAY, TODAY)
    assert (told.matched, told.before, told.cut) == (0, None, None)
    assert ">n=" not in Client().get("/c/five-towns/services/days/").content.decode()
