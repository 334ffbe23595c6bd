"""Offering work and looking for it, at the terminal."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import click

from pilin.domain.enterprises.queries import firm_of_code
from pilin.domain.oddjobs import actions, queries
from pilin.domain.oddjobs.enums import TRADES, Cover, PayForm
from pilin.domain.oddjobs.queries import Origin
from pilin.domain.oddjobs.rules import ShiftInput
from pilin.domain.oddjobs.schemas import post_out, shift_out
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse, table

SHANGHAI = ZoneInfo("Asia/Shanghai")
circle_option = click.option("--circle", default="five-towns", show_default=True, help="The circle asked about.")


@click.command("list")
@circle_option
@click.option(
    "--near", metavar="LAT,LON", default="", help="How far each is from this point, the nearest first on each day."
)
@click.option("--within", type=click.FloatRange(min=0, min_open=True), metavar="KM", help="Only those no farther away.")
@click.option("--trade", type=click.Choice(list(TRADES)), help="Only this kind of work.")
@click.option("--town", default="", help="Only in the town with this code.")
@json_option
@click.pass_obj
def list_shifts(caller, circle, near, within, trade, town, as_json):  # type: ignore[no-untyped-def]
    """List the open shifts of the next eight days."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    origin = _point(near, as_json) if near else None
    if within is not None and origin is None:
        refuse(Refused("no_point", "--within needs --near"), as_json=as_json)
    cards = queries.days_near(
        caller.standing, circle, caller.at, origin=origin, within_km=within, trade=trade or "", town=town
    )
    lines = [
        (
            f"{card.shift.starts_at.astimezone(SHANGHAI):%m-%d %H:%M}", f"{card.shift.ends_at.astimezone(SHANGHAI):%H:%M}", card.post.owner,
            card.post.title_zh, card.post.hourly_cny, card.cny, "" if card.km is None else f"{card.km:.1f}", card.shift.left,
        )
        for card in cards
    ]  # fmt: skip
    answer(
        {"circle": circle, "shifts": [shift_out(card) for card in cards]}, as_json=as_json,
        text=lambda: table(("from", "to", "town", "work", "an hour", "in the hand", "km", "left"), lines),
    )  # fmt: skip


@click.command("post")
@click.argument("uscc")
@click.argument("title")
@circle_option
@click.option("--town", required=True, help="Code of the town of the work.")
@click.option("--place", required=True, help="Where exactly.")
@click.option("--at", "point", required=True, metavar="LAT,LON", help="The point, WGS 84.")
@click.option("--hourly", required=True, metavar="CNY", help="Yuan an hour.")
@click.option(
    "--shift",
    "shifts",
    multiple=True,
    required=True,
    metavar="FROM/TO",
    help="2024-10-19T13:00/2024-10-19T17:00; again for more.",
)
@click.option("--heads", type=int, default=1, show_default=True, help="How many people a shift.")
@click.option(
    "--break", "break_minutes", type=int, default=0, show_default=True, help="Minutes of each shift that are not paid."
)
@click.option("--trade", type=click.Choice(list(TRADES)), default=None, help="Kind of work; none: anybody can do it.")
@click.option(
    "--form",
    type=click.Choice(PayForm.values),
    default=PayForm.PART_TIME.value,
    show_default=True,
    help="Form of work.",
)
@click.option(
    "--cover",
    type=click.Choice(Cover.values),
    default=Cover.NONE.value,
    show_default=True,
    help="What covers an accident.",
)
@click.option("--cover-said", default="", help="Who insures, and the policy's number.")
@click.option("--fee", default="0", metavar="CNY", help="What is asked of the worker: refused, whatever it is.")
@click.option("--agency", is_flag=True, help="The employer dispatches labour.")
@click.option("--urgent", is_flag=True, help="Whoever asks first has it.")
@json_option
@click.pass_obj
def post_work(caller, /, uscc, title, circle, town, place, point, hourly, shifts, heads, as_json, **said):  # type: ignore[no-untyped-def]
    """Offer work TITLE of the firm with the credit code USCC."""
    within = circle_named(caller.standing, circle)
    if within is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    firm = firm_of_code(caller.standing, circle, uscc)
    if firm is None:
        refuse(Refused("no_firm", f"no firm in sight has the code {uscc}"), as_json=as_json)
    origin, said["trade"] = _point(point, as_json), said["trade"] or ""
    fee, break_minutes = said.pop("fee"), said.pop("break_minutes")
    try:
        row = actions.post_work(
            by=caller.standing, at=caller.at, circle=within, town=town, firm=firm, title_zh=title, place_zh=place,
            hourly_cny=_amount("hourly", hourly), latitude=Decimal(str(origin.latitude)), longitude=Decimal(str(origin.longitude)),
            shifts=[_shift(number, one, heads, break_minutes) for number, one in enumerate(shifts, start=1)],
            fee_cny=_amount("fee", fee), **said,
        )  # fmt: skip
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    out = post_out(row, list(row.shifts.visible_to(caller.standing).select_related("post")))
    answer(out, as_json=as_json, text=lambda: f"{row.pk}  {row.title_zh}, {len(out['shifts'])} shifts")


def _point(said: str, as_json: bool) -> Origin:
    try:
        latitude, longitude = (float(part) for part in said.split(","))
    except ValueError:
        refuse(Refused("point", f"{said!r} is no point: write LAT,LON as in 30.89,121.01"), as_json=as_json)
    return Origin(latitude, longitude, said)


def _amount(name: str, said: str) -> Decimal:
    try:
        return Decimal(said)
    except ArithmeticError:
        raise Invalid(Fault("amount", name, f"{said!r} is no amount of yuan", value=said)) from None


def _shift(number: int, said: str, heads: int, break_minutes: int) -> ShiftInput:
    start, _slash, end = said.partition("/")
    try:
        both = [datetime.fromisoformat(part.strip()) for part in (start, end)]
    except ValueError:
        raise Invalid(
            Fault("shift", "shifts", f"{said!r} is no shift: write FROM/TO", row=number, value=said)
        ) from None
    starts_at, ends_at = (one if one.tzinfo else one.replace(tzinfo=SHANGHAI) for one in both)
    return ShiftInput(starts_at, ends_at, heads, break_minutes)
