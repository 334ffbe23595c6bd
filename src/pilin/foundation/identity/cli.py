"""The commands ``pilin people`` and ``pilin keys``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
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


@click.group("keys")
def keys() -> None:
    """Keys for programs: one's own, and those that act for one's town."""


@keys.command("list")
@json_option
@click.pass_obj
def list_keys(caller: Any, as_json: bool) -> None:
    """List the keys the caller may revoke; the secrets are kept nowhere."""
    cards = queries.keys_of(caller.standing, caller.at)
    data = [
        {
            "uid": card.uid,
            "name": card.name,
            "member": card.member or None,
            "scopes": list(card.scopes),
            "prefix": card.prefix,
            "made_at": card.made_at,
            "expires_at": card.expires_at,
            "last_used_at": card.last_used_at,
            "revoked_at": card.revoked_at,
            "holds": card.holds,
        }
        for card in sorted(cards, key=lambda card: card.uid)
    ]
    heads = [_("Key"), _("What is it for"), _("Town"), _("What it may do"), _("Opens until"), _("Opens")]
    rows = [
        [c.prefix, c.name, c.member, " ".join(c.scopes), c.last_day, _("yes") if c.holds else _("no")] for c in cards
    ]
    answer(data, as_json=as_json, text=lambda: table(heads, rows))


@keys.command("make")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, default=["read"], show_default=True, help="read, write, read:ROOM, write:ROOM."
)
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it opens.")
@click.option("--town", is_flag=True, help="Act for the caller's town; its signatory alone may.")
@json_option
@click.pass_obj
def make_key(caller: Any, name: str, scopes: tuple[str, ...], days: int, town: bool, as_json: bool) -> None:
    """Make a key for a program; prints it once."""
    by = caller.standing
    last = caller.at.astimezone(queries.SHANGHAI).date() + timedelta(days=days - 1)
    try:
        if town and not by.member:
            raise Refused("no_office", _("The caller holds no office of a town"))
        row, secret = actions.make_key(
            by=by, at=caller.at, name=name, scopes=scopes, expires_on=last, member=by.member if town else ""
        )
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    data = {"uid": row.pk, "name": row.name, "scopes": row.scopes.split(), "expires_at": row.expires_at, "key": secret}
    answer(data, as_json=as_json, text=_("{name}: {key}  (shown this once)").format(name=row.name, key=secret))


@keys.command("revoke")
@click.argument("key")
@json_option
@click.pass_obj
def revoke_key(caller: Any, key: str, as_json: bool) -> None:
    """Revoke a key, named by its beginning (pilin_ and eight letters) or its uid."""
    found = [card for card in queries.keys_of(caller.standing, caller.at) if key in (card.prefix, str(card.uid))]
    try:
        if not found:
            raise Invalid(Fault("unknown_key", "key", _("There is no such key")))
        row = actions.revoke_key(by=caller.standing, at=caller.at, key=found[0].uid)
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    data = {"uid": row.pk, "revoked_at": row.revoked_at}
    answer(data, as_json=as_json, text=_("The key is revoked: it opens nothing any more"))


commands = [people, keys]
