"""Feasible pairs: exactly the definition, each limit at its edge."""

from __future__ import annotations

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

import pilin.engine.assign as engine
from tests.engine.assign import world


def found_in(men, work):
    pairs = engine.feasible(men, work)
    return {
        (s, w): v for s, w, v in zip(pairs.shift.tolist(), pairs.worker.tolist(), pairs.value.tolist(), strict=True)
    }


def count(man, shift, floors=()):
    return len(engine.feasible(world.workers(man), world.shifts(shift), floors))


@pytest.mark.source("D-09")
@hypothesis.given(st.integers(0, 10**9))
@hypothesis.settings(max_examples=60)
def test_pairs_are_those_of_the_definition(seed):
    draw = np.random.default_rng(seed)
    men, work = world.random_world(
        draw, int(draw.integers(0, 90)), int(draw.integers(0, 12)), days=int(draw.integers(1, 4))
    )
    found, slow = found_in(men, work), world.slow_pairs(men, work)[0]
    assert found.keys() == slow.keys()
    assert all(found[key] == pytest.approx(slow[key], rel=1e-12) for key in slow)


def test_tiles_leave_nobody_out():
    draw = np.random.default_rng(3)
    men, work = world.random_world(draw, 3_000, 30, days=3)
    assert found_in(men, work).keys() == world.slow_pairs(men, work)[0].keys()


@pytest.mark.source("D-09")
@pytest.mark.parametrize(
    ("man", "shift", "pairs"),
    [
        ({}, {}, 1),
        ({"available_from": "2026-10-19T08:00", "available_to": "2026-10-19T12:00"}, {}, 1),  # both ends included
        ({"available_from": "2026-10-19T08:00:01"}, {}, 0),
        ({"available_to": "2026-10-19T11:59:59"}, {}, 0),
        (
            {"available_from": "2026-10-19T00:00Z", "available_to": "2026-10-19T04:00+00:00"},
            {},
            1,
        ),  # 08:00 to 12:00 here
        ({"skills": "sewing"}, {}, 0),
        ({"skills": ""}, {"skill": ""}, 1),
        ({"lat": "31.9"}, {}, 0),
        ({"lat": "31.9", "max_km": ""}, {"hourly_cny": "100"}, 1),
        ({"lat": "31.9", "max_km": ""}, {}, 0),  # feasible, but the way costs more than it is worth
        ({"min_hourly_cny": "25"}, {}, 1),
        ({"min_hourly_cny": "25.01"}, {}, 0),
        ({"min_hourly_cny": ""}, {}, 1),
        ({"min_hourly_cny": "0.3"}, {"hourly_cny": "0.3", "place_code": ""}, 1),
        ({"reliability": "0"}, {}, 0),
        ({}, {"starts_at": "2026-10-19T21:00", "ends_at": "2026-10-20T03:00"}, 0),
        ({"available_to": "2026-10-20T06:00"}, {"starts_at": "2026-10-19T21:00", "ends_at": "2026-10-20T03:00"}, 1),
    ],
)
def test_limits_at_their_edges(man, shift, pairs):
    assert count(world.worker_texts(**man), world.shift_texts(**shift)) == pairs


def test_distance_at_its_edge():
    exactly = world.km(30.9, 121.0, 30.95, 121.0)
    at, short = (repr(km) for km in (exactly * (1 + 1e-12), exactly * (1 - 1e-9)))
    shift = world.shift_texts(lat="30.95")
    assert [count(world.worker_texts(max_km=km), shift) for km in (at, short)] == [1, 0]


@pytest.mark.source("R-08")
@pytest.mark.parametrize(
    ("born", "on", "pairs"),
    [
        ("2010-10-20", "2026-10-19", 0),  # 15 years and 364 days
        ("2010-10-19", "2026-10-19", 1),  # 16 that day
        ("2008-02-29", "2024-02-28", 0),
        ("2008-02-29", "2024-02-29", 1),
        ("2084-02-29", "2100-02-28", 0),  # no 29 February in 2100
        ("2084-02-29", "2100-03-01", 1),
    ],
)
def test_sixteen_on_the_day_it_starts(born, on, pairs):
    man = world.worker_texts(birth_date=born, available_from=f"{on}T00:00", available_to=f"{on}T23:00")
    assert count(man, world.shift_texts(starts_at=f"{on}T08:00", ends_at=f"{on}T12:00")) == pairs


@pytest.mark.source("R-08")
def test_of_age_at_midnight_in_shanghai():
    man = world.worker_texts(
        birth_date="2010-10-19", available_from="2026-10-18T00:00", available_to="2026-10-20T00:00"
    )
    before = world.shift_texts(starts_at="2026-10-18T15:59Z", ends_at="2026-10-18T20:00Z")
    after = world.shift_texts(starts_at="2026-10-18T16:00Z", ends_at="2026-10-18T20:00Z")
    assert [count(man, before), count(man, after)] == [0, 1]


@pytest.mark.source("R-08")
@pytest.mark.parametrize(
    ("on", "pay", "place", "pairs", "unknown"),
    [
        ("2023-06-30", "23", "310116102", 1, 0),
        ("2023-07-01", "23", "310116102", 0, 0),
        ("2023-07-01", "24", "310116102", 1, 0),
        ("2024-05-01", "20", "330421003", 1, 1),
        ("2024-05-01", "20", "", 1, 1),
    ],
)
def test_floor_of_the_place_on_the_day(on, pay, place, pairs, unknown):
    man = world.worker_texts(min_hourly_cny="", available_from=f"{on}T00:00", available_to=f"{on}T23:00")
    shift = world.shift_texts(starts_at=f"{on}T08:00", ends_at=f"{on}T12:00", hourly_cny=pay, place_code=place)
    found = engine.feasible(world.workers(man), world.shifts(shift))
    assert (len(found), int(found.floor_unknown.sum())) == (pairs, unknown)


@pytest.mark.source("D-09")
def test_the_job_of_a_zhejiang_place_at_its_own_floor():
    own = engine.read_floors(
        {"place_code": ["3304"], "valid_from": ["2024-01-01"], "valid_to": [None], "hourly_cny": ["22"]}, [2]
    )
    man = world.worker_texts(min_hourly_cny="")
    shifts = [
        world.shift_texts(hourly_cny=pay, place_code=place)
        for pay, place in (("22", "330421"), ("21.99", "330421"), ("23", "31"))
    ]
    assert [count(man, shift, own) for shift in shifts] == [1, 0, 0]


def test_too_many_pairs_are_refused():
    men = world.workers(*(world.worker_texts(worker_id=f"w{k}") for k in range(4)))
    with pytest.raises(engine.TooManyPairs):
        engine.feasible(men, world.shifts(world.shift_texts()), most=3)


def test_barred_pairs_are_gone_with_their_word():
    men = world.workers(*(world.worker_texts(worker_id=f"w{k}") for k in range(3)))
    found = engine.feasible(men, world.shifts(world.shift_texts(), world.shift_texts(shift_id="s2")))
    left = found.without((found.worker == 1) & (found.shift == 0), "last_bus")
    assert sorted(zip(left.shift.tolist(), left.worker.tolist(), strict=True)) == [
        (0, 0),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
    ]
    assert left.feasible.tolist() == [2, 3]
    assert [(one.word, one.worker.tolist(), one.shift.tolist()) for one in left.barred] == [("last_bus", [1], [0])]
