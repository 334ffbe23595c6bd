"""Listings, villages, visitors and flights at the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from pilin.domain.living.enums.listings import DroneSize, FigureTopic, ListingKind
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.queries import listings_figures as figures
from pilin.domain.living.queries import listings_flights as flights
from pilin.domain.living.rules import listings_flights as clock
from pilin.domain.living.schemas.listings import base_out, figure_out, listing_out, register_out, sum_out, villages_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.command("listings")
@click.argument("circle")
@click.option("--kind", type=click.Choice(ListingKind.values), default=None, help="Of this kind alone.")
@click.option("--town", default="", help="Code of the town that tells of it.")
@click.option("--year", type=click.IntRange(1, 2200), default=None, help="There in this year, as far as anybody said.")
@click.option("--find", default="", help="Words in name, story or place.")
@json_option
@click.pass_obj
def list_listings(caller, circle, kind, town, year, find, as_json):  # type: ignore[no-untyped-def]
    """List what the towns of CIRCLE cherish and make, and the lists it stands in."""
    _there(caller, circle, as_json)
    wanted = queries.Wanted(kind=kind or "", town=town, year=year, find=find)
    rows = [listing_out(row) for row in queries.listings(caller.standing, circle, wanted)]
    lists = [register_out(one) for one in queries.registers(caller.standing, circle)]

    def text() -> str:
        first = table(
            ("kind", "title", "town", "since", "status"),
            [[row["kind"], row["title_zh"], row["town"], row["since"] or "", row["status"]] for row in rows],
        )
        second = table(
            ("list", "by its source", "here"),
            [
                [one["title_zh"], "unknown" if one["declared"] is None else one["declared"], one["entered"]]
                for one in lists
            ],
        )
        return f"{first}\n\n{second}"

    answer({"circle": circle, "listings": rows, "lists": lists}, as_json=as_json, text=text)


@click.command("villages")
@click.argument("circle")
@json_option
@click.pass_obj
def show_villages(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """Show labels, incomes and funds of the villages of CIRCLE: totals alone."""
    _there(caller, circle, as_json)
    told = villages_out(circle, figures.villages(caller.standing, circle, day_of(caller.at)))

    def text() -> str:
        labels = table(
            ("label", "level", "by its source", "named"),
            [[one["title_zh"], one["level"], one["declared"], one["named"]] for one in told["labels"]],
        )
        return f"{labels}\n\nbetween {told['least']} and {told['most']} of {told['villages']} villages hold a label\n\n{_figures(told['figures'])}"

    answer(told, as_json=as_json, text=text)


@click.command("visitors")
@click.argument("circle")
@click.option("--add", multiple=True, help="Series to add up; say it twice or more.")
@json_option
@click.pass_obj
def show_visitors(caller, circle, add, as_json):  # type: ignore[no-untyped-def]
    """Show series of visitors of CIRCLE with their method; what may count the same visitor twice is not added up."""
    _there(caller, circle, as_json)
    told = figures.figures_of(caller.standing, circle, FigureTopic.VISITORS)
    found = {"circle": circle, "figures": [figure_out(one) for one in told], "sum": sum_out(figures.sum_of(told, add))}

    def text() -> str:
        made = found["sum"]
        return _figures(found["figures"]) + (
            f"\n\n{made['total'] if made['total'] is not None else made['reason']}" if made else ""
        )

    answer(found, as_json=as_json, text=text)


@click.command("flights")
@click.argument("circle")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    default=None,
    help="When the flight begins, in Shanghai: what does it need?",
)
@click.option("--height", type=click.IntRange(1, 6000), default=100, help="Metres above the ground.")
@click.option(
    "--size", type=click.Choice(DroneSize.values), default=DroneSize.SMALL.value, help="Size of the aircraft."
)
@json_option
@click.pass_obj
def show_flights(caller, circle, on, height, size, as_json):  # type: ignore[no-untyped-def]
    """Show where drones fly in CIRCLE, by when to ask, and what a flight needs."""
    _there(caller, circle, as_json)
    day = clock.next_day(caller.at)
    found: dict[str, Any] = {
        "circle": circle, "next_day": day, "ask_before": clock.ask_before(day) if day else None,
        "answer_by": clock.answer_by(day) if day else None, "bases": [base_out(one) for one in flights.bases(caller.standing, circle)], "need": None,
    }  # fmt: skip
    if on is not None:
        found["need"] = _need(on, height, size, caller.at)

    def text() -> str:
        rows = table(
            ("place", "town", "asks here"),
            [[one["title_zh"], one["town"], "yes" if one["takes_requests"] else "no"] for one in found["bases"]],
        )
        need = found["need"]
        said = (
            f"\n\nneeded: {need['needed']}, controlled: {need['controlled']}, ask before {need['ask_before']}, late: {need['late']}"
            if need
            else ""
        )
        return f"{rows}\n\nnext day: {day}, ask before {found['ask_before']}, answered by {found['answer_by']}{said}"

    answer(found, as_json=as_json, text=text)


def _need(on: datetime, height: int, size: str, at: datetime) -> dict[str, Any]:
    told = clock.asked(size, height, on.replace(tzinfo=SHANGHAI), at)
    names = ("needed", "controlled", "ask_before", "answer_by", "late", "next_day")
    return {name: getattr(told, name) for name in names} | {"clauses": [rule.clause for rule in told.rules]}


def _figures(rows: list[dict[str, Any]]) -> str:
    return table(
        ("series", "value", "unit", "year", "growth", "year before"),
        [
            [
                one["series"],
                one["value"],
                one["unit"],
                one["period"] or "",
                one["growth_percent"] or "",
                one["year_before"] or "",
            ]
            for one in rows
        ],
    )


def _there(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


commands = [list_listings, show_villages, show_visitors, show_flights]
