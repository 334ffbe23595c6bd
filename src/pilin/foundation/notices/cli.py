"""The command ``pilin webhooks``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.notices import actions, posting
from pilin.web.terminal import answer, json_option, refuse, table


@click.group("webhooks")
def webhooks() -> None:
    """Addresses at which a town's own software is told of deeds."""


def _told(cards: list[posting.Card], as_json: bool) -> None:
    data = [
        {
            "uid": card.uid,
            "address": card.address,
            "made_at": card.made_at,
            "failures": card.failures,
            "next_at": card.next_at,
            "ended_at": card.ended_at,
            "last": card.deliveries[0].outcome or "arrived" if card.deliveries else None,
        }
        for card in cards
    ]
    heads = ["uid", _("Address"), _("What came of it")]

    def last(card: posting.Card) -> str:
        if not card.deliveries:
            return ""
        outcome = card.deliveries[0].outcome
        return posting.said(outcome) if outcome else _("Arrived")

    answer(
        data, as_json=as_json, text=lambda: table(heads, [[str(card.uid), card.address, last(card)] for card in cards])
    )


@webhooks.command("list")
@json_option
@click.pass_obj
def list_webhooks(caller: Any, as_json: bool) -> None:
    """List the webhooks of the caller's town; secrets stand on the page and in the API only."""
    _told(posting.hooks_of(caller.standing), as_json)


@webhooks.command("add")
@click.argument("address")
@json_option
@click.pass_obj
def add_webhook(caller: Any, address: str, as_json: bool) -> None:
    """Register an address; prints the secret its messages are signed with."""
    try:
        made = actions.add_hook(by=caller.standing, at=caller.at, address=address)
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    secret = posting.secret_of(made)
    answer({"uid": made.pk, "address": made.address, "secret": secret}, as_json=as_json, text=f"{made.pk}  {secret}")


@webhooks.command("test")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def test_webhook(caller: Any, uid: UUID, as_json: bool) -> None:
    """Ask that a test be sent with the next turn of the clock; a webhook that ended begins anew."""
    try:
        actions.test_hook(by=caller.standing, at=caller.at, hook=uid)
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    _told([card for card in posting.hooks_of(caller.standing) if card.uid == uid], as_json)


@webhooks.command("remove")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def remove_webhook(caller: Any, uid: UUID, as_json: bool) -> None:
    """Remove an address: it is told nothing any more."""
    try:
        actions.remove_hook(by=caller.standing, at=caller.at, hook=uid)
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    answer({"uid": uid, "removed": True}, as_json=as_json, text=_("Removed: the address is told nothing any more"))


commands = [webhooks]
