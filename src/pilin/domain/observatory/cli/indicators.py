"""Indicators at the terminal."""

from __future__ import annotations

from typing import Any

import click

from pilin.domain.observatory import queries
from pilin.domain.observatory.schemas.indicators import indicator_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table


@click.command("indicators")
@click.argument("circle")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As known on this day; today unless said.")
@json_option
@click.pass_obj
def list_indicators(caller, circle, as_of, as_json):  # type: ignore[no-untyped-def]
    """Show the indicators of CIRCLE: value, target, whether it is met, and how many towns have reported."""
    today = day_of(caller.at)
    day = as_of.date() if as_of else today
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    if day > today:
        refuse(Refused("day", f"{day} is yet to come: nothing is known of it"), as_json=as_json)
    told = [
        indicator_out(one) for one in queries.answers(queries.book(caller.standing, circle, day, counting=day == today))
    ]

    def text() -> str:
        rows = []
        for one in told:
            first: dict[str, Any] = one["targets"][0] if one["targets"] else {}
            met = {True: "met", False: "not met", None: "unknown" if first else ""}[first.get("met")]
            value = (
                f"{'' if one['comparator'] == '=' else one['comparator']}{one['value']}"
                if one["value"]
                else one["reason"]
            )
            line = f"{first['comparator']} {first['value']}" if first else ""
            rows.append((one["slug"], one["title_zh"], value, one["unit"], one["period"], line, met, f"{len(one['reported'])}/{len(one['expected'])}", _coverage(one)))  # fmt: skip
        return table(("indicator", "", "value", "unit", "period", "target", "", "reported", "known of all"), rows)

    answer({"circle": circle, "as_of": day, "indicators": told}, as_json=as_json, text=text)


def _coverage(one: dict[str, Any]) -> str:
    """Return how much of a count is known, in per cent; empty for what is not counted."""
    told = one["counted"]
    return f"{told['coverage_percent']} %" if told and told["whole"] and told["coverage_percent"] else ""


commands = [list_indicators]
