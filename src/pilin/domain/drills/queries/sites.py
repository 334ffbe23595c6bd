"""Sites with the day on which their next drill is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from pilin.domain.drills import rules
from pilin.domain.drills.enums import HELD, DueState
from pilin.domain.drills.models import Drill, DrilledSite, Site
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("drills")
SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDER = {state: place for place, state in enumerate(DueState)}


@dataclass(frozen=True, slots=True)
class SiteTold:
    """A site with when it is due."""

    row: Site
    due: rules.Due

    @property
    def overdue(self) -> int:
        """Return by how many days it is overdue; 0 where it is not."""
        return max(0, -(self.due.days or 0))


def sites(
    standing: Standing, circle: str, *, kind: str = "", town: str = "", words: str = "", on: date | None = None
) -> QuerySet[Site]:
    """Return the sites of a circle; with ``on`` those that exist on that day."""
    rows = Site.objects.visible_to(standing).filter(circle=circle)
    if on is not None:
        rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    if kind:
        rows = rows.filter(kind=kind)
    if town:
        rows = rows.filter(owner=town)
    for word in words.split():
        found = Q(title_zh__icontains=word) | Q(title__icontains=word) | Q(operator_zh__icontains=word)
        rows = rows.filter(found | Q(operator__icontains=word) | Q(place_zh__icontains=word) | Q(place__icontains=word))
    return rows


def site_named(standing: Standing, circle: str, uid: UUID) -> Site | None:
    """Return a site; None where this standing reads none."""
    return Site.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def due_list(
    standing: Standing, circle: str, on: date, *, kind: str = "", town: str = "", state: str = "", words: str = ""
) -> list[SiteTold]:
    """Return the sites that exist on a day with when each is due: overdue first, then soon, each by its day."""
    told = told_of(sites(standing, circle, kind=kind, town=town, words=words, on=on), on)
    told = [one for one in told if not state or one.due.state == state]
    return sorted(told, key=lambda one: (ORDER[one.due.state], one.due.on or date.max, one.row.owner, one.row.title_zh))


def site_told(row: Site, on: date) -> SiteTold:
    """Return one site with when it is due."""
    return told_of([row], on)[0]


def told_of(rows: Iterable[Site], on: date) -> list[SiteTold]:
    """Return sites with when each is due on a day. That a site was drilled counts whoever may read the drill: the day is the site's."""
    held = list(rows)
    last = _last_drilled([row.pk for row in held], on)
    told = []
    for row in held:
        known = [day for day in (last.get(row.pk), row.drilled_before) if day is not None and day <= on]
        told.append(
            SiteTold(
                row, rules.next_due(row.kind, row.place_code or row.owner, max(known, default=None), row.since, on)
            )
        )
    return told


def _last_drilled(uids: list[UUID], on: date) -> dict[UUID, date]:
    end = datetime.combine(on, time.max, SHANGHAI)
    rows = DrilledSite.objects.visible_to(HOUSE).filter(drill__state__in=HELD, drill__started_at__lte=end)
    if len(uids) == 1:
        rows = rows.filter(site=uids[0])
    else:
        rows = (
            rows.filter(site__in=Site.objects.visible_to(HOUSE).filter(pk__in=uids).values("pk"))
            if uids
            else rows.none()
        )
    last: dict[UUID, date] = {}
    for uid, began in rows.order_by("drill__started_at").values_list("site", "drill__started_at"):
        if began is not None:
            last[uid] = began.astimezone(SHANGHAI).date()
    return last


def history_of(standing: Standing, site: Site) -> list[Drill]:
    """Return the drills that count for a site, newest first: those that this standing reads."""
    counted = DrilledSite.objects.visible_to(standing).filter(site=site.pk).values("drill")
    return list(Drill.objects.visible_to(standing).filter(pk__in=counted).order_by("-planned_at"))


def operators_in(standing: Standing, park: Site, on: date) -> list[SiteTold]:
    """Return the sites that lie in a park: it has no duty of its own, they have."""
    return told_of(sites(standing, park.circle, on=on).filter(park=park.pk), on)


def sites_of_drill(standing: Standing, drill: Drill) -> list[Site]:
    """Return the sites that a drill counts for, as far as this standing reads both."""
    uids = DrilledSite.objects.visible_to(standing).filter(drill=drill).values("site")
    return list(Site.objects.visible_to(standing).filter(pk__in=uids))
