"""Firms that may be one, at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import click

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.cli.base import enterprises, firm_named
from pilin.domain.enterprises.enums import (
    LikenessState,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.rules import may_compare
from pilin.domain.enterprises.schemas import (
    likeness_out,
    whole_out,
)
from pilin.engine.base import Invalid, Refused
from pilin.foundation.access.enums import Role
from pilin.web.terminal import answer, json_option, refuse, table


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
        is_clerk = bool(caller.standing.member) and caller.standing.holds(Role.CLERK)
        for register in own if own or is_clerk else waiting:  # who compares nothing anywhere is refused in words
            by = queries.town_house(register.owner) if caller.standing.sees_all else caller.standing
            pairs = frames.likenesses(register, caller.at)
            try:
                actions.note_likenesses(by=by, at=caller.at, register=register, pairs=pairs)
            except Refused:
                if queries.registers_to_compare(caller.standing, circle).filter(pk=register.pk).exists():
                    raise
                continue  # the worker was quicker: it is compared, which is what was asked for
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
            by=caller.standing, at=caller.at, enterprise=firm, into=firm_named(caller, circle, into), why=why
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


def _changed(caller: Any, circle: str, uid: UUID, as_json: bool, act: Callable[[Enterprise], Enterprise]) -> None:
    """Do a deed to a firm and show what it is now."""
    try:
        done = act(firm_named(caller, circle, uid))
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    told = queries.enterprise_told(caller.standing, circle, done.pk)
    assert told is not None
    where = f" is {told.kept}" if told.kept else " stands for itself"
    answer(whole_out(told), as_json=as_json, text=f"{done}{where}")
