"""Joint enforcement for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Form, Router, UploadedFile

from pilin.domain.enforcement import actions, queries
from pilin.domain.enforcement.enums import EvidenceKind, FindingState, HazardGrade, HazardState
from pilin.domain.enforcement.models import Filing, Finding, Transfer
from pilin.domain.enforcement.schemas import (
    DecisionIn,
    EnforcementListsOut,
    FilingIn,
    FindingIn,
    FindingsOut,
    FindingWholeOut,
    HazardOut,
    HazardsOut,
    Line,
    PatrolAnswerIn,
    PatrolCheckIn,
    PatrolIn,
    PatrolsOut,
    PatrolWholeOut,
    ReceiptsIn,
    TransferIn,
    UnifiedOut,
    finding_out,
    finding_whole_out,
    hazard_out,
    lists_out,
    patrol_out,
    patrol_whole_out,
    unified_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import SHANGHAI, circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["enforcement"])
READ = {401: Error, 404: Error, 422: Error}
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
ROOM = "/circles/{slug:circle}/enforcement"


@router.get(
    f"{ROOM}/items",
    response={200: EnforcementListsOut, 404: Error, 422: Error},
    summary="Compare the lists of both banks",
)
def list_items(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return what each province punishes, matter by matter, as in force on a day: today where none is named."""
    _circle(request, circle)
    day = on or day_of(request.at)
    return lists_out(circle, day, queries.compared(request.standing, circle, day))


