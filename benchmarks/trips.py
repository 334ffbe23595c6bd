"""Ways by arrival beside a connection scan and beside the engine of one change, on made-up timetables.

    python benchmarks/trips.py [--sizes 2000,20000,200000] [--questions 50] [--seed 1]

One run, one machine, the same timetable and questions for all: a grid of stops two kilometres apart, lines of twelve stops along random walks,
a trip each way every half hour from 6:00 to 21:00, until there are so many calls. Each question: two random doors with a kilometre of
walking, there by a random minute.

- ``router``: ``Router.arrive_by`` with three changes. Preparation stands apart.
- ``scan``: the same answer from a reversed connection scan (Dibbelt, Pajor, Strasser, Wagner 2013) without a bound on changes,
  compiled as well. It may leave later where four changes gain time, and never earlier: the run ends where it does. With rides
  counted it must leave exactly when ``Router`` with seven changes does: the run ends where it does not.
- ``table``: the engine of one change, which reckons all pairs beforehand: only where the timetable is small enough for it.

Seconds are wall seconds a question, the median over questions; kernels are compiled before. Growth is the slope of log(seconds)
over log(calls) between the first size and the last.
"""

from __future__ import annotations

import argparse
import math
import platform
import statistics
import time
from typing import Any

import numba
import numpy as np

from pilin.engine.lines import Door, Router, Timetable, build_timetable
from pilin.engine.lines.ways import neighbours

SMALL = 25_000  # calls up to which the engine of one change is asked too


