"""Handovers for programs."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja import Router

from pilin.domain.handover import actions, queries
from pilin.domain.handover.schemas import (
    CeremonyOut,
    ClosingIn,
    HandoverLineOut,
    HandoverOut,
    SealIn,
    ceremony_out,
    handover_out,
    line_out,
)
from pilin.foundation.members.queries import circle_named
from pilin.web.api import Error, Year, signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
router = Router(tags=["handover"])


@router.get(
    "/circles/{slug:circle}/handovers", response={200: list[HandoverLineOut], 404: Error}, summary="List handovers"
)
def list_handovers(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the handovers of a circle by year."""
    if circle_named(request.standing, circle) is None:
        raise Http404
    return [line_out(v) for v in reversed(queries.handovers_of(request.standing, circle, _today(request)))]


@router.get(
    "/circles/{slug:circle}/handovers/{year}",
    response={200: HandoverOut, 404: Error, 422: Error},
    summary="Show a handover",
)
def show_handover(request: HttpRequest, circle: str, year: Year) -> dict[str, Any]:
    """Return the handover after a year's turn with the dossier that counts; its lines only to members and observers."""
    return handover_out(_found(request, circle, year))


@router.post(
    "/circles/{slug:circle}/handovers/{year}/dossiers",
    response={201: HandoverOut, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Compile the dossier",
)
def compile_dossier(request: HttpRequest, circle: str, year: Year) -> tuple[int, dict[str, Any]]:
    """Freeze the sections as they are now into a new version; seals under an earlier one lapse."""
    _found(request, circle, year)
    actions.compile_dossier(by=request.standing, at=request.at, circle=circle, year=year)
    return 201, handover_out(_found(request, circle, year))


@router.post(
    "/circles/{slug:circle}/handovers/{year}/sections/{slug:key}/readings",
    response={201: HandoverOut, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Note a section as read",
)
def read_section(request: HttpRequest, circle: str, year: Year, key: str) -> tuple[int, dict[str, Any]]:
    """Note for the incoming town that a section was read as it stands."""
    _found(request, circle, year)
    actions.read_section(by=request.standing, at=request.at, circle=circle, year=year, key=key)
    return 201, handover_out(_found(request, circle, year))


@router.post(
    "/circles/{slug:circle}/handovers/{year}/seals",
    response={201: HandoverOut, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Seal the dossier",
)
def sign_dossier(request: HttpRequest, circle: str, year: Year, given: SealIn) -> tuple[int, dict[str, Any]]:
    """Set the seal of the town acted for under the text with this hash."""
    _found(request, circle, year)
    actions.sign_dossier(by=request.standing, at=request.at, circle=circle, year=year, text_hash=given.text_hash)
    return 201, handover_out(_found(request, circle, year))


@router.get(
    "/circles/{slug:circle}/handovers/{year}/ceremony",
    response={200: CeremonyOut, 404: Error, 422: Error},
    summary="Show the ceremony of a handover",
)
def show_ceremony(request: HttpRequest, circle: str, year: Year) -> dict[str, Any]:
    """Return the five steps of the ceremony, how far each is, and what the closing of the year put into its archive."""
    return ceremony_out(_ceremony(request, circle, year))


@router.post(
    "/circles/{slug:circle}/handovers/{year}/closings",
    response={201: CeremonyOut, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Close the year",
)
def close_year(
    request: HttpRequest, circle: str, year: Year, given: ClosingIn | None = None
) -> tuple[int, dict[str, Any]]:
    """Check everything, close and cosign every log, and write one archive; done again it leaves what is there."""
    _ceremony(request, circle, year)
    anew = given is not None and given.anew
    actions.close_year(by=request.standing, at=request.at, circle=circle, year=year, anew=anew)
    return 201, ceremony_out(_ceremony(request, circle, year))


@router.post(
    "/circles/{slug:circle}/handovers/{year}/secrets/{slug:key}/changes",
    response={201: CeremonyOut, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Note a shared secret as changed",
)
def note_rotated(request: HttpRequest, circle: str, year: Year, key: str) -> tuple[int, dict[str, Any]]:
    """Note that a secret several towns shared was changed; the secret itself is never sent."""
    _ceremony(request, circle, year)
    actions.note_rotated(by=request.standing, at=request.at, circle=circle, year=year, key=key)
    return 201, ceremony_out(_ceremony(request, circle, year))


def _ceremony(request: HttpRequest, circle: str, year: int) -> queries.Ceremony:
    found = queries.ceremony_of(request.standing, circle, year, _today(request))
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, circle: str, year: int) -> queries.View:
    view = queries.dossier_of(request.standing, circle, year, _today(request))
    if view is None:
        raise Http404
    return view


def _today(request: HttpRequest) -> date:
    return request.at.astimezone(SHANGHAI).date()
