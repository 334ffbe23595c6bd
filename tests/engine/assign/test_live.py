"""What comes one by one: the board keeps the best of all so far, the replay looks at nothing that has not come."""

from __future__ import annotations

import itertools
from dataclasses import replace

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

import pilin.engine.assign as engine
from tests.engine.assign import world
from tests.engine.assign.test_one import gmission, published


@hypothesis.given(st.integers(0, 10**9))
@hypothesis.settings(max_examples=150)
def test_each_arrival_leaves_the_best_of_all_so_far(seed):
    draw = np.random.default_rng(seed)
    matching, seats, workers, values = engine.Matching(2), [], 0, {}
    for _step in range(int(draw.integers(1, 16))):
        before = matching.objective
        if draw.random() < 0.5:
            pairs = [(w, len(seats)) for w in range(workers) if draw.random() < 0.6]
            seats.append(int(draw.integers(1, 4)))
        else:
            pairs = [(workers, s) for s in range(len(seats)) if draw.random() < 0.6]
            workers += 1
        worth = np.round(draw.uniform(1, 9, len(pairs)), int(draw.integers(0, 3)))  # whole yuan make ties
        values |= dict(zip(pairs, worth.tolist(), strict=True))
        if len(seats) > matching.number:
            _new, gain = matching.add_shift(seats[-1], np.array([w for w, _s in pairs], np.int64), worth)
        else:
            _new, gain = matching.add_worker(np.array([s for _w, s in pairs], np.int64), worth)
        columns = [s for s, heads in enumerate(seats) for _seat in range(heads)]
        table = np.array([[values.get((w, s), 0.0) for s in columns] for w in range(workers)]).reshape(
            workers, len(columns)
        )
        best = table[linear_sum_assignment(table, maximize=True)].sum()
        assert matching.objective == pytest.approx(best, abs=1e-9)
        assert matching.upper_bound == pytest.approx(best, abs=1e-8)
        assert gain == pytest.approx(matching.objective - before, abs=1e-9)


