"""Lines at the terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pilin.domain.lines import actions, queries, rules
from pilin.domain.lines.enums import WALK_KM
from pilin.domain.lines.schemas import (
    feed_faults_out,
    feed_plan_out,
    line_told_out,
    line_whole_out,
    rides_out,
    trip_out,
)
from pilin.engine import gtfs as engine
from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.members.queries import circle_cards, circle_named, day_of
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


@click.group()
def gtfs() -> None:
    """Timetables as trip planners and operators exchange them (GTFS)."""


circle_option = click.option("--circle", help="Slug of the circle; the instance's own unless said.")
feed_argument = click.argument("feed", metavar="DIR", type=click.Path(exists=True, path_type=Path))


@gtfs.command("validate")
@feed_argument
@circle_option
@json_option
@click.pass_obj
def validate_feed(caller, feed, circle, as_json):  # type: ignore[no-untyped-def]
    """Say everything that is wrong with the feed in DIR (a folder or an archive): file, row, field and why. Ends with 1 where it cannot be used."""
    slug = the_circle(caller, circle)
    read, faults = engine.read_feed(feed)
    faults = [*faults, *engine.check_feed(read, queries.box_of(caller.standing, slug, day_of(caller.at)))]
    if not any(one.grave for one in faults):
        faults += engine.read_schedule(read)[1]
    told = feed_faults_out(str(feed), faults)
    heads, keys = ("file", "row", "field", "says", "what is wrong"), ("file", "row", "field", "value", "reason")
    answer(
        told, as_json=as_json,
        text=lambda: f"{table(heads, [[one[key] for key in keys] for one in told['faults']])}\n{'valid' if told['valid'] else 'not valid'}",
    )  # fmt: skip
    if not told["valid"]:
        raise SystemExit(1)


@gtfs.command("import")
@feed_argument
@circle_option
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="In force from; today unless said.")
@click.option(
    "--stop",
    "stops",
    multiple=True,
    metavar="NUMBER=STOP",
    help="Which stop a stop of the feed is: its uid, or new, or new:CODE of its division.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--as", "person", metavar="USERNAME", help="Act as this person: the clerk of the town that keeps the lines."
)
@json_option
@click.pass_obj
def import_feed(caller, feed, circle, valid_from, stops, dry_run, person, as_json):  # type: ignore[no-untyped-def]
    """Put the lines of the feed in DIR into force for one's town: all of them or nothing."""
    if person:
        caller = type(caller)(person)
    slug = the_circle(caller, circle)
    within, day = circle_named(caller.standing, slug), valid_from.date() if valid_from else day_of(caller.at)
    answers = dict(one.split("=", 1) for one in stops if "=" in one)
    read, faults = engine.read_feed(feed)
    try:
        if within is None:
            raise Refused("not_found", f"no circle is called {slug}")
        town = caller.standing.member
        rules.may_keep(caller.standing, slug, town).require()
        plan, written = queries.feed_plan(caller.standing, slug, town, read, faults, day, answers), None
        if not dry_run:
            written = actions.bring_feed(
                by=caller.standing, at=caller.at, circle=within, town=town, feed=read, read=faults, valid_from=day, answers=answers
            )  # fmt: skip
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    told = feed_plan_out(slug, plan, written)

    def text() -> str:
        lines = [(one["number"], one["name_zh"], "new" if one["line"] is None else "changes" if one["changes"] else "same", one["trips_now"], one["trips_then"]) for one in told["lines"]]  # fmt: skip
        asked = [(one["feed_stop"], one["name_zh"], one["how"], " ".join(str(near["stop"]) for near in one["maybe"])) for one in told["stops"] if one["how"] != "kept"]  # fmt: skip
        wrong = [(one["file"], one["row"], one["field"], one["value"], one["reason"]) for one in told["faults"]]
        parts = [table(("line", "", "", "trips now", "then"), lines), table(("stop", "", "how", "may be"), asked)]
        parts += [table(("file", "row", "field", "says", "what is wrong"), wrong)] if wrong else []
        return "\n\n".join([*parts, "nothing was written" if written is None else f"written: {written}"])

    answer(told, as_json=as_json, text=text)


