"""Planning: a round through a grid, one visit, two offices' visits as one, and visits that do not take place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.visits import queries, rules
from pilin.domain.visits.enums import VisitKind
from pilin.domain.visits.models import Grid, Round, Visit, VisitOffice
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.identity.queries import offices_held
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of


@deed("visits.plan_round", says=_("{who} planned “{title}”: {stops} firms, {left} left out"))
def plan_round(
    *,
    by: Standing,
    at: datetime,
    grid: Grid,
    office: UUID,
    title_zh: str,
    starts_on: date,
    ends_on: date,
    per_day: int,
    purpose_zh: str,
    title: str = "",
    purpose: str = "",
    kind: str = VisitKind.ROUND,
    person: UUID | None = None,
    start: rules.Point | None = None,
    audience: str = Audience.OWN,
    illustrative: bool = False,
) -> Round:
    """Plan the visits of one office to a grid: every firm of it once, or left out with the reason.

    Firms that another office visited lately, or that any office is about to visit, are left out (within the days of the town's
    rule); so are those for which the working days of the round have no room. The way of each day begins at ``start``, or in the
    middle of the grid.

    Raises
    ------
    Invalid
        Also where nobody of the town holds an office under ``person``, or no firm of the grid has a known place.
    """
    rules.may_keep(by, grid.circle, grid.owner).require()
    chosen = queries.office_named(by, grid.circle, office)
    begins = start or rules.middle_of(grid.ring)
    faults = rules.faults_of_round(
        title_zh=title_zh, starts_on=starts_on, ends_on=ends_on, per_day=per_day, start=begins, kind=kind, purpose_zh=purpose_zh,
        today=day_of(at),
    )  # fmt: skip
    faults += [*_faults_of_office(chosen, grid.owner), *_faults_of_person(person, grid.owner, day_of(at))]
    told = queries.plan_named(by, grid.circle, grid.plan_id)
    held = queries.firms_in(told, queries.places(by, grid.circle, grid.owner)) if told else {}
    here = {place.firm.pk: place for place in held.get(grid.pk, ())}
    if not here:
        faults.append(
            Fault("no_firm", "grid", _("No firm with a known place lies in this grid: note where firms work first"))
        )
    if faults or chosen is None:
        raise Invalid(*faults)
    rule = queries.rule_on(grid.circle, grid.owner, starts_on)
    apart = rule.apart_days if rule else None
    margin = timedelta(days=apart or 0)
    nears = queries.nears(grid.circle, grid.owner, here, starts_on - margin, ends_on + margin)
    planned = rules.plan(
        {uid: place.point for uid, place in here.items()}, office=chosen.pk, first=starts_on, last=ends_on, per_day=per_day,
        start=begins, nears=nears, apart_days=apart,
    )  # fmt: skip
    names = {row.pk: row.name_zh for row in VisitOffice.objects.visible_to(queries.HOUSE).filter(circle=grid.circle)}
    shared = {
        "in_circle_id": grid.in_circle_id,
        "circle": grid.circle,
        "owner": grid.owner,
        "audience": audience,
        "illustrative": illustrative,
    }
    row = Round(
        grid=grid.pk, title_zh=title_zh.strip(), title=title.strip(), office=chosen, person=person, kind=kind, starts_on=starts_on,
        ends_on=ends_on, per_day=per_day, start=list(begins), metres=planned.metres, **shared,
        left_out=[
            {
                "firm": str(one.firm), "reason": one.reason.value, "on": one.near.on.isoformat() if one.near else "",
                "office": names.get(one.near.office, "") if one.near else "",
            }
            for one in planned.left_out
        ],
    )  # fmt: skip
    row.save()
    for stop in planned.stops:
        place = here[stop.firm]
        Visit(
            enterprise=place.firm, of_round=row, grid=grid.pk, office=chosen, person=person, kind=kind, purpose_zh=purpose_zh.strip(),
            purpose=purpose.strip(), planned_on=stop.on, sequence=stop.sequence, lon=place.point[0], lat=place.point[1],
            address=place.address, **shared,
        ).save()  # fmt: skip
    count(visits=len(planned.stops), left_out=len(planned.left_out))
    tell(title=both(row, "title"), stops=len(planned.stops), left=len(planned.left_out))
    return row


@deed("visits.plan_visit", says=_("{who} planned a visit to {title}"))
def plan_visit(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    firm: UUID,
    office: UUID,
    planned_on: date,
    purpose_zh: str,
    purpose: str = "",
    kind: str = VisitKind.SERVICE,
    person: UUID | None = None,
    all_the_same: str = "",
    audience: str = Audience.OWN,
    illustrative: bool = False,
) -> Visit:
    """Plan that one office of a town visits a firm on a day.

    Where another office visited it, or is about to, within the days of the town's rule, the deed is turned down once: merge the
    two, or say in ``all_the_same`` why the firm is to be visited all the same.

    Raises
    ------
    Invalid
        With the code ``twice`` where another visit is near and nothing is said.
    """
    rules.may_keep(by, circle.slug, town).require()
    row, chosen = enterprise_named(by, circle.slug, firm), queries.office_named(by, circle.slug, office)
    faults = rules.faults_of_visit(purpose_zh=purpose_zh, kind=kind, planned_on=planned_on, today=day_of(at))
    faults += [*_faults_of_office(chosen, town), *_faults_of_person(person, town, day_of(at))]
    if row is None or row.merged_into_id:
        faults.append(Fault("no_firm", "firm", _("Choose a firm in sight")))
    elif chosen is not None and not all_the_same.strip():
        faults += _faults_of_nearness(circle.slug, town, row, chosen, planned_on)
    if faults or row is None or chosen is None:
        raise Invalid(*faults)
    place = queries.places(by, circle.slug, town, firms=[row.pk]).get(row.pk)
    plans = queries.plans(by, circle.slug, planned_on, town=town) if place else []
    grids = queries.find(plans, place.point) if place else []
    made = Visit(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, illustrative=illustrative, enterprise=row, office=chosen,
        person=person, kind=kind, purpose_zh=purpose_zh.strip(), purpose=purpose.strip(), planned_on=planned_on,
        grid=grids[0][1].row.pk if grids else None, lon=place.point[0] if place else None, lat=place.point[1] if place else None,
        address=place.address if place else row.address, why=all_the_same.strip()[:240],
    )  # fmt: skip
    made.save()
    tell(title=both(row, "name"))
    return made


@deed("visits.merge_visits", says=_("{who} merged {number} visits to {title} into one on {day}"))
def merge_visits(*, by: Standing, at: datetime, visits: Sequence[Visit], planned_on: date) -> Visit:
    """Let the visits of several offices to one firm go as one, on one day. Each keeps its office and its purpose.

    The first of ``visits`` leads. Until it takes place, :func:`unmerge_visit` takes them apart again, each to its own day.

    Raises
    ------
    Invalid
        Where the day is past, or they lie further apart than the town's rule on visits says.
    """
    chosen = list({visit.pk: visit for visit in visits}.values())
    rules.may_merge(by, chosen).require()
    lead, *_others = chosen
    days = [visit.planned_on for visit in chosen]
    rule = queries.rule_on(lead.circle, lead.owner, max(days))
    faults = []
    if planned_on < day_of(at):
        faults.append(Fault("past", "planned_on", _("Visits are planned from today on"), value=str(planned_on)))
    if rule is None:
        faults.append(
            Fault("no_rule", "", _("Your town set no rule within how many days visits are merged: set it first"))
        )
    elif (max(days) - min(days)).days > rule.apart_days:
        reason = _("They lie further apart than the {days} days of your town's rule").format(days=rule.apart_days)
        faults.append(Fault("apart", "planned_on", reason))
    if faults:
        raise Invalid(*faults)
    for visit in chosen:
        visit.planned_before, visit.planned_on = visit.planned_on, planned_on
        visit.led_by = None if visit is lead else lead
        visit.save()
        for follower in visit.merged.visible_to(queries.HOUSE):  # merged before: they go along
            follower.planned_on, follower.led_by = planned_on, lead
            follower.save()
    tell(title=both(lead.enterprise, "name"), number=len(chosen), day=planned_on.isoformat())
    return lead


@deed("visits.unmerge_visit", says=_("{who} took the merged visits to {title} apart again"))
def unmerge_visit(*, by: Standing, at: datetime, visit: Visit) -> list[Visit]:
    """Take merged visits apart again, each to the day for which it was planned; a day that is past becomes today."""
    lead = visit.led_by if visit.led_by_id and visit.led_by else visit
    rules.may_unmerge(by, lead).require()
    rows = [lead, *lead.merged.visible_to(queries.HOUSE).select_related("enterprise")]
    if len(rows) < 2:
        raise Invalid(Fault("single", "", _("Nothing goes together with this visit")))
    for row in rows:
        row.planned_on = max(row.planned_before or row.planned_on, day_of(at))
        row.planned_before, row.led_by = None, None
        row.save()
    tell(title=both(lead.enterprise, "name"))
    return rows


@deed("visits.call_off", says=_("{who} called off the visit to {title}"))
def call_off(*, by: Standing, at: datetime, visit: Visit, why: str) -> Visit:
    """Call off a visit, with the reason. Of merged ones only this one: the others go on, led by the next."""
    rules.may_call_off(by, visit).require()
    if not why.strip():
        raise Invalid(Fault("no_reason", "why", _("Say why it does not take place")))
    rest = list(visit.merged.visible_to(queries.HOUSE).order_by("uid"))
    visit.called_off_at, visit.why, visit.led_by = at, why.strip()[:240], None
    visit.save()
    for row in rest:
        row.led_by = None if row is rest[0] else rest[0]
        row.save()
    tell(title=both(visit.enterprise, "name"))
    return visit


def _faults_of_office(office: VisitOffice | None, town: str) -> list[Fault]:
    if office is None or office.owner != town or office.ended_on is not None:
        return [Fault("office", "office", _("Choose a department of your own town"))]
    return []


def _faults_of_person(person: UUID | None, town: str, on: date) -> list[Fault]:
    if person is not None and not any(held.member == town for held in offices_held(person, on)):
        return [Fault("person", "person", _("Choose somebody who holds an office of your town"))]
    return []


def _faults_of_nearness(circle: str, town: str, firm: Enterprise, office: VisitOffice, on: date) -> list[Fault]:
    rule = queries.rule_on(circle, town, on)
    if rule is None:
        return []
    margin = timedelta(days=rule.apart_days)
    held = queries.nears(circle, town, [firm.pk], on - margin, on + margin).get(firm.pk, [])
    near = rules.nearest_visit(held, office.pk, on, on, rule.apart_days)
    if near is None:
        return []
    other = queries.office_named(queries.HOUSE, circle, near.office)
    said = _("visited by {office} on {day}") if near.done else _("{office} visits it on {day}")
    reason = said.format(office=other.name_zh if other else "", day=near.on.isoformat())
    return [Fault("twice", "all_the_same", reason, value=str(near.visit))]
