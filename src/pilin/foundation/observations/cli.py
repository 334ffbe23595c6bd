"""Observations at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pilin.engine.base import Invalid, Refused
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import actions, queries
from pilin.foundation.observations.enums import SeriesKind
from pilin.foundation.observations.forms import read_blocks, read_said
from pilin.foundation.observations.rules import ReadingSaid
from pilin.foundation.observations.schemas import series_out, station_out, taken_out, whole_out
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_DELIVERY = 10_000  # readings of a file that are kept together


@click.group()
def observations() -> None:
    """Series and their figures: comparator, unit, period and source kept with each."""


@observations.command("list")
@click.argument("circle")
@click.option("--kind", type=click.Choice(SeriesKind.values), help="Only series of this kind.")
@json_option
@click.pass_obj
def list_series(caller, circle, kind, as_json):  # type: ignore[no-untyped-def]
    """List the series of CIRCLE with their newest figures."""
    standing = caller.standing
    if circle_named(standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    cards = queries.catalogue(standing, circle, kind=kind or "")
    names = standing.kind == StandingKind.OFFICER

    def text() -> str:
        rows = [(c.slug, c.title_zh, _figure(c.latest), c.latest.period if c.latest else "", c.source) for c in cards]
        return table(("series", "标题", "figure", "period", "source"), rows)

    answer({"circle": circle, "series": [series_out(c, names=names) for c in cards]}, as_json=as_json, text=text)


@observations.command("show")
@click.argument("series")
@click.option("--known-at", help="What was known at this moment; ISO 8601, Shanghai time where no offset is given.")
@json_option
@click.pass_obj
def show_series(caller, series, known_at, as_json):  # type: ignore[no-untyped-def]
    """Show the figures of SERIES, as known now or at an earlier moment."""
    known = None
    if known_at:
        try:
            known = datetime.fromisoformat(known_at)
        except ValueError:
            raise click.BadParameter("write 2024-06-27 or 2024-06-27T14:00", param_hint="--known-at") from None
        known = known.replace(tzinfo=SHANGHAI) if known.tzinfo is None else known
    standing = caller.standing
    told = queries.series_told(standing, series, known_at=known)
    if told is None:
        refuse(Refused("not_found", f"no series is called {series}"), as_json=as_json)

    def text() -> str:
        rows = [
            (r.period or "", _figure(r), r.source, f"{r.known_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
            for r in told.readings
        ]
        return f"{told.card.title_zh} · {told.card.title}\n{table(('period', 'figure', 'source', 'known'), rows)}"

    answer(whole_out(told, names=standing.kind == StandingKind.OFFICER), as_json=as_json, text=text)


@observations.command("stations")
@click.argument("circle", required=False)
@json_option
@click.pass_obj
def list_stations(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the stations of CIRCLE, of every circle unless one is named, with their newest readings and how their gauges do."""
    standing = caller.standing
    if circle and circle_named(standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    circles = [circle] if circle else queries.circles_with_stations(standing)
    cards = [card for one in circles for card in queries.station_cards(standing, one, caller.at)]

    def text() -> str:
        rows = [
            (c.station.code, c.station.name_zh, g.series.slug, str(g.quantity or ""), g.newest.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if g.newest else "", g.state.value)
            for c in cards
            for g in c.gauges
        ]  # fmt: skip
        return table(("station", "名称", "series", "newest", "at", "state"), rows)

    answer({"circle": circle, "stations": [station_out(card) for card in cards]}, as_json=as_json, text=text)


@observations.command("ingest")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--circle", default="", help="The circle of the gauges; that of the first one named unless said.")
@click.option("--source", default="", help="Which machine they come from; the name of the file unless said.")
@json_option
@click.pass_obj
def ingest(caller, file, circle, source, as_json):  # type: ignore[no-untyped-def]
    """Take readings from FILE (CSV, XLSX or JSON). Done again it changes nothing; ends with 1 where a row was refused."""
    told = []
    try:
        for number, rows in enumerate(_deliveries(file), 1):
            name = source or file.name
            circle = circle or queries.circle_of_gauges(caller.standing, [row.series for row in rows])
            if not circle:
                raise Refused(
                    "no_gauge",
                    "no gauge of this file stands here: name the circle with --circle to keep its rows as refused",
                )
            told.append(
                actions.take_readings(by=caller.standing, at=caller.at, circle=circle, rows=rows, source=name[:60])
            )
            if number > 1 or len(rows) == A_DELIVERY:
                click.echo(f"{number * A_DELIVERY} …", err=True)
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    taken = actions.Taken(
        taken=sum(one.taken for one in told), doubled=sum(one.doubled for one in told),
        revised=sum(one.revised for one in told), late=sum(one.late for one in told),
        marked=sum(one.marked for one in told), refused=[fault for one in told for fault in one.refused],
    )  # fmt: skip

    def text() -> str:
        head = f"{taken.taken} taken, {taken.revised} revised, {taken.doubled} doubled, {taken.late} late, {taken.marked} marked"
        return "\n".join([head, *(f"row {f.row}: {f.field}: {f.reason} ({f.value})" for f in taken.refused)])

    answer(taken_out(taken), as_json=as_json, text=text)
    if taken.refused:
        sys.exit(1)


def _deliveries(file: Path) -> Iterator[list[ReadingSaid]]:
    """Yield the readings of a file in deliveries: killed in between, the same command goes on, since what is kept is doubled."""
    if file.suffix.lower() == ".json":
        waiting: Iterator[ReadingSaid] = iter(read_said(file.read_bytes()))
    else:
        waiting = read_blocks(file)
    while rows := list(islice(waiting, A_DELIVERY)):
        yield rows


def _figure(reading: queries.Reading | None) -> str:
    return "" if reading is None else str(reading.quantity) if reading.quantity else "not given"


commands = [observations]
