"""Where proposals are collected and what each point yields, what towns ask about, and the room's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from pilin.domain.proposals.enums import OutcomeClass, PointKind
from pilin.domain.proposals.models import CollectionPoint, Confirmation, Offer, Outcome, Proposal, Topic
from pilin.domain.proposals.queries.register import HOUSE, readable
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import members_on
from pilin.foundation.places.models import Place


@dataclass(frozen=True, slots=True)
class Yield:
    """What came through a point, held ones too: how many, of these adopted, of these said to be done by whoever proposed it."""

    received: int
    adopted: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class PointTold:
    """A collection point with its yield."""

    row: CollectionPoint
    told: Yield


@dataclass(frozen=True, slots=True)
class TownFigures:
    """How many proposals a town has, by what became of them."""

    town: str
    received: int
    answered: int
    adopted: int
    confirmed: int
    by_class: dict[str, int]
    offers: int  # of others to it
    taken_up: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The towns' figures, and those over all of them."""

    towns: tuple[TownFigures, ...]
    total: TownFigures


def points(standing: Standing, circle: str, *, town: str = "", on: date | None = None) -> QuerySet[CollectionPoint]:
    """Return the collection points of a circle, town by town; with ``on`` only those that take proposals on that day."""
    rows = CollectionPoint.objects.visible_to(standing).filter(circle=circle)
    if town:
        rows = rows.filter(owner=town)
    if on is not None:
        rows = rows.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=on))
        rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return rows


def point_named(standing: Standing, circle: str, uid: UUID) -> CollectionPoint | None:
    """Return a collection point that this standing reads."""
    return CollectionPoint.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def yields(standing: Standing, rows: list[CollectionPoint]) -> list[PointTold]:
    """Return points with what came through each; four queries whatever their number."""
    keys = [row.pk for row in rows]
    came: dict[UUID, set[UUID]] = {key: set() for key in keys}
    for point, pk in Proposal.objects.visible_to(HOUSE).filter(point__in=keys).values_list("point", "pk"):
        if point is not None:
            came[point].add(pk)
    every = [pk for some in came.values() for pk in some]
    adopted = set(
        Outcome.objects.visible_to(HOUSE).filter(proposal__in=every, adopted=True).values_list("proposal", flat=True)
    )
    done = set(Confirmation.objects.visible_to(HOUSE).filter(proposal__in=every).values_list("proposal", flat=True))
    return [PointTold(row, Yield(len(some := came[row.pk]), len(some & adopted), len(some & done))) for row in rows]


def by_kind(rows: list[CollectionPoint]) -> list[tuple[PointKind, int]]:
    """Return how many points there are of each kind, in the order of the kinds."""
    return [(kind, sum(row.kind == kind for row in rows)) for kind in PointKind]


def topics(standing: Standing, circle: str) -> QuerySet[Topic]:
    """Return what towns ask or asked about, the newest first."""
    return Topic.objects.visible_to(standing).filter(circle=circle)


def topics_open(standing: Standing, circle: str, on: date) -> QuerySet[Topic]:
    """Return what towns ask about on a day."""
    return topics(standing, circle).filter(opens_on__lte=on, closes_on__gte=on, ended_on__isnull=True)


def topic_named(standing: Standing, circle: str, uid: UUID) -> Topic | None:
    """Return a topic that this standing reads."""
    return topics(standing, circle).filter(pk=uid).first()


def answers_to(standing: Standing, rows: list[Topic]) -> dict[UUID, int]:
    """Return how many proposals that the reader reads answer to each topic."""
    keys = [row.pk for row in rows]
    found = Proposal.objects.visible_to(standing).filter(topic__in=keys).order_by().values("topic")
    counted = found.annotate(number=Count("pk")).values_list("topic", "number")
    return {topic: number for topic, number in counted if topic is not None}


def figures(standing: Standing, circle: str, on: date) -> Figures:
    """Return how many proposals each town has, of those that this standing reads, by what became of them; five queries.

    What two towns have together counts for both, and once in the sum.
    """
    rows = list(readable(standing, circle).values_list("pk", "owner", "partner"))
    outcomes = {
        key: (outcome, adopted)
        for key, outcome, adopted in Outcome.objects.visible_to(standing)
        .filter(circle=circle)
        .values_list("proposal", "outcome", "adopted")
    }
    done = set(Confirmation.objects.visible_to(standing).filter(circle=circle).values_list("proposal", flat=True))
    offers = list(Offer.objects.visible_to(standing).filter(circle=circle).values_list("owner", "answer"))

    def told(town: str, keys: list[UUID], asked: list[str]) -> TownFigures:
        answered = [outcomes[key] for key in keys if key in outcomes]
        return TownFigures(
            town=town,
            received=len(keys),
            answered=len(answered),
            adopted=sum(adopted for _outcome, adopted in answered),
            confirmed=sum(key in done for key in keys),
            by_class={one.value: sum(outcome == one for outcome, _adopted in answered) for one in OutcomeClass},
            offers=len(asked),
            taken_up=asked.count("taken_up"),
        )

    towns = [one.code for one in members_on(standing, circle, on)]
    return Figures(
        tuple(
            told(town, [pk for pk, *had in rows if town in had], [answer for owner, answer in offers if owner == town])
            for town in towns
        ),
        told("", [pk for pk, *_had in rows], [answer for _owner, answer in offers]),
    )


def middles(circle: str, on: date) -> list[tuple[str, str, Any, Any]]:
    """Return (code, province, latitude, longitude) of the members of a circle whose middle is known."""
    provinces = {one.code: one.province.code for one in members_on(HOUSE, circle, on)}
    rows = Place.objects.visible_to(HOUSE).filter(code__in=provinces, latitude__isnull=False)
    return [(row.code, provinces[row.code], row.latitude, row.longitude) for row in rows]
