"""Deeds of firms themselves: claim one, answer or end a claim; say what it makes and buys, and which papers it has."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.actions.groups import Span, as_span
from pilin.domain.enterprises.actions.indexing import keep_index
from pilin.domain.enterprises.enums import CertificateKind, ClaimState
from pilin.domain.enterprises.models import Certificate, Claim, Enterprise, Good
from pilin.engine.need import certificate_name
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.notices.actions import notify


@deed("enterprises.claim_firm", says=_("Somebody asked to speak for “{title}”"))
def claim_firm(
    *, by: Standing, at: datetime, enterprise: Enterprise, office: str, evidence: str = "", illustrative: bool = False
) -> Claim:
    """Ask to speak for a firm, in all towns of the circle at once; the town that keeps it answers."""
    rules.may_claim(by, enterprise).require()
    assert by.person is not None  # the rule has just said so
    faults = []
    if not office.strip():
        faults.append(Fault("no_office", "office", _("Say what you are in the firm")))
    if queries.claim_open(by.person, enterprise) is not None:
        faults.append(Fault("asked", "", _("You asked this already; the town has not answered yet")))
    if faults:
        raise Invalid(*faults)
    row = Claim(
        in_circle_id=enterprise.in_circle_id, circle=enterprise.circle, owner=enterprise.owner, audience=Audience.OWN,
        enterprise=enterprise, person_id=by.person, office=office.strip(), evidence=evidence.strip(), illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(enterprise, "name"))
    return row


@deed("enterprises.decide_claim", says=_("{who} answered who speaks for “{title}”: {answer}"))
def decide_claim(*, by: Standing, at: datetime, claim: Claim, accepted: bool, why: str = "") -> Claim:
    """Accept or refuse a claim; a refusal says why. The person is told."""
    row = _held(claim)
    rules.may_decide_claim(by, row).require()
    if not accepted and not why.strip():
        raise Invalid(Fault("no_reason", "why", _("Say why, for whoever asked")))
    row.state = ClaimState.ACCEPTED if accepted else ClaimState.REFUSED
    row.decided_at, row.decided_why = at, why.strip()
    row.save()
    notify(
        by=by, at=at, people=[row.person_id], kind="claim_accepted" if accepted else "claim_refused",
        facts={"title": row.enterprise.name or row.enterprise.name_zh, "title_zh": row.enterprise.name_zh},
        url=f"/c/{row.circle}/enterprises/claims/{row.pk}/",
    )  # fmt: skip
    tell(title=both(row.enterprise, "name"), answer=label(ClaimState(row.state).label))
    return row


@deed("enterprises.end_claim", says=_("{who} ended who speaks for “{title}”"))
def end_claim(*, by: Standing, at: datetime, claim: Claim, why: str = "") -> Claim:
    """End a claim that waits or was accepted: the person speaks for the firm no more."""
    row = _held(claim)
    rules.may_end_claim(by, row).require()
    row.state, row.decided_at, row.decided_why = ClaimState.ENDED, at, why.strip()
    row.save()
    tell(title=both(row.enterprise, "name"))
    return row


@deed("enterprises.note_good", says=_("{who} noted for “{firm}”: {title}"))
def note_good(
    *,
    by: Standing,
    at: datetime,
    enterprise: Enterprise,
    role: str,
    name_zh: str,
    capacity: str = "",
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Good:
    """Say what a firm makes or buys, with its capacity where that is known; said again, it replaces what was said."""
    rules.may_speak_for(by, enterprise).require()
    said = Good.objects.visible_to(queries.HOUSE).filter(enterprise=enterprise)
    row = said.filter(role=role, name_zh=name_zh.strip()).first()
    faults = rules.faults_of_good(enterprise, role, name_zh, capacity, audience, 0 if row else said.count())
    if faults:
        raise Invalid(*faults)
    row = row or Good(**_of(enterprise), role=role, name_zh=name_zh.strip())
    rate = rules.read_capacity(capacity)
    row.capacity_value = rate.value if rate else None
    row.capacity_unit, row.capacity_period = (rate.unit, rate.period.value) if rate else ("", "")
    row.capacity_comparator = rate.comparator.value if rate else "="
    row.audience, row.source, row.illustrative = audience, source, illustrative
    row.save()
    keep_index([enterprise.pk])
    tell(firm=both(enterprise, "name"), title=row.name_zh)
    return row


@deed("enterprises.remove_good", says=_("{who} took back for “{firm}”: {title}"))
def remove_good(*, by: Standing, at: datetime, good: Good) -> None:
    """Take back that a firm makes or buys something."""
    rules.may_speak_for(by, good.enterprise).require()
    tell(firm=both(good.enterprise, "name"), title=good.name_zh)
    good.delete()
    keep_index([good.enterprise_id])


@deed("enterprises.note_certificate", says=_("{who} noted of “{firm}”: {title}"))
def note_certificate(
    *,
    by: Standing,
    at: datetime,
    enterprise: Enterprise,
    kind: str,
    name_zh: str,
    level: str = "",
    number: str = "",
    valid_from: Span = None,
    valid_to: Span = None,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Certificate:
    """Note a certificate or a recognition of a firm, from when and until when it is valid."""
    rules.may_speak_for(by, enterprise).require()
    (first, wrong), (last, more) = as_span(valid_from, "valid_from"), as_span(valid_to, "valid_to")
    faults = rules.faults_of_certificate(enterprise, kind, name_zh, level, audience, (first, last))
    if faults := [*wrong, *more, *faults]:
        raise Invalid(*faults)
    name = certificate_name(name_zh) if kind == CertificateKind.CERTIFICATE else name_zh.strip()
    row = Certificate(
        **_of(enterprise),
        kind=kind,
        name_zh=name,
        level=level,
        number=number.strip(),
        source=source,
        illustrative=illustrative,
    )
    row.audience, row.valid_from, row.valid_to = audience, first, last
    row.save()
    tell(firm=both(enterprise, "name"), title=row.name_zh)
    return row


@deed("enterprises.remove_certificate", says=_("{who} took back of “{firm}”: {title}"))
def remove_certificate(*, by: Standing, at: datetime, certificate: Certificate) -> None:
    """Take back a certificate or recognition that was noted."""
    rules.may_speak_for(by, certificate.enterprise).require()
    tell(firm=both(certificate.enterprise, "name"), title=certificate.name_zh)
    certificate.delete()


def forget_claims(person: UUID, at: datetime) -> int:
    """Erase a person's claims; called while the person is erased. Returns how many."""
    return Claim.objects.visible_to(queries.HOUSE).filter(person=person).delete()[0]


def purge_claims(before: datetime) -> int:
    """Erase claims that were refused or ended before a moment; called by the retention job. Returns how many."""
    over = Claim.objects.visible_to(queries.HOUSE).filter(state__in=[ClaimState.REFUSED, ClaimState.ENDED])
    return over.filter(decided_at__lt=before).delete()[0]


def _held(claim: Claim) -> Claim:
    """Return a claim as it is now, held until the deed ends."""
    row = Claim.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).filter(pk=claim.pk).first()
    if row is None:
        raise Refused("not_found", _("There is no such claim any more"))
    return row


def _of(enterprise: Enterprise) -> dict[str, object]:
    return {
        "in_circle_id": enterprise.in_circle_id, "circle": enterprise.circle, "owner": enterprise.owner, "enterprise": enterprise,
    }  # fmt: skip
