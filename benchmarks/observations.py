"""Readings of gauges: the shelf beside DuckDB and polars on the same files and beside SQLite, the same answers in the same run.

    python benchmarks/observations.py [--most 10713600] [--take 20000]

    (--most 53568000 runs the largest size too: fifty gauges, ten years, five minutes)

Made-up levels with a fixed seed, one every five minutes; a file a gauge and month. Measured, in processor seconds of the
whole process, each the quicker of two turns: writing (the shelf reads back and compares what it wrote, its peers do not);
one day of one gauge; the highest level of each day of every gauge over a year; runs of three or more readings in a row above
a line at every gauge, over the whole time; the lowest and highest of each of 718 parts of one gauge's whole time, as a chart
draws it. Every answer is held against the peers' and must be equal. SQLite has one table with an index on (gauge, at), and
is left out above ``--sqlite`` rows; above ``--peers`` rows only the shelf is written, and its peers read its files once.

Growth exponent: slope of log(CPU) over log(rows) between the first and the last size. The page's chart (its queries, DuckDB
over the files, the picture) is timed as the wall sees it, forty times in an instance of its own with all of these gauges on
its shelf. ``take_readings`` is measured in such an instance too: microseconds of CPU a reading.
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
from pilin.engine.shelf import wide

MONTH = 8_928  # readings of 31 days
STEP = 300_000_000  # µs
SIZES = ((1, 12), (10, 12), (10, 120), (50, 120))  # gauges, months
LINE, LEAST = 3.00, 3  # exceeded by so many readings in a row
PARTS = 718
DAY = 86_400_000_000
BEGIN = 16_071 * DAY  # 2014-01-01, UTC
YEAR = 12 * MONTH * STEP


def made_up(gauge: int, month: int) -> dict[str, Any]:
    """Return a month of one gauge, always the same."""
    draw = np.random.default_rng((gauge, month))
    at = BEGIN + (np.arange(MONTH) + 1 + month * MONTH) * STEP
    level = 2_600 + 300 * np.sin(at / (12.42 * 3_600_000_000) * 2 * np.pi) + draw.normal(0, 150, MONTH)
    return {
        "at": at, "begins": [None] * MONTH, "thousandths": level.astype(np.int64), "quality": np.zeros(MONTH, np.uint16),
        "known": at + 60_000_000, "revision": np.ones(MONTH, np.uint16), "batch": ["b"] * MONTH,
    }  # fmt: skip


def cpu(work: Callable[[], Any], turns: int) -> tuple[float, Any]:
    """Return the quicker of some turns, and the answer."""
    best, answer = math.inf, None
    for _turn in range(turns):
        began = time.process_time()
        answer = work()
        best = min(best, time.process_time() - began)
    return best, answer


class Shelf:
    """What Pilin does: the engine that the queries of observations read with."""

    name = "pilin"

    def __init__(self, folder: Path, gauges: int, months: int) -> None:
        self.folder, self.gauges, self.months = folder, gauges, months
        self.begin, self.end = BEGIN, BEGIN + months * MONTH * STEP
        self.day = BEGIN + months * MONTH * STEP // DAY // 2 * DAY
        self.step = -(-(self.end - self.begin) // PARTS)

    def files(self, gauge: int) -> list[Path]:
        home = self.folder / "five-towns" / f"g{gauge:02}-level_m"
        return [home / f"{2014 + m // 12}-{m % 12 + 1:02}.parquet" for m in range(self.months)]

    def all_files(self) -> list[list[Path]]:
        return [self.files(gauge) for gauge in range(self.gauges)]

    def write(self) -> None:
        for gauge in range(self.gauges):
            for month, file in enumerate(self.files(gauge)):
                shelf.put(file, made_up(gauge, month))

    def one_day(self) -> list[float]:
        month = (self.day - BEGIN) // (MONTH * STEP)
        return shelf.stretch(self.files(0)[month : month + 2], self.day, self.day + DAY).values.tolist()

    def daily(self) -> list[float]:
        year = [files[-12:] for files in self.all_files()]
        return wide.bands(year, self.end - YEAR, self.end, DAY, home=self.folder).highest.tolist()

    def runs(self) -> list[int]:
        found = wide.runs(self.all_files(), self.begin, self.end, int(LINE * 1000), LEAST, home=self.folder)
        return [len(found), int(found.count.sum())]

    def chart(self) -> list[float]:
        told = wide.bands([self.files(0)], self.begin, self.end, self.step, home=self.folder)
        return [*told.lowest.tolist(), *told.highest.tolist()]


class Peer(Shelf, ABC):
    """Another reader of the same files, asked in SQL."""

    @abstractmethod
    def sql(self, words: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""

    @abstractmethod
    def rows(self, gauge: int | None) -> str:
        """Return where the readings of a gauge, or of all, stand in a question; of all with the column ``g``."""

    def one_day(self) -> list[float]:
        told = self.sql(
            f'SELECT thousandths / 1000.0 FROM {self.rows(0)} WHERE "at" > {self.day} AND "at" <= {self.day + DAY} ORDER BY "at"'
        )
        return [value for (value,) in told]

    def daily(self) -> list[float]:
        since = self.end - YEAR
        told = self.sql(
            f'SELECT g, ("at" - {since} - 1) // {DAY} d, max(thousandths) / 1000.0 FROM {self.rows(None)}'
            f' WHERE "at" > {since} GROUP BY g, d ORDER BY g, d'
        )
        return [value for _g, _d, value in told]

    def runs(self) -> list[int]:
        told = self.sql(
            f"""
            SELECT count(*), sum(n) FROM (
                SELECT count(*) n FROM (
                    SELECT g, above, place - row_number() OVER (PARTITION BY g, above ORDER BY "at") island FROM (
                        SELECT g, "at", thousandths >= {int(LINE * 1000)} above,
                            row_number() OVER (PARTITION BY g ORDER BY "at") place FROM {self.rows(None)}
                    ) a
                ) b WHERE above GROUP BY g, island HAVING count(*) >= {LEAST}
            ) c"""
        )
        return [int(value or 0) for value in told[0]]

    def chart(self) -> list[float]:
        told = self.sql(
            f'SELECT ("at" - {self.begin} - 1) // {self.step} p, min(thousandths) / 1000.0, max(thousandths) / 1000.0'
            f" FROM {self.rows(0)} GROUP BY p ORDER BY p"
        )
        return [*(low for _p, low, _h in told), *(high for _p, _l, high in told)]


class Duck(Peer):
    name = "duckdb"

    def __init__(self, folder: Path, gauges: int, months: int) -> None:
        super().__init__(folder, gauges, months)
        self.house = duckdb.connect(config={"threads": 2})

    def rows(self, gauge: int | None) -> str:
        name = "*" if gauge is None else f"g{gauge:02}-level_m"
        read = f"read_parquet('{self.folder}/five-towns/{name}/*.parquet', filename = true)"
        return read if gauge is not None else f"(SELECT *, filename[:-17] g FROM {read})"

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


class Polars(Shelf):
    name = "polars"

    def scan(self, gauge: int) -> pl.LazyFrame:
        return pl.scan_parquet(f"{self.folder}/five-towns/g{gauge:02}-level_m/*.parquet")

    def write(self) -> None:
        for gauge in range(self.gauges):
            (self.folder / "polars" / str(gauge)).mkdir(parents=True, exist_ok=True)
            for month in range(self.months):
                rows = pl.DataFrame(made_up(gauge, month), schema=shelf.SCHEMA)
                rows.write_parquet(self.folder / "polars" / str(gauge) / f"{month:04}.parquet", compression="zstd")

    def one_day(self) -> list[float]:
        told = (
            self.scan(0).filter(pl.col("at").is_between(self.day, self.day + DAY, closed="right")).sort("at").collect()
        )
        return (told["thousandths"] / 1000).to_list()

    def daily(self) -> list[float]:
        since = self.end - YEAR
        day = ((pl.col("at") - since - 1) // DAY).alias("d")
        told = [
            self.scan(g).filter(pl.col("at") > since).group_by(day).agg(pl.col("thousandths").max()).sort("d").collect()
            for g in range(self.gauges)
        ]
        return [value / 1000 for one in told for value in one["thousandths"]]

    def runs(self) -> list[int]:
        number = readings = 0
        for g in range(self.gauges):
            told = self.scan(g).select(above=pl.col("thousandths") >= int(LINE * 1000))
            told = told.with_columns(run=pl.col("above").rle_id()).filter("above").group_by("run").len()
            long = told.filter(pl.col("len") >= LEAST).select(pl.len().alias("n"), pl.col("len").sum()).collect()
            number, readings = number + long["n"][0], readings + long["len"][0]
        return [number, readings]

    def chart(self) -> list[float]:
        part = ((pl.col("at") - self.begin - 1) // self.step).alias("p")
        value = pl.col("thousandths")
        told = self.scan(0).group_by(part).agg(value.min().alias("l"), value.max().alias("h")).sort("p").collect()
        return [*(told["l"] / 1000).to_list(), *(told["h"] / 1000).to_list()]


class Sqlite(Peer):
    name = "sqlite"

    def __init__(self, folder: Path, gauges: int, months: int) -> None:
        super().__init__(folder, gauges, months)
        self.house = sqlite3.connect(folder / "readings.sqlite3")

    def rows(self, gauge: int | None) -> str:
        return (
            "(SELECT *, gauge g FROM reading) r" if gauge is None else f"(SELECT * FROM reading WHERE gauge = {gauge})"
        )

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


PAGE = """
import django; django.setup()
import statistics, sys, time
from datetime import datetime, timedelta
from django.conf import settings
from django.core.management import call_command
settings.HISTORY_ROOT = sys.argv[1]
call_command("migrate", verbosity=0)
from pilin.domain.watch import queries
from pilin.domain.watch.web import charts
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions
from pilin.foundation.observations.actions import ReadingSaid
from tests.factories.base import circle_of_five, NOW
five, house, months = circle_of_five(), Standing.machine("bench"), int(sys.argv[2])
station = actions.add_station(by=five.fengjing.clerk, at=NOW, circle=five.slug, code="g00", kind="level", name_zh="b", name="b")
series = actions.add_gauge_series(by=five.fengjing.clerk, at=NOW, station=station, quantity="level_m", datum="吴淞", interval_minutes=5)
days = [datetime.fromisoformat(f"{2014 + m // 12}-{m % 12 + 1:02}-15T12:00:01+08:00") for m in range(months)]
said = [ReadingSaid(series.slug, at, "2.6", unit="m", datum="吴淞") for at in [*days, NOW]]
actions.take_readings(by=five.fengjing.clerk, at=NOW, circle=five.slug, rows=said, source="b")
for at in days:  # a reading of each month joins those that lie on the shelf
    actions.move_month(by=house, at=NOW, series=series, month=at.date().replace(day=1))
