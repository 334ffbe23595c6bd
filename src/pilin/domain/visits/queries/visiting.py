"""Rounds and visits: what is planned, what is one too many, who is visited, who is due, and what a firm was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.visits import rules
from pilin.domain.visits.models import Round, Visit, VisitNeed, VisitRecord
from pilin.domain.visits.queries.grids import (
    HOUSE,
    FirmPlace,
    GridTold,
    PlanTold,
    firms_in,
    places,
    plans,
    rule_on,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries import names_of
from pilin.foundation.members.queries import day_of

LATE_DAYS = 14  # a visit that did not take place stays on its officer's day for so long


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit with those that go with it, what was recorded and needed, and the names of the people."""

    row: Visit
    merged: tuple[Visit, ...] = ()
    records: tuple[VisitRecord, ...] = ()
    needs: tuple[VisitNeed, ...] = ()
    names: dict[UUID, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Visit, ...]:
        """Return the visits that go as one, the leading one first."""
        return self.row, *self.merged


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two offices' visits to one firm within the days of the town's rule."""

    firm: Enterprise
    one: Visit
    other: Visit

    @property
    def days(self) -> int:
        """Return how many days lie between them."""
        return abs((_day(self.other) - _day(self.one)).days)

    @property
    def can_merge(self) -> bool:
        """Return whether both are still to come."""
        return self.one.is_open and self.other.is_open


@dataclass(frozen=True, slots=True)
class GridCoverage:
    """How much of a grid was visited: each firm counts once, however many offices came."""

    grid: GridTold
    firms: tuple[FirmPlace, ...]
    visited: frozenset[UUID]
    planned: frozenset[UUID]
    due: tuple[FirmPlace, ...]  # neither visited within the cadence nor planned


@dataclass(frozen=True, slots=True)
class PlanCoverage:
    """How much of an area was visited since a day. ``reported`` firms are a figure of a report, not of these rows."""

    plan: PlanTold
    since: date
    cadence_days: int | None
    grids: tuple[GridCoverage, ...]
    visits: int  # that took place; never the share

    @property
    def firms(self) -> int:
        """Return how many firms are known to work in the area."""
        return sum(len(one.firms) for one in self.grids)

    @property
    def visited(self) -> int:
        """Return how many distinct firms were visited."""
        return sum(len(one.visited) for one in self.grids)

    @property
    def share(self) -> float | None:
        """Return visited firms among those known here, of 1; None where no firm is known."""
        return self.visited / self.firms if self.firms else None

    @property
    def share_of_reported(self) -> float | None:
        """Return visited firms among those reported, of 1; None where no report gives a number."""
        return self.visited / self.plan.row.firms_reported if self.plan.row.firms_reported else None


@dataclass(frozen=True, slots=True)
class LeftTold:
    """A firm that a round leaves out, and why."""

    firm: Enterprise | None
    reason: str
    on: date | None
    office: str


@dataclass(frozen=True, slots=True)
class RoundTold:
    """A round with its stops in order and whom it leaves out."""

    row: Round
    stops: tuple[Visit, ...]
    left_out: tuple[LeftTold, ...]
    person: str


def visits(
    standing: Standing, circle: str, *, town: str = "", firm: UUID | None = None, since: date | None = None, until: date | None = None
) -> QuerySet[Visit]:  # fmt: skip
    """Return visits with firm, office and round at hand; of a span of days both bounds belong to it."""
    rows = Visit.objects.visible_to(standing).filter(circle=circle).select_related("enterprise", "office", "of_round")
    if town:
        rows = rows.filter(owner=town)
    if since:
        rows = rows.filter(planned_on__gte=since)
    if until:
        rows = rows.filter(planned_on__lte=until)
    return rows.filter(enterprise=firm) if firm else rows


def visit_named(standing: Standing, circle: str, uid: UUID) -> Visit | None:
    """Return a visit; None where this standing reads none."""
    return visits(standing, circle).select_related("in_circle", "enterprise", "office", "led_by").filter(pk=uid).first()


def visit_told(standing: Standing, visit: Visit) -> VisitTold:
    """Return a visit with all that hangs on it and on those that go with it."""
    lead = visit.led_by if visit.led_by_id and visit.led_by else visit
    merged = tuple(visits(standing, visit.circle).filter(led_by=lead.pk))
    wanted = [lead.pk, *(row.pk for row in merged)]
    records = tuple(VisitRecord.objects.visible_to(standing).filter(visit__in=wanted))
    needs = tuple(VisitNeed.objects.visible_to(standing).filter(visit__in=wanted))
    people = [lead.person, *(v.person for v in merged), *(r.person for r in records), *(n.person for n in needs)]
    return VisitTold(lead, merged, records, needs, names_of({person for person in people if person}))


def nears(circle: str, town: str, firms: Iterable[UUID], first: date, last: date) -> dict[UUID, list[rules.Near]]:
    """Return by firm which visits a town made or plans between two days; merged ones count as the one they go with."""
    rows = Visit.objects.visible_to(HOUSE).filter(
        Q(done_at__date__range=(first, last)) | Q(done_at__isnull=True, planned_on__range=(first, last)),
        circle=circle, owner=town, enterprise__in=list(firms), called_off_at__isnull=True, led_by__isnull=True,
    )  # fmt: skip
    found: dict[UUID, list[rules.Near]] = {}
    for row in rows:
        near = rules.Near(row.pk, row.enterprise_id, row.office_id, _day(row), row.done_at is not None)
        found.setdefault(row.enterprise_id, []).append(near)
    return found


def duplicates(standing: Standing, circle: str, town: str, on: date) -> list[Duplicate]:
    """Return the visits that two offices of a town plan, or one made and another plans, too near to each other; the next first.

    Empty where the town set no rule: within how many days is for it to say.
    """
    rule = rule_on(circle, town, on)
    if rule is None:
        return []
    first = on - timedelta(days=rule.apart_days)
    rows = list(
        visits(standing, circle, town=town).filter(
            Q(done_at__date__gte=first) | Q(done_at__isnull=True, planned_on__gte=first),
            called_off_at__isnull=True, led_by__isnull=True,
        )
    )  # fmt: skip
    by_firm: dict[UUID, list[Visit]] = {}
    for row in rows:
        by_firm.setdefault(row.enterprise_id, []).append(row)
    found = []
    for held in by_firm.values():
        known = {row.pk: row for row in held}
        near = [
            rules.Near(row.pk, row.enterprise_id, row.office_id, _day(row), row.done_at is not None) for row in held
        ]
        found += [
            Duplicate(known[one.visit].enterprise, known[one.visit], known[other.visit])
            for one, other in rules.one_too_many(near, rule.apart_days)
        ]
    return sorted(found, key=lambda pair: (_day(pair.other), str(pair.other.pk)))


def near_of(standing: Standing, visit: Visit, days: int) -> list[Visit]:
    """Return the other open visits of its town to its firm within so many days: what it may be merged with."""
    margin = timedelta(days=days)
    rows = visits(standing, visit.circle, town=visit.owner, firm=visit.enterprise_id).exclude(pk=visit.pk)
    return list(
        rows.filter(
            planned_on__range=(visit.planned_on - margin, visit.planned_on + margin), done_at__isnull=True,
            called_off_at__isnull=True, led_by__isnull=True,
        )
    )  # fmt: skip


def coverage(
    standing: Standing, circle: str, on: date, *, town: str = "", since: date | None = None
) -> list[PlanCoverage]:
    """Return how much of each area was visited: distinct firms, never visits.

    Parameters
    ----------
    since : date, optional
        From which day visits count; without it, as many days back as the town's rule lets pass between two visits, or a year
        where it set none.
    """
    found, held = [], {}
    for told in plans(standing, circle, on, town=town):
        owner = told.row.owner
        if owner not in held:
            held[owner] = _of_town(standing, circle, owner, on, since)
        cadence, begins, known, done, to_come = held[owner]
        by_grid = firms_in(told, known)
        grids, times = [], 0
        for grid in told.grids:
            firms = tuple(sorted(by_grid[grid.row.pk], key=lambda place: (place.firm.sound, str(place.firm.pk))))
            here = {place.firm.pk for place in firms}
            visited, planned = frozenset(here & done.keys()), frozenset(here & to_come)
            due = tuple(place for place in firms if place.firm.pk not in visited | planned)
            grids.append(GridCoverage(grid, firms, visited, planned, due))
            times += sum(done[firm] for firm in visited)
        found.append(PlanCoverage(told, begins, cadence, tuple(grids), times))
    return found


def _of_town(
    standing: Standing, circle: str, town: str, on: date, since: date | None
) -> tuple[int | None, date, dict[UUID, FirmPlace], dict[UUID, int], set[UUID]]:
    """Return a town's cadence, from when visits count, where firms work, how often each was visited, and who is to be."""
    rule = rule_on(circle, town, on)
    cadence = rule.cadence_days if rule else None
    begins = since or on - timedelta(days=cadence or 365)
    rows = Visit.objects.visible_to(standing).filter(
        Q(done_at__date__range=(begins, on)) | Q(done_at__isnull=True, planned_on__gte=on),
        circle=circle, owner=town, led_by__isnull=True, called_off_at__isnull=True,
    )  # fmt: skip
    done: dict[UUID, int] = {}
    to_come = set()
    for firm, at in rows.values_list("enterprise", "done_at"):
        if at is None:
            to_come.add(firm)
        else:
            done[firm] = done.get(firm, 0) + 1
    return cadence, begins, places(standing, circle, town), done, to_come


