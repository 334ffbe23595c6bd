"""A year of a scheme, settled: the worked examples of the rules, sums to the fen, figures named where they are missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import Invalid
from pilin.engine.share import Figure, Needed, digest_of, needed, read_terms, schemes, settle_year

MILLION = Decimal(1_000_000)
BTH = {
    "out_percent": "50", "years": 3, "further_years": 2, "ceiling": True, "before_years": 3, "least_average": "20000000",
    "led_by_government": True, "in_layout": True, "led": True, "fits": True,
}  # fmt: skip
FEN = st.integers(0, 10**11).map(lambda fen: Decimal(fen) / 100)


def taxes(town: str, first: int, *millions: Any) -> list[Figure]:
    return [Figure(first + k, "taxes", (town,), Decimal(str(one)) * MILLION) for k, one in enumerate(millions)]


def faults(act: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act()
    return [(fault.code, fault.field) for fault in refused.value.faults]


@pytest.mark.source("D-48", "R-04")
def test_each_year_of_the_formula_of_2015() -> None:
    """20, 22, 24 before and 30 a year after: 15, 15, 15, 15, 6, and what one has the other gave."""
    told = read_terms("relocation", ["a", "b"], 2024, BTH)
    figures = taxes("a", 2021, 20, 22, 24) + taxes("b", 2024, *[30] * 5)
    years = [settle_year(told, figures, year) for year in range(2024, 2029)]
    assert [int(one.sides["a"].net / MILLION) for one in years] == [15, 15, 15, 15, 6]
    assert [int(one.sides["b"].net / MILLION) for one in years] == [-15, -15, -15, -15, -6]
    assert [len(one.used) for one in years] == [4, 5, 6, 7, 8]
    assert told.last_year == 2028


@pytest.mark.source("D-48", "R-04")
def test_half_and_half_for_five_years() -> None:
    terms = dict(schemes()["equal-five-years"].terms)
    told = read_terms("relocation", ["a", "b"], 2024, {"out_percent": terms["out_percent"], "years": terms["years"]})
    figures = taxes("b", 2024, 3, "0.00000001e6", 5, 7, 1)
    assert [settle_year(told, figures, year).sides["a"].had for year in (2024, 2026, 2028)] == [
        Decimal("1500000"), Decimal("2500000"), Decimal("500000"),
    ]  # fmt: skip
    assert faults(lambda: settle_year(told, figures, 2029)) == [("year", "year")]


@pytest.mark.source("D-48", "R-04")
def test_genevas_levy() -> None:
    """3.5 % of what frontier workers earn goes to where they live, both ways, and only the difference changes hands."""
    told = read_terms("levy", ["geneva", "ain"], 2024, {"percent": "3.5", "years": 10})
    figures = [
        Figure(2024, "pay", ("geneva", "ain"), 100 * MILLION),
        Figure(2024, "pay", ("ain", "geneva"), 10 * MILLION),
    ]
    done = settle_year(told, figures, 2024)
    assert {town: (side.gave, side.had) for town, side in done.sides.items()} == {
        "geneva": (Decimal(3_500_000), Decimal(350_000)), "ain": (Decimal(350_000), Decimal(3_500_000)),
    }  # fmt: skip
    assert done.moved == Decimal(3_150_000)


@pytest.mark.source("D-48", "R-04")
def test_forty_percent_of_growth() -> None:
    """A grew by ten, B shrank: A gives four, and the poorer of equals in people has more of them."""
    told = read_terms("growth pool", ["a", "b"], 2024, {"percent": "40", "years": 5})
    figures = [
        *(Figure(2023, "base", (town,), Decimal(base) * MILLION) for town, base in (("a", 20), ("b", 12))),
        *(Figure(2024, "base", (town,), Decimal(base) * MILLION) for town, base in (("a", 30), ("b", 10))),
        *(Figure(2024, "people", (town,), Decimal(1000)) for town in "ab"),
    ]
    sides = settle_year(told, figures, 2024).sides
    assert (sides["a"].gave, sides["b"].gave) == (4 * MILLION, Decimal(0))
    assert (sides["a"].had, sides["b"].had) == (MILLION, 3 * MILLION)


@pytest.mark.source("D-48", "R-04")
def test_the_value_of_each_to_all() -> None:
    """Alone 6, 5, 4; two by two 15, 13, 11; together 24: Shapley gives 9.5, 8, 6.5 whoever took the money in."""
    told = read_terms("coalition", ["a", "b", "c"], 2024, {"years": 1})
    worth = {("a",): 6, ("b",): 5, ("c",): 4, ("a", "b"): 15, ("a", "c"): 13, ("b", "c"): 11, ("a", "b", "c"): 24}
    figures = [Figure(2024, "worth", some, Decimal(amount)) for some, amount in worth.items()]
    figures += [Figure(2024, "taxes", (town,), Decimal(amount)) for town, amount in (("a", 24), ("b", 0), ("c", 0))]
    sides = settle_year(told, figures, 2024).sides
    assert [side.had for side in sides.values()] == [Decimal("9.50"), Decimal("8.00"), Decimal("6.50")]
    assert sides["a"].net == Decimal("-14.50")
    short = [one for one in figures if one.what != Needed(2024, "taxes", ("c",))]
    short.append(Figure(2024, "taxes", ("c",), Decimal(1)))
    assert faults(lambda: settle_year(told, short, 2024)) == [("reached", "worth")]


@pytest.mark.source("D-48")
def test_growth_alone_is_shared_where_it_was_agreed() -> None:
    told = read_terms("proportion", ["a", "b"], 2024, {"percents": {"a": "60", "b": "40"}, "years": 1, "growth": True})
    figures = taxes("a", 2023, 10, 20) + taxes("b", 2023, 8, 5)
    sides = settle_year(told, figures, 2024).sides
    assert [(int(s.gave / MILLION), int(s.had / MILLION)) for s in sides.values()] == [(10, 6), (0, 4)]


@pytest.mark.source("D-48")
def test_a_missing_year_is_named() -> None:
    told = read_terms("relocation", ["a", "b"], 2024, BTH)
    figures = taxes("a", 2022, 22, 24) + taxes("b", 2025, 30)
    assert faults(lambda: settle_year(told, figures, 2025)) == [
        ("missing", "taxes:a:2021"),
        ("missing", "taxes:b:2024"),
    ]


def test_two_currencies_do_not_add() -> None:
    told = read_terms("proportion", ["a", "b"], 2024, {"percents": {"a": "50", "b": "50"}, "years": 1})
    figures = [*taxes("a", 2024, 1), Figure(2024, "taxes", ("b",), MILLION, "USD")]
    assert faults(lambda: settle_year(told, figures, 2024)) == [("currencies", "currency")]


@pytest.mark.parametrize("amount", ["-1", "0.005", "NaN"])
def test_an_amount_is_whole_fen(amount: str) -> None:
    told = read_terms("proportion", ["a", "b"], 2024, {"percents": {"a": "50", "b": "50"}, "years": 1})
    figures = [*taxes("a", 2024, 1), Figure(2024, "taxes", ("b",), Decimal(amount))]
    assert faults(lambda: settle_year(told, figures, 2024)) == [("amount", "taxes:b:2024")]


@pytest.mark.source("D-48")
def test_what_statistics_count_stays_and_what_an_assessment_credits_is_split() -> None:
    """Two counts of one activity: each whole, never added to the other."""
    credit = {"a": "30", "b": "70"}
    terms = {"percents": {"a": "50", "b": "50"}, "years": 1, "credit": credit}
    told = read_terms("proportion", ["a", "b"], 2024, terms)
    output = Figure(2024, "output", ("b",), Decimal("100.01"))
    done = settle_year(told, [*taxes("a", 2024, 0), *taxes("b", 2024, 1), output], 2024)
    assert [(one.place, one.amount) for one in done.statistical] == [("b", Decimal("100.01"))]
    assert [(one.place, one.amount) for one in done.credits] == [("a", Decimal("30.00")), ("b", Decimal("70.01"))]
    with pytest.raises(TypeError):
        done.statistical[0] + done.credits[1]  # type: ignore[operator]
    assert sum(side.had for side in done.sides.values()) == MILLION  # neither is shared


@pytest.mark.parametrize(
    ("kind", "parties", "terms", "found"),
    [
        ("tithe", "ab", {}, [("unknown_kind", "kind")]),
        ("levy", "ab", {"years": 1}, [("missing", "percent")]),
        ("levy", "ab", {"years": 1, "percent": "x"}, [("no_number", "percent")]),
        ("levy", "ab", {"years": 1, "percent": "101"}, [("no_share", "percent")]),
        ("levy", "ab", {"years": 0, "percent": "1"}, [("years", "years")]),
        ("levy", "ab", {"years": True, "percent": "1"}, [("years", "years")]),
        ("levy", "a", {"years": 1, "percent": "1"}, [("parties", "parties")]),
        ("levy", "aa", {"years": 1, "percent": "1"}, [("parties", "parties")]),
        ("relocation", "abc", BTH, [("parties", "parties")]),
        ("relocation", "ab", {**BTH, "tithe": 1}, [("unknown_field", "tithe")]),
        ("relocation", "ab", {**BTH, "before_years": 0}, [("years", "before_years")]),
        ("coalition", "abcdefghijklmno", {"years": 1}, [("parties", "parties")]),
        ("proportion", "ab", {"years": 1, "percents": {"a": "50"}}, [("parties", "percents")]),
        ("proportion", "ab", {"years": 1, "percents": {"a": "50", "b": "49"}}, [("shares", "shares")]),
    ],
)
def test_terms_that_nothing_could_be_reckoned_by_are_refused(kind: str, parties: str, terms: Any, found: Any) -> None:
    assert faults(lambda: read_terms(kind, list(parties), 2024, terms)) == found


@given(percent=st.integers(0, 10**6), own=st.tuples(FEN, FEN, FEN))
def test_shares_add_up_to_the_fen(percent: int, own: tuple[Decimal, ...]) -> None:
    """Whatever is shared by whatever percent: what all had is what all gave, and nobody has a part of a fen."""
    first = Decimal(percent) / 10**4
    percents = {"a": str(first), "b": str((100 - first) / 2), "c": str((100 - first) / 2)}
    told = read_terms("proportion", ["a", "b", "c"], 2024, {"percents": percents, "years": 1})
    figures = [Figure(2024, "taxes", (town,), amount) for town, amount in zip("abc", own, strict=True)]
    sides = settle_year(told, figures, 2024).sides.values()
    assert sum(side.net for side in sides) == 0
    assert [side.had % Decimal("0.01") for side in sides] == [0, 0, 0]


@given(own=st.tuples(FEN, FEN), order=st.permutations(range(2)))
def test_the_same_figures_have_the_same_digest(own: tuple[Decimal, ...], order: list[int]) -> None:
    """In any order, and however many noughts stand behind the point; another figure, or another year, has another."""
    told = read_terms("proportion", ["a", "b"], 2024, {"percents": {"a": "50", "b": "50"}, "years": 2})
    figures = [Figure(2024, "taxes", (town,), amount) for town, amount in zip("ab", own, strict=True)]
    again = [Figure(2024, "taxes", figures[k].about, figures[k].amount.quantize(Decimal("0.0001"))) for k in order]
    assert settle_year(told, figures, 2024).digest == settle_year(told, again, 2024).digest
    other = [figures[0], Figure(2024, "taxes", ("b",), own[1] + 1)]
    assert len({digest_of(told, figures, 2024), digest_of(told, other, 2024), digest_of(told, figures, 2025)}) == 3


def test_what_a_year_needs_is_asked_for_beforehand() -> None:
    told = read_terms("growth pool", ["a", "b"], 2024, {"percent": "40", "years": 5})
    assert [(one.year, one.measure, one.about) for one in needed(told, 2025)] == [
        (2023, "base", ("a",)), (2023, "base", ("b",)), (2025, "base", ("a",)), (2025, "base", ("b",)),
        (2025, "people", ("a",)), (2025, "people", ("b",)),
    ]  # fmt: skip
