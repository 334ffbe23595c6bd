"""Proposals at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pilin.domain.proposals import queries
from pilin.domain.proposals.cli.tables import classify_files, topics_of_file
from pilin.domain.proposals.enums import OutcomeClass
from pilin.domain.proposals.schemas import point_out, proposal_out, whole_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table

MOST = 1_000
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
COLUMNS = "id, subject, text; public boards' heads 留言编号, 留言主题, 留言详情 are known"


@click.group()
def proposals() -> None:
    """Proposals: what people propose, which office has it, what became of it; and the same for files of messages."""


@proposals.command("list")
@click.argument("circle")
@click.option("--town", default="", help="Only of the town with this code.")
@click.option("--outcome", type=click.Choice([*OutcomeClass.values, "none"]), help="Only with this outcome; none: no answer yet.")  # fmt: skip
@click.option("--year", type=int, help="Only received in this year.")
@click.option("--words", default="", help="Only with these words.")
@json_option
@click.pass_obj
def list_proposals(caller, circle, town, outcome, year, words, as_json):  # type: ignore[no-untyped-def]
    """List the proposals of CIRCLE, the newest first."""
    _within(caller, circle, as_json)
    asked = queries.Asked(town=town, outcome=outcome or "", year=year, words=words)
    cards = queries.cards(caller.standing, list(queries.register(caller.standing, circle, asked)[:MOST]))

    def text() -> str:
        lines = [
            (
                one.row.reference, one.row.owner, one.row.received_on, one.outcome.outcome if one.outcome else "",
                "done" if one.confirmed else "adopted" if one.outcome and one.outcome.adopted else "", one.row.subject,
            )
            for one in cards
        ]  # fmt: skip
        return table(("no.", "town", "received", "class", "so far", "subject"), lines)

    answer({"circle": circle, "proposals": [proposal_out(one) for one in cards]}, as_json=as_json, text=text)


@proposals.command("show")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_proposal(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show the proposal UID of CIRCLE with its answer and what the other towns make of it."""
    row = queries.proposal_named(caller.standing, circle, uid)
    if row is None:
        refuse(Refused("not_found", "no such proposal"), as_json=as_json)
    told = queries.told(caller.standing, row)

    def text() -> str:
        lines = [("no.", row.reference), ("subject", row.subject), ("facts", row.facts), ("measure", row.measure)]
        if told.outcome:
            lines += [("class", told.outcome.get_outcome_display()), ("answer", told.outcome.answer)]
        lines += [(one.owner, one.get_answer_display()) for one in told.offers]
        return table(("what", "says"), lines)

    answer(whole_out(told), as_json=as_json, text=text)


@proposals.command("points")
@click.argument("circle")
@click.option("--town", default="", help="Only of the town with this code.")
@json_option
@click.pass_obj
def list_points(caller, circle, town, as_json):  # type: ignore[no-untyped-def]
    """List where proposals of CIRCLE are collected, and what came through each point."""
    _within(caller, circle, as_json)
    rows = list(queries.points(caller.standing, circle, town=town))
    told = [point_out(one) for one in queries.yields(caller.standing, rows)]
    kinds = {kind.value: number for kind, number in queries.by_kind(rows)}
    answer(
        {"circle": circle, "kinds": kinds, "number": len(rows), "points": told}, as_json=as_json,
        text=lambda: table(
            ("town", "kind", "name", "received", "adopted", "done"),
            [(one["town"], one["kind"], one["name_zh"], one["received"], one["adopted"], one["confirmed"]) for one in told],
        ),
    )  # fmt: skip


@proposals.command("classify")
@click.option(
    "--train", required=True, type=FILE, help=f"Messages with a label to learn from: {COLUMNS}, label or 一级标签."
)
@click.option("--messages", required=True, type=FILE, help=f"Messages to suggest a label for: {COLUMNS}.")
@click.option("--out", required=True, type=OUT, help="CSV: id, label, probability, reasons.")
@json_option
def classify(train, messages, out, as_json):  # type: ignore[no-untyped-def]
    """Suggest a label for each message of a file, with its probability and the words it rests on; nothing is kept."""
    classify_files(train, messages, out, as_json)


@proposals.command("topics")
@click.option("--messages", required=True, type=FILE, help=f"Messages: {COLUMNS}; also time, user, votes_for, votes_against.")  # fmt: skip
@click.option("--out", required=True, type=OUT, help="CSV: id, topic_id, rank, title, place, people; one row a clustered message.")  # fmt: skip
@json_option
def topics(messages, out, as_json):  # type: ignore[no-untyped-def]
    """Find what many messages of a file are about, the hottest first; messages of no topic are left out."""
    topics_of_file(messages, out, as_json)


def _within(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


commands = [proposals]
