"""Findings and their evidence: recorded where they are found, kept without gaps, sent to the town of the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries, rules
from pilin.domain.enforcement.actions.held import held, tell_clerks, towns_on
from pilin.domain.enforcement.enums import Custody, EvidenceKind, PieceState
from pilin.domain.enforcement.models import (
    CustodyStep,
    Evidence,
    Finding,
    Patrol,
    PieceReceipt,
    Transfer,
    TransferPiece,
)
from pilin.engine.base import text_hash
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.files.actions import attach_file
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

DEGREE = Decimal("0.000001")


@deed("enforcement.record_finding", says=_("{who} recorded the finding {title}"))
def record_finding(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    place_zh: str,
    acted_at: datetime,
    patrol: UUID | None = None,
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    accuracy_m: int | None = None,
    act_town: str = "",
    matter: str = "",
    text: str = "",
    party: str = "",
    firm: UUID | None = None,
    put_right: bool = False,
    photo: tuple[str, bytes] | None = None,
    illustrative: bool = False,
) -> Finding:
    """Record what was found. Whose it is to decide follows from the point; two towns where it lies on the line between them.

    Parameters
    ----------
    patrol : UUID, optional
        The patrol on which it was found; at home none is needed.
    longitude, latitude : Decimal, optional
        Of WGS 84.
    accuracy_m : int, optional
        Within how many metres the point is right: where the line is nearer, the officers' word ``act_town`` decides
        among the towns near, and both have it where they do not say.
    act_town : str
        On whose ground it lies, where no point says so.
    photo : (name, bytes), optional
        Becomes the first piece of evidence.
    """
    on = day_of(acted_at)
    row = Patrol.objects.visible_to(by).filter(pk=patrol, circle=circle.slug).first() if patrol else None
    if patrol and row is None:
        raise Refused("not_found", _("There is no such patrol in sight"))
    towns, by_point = _towns(circle.slug, longitude, latitude, accuracy_m or 0, act_town, on)
    faults = rules.faults_of_finding(
        title_zh=title_zh, place_zh=place_zh, acted_at=acted_at, at=at, longitude=longitude, latitude=latitude, towns=towns
    )  # fmt: skip
    rules.may_record(by, circle.slug, town, row, queries.state_of(row) if row else "", towns or [town]).require()
    if act_town and act_town not in towns_on(circle.slug, on):
        faults.append(Fault("act_town", "act_town", _("Choose a town of this circle"), value=act_town))
    if matter and matter not in {key for key, _item in queries.matters(queries.HOUSE, circle.slug, on)}:
        faults.append(Fault("matter", "matter", _("No list of that day knows this matter"), value=matter))
    if faults:
        raise Invalid(*faults)
    parties = {town, *towns, *(code for code in (row.parties if row else "").split(",") if code)}
    list(
        Circle.objects.visible_to(queries.HOUSE).select_for_update().filter(pk=circle.pk).values_list("pk")
    )  # one number each
    found = Finding(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PARTIES if len(parties) > 1 else Audience.OWN, parties=party_list(parties),
        patrol=row.pk if row else None, year=on.year, number=queries.next_finding_number(circle.slug, on.year), title_zh=title_zh.strip(),
        text=text.strip(), matter=matter, acted_at=acted_at, place_zh=place_zh.strip(), longitude=_degree(longitude), latitude=_degree(latitude),
        accuracy_m=accuracy_m, act_towns=party_list(towns), by_point=by_point, firm=firm, party=party.strip(), recorded_by=by.name if by.signed_in else "",
        put_right=put_right, illustrative=illustrative,
    )  # fmt: skip
    found.save()
    if photo is not None:
        add_evidence(
            by=by,
            at=at,
            finding=found,
            kind=EvidenceKind.PHOTO,
            title_zh=_first_title(title_zh),
            taken_at=acted_at,
            file=photo,
        )
    tell_clerks(by, at, towns, "finding_recorded", found, found.title_zh)
    tell(title=found.reference)
    return found


def _first_title(title_zh: str) -> str:
    return f"现场照片：{title_zh.strip()}"[:160]


def _towns(
    circle: str, longitude: Decimal | None, latitude: Decimal | None, accuracy_m: int, said: str, on: date
) -> tuple[list[str], bool]:
    """Return the towns of the place of an act, and whether the point alone says so."""
    if longitude is None or latitude is None:
        return ([said] if said else []), False
    ground = queries.ground_at(circle, (longitude, latitude), on, accuracy_m)
    if not ground.towns:
        return ([said] if said else []), False
    if not ground.sure and said in ground.towns:
        return [said], False
    return list(ground.towns), ground.sure


def _degree(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(DEGREE)


@deed("enforcement.add_evidence", says=_("{who} added evidence to the finding {title}"))
def add_evidence(
    *,
    by: Standing,
    at: datetime,
    finding: Finding,
    kind: str,
    title_zh: str,
    taken_at: datetime,
    file: tuple[str, bytes] | None = None,
    seal: str = "",
) -> Evidence:
    """Add a piece of evidence: its file is kept under its hash, and its keeping begins with "taken"."""
    row = held(finding)
    rules.may_add_evidence(by, row, queries.state_of_finding(row)).require()
    if faults := rules.faults_of_evidence(
        kind=kind, title_zh=title_zh, has_file=file is not None, seal=seal, taken_at=taken_at, at=at
    ):
        raise Invalid(*faults)
    number = (
        Evidence.objects.visible_to(queries.HOUSE)
        .filter(finding=row)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
        or 0
    ) + 1
    piece = Evidence(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=row.audience, parties=row.parties, finding=row, number=number,
        kind=kind, title_zh=title_zh.strip(), taken_at=taken_at, taken_by=by.name if by.signed_in else "", seal=seal.strip(), illustrative=row.illustrative,
    )  # fmt: skip
    if file is not None:
        name, content = file
        kept = attach_file(
            by=by, at=at, name=name, content=content, owner=by.member, audience=row.audience, circle=row.circle, parties=row.parties,
            subject=piece.pk, kind="photo" if kind == EvidenceKind.PHOTO else "file", illustrative=row.illustrative,
        )  # fmt: skip
        piece.file, piece.sha256 = kept.pk, kept.sha256
    piece.save()
    _keep(piece, by, at, Custody.TAKEN, at_of=taken_at, seal=seal)
    tell(title=row.reference)
    return piece


@deed("enforcement.keep_evidence", says=_("{who} wrote down what happened to a piece of evidence of {title}"))
def keep_evidence(
    *, by: Standing, at: datetime, evidence: Evidence, kind: str, to_town: str = "", seal: str = "", note: str = ""
) -> CustodyStep:
    """Write the next step of a piece's keeping: sealed, handed over, received, corrected in words. None is ever changed."""
    row = held(evidence)
    rules.may_keep_evidence(by, row).require()
    now = rules.keeping_of(queries.steps_of(row))
    faults = rules.faults_of_step(now, kind, by.member, to_town, at, seal=seal, note=note)
    if to_town and f",{to_town}," not in row.parties and kind == Custody.HANDED_OVER:
        faults.append(
            Fault("to_town", "to_town", _("It is handed over to a town that reads the finding"), value=to_town)
        )
    if faults:
        raise Invalid(*faults)
    step = _keep(row, by, at, kind, to_town=to_town if kind == Custody.HANDED_OVER else "", seal=seal, note=note)
    tell(title=row.finding.reference)
    return step


