"""Nobody is left without an answer; those passed over come first, and what that costs is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import pilin.engine.assign as engine
from tests.engine.assign import world

ORDER = ("skill", "time", "distance", "wish", "floor", "age")


@pytest.mark.source("D-09")
@pytest.mark.parametrize("seed", range(40))
def test_reasons_of_shifts_by_the_definition(seed):
    men, work = world.random_world(np.random.default_rng(seed), 25, 12, days=2)
    work = world.with_heads(work, np.random.default_rng(seed).integers(1, 9, 12))
    pairs = engine.feasible(men, work)
    answer = engine.solve(pairs)
    left = world.slow_pairs(men, work)[1]
    wanted = {
        s: next((ORDER[k] for k in range(6) if left[s, k] < work.heads[s]), "outcompeted")
        for s in range(len(work))
        if answer.filled[s] < work.heads[s]
    }
    found = engine.shift_reasons(pairs, answer)
    assert {one.shift: one.why for one in found} == wanted
    assert [one.empty for one in found] == (work.heads - answer.filled)[answer.filled < work.heads].tolist()


@pytest.mark.source("D-09")
@pytest.mark.parametrize(
    ("man", "why", "short"),
    [
        ({"skills": "welding"}, "skill", None),
        ({"available_to": "2026-10-19T10:30"}, "time", 1.5),
        ({"lat": "31.0"}, "distance", world.km(31.0, 121.0, 30.9, 121.0) - 10),
        ({"min_hourly_cny": "27"}, "wish", 2.0),
        ({"birth_date": "2010-10-22"}, "age", 3.0),
        ({"reliability": "0"}, "value", 0.0),
    ],
)
def test_why_a_worker_has_no_shift(man, why, short):
    men, work = world.workers(world.worker_texts(**man)), world.shifts(world.shift_texts())
    pairs = engine.feasible(men, work)
    (found,) = engine.worker_reasons(men, work, pairs, engine.solve(pairs), [0])
    assert (found.worker, found.shift, found.why) == (0, 0, why)
    assert found.short == (None if short is None else pytest.approx(short))


def test_why_the_nearest_is_the_one_that_fails_last():
    men = world.workers(world.worker_texts())
    work = world.shifts(
        world.shift_texts(skill="welding"),
        world.shift_texts(shift_id="s2", lat="31.1"),
        world.shift_texts(shift_id="s3", lat="31.0"),
        world.shift_texts(shift_id="s4", ends_at="2026-10-19T23:00"),
    )
    pairs = engine.feasible(men, work)
    (found,) = engine.worker_reasons(men, work, pairs, engine.solve(pairs), [0])
    assert (found.shift, found.why) == (2, "distance")


def test_floor_hours_barred_and_outcompeted():
    men = world.workers(world.worker_texts(), world.worker_texts(worker_id="w2", reliability="0.8"))
    low = world.shifts(world.shift_texts(hourly_cny="23.5"))
    pairs = engine.feasible(men, low)
    assert [one.why for one in engine.worker_reasons(men, low, pairs, engine.solve(pairs), [0])] == ["floor"]

    work = world.shifts(world.shift_texts())
    pairs = engine.feasible(men, work)
    answer = engine.solve(pairs)
    (found,) = engine.worker_reasons(men, work, pairs, answer, [1])
    assert (found.shift, found.why, found.short) == (0, "outcompeted", pytest.approx(0.0))

    barred = pairs.without(pairs.worker == 1, "last_bus")
    answer = engine.solve(barred)
    assert [one.why for one in engine.worker_reasons(men, work, barred, answer, [1])] == ["last_bus"]
    wide = world.with_heads(work, [2])
    barred = replace(engine.feasible(men, wide)).without(np.array([False, True]), "last_bus")
    assert [(one.why, one.empty) for one in engine.shift_reasons(barred, engine.solve(barred))] == [("last_bus", 1)]

    long = world.shifts(world.shift_texts(ends_at="2026-10-19T17:00"))
    pairs = engine.feasible(men, long)
    answer = engine.solve(pairs, mode=engine.Mode.DAY, shifts=long)
    assert [one.why for one in engine.worker_reasons(men, long, pairs, answer, [0])] == ["hours"]


@pytest.mark.parametrize("mode", list(engine.Mode))
@pytest.mark.parametrize("most", [0.0, 0.01, 0.05, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_those_passed_over_come_first_at_a_price(mode, most, seed):
    men, work = world.random_world(np.random.default_rng(seed), 80, 12, passed=True)
    pairs = engine.feasible(men, work)
    best = engine.solve(pairs, mode=mode, shifts=work)
    fair = engine.solve(pairs, mode=mode, shifts=work, passed_over=men.passed_over, most=most)
    price = fair.fairness
    assert price.cny == pytest.approx(best.objective - fair.objective, abs=1e-6)
    assert price.share == pytest.approx(price.cny / best.objective)
    assert price.share <= most + 1e-12
    assert price.weeks >= price.weeks_before
    served = men.passed_over[np.unique(pairs.worker[fair.pair])]
    assert (price.weeks, price.first) == (served.sum(), (served > 0).sum())
    assert fair.upper_bound == best.upper_bound
    if mode == engine.Mode.ONE and most == 1.0:
        weeks = replace(pairs, value=men.passed_over[pairs.worker] + 1e-9)
        assert price.weeks == pytest.approx(engine.solve(weeks).objective, abs=1e-6)


def test_nobody_passed_over_costs_nothing():
    men, work = world.random_world(np.random.default_rng(1), 30, 6)
    pairs = engine.feasible(men, work)
    assert engine.solve(pairs, passed_over=men.passed_over).fairness is None
