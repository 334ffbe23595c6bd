"""Levies, pools, proportions, coalitions and the two counts that never add."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.share import (
    AssessmentCredit,
    StatisticalValue,
    TaxBase,
    credit,
    in_proportion,
    levy,
    pool_growth,
    shapley,
    to_the_fen,
    total_of,
    whole,
)

YUAN = st.integers(0, 10**13).map(lambda fen: Decimal(fen).scaleb(-2))
TOWNS = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")


def game(**worth: int) -> dict[frozenset[str], int]:
    return {frozenset(name): value for name, value in worth.items()}


@pytest.mark.source("D-48")
@pytest.mark.parametrize(
    ("worth", "value"),
    [
        (game(a=6, b=5, c=4, ab=15, ac=13, bc=11, abc=24), ("19/2", "8", "13/2")),
        (game(a=2, b=0, c=0, ab=2, ac=2, bc=6, abc=8), ("2", "3", "3")),
        (game(a=5, b=9, c=16, ab=9, ac=16, bc=20, abc=20), ("5/3", "17/3", "38/3")),
        (game(a=0, b=0, c=0, ab=0, ac=1, bc=0, abc=1), ("1/2", "0", "1/2")),
    ],
    ids=["three who gain by joining", "one who brings nothing more", "maintenance", "two who need each other"],
)
def test_values_of_small_games(worth: dict[frozenset[str], int], value: tuple[str, ...]) -> None:
    """The second to the fourth are worked examples of the Dutch universities' course in game theory (wiskundeoptiu.nl)."""
    assert tuple(str(one) for one in shapley(worth).values()) == value


def test_who_can_block_has_more_power_than_who_only_counts() -> None:
    """A council of four in which two can block and three must agree: 5/12 and 1/12, by counting all 24 orders."""
    council = {
        frozenset(s): int({"a", "b"} <= set(s) and len(s) >= 3) for n in range(1, 5) for s in combinations("abcd", n)
    }
    assert [str(power) for power in shapley(council).values()] == ["5/12", "5/12", "1/12", "1/12"]


@st.composite
def games(draw: Any) -> dict[frozenset[str], int]:
    names = "abcde"[: draw(st.integers(1, 5))]
    return {frozenset(s): draw(st.integers(-50, 50)) for n in range(1, len(names) + 1) for s in combinations(names, n)}


@given(worth=games())
def test_it_is_the_average_over_all_orders(worth: dict[frozenset[str], int]) -> None:
    names = sorted(frozenset[str]().union(*worth))
    orders = list(permutations(names))
    average = dict.fromkeys(names, Fraction(0))
    for order in orders:
        before = frozenset[str]()
        for name in order:
            average[name] += Fraction(worth[before | {name}] - worth.get(before, 0), len(orders))
            before |= {name}
    assert shapley(worth) == average
    assert sum(shapley(worth).values()) == worth[frozenset(names)]


def test_a_set_nobody_reckoned_is_named() -> None:
    with pytest.raises(Invalid) as told:
        shapley(game(a=1, b=1, ab=3, c=1, ac=2, abc=4))
    assert [fault.field for fault in told.value.faults] == ["b + c"]


@given(parts=st.lists(st.fractions(0, 1000), min_size=1, max_size=6))
def test_exact_parts_to_the_fen(parts: list[Fraction]) -> None:
    total = sum(parts)
    named = {str(k): part for k, part in enumerate(parts)} | {"rest": -total + int(total) + 1}
    paid = to_the_fen(named)
    assert sum(paid.values()) == int(total) + 1
    assert all(abs(Fraction(paid[name]) - part) < Fraction(1, 100) for name, part in named.items())


