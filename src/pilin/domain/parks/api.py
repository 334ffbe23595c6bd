"""Parks for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from pilin.domain.parks import actions, queries, rules, schemas
from pilin.domain.parks.models import Park, ShareProposal
from pilin.engine.base import Fault, Invalid, PartialDate, misfit_of
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["parks"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
FOUND = {404: Error, 422: Error}


@router.get("/circles/{slug:circle}/parks", response={200: schemas.ParksOut, **FOUND}, summary="List parks")
def list_parks(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return the parks of a circle on a day, today unless said, with what compares them and how much of each list is here."""
    _circle(request, circle)
    return schemas.parks_out(circle, queries.parks(request.standing, circle, on or day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/parks/{uuid:uid}", response={200: schemas.ParkWholeOut, **FOUND}, summary="Show a park"
)
def show_park(request: HttpRequest, circle: str, uid: UUID, on: date | None = None) -> dict[str, Any]:
    """Return a park with its shares in force, the proposals with each town's word, and the firms in it on a day."""
    return _whole(request, _park(request, circle, uid), on)


@router.post(
    "/circles/{slug:circle}/parks",
    response={201: schemas.ParkWholeOut, **MADE},
    auth=signed_in,
    summary="Enter a park, or change it",
)
def enter_park(request: HttpRequest, circle: str, data: schemas.ParkIn) -> tuple[int, dict[str, Any]]:
    """Enter a park to which the town acted for is party, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = _park(request, circle, data.uid) if data.uid else None
    said = schemas.given(data, "parties", "listed_in", "model", "area_km2", "hnte_share", "valid_from", "valid_to")
    made = actions.enter_park(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, park=row, revision=data.revision,
        parties=[rules.PartyInput(one.code, one.name_zh, one.name_en, one.bank) for one in data.parties], model=data.model or "",
        listed_in=_list(request, circle, data.listed_in), area_km2=_decimal(data.area_km2), hnte_share=_decimal(data.hnte_share),
        valid_from=_rough("valid_from", data.valid_from), valid_to=_rough("valid_to", data.valid_to), **said,
    )  # fmt: skip
    return 201, _whole(request, made)


@router.post(
    "/circles/{slug:circle}/park-lists",
    response={201: schemas.ParksOut, **MADE},
    auth=signed_in,
    summary="Put down how many parks a source counts",
)
def enter_list(request: HttpRequest, circle: str, data: schemas.ParkListIn) -> tuple[int, dict[str, Any]]:
    """Put down a list of parks as its source counts them; the circle's parks and lists are returned."""
    actions.enter_list(
        by=request.standing, at=request.at, circle=_circle(request, circle), town=request.standing.member,
        **schemas.given(data),
    )  # fmt: skip
    return 201, list_parks(request, circle)


@router.post(
    "/circles/{slug:circle}/parks/{uuid:uid}/shares", response={201: schemas.ShareProposalOut, **MADE}, auth=signed_in, summary="Propose shares"
)  # fmt: skip
def propose_shares(request: HttpRequest, circle: str, uid: UUID, data: schemas.SharesIn) -> tuple[int, dict[str, Any]]:
    """Propose the shares of a park; they count once each town that is party has agreed."""
    row = _park(request, circle, uid)
    made = actions.propose_shares(
        by=request.standing, at=request.at, park=row, shares={key: _decimal(share) for key, share in data.shares.items()},
        why_zh=data.why_zh, why=data.why_en,
    )  # fmt: skip
    return 201, _proposal_out(request, made)


@router.post(
    "/circles/{slug:circle}/park-shares/{uuid:uid}/answer", response={200: schemas.ShareProposalOut, **MADE}, auth=signed_in,
    summary="Answer shares proposed",
)  # fmt: skip
def answer_shares(request: HttpRequest, circle: str, uid: UUID, data: schemas.ShareAnswerIn) -> dict[str, Any]:
    """Say yes or no for the town acted for; the last yes puts the shares in force."""
    row = _proposal(request, circle, uid)
    actions.answer_shares(by=request.standing, at=request.at, proposal=row, agrees=data.agrees, why=data.why)
    return _proposal_out(request, row)


@router.post(
    "/circles/{slug:circle}/park-shares/{uuid:uid}/withdraw", response={200: schemas.ShareProposalOut, **MADE}, auth=signed_in,
    summary="Take back shares proposed",
)  # fmt: skip
def withdraw_shares(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Take back a proposal on which not all towns have answered."""
    row = _proposal(request, circle, uid)
    return _proposal_out(request, actions.withdraw_shares(by=request.standing, at=request.at, proposal=row))


@router.post(
    "/circles/{slug:circle}/parks/{uuid:uid}/firms", response={201: schemas.ParkWholeOut, **MADE}, auth=signed_in, summary="Put a firm into a park"
)  # fmt: skip
def put_firm(request: HttpRequest, circle: str, uid: UUID, data: schemas.ParkFirmIn) -> tuple[int, dict[str, Any]]:
    """Say that a firm in sight is in a park from a day on."""
    row = _park(request, circle, uid)
    firm = queries.firm_to_put(request.standing, circle, data.enterprise)
    if firm is None:
        raise Http404
    actions.put_firm(
        by=request.standing, at=request.at, park=row, enterprise=firm, valid_from=data.valid_from, valid_to=data.valid_to
    )  # fmt: skip
    return 201, _whole(request, row)


@router.post(
    "/circles/{slug:circle}/park-firms/{uuid:uid}/end", response={200: schemas.ParkWholeOut, **MADE}, auth=signed_in, summary="Take a firm out of a park"
)  # fmt: skip
def end_firm(request: HttpRequest, circle: str, uid: UUID, data: schemas.ParkFirmEndIn) -> dict[str, Any]:
    """Say that a firm is in a park no more after a day, today unless said."""
    stay = queries.park_firm_named(request.standing, circle, uid)
    if stay is None:
        raise Http404
    actions.end_firm(by=request.standing, at=request.at, stay=stay, last_day=data.last_day)
    return _whole(request, _park(request, circle, stay.park_id))


@router.get(
    "/circles/{slug:circle}/crossings", response={200: schemas.CrossingsOut, 404: Error}, summary="List crossings"
)
def list_crossings(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the crossings of a circle, how many in each state, and between which figures the design volume lies."""
    _circle(request, circle)
    return schemas.crossings_out(circle, queries.crossings(request.standing, circle))


@router.post(
    "/circles/{slug:circle}/crossings", response={201: schemas.CrossingOut, **MADE}, auth=signed_in, summary="Write down a crossing, or change it"
)  # fmt: skip
def enter_crossing(request: HttpRequest, circle: str, data: schemas.CrossingIn) -> tuple[int, dict[str, Any]]:
    """Write down a crossing of the town acted for, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = queries.crossing_named(request.standing, circle, data.uid) if data.uid else None
    if data.uid and row is None:
        raise Http404
    said = schemas.given(data, "times_design", "begun_on", "opened_on")
    made = actions.enter_crossing(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, crossing=row, revision=data.revision,
        times_design=_decimal(data.times_design), begun_on=_rough("begun_on", data.begun_on), opened_on=_rough("opened_on", data.opened_on), **said,
    )  # fmt: skip
    return 201, schemas.crossing_out(queries.crossing_told(made))


@router.get(
    "/circles/{slug:circle}/carriers",
    response={200: schemas.CarriersOut, 404: Error},
    summary="List carriers of innovation",
)
def list_carriers(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the carriers of a circle with their figures, each for itself."""
    _circle(request, circle)
    return {
        "circle": circle,
        "carriers": [schemas.carrier_out(one) for one in queries.carriers(request.standing, circle)],
    }


@router.post(
    "/circles/{slug:circle}/carriers",
    response={201: schemas.CarriersOut, **MADE},
    auth=signed_in,
    summary="Write down a carrier",
)
def enter_carrier(request: HttpRequest, circle: str, data: schemas.CarrierIn) -> tuple[int, dict[str, Any]]:
    """Write down a carrier of the town acted for with its figures; the circle's carriers are returned."""
    figures = [
        rules.FigureInput(one.part, Decimal(one.value), one.comparator, one.period_zh, one.period_en)
        for one in data.figures
    ]
    actions.enter_carrier(
        by=request.standing, at=request.at, circle=_circle(request, circle), town=request.standing.member, figures=figures,
        **schemas.given(data, "figures"),
    )  # fmt: skip
    return 201, list_carriers(request, circle)


@router.get(
    "/circles/{slug:circle}/promises",
    response={200: schemas.PromisesOut, **FOUND},
    summary="List promises against what came",
)
def list_promises(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return what was promised and what came as of a day, late first."""
    _circle(request, circle)
    day = on or day_of(request.at)
    told = queries.promises(request.standing, circle, day)
    return {"circle": circle, "on": day, "promises": [schemas.promise_out(one) for one in told]}


@router.post(
    "/circles/{slug:circle}/promises",
    response={201: schemas.PromiseOut, **MADE},
    auth=signed_in,
    summary="Write down a promise",
)
def enter_promise(request: HttpRequest, circle: str, data: schemas.PromiseIn) -> tuple[int, dict[str, Any]]:
    """Write down what was promised, by which office and by when in its words; the date is reckoned from them."""
    within = _circle(request, circle)
    work = queries.work_named(request.standing, circle, data.work) if data.work else None
    if data.work and work is None:
        raise Http404
    made = actions.enter_promise(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, work=work, chosen=_rough("chosen", data.chosen),
        **schemas.given(data, "work", "chosen"),
    )  # fmt: skip
    return 201, schemas.promise_out(queries.promise_told(made, day_of(request.at)))


@router.post(
    "/circles/{slug:circle}/promises/{uuid:uid}/actual", response={200: schemas.PromiseOut, **MADE}, auth=signed_in, summary="Report when it was done"
)  # fmt: skip
def report_actual(request: HttpRequest, circle: str, uid: UUID, data: schemas.ActualIn) -> dict[str, Any]:
    """Report when something promised was done, with who or what says so."""
    row = queries.promise_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    actual = _rough("actual", data.actual)
    made = actions.report_actual(
        by=request.standing, at=request.at, promise=row, actual=actual or "", actual_source=data.actual_source
    )
    return schemas.promise_out(queries.promise_told(made, day_of(request.at)))


@router.get("/dates/meant", response={200: schemas.MeantOut, 422: Error}, summary="Say which date words mean")
def date_meant(request: HttpRequest, words: Annotated[str, Query(max_length=120)], said_on: date) -> dict[str, Any]:
    """Return which date words of a report mean, counted from the day they were said: "November 30 last year"; and whether their tense fits it."""
    return schemas.meant_out(rules.date_found(words, said_on), misfit_of(words, said_on))


@router.get(
    "/zone", response={200: schemas.ZoneOut, 422: Error}, summary="Say who is in the Demonstration Zone on a day"
)
def show_zone(request: HttpRequest, on: date | None = None) -> dict[str, Any]:
    """Return who is in the Demonstration Zone and in its land-space plan on a day, today unless said."""
    return schemas.zone_out(queries.zone_on(request.standing, on or day_of(request.at)))


@router.get(
    "/regions", response={200: schemas.NamedRegionsOut, 422: Error}, summary="List the regions that sources name"
)
def list_regions(request: HttpRequest, on: date | None = None) -> dict[str, Any]:
    """Return the regions that sources name, with what they lie in and what is known to lie in them on a day."""
    day = on or day_of(request.at)
    return schemas.regions_out(day, queries.regions_on(request.standing, day))


def _whole(request: HttpRequest, row: Park, on: date | None = None) -> dict[str, Any]:
    return schemas.park_whole_out(queries.park_told(request.standing, row, on or day_of(request.at)))


def _proposal_out(request: HttpRequest, row: ShareProposal) -> dict[str, Any]:
    told = queries.park_told(request.standing, row.park, day_of(request.at))
    return schemas.proposal_out(next(one for one in told.proposals if one.row.pk == row.pk))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _rough(field: str, text: str | None) -> PartialDate | None:
    """Return a date as exactly as it is written; one that does not exist is refused."""
    if text is None:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise Invalid(
            Fault("date", field, _("Write the date as 2008-06-30, 2008-06, 2021-Q2 or 2022"), value=text)
        ) from None


def _list(request: HttpRequest, circle: str, uid: UUID | None) -> Any:
    found = next((one for one in queries.park_lists(request.standing, circle) if one.pk == uid), None)
    if uid is not None and found is None:
        raise Http404
    return found


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _park(request: HttpRequest, circle: str, uid: UUID) -> Park:
    found = queries.park_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _proposal(request: HttpRequest, circle: str, uid: UUID) -> ShareProposal:
    found = queries.proposal_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
