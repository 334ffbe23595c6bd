"""Readings of gauges beside polars, DuckDB and SQLite: lines crossed, rain summed, runs above a line.

    python benchmarks/hydro.py [--sizes 100000,1000000,10000000] [--seed 1]

One run, one machine, the same readings for all: 2,000 gauges that report every five minutes, one reading in a hundred missing.

- ``batch``: which of five lines of its gauge each reading stands above and crosses, with a hysteresis (``check_batch``).
- ``sums``: rain over 1, 3, 6, 12 and 24 hours at each reading, and how much of each window was covered (``rolling_sums``).
- ``runs``: stretches of at least three readings in a row at or above a line (``exceedance_runs``).

Seconds are processor seconds over all threads, the least of three (one beyond a million); wall seconds stand beside. Peers begin
with the readings in their own tables, Pilin with arrays; kernels are compiled before. Answers are compared: a peer that tells
another number of crossings or runs, or another sum, ends the run. A peer stays empty (-) where a size would take it minutes.
Growth is the slope of log(processor seconds) over log(readings) between the first size and the last it ran.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sqlite3
import time
from collections.abc import Callable

import duckdb
import numpy as np
import polars as pl

from pilin.engine.hydro import HOUR, build_thresholds, check_batch, exceedance_runs, rolling_sums

SIZES = (100_000, 1_000_000, 10_000_000)
GAUGES = 2_000
STEP = HOUR // 12
WINDOWS = (1, 3, 6, 12, 24)
LINES = (2.6, 3.0, 3.3, 3.6, 4.0)
SLACK = 0.05
RUN_LINE = 3.6
MOST = {  # the most readings a peer is given
    ("batch", "polars"): 1_000_000, ("batch", "duckdb"): 1_000_000, ("batch", "sqlite"): 100_000,
    ("sums", "duckdb"): 1_000_000, ("sums", "sqlite"): 100_000, ("runs", "sqlite"): 1_000_000,
}  # fmt: skip


class Readings:
    """Made-up readings, as arrays, as a frame, and as tables."""

    def __init__(self, size: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        each = size // GAUGES
        self.size = GAUGES * each
        at = np.arange(1, each + 1) * STEP
        level = (
            2.8
            + 0.6 * np.sin(np.arange(each) / 40 + rng.uniform(0, 6, (GAUGES, 1)))
            + rng.normal(0, 0.15, (GAUGES, each))
        )
        rain = np.where(rng.random((GAUGES, each)) < 0.1, np.round(rng.gamma(0.6, 2, (GAUGES, each)), 1), 0.0)
        missing = rng.random((GAUGES, each)) < 0.01
        self.level, self.rain = np.where(missing, np.nan, np.round(level, 3)), np.where(missing, np.nan, rain)
        self.gauge = np.repeat(np.arange(GAUGES), each)
        self.at = np.tile(at, GAUGES)
        self.frame = pl.DataFrame(
            {"gauge": self.gauge, "moment": self.at, "level": self.level.ravel(), "rain": self.rain.ravel()}
        ).with_columns(pl.col("level", "rain").fill_nan(None))
        self.lines = pl.DataFrame({"gauge": np.repeat(np.arange(GAUGES), len(LINES)), "line": np.tile(LINES, GAUGES)})
        self.duck = duckdb.connect()
        self.duck.register("f", self.frame.to_arrow())
        self.duck.register("l", self.lines.to_arrow())
        self.duck.execute("create table r as select * from f")
        self.duck.execute("create table lines as select * from l")
        self.lite: sqlite3.Connection | None = None
        if self.size <= 1_000_000:
            self.lite = sqlite3.connect(":memory:")
            self.lite.execute(
                "create table r (gauge integer, moment integer, level real, rain real, primary key (gauge, moment)) without rowid"
            )
            self.lite.execute("create table lines (gauge integer, line real, primary key (gauge, line)) without rowid")
            self.lite.executemany("insert into r values (?, ?, ?, ?)", self.frame.iter_rows())
            self.lite.executemany("insert into lines values (?, ?)", self.lines.iter_rows())


def batch_pilin(r: Readings) -> float:
    """Return the number of crossings."""
    built = build_thresholds(r.lines["gauge"].to_numpy(), r.lines["line"].to_numpy(), hysteresis=SLACK)
    return float(check_batch(r.gauge, r.level.ravel(), built).reading.size)


def batch_polars(r: Readings) -> float:
    """Return the number of crossings."""
    line, level = pl.col("line"), pl.col("level")
    state = pl.when(level >= line).then(True).when(level < line - SLACK).then(False)
    told = r.frame.join(r.lines, on="gauge").select(
        "gauge", "line", state=state.forward_fill().over("gauge", "line", order_by="moment").fill_null(False)
    )
    changed = pl.col("state") != pl.col("state").shift(1, fill_value=False).over("gauge", "line")
    return float(told.select(changed.sum()).item())


SQL_BATCH = """
with s as (select r.gauge, line, moment, case when level >= line then 1 when level < line - 0.05 then 0 end as s
           from r join lines using (gauge)),
