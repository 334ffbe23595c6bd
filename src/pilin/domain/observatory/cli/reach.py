"""Travel times at the terminal: they need no records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pilin.engine.base import Fault, Invalid
from pilin.web.terminal import answer, json_option, refuse, table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
links_option = click.option(
    "--links", type=FILE, required=True, help="CSV: from, to, minutes[, mode, both_ways = true]."
)
places_option = click.option("--places", type=FILE, required=True, help="CSV: id, node[, weight = 1].")


class AddedLink(click.ParamType):  # type: ignore[type-arg]
    """A link that is not there yet."""

    name = "A,B,MIN"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str, float]:
        """Return its nodes and minutes; wrong use where it is none."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        parts = [part.strip() for part in value.split(",")]
        try:
            start, end, minutes = parts
            return start, end, float(minutes)
        except ValueError:
            self.fail(f"{value} is no link: two nodes and minutes, as A,B,12.5", param, ctx)


class Minutes(click.ParamType):  # type: ignore[type-arg]
    """A number of minutes from zero up."""

    name = "MIN"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number; wrong use where it is none."""
        try:
            found = float(value)
        except ValueError:
            found = -1.0
        if not 0 <= found < float("inf"):
            self.fail(f"{value} is no number of minutes from zero up", param, ctx)
        return found


@click.command("reach")
@links_option
@places_option
@click.option("--from", "origin", required=True, metavar="ID", help="The place it starts from.")
@click.option("--within", type=Minutes(), required=True, help="Minutes; a place at exactly so many is within.")
@click.option("--add-link", "added", type=AddedLink(), multiple=True, help="A link between two nodes, both ways; again for more.")  # fmt: skip
@click.option("--hour", help="The hour of day the minutes are of, as 08:00; told, not reckoned with.")
@json_option
def tell_reach(links, places, origin, within, added, hour, as_json):  # type: ignore[no-untyped-def]
    """List the places within so many minutes of one of them, itself at 0; and what added links change.

    Of parallel links the least minutes count. Ids are text. With --add-link the places are those with the links;
    "before" holds those without, "gained" and "lost" those that came within and fell out.
    """
    from pilin.engine import reach  # slow import

    try:
        network = reach.Network.of(reach.read_links(links))
        known = reach.read_places(places)
        network.nodes_of(known, first=2)
        before = network.within(origin, known, within, hour=hour)
        links_added = [reach.Added(*one) for one in added]
        after = network.with_links(links_added).within(origin, known, within, hour=hour) if added else before
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    told = {"from": origin, "within": after.within, **_within(after)}
    if after.modes:
        told["modes"] = after.modes
    if hour:
        told["hour"] = hour
    if added:
        was, now = ({one.id for one in told_of.places} for told_of in (before, after))
        told["before"] = _within(before)
        told["gained"] = [_near(one) for one in after.places if one.id not in was]
        told["lost"] = [_near(one) for one in before.places if one.id not in now]
    lines = [(one.id, one.minutes, "gained" if added and one.id not in was else "") for one in after.places]
    answer(told, as_json=as_json, text=lambda: table(("place", "minutes", ""), lines))


@click.command("matrix")
@links_option
@places_option
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Parquet: from, to, minutes."
)
@json_option
def write_matrix(links, places, out, as_json):  # type: ignore[no-untyped-def]
    """Write the minutes from every place to every place; null where there is no way, 0 from a place to itself.

    The file is written whole or not at all.
    """
    from pilin.engine import reach  # slow import

    if not out.parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    try:
        network = reach.Network.of(reach.read_links(links))
        known = reach.read_places(places)
        network.nodes_of(known, first=2)
        rows = reach.Matrix.of(network, known).write(out)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    except OSError as wrong:
        refuse(Invalid(Fault("not_written", "out", f"{out} was not written: {wrong.strerror}")), as_json=as_json)
    told = {"out": str(out), "places": len(known.ids), "rows": rows}
    answer(told, as_json=as_json, text=f"{rows} rows of {len(known.ids)} places in {out}")


@click.command("rail")
@click.option("--timetable", type=FILE, required=True, help="CSV, a row a call: block, 站序, 站名, arr, dep[, 车次].")
@click.option("--from", "origin", required=True, metavar="CITY_OR_STATION", help="A city is every station whose name begins so.")  # fmt: skip
@click.option("--within", type=Minutes(), required=True, help="Minutes; a station at exactly so many is within.")
@json_option
def tell_rail(timetable, origin, within, as_json):  # type: ignore[no-untyped-def]
    """List the stations that a direct train reaches within so many minutes, by minutes and name.

    A station that is not there has no direct train so quick; changes are not looked for.
    """
    from pilin.engine import reach  # slow import

    try:
        found = reach.Timetable.read(timetable).within(origin, within)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    told = {
        "from": origin, "within": found.within, "stations": found.stations, "mode": "rail", "count": len(found.places),
        "places": [{"name": one.name, "minutes": one.minutes, "train": one.train} for one in found.places],
    }  # fmt: skip
    lines = [(one.name, one.minutes, one.train) for one in found.places]
    answer(told, as_json=as_json, text=lambda: table(("station", "minutes", "train"), lines))


def _near(one: Any) -> dict[str, Any]:
    return {"id": one.id, "minutes": one.minutes}


def _within(told: Any) -> dict[str, Any]:
    return {"places": [_near(one) for one in told.places], "count": told.count, "weight": _weight(told.weight)}


def _weight(weight: float) -> float | int:
    return int(weight) if weight.is_integer() else weight


commands = (tell_reach, write_matrix, tell_rail)
