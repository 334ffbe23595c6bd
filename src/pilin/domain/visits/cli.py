"""Grids and visits at the terminal."""

from __future__ import annotations

from typing import Any

import click

from pilin.domain.visits import queries
from pilin.domain.visits.schemas import coverage_out, found_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

town_option = click.option("--town", default="", help="Only of the town with this code.")


@click.group()
def visits() -> None:
    """Grids of a park, whom a town visits, and how much was visited."""


@visits.command("grid")
@click.argument("circle")
@click.option("--at", "position", help="A position: LONGITUDE,LATITUDE in degrees.")
@click.option("--find", help="A firm's name or code, or an address.")
@json_option
@click.pass_obj
def find_grid(caller, circle, position, find, as_json):  # type: ignore[no-untyped-def]
    """Say in which grid of CIRCLE a position or a firm lies; each lies in one grid at most of its town."""
    _within(caller, circle, as_json)
    words = position or find
    if not words:
        raise click.UsageError("give --at or --find")
    found = queries.look_for(caller.standing, circle, words, day_of(caller.at))
    lines = [
        (one.town, one.firm.name_zh if one.firm else "", one.plan.row.title_zh if one.plan else "", one.grid.row.name_zh if one.grid else "")
        for one in found
    ]  # fmt: skip
    answer(
        {"circle": circle, "found": [found_out(one) for one in found]}, as_json=as_json,
        text=lambda: table(("town", "firm", "area", "grid"), lines),
    )  # fmt: skip


@visits.command("coverage")
@click.argument("circle")
@town_option
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="From which day visits count; by the town's rule where none is named.",
)
@json_option
@click.pass_obj
def show_coverage(caller, circle, town, since, as_json):  # type: ignore[no-untyped-def]
    """Say how many distinct firms of each area of CIRCLE were visited; visits are never counted twice."""
    _within(caller, circle, as_json)
    on = day_of(caller.at)
    told = queries.coverage(caller.standing, circle, on, town=town, since=since.date() if since else None)
    lines = [
        (
            one.plan.row.owner,
            one.plan.row.title_zh,
            one.firms,
            one.visited,
            one.plan.row.firms_reported or "",
            one.since,
        )
        for one in told
    ]
    answer(
        {"circle": circle, "on": on, "coverage": [coverage_out(one) for one in told]}, as_json=as_json,
        text=lambda: table(("town", "area", "firms", "visited", "reported", "since"), lines),
    )  # fmt: skip


@visits.command("due")
@click.argument("circle")
@town_option
@json_option
@click.pass_obj
def list_due(caller, circle, town, as_json):  # type: ignore[no-untyped-def]
    """List the firms of CIRCLE that nobody visited for as long as their town's rule lets pass, and nobody is about to."""
    _within(caller, circle, as_json)
    told = queries.coverage(caller.standing, circle, day_of(caller.at), town=town)
    rows = [(one, grid, place) for one in told for grid in one.grids for place in grid.due]
    answer(
        {
            "circle": circle,
            "due": [
                {"town": one.plan.row.owner, "plan": one.plan.row.pk, "grid": grid.grid.row.pk, "enterprise": place.firm.pk, "name_zh": place.firm.name_zh}
                for one, grid, place in rows
            ],
        },
        as_json=as_json,
        text=lambda: table(("town", "grid", "firm"), [(one.plan.row.owner, grid.grid.row.name_zh, place.firm.name_zh) for one, grid, place in rows]),
    )  # fmt: skip


@visits.command("twice")
@click.argument("circle")
@click.argument("town")
@json_option
@click.pass_obj
def list_twice(caller, circle, town, as_json):  # type: ignore[no-untyped-def]
    """List the firms of CIRCLE that two offices of TOWN visit within the days of its rule."""
    _within(caller, circle, as_json)
    rows = queries.duplicates(caller.standing, circle, town, day_of(caller.at))
    answer(
        {
            "circle": circle,
            "twice": [
                {"enterprise": one.firm.pk, "name_zh": one.firm.name_zh, "visits": [one.one.pk, one.other.pk], "days": one.days, "can_merge": one.can_merge}
                for one in rows
            ],
        },
        as_json=as_json,
        text=lambda: table(
            ("firm", "first", "second", "days"), [(one.firm.name_zh, one.one.office.name_zh, one.other.office.name_zh, one.days) for one in rows]
        ),
    )  # fmt: skip


def _within(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


commands = [visits]