def made(calls: int, seed: int, *, whole: bool) -> Timetable:
    """Return a made-up timetable of about so many calls; ``whole`` with all pairs of one change."""
    rng = np.random.default_rng(seed)
    lines = max(1, calls // (12 * 60))
    side = max(4, math.isqrt(lines * 6))
    lat, lon = (30.0 + np.repeat(np.arange(side), side) * 0.018), (120.0 + np.tile(np.arange(side), side) * 0.021)
    trip, stop, minute, names = [], [], [], []
    for line in range(lines):
        at = rng.integers(0, side, 2)
        way = [tuple(at)]
        heading = rng.integers(0, 4)
        while len(way) < 12:
            heading = (heading + rng.choice([0, 0, 0, 1, 3])) % 4
            at = np.clip(at + [(0, 1), (1, 0), (0, -1), (-1, 0)][heading], 0, side - 1)
            way.append(tuple(at))
        keys = [int(row) * side + int(column) for row, column in way]
        for begin in range(360 + int(rng.integers(0, 30)), 1260, 30):
            for run in (keys, keys[::-1]):
                trip += [len(names)] * len(run)
                stop += run
                minute += [begin + 5 * place for place in range(len(run))]
                names.append(f"l{line}")
    count = len(lat)
    board = np.ones(len(trip), bool)
    if not whole:  # the ways of one change grow with the square of what meets: not reckoned where nobody asks for them
        board[:] = False
    table = build_timetable(
        stop_keys=[f"s{n}" for n in range(count)], lat=lat, lon=lon, trip_keys=[f"t{n}" for n in range(len(names))], line_keys=names, trip=trip,
        stop=stop, arrives=minute, departs=minute, board=board, alight=board,
    )  # fmt: skip
    table.calls.board[:] = True
    table.calls.alight[:] = True
    return table


@numba.njit
def scanned(order: Any, stop: Any, arrives: Any, departs: Any, trip: Any, alight_by: Any, on_board: Any, starts: Any, near: Any, foot: Any, board_by: Any) -> None:  # fmt: skip
    """Fill when one leaves each stop at the latest, connection by connection, the latest first."""
    for c in order:
        going = on_board[trip[c]]
        after = c + 1
        if not going and arrives[after] <= alight_by[stop[after]]:
            going = on_board[trip[c]] = True
        if going and departs[c] > board_by[stop[c]]:
            board_by[stop[c]] = departs[c]
            for at in range(starts[stop[c]], starts[stop[c] + 1]):
                if departs[c] - foot[at] > alight_by[near[at]]:
                    alight_by[near[at]] = departs[c] - foot[at]


@numba.njit
def counted(order: Any, stop: Any, arrives: Any, departs: Any, trip: Any, alight_by: Any, on_board: Any, starts: Any, near: Any, foot: Any, board_by: Any) -> None:  # fmt: skip
    """Fill the same with rides counted: row r for at most r rides from there on."""
    for c in order:
        after = c + 1
        for r in range(1, len(board_by)):
            if not on_board[r, trip[c]] and arrives[after] <= alight_by[r - 1, stop[after]]:
                on_board[r, trip[c]] = True
            if on_board[r, trip[c]] and departs[c] > board_by[r, stop[c]]:
                board_by[r, stop[c]] = departs[c]
                for at in range(starts[stop[c]], starts[stop[c] + 1]):
                    alight_by[r, near[at]] = max(alight_by[r, near[at]], departs[c] - foot[at])


class Scan:
    """A reversed connection scan over the calls of a timetable."""

    def __init__(self, table: Timetable) -> None:
        calls = table.calls
        first = np.flatnonzero(calls.trip[1:] == calls.trip[:-1])
        self.order = first[np.lexsort((-first, -calls.arrives[first + 1], -calls.departs[first]))]
        self.table, self.near = table, neighbours(table.lat, table.lon)

    def leaves(self, origin: Door, goal: Door, by: float, rides: int = 0) -> float:
        """Return when one leaves at the latest, with at most so many rides if any are named; minus infinity where no way leads."""
        calls, shape = self.table.calls, (rides + 1, len(self.table.stop_keys)) if rides else len(self.table.stop_keys)
        alight_by, board_by = np.full(shape, -np.inf), np.full(shape, -np.inf)
        for stop, minutes in zip(goal.stops, goal.minutes, strict=True):
            alight_by[..., stop] = by - minutes
        trips = len(self.table.trip_keys)
        on_board = np.zeros((rides + 1, trips) if rides else trips, np.bool_)
        (counted if rides else scanned)(
            self.order, calls.stop, calls.arrives, calls.departs, calls.trip, alight_by, on_board, *self.near, board_by
        )
        latest = board_by.max(axis=0) if rides else board_by
        return max((float(latest[s]) - m for s, m in zip(origin.stops, origin.minutes, strict=True)), default=-math.inf)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="2000,20000,200000")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, numba {numba.__version__}")
    took: dict[str, list[tuple[int, float]]] = {}
    for size in (int(one) for one in given.sizes.split(",")):
        whole = size <= SMALL
        table = made(size, given.seed, whole=whole)
        router, scan = Router.of(table), Scan(table)
        rng = np.random.default_rng(given.seed + 1)
        doors = [tuple(router.door(*place, 1.5) for place in zip(rng.uniform(table.lat.min(), table.lat.max(), 2), rng.uniform(table.lon.min(), table.lon.max(), 2), strict=True)) for _ in range(given.questions)]  # fmt: skip
        begun = time.perf_counter()
        router.arrive_by(*doors[0], 600)
        prepared = time.perf_counter() - begun
        scan.leaves(*doors[0], 600)
        seconds: dict[str, list[float]] = {"router": [], "scan": []}
        ways = further = 0
        for start, end in doors:
            by = float(rng.integers(500, 1200))
            begun = time.perf_counter()
            found = router.arrive_by(start, end, by)
            seconds["router"].append(time.perf_counter() - begun)
            begun = time.perf_counter()
            best = scan.leaves(start, end, by)
            seconds["scan"].append(time.perf_counter() - begun)
            latest = found[-1].leaves if found else -math.inf
            near = set(start.stops) & set(end.stops)  # there one walks, and the scan still rides
            assert near or latest <= best + 1e-6, (latest, best)
            again = Router.of(table, 7)
            object.__setattr__(again, "_ahead", router._ahead)
            more = again.arrive_by(start, end, by)
            eight = scan.leaves(start, end, by, rides=8)
            assert near or math.isclose(more[-1].leaves if more else -math.inf, eight), (more, eight)
            further += eight < best - 1e-6 and not near
            ways += bool(found)
        if whole:
            begun = time.perf_counter()
            lats, lons = (
                rng.uniform(table.lat.min(), table.lat.max(), (2, 1000)),
                rng.uniform(table.lon.min(), table.lon.max(), (2, 1000)),
            )
            table.latest_leaving(lats[0], lons[0], lats[1], lons[1], 600.0)
            seconds["table"] = [(time.perf_counter() - begun) / 1000]
        told = {name: statistics.median(held) for name, held in seconds.items()}
        for name, one in told.items():
            took.setdefault(name, []).append((len(table.calls.trip), one))
        row = ", ".join(f"{name} {one * 1000:.2f} ms" for name, one in told.items())
        print(f"{len(table.calls.trip):>9,} calls, {len(table.stop_keys):,} stops: {row}; prepared in {prepared:.2f} s; {ways} of {given.questions} led there, {further} leave later by nine rides or more")  # fmt: skip
    for name, held in took.items():
        if len(held) > 1:
            slope = math.log(held[-1][1] / held[0][1]) / math.log(held[-1][0] / held[0][0])
            print(f"growth of {name}: calls to the power of {slope:.2f}")


if __name__ == "__main__":
    main()
