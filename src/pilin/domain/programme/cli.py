"""The programme at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pilin.domain.programme import actions, queries
from pilin.domain.programme.forms import exported, read_items
from pilin.domain.programme.queries import day_of
from pilin.domain.programme.schemas import list_out
from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_cards
from pilin.web.terminal import answer, json_option, refuse, table

LARGEST = 20_000_000


@click.group()
def programme() -> None:
    """Joint key-project lists: show, bring in, take away, make public at their moment."""


@programme.command("list")
@click.argument("circle")
@click.argument("year", type=click.IntRange(1900, 2200))
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="As it stood on this day; else today.")
@json_option
@click.pass_obj
def list_programme(caller, circle, year, on, as_json):  # type: ignore[no-untyped-def]
    """List the items of CIRCLE in YEAR: who leads, who joins, how far each has come."""
    card = queries.list_of(caller.standing, circle, year)
    if card is None:
        refuse(Refused("not_found", f"{circle} has no list of {year} that you may read"), as_json=as_json)
    day = on.date() if on else day_of(caller.at)
    items = queries.items_of(caller.standing, circle, year, day)

    def text() -> str:
        rows = [
            (i.no, i.title_zh, i.strand, i.lead, ",".join(i.partners), i.state, f"{i.witnessed}/{len(i.milestones)}")
            for i in items
        ]
        return table(("no.", "item", "strand", "lead", "joins", "state", "witnessed"), rows)

    answer(list_out(circle, card, items), as_json=as_json, text=text)


def _default_circle(caller: Any, circle: str | None) -> str:
    if circle:
        return circle
    from django.conf import settings  # app ready

    slugs = [card.slug for card in circle_cards(caller.standing, caller.at)]
    wanted = settings.SITE["default_circle"]
    mine = sorted(caller.standing.chairs) or sorted(caller.standing.circles)
    found = (
        wanted
        if wanted in slugs
        else mine[0]
        if mine
        else "five-towns"
        if "five-towns" in slugs
        else (slugs or [""])[0]
    )
    return str(found)


@programme.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--circle", help="Slug of the circle; the instance's own unless said.")
@click.option("--year", type=click.IntRange(2000, 2100), help="Year of the draft list; the only draft, else next year.")
@click.option("--as", "person", metavar="USERNAME", help="Act as this person: the secretary of the town in the chair.")
@json_option
@click.pass_obj
def import_programme(caller, file, circle, year, person, as_json):  # type: ignore[no-untyped-def]
    """Bring the items of FILE (XLSX or CSV) into a draft list: all of them, or, when one row is wrong, none."""
    if person:
        caller = type(caller)(person)
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(Fault("too_large", "file", "the file is larger than 20 MB: split it"))
        items = read_items(file.name, file.read_bytes())
        slug = _default_circle(caller, circle)
        if year is None:
            drafts = [c.year for c in queries.lists_of(caller.standing, slug) if c.state == "draft"]
            year = drafts[0] if len(drafts) == 1 else day_of(caller.at).year + 1
        at = caller.at
        if queries.list_of(caller.standing, slug, year) is None:
            written = _begin_and_import(caller.standing, at, slug, year, items)
        else:
            written = actions.import_items(by=caller.standing, at=at, circle=slug, year=year, items=items)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(
        {"circle": slug, "year": year, **written}, as_json=as_json,
        text=f"{slug} {year}: {written['items']} items, {written['milestones']} milestones, {written['budget_lines']} budget lines",
    )  # fmt: skip


def _begin_and_import(by: Standing, at: Any, circle: str, year: int, items: Any) -> dict[str, int]:
    """Begin the year's draft for the file; where the file is refused, the draft is not begun either."""
    from django.db import transaction  # app ready

    with transaction.atomic():
        actions.draft_list(by=by, at=at, circle=circle, year=year)
        return actions.import_items(by=by, at=at, circle=circle, year=year, items=items)


@programme.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--circle", help="Slug of the circle; the instance's own unless said.")
@click.option("--year", type=click.IntRange(2000, 2100), help="Year of the list; the newest unless said.")
@json_option
@click.pass_obj
def export_programme(caller, file, circle, year, as_json):  # type: ignore[no-untyped-def]
    """Write a list to FILE, as XLSX or CSV by its ending; reading it back gives the same items."""
    slug = _default_circle(caller, circle)
    lists = queries.lists_of(caller.standing, slug)
    card = next((c for c in lists if year in (None, c.year)), None)
    if card is None:
        refuse(Refused("not_found", f"{slug} has no such list that you may read"), as_json=as_json)
    if file.suffix.lower() not in (".xlsx", ".csv"):
        refuse(Invalid(Fault("unknown_format", "file", "end the name in .xlsx or .csv")), as_json=as_json)
    items = queries.items_of(caller.standing, slug, card.year, day_of(caller.at))
    file.write_bytes(exported((queries.as_input(item) for item in items), file.suffix.lower()))
    answer(
        {"circle": slug, "year": card.year, "items": len(items), "file": str(file)}, as_json=as_json,
        text=f"{file}: {len(items)} items",
    )  # fmt: skip


@programme.command("release-due")
@json_option
@click.pass_obj
def release_due(caller, as_json):  # type: ignore[no-untyped-def]
    """Make public every list whose moment has come."""
    released = actions.release_due_lists(by=Standing.machine("release"), at=caller.at)
    answer({"released": released}, as_json=as_json, text=f"{released} released")


commands = [programme]
