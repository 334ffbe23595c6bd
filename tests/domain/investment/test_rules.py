"""What is reckoned of names, areas, spaces and reported figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.investment import rules
from pilin.domain.investment.enums import ORDER, Fit, LeadStage
from pilin.domain.investment.models import Lead, PipelineFigure, Space, square_metres
from pilin.engine.base import Comparator, Quantity

AREAS = st.decimals(min_value="0.0001", max_value=10**8, places=4)


def reported(**columns: object) -> PipelineFigure:
    return PipelineFigure(**columns)


def space(**columns: object) -> Space:
    return Space(
        **{"kind": "land", "area_value": Decimal(30), "area_unit": "mu", "use": "industry", "state": "free", **columns}
    )


@pytest.mark.source("D-71")
def test_a_mu_is_kept_exactly() -> None:
    assert square_metres(Decimal(1), "mu") == Fraction(2000, 3)
    assert square_metres(Decimal(15), "mu") == square_metres(Decimal(1), "ha")
    assert rules.in_unit(square_metres(Decimal(1466), "mu"), rules.HECTARE) == Decimal("97.73")


@pytest.mark.source("D-72")
def test_the_coast_in_hectares() -> None:
    assert rules.in_unit(square_metres(Decimal(3866), "mu"), rules.HECTARE) == Decimal("257.73")


@given(AREAS)
def test_there_and_back_loses_nothing(value: Decimal) -> None:
    assert square_metres(value, "mu") / rules.MU == Fraction(value)
    assert square_metres(value, "mu") * 15 == square_metres(value, "ha")


@pytest.mark.source("D-70")
def test_output_over_investment() -> None:
    row = reported(amount=Decimal("34330000000"), currency="CNY", output=Decimal("12900000000"), output_currency="CNY")
    assert rules.output_ratio(row) == Decimal("0.376")


@pytest.mark.source("D-71", "Q-12")
def test_two_currencies_have_no_ratio_and_no_sum() -> None:
    row = reported(
        amount=Decimal("1500000000"), currency="USD", output=Decimal("20000000000"), output_currency="CNY",
        area_value=Decimal(1466), area_unit="mu",
    )  # fmt: skip
    assert rules.output_ratio(row) is None
    assert rules.output_per_mu(row) == Quantity(Decimal("13642564.80"), "CNY")  # 13.64 m yuan a mu
    assert row.capital is not None and row.yearly_output is not None
    with pytest.raises(ValueError, match="do not add up"):
        row.capital + row.yearly_output


@pytest.mark.source("D-78")
def test_means_of_what_is_reported() -> None:
    signed = reported(projects=508, amount=Decimal("39600000000"), currency="CNY")
    intended = reported(projects=37, amount=Decimal("30000000000"), currency="CNY", amount_comparator="≈")
    assert rules.mean_amount(signed) == Quantity(Decimal("77952755.91"), "CNY")
    assert rules.mean_amount(intended) == Quantity(Decimal("810810810.81"), "CNY", Comparator.ABOUT)
    assert rules.mean_amount(reported(projects=508)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲机械股份有限公司", "甲机械有限责任公司"),
        ("甲机械（上海）有限公司", "甲机械(上海)有限公司"),
        ("ＡＢＣ 电子有限公司", "abc电子"),
    ],
)  # fmt: skip
def test_the_same_name_said_otherwise(one: str, other: str) -> None:
    assert rules.name_key_zh(one) == rules.name_key_zh(other)


def test_a_trade_tells_two_firms_apart_and_a_form_alone_is_kept() -> None:
    assert rules.name_key_zh("甲电子有限公司") != rules.name_key_zh("甲机械有限公司")
    assert rules.name_key_zh("公司") == "公司"
    assert rules.name_key("Group") == "group"
    assert rules.name_key("Jia Electronics Co., Ltd.") != rules.name_key("Jia Machinery Co., Ltd.")


@given(st.text(max_size=40))
def test_names_are_settled_once(name: str) -> None:
    assert rules.name_key_zh(rules.name_key_zh(name)) == rules.name_key_zh(name)
    if name.isascii():
        assert " " not in rules.name_key(name)


def test_nobody_is_the_same_as_nobody() -> None:
    nobody = rules.identity_of("", "", "")
    assert not nobody.is_same(nobody)


def test_stages_follow_one_another() -> None:
    assert [rules.stage_after(stage) for stage in ORDER] == [*ORDER[1:], None]
    assert rules.stages_before(LeadStage.SIGNED) == (LeadStage.LEAD, LeadStage.INTENTION)
    assert set(rules.REQUIRED) == set(LeadStage)


def test_what_is_missing_grows_with_the_stage() -> None:
    lead = Lead(title_zh="项目")
    missing = [[need.field for need in rules.needs(lead, stage)] for stage in ORDER]
    assert missing == [
        [],
        ["investor_zh", "amount"],
        ["investor_zh", "amount", "signed_on"],
        ["investor_zh", "amount", "signed_on", "started_on", "site_town"],
        ["investor_zh", "amount", "signed_on", "started_on", "site_town", "produced_on"],
        ["investor_zh", "amount", "signed_on", "started_on", "site_town", "produced_on", "confirmed_on"],
    ]


def test_a_space_says_why_and_why_not() -> None:
    lead = Lead(wanted_value=Decimal("1.9"), wanted_unit="ha", wanted_kind="land", wanted_use="industry",
                wanted_from=date(2025, 1, 1))  # fmt: skip
    told = {
        name: (match.fit, [(w.name, w.fit) for w in match.against])
        for name, match in {
            "fits": rules.held_against(lead, space(free_from=date(2024, 12, 31))),  # 30 mu are 2 ha
            "unknown": rules.held_against(lead, space(use="", free_from=None)),
            "small": rules.held_against(
                lead, space(area_value=Decimal("18999.99"), area_unit="m2", free_from=date(2024, 1, 1))
            ),
            "let": rules.held_against(lead, space(state="let", free_from=date(2025, 1, 2))),
            "floor": rules.held_against(lead, space(kind="floor", free_from=date(2024, 1, 1), use="warehouse")),
        }.items()
    }
    assert told == {
        "fits": (Fit.YES, []),
        "unknown": (Fit.UNKNOWN, [("use", Fit.UNKNOWN), ("day", Fit.UNKNOWN)]),
        "small": (Fit.NO, [("area", Fit.NO)]),
        "let": (Fit.NO, [("state", Fit.NO), ("day", Fit.NO)]),
        "floor": (Fit.NO, [("kind", Fit.NO), ("use", Fit.NO)]),
    }


def test_what_is_not_asked_for_is_no_wish() -> None:
    assert [w.name for w in rules.held_against(Lead(), space()).wishes] == ["state"]


def test_what_fits_stands_first_and_small_before_large() -> None:
    lead = Lead(wanted_kind="land", wanted_use="industry")
    rows = [space(area_value=Decimal(9), state="let"), space(area_value=Decimal(50)), space(area_value=Decimal(40)),
            space(area_value=Decimal(1), use="")]  # fmt: skip
    found = [(match.fit, match.space.area_value) for match in rules.matches(lead, rows)]
    assert found == [(Fit.YES, 40), (Fit.YES, 50), (Fit.UNKNOWN, 1), (Fit.NO, 9)]
