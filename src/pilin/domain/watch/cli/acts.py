"""Responses and gates at the terminal."""

from __future__ import annotations

from typing import Any

import click

from pilin.domain.watch.kinds import level_said
from pilin.domain.watch.queries import gates as of_gates
from pilin.domain.watch.queries import responses as of_responses
from pilin.domain.watch.schemas.gates import gates_out
from pilin.domain.watch.schemas.responses import responses_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table


@click.command("responses")
@click.argument("circle")
@json_option
@click.pass_obj
def list_responses(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the responses of CIRCLE: which level which town has had since when, by whose order."""
    _within(caller, circle, as_json)
    told = of_responses.responses_told(caller.standing, circle)
    lines = [
        (one.now.owner, level_said(one.now.level) or "-", f"{one.launched.since:%Y-%m-%d %H:%M}", f"{one.done}/{len(one.tasks)}", one.launched.command_zh)
        for one in told
    ]  # fmt: skip
    answer(
        responses_out(circle, told), as_json=as_json,
        text=lambda: table(("town", "level", "launched", "tasks done", "ordered by"), lines),
    )  # fmt: skip


@click.command("gates")
@click.argument("circle")
@json_option
@click.pass_obj
def list_gates(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the gates and pumps of CIRCLE and how each stands."""
    _within(caller, circle, as_json)
    told = of_gates.gates_told(caller.standing, circle, caller.at)
    words = {True: "open", False: "shut", None: "not known"}
    lines = [
        (one.row.code, one.row.owner, one.row.name_zh, words[one.state.is_open], one.state.openings or "", f"{one.state.since:%m-%d %H:%M}" if one.state.since else "")
        for one in told
    ]  # fmt: skip
    answer(
        gates_out(circle, told), as_json=as_json, text=lambda: table(("gate", "town", "name", "stands", "openings", "since"), lines)
    )  # fmt: skip


def _within(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", "no such circle"), as_json=as_json)


commands = [list_responses, list_gates]
