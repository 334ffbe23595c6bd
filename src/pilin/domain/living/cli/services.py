"""Public services at the terminal: what there is, where, and whether one pays directly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from pilin.domain.living.enums.services import CareKind, FacilityKind, LifeEvent
from pilin.domain.living.queries import reaching
from pilin.domain.living.queries import services as queries
from pilin.domain.living.schemas.services import facility_out, service_out, settlement_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

on_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day; today unless said.")


@click.command("services")
@click.argument("circle")
@click.option("--event", type=click.Choice(LifeEvent.values), help="Only services for this life event.")
@click.option("--from", "origin", default="", help="Where one starts: place:CODE or stop:UID.")
@click.option("--home", default="", help="Code of the town one lives in.")
@click.option("--walk", type=click.FloatRange(0, 5), default=1.0, help="How many kilometres one walks to a stop.")
@click.option("--words", default="", help="Words to look for.")
@on_option
@json_option
@click.pass_obj
def list_services(caller, circle, event, origin, home, walk, words, on, as_json):  # type: ignore[no-untyped-def]
    """List what one can do on the other side in CIRCLE: services with papers, hours, and whether one gets there and home."""
    _known(caller, circle, as_json)
    day = _day(caller, on)
    reacher, _held = reaching.reacher_from(caller.standing, circle, day, origin, walk) if origin else (None, [])
    told = queries.services_told(caller.standing, circle, day, queries.Asked(event or "", "", words, home), reacher)
    found = [service_out(one) for one in told]

    def text() -> str:
        rows = [
            (one["title_zh"], one["provider_zh"], one["open_to"], _spans(one["open_on_the_day"]), (one["reach"] or {}).get("state", ""), len(one["papers"]))
            for one in found
        ]  # fmt: skip
        return table(("service", "provider", "open to you", "hours", "reach", "papers"), rows)

    answer({"circle": circle, "on": day, "services": found}, as_json=as_json, text=text)


@click.command("facilities")
@click.argument("circle")
@click.option("--kind", type=click.Choice(FacilityKind.values), help="Only facilities of this kind.")
@json_option
@click.pass_obj
def list_facilities(caller, circle, kind, as_json):  # type: ignore[no-untyped-def]
    """List the facilities of CIRCLE that give public services: hospitals, halls, schools."""
    _known(caller, circle, as_json)
    found = [facility_out(row) for row in queries.facilities(caller.standing, circle) if kind in (None, row.kind)]
    answer(
        {"circle": circle, "facilities": found}, as_json=as_json,
        text=lambda: table(("facility", "kind", "place", "address"), [[one[key] for key in ("name_zh", "kind", "place", "address_zh")] for one in found]),
    )  # fmt: skip


@click.command("settle")
@click.option("--insured", required=True, help="Division code of where one is insured, as 330421.")
@click.option("--at", "there", required=True, help="Division code of where one is treated, as 310116.")
@on_option
@click.option("--kind", type=click.Choice(CareKind.values), default=CareKind.OUTPATIENT.value, help="What is paid for.")
@json_option
@click.pass_obj
def settle(caller, insured, there, on, kind, as_json):  # type: ignore[no-untyped-def]
    """Say whether insurance pays directly in another place, whether to file first, and by which clause. Needs no records."""
    told = settlement_out(queries.settled_anywhere(caller.standing, insured, there, _day(caller, on), kind))

    def text() -> str:
        heads = [(key, told[key]) for key in ("direct", "filing", "valid_months_at_least", "clause", "rule_version")]
        return table(("", ""), heads) + "\n" + "\n".join(f"· {one['zh']}\n  {one['en']}" for one in told["reasons"])

    answer(told, as_json=as_json, text=text)


def _known(caller: Any, circle: str, as_json: bool) -> None:
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


def _day(caller: Any, on: datetime | None) -> Any:
    return on.date() if on else day_of(caller.at)


def _spans(spans: list[dict[str, str]] | None) -> str:
    if spans is None:
        return "unknown"
    return ", ".join(f"{one['opens']}–{one['closes']}" for one in spans) or "closed"


commands = (list_services, list_facilities, settle)
