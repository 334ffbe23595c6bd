"""Meetings and tasks at the terminal."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import click

from pilin.domain.meetings import queries
from pilin.domain.meetings.enums import MeetingKind, TaskState
from pilin.domain.meetings.schemas import commitment_out, document_out, matter_out, meeting_out, task_out
from pilin.engine.base import Refused
from pilin.foundation.members.enums import Level
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _day(caller: Any, circle: str, as_json: bool) -> date:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    day: date = caller.at.astimezone(SHANGHAI).date()
    return day


@click.group()
def meetings() -> None:
    """Meetings, side meetings and visits of a circle."""


@meetings.command("list")
@click.argument("circle")
@click.option("--level", type=click.Choice(Level.values), help="Only of bodies of this level.")
@click.option("--kind", type=click.Choice(MeetingKind.values), help="Only of this kind.")
@click.option("--year", type=click.IntRange(1900, 2200), help="Only of this year.")
@json_option
@click.pass_obj
def list_meetings(caller, circle, level, kind, year, as_json):  # type: ignore[no-untyped-def]
    """List the events of CIRCLE, side meetings and visits included."""
    on = _day(caller, circle, as_json)
    found = queries.meetings_of(caller.standing, circle, on, level=level or "", kind=kind or "", year=year)
    rows = sorted((meeting_out(e) for event in found for e in (event, *event.parts)), key=lambda m: m["uid"])
    answer(
        rows,
        as_json=as_json,
        text=lambda: table(
            ("on", "kind", "host", "state", "title"),
            [
                (r["starts_on"], r["kind"], r["host"], r["state"], r["title_zh"])
                for r in sorted(rows, key=lambda r: r["starts_on"])
            ],
        ),
    )


@click.group()
def tasks() -> None:
    """What each town does by when, out of what meetings resolved."""


@tasks.command("list")
@click.argument("circle")
@click.option("--town", default="", help="Only of the town with this code.")
@click.option("--state", type=click.Choice(TaskState.values), help="Only in this state.")
@click.option("--overdue", is_flag=True, help="Only overdue ones.")
@json_option
@click.pass_obj
def list_tasks(caller, circle, town, state, overdue, as_json):  # type: ignore[no-untyped-def]
    """List the tasks of CIRCLE with their age."""
    on = _day(caller, circle, as_json)
    found = queries.tasks_of(caller.standing, circle, on, member=town, state=state or "", late=overdue)
    rows = sorted(map(task_out, found), key=lambda t: t["uid"])
    answer(
        rows,
        as_json=as_json,
        text=lambda: table(
            ("town", "state", "due", "late", "task"),
            [
                (v.row.member.code, v.stands.state, v.stands.due_on, v.stands.overdue_days or None, v.row.title_zh)
                for v in found
            ],
        ),
    )


@click.group()
def matters() -> None:
    """What was raised one level up, with its clock of working days."""


@matters.command("list")
@click.argument("circle")
@click.option("--level", type=click.Choice(Level.values), help="Only at this level.")
@json_option
@click.pass_obj
def list_matters(caller, circle, level, as_json):  # type: ignore[no-untyped-def]
    """List the matters raised in CIRCLE; the public reads none."""
    on = _day(caller, circle, as_json)
    found = queries.matters_of(caller.standing, circle, on, level=level or "")
    rows = sorted(map(matter_out, found), key=lambda m: m["uid"])
    answer(
        rows,
        as_json=as_json,
        text=lambda: table(
            ("town", "level", "state", "by", "day", "matter"),
            [(v.row.member.code, v.level, v.state, v.due_on, f"{v.spent}/{v.term}", v.row.title_zh) for v in found],
        ),
    )


@click.group()
def commitments() -> None:
    """What speakers undertook, and what was found a year later."""


@commitments.command("list")
@click.argument("circle")
@json_option
@click.pass_obj
def list_commitments(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the commitments made at meetings of CIRCLE."""
    on = _day(caller, circle, as_json)
    found = queries.commitments_of(caller.standing, circle, on)
    rows = sorted(map(commitment_out, found), key=lambda c: c["uid"])
    answer(
        rows,
        as_json=as_json,
        text=lambda: table(
            ("member", "check on", "result", "undertaken"),
            [(v.row.member.code, v.row.check_on, v.last.result if v.last else None, v.row.sentence_zh) for v in found],
        ),
    )


@click.group()
def documents() -> None:
    """Policy documents, from clause to task to result."""


@documents.command("list")
@click.argument("circle")
@click.option("--undated", is_flag=True, help="Only those whose day nobody knows.")
@json_option
@click.pass_obj
def list_documents(caller, circle, undated, as_json):  # type: ignore[no-untyped-def]
    """List the policy documents that towns of CIRCLE work by."""
    on = _day(caller, circle, as_json)
    found = queries.documents_of(caller.standing, circle, on, dated="no" if undated else "")
    rows = sorted(map(document_out, found), key=lambda d: d["uid"])
    answer(
        rows,
        as_json=as_json,
        text=lambda: table(
            ("town", "issued", "clauses", "tasks", "results", "document"),
            [
                (
                    v.row.owner,
                    str(v.row.issued_on) if v.dated else None,
                    len(v.clauses),
                    len(v.tasks),
                    v.done,
                    v.row.title_zh or v.row.title,
                )
                for v in found
            ],
        ),
    )


commands = [meetings, tasks, matters, commitments, documents]