@gtfs.command("export")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@circle_option
@on_option
@click.option("--url", default="https://example.org", help="Where the feed's publisher is found.")
@json_option
@click.pass_obj
def export_feed(caller, target, circle, on, url, as_json):  # type: ignore[no-untyped-def]
    """Write the circle's lines as a feed into the folder DIR, or into an archive where DIR ends in .zip."""
    slug = the_circle(caller, circle)
    if circle_named(caller.standing, slug) is None:
        refuse(Refused("not_found", f"no circle is called {slug}"), as_json=as_json)
    files = queries.feed_of(caller.standing, slug, on.date() if on else day_of(caller.at), url)
    try:
        if target.suffix == ".zip":
            target.write_bytes(engine.write_zip(files))
        else:
            engine.write_folder(files, target)
    except OSError as error:
        refuse(Refused("not_written", f"{target} cannot be written: {error.strerror}"), as_json=as_json)
    rows = {name: text.count("\r\n") - 1 for name, text in files.items()}
    answer({"circle": slug, "feed": str(target), "rows": rows}, as_json=as_json, text=f"{target}: {', '.join(f'{name} {number}' for name, number in rows.items())}")  # fmt: skip


@click.command("trip")
@click.option(
    "--from", "origin", required=True, help="Where one starts: a stop, LAT,LON, or the code or name of a division."
)
@click.option("--to", "goal", required=True, help="Where one goes.")
@click.option("--arrive", type=Clock(), required=True, help="By when one is there.")
@click.option("--back-after", type=Clock(), help="When one sets out for home; as soon as one is there unless said.")
@circle_option
@on_option
@json_option
@click.pass_obj
def find_trip(caller, origin, goal, arrive, back_after, circle, on, as_json):  # type: ignore[no-untyped-def]
    """Say when to leave at the latest to be there by a time, and the first and the last way back."""
    slug = the_circle(caller, circle)
    if circle_named(caller.standing, slug) is None:
        refuse(Refused("not_found", f"no circle is called {slug}"), as_json=as_json)
    day = on.date() if on else day_of(caller.at)
    found = queries.trip(caller.standing, slug, origin, goal, day, arrive, back_after)
    if not isinstance(found, queries.TripSaid):
        refuse(
            Invalid(*(Fault("no_place", name, "no stop or place here is called so") for name in found)), as_json=as_json
        )
    told = trip_out(slug, found)

    def text() -> str:
        ways = [("there", way) for way in told["ways"]] or [("too late", told["earliest"])]
        ways += [("back, first", told["back_first"]), ("back, last", told["back_last"])]
        rows = [
            (
                what, way["leaves"], " + ".join(f"{leg['number']} {leg['departs']} {leg['board_name_zh']}" for leg in way["legs"]), way["arrives"],
                way["fare_cny"], ", ".join(way["cards"] or ()),
            )
            for what, way in ways
            if way
        ]  # fmt: skip
        barred = [
            f"{bar['number']} {bar['name_zh']}: {'shut' if bar['known'] else 'unknown'}" for bar in told["in_the_way"]
        ]
        return "\n".join([table(("", "leave", "buses", "there", "yuan", "cards"), rows), *barred, f"last bus back: {told['last_bus_back'] or 'none'}"])  # fmt: skip

    answer(told, as_json=as_json, text=text)


def the_circle(caller: Any, circle: str | None) -> str:
    """Return the circle asked for; unless one is, the instance's own, then one's own, then the first there is."""
    if circle:
        return circle
    from django.conf import settings  # app ready

    slugs = [card.slug for card in circle_cards(caller.standing, caller.at)]
    wanted = [settings.SITE["default_circle"], *sorted(caller.standing.circles), "five-towns", *slugs]
    return next((slug for slug in wanted if slug in slugs), "")


lines.add_command(gtfs)
lines.add_command(find_trip)
commands = [lines]