took = []
for _turn in range(41):
    began = time.perf_counter()
    told = queries.gauge_told(house, series, NOW, days=0)
    assert charts.gauge_chart(told).path
    took.append((time.perf_counter() - began) * 1000)
first, rest = took[0], sorted(took[1:])
print(f"the page's chart of {int(told.bands.count.sum())} readings: first {first:.0f} ms, then median {statistics.median(rest):.0f}, p95 {rest[37]:.0f} ms of wall time", flush=True)
"""
TASKS = ("write", "one_day", "daily", "runs", "chart")
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
    asked.add_argument("--place", default=None, help="folder in which the files are made, and removed afterwards")
    asked.add_argument("--take", type=int, default=20_000, help="readings of the largest delivery; 0: not measured")
    asked.add_argument(
        "--peers", type=int, default=11_000_000, help="rows above which peers write nothing and read once"
    )
    given = asked.parse_args()
    spent: dict[tuple[str, str], dict[int, float]] = {}
    for gauges, months in SIZES:
        rows = gauges * months * MONTH
        if rows > given.most:
            continue
        with tempfile.TemporaryDirectory(dir=given.place) as place:
            folder = Path(place).resolve()
            answers: dict[str, Any] = {}
            for kind in (Shelf, Duck, Polars, Sqlite):
                if kind is Sqlite and rows > given.sqlite:
                    continue
                one = kind(folder, gauges, months)
                turns = 1 if rows > given.peers and kind is not Shelf else 2
                for task in TASKS:
                    if task == "write":
                        if turns == 1:
                            continue
                        began = time.process_time()
                        one.write()
                        spent.setdefault((task, kind.name), {})[rows] = time.process_time() - began
                        for beside in ("duck", "polars"):
                            shutil.rmtree(folder / beside, ignore_errors=True)
                        continue
                    spent.setdefault((task, kind.name), {})[rows], answer = cpu(getattr(one, task), turns)
                    expected = answers.setdefault(task, answer)
                    assert np.allclose(np.asarray(answer), np.asarray(expected)), (
                        f"{kind.name} answers {task} otherwise"
                    )
            size = sum(file.stat().st_size for file in folder.glob("*/*/*.parquet"))
            print(f"{rows} rows: {size / rows:.2f} bytes a reading on the shelf", flush=True)
            instance(PAGE, str(folder), str(months))
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
        instance(TAKE, str(given.take))


def instance(script: str, *given: str) -> None:
    """Run a script in an instance of its own."""
    with tempfile.TemporaryDirectory() as home:
        paths = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
        env = {**os.environ, "PILIN_HOME": home, "DJANGO_SETTINGS_MODULE": "pilin.config.settings", "PYTHONPATH": paths}
        subprocess.run([sys.executable, "-c", script, *given], env=env, check=True)


if __name__ == "__main__":
    main()