@router.get(
    f"{ROOM}/unified", response={200: UnifiedOut, 404: Error, 422: Error}, summary="Which functions are truly unified"
)
def list_unified(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return of each zone on both banks what its towns say of the five functions, as of a day."""
    _circle(request, circle)
    day = on or day_of(request.at)
    return unified_out(circle, day, queries.unified(request.standing, circle, day))


@router.get(f"{ROOM}/patrols", response={200: PatrolsOut, **READ}, auth=signed_in, summary="List joint patrols")
def list_patrols(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the patrols that one's town has a part in, the latest first."""
    _circle(request, circle)
    cards = queries.patrol_cards(request.standing, queries.patrols(request.standing, circle))
    return {"circle": circle, "patrols": [patrol_out(card) for card in cards]}


@router.get(
    f"{ROOM}/patrols/{{uuid:uid}}",
    response={200: PatrolWholeOut, **READ},
    auth=signed_in,
    summary="Show a joint patrol",
)
def show_patrol(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one patrol with its officers as checked for its place and day."""
    return _patrol(request, circle, uid)


@router.post(
    f"{ROOM}/patrols", response={201: PatrolWholeOut, **MADE}, auth=signed_in, summary="Propose a joint patrol"
)
def propose_patrol(request: HttpRequest, circle: str, data: PatrolIn) -> tuple[int, dict[str, Any]]:
    """Propose a patrol under a named agreement."""
    within, given = _circle(request, circle), data.dict()
    given["title"], given["route"] = given.pop("title_en"), given.pop("route_en")
    row = actions.propose_patrol(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, **given
    )
    return 201, _patrol(request, circle, row.pk)


@router.post(
    f"{ROOM}/patrols/{{uuid:uid}}/answers",
    response={201: PatrolWholeOut, **MADE},
    auth=signed_in,
    summary="Answer a joint patrol",
)
def answer_patrol(request: HttpRequest, circle: str, uid: UUID, data: PatrolAnswerIn) -> tuple[int, dict[str, Any]]:
    """Say for one's town whether it comes along, and with whom."""
    row = _found(queries.patrol_named(request.standing, circle, uid))
    actions.answer_patrol(by=request.standing, at=request.at, patrol=row, **data.dict())
    return 201, _patrol(request, circle, uid)


@router.post(
    f"{ROOM}/patrols/{{uuid:uid}}/checks",
    response={201: PatrolWholeOut, **MADE},
    auth=signed_in,
    summary="Put a firm on a joint patrol's list",
)
def plan_check(request: HttpRequest, circle: str, uid: UUID, data: PatrolCheckIn) -> tuple[int, dict[str, Any]]:
    """Put a firm of one's own town on the list; offices that were about to visit it go along on the patrol's day."""
    row = _found(queries.patrol_named(request.standing, circle, uid))
    actions.plan_check(by=request.standing, at=request.at, patrol=row, **data.dict())
    return 201, _patrol(request, circle, uid)


@router.post(
    f"{ROOM}/patrols/{{uuid:uid}}/begin",
    response={201: PatrolWholeOut, **MADE},
    auth=signed_in,
    summary="Let a joint patrol set out",
)
def begin_patrol(request: HttpRequest, circle: str, uid: UUID) -> tuple[int, dict[str, Any]]:
    """Let a patrol set out once every certificate is looked at again; each officer's lack is a fault."""
    row = _found(queries.patrol_named(request.standing, circle, uid))
    actions.begin_patrol(by=request.standing, at=request.at, patrol=row)
    return 201, _patrol(request, circle, uid)


@router.get(f"{ROOM}/findings", response={200: FindingsOut, **READ}, auth=signed_in, summary="List findings")
def list_findings(request: HttpRequest, circle: str, state: FindingState | None = None) -> dict[str, Any]:
    """Return the findings that one's town reads, the latest first."""
    _circle(request, circle)
    cards = queries.finding_cards(queries.findings(request.standing, circle), day_of(request.at))
    return {"circle": circle, "findings": [finding_out(card) for card in cards if state is None or card.state == state]}


@router.get(
    f"{ROOM}/findings/{{uuid:uid}}", response={200: FindingWholeOut, **READ}, auth=signed_in, summary="Show a finding"
)
def show_finding(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one finding with its evidence and keeping, its letters, its filing and its decision."""
    return _finding(request, circle, uid)


@router.post(f"{ROOM}/findings", response={201: FindingWholeOut, **MADE}, auth=signed_in, summary="Record a finding")
def record_finding(request: HttpRequest, circle: str, data: FindingIn) -> tuple[int, dict[str, Any]]:
    """Record what was found; whose it is follows from the point."""
    within, given = _circle(request, circle), data.dict()
    given["acted_at"] = _aware(given["acted_at"])
    row = actions.record_finding(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, **given
    )
    return 201, _finding(request, circle, row.pk)


@router.post(
    f"{ROOM}/findings/{{uuid:uid}}/evidence",
    response={201: FindingWholeOut, **MADE},
    auth=signed_in,
    summary="Add evidence",
)
def add_evidence(
    request: HttpRequest, circle: str, uid: UUID, file: File[UploadedFile], kind: Form[EvidenceKind], title_zh: Form[Line], taken_at: Form[datetime]
) -> tuple[int, dict[str, Any]]:  # fmt: skip
    """Add a piece of evidence with its file; its hash is kept."""
    row = _found(queries.finding_named(request.standing, circle, uid))
    actions.add_evidence(
        by=request.standing,
        at=request.at,
        finding=row,
        kind=kind,
        title_zh=title_zh,
        taken_at=_aware(taken_at),
        file=(file.name or "", file.read()),
    )
    return 201, _finding(request, circle, uid)


@router.post(
    f"{ROOM}/findings/{{uuid:uid}}/transfers",
    response={201: FindingWholeOut, **MADE},
    auth=signed_in,
    summary="Send a finding to the town of the act",
)
def send_transfer(request: HttpRequest, circle: str, uid: UUID, data: TransferIn) -> tuple[int, dict[str, Any]]:
    """Send a finding with its list of evidence."""
    row = _found(queries.finding_named(request.standing, circle, uid))
    actions.send_transfer(by=request.standing, at=request.at, finding=row, **data.dict())
    return 201, _finding(request, circle, uid)


@router.post(
    f"{ROOM}/transfers/{{uuid:uid}}/receipts",
    response={201: FindingWholeOut, **MADE},
    auth=signed_in,
    summary="Acknowledge a transfer piece by piece",
)
def acknowledge_transfer(request: HttpRequest, circle: str, uid: UUID, data: ReceiptsIn) -> tuple[int, dict[str, Any]]:
    """Say of every piece whether it is there."""
    row: Transfer = _found(queries.transfer_named(request.standing, circle, uid))
    pieces = {one.number: (one.state.value, one.note) for one in data.pieces}
    actions.acknowledge_transfer(by=request.standing, at=request.at, transfer=row, pieces=pieces)
    return 201, _finding(request, circle, row.finding_id)


@router.post(
    f"{ROOM}/findings/{{uuid:uid}}/filing",
    response={201: FindingWholeOut, **MADE},
    auth=signed_in,
    summary="File a finding",
)
def file_finding(request: HttpRequest, circle: str, uid: UUID, data: FilingIn) -> tuple[int, dict[str, Any]]:
    """File a finding as the competent body of the town of the act."""
    row = _found(queries.finding_named(request.standing, circle, uid))
    actions.file_finding(by=request.standing, at=request.at, finding=row, body_zh=data.body_zh, body=data.body_en)
    return 201, _finding(request, circle, uid)


@router.post(
    f"{ROOM}/filings/{{uuid:uid}}/decision",
    response={201: FindingWholeOut, **MADE},
    auth=signed_in,
    summary="Decide a filed finding",
)
def decide(request: HttpRequest, circle: str, uid: UUID, data: DecisionIn) -> tuple[int, dict[str, Any]]:
    """Decide within the range of that side's list on the day of the act, or with the reason why not."""
    filing: Filing = _found(queries.filing_named(request.standing, circle, uid))
    actions.decide(by=request.standing, at=request.at, filing=filing, **data.dict())
    return 201, _finding(request, circle, filing.finding)


@router.get(f"{ROOM}/hazards", response={200: HazardsOut, **READ}, auth=signed_in, summary="List hazards")
def list_hazards(
    request: HttpRequest,
    circle: str,
    grade: HazardGrade | None = None,
    state: HazardState | None = None,
    late: bool = False,
) -> dict[str, Any]:
    """Return the hazards of one's town and of towns upstream."""
    _circle(request, circle)
    today = day_of(request.at)
    rows = queries.hazards(
        request.standing, circle, grade=grade or "", state=state or "", late_on=today if late else None
    )
    return {"circle": circle, "hazards": [hazard_out(card) for card in queries.hazard_cards(rows, today)]}


@router.get(f"{ROOM}/hazards/{{uuid:uid}}", response={200: HazardOut, **READ}, auth=signed_in, summary="Show a hazard")
def show_hazard(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one hazard."""
    row = _found(queries.hazard_named(request.standing, circle, uid))
    return hazard_out(queries.hazard_cards([row], day_of(request.at))[0])


def _circle(request: HttpRequest, circle: str) -> Circle:
    within: Circle = _found(circle_named(request.standing, circle))
    return within


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def _patrol(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    row = _found(queries.patrol_named(request.standing, circle, uid))
    return patrol_whole_out(queries.patrol_told(request.standing, row))


def _finding(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    row: Finding = _found(queries.finding_named(request.standing, circle, uid))
    return finding_whole_out(queries.finding_told(request.standing, row, day_of(request.at)))


def _aware(moment: datetime) -> datetime:
    """Return a moment with its offset; one without is Shanghai's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
