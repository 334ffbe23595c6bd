"""The API of privacy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from pilin.foundation.privacy import queries
from pilin.foundation.privacy.schemas import PrivacyOut
from pilin.web.terminal import plain

router = Router(tags=["privacy"])


@router.get("/privacy", response={200: PrivacyOut}, summary="What is held on people, and for how long")
def privacy(request: HttpRequest) -> dict[str, Any]:
    """Return what is held on people, on which ground, and how long each kind of thing is kept."""
    return {
        "held": [{"title": str(h.title), "why": str(h.why), "kept_by_law": h.kept_by_law} for h in queries.holdings()],
        "terms": [term_of(card) for card in queries.terms(request.standing)],
    }


def term_of(card: queries.TermCard) -> dict[str, Any]:
    """Return a term as JSON has it."""
    return {
        "name": card.name,
        "title": str(card.title),
        "days": card.days,
        "since": str(card.since),
        "basis": str(card.basis),
        "last_at": plain(card.last_at) if card.last_at else None,
        "erased": card.erased,
    }
