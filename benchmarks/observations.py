"""Readings of gauges: the shelf beside DuckDB and polars on the same files and beside SQLite, the same answers in the same run.

    python benchmarks/observations.py [--most 10713600] [--take 20000]

Made-up levels with a fixed seed, one every five minutes; a file a gauge and month. Measured, in processor seconds of the
whole process, each the quicker of two turns: writing (the shelf reads back and compares what it wrote, its peers do not);
the last level of each hour of one gauge's whole time; one day of one gauge; how many readings of all gauges lie above a
line; the highest level of each day of every gauge, as a chart of ten years asks for it. Every answer is held against the
peers' and must be equal. SQLite has one table with an index on (series, at), and is left out above ``--sqlite`` rows.

Growth exponent: slope of log(CPU) over log(rows) between the first and the last size. ``take_readings`` is measured in an
instance of its own, migrated empty, with its journal and signed ledger: microseconds of CPU a reading.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "2")
import duckdb
import numpy as np
import polars as pl

from pilin.engine import shelf

MONTH = 8_928  # readings of 31 days
STEP = 300_000_000  # µs
SIZES = ((1, 12), (10, 12), (10, 120), (50, 120))  # gauges, months
LINE = 3.30
HOUR, DAY = 3_600_000_000, 86_400_000_000


def made_up(gauge: int, month: int) -> dict[str, Any]:
    """Return a month of one gauge, always the same."""
    draw = np.random.default_rng((gauge, month))
    at = (np.arange(MONTH) + 1 + month * MONTH) * STEP
    level = 2_600 + 300 * np.sin(at / (12.42 * HOUR) * 2 * np.pi) + draw.normal(0, 150, MONTH)
    return {
        "at": at, "begins": [None] * MONTH, "thousandths": level.astype(np.int64), "quality": np.zeros(MONTH, np.uint16),
        "known": at + 60_000_000, "revision": np.ones(MONTH, np.uint16), "batch": ["b"] * MONTH,
    }  # fmt: skip


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the quicker of two turns, and the answer."""
    best, answer = math.inf, None
    for _turn in range(2):
        began = time.process_time()
        answer = work()
        best = min(best, time.process_time() - began)
    return best, answer


