"""Heavy roll-up of flows at the terminal: it needs no records."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pilin.domain.observatory.frames import rollup as frames
from pilin.engine.base import Invalid, Refused
from pilin.web.terminal import answer, json_option, refuse, table

ENGINES = [engine.value for engine in frames.Engine]


@click.command("rollup")
@click.argument("file", metavar="FLOWS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="duckdb",
    show_default=True,
    envvar="PILIN_ROLLUP_ENGINE",
    help="Where it runs: in this process, or on worker processes of Spark. Also PILIN_ROLLUP_ENGINE.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="How many worker processes of Spark."
)
@click.option(
    "--master",
    default="",
    metavar="ADDRESS",
    envvar="PILIN_ROLLUP_MASTER",
    help="A Spark cluster that stands already, spark://HOST:7077; its workers must reach the file. Also PILIN_ROLLUP_MASTER.",
)
@json_option
def rollup(file, engine, workers, master, as_json):  # type: ignore[no-untyped-def]
    """Add up the flows of FLOWS to the net of each pair by kind, unit and year, exactly, the same on either engine.

    FLOWS is CSV or Parquet with origin, destination, kind, unit, year, amount; an empty amount is unknown. The extra "analytics"
    brings what is needed; Spark also wants Java 17.
    """
    chosen = frames.Engine(engine)
    if package := frames.missing(chosen):
        refuse(Refused("not_installed", f"{package} is not installed: pip install 'pilin[analytics]'"), as_json=as_json)
    try:
        told = frames.roll_up(file, chosen, workers=workers, master=master)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    body = {
        "engine": told.engine.value,
        "pairs": [_exact(asdict(pair)) for pair in told.pairs],
        "totals": [_exact(asdict(total)) for total in told.totals],
    }
    answer(body, as_json=as_json, text=lambda: _said(body))


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its amounts as text: JSON has no decimals."""
    return {
        name: format(value, "f") if name in ("there", "back", "net", "amount") and value is not None else value
        for name, value in row.items()
    }


def _said(body: dict[str, Any]) -> str:
    heads = ("one", "other", "kind", "unit", "year", "there", "back", "net", "flows", "known")
    totals = ("kind", "unit", "year", "amount", "flows", "known")
    return "\n\n".join(
        table(names, [["–" if row[name] is None else row[name] for name in names] for row in rows])
        for names, rows in ((heads, body["pairs"]), (totals, body["totals"]))
    )


commands = (rollup,)
