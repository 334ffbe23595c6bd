"""The command ``pilin privacy``."""

from __future__ import annotations

from typing import Any

import click
from django.utils.translation import gettext as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.privacy import actions, queries
from pilin.web.terminal import answer, json_option, plain, refuse, table


@click.group("privacy")
def privacy() -> None:
    """Personal data: how long it is kept."""


@privacy.command("terms")
@json_option
@click.pass_obj
def terms(caller: Any, as_json: bool) -> None:
    """List how long each kind of thing is kept, and what was erased of it."""
    cards = queries.terms(caller.standing)
    data = [
        {"name": card.name, "days": card.days, "basis": str(card.basis), "last_at": plain(card.last_at), "erased": card.erased}
        for card in cards
    ]  # fmt: skip
    heads = [_("What"), _("Days"), _("Ground"), _("Last run"), _("Erased")]
    rows = [[c.title, c.days, c.basis, f"{c.last_at:%Y-%m-%d %H:%M}" if c.last_at else "", c.erased] for c in cards]
    answer(data, as_json=as_json, text=lambda: table(heads, rows))


@privacy.command("purge")
@click.option("--local", is_flag=True, help="Act as the machine the instance runs on.")
@json_option
@click.pass_obj
def purge(caller: Any, local: bool, as_json: bool) -> None:
    """Erase what has been kept long enough, now; a served instance does it every day."""
    by = Standing.machine("retention") if local else caller.standing
    try:
        erased = actions.keep_terms(by=by, at=caller.at)
    except Refused as error:
        refuse(error, as_json=as_json)
    rows = [[name, number] for name, number in sorted(erased.items())]
    answer(erased, as_json=as_json, text=lambda: table([_("What"), _("Erased")], rows))


commands = [privacy]
