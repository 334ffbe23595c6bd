"""Registers at the terminal: check numbers, bring, list, link."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pilin.domain.enterprises import bringing, queries
from pilin.domain.enterprises.cli.base import SHANGHAI, enterprises
from pilin.domain.enterprises.enums import (
    DivisionList,
)
from pilin.domain.enterprises.rules import Frame
from pilin.domain.enterprises.schemas import (
    checked_out,
    enterprise_out,
    register_out,
)
from pilin.engine.base import Fault, Invalid, Refused, check_number
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import write_csv_file
from pilin.web.terminal import answer, json_option, refuse, table


@enterprises.command("check")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@json_option
def check(file: Any, as_json: bool) -> None:
    """Check numbers, one a line, of FILE or - for stdin: of organisations (GB 32100) and of citizens (GB 11643).

    Citizens' numbers are shown masked, so give them on stdin: arguments stay in the history of a terminal.
    """
    found = [checked_out(check_number(line.strip())) for line in file if line.strip()]

    def text() -> str:
        lines = [
            (
                one["id"],
                one["kind"],
                "valid" if one["valid"] else "NOT VALID",
                ", ".join([*one["failed"], *one["warnings"]]),
            )
            for one in found
        ]
        return table(("number", "of", "", "why"), lines)

    answer(found, as_json=as_json, text=text)
    if not all(one["valid"] for one in found):
        sys.exit(1)


@enterprises.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--member", required=True, metavar="CODE", help="Division code of the town whose register it is.")
@click.option("--circle", default="five-towns", show_default=True, help="The circle it is brought into.")
@click.option("--title", default="", help="What list this is; the file's name otherwise.")
@click.option("--as-of", default="", help="When it was right: 2026-10-18, 2026-10, 2026-Q4 or 2026; else today.")
@click.option(
    "--audience",
    type=click.Choice([Audience.OWN.value, Audience.CIRCLE.value, Audience.PUBLIC.value]),
    default=Audience.CIRCLE.value,
    show_default=True,
)
@click.option(
    "--division-list", type=click.Choice(DivisionList.values), default="", help="The list its division codes follow."
)
@click.option(
    "--declared",
    type=click.IntRange(min=1),
    help="How many firms the list says it has; refused where FILE names another number.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option(
    "--abandon", is_flag=True, help="Take away what was written of FILE when it broke off, and bring nothing."
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file that faults are written to: row, column, value, reason. Not touched when there are none.",
)
@json_option
@click.pass_obj
def import_register(  # type: ignore[no-untyped-def]
    caller, file, member, circle, title, as_of, audience, division_list, declared, dry_run, abandon, errors, as_json
):
    """Bring FILE, a register of firms (XLSX or CSV, up to a million rows), for a town: all of it, or nothing and every fault named.

    It is checked whole, then written in steps that nobody reads before the last one. Broken off, the same command with the
    same file goes on where it stopped.
    """
    frame = Frame(
        circle, member, title or file.stem, as_of or f"{caller.at.astimezone(SHANGHAI):%Y-%m-%d}", audience, division_list,
        declared=declared, as_of_said=bool(as_of),
    )  # fmt: skip
    began = time.monotonic()
    try:
        if abandon:
            gone = bringing.abandon(by=caller.standing, at=caller.at, file=file, name=file.name, frame=frame)
            answer({"taken_away": gone}, as_json=as_json, text=f"{gone} rows taken away")
            return
        with _watched() as told:
            if dry_run:
                rows = bringing.check(by=caller.standing, at=caller.at, file=file, frame=frame, told=told)
            else:
                done = bringing.bring(
                    by=caller.standing, clock=lambda: caller.at + timedelta(seconds=time.monotonic() - began), file=file,
                    name=file.name, frame=frame, told=told,
                )  # fmt: skip
    except (Refused, Invalid) as error:
        if errors is not None and isinstance(error, Invalid):
            _write_faults(errors, error, as_json=as_json)
        refuse(error, as_json=as_json)
    if dry_run:
        answer({"rows": rows, "written": False}, as_json=as_json, text=f"{rows} rows, all well")
        return
    made, seconds = done.register, round(time.monotonic() - began, 1)
    told_of = {**register_out(made), "rows": done.rows, "continued_at": done.continued_at, "seconds": seconds}
    went_on = f", continued at row {done.continued_at}" if done.continued_at else ""
    answer(told_of, as_json=as_json, text=f"{made.title}: {done.rows} firms, {made.records_new} new{went_on}")


@contextmanager
def _watched() -> Iterator[bringing.Told]:
    """Show how far a file is on stderr, while somebody looks."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)

        def told(so_far: bringing.Progress) -> None:
            faults = f", {so_far.faults} faults" if so_far.faults else ""
            progress.update(task, description=f"{so_far.state}{faults}", completed=so_far.done, total=so_far.all)

        yield told


def _write_faults(file: Path, error: Invalid, *, as_json: bool) -> None:
    """Write faults to a file, each cell safe to open in a spreadsheet."""
    try:
        bringing.write_faults(file, getattr(error, "kept", error.faults))
    except OSError as wrong:
        refuse(Invalid(Fault("not_written", "errors", f"{file.name}: {wrong.strerror}")), as_json=as_json)


@enterprises.command("list")
@click.argument("circle")
@click.option(
    "--find",
    default="",
    help="Words of names, products, industry or town, or a code; else part of a name, the beginning of a code or of the name in pinyin.",
)
@click.option("--town", default="", metavar="CODE", help="Only kept by this town.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most.")
@json_option
@click.pass_obj
def list_enterprises(caller, circle, find, town, most, as_json):  # type: ignore[no-untyped-def]
    """List the firms of CIRCLE by name."""
    rows = list(queries.enterprises(caller.standing, circle, find=find, town=town)[:most])
    lines = [(row.uscc, row.name_zh, row.owner, row.industry) for row in rows]
    answer(
        [enterprise_out(row) for row in rows],
        as_json=as_json,
        text=lambda: table(("code", "name", "town", "class"), lines),
    )


@enterprises.command("link")
@click.argument("left", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("right", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="CSV file the pairs are written to."
)
@json_option
def link_registers(left: Path, right: Path, out: Path, as_json: bool) -> None:
    """Find the firms that stand in both LEFT and RIGHT, two registers in files (CSV, XLSX or Parquet).

    Columns: id, name, and any of uscc, address, division; others are passed over. Nothing is kept but the pairs: left_id,
    right_id, probability, decision (match, or review for a person to look at), and the reasons with their weight in bits.
    The first run on a machine takes half a minute longer.
    """
    from pilin.domain.enterprises import frames  # slow import: compiled kernels

    try:
        click.echo(f"reading {left.name} and {right.name}", err=True)
        one, other = frames.read_register(left), frames.read_register(right)
        click.echo(f"preparing {one.height} and {other.height} rows", err=True)
        found = frames.linked(one, other, lambda done, whole: click.echo(f"{done} of {whole} names weighed", err=True))
        write_csv_file(out, *frames.pair_rows(found))
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    except OSError as error:
        refuse(Invalid(Fault("not_written", "file", f"{out.name}: {error.strerror}")), as_json=as_json)
    count = {"left": one.height, "right": other.height, **frames.counts(found)}
    answer(count, as_json=as_json, text=f"{count['matches']} matches, {count['reviews']} to review: {out}")
