"""Cases for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import File, Query, Router, UploadedFile

from pilin.engine.base import Fault, Invalid
from pilin.foundation.cases import actions, queries
from pilin.foundation.cases.enums import CaseState, StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.schemas import (
    AnswerTemplateIn,
    AnswerTemplateOut,
    AnswerTemplatesOut,
    CaseFiguresOut,
    CaseRatingIn,
    CasesOut,
    CaseStepIn,
    CaseTermIn,
    CaseTermOut,
    CaseTermsOut,
    CaseWholeOut,
    case_out,
    figures_out,
    template_out,
    term_out,
    terms_out,
    whole_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["cases"])
MOST = 1_000
STEPS: dict[StepKind, Callable[..., Case]] = {
    StepKind.NOTED: actions.note_case,
    StepKind.SENT_BACK: actions.send_back,
    StepKind.CLOSED: actions.close_case,
    StepKind.REOPENED: actions.reopen_case,
    StepKind.WITHDRAWN: actions.withdraw_case,
    StepKind.ACCEPTED: actions.accept_case,
    StepKind.KEPT: actions.keep_case,
    StepKind.PAUSED: actions.pause_case,
    StepKind.RESUMED: actions.resume_case,
    StepKind.UNTIED: actions.untie_case,
}
SAID = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


@router.get(
    "/circles/{slug:circle}/cases", response={200: CasesOut, 401: Error, 404: Error, 422: Error}, auth=signed_in,
    summary="List cases",
)  # fmt: skip
def list_cases(
    request: HttpRequest, circle: str, state: CaseState | None = None, late: bool = False, own: bool = False
) -> dict[str, Any]:
    """Return the cases that the town acted for has, at most a thousand, the one due first on top; with ``own`` what the caller asked."""
    if circle_named(request.standing, circle) is None:
        raise Http404
    today = day_of(request.at)
    late_on = today if late else None
    rows = (
        queries.own_cases(request.standing, circle)
        if own
        else queries.desk(request.standing, circle, state=state or "", late_on=late_on)
    )
    return {"circle": circle, "cases": [case_out(card) for card in queries.cards(rows[:MOST], today)]}


@router.get(
    "/circles/{slug:circle}/cases/{uuid:uid}", response={200: CaseWholeOut, 401: Error, 404: Error}, auth=signed_in,
    summary="Show a case",
)  # fmt: skip
def show_case(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one case with its path."""
    return _whole(request, _found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/cases/{uuid:uid}/steps",
    response={201: CaseWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Take a step about a case",
)
def step_case(request: HttpRequest, circle: str, uid: UUID, given: CaseStepIn) -> tuple[int, dict[str, Any]]:
    """Take it or give it to somebody, note, answer, send back, close, reopen or withdraw; offer it to another town, take it over, refuse;
    let it wait for whoever asked and go on; tie it to another case of the same matter.
    """
    row = _found(request, circle, uid)
    shared: dict[str, Any] = {"by": request.standing, "at": request.at, "case": row}
    if given.kind == StepKind.TAKEN:
        actions.take_case(**shared, person=given.person)
    elif given.kind == StepKind.OFFERED:
        actions.offer_case(**shared, town=given.town, note=given.note, joint=given.joint)
    elif given.kind == StepKind.REFUSED:
        actions.refuse_case(**shared, rule=given.rule, note=given.note)
    elif given.kind == StepKind.ANSWERED:
        actions.answer_case(**shared, note=given.note, promised_on=given.promised_on)
    elif given.kind == StepKind.TIED:
        if given.other is None:
            raise Invalid(Fault("other", "other", _("Name the other case")))
        actions.tie_case(**shared, other=given.other, note=given.note)
    elif given.kind in STEPS:
        STEPS[given.kind](**shared, note=given.note)
    else:
        raise Invalid(Fault("not_a_step", "kind", "the instance itself takes this step", value=given.kind))
    return 201, _whole(request, _found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/cases/{uuid:uid}/ratings", response={201: CaseWholeOut, **SAID}, auth=signed_in,
    summary="Say how the answer was, or what was done",
)  # fmt: skip
def rate_case(request: HttpRequest, circle: str, uid: UUID, given: CaseRatingIn) -> tuple[int, dict[str, Any]]:
    """Say once how the answer was, and once, from the promised day on, what was done."""
    row = _found(request, circle, uid)
    actions.rate_case(
        by=request.standing, at=request.at, case=row, stage=given.stage, mark=given.mark, words=given.words
    )
    return 201, _whole(request, row)


@router.post(
    "/circles/{slug:circle}/cases/{uuid:uid}/files", response={201: CaseWholeOut, **SAID}, auth=signed_in,
    summary="Hang a file on a case",
)  # fmt: skip
def attach_to_case(
    request: HttpRequest, circle: str, uid: UUID, file: File[UploadedFile]
) -> tuple[int, dict[str, Any]]:
    """Hang a file on a case: whoever reads the case reads it."""
    row = _found(request, circle, uid)
    actions.attach_to_case(by=request.standing, at=request.at, case=row, name=file.name or "", content=file.read())
    return 201, _whole(request, row)


@router.get(
    "/circles/{slug:circle}/case-terms",
    response={200: CaseTermsOut, 404: Error},
    summary="Days that towns give themselves",
)
def list_terms(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the working days by kind and town, with the rule that sets them."""
    _circle(request, circle)
    return terms_out(circle, queries.terms(request.standing, circle))


@router.post(
    "/circles/{slug:circle}/case-terms", response={201: CaseTermOut, **SAID}, auth=signed_in,
    summary="Set the days for a kind of case",
)  # fmt: skip
def set_term(request: HttpRequest, circle: str, given: CaseTermIn) -> tuple[int, dict[str, Any]]:
    """Set the days that the town acted for gives itself from a day on; cases received before keep theirs."""
    within = _circle(request, circle)
    made = actions.set_term(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, **given.dict()
    )
    return 201, term_out(made)


@router.get(
    "/circles/{slug:circle}/answer-templates", response={200: AnswerTemplatesOut, 401: Error, 404: Error}, auth=signed_in,
    summary="Words with which answers begin",
)  # fmt: skip
def list_templates(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the words that the town acted for keeps for answers."""
    _circle(request, circle)
    rows = queries.templates(request.standing, circle)
    return {"circle": circle, "templates": [template_out(row) for row in rows]}


@router.post(
    "/circles/{slug:circle}/answer-templates", response={201: AnswerTemplateOut, **SAID}, auth=signed_in,
    summary="Keep words with which answers begin",
)  # fmt: skip
def keep_template(request: HttpRequest, circle: str, given: AnswerTemplateIn) -> tuple[int, dict[str, Any]]:
    """Keep words for answers of a kind, or change those of ``uid``."""
    within = _circle(request, circle)
    row = queries.template_named(request.standing, circle, given.uid) if given.uid else None
    if given.uid and row is None:
        raise Http404
    made = actions.keep_template(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, template=row, kind=given.kind,
        title=given.title, text=given.text,
    )  # fmt: skip
    return 201, template_out(made)


@router.get(
    "/circles/{slug:circle}/case-figures",
    response={200: CaseFiguresOut, **SAID},
    auth=signed_in,
    summary="How cases went",
)
def show_figures(
    request: HttpRequest, circle: str, town: Annotated[str, Query(max_length=16)] = "", received_from: date | None = None,
    received_to: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return by kind how many of a town's cases were answered on time, solved and sent back; of other towns where they share it."""
    _circle(request, circle)
    standing = request.standing
    chosen, shared = town or standing.member, queries.towns_sharing(standing, circle)
    told = queries.figures_of(
        standing, circle, chosen, day_of(request.at), first=received_from, last=received_to, shared=shared
    )
    return figures_out(circle, chosen, received_from, received_to, told)


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, circle: str, uid: UUID) -> Case:
    found = queries.case_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _whole(request: HttpRequest, row: Case) -> dict[str, Any]:
    return whole_out(queries.told(request.standing, row, day_of(request.at)))
