"""Keeping grids: draw an area and cut it, cut it anew, say who belongs to a grid, and how often firms are visited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.visits import queries, rules
from pilin.domain.visits.actions.shared import square_km
from pilin.domain.visits.models import Grid, GridMember, GridPlan, Round, Visit, VisitOffice, VisitRule
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

Line = Mapping[str, Any]  # {"name_zh", "name", "points"}; points as pairs of ten-millionths of a degree


@deed("visits.draw_grids", says=_("{who} cut “{title}” into {grids} grids"))
def draw_grids(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    border: Sequence[rules.Point],
    lines: Sequence[Line],
    valid_from: date,
    title: str = "",
    names: Sequence[tuple[str, str]] = (),
    area_reported_km2: Decimal | None = None,
    firms_reported: int | None = None,
    reported_source: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> GridPlan:
    """Draw an area of a town and cut it into grids by lines.

    Parameters
    ----------
    border : sequence of pairs
        The area's ring in ten-millionths of a degree (WGS 84), its first point not repeated.
    lines : sequence of mapping
        Each with ``name_zh``, ``name`` and ``points``; each must cross from edge to edge.
    names : sequence of (Chinese, English)
        Of the grids from west to east; numbers stand for those not given.

    Raises
    ------
    Invalid
        With every fault of border, lines and figures; no grid is kept of an area that cannot be cut.
    """
    rules.may_keep(by, circle.slug, town).require()
    ring = tuple((int(x), int(y)) for x, y in border)
    others = [
        queries.as_points(told.row.border) for told in queries.plans(queries.HOUSE, circle.slug, valid_from, town=town)
    ]
    faults = rules.faults_of_plan(
        title_zh=title_zh, audience=audience, area_reported_km2=area_reported_km2, firms_reported=firms_reported,
        reported_source=reported_source,
    )  # fmt: skip
    wrong = rules.faults_of_border(ring, others)
    faults += wrong or rules.faults_of_lines(ring, _points(lines))
    if faults:
        raise Invalid(*faults)
    row = GridPlan(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, title_zh=title_zh.strip(), title=title.strip(),
        border=_kept(ring), lines=_lines(lines), valid_from=valid_from, area_km2=square_km(rules.area_km2(ring)),
        area_reported_km2=None if area_reported_km2 is None else square_km(area_reported_km2), firms_reported=firms_reported,
        reported_source=reported_source.strip(), illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    grids = _cut(row, names)
    tell(title=both(row, "title"), grids=len(grids))
    return row


@deed("visits.cut_anew", says=_("{who} moved the lines of “{title}”: {grids} grids from {day} on"))
def cut_anew(
    *,
    by: Standing,
    at: datetime,
    plan: GridPlan,
    lines: Sequence[Line],
    valid_from: date,
    names: Sequence[tuple[str, str]] = (),
) -> GridPlan:
    """Cut an area anew from a day on. The version before stays readable; firms go to the grid in which they now lie.

    Teams stay with the grids of the same number. Visits still to come from that day on are told their new grid, and their
    rounds that the line moved.
    """
    rules.may_keep(by, plan.circle, plan.owner).require()
    ring = queries.as_points(plan.border)
    faults = rules.faults_of_lines(ring, _points(lines))
    if valid_from <= plan.valid_from:
        faults.append(
            Fault("before", "valid_from", _("It begins after the version that it follows"), value=str(valid_from))
        )
    if faults:
        raise Invalid(*faults)
    if plan.valid_to is not None:
        raise Conflict("followed", _("This version is over; cut the newest one anew"))
    old = queries.plan_named(queries.HOUSE, plan.circle, plan.pk)
    plan.valid_to = valid_from - timedelta(days=1)
    plan.save()
    row = GridPlan(
        in_circle_id=plan.in_circle_id, circle=plan.circle, owner=plan.owner, audience=plan.audience, title_zh=plan.title_zh,
        title=plan.title, border=plan.border, lines=_lines(lines), version=plan.version + 1, follows=plan.pk, valid_from=valid_from,
        area_km2=plan.area_km2, area_reported_km2=plan.area_reported_km2, firms_reported=plan.firms_reported,
        reported_source=plan.reported_source, illustrative=plan.illustrative, source=plan.source,
    )  # fmt: skip
    row.save()
    before = old.grids if old else ()
    grids = _cut(row, [*names, *((told.row.name_zh, told.row.name) for told in before[len(names) :])])
    for told, grid in zip(before, grids, strict=False):
        for office in told.offices:
            _member(grid, office)
    moved = _tell_plans(row, grids, {told.row.pk for told in before}, valid_from)
    count(grids=len(grids), visits=moved)
    tell(title=both(plan, "title"), grids=len(grids), day=valid_from.isoformat())
    return row


def _tell_plans(plan: GridPlan, grids: Sequence[Grid], old: set[UUID], since: date) -> int:
    """Give visits still to come their new grid, and tell their rounds; return how many lie in another part now."""
    rings = [queries.as_points(grid.ring) for grid in grids]
    numbers = {grid.pk: grid.number for grid in Grid.objects.visible_to(queries.HOUSE).filter(pk__in=old)}
    rows = Visit.objects.visible_to(queries.HOUSE).filter(
        grid__in=old, planned_on__gte=since, done_at__isnull=True, called_off_at__isnull=True, lon__isnull=False
    )
    moved, told = 0, set()
    for visit in rows:
        number = rules.part_of(rings, (int(visit.lon or 0), int(visit.lat or 0)))
        if number is None:
            continue
        if grids[number].number != numbers[visit.grid]:  # type: ignore[index]
            moved += 1
            told.add(visit.of_round_id)
        visit.grid = grids[number].pk
        visit.save()
    for row in Round.objects.visible_to(queries.HOUSE).filter(pk__in=[uid for uid in told if uid]):
        row.line_moved_on = since
        row.save()
    return moved


@deed("visits.name_office", says=_("{who} named an office that visits firms: {title}"))
def name_office(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name_zh: str,
    name: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> VisitOffice:
    """Name a department of a town whose people visit firms."""
    rules.may_keep(by, circle.slug, town).require()
    if not name_zh.strip():
        raise Invalid(Fault("no_name", "name_zh", _("Name the department")))
    known = VisitOffice.objects.visible_to(queries.HOUSE).filter(
        circle=circle.slug, owner=town, name_zh=name_zh.strip()
    )
    if known.exists():
        raise Invalid(Fault("twice", "name_zh", _("Your town named this department already"), value=name_zh))
    row = VisitOffice(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, name_zh=name_zh.strip(), name=name.strip(),
        illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("visits.set_team", says=_("{who} said who belongs to the grid {title}"))
def set_team(
    *, by: Standing, at: datetime, grid: Grid, offices: Sequence[UUID], illustrative: bool = False, source: str = ""
) -> list[GridMember]:
    """Say which departments belong to a grid; those not named belong to it no more."""
    rules.may_keep(by, grid.circle, grid.owner).require()
    chosen = [row for row in queries.offices(by, grid.circle, day_of(at), town=grid.owner) if row.pk in set(offices)]
    if len(chosen) < len(set(offices)):
        raise Invalid(Fault("unknown", "offices", _("Choose departments of your own town")))
    held = {row.office_id: row for row in GridMember.objects.visible_to(queries.HOUSE).filter(grid=grid)}
    made = [_member(grid, office, illustrative, source) for office in chosen if office.pk not in held]
    gone = [row for uid, row in held.items() if uid not in {office.pk for office in chosen}]
    for row in gone:
        row.delete()
    count(joined=len(made), left=len(gone))
    tell(title=both(grid, "name"))
    return made


@deed("visits.set_rule", says=_("{who} set how often firms are visited, from {day} on"))
def set_rule(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    apart_days: int,
    cadence_days: int,
    valid_from: date,
    clause: str,
    valid_to: date | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> VisitRule:
    """Set a town's rule on visits from a day on; it ends the one before."""
    rules.may_keep(by, circle.slug, town).require()
    held = queries.visit_rules(queries.HOUSE, circle.slug, town=town)
    faults = rules.faults_of_rule(
        apart_days=apart_days, cadence_days=cadence_days, valid_from=valid_from, valid_to=valid_to, clause=clause,
        taken=[row.valid_from for row in held],
    )  # fmt: skip
    if any(row.valid_from > valid_from for row in held):
        faults.append(Fault("later", "valid_from", _("A later rule stands already"), value=str(valid_from)))
    if faults:
        raise Invalid(*faults)
    for row in held:
        if row.valid_to is None or row.valid_to >= valid_from:
            row.valid_to = valid_from - timedelta(days=1)
            row.save()
    made = VisitRule(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, apart_days=apart_days, cadence_days=cadence_days,
        valid_from=valid_from, valid_to=valid_to, clause=clause.strip(), illustrative=illustrative, source=source,
    )  # fmt: skip
    made.save()
    tell(day=valid_from.isoformat())
    return made


