"""Observations at the terminal."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from pilin.engine.base import Refused
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import queries
from pilin.foundation.observations.enums import SeriesKind
from pilin.foundation.observations.schemas import series_out, whole_out
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


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


def _figure(reading: queries.Reading | None) -> str:
    return "" if reading is None else str(reading.quantity) if reading.quantity else "not given"


commands = [observations]
