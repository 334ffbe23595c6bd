"""Which policies fit which firms: a thousand rules over up to a million firms, beside polars and DuckDB.

    python benchmarks/admit.py [--sizes 10000 100000 1000000] [--rules 1000] [--loop 2000]

Made-up firms of fourteen facts, a sixth of each unknown, drawn with a fixed seed; made-up rules of two to six conditions
under all and any, whose thresholds vary around those of the law, so that some 700 are different. All sides answer in three
values and count for each rule who meets and who fails; the counts must agree before anything is timed. Peers, in the same run:

- polars: one expression a condition in a lazy frame, rules as Kleene and, or of these columns, counted in one pass.
- DuckDB: a table of the conditions, then one SELECT of two counts a rule over it.
- a plain loop over the first firms, for scale.

Timed: everything, from columns to counts; *rules anew*, with the conditions already known (bits and polars' boolean columns
kept); and one rule whose threshold changed. Thresholds of ratios are such that doubles decide them: peers know no fractions, and no
figure below a line is nought.
One thread each. CPU is the sturdier figure on a busy machine. Growth exponent: slope of log(CPU) over log(N), first to last.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")
import duckdb
import numpy as np
import polars as pl

import pilin.engine.admit as engine

ON = date(2026, 6, 1)
SIZES = (10_000, 100_000, 1_000_000)
SHARES = ("main_business_share", "debt_ratio", "niche_share", "high_tech_income_share", "rd_in_china_share")


@dataclass(frozen=True)
class Condition:
    """One condition in every tongue: Pilin's text, and what makes a polars expression and SQL of it."""

    text: str
    top: str
    bottom: str
    op: str
    than: float

    def sql(self) -> str:
        left = f'("{self.top}" / NULLIF("{self.bottom}", 0))' if self.bottom else f'"{self.top}"'
        return f"({left} {self.op} {self.than!r})"

    def expression(self) -> pl.Expr:
        left = pl.col(self.top) / pl.col(self.bottom) if self.bottom else pl.col(self.top)
        return {">=": left >= self.than, "<=": left <= self.than, "<": left < self.than, ">": left > self.than}[self.op]

    def loop(self, row: dict[str, float | None]) -> bool | None:
        top, bottom = row[self.top], row[self.bottom] if self.bottom else 1.0
        if top is None or not bottom:
            return None
        value = top / bottom
        return {">=": value >= self.than, "<=": value <= self.than, "<": value < self.than, ">": value > self.than}[
            self.op
        ]


Rule = tuple[tuple[int, ...], ...]  # all of any of: places of conditions


def firms_of(size: int) -> dict[str, np.ndarray]:
    """Return the columns of so many firms, always the same; NaN is unknown."""
    draw = np.random.default_rng(7)
    revenue = np.rint(np.exp(draw.normal(18, 1.5, size))) * 100
    columns = {
        "staff": np.maximum(1, np.rint(np.exp(draw.normal(4.5, 1.2, size)))), "niche_years": draw.integers(0, 20, size).astype(float),
        "ip_class1": draw.integers(0, 8, size).astype(float), "niche_rank": draw.integers(1, 30, size).astype(float),
        "innovation_score": draw.integers(40, 100, size).astype(float), "revenue_cny[2025]": revenue,
        "rd_deduction_cny[2025]": np.rint(revenue / 100 * draw.uniform(0, 0.12, size)) * 100,
        "new_equity_cny[2025]": np.rint(np.exp(draw.normal(15, 2, size))) * 100,
    }  # fmt: skip
    columns["rd_staff"] = np.rint(columns["staff"] * draw.uniform(0, 0.6, size))
    columns |= {name: np.round(draw.uniform(0, 1, size), 4) for name in SHARES}
    for values in columns.values():
        values[draw.uniform(0, 1, size) < 1 / 6] = np.nan
    return columns


