"""Dates said from where the speaker stands, and which year since an event a day lies in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Confidence, PartialDate, Precision, resolve_relative, year_count

S2, S4 = date(2024, 5, 14), date(2020, 9, 10)
DAYS = st.dates(date(1990, 1, 1), date(2110, 12, 31))
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ORDER = {1: ("first", "一"), 2: ("second", "二"), 3: ("third", "三"), 4: ("fourth", "四")}
YEARS = {-1: ("last year", "去年"), 0: ("this year", "今年"), 1: ("next year", "明年")}


@pytest.mark.source("D-56", "D-92")
@pytest.mark.parametrize(
    ("words", "said_on", "meant"),
    [
        ("On November 30 last year", S2, "2023-11-30"),
        ("On April 30 this year", S2, "2024-04-30"),
        ("construction will start in the second quarter of next year", S4, "2021-Q2"),
        ("明年二季度", S4, "2021-Q2"),
        ("去年11月30日", S2, "2023-11-30"),
        ("work to be completed by the end of the year", S4, "2020-12-31"),
        ("明年底", S2, "2025-12-31"),
        ("30th of November last year", S2, "2023-11-30"),
        ("last quarter of this year", S2, "2024-Q4"),
        ("next quarter", date(2020, 11, 2), "2021-Q1"),
        ("下个月", date(2023, 12, 31), "2024-01"),
        ("by May next year", S2, "2025-05"),
        ("it may open next year", S2, "2025"),
        ("the year after next", S2, "2026"),
        ("前年", S2, "2022"),
        ("yesterday", date(2024, 3, 1), "2024-02-29"),
    ],
)
def test_what_is_said_from_a_day_is_counted_from_it(words: str, said_on: date, meant: str) -> None:
    found = resolve_relative(words, said_on)
    assert (str(found.value), found.confidence, found.candidates) == (meant, Confidence.RELATIVE, ())


@pytest.mark.parametrize(
    ("words", "meant"), [("in 2021", "2021"), ("2021-Q2", "2021-Q2"), ("June 30, 2008", "2008-06-30"), ("2023年2月", "2023-02"), ("2025年底", "2025-12-31")]
)  # fmt: skip
def test_what_says_its_own_year_needs_no_day(words: str, meant: str) -> None:
    found = resolve_relative(words)
    assert (str(found.value), found.confidence) == (meant, Confidence.STATED)


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ("June 29th", ["2023-06-29", "2024-06-29"]),  # the last or the next
        ("the second quarter", ["2024-Q2", "2025-Q2"]),
        ("the first half of next year", ["2025-Q1", "2025-Q2"]),
        ("next year or the year after next", ["2025", "2026"]),
        ("November 30 last year and April 30 last year", ["2023-04-30", "2023-11-30"]),
        ("February 29", ["2024-02-29", "2028-02-29"]),
        ("February 29 last year", []),  # no such day
        ("2024-02-30", []),
        ("about to start", []),
        ("", []),
    ],
)
def test_what_could_mean_several_is_none_of_them(words: str, candidates: list[str]) -> None:
    found = resolve_relative(words, S2)
    assert (found.value, found.confidence) == (None, Confidence.UNKNOWN)
    assert [str(one) for one in found.candidates] == candidates


def test_without_the_day_of_saying_nothing_is_counted() -> None:
    assert [resolve_relative(words).value for words in ("last year", "next month", "tomorrow", "June 29th")] == [
        None
    ] * 4


@given(DAYS, st.sampled_from([-1, 0, 1]), st.integers(1, 4), st.integers(0, 1))
def test_a_quarter_of_a_year_counted_is_that_quarter(said_on: date, offset: int, quarter: int, language: int) -> None:
    words = (
        f"the {ORDER[quarter][0]} quarter of {YEARS[offset][0]}"
        if language == 0
        else f"{YEARS[offset][1]}{ORDER[quarter][1]}季度"
    )
    found = resolve_relative(words, said_on)
    assert found.value == PartialDate.parse(f"{said_on.year + offset}-Q{quarter}")
    assert found.value.precision is Precision.QUARTER


@given(DAYS, DAYS, st.sampled_from([-1, 0, 1]), st.integers(0, 2))
def test_a_day_of_a_year_counted_is_that_day_or_none(said_on: date, day: date, offset: int, form: int) -> None:
    month = MONTHS[day.month - 1]
    words = (
        f"On {month} {day.day} {YEARS[offset][0]}",
        f"{day.day} {month} {YEARS[offset][0]}",
        f"{YEARS[offset][1]}{day.month}月{day.day}日",
    )[form]
    found = resolve_relative(words, said_on)
    try:
        meant = PartialDate.day(day.replace(year=said_on.year + offset))
    except ValueError:  # the 29th of a February that has none
        meant = None
    assert found.value == meant


@given(DAYS, DAYS)
def test_a_day_without_its_year_lies_between_its_candidates(said_on: date, day: date) -> None:
    found = resolve_relative(f"{day.month}月{day.day}日", said_on)
    before, after = (one.first for one in found.candidates)
    assert found.value is None
    assert before <= said_on < after
    assert {(one.month, one.day) for one in (before, after)} == {(day.month, day.day)}


@given(st.text(max_size=60), st.none() | DAYS)
def test_any_words_are_answered(words: str, said_on: date | None) -> None:
    found = resolve_relative(words, said_on)
    assert (found.value is None) == (found.confidence is Confidence.UNKNOWN)
    assert found.value is None or not found.candidates
    assert list(found.candidates) == sorted(set(found.candidates))


@pytest.mark.source("D-55")
def test_the_sixth_year_of_the_national_strategy() -> None:
    since = date(2018, 11, 5)
    told = year_count(since, S2)
    assert (told.by_calendar, told.by_anniversary, told.agree) == (6, 6, True)
    late = year_count(since, date(2024, 12, 1))
    assert (late.by_calendar, late.by_anniversary, late.agree) == (6, 7, False)
    with pytest.raises(ValueError, match="before"):
        year_count(since, since - timedelta(days=1))


@given(DAYS, st.integers(0, 20_000))
def test_both_counts_differ_by_one_at_most(since: date, days: int) -> None:
    told = year_count(since, since + timedelta(days=days))
    assert told.by_anniversary - told.by_calendar in (0, 1)
