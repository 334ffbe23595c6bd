"""Handovers at the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from pilin.domain.handover import actions, archives, queries
from pilin.domain.handover.enums import StepState
from pilin.domain.handover.schemas import ceremony_out, handover_out, line_out
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


@handover.command("ceremony")
@click.argument("circle")
@click.argument("year", type=click.IntRange(1900, 2200))
@click.option("--anew", is_flag=True, help="Close again what has grown since the last closing.")
@click.option("--show", is_flag=True, help="Only show how far it is.")
@json_option
@click.pass_obj
def ceremony(caller, circle, year, anew, show, as_json):  # type: ignore[no-untyped-def]
    """Run the ceremony of the handover of CIRCLE after the turn of YEAR: check, close, archive; and say what others still do.

    Name yourself with --as: the keeper, or a secretary of one of the two chairs. Done again, it goes on where it stands.
    """
    on = caller.at.astimezone(SHANGHAI).date()
    found = queries.ceremony_of(caller.standing, circle, year, on)
    if found is None:
        refuse(Refused("not_found", f"nobody knows who hands over {circle} after {year}"), as_json=as_json)
    if not show and (anew or found.closing is None):
        try:
            actions.close_year(by=caller.standing, at=caller.at, circle=circle, year=year, anew=anew)
        except Refused as error:
            refuse(error, as_json=as_json)
        found = queries.ceremony_of(caller.standing, circle, year, on) or found
    answer(ceremony_out(found), as_json=as_json, text=lambda: _checklist(found))


def _checklist(found: queries.Ceremony) -> str:
    """Return the steps as a list that can be printed and ticked off."""
    marks = {StepState.DONE: "x", StepState.OPEN: " ", StepState.AWAITED: "…"}
    lines = [
        f"[{marks[step.state]}] {n}. {step.title}\n       {step.detail}" for n, step in enumerate(found.steps, start=1)
    ]
    if found.closing:
        lines.append(f"SHA-256 {found.closing.archive_hash}")
        lines.append(str(archives.folder() / found.closing.archive))
    for changed in found.secrets:
        lines.append(f"  [{'x' if changed.at else ' '}] {changed.secret.title} ({changed.secret.where})")
    return "\n".join(lines)


commands = [handover]
