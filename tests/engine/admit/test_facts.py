"""What is said of firms: every fault with its row, field and reason; nothing read in part."""

from __future__ import annotations

from decimal import Decimal

import pytest

import pilin.engine.admit as engine
from pilin.engine.base import Invalid
from tests.engine.admit.world import ON, said

FAULTS = [
    ({"colour": "red"}, ("unknown_field", "colour")),
    ({"main_business_share": 35}, ("percent", "main_business_share")),
    ({"debt_ratio": 45}, ("percent", "debt_ratio")),
    ({"staff": -1}, ("negative", "staff")),
    ({"staff": 2.5}, ("not_whole", "staff")),
    ({"staff": True}, ("not_a_number", "staff")),
    ({"staff": "many"}, ("not_a_number", "staff")),
    ({"staff": float("nan")}, ("not_a_number", "staff")),
    ({"founded_on": "2026-06-02"}, ("future", "founded_on")),
    ({"founded_on": "2 May"}, ("bad_date", "founded_on")),
    ({"revenue_cny": 5}, ("not_yearly", "revenue_cny")),
    ({"revenue_cny": {"25": 5}}, ("bad_year", "revenue_cny[25]")),
    ({"revenue_cny": {"2027": 5}}, ("future", "revenue_cny[2027]")),
    ({"revenue_cny": {"2025": "0.001"}}, ("below_fen", "revenue_cny[2025]")),
    ({"revenue_cny": {"2025": 10**14}}, ("too_large", "revenue_cny[2025]")),
    ({"staff": 900, "revenue_cny": {"2025": 385_200}}, ("ten_thousands", "revenue_cny[2025]")),
    ({"revenue_cny": {"2024": 385_200, "2025": 3_852_000_000}}, ("ten_thousands", "revenue_cny[2024]")),
    ({"founded_on": "2024-05-01", "revenue_cny": {"2023": 5}}, ("before_foundation", "revenue_cny[2023]")),
    ({"staff": 5, "rd_staff": 6}, ("more_than_all", "rd_staff")),
    ({"rd_expense_cny": {"2025": 5}, "rd_deduction_cny": {"2025": 6}}, ("more_than_all", "rd_deduction_cny[2025]")),
    ({"rd_expense_complete": False}, ("wrong_definition", "rd_expense_complete")),
    ({"has_core_ip": "yes"}, ("not_a_flag", "has_core_ip")),
    ({"recognitions": "high_tech"}, ("not_a_list", "recognitions")),
    ({"recognitions": ["champion"]}, ("unknown_title", "recognitions")),
    ({"uscc": "91350100M000100Y4Z"}, ("bad_uscc", "uscc")),
    ({"place": "3"}, ("bad_place", "place")),
    ({"industry": "3442"}, ("bad_industry", "industry")),
    ({"niche_share": 0.1234567890123456}, ("too_many_digits", "niche_share")),
]


@pytest.mark.parametrize(("facts", "fault"), FAULTS)
def test_fault(facts, fault):
    with pytest.raises(Invalid) as caught:
        engine.read_facts(facts, on=ON)
    assert [(one.code, one.field, one.row) for one in caught.value.faults] == [(*fault, None)]
    assert all(str(one.reason) and one.value for one in caught.value.faults)


def test_every_fault_of_every_row_and_no_firm():
    with pytest.raises(Invalid) as caught:
        engine.read_firms([{"staff": 5}, {"staff": -5, "debt_ratio": 45}, ["staff"]], on=ON, first_row=2)
    assert [(one.row, one.field, one.code) for one in caught.value.faults] == [
        (3, "staff", "negative"), (3, "debt_ratio", "percent"), (4, "", "not_a_table"),
    ]  # fmt: skip


def test_what_is_read():
    facts = {
        "uscc": " 91350100m000100y43",
        "staff": "280",
        "revenue_cny": {"2025": 1100000.1, 2024: None},
        "recognitions": [],
        "place": 330482,
        "ip_class1": None,
    }
    assert engine.read_facts(facts, on=ON).values == {
        "uscc": "91350100M000100Y43", "staff": Decimal(280), "revenue_cny": {2025: Decimal("1100000.1")}, "recognitions": frozenset(), "place": "330482",
    }  # fmt: skip
    assert engine.read_facts({"revenue_cny": {"2025": "0.29"}}, on=ON).cells() == {"revenue_cny[2025]": 29.0}
    assert set(engine.read_facts(said(), on=ON).values) == set(said())


def test_titles_are_known_by_code_and_by_name():
    said_ = ["High-tech enterprise", "专精特新中小企业", "小巨人", "innovative_sme"]
    assert engine.read_facts({"recognitions": said_}, on=ON).values["recognitions"] == {
        "high_tech", "specialised_sme", "national_little_giant", "innovative_sme",
    }  # fmt: skip
