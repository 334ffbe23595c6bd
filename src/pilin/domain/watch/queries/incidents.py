"""Reads of incidents, contacts and joint plans, and what of watch waits for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.watch.models import Contact, Incident, IncidentKnown, IncidentNotice, JointPlan, JointPlanPart
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """One town that was told of an incident, and its own word."""

    row: IncidentNotice
    known: IncidentKnown | None
    minutes: int | None  # from being told to saying so


@dataclass(frozen=True, slots=True)
class IncidentTold:
    """An incident with the towns that were told."""

    row: Incident
    notices: tuple[NoticeTold, ...]

    @property
    def silent(self) -> int:
        """Return how many towns were told and have not said that they know."""
        return sum(one.known is None for one in self.notices)


@dataclass(frozen=True, slots=True)
class JointPlanTold:
    """A joint plan with the towns that said that they take part."""

    row: JointPlan
    joined: tuple[str, ...]


def incidents(standing: Standing, circle: str, *, field: str = "", state: str = "") -> QuerySet[Incident]:
    """Return the incidents of a circle, the newest first; ``state`` open or closed."""
    rows = Incident.objects.visible_to(standing).filter(circle=circle)
    if field:
        rows = rows.filter(field=field)
    if state in ("open", "closed"):
        rows = rows.filter(closed_at__isnull=state == "open")
    return rows


def incident_named(standing: Standing, circle: str, uid: UUID) -> Incident | None:
    """Return the incident with this key, if this standing may read it."""
    return Incident.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def notice_named(standing: Standing, circle: str, uid: UUID) -> IncidentNotice | None:
    """Return what a town was told under this key, if this standing may read it."""
    rows = IncidentNotice.objects.visible_to(standing).filter(circle=circle, pk=uid)
    return rows.select_related("incident", "in_circle").first()


def incidents_told(standing: Standing, rows: list[Incident]) -> list[IncidentTold]:
    """Return incidents with the towns that were told. Two queries, however many there are."""
    notices = list(IncidentNotice.objects.visible_to(standing).filter(incident__in=rows))
    known = {one.notice_id: one for one in IncidentKnown.objects.visible_to(standing).filter(notice__in=notices)}
    by_incident: dict[UUID, list[NoticeTold]] = {}
    for one in notices:
        said = known.get(one.pk)
        minutes = None if said is None else round((said.known_at - one.told_at).total_seconds() / 60)
        by_incident.setdefault(one.incident_id, []).append(NoticeTold(one, said, minutes))
    return [IncidentTold(row, tuple(by_incident.get(row.pk, ()))) for row in rows]


def unknown_notices(standing: Standing, town: str) -> list[IncidentNotice]:
    """Return what a town was told and has not said that it knows, oldest first."""
    said = IncidentKnown.objects.visible_to(standing).filter(owner=town).values("notice")
    rows = IncidentNotice.objects.visible_to(standing).filter(to_town=town).exclude(pk__in=said)
    return list(rows.select_related("incident").order_by("told_at", "uid"))


def contacts(standing: Standing, circle: str, *, field: str = "", town: str = "") -> QuerySet[Contact]:
    """Return whom to call, town by town and field by field, in the order of calling."""
    rows = Contact.objects.visible_to(standing).filter(circle=circle, ended_on__isnull=True)
    if field:
        rows = rows.filter(field=field)
    return rows.filter(owner=town) if town else rows


def contact_named(standing: Standing, circle: str, uid: UUID) -> Contact | None:
    """Return the contact with this key, if this standing may read it."""
    return Contact.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def first_contact(standing: Standing, circle: str, town: str, field: str, on: date) -> Contact | None:
    """Return whom to call first in a town about a field: the highest rank that is not past its review."""
    return contacts(standing, circle, field=field, town=town).filter(review_by__gte=on).order_by("rank").first()


def joint_plans(standing: Standing, circle: str, on: date) -> list[JointPlanTold]:
    """Return the joint plans of basins that hold on a day."""
    rows = JointPlan.objects.visible_to(standing).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        circle=circle,
    )
    plans = list(rows)
    joined: dict[UUID, list[str]] = {}
    for part in JointPlanPart.objects.visible_to(standing).filter(plan__in=plans):
        joined.setdefault(part.plan_id, []).append(part.owner)
    return [JointPlanTold(row, tuple(joined.get(row.pk, ()))) for row in plans]


def plan_named(standing: Standing, circle: str, uid: UUID) -> JointPlan | None:
    """Return the joint plan with this key, if this standing may read it."""
    return JointPlan.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def notices_between(standing: Standing, circle: str, since: datetime, until: datetime) -> list[IncidentNotice]:
    """Return what towns told each other in a stretch of time, first to last."""
    rows = IncidentNotice.objects.visible_to(standing).filter(circle=circle, told_at__gte=since, told_at__lte=until)
    return list(rows.select_related("incident").order_by("told_at", "uid"))
