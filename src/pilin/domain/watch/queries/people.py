"""Who asked to be told, and of what they were told already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilin.domain.watch.models import Signal, Subscription, Told
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import day_of, members_on

HOUSE = Standing.machine("watch")
APART = timedelta(hours=24)  # signals of one hazard within a day of each other are one episode


def subscription_of(standing: Standing, circle: str) -> Subscription | None:
    """Return what this person asked to be told of in a circle."""
    if standing.person is None:
        return None
    rows = Subscription.objects.visible_to(standing).filter(person=standing.person, in_circle__slug=circle)
    return rows.select_related("in_circle").first()


def towns_in(signal: Signal, at: datetime) -> set[str]:
    """Return the towns of the circle that lie in the places a signal is for: a county's code begins its towns'."""
    members = members_on(HOUSE, signal.circle, day_of(at))
    return {
        one.code
        for one in members
        if any(one.code.startswith(area) or area.startswith(one.code) for area in signal.areas)
    }


def subscribers(circle: str, hazard: str, towns: Collection[str]) -> list[Subscription]:
    """Return who wants to be told of a hazard in one of these towns."""
    rows = Subscription.objects.visible_to(HOUSE).filter(in_circle__slug=circle)
    rows = rows.filter(Q(home__in=towns) | Q(work__in=towns))
    return [row for row in rows if hazard in row.hazards]


def episode_of(signal: Signal, at: datetime) -> UUID:
    """Return the episode a signal belongs to: the family of the first of its hazard that this one follows within a day."""
    rows = Signal.objects.visible_to(HOUSE).filter(
        circle=signal.circle, hazard=signal.hazard, issued_at__lte=signal.issued_at
    )
    episode, until = signal.family, signal.issued_at
    for family, issued_at in rows.order_by("-issued_at", "-uid").values_list("family", "issued_at")[:200]:
        if until - issued_at > APART:
            break
        episode, until = family, issued_at
    return episode


def told_already(rows: Iterable[Subscription], signal: Signal, episode: UUID, at: datetime) -> set[UUID]:
    """Return the subscriptions that were told of this hazard in this colour: in its episode, or within a day."""
    told = Told.objects.visible_to(HOUSE).filter(subscription__in=[row.pk for row in rows], hazard=signal.hazard)
    told = told.filter(Q(episode=episode) | Q(at__gte=at - APART), colour=signal.colour)
    return set(told.values_list("subscription_id", flat=True))


def subscriptions_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person's wish to be told."""
    rows = Subscription.objects.visible_to(HOUSE).filter(person=person)
    return [
        {
            "circle": row.in_circle.slug, "home": row.home, "work": row.work, "hazards": row.hazards, "from": row.least, "mail": row.by_mail,
            "agreed": row.agreed_at.isoformat(), "told": [one.at.isoformat() for one in row.told.visible_to(HOUSE)],
        }
        for row in rows.select_related("in_circle")
    ]  # fmt: skip
