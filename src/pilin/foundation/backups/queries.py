"""Which copies there are, whether the newest is new enough, and how a restored instance stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.backups import guard, rules
from pilin.foundation.backups.enums import Why
from pilin.foundation.backups.models import Copy

HOUSE = Standing.machine("backups")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How the copies stand.

    Parameters
    ----------
    on : bool
        Whether copies are taken by themselves.
    fresh : bool
    newest : datetime or None
        When the newest copy that was read back whole was taken.
    drilled : datetime or None
        When one was last brought back to try it.
    fault : str
        Why the last try failed; empty when it did not.
    """

    on: bool
    fresh: bool
    newest: datetime | None
    drilled: datetime | None
    fault: str


def plan() -> rules.Plan:
    """Return when copies are taken by themselves, as the settings say.

    Raises
    ------
    Invalid
        When they say nothing that can be followed.
    """
    site: dict[str, Any] = settings.SITE
    return rules.plan_of(site["backup_to"], site["backup_every_hours"], site["backup_keep"])


def copies(standing: Standing, most: int = 60) -> list[Copy]:
    """Return the newest copies, tries that failed included."""
    return list(Copy.objects.visible_to(standing)[:most])


def newest_copy() -> Copy | None:
    """Return the newest copy that was read back whole and is still there."""
    rows = Copy.objects.visible_to(HOUSE).filter(verified_at__isnull=False, gone_at=None)
    return next((row for row in rows[:50] if Path(row.path).exists()), None)


def last_try() -> Copy | None:
    """Return the last copy that was to be taken by itself, whether it worked or not."""
    return Copy.objects.visible_to(HOUSE).filter(why=Why.SCHEDULED).first()


def freshness(at: datetime) -> Freshness:
    """Return how the copies stand at a moment; a plan that cannot be followed is a fault."""
    rows = Copy.objects.visible_to(HOUSE)
    newest = rows.filter(verified_at__isnull=False).values_list("taken_at", flat=True).first()
    drilled = rows.filter(drilled_at__isnull=False, drill_fault="").order_by("-drilled_at")
    last = last_try()
    tried = drilled.values_list("drilled_at", flat=True).first()
    fault = last.fault if last else ""
    try:
        kept = plan()
    except Invalid as wrong:
        return Freshness(True, False, newest, tried, str(wrong))
    return Freshness(bool(kept.to), rules.is_fresh(kept, newest, at), newest, tried, fault if kept.to else "")


@dataclass(frozen=True, slots=True)
class Wait:
    """Something about copies that waits for the keeper."""

    title: str
    detail: str
    since: date


def waiting(standing: Standing, at: datetime) -> list[Wait]:
    """Return what waits for the keeper: a restore to settle, a copy that failed, copies that are too old."""
    if not standing.holds(Role.KEEPER):
        return []
    found = []
    mark = guard.open_restoration()
    if mark is not None:
        found.append(Wait(_("This instance does not write yet"), guard.explanation(mark), _day(mark.taken_at)))
    now = freshness(at)
    last = last_try()
    if now.fault:
        found.append(Wait(_("The backup that was due failed"), now.fault, _day(last.taken_at if last else at)))
    elif now.on and not now.fresh and (last is not None or now.newest is not None):
        found.append(Wait(_("The newest backup is too old"), "", _day(now.newest or at)))
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(rules.SHANGHAI).date()


def is_due(at: datetime) -> bool:
    """Return whether a copy is due by the plan."""
    last = last_try()
    return rules.is_due(plan(), last.taken_at if last else None, bool(last and not last.fault), at)


def health(at: datetime) -> dict[str, Any]:
    """Return what a health check says of copies; a database that has no such table yet says nothing."""
    try:
        found = freshness(at)
    except DatabaseError:
        return {"on": False, "fresh": True}
    stamp = found.newest.isoformat(timespec="seconds") if found.newest else None
    return {"on": found.on, "fresh": found.fresh, "newest": stamp}
