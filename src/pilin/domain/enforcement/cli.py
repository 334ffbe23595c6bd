"""Joint enforcement at the terminal."""

from __future__ import annotations

from typing import Any

import click

from pilin.domain.enforcement import queries
from pilin.domain.enforcement.enums import HazardGrade
from pilin.domain.enforcement.schemas import finding_out, hazard_out, lists_out, patrol_out, unified_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

day_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; today where none is named."
)


@click.group()
def enforcement() -> None:
    """Joint enforcement: patrols, findings, both banks' lists, hazards, and what is truly unified."""


@enforcement.command("patrols")
@click.argument("circle")
@json_option
@click.pass_obj
def list_patrols(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the joint patrols of CIRCLE that one reads."""
    _within(caller, circle, as_json)
    cards = queries.patrol_cards(caller.standing, queries.patrols(caller.standing, circle))
    lines = [
        (card.row.on, card.state.label, card.row.host, " ".join(card.towns), card.officers, card.row.title_zh)
        for card in cards
    ]
    answer(
        {"circle": circle, "patrols": [patrol_out(card) for card in cards]}, as_json=as_json,
        text=lambda: table(("day", "state", "host", "towns", "officers", "what"), lines),
    )  # fmt: skip


@enforcement.command("findings")
@click.argument("circle")
@json_option
@click.pass_obj
def list_findings(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the findings of CIRCLE that one reads, with how far each is and by when it is decided."""
    _within(caller, circle, as_json)
    cards = queries.finding_cards(queries.findings(caller.standing, circle), day_of(caller.at))
    lines = [
        (card.row.reference, card.row.owner, " ".join(card.row.towns), card.state.label, card.clock.end if card.clock else "", card.row.title_zh)
        for card in cards
    ]  # fmt: skip
    answer(
        {"circle": circle, "findings": [finding_out(card) for card in cards]}, as_json=as_json,
        text=lambda: table(("number", "town", "town of the act", "state", "decision by", "what"), lines),
    )  # fmt: skip


@enforcement.command("check-officers")
@click.argument("circle")
@click.option("--place", required=True, help="Code of the town on whose ground they would act.")
@day_option
@json_option
@click.pass_obj
def check_officers(caller, circle, place, on, as_json):  # type: ignore[no-untyped-def]
    """Say of every officer of CIRCLE in sight whether the certificate holds at a place on a day, and what it lacks."""
    _within(caller, circle, as_json)
    day = on.date() if on else day_of(caller.at)
    pacts = queries.pacts(circle, day)
    checked = queries.checked(queries.certificates(caller.standing, circle), place, day, pacts[0] if pacts else None)
    rows: list[dict[str, Any]] = [
        {
            "town": one.certificate.owner, "name": one.certificate.name, "last_four": one.certificate.last_four, "may": one.may,
            "lacks": [{"code": lack.code, "reason": str(lack.reason)} for lack in one.lacks],
        }
        for one in checked
    ]  # fmt: skip
    lines = [
        (row["town"], row["name"], "yes" if row["may"] else "no", "; ".join(lack["reason"] for lack in row["lacks"]))
        for row in rows
    ]
    answer(
        {"circle": circle, "place": place, "on": day, "agreement": pacts[0].slug if pacts else None, "officers": rows}, as_json=as_json,
        text=lambda: table(("town", "officer", "may", "lacks"), lines),
    )  # fmt: skip


@enforcement.command("items")
@click.argument("circle")
@day_option
@json_option
@click.pass_obj
def list_items(caller, circle, on, as_json):  # type: ignore[no-untyped-def]
    """Compare what the two provinces punish in CIRCLE, matter by matter, on a day."""
    _within(caller, circle, as_json)
    day = on.date() if on else day_of(caller.at)
    rows = queries.compared(caller.standing, circle, day)
    lines = [(one.matter, one.kind.label, _range(one.left), _range(one.right), " ".join(one.differing)) for one in rows]
    answer(
        lists_out(circle, day, rows), as_json=as_json,
        text=lambda: table(("matter", "", "Zhejiang, yuan", "Shanghai, yuan", "differs in"), lines),
    )  # fmt: skip


@enforcement.command("hazards")
@click.argument("circle")
@click.option("--grade", type=click.Choice(HazardGrade.values), help="Only of this grade.")
@click.option("--late", is_flag=True, help="Only open ones past their time limit.")
@json_option
@click.pass_obj
def list_hazards(caller, circle, grade, late, as_json):  # type: ignore[no-untyped-def]
    """List the hazards of CIRCLE that one reads: the own town's, and those upstream."""
    _within(caller, circle, as_json)
    today = day_of(caller.at)
    rows = queries.hazards(caller.standing, circle, grade=grade or "", late_on=today if late else None)
    cards = queries.hazard_cards(rows, today)
    lines = [
        (card.row.get_grade_display(), card.row.owner, card.row.get_state_display(), card.row.due_on or "", card.late or "", card.row.title_zh)
        for card in cards
    ]  # fmt: skip
    answer(
        {"circle": circle, "hazards": [hazard_out(card) for card in cards]}, as_json=as_json,
        text=lambda: table(("grade", "town", "state", "time limit", "days over", "what"), lines),
    )  # fmt: skip


@enforcement.command("unified")
@click.argument("circle")
@day_option
@json_option
@click.pass_obj
def list_unified(caller, circle, on, as_json):  # type: ignore[no-untyped-def]
    """Say which of the five functions of each zone of CIRCLE is truly unified: both banks say so and name the same body."""
    _within(caller, circle, as_json)
    day = on.date() if on else day_of(caller.at)
    zones = queries.unified(caller.standing, circle, day)
    lines = [
        (zone.zone.zone_zh, one.kind.label, "?" if one.truly is None else "yes" if one.truly else "no")
        for zone in zones
        for one in zone.functions
    ]
    answer(
        unified_out(circle, day, zones),
        as_json=as_json,
        text=lambda: table(("zone", "function", "truly unified"), lines),
    )


def _range(item: Any) -> str:
    if item is None:
        return ""
    low, high = item.penalty_min, item.penalty_max
    return f"{'' if low is None else low} – {'' if high is None else high}"


def _within(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


commands = [enforcement]