def _keep(
    piece: Evidence,
    by: Standing,
    at: datetime,
    kind: str,
    *,
    at_of: datetime | None = None,
    to_town: str = "",
    seal: str = "",
    note: str = "",
) -> CustodyStep:
    last = (
        CustodyStep.objects.visible_to(queries.HOUSE)
        .filter(evidence=piece)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    step = CustodyStep(
        in_circle_id=piece.in_circle_id, circle=piece.circle, owner=by.member or piece.owner, audience=piece.audience, parties=piece.parties, evidence=piece,
        number=(last or 0) + 1, kind=kind, at=at_of or at, who=by.name if by.signed_in else "", to_town=to_town, seal=seal.strip(), note=note.strip(),
        illustrative=piece.illustrative,
    )  # fmt: skip
    step.save()
    return step


@deed("enforcement.send_transfer", says=_("{who} sent the finding {title} to the town of the act"))
def send_transfer(*, by: Standing, at: datetime, finding: Finding, to_town: str, reason_zh: str) -> Transfer:
    """Send a finding to the town of the act: a letter with the list of evidence as it stands, all of it handed over.

    Raises
    ------
    Invalid
        Without a reason, without evidence, or while a piece is in other hands: a gap in the keeping would begin here.
    """
    row = held(finding)
    rules.may_send(by, row, to_town, queries.state_of_finding(row)).require()
    told = queries.evidence_of(queries.HOUSE, row)
    faults = []
    if not reason_zh.strip():
        faults.append(Fault("no_words", "reason_zh", _("Write why it is theirs: they read it")))
    if not told:
        faults.append(Fault("no_evidence", "pieces", _("Add the evidence first: the letter carries its list")))
    for piece in told:
        if piece.keeping.holder != row.owner or piece.keeping.on_its_way_to:
            reason = _("Piece {number} is not in your town's hands now").format(number=piece.row.number)
            faults.append(Fault("not_holder", "pieces", reason, value=str(piece.row.number)))
    if faults:
        raise Invalid(*faults)
    listed = "\n".join(f"{p.row.number} {p.row.kind} {p.row.title_zh} {p.row.sha256 or p.row.seal}" for p in told)
    shared = {
        "in_circle_id": row.in_circle_id,
        "circle": row.circle,
        "owner": row.owner,
        "audience": row.audience,
        "parties": row.parties,
        "illustrative": row.illustrative,
    }
    letter = Transfer(
        finding=row, to_town=to_town, sent_at=at, sent_by=by.name if by.signed_in else "", reason_zh=reason_zh.strip(), text_hash=text_hash(listed), **shared
    )  # fmt: skip
    letter.save()
    for piece in told:
        one = piece.row
        TransferPiece(
            transfer=letter, evidence=one.pk, number=one.number, kind=one.kind, title_zh=one.title_zh, sha256=one.sha256, seal=one.seal, **shared
        ).save()  # fmt: skip
        _keep(one, by, at, Custody.HANDED_OVER, to_town=to_town)
    tell_clerks(by, at, [to_town], "transfer_sent", letter, row.title_zh)
    tell(title=row.reference)
    return letter


@deed(
    "enforcement.acknowledge_transfer", says=_("{who} acknowledged the evidence of the finding {title} piece by piece")
)
def acknowledge_transfer(
    *, by: Standing, at: datetime, transfer: Transfer, pieces: Mapping[int, tuple[str, str]]
) -> Transfer:
    """Say of every piece of a letter whether it is there: accepted, damaged, or missing with the reason.

    What is missing is not received: it stays on its way, and the finding's page shows it.

    Parameters
    ----------
    pieces : mapping of number to (state, note)
    """
    row = held(transfer)
    told = queries.transfer_told(queries.HOUSE, row)
    rules.may_acknowledge(by, row.circle, row.to_town, told.acknowledged).require()
    by_number = {piece.number: piece for piece, _receipt in told.pieces}
    said = {number: (str(state), note) for number, (state, note) in pieces.items()}
    if faults := rules.faults_of_receipts(set(by_number), said):
        raise Invalid(*faults)
    for number, piece in sorted(by_number.items()):
        state, note = said[number]
        PieceReceipt(
            in_circle_id=row.in_circle_id, circle=row.circle, owner=row.to_town, audience=row.audience, parties=row.parties, piece=piece, state=state,
            note=note.strip(), at=at, who=by.name if by.signed_in else "", illustrative=row.illustrative,
        ).save()  # fmt: skip
        if state != PieceState.MISSING:
            evidence = Evidence.objects.visible_to(queries.HOUSE).get(pk=piece.evidence)
            now = rules.keeping_of(queries.steps_of(evidence))
            if now.on_its_way_to != row.to_town:
                raise Conflict(
                    "moved", _("Piece {number} was received otherwise; look at it again").format(number=number)
                )
            _keep(evidence, by, at, Custody.RECEIVED, note=note)
    finding = row.finding
    tell_clerks(by, at, [row.owner], "transfer_acknowledged", row, finding.title_zh)
    tell(title=finding.reference)
    return row


def purge_findings(before: datetime) -> int:
    """Take out whom findings concern, who recorded them and their words, where the act lies before a moment; returns how many.

    Called by the retention job. The line, the evidence's hashes and the decision stay: they name nobody.
    """
    rows = queries.erasable(before)
    for row in rows:
        row.party = row.text = row.recorded_by = ""
        row.erased_on = day_of(before)
        row.save()
    return len(rows)
