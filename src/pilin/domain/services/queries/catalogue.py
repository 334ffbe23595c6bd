"""The catalogue of services by stage and bank, whom firms can turn to, and what lies on leaflets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprise_named, own_firms
from pilin.domain.services import rules
from pilin.domain.services.enums import ServiceStage
from pilin.domain.services.models import Leaflet, Resource, Service
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.enums import AboutLine
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.queries import days_to_answer
from pilin.foundation.notices.enums import WorkItem, WorkKind

HOUSE = Standing.machine("services")
SOON_DAYS = 30  # before a resource is due to be made sure of, it stands in the clerk's work


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter with who offers it on which bank."""

    key: str
    title: Service  # gives the title
    left: tuple[Service, ...]  # Zhejiang's bank
    right: tuple[Service, ...]  # Shanghai's


@dataclass(frozen=True, slots=True)
class StageTold:
    """A stage of the value chain with its matters."""

    stage: ServiceStage
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """How long answers took: of how many the median is, in working days."""

    number: int
    median: float | None


@dataclass(frozen=True, slots=True)
class ResourceTold:
    """A resource, and whether it may be trusted."""

    row: Resource
    live: bool
    until: date


def services(
    standing: Standing, circle: str, on: date, *, stage: str = "", town: str = "", words: str = ""
) -> QuerySet[Service]:
    """Return what is offered on a day, by stage and matter."""
    rows = Service.objects.visible_to(standing).filter(circle=circle).select_related("contact")
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    if stage:
        rows = rows.filter(stage=stage)
    if town:
        rows = rows.filter(owner=town)
    for word in words.split():
        found = (
            Q(title_zh__icontains=word)
            | Q(title__icontains=word)
            | Q(what_zh__icontains=word)
            | Q(what__icontains=word)
        )
        rows = rows.filter(found | Q(office_zh__icontains=word) | Q(office__icontains=word) | Q(matter__icontains=word))
    return rows


def by_stage(rows: Iterable[Service], banks: dict[str, int]) -> list[StageTold]:
    """Return services as stages with matters, each bank's on its side; ``banks`` is -1 for Zhejiang's towns, 1 for Shanghai's."""
    held: dict[str, dict[str, list[Service]]] = {}
    for row in rows:
        held.setdefault(row.stage, {}).setdefault(row.matter, []).append(row)
    told = []
    for stage in ServiceStage:
        matters = tuple(
            Matter(
                key, found[0], tuple(row for row in found if banks.get(row.owner, 1) < 0),
                tuple(row for row in found if banks.get(row.owner, 1) >= 0),
            )
            for key, found in held.get(stage.value, {}).items()
        )  # fmt: skip
        if matters:
            told.append(StageTold(stage, matters))
    return told


def service_named(standing: Standing, circle: str, uid: UUID) -> Service | None:
    """Return a service; None where this standing reads none."""
    return (
        Service.objects.visible_to(standing)
        .select_related("contact", "in_circle")
        .filter(circle=circle, pk=uid)
        .first()
    )


def alike(standing: Standing, service: Service, on: date) -> list[Service]:
    """Return what other towns offer in the same matter."""
    return list(services(standing, service.circle, on).filter(matter=service.matter).exclude(pk=service.pk))


def taken(service: Service) -> Taken:
    """Return how long the newest answers to this service took."""
    days = days_to_answer(service.pk)
    return Taken(len(days), float(median(days)) if days else None)


def resources(
    standing: Standing, circle: str, *, stage: str = "", town: str = "", words: str = ""
) -> QuerySet[Resource]:
    """Return whom firms can turn to; the words are looked for in names, offers and places."""
    rows = Resource.objects.visible_to(standing).filter(circle=circle)
    if stage:
        rows = rows.filter(stage=stage)
    if town:
        rows = rows.filter(owner=town)
    for word in words.split():
        found = (
            Q(name_zh__icontains=word)
            | Q(name__icontains=word)
            | Q(offers_zh__icontains=word)
            | Q(offers__icontains=word)
        )
        rows = rows.filter(found | Q(place_zh__icontains=word) | Q(place__icontains=word))
    return rows


def resource_named(standing: Standing, circle: str, uid: UUID) -> Resource | None:
    """Return a resource; None where this standing reads none."""
    return Resource.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def resource_told(row: Resource, on: date) -> ResourceTold:
    """Return a resource with whether it may be trusted on a day."""
    return ResourceTold(row, rules.is_live(row, on), rules.reviewed_until(row))


def leaflets(standing: Standing, circle: str) -> QuerySet[Leaflet]:
    """Return the leaflets of a circle's towns."""
    return Leaflet.objects.visible_to(standing).filter(circle=circle)


def leaflet_named(standing: Standing, circle: str, uid: UUID) -> Leaflet | None:
    """Return a leaflet; None where this standing reads none."""
    return leaflets(standing, circle).filter(pk=uid).first()


def resources_of(standing: Standing, leaflet: Leaflet, on: date) -> list[Resource]:
    """Return the resources of a leaflet in its order: those that are live on a day and that this standing reads."""
    place = {uid: n for n, uid in enumerate(leaflet.resources)}
    rows = [row for row in resources(standing, leaflet.circle).filter(pk__in=list(place)) if rules.is_live(row, on)]
    return sorted(rows, key=lambda row: place[str(row.pk)])


def firms_to_ask_for(standing: Standing, circle: str) -> list[Enterprise]:
    """Return the firms that this person speaks for."""
    return list(own_firms(standing, circle))


def about_request(standing: Standing, case: Case) -> list[AboutLine]:
    """Return what a request is about: the service, and the firm where it is one."""
    lines = []
    service = Service.objects.visible_to(HOUSE).filter(pk=case.about).first() if case.about else None
    if service is not None:
        address = reverse("services:service", kwargs={"circle": case.circle, "uid": service.pk})
        readable = Service.objects.visible_to(standing).filter(pk=service.pk).exists()
        lines.append(
            AboutLine(gettext_lazy("Service"), _words(service.title_zh, service.title), address if readable else "")
        )
    firm = Enterprise.objects.visible_to(HOUSE).filter(pk=case.firm).first() if case.firm else None
    if firm is not None:
        address = reverse("enterprises:enterprise", kwargs={"circle": case.circle, "uid": firm.pk})
        readable = enterprise_named(standing, case.circle, firm.pk) is not None
        lines.append(AboutLine(gettext_lazy("Firm"), _words(firm.name_zh, firm.name), address if readable else ""))
    return lines


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the resources that a clerk's town has to make sure of, the longest due first."""
    if not standing.signed_in or not standing.member or not standing.holds(Role.CLERK):
        return []
    rows = (
        Resource.objects.visible_to(standing)
        .filter(owner=standing.member)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    )
    work = []
    for row in rows.order_by("reviewed_on", "uid")[:20]:
        until = rules.reviewed_until(row)
        if (until - on).days > SOON_DAYS:
            break
        address = reverse("services:resource", kwargs={"circle": row.circle, "uid": row.pk})
        title = _("Does {name} still answer?").format(name=_words(row.name_zh, row.name))
        work.append(
            WorkItem(
                WorkKind.DUE, title, row.phone or row.online, address, until, _("Make sure"), max(0, (on - until).days)
            )
        )
    return work


def _words(zh: str, en: str) -> str:
    return (en or zh) if (get_language() or "").startswith("en") else zh


def totals(rows: Iterable[Service]) -> dict[str, Any]:
    """Return how many services there are in how many matters, and in how many stages."""
    held = list(rows)
    return {
        "services": len(held),
        "matters": len({row.matter for row in held}),
        "stages": len({row.stage for row in held}),
    }
