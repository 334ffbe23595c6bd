"""Assigning a file of workers to a file of shifts, and replaying arrivals, at the terminal. Needs no records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pilin.web.terminal import json_option

MODES = ("one", "day")
file_type = click.Path(exists=True, dir_okay=False, path_type=Path)
out_option = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="CSV file the answer is written to, whole or not at all."
)  # fmt: skip


@click.command("assign")
@click.option("--workers", type=file_type, help="CSV: worker_id, lat, lon, skills (|), available_from, available_to, max_km, min_hourly_cny, reliability, birth_date; passed_over (weeks) if there is one.")  # fmt: skip
@click.option("--shifts", type=file_type, help="CSV: shift_id, employer_id, lat, lon, starts_at, ends_at, skill, headcount, hourly_cny, place_code; with --pairs shift_id and headcount.")  # fmt: skip
@click.option("--floors", type=file_type, help="CSV: place_code, valid_from, valid_to, hourly_cny; goes before the floors that Pilin knows.")  # fmt: skip
@click.option(
    "--pairs",
    type=file_type,
    help="CSV: worker_id, shift_id, value: pairs found elsewhere; --workers then only says who there is.",
)
@click.option("--mode", type=click.Choice(MODES), default=MODES[0], show_default=True, help="One shift a worker; or several, under the caps on hours.")  # fmt: skip
@out_option
@json_option
def assign(**given: Any) -> None:
    """Assign workers to shifts, so that the sum of values is largest, and prove how good that is.

    A pair is worth hours x hourly pay x reliability - 1 yuan a km, one way; only pairs above 0 are used. filled counts
    seats; unfilled counts shifts with an empty seat, each with its reason. gap is how much better any answer could be.
    """
    from pilin.domain.oddjobs.cli import tables  # slow import

    tables.assign_files(**given)


@click.command("replay")
@click.option("--events", required=True, type=file_type, help="CSV: kind (worker or shift), id, arrives, expires (inclusive; empty: never), as numbers or as times.")  # fmt: skip
@click.option("--pairs", required=True, type=file_type, help="CSV: worker_id, shift_id, value.")
@click.option("--shifts", type=file_type, help="CSV: shift_id and headcount; else one seat each.")
@click.option("--policy", type=click.Choice(["", "greedy"]), default="", help="greedy: take the best that is there; else chosen while it goes.")  # fmt: skip
@out_option
@json_option
def replay(**given: Any) -> None:
    """Make pairs while workers and shifts arrive: at once, for good, and without looking ahead.

    A pair is made at the arrival of the later of its two, if the other has not expired. Those that arrive at one moment
    do so in the order of the file.
    """
    from pilin.domain.oddjobs.cli import tables  # slow import

    tables.replay_files(**given)
