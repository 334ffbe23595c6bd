"""The watch now, at the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from pilin.domain.watch import queries
from pilin.domain.watch.schemas import desk as schemas
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")


@click.command("now")
@click.argument("circle", default="five-towns")
@json_option
@click.pass_obj
def now(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """Show whether it is calm: gauges against their lines, signals that are out, events and who keeps watch."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    told = queries.desk_of(caller.standing, circle, caller.at)
    lines = [
        (
            card.series.slug, card.series.owner, "" if card.at is None else f"{card.at.astimezone(SHANGHAI):%m-%d %H:%M}",
            "silent" if card.is_silent else "looks wrong" if card.is_bad else card.value, card.series.datum,
            "" if card.warning is None else card.warning.level_m, "" if card.above is None else f"{card.above:+}",
        )
        for card in told.gauges
    ]  # fmt: skip
    said = [
        f"{s.row.colour} {s.row.hazard}: {s.row.issuer_zh} {s.row.issued_at.astimezone(SHANGHAI):%m-%d %H:%M}, relayed"
        for s in told.signals
    ]
    events = [
        f"{e.row.title_zh}: {sum(1 for t in e.towns if t.part)} of {len(e.towns)} towns know" for e in told.events
    ]
    answer(
        schemas.now_out(circle, told), as_json=as_json,
        text=lambda: "\n".join(
            ["calm" if told.calm else "not calm", *said, *events, table(("gauge", "town", "at", "value", "datum", "line", "above"), lines)]
        ),
    )  # fmt: skip


commands = (now,)