def rounds(standing: Standing, circle: str, *, town: str = "") -> list[Round]:
    """Return the rounds, the newest first."""
    rows = Round.objects.visible_to(standing).filter(circle=circle).select_related("office")
    return list(rows.filter(owner=town) if town else rows)


def round_named(standing: Standing, circle: str, uid: UUID) -> Round | None:
    """Return a round; None where this standing reads none."""
    rows = Round.objects.visible_to(standing).select_related("office", "in_circle")
    return rows.filter(circle=circle, pk=uid).first()


def round_told(standing: Standing, row: Round) -> RoundTold:
    """Return a round with its stops in order and whom it leaves out."""
    stops = tuple(visits(standing, row.circle).filter(of_round=row.pk).select_related("enterprise", "office", "led_by"))
    wanted = [UUID(one["firm"]) for one in row.left_out]
    firms = {firm.pk: firm for firm in Enterprise.objects.visible_to(standing).filter(pk__in=wanted)}
    left = tuple(
        LeftTold(firms.get(UUID(one["firm"])), one["reason"], date.fromisoformat(one["on"]) if one["on"] else None, one["office"])
        for one in row.left_out
    )  # fmt: skip
    people = names_of({row.person}) if row.person else {}
    return RoundTold(row, stops, left, people.get(row.person, "") if row.person else "")


