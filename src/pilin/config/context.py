"""What the frame of every page shows: the circle, who stands here, where one can go, what waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from pilin.config import disk
from pilin.config.passkeys import passkeys_possible
from pilin.domain.enterprises.queries import firms_spoken_for
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import Office, User
from pilin.foundation.members.queries import CircleCard, circle_cards
from pilin.web.frame import DUTIES, banners, counts, navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's part of the context."""
    standing = getattr(request, "standing", None) or Standing.public()
    match = getattr(request, "resolver_match", None)
    slug = (match.kwargs.get("circle") if match else None) or ""
    cards = circle_cards(standing, getattr(request, "at", None))
    circle = next((c for c in cards if c.slug == slug), None) or next(
        (c for c in cards if c.slug == settings.SITE["default_circle"]), cards[0] if cards else None
    )
    return {
        "standing": standing,
        "circles": cards,
        "frame_circle": circle,
        "navigation": navigation(request, circle.slug if circle else ""),
        "counts": counts(request),
        "banners": banners(request),
        "duties": DUTIES if standing.holds(Role.KEEPER) else [],
        "site": settings.SITE,
        "passkeys_possible": passkeys_possible(request),
        "session_left": getattr(request, "session_left", None),
        "disk": disk.state(),
        "hears_of_disk": standing.kind == StandingKind.OFFICER,
        "demo_people": demo_people(cards) if match and match.view_name == "account_login" else [],
    }


def demo_people(cards: list[CircleCard]) -> list[dict[str, Any]]:
    """Return the made-up people of the demo to sign in as; none in an instance that is no demo."""
    if not (settings.HOME / "demo").exists():
        return []
    towns = {member.code: member for card in cards for member in card.members}
    english = (get_language() or "").startswith("en")
    offices = (
        Office.objects.visible_to(Standing.machine("demo"))
        .filter(illustrative=True, person__illustrative=True, person__is_active=True)
        .select_related("person")
        .order_by("owner", "role", "person__username")
    )
    people = {office.person.username: office for office in offices}
    officers = [
        {
            "username": username,
            "name": (office.person.name_en if english else office.person.name_zh) or username,
            "role": office.get_role_display(),
            "member": towns.get(office.owner),
        }
        for username, office in people.items()
    ]
    others = User.objects.filter(illustrative=True, is_active=True).exclude(username__in=people).order_by("username")
    return officers + [
        {
            "username": person.username,
            "name": (person.name_en if english else person.name_zh) or person.username,
            "role": (StandingKind.FIRM if firms_spoken_for(person.uid) else StandingKind.PERSON).label,
            "member": None,
        }
        for person in others
    ]
