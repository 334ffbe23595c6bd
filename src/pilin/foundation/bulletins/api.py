"""Bulletins for programs."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja import Router

from pilin.foundation.bulletins import actions, checks, queries
from pilin.foundation.bulletins.enums import CorrectionSaid
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.schemas import (
    BulletinsOut,
    BulletinWholeOut,
    CheckOut,
    CitationIn,
    CorrectionIn,
    CorrectionWordIn,
    DraftIn,
    FigureNameOut,
    SignIn,
    WaveIn,
    bulletin_out,
    check_out,
    whole_out,
)
from pilin.foundation.members.queries import circle_named
from pilin.web.api import Error, signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
router = Router(tags=["bulletins"])
WRITES: dict[int, Any] = {401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


@router.get("/circles/{slug:circle}/bulletins", response={200: BulletinsOut, 404: Error}, summary="List bulletins")
def list_bulletins(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what is out, and for members what is drafted or waits for its moment."""
    _circle(request, circle)
    found = queries.bulletins_of(request.standing, circle, request.at)
    return {"circle": circle, "bulletins": [bulletin_out(r) for r in found]}


@router.get(
    "/circles/{slug:circle}/figures", response={200: list[FigureNameOut], 404: Error}, summary="List dated queries"
)
def list_figures(request: HttpRequest, circle: str) -> list[dict[str, str]]:
    """Return the dated queries that a draft of this circle may name."""
    _circle(request, circle)
    return [{"name": name, "label": str(label)} for name, label in queries.figure_names(request.standing, circle)]


@router.get(
    "/circles/{slug:circle}/bulletins/{slug:slug}",
    response={200: BulletinWholeOut, 404: Error},
    summary="Show a bulletin",
)
def show_bulletin(request: HttpRequest, circle: str, slug: str) -> dict[str, Any]:
    """Return one bulletin with its text and frozen figures."""
    return whole_out(_found(request, circle, slug))


@router.post(
    "/circles/{slug:circle}/bulletins",
    response={201: BulletinWholeOut, **WRITES},
    auth=signed_in,
    summary="Draft a bulletin",
)
def draft_bulletin(request: HttpRequest, circle: str, given: DraftIn) -> tuple[int, dict[str, Any]]:
    """Draft a bulletin, for the chair's secretary."""
    _circle(request, circle)
    fields = given.dict()
    moment = given.release_at
    fields["release_at"] = moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment
    actions.draft_bulletin(by=request.standing, at=request.at, circle=circle, **fields)
    return 201, whole_out(_found(request, circle, given.slug))


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/freeze",
    response={200: BulletinWholeOut, **WRITES},
    auth=signed_in,
    summary="Freeze a bulletin",
)
def freeze_bulletin(request: HttpRequest, circle: str, slug: str) -> dict[str, Any]:
    """Fix the text for good and copy every figure into it."""
    actions.freeze_bulletin(by=request.standing, at=request.at, bulletin=_found(request, circle, slug).uid)
    return whole_out(_found(request, circle, slug))


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/sign",
    response={200: BulletinWholeOut, **WRITES},
    auth=signed_in,
    summary="Sign a bulletin",
)
def sign_bulletin(request: HttpRequest, circle: str, slug: str, given: SignIn) -> dict[str, Any]:
    """Sign the frozen text for the town acted for."""
    uid = _found(request, circle, slug).uid
    actions.sign_bulletin(by=request.standing, at=request.at, bulletin=uid, hash_seen=given.text_hash)
    return whole_out(_found(request, circle, slug))


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/release",
    response={200: BulletinWholeOut, **WRITES},
    auth=signed_in,
    summary="Release a bulletin",
)
def release_bulletin(request: HttpRequest, circle: str, slug: str) -> dict[str, Any]:
    """Note that the moment has come; refused before it."""
    actions.release_bulletin(by=request.standing, at=request.at, bulletin=_found(request, circle, slug).uid)
    return whole_out(_found(request, circle, slug))


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/corrections",
    response={201: BulletinWholeOut, **WRITES},
    auth=signed_in,
    summary="Publish a correction",
)
def publish_correction(request: HttpRequest, circle: str, slug: str, given: CorrectionIn) -> tuple[int, dict[str, Any]]:
    """Publish what was wrong in a released bulletin; the bulletin itself stays as it was."""
    uid = _found(request, circle, slug).uid
    actions.publish_correction(by=request.standing, at=request.at, bulletin=uid, **given.dict())
    return 201, whole_out(_found(request, circle, slug))


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/corrections/{int:number}/words",
    response={201: BulletinWholeOut, **WRITES},
    auth=signed_in,
    summary="Confirm a correction, or object to it",
)
def answer_correction(
    request: HttpRequest, circle: str, slug: str, number: int, given: CorrectionWordIn
) -> tuple[int, dict[str, Any]]:
    """Say what the town acted for, which signed the text, says of a correction: once, for its signatory."""
    uid = _found(request, circle, slug).uid
    if queries.verdict_on_word(request.standing, uid, number) is None:
        raise Http404
    if given.said is CorrectionSaid.CONFIRMED:
        actions.confirm_correction(by=request.standing, at=request.at, bulletin=uid, number=number)
    else:
        actions.object_to_correction(
            by=request.standing,
            at=request.at,
            bulletin=uid,
            number=number,
            reason_zh=given.reason_zh,
            reason=given.reason,
        )
    return 201, whole_out(_found(request, circle, slug))


