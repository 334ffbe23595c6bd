"""What is read of links by which investors confirm: by towns, and by whoever holds one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from pilin.domain.investment import rules
from pilin.domain.investment.enums import InvestorLinkState, LeadStage
from pilin.domain.investment.models import ConfirmLink, InvestorWord, Lead
from pilin.domain.investment.queries.pipeline import HOUSE
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class LinkTold:
    """A link, where it stands, and who used it: None where nobody did, or where that is not this standing's to read."""

    link: ConfirmLink
    state: InvestorLinkState
    word: InvestorWord | None


def token_digest(token: str) -> str:
    """Return what is kept of a link's token: its SHA-256."""
    return sha256(token.encode()).hexdigest()


def links_of(standing: Standing, lead: Lead, on: date) -> list[LinkTold]:
    """Return the links made for a lead with where each stands, oldest first."""
    words = {word.link_id: word for word in InvestorWord.objects.visible_to(standing).filter(link__lead=lead)}
    rows = lead.links.visible_to(standing).select_related("lead")
    return [LinkTold(row, rules.link_state(row, on), words.get(row.pk)) for row in rows]


def link_named(standing: Standing, lead: Lead, uid: UUID, on: date) -> LinkTold | None:
    """Return one link of a lead; None where this standing reads none."""
    return next((one for one in links_of(standing, lead, on) if one.link.pk == uid), None)


def waits(lead: Lead, on: date) -> bool:
    """Return whether a link of a lead waits for the investor."""
    rows = lead.links.visible_to(HOUSE)
    return any(rules.link_state(row, on) == InvestorLinkState.OPEN for row in rows)


def link_of_token(token: str, on: date, *, hold: bool = False) -> ConfirmLink | None:
    """Return the link that a token opens now; None alike for one unknown, used, withdrawn, expired or overtaken.

    Read for the house: whoever holds the token has no standing. ``hold`` keeps the row until the deed under way ends, so
    that of two who press at once the second finds it used.
    """
    digest = token_digest(token)
    rows = ConfirmLink.objects.visible_to(HOUSE).filter(token_hash=digest)
    if hold:
        list(rows.select_for_update().values_list("pk"))
    row = rows.select_related("lead", "in_circle").first()
    if row is None or not hmac.compare_digest(row.token_hash, digest):
        return None
    if (
        rules.link_state(row, on) != InvestorLinkState.OPEN
        or row.lead.ended
        or row.lead.stage != LeadStage.IN_PRODUCTION
    ):
        return None
    return row


def word_named(standing: Standing, link: ConfirmLink) -> InvestorWord | None:
    """Return who used a link; None where nobody did, or where this standing does not read it."""
    return InvestorWord.objects.visible_to(standing).filter(link=link).select_related("link__lead").first()


def words_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is kept of a person who used links while signed in."""
    rows = InvestorWord.objects.visible_to(HOUSE).filter(person=person)
    return [
        dict(row) for row in rows.values("name", "position", "why", "said_on", "link__said", "link__lead__title_zh")
    ]