def day(standing: Standing, circle: str, on: date) -> list[Visit]:
    """Return the visits of an officer on a day in their order, and before them those that did not take place in the days before."""
    if standing.person is None or not standing.member:
        return []
    rows = visits(standing, circle, town=standing.member).filter(
        person=standing.person, called_off_at__isnull=True, led_by__isnull=True
    )
    late = Q(done_at__isnull=True, planned_on__range=(on - timedelta(days=LATE_DAYS), on))
    return list(rows.filter(late | Q(planned_on=on)))


def purposes(standing: Standing, rows: Iterable[Visit]) -> dict[UUID, list[Visit]]:
    """Return by leading visit those that go with it; one query."""
    found: dict[UUID, list[Visit]] = {}
    wanted = [row.pk for row in rows]
    for row in Visit.objects.visible_to(standing).filter(led_by__in=wanted).select_related("office"):
        found.setdefault(row.led_by_id, []).append(row)  # type: ignore[arg-type]
    return found


def firm_visits(standing: Standing, firm: Enterprise) -> list[VisitTold]:
    """Return the visits to a firm, the newest first: all for whoever speaks for it, its town's own for an officer.

    Whoever speaks for the firm reads who came for what, what it said it needs and what became of it; never an officer's words.
    """
    asks = HOUSE if standing.speaks_for(firm.pk) else standing
    rows = list(visits(asks, firm.circle, firm=firm.pk).order_by("-planned_on", "-uid"))
    leads = [row for row in rows if not row.led_by_id]
    wanted = [row.pk for row in rows]
    records = _by_visit(VisitRecord.objects.visible_to(standing).filter(visit__in=wanted))
    needs = _by_visit(VisitNeed.objects.visible_to(asks).filter(visit__in=wanted))
    return [
        VisitTold(
            row,
            tuple(one for one in rows if one.led_by_id == row.pk),
            tuple(records.get(row.pk, ())),
            tuple(needs.get(row.pk, ())),
        )
        for row in leads
    ]


def _by_visit(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.visit_id, []).append(row)
    return found


def needs(standing: Standing, circle: str, *, town: str = "", still_open: bool = False) -> list[VisitNeed]:
    """Return what firms said they need, what must be answered first before the others."""
    rows = VisitNeed.objects.visible_to(standing).filter(circle=circle)
    rows = rows.select_related("visit", "visit__enterprise", "visit__office")
    if town:
        rows = rows.filter(owner=town)
    return list(rows.filter(became="") if still_open else rows)


def need_named(standing: Standing, circle: str, uid: UUID) -> VisitNeed | None:
    """Return a need; None where this standing reads none."""
    rows = VisitNeed.objects.visible_to(standing).select_related("visit", "visit__enterprise", "in_circle")
    return rows.filter(circle=circle, pk=uid).first()


def _day(visit: Visit) -> date:
    """Return the day of a visit: on which it took place, else for which it is planned."""
    return day_of(visit.done_at) if visit.done_at else visit.planned_on
