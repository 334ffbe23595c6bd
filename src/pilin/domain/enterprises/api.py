"""The registers for programs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.enums import LikenessState
from pilin.domain.enterprises.models import Claim, Enterprise, Group, Likeness
from pilin.domain.enterprises.schemas import (
    ApartIn,
    CertificateIn,
    ClaimAnswerIn,
    ClaimEndIn,
    ClaimIn,
    ClaimOut,
    EnterprisesOut,
    EnterpriseWholeOut,
    FigureIn,
    FirmRegisterOut,
    FirmSaysOut,
    GoodIn,
    GroupIn,
    GroupOut,
    GroupWholeOut,
    LikenessesOut,
    LikenessOut,
    MergeIn,
    PlaceIn,
    RegisterIn,
    SiteIn,
    SiteOut,
    UndoIn,
    WithdrawIn,
    claim_out,
    enterprise_out,
    group_out,
    group_whole_out,
    likeness_out,
    register_out,
    says_out,
    site_out,
    whole_out,
)
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.queries import circle_named, day_of
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
        audience=given.audience, division_list=given.division_list, declared=given.declared,
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


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/merge",
    response={200: EnterpriseWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Say that a firm is another",
)
def merge_firms(request: HttpRequest, circle: str, uid: UUID, given: MergeIn) -> dict[str, Any]:
    """Say that a firm of the town acted for is another firm in sight; it can be undone."""
    firm, into = _firm(request, circle, uid), _firm(request, circle, given.into)
    actions.merge_firms(by=request.standing, at=request.at, enterprise=firm, into=into, why=given.why)
    return show_enterprise(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/undo",
    response={200: EnterpriseWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Undo a merge",
)
def undo_merge(request: HttpRequest, circle: str, uid: UUID, given: UndoIn) -> dict[str, Any]:
    """Undo the merge of a firm of the town acted for: both stand as they stood before."""
    firm = _firm(request, circle, uid)
    actions.undo_merge(by=request.standing, at=request.at, enterprise=firm, why=given.why)
    return show_enterprise(request, circle, uid)


@router.get(
    "/circles/{slug:circle}/likenesses",
    response={200: LikenessesOut, 401: Error, 404: Error, 422: Error},
    summary="List pairs of firms that may be one",
)
def list_likenesses(
    request: HttpRequest,
    circle: str,
    state: LikenessState = LikenessState.OPEN,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> dict[str, Any]:
    """Return a hundred of the pairs that the town acted for is asked about, likeliest first; nobody else reads them."""
    _known(request, circle)
    rows = queries.likenesses(request.standing, circle, state)
    shown = rows[(page - 1) * A_PAGE : page * A_PAGE]
    return {
        "circle": circle, "state": state, "number": rows.count(), "page": page,
        "likenesses": [likeness_out(row) for row in shown],
    }  # fmt: skip


@router.post(
    "/circles/{slug:circle}/likenesses/{uuid:uid}/apart",
    response={200: LikenessOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Say that two firms are two",
)
def keep_apart(request: HttpRequest, circle: str, uid: UUID, given: ApartIn) -> dict[str, Any]:
    """Say that two firms are two; the pair is not proposed again. One firm is said with the merging of the first."""
    found: Likeness | None = queries.likeness_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return likeness_out(actions.keep_apart(by=request.standing, at=request.at, likeness=found, why=given.why))


@router.get("/circles/{slug:circle}/groups", response={200: list[GroupOut], 404: Error}, summary="List groups of firms")
def list_groups(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the groups in sight by name; at most five hundred."""
    _known(request, circle)
    return [group_out(row) for row in queries.groups(request.standing, circle)[:500]]


