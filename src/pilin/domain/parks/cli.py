"""Parks at the terminal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from pilin.domain.parks import queries
from pilin.domain.parks.schemas import park_whole_out, parks_out, promise_out, regions_out, zone_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

on_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day; today unless said.")


@click.group()
def parks() -> None:
    """Parks that places build together: shares, firms, what compares them; and promises against what came."""


@parks.command("list")
@click.argument("circle")
@on_option
@json_option
@click.pass_obj
def list_parks(caller, circle, on, as_json):  # type: ignore[no-untyped-def]
    """List the parks of CIRCLE with what compares them, and how many of each list stand here."""
    found = queries.parks(caller.standing, _circle(caller, circle, as_json), _day(caller, on))

    def text() -> str:
        rows = [
            (one.row.name_zh, one.row.area or "unknown", one.row.firms_said or "unknown", one.density or "unknown",
             "yes" if one.comparable else "no", one.hnte or "unknown")
            for one in found.told
        ]  # fmt: skip
        listed = [f"{one.row.name_zh}: {one.here} of {one.row.declared}" for one in found.lists]
        return "\n".join([table(("park", "area", "firms", "density", "compares", "high-tech"), rows), *listed])

    answer(parks_out(circle, found), as_json=as_json, text=text)


@parks.command("show")
@click.argument("circle")
@click.argument("name")
@on_option
@json_option
@click.pass_obj
def show_park(caller, circle, name, on, as_json):  # type: ignore[no-untyped-def]
    """Show the park NAME of CIRCLE (its Chinese or English name, or its uid): parties, shares, figures."""
    found = queries.parks(caller.standing, _circle(caller, circle, as_json), _day(caller, on))
    one = next((told for told in found.told if name in (told.row.name_zh, told.row.name, str(told.row.pk))), None)
    if one is None:
        refuse(Refused("not_found", f"no park is called {name}"), as_json=as_json)
    told = queries.park_told(caller.standing, one.row, found.on)
    rows = [(str(party), "unknown" if share is None else share) for party, share in told.shares]
    figures = (
        ("area", told.row.area),
        ("firms", told.row.firms_said),
        ("density", told.density),
        ("high-tech", told.hnte),
    )
    said = [(name, "unknown" if value is None else value) for name, value in figures]
    answer(
        park_whole_out(told), as_json=as_json,
        text=lambda: "\n\n".join([str(told.row), table(("figure", ""), said), table(("party", "share"), rows)]),
    )  # fmt: skip


@parks.command("promises")
@click.argument("circle")
@on_option
@json_option
@click.pass_obj
def list_promises(caller, circle, on, as_json):  # type: ignore[no-untyped-def]
    """List what was promised in CIRCLE against what came, late first."""
    on = _day(caller, on)
    told = [promise_out(one) for one in queries.promises(caller.standing, _circle(caller, circle, as_json), on)]
    keys = ("work_zh", "what_zh", "words", "promised", "actual", "state", "days")
    answer(
        {"circle": circle, "on": on, "promises": told}, as_json=as_json,
        text=lambda: table(("work", "what", "said", "promised", "came", "state", "days"), [[one[key] for key in keys] for one in told]),
    )  # fmt: skip


@parks.command("zone")
@on_option
@json_option
@click.pass_obj
def show_zone(caller, on, as_json):  # type: ignore[no-untyped-def]
    """Show who is in the Demonstration Zone and in its land-space plan on a day."""
    told = zone_out(queries.zone_on(caller.standing, _day(caller, on)))

    def text() -> str:
        parts = (("Demonstration Zone", "zone"), ("its plan", "plan"), ("added to the start", "added"))
        rows = [(part, one["code"], one["name_zh"], one["name_en"]) for part, key in parts for one in told[key]]
        return f"{told['on']}\n" + table(("part", "code", "name_zh", "name"), rows)

    answer(told, as_json=as_json, text=text)


@parks.command("regions")
@on_option
@json_option
@click.pass_obj
def list_regions(caller, on, as_json):  # type: ignore[no-untyped-def]
    """List the regions that sources name, with what they lie in and what is known to lie in them on a day."""
    day = _day(caller, on)
    told = regions_out(day, queries.regions_on(caller.standing, day))

    def text() -> str:
        def names(places: list[dict[str, str]]) -> str:
            return "、".join(one["name_zh"] for one in places) or "unknown"

        rows = [
            (
                one["code"],
                one["name_zh"],
                one["name_en"],
                names(one["within"]),
                names(one["holds"]),
                one["source"] or "",
            )
            for one in told["regions"]
        ]
        return table(("code", "name_zh", "name", "within", "holds", "source"), rows)

    answer(told, as_json=as_json, text=text)


def _day(caller: Any, on: datetime | None) -> date:
    return on.date() if on else day_of(caller.at)


def _circle(caller: Any, circle: str, as_json: bool) -> str:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    return str(circle)


commands = [parks]
