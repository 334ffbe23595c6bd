"""Handovers at the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from pilin.domain.handover import queries
from pilin.domain.handover.schemas import handover_out, line_out
from pilin.engine.base import Refused
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.group()
def handover() -> None:
    """Handovers of the chair: what was left, who read it, who sealed it."""


@handover.command("list")
@click.argument("circle")
@json_option
@click.pass_obj
def list_handovers(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the handovers of CIRCLE by year."""
    views = list(reversed(queries.handovers_of(caller.standing, circle, caller.at.astimezone(SHANGHAI).date())))
    lines = [(v.year, v.outgoing.name_zh, v.incoming.name_zh, v.state.label, v.ends_on) for v in views]
    answer(
        [line_out(v) for v in views],
        as_json=as_json,
        text=lambda: table(("year", "from", "to", "state", "ends"), lines),
    )


@handover.command("show")
@click.argument("circle")
@click.argument("year", type=click.IntRange(1900, 2200))
@json_option
@click.pass_obj
def show_handover(caller, circle, year, as_json):  # type: ignore[no-untyped-def]
    """Show the handover of CIRCLE after the turn of YEAR; the lines of its sections only to members, so name yourself with --as."""
    view = queries.dossier_of(caller.standing, circle, year, caller.at.astimezone(SHANGHAI).date())
    if view is None:
        refuse(Refused("not_found", f"nobody knows who hands over {circle} after {year}"), as_json=as_json)

    def text() -> str:
        head = f"{view.year} {view.outgoing.name_zh} → {view.incoming.name_zh}: {view.state.label}, read {view.read_count}/{len(view.sections)}"
        lines = [(s.key, s.title_zh, s.count, "✓" if s.read else "") for s in view.sections]
        return f"{head}\n{table(('section', 'title', 'rows', 'read'), lines)}"

    answer(handover_out(view), as_json=as_json, text=text)


commands = [handover]
