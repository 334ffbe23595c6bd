"""Reads: groups with their entities, their sites, and figures that are counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilin.domain.enterprises.models import Enterprise, Group, GroupEntity, GroupFigure, Site
from pilin.engine import chain
from pilin.engine.base import Quantity
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class FigureTold:
    """A figure of a group with the part of each town it stands in: None while no source splits it."""

    figure: GroupFigure
    amount: Quantity
    towns: tuple[tuple[str, Quantity | None], ...]  # empty for a figure of one entity

    @property
    def is_split(self) -> bool:
        """Return whether a source gives each town its part."""
        return all(part is not None for _town, part in self.towns)


@dataclass(frozen=True, slots=True)
class EntityTold:
    """A legal entity of a group with its sites in sight."""

    entity: GroupEntity
    enterprise: Enterprise
    sites: tuple[Site, ...]


@dataclass(frozen=True, slots=True)
class GroupTold:
    """A group as far as it is in sight: where it stands, by town, and its figures once."""

    group: Group
    entities: tuple[EntityTold, ...]
    footprint: chain.Footprint
    towns: tuple[tuple[str, tuple[EntityTold, ...], tuple[Site, ...]], ...]  # code, entities kept there, sites there
    figures: tuple[FigureTold, ...]


def groups(standing: Standing, circle: str) -> QuerySet[Group]:
    """Return the groups in sight, by name."""
    return Group.objects.visible_to(standing).filter(circle=circle)


def group_named(standing: Standing, circle: str, uid: UUID) -> Group | None:
    """Return a group; None where this standing may not read it."""
    return groups(standing, circle).filter(pk=uid).first()


def entity_named(standing: Standing, group: Group, uid: UUID) -> GroupEntity | None:
    """Return an entity of a group; None where it or its firm is not in sight."""
    return _entities(standing).filter(group=group, pk=uid).first()


def _entities(standing: Standing) -> QuerySet[GroupEntity]:
    seen = Enterprise.objects.visible_to(standing).filter(pk=OuterRef("enterprise"))
    return GroupEntity.objects.visible_to(standing).filter(Exists(seen)).select_related("enterprise")


def sites_of(standing: Standing, firms: Sequence[UUID] | Any) -> QuerySet[Site]:
    """Return the sites in sight of firms, by town."""
    return Site.objects.visible_to(standing).filter(enterprise__in=firms)


def groups_of(standing: Standing, firm: Enterprise) -> list[Group]:
    """Return the groups in sight to which a firm belongs."""
    entities = _entities(standing).filter(enterprise=firm).values("group")
    return list(groups(standing, firm.circle).filter(pk__in=entities))


def group_told(standing: Standing, group: Group) -> GroupTold:
    """Return a group with its entities, sites and figures in sight; four queries whatever their number.

    A figure of the whole is told once, and for each town the part that a source gives it, or none: two entities'
    turnover is not the turnover of each town.
    """
    entities = list(_entities(standing).filter(group=group))
    sites: dict[UUID, list[Site]] = {}
    for site in sites_of(standing, [row.enterprise_id for row in entities]):
        sites.setdefault(site.enterprise_id, []).append(site)
    told = tuple(EntityTold(row, row.enterprise, tuple(sites.get(row.enterprise_id, ()))) for row in entities)
    weighed = chain.Group(str(group.pk), group.name_zh, tuple(_entity(one) for one in told))
    codes = sorted({one.enterprise.owner for one in told} | {site.owner for one in told for site in one.sites})
    towns = tuple(
        (
            code,
            tuple(one for one in told if one.enterprise.owner == code),
            tuple(site for one in told for site in one.sites if site.owner == code),
        )
        for code in codes
    )
    shown = {row.pk for row in entities}
    figures = GroupFigure.objects.visible_to(standing).filter(Q(entity__isnull=True) | Q(entity__in=shown), group=group)
    parts = tuple(_figure(row, weighed) for row in figures.select_related("entity__enterprise"))
    return GroupTold(group, told, weighed.footprint(), towns, parts)


def _entity(told: EntityTold) -> chain.Entity:
    sites = tuple(chain.Site(site.owner, site.owner[:2], site.area, site.kind) for site in told.sites)
    return chain.Entity(str(told.enterprise.pk), told.enterprise.name_zh, told.enterprise.owner[:2], sites)


def _figure(row: GroupFigure, group: chain.Group) -> FigureTold:
    if row.entity_id is not None:
        return FigureTold(row, row.amount, ())
    split = chain.by_town(chain.GroupFigure(group.group_id, row.kind, row.amount), group)
    return FigureTold(row, split.whole, tuple(split.towns.items()))


def totals(standing: Standing, circle: str) -> dict[tuple[str, str, str], Decimal]:
    """Return sums of the groups' figures by kind, unit and year: every group once, whichever of its towns asks."""
    rows = (
        GroupFigure.objects.visible_to(standing).filter(circle=circle, entity__isnull=True).order_by("made_at", "uid")
    )
    once: dict[tuple[UUID, str, int], GroupFigure] = {}
    for row in rows:  # two towns may note the same figure: the first to note it is told
        once.setdefault((row.group_id, row.kind, row.year), row)
    return chain.total(chain.GroupFigure(str(row.group_id), row.kind, row.amount) for row in once.values())
