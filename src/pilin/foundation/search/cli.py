"""``pilin search``: how the indexes stand, and making them anew."""

from __future__ import annotations

import sys
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pilin.engine.base import Refused
from pilin.foundation.search import queries
from pilin.foundation.search import rebuild as making
from pilin.foundation.search.index import Busy
from pilin.foundation.search.registry import SOURCES
from pilin.foundation.search.schema import Unfit
from pilin.web.terminal import answer, json_option, refuse, table


@click.group()
def search() -> None:
    """The indexes beside the database: how they stand, and making them anew."""


@search.command("status")
@json_option
def status(as_json: bool) -> None:
    """Say of each index whether it is up to date with the database, how much is in it and what it weighs."""
    rows = queries.cards()
    data = {
        "indexes": [
            {"name": r.name, "state": r.state.value, "documents": r.documents, "bytes": r.size, "mark": r.mark,
             "database": r.database, "fault": r.fault or None}
            for r in rows
        ]
    }  # fmt: skip

    def text() -> str:
        heads = [_("Index"), _("State"), _("Documents"), "MB"]
        lines = [[r.name, r.state.label, r.documents, f"{r.size / 1e6:.1f}"] for r in rows]
        return table(heads, lines) if rows else _("Nothing is searched in this instance")

    answer(data, as_json=as_json, text=text)


@search.command("rebuild")
@click.argument("name", required=False)
@json_option
def rebuild(name: str | None, as_json: bool) -> None:
    """Make the index NAME anew from the database, or all of them; the old one answers meanwhile.

    Stopped in the middle, it goes on where it was when it is called again.
    """
    if name and name not in SOURCES:
        refuse(Refused("not_found", _("Nothing is searched under the name %(name)s") % {"name": name}), as_json=as_json)
    made = []
    for one in [name] if name else sorted(SOURCES):
        try:
            made.append(_made(one))
        except Busy:
            refuse(
                Refused(
                    "busy", _("Another process changes the index %(name)s just now. Try again later") % {"name": one}
                ),
                as_json=as_json,
            )
        except (Unfit, making.Disorder) as fault:
            refuse(Refused("unfit", str(fault)), as_json=as_json)
    data = {"rebuilt": [{"name": m.name, "documents": m.documents, "resumed": m.resumed, "mark": m.mark} for m in made]}

    def text() -> str:
        heads = [_("Index"), _("Documents"), _("Done before")]
        return table(heads, [[m.name, m.documents, m.resumed] for m in made])

    answer(data, as_json=as_json, text=text)


def _made(name: str) -> making.Rebuilt:
    """Make one index anew, with what is done so far on stderr while somebody looks."""
    source = SOURCES[name]
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(name, total=None)

        def told(done: int) -> None:
            progress.update(task, completed=done)

        return making.rebuild(source, queries.shelf_of(source), told=told)


commands: list[Any] = [search]
