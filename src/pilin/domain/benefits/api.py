"""Sharing for programs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.benefits import actions, queries
from pilin.domain.benefits.enums import SettlementSaid
from pilin.domain.benefits.schemas import (
    ProspectsOut,
    SchemeIn,
    SchemeStepIn,
    SchemeWholeOut,
    SettlementAgainOut,
    SettlementOut,
    SettlementWordIn,
    SharedFigureIn,
    SharingSchemesOut,
    VersionIn,
    YearIn,
    YearlyAsked,
    YearlyProspectsOut,
    prospects_out,
    schemes_out,
    settlement_out,
    whole_out,
    yearly_out,
)
from pilin.engine import share
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["benefits"])
ANSWERS: dict[Any, Any] = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Amounts = Annotated[str, Query(max_length=600)]


@router.get(
    "/circles/{slug:circle}/benefit-schemes",
    response={200: SharingSchemesOut, 404: Error},
    summary="List sharing schemes",
)
def list_schemes(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the last version of each scheme of a circle that one may read, with where it stands."""
    if circle_named(request.standing, circle) is None:
        raise Http404
    return schemes_out(circle, queries.schemes_of(request.standing, circle, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/benefit-prospects", response={200: ProspectsOut, 404: Error, 422: Error},
    summary="Set rules beside each other on one move",
)  # fmt: skip
def simulate(
    request: HttpRequest, circle: str, after: Amounts, before: Amounts = "", led: bool | None = None, fits: bool | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return what each rule for moves would bring both sides; amounts in yuan, a comma between years. Nothing is written."""
    if circle_named(request.standing, circle) is None:
        raise Http404
    chosen = {key: share.terms_of(one) for key, one in queries.moves().items()}
    return prospects_out(queries.prospects(chosen, _yuan(before, "before"), _yuan(after, "after"), led=led, fits=fits))


@router.get(
    "/circles/{slug:circle}/benefit-yearly-prospects", response={200: YearlyProspectsOut, 404: Error, 422: Error},
    summary="Set rules beside each other on a levy, a pool of growth or a joint gain",
)  # fmt: skip
def simulate_years(request: HttpRequest, circle: str, asked: Annotated[YearlyAsked, Query()]) -> dict[str, Any]:
    """Return what each town gives and has by each rule, year by year. Nothing is written.

    ``row`` may stand more than once: ``measure:towns:first year=amounts``, a slash between towns, a comma between years, as
    ``pay:310116102/330421003:2024=100000000,110000000``; amounts in the currency, people one by one. Measures are pay (first
    where people work, then where they live), base, people, taxes and worth.
    """
    if circle_named(request.standing, circle) is None:
        raise Http404
    told = asked.dict(exclude={"row"})
    return yearly_out(queries.yearly_asked(told.pop("kind"), asked.row, **told))


@router.get(
    "/circles/{slug:circle}/benefit-schemes/{uuid:uid}",
    response={200: SchemeWholeOut, 404: Error},
    summary="Show a sharing scheme",
)
def show_scheme(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one version of a scheme with the figures and settlements that one may read."""
    return whole_out(_found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/benefit-schemes",
    response={201: SchemeWholeOut, **ANSWERS},
    auth=signed_in,
    summary="Draft a sharing scheme",
)
def draft_scheme(request: HttpRequest, circle: str, given: SchemeIn) -> tuple[int, dict[str, Any]]:
    """Draft a scheme by one of the engine's rules, for the town acted for."""
    row = actions.draft_scheme(
        by=request.standing, at=request.at, circle=circle, title_zh=given.title_zh, title=given.title_en, preset=given.preset,
        parties=given.parties, parameters=given.parameters, from_year=given.from_year, currency=given.currency,
        shared_zh=given.shared_zh, shared=given.shared_en, clause_zh=given.clause_zh, clause=given.clause_en,
    )  # fmt: skip
    return 201, whole_out(_found(request, circle, row.pk))


@router.post(
    "/circles/{slug:circle}/benefit-schemes/{uuid:uid}/versions", response={201: SchemeWholeOut, **ANSWERS}, auth=signed_in,
    summary="Draft a scheme's next version",
)  # fmt: skip
def revise_scheme(request: HttpRequest, circle: str, uid: UUID, given: VersionIn) -> tuple[int, dict[str, Any]]:
    """Draft the next version with other terms; the one in force stays so until every town has signed the new one."""
    row = actions.revise_scheme(
        by=request.standing, at=request.at, scheme=_found(request, circle, uid).card.row, parameters=given.parameters,
        from_year=given.from_year,
    )  # fmt: skip
    return 201, whole_out(_found(request, circle, row.pk))


@router.post(
    "/circles/{slug:circle}/benefit-schemes/{uuid:uid}/steps", response={201: SchemeWholeOut, **ANSWERS}, auth=signed_in,
    summary="Take a step about a sharing scheme",
)  # fmt: skip
def take_sharing_step(request: HttpRequest, circle: str, uid: UUID, given: SchemeStepIn) -> tuple[int, dict[str, Any]]:
    """Lay it before its towns, sign it under the hash of its text, turn it down or end it with the reason."""
    shared: dict[str, Any] = {"by": request.standing, "at": request.at, "scheme": _found(request, circle, uid).card.row}
    if given.step == "propose":
        actions.propose_scheme(**shared, sign_by=given.day)
    elif given.step == "sign":
        actions.sign_scheme(**shared, text_hash=given.text_hash)
    elif given.step == "refuse":
        actions.refuse_scheme(**shared, why=given.why)
    else:
        actions.end_scheme(**shared, why=given.why, left_on=given.day)
    return 201, whole_out(_found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/benefit-schemes/{uuid:uid}/figures", response={201: SchemeWholeOut, **ANSWERS}, auth=signed_in,
    summary="Enter a figure of one's own town",
)  # fmt: skip
def enter_figure(request: HttpRequest, circle: str, uid: UUID, given: SharedFigureIn) -> tuple[int, dict[str, Any]]:
    """Say what a figure is and where it stands; a correction is another entry, and both stay."""
    actions.enter_figure(
        by=request.standing, at=request.at, scheme=_found(request, circle, uid).card.row, year=given.year, measure=given.measure,
        about=given.about, amount=given.amount, currency=given.currency, found_in=given.found_in,
    )  # fmt: skip
    return 201, whole_out(_found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/benefit-schemes/{uuid:uid}/settlements", response={201: SettlementOut, **ANSWERS}, auth=signed_in,
    summary="Reckon a year",
)  # fmt: skip
def compute_settlement(request: HttpRequest, circle: str, uid: UUID, given: YearIn) -> tuple[int, dict[str, Any]]:
    """Reckon a year from the figures known now; every figure that nobody has entered is named."""
    row = actions.compute_settlement(
        by=request.standing, at=request.at, scheme=_found(request, circle, uid).card.row, year=given.year
    )
    return 201, settlement_out(_settlement(request, circle, row.pk))


@router.get(
    "/circles/{slug:circle}/benefit-settlements/{uuid:uid}",
    response={200: SettlementOut, 404: Error},
    summary="Show a settlement",
)
def show_settlement(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a settled year with what went in, what came out and what the towns say."""
    return settlement_out(_settlement(request, circle, uid))


@router.get(
    "/circles/{slug:circle}/benefit-settlements/{uuid:uid}/again", response={200: SettlementAgainOut, 404: Error},
    summary="Reckon a settlement again",
)  # fmt: skip
def reckon_again(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say whether what a settlement kept gives the same again, to the fen, and whether today's figures do."""
    again = queries.reckoned_again(request.standing, _settlement(request, circle, uid), request.at)
    return {"same": again.same, "digest": again.digest, "now_same": again.now_same}


@router.post(
    "/circles/{slug:circle}/benefit-settlements/{uuid:uid}/words", response={201: SettlementOut, **ANSWERS}, auth=signed_in,
    summary="Say one's town's word on a settlement",
)  # fmt: skip
def say_word(request: HttpRequest, circle: str, uid: UUID, given: SettlementWordIn) -> tuple[int, dict[str, Any]]:
    """Confirm it under its digest, object with the reason, note it as paid or as received."""
    shared: dict[str, Any] = {
        "by": request.standing,
        "at": request.at,
        "settlement": _settlement(request, circle, uid).row,
    }
    on = given.on or day_of(request.at)
    if given.kind is SettlementSaid.CONFIRMED:
        actions.confirm_settlement(**shared, digest=given.digest)
    elif given.kind is SettlementSaid.OBJECTED:
        actions.object_to_settlement(**shared, why=given.why)
    elif given.kind is SettlementSaid.PAID:
        actions.note_paid(**shared, paid_on=on, why=given.why)
    else:
        actions.note_received(**shared, received_on=on, why=given.why)
    return 201, settlement_out(_settlement(request, circle, uid))


def _yuan(text: str, field: str) -> list[Decimal]:
    try:
        read = [Decimal(word.strip()) for word in text.split(",") if word.strip()]
    except InvalidOperation as error:
        raise Invalid(Fault("no_number", field, "yuan a year, a comma between", value=text)) from error
    if len(read) > 50:
        raise Invalid(Fault("years", field, "at most 50 years", value=str(len(read))))
    return read


def _found(request: HttpRequest, circle: str, uid: UUID) -> queries.Whole:
    found = queries.whole(request.standing, circle, uid, day_of(request.at))
    if found is None:
        raise Http404
    return found


def _settlement(request: HttpRequest, circle: str, uid: UUID) -> queries.SettlementCard:
    card = queries.settlement_card(request.standing, circle, uid)
    if card is None:
        raise Http404
    return card
