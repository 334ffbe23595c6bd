"""The registers for programs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.schemas import (
    EnterprisesOut,
    EnterpriseWholeOut,
    FirmRegisterOut,
    RegisterIn,
    WithdrawIn,
    enterprise_out,
    register_out,
    whole_out,
)
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.queries import circle_named
from pilin.web.api import Error, signed_in

router = Router(tags=["enterprises"])
A_PAGE = 100


@router.get(
    "/circles/{slug:circle}/enterprises", response={200: EnterprisesOut, 404: Error, 422: Error}, summary="List firms"
)
def list_enterprises(
    request: HttpRequest,
    circle: str,
    find: Annotated[str, Query(max_length=80)] = "",
    town: Annotated[str, Query(max_length=16)] = "",
    industry: Annotated[str, Query(max_length=4)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> dict[str, Any]:
    """Return a hundred of the firms in sight, by the sound of their names."""
    _known(request, circle)
    rows = queries.enterprises(request.standing, circle, find=find.strip(), town=town, industry=industry)
    shown = rows[(page - 1) * A_PAGE : page * A_PAGE]
    return {
        "circle": circle,
        "number": rows.count(),
        "page": page,
        "enterprises": [enterprise_out(row) for row in shown],
    }


@router.get(
    "/circles/{slug:circle}/enterprises/{uuid:uid}",
    response={200: EnterpriseWholeOut, 404: Error},
    summary="Show a firm",
)
def show_enterprise(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a firm with what each register in sight says of it."""
    _known(request, circle)
    told = queries.enterprise_told(request.standing, circle, uid)
    if told is None:
        raise Http404
    return whole_out(told)


@router.get(
    "/circles/{slug:circle}/registers", response={200: list[FirmRegisterOut], 404: Error}, summary="List registers"
)
def list_registers(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the registers in sight, the newest first; at most five hundred."""
    _known(request, circle)
    return [register_out(row) for row in queries.registers(request.standing, circle)[:500]]


@router.post(
    "/circles/{slug:circle}/registers",
    response={201: FirmRegisterOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Bring a register",
)
def bring_register(request: HttpRequest, circle: str, given: RegisterIn) -> tuple[int, dict[str, Any]]:
    """Bring a register of at most two thousand firms for the town acted for; larger ones come as a file."""
    _known(request, circle)
    records, faults = [], []
    for number, row in enumerate(given.records, start=1):
        try:
            records.append((number, row.read()))
        except ValueError as error:
            faults.append(Fault("date", "founded_on", str(error), number, row.founded_on or ""))
    if faults:
        raise Invalid(*faults)
    made = actions.bring_register(
        by=request.standing, at=request.at, circle=circle, title=given.title, as_of=given.as_of, records=records,
        audience=given.audience, division_list=given.division_list,
    )  # fmt: skip
    return 201, register_out(made)


@router.post(
    "/circles/{slug:circle}/registers/{uuid:uid}/withdrawal",
    response={200: FirmRegisterOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Take a register back",
)
def withdraw_register(request: HttpRequest, circle: str, uid: UUID, given: WithdrawIn) -> dict[str, Any]:
    """Take a register back: what it says counts no more."""
    found = queries.register_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return register_out(actions.withdraw_register(by=request.standing, at=request.at, register=found, why=given.why))


def _known(request: HttpRequest, circle: str) -> None:
    if circle_named(request.standing, circle) is None:
        raise Http404
