"""Reads: who speaks for which firm, and what a firm says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pilin.domain.enterprises import rules
from pilin.domain.enterprises.enums import ENDS_SOON_DAYS, ClaimState, GoodRole
from pilin.domain.enterprises.models import Certificate, Claim, Enterprise, Good
from pilin.domain.enterprises.queries.finding import HOUSE
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.enums import WorkItem, WorkKind


@dataclass(frozen=True, slots=True)
class CertificateTold:
    """A certificate or recognition, and whether it counts on the day asked about."""

    row: Certificate
    valid: bool


@dataclass(frozen=True, slots=True)
class FirmSays:
    """What a firm makes and buys, and its papers, as far as the reader may know."""

    makes: tuple[Good, ...]
    buys: tuple[Good, ...]
    certificates: tuple[CertificateTold, ...]


def firms_spoken_for(person: UUID) -> frozenset[UUID]:
    """Return the firms that a town accepted a person to speak for."""
    rows = Claim.objects.visible_to(HOUSE).filter(person=person, state=ClaimState.ACCEPTED)
    return frozenset(rows.values_list("enterprise", flat=True))


def own_firms(standing: Standing, circle: str = "") -> QuerySet[Enterprise]:
    """Return the firms this person speaks for, whoever else may read them."""
    rows = Enterprise.objects.visible_to(HOUSE).filter(pk__in=standing.firms)
    return rows.filter(circle=circle) if circle else rows


def people_of_firm(firm: UUID) -> set[UUID]:
    """Return who speaks for a firm."""
    rows = Claim.objects.visible_to(HOUSE).filter(enterprise=firm, state=ClaimState.ACCEPTED)
    return set(rows.values_list("person", flat=True))


def codes_of(standing: Standing, firms: Iterable[UUID]) -> dict[UUID, str]:
    """Return the credit codes of firms as far as this standing reads them."""
    rows = Enterprise.objects.visible_to(standing).filter(pk__in=firms).exclude(uscc="")
    return dict(rows.values_list("pk", "uscc"))


def own_claims(standing: Standing, circle: str) -> QuerySet[Claim]:
    """Return this person's claims, the newest first."""
    rows = Claim.objects.visible_to(HOUSE).filter(circle=circle, person=standing.person)
    return (rows if standing.signed_in else rows.none()).select_related("enterprise").order_by("-made_at")


def claims(standing: Standing, circle: str, state: str = "") -> QuerySet[Claim]:
    """Return the claims on this town's firms, the oldest first."""
    rows = Claim.objects.visible_to(standing).filter(circle=circle).select_related("enterprise", "person")
    return rows.filter(state=state) if state else rows


def claim_named(standing: Standing, circle: str, uid: UUID) -> Claim | None:
    """Return a claim; None where it is neither on a firm of this town nor this person's own."""
    found = claims(standing, circle).filter(pk=uid).first()
    return found or own_claims(standing, circle).filter(pk=uid).first()


def claim_open(person: UUID, firm: Enterprise) -> Claim | None:
    """Return a person's claim on a firm that waits or holds."""
    rows = Claim.objects.visible_to(HOUSE).filter(person=person, enterprise=firm)
    return rows.filter(state__in=[ClaimState.ASKED, ClaimState.ACCEPTED]).first()


def goods(standing: Standing, firms: Iterable[UUID] | Any) -> QuerySet[Good]:
    """Return what firms make and buy, as far as this standing may read it or speaks for the firm."""
    rows: QuerySet[Good] = _said(standing, Good, firms)
    return rows


def certificates(standing: Standing, firms: Iterable[UUID] | Any) -> QuerySet[Certificate]:
    """Return the papers of firms, likewise."""
    rows: QuerySet[Certificate] = _said(standing, Certificate, firms)
    return rows


def _said(standing: Standing, model: Any, firms: Iterable[UUID] | Any) -> Any:
    if not standing.firms:
        return model.objects.visible_to(standing).filter(enterprise__in=firms)
    readable = model.visibility(standing) | Q(enterprise__in=standing.firms)
    return model.objects.visible_to(HOUSE).filter(readable, enterprise__in=firms)


def good_named(standing: Standing, firm: Enterprise, uid: UUID) -> Good | None:
    """Return a good of a firm; None where this standing may not read it."""
    return goods(standing, [firm.pk]).filter(pk=uid).first()


def certificate_named(standing: Standing, firm: Enterprise, uid: UUID) -> Certificate | None:
    """Return a certificate of a firm; None where this standing may not read it."""
    return certificates(standing, [firm.pk]).filter(pk=uid).first()


def firm_says(standing: Standing, firms: Iterable[UUID], on: date) -> FirmSays:
    """Return what firms say of themselves, with which papers count on a day; two queries."""
    keys = list(firms)
    said = list(goods(standing, keys))
    papers = tuple(CertificateTold(row, rules.is_valid(row, on)) for row in certificates(standing, keys))
    return FirmSays(
        tuple(row for row in said if row.role == GoodRole.MAKES),
        tuple(row for row in said if row.role == GoodRole.BUYS),
        papers,
    )


def claims_waiting(standing: Standing, on: date) -> list[WorkItem]:
    """Return the claims that wait for this person's town, and its firms' papers that end soon."""
    if not standing.signed_in or not standing.holds(Role.CLERK):
        return []
    work = []
    for circle in sorted(standing.circles | standing.observes):
        for claim in claims(standing, circle, ClaimState.ASKED):
            url = f"/c/{circle}/enterprises/claims/{claim.pk}/"
            title = _("{person} asks to speak for {firm}").format(person=claim.person, firm=claim.enterprise.name_zh)
            work.append(WorkItem(WorkKind.RAISED, title, claim.office, url, None, _("Answer")))
        soon = on + timedelta(days=ENDS_SOON_DAYS)
        ending = Certificate.objects.visible_to(standing).filter(
            circle=circle, owner=standing.member, valid_to_last__gte=on, valid_to_last__lte=soon
        )
        for paper in ending.select_related("enterprise").order_by("valid_to_last", "uid")[:20]:
            url = f"/c/{circle}/enterprises/{paper.enterprise_id}/"
            title = _("{paper} of {firm} ends").format(paper=paper.name_zh, firm=paper.enterprise.name_zh)
            work.append(WorkItem(WorkKind.RAISED, title, "", url, paper.valid_to_last, _("Look")))
    return work


def claims_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person's claims, for the person."""
    rows = Claim.objects.visible_to(HOUSE).filter(person=person)
    fields = ("enterprise__name_zh", "office", "evidence", "state", "made_at", "decided_at", "decided_why")
    return [dict(row) for row in rows.values(*fields)]
