"""Deeds about groups: note one, say that a firm belongs to it, note a site, note a figure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.actions.registers import SHANGHAI
from pilin.domain.enterprises.models import Enterprise, Group, GroupEntity, GroupFigure, Site
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import circle_named, member_row
from pilin.foundation.values.columns import as_partial_date

Span = PartialDate | date | str | None


@deed("enterprises.note_group", says=_("{who} noted the group “{title}”"))
def note_group(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    name_zh: str,
    name: str = "",
    listed_on: Span = None,
    audience: str = Audience.CIRCLE,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Group:
    """Note a group of firms by its name; which firms it has is said firm by firm."""
    town = owner or by.member
    rules.may_note_group(by, circle, town).require()
    within, faults = circle_named(by, circle), rules.faults_of_audience(audience)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Name the group")))
    elif queries.groups(by, circle).filter(owner=town, name_zh=name_zh.strip()).exists():
        faults.append(Fault("double", "name_zh", _("Your town has noted this group already")))
    listed, wrong = as_span(listed_on, "listed_on")
    if faults or wrong:
        raise Invalid(*faults, *wrong)
    assert within is not None
    row = Group(
        in_circle=within, circle=circle, owner=town, audience=audience, name_zh=name_zh.strip(), name=name.strip(), source=source,
        illustrative=illustrative,
    )  # fmt: skip
    row.listed_on = listed
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("enterprises.place_in_group", says=_("{who} said that “{firm}” belongs to the group “{title}”"))
def place_in_group(
    *,
    by: Standing,
    at: datetime,
    group: Group,
    enterprise: Enterprise,
    valid_from: Span = None,
    valid_to: Span = None,
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> GroupEntity:
    """Say that a firm is an entity of a group, from and until when; said again, it gives the days anew."""
    rules.may_place_in_group(by, enterprise).require()
    faults = rules.faults_of_audience(audience, group.audience, enterprise.audience)
    if group.circle != enterprise.circle:
        faults.append(Fault("other_circle", "group", _("Group and firm are of the same circle")))
    (first, wrong), (last, more) = as_span(valid_from, "valid_from"), as_span(valid_to, "valid_to")
    if faults := [*faults, *wrong, *more, *rules.faults_of_span(first, last)]:
        raise Invalid(*faults)
    row = GroupEntity.objects.visible_to(queries.HOUSE).filter(group=group, enterprise=enterprise).first()
    if row is None:
        row = GroupEntity(
            in_circle_id=group.in_circle_id, circle=group.circle, owner=enterprise.owner, group=group, enterprise=enterprise,
            source=source, illustrative=illustrative,
        )  # fmt: skip
    row.audience, row.valid_from, row.valid_to = audience, first, last
    row.save()
    tell(firm=both(enterprise, "name"), title=both(group, "name"))
    return row


@deed("enterprises.note_site", says=_("{who} noted a site of “{firm}”"))
def note_site(
    *,
    by: Standing,
    at: datetime,
    enterprise: Enterprise,
    kind: str,
    address: str = "",
    division: str = "",
    area: str = "",
    since: Span = None,
    lon: float | None = None,
    lat: float | None = None,
    audience: str = Audience.CIRCLE,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Site:
    """Note a place in one's own town where a firm works; its area stays in the unit in which it is given."""
    town = owner or by.member
    rules.may_note_group(by, enterprise.circle, town).require()
    faults = [
        *rules.faults_of_audience(audience, enterprise.audience),
        *rules.faults_of_site(kind, area, lon, lat),
        *rules.faults_of_division(division),
    ]
    begun, wrong = as_span(since, "since")
    if member_row(queries.HOUSE, town) is None:
        faults.append(Fault("unknown_member", "owner", _("There is no such town"), value=town))
    if faults or wrong:
        raise Invalid(*faults, *wrong)
    row = Site(
        in_circle_id=enterprise.in_circle_id, circle=enterprise.circle, owner=town, audience=audience, enterprise=enterprise,
        kind=kind, address=address.strip(), division=division, lon=lon, lat=lat, source=source, illustrative=illustrative,
    )  # fmt: skip
    row.since = begun
    if (found := rules.read_area(area)) is not None:
        row.area_value, row.area_comparator, row.area_unit = found.value, found.comparator, found.unit
    row.save()
    tell(firm=both(enterprise, "name"))
    return row


@deed("enterprises.note_figure", says=_("{who} noted a figure of the group “{title}”"))
def note_figure(
    *,
    by: Standing,
    at: datetime,
    group: Group,
    kind: str,
    year: int,
    value: str,
    entity: GroupEntity | None = None,
    audience: str = Audience.CIRCLE,
    owner: str = "",
    source: str = "",
    illustrative: bool = False,
) -> GroupFigure:
    """Note a figure of a year of the group as a whole, or of one entity; no town is given a part of it by guess."""
    town = owner or by.member
    rules.may_note_group(by, group.circle, town).require()
    narrow = [group.audience] if entity is None else [group.audience, entity.audience]
    faults = [
        *rules.faults_of_audience(audience, *narrow),
        *rules.faults_of_figure(kind, value, year, at.astimezone(SHANGHAI).year),
    ]
    if entity is not None and entity.group_id != group.pk:
        faults.append(Fault("other_group", "entity", _("This firm belongs to another group")))
    if GroupFigure.objects.visible_to(by).filter(group=group, entity=entity, kind=kind, year=year, owner=town).exists():
        faults.append(Fault("double", "year", _("Your town has noted this figure of this year already")))
    if faults:
        raise Invalid(*faults)
    found: Any = rules.read_figure(kind, value)
    row = GroupFigure(
        in_circle_id=group.in_circle_id, circle=group.circle, owner=town, audience=audience, group=group, entity=entity, kind=kind,
        year=year, value=found.value, comparator=found.comparator, unit=found.unit, source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(group, "name"))
    return row


def as_span(value: Span, field: str) -> tuple[PartialDate | None, list[Fault]]:
    """Return a partial date as it was given, or what is wrong with it."""
    try:
        return as_partial_date(value), []
    except ValueError:
        reason = _("Write 2026-10-18, 2026-10, 2026-Q4 or 2026")
        return None, [Fault("date", field, reason, value=str(value))]
