"""Deeds on supply links: note them, and say for a side whether they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.chains import queries, rules
from pilin.domain.chains.actions.shared import audience_faults, like, put
from pilin.domain.chains.enums import (
    LinkSide,
)
from pilin.domain.chains.models import (
    LinkWord,
    SupplyAmount,
    SupplyLink,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import count, deed, label, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.values.columns import as_partial_date

Day = PartialDate | date | str | None


@dataclass(frozen=True, slots=True)
class LinkInput:
    """One firm supplies another: what, since when, and for how much a year where anybody says so."""

    seller: Enterprise
    buyer: Enterprise
    product_zh: str = ""
    amount: Decimal | None = None
    currency: str = "CNY"
    from_on: Day = None
    to_on: Day = None


@deed("chains.note_links", says=_("{who} noted {number} supply links"))
def note_links(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    links: Sequence[LinkInput],
    audience: str = Audience.CIRCLE,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> list[SupplyLink]:
    """Note who supplies whom; all of it, or nothing and every fault named.

    The circle reads the band of an amount. The amount itself is kept for the town that noted it, and enters no ledger.
    """
    within = circle_named(by, circle)
    for one in links:
        rules.may_note_link(by, one.seller, one.buyer).require()
    faults = audience_faults(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not links:
        faults.append(Fault("no_rows", "links", _("Name at least one link")))
    for number, one in enumerate(links, start=1):
        faults += _faults_of_link(number, one)
    if faults:
        raise Invalid(*faults)
    made, amounts = [], []
    for one in links:
        shared: dict[str, Any] = {
            "in_circle": within, "circle": circle, "owner": owner or by.member or one.seller.owner, "source": source,
            "illustrative": illustrative,
        }  # fmt: skip
        row = SupplyLink(
            **shared, audience=audience, seller=one.seller, buyer=one.buyer, product_zh=one.product_zh.strip(),
            product=queries.knowledge().find(one.product_zh) or "" if one.product_zh else "",
            band=rules.band_of(one.amount, one.currency),
        )  # fmt: skip
        row.from_on, row.to_on = one.from_on, one.to_on
        made.append(row)
        if one.amount is not None:
            amounts.append(
                SupplyAmount(**shared, audience=Audience.OWN, link=row, amount=one.amount, currency=one.currency)
            )
    put(SupplyLink, made, at)
    put(SupplyAmount, amounts, at)
    tell(number=len(made))
    count(links=len(made), amounts=len(amounts))
    return made


def _faults_of_link(number: int, one: LinkInput) -> list[Fault]:
    faults = []
    if one.seller.pk == one.buyer.pk:
        faults.append(Fault("itself", "buyer", _("A firm does not supply itself"), number, one.buyer.name_zh))
    if one.amount is not None and (one.amount < 0 or one.amount != round(one.amount, 2)):
        reason = _("An amount has at most two decimals and is not negative")
        faults.append(Fault("amount", "amount", reason, number, str(one.amount)))
    begun, ended = as_partial_date(one.from_on), as_partial_date(one.to_on)
    if begun and ended and ended.last < begun.first:
        faults.append(Fault("dates", "to_on", _("It would end before it begins"), number, str(ended)))
    return faults


@deed("chains.say_link", says=_("{who} said of “{title}”: {answer}"))
def say_link(
    *, by: Standing, at: datetime, link: SupplyLink, side: str, holds: bool, note: str = "", illustrative: bool = False
) -> LinkWord:
    """Say for the seller or the buyer that a link holds, or that it does not; the newest word of a side counts."""
    if side not in LinkSide.values:
        raise Invalid(Fault("side", "side", _("Speak for the seller or for the buyer"), value=side))
    firm = link.seller if side == LinkSide.SELLER else link.buyer
    rules.may_speak(by, firm).require()
    row = LinkWord(
        **{**like(link), "owner": firm.owner}, link=link, side=side, holds=holds, note=note.strip(), illustrative=illustrative
    )  # fmt: skip
    row.save()
    tell(
        title=f"{link.seller.name_zh} → {link.buyer.name_zh}",
        answer=label(_("it holds") if holds else _("it does not hold")),
    )
    return row
