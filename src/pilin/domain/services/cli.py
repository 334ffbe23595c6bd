"""Services at the terminal."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from pilin.domain.services import queries
from pilin.domain.services.documents import pdf_of
from pilin.domain.services.enums import ServiceStage
from pilin.domain.services.schemas import days_out, fit_out, leaflet_out, resource_out, service_out
from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.members.queries import circle_named, day_of, member_cards
from pilin.web.terminal import answer, json_option, refuse, table

stage_option = click.option(
    "--stage", type=click.Choice(ServiceStage.values), help="Only of this stage of the value chain."
)
town_option = click.option("--town", default="", help="Only of the town with this code.")


@click.group()
def services() -> None:
    """Services to firms: what each town offers at which stage, whom to call, and the leaflets."""


@services.command("list")
@click.argument("circle")
@stage_option
@town_option
@json_option
@click.pass_obj
def list_services(caller, circle, stage, town, as_json):  # type: ignore[no-untyped-def]
    """List what the towns of CIRCLE offer firms today."""
    _within(caller, circle, as_json)
    rows = list(queries.services(caller.standing, circle, day_of(caller.at), stage=stage or "", town=town))
    lines = [
        (row.get_stage_display(), row.owner, row.title_zh, row.days_statutory or "", row.days_promised or "")
        for row in rows
    ]
    answer(
        {"circle": circle, "services": [service_out(row) for row in rows]}, as_json=as_json,
        text=lambda: table(("stage", "town", "service", "days by law", "promised"), lines),
    )  # fmt: skip


@services.command("resources")
@click.argument("circle")
@stage_option
@town_option
@json_option
@click.pass_obj
def list_resources(caller, circle, stage, town, as_json):  # type: ignore[no-untyped-def]
    """List whom firms of CIRCLE can turn to, and until when each may be trusted."""
    _within(caller, circle, as_json)
    on = day_of(caller.at)
    told = [
        queries.resource_told(row, on)
        for row in queries.resources(caller.standing, circle, stage=stage or "", town=town)
    ]
    lines = [
        (one.row.name_zh, one.row.owner, one.row.phone or one.row.online, one.until, "" if one.live else "no")
        for one in told
    ]
    answer(
        {"circle": circle, "resources": [resource_out(one) for one in told]}, as_json=as_json,
        text=lambda: table(("name", "town", "contact", "trusted until", "live"), lines),
    )  # fmt: skip


@services.command("leaflets")
@click.argument("circle")
@json_option
@click.pass_obj
def list_leaflets(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the cards, booklets and lists of CIRCLE."""
    _within(caller, circle, as_json)
    rows = list(queries.leaflets(caller.standing, circle))
    answer(
        {"circle": circle, "leaflets": [leaflet_out(row) for row in rows]}, as_json=as_json,
        text=lambda: table(("uid", "kind", "town", "title"), [(row.pk, row.get_kind_display(), row.owner, row.title_zh) for row in rows]),
    )  # fmt: skip


@services.command("print")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh")
@json_option
@click.pass_obj
def print_leaflet(caller, circle, uid, file, lang, as_json):  # type: ignore[no-untyped-def]
    """Write the leaflet UID of CIRCLE as PDF into FILE."""
    row = queries.leaflet_named(caller.standing, circle, uid)
    if row is None:
        refuse(Refused("not_found", "no such leaflet"), as_json=as_json)
    on = day_of(caller.at)
    town = member_cards(caller.standing).get(row.owner)
    name = "" if town is None else town.name if lang == "en" else town.name_zh
    made = pdf_of(row, queries.resources_of(caller.standing, row, on), town=name, lang=lang, on=on)
    file.write_bytes(made)
    answer({"file": str(file), "bytes": len(made)}, as_json=as_json, text=f"{file}: {len(made)} bytes")


@services.command("eligible")
@click.option("--facts", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: what is known of the firm; absent is unknown.")  # fmt: skip
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; today where none is named.")
@json_option
@click.pass_obj
def list_eligible(caller, facts, on, as_json):  # type: ignore[no-untyped-def]
    """Say which measures fit a firm, criterion by criterion: meets, fails, or unknown with what is missing.

    Amounts are yuan, shares lie between 0 and 1. Needs no records: only the dated rules that `rules` lists.
    """
    from pilin.engine import admit  # slow import

    day = on.date() if on else day_of(caller.at)
    try:
        said = json.loads(facts.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:
        refuse(Invalid(Fault("no_json", "facts", f"this is no JSON: {wrong}")), as_json=as_json)
    if not isinstance(said, dict):
        refuse(Invalid(Fault("no_firm", "facts", 'one firm: {"fact": value, …}')), as_json=as_json)
    try:
        answers = admit.eligible(admit.read_facts(said, on=day), on=day)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    rows = admit.answers_as_rows(answers)
    lines = [
        (row["measure"], row["version"], row["result"], one["id"], one["result"], one["needed"] or "")
        for row in rows
        for one in row["criteria"]
    ]
    answer(
        rows, as_json=as_json, text=lambda: table(("measure", "version", "result", "criterion", "", "needed"), lines)
    )


@services.command("days")
@click.argument("circle")
@click.option("--split", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which something changed.")
@json_option
@click.pass_obj
def show_days(caller, circle, split, as_json):  # type: ignore[no-untyped-def]
    """Say how long the services of CIRCLE took in the year before a day, and in that from it on."""
    _within(caller, circle, as_json)
    told = queries.days_compared(caller.standing, circle, split.date(), day_of(caller.at))
    lines = [
        (
            row.service.matter,
            row.service.owner,
            row.before.median or "",
            row.before.number,
            row.after.median or "",
            row.after.number,
        )
        for row in told.rows
    ]
    answer(
        days_out(circle, split.date(), told), as_json=as_json,
        text=lambda: table(("matter", "town", "before", "answers", "after", "answers"), lines),
    )  # fmt: skip


@services.command("fit")
@click.argument("circle")
@click.argument("firm", type=click.UUID)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; today where none is named.")
@click.option("--place", default="", help="Ask as if it stood in the place of this division code.")
@json_option
@click.pass_obj
def show_fit(caller, circle, firm, on, place, as_json):  # type: ignore[no-untyped-def]
    """Say which measures fit the firm FIRM of CIRCLE, by what the register and its people say of it."""
    found = queries.firm_to_fit(caller.standing, circle, firm)
    if found is None:
        refuse(Refused("not_found", "no firm in sight of which you may read this"), as_json=as_json)
    try:
        told = queries.fit(caller.standing, found, on.date() if on else day_of(caller.at), place=place)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    lines = [
        (one.measure, one.version, one.result, part.id, part.result, part.needed)
        for one in told.answers
        for part in one.criteria
    ]
    answer(
        fit_out(told), as_json=as_json,
        text=lambda: table(("measure", "version", "result", "criterion", "", "needed"), lines),
    )  # fmt: skip


@services.command("rules")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Only versions in force on this day.")
@json_option
def list_rules(on, as_json):  # type: ignore[no-untyped-def]
    """List the measures that Pilin knows, in all their versions, with clause, source and whether somebody made sure of them."""
    from pilin.engine import admit  # slow import

    rows = admit.rules_as_rows(admit.built_in_rules(), on.date() if on else None)
    lines = [
        (row["measure"], row["version"], row["valid_from"], row["valid_to"] or "", "" if row["confirmed"] else "no", row["clause"])
        for row in rows
    ]  # fmt: skip
    answer(
        rows, as_json=as_json, text=lambda: table(("measure", "version", "from", "until", "confirmed", "clause"), lines)
    )


def _within(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


commands = [services]
