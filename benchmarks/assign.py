"""Assigning odd jobs: pairs, the solve and the whole batch beside their peers, a live board, and arrivals replayed.

    python benchmarks/assign.py [--sizes 1000 10000 100000] [--posts 500] [--day 10000]

Made-up workers and N/5 shifts of one day around twelve spots, drawn with a fixed seed, one to five seats each; the ways
workers go are scaled so that a shift has about as many candidates at every size from 10,000 on. Peers, in the same run:

- pairs: scipy's cKDTree of the shifts, asked with each worker's own radius, then numpy filters of the same definition.
- solve: OR-tools' SimpleMinCostFlow alone on the same pairs, built as its documentation does; scipy's sparse matching with
  seats expanded (only up to 10,000 workers); greedy by value.
- whole batch: files read, pairs, solve, proof, beside that bare solve.
- board: new shifts one by one, candidates looked up, beside nothing: the peer is a batch anew, whose time stands above.
- arrivals: gMission in its three orders and in shuffled ones where shared/data is beside, else made-up ones; greedy and
  the best in hindsight beside.

CPU is the sturdier figure on a busy machine. Growth exponent: slope of log(CPU) over log(N), first to last size.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from scipy.spatial import cKDTree

import pilin.engine.assign as engine
from pilin.engine.assign.tables import AHEAD, DAY

SIZES = (1_000, 10_000, 100_000)
HOUR = 3_600_000_000
MONDAY = 20_745 * DAY - AHEAD
SKILLS = tuple(f"skill{k}" for k in range(12))
EARTH_KM = 6371.0088
ROOT = Path(__file__).resolve().parents[1]
GMISSION = next(
    (d for beside in ROOT.parents[:2] if (d := beside / "shared" / "data" / "assignment" / "gmission").is_dir()), None
)


def world(size: int, seed: int = 1) -> tuple[engine.Workers, engine.Shifts]:
    """Return so many workers and a fifth as many shifts, always the same."""
    draw, number = np.random.default_rng(seed), size // 5

    def spots(count: int) -> tuple[np.ndarray, np.ndarray]:
        centres, at = draw.normal(0, 0.12, (12, 2)), draw.integers(0, 12, count)
        return 30.85 + centres[at, 0] + draw.normal(0, 0.05, count), 121.05 + centres[at, 1] + draw.normal(
            0, 0.06, count
        )

    counts = draw.integers(1, 4, size)
    skills = np.concatenate([np.sort(draw.choice(12, count, replace=False)) for count in counts])
    lat, lon = spots(size)
    since = MONDAY + draw.integers(6, 14, size) * HOUR
    far = draw.choice([3.0, 5.0, 8.0, 10.0, 15.0], size) * min(10.0, 0.53 * (1e5 / size) ** 0.5)
    men = engine.Workers(
        [f"w{k}" for k in range(size)], lat, lon, SKILLS, np.concatenate([[0], np.cumsum(counts)]), skills, since,
        since + draw.integers(4, 11, size) * HOUR, far, draw.choice([0.0, 20.0, 22.0, 24.0, 26.0], size),
        np.round(draw.uniform(0.6, 1, size), 3), np.full(size, np.datetime64("1990-01-01")), np.zeros(size),
    )  # fmt: skip
    lat, lon = spots(number)
    starts = MONDAY + draw.integers(6, 19, number) * HOUR
    work = engine.Shifts(
        [f"s{k}" for k in range(number)], draw.integers(0, number // 10, number), tuple(f"e{k}" for k in range(number // 10)),
        lat, lon, starts, starts + draw.integers(2, 9, number) * HOUR, draw.integers(-1, 12, number), SKILLS,
        draw.integers(1, 6, number), np.round(draw.uniform(22, 40, number), 2),
        draw.choice(["310116102", "330421003", "330482102"], number).tolist(),
    )  # fmt: skip
    return men, work


def timed(call: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what a call returns, its CPU and its wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = call()
    return found, time.process_time() - cpu, time.perf_counter() - wall


def pairs_by_tree(men: engine.Workers, work: engine.Shifts) -> int:
    """Return how many pairs of positive value there are, by a KD-tree of places and filters in numpy."""

    def points(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        lat, lon = np.radians(lat), np.radians(lon)
        return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    tree = cKDTree(points(work.lat, work.lon))
    near = tree.query_ball_point(
        points(men.lat, men.lon), 2 * np.sin(men.max_km / (2 * EARTH_KM)) * (1 + 1e-9), return_sorted=False
    )
    w = np.repeat(np.arange(len(men)), [len(some) for some in near])
    s = np.concatenate(near).astype(np.int64)
    skilled = np.zeros((len(men), len(SKILLS) + 1), bool)
    skilled[np.repeat(np.arange(len(men)), np.diff(men.skill_start)), men.skill_of] = True
    skilled[:, -1] = True
    floor = np.array([24.0 if place.startswith("31") else 0.0 for place in work.places])
    payable = floor <= work.hourly
    held = skilled[w, work.skill[s]]
    w, s = w[held], s[held]
    held = (men.free_from[w] <= work.starts[s]) & (work.ends[s] <= men.free_to[w])
    w, s = w[held], s[held]
    held = (men.min_hourly[w] <= work.hourly[s]) & payable[s]
    w, s = w[held], s[held]
    a, b, c, d = np.radians(men.lat[w]), np.radians(men.lon[w]), np.radians(work.lat[s]), np.radians(work.lon[s])
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return int(((km <= men.max_km[w]) & (work.hours[s] * work.hourly[s] * men.reliability[w] - km > 0)).sum())


def bare(pairs: engine.Pairs) -> float:
    """Return the best sum by OR-tools alone, to a ten-thousandth of a yuan."""
    number = len(pairs.heads)
    source, sink = pairs.size + number, pairs.size + number + 1
    seats = np.minimum(pairs.heads, np.diff(pairs.begins))
    flow = min_cost_flow.SimpleMinCostFlow()
    of = flow.add_arcs_with_capacity_and_unit_cost(
        pairs.size + pairs.shift.astype(np.int64), pairs.worker.astype(np.int64), np.ones(len(pairs), np.int64),
        -np.rint(pairs.value * 1e4).astype(np.int64),
    )  # fmt: skip
    nothing = np.zeros(max(pairs.size, number), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(number, source), pairs.size + np.arange(number), seats, nothing[:number]
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(pairs.size), np.full(pairs.size, sink), nothing[: pairs.size] + 1, nothing[: pairs.size]
    )
    flow.add_arc_with_capacity_and_unit_cost(source, sink, int(seats.sum()), 0)
    flow.set_node_supply(source, int(seats.sum()))
    flow.set_node_supply(sink, -int(seats.sum()))
    assert flow.solve() == flow.OPTIMAL
    return float(pairs.value[flow.flows(of) > 0].sum())


def by_scipy(pairs: engine.Pairs) -> float:
    """Return the best sum by scipy's sparse matching: a column a seat, and one of nothing for each worker."""
    seats = np.minimum(pairs.heads, np.diff(pairs.begins))
    first = np.concatenate([[0], np.cumsum(seats)])
    shift = pairs.shift
    many = seats[shift]
    rows = np.repeat(pairs.worker, many)
    columns = np.repeat(first[shift], many) + np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    top = pairs.value.max() + 1
    rows = np.concatenate([rows, np.arange(pairs.size)])
    columns = np.concatenate([columns, first[-1] + np.arange(pairs.size)])
    costs = np.concatenate([top - np.repeat(pairs.value, many), np.full(pairs.size, top)])
    table = csr_array((costs, (rows, columns)), shape=(pairs.size, int(first[-1]) + pairs.size))
    return float(sum(top - table[w, c] for w, c in zip(*min_weight_full_bipartite_matching(table), strict=True)))


