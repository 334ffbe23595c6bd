"""Investment at the terminal."""

from __future__ import annotations

import click

from pilin.domain.investment import queries, rules
from pilin.domain.investment.enums import LandUse, SpaceKind, SpaceState
from pilin.domain.investment.schemas import lead_out, pipeline_out, space_out
from pilin.engine.base import Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

circle_option = click.option("--circle", default="five-towns", show_default=True, help="The circle asked about.")


@click.group()
def investment() -> None:
    """Who might come to the circle, how far it is, and where there is room."""


@investment.command("pipeline")
@circle_option
@json_option
@click.pass_obj
def show_pipeline(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """Show each stage with its leads and sums by currency, what is signed without intentions, and what reports say."""
    _circle(caller, circle, as_json)
    found = queries.pipeline(caller.standing, circle, day_of(caller.at))

    def text() -> str:
        lines = [_line(one, str(one.stage.label)) for one in found.stages]
        lines.append(_line(found.signed, "signed and beyond"))
        reported = [
            (row.source, row.title_zh or row.title, row.projects if row.projects is not None else "", _told(row.capital),
             _told(rules.mean_amount(row)))
            for row in found.figures
        ]  # fmt: skip
        heads = ("stage", "leads", "sums", "mean", "longest days")
        return f"{table(heads, lines)}\n\n{table(('source', 'reported', 'projects', 'investment', 'mean'), reported)}"

    answer(pipeline_out(circle, found), as_json=as_json, text=text)


@investment.command("leads")
@circle_option
@json_option
@click.pass_obj
def list_leads(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """List the leads under way that you may read."""
    _circle(caller, circle, as_json)
    shown = queries.sifted(queries.cards(caller.standing, circle, day_of(caller.at)))
    lines = [
        (c.lead.get_stage_display(), c.days, c.lead.owner, _told(c.lead.capital), c.lead.title_zh or c.lead.title)
        for c in shown
    ]
    answer(
        {"circle": circle, "leads": [lead_out(card) for card in shown]},
        as_json=as_json,
        text=lambda: table(("stage", "days", "keeper", "investment", "project"), lines),
    )


@investment.command("spaces")
@circle_option
@click.option("--kind", type=click.Choice(SpaceKind.values), help="Only land, or only floors.")
@click.option("--use", type=click.Choice(LandUse.values), help="Only for this use.")
@click.option("--state", type=click.Choice(SpaceState.values), help="Only in this state.")
@json_option
@click.pass_obj
def list_spaces(caller, circle, kind, use, state, as_json):  # type: ignore[no-untyped-def]
    """List land and factory floors of both sides; areas as entered, and in hectares."""
    _circle(caller, circle, as_json)
    rows = list(queries.spaces(caller.standing, circle))
    shown = queries.spaces_sifted(rows, kind=kind or "", use=use or "", state=state or "", least_m2=None)
    lines = [
        (row.owner, row.get_kind_display(), f"{row.area_value.normalize():f} {row.area_unit}",
         rules.in_unit(row.square_metres, rules.HECTARE), row.get_state_display(), row.title_zh or row.title)
        for row in shown
    ]  # fmt: skip
    answer(
        {"circle": circle, "spaces": [space_out(row) for row in shown]},
        as_json=as_json,
        text=lambda: table(("town", "kind", "area", "ha", "state", "space"), lines),
    )


def _line(one: queries.StageSum, name: str) -> tuple[str, int, str, str, object]:
    sums = "; ".join(_told(money.total) for money in one.sums)
    means = "; ".join(_told(money.mean) for money in one.sums)
    return name, one.count, sums, means, "" if one.oldest_days is None else one.oldest_days


def _told(value) -> str:  # type: ignore[no-untyped-def]
    if value is None:
        return ""
    sign = "" if value.comparator == "=" else f"{value.comparator} "
    return f"{sign}{value.value:,.2f} {value.unit}"


def _circle(caller, circle: str, as_json: bool) -> None:  # type: ignore[no-untyped-def]
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)


commands = [investment]
