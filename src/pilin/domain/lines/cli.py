"""Lines at the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from pilin.domain.lines import queries, rules
from pilin.domain.lines.enums import WALK_KM
from pilin.domain.lines.schemas import line_told_out, line_whole_out, rides_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

on_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day; today unless said.")


class Place(click.ParamType):  # type: ignore[type-arg]
    """A latitude and a longitude with a comma between."""

    name = "LAT,LON"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[float, float]:
        """Return the place; wrong use where it is none."""
        found = rules.point_of(value) if isinstance(value, str) else value
        if found is None:
            self.fail(f"{value} is no latitude and longitude, as 30.8902,121.0120", param, ctx)
        return found


class Clock(click.ParamType):  # type: ignore[type-arg]
    """A time of the day."""

    name = "HH:MM"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return minutes after midnight; wrong use where it is no time."""
        found = rules.minutes_of(value) if isinstance(value, str) else value
        if found is None:
            self.fail(f"{value} is no time, as 18:40", param, ctx)
        return int(found)


@click.group()
def lines() -> None:
    """Buses across the border: lines, their stops, where one may get on and off, and rides from door to door."""


@lines.command("list")
@click.argument("circle")
@on_option
@json_option
@click.pass_obj
def list_lines(caller, circle, on, as_json):  # type: ignore[no-untyped-def]
    """List the lines of CIRCLE on a day, each with its first and last bus."""
    day = _day(caller, circle, on, as_json)
    told = [line_told_out(queries.line_told(day, row)) for row in day.lines]
    heads = ("number", "line", "out", "", "back", "", "stops", "shut")
    keys = ("number", "name_zh", "first_out", "last_out", "first_back", "last_back", "stops", "shut")
    answer(
        {"circle": circle, "on": day.on, "lines": told}, as_json=as_json,
        text=lambda: table(heads, [[one[key] for key in keys] for one in told]),
    )  # fmt: skip


@lines.command("show")
@click.argument("circle")
@click.argument("number")
@on_option
@json_option
@click.pass_obj
def show_line(caller, circle, number, on, as_json):  # type: ignore[no-untyped-def]
    """Show the line NUMBER of CIRCLE: its trips of a day, and where one may get on and off."""
    day = _day(caller, circle, on, as_json)
    row = next((line for line in day.lines if number in (line.number, str(line.pk))), None)
    if row is None:
        refuse(Refused("not_found", f"no line {number} goes on that day"), as_json=as_json)
    told = queries.line_told(day, row)

    def text() -> str:
        said = {True: "yes", False: "no", None: "unknown"}
        parts = []
        for way in told.ways:
            rows = [
                (
                    stop.stop.name_zh, said[stop.word.may_board if stop.word else None], said[stop.word.may_alight if stop.word else None],
                    *("" if minute is None else rules.clock(minute) for minute in stop.times),
                )
                for stop in way.rows
            ]  # fmt: skip
            parts.append(table((way.direction, "on", "off", *(trip.row.code for trip in way.trips)), rows))
        return "\n\n".join(parts)

    answer(line_whole_out(day, told), as_json=as_json, text=text)


@lines.command("ride")
@click.argument("circle")
@click.option("--from", "origin", type=Place(), required=True, help="Where one starts.")
@click.option("--to", "goal", type=Place(), required=True, help="Where one goes.")
@click.option("--after", type=Clock(), default="0:00", help="When one leaves at the earliest.")
@click.option("--walk", type=click.FloatRange(0, 10), default=WALK_KM, help="How many kilometres one walks to a stop.")
@on_option
@json_option
@click.pass_obj
def find_rides(caller, circle, origin, goal, after, walk, on, as_json):  # type: ignore[no-untyped-def]
    """Find rides in CIRCLE from one place to another, direct or with one change, and when the last bus goes."""
    day = _day(caller, circle, on, as_json)
    found = rides_out(circle, day.on, after, queries.answer(day, origin, goal, after, walk))

    def text() -> str:
        rows = [(ride["leaves"], " + ".join(leg["number"] for leg in ride["legs"]), ride["legs"][0]["departs"], ride["arrives"], ride["fare_cny"]) for ride in found["rides"]]  # fmt: skip
        return (
            table(("leave", "line", "bus", "there", "yuan"), rows) + f"\nlast bus: {found['last_departure'] or 'none'}"
        )

    answer(found, as_json=as_json, text=text)


def _day(caller: Any, circle: str, on: datetime | None, as_json: bool) -> queries.Day:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    return queries.day(caller.standing, circle, on.date() if on else day_of(caller.at))


commands = [lines]