def greedily(pairs: engine.Pairs) -> float:
    """Return the sum of taking the best pair that is left, again and again."""
    left, free, total = pairs.heads.tolist(), [True] * pairs.size, 0.0
    order = np.argsort(-pairs.value, kind="stable")
    for w, s, value in zip(
        pairs.worker[order].tolist(), pairs.shift[order].tolist(), pairs.value[order].tolist(), strict=True
    ):
        if free[w] and left[s]:
            free[w], left[s], total = False, left[s] - 1, total + value
    return total


def write(folder: Path, men: engine.Workers, work: engine.Shifts) -> tuple[Path, Path]:
    """Write workers and shifts as the files of a batch."""

    def time_of(micros: int) -> str:
        return str(np.datetime64(int(micros) + AHEAD, "us").astype("datetime64[s]"))

    with (folder / "workers.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(engine.WORKER_COLUMNS)
        for k in range(len(men)):
            skills = "|".join(men.skills[a] for a in men.skill_of[men.skill_start[k] : men.skill_start[k + 1]])
            out.writerow((
                men.ids[k], float(men.lat[k]), float(men.lon[k]), skills, time_of(men.free_from[k]), time_of(men.free_to[k]),
                float(men.max_km[k]), float(men.min_hourly[k]), float(men.reliability[k]), men.born[k],
            ))  # fmt: skip
    with (folder / "shifts.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(engine.SHIFT_COLUMNS)
        for k in range(len(work)):
            out.writerow((
                work.ids[k], work.employers[work.employer[k]], float(work.lat[k]), float(work.lon[k]), time_of(work.starts[k]),
                time_of(work.ends[k]), "" if work.skill[k] < 0 else SKILLS[work.skill[k]], int(work.heads[k]),
                float(work.hourly[k]), work.places[k],
            ))  # fmt: skip
    return folder / "workers.csv", folder / "shifts.csv"


def batch(workers: Path, shifts: Path) -> engine.Assignment:
    """Read both files, find the pairs, solve and prove, as the command does."""
    from pilin.foundation.intake.columns import read_columns  # app ready

    who, what = (
        read_columns(file, dict.fromkeys(columns, ()), columns)
        for file, columns in ((workers, engine.WORKER_COLUMNS), (shifts, engine.SHIFT_COLUMNS))
    )
    men, work = engine.read_workers(who.values, who.numbers), engine.read_shifts(what.values, what.numbers)
    return engine.solve(engine.feasible(men, work))


def one_of(work: engine.Shifts, k: int) -> engine.Shifts:
    """Return one shift."""
    names = ("ids", "employer", "lat", "lon", "starts", "ends", "skill", "heads", "hourly", "places")
    return replace(work, **{name: getattr(work, name)[k : k + 1] for name in names})


def posting(
    men: engine.Workers, work: engine.Shifts, pairs: engine.Pairs, answer: engine.Assignment, number: int
) -> list[float]:
    """Return the milliseconds of new posts on a board, candidates included, sorted."""
    board = engine.Board(men, work, pairs, answer)
    more, took = world(len(men), seed=2)[1], []
    number = min(number, len(more))
    for k in range(number):
        shift, began = one_of(more, k), time.perf_counter()
        board.post(shift)
        took.append(1000 * (time.perf_counter() - began))
    assert abs(board.upper_bound - board.objective) <= 1e-9 * board.objective
    return sorted(took[min(10, number // 2) :])  # the first compile


def gmission(number: int) -> tuple[engine.Given, list[engine.Event]]:
    """Return pairs and arrivals of one order: lives strictly overlap, within the radius; payoff x success rate."""
    assert GMISSION is not None
    lines = [line.split() for line in (GMISSION / f"data_0{number}.txt").read_text().splitlines()[1:] if line]
    men = [(f"w{k}", *map(float, (a[0], *a[2:]))) for k, a in enumerate(lines) if a[1] == "w"]
    tasks = [(f"s{k}", *map(float, (a[0], *a[2:]))) for k, a in enumerate(lines) if a[1] == "t"]
    found = [
        (i, j, rate * payoff)
        for i, (_w, at, x, y, radius, _cap, life, rate) in enumerate(men)
        for j, (_s, then, u, v, stays, payoff) in enumerate(tasks)
        if at < then + stays and then < at + life and math.hypot(x - u, y - v) <= radius
    ]
    worker, shift, value = (np.array(column) for column in zip(*found, strict=True))
    given = engine.Given(tuple(m[0] for m in men), tuple(t[0] for t in tasks), worker, shift, value)
    names = {"w": ("worker", "w"), "t": ("shift", "s")}
    return given, [engine.Event(names[a[1]][0], f"{names[a[1]][1]}{k}", k, math.inf) for k, a in enumerate(lines)]


def made_up(kind: str, share: float, size: int = 200) -> tuple[engine.Given, list[engine.Event]]:
    """Return arrivals in a random order among which a share of all pairs may be made."""
    draw = np.random.default_rng(3)
    values = draw.lognormal(0, 1, (size, size)) if kind == "lognormal" else draw.uniform(0, 1, (size, size))
    worker, shift = np.nonzero(draw.random((size, size)) < share)
    names = tuple(f"w{k}" for k in range(size)), tuple(f"s{k}" for k in range(size))
    everybody = [("worker", name) for name in names[0]] + [("shift", name) for name in names[1]]
    order = [engine.Event(*everybody[k], n, math.inf) for n, k in enumerate(draw.permutation(2 * size))]
    return engine.Given(*names, worker, shift, values[worker, shift]), order


def arrivals() -> None:
    """Print what the policy makes of arrivals, beside greedy and the best in hindsight."""
    print(f"\n{'arrivals':<26}{'policy':>10}{'greedy':>10}{'hindsight':>11}{'of it':>8}   followed at the end")
    cases: list[tuple[str, engine.Given, list[engine.Event]]] = []
    if GMISSION is not None:
        cases += [(f"gMission, order {k}", *gmission(k)) for k in range(3)]
    cases += [
        (f"{kind}, {share:.0%} of pairs", *made_up(kind, share))
        for kind in ("uniform", "lognormal")
        for share in (0.02, 0.1, 0.5)
    ]
    for name, given, order in cases:
        made, greedy = engine.replay(order, given), engine.replay(order, given, policy="greedy")
        values = np.zeros((len(given.workers), len(given.shifts)))
        values[given.worker, given.shift] = given.value
        best = float(values[linear_sum_assignment(values, maximize=True)].sum())
        print(
            f"{name:<26}{made.objective:>10.2f}{greedy.objective:>10.2f}{best:>11.2f}{made.objective / best:>8.1%}   {made.policy}"
        )
    if GMISSION is not None:
        given, order = gmission(0)
        draw, totals = np.random.default_rng(5), np.zeros(2)
        for _shuffle in range(20):
            mixed = [replace(order[k], arrives=n) for n, k in enumerate(draw.permutation(len(order)))]
            totals += [engine.replay(mixed, given).objective, engine.replay(mixed, given, policy="greedy").objective]
        print(f"{'gMission, 20 shuffled':<26}{totals[0] / 20:>10.2f}{totals[1] / 20:>10.2f}")


def several(size: int) -> None:
    """Print several shifts a worker, over one day and over a week."""
    print(
        f"\n{'several shifts a worker':<26}{'pairs':>10}{'value':>12}{'at most':>12}{'gap':>9}{'CPU s':>8}{'wall s':>8}"
    )
    for days in (1, 7):
        men, work = world(size)
        later = np.random.default_rng(5).integers(0, days, len(work)) * DAY
        men, work = (
            replace(men, free_to=men.free_to + (days - 1) * DAY),
            replace(work, starts=work.starts + later, ends=work.ends + later),
        )
        pairs = engine.feasible(men, work)
        made, cpu, wall = timed(lambda pairs=pairs, work=work: engine.solve(pairs, mode=engine.Mode.DAY, shifts=work))
        print(
            f"{f'{size:,} workers, {days} days':<26}{len(pairs):>10,}{made.objective:>12,.0f}{made.upper_bound:>12,.0f}{made.gap:>9.3%}{cpu:>8.1f}{wall:>8.1f}"
        )


def main() -> int:
    """Print the tables; end with 1 when a target at the largest size is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--posts", type=int, default=500)
    parser.add_argument("--day", type=int, default=10_000, help="workers of the planning of several shifts; 0 for none")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
    os.environ["PILIN_HOME"] = tempfile.mkdtemp(prefix="pilin-bench-")  # never one that somebody lives in
    import django  # app ready

    django.setup()
    small = world(1_000)
    answer = engine.solve(engine.feasible(*small))  # compiles
    posting(*small, engine.feasible(*small), answer, 20)
    pairs_by_tree(*small)
    engine.solve(engine.feasible(*small), mode=engine.Mode.DAY, shifts=small[1])
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; CPU seconds, wall in brackets")
    cpus: dict[str, list[float]] = {}
    missed: list[str] = []
    for size in given.sizes:
        men, work = world(size)
        rows: dict[str, tuple[float, float, float]] = {}

        def note(
            name: str, value: float, cpu: float, wall: float, rows: dict[str, tuple[float, float, float]] = rows
        ) -> None:
            rows[name] = value, cpu, wall
            cpus.setdefault(name, []).append(cpu)

        pairs, cpu, wall = timed(lambda men=men, work=work: engine.feasible(men, work))
        note("pairs, Pilin", len(pairs), cpu, wall)
        note("pairs, KD-tree", *timed(lambda men=men, work=work: pairs_by_tree(men, work)))
        assert rows["pairs, KD-tree"][0] == len(pairs)
        made, cpu, wall = timed(lambda pairs=pairs: engine.solve(pairs))
        note("solve and proof, Pilin", made.objective, cpu, wall)
        note("solve, bare OR-tools", *timed(lambda pairs=pairs: bare(pairs)))
        if size <= 10_000:
            note("solve, scipy", *timed(lambda pairs=pairs: by_scipy(pairs)))
        note("solve, greedy", *timed(lambda pairs=pairs: greedily(pairs)))
        with tempfile.TemporaryDirectory() as folder:
            files = write(Path(folder), men, work)
            whole, cpu, wall = timed(lambda files=files: batch(*files))
        note("whole batch, Pilin", whole.objective, cpu, wall)
        assert whole.objective == made.objective
        print(
            f"\n{size:,} workers, {len(work):,} shifts, {int(work.heads.sum()):,} seats: {len(pairs):,} pairs, gap {made.gap}"
        )
        for name, (value, cpu, wall) in rows.items():
            print(f"  {name:<26}{value:>16,.2f}{cpu:>10.3f} ({wall:.3f})")
        took = posting(men, work, pairs, made, given.posts)
        p50, p99 = took[len(took) // 2], took[min(len(took) - 1, int(0.99 * len(took)))]
        fewer = rows["pairs, KD-tree"][1] / rows["pairs, Pilin"][1]
        ratio = rows["whole batch, Pilin"][1] / rows["solve, bare OR-tools"][1]
        print(
            f"  KD-tree/Pilin {fewer:.1f} (asked: 10); batch/bare {ratio:.2f} (asked: 1.5); a new post p50 {p50:.2f} ms, p99 {p99:.2f} ms (asked: 5)"
        )
        if size == max(given.sizes):
            missed = [name for name, bad in (("pairs", fewer < 10), ("batch", ratio > 1.5), ("post", p99 > 5)) if bad]
    if len(given.sizes) > 1:
        scale = math.log(given.sizes[-1] / given.sizes[0])
        print("\ngrowth exponent: " + ", ".join(
            f"{name} {math.log(cells[-1] / cells[0]) / scale:.2f}" for name, cells in cpus.items() if len(cells) == len(given.sizes) and cells[0] > 0
        ))  # fmt: skip
    arrivals()
    if given.day:
        several(given.day)
    print(f"missed: {', '.join(missed) or 'nothing'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