def _member(grid: Grid, office: VisitOffice, illustrative: bool = False, source: str = "") -> GridMember:
    row = GridMember(
        in_circle_id=grid.in_circle_id, circle=grid.circle, owner=grid.owner, audience=grid.audience, grid=grid, office=office,
        illustrative=illustrative or grid.illustrative, source=source,
    )  # fmt: skip
    row.save()
    return row


def _cut(plan: GridPlan, names: Sequence[tuple[str, str]]) -> list[Grid]:
    """Cut a plan's border by its lines and keep the grids, from west to east."""
    border = queries.as_points(plan.border)
    parts = rules.cut(border, [queries.as_points(line["points"]) for line in plan.lines])
    grids = []
    for number, part in enumerate(parts, start=1):
        zh, en = names[number - 1] if number <= len(names) else ("", "")
        grid = Grid(
            in_circle_id=plan.in_circle_id, circle=plan.circle, owner=plan.owner, audience=plan.audience, plan=plan, number=number,
            name_zh=zh.strip() or f"第{number}网格", name=en.strip() or f"Grid {number}", ring=_kept(part),
            area_km2=square_km(rules.area_km2(part)), illustrative=plan.illustrative, source=plan.source,
        )  # fmt: skip
        grid.save()
        grids.append(grid)
    return grids


def _points(lines: Sequence[Line]) -> list[tuple[rules.Point, ...]]:
    return [queries.as_points(line["points"]) for line in lines]


def _kept(ring: Sequence[rules.Point]) -> list[list[int]]:
    return [[x, y] for x, y in ring]


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {"name_zh": str(line.get("name_zh", ""))[:80], "name": str(line.get("name", ""))[:120], "points": _kept(queries.as_points(line["points"]))}
        for line in lines
    ]  # fmt: skip
