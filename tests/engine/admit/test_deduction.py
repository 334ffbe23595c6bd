"""The additional deduction: 89 m of 2023, the rates of their years, and what stays unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import pilin.engine.admit as engine
from pilin.engine.base import Comparator

YEAR = {year: {"first": date(year, 1, 1), "last": date(year, 12, 31)} for year in (2020, 2021, 2022, 2023)}
ON = date(2024, 6, 27)


@pytest.mark.source("R-06")
@pytest.mark.parametrize(
    ("period", "extra"),
    [
        (YEAR[2023], "1000.00"),
        (YEAR[2021], "750.00"),
        ({"first": date(2022, 1, 1), "last": date(2022, 9, 30)}, "750.00"),
        ({"first": date(2022, 10, 1), "last": date(2022, 12, 31)}, "1000.00"),
    ],
)
def test_what_1000_of_expense_deduct(period, extra):
    assert str(engine.estimate_deduction(Decimal(1000), **period).extra_cny) == extra


@pytest.mark.source("R-06")
@pytest.mark.parametrize("year", [2020, 2022])
def test_a_year_without_one_rate_is_not_guessed(year):
    with pytest.raises(engine.NoRate):
        engine.estimate_deduction(Decimal(1000), **YEAR[year])


@pytest.mark.source("D-13")
@pytest.mark.parametrize(
    ("titles", "applies"), [(None, [None, None]), ([], [True, False]), (["high_tech"], [False, True])]
)
def test_89_m_save_22_25_m_or_13_35_m(titles, applies):
    facts = engine.read_facts({"rd_deduction_cny": {"2023": 89_000_000}, "recognitions": titles}, on=ON)
    found = engine.deduction_of(facts, on=ON)
    assert (found.expense_cny, found.comparator, found.extra_cny) == (89_000_000, Comparator.EXACTLY, 89_000_000)
    assert [(str(one.rate), str(one.tax_cny)) for one in found.savings] == [
        ("0.25", "22250000.00"),
        ("0.15", "13350000.00"),
    ]
    assert [one.applies for one in found.savings] == applies
    assert str(engine.expense_behind(Decimal(89_000_000), **YEAR[2023])) == "89000000.00"  # not 118.7 m at 75 %


def test_of_the_wider_definition_it_is_an_upper_bound_and_of_nothing_nothing():
    wide = engine.deduction_of(engine.read_facts({"rd_expense_cny": {"2023": "1.05"}}, on=ON), on=ON)
    assert (wide.comparator, str(wide.extra_cny), [str(s.tax_cny) for s in wide.savings]) == (
        Comparator.AT_MOST,
        "1.05",
        ["0.26", "0.16"],
    )
    assert engine.deduction_of(engine.read_facts({"rd_expense_cny": {"2022": 5}}, on=ON), on=ON) is None
    with pytest.raises(ValueError, match="below nought"):
        engine.estimate_deduction(Decimal(-1), **YEAR[2023])