def conditions_of() -> list[Condition]:
    """Return some 700 different conditions."""
    found = []

    def more(text: str, top: str, op: str, limits: Any, scale: float = 1, unit: str = "", bottom: str = "") -> None:
        found.extend(
            Condition(f"{text} {op} {limit}{unit}", top, bottom, op, round(limit * scale, 6)) for limit in limits
        )

    for op in (">=", "<"):
        more("revenue_cny[t-1]", "revenue_cny[2025]", op, range(500, 40_500, 500), 1e6, "万")
        more("new_equity_cny[t-1]", "new_equity_cny[2025]", op, range(100, 4_100, 100), 1e6, "万")
        more("staff", "staff", op, range(10, 510, 10))
    for name in SHARES:
        more(name, name, ">=", range(50, 100), 0.01, " %")
    more(
        "rd_deduction_cny[t-1] / revenue_cny[t-1]",
        "rd_deduction_cny[2025]",
        ">=",
        [k / 8 for k in range(8, 64)],
        0.01,
        " %",
        "revenue_cny[2025]",
    )
    more("rd_staff / staff", "rd_staff", ">=", range(5, 55), 0.01, " %", "staff")
    more("niche_years", "niche_years", ">=", range(1, 11))
    more("ip_class1", "ip_class1", ">=", range(1, 7))
    more("niche_rank", "niche_rank", "<=", range(1, 11))
    more("innovation_score", "innovation_score", ">=", range(55, 95))
    return found


def rules_of(number: int, conditions: list[Condition]) -> list[Rule]:
    """Return so many rules: all of two to six groups, every third group any of two conditions."""
    draw = random.Random(11)
    return [
        tuple(
            tuple(draw.sample(range(len(conditions)), 2 if draw.random() < 1 / 3 else 1))
            for _ in range(draw.randint(2, 6))
        )
        for _ in range(number)
    ]


def measure_of(name: str, rule: Rule, conditions: list[Condition]) -> engine.Measure:
    """Return a rule as a measure."""
    criteria = tuple(
        engine.Criterion(f"c{k}", "t", "t", {"any": [conditions[at].text for at in group]}, "clause")
        for k, group in enumerate(rule)
    )
    return engine.Measure(
        name, "1", "t", "t", "o", ("all",), date(2020, 1, 1), None, None, "clause", "s", True, criteria
    )


def by_polars(frame: pl.DataFrame, conditions: list[Condition], rules: list[Rule]) -> list[tuple[int, int]]:
    """Return who meets and who fails each rule."""
    return polars_rules(polars_conditions(frame, conditions), rules)


def polars_conditions(frame: pl.DataFrame, conditions: list[Condition]) -> pl.DataFrame:
    """Return a boolean column a condition."""
    return frame.lazy().select(one.expression().alias(f"p{k}") for k, one in enumerate(conditions)).collect()


def polars_rules(known: pl.DataFrame, rules: list[Rule]) -> list[tuple[int, int]]:
    """Return who meets and who fails each rule, of known conditions."""
    wanted = []
    for k, rule in enumerate(rules):
        whole = None
        for group in rule:
            either = pl.col(f"p{group[0]}")
            for at in group[1:]:
                either = either | pl.col(f"p{at}")
            whole = either if whole is None else whole & either
        wanted += [whole.sum().alias(f"m{k}"), (~whole).sum().alias(f"f{k}")]
    row = known.lazy().select(wanted).collect().row(0)
    return list(zip(row[::2], row[1::2], strict=True))


def by_duckdb(frame: pl.DataFrame, conditions: list[Condition], rules: list[Rule]) -> list[tuple[int, int]]:
    """Return the same by SQL, whose and, or and not are Kleene's too."""
    base = duckdb.connect(config={"threads": 1})
    base.register("firms", frame.to_arrow())
    columns = ", ".join(f"{one.sql()} AS p{k}" for k, one in enumerate(conditions))
    base.execute(f"CREATE TABLE known AS SELECT {columns} FROM firms")
    whole = [" AND ".join("(" + " OR ".join(f"p{at}" for at in group) + ")" for group in rule) for rule in rules]
    counts = ", ".join(f"count(*) FILTER ({one}), count(*) FILTER (NOT ({one}))" for one in whole)
    row = base.execute(f"SELECT {counts} FROM known").fetchone()
    return list(zip(row[::2], row[1::2], strict=True))


def by_loop(frame: pl.DataFrame, conditions: list[Condition], rules: list[Rule]) -> list[tuple[int, int]]:
    """Return the same by a plain loop."""
    counts = [[0, 0] for _ in rules]
    for row in frame.iter_rows(named=True):
        known = [one.loop(row) for one in conditions]
        for count, rule in zip(counts, rules, strict=True):
            groups = []
            for group in rule:
                some = [known[at] for at in group]
                groups.append(True if True in some else None if None in some else False)
            if False in groups:
                count[1] += 1
            elif None not in groups:
                count[0] += 1
    return [(meets, fails) for meets, fails in counts]


