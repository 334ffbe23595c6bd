"""Grids: which areas a town cut into which parts, who belongs to them, in which a place lies, and which firms work there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.enterprises.models import Enterprise, Site
from pilin.domain.visits import rules
from pilin.domain.visits.enums import SCALE
from pilin.domain.visits.models import Grid, GridMember, GridPlan, VisitOffice, VisitRule
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("visits")
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class GridTold:
    """A grid with the departments of its team."""

    row: Grid
    offices: tuple[VisitOffice, ...]


@dataclass(frozen=True, slots=True)
class PlanTold:
    """A grid plan with its grids, from west to east."""

    row: GridPlan
    grids: tuple[GridTold, ...]

    @property
    def rings(self) -> list[list[rules.Point]]:
        """Return the grids' rings in order."""
        return [[(x, y) for x, y in told.row.ring] for told in self.grids]

    def grid_at(self, point: rules.Point) -> GridTold | None:
        """Return the one grid in which a place lies; None where it lies outside of the area."""
        number = rules.part_of(self.rings, point)
        return None if number is None else self.grids[number]


@dataclass(frozen=True, slots=True)
class FirmPlace:
    """Where a firm works: the first site with a position that was noted for it in the town."""

    firm: Enterprise
    point: rules.Point
    address: str
    illustrative: bool


def in_force(on: date) -> Q:
    """Return the condition under which a dated row holds on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def plans(standing: Standing, circle: str, on: date, *, town: str = "") -> list[PlanTold]:
    """Return the grid plans in force on a day, with grids and teams; three queries."""
    rows = GridPlan.objects.visible_to(standing).filter(in_force(on), circle=circle)
    return _told(standing, rows.filter(owner=town) if town else rows)


def plan_named(standing: Standing, circle: str, uid: UUID) -> PlanTold | None:
    """Return a grid plan, in force or not; None where this standing reads none."""
    found = _told(standing, GridPlan.objects.visible_to(standing).filter(circle=circle, pk=uid))
    return found[0] if found else None


def _told(standing: Standing, rows: QuerySet[GridPlan]) -> list[PlanTold]:
    held = list(rows.select_related("in_circle"))
    grids: dict[UUID, list[Grid]] = {}
    for grid in Grid.objects.visible_to(standing).filter(plan__in=[row.pk for row in held]).order_by("number"):
        grids.setdefault(grid.plan_id, []).append(grid)
    teams: dict[UUID, list[VisitOffice]] = {}
    wanted = [grid.pk for found in grids.values() for grid in found]
    for member in GridMember.objects.visible_to(standing).filter(grid__in=wanted).select_related("office"):
        teams.setdefault(member.grid_id, []).append(member.office)
    return [
        PlanTold(row, tuple(GridTold(grid, tuple(teams.get(grid.pk, ()))) for grid in grids.get(row.pk, ())))
        for row in held
    ]


def grid_named(standing: Standing, circle: str, uid: UUID) -> Grid | None:
    """Return a grid; None where this standing reads none."""
    return Grid.objects.visible_to(standing).select_related("plan", "in_circle").filter(circle=circle, pk=uid).first()


def versions(standing: Standing, plan: GridPlan) -> list[GridPlan]:
    """Return all versions of a grid plan that this standing reads, the newest first."""
    rows = {row.pk: row for row in GridPlan.objects.visible_to(standing).filter(circle=plan.circle, owner=plan.owner)}
    after = {row.follows: row for row in rows.values() if row.follows}
    newest, seen = plan, {plan.pk}
    while newest.pk in after and after[newest.pk].pk not in seen:
        newest = after[newest.pk]
        seen.add(newest.pk)
    found = [newest]
    while found[-1].follows in rows and rows[found[-1].follows] not in found:
        found.append(rows[found[-1].follows])
    return found


def find(told: Iterable[PlanTold], point: rules.Point) -> list[tuple[PlanTold, GridTold]]:
    """Return the grids in which a place lies: one at most of each town, since its areas do not overlap."""
    return [(plan, grid) for plan in told if (grid := plan.grid_at(point)) is not None]


def places(standing: Standing, circle: str, town: str, *, firms: Iterable[UUID] | None = None) -> dict[UUID, FirmPlace]:
    """Return where the firms work that have a site with a position in a town; each firm once. One query."""
    rows = (
        Site.objects.visible_to(standing)
        .filter(circle=circle, owner=town, lon__isnull=False, lat__isnull=False, enterprise__merged_into__isnull=True)
        .select_related("enterprise")
        .order_by("made_at", "uid")
    )
    if firms is not None:
        rows = rows.filter(enterprise__in=list(firms))
    found: dict[UUID, FirmPlace] = {}
    for row in rows:
        point = rules.point_at(float(row.lon or 0), float(row.lat or 0))
        found.setdefault(row.enterprise_id, FirmPlace(row.enterprise, point, row.address, row.illustrative))
    return found


def without_place(standing: Standing, circle: str, town: str) -> QuerySet[Enterprise]:
    """Return a town's firms of which nobody knows where they work: no site with a position in the town."""
    known = Site.objects.visible_to(standing).filter(circle=circle, owner=town, lon__isnull=False)
    rows = Enterprise.objects.visible_to(standing).filter(circle=circle, owner=town, merged_into__isnull=True)
    return rows.exclude(pk__in=known.values("enterprise")).order_by("sound", "uid")


