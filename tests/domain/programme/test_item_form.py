"""The form of an item: an amount a town, a row a milestone, and nothing of the item lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pilin.domain.programme.forms import ItemForm, item_initial
from pilin.domain.programme.rules import BudgetInput, ItemInput, MilestoneInput
from pilin.foundation.members.queries import members_on
from tests.factories import programme as make
from tests.factories.base import NOW, Five


def form(five: Five, data: dict[str, Any] | None, before: ItemInput | None = None) -> ItemForm:
    return ItemForm(
        data, before=before, initial=item_initial(before) if before else None,
        towns=members_on(five.keeper, five.slug, NOW.date()), clauses=[], agreements=[("paper", "纸")],
    )  # fmt: skip


def typed(before: ItemInput) -> dict[str, Any]:
    return {name: "" if value is None else str(value) if not isinstance(value, list) else value
            for name, value in item_initial(before).items()}  # fmt: skip


def whole(five: Five) -> ItemInput:
    return make.item(
        five, about_zh="清淤", affected_zh="两岸住户", source="S0:5", indicator="water", indicator_target=Decimal(3), indicator_unit="mg",
        budget=(BudgetInput(five.fengjing.code, Decimal("12.50"), "CNY"), BudgetInput(five.huimin.code, Decimal("3.00"), "USD")),
        milestones=(
            MilestoneInput(1, "一", date(2024, 12, 1), "one", 5, "看得到河底", "The bed is seen"),
            MilestoneInput(2, "二", date(2025, 3, 1), "two"),
        ),
    )  # fmt: skip


def test_what_is_opened_and_sent_unchanged_is_the_same_item(five: Five) -> None:
    before = whole(five)
    sent = form(five, typed(before), before)
    assert sent.is_valid(), sent.errors
    assert sent.as_item() == before


def test_an_emptied_row_is_no_milestone_and_the_next_ones_move_up(five: Five) -> None:
    before = whole(five)
    data = typed(before) | {f"{name}_0": "" for name in ("due", "step_zh", "step", "confirm_zh", "confirm")}
    sent = form(five, data, before)
    assert sent.is_valid(), sent.errors
    assert sent.as_item() == replace(before, milestones=(replace(before.milestones[1], no=1),))


def test_a_row_half_filled_says_what_is_missing_beside_it(five: Five) -> None:
    data = typed(whole(five)) | {"step_zh_2": "清完南段", "due_3": "2025-06-30", "due_4": "2025-02-30"}
    sent = form(five, data, whole(five))
    assert not sent.is_valid()
    assert {name: [error.code for error in errors.as_data()] for name, errors in sent.errors.items()} == {
        "due_2": [None],
        "step_zh_3": [None],
        "due_4": ["invalid"],
    }
    assert [no for no, _fields in sent.first_steps] == [1, 2, 3, 4, 5, 6]  # what is wrong is never folded away


def test_each_town_has_an_amount_and_what_is_paid_in_another_currency_keeps_its_row(five: Five) -> None:
    rows = [
        (getattr(town, "code", town), currency) for town, currency, _field in form(five, None, whole(five)).pay_rows()
    ]
    assert sorted(rows) == sorted(
        [(five.fengjing.code, "CNY"), (five.huimin.code, "USD")]
        + [(town.code, "CNY") for town in five.towns if town.code not in (five.fengjing.code, five.huimin.code)]
    )
