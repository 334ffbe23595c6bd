"""A firm that moves: the only formula that was published for the nation, its ceiling, its years, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.share import MoveTerms, look_ahead, schemes, share_move, terms_of

MILLION = Decimal(1_000_000)
BTH = terms_of(schemes()["bth-2015"])
YES = {"led_by_government": True, "in_layout": True}


def m(*millions: Any) -> list[Decimal]:
    return [Decimal(str(one)) * MILLION for one in millions]


def out(before: list[Decimal], after: list[Decimal], **known: Any) -> list[Decimal]:
    return [share / MILLION for share in share_move(BTH, before, after, **{**YES, **known}).out]


@pytest.mark.source("D-48", "R-04")
@pytest.mark.parametrize(
    ("after", "shares"),
    [
        (m(*[30] * 5), [15, 15, 15, 15, 6]),
        (m(*[60] * 5), [30, 30, 6, 0, 0]),
        (m(*[10] * 5), [5, 5, 5, 5, 5]),
        (m(*[10] * 7), [5, 5, 5, 5, 5, 0, 0]),
        (m(*[44] * 4), [22, 22, 22, 0]),  # the ceiling is reached with the third year: no further one
        (m(30, 30), [15, 15]),
        ([], []),
    ],
    ids=["A", "B", "E", "E stops after five", "reached in time", "two years so far", "none yet"],
)
def test_the_formula_of_2015(after: list[Decimal], shares: list[int]) -> None:
    assert out(m(20, 22, 24), after) == shares


@pytest.mark.source("D-48", "R-04")
@pytest.mark.parametrize(
    ("before", "known", "unmet"),
    [
        (m(19, 19, 19), {}, ["average"]),
        (m(20, 20, 20), {}, []),
        (m(20, 22, 24), {"led_by_government": False}, ["led"]),
        (m(200, 220, 240), {"led_by_government": False}, ["led"]),
        (m(20, 22, 24), {"in_layout": False}, ["layout"]),
        (m(20, 22, 24), {"led_by_government": None, "in_layout": None}, ["led", "layout"]),
    ],
    ids=["C too little", "just enough", "D by the market", "D by the market, large", "elsewhere", "nobody knows"],
)
def test_who_is_eligible(before: list[Decimal], known: dict[str, Any], unmet: list[str]) -> None:
    found = share_move(BTH, before, m(*[30] * 5), **{**YES, **known})
    assert [reason.code for reason in found.reasons if not reason.met] == unmet
    assert (found.eligible, found.ceiling is None) == (not unmet, bool(unmet))
    assert found.total == (0 if unmet else min(Decimal(75) * MILLION, sum(before)))


@given(
    before=st.lists(st.integers(2_000_000_000, 9_000_000_000), min_size=3, max_size=3),
    after=st.lists(st.integers(0, 9_000_000_000), max_size=9),
)
def test_nothing_is_made_and_nothing_lost(before: list[int], after: list[int]) -> None:
    was, comes = [[Decimal(fen).scaleb(-2) for fen in some] for some in (before, after)]
    found = share_move(BTH, was, comes, **YES)
    assert [a + b for a, b in zip(found.out, found.in_, strict=True)] == comes
    assert found.total <= sum(was)
    assert all(share <= amount / 2 + Decimal("0.01") for share, amount in zip(found.out, comes, strict=True))
    assert not any(found.out[5:])


def test_half_a_fen_goes_to_one_of_them() -> None:
    found = share_move(BTH, m(20, 22, 24), [Decimal("100.01")], **YES)
    assert (found.out, found.in_) == ((Decimal("50.01"),), (Decimal("50.00"),))


@pytest.mark.parametrize(
    ("before", "after", "faults"),
    [
        (m(20, 22), m(30), [("before", "years")]),
        ([*m(20), None, *m(24)], m(30), [("before[1]", "missing")]),
        (m(20, 22, 24), [*m(30), None], [("after[1]", "missing")]),
        (m(20, 22, 24), m(-1), [("after[0]", "negative")]),
        (m(20, 22, 24), [Decimal("NaN")], [("after[0]", "no_number")]),
        (m(20, 22, 24), [Decimal("1.001")], [("after[0]", "fen")]),
    ],
    ids=["a year missing", "a year unknown", "unknown after", "below nought", "no number", "finer than a fen"],
)
def test_what_is_no_history_is_named(before: list[Any], after: list[Any], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid) as told:
        share_move(BTH, before, after, **YES)
    assert [(fault.field, fault.code) for fault in told.value.faults] == faults


@pytest.mark.parametrize(
    ("given_terms", "field"),
    [
        ({"out_percent": Decimal(101), "years": 3}, "out_percent"),
        ({"out_percent": Decimal(50), "years": 0}, "years"),
        ({"out_percent": Decimal(50), "years": 3, "ceiling": True}, "before_years"),
        ({"out_percent": Decimal(50), "years": 3, "further_years": 2}, "further_years"),
    ],
)
def test_terms_that_say_nothing_are_refused(given_terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as told:
        MoveTerms(**given_terms)
    assert [fault.field for fault in told.value.faults] == [field]


def test_schemes_stand_side_by_side_on_one_history() -> None:
    """Half for five years brings the area that was left more than the formula with its ceiling, on the same taxes."""
    both = {name: terms_of(schemes()[name]) for name in ("bth-2015", "equal-five-years")}
    found = look_ahead(both, m(20, 22, 24), m(*[30] * 6), **YES, stays=m(*[12] * 6), laid_out=Decimal(40) * MILLION)
    assert {name: one.shares.total / MILLION for name, one in found.items()} == {"bth-2015": 66, "equal-five-years": 75}
    assert [one / MILLION for one in found["bth-2015"].out_cumulated] == [3, 6, 9, 12, 6, -6]
    assert (found["bth-2015"].out_even_after, found["equal-five-years"].out_even_after) == (None, 1)
    assert (found["bth-2015"].in_even_after, found["equal-five-years"].in_even_after) == (3, 3)


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(Invalid) as told:
        look_ahead({"bth": BTH}, m(20, 22, 24), m(30), currency={"before": "CNY", "after": "USD"})
    assert [(fault.code, fault.value) for fault in told.value.faults] == [("currencies", "CNY, USD")]


def test_every_scheme_says_where_it_stands() -> None:
    for scheme in schemes().values():
        assert not scheme.confirmed or scheme.source or scheme.key == "proportional"
