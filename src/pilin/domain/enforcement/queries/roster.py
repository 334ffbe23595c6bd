"""The joint team: whose certificates there are, what each lacks for a place and a day, and the agreement's versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from pilin.domain.enforcement import rules
from pilin.domain.enforcement.models import OfficerCertificate
from pilin.domain.enforcement.queries.pacts import HOUSE, pact_cards, parties_on
from pilin.domain.enforcement.rules import Checked, Pact
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import AgreementCard


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the team's agreement: the parties that it counted, and who came with it."""

    card: AgreementCard
    number: int
    parties: tuple[str, ...]
    joined: tuple[str, ...]  # not parties of the version before


def certificates(standing: Standing, circle: str, *, town: str = "") -> QuerySet[OfficerCertificate]:
    """Return the certificates that this standing reads: its own town's, and those of towns that share an agreement with it."""
    rows = OfficerCertificate.objects.visible_to(standing).filter(circle=circle)
    return rows.filter(owner=town) if town else rows


def certificate_named(standing: Standing, circle: str, uid: UUID) -> OfficerCertificate | None:
    """Return one certificate; None where this standing reads none."""
    return certificates(standing, circle).filter(pk=uid).first()


def checked(rows: Iterable[OfficerCertificate], place: str, on: date, pact: Pact | None) -> list[Checked]:
    """Return what each certificate lacks for a place and a day."""
    return [rules.check(row, place, on, pact) for row in rows]


def versions(standing: Standing, circle: str, on: date) -> list[Version]:
    """Return the versions of the agreements on joint enforcement, the earlier first; an expansion shows by who joined."""
    told: list[Version] = []
    by_slug: dict[str, Version] = {}
    for card in sorted(pact_cards(standing, circle, on), key=lambda card: bool(card.follows)):
        before = by_slug.get(card.follows)
        parties = parties_on(card, on)
        known = set(before.parties) if before else set(parties)
        row = Version(
            card,
            before.number + 1 if before else 1,
            tuple(parties),
            tuple(code for code in parties if code not in known),
        )
        by_slug[card.slug] = row
        told.append(row)
    return told  # fmt: skip


def certificates_held(person: Any) -> list[dict[str, Any]]:
    """Return the certificates held on a person, for that person."""
    rows = OfficerCertificate.objects.visible_to(HOUSE).filter(person=person)
    return list(rows.values("owner", "name", "issuer_zh", "last_four", "scope", "valid_from", "valid_to", "ended_on"))  # type: ignore[arg-type]
