"""What the pages of investment share: today, the circle, a lead, towns to choose from, and a page with one form."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from pilin.domain.investment import queries
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import MemberCard, circle_named, members_on
from pilin.web.forms import Form

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today_of(request: HttpRequest) -> date:
    """Return the day of the request in Shanghai."""
    return request.at.astimezone(SHANGHAI).date()


def circle_or_404(request: HttpRequest, circle: str) -> Circle:
    """Return the circle; a stranger's is not found."""
    within = circle_named(request.standing, circle)
    if within is None:
        raise Http404
    return within


def lead_or_404(request: HttpRequest, circle: str, uid: UUID) -> queries.LeadTold:
    """Return one lead as this standing reads it; one it may not read is not found."""
    found = queries.lead_told(request.standing, circle, uid, today_of(request))
    if found is None:
        raise Http404
    return found


def towns(request: HttpRequest, circle: str, *, without: str = "") -> list[tuple[str, str]]:
    """Return the towns of a circle as a form offers them."""
    english = (get_language() or "").startswith("en")
    cards = members_on(request.standing, circle, today_of(request))
    return [(card.code, card.name if english else card.name_zh) for card in cards if card.code != without]


def banks(request: HttpRequest, circle: str) -> dict[str, str]:
    """Return the provinces on each bank of a circle, as the reader names them."""
    english = (get_language() or "").startswith("en")
    found: dict[str, dict[str, None]] = {"left": {}, "right": {}}
    for card in members_on(request.standing, circle, today_of(request)):
        name = card.province.name if english else card.province.name_zh
        found["left" if card.bank < 0 else "right"][name] = None
    return {side: (", " if english else "、").join(names) for side, names in found.items()}


def name_of(card: MemberCard | None, code: str) -> str:
    """Return a town's name in the reader's language; its code where it is not known."""
    if card is None:
        return code
    return card.name if (get_language() or "").startswith("en") else card.name_zh


def form_page(
    request: HttpRequest, *, circle: Any, form: Form, title: Any, verb: Any, back: str, hint: Any = "", lead: Any = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show a page with one form; 422 where what was sent is wrong."""
    context = {
        "circle": circle,
        "form": form,
        "heading": title,
        "verb": verb,
        "back": back,
        "hint": hint,
        "lead": lead,
        **more,
    }
    return render(request, "investment/step.html", context, status=422 if form.errors else 200)
