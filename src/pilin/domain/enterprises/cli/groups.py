"""Groups, sites and figures at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.cli.base import enterprises, firm_named, group_named, readers_option
from pilin.domain.enterprises.enums import (
    FigureKind,
    SiteKind,
)
from pilin.domain.enterprises.models import Group
from pilin.domain.enterprises.schemas import (
    group_out,
    group_whole_out,
    site_out,
)
from pilin.engine.base import Invalid, Refused
from pilin.web.terminal import answer, json_option, refuse, table


@enterprises.command("groups")
@click.argument("circle")
@json_option
@click.pass_obj
def list_groups(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the groups of firms of CIRCLE by name."""
    rows = list(queries.groups(caller.standing, circle))
    lines = [(row.pk, row.name_zh, row.owner, row.listed_on) for row in rows]
    answer(
        [group_out(row) for row in rows],
        as_json=as_json,
        text=lambda: table(("uid", "group", "noted by", "listed"), lines),
    )


@enterprises.command("group")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_group(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show the group UID of CIRCLE: entities, sites, and its figures once."""
    _noted(caller, circle, as_json, lambda: group_named(caller, circle, uid))


@enterprises.command("note-group")
@click.argument("circle")
@click.argument("name_zh")
@click.option("--name", default="", help="Its name in English.")
@click.option("--listed-on", default="", help="When it was listed: 2016-03-18, 2016-03 or 2016.")
@readers_option
@json_option
@click.pass_obj
def note_group(caller, circle, name_zh, name, listed_on, audience, as_json):  # type: ignore[no-untyped-def]
    """Note the group NAME_ZH of firms of CIRCLE."""
    _noted(
        caller, circle, as_json,
        lambda: actions.note_group(
            by=caller.standing, at=caller.at, circle=circle, name_zh=name_zh, name=name, listed_on=listed_on, audience=audience
        ),
    )  # fmt: skip


@enterprises.command("place-in-group")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("group", type=click.UUID)
@click.option("--from", "valid_from", default="", help="Since when.")
@click.option("--until", "valid_to", default="", help="Until when.")
@readers_option
@json_option
@click.pass_obj
def place_in_group(caller, circle, uid, group, valid_from, valid_to, audience, as_json):  # type: ignore[no-untyped-def]
    """Say that the firm UID of CIRCLE is an entity of GROUP."""

    def act() -> Group:
        found = group_named(caller, circle, group)
        actions.place_in_group(
            by=caller.standing, at=caller.at, group=found, enterprise=firm_named(caller, circle, uid), valid_from=valid_from,
            valid_to=valid_to, audience=audience,
        )  # fmt: skip
        return found

    _noted(caller, circle, as_json, act)


@enterprises.command("note-site")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.option("--kind", type=click.Choice(SiteKind.values), required=True, help="What it is to the firm.")
@click.option("--area", default="", help="With its unit: 35000平方米, 52.5亩, 约300亩.")
@click.option("--address", default="", help="Where it stands.")
@click.option("--since", default="", help="Since when.")
@readers_option
@json_option
@click.pass_obj
def note_site(caller, circle, uid, kind, area, address, since, audience, as_json):  # type: ignore[no-untyped-def]
    """Note a site in the own town of the firm UID of CIRCLE."""
    try:
        made = actions.note_site(
            by=caller.standing, at=caller.at, enterprise=firm_named(caller, circle, uid), kind=kind, area=area, address=address,
            since=since, audience=audience,
        )  # fmt: skip
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(site_out(made), as_json=as_json, text=f"{made.enterprise}: {made.kind} {made.area or ''}")


@enterprises.command("note-figure")
@click.argument("circle")
@click.argument("group", type=click.UUID)
@click.argument("kind", type=click.Choice(FigureKind.values))
@click.argument("year", type=click.IntRange(1978, 2200))
@click.argument("value")
@click.option("--entity", type=click.UUID, default=None, help="Of one entity; of the whole otherwise.")
@readers_option
@json_option
@click.pass_obj
def note_figure(caller, circle, group, kind, year, value, entity, audience, as_json):  # type: ignore[no-untyped-def]
    """Note VALUE, with its unit (约5亿元), as a figure of GROUP of CIRCLE."""

    def act() -> Group:
        found = group_named(caller, circle, group)
        part = queries.entity_named(caller.standing, found, entity) if entity else None
        if entity and part is None:
            raise Refused("not_found", "no such entity")
        actions.note_figure(
            by=caller.standing,
            at=caller.at,
            group=found,
            kind=kind,
            year=year,
            value=value,
            entity=part,
            audience=audience,
        )
        return found

    _noted(caller, circle, as_json, act)


def _noted(caller: Any, circle: str, as_json: bool, act: Callable[[], Group]) -> None:
    """Do a deed to a group and show what it is now."""
    try:
        told = queries.group_told(caller.standing, act())
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    area = told.footprint.area_m2, told.footprint.area_mu
    lines = [(one.enterprise.name_zh, one.enterprise.owner, len(one.sites)) for one in told.entities]
    figures = [(one.figure.kind, one.amount, "once" if one.towns else one.figure.entity) for one in told.figures]

    def text() -> str:
        parts = [f"{told.group}  {area[0] or ''} {area[1] or ''}", table(("entity", "town", "sites"), lines)]
        return "\n".join([*parts, table(("figure", "amount", "of"), figures)])

    answer(group_whole_out(told), as_json=as_json, text=text)
