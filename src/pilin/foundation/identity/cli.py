"""The command ``pilin people``."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity import actions, queries
from pilin.web.terminal import answer, json_option, refuse, table


@click.group("people")
def people() -> None:
    """People and the offices they hold."""


@people.command("list")
@click.option("--member", required=True, metavar="CODE", help="Division code of the town.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day; today unless said.")
@json_option
@click.pass_obj
def list_people(caller: Any, member: str, on: Any, as_json: bool) -> None:
    """List the offices of a town that the caller may read."""
    day: date = on.date() if on else caller.at.date()
    cards = queries.offices_of_town(caller.standing, member, day)
    data = [
        {
            "uid": card.uid,
            "username": card.username,
            "name": card.name,
            "name_zh": card.name_zh,
            "role": card.role,
            "title_zh": card.title_zh or None,
            "from": card.valid_from,
            "to": card.valid_to,
            "deputy": card.deputy,
            "illustrative": card.illustrative,
        }
        for card in sorted(cards, key=lambda card: card.uid)
    ]
    heads = [_("Sign-in name"), _("Name"), _("Role"), _("From"), _("Until")]
    rows = [[c.username, c.name_zh, c.role_name, c.valid_from, c.valid_to or ""] for c in cards]
    answer(data, as_json=as_json, text=lambda: table(heads, rows))


@people.command("add")
@click.argument("username")
@click.option("--name-zh", default="", help="Name in Chinese.")
@click.option("--name-en", default="", help="Name in Latin letters.")
@click.option("--member", required=True, metavar="CODE", help="Division code of the town.")
@click.option("--role", type=click.Choice([r.value for r in Role]), default=Role.CLERK.value, show_default=True)
@click.option("--from", "starts", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day; today unless said.")
@click.option(
    "--local", is_flag=True, help="Act as the machine the instance runs on: for the first people of an instance."
)
@json_option
@click.pass_obj
def add_person(
    caller: Any,
    username: str,
    name_zh: str,
    name_en: str,
    member: str,
    role: str,
    starts: Any,
    local: bool,
    as_json: bool,
) -> None:
    """Make an account and give it an office; prints a first password once."""
    by = Standing.machine("setup") if local else caller.standing
    try:
        office, password = actions.invite_officer(
            by=by, at=caller.at, member=member, username=username, name_zh=name_zh, name_en=name_en,
            role=Role(role), valid_from=starts.date() if starts else caller.at.date(),
        )  # fmt: skip
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    data = {"uid": office.person_id, "username": username, "member": member, "role": role, "first_password": password}
    answer(
        data,
        as_json=as_json,
        text=_("{username} may sign in; first password: {password}").format(username=username, password=password),
    )


commands = [people]
