"""The registers at the terminal."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.enums import DivisionList
from pilin.domain.enterprises.forms import read_records
from pilin.domain.enterprises.rules import Frame, may_bring
from pilin.domain.enterprises.schemas import checked_out, enterprise_out, register_out
from pilin.engine.base import Fault, Invalid, Refused, check_number
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import write_csv_file
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.group()
def enterprises() -> None:
    """Firms of the circle: registers brought, numbers checked."""


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
@click.option("--as-of", required=True, help="When it was right: 2026-10-18, 2026-10, 2026-Q4 or 2026.")
@click.option(
    "--audience",
    type=click.Choice([Audience.OWN, Audience.CIRCLE, Audience.PUBLIC]),
    default=Audience.CIRCLE,
    show_default=True,
)
@click.option(
    "--division-list", type=click.Choice(DivisionList.values), default="", help="The list its division codes follow."
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@json_option
@click.pass_obj
def import_register(caller, file, member, circle, title, as_of, audience, division_list, dry_run, as_json):  # type: ignore[no-untyped-def]
    """Bring FILE, a register of firms (XLSX or CSV), for a town: all of it, or nothing and every fault named."""
    content = file.read_bytes()
    try:
        records, digest = read_records(file.name, content), sha256(content).hexdigest()
        title = title or file.stem
        if dry_run:
            may_bring(caller.standing, circle, member).require()
            frame = Frame(circle, member, title, as_of, audience, division_list, digest)
            if faults := queries.faults_of_register(
                caller.standing, frame, records, caller.at.astimezone(SHANGHAI).date()
            ):
                raise Invalid(*faults)
            answer({"rows": len(records), "written": False}, as_json=as_json, text=f"{len(records)} rows, all well")
            return
        made = actions.bring_register(
            by=caller.standing, at=caller.at, circle=circle, title=title, as_of=as_of, records=records,
            audience=audience, division_list=division_list, file_name=file.name, digest=digest, owner=member,
        )  # fmt: skip
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(
        register_out(made), as_json=as_json, text=f"{made.title}: {made.records_brought} firms, {made.records_new} new"
    )


@enterprises.command("list")
@click.argument("circle")
@click.option("--find", default="", help="Part of a name, or the beginning of a code or of the name in pinyin.")
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


commands = [enterprises]