@router.get(
    "/circles/{slug:circle}/bulletins/{slug:slug}/check",
    response={200: CheckOut, 404: Error},
    summary="Check a bulletin against today's records",
)
def check_bulletin(request: HttpRequest, circle: str, slug: str) -> dict[str, Any]:
    """Return each figure as it was frozen, as its query answers today, and what became of what was promised."""
    found = _found(request, circle, slug)
    today = request.at.astimezone(SHANGHAI).date()
    return check_out(found, checks.checked(request.standing, found, today, request.at))


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/citations",
    response={200: CheckOut, **WRITES},
    auth=signed_in,
    summary="Bind a figure to its source",
)
def cite_figure(request: HttpRequest, circle: str, slug: str, given: CitationIn) -> dict[str, Any]:
    """Keep a figure of a draft with the source that says it; one of the same name is replaced."""
    uid = _found(request, circle, slug).uid
    actions.cite_figure(by=request.standing, at=request.at, bulletin=uid, **given.dict())
    return check_bulletin(request, circle, slug)


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/citations/{slug:name}/drop",
    response={200: CheckOut, **WRITES},
    auth=signed_in,
    summary="Drop a cited figure",
)
def drop_citation(request: HttpRequest, circle: str, slug: str, name: str) -> dict[str, Any]:
    """Drop a cited figure that the text does not name."""
    uid = _found(request, circle, slug).uid
    actions.drop_citation(by=request.standing, at=request.at, bulletin=uid, name=name)
    return check_bulletin(request, circle, slug)


@router.post(
    "/circles/{slug:circle}/bulletins/{slug:slug}/waved",
    response={200: CheckOut, **WRITES},
    auth=signed_in,
    summary="Let a number stand unbound",
)
def wave_number(request: HttpRequest, circle: str, slug: str, given: WaveIn) -> dict[str, Any]:
    """Let a number of a draft stand though nothing binds it, with the reason."""
    uid = _found(request, circle, slug).uid
    actions.wave_number(by=request.standing, at=request.at, bulletin=uid, **given.dict())
    return check_bulletin(request, circle, slug)


def _circle(request: HttpRequest, slug: str) -> None:
    if circle_named(request.standing, slug) is None:
        raise Http404


def _found(request: HttpRequest, circle: str, slug: str) -> Release:
    found = queries.bulletin_named(request.standing, circle, slug, request.at)
    if found is None:
        raise Http404
    return found
