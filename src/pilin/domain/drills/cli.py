"""Drills at the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pilin.domain.drills import queries, rules
from pilin.domain.drills.enums import DueState
from pilin.domain.drills.schemas import drill_whole_out, score_out, score_read, site_out
from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table


@click.group()
def drills() -> None:
    """Emergency drills: who must drill next, how a drill went, and the score of one that no record knows."""


@drills.command("due")
@click.argument("circle")
@click.option("--town", default="", help="Only of the town with this code.")
@click.option("--state", type=click.Choice(DueState.values), help="Only those that stand so.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As seen on this day; today where none is named.")
@json_option
@click.pass_obj
def list_due(caller, circle, town, state, on, as_json):  # type: ignore[no-untyped-def]
    """List what must drill in CIRCLE, overdue first, with the clause that says so."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    day = on.date() if on else day_of(caller.at)
    rows = queries.due_list(caller.standing, circle, day, town=town, state=state or "")
    lines = [
        (one.row.title_zh, one.row.kind, one.row.owner, one.due.counted_from or "", one.due.on or "", one.due.state)
        for one in rows
    ]
    answer(
        {"circle": circle, "on": day, "sites": [site_out(one) for one in rows]}, as_json=as_json,
        text=lambda: table(("site", "kind", "town", "counted from", "due", ""), lines),
    )  # fmt: skip


@drills.command("show")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_drill(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show the drill UID of CIRCLE: expected against actual, the score, what the towns say and what is mended."""
    row = queries.drill_named(caller.standing, circle, uid)
    if row is None:
        refuse(Refused("not_found", "no such drill"), as_json=as_json)
    by = caller.standing
    joined = queries.joined_towns(by, row)
    told = queries.timeline(by, row, joined, caller.at)
    correctives = queries.told_of_correctives(by, queries.correctives(by, circle, drill=row), day_of(caller.at))
    lines = [
        (one.act.key, one.act.what_zh, one.town, one.act.within_minutes or "", one.clock, one.delay, one.line.result, one.line.points)
        for one in told.lines
    ]  # fmt: skip
    answer(
        drill_whole_out(row, told, queries.towns_of(row, joined), queries.sites_of_drill(by, row), queries.evaluations(by, row), correctives),
        as_json=as_json,
        text=lambda: f"{row.title_zh}: {row.state}, {told.score.score}\n" + table(("key", "expected", "town", "within", "done", "late", "", "points"), lines),
    )  # fmt: skip


@drills.command("score")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def score_file(file, as_json):  # type: ignore[no-untyped-def]
    """Score what FILE says was expected and done: JSON, minutes and seconds from the start. Needs no records.

    {"expected": [{"key": "report", "after": ["discover"], "within": 2, "weight": 1}], "done": [{"second": 60, "key": "report"}]}
    """
    try:
        told = rules.score_drill(*score_read(_json_of(file)))
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    lines = [
        (line.key, line.result, "" if line.second is None else rules.clock(line.second), line.late_seconds or "", line.points, line.lost)
        for line in told.lines
    ]  # fmt: skip
    answer(
        score_out(told), as_json=as_json,
        text=lambda: f"{told.score}\n" + table(("key", "", "done", "late, seconds", "points", "lost"), lines),
    )  # fmt: skip


def _json_of(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise Invalid(Fault("no_json", "file", f"this is no JSON: {wrong}")) from None


commands = [drills]
