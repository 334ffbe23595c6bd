"""The registers at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.enums import DivisionList, FigureKind, LikenessState, SiteKind
from pilin.domain.enterprises.forms import HEADS, read_records
from pilin.domain.enterprises.models import Enterprise, Group
from pilin.domain.enterprises.rules import Frame, may_bring, may_compare
from pilin.domain.enterprises.schemas import (
    checked_out,
    enterprise_out,
    group_out,
    group_whole_out,
    likeness_out,
    register_out,
    site_out,
    whole_out,
)
from pilin.engine.base import Fault, Invalid, Refused, check_number
from pilin.foundation.access.enums import Audience
from pilin.foundation.intake.tables import write_csv_file
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


readers_option = click.option(
    "--audience",
    type=click.Choice([Audience.OWN, Audience.CIRCLE, Audience.PUBLIC]),
    default=Audience.CIRCLE,
    show_default=True,
    help="Who may read it.",
)


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
@click.option("--as-of", default="", help="When it was right: 2026-10-18, 2026-10, 2026-Q4 or 2026; else today.")
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
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file that faults are written to: row, column, value, reason. Not touched when there are none.",
)
@json_option
@click.pass_obj
def import_register(caller, file, member, circle, title, as_of, audience, division_list, dry_run, errors, as_json):  # type: ignore[no-untyped-def]
    """Bring FILE, a register of firms (XLSX or CSV), for a town: all of it, or nothing and every fault named."""
    content = file.read_bytes()
    as_of = as_of or f"{caller.at.astimezone(SHANGHAI):%Y-%m-%d}"
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
        if errors is not None and isinstance(error, Invalid):
            _write_faults(errors, error, as_json=as_json)
        refuse(error, as_json=as_json)
    answer(
        register_out(made), as_json=as_json, text=f"{made.title}: {made.records_brought} firms, {made.records_new} new"
    )


def _write_faults(file: Path, error: Invalid, *, as_json: bool) -> None:
    """Write faults to a file, each cell safe to open in a spreadsheet."""
    rows = [(f.row, HEADS.get(f.field, f.field), f.value, str(f.reason)) for f in error.faults]
    try:
        write_csv_file(file, ("row", "column", "value", "reason"), rows)
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


@enterprises.command("likenesses")
@click.argument("circle")
@click.option(
    "--state",
    type=click.Choice(LikenessState.values),
    default=LikenessState.OPEN.value,
    show_default=True,
    help="What became of them.",
)
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most.")
@json_option
@click.pass_obj
def list_likenesses(caller, circle, state, most, as_json):  # type: ignore[no-untyped-def]
    """List the pairs of firms of CIRCLE that may be one, likeliest first."""
    rows = list(queries.likenesses(caller.standing, circle, state)[:most])
    lines = [
        (row.pk, "" if row.probability is None else f"{row.probability:.3f}", row.enterprise.name_zh, row.other.name_zh)
        for row in rows
    ]
    answer(
        [likeness_out(row) for row in rows],
        as_json=as_json,
        text=lambda: table(("uid", "probability", "firm", "may be"), lines),
    )


@enterprises.command("compare")
@click.argument("circle")
@json_option
@click.pass_obj
def compare(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """Compare the new firms of registers of CIRCLE with those in sight, now instead of in the background."""
    from pilin.domain.enterprises import frames  # slow import: compiled kernels

    done = []
    try:
        waiting = list(queries.registers_to_compare(caller.standing, circle))
        own = [register for register in waiting if may_compare(caller.standing, register)]
        for register in own or waiting:  # another town's is refused in words
            by = queries.town_house(register.owner) if caller.standing.sees_all else caller.standing
            pairs = frames.likenesses(register, caller.at)
            actions.note_likenesses(by=by, at=caller.at, register=register, pairs=pairs)
            done.append({"register": str(register.pk), "title": register.title, "pairs": len(pairs)})
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(done, as_json=as_json, text=lambda: table(("register", "pairs"), [(d["title"], d["pairs"]) for d in done]))


@enterprises.command("merge")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("into", type=click.UUID)
@click.option("--why", default="", help="For whoever reads it later.")
@json_option
@click.pass_obj
def merge(caller, circle, uid, into, why, as_json):  # type: ignore[no-untyped-def]
    """Say that the firm UID of CIRCLE is the firm INTO."""
    _changed(
        caller, circle, uid, as_json,
        lambda firm: actions.merge_firms(
            by=caller.standing, at=caller.at, enterprise=firm, into=_firm(caller, circle, into), why=why
        ),
    )  # fmt: skip


@enterprises.command("undo")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.option("--why", required=True, help="For whoever relied on it.")
@json_option
@click.pass_obj
def undo(caller, circle, uid, why, as_json):  # type: ignore[no-untyped-def]
    """Undo the merge of the firm UID of CIRCLE."""
    _changed(
        caller, circle, uid, as_json,
        lambda firm: actions.undo_merge(by=caller.standing, at=caller.at, enterprise=firm, why=why),
    )  # fmt: skip


@enterprises.command("apart")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.option("--why", default="", help="For whoever reads it later.")
@json_option
@click.pass_obj
def apart(caller, circle, uid, why, as_json):  # type: ignore[no-untyped-def]
    """Say that the pair UID of CIRCLE is two firms."""
    try:
        found = queries.likeness_named(caller.standing, circle, uid)
        if found is None:
            raise Refused("not_found", "no such pair")
        done = actions.keep_apart(by=caller.standing, at=caller.at, likeness=found, why=why)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(likeness_out(done), as_json=as_json, text=f"{done.enterprise} and {done.other} are two")


@enterprises.command("groups")
@click.argument("circle")
@json_option
@click.pass_obj
def list_groups(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the groups of firms of CIRCLE by name."""
    rows = list(queries.groups(caller.standing, circle))
    lines = [(row.pk, row.name_zh, row.owner, row.listed_on) for row in rows]
    answer(
        [group_out(row) for row in rows],
        as_json=as_json,
        text=lambda: table(("uid", "group", "noted by", "listed"), lines),
    )


