"""Indicators for programs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from pilin.domain.observatory import actions, queries
from pilin.domain.observatory.models import Indicator
from pilin.domain.observatory.schemas.indicators import (
    ConcordanceConfirmationOut,
    ConcordanceIn,
    ConcordanceOut,
    IndicatorDefinitionIn,
    IndicatorDefinitionOut,
    IndicatorIn,
    IndicatorInputIn,
    IndicatorInputOut,
    IndicatorsOut,
    IndicatorTargetIn,
    IndicatorTargetOut,
    IndicatorWholeOut,
    concordance_out,
    confirmation_out,
    definition_out,
    given,
    indicator_out,
    indicator_whole_out,
    target_out,
)
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["observatory"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
AT = "/circles/{slug:circle}/indicators"
ONE = f"{AT}/{{slug:slug}}"


@router.get(AT, response={200: IndicatorsOut, 404: Error, 422: Error}, summary="List indicators")
def list_indicators(request: HttpRequest, circle: str, as_of: date | None = None) -> dict[str, Any]:
    """Return the circle's indicators with their values, targets and coverage, as known on a day; today unless said."""
    circle_asked(request, circle)
    day = _day(request, as_of)
    told = queries.answers(queries.book(request.standing, circle, day, counting=day == day_of(request.at)))
    return {"circle": circle, "as_of": day, "indicators": [indicator_out(one) for one in told]}


@router.get(ONE, response={200: IndicatorWholeOut, 404: Error, 422: Error}, summary="Show an indicator")
def show_indicator(request: HttpRequest, circle: str, slug: str, as_of: date | None = None) -> dict[str, Any]:
    """Return an indicator with the figures its value rests on, its definitions and what was judged of them."""
    return _whole(request, circle, slug, _day(request, as_of))


@router.post(AT, response={201: IndicatorWholeOut, **MADE}, auth=signed_in, summary="Define an indicator, or change it")
def define_indicator(request: HttpRequest, circle: str, data: IndicatorIn) -> tuple[int, dict[str, Any]]:
    """Enter an indicator of the town acted for; with ``revision`` the one of this address is changed."""
    within = circle_asked(request, circle)
    row = row_asked(request, circle, data.slug) if data.revision is not None else None
    actions.define_indicator(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, indicator=row, **given(data)
    )
    return 201, _whole(request, circle, data.slug, day_of(request.at))


@router.post(
    f"{ONE}/series", response={201: IndicatorInputOut, **MADE}, auth=signed_in, summary="Put series under an indicator"
)
def add_input(request: HttpRequest, circle: str, slug: str, data: IndicatorInputIn) -> tuple[int, dict[str, Any]]:
    """Let series give a town's part; refused where something would count twice."""
    row = row_asked(request, circle, slug)
    made = actions.add_input(by=request.standing, at=request.at, indicator=row, **given(data))
    return 201, {
        "uid": made.pk,
        "town": made.town.code,
        "numerator": data.numerator,
        "denominator": data.denominator or None,
    }


@router.post(f"{ONE}/targets", response={201: IndicatorTargetOut, **MADE}, auth=signed_in, summary="Set a target")
def set_target(request: HttpRequest, circle: str, slug: str, data: IndicatorTargetIn) -> tuple[int, dict[str, Any]]:
    """Say what the value has to be, for the circle or for one's own town."""
    row = row_asked(request, circle, slug)
    return 201, target_out(actions.set_target(by=request.standing, at=request.at, indicator=row, **given(data)))


@router.post(
    f"{ONE}/definitions", response={201: IndicatorDefinitionOut, **MADE}, auth=signed_in, summary="Write how a province counts"
)  # fmt: skip
def describe_definition(
    request: HttpRequest, circle: str, slug: str, data: IndicatorDefinitionIn
) -> tuple[int, dict[str, Any]]:
    """Write how the province of the town acted for counts, from a day on."""
    row = row_asked(request, circle, slug)
    return 201, definition_out(
        actions.describe_definition(by=request.standing, at=request.at, indicator=row, **given(data))
    )


@router.post(
    f"{ONE}/concordances", response={201: ConcordanceOut, **MADE}, auth=signed_in, summary="Judge two definitions"
)
def judge_concordance(request: HttpRequest, circle: str, slug: str, data: ConcordanceIn) -> tuple[int, dict[str, Any]]:
    """Say by name whether two definitions mean the same; it counts once the other side confirms it."""
    row = row_asked(request, circle, slug)
    pair = [queries.definition_named(request.standing, row, uid) for uid in (data.left, data.right)]
    if pair[0] is None or pair[1] is None:
        raise Http404
    said = given(data, "left", "right")
    made = actions.judge_concordance(by=request.standing, at=request.at, left=pair[0], right=pair[1], **said)
    return 201, concordance_out(made)


@router.post(
    f"{ONE}/concordances/{{uuid:uid}}/confirmation", response={201: ConcordanceConfirmationOut, **MADE}, auth=signed_in,
    summary="Confirm a judgement",
)  # fmt: skip
def confirm_concordance(request: HttpRequest, circle: str, slug: str, uid: UUID) -> tuple[int, dict[str, Any]]:
    """Give the other side's word: values that rest on the judgement appear."""
    judged = queries.concordance_named(request.standing, row_asked(request, circle, slug), uid)
    if judged is None:
        raise Http404
    return 201, confirmation_out(actions.confirm_concordance(by=request.standing, at=request.at, concordance=judged))


def circle_asked(request: HttpRequest, slug: str) -> Circle:
    """Return the circle of an address; 404 where nobody may know of it."""
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def row_asked(request: HttpRequest, circle: str, slug: str) -> Indicator:
    """Return the indicator of an address; 404 where this standing may not read it."""
    found = queries.indicator_named(request.standing, circle, slug)
    if found is None:
        raise Http404
    return found


def _whole(request: HttpRequest, circle: str, slug: str, as_of: date) -> dict[str, Any]:
    told = queries.answer_of(request.standing, circle, slug, as_of, counting=as_of == day_of(request.at))
    if told is None:
        raise Http404
    return indicator_whole_out(told)


def _day(request: HttpRequest, as_of: date | None) -> date:
    today = day_of(request.at)
    if as_of is not None and not date(1950, 1, 1) <= as_of <= today:
        raise Invalid(Fault("day", "as_of", _("A day up to today"), value=str(as_of)))
    return as_of or today
