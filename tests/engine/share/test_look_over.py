"""Schemes of any kind over their years: the published cases, positions that add up to nought, and figures named where they are missing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.share import Figure, YearlyTerms, look_over, needed, read_terms, settle_year

MILLION = Decimal(1_000_000)
FEN = st.integers(0, 10**11).map(lambda fen: Decimal(fen) / 100)
TERMS: dict[str, dict[str, Any]] = {
    "relocation": {"out_percent": "33.3333", "years": 2},
    "levy": {"percent": "3.5", "years": 2},
    "growth pool": {"percent": "40", "years": 2},
    "proportion": {"years": 2, "growth": True},
}
GAME = {"a": 6, "b": 5, "c": 4, "ab": 15, "ac": 13, "bc": 11, "abc": 24}


def row(measure: str, about: str, first: int, *millions: Any) -> list[Figure]:
    return [Figure(first + k, measure, tuple(about), Decimal(str(one)) * MILLION) for k, one in enumerate(millions)]


def game(year: int) -> list[Figure]:
    taken = [one for town, took in zip("abc", (24, 0, 0), strict=True) for one in row("taxes", town, year, took)]
    return taken + [one for some, reached in GAME.items() for one in row("worth", some, year, reached)]


def in_millions(amounts: Iterable[Decimal]) -> list[str]:
    return [f"{(one / MILLION).normalize():f}" for one in amounts]


def faults(act: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act()
    return [(fault.code, fault.field) for fault in refused.value.faults]


@pytest.mark.source("D-48", "R-04")
def test_the_formula_of_2015_over_its_years() -> None:
    """20, 22, 24 before and 30 a year after: 15, 15, 15, 15, 6; the town moved to owes what the other has."""
    terms = {"out_percent": "50", "years": 3, "further_years": 2, "ceiling": True, "before_years": 3}
    told = read_terms("relocation", ["a", "b"], 2024, terms)
    done = look_over(told, row("taxes", "a", 2021, 20, 22, 24) + row("taxes", "b", 2024, *[30] * 5))
    assert [int(one.sides["a"].net / MILLION) for one in done.settled] == [15, 15, 15, 15, 6]
    assert [int(one / MILLION) for one in done.cumulated["b"]] == [-15, -30, -45, -60, -66]
    assert (done.years, done.over) == ((2024, 2025, 2026, 2027, 2028), (Decimal(0),) * 5)
    assert done.even_from == {"a": 2024, "b": None}


@pytest.mark.source("D-48", "R-04")
def test_the_value_of_each_to_all_beside_fixed_shares() -> None:
    """Shapley gives 9.5, 8, 6.5 of 24; in thirds it is 8 each: both on one history, in both years."""
    figures = [*game(2024), *game(2025)]
    shapley = look_over(read_terms("coalition", "abc", 2024, {"years": 2}), figures)
    thirds = {"percents": {"a": "33.34", "b": "33.33", "c": "33.33"}, "years": 2}
    fixed = look_over(read_terms("proportion", "abc", 2024, thirds), figures)
    assert [in_millions(side.had for side in one.sides.values()) for one in shapley.settled] == [
        ["9.5", "8", "6.5"]
    ] * 2
    assert in_millions(line[-1] for line in shapley.cumulated.values()) == ["-29", "16", "13"]
    assert in_millions(side.had for side in fixed.settled[0].sides.values()) == ["8.0016", "7.9992", "7.9992"]
    assert shapley.over == fixed.over == (0, 0)


@pytest.mark.source("D-48", "R-04")
def test_a_levy_beside_a_pool_where_the_history_has_both() -> None:
    """3.5 % of 100 million to where people live, less 3.5 % of ten; 40 % of growth, given back by people and by base a head."""
    history = row("pay", "ab", 2024, 100, 0) + row("pay", "ba", 2024, 10, 200)
    history += row("base", "a", 2023, 20, 30, 20) + row("base", "b", 2023, 12, 10, 14)
    history += [Figure(year, "people", (town,), Decimal(1000)) for year in (2024, 2025) for town in "ab"]
    levy = look_over(read_terms("levy", "ab", 2024, {"percent": "3.5", "years": 2}), history)
    pool = look_over(read_terms("growth pool", "ab", 2024, {"percent": "40", "years": 2}), history)
    assert in_millions(levy.cumulated["a"]) == ["-3.15", "3.85"]
    assert levy.even_from == {"a": 2025, "b": None}
    assert in_millions(pool.cumulated["b"][:1]) == ["3"]
    assert (levy.over, pool.over) == ((0, 0), (0, 0))


@pytest.mark.source("D-48")
def test_every_missing_figure_of_every_year_is_named() -> None:
    told = read_terms("growth pool", "ab", 2024, {"percent": "40", "years": 2})
    given_ = row("base", "a", 2024, 30, 31) + row("base", "b", 2023, 12, 10, 14)
    given_ += [Figure(2024, "people", (town,), Decimal(1000)) for town in "ab"]
    assert faults(lambda: look_over(told, given_)) == [
        ("missing", "base:a:2023"),
        ("missing", "people:a:2025"),
        ("missing", "people:b:2025"),
    ]


@pytest.mark.source("D-48")
def test_a_figure_in_another_currency_is_named() -> None:
    told = read_terms("levy", "ab", 2024, {"percent": "3.5", "years": 1})
    mixed = [Figure(2024, "pay", ("a", "b"), MILLION), Figure(2024, "pay", ("b", "a"), MILLION, "HKD")]
    assert faults(lambda: look_over(told, mixed)) == [("currencies", "pay:b+a:2024")]


@pytest.mark.source("D-48")
def test_what_does_not_go_together_is_named_with_its_year() -> None:
    told = read_terms("coalition", "abc", 2024, {"years": 2})
    short = [one for one in game(2025) if one.about != ("a",) or one.measure != "taxes"]
    assert faults(lambda: look_over(told, [*game(2024), *short, *row("taxes", "a", 2025, 23)])) == [
        ("reached", "reached:a+b+c:2025")
    ]
    pool = read_terms("growth pool", "ab", 2024, {"percent": "40", "years": 1})
    empty = [*row("base", "a", 2023, 20, 30), *row("base", "b", 2023, 12, 10)]
    empty += [Figure(2024, "people", (town,), Decimal(count)) for town, count in (("a", 1000), ("b", 0))]
    assert faults(lambda: look_over(pool, empty)) == [("no_capacity", "no_capacity:b:2024")]
    assert faults(lambda: look_over(pool, empty, 2023)) == [("year", "year")]


def test_a_history_may_end_before_the_terms_do() -> None:
    told = read_terms("relocation", "ab", 2024, {"out_percent": "50", "years": 5})
    assert look_over(told, row("taxes", "b", 2024, 3, 5), 2025).years == (2024, 2025)


@given(kind=st.sampled_from(sorted(TERMS)), percent=st.integers(0, 10**6), data=st.data())
def test_positions_add_up_to_nought_and_each_year_is_as_it_would_be_settled(
    kind: str, percent: int, data: st.DataObject
) -> None:
    """Whatever rule, whatever figures: to the fen, in every year and after it."""
    terms = dict(TERMS[kind])
    share = Decimal(percent) / 10**4
    towns = "ab" if kind == "relocation" else "abc"
    if kind == "proportion":
        terms["percents"] = {"a": str(share), "b": str((100 - share) / 2), "c": str((100 - share) / 2)}
    told = read_terms(kind, towns, 2024, terms)
    figures = drawn(told, data)
    done = look_over(told, figures)
    assert done.over == (0, 0)
    assert [sum(line[k] for line in done.cumulated.values()) for k in (0, 1)] == [0, 0]
    assert [side.had % Decimal("0.01") for one in done.settled for side in one.sides.values()] == [0] * 2 * len(towns)
    assert list(done.settled) == [settle_year(told, figures, year) for year in done.years]


@given(parts=st.lists(FEN, min_size=3, max_size=3), more=st.lists(FEN, min_size=3, max_size=3), last=FEN)
def test_shares_of_a_coalition_add_up_to_what_all_reach(
    parts: list[Decimal], more: list[Decimal], last: Decimal
) -> None:
    """Sets that gain by being together: each has its value exactly by the largest remainder, and nobody's fen is lost."""
    worth = {(town,): part for town, part in zip("abc", parts, strict=True)}
    worth |= {
        pair: worth[pair[:1]] + worth[pair[1:]] + gain for pair, gain in zip(combinations("abc", 2), more, strict=True)
    }
    worth["a", "b", "c"] = sum(parts, Decimal(0)) + sum(more, Decimal(0)) + last
    figures = [Figure(2024, "worth", some, amount) for some, amount in worth.items()]
    figures += [Figure(2024, "taxes", (t,), worth["a", "b", "c"] if t == "b" else Decimal(0)) for t in "abc"]
    done = look_over(read_terms("coalition", "abc", 2024, {"years": 1}), figures)
    assert sum(side.had for side in done.settled[0].sides.values()) == worth["a", "b", "c"]
    assert done.over == (Decimal(0),)


def drawn(told: YearlyTerms, data: st.DataObject) -> list[Figure]:
    """Return random figures of everything that the terms need; a tax base and people are above nought."""
    asked = list(dict.fromkeys(one for year in (2024, 2025) for one in needed(told, year)))
    more = {"people": st.integers(1, 10**6).map(Decimal), "base": FEN.map(lambda one: one + 1)}
    return [Figure(one.year, one.measure, one.about, data.draw(more.get(one.measure, FEN))) for one in asked]


def test_a_levy_asks_for_both_directions_of_every_pair() -> None:
    told = read_terms("levy", "abcde", 2024, {"percent": "3.5", "years": 1})
    assert [one.about for one in needed(told, 2024)] == list(permutations("abcde", 2))
