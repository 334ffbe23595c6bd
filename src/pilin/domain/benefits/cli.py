"""Sharing at the terminal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import click

from pilin.domain.benefits import actions, queries, wording
from pilin.domain.benefits.enums import SchemeCurrency, Simulated
from pilin.domain.benefits.schemas import prospects_out, schemes_out, settlement_out, yearly_out
from pilin.engine import share
from pilin.engine.base import Invalid, Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

SAID = {"yes": True, "no": False, "unknown": None}


@click.group()
def benefits() -> None:
    """Sharing benefits: what terms would bring, schemes that towns signed, each year's settlement."""


@benefits.command("schemes")
@click.argument("circle")
@json_option
@click.pass_obj
def list_schemes(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the schemes of CIRCLE with where each stands."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    cards = queries.schemes_of(caller.standing, circle, day_of(caller.at))
    lines = [
        (c.row.pk, c.state.label, c.row.version, f"{c.row.from_year}-{c.row.last_year}", c.row.title_zh) for c in cards
    ]
    answer(
        schemes_out(circle, cards), as_json=as_json,
        text=lambda: table(("uid", "stands", "version", "years", "scheme"), lines),
    )  # fmt: skip


@benefits.command("simulate")
@click.option("--kind", type=click.Choice(Simulated.values), default="move", help="What is shared.")
@click.option("--before", default="", help="Of a move: yuan in the years before it, a comma between, the oldest first.")
@click.option("--after", default="", help="Of a move: yuan expected in the years after it.")
@click.option("--led", type=click.Choice(list(SAID)), default="unknown", help="Whether a government led the move.")
@click.option(
    "--fits", type=click.Choice(list(SAID)), default="unknown", help="Whether it fits the layout of both areas."
)
@click.option("--towns", default="", help="Of another kind: two to five towns, a comma between.")
@click.option("--first", type=click.IntRange(1950, 2150), help="The first year.")
@click.option("--years", type=click.IntRange(1, 12), default=1, help="How many years.")
@click.option(
    "--row", multiple=True,
    help="A row of the history: measure:towns:first year=amounts, as pay:A/B:2024=100,110. Measures: pay, base, people, taxes, worth.",
)  # fmt: skip
@click.option(
    "--rules", default="", help="Keys of presets, a comma between: geneva, twin-cities, shapley, proportional."
)
@click.option("--levy", default="", help="A levy of one's own, percent.")
@click.option("--pool", default="", help="A pool of one's own, percent of growth.")
@click.option("--shares", default="", help="Fixed shares: A:60,B:40.")
@click.option("--currency", type=click.Choice(SchemeCurrency.values), default="CNY")
@json_option
def simulate(kind, before, after, led, fits, row, as_json, **told):  # type: ignore[no-untyped-def]
    """Set rules beside each other on one history of a move, a levy, a pool or a joint gain; nothing is written."""
    if kind != Simulated.MOVE:
        _simulate_years(kind, row, told, as_json)
        return
    if not after.strip():
        raise click.UsageError("Missing option '--after'.")
    chosen = {key: share.terms_of(one) for key, one in queries.moves().items()}
    try:
        amounts = [[Decimal(word) for word in text.split(",") if word.strip()] for text in (before, after)]
    except InvalidOperation:
        refuse(Refused("no_number", "yuan a year, a comma between"), as_json=as_json)
    found = queries.prospects(chosen, *amounts, led=SAID[led], fits=SAID[fits])
    lines = []
    for one in found:
        if one.outlook is not None:
            lines.append((one.key, str(one.outlook.shares.total), " ".join(map(str, one.outlook.shares.out))))
        else:
            lines.append((one.key, "-", str(wording.in_own_words(one.wrong)) if one.wrong else ""))
    answer(prospects_out(found), as_json=as_json, text=lambda: table(("rule", "in all", "yuan a year"), lines))


def _simulate_years(kind: str, rows: tuple[str, ...], told: dict[str, Any], as_json: bool) -> None:
    if told["first"] is None:
        raise click.UsageError("Missing option '--first'.")
    try:
        found = queries.yearly_asked(kind, rows, **told)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    lines = []
    for one in found:
        for town in one.terms.parties if one.outlook else ():
            net = [str(year.sides[town].net) for year in one.outlook.settled] if one.outlook else []
            even = one.outlook.even_from[town] if one.outlook else None
            lines.append(
                (one.key, town, one.outlook.cumulated[town][-1] if one.outlook else "-", even or "-", " ".join(net))
            )
        if one.wrong is not None:
            lines.append((one.key, "-", "-", "-", str(wording.in_own_words(one.wrong))))
    answer(
        yearly_out(found), as_json=as_json, text=lambda: table(("rule", "town", "in all", "even from", "a year"), lines)
    )


@benefits.command("settle")
@click.argument("circle")
@click.argument("uid", type=click.UUID)
@click.argument("year", type=click.IntRange(1900, 2200))
@json_option
@click.pass_obj
def settle(caller, circle: str, uid: UUID, year: int, as_json: bool):  # type: ignore[no-untyped-def]
    """Reckon YEAR of the scheme UID of CIRCLE from the figures known now; each town then confirms or objects."""
    card = queries.scheme_card(caller.standing, circle, uid, day_of(caller.at))
    if card is None:
        refuse(Refused("not_found", "no such scheme"), as_json=as_json)
    try:
        row = actions.compute_settlement(by=caller.standing, at=caller.at, scheme=card.row, year=year)
    except (Invalid, Refused) as wrong:
        refuse(wrong, as_json=as_json)
    done = queries.settlement_card(caller.standing, circle, row.pk)
    if done is None:
        refuse(Refused("not_found", "no such settlement"), as_json=as_json)
    lines = [(side.member.code, side.gave, side.had, side.net) for side in done.sides]
    answer(settlement_out(done), as_json=as_json, text=lambda: table(("town", "gives", "has", "net"), lines))


commands = [benefits]
