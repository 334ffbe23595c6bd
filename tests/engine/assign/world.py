"""Small worlds of workers and shifts, and the definition of a feasible pair written out once more, slowly."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

import pilin.engine.assign as engine
from pilin.engine.assign.tables import AHEAD, DAY

HOUR = 3_600_000_000
MONDAY = 20_745 * DAY - AHEAD  # 2026-10-19 00:00 in Shanghai, µs
EARTH_KM = 6371.0088


def worker_texts(**changed):
    """Return the texts of one worker, free all day on 19 October 2026, to be changed."""
    texts = {
        "worker_id": "w1", "lat": "30.9", "lon": "121.0", "skills": "packing|sewing",
        "available_from": "2026-10-19T06:00", "available_to": "2026-10-19T22:00", "max_km": "10", "min_hourly_cny": "20",
        "reliability": "0.9", "birth_date": "1990-05-01",
    }  # fmt: skip
    return texts | changed


def shift_texts(**changed):
    """Return the texts of one shift."""
    texts = {
        "shift_id": "s1", "employer_id": "e1", "lat": "30.9", "lon": "121.0", "starts_at": "2026-10-19T08:00",
        "ends_at": "2026-10-19T12:00", "skill": "packing", "headcount": "1", "hourly_cny": "25", "place_code": "310116102",
    }  # fmt: skip
    return texts | changed


def columns(rows):
    """Return rows as texts by column, and where each stands in a file."""
    return {name: [row[name] or None for row in rows] for name in rows[0]}, list(range(2, len(rows) + 2))


def workers(*rows):
    return engine.read_workers(*columns(rows))


def shifts(*rows):
    return engine.read_shifts(*columns(rows))


def random_world(draw, size, number, *, days=1, employers=3, passed=False):
    """Return workers and shifts drawn at random, with ties, limits that are met exactly, and some without limits."""
    skills = ("a", "b", "c")
    counts = draw.integers(0, 3, size)
    of = [np.sort(draw.choice(3, count, replace=False)) for count in counts]
    free_from = MONDAY + draw.integers(5, 12, size) * HOUR
    men = engine.Workers(
        [f"w{k}" for k in range(size)],
        30.8 + draw.integers(0, 12, size) * 0.01,
        121.0 + draw.integers(0, 12, size) * 0.01,
        skills,
        np.concatenate([[0], np.cumsum(counts)]),
        np.concatenate([*of, np.zeros(0, np.int64)]).astype(np.int64),
        free_from,
        free_from + draw.integers(4, 14, size) * HOUR + (days - 1) * DAY,
        draw.choice([3.0, 8.0, 20.0, np.inf], size),
        draw.choice([0.0, 22.0, 24.0, 26.0], size),
        draw.choice([0.5, 0.8, 1.0], size),
        draw.choice(np.array(["1990-01-01", "2010-10-19", "2010-10-20"], "datetime64[D]"), size),
        draw.integers(0, 4, size).astype(float) if passed else np.zeros(size),
    )
    starts = MONDAY + draw.integers(6, 18, number) * HOUR + draw.integers(0, days, number) * DAY
    work = engine.Shifts(
        [f"s{k}" for k in range(number)],
        draw.integers(0, employers, number),
        tuple(f"e{k}" for k in range(employers)),
        30.8 + draw.integers(0, 12, number) * 0.01,
        121.0 + draw.integers(0, 12, number) * 0.01,
        starts,
        starts + draw.integers(1, 7, number) * HOUR,
        draw.integers(-1, 3, number),
        skills,
        draw.integers(1, 3, number),
        draw.choice([22.0, 24.0, 25.5, 30.0], number),
        draw.choice(["310116102", "330421003", ""], number).tolist(),
    )
    return men, work


def km(lat, lon, to_lat, to_lon):
    lat, lon, to_lat, to_lon = map(math.radians, (lat, lon, to_lat, to_lon))
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def slow_filters(men, work, w, s, floor):
    """Return for one pair whether each filter lets it through, in their order, and its value."""
    has = {men.skills[k] for k in men.skill_of[men.skill_start[w] : men.skill_start[w + 1]]}
    way = km(men.lat[w], men.lon[w], work.lat[s], work.lon[s])
    born = men.born[w].item()
    on = date(1970, 1, 1) + timedelta(days=int((work.starts[s] + AHEAD) // DAY))
    return (
        (work.skill[s] < 0 or work.skills[work.skill[s]] in has,
         bool(men.free_from[w] <= work.starts[s] and work.ends[s] <= men.free_to[w]),
         bool(way <= men.max_km[w]),
         bool(work.hourly[s] >= men.min_hourly[w]),
         bool(floor is None or work.hourly[s] >= floor),
         (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) >= 16),
        (work.ends[s] - work.starts[s]) / HOUR * work.hourly[s] * men.reliability[w] - way,
    )  # fmt: skip


def slow_pairs(men, work):
    """Return every feasible pair of positive value, by shift and worker, and how many workers each filter leaves each shift."""
    found, left = {}, np.zeros((len(work), 6), int)
    for s in range(len(work)):
        floor = 24.0 if work.places[s].startswith("31") else None
        for w in range(len(men)):
            passes, value = slow_filters(men, work, w, s, floor)
            for k in range(6):
                left[s, k] += all(passes[: k + 1])
            if all(passes) and value > 0:
                found[s, w] = value
    return found, left


@dataclass(frozen=True)
class Item:
    """Something a worker does: for the rules, written out once more."""

    employer: str
    starts: int
    ends: int
    lat: float
    lon: float

    @property
    def day(self):
        return (self.starts + AHEAD) // DAY


def breaks(items, rest_hours=0):
    """Return the rules that a worker's items break."""
    items, broken = sorted(items, key=lambda item: item.starts), []
    for one, other in itertools.pairwise(items):
        gap = (other.starts - one.ends) / HOUR
        if gap < 0:
            broken.append("overlap")
        elif gap + 1e-9 < km(one.lat, one.lon, other.lat, other.lon) / 30:
            broken.append("way")
        if one.day != other.day and gap < rest_hours:
            broken.append("rest")

    def hours(wanted):
        return sum((item.ends - item.starts) / HOUR for item in items if wanted(item))

    for item in items:
        if hours(lambda other, day=item.day: other.day == day) > 8 + 1e-9:
            broken.append("day")
        week = (item.day + 3) // 7
        if hours(lambda other, week=week: (other.day + 3) // 7 == week) > 44 + 1e-9:
            broken.append("week")
        if (
            hours(lambda other, week=week, mine=item: (other.day + 3) // 7 == week and other.employer == mine.employer)
            > 24 + 1e-9
        ):
            broken.append("employer week")
        if (
            hours(lambda other, mine=item: mine.day <= other.day < mine.day + 15 and other.employer == mine.employer)
            > 60 + 1e-9
        ):
            broken.append("employer average")
    return broken


def items_of(work, picked):
    return [
        Item(
            work.employers[work.employer[s]],
            int(work.starts[s]),
            int(work.ends[s]),
            float(work.lat[s]),
            float(work.lon[s]),
        )
        for s in picked
    ]


def brute_force(men, work, pairs, held=None, rest_hours=0):
    """Return the largest sum of values of several shifts a worker, by trying every set of shifts of every worker in turn."""
    held = held or {}
    options = []
    for w in range(len(men)):
        mine = [
            (int(s), float(v)) for s, who, v in zip(pairs.shift, pairs.worker, pairs.value, strict=True) if who == w
        ]
        sets = [((), 0.0)]
        for size in range(1, len(mine) + 1):
            more = [
                (tuple(s for s, _v in some), sum(v for _s, v in some))
                for some in itertools.combinations(mine, size)
                if not breaks(items_of(work, [s for s, _v in some]) + held.get(w, []), rest_hours)
            ]
            if not more:
                break
            sets += more
        options.append(sets)
    best = {tuple(np.minimum(work.heads, len(men)).tolist()): 0.0}  # seats left: the best sum so far
    for sets in options:
        then = {}
        for left, total in best.items():
            for some, value in sets:
                seats = list(left)
                for s in some:
                    seats[s] -= 1
                if min(seats, default=0) >= 0:
                    key = tuple(seats)
                    then[key] = max(then.get(key, -1.0), total + value)
        best = then
    return max(best.values())


def with_heads(work, heads):
    return replace(work, heads=np.asarray(heads, np.int64))
