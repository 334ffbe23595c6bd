"""Who proposes, records, sends, files, decides, and who looks after hazards. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement.enums import FindingState, HazardState, PatrolState
from pilin.domain.enforcement.models import Evidence, Filing, Finding, Hazard, Patrol, PatrolCheck
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

YES = Verdict.yes()
NO_CLERK = _("Nothing was written. A clerk of the town does this")
OVER = _("Nothing was written. This patrol is not where this can be done")


def is_clerk(by: Standing, circle: str, town: str) -> bool:
    """Return whether this standing is a clerk of that town, and the town belongs to the circle."""
    return by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes)


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's roster, ground, lists and word on what is unified: its clerk."""
    return YES if is_clerk(by, circle, town) else Verdict.no("not_clerk", NO_CLERK)


def may_propose(by: Standing, circle: str, town: str, parties: Collection[str]) -> Verdict:
    """Return whether this standing proposes a patrol: a clerk of a town that is a party of it."""
    if not is_clerk(by, circle, town):
        return Verdict.no("not_clerk", NO_CLERK)
    if town not in parties:
        return Verdict.no("not_party", _("Nothing was proposed. Only a town that comes along proposes a patrol"))
    return YES


def may_answer(by: Standing, patrol: Patrol, state: str, answered: Collection[str]) -> Verdict:
    """Return whether this standing answers a patrol for its town: a clerk of a party that has not answered yet."""
    towns = {code for code in patrol.parties.split(",") if code}
    if by.member not in towns or not is_clerk(by, patrol.circle, by.member):
        return Verdict.no("not_party", _("Nothing was answered. A clerk of a town that is asked answers"))
    if by.member in answered:
        return Verdict.no("answered", _("Nothing was answered. Your town has answered already"))
    if state != PatrolState.PROPOSED:
        return Verdict.no("out_of_turn", OVER)
    return YES


def may_add_officers(by: Standing, patrol: Patrol, state: str) -> Verdict:
    """Return whether this standing names further officers: a clerk of a town that comes along, before it sets out."""
    if not _comes_along(by, patrol):
        return Verdict.no("not_party", NO_CLERK)
    return YES if state in (PatrolState.PROPOSED, PatrolState.TAKEN) else Verdict.no("out_of_turn", OVER)


def may_check(by: Standing, patrol: Patrol, state: str) -> Verdict:
    """Return whether this standing says which firms of its town a patrol checks: its clerk, before it sets out."""
    if not _comes_along(by, patrol) or f",{by.member}," not in patrol.parties:
        return Verdict.no("not_party", NO_CLERK)
    return YES if state in (PatrolState.PROPOSED, PatrolState.TAKEN) else Verdict.no("out_of_turn", OVER)


def may_drop_check(by: Standing, patrol: Patrol, check: PatrolCheck, state: str) -> Verdict:
    """Return whether this standing takes a firm off a patrol's list: a clerk of the town that put it there, before it sets out."""
    if check.owner != by.member or check.dropped_on is not None:
        return Verdict.no("not_owner", _("Nothing was taken off. The town that put the firm on the list does"))
    return may_check(by, patrol, state)


def may_begin(by: Standing, patrol: Patrol, state: str, today: date) -> Verdict:
    """Return whether this standing lets a patrol set out: a clerk of one of its towns, on its day, when every side agreed."""
    if not _comes_along(by, patrol):
        return Verdict.no("not_party", NO_CLERK)
    if state != PatrolState.TAKEN:
        return Verdict.no("not_taken", _("It did not set out. Every side has to agree first"))
    if today != patrol.on:
        return Verdict.no(
            "other_day", _("It did not set out. Certificates are looked at on the day itself: it is another day")
        )
    return YES


def may_end(by: Standing, patrol: Patrol, state: str) -> Verdict:
    """Return whether this standing says that a patrol is done: a clerk of one of its towns, while it is out."""
    if not _comes_along(by, patrol):
        return Verdict.no("not_party", NO_CLERK)
    return YES if state == PatrolState.OUT else Verdict.no("out_of_turn", OVER)


def may_call_off(by: Standing, patrol: Patrol, state: str) -> Verdict:
    """Return whether this standing calls a patrol off: a clerk of the town that proposed it, before it sets out."""
    if not is_clerk(by, patrol.circle, patrol.owner):
        return Verdict.no("not_owner", _("Nothing was called off. The town that proposed it does"))
    return YES if state in (PatrolState.PROPOSED, PatrolState.TAKEN) else Verdict.no("out_of_turn", OVER)


def _comes_along(by: Standing, patrol: Patrol) -> bool:
    return (f",{by.member}," in patrol.parties and is_clerk(by, patrol.circle, by.member)) or by.sees_all


def may_record(
    by: Standing, circle: str, town: str, patrol: Patrol | None, state: str, towns: Collection[str]
) -> Verdict:
    """Return whether this standing writes a finding down: a clerk, at home, or on a patrol that is out.

    Parameters
    ----------
    town : str
        Whose record it is.
    towns : collection of str
        The towns of the place of the act.
    """
    if not is_clerk(by, circle, town):
        return Verdict.no("not_clerk", NO_CLERK)
    if patrol is None:
        if town in towns:
            return YES
        return Verdict.no(
            "other_side",
            _("Nothing was recorded. On the other side an officer records on a joint patrol under an agreement only"),
        )
    if f",{town}," not in patrol.parties:
        return Verdict.no("not_party", _("Nothing was recorded. Your town does not come along on this patrol"))
    if state not in (PatrolState.OUT, PatrolState.DONE):
        return Verdict.no("not_out", _("Nothing was recorded. The patrol has not set out"))
    return YES  # fmt: skip


