"""Flows at the terminal: the net of pairs of a circle, as whoever asks may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from pilin.domain.observatory.enums.flows import FlowKind
from pilin.domain.observatory.queries import flows as queries
from pilin.domain.observatory.rules.flows import read_span
from pilin.domain.observatory.schemas.flows import flows_out
from pilin.engine.base import Invalid, PartialDate, Refused
from pilin.foundation.members.queries import SHANGHAI, circle_named
from pilin.web.terminal import answer, json_option, refuse, table


@click.command("flows")
@click.argument("circle")
@click.option("--kind", type=click.Choice(FlowKind.values), help="What flows; all kinds, each apart, unless said.")
@click.option("--unit", default="", help="Only of this unit or currency.")
@click.option("--period", default="", help="Only of this year, quarter or month: 2023, 2023-Q2, 2023-06.")
@click.option("--place", "places", multiple=True, metavar="CODE", help="Flows of this place; given twice, between two.")
@click.option("--known-on", type=click.DateTime(["%Y-%m-%d"]), help="As it was known at the end of this day.")
@json_option
@click.pass_obj
def flows(caller, circle, kind, unit, period, places, known_on, as_json):  # type: ignore[no-untyped-def]
    """Tell what flows between the places of CIRCLE: both ways of each pair, both sides' words, and the net by either."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    known_by = _end_of(known_on)
    told = queries.flows(
        caller.standing, circle, kind=kind or "", unit=unit, span=_period(period, as_json), places=places[:2], known_by=known_by
    )  # fmt: skip
    body = flows_out(circle, queries.pairs(told), queries.coverage(told), known_by)
    answer(body, as_json=as_json, text=lambda: _said(body))


def _end_of(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(hour=23, minute=59, second=59, microsecond=999_999, tzinfo=SHANGHAI)


def _period(text: str, as_json: bool) -> PartialDate | None:
    span, wrong = read_span(text) if text else (None, None)
    if wrong:
        refuse(Invalid(wrong), as_json=as_json)
    return span


def _said(body: dict[str, Any]) -> str:
    heads = ("what", "unit", "period", "one", "other", "there", "back", "net by sender", "net by receiver")
    rows = [
        (
            pair["kind"], pair["unit"], pair["period"], pair["one"]["name_zh"], pair["other"]["name_zh"], _words(pair["there"]),
            _words(pair["back"]), pair["net_by_sender"] or "–", pair["net_by_receiver"] or "–",
        )
        for pair in body["pairs"]
    ]  # fmt: skip
    cover = body["coverage"]
    told = f"{cover['flows']} flows: {cover['same']} told alike by both, {cover['differ']} differently, "
    return (
        table(heads, rows)
        + f"\n{told}{cover['sender_only'] + cover['receiver_only']} by one side; {cover['unknown']} without an exact amount"
    )


def _words(way: dict[str, Any] | None) -> str:
    """Return both sides' words of one way: sender | receiver; silence is a dash."""
    if way is None:
        return "–"
    return " | ".join("–" if word is None else "?" if word["value"] is None else f"{word['comparator'].strip('=')}{word['value']}" for word in (way["sender"], way["receiver"]))  # fmt: skip


commands = (flows,)