g as (select *, count(s) over (partition by gauge, line order by moment) as k from s),
t as (select gauge, line, moment, coalesce(max(s) over (partition by gauge, line, k), 0) as s from g),
c as (select s, lag(s, 1, 0) over (partition by gauge, line order by moment) as was from t)
select count(*) from c where s <> was
"""
SQL_RUNS = """
with a as (select gauge, moment, row_number() over (partition by gauge order by moment) as n, level from r),
b as (select gauge, n, n - row_number() over (partition by gauge order by n) as k, level from a where level >= 3.6),
c as (select gauge, min(n), max(n), max(level) as peak from b group by gauge, k having count(*) >= 3)
select sum(peak) from c
"""
SQL_SUMS = "select {} from r window {}".format(
    ", ".join(f"sum(rain) over w{h} as s{h}, count(rain) over w{h} as c{h}" for h in WINDOWS),
    ", ".join(
        f"w{h} as (partition by gauge order by moment range between {h * HOUR - 1} preceding and current row)"
        for h in WINDOWS
    ),
)
SQL_SUMMED = f"select {' + '.join(f'sum(s{h}) + sum(c{h})' for h in WINDOWS)} from ({SQL_SUMS})"


def runs_pilin(r: Readings) -> float:
    """Return the peaks of all runs, added up."""
    return float(exceedance_runs(r.level, RUN_LINE, least=3).peak.sum())


def runs_polars(r: Readings) -> float:
    """Return the peaks of all runs, added up."""
    told = (
        r.frame.with_columns(up=(pl.col("level") >= RUN_LINE).fill_null(False))
        .with_columns(k=(pl.struct("gauge", "up")).rle_id())
        .filter("up")
        .group_by("k")
        .agg(pl.len(), peak=pl.col("level").max())
        .filter(pl.col("len") >= 3)
    )
    return float(told["peak"].sum())


def sums_pilin(r: Readings) -> float:
    """Return all sums and counts of readings within, added up."""
    total = 0.0
    at = r.at[: r.rain.shape[1]]
    for own in r.rain:
        told = rolling_sums(at - STEP, at, own, WINDOWS)
        total += told.mm.sum() + sum((told.coverage[k] * hours * 12).sum() for k, hours in enumerate(WINDOWS))
    return float(total)


def sums_polars(r: Readings) -> float:
    """Return all sums and counts of readings within, added up."""
    known = pl.col("rain").is_not_null().cast(pl.Float64)
    told = r.frame.select(
        total
        for hours in WINDOWS
        for name, what in (("s", pl.col("rain")), ("c", known))
        for total in [
            what.rolling_sum_by("moment", f"{hours * HOUR}i", min_samples=1).over("gauge").alias(f"{name}{hours}")
        ]
    )
    return float(told.sum().sum_horizontal().item())


def of_duckdb(sql: str) -> Callable[[Readings], float]:
    """Return how DuckDB answers."""
    return lambda r: float(r.duck.execute(sql).fetchone()[0])  # type: ignore[index]


def of_sqlite(sql: str) -> Callable[[Readings], float]:
    """Return how SQLite answers."""
    return lambda r: float(r.lite.execute(sql).fetchone()[0])  # type: ignore[union-attr]


ACTS: dict[str, dict[str, Callable[[Readings], float]]] = {
    "batch": {
        "pilin": batch_pilin,
        "polars": batch_polars,
        "duckdb": of_duckdb(SQL_BATCH),
        "sqlite": of_sqlite(SQL_BATCH),
    },
    "sums": {
        "pilin": sums_pilin,
        "polars": sums_polars,
        "duckdb": of_duckdb(SQL_SUMMED),
        "sqlite": of_sqlite(SQL_SUMMED),
    },
    "runs": {"pilin": runs_pilin, "polars": runs_polars, "duckdb": of_duckdb(SQL_RUNS), "sqlite": of_sqlite(SQL_RUNS)},
}


def measured(act: Callable[[Readings], float], readings: Readings, times: int) -> tuple[float, float, float]:
    """Return the least processor seconds, the wall seconds of that time, and the answer."""
    told = []
    for _ in range(times):
        begin, spent = time.perf_counter(), time.process_time()
        answer = act(readings)
        told.append((time.process_time() - spent, time.perf_counter() - begin, answer))
    return min(told)


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--sizes", default=",".join(map(str, SIZES)))
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'':6} {'readings':>9} {'':7} {'cpu s':>9} {'wall s':>9} {'µs each':>9} {'to Pilin':>9}")
    small = Readings(GAUGES * 10, asked.seed)
    for acts in ACTS.values():
        acts["pilin"](small)  # kernels
    held: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for size in (int(text) for text in asked.sizes.split(",")):
        readings = Readings(size, asked.seed)
        for what, acts in ACTS.items():
            ours = right = math.nan
            for who, act in acts.items():
                if readings.size > MOST.get((what, who), math.inf):
                    print(f"{what:6} {readings.size:>9} {who:7} {'-':>9}", flush=True)
                    continue
                cpu, wall, answer = measured(act, readings, 3 if size <= 1_000_000 else 1)
                if who == "pilin":
                    ours, right = cpu, answer
                if not math.isclose(answer, right, rel_tol=1e-9):
                    raise SystemExit(f"{who} tells {answer} of {what} where Pilin tells {right}")
                held.setdefault((what, who), []).append((readings.size, cpu))
                print(
                    f"{what:6} {readings.size:>9} {who:7} {cpu:>9.4f} {wall:>9.4f} {cpu / readings.size * 1e6:>9.3f} {cpu / ours:>9.1f}",
                    flush=True,
                )
    for (what, who), told in held.items():
        (first, early), (last, late) = told[0], told[-1]
        if last > first:
            print(f"growth of {what} by {who}: readings ** {math.log(late / early) / math.log(last / first):.2f}")


if __name__ == "__main__":
    main()
