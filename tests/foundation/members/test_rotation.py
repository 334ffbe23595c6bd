"""The engine of turns: no gap, no overlap, nobody twice running, no past year moved."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.foundation.members.rules import Order, Settled, Span, Turn, turn_on, turns

DAY = timedelta(days=1)
FIRST = date(2019, 11, 1)
FIVE = [Span(code, FIRST) for code in "ABCDE"]
SETTLED = [Settled("A", 2024, date(2024, 6, 27), date(2024, 12, 31))]
ORDER = [Order(("B", "C", "D", "E", "A"), 2025)]

codes = st.lists(st.sampled_from("ABCDEFG"), min_size=2, max_size=7, unique=True)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@st.composite
def circles(draw: st.DrawFn) -> tuple[list[Span], list[Order], list[Settled]]:
    """Members who come and go, of whom two stay throughout, an order, and a first term."""
    order = draw(codes)
    spans = [Span(code, FIRST) for code in order[:2]]
    for code in [*order[2:], *draw(st.lists(st.sampled_from("HIJK"), max_size=3, unique=True))]:
        first = draw(days)
        last = draw(st.one_of(st.none(), st.dates(first, date(2041, 1, 1))))
        spans.append(Span(code, first, last))
    settled = [Settled(order[-1] if draw(st.booleans()) else order[0], 2024, date(2024, 6, 27), date(2024, 12, 31))]
    return spans, [Order(tuple(order), 2025)], settled


@given(circles())
def test_no_gap_no_overlap_and_nobody_twice_running(circle: tuple[list[Span], list[Order], list[Settled]]) -> None:
    found = turns(*circle, 2024, 2045)
    assert [t.year for t in found] == list(range(2024, 2046))
    for one, after in pairwise(found):
        assert after.starts_on == one.ends_on + DAY
        assert after.code != one.code


@given(circles(), st.dates(date(2024, 6, 28), date(2040, 12, 31)), st.integers(0, 5))
def test_whoever_joins_later_moves_no_earlier_year(
    circle: tuple[list[Span], list[Order], list[Settled]], joins: date, _salt: int
) -> None:
    spans, orders, settled = circle
    before = [t for t in turns(spans, orders, settled, 2024, 2045) if t.starts_on < joins]
    after = [t for t in turns([*spans, Span("Z", joins)], orders, settled, 2024, 2045) if t.starts_on < joins]
    assert after == before


@given(circles(), st.dates(date(2024, 6, 28), date(2040, 12, 31)))
def test_whoever_leaves_later_moves_no_earlier_year(
    circle: tuple[list[Span], list[Order], list[Settled]], leaves: date
) -> None:
    spans, orders, settled = circle
    gone = [
        Span(s.code, s.first, leaves) if k > 1 and s.last is None and s.first <= leaves else s
        for k, s in enumerate(spans)
    ]
    before = [t for t in turns(spans, orders, settled, 2024, 2045) if t.starts_on <= leaves]
    assert [t for t in turns(gone, orders, settled, 2024, 2045) if t.starts_on <= leaves] == before


@pytest.mark.source("D-03")
def test_with_five_the_chair_returns_after_five_years() -> None:
    found = turns(FIVE, ORDER, SETTLED, 2024, 2029)
    assert "".join(t.code for t in found) == "ABCDEA"


@pytest.mark.source("D-03")
@pytest.mark.parametrize("joins", [date(2025, 3, 1), date(2026, 1, 1), date(2027, 12, 31), date(2029, 1, 1)])
def test_a_sixth_in_mid_cycle_waits_for_all_who_were_there(joins: date) -> None:
    found = turns([*FIVE, Span("F", joins)], ORDER, SETTLED, 2024, 2040)
    assert all(one.code != after.code for one, after in pairwise(found))
    plain = turns(FIVE, ORDER, SETTLED, 2024, 2040)
    first_turn = next(t.year for t in found if t.code == "F")
    assert [t.code for t in found if t.year < first_turn] == [t.code for t in plain if t.year < first_turn]
    assert 5 <= first_turn - (joins - DAY).year <= 6


@pytest.mark.source("6-rotation")
def test_before_the_first_term_and_after_the_last_settled_one_there_is_none() -> None:
    found = turns(FIVE, [], SETTLED, 2020, 2030)
    assert [t.year for t in found] == [2024]
    assert turn_on(found, date(2024, 6, 26)) is None
    assert turn_on(found, date(2024, 6, 27)) == Turn(2024, "A", date(2024, 6, 27), date(2024, 12, 31), True)
    assert turn_on(found, date(2025, 1, 1)) is None


def test_an_order_decided_in_its_first_year_begins_that_day() -> None:
    found = turns(FIVE, [Order(("A", "B"), 2024, date(2024, 6, 27))], [], 2024, 2025)
    assert (found[0].starts_on, found[0].ends_on, found[1].starts_on) == (
        date(2024, 6, 27),
        date(2024, 12, 31),
        date(2025, 1, 1),
    )


def test_a_new_order_replaces_the_old_one_and_never_repeats_the_chair() -> None:
    found = turns(FIVE, [*ORDER, Order(("C", "A", "B", "D", "E"), 2027)], SETTLED, 2024, 2029)
    assert "".join(t.code for t in found) == "ABCACB"


def test_alone_a_member_follows_itself() -> None:
    assert [t.code for t in turns([Span("A", FIRST)], [Order(("A",), 2024)], [], 2024, 2026)] == ["A", "A", "A"]


@pytest.mark.source("D-58", "R-03")
def test_a_cycle_of_four_hosts() -> None:
    four = [Span(code, date(2018, 1, 1)) for code in ("31", "34", "33", "32")]
    order = [Order(("31", "34", "33", "32"), 2018)]
    found = turns(four, order, [], 2018, 2026)
    assert [(t.year, t.code) for t in found] == [
        (y, ("31", "34", "33", "32")[(y - 2018) % 4]) for y in range(2018, 2027)
    ]
    hosts = {turn.year: turn.code for turn in found}  # years of which somebody reported where the leaders met
    known = {2018: "31", 2019: "34", 2020: "33", 2023: "34", 2024: "33", 2025: "32"}
    assert {year: hosts[year] for year in known} == known