@given(total=YUAN, weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_proportions_add_up(total: Decimal, weights: list[int]) -> None:
    named = {town: Decimal(weight) for town, weight in zip(TOWNS, weights, strict=False)}
    if not any(weights):
        with pytest.raises(Invalid):
            in_proportion(total, named)
        return
    parts = in_proportion(total, named)
    assert sum(parts.values()) == total
    assert list(parts) == list(named)


@pytest.mark.source("P-4")
def test_shares_that_add_to_99_are_refused() -> None:
    with pytest.raises(Invalid) as told:
        whole({"out": Decimal(49), "in": Decimal(50)})
    assert [(fault.code, fault.value) for fault in told.value.faults] == [("shares", "99")]


def test_geneva_pays_where_people_live() -> None:
    """3.5 % of gross pay; who lives where they work moves nothing."""
    found = levy({("geneva", "ain"): Decimal(1_000_000), ("geneva", "geneva"): Decimal(9_000_000)}, Decimal("3.5"))
    assert {name: (one.gave, one.had, one.net) for name, one in found.items()} == {
        "geneva": (35_000, 0, -35_000), "ain": (0, 35_000, 35_000),
    }  # fmt: skip


@given(
    pay=st.dictionaries(st.tuples(st.sampled_from(TOWNS), st.sampled_from(TOWNS)), YUAN, max_size=12),
    percent=st.integers(0, 1000).map(lambda tenth: Decimal(tenth) / 10),
)
def test_a_levy_makes_no_money(pay: dict[tuple[str, str], Decimal], percent: Decimal) -> None:
    assert sum((one.net for one in levy(pay, percent).values()), Decimal(0)) == 0


def test_growth_is_pooled_and_given_back_by_need() -> None:
    """Two places of the same size; what grew gives 40 % of its growth, and the poorer has twice as much of it."""
    found = pool_growth(
        {"rich": TaxBase(Decimal(100), Decimal(200), 10), "poor": TaxBase(Decimal(100), Decimal(100), 10)}, Decimal(40)
    )
    assert {name: (one.gave, one.had) for name, one in found.items()} == {
        "rich": (Decimal(40), Decimal("13.33")), "poor": (Decimal(0), Decimal("26.67")),
    }  # fmt: skip


@given(places=st.lists(st.tuples(YUAN, YUAN, st.integers(1, 10**6)), min_size=1, max_size=5))
def test_a_pool_gives_back_what_it_was_given(places: list[tuple[Decimal, Decimal, int]]) -> None:
    bases = {town: TaxBase(first, now + 1, people) for town, (first, now, people) in zip(TOWNS, places, strict=False)}
    found = pool_growth(bases, Decimal(40))
    assert sum((one.net for one in found.values()), Decimal(0)) == 0
    assert all(one.gave == 0 for town, one in found.items() if bases[town].now <= bases[town].first)


@pytest.mark.parametrize("wrong", [TaxBase(Decimal(1), Decimal(0), 5), TaxBase(Decimal(1), Decimal(1), 0)])
def test_a_place_without_people_or_base_has_no_capacity(wrong: TaxBase) -> None:
    with pytest.raises(Invalid) as told:
        pool_growth({"a": TaxBase(Decimal(1), Decimal(2), 3), "b": wrong}, Decimal(40))
    assert [(fault.field, fault.code) for fault in told.value.faults] == [("b", "no_capacity")]


@pytest.mark.source("P-4", "R-04")
def test_what_statistics_count_and_what_an_assessment_credits_never_add() -> None:
    value = StatisticalValue("xindai", Decimal("100.01"))
    credits = credit(value, {"fengjing": Decimal(50), "xindai": Decimal(50)})
    assert credits == (AssessmentCredit("fengjing", Decimal("50.01")), AssessmentCredit("xindai", Decimal("50.00")))
    assert total_of([value, value]) == {"xindai": Decimal("200.02")}
    for one, other in ((value, credits[1]), (credits[1], value)):
        with pytest.raises(TypeError):
            one + other  # type: ignore[operator]
    with pytest.raises(ValueError, match="two places"):
        credits[0] + credits[1]
