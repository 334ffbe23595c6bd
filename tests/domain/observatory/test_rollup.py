"""The heavy roll-up: the same test on DuckDB and on two Spark workers, exact, and equal to the ledger of the engine."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from pilin.domain.observatory.cli import observatory
from pilin.domain.observatory.frames import rollup
from pilin.engine.base import Invalid
from pilin.engine.flows import Factor, Flow, net

pytestmark = pytest.mark.once
NO_IBIS = pytest.mark.skipif(find_spec("ibis") is None, reason="ibis-framework is not installed: pip install 'pilin[analytics]'")  # fmt: skip
NO_SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or not (shutil.which("java") or os.environ.get("JAVA_HOME")),
    reason="Spark needs pyspark and Java 17: pip install 'pilin[analytics]' and a JRE",
)
ENGINES = [
    pytest.param(rollup.Engine.DUCKDB, marks=NO_IBIS),
    pytest.param(rollup.Engine.SPARK, marks=[NO_IBIS, NO_SPARK, pytest.mark.xdist_group("spark")]),
]
PLACES = ("310116101", "310116102", "330421003", "330421111", "330482102", "31")


def made_up(seed: int, rows: int) -> pl.DataFrame:
    """Return flows of three kinds, one in ten unknown, amounts whose binary sums would go wrong."""
    chance = random.Random(seed)
    kinds = (("firms", "firm"), ("capital", "CNY"), ("capital", "USD"))
    told = []
    for _ in range(rows):
        (kind, unit), ends = chance.choice(kinds), chance.choices(PLACES, k=2)
        cents = chance.randrange(1, 10**9) if kind == "capital" else 100 * chance.randrange(50)
        amount = None if chance.random() < 0.1 else Decimal(cents).scaleb(-2)
        told.append((*ends, kind, unit, chance.randrange(2019, 2024), amount))
    kinds_of = {"origin": pl.String, "destination": pl.String, "kind": pl.String, "unit": pl.String, "year": pl.Int32, "amount": pl.Decimal(20, 2)}  # fmt: skip
    return pl.DataFrame(told, schema=kinds_of, orient="row")


def by_ledger(frame: pl.DataFrame) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return the net of each pair by the engine's ledger, a year at a time."""
    found = {}
    for (year,), part in frame.group_by("year"):
        flows = [Flow(o, d, Factor(k), u, a) for o, d, k, u, a in part.select("origin", "destination", "kind", "unit", "amount").iter_rows()]  # fmt: skip
        for (one, other, kind, unit), both in net(flows).items():
            if one < other:
                known, unknown = both.out.known + both.back.known, both.out.unknown + both.back.unknown
                found[one, other, str(kind), unit, year] = (
                    both.out.amount,
                    both.back.amount,
                    both.net,
                    known + unknown,
                    known,
                )
    return found


WRITE: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    "parquet": lambda frame, file: frame.write_parquet(file), "csv": lambda frame, file: frame.write_csv(file),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", list(WRITE))
def test_the_roll_up_tells_what_the_ledger_tells_exactly(tmp_path: Path, engine: rollup.Engine, form: str) -> None:
    frame, file = made_up(7, 2_000), tmp_path / f"flows.{form}"
    WRITE[form](frame, file)
    told = rollup.roll_up(file, engine)
    keys = [(pair.one, pair.other, pair.kind, pair.unit, pair.year) for pair in told.pairs]
    assert keys == sorted(keys)
    figures = [(pair.there, pair.back, pair.net, pair.flows, pair.known) for pair in told.pairs]
    assert dict(zip(keys, figures, strict=True)) == by_ledger(frame)
    between = frame.filter(pl.col("origin") != pl.col("destination"))
    assert sum(total.flows for total in told.totals) == between.height == sum(pair.flows for pair in told.pairs)
    for total in told.totals:
        own = between.filter(kind=total.kind, unit=total.unit, year=total.year)
        assert (total.amount, total.known) == (sum(own["amount"].drop_nulls(), Decimal(0)), own["amount"].count())


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_are_no_flow_are_counted_and_nothing_is_told(tmp_path: Path, engine: rollup.Engine) -> None:
    file = tmp_path / "flows.csv"
    file.write_text(
        "origin,destination,kind,unit,year,amount\nA,B,firms,firm,2023,x\nB,,firms,firm,soon,-30\nA,B,dreams,CNY,2023,0.105\n"
    )
    with pytest.raises(Invalid) as refused:
        rollup.roll_up(file, engine)
    assert [(fault.code, fault.field, fault.value) for fault in refused.value.faults] == [
        ("missing", "destination", "1"), ("no_kind", "kind", "1"), ("no_year", "year", "1"), ("no_number", "amount", "1"),
        ("negative", "amount", "1"), ("too_fine", "amount", "1"),
    ]  # fmt: skip


@NO_IBIS
def test_floats_and_missing_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "flows.parquet"
    made_up(1, 5).with_columns(pl.col("amount").cast(pl.Float64)).drop("unit").write_parquet(file)
    with pytest.raises(Invalid) as refused:
        rollup.roll_up(file, rollup.Engine.DUCKDB)
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [("no_column", "unit")]
    made_up(1, 5).with_columns(pl.col("amount").cast(pl.Float64)).write_parquet(file)
    with pytest.raises(Invalid) as refused:
        rollup.roll_up(file, rollup.Engine.DUCKDB)
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [("no_exact_number", "amount")]


@NO_IBIS
def test_the_terminal_tells_it_and_takes_the_engine_from_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "flows.csv"
    file.write_text("origin,destination,kind,unit,year,amount\nA,B,capital,CNY,2023,0.10\nA,B,capital,CNY,2023,0.20\nB,A,capital,CNY,2023,\n")  # fmt: skip
    done = CliRunner(env={"PILIN_ROLLUP_ENGINE": "duckdb"}).invoke(observatory, ["rollup", str(file), "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (
        0,
        {
            "engine": "duckdb",
            "pairs": [
                {"one": "A", "other": "B", "kind": "capital", "unit": "CNY", "year": 2023, "there": "0.30", "back": None, "net": None, "flows": 3, "known": 2}
            ],
            "totals": [{"kind": "capital", "unit": "CNY", "year": 2023, "amount": "0.30", "flows": 3, "known": 2}],
        },
    )  # fmt: skip
    assert CliRunner(env={"PILIN_ROLLUP_ENGINE": "abacus"}).invoke(observatory, ["rollup", str(file)]).exit_code == 2
    assert "0.30" in CliRunner().invoke(observatory, ["rollup", str(file)]).stdout
    file.write_text("origin,destination\nA,B\n")
    assert CliRunner().invoke(observatory, ["rollup", str(file)]).exit_code == 1
