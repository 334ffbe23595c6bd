"""What of visits waits for a person."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.visits.models import Visit, VisitNeed
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.enums import WorkItem, WorkKind

SOON = timedelta(days=7)
MOST = 10


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return an officer's visits of today as one thing, and for the clerk the needs that wait for a word."""
    if not standing.signed_in or not standing.member:
        return []
    return [*_today(standing, on), *_needs(standing, on)]


def _today(standing: Standing, on: date) -> list[WorkItem]:
    rows = Visit.objects.visible_to(standing).filter(
        owner=standing.member,
        person=standing.person,
        planned_on=on,
        done_at__isnull=True,
        called_off_at__isnull=True,
        led_by__isnull=True,
    )
    by_circle: dict[str, int] = {}
    for circle in rows.values_list("circle", flat=True):
        by_circle[circle] = by_circle.get(circle, 0) + 1
    title = _("Firms to visit today: {n}")
    return [
        WorkItem(WorkKind.DUE, title.format(n=n), "", reverse("visits:day", args=[circle]), on, _("Open my day"))
        for circle, n in by_circle.items()
    ]


def _needs(standing: Standing, on: date) -> list[WorkItem]:
    if not standing.holds(Role.CLERK):
        return []
    rows = (
        VisitNeed.objects.visible_to(standing)
        .filter(owner=standing.member, became="", due_on__lte=on + SOON)
        .select_related("visit__enterprise")
        .order_by("due_on", "uid")[:MOST]
    )
    english = (get_language() or "").startswith("en")
    work = []
    for row in rows:
        firm = row.visit.enterprise
        name = (firm.name or firm.name_zh) if english else firm.name_zh
        address, late = reverse("visits:need", args=[row.circle, row.pk]), max(0, (on - (row.due_on or on)).days)
        title = _("{name}: a need waits for a word").format(name=name)
        work.append(
            WorkItem(
                WorkKind.DUE, title, row.get_kind_display(), address, row.due_on, _("Say what becomes of it"), late
            )
        )
    return work
