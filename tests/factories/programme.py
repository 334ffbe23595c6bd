"""A list of the five towns, as far along as a test needs it; laid with the room's own deeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pilin.domain.programme import actions, queries
from pilin.domain.programme.rules import BudgetInput, ItemInput, MilestoneInput
from pilin.foundation.access.enums import Audience
from pilin.foundation.members.enums import AgreementKind
from pilin.foundation.members.models import Agreement
from tests.factories.base import NOW, Five, writing

LATER = NOW + timedelta(hours=1)
YEAR = 2025


def agreement(five: Five) -> Agreement:
    """Return an agreement of the five, on paper and in force."""
    with writing():
        row = Agreement(
            owner=five.fengjing.code, circle=five.slug, in_circle=five.circle, audience=Audience.PUBLIC, slug="paper",
            kind=AgreementKind.COOPERATION, title_zh="合作协议", title="Cooperation", on_paper=True,
        )  # fmt: skip
        row.signed_on = date(2024, 6, 27)
        row.save()
    return row


def item(five: Five, no: int = 1, **changes: Any) -> ItemInput:
    """Return an item led by Fengjing, joined by Huimin, with two milestones."""
    made = ItemInput(
        no=no, title_zh=f"项目{no}", title=f"Item {no}", strand="industry", leads=(five.fengjing.code,),
        partners=(five.huimin.code,), person_name="某某", agreement="paper",
        budget=(BudgetInput(five.fengjing.code, Decimal("12.50"), "CNY"),),
        milestones=(MilestoneInput(1, "一", date(2024, 12, 1), "one"), MilestoneInput(2, "二", date(2025, 3, 1), "two")),
    )  # fmt: skip
    return replace(made, **changes)


def drafted(five: Five, *numbers: int) -> None:
    """Lay a draft list with items."""
    if not Agreement.objects.visible_to(five.keeper).filter(slug="paper").exists():
        agreement(five)
    actions.draft_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=YEAR)
    for no in numbers or (1,):
        actions.add_item(by=five.chair.secretary, at=NOW, circle=five.slug, year=YEAR, item=item(five, no))


def proposed(five: Five, *numbers: int) -> str:
    """Lay a list before the towns and return its hash."""
    drafted(five, *numbers)
    return actions.propose_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=YEAR).text_hash


def accepted(five: Five, *numbers: int) -> str:
    """Lay a list in force."""
    heard = proposed(five, *numbers)
    for town in five.towns:
        actions.accept_list(by=town.signatory, at=NOW, circle=five.slug, year=YEAR, text_hash=heard)
    return heard


def released(five: Five, *numbers: int, at: datetime = NOW) -> str:
    """Lay a released list."""
    heard = accepted(five, *numbers)
    actions.release_list(by=five.chair.secretary, at=at, circle=five.slug, year=YEAR)
    return heard


def first(five: Five, by: Any = None, no: int = 1) -> queries.ItemCard:
    """Return the list's first item as it stands now."""
    found = queries.item_of(by or five.fengjing.clerk, five.slug, YEAR, no, NOW.date())
    assert found is not None
    return found
