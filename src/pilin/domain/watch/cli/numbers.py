"""Grades and replays at the terminal: they need no records."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from pilin.engine import hydro
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.intake.columns import read_columns
from pilin.web.terminal import answer, json_option, refuse, table

SLOWEST = 0.1
HEADS = ("at", "kind", "station", "rule", "level", "certainty", "value", "threshold", "")


class Millimetres(click.ParamType):  # type: ignore[type-arg]
    """An amount of rain."""

    name = "MM"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        """Return the amount; wrong use where it is none."""
        try:
            hydro.rain_grade(12, value)
        except ValueError as wrong:
            self.fail(str(wrong), param, ctx)
        return Decimal(str(value).strip())


class Speed(click.ParamType):  # type: ignore[type-arg]
    """How many times as fast as it was: a number, or ``max`` for all at once."""

    name = "N|max"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number, infinity for ``max``; wrong use where it is neither."""
        try:
            found = float("inf") if value == "max" else float(value)
        except ValueError:
            found = 0.0
        if not found >= SLOWEST:
            self.fail(f"{value} is neither a number from {SLOWEST} up nor max", param, ctx)
        return found


@click.command("grade")
@click.option("--period", type=float, required=True, help="Hours in which it fell: 12 or 24.")
@click.option("--mm", type=Millimetres(), required=True, help="Millimetres.")
@json_option
def grade_rain(period, mm, as_json):  # type: ignore[no-untyped-def]
    """Say what rain of --mm in --period hours is called by GB/T 28592."""
    try:
        found = hydro.rain_grade(period, mm)
    except hydro.UnknownPeriod as unknown:
        raise click.BadParameter(f"{unknown}; it is 12 or 24", param_hint="--period") from None
    told = {
        "standard": found.standard, "period_h": found.period_h, "mm": found.mm, "code": found.code, "grade_zh": found.zh,
        "grade": found.en, "confirmed": found.confirmed, "source": found.source or None,
    }  # fmt: skip
    unread = "" if found.confirmed else "  (nobody read the limits of this grade in the standard)"
    answer(
        told,
        as_json=as_json,
        text=f"{found.zh} {found.en}: {found.mm} mm, {found.period_h} h, {found.standard}{unread}",
    )


@click.command("replay")
@click.argument("events", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--speed",
    type=Speed(),
    default="max",
    show_default=True,
    help="Print each entry when it falls due, N times as fast.",
)
@click.option(
    "--table",
    "place",
    type=click.Choice(sorted(hydro.TABLES)),
    default="shanghai",
    show_default=True,
    help="Whose rain thresholds.",
)
@json_option
def replay_events(events, speed, place, as_json):  # type: ignore[no-untyped-def]
    """Run a past event again: official acts of EVENTS as they were, and a threshold check at the end of each observation.

    EVENTS is JSON (a list, or an object with "entries") or a table, with the columns kind, station, quantity, from, to, at, value,
    period_h, datum, level, state. Official acts are taken as they are; a check is ours and issues nothing. It says no more than
    the amounts prove: "certain" where a value was measured over the rule's own hours, "at_least" where it is a bound; what is left
    open above stands in "undecided". Times without zone are those of Shanghai.
    """
    if as_json and speed != float("inf"):
        raise click.UsageError("--speed paces what people read; --json is told at once")
    try:
        rows, numbers = _rows_of(events)
        told = hydro.replay(rows, table=place, numbers=numbers)
    except Invalid as wrong:
        refuse(wrong, as_json=False)  # what is malformed is told on stderr alone
    plain = hydro.replay_as_rows(told)
    if as_json or speed == float("inf"):
        answer(plain, as_json=as_json, text=lambda: _all_said(plain))
        return
    for before, entry, shown in zip(told.entries[:1] + told.entries, told.entries, plain["entries"], strict=False):
        time.sleep((entry.at - before.at).total_seconds() / speed)
        click.echo("  ".join(str(cell) for cell in _said(shown) if cell not in (None, "")))
    click.echo(_delays_said(plain["lags"]))


def _rows_of(file: Path) -> tuple[Sequence[Mapping[str, Any]], Sequence[int] | None]:
    """Return the rows of a JSON file or a table, and where each stood in a table."""
    if file.suffix.casefold() in (".csv", ".xlsx"):
        read = read_columns(file, dict.fromkeys(hydro.FIELDS, ()), ("kind",))
        return [{name: cells[k] for name, cells in read.values.items()} for k in range(len(read.numbers))], read.numbers
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:
        raise Invalid(Fault("no_json", "", f"{file.name} is no JSON: {wrong}")) from None
    if isinstance(found, Mapping):
        found = found.get("entries", found.get("events"))
    if not isinstance(found, list):
        raise Invalid(Fault("no_entries", "entries", f"{file.name} holds no list of entries"))
    return found, None


def _said(entry: Mapping[str, Any]) -> list[Any]:
    more = [entry["reason"] or "", *entry["notes"]]
    left = {f"{one['level']} not decided: {one['reason']}" for one in entry.get("undecided", ())}
    return [
        entry["at"][:16],
        *(entry[name] for name in HEADS[1:-1]),
        "; ".join(part for part in (*more, *sorted(left)) if part),
    ]


def _all_said(plain: Mapping[str, Any]) -> str:
    return f"{table(HEADS, [_said(entry) for entry in plain['entries']])}\n\n{_delays_said(plain['lags'])}"


def _delays_said(lags: Sequence[Mapping[str, Any]]) -> str:
    return table(("from", "to", "minutes"), [(one["from"], one["to"], one["minutes"]) for one in lags])


commands = (grade_rain, replay_events)