def timed(call: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what a call returns, its CPU and its wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = call()
    return found, time.process_time() - cpu, time.perf_counter() - wall


def main() -> int:
    """Run everything; exit with 1 where a target is missed at the largest size."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked.add_argument("--rules", type=int, default=1000)
    asked.add_argument("--loop", type=int, default=2000)
    asked.add_argument("--duckdb-up-to", type=int, default=10_000, help="it takes 40 s for 100,000 firms")
    given = asked.parse_args()
    conditions = conditions_of()
    rules = rules_of(given.rules, conditions)
    measures = [measure_of(f"m{k}", rule, conditions) for k, rule in enumerate(rules)]
    book, cpu, _ = timed(lambda: engine.Book(engine.Rules(tuple(measures)), ON))
    used = len({at for rule in rules for group in rule for at in group})
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; polars {pl.__version__}, DuckDB {duckdb.__version__}"
    )
    print(f"{len(rules):,} rules of {used} different conditions, read in {cpu:.2f} s. CPU seconds (wall)")
    cpus: dict[str, list[float]] = {}
    missed: list[str] = []
    for size in given.sizes:
        columns = firms_of(size)
        frame = pl.DataFrame(columns).fill_nan(None)
        rows: dict[str, tuple[float, float]] = {}

        def note(name: str, cpu: float, wall: float, rows: dict[str, tuple[float, float]] = rows) -> None:
            rows[name] = cpu, wall
            cpus.setdefault(name, []).append(cpu)

        firms = engine.Firms(size, columns)
        sheet = book.over(firms)
        counts, *took = timed(sheet.counts)
        note("all, Pilin", *took)
        peers, *took = timed(lambda frame=frame: by_polars(frame, conditions, rules))
        note("all, polars", *took)
        ours = [(meets, fails) for meets, fails, _ in counts.values()]
        assert ours == peers
        if size <= given.duckdb_up_to:
            peers, *took = timed(lambda frame=frame: by_duckdb(frame, conditions, rules))
            note("all, DuckDB", *took)
            assert ours == peers
        anew = sheet.rules_anew()
        again, *took = timed(anew.counts)
        note("rules anew, Pilin", *took)
        assert again == counts
        known = polars_conditions(frame, conditions)
        peers, *took = timed(lambda known=known: polars_rules(known, rules))
        note("rules anew, polars", *took)
        assert ours == peers
        changes = []
        for k in range(40):
            old = measures[k]
            said = {"any": [f"revenue_cny[t-1] >= {1_000_003 + 17 * k}"]}
            new = replace(old, criteria=(replace(old.criteria[0], said=said), *old.criteria[1:]))
            _, cpu, wall = timed(lambda new=new, sheet=sheet: sheet.changed(new).count(new.id, "1"))
            changes.append((wall, cpu))
        changes.sort()
        note("one rule changed, Pilin", changes[20][1], changes[20][0])
        whys = sorted(timed(lambda at=at, sheet=sheet: sheet.why(at))[2] for at in range(5))
        print(f"\n{size:,} firms")
        for name, (cpu, wall) in rows.items():
            print(f"  {name:<26}{cpu:>10.4f} ({wall:.4f})")
        whole, again_ = (
            rows[f"{what}, polars"][0] / max(rows[f"{what}, Pilin"][0], 1e-9) for what in ("all", "rules anew")
        )
        print(f"  polars/Pilin: all {whole:.1f}, rules anew {again_:.1f} (asked: 5); one rule changed {1000 * changes[20][0]:.2f} ms at p50,"
              f" {1000 * changes[-1][0]:.2f} at most (asked: 10); all {len(rules):,} explained for one firm in {1000 * whys[2]:.0f} ms")  # fmt: skip
        if size == max(given.sizes):
            missed = [name for name, bad in (("anew", again_ < 5), ("changed", changes[20][0] > 0.010)) if bad]
        if given.loop and size == min(given.sizes):
            some = frame.head(given.loop)
            head = engine.Firms(given.loop, {name: values[: given.loop] for name, values in columns.items()})
            looped, cpu, _ = timed(lambda some=some: by_loop(some, conditions, rules))
            assert looped == [(meets, fails) for meets, fails, _ in book.over(head).counts().values()]
            print(f"  a plain loop takes {cpu:.2f} s for {given.loop:,} firms")
    if len(given.sizes) > 1:
        scale = math.log(given.sizes[-1] / given.sizes[0])
        print("\ngrowth exponent: " + ", ".join(
            f"{name} {math.log(cells[-1] / cells[0]) / scale:.2f}" for name, cells in cpus.items() if len(cells) == len(given.sizes) and cells[0] > 0
        ))  # fmt: skip
    print(f"missed: {', '.join(missed) or 'nothing'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
