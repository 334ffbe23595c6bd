"""Counts from the register at the terminal."""

from __future__ import annotations

from typing import Any

import click

from pilin.domain.observatory import queries, rules
from pilin.domain.observatory.enums.counts import CountOf
from pilin.domain.observatory.schemas.counts import numbers_out
from pilin.engine.base import Invalid, Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table


@click.command("count")
@click.argument("circle")
@click.argument("what", type=click.Choice(CountOf.values))
@click.option("--of", "whole", type=click.Choice(CountOf.values), default=None, help="Count out of these: a share.")
@click.option("--place", default="", help="Beginning of a division code (31 is Shanghai), or across.")
@json_option
@click.pass_obj
def count_firms(caller, circle, what, whole, place, as_json):  # type: ignore[no-untyped-def]
    """Count firms of each town of CIRCLE from the records you may read: yes, no, and how many are unknown."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    faults = rules.faults_of_count(
        "share" if whole else "sum", "percent" if whole else "firm", what, whole or "", place
    )
    if faults:
        refuse(Invalid(*faults), as_json=as_json)
    day = day_of(caller.at)
    told = queries.counts_of(caller.standing, circle, (what, whole or "", place), day)
    every: dict[str, Any] = {town: numbers_out(tally) for town, tally in told.items()}
    total = numbers_out(sum(told.values(), rules.Tally()))

    def text() -> str:
        rows = [
            (town, one["yes"], one["no"] if whole else "", one["open"] + one["maybe_yes"] + one["maybe_no"] + one["maybe_open"] if whole else one["open"],
             one["share_percent"] or "" if whole else "", one["coverage_percent"] or "")
            for town, one in [*every.items(), ("all", total)]
        ]  # fmt: skip
        return table(("town", "yes", "no", "unknown", "share %", "known of all %"), rows)

    answer({"circle": circle, "on": day, "count": what, "whole": whole, "place": place, "towns": every, "total": total}, as_json=as_json, text=text)  # fmt: skip


commands = [count_firms]
