"""Counts for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from pilin.domain.chains.queries import firm_named
from pilin.domain.observatory import actions, queries
from pilin.domain.observatory.actions import FirmSaying
from pilin.domain.observatory.api.indicators import MADE, ONE, circle_asked, row_asked
from pilin.domain.observatory.schemas.counts import (
    AttestedCountOut,
    CountIn,
    CountInputOut,
    FirmSayingsIn,
    FirmSayingsOut,
    attested_out,
)
from pilin.engine.base import Fault, Invalid
from pilin.web.api import Error, signed_in

router = Router(tags=["observatory"])


@router.post(f"{ONE}/count", response={201: CountInputOut, **MADE}, auth=signed_in, summary="Have an indicator counted")
def count_from_register(request: HttpRequest, circle: str, slug: str, data: CountIn) -> tuple[int, dict[str, Any]]:
    """Let a town's part be counted from the register, the part, the whole or both; a series may stand in place of one."""
    row = row_asked(request, circle, slug)
    given: dict[str, Any] = {name: value or "" for name, value in data.model_dump().items()}
    made = actions.count_from_register(by=request.standing, at=request.at, indicator=row, **given)
    return 201, {
        "uid": made.pk, "town": made.town.code, "count": made.count or None, "whole": made.whole or None, "place": made.place,
        "numerator": data.numerator or None, "denominator": data.denominator or None,
    }  # fmt: skip


@router.post(f"{ONE}/counts", response={201: AttestedCountOut, **MADE}, auth=signed_in, summary="Attest today's count")
def attest_count(request: HttpRequest, circle: str, slug: str) -> tuple[int, dict[str, Any]]:
    """Put the name of whoever asks to today's count, over what every town of the circle may read."""
    row = row_asked(request, circle, slug)
    return 201, attested_out(actions.attest_count(by=request.standing, at=request.at, indicator=row))


@router.get(
    f"{ONE}/counts/{{uuid:uid}}", response={200: AttestedCountOut, 404: Error}, summary="Count an attested count again"
)
def show_count(request: HttpRequest, circle: str, slug: str, uid: UUID) -> dict[str, Any]:
    """Return an attested count and, for a town of the circle, what it comes to now for the same day."""
    row = queries.attested_named(request.standing, row_asked(request, circle, slug), uid)
    if row is None:
        raise Http404
    return attested_out(row, queries.recounted(request.standing, row))


@router.post(
    "/circles/{slug:circle}/firms-said", response={201: FirmSayingsOut, **MADE}, auth=signed_in, summary="Say of firms what counts ask"
)  # fmt: skip
def say_of_firms(request: HttpRequest, circle: str, data: FirmSayingsIn) -> tuple[int, dict[str, Any]]:
    """Note of firms of one's town whether they deal with a place, are above designated size, or do research; all or nothing."""
    circle_asked(request, circle)
    words, faults = [], []
    for number, one in enumerate(data.words):
        firm = firm_named(request.standing, circle, one.firm)
        if firm is None:
            faults.append(Fault("firm", f"words.{number}.firm", _("No one firm in the register is called so"), value=one.firm))  # fmt: skip
        else:
            words.append(FirmSaying(firm, **one.model_dump(exclude={"firm"})))
    if faults:
        raise Invalid(*faults)
    made = actions.say_of_firms(by=request.standing, at=request.at, words=words, audience=data.audience)
    return 201, {"written": len(made)}
