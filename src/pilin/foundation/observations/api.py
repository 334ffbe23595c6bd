"""Observations for programs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import actions, forms, queries, rules
from pilin.foundation.observations.enums import SeriesKind
from pilin.foundation.observations.rules import ReadingSaid
from pilin.foundation.observations.schemas import (
    AttestIn,
    CatalogueOut,
    FigureOut,
    ReadingsIn,
    ReadingsOut,
    SeriesWholeOut,
    StationOut,
    StationsOut,
    TakenOut,
    figure_out,
    readings_out,
    series_out,
    station_out,
    taken_out,
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


LONGEST = timedelta(days=31)  # that is asked for at once: five-minute readings of a month are nine thousand rows
SENT = {401: Error, 403: Error, 404: Error, 422: Error}


@router.get("/circles/{slug:circle}/stations", response={200: StationsOut, 404: Error}, summary="List stations")
def list_stations(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the stations of a circle with the newest reading of each gauge and how it does."""
    _circle(request, circle)
    cards = queries.station_cards(request.standing, circle, request.at)
    return {"circle": circle, "stations": [station_out(card) for card in cards]}


@router.get(
    "/circles/{slug:circle}/stations/{slug:code}", response={200: StationOut, 404: Error}, summary="Show a station"
)
def show_station(request: HttpRequest, circle: str, code: str) -> dict[str, Any]:
    """Return one station."""
    cards = queries.station_cards(request.standing, circle, request.at, code=code)
    if not cards:
        raise Http404
    return station_out(cards[0])


@router.get(
    "/circles/{slug:circle}/readings/{slug:gauge}",
    response={200: ReadingsOut, 404: Error, 422: Error},
    summary="Show what a gauge read",
)
def show_readings(
    request: HttpRequest,
    circle: str,
    gauge: str,
    since: datetime | None = None,
    until: datetime | None = None,
    known_at: datetime | None = None,
    bad: bool = False,
) -> dict[str, Any]:
    """Return what a gauge read in (since, until], the last day unless said; at most 31 days at once."""
    series = queries.series_named(request.standing, gauge, circle=circle)
    if series is None or series.kept_by != "gauge":
        raise Http404
    last = _moment(until, "until") or request.at
    first = _moment(since, "since") or last - timedelta(days=1)
    if not timedelta() <= last - first <= LONGEST:
        raise Invalid(Fault("too_long", "since", _("Ask for at most 31 days, the earlier moment first")))
    known = _moment(known_at, "known_at")
    found = queries.window(request.standing, [series], first, last, known_at=known, bad=bad)
    return readings_out(series, found[series.pk], first, last, known)


@router.post(
    "/circles/{slug:circle}/readings", response={200: TakenOut, **SENT}, auth=signed_in, summary="Send readings"
)
def send_readings(request: HttpRequest, circle: str, given: ReadingsIn) -> dict[str, Any]:
    """Keep readings of the town's gauges. The same again changes nothing; wrong rows are kept aside and named."""
    _circle(request, circle)
    rows = [ReadingSaid(**row.dict(), row=number) for number, row in enumerate(given.readings, 1)]
    taken = actions.take_readings(
        by=request.standing, at=request.at, circle=circle, rows=rows, source=given.source or "api"
    )
    return taken_out(taken)


@router.post(
    "/circles/{slug:circle}/readings.csv",
    response={200: TakenOut, **SENT},
    auth=signed_in,
    summary="Send readings as a table",
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def send_table(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Keep readings sent as CSV with a header: series, at, value, unit, datum, begins_at."""
    _circle(request, circle)
    rules.may_send(request.standing, circle).require()  # before a table of a stranger is read
    rows = forms.read_rows("readings.csv", request.body)
    taken = actions.take_readings(by=request.standing, at=request.at, circle=circle, rows=rows, source="readings.csv")
    return taken_out(taken)


def _circle(request: HttpRequest, circle: str) -> None:
    if circle_named(request.standing, circle) is None:
        raise Http404


def _moment(said: datetime | None, field: str) -> datetime | None:
    moment = rules.read_moment(said)
    if said is not None and moment is None:
        raise Invalid(Fault("no_moment", field, _("The moment cannot be read"), value=str(said)))
    return moment
