"""The API of identity."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from pilin.foundation.identity import queries
from pilin.foundation.identity.schemas import Me
from pilin.web.terminal import plain

router = Router(tags=["identity"])


@router.get("/me", response={200: Me}, summary="Who I am here")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return the standing of whoever asks; kind ``public`` and nulls for whoever is not signed in."""
    standing: Any = request.standing
    person = queries.person_of(standing)
    on = request.at.astimezone(queries.SHANGHAI).date()
    offices = queries.offices_held(person.pk, on) if person else []
    return {
        "kind": str(standing.kind.value),
        "uid": str(person.pk) if person else None,
        "name": str(person) if person else None,
        "member": standing.member or None,
        "roles": sorted(role.value for role in standing.roles),
        "circles": sorted(standing.circles),
        "observes": sorted(standing.observes),
        "chairs": sorted(standing.chairs),
        "scopes": request.key.scopes.split() if hasattr(request, "key") else None,
        "language": (person.language or None) if person else None,
        "offices": [
            {
                "member": held.member,
                "role": held.role,
                "title_zh": held.title_zh or None,
                "title_en": held.title_en or None,
                "as_deputy": held.as_deputy,
                "until": plain(held.until) if held.until else None,
            }
            for held in offices
        ],
    }
