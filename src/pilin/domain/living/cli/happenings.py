"""The one calendar and its events at the terminal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import click

from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries import happenings_coming as coming
from pilin.domain.living.queries import happenings_passes as passes
from pilin.domain.living.schemas.happenings import happening_out, line_out, pass_out, thought_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table


@click.command("calendar")
@click.argument("circle")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; today where none is named.")
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; thirty days where none is named.")
@click.option("--town", default="", help="Only in the town with this code.")
@click.option(
    "--kind", default="", help="Only of this kind: festival, forum, exhibition, concert, sport, class, camp, other."
)
@json_option
@click.pass_obj
def show_calendar(caller, circle, first, last, town, kind, as_json):  # type: ignore[no-untyped-def]
    """Read everything dated in CIRCLE: events, meetings, drills and milestones of all its towns."""
    _within(caller, circle, as_json)
    start = first.date() if first else day_of(caller.at)
    end = last.date() if last else start + timedelta(days=29)
    lines = queries.calendar(caller.standing, circle, caller.at, start, end, town=town, kind=kind)
    answer(
        {"circle": circle, "first": start, "last": end, "lines": [line_out(line) for line in lines]}, as_json=as_json,
        text=lambda: table(("day", "kind", "title", "towns"), [(line.first, line.kind, line.title_zh, " ".join(sorted(line.towns))) for line in lines]),
    )  # fmt: skip


@click.command("happenings")
@click.argument("circle")
@click.option("--town", default="", help="Only in the town with this code.")
@click.option("--kind", default="", help="Only of this kind.")
@json_option
@click.pass_obj
def list_happenings(caller, circle, town, kind, as_json):  # type: ignore[no-untyped-def]
    """List the public events of CIRCLE by date, those without a known date at the end."""
    _within(caller, circle, as_json)
    found = queries.happenings(caller.standing, circle, caller.at, town=town, kind=kind)
    answer(
        {"circle": circle, "happenings": [happening_out(one, []) for one in found]}, as_json=as_json,
        text=lambda: table(("uid", "on", "state", "title"), [(one.row.pk, one.row.starts_on or "", one.state, one.row.title_zh) for one in found]),
    )  # fmt: skip


@click.command("happening")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_happening(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show the event UID of CIRCLE: when, where, its host, the places of each town, what people thought."""
    _within(caller, circle, as_json)
    told = _named(caller, circle, uid, as_json)
    board = queries.quotas_of(told)
    shown = happening_out(told, board) | {"evaluation": thought_out(coming.thought_of(told.row))}
    answer(
        shown, as_json=as_json,
        text=lambda: f"{told.row.title_zh} {told.row.starts_on or ''} {told.state}\n"
        + table(("town", "places", "taken", "waiting"), [(q.town.code, "" if q.places is None else q.places, q.taken, q.waiting) for q in board]),
    )  # fmt: skip


@click.command("passes")
@click.argument("circle")
@json_option
@click.pass_obj
def list_passes(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the joint passes of CIRCLE; uses at all venues together are no visitors."""
    _within(caller, circle, as_json)
    found = passes.passes(caller.standing, circle)
    answer(
        {"circle": circle, "passes": [pass_out(one) for one in found]}, as_json=as_json,
        text=lambda: table(("pass", "issued", "uses", "used"), [(one.row.title_zh, one.issued, one.uses, one.visitors) for one in found]),
    )  # fmt: skip


commands = [show_calendar, list_happenings, show_happening, list_passes]


def _within(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"there is no circle {circle}"), as_json=as_json)


def _named(caller: Any, circle: str, uid: UUID, as_json: bool) -> queries.HappeningTold:
    found = queries.happening_named(caller.standing, circle, uid, caller.at)
    if found is None:
        refuse(Refused("not_found", f"there is no event {uid}"), as_json=as_json)
    return found
