"""Observations for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.foundation.access.enums import StandingKind
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import actions, queries
from pilin.foundation.observations.enums import SeriesKind
from pilin.foundation.observations.schemas import (
    AttestIn,
    CatalogueOut,
    FigureOut,
    SeriesWholeOut,
    figure_out,
    series_out,
    whole_out,
)
from pilin.web.api import Error, signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
router = Router(tags=["observations"])


@router.get(
    "/circles/{slug:circle}/observations", response={200: CatalogueOut, 404: Error, 422: Error}, summary="List series"
)
def list_series(
    request: HttpRequest,
    circle: str,
    kind: SeriesKind | None = None,
    owner: Annotated[str, Query(max_length=16)] = "",
) -> dict[str, Any]:
    """Return the catalogue of a circle, each series with its newest figure."""
    if circle_named(request.standing, circle) is None:
        raise Http404
    names = request.standing.kind == StandingKind.OFFICER
    cards = queries.catalogue(request.standing, circle, kind=kind or "", owner=owner)
    return {"circle": circle, "series": [series_out(card, names=names) for card in cards]}


@router.get(
    "/circles/{slug:circle}/observations/{slug:series}",
    response={200: SeriesWholeOut, 404: Error, 422: Error},
    summary="Show a series",
)
def show_series(request: HttpRequest, circle: str, series: str, known_at: datetime | None = None) -> dict[str, Any]:
    """Return a series with its figures as they were known at a moment, and every revision until then."""
    known = known_at.replace(tzinfo=SHANGHAI) if known_at and known_at.tzinfo is None else known_at
    told = queries.series_told(request.standing, series, circle=circle, known_at=known)
    if told is None:
        raise Http404
    return whole_out(told, names=request.standing.kind == StandingKind.OFFICER)


@router.post(
    "/circles/{slug:circle}/observations/{slug:series}",
    response={201: FigureOut, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Attest a figure",
)
def attest_figure(request: HttpRequest, circle: str, series: str, given: AttestIn) -> tuple[int, dict[str, Any]]:
    """Keep a figure for the town acted for, or the correction of an earlier one."""
    if queries.series_named(request.standing, series, circle=circle) is None:
        raise Http404
    row = actions.attest_figure(by=request.standing, at=request.at, series=series, **given.dict())
    told = queries.revisions_of(request.standing, row.series)
    return 201, figure_out(next(r for r in told if r.uid == row.pk), names=True)