def firms_in(told: PlanTold, held: Mapping[UUID, FirmPlace]) -> dict[UUID, list[FirmPlace]]:
    """Return which firms work in which grid of a plan; a firm on a line is in the grid east of it."""
    found: dict[UUID, list[FirmPlace]] = {grid.row.pk: [] for grid in told.grids}
    rings = told.rings
    xs, ys = [x for ring in rings for x, _y in ring], [y for ring in rings for _x, y in ring]
    for place in held.values():
        x, y = place.point
        if not xs or not (min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)):
            continue
        if (number := rules.part_of(rings, place.point)) is not None:
            found[told.grids[number].row.pk].append(place)
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A firm or a place that was looked for, and the grid in which it lies; no place: nobody knows where it works."""

    town: str
    firm: Enterprise | None
    address: str
    point: rules.Point | None
    plan: PlanTold | None
    grid: GridTold | None


def look_for(standing: Standing, circle: str, words: str, on: date) -> list[Found]:
    """Return in which grid something lies: a position (``longitude, latitude``), or firms by name, code or address.

    A firm of which nobody knows where it works is found, too, without a grid. At most twenty.
    """
    told = plans(standing, circle, on)
    points, _wrong = rules.read_points(words)
    if points:
        return [Found(plan.row.owner, None, "", points[0], plan, grid) for plan, grid in find(told, points[0])]
    words = " ".join(words.split())
    if not words:
        return []
    named = (
        Q(enterprise__name_zh__icontains=words)
        | Q(enterprise__name__icontains=words)
        | Q(enterprise__uscc=words.upper())
        | Q(address__icontains=words)
    )
    sites = Site.objects.visible_to(standing).filter(
        named, circle=circle, lon__isnull=False, lat__isnull=False, enterprise__merged_into__isnull=True
    )
    found, seen = [], set()
    for site in sites.select_related("enterprise").order_by("made_at", "uid")[: MOST_FOUND * 2]:
        if (site.owner, site.enterprise_id) in seen:
            continue
        seen.add((site.owner, site.enterprise_id))
        point = rules.point_at(float(site.lon or 0), float(site.lat or 0))
        lies = find((plan for plan in told if plan.row.owner == site.owner), point)
        plan, grid = lies[0] if lies else (None, None)
        found.append(Found(site.owner, site.enterprise, site.address, point, plan, grid))
    rows = Enterprise.objects.visible_to(standing).filter(
        Q(name_zh__icontains=words) | Q(name__icontains=words) | Q(uscc=words.upper()),
        circle=circle,
        merged_into__isnull=True,
    )
    for firm in rows.exclude(pk__in=[uid for _town, uid in seen]).order_by("sound", "uid")[:MOST_FOUND]:
        found.append(Found(firm.owner, firm, firm.address, None, None, None))
    return found[:MOST_FOUND]


def offices(standing: Standing, circle: str, on: date, *, town: str = "") -> list[VisitOffice]:
    """Return the departments of the towns whose people visit firms."""
    rows = VisitOffice.objects.visible_to(standing).filter(circle=circle)
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return list(rows.filter(owner=town) if town else rows)


def office_named(standing: Standing, circle: str, uid: UUID) -> VisitOffice | None:
    """Return a department; None where this standing reads none."""
    return VisitOffice.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def rule_on(circle: str, town: str, on: date) -> VisitRule | None:
    """Return a town's rule on visits that holds on a day; None where it set none."""
    rows = VisitRule.objects.visible_to(HOUSE).filter(in_force(on), circle=circle, owner=town)
    return rows.order_by("-valid_from").first()


def visit_rules(standing: Standing, circle: str, *, town: str = "") -> list[VisitRule]:
    """Return the rules on visits of a circle's towns, newest first within a town."""
    rows = VisitRule.objects.visible_to(standing).filter(circle=circle)
    return list(rows.filter(owner=town) if town else rows)


def as_points(ring: Sequence[Sequence[int]]) -> tuple[rules.Point, ...]:
    """Return positions as they are kept in a column as pairs."""
    return tuple((int(x), int(y)) for x, y in ring)


def in_degrees(ring: Sequence[Sequence[int]]) -> list[list[float]]:
    """Return positions in degrees, longitude first, as GeoJSON has them."""
    return [[x / SCALE, y / SCALE] for x, y in ring]
