"""The firms on a patrol's list, and the offices that go along to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from pilin.domain.enforcement.models import Patrol, PatrolCheck
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.visits import queries as visits
from pilin.domain.visits.models import Visit
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class CheckTold:
    """A firm on the list; its visit, and the others that go as one with it, for whoever reads them."""

    row: PatrolCheck
    visit: Visit | None  # None: it is another town's
    along: tuple[Visit, ...]

    @property
    def on(self) -> date:
        """Return the day on which it is checked."""
        return self.visit.planned_on if self.visit else self.row.patrol.on


def checks(standing: Standing, patrol: Patrol) -> QuerySet[PatrolCheck]:
    """Return the firms on a patrol's list, those taken off among them."""
    return PatrolCheck.objects.visible_to(standing).filter(patrol=patrol.pk).select_related("patrol")


def check_named(standing: Standing, circle: str, uid: UUID) -> PatrolCheck | None:
    """Return one firm on a list; None where this standing reads none."""
    return PatrolCheck.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("patrol").first()


def checks_told(standing: Standing, patrol: Patrol) -> tuple[CheckTold, ...]:
    """Return the firms that a patrol checks, each with the offices that go there once; three queries whatever their number."""
    rows = list(checks(standing, patrol).filter(dropped_on__isnull=True))
    own = {
        visit.pk: visit for visit in visits.visits(standing, patrol.circle).filter(pk__in=[row.visit for row in rows])
    }
    leads = {visit.led_by_id or visit.pk for visit in own.values()}
    together: dict[UUID, list[Visit]] = {}
    for visit in visits.visits(standing, patrol.circle).filter(led_by__in=leads):
        together.setdefault(visit.led_by_id, []).append(visit)  # type: ignore[arg-type]
    told = []
    for row in rows:
        mine = own.get(row.visit)
        along = together.get(mine.led_by_id or mine.pk, []) if mine else []
        told.append(CheckTold(row, mine, tuple(one for one in along if mine and one.pk != mine.pk)))
    return tuple(told)


def firm_of(standing: Standing, circle: str, town: str, text: str) -> Enterprise | None:
    """Return the firm a town keeps under a unified code or a full Chinese name; None where it keeps none, or two."""
    wanted = text.strip()
    rows = Enterprise.objects.visible_to(standing).filter(circle=circle, owner=town, merged_into__isnull=True)
    found = list(rows.filter(uscc=wanted.upper())[:2]) if wanted else []
    found = found or (list(rows.filter(name_zh=wanted)[:2]) if wanted else [])
    return found[0] if len(found) == 1 else None
