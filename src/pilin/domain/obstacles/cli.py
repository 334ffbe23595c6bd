"""The register at the terminal."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

import click

from pilin.domain.obstacles import queries
from pilin.domain.obstacles.enums import ObstacleKind, ObstacleStage
from pilin.domain.obstacles.schemas import register_out, whole_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.group()
def obstacles() -> None:
    """Border obstacles: identified, documented, given to who can remove them, found gone."""


@obstacles.command("list")
@click.argument("circle")
@click.option("--stage", type=click.Choice(ObstacleStage.values), help="Only at this stage; merged ones only so.")
@click.option("--kind", type=click.Choice(ObstacleKind.values), help="Only of this kind.")
@click.option("--year", type=click.IntRange(1900, 2200), help="Only reported in this year, and count this year.")
@json_option
@click.pass_obj
def list_obstacles(caller, circle, stage, kind, year, as_json):  # type: ignore[no-untyped-def]
    """List the register of CIRCLE with the year's count against its target."""
    within = circle_named(caller.standing, circle)
    if within is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    today = caller.at.astimezone(SHANGHAI).date()
    cards = queries.register(caller.standing, circle, today)
    count = queries.tally(cards, year=year or today.year, target=within.obstacles_target)
    shown = queries.sifted(cards, stage=stage or "", kind=kind or "", year=year)

    def text() -> str:
        lines = [
            (
                c.obstacle.reference,
                ObstacleStage(c.stage).label,
                c.obstacle.owner,
                c.course.since,
                c.obstacle.title_zh or c.obstacle.title,
            )
            for c in shown
        ]
        aim = "" if count.target is None else f" of {count.target}"
        return f"{table(('no.', 'stage', 'town', 'since', 'obstacle'), lines)}\n{count.year}: removed {count.removed}{aim}, open {count.open}"

    answer(register_out(circle, count, shown), as_json=as_json, text=text)


@obstacles.command("show")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_obstacle(caller, circle: str, uid: UUID, as_json: bool):  # type: ignore[no-untyped-def]
    """Show one obstacle of CIRCLE with its steps."""
    found = queries.whole(caller.standing, circle, uid, caller.at.astimezone(SHANGHAI).date())
    if found is None:
        refuse(Refused("not_found", "no such obstacle"), as_json=as_json)
    lines = [(s.taken_on, s.get_kind_display(), s.owner, s.note_zh or s.note) for s in found.steps]
    answer(
        whole_out(found),
        as_json=as_json,
        text=lambda: f"{found.obstacle.reference} {found.obstacle}\n{table(('on', 'step', 'town', 'note'), lines)}",
    )


commands = [obstacles]