class Shelf:
    """What Pilin does: the engine that the queries of observations read with."""

    name = "pilin"

    def __init__(self, folder: Path, gauges: int, months: int) -> None:
        self.folder, self.gauges, self.months = folder, gauges, months
        self.end = months * MONTH * STEP

    def files(self, gauge: int) -> list[Path]:
        return [self.folder / str(gauge) / f"{m:04}.parquet" for m in range(self.months)]

    def write(self) -> None:
        for gauge in range(self.gauges):
            for month, file in enumerate(self.files(gauge)):
                shelf.put(file, made_up(gauge, month))

    def hourly(self) -> list[float]:
        told = shelf.stretch(self.files(0), 0, self.end)
        last = np.full(self.end // HOUR, np.nan)
        last[(told.ends - 1) // HOUR] = told.values
        return last.tolist()

    def one_day(self) -> list[float]:
        day = self.end // DAY // 2 * DAY
        month = day // (MONTH * STEP)
        return shelf.stretch(self.files(0)[month : month + 2], day, day + DAY).values.tolist()

    def above(self) -> int:
        return sum(
            int(np.count_nonzero(shelf.stretch(self.files(g), 0, self.end).values > LINE)) for g in range(self.gauges)
        )

    def charts(self) -> list[float]:
        highest = []
        for gauge in range(self.gauges):
            told = shelf.stretch(self.files(gauge), 0, self.end)
            starts = np.flatnonzero(np.diff((told.ends - 1) // DAY, prepend=-1))
            highest.append(np.maximum.reduceat(told.values, starts))
        return np.concatenate(highest).tolist()


class Peer(Shelf, ABC):
    """Another reader of the same files."""

    @abstractmethod
    def sql(self, words: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""

    @abstractmethod
    def rows(self, gauge: int | None) -> str:
        """Return where the readings of a gauge, or of all, stand in a question."""

    def hourly(self) -> list[float]:
        told = self.sql(
            f'SELECT ("at" - 1) // {HOUR} h, arg_max(thousandths, "at") / 1000.0 FROM {self.rows(0)} GROUP BY h ORDER BY h'
        )
        return [value for _h, value in told]

    def one_day(self) -> list[float]:
        day = self.end // DAY // 2 * DAY
        return [
            v
            for (v,) in self.sql(
                f'SELECT thousandths / 1000.0 FROM {self.rows(0)} WHERE "at" > {day} AND "at" <= {day + DAY} ORDER BY "at"'
            )
        ]

    def above(self) -> int:
        return int(self.sql(f"SELECT count(*) FROM {self.rows(None)} WHERE thousandths > {int(LINE * 1000)}")[0][0])


class Duck(Peer):
    name = "duckdb"

    def __init__(self, folder: Path, gauges: int, months: int) -> None:
        super().__init__(folder, gauges, months)
        self.house = duckdb.connect(config={"threads": 2})

    def rows(self, gauge: int | None) -> str:
        return f"read_parquet('{self.folder}/{'*' if gauge is None else gauge}/*.parquet', filename = true)"

    def sql(self, words: str) -> list[tuple[Any, ...]]:
        return self.house.execute(words).fetchall()

    def write(self) -> None:
        for gauge in range(self.gauges):
            (self.folder / "duck" / str(gauge)).mkdir(parents=True, exist_ok=True)
            for month in range(self.months):
                rows = pl.DataFrame(made_up(gauge, month), schema=shelf.SCHEMA)  # noqa: F841  # DuckDB finds it by name
                self.house.execute(
                    f"COPY (SELECT * FROM rows) TO '{self.folder}/duck/{gauge}/{month:04}.parquet' (COMPRESSION zstd)"
                )

    def charts(self) -> list[float]:
        told = self.sql(
            f'SELECT filename[:-14] g, ("at" - 1) // {DAY} d, max(thousandths) / 1000.0 FROM {self.rows(None)} GROUP BY g, d ORDER BY len(g), g, d'
        )
        return [value for _g, _d, value in told]


class Polars(Peer):
    name = "polars"

    def scan(self, gauge: int) -> pl.LazyFrame:
        return pl.scan_parquet(f"{self.folder}/{gauge}/*.parquet")

    def write(self) -> None:
        for gauge in range(self.gauges):
            (self.folder / "polars" / str(gauge)).mkdir(parents=True, exist_ok=True)
            for month in range(self.months):
                rows = pl.DataFrame(made_up(gauge, month), schema=shelf.SCHEMA)
                rows.write_parquet(self.folder / "polars" / str(gauge) / f"{month:04}.parquet", compression="zstd")

    def hourly(self) -> list[float]:
        hour = ((pl.col("at") - 1) // HOUR).alias("h")
        told = self.scan(0).group_by(hour).agg(pl.col("thousandths").sort_by("at").last()).sort("h").collect()
        return (told["thousandths"] / 1000).to_list()

    def one_day(self) -> list[float]:
        day = self.end // DAY // 2 * DAY
        told = self.scan(0).filter(pl.col("at").is_between(day, day + DAY, closed="right")).sort("at").collect()
        return (told["thousandths"] / 1000).to_list()

    def above(self) -> int:
        return sum(
            self.scan(g).filter(pl.col("thousandths") > int(LINE * 1000)).select(pl.len()).collect().item()
            for g in range(self.gauges)
        )

    def charts(self) -> list[float]:
        day = ((pl.col("at") - 1) // DAY).alias("d")
        told = [
            self.scan(g).group_by(day).agg(pl.col("thousandths").max()).sort("d").collect()["thousandths"] / 1000
            for g in range(self.gauges)
        ]
        return pl.concat(told).to_list()


class Sqlite(Peer):
    name = "sqlite"

    def __init__(self, folder: Path, gauges: int, months: int) -> None:
        super().__init__(folder, gauges, months)
        self.house = sqlite3.connect(folder / "readings.sqlite3")

    def rows(self, gauge: int | None) -> str:
        return "reading" if gauge is None else f"(SELECT * FROM reading WHERE gauge = {gauge})"

    def sql(self, words: str) -> list[tuple[Any, ...]]:
        return self.house.execute(words.replace("//", "/")).fetchall()

    def write(self) -> None:
        self.house.executescript(
            "DROP TABLE IF EXISTS reading; CREATE TABLE reading (gauge, at, begins, thousandths, quality, known, revision, batch);"
            " CREATE INDEX by_moment ON reading (gauge, at);"
        )
        for gauge in range(self.gauges):
            for month in range(self.months):
                told = made_up(gauge, month)
                rows = zip(*(np.asarray(column).tolist() for column in told.values()), strict=True)
                self.house.executemany(f"INSERT INTO reading VALUES ({gauge}, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.house.commit()

    def hourly(self) -> list[float]:
        told = self.house.execute(
            f'SELECT thousandths / 1000.0, max(at) FROM reading WHERE gauge = 0 GROUP BY ("at" - 1) / {HOUR} ORDER BY 2'
        )
        return [value for value, _at in told]

    def charts(self) -> list[float]:
        told = self.sql(
            f'SELECT gauge g, ("at" - 1) // {DAY} d, max(thousandths) / 1000.0 FROM reading GROUP BY g, d ORDER BY g, d'
        )
        return [value for _g, _d, value in told]


TASKS = ("write", "hourly", "one_day", "above", "charts")
TAKE = """
import django; django.setup()
import sys, time
from datetime import datetime, timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pilin.config import demo
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.actions import *
from pilin.foundation.members.models import Circle
from pilin.foundation.observations import actions
from pilin.foundation.observations.actions import ReadingSaid
from tests.factories.base import circle_of_five, NOW
five = circle_of_five()
house = Standing.machine("bench")
rows = int(sys.argv[1])
station = actions.add_station(by=five.fengjing.clerk, at=NOW, circle=five.slug, code="b", kind="level", name_zh="b", name="b")
series = actions.add_gauge_series(by=five.fengjing.clerk, at=NOW, station=station, quantity="level_m", datum="吴淞", interval_minutes=5, lowest="0", highest="7", largest_step="1", stuck_minutes=120)
for size in (1, 100, rows):
    many = max(1, min(50, rows // size // 20)) if size < rows else 1
    began, k = time.process_time(), 0
    for _delivery in range(many):
        said = [ReadingSaid(series.slug, NOW - timedelta(minutes=5 * (k + i) + size), f"{3 + (i % 50) / 100:.2f}", unit="m", datum="吴淞") for i in range(size)]
        actions.take_readings(by=five.fengjing.clerk, at=NOW, circle=five.slug, rows=said, source="b")
        k += size
    print(f"take_readings, {size} a delivery: {(time.process_time() - began) / (many * size) * 1e6:.0f} µs CPU a reading")
"""


def main() -> None:
    """Run what is asked for and print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--most", type=int, default=10_713_600, help="rows of the largest size")
    asked.add_argument("--sqlite", type=int, default=1_100_000, help="rows above which SQLite is left out")
    asked.add_argument("--take", type=int, default=20_000, help="readings of the largest delivery; 0: not measured")
    given = asked.parse_args()
    spent: dict[tuple[str, str], dict[int, float]] = {}
    for gauges, months in SIZES:
        rows = gauges * months * MONTH
        if rows > given.most:
            continue
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            answers: dict[str, Any] = {}
            for kind in (Shelf, Duck, Polars, Sqlite):
                if kind is Sqlite and rows > given.sqlite:
                    continue
                one = kind(folder, gauges, months)
                for task in TASKS:
                    if task == "write":
                        began = time.process_time()
                        one.write()
                        spent.setdefault((task, kind.name), {})[rows] = time.process_time() - began
                        for beside in ("duck", "polars"):
                            shutil.rmtree(folder / beside, ignore_errors=True)
                        continue
                    spent.setdefault((task, kind.name), {})[rows], answer = cpu(getattr(one, task))
                    expected = answers.setdefault(task, answer)
                    assert np.allclose(np.asarray(answer), np.asarray(expected)), (
                        f"{kind.name} answers {task} otherwise"
                    )
            size = sum(file.stat().st_size for file in folder.glob("*/*.parquet"))
            print(f"{rows} rows: {size / rows:.2f} bytes a reading on the shelf", flush=True)
    for (task, name), costs in spent.items():
        first, last = min(costs), max(costs)
        growth = (
            math.log(costs[last] / costs[first]) / math.log(last / first) if last > first and costs[first] else math.nan
        )
        print(
            f"{task:8} {name:7}",
            " ".join(f"{rows:>9}: {seconds * 1000:9.1f} ms" for rows, seconds in costs.items()),
            f"growth {growth:.2f}",
        )
    if given.take:
        with tempfile.TemporaryDirectory() as home:
            env = {
                **os.environ,
                "PILIN_HOME": home,
                "DJANGO_SETTINGS_MODULE": "pilin.config.settings",
                "PYTHONPATH": str(Path.cwd()),
            }
            subprocess.run([sys.executable, "-c", TAKE, str(given.take)], env=env, check=True)


if __name__ == "__main__":
    main()
