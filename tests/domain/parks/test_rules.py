"""What shares make, what counts say of a design, what became of a promise; without a database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.parks import rules
from pilin.domain.parks.enums import Certainty, CooperationModel, PromiseState
from pilin.engine.base import Comparator, PartialDate, Quantity

KEYS = ["a", "b", "c"]
SHARES = st.decimals(0, 100, places=4)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def faults(*shares: str | None) -> list[tuple[str, str]]:
    given = {key: None if share is None else Decimal(share) for key, share in zip(KEYS, shares, strict=False)}
    with translation.override("en"):
        return [(fault.code, str(fault.reason)) for fault in rules.faults_of_shares(given, KEYS[: len(shares)])]


def firms(value: str, comparator: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(value), "firm", comparator)


@pytest.mark.source("D-46")
def test_there_are_four_cooperation_models() -> None:
    assert CooperationModel.values == ["expansion", "headquarters", "enclave", "offshore"]


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        (("50", "50"), []),
        (("33.3333", "33.3333", "33.3334"), []),
        (("60", None), []),
        (("60", "39"), [("missing", "The shares make 99 %: 1 % is missing")]),
        (("60", "40.5"), [("too_much", "The shares make 100.5 %: 0.5 % too much")]),
        (("100", None), [("nothing_left", "The known shares make 100 %: nothing is left for the parties whose share is unknown")]),
        ((None, None), [("no_share", "Say at least one share; leave the others empty while nobody knows them")]),
        (("101", "-1"), [("share", "A share lies between 0 and 100 %, with four decimals at most")] * 2),
        (("33.33333", "66.66667"), [("share", "A share lies between 0 and 100 %, with four decimals at most")] * 2),
        (("NaN", "50"), [("share", "A share lies between 0 and 100 %, with four decimals at most")]),
    ],
)  # fmt: skip
def test_known_shares_make_a_hundred_and_what_is_missing_is_said(
    shares: tuple[str | None, ...], found: list[tuple[str, str]]
) -> None:
    assert faults(*shares) == found


def test_nobody_but_a_party_has_a_share() -> None:
    assert [fault.code for fault in rules.faults_of_shares({"x": Decimal(100)}, KEYS)] == ["party"]


@given(st.lists(SHARES, min_size=1, max_size=8))
def test_shares_of_all_are_accepted_where_they_make_a_hundred_and_nowhere_else(shares: list[Decimal]) -> None:
    keys = [str(number) for number in range(len(shares))]
    assert (rules.faults_of_shares(dict(zip(keys, shares, strict=True)), keys) == []) == (sum(shares) == 100)


@given(st.lists(SHARES, min_size=1, max_size=8))
def test_the_rest_given_to_one_more_party_makes_a_hundred(shares: list[Decimal]) -> None:
    rest = 100 - sum(shares)
    keys = [str(number) for number in range(len(shares) + 1)]
    found = rules.faults_of_shares(dict(zip(keys, [*shares, Decimal(rest)], strict=True)), keys)
    assert [fault.code for fault in found] == ([] if rest >= 0 else ["share"])


@pytest.mark.source("D-47")
def test_firms_for_each_square_kilometre_and_high_tech_firms() -> None:
    area = Quantity(Decimal("5.2"), "km2")
    dense = rules.density(firms("300", Comparator.ABOUT), area)
    assert dense is not None
    assert (dense.value, dense.comparator, dense.unit) == (Decimal("57.7"), Comparator.ABOUT, "firm/km2")
    hnte = rules.hnte_firms(firms("300", Comparator.ABOUT), Decimal("0.25"))
    assert hnte is not None
    assert (hnte.value, hnte.comparator) == (Decimal(75), Comparator.ABOUT)
    zhangyan = rules.density(firms("274"), Quantity(Decimal("2.35"), "km2"))
    assert zhangyan is not None
    assert (zhangyan.value, zhangyan.comparator) == (Decimal("116.6"), Comparator.EXACTLY)
    assert [
        rules.density(None, area),
        rules.density(firms("3"), None),
        rules.hnte_firms(None, Decimal(1)),
        rules.hnte_firms(firms("3"), None),
    ] == [None] * 4


def test_a_product_is_as_exact_as_what_it_is_made_of() -> None:
    part = rules.hnte_firms(firms("10"), Decimal("0.25"))
    assert part is not None
    assert (part.value, part.comparator) == (Decimal(3), Comparator.ABOUT)  # 2.5, rounded
    assert rules.weaker(Comparator.EXACTLY, Comparator.EXACTLY) is Comparator.EXACTLY
    assert rules.weaker(Comparator.EXACTLY, Comparator.MORE_THAN) is Comparator.MORE_THAN
    assert rules.weaker(Comparator.ABOUT, Comparator.MORE_THAN) is Comparator.ABOUT


@pytest.mark.source("D-50")
def test_nearly_twice_the_design_is_a_range_and_never_one_number() -> None:
    told = rules.design_told(day=90_000, peak=130_000, times=Decimal(2), design=None)
    assert (told.known, told.low, told.high, told.of_day, told.of_peak) == (False, 45_000, 65_000, 45_000, 65_000)
    assert (told.used_day, told.used_peak) == (None, None)
    known = rules.design_told(day=90_000, peak=130_000, times=Decimal(2), design=60_000)
    assert (known.known, known.low, known.high, known.used_day, known.used_peak) == (
        True,
        60_000,
        60_000,
        Decimal("1.50"),
        Decimal("2.17"),
    )
    assert rules.design_told(day=90_000, peak=130_000, times=None, design=None) == rules.DesignTold(False)
    one = rules.design_told(day=None, peak=130_000, times=Decimal(2), design=None)
    assert (one.low, one.high) == (65_000, 65_000)


@pytest.mark.parametrize(
    ("promised", "actual", "on", "state", "days", "at_least"),
    [
        ("2021-Q2", "2021-06-30", "2024-01-01", "kept", None, False),
        ("2021-Q2", "2021-Q2", "2024-01-01", "kept", None, False),
        ("2021-Q2", "2021-11-17", "2024-01-01", "late", 140, False),
        ("2021-Q2", "2021-07", "2024-01-01", "late", 1, True),  # known to the month only
        ("2021-Q2", "2021", "2024-01-01", "unknown", None, False),  # before or after: nobody knows
        ("2021-Q2", None, "2021-06-30", "open", None, False),
        ("2021-Q2", None, "2021-07-01", "past", 1, False),
        (None, None, "2024-01-01", "unknown", None, False),
        (None, "2021-07-01", "2024-01-01", "unknown", None, False),
    ],
)
def test_what_became_of_a_promise(
    promised: str | None, actual: str | None, on: str, state: str, days: int | None, at_least: bool
) -> None:
    read = [PartialDate.parse(one) if one else None for one in (promised, actual)]
    told = rules.outcome(read[0], read[1], date.fromisoformat(on))
    assert (told.state, told.days, told.at_least) == (state, days, at_least)


@given(DAYS, DAYS, DAYS)
def test_a_day_promised_is_kept_or_late_by_the_days_between(promised: date, actual: date, on: date) -> None:
    told = rules.outcome(PartialDate.day(promised), PartialDate.day(actual), on)
    late = (actual - promised) // timedelta(days=1)
    assert told == (rules.Outcome(PromiseState.LATE, late) if late > 0 else rules.Outcome(PromiseState.KEPT))


@pytest.mark.source("D-92")
def test_a_promise_names_its_date_or_what_it_could_mean() -> None:
    said = date(2020, 9, 10)
    found = rules.date_found("the second quarter of next year", said)
    assert (str(found.value), found.certainty) == ("2021-Q2", Certainty.RELATIVE)
    assert rules.date_found("in 2022", said).certainty is Certainty.STATED
    half = rules.date_found("明年上半年", said)
    assert (half.value, half.certainty, [str(one) for one in half.candidates]) == (
        None,
        Certainty.UNKNOWN,
        ["2021-Q1", "2021-Q2"],
    )
    chosen = rules.date_found("明年上半年", said, PartialDate.parse("2021-Q2"))
    assert (str(chosen.value), chosen.certainty) == ("2021-Q2", Certainty.CHOSEN)
    assert rules.date_found("明年上半年", said, PartialDate.parse("2021-Q3")).value is None
