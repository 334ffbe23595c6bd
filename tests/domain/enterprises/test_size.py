"""How large a firm is: what is not known decides nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.enterprises.enums import Size
from pilin.domain.enterprises.rules import is_industry, size_of
from pilin.engine.base import Comparator, Quantity

ORDER = [Size.MICRO, Size.SMALL, Size.MEDIUM, Size.LARGE]


def people(number: int, comparator: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(number), "person", comparator)


def yuan(number: int, comparator: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(number), "CNY", comparator)


@pytest.mark.source("R-05")
def test_hanzhong_cannot_be_decided_by_its_revenue_alone():
    told = size_of(None, yuan(3_852_000_000))
    assert (told.least, told.most, told.decided, told.small_or_medium) == (Size.MICRO, Size.LARGE, False, None)
    assert size_of(people(999), yuan(3_852_000_000)).small_or_medium is True
    assert size_of(people(1_000), yuan(3_852_000_000)).small_or_medium is False


@pytest.mark.source("R-05")
@pytest.mark.parametrize(
    ("staff", "revenue", "size"),
    [
        (1_000, 400_000_000, Size.LARGE), (999, 400_000_000, Size.MEDIUM), (1_000, 399_999_999, Size.MEDIUM),
        (300, 20_000_000, Size.MEDIUM), (299, 20_000_000, Size.SMALL), (300, 19_999_999, Size.SMALL),
        (20, 3_000_000, Size.SMALL), (19, 3_000_000, Size.MICRO), (20, 2_999_999, Size.MICRO),
    ],
)  # fmt: skip
def test_each_limit_is_needed_for_the_larger_size(staff, revenue, size):
    told = size_of(people(staff), yuan(revenue))
    assert (told.least, told.most) == (size, size)


def test_a_comparator_widens_what_is_possible():
    told = size_of(people(300, Comparator.ABOUT), yuan(50_000_000))
    assert (told.least, told.most) == (Size.SMALL, Size.MEDIUM)
    told = size_of(people(300, Comparator.MORE_THAN), yuan(50_000_000))
    assert (told.least, told.most) == (Size.MEDIUM, Size.MEDIUM)
    assert size_of(people(300), Quantity(Decimal(5), "USD")).decided is False  # dollars are no yuan


@given(st.integers(0, 3_000), st.integers(0, 800_000_000))
def test_what_is_unknown_never_excludes_the_truth(staff, revenue):
    exact = size_of(people(staff), yuan(revenue)).least
    for told in (size_of(people(staff), None), size_of(None, yuan(revenue)), size_of(None, None)):
        assert ORDER.index(told.least) <= ORDER.index(exact) <= ORDER.index(told.most)


def test_only_industry_is_measured_so():
    assert [is_industry(code) for code in ("06", "3831", "46", "0141", "5171", "", "C38")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
