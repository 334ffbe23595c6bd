"""Firms, supply links, needs and introductions for tests, made by the rooms' own deeds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pilin.domain.chains import actions
from pilin.domain.chains.actions import Card, LinkInput
from pilin.domain.chains.models import Introduction, Need, SupplyLink
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions as observations
from pilin.foundation.observations.models import Series
from tests.factories import enterprises as registers
from tests.factories.base import NOW, Stand

__all__ = ["CARD", "CIRCLE", "NOW", "READ", "Decimal", "firm", "introduction", "link", "need", "published", "series"]
CIRCLE = "five-towns"
CARD = Card("林女士", "021-0000 0000")
READ = {"kind": "need", "product": "PVC电缆料", "within": 60.0, "certificates": ["RoHS"]}


def firm(by: Standing, number: int, *products: str, audience: str = "circle", **more: Any) -> Enterprise:
    """Return a firm that this town brought, which makes these products."""
    row = registers.firm(number, products=products or ("电缆",), **more)
    registers.bring(by, row, title=f"名录{number}", audience=audience)
    return Enterprise.objects.visible_to(Stand.machine()).get(uscc=registers.code(number), owner=by.member)


def link(by: Standing, seller: Enterprise, buyer: Enterprise, at: datetime = NOW, **more: Any) -> SupplyLink:
    """Return a supply link, noted."""
    audience = more.pop("audience", "circle")
    (made,) = actions.note_links(
        by=by, at=at, circle=CIRCLE, links=[LinkInput(seller, buyer, **more)], audience=audience
    )
    return made


def need(by: Standing, asker: Enterprise, text: str = "求购PVC电缆料", at: datetime = NOW, **more: Any) -> Need:
    """Return a need, stated."""
    given: dict[str, Any] = {"understood": READ, **more}
    return actions.state_need(by=by, at=at, circle=CIRCLE, enterprise=asker, text=text, **given)


def introduction(by: Standing, of: Need, partner: Enterprise, at: datetime = NOW) -> Introduction:
    """Return an introduction, asked for with a contact."""
    return actions.introduce(by=by, at=at, need=of, partner=partner, card=CARD)


def series(number: int, **shared: Any) -> Series:
    """Return a series row without figures, saved inside a deed of the test."""
    row = Series(
        slug=f"attracted-{number}", kind="count", unit="firm", period_kind="open", title_zh="链主带来的企业", **shared
    )
    row.save()
    return row


def published(slug: str, value: str, by: Standing, source: str = "S1:11") -> None:
    """Open a series and give its one figure, as a report has it."""
    shared: dict[str, Any] = {"by": by, "at": NOW}
    observations.add_series(
        circle=CIRCLE, slug=slug, kind="count", unit="firm", period_kind="open", title_zh="链主带来的企业", title="Firms drawn",
        owner="310116102", member="310116102", source=source, **shared,
    )  # fmt: skip
    observations.attest_figure(
        series=slug, value=value, unit="firm", comparator="=", period=None, source=source, **shared
    )