@router.get(
    "/circles/{slug:circle}/groups/{uuid:uid}", response={200: GroupWholeOut, 404: Error}, summary="Show a group"
)
def show_group(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a group with its entities, sites and figures in sight; a figure of the whole stands once."""
    return group_whole_out(queries.group_told(request.standing, _group(request, circle, uid)))


@router.post(
    "/circles/{slug:circle}/groups",
    response={201: GroupWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Note a group",
)
def note_group(request: HttpRequest, circle: str, given: GroupIn) -> tuple[int, dict[str, Any]]:
    """Note a group for the town acted for."""
    _known(request, circle)
    made = actions.note_group(
        by=request.standing, at=request.at, circle=circle, name_zh=given.name_zh, name=given.name_en,
        listed_on=given.listed_on, audience=given.audience,
    )  # fmt: skip
    return 201, show_group(request, circle, made.pk)


@router.post(
    "/circles/{slug:circle}/groups/{uuid:uid}/figures",
    response={201: GroupWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Note a figure of a group",
)
def note_figure(request: HttpRequest, circle: str, uid: UUID, given: FigureIn) -> tuple[int, dict[str, Any]]:
    """Note a figure of the group as a whole, or of one entity."""
    found = _group(request, circle, uid)
    entity = queries.entity_named(request.standing, found, given.entity) if given.entity else None
    if given.entity and entity is None:
        raise Invalid(Fault("unknown_entity", "entity", _("This group has no such entity"), value=str(given.entity)))
    actions.note_figure(
        by=request.standing, at=request.at, group=found, kind=given.kind, year=given.year, value=given.value, entity=entity,
        audience=given.audience,
    )  # fmt: skip
    return 201, show_group(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/group",
    response={200: GroupWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Say to which group a firm belongs",
)
def place_in_group(request: HttpRequest, circle: str, uid: UUID, given: PlaceIn) -> dict[str, Any]:
    """Say that a firm of the town acted for is an entity of a group; said again, it gives the days anew."""
    firm, found = _firm(request, circle, uid), _group(request, circle, given.group)
    actions.place_in_group(
        by=request.standing, at=request.at, group=found, enterprise=firm, valid_from=given.valid_from,
        valid_to=given.valid_to, audience=given.audience,
    )  # fmt: skip
    return show_group(request, circle, found.pk)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/sites",
    response={201: SiteOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Note a site of a firm",
)
def note_site(request: HttpRequest, circle: str, uid: UUID, given: SiteIn) -> tuple[int, dict[str, Any]]:
    """Note a place in the town acted for where a firm works."""
    firm = _firm(request, circle, uid)
    return 201, site_out(actions.note_site(by=request.standing, at=request.at, enterprise=firm, **given.model_dump()))


@router.get(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/says",
    response={200: FirmSaysOut, 404: Error},
    summary="Show what a firm says",
)
def show_says(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return what a firm makes and buys and its papers, as far as they are in sight."""
    firm = _firm(request, circle, uid)
    return says_out(queries.firm_says(request.standing, [firm.pk], day_of(request.at)))


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/goods",
    response={201: FirmSaysOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Say what a firm makes or buys",
)
def note_good(request: HttpRequest, circle: str, uid: UUID, given: GoodIn) -> tuple[int, dict[str, Any]]:
    """Say what a firm makes or buys: for the firm, or as the clerk of its town."""
    firm = _firm(request, circle, uid)
    actions.note_good(
        by=request.standing, at=request.at, enterprise=firm, role=given.role, name_zh=given.name, capacity=given.capacity,
        audience=given.audience,
    )  # fmt: skip
    return 201, show_says(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/goods/{uuid:good}/removal",
    response={200: FirmSaysOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Take back what a firm makes or buys",
)
def remove_good(request: HttpRequest, circle: str, uid: UUID, good: UUID) -> dict[str, Any]:
    """Take back that a firm makes or buys something."""
    row = queries.good_named(request.standing, _firm(request, circle, uid), good)
    if row is None:
        raise Http404
    actions.remove_good(by=request.standing, at=request.at, good=row)
    return show_says(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/certificates",
    response={201: FirmSaysOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Note a certificate or recognition",
)
def note_certificate(request: HttpRequest, circle: str, uid: UUID, given: CertificateIn) -> tuple[int, dict[str, Any]]:
    """Note a certificate or a recognition of a firm: for the firm, or as the clerk of its town."""
    firm = _firm(request, circle, uid)
    actions.note_certificate(
        by=request.standing, at=request.at, enterprise=firm, kind=given.kind, name_zh=given.name, level=given.level,
        number=given.number, valid_from=given.valid_from, valid_to=given.valid_to, audience=given.audience,
    )  # fmt: skip
    return 201, show_says(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/certificates/{uuid:certificate}/removal",
    response={200: FirmSaysOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Take back a certificate or recognition",
)
def remove_certificate(request: HttpRequest, circle: str, uid: UUID, certificate: UUID) -> dict[str, Any]:
    """Take back a certificate or a recognition."""
    row = queries.certificate_named(request.standing, _firm(request, circle, uid), certificate)
    if row is None:
        raise Http404
    actions.remove_certificate(by=request.standing, at=request.at, certificate=row)
    return show_says(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/claims",
    response={201: ClaimOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Ask to speak for a firm",
)
def claim_firm(request: HttpRequest, circle: str, uid: UUID, given: ClaimIn) -> tuple[int, dict[str, Any]]:
    """Ask to speak for a firm in all towns of the circle; the town that keeps it answers."""
    firm = _firm(request, circle, uid)
    made = actions.claim_firm(
        by=request.standing, at=request.at, enterprise=firm, office=given.office, evidence=given.evidence
    )
    return 201, claim_out(made)


@router.get(
    "/circles/{slug:circle}/claims",
    response={200: list[ClaimOut], 401: Error, 404: Error},
    auth=signed_in,
    summary="List claims",
)
def list_claims(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the claims on firms of the town acted for, or this person's own; at most five hundred."""
    _known(request, circle)
    rows = queries.claims if request.standing.member else queries.own_claims
    return [claim_out(row) for row in rows(request.standing, circle)[:500]]


@router.post(
    "/circles/{slug:circle}/claims/{uuid:uid}/answer",
    response={200: ClaimOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Answer a claim",
)
def answer_claim(request: HttpRequest, circle: str, uid: UUID, given: ClaimAnswerIn) -> dict[str, Any]:
    """Accept or refuse a claim on a firm of the town acted for; a refusal says why."""
    found = _claim(request, circle, uid)
    return claim_out(
        actions.decide_claim(by=request.standing, at=request.at, claim=found, accepted=given.accepted, why=given.why)
    )


@router.post(
    "/circles/{slug:circle}/claims/{uuid:uid}/end",
    response={200: ClaimOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="End a claim",
)
def end_claim(request: HttpRequest, circle: str, uid: UUID, given: ClaimEndIn) -> dict[str, Any]:
    """End a claim: the person speaks for the firm no more."""
    found = _claim(request, circle, uid)
    return claim_out(actions.end_claim(by=request.standing, at=request.at, claim=found, why=given.why))


def _claim(request: HttpRequest, circle: str, uid: UUID) -> Claim:
    found = queries.claim_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _group(request: HttpRequest, circle: str, uid: UUID) -> Group:
    found = queries.group_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _firm(request: HttpRequest, circle: str, uid: UUID) -> Enterprise:
    found = queries.enterprise_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _known(request: HttpRequest, circle: str) -> None:
    if circle_named(request.standing, circle) is None:
        raise Http404