def rows(table, which):
    """Return one entry of workers or shifts."""
    part = slice(which, which + 1)
    if isinstance(table, engine.Shifts):
        names = ("ids", "employer", "lat", "lon", "starts", "ends", "skill", "heads", "hourly", "places")
        return replace(table, **{name: getattr(table, name)[part] for name in names})
    low, high = table.skill_start[which : which + 2]
    names = ("ids", "lat", "lon", "free_from", "free_to", "max_km", "min_hourly", "reliability", "born", "passed_over")
    return replace(
        table,
        skill_start=np.array([0, high - low]),
        skill_of=table.skill_of[low:high],
        **{n: getattr(table, n)[part] for n in names},
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_board_is_what_a_batch_would_be(seed):
    draw = np.random.default_rng(seed)
    men, work = world.random_world(draw, 60, 25)
    late = [rows(men, k) for k in range(40, 60)], [rows(work, k) for k in range(15, 25)]
    first_men = replace(
        men, skill_start=men.skill_start[:41], skill_of=men.skill_of[: men.skill_start[40]],
        **{n: getattr(men, n)[:40] for n in ("ids", "lat", "lon", "free_from", "free_to", "max_km", "min_hourly", "reliability", "born", "passed_over")},
    )  # fmt: skip
    first_work = replace(
        work,
        **{
            n: getattr(work, n)[:15]
            for n in ("ids", "employer", "lat", "lon", "starts", "ends", "skill", "heads", "hourly", "places")
        },
    )
    pairs = engine.feasible(first_men, first_work)
    board = engine.Board(first_men, first_work, pairs, engine.solve(pairs))
    gained = board.objective
    for man, shift in itertools.zip_longest(*late):
        gained += board.join(man).gain
        if shift is not None:
            posted = board.post(shift)
            assert [board.shift_of(w) for w in posted.workers] == [posted.shift] * len(posted.workers)
            gained += posted.gain
    whole = engine.solve(engine.feasible(men, work))
    assert board.objective == pytest.approx(whole.objective, rel=1e-9)
    assert board.upper_bound == pytest.approx(whole.objective, rel=1e-9)
    assert gained == pytest.approx(whole.objective, rel=1e-9)


def test_a_board_begins_with_the_best():
    men, work = world.random_world(np.random.default_rng(1), 30, 8)
    pairs = engine.feasible(men, work)
    best = engine.solve(pairs)
    with pytest.raises(ValueError, match="proved best"):
        engine.Board(men, work, pairs, replace(best, objective=best.objective * 0.9))


def row_of_arrivals(draw, size, share, life):
    """Return arrivals in some order and pairs among them."""
    values = np.where(draw.random((size, size)) < share, draw.lognormal(0, 1, (size, size)), 0.0)
    worker, shift = np.nonzero(values)
    given_pairs = engine.Given(
        tuple(f"w{k}" for k in range(size)), tuple(f"s{k}" for k in range(size)), worker, shift, values[worker, shift]
    )
    everybody = [("worker", name) for name in given_pairs.workers] + [("shift", name) for name in given_pairs.shifts]
    order = [everybody[k] for k in draw.permutation(2 * size)]
    return [engine.Event(*who, float(k), float(k + life)) for k, who in enumerate(order)], given_pairs


@pytest.mark.source("D-09")
@pytest.mark.parametrize(("share", "life"), [(0.05, 1e9), (0.6, 1e9), (0.6, 30)])
def test_what_has_not_arrived_changes_nothing(share, life):
    events, pairs = row_of_arrivals(np.random.default_rng(4), 70, share, life)
    whole = engine.replay(events, pairs).made
    for number in (1, 40, 63, 64, 65, 127, 128, 140):
        here = {event.id for event in events[:number]}
        seen = engine.replay(events[:number], pairs).made
        assert seen == whole[: len(seen)]
        assert {name for made in seen for name in made[:2]} <= here
        known = np.array(
            [
                pairs.workers[w] in here and pairs.shifts[s] in here
                for w, s in zip(pairs.worker, pairs.shift, strict=True)
            ],
            bool,
        )
        fewer = replace(pairs, worker=pairs.worker[known], shift=pairs.shift[known], value=pairs.value[known])
        assert engine.replay(events[:number], fewer).made == seen


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_made_while_both_are_there(seed):
    events, pairs = row_of_arrivals(np.random.default_rng(seed), 40, 0.3, 12)
    at = {event.id: event for event in events}
    made = engine.replay(events, pairs, {"s1": 3}).made
    worth = {
        (pairs.shifts[s], pairs.workers[w]): v for w, s, v in zip(pairs.worker, pairs.shift, pairs.value, strict=True)
    }
    moments = [max(at[shift].arrives, at[worker].arrives) for shift, worker, _value in made]
    assert moments == sorted(moments)
    assert all(min(at[s].expires, at[w].expires) >= moment for (s, w, _v), moment in zip(made, moments, strict=True))
    assert all(worth[s, w] == value for s, w, value in made)
    assert len({w for _s, w, _v in made}) == len(made)
    assert all(sum(one == s for one, _w, _v in made) <= (3 if s == "s1" else 1) for s in pairs.shifts)


def one_pair(worker, shift):
    pairs = engine.Given(("w",), ("s",), np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([5.0]))
    return engine.replay([engine.Event(*worker), engine.Event(*shift)], pairs).made


def test_the_moment_of_expiring_is_included():
    assert one_pair(("worker", "w", 1.0, 5.0), ("shift", "s", 5.0, 5.0)) == (("s", "w", 5.0),)
    assert one_pair(("worker", "w", 1.0, 4.9), ("shift", "s", 5.0, 5.0)) == ()


def test_where_pairs_compete_prices_beat_greed():
    events, pairs = row_of_arrivals(np.random.default_rng(7), 150, 0.3, 1e9)
    learned, greedy = engine.replay(events, pairs), engine.replay(events, pairs, policy="greedy")
    assert (learned.policy.split(",")[0], greedy.policy) == ("prices", "greedy")
    assert learned.objective > 1.2 * greedy.objective


@published
@pytest.mark.source("D-09")
def test_gmission_in_its_orders():
    """Pairs there hardly compete: nothing was found that does better than greedy, and the policy finds so itself."""
    found = [engine.replay(order, pairs) for pairs, order in map(gmission, range(3))]
    assert [(round(one.objective, 4), one.policy) for one in found] == [
        (1777.0399, "greedy"),
        (1747.7937, "greedy"),
        (1766.0731, "greedy"),
    ]