def may_add_evidence(by: Standing, finding: Finding, state: str) -> Verdict:
    """Return whether this standing adds evidence: a clerk of a town that reads the finding, until it is decided."""
    towns = {finding.owner, *(code for code in finding.parties.split(",") if code)}
    if by.member not in towns or not is_clerk(by, finding.circle, by.member):
        return Verdict.no("not_party", NO_CLERK)
    if state == FindingState.DECIDED:
        return Verdict.no("decided", _("Nothing was added. This finding is decided"))
    return YES


def may_keep_evidence(by: Standing, evidence: Evidence) -> Verdict:
    """Return whether this standing writes the next step of a piece's keeping: a clerk of a town that reads it."""
    towns = {evidence.owner, *(code for code in evidence.parties.split(",") if code)}
    return YES if by.member in towns and is_clerk(by, evidence.circle, by.member) else Verdict.no("not_party", NO_CLERK)


def may_send(by: Standing, finding: Finding, to: str, state: str) -> Verdict:
    """Return whether this standing sends a finding to the town of the act: a clerk of the town that recorded it."""
    if not is_clerk(by, finding.circle, finding.owner):
        return Verdict.no("not_owner", _("Nothing was sent. A clerk of the town that recorded it sends it"))
    if to not in finding.towns:
        return Verdict.no(
            "not_there", _("Nothing was sent. It goes to the town of the place of the act, and to no other")
        )
    if to == finding.owner:
        return Verdict.no("own", _("Nothing was sent. The act lies on your own ground: file it"))
    if state != FindingState.RECORDED:
        return Verdict.no("out_of_turn", _("Nothing was sent. It is on its way already, or filed"))
    return YES


def may_acknowledge(by: Standing, circle: str, to: str, acknowledged: bool) -> Verdict:
    """Return whether this standing acknowledges a transfer: a clerk of the town it went to, once."""
    if not is_clerk(by, circle, to):
        return Verdict.no(
            "not_addressee", _("Nothing was acknowledged. A clerk of the town that the letter went to does")
        )
    if acknowledged:
        return Verdict.no("acknowledged", _("Nothing was written. Every piece is acknowledged already"))
    return YES


def may_file(by: Standing, finding: Finding, town: str, state: str) -> Verdict:
    """Return whether this standing files a finding: a clerk of the town of the act, once it has what another town recorded.

    Where the act lies on the line, whichever of the towns files first has the case and coordinates.
    """
    if town not in finding.towns:
        return Verdict.no(
            "no_jurisdiction", _("Nothing was filed. The town of the place of the act has jurisdiction; send it there")
        )
    if not is_clerk(by, finding.circle, town):
        return Verdict.no("not_clerk", NO_CLERK)
    if state in (FindingState.FILED, FindingState.DECIDED):
        return Verdict.no("filed", _("Nothing was filed. It is filed already"))
    if town != finding.owner and state != FindingState.RECEIVED:
        return Verdict.no("not_received", _("Nothing was filed. Acknowledge the evidence of the transfer first"))
    return YES


def may_extend(by: Standing, filing: Filing, decided: bool) -> Verdict:
    """Return whether this standing extends a term: who signs for the town that filed it, before the decision."""
    if not (by.sees_all or (by.member == filing.owner and by.holds(Role.SIGNATORY))):
        return Verdict.no("not_signatory", _("Nothing was extended. Who signs for the competent town extends a term"))
    return Verdict.no("decided", _("Nothing was extended. It is decided")) if decided else YES


def may_decide(by: Standing, filing: Filing, decided: bool) -> Verdict:
    """Return whether this standing decides: a clerk of the competent town, the town of the place of the act."""
    if by.member != filing.owner or not is_clerk(by, filing.circle, filing.owner):
        return Verdict.no(
            "no_jurisdiction", _("Nothing was decided. Only the town of the place of the act, which filed it, decides")
        )
    return Verdict.no("decided", _("Nothing was decided. It is decided already")) if decided else YES


def may_look_after(by: Standing, hazard: Hazard) -> Verdict:
    """Return whether this standing plans and reports on a hazard that is not closed: a clerk of its town."""
    if not is_clerk(by, hazard.circle, hazard.owner):
        return Verdict.no("not_owner", _("Nothing was written. A clerk of the town of the hazard does this"))
    if hazard.state == HazardState.CLOSED:
        return Verdict.no("closed", _("Nothing was written. This hazard is closed"))
    return YES


def may_inspect(by: Standing, hazard: Hazard, said_by: UUID | None) -> Verdict:
    """Return whether this standing re-inspects: a clerk of the town, but not who said that it was put right."""
    if not (verdict := may_look_after(by, hazard)):
        return verdict
    if hazard.state != HazardState.RECTIFIED:
        return Verdict.no(
            "out_of_turn", _("Nothing was written. It is re-inspected once somebody says that it is put right")
        )
    if by.person is not None and by.person == said_by:
        return Verdict.no(
            "same_person",
            _("Nothing was written. Another officer re-inspects than the one who said that it is put right"),
        )
    return YES


def may_read_hazard(by: Standing, hazard: Hazard, read: Collection[str]) -> Verdict:
    """Return whether this standing says for a town downstream that it has read of a hazard: its clerk, once."""
    if by.member not in hazard.told_to or not is_clerk(by, hazard.circle, by.member):
        return Verdict.no(
            "not_neighbour", _("Nothing was written. A clerk of a town downstream says that it has read of it")
        )
    return Verdict.no("read", _("Nothing was written. Your town has said so already")) if by.member in read else YES
