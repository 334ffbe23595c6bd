"""What programs send and get about links by which investors confirm, and about leads that stand still."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.investment import queries
from pilin.domain.investment.enums import InvestorLinkState, LeadStage
from pilin.web.api import Incoming


class ConfirmLinkOut(Schema):
    """A link by which an investor confirms, without its token; ``expires_on`` is the last day on which it opens."""

    uid: UUID
    town: str
    state: InvestorLinkState
    made_at: datetime
    expires_on: date
    used_at: datetime | None
    name: str | None  # who used it, as they say themselves: for the town that made it alone
    position: str | None
    why: str | None


class LinkMadeOut(ConfirmLinkOut):
    """A link as it is made. ``address`` carries the token and is given this once."""

    address: str


class ConfirmLinkIn(Incoming):
    """Until when a link opens: from today to thirty days ahead."""

    expires_on: date


class StillDays(Schema):
    """After how many days in each stage a town's leads stand still."""

    lead: int
    intention: int
    signed: int
    started: int
    in_production: int


class StillIn(Incoming):
    """Days by stage; what is not named stays as it is."""

    days: dict[LeadStage, Annotated[int, Field(ge=1, le=3660)]] = Field(min_length=1, max_length=5)


def link_out(told: queries.LinkTold) -> dict[str, Any]:
    """Return a link as programs get it: who used it stands with it where the caller reads that."""
    row, word = told.link, told.word
    return {
        "uid": row.pk,
        "town": row.owner,
        "state": told.state,
        "made_at": row.made_at,
        "expires_on": row.expires_on,
        "used_at": row.used_at,
        "name": word.name or None if word else None,
        "position": word.position or None if word else None,
        "why": word.why or None if word else None,
    }
