"""Hazards: the ledger of a town and of what reaches it from upstream, and one with its steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.enforcement.enums import HazardGrade, HazardState, HazardStepKind
from pilin.domain.enforcement.models import Hazard, HazardStep
from pilin.domain.enforcement.queries.pacts import HOUSE
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class HazardCard:
    """A hazard on the ledger."""

    row: Hazard
    late: int  # days after its time limit
    read_by: tuple[str, ...]  # towns downstream that said they read of it

    @property
    def unread_by(self) -> tuple[str, ...]:
        """Return the towns downstream that have not said so yet."""
        return tuple(code for code in self.row.told_to if code not in self.read_by)


@dataclass(frozen=True, slots=True)
class HazardTold:
    """One hazard with its steps."""

    card: HazardCard
    steps: tuple[HazardStep, ...]

    @property
    def said_by(self) -> UUID | None:
        """Return who last said that it was put right."""
        return next((s.person for s in reversed(self.steps) if s.kind == HazardStepKind.RECTIFIED), None)


@dataclass(frozen=True, slots=True)
class HazardCounts:
    """How many hazards of a ledger stand where."""

    open: int
    major: int  # open ones
    late: int
    closed: int


def hazards(
    standing: Standing, circle: str, *, grade: str = "", state: str = "", town: str = "", late_on: date | None = None
) -> QuerySet[Hazard]:
    """Return the hazards that this standing reads: its town's, and those upstream of it.

    Parameters
    ----------
    state : str
        A :class:`HazardState`, or ``open`` for all that are not closed.
    late_on : date, optional
        Only open ones whose time limit is over on this day.
    """
    rows = Hazard.objects.visible_to(standing).filter(circle=circle)
    for name, value in (("grade", grade), ("owner", town)):
        if value:
            rows = rows.filter(**{name: value})
    if state == "open":
        rows = rows.exclude(state=HazardState.CLOSED)
    elif state:
        rows = rows.filter(state=state)
    if late_on is not None:
        rows = rows.filter(~Q(state=HazardState.CLOSED), due_on__lt=late_on)
    return rows  # fmt: skip


def hazard_named(standing: Standing, circle: str, uid: UUID) -> Hazard | None:
    """Return one hazard; None where this standing reads none."""
    return Hazard.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def hazard_cards(rows: Iterable[Hazard], today: date) -> list[HazardCard]:
    """Return hazards as the ledger shows them; one query more, whatever their number."""
    held = list(rows)
    read: dict[UUID, list[str]] = {}
    for hazard_id, town in (
        HazardStep.objects.visible_to(HOUSE)
        .filter(hazard__in=[row.pk for row in held], kind=HazardStepKind.ACKNOWLEDGED)
        .values_list("hazard_id", "owner")
    ):
        read.setdefault(hazard_id, []).append(town)
    return [HazardCard(row, days_over(row, today), tuple(read.get(row.pk, ()))) for row in held]


def days_over(row: Hazard, today: date) -> int:
    """Return by how many days a hazard is past its time limit: closed ones by the day on which they were."""
    if row.due_on is None:
        return 0
    return max(0, ((row.closed_on or today) - row.due_on).days)


def hazard_told(standing: Standing, row: Hazard, today: date) -> HazardTold:
    """Return one hazard with its steps."""
    (card,) = hazard_cards([row], today)
    return HazardTold(card, tuple(HazardStep.objects.visible_to(standing).filter(hazard=row)))


def hazard_counts(standing: Standing, circle: str, today: date) -> HazardCounts:
    """Return how many hazards of this standing's ledger stand where."""
    rows = hazards(standing, circle)
    running = hazards(standing, circle, state="open")
    return HazardCounts(
        running.count(), running.filter(grade=HazardGrade.MAJOR).count(), hazards(standing, circle, late_on=today).count(),
        rows.filter(state=HazardState.CLOSED).count(),
    )  # fmt: skip


def newest_inspection(row: Hazard) -> str:
    """Return what the newest re-inspection after the last word of putting right found; empty where there was none."""
    kinds = (HazardStepKind.RECTIFIED, HazardStepKind.PASSED, HazardStepKind.FAILED)
    last = HazardStep.objects.visible_to(HOUSE).filter(hazard=row, kind__in=kinds).order_by("at", "uid").last()
    return "" if last is None or last.kind == HazardStepKind.RECTIFIED else last.kind


def rectified_by(row: Hazard) -> UUID | None:
    """Return who last said that a hazard was put right."""
    last = (
        HazardStep.objects.visible_to(HOUSE)
        .filter(hazard=row, kind=HazardStepKind.RECTIFIED)
        .order_by("at", "uid")
        .last()
    )
    return last.person if last else None  # fmt: skip


def read_by(row: Hazard) -> list[str]:
    """Return the towns downstream that said they read of a hazard."""
    steps = HazardStep.objects.visible_to(HOUSE).filter(hazard=row, kind=HazardStepKind.ACKNOWLEDGED)
    return list(steps.values_list("owner", flat=True))
