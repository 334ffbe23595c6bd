"""Patrols as their towns see them: on a list, and one with its answers, its officers as checked, and what it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from pilin.domain.enforcement import rules
from pilin.domain.enforcement.enums import PatrolState
from pilin.domain.enforcement.models import Finding, OfficerCertificate, Patrol, PatrolAnswer, PatrolOfficer
from pilin.domain.enforcement.queries.checks import CheckTold, checks_told
from pilin.domain.enforcement.queries.pacts import HOUSE, pact_named
from pilin.domain.enforcement.queries.roster import checked
from pilin.domain.enforcement.rules import Checked, Pact
from pilin.engine.base import Fault
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class PatrolCard:
    """A patrol on a list."""

    row: Patrol
    state: PatrolState
    towns: tuple[str, ...]
    waits_for: tuple[str, ...]  # towns whose answer is still to come
    officers: int


@dataclass(frozen=True, slots=True)
class Along:
    """Somebody who goes along: as written down, and as the certificate stands for the patrol's place and day."""

    row: PatrolOfficer
    checked: Checked | None  # None: the certificate is not in sight any more


@dataclass(frozen=True, slots=True)
class PatrolTold:
    """One patrol with all that hangs on it."""

    card: PatrolCard
    pact: Pact | None
    answers: tuple[PatrolAnswer, ...]
    along: tuple[Along, ...]
    faults: tuple[Fault, ...]  # why it may not set out, as its officers stand
    findings: tuple[Finding, ...]
    checks: tuple[CheckTold, ...]


def patrols(standing: Standing, circle: str) -> QuerySet[Patrol]:
    """Return the patrols of the towns that come along."""
    return Patrol.objects.visible_to(standing).filter(circle=circle)


def patrol_named(standing: Standing, circle: str, uid: UUID) -> Patrol | None:
    """Return one patrol; None where this standing reads none."""
    return patrols(standing, circle).filter(pk=uid).first()


def patrol_cards(standing: Standing, rows: Iterable[Patrol]) -> list[PatrolCard]:
    """Return patrols as lists show them; two queries whatever their number."""
    held = list(rows)
    replies: dict[UUID, dict[str, str]] = {row.pk: {} for row in held}
    officers = dict.fromkeys(replies, 0)
    for answer in PatrolAnswer.objects.visible_to(HOUSE).filter(patrol__in=list(replies)):
        replies[answer.patrol_id][answer.owner] = answer.reply
    for patrol_id in (
        PatrolOfficer.objects.visible_to(HOUSE).filter(patrol__in=list(replies)).values_list("patrol_id", flat=True)
    ):
        officers[patrol_id] += 1
    return [_card(row, replies[row.pk], officers[row.pk]) for row in held]  # fmt: skip


def _card(row: Patrol, replies: dict[str, str], officers: int) -> PatrolCard:
    towns = tuple(code for code in row.parties.split(",") if code)
    waits = tuple(code for code in towns if code != row.owner and code not in replies)
    return PatrolCard(row, rules.patrol_state(row, replies), towns, waits, officers)


def patrol_told(standing: Standing, row: Patrol) -> PatrolTold:
    """Return one patrol with its answers, its officers and what it found, as far as this standing reads it."""
    (card,) = patrol_cards(standing, [row])
    answers = tuple(PatrolAnswer.objects.visible_to(standing).filter(patrol=row))
    pact = pact_named(row.circle, row.agreement_slug, row.on)
    along = along_of(standing, row, pact)
    faults = rules.faults_of_officers([one.checked for one in along if one.checked], row.host, row.on)
    findings = tuple(Finding.objects.visible_to(standing).filter(patrol=row.pk, circle=row.circle))
    return PatrolTold(card, pact, answers, tuple(along), tuple(faults), findings, checks_told(standing, row))


def along_of(standing: Standing, row: Patrol, pact: Pact | None) -> list[Along]:
    """Return who goes along, each checked for the patrol's place and day."""
    officers = list(PatrolOfficer.objects.visible_to(standing).filter(patrol=row))
    held = OfficerCertificate.objects.visible_to(HOUSE).filter(pk__in=[one.certificate for one in officers])
    by_uid = {one.certificate.pk: one for one in checked(held, row.host, row.on, pact)}
    return [Along(one, by_uid.get(one.certificate)) for one in officers]


def state_of(row: Patrol) -> PatrolState:
    """Return where a patrol stands."""
    return patrol_cards(HOUSE, [row])[0].state


def past_patrols(standing: Standing, circle: str, on: date, most: int = 10) -> list[PatrolCard]:
    """Return the patrols of the days before, the latest first."""
    return patrol_cards(standing, patrols(standing, circle).filter(on__lt=on)[:most])


def due_patrols(standing: Standing, circle: str, on: date) -> list[PatrolCard]:
    """Return the patrols of a day and of days to come that are not over, the next first."""
    rows = patrols(standing, circle).filter(on__gte=on, done_at__isnull=True, called_off_on__isnull=True)
    return patrol_cards(standing, rows.order_by("starts_at", "uid"))
