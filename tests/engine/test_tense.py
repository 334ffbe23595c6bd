"""A tense that does not fit the day it was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Tense, misfit_of, tense_of

S2, S4 = date(2024, 5, 14), date(2020, 9, 10)
SENTENCE = (
    "At present, there are three river-crossing passages in Nantong, and construction of four more will start in 2022."
)
DAYS = st.dates(date(1990, 1, 1), date(2110, 12, 31))
YEARS = st.integers(1950, 2150)


@pytest.mark.source("6-tense", "D-50")
@pytest.mark.parametrize("text", [SENTENCE, "construction of four more will start in 2022", "另有四条将于2022年开工"])
def test_a_year_to_come_that_lay_behind_is_flagged(text: str) -> None:
    found = misfit_of(text, S2)
    assert found is not None
    assert (found.tense, str(found.named), found.said_on) == (Tense.FUTURE, "2022", S2)


@pytest.mark.source("6-tense")
@pytest.mark.parametrize(
    ("text", "said_on"),
    [
        ("construction will start in the second quarter of next year", S4),
        ("with the work to be completed by the end year", S4),
        ("The Su-Tong second passage is about to start construction", S2),
        ("will start in 2024", S2),  # the year is not over
        ("has been opened in 2024", S2),  # and may have begun
        ("On June 30, 2008, the Sutong Bridge was opened to traffic", S2),
        ("In 2022, we formulated and implemented five plans; the zone will be built in 2025", S2),
        ("in 2022", S2),  # tells of no tense
        ("was planned, and will start in June", S2),  # June could be two
        ("", S2),
        ("2022年已开工", S2),
        ("将于2025年开工", S2),
    ],
)
def test_what_fits_or_cannot_be_told_is_not(text: str, said_on: date) -> None:
    assert misfit_of(text, said_on) is None


@pytest.mark.parametrize(
    ("text", "tense", "named"),
    [
        ("it will open on June 1, 2023", Tense.FUTURE, "2023-06-01"),
        ("it will be completed last year", Tense.FUTURE, "2023"),
        ("去年即将开工", Tense.FUTURE, "2023"),
        ("the bridge was opened in 2026", Tense.DONE, "2026"),
        ("2026年已开工", Tense.DONE, "2026"),
        ("the park opened next year", Tense.DONE, "2025"),
    ],
)
def test_either_side_of_the_day_is_judged(text: str, tense: Tense, named: str) -> None:
    found = misfit_of(text, S2)
    assert found is not None
    assert (found.tense, str(found.named)) == (tense, named)


def test_nothing_is_judged_without_a_day() -> None:
    assert misfit_of(SENTENCE, None) is None


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("will be completed", Tense.FUTURE),
        ("to be completed", Tense.FUTURE),
        ("was to be completed", None),
        ("is going to start", Tense.FUTURE),
        ("计划开工", Tense.FUTURE),
        ("已建成", Tense.DONE),
        ("has been built", Tense.DONE),
        ("construction", None),
    ],
)
def test_a_clause_speaks_of_what_comes_or_of_what_is_done(text: str, tense: Tense | None) -> None:
    assert tense_of(text) is tense


@given(YEARS, DAYS)
def test_a_year_is_flagged_exactly_when_it_lies_on_the_other_side(year: int, said_on: date) -> None:
    ahead, done = misfit_of(f"it will start in {year}", said_on), misfit_of(f"it was opened in {year}", said_on)
    assert (ahead is not None, done is not None) == (year < said_on.year, year > said_on.year)


@given(DAYS, st.integers(1, 4000))
def test_the_day_itself_fits_both_ways(said_on: date, days: int) -> None:
    today, before = said_on.isoformat(), (said_on - timedelta(days=days)).isoformat()
    assert misfit_of(f"will start {today}", said_on) is None
    assert misfit_of(f"was opened {today}", said_on) is None
    found = misfit_of(f"will start {before}", said_on)
    assert found is not None
    assert str(found.named) == before


@given(st.text(max_size=60), DAYS)
def test_any_text_has_an_answer(text: str, said_on: date) -> None:
    found = misfit_of(text, said_on)
    assert found is None or (found.named.last < said_on if found.tense is Tense.FUTURE else found.named.first > said_on)
