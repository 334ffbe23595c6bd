"""Spans of days over two columns, and what is in force on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import Office
from pilin.foundation.values.columns import as_partial_date, in_force_on
from tests.factories.base import writing

HOUSE = Standing.machine("test")
spans = st.sampled_from(["2016-03-18", "2017-08", "2019-11", "2024-Q2", "2024", "2024-06-27"]).map(PartialDate.parse)
days = st.dates(date(2015, 1, 1), date(2026, 1, 1))


@given(st.none() | spans)
def test_a_span_comes_back_as_it_was_put(value):
    row = Office()
    row.valid_to = value
    assert row.valid_to == value


@pytest.mark.parametrize(
    ("given_as", "shown"),
    [
        ("2017-08", "2017-08"),
        (date(2016, 3, 18), "2016-03-18"),
        ("", "None"),
        (None, "None"),
        (PartialDate.parse("2024"), "2024"),
    ],
)
def test_a_span_is_put_as_text_day_or_span(given_as, shown):
    assert str(as_partial_date(given_as)) == shown


@pytest.mark.parametrize("text", ["2024-02-30", "2024-13", "yesterday", "2024-06-27 "[:9]])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):  #  (the words are the engine's own)
        as_partial_date(text)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=spans, ends=st.none() | spans, on=days)
def test_in_force_from_the_first_day_of_the_start_to_the_last_of_the_end(five, starts, ends, on):
    """A start known to the month counts from its first day, an end until its last; both inclusive."""
    with writing():
        row = Office.objects.visible_to(HOUSE).get(person=five.huimin.clerk_user)
        row.valid_from, row.valid_to = starts, ends
        row.save()
    expected = starts.first <= on and (ends is None or on <= ends.last)
    assert Office.objects.visible_to(HOUSE).filter(in_force_on(on), pk=row.pk).exists() == expected


@pytest.mark.django_db
def test_month_precision_sorts_between_days(five):
    with writing():
        for row, start in zip(
            Office.objects.visible_to(HOUSE).all()[:4], ["2024-06-27", "2017-08", "2019-11", "2016-03-18"], strict=True
        ):
            row.valid_from = start
            row.audience = "public"
            row.save()
    found = Office.objects.visible_to(Standing.public()).order_by("valid_from_first", "valid_from_last")
    assert [str(row.valid_from) for row in found] == ["2016-03-18", "2017-08", "2019-11", "2024-06-27"]
