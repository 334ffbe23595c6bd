"""What is owed for odd jobs, at the terminal."""

from __future__ import annotations

import click

from pilin.domain.oddjobs import queries
from pilin.domain.oddjobs.schemas import pay_out
from pilin.foundation.access.verdict import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table


@click.command("pay")
@click.option("--circle", default="five-towns", show_default=True, help="The circle asked about.")
@click.option("--due", is_flag=True, help="Only what is overdue: its fifteenth day is over.")
@json_option
@click.pass_obj
def list_pays(caller, circle, due, as_json):  # type: ignore[no-untyped-def]
    """List what is still owed, for work in the town acted for and to its workers, the longest due first."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    today = day_of(caller.at)
    rows = queries.overdue(caller.standing, today) if due else queries.unpaid(caller.standing)
    told = [pay_out(row, today) for row in rows.filter(circle=circle).order_by("due_on", "uid")]
    lines = [
        (one["due_on"], one["days_late"] or "", one["town"], one["worker_town"], one["title_zh"], one["gross_cny"])
        for one in told
    ]
    answer(
        {"circle": circle, "on": f"{today}", "pays": told}, as_json=as_json,
        text=lambda: table(("due", "days late", "work in", "worker of", "work", "yuan"), lines),
    )  # fmt: skip
