"""Cases at the terminal."""

from __future__ import annotations

import click

from pilin.engine.base import Refused
from pilin.foundation.cases import queries
from pilin.foundation.cases.enums import CaseState
from pilin.foundation.cases.schemas import case_out, figures_out, terms_out, whole_out
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

MOST = 1_000


@click.group()
def cases() -> None:
    """Cases: what somebody asks of a town, who has it, and by when it is answered."""


@cases.command("list")
@click.argument("circle")
@click.option("--state", type=click.Choice(CaseState.values), help="Only in this state.")
@click.option("--late", is_flag=True, help="Only those whose answer is late.")
@click.option("--own", is_flag=True, help="What this person asked, or was asked for a firm the person speaks for.")
@json_option
@click.pass_obj
def list_cases(caller, circle, state, late, own, as_json):  # type: ignore[no-untyped-def]
    """List the cases that the town acted for has in CIRCLE, the one due first on top."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    today = day_of(caller.at)
    rows = queries.own_cases(caller.standing, circle) if own else queries.desk(
        caller.standing, circle, state=state or "", late_on=today if late else None
    )  # fmt: skip
    shown = queries.cards(rows[:MOST], today)

    def text() -> str:
        lines = [
            (c.case.reference, c.case.get_state_display(), c.case.owner, c.case.answer_by, c.late or "", c.case.subject)
            for c in shown
        ]
        return table(("no.", "state", "town", "answer by", "days late", "subject"), lines)

    answer({"circle": circle, "cases": [case_out(card) for card in shown]}, as_json=as_json, text=text)


@cases.command("show")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def show_case(caller, circle, uid, as_json):  # type: ignore[no-untyped-def]
    """Show one case of CIRCLE with its path."""
    found = queries.case_named(caller.standing, circle, uid)
    if found is None:
        refuse(Refused("not_found", "no such case"), as_json=as_json)
    told = queries.told(caller.standing, found, day_of(caller.at))
    lines = [(s.at.date(), s.get_kind_display(), s.who, s.note) for s in told.steps]
    answer(
        whole_out(told), as_json=as_json,
        text=lambda: f"{found.reference} {found.subject}\n{table(('on', 'step', 'who', 'words'), lines)}",
    )  # fmt: skip


@cases.command("figures")
@click.argument("circle")
@click.option("--town", default="", help="Code of a town that shares its figures; else the town acted for.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Received from this day on.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Received up to this day.")
@json_option
@click.pass_obj
def show_figures(caller, circle, town, first, last, as_json):  # type: ignore[no-untyped-def]
    """Show how the cases of a town of CIRCLE went: answered on time, solved, sent back."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    chosen = town or caller.standing.member
    days = [one.date() if one else None for one in (first, last)]
    try:
        told = queries.figures_of(
            caller.standing, circle, chosen, day_of(caller.at), first=days[0], last=days[1],
            shared=queries.towns_sharing(caller.standing, circle),
        )  # fmt: skip
    except Refused as error:
        refuse(error, as_json=as_json)

    def text() -> str:
        def cell(one: queries.Figures, key: str) -> str:
            count, whole = one.cell(key)
            return str(count) if whole is None else f"{count}/{whole}"

        return table(
            ("kind", *queries.LED_BY), [(one.kind or "all", *(cell(one, k) for k in queries.LED_BY)) for one in told]
        )

    answer(figures_out(circle, chosen, days[0], days[1], told), as_json=as_json, text=text)


@cases.command("terms")
@click.argument("circle")
@json_option
@click.pass_obj
def list_terms(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the working days that the towns of CIRCLE give themselves by kind of case, and each kind's own."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    told = terms_out(circle, queries.terms(caller.standing, circle))

    def text() -> str:
        lines = [(one["kind"], "", one["taken_within"], one["answered_within"], "", "") for one in told["kinds"]]
        lines += [
            (one["kind"], one["town"], one["taken_within"], one["answered_within"], one["valid_from"], one["clause"])
            for one in told["terms"]
        ]
        return table(("kind", "town", "taken within", "answered within", "from", "by"), lines)

    answer(told, as_json=as_json, text=text)


commands = [cases]
