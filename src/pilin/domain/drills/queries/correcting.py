"""What is mended after drills, and what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.drills import rules
from pilin.domain.drills.enums import CorrectiveState, DrillState, DueState
from pilin.domain.drills.models import CorrectiveAction, CorrectiveStep, Drill, DrillPart
from pilin.domain.drills.queries.drills import joined_towns
from pilin.domain.drills.queries.sites import HOUSE, due_list
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.enums import WorkItem, WorkKind

MOST_WORK = 20


@dataclass(frozen=True, slots=True)
class CorrectiveTold:
    """A corrective action with what happened to it, and how late it is on a day (0: not)."""

    row: CorrectiveAction
    steps: tuple[CorrectiveStep, ...]
    overdue_days: int


def correctives(
    standing: Standing,
    circle: str,
    *,
    drill: Drill | None = None,
    town: str = "",
    state: str = "",
    late_on: date | None = None,
) -> QuerySet[CorrectiveAction]:
    """Return corrective actions by the day on which they are due; with ``late_on`` those that were due before it and are not done."""
    rows = CorrectiveAction.objects.visible_to(standing).filter(circle=circle).select_related("drill", "expected")
    if drill is not None:
        rows = rows.filter(drill=drill)
    if town:
        rows = rows.filter(owner=town)
    if state:
        rows = rows.filter(state=state)
    if late_on is not None:
        rows = rows.filter(state=CorrectiveState.OPEN, due_on__lt=late_on)
    return rows


def corrective_named(standing: Standing, circle: str, uid: UUID) -> CorrectiveAction | None:
    """Return a corrective action; None where this standing reads none."""
    return correctives(standing, circle).filter(pk=uid).first()


def open_correctives(drill: Drill) -> int:
    """Return how many corrective actions of a drill nobody made sure of yet."""
    rows = CorrectiveAction.objects.visible_to(HOUSE).filter(drill=drill)
    return rows.exclude(state=CorrectiveState.VERIFIED).count()


def told_of_correctives(standing: Standing, rows: Iterable[CorrectiveAction], on: date) -> list[CorrectiveTold]:
    """Return corrective actions with their steps."""
    held = list(rows)
    steps: dict[Any, list[CorrectiveStep]] = defaultdict(list)
    for step in CorrectiveStep.objects.visible_to(standing).filter(corrective__in=[row.pk for row in held]):
        steps[step.corrective_id].append(step)
    return [CorrectiveTold(row, tuple(steps[row.pk]), overdue_days(row, on)) for row in held]


def overdue_days(row: CorrectiveAction, on: date) -> int:
    """Return by how many days a corrective action is late; 0 once it is said to be done."""
    return max(0, (on - row.due_on).days) if row.state == CorrectiveState.OPEN else 0


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for an officer: what the town mends, what it may make sure of, drills it is asked to, sites overdue."""
    if not standing.signed_in or not standing.member or not any(standing.holds(one) for one in rules.OFFICERS):
        return []
    return [*_to_mend(standing, on), *_to_verify(standing), *_asked(standing), *_sites(standing, on)]


def _to_mend(standing: Standing, on: date) -> list[WorkItem]:
    rows = CorrectiveAction.objects.visible_to(standing).filter(
        owner=standing.member, state=CorrectiveState.OPEN, office__in=[str(one) for one in standing.roles]
    )
    return [
        WorkItem(WorkKind.DUE, _words(row.what_zh, row.what), _("corrective action after a drill"), address_of(row), row.due_on, _("Say that it is done"),
                 overdue_days(row, on))
        for row in rows.order_by("due_on", "uid")[:MOST_WORK]
    ]  # fmt: skip


def _to_verify(standing: Standing) -> list[WorkItem]:
    parts = DrillPart.objects.visible_to(standing).filter(owner=standing.member).values("drill")
    rows = CorrectiveAction.objects.visible_to(standing).filter(state=CorrectiveState.DONE, drill__in=parts)
    rows = rows.exclude(done_by=standing.person)
    return [
        WorkItem(WorkKind.TO_WITNESS, _words(row.what_zh, row.what), _("said to be done; somebody else makes sure of it"), address_of(row), None, _("Make sure of it"))
        for row in rows.order_by("due_on", "uid")[:MOST_WORK]
    ]  # fmt: skip


def _asked(standing: Standing) -> list[WorkItem]:
    if not standing.holds(Role.CLERK):
        return []
    joined = DrillPart.objects.visible_to(HOUSE).filter(owner=standing.member).values("drill")
    rows = Drill.objects.visible_to(standing).filter(state=DrillState.PLANNED).exclude(pk__in=joined)
    asked = [row for row in rows.order_by("planned_at", "uid") if standing.member in row.invited]
    return [
        WorkItem(WorkKind.DUE, _words(row.title_zh, row.title), _("your town is asked to take part in a drill"),
                 reverse("drills:drill", kwargs={"circle": row.circle, "uid": row.pk}), row.planned_at.date(), _("Take part"))
        for row in asked[:MOST_WORK]
    ]  # fmt: skip


def _sites(standing: Standing, on: date) -> list[WorkItem]:
    if not standing.holds(Role.CLERK):
        return []
    work = []
    for circle in sorted(standing.circles | standing.observes):
        for one in due_list(standing, circle, on, town=standing.member):
            if one.due.state not in (DueState.OVERDUE, DueState.SOON):
                continue
            title = _("Next drill: {name}").format(name=_words(one.row.title_zh, one.row.title))
            address = reverse("drills:site", kwargs={"circle": circle, "uid": one.row.pk})
            late = max(0, -(one.due.days or 0))
            work.append(WorkItem(WorkKind.DUE, title, _clause(one.due), address, one.due.on, _("Plan a drill"), late))
    return work[:MOST_WORK]


def _clause(due: rules.Due) -> str:
    clause = _words(due.duty.clause_zh, due.duty.clause) if due.duty else ""
    return clause if due.drilled else _("no drill is on record; {clause}").format(clause=clause)


def address_of(row: CorrectiveAction) -> str:
    """Return where a corrective action stands: on the page of its drill."""
    return reverse("drills:drill", kwargs={"circle": row.circle, "uid": row.drill_id}) + f"#mend-{row.pk}"


def corrective_held_on(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person: which corrective actions they did or made sure of, in office."""
    rows = CorrectiveStep.objects.visible_to(HOUSE).filter(person=person)
    return [{"kind": row.kind, "at": row.at.isoformat(), "words": row.words} for row in rows]


def parts_of(row: CorrectiveAction) -> list[str]:
    """Return the towns that took part in the drill of a corrective action."""
    return joined_towns(HOUSE, row.drill)


def _words(zh: str, en: str) -> str:
    return (en or zh) if (get_language() or "").startswith("en") else zh
