"""One shift a worker: the best, held against solvers that share nothing with it; and the proof."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

import pilin.engine.assign as engine
from pilin.engine.assign.flow import proved
from tests.engine.assign import world

ROOT = Path(__file__).resolve().parents[3]
DATA = next(
    (d for beside in ROOT.parents[:2] if (d := beside / "shared" / "data" / "assignment").is_dir()), ROOT / "none"
)
published = pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not in the repository")


def best_of(pairs):
    """Return the largest sum by the Hungarian method on seats."""
    seats = np.repeat(np.arange(len(pairs.heads)), np.minimum(pairs.heads, pairs.size))
    values = np.zeros((pairs.size, len(pairs.heads)))
    values[pairs.worker, pairs.shift] = pairs.value
    table = values[:, seats]
    rows, columns = linear_sum_assignment(table, maximize=True)
    return float(table[rows, columns].sum())


def table_of(values):
    """Return pairs of every worker with every shift as a table has them."""
    size = len(values)
    return engine.read_pairs(
        {
            "worker_id": [f"w{w}" for w in range(size) for _s in range(size)],
            "shift_id": [f"s{s}" for _w in range(size) for s in range(size)],
            "value": [repr(float(v)) for row in values for v in row],
        },
        range(size * size),
    )


@pytest.mark.source("D-09")
@pytest.mark.parametrize("seed", range(200))
def test_the_sum_is_the_largest_and_proved(seed):
    draw = np.random.default_rng(seed)
    men, work = world.random_world(draw, int(draw.integers(1, 40)), int(draw.integers(1, 15)))
    pairs = engine.feasible(men, work)
    answer = engine.solve(pairs)
    assert answer.objective == pytest.approx(best_of(pairs), rel=1e-9)
    assert answer.gap == 0.0 <= answer.upper_bound - answer.objective
    assert np.bincount(pairs.worker[answer.pair], minlength=len(men)).max(initial=0) <= 1
    assert (np.bincount(pairs.shift[answer.pair], minlength=len(work)) == answer.filled).all()
    assert (answer.filled <= work.heads).all()


@pytest.mark.parametrize("seed", range(20))
def test_the_proof_sees_a_worse_answer(seed):
    draw = np.random.default_rng(seed)
    pairs = engine.feasible(*world.random_world(draw, 60, 12))
    answer = engine.solve(pairs)
    chosen = np.zeros(len(pairs), bool)
    chosen[answer.pair[1:]] = True  # one pair less
    objective, bound, _prices = proved(pairs, chosen, 1e-12)
    assert objective < answer.objective - 1e-6
    assert bound >= answer.objective - 1e-6


@published
@pytest.mark.source("D-09")
@pytest.mark.parametrize(("name", "cost"), [("assign500", 991), ("assign600", 1176), ("assign700", 1362)])
def test_optima_of_the_or_library(name, cost):
    numbers = np.array((DATA / "or-library" / f"{name}.txt").read_text().split(), int)
    costs = numbers[1:].reshape(numbers[0], numbers[0])
    values = 1 + costs.max() - costs
    pairs = engine.given_pairs(table_of(values))
    answer = engine.solve(pairs)
    assert len(costs) * (1 + int(costs.max())) - answer.objective == cost
    assert answer.gap == 0.0


@published
@pytest.mark.source("D-09")
def test_the_optimum_of_gmission():
    pairs = engine.given_pairs(gmission()[0])
    assert round(engine.solve(pairs).objective, 4) == 1878.4316


def gmission(number=0):
    """Return pairs and arrivals: strictly less than both lives apart, within the worker's radius; payoff x success rate."""
    lines = [line.split() for line in (DATA / "gmission" / f"data_0{number}.txt").read_text().splitlines()[1:] if line]
    men = [(f"w{k}", *map(float, (a[0], *a[2:]))) for k, a in enumerate(lines) if a[1] == "w"]
    tasks = [(f"s{k}", *map(float, (a[0], *a[2:]))) for k, a in enumerate(lines) if a[1] == "t"]
    texts = {"worker_id": [], "shift_id": [], "value": []}
    for w, at, x, y, radius, _cap, life, rate in men:
        for s, then, u, v, stays, payoff in tasks:
            if at < then + stays and then < at + life and np.hypot(x - u, y - v) <= radius:
                texts["worker_id"].append(w)
                texts["shift_id"].append(s)
                texts["value"].append(repr(rate * payoff))
    kinds = {"w": "worker", "t": "shift"}
    order = [engine.Event(kinds[a[1]], ("w" if a[1] == "w" else "s") + str(k), k, np.inf) for k, a in enumerate(lines)]
    return engine.read_pairs(texts, range(len(texts["value"]))), order


def test_a_thousand_million_seats():
    men = world.workers(*(world.worker_texts(worker_id=f"w{k}") for k in range(5)))
    work = world.shifts(
        world.shift_texts(headcount="1000000000"), world.shift_texts(shift_id="s2", headcount="1000000000")
    )
    answer = engine.solve(engine.feasible(men, work))
    assert (len(answer.pair), answer.gap, answer.unfilled_seats) == (5, 0.0, 2 * 10**9 - 5)


def test_nothing_at_all_is_worth_nothing():
    men = engine.read_workers({name: [] for name in engine.WORKER_COLUMNS}, [])
    work = engine.read_shifts({name: [] for name in engine.SHIFT_COLUMNS}, [])
    for mode in engine.Mode:
        for some, other in (
            (men, work),
            (world.workers(world.worker_texts()), work),
            (men, world.shifts(world.shift_texts())),
        ):
            answer = engine.solve(engine.feasible(some, other), mode=mode, shifts=other)
            assert (answer.objective, answer.upper_bound, answer.gap, len(answer.pair)) == (0.0, 0.0, 0.0, 0)
