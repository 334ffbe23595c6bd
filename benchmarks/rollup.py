"""The roll-up of flows on DuckDB and on two Spark workers: the same answer, seconds from nothing to the answer.

    python benchmarks/rollup.py [--sizes 1000,30000,300000] [--engines duckdb,spark] [--seed 1]

Made-up flows between forty places over five years, one in ten unknown, as Parquet. Each engine answers in a process of its own, so
that its start counts: libraries, and for Spark the machine it runs on and its two worker processes. Seconds are on the wall, because
the workers' own processor time is not this process's. An answer that differs ends the run.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

KINDS = (("firms", "firm"), ("people", "person"), ("capital", "CNY"), ("capital", "USD"))


def made_up(size: int, seed: int) -> pl.DataFrame:
    """Return so many flows."""
    rng = np.random.default_rng(seed)
    places = np.array([f"3304{n:05}" for n in range(40)])
    kinds = rng.integers(0, len(KINDS), size)
    cents = rng.integers(1, 10**9, size)
    return pl.DataFrame(
        {
            "origin": places[rng.integers(0, 40, size)],
            "destination": places[rng.integers(0, 40, size)],
            "kind": [KINDS[k][0] for k in kinds],
            "unit": [KINDS[k][1] for k in kinds],
            "year": rng.integers(2019, 2024, size).astype(np.int32),
            "amount": pl.Series(cents).cast(pl.Decimal(20, 0)).cast(pl.Decimal(20, 2)),
        }
    ).with_columns(amount=pl.when(pl.Series(rng.random(size) < 0.1)).then(None).otherwise(pl.col("amount")))


def asked(file: Path, engine: str) -> tuple[float, dict[str, object]]:
    """Return the seconds of a process of its own, and what it answered."""
    command = [sys.executable, "-m", "pilin.config.command", "observatory", "rollup", str(file), "--engine", engine, "--json"]  # fmt: skip
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return time.perf_counter() - began, json.loads(done.stdout[done.stdout.index("{") :])


def main() -> None:
    """Print a table, a row a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,30000,300000")
    parser.add_argument("--engines", default="duckdb,spark")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    engines = given.engines.split(",")
    print(f"Python {platform.python_version()}, {platform.machine()}; seconds on the wall, start included")
    print("flows".rjust(10), *(name.rjust(10) for name in engines))
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "flows.parquet"
            made_up(size, given.seed).write_parquet(file)
            told = [asked(file, engine) for engine in engines]
        answers = [{key: answer[key] for key in ("pairs", "totals")} for _seconds, answer in told]
        if any(answer != answers[0] for answer in answers):
            sys.exit(f"{size} flows: the answers differ")
        print(f"{size:>10,}", *(f"{seconds:>10.1f}" for seconds, _answer in told))


if __name__ == "__main__":
    main()