@enterprises.command("group")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_group(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show the group UID of CIRCLE: entities, sites, and its figures once."""
    _noted(caller, circle, as_json, lambda: _group(caller, circle, uid))


@enterprises.command("note-group")
@click.argument("circle")
@click.argument("name_zh")
@click.option("--name", default="", help="Its name in English.")
@click.option("--listed-on", default="", help="When it was listed: 2016-03-18, 2016-03 or 2016.")
@readers_option
@json_option
@click.pass_obj
def note_group(caller, circle, name_zh, name, listed_on, audience, as_json):  # type: ignore[no-untyped-def]
    """Note the group NAME_ZH of firms of CIRCLE."""
    _noted(
        caller, circle, as_json,
        lambda: actions.note_group(
            by=caller.standing, at=caller.at, circle=circle, name_zh=name_zh, name=name, listed_on=listed_on, audience=audience
        ),
    )  # fmt: skip


@enterprises.command("place-in-group")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("group", type=click.UUID)
@click.option("--from", "valid_from", default="", help="Since when.")
@click.option("--until", "valid_to", default="", help="Until when.")
@readers_option
@json_option
@click.pass_obj
def place_in_group(caller, circle, uid, group, valid_from, valid_to, audience, as_json):  # type: ignore[no-untyped-def]
    """Say that the firm UID of CIRCLE is an entity of GROUP."""

    def act() -> Group:
        found = _group(caller, circle, group)
        actions.place_in_group(
            by=caller.standing, at=caller.at, group=found, enterprise=_firm(caller, circle, uid), valid_from=valid_from,
            valid_to=valid_to, audience=audience,
        )  # fmt: skip
        return found

    _noted(caller, circle, as_json, act)


@enterprises.command("note-site")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.option("--kind", type=click.Choice(SiteKind.values), required=True, help="What it is to the firm.")
@click.option("--area", default="", help="With its unit: 35000平方米, 52.5亩, 约300亩.")
@click.option("--address", default="", help="Where it stands.")
@click.option("--since", default="", help="Since when.")
@readers_option
@json_option
@click.pass_obj
def note_site(caller, circle, uid, kind, area, address, since, audience, as_json):  # type: ignore[no-untyped-def]
    """Note a site in the own town of the firm UID of CIRCLE."""
    try:
        made = actions.note_site(
            by=caller.standing, at=caller.at, enterprise=_firm(caller, circle, uid), kind=kind, area=area, address=address,
            since=since, audience=audience,
        )  # fmt: skip
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer(site_out(made), as_json=as_json, text=f"{made.enterprise}: {made.kind} {made.area or ''}")


@enterprises.command("note-figure")
@click.argument("circle")
@click.argument("group", type=click.UUID)
@click.argument("kind", type=click.Choice(FigureKind.values))
@click.argument("year", type=click.IntRange(1978, 2200))
@click.argument("value")
@click.option("--entity", type=click.UUID, default=None, help="Of one entity; of the whole otherwise.")
@readers_option
@json_option
@click.pass_obj
def note_figure(caller, circle, group, kind, year, value, entity, audience, as_json):  # type: ignore[no-untyped-def]
    """Note VALUE, with its unit (约5亿元), as a figure of GROUP of CIRCLE."""

    def act() -> Group:
        found = _group(caller, circle, group)
        part = queries.entity_named(caller.standing, found, entity) if entity else None
        if entity and part is None:
            raise Refused("not_found", "no such entity")
        actions.note_figure(
            by=caller.standing,
            at=caller.at,
            group=found,
            kind=kind,
            year=year,
            value=value,
            entity=part,
            audience=audience,
        )
        return found

    _noted(caller, circle, as_json, act)


def _noted(caller: Any, circle: str, as_json: bool, act: Callable[[], Group]) -> None:
    """Do a deed to a group and show what it is now."""
    try:
        told = queries.group_told(caller.standing, act())
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    area = told.footprint.area_m2, told.footprint.area_mu
    lines = [(one.enterprise.name_zh, one.enterprise.owner, len(one.sites)) for one in told.entities]
    figures = [(one.figure.kind, one.amount, "once" if one.towns else one.figure.entity) for one in told.figures]

    def text() -> str:
        parts = [f"{told.group}  {area[0] or ''} {area[1] or ''}", table(("entity", "town", "sites"), lines)]
        return "\n".join([*parts, table(("figure", "amount", "of"), figures)])

    answer(group_whole_out(told), as_json=as_json, text=text)


def _group(caller: Any, circle: str, uid: UUID) -> Group:
    found = queries.group_named(caller.standing, circle, uid)
    if found is None:
        raise Refused("not_found", "no such group")
    return found


def _changed(caller: Any, circle: str, uid: UUID, as_json: bool, act: Callable[[Enterprise], Enterprise]) -> None:
    """Do a deed to a firm and show what it is now."""
    try:
        done = act(_firm(caller, circle, uid))
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    told = queries.enterprise_told(caller.standing, circle, done.pk)
    assert told is not None
    where = f" is {told.kept}" if told.kept else " stands for itself"
    answer(whole_out(told), as_json=as_json, text=f"{done}{where}")


def _firm(caller: Any, circle: str, uid: UUID) -> Enterprise:
    found = queries.enterprise_named(caller.standing, circle, uid)
    if found is None:
        raise Refused("not_found", "no such firm")
    return found


commands = [enterprises]
