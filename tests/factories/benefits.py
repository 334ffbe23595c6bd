"""Schemes of sharing for tests, made by the room's own deeds: a firm that moved from Fengjing to Huimin."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pilin.domain.benefits import actions, queries
from pilin.domain.benefits.models import Scheme, Settlement
from pilin.foundation.access.standing import Standing
from tests.factories.base import NOW, SHANGHAI, Five

MILLION = Decimal(1_000_000)
BTH = {
    "out_percent": "50", "years": 3, "further_years": 2, "ceiling": True, "before_years": 3, "least_average": "20000000",
    "led_by_government": True, "in_layout": True, "led": True, "fits": True,
}  # fmt: skip
FIRST = 2022  # three years of it are over at NOW, but for the last


def drafted(five: Five, at: datetime = NOW, **more: Any) -> Scheme:
    """Return a draft of Fengjing's: the formula of 2015 for a firm that left for Huimin."""
    given = {
        "circle": five.slug, "title_zh": "迁移企业税收分享", "title": "Tax sharing of a firm that moved", "preset": "bth-2015",
        "parties": (five.fengjing.code, five.huimin.code), "parameters": BTH, "from_year": FIRST, **more,
    }  # fmt: skip
    return actions.draft_scheme(by=five.fengjing.clerk, at=at, **given)


def proposed(five: Five, at: datetime = NOW, **more: Any) -> Scheme:
    """Return it laid before both towns."""
    return actions.propose_scheme(by=five.fengjing.clerk, at=at, scheme=drafted(five, at, **more))


def sign(row: Scheme, *signatories: Standing, at: datetime = NOW) -> Scheme:
    """Let towns sign a scheme as it lies before them."""
    for by in signatories:
        card = queries.scheme_card(by, row.circle, row.pk, at.astimezone(SHANGHAI).date())
        assert card is not None and card.agreement is not None
        actions.sign_scheme(by=by, at=at, scheme=card.row, text_hash=card.agreement.text_hash)
    again: Scheme = fresh(row)
    return again


def signed(five: Five, at: datetime = NOW, **more: Any) -> Scheme:
    """Return it signed by both towns."""
    return sign(proposed(five, at, **more), five.fengjing.signatory, five.huimin.signatory, at=at)


def enter(by: Standing, row: Scheme, year: int, millions: Any, at: datetime = NOW, **more: Any) -> None:
    """Enter a year's taxes of one's own town, million yuan."""
    given = {"measure": "taxes", "about": (by.member,), "found_in": "镇财政决算表", **more}
    actions.enter_figure(by=by, at=at, scheme=row, year=year, amount=Decimal(str(millions)) * MILLION, **given)


def known(five: Five, row: Scheme, *after: Any, before: tuple[Any, ...] = (20, 22, 24), at: datetime = NOW) -> Scheme:
    """Enter what the formula asks for: three years before by the town that was left, the years after by the other."""
    for k, amount in enumerate(before):
        enter(five.fengjing.clerk, row, FIRST - 3 + k, amount, at)
    for k, amount in enumerate(after):
        enter(five.huimin.clerk, row, FIRST + k, amount, at)
    return row


def settled(five: Five, year: int = FIRST, at: datetime = NOW, row: Scheme | None = None) -> Settlement:
    """Return a year reckoned, of a scheme with everything known."""
    row = row or known(five, signed(five, at), 30, 30, at=at)
    return actions.compute_settlement(by=five.fengjing.clerk, at=at, scheme=row, year=year)


def confirmed(five: Five, at: datetime = NOW, row: Settlement | None = None) -> Settlement:
    """Return a settlement that both towns have confirmed."""
    row = row or settled(five, at=at)
    for by in (five.fengjing.signatory, five.huimin.signatory):
        actions.confirm_settlement(by=by, at=at, settlement=row, digest=row.digest)
    return row


def fresh(row: Any) -> Any:
    """Return a row as it stands now."""
    return type(row).objects.visible_to(Standing.machine("test")).get(pk=row.pk)
