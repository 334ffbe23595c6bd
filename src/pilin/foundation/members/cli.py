"""Circles and agreements on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from pilin.engine.base import Refused
from pilin.foundation.members import queries
from pilin.web.terminal import answer, json_option, refuse, table


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day of the calendar; one that does not exist is refused, another form is wrong use."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        parts = str(value).split("-")
        if len(parts) != 3 or [len(p) for p in parts] != [4, 2, 2] or not all(p.isdigit() for p in parts):
            self.fail(f"{value!r} is no day: write 2019-11-30", param, ctx)
        try:
            return date(int(parts[0]), int(parts[1]), int(parts[2]))
        except ValueError:
            self.fail(f"{value} is no day of the calendar", param, ctx)


def _known(caller: Any, slug: str, as_json: bool) -> None:
    if queries.circle_named(caller.standing, slug) is None:
        refuse(Refused("not_found", f"no circle is called {slug}"), as_json=as_json)


def _member(card: queries.MemberCard) -> dict[str, Any]:
    return {
        "code": card.code,
        "name": card.name,
        "name_zh": card.name_zh,
        "province": {"code": card.province[0], "name_zh": card.province[1]},
        "county": {"code": card.county[0], "name_zh": card.county[1]} if card.county else None,
    }


def _brief(card: queries.MemberCard) -> dict[str, Any]:
    return {"code": card.code, "name": card.name, "name_zh": card.name_zh}


@click.group()
def circle() -> None:
    """Circles: who belongs, who is in the chair, who hosts."""


@circle.command("show")
@click.argument("slug")
@click.option("--on", type=Day(), default=None, help="As of this day, bounds inclusive; today if not given.")
@json_option
@click.pass_obj
def show(caller: Any, slug: str, on: date | None, as_json: bool) -> None:
    """Show the members of a circle and its chair on a day."""
    _known(caller, slug, as_json)
    day = on or queries.day_of(caller.at)
    members = queries.members_on(caller.standing, slug, day)
    chair = queries.chair_on(caller.standing, slug, day)
    data = {
        "members": [_member(card) for card in members],
        "chair": {**_brief(chair.member), "from": chair.starts_on, "to": chair.ends_on} if chair else None,
    }

    def text() -> str:
        rows = [(m.code, m.name_zh, m.name, m.province[1], m.county[1] if m.county else "") for m in members]
        told = f"chair: {chair.member.name_zh} {chair.starts_on} to {chair.ends_on}" if chair else "chair: none"
        return f"{table(('code', 'name_zh', 'name', 'province', 'county'), rows)}\n{told}"

    answer(data, as_json=as_json, text=text)


@circle.command("hosts")
@click.argument("slug")
@click.option("--from", "first", type=click.IntRange(1900, 2200), required=True, help="First year.")
@click.option("--to", "last", type=click.IntRange(1900, 2200), required=True, help="Last year.")
@json_option
@click.pass_obj
def hosts(caller: Any, slug: str, first: int, last: int, as_json: bool) -> None:
    """List whose turn it is in each year, settled or computed; years without a turn are left out."""
    if last < first:
        raise click.UsageError("--to lies before --from")
    _known(caller, slug, as_json)
    turns = queries.hosts_of(caller.standing, slug, first, last)
    answer(
        [{"year": year, "member": _brief(card)} for year, card in turns],
        as_json=as_json,
        text=lambda: table(("year", "code", "name_zh", "name"), [(y, c.code, c.name_zh, c.name) for y, c in turns]),
    )


@circle.command("list")
@json_option
@click.pass_obj
def circles(caller: Any, as_json: bool) -> None:
    """List the circles of this instance with their members of today."""
    cards = queries.circle_cards(caller.standing, caller.at)
    answer(
        [{"slug": c.slug, "name": c.name, "name_zh": c.name_zh, "members": [m.code for m in c.members]} for c in cards],
        as_json=as_json,
        text=lambda: table(("slug", "name_zh", "members"), [(c.slug, c.name_zh, len(c.members)) for c in cards]),
    )


@click.group()
def agreements() -> None:
    """Agreements: what is in force, between whom, since when."""


@agreements.command("list")
@click.argument("slug")
@click.option("--on", type=Day(), default=None, help="As they stand on this day; today if not given.")
@click.option("--allowing", default="", help="Only those in force that speak of this, best first.")
@json_option
@click.pass_obj
def list_agreements(caller: Any, slug: str, on: date | None, allowing: str, as_json: bool) -> None:
    """List the agreements of a circle, oldest first; dates as exactly as they are known."""
    _known(caller, slug, as_json)
    day = on or queries.day_of(caller.at)
    cards = (
        queries.agreements_allowing(caller.standing, slug, allowing, day)
        if allowing
        else queries.agreements_of(caller.standing, slug, day)
    )
    answer(
        [
            {
                "slug": c.slug,
                "kind": c.kind,
                "title": c.title,
                "title_zh": c.title_zh,
                "state": c.state.value,
                "signed_on": c.signed_on,
                "valid_to": c.valid_to,
                "parties": sorted(p.member.code for p in c.parties),
                "missing": sorted(s.member.code for s in c.missing),
                "text_hash": c.text_hash or None,
                "follows": c.follows or None,
                "relation": c.relation or None,
                "source": c.source or None,
                "illustrative": c.illustrative,
            }
            for c in cards
        ],
        as_json=as_json,
        text=lambda: table(("signed", "state", "title"), [(c.signed_on, c.state_label, c.title_zh) for c in cards]),
    )


commands = [circle, agreements]
