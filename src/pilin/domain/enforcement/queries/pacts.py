"""The agreements under which officers cross the border, and the ground of towns, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from pilin.domain.enforcement import rules
from pilin.domain.enforcement.models import TownArea
from pilin.domain.enforcement.rules import Ground, Pact, Point
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.enums import AgreementKind, AgreementState
from pilin.foundation.members.queries import AgreementCard, agreements_of, chain_of

HOUSE = Standing.machine("enforcement")
SPEAKS_OF_IT = ("联合执法", "joint enforcement")


def covers(card: AgreementCard) -> bool:
    """Return whether an agreement is one on joint enforcement: by its kind, or because a clause says so."""
    return card.kind == AgreementKind.ENFORCEMENT or any(
        word in f"{clause.text_zh} {clause.text}".casefold() for clause in card.clauses for word in SPEAKS_OF_IT
    )


def pact_cards(standing: Standing, circle: str, on: date) -> list[AgreementCard]:
    """Return the agreements on joint enforcement, oldest first, as they stand on a day."""
    return [card for card in agreements_of(standing, circle, on) if covers(card)]


def pacts(circle: str, on: date) -> list[Pact]:
    """Return the agreements on joint enforcement that are in force on a day, newest first."""
    cards = agreements_of(HOUSE, circle, on)
    held = [_pact(card, cards, on) for card in cards if covers(card) and card.state is AgreementState.IN_FORCE]
    return held[::-1]


def pact_named(circle: str, slug: str, on: date) -> Pact | None:
    """Return an agreement on joint enforcement as a day finds it; None where there is none or it speaks of something else."""
    cards = agreements_of(HOUSE, circle, on)
    return next((_pact(card, cards, on) for card in cards if card.slug == slug and covers(card)), None)


def clauses_of(circle: str, slug: str, on: date) -> list[int]:
    """Return the numbers of an agreement's clauses; none where only a report of it is known."""
    return [clause.number for card in agreements_of(HOUSE, circle, on) if card.slug == slug for clause in card.clauses]


def parties_on(card: AgreementCard, on: date) -> list[str]:
    """Return the codes of an agreement's parties on a day."""
    return [
        party.member.code
        for party in card.parties
        if (party.joined_on is None or party.joined_on.first <= on) and (party.left_on is None or on < party.left_on.first)
    ]  # fmt: skip


def _pact(card: AgreementCard, cards: Iterable[AgreementCard], on: date) -> Pact:
    earlier = frozenset(one.uid for one in chain_of(cards, card.slug))
    in_force = card.state is AgreementState.IN_FORCE and (card.signed_on is None or card.signed_on.first <= on)
    return Pact(
        card.uid, card.slug, card.title_zh, card.title, earlier | {card.uid}, frozenset(parties_on(card, on)), in_force
    )


def areas(standing: Standing, circle: str, on: date) -> QuerySet[TownArea]:
    """Return the ground of each town that is written down for a day."""
    now = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return TownArea.objects.visible_to(standing).filter(now, circle=circle)


def ring_of(row: TownArea) -> list[Point]:
    """Return a town's line as numbers: longitude, latitude."""
    return [(Decimal(x), Decimal(y)) for x, y in row.ring]


def ground_at(circle: str, point: Point, on: date, accuracy_m: int = 0) -> Ground:
    """Return on whose ground a point lies on a day, as far as towns wrote their ground down."""
    rings = {row.owner: ring_of(row) for row in areas(HOUSE, circle, on)}
    return rules.ground_of(point, rings, accuracy_m)
