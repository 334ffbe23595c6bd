"""Bulletins at the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from pilin.engine.base import Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import actions, queries
from pilin.foundation.bulletins.documents import docx_of, pdf_of
from pilin.foundation.bulletins.enums import BulletinState
from pilin.foundation.bulletins.reading import address_of, moment, page_of
from pilin.foundation.bulletins.schemas import bulletin_out, whole_out
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table


@click.group()
def bulletins() -> None:
    """Bulletins: frozen copies, released at a set moment."""


@bulletins.command("list")
@click.argument("circle")
@json_option
@click.pass_obj
def list_bulletins(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the bulletins of CIRCLE that you may read, newest first."""
    standing = caller.standing
    if circle_named(standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    found = queries.bulletins_of(standing, circle, caller.at)

    def text() -> str:
        rows = [(r.document_number_zh, moment(r.release_at, "en"), r.state.label, r.title_zh, r.slug) for r in found]
        return table(("number", "release", "state", "title", "name"), rows)

    answer({"circle": circle, "bulletins": [bulletin_out(r) for r in found]}, as_json=as_json, text=text)


@bulletins.command("show")
@click.argument("circle")
@click.argument("slug")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write it as PDF here too.")
@click.option("--word", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a Word document here too.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="The language of files and of the text.")
@json_option
@click.pass_obj
def show_bulletin(caller, circle, slug, pdf, word, lang, as_json):  # type: ignore[no-untyped-def]
    """Show one bulletin of CIRCLE with its text and frozen figures."""
    found = queries.bulletin_named(caller.standing, circle, slug, caller.at)
    if found is None:
        refuse(Refused("not_found", f"no bulletin is called {slug}"), as_json=as_json)
    page = page_of(found, lang)
    held = found.state is not BulletinState.RELEASED
    for path, write in ((pdf, pdf_of), (word, docx_of)):
        if path is not None:
            path.write_bytes(write(page, address=address_of(found), embargoed=held))

    def text() -> str:
        lines = [page.number, page.title, page.released, ""]
        lines += ["".join(run.text for run in part.runs) for part in page.parts if part.runs]
        return "\n".join([*lines, "", *(f"{n.number}. {n.text}" for n in page.notes)])

    answer(whole_out(found), as_json=as_json, text=text)


@bulletins.command("release-due")
@json_option
@click.pass_obj
def release_due(caller, as_json):  # type: ignore[no-untyped-def]
    """Note every release whose moment has come; safe to run as often as you like."""
    count = actions.release_due(by=Standing.machine("bulletins"), at=caller.at)
    answer({"released": count}, as_json=as_json, text=f"{count} released")


commands = [bulletins]
