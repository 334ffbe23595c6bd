"""Bulletins at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from pilin.engine.base import Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import actions, checks, queries
from pilin.foundation.bulletins.documents import docx_of, pdf_of
from pilin.foundation.bulletins.enums import BulletinState
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import (
    address_of,
    corrected_of,
    flag_words,
    moment,
    page_of,
    value_words,
    with_unit,
)
from pilin.foundation.bulletins.schemas import bulletin_out, check_out, whole_out
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")
CORRECTED = {"zh": "更正", "en": "Correction"}


@click.group()
def bulletins() -> None:
    """Bulletins: frozen copies, released at a set moment."""


@bulletins.command("list")
@click.argument("circle", required=False)
@json_option
@click.pass_obj
def list_bulletins(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the bulletins of CIRCLE, or of every circle, that you may read, newest first."""
    standing = caller.standing
    if circle and circle_named(standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    found = queries.bulletins_of(standing, circle, caller.at) if circle else queries.every_bulletin(standing, caller.at)

    def text() -> str:
        rows = [(r.document_number_zh, moment(r.release_at, "en"), r.state.label, r.title_zh, r.slug) for r in found]
        return table(("number", "release", "state", "title", "name"), rows)

    answer({"circle": circle, "bulletins": [bulletin_out(r) for r in found]}, as_json=as_json, text=text)


@bulletins.command("show")
@click.argument("names", nargs=-1, required=True, metavar="[CIRCLE] ID")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write it as PDF here too.")
@click.option("--word", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a Word document here too.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="The language of files and of the text.")
@json_option
@click.pass_obj
def show_bulletin(caller, names, pdf, word, lang, as_json):  # type: ignore[no-untyped-def]
    """Show one bulletin with its text and frozen figures. ID is its name in the address, or its uid."""
    found = _one(caller, names, as_json)
    page = page_of(found, lang)
    held = found.state is not BulletinState.RELEASED
    for path, write in ((pdf, pdf_of), (word, docx_of)):
        if path is not None:
            path.write_bytes(write(page, address=address_of(found), embargoed=held))

    def text() -> str:
        lines = [page.number, page.title, page.released, ""]
        lines += ["".join(run.text for run in part.runs) for part in page.parts if part.runs]
        for one in page.corrections:
            lines += ["", f"{CORRECTED[lang]} {one.notice.number}, {one.when}: {one.what}", *one.lines]
        return "\n".join([*lines, "", *(f"{n.number}. {n.text}" for n in page.notes)])

    answer(whole_out(found), as_json=as_json, text=text)


@bulletins.command("check")
@click.argument("names", nargs=-1, required=True, metavar="[CIRCLE] ID")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="The language of the text.")
@json_option
@click.pass_obj
def check_bulletin(caller, names, lang, as_json):  # type: ignore[no-untyped-def]
    """Check one bulletin against today's records: each figure, its source, its value then and now, and what was promised."""
    found = _one(caller, names, as_json)
    today = caller.at.astimezone(SHANGHAI).date()
    told = checks.checked(caller.standing, found, today, caller.at)

    def text() -> str:
        rows = []
        for one in told.figures:
            now = one.now
            value = with_unit(format(now.value, "f"), str(now.comparator), now.unit, lang) if now else ""
            promise = f"{one.promise.promised} → {one.promise.actual or one.promise.state}" if one.promise else ""
            counts = one.frozen["query_zh" if lang == "zh" else "query"]
            rows.append(
                (counts, value_words(one.frozen, lang), value, one.verdict.value, promise, one.frozen["source"])
            )
        lines = [table(("figure", "then", "now", "verdict", "promise", "source"), rows)]
        lines += [flag_words(flag, lang) for flag in (*told.flags, *told.beside)]
        lines += [f"{one.number}: bound to nothing (block {one.row})" for one in told.loose]
        lines += [f"{one.number}: in words (block {one.row})" for one in told.spelled]
        for word in corrected_of(found, lang):
            lines += [f"{CORRECTED[lang]} {word.notice.number}, {word.when}: {word.what}", *word.lines]
        return "\n".join(lines)

    answer(check_out(found, told), as_json=as_json, text=text)


@bulletins.command("release-due")
@json_option
@click.pass_obj
def release_due(caller, as_json):  # type: ignore[no-untyped-def]
    """Note every release whose moment has come; safe to run as often as you like."""
    count = actions.release_due(by=Standing.machine("bulletins"), at=caller.at)
    answer({"released": count}, as_json=as_json, text=f"{count} released")


def _one(caller: Any, names: tuple[str, ...], as_json: bool) -> Release:
    """Return the bulletin that words at the terminal name: its uid, its name in the address, or circle and name."""
    if len(names) > 2:
        refuse(Refused("not_found", "name one bulletin: ID, or CIRCLE and ID"), as_json=as_json)
    found = queries.bulletins_named(caller.standing, names[-1], caller.at)
    found = [r for r in found if len(names) == 1 or r.circle == names[0]]
    if not found:
        refuse(Refused("not_found", f"no bulletin is called {names[-1]}"), as_json=as_json)
    if len(found) > 1:
        circles = ", ".join(sorted(r.circle for r in found))
        refuse(
            Refused("several", f"several circles have a bulletin {names[-1]}: {circles}; name the circle too"),
            as_json=as_json,
        )
    return found[0]


commands = [bulletins]
