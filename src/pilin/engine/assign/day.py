"""Several shifts a worker under the caps on hours: prices that bound the answer, and an answer that keeps every rule.

Seats couple the workers, everything else is each worker's own; so seats get prices (Lagrangian relaxation: Geoffrion 1974;
subgradient steps after Held, Wolfe and Crowder 1974), and at any prices what all workers would keep, with the seats at
their price, bounds every answer. Answers are made by letting workers choose in turn, and bettered by solving the flow of
all shifts that go on at one moment, of which nobody can do two, exactly; again and again. Where what is left between
both is small enough to list every set of shifts that could close it, those are solved as an integer programme.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pilin.engine.assign import flow, routes
from pilin.engine.assign.answers import EXACT, Floats, Ints
from pilin.engine.assign.candidates import Pairs
from pilin.engine.assign.prices import by_worker
from pilin.engine.assign.tables import AHEAD, DAY, Shifts, date_of
from pilin.engine.base.labour import caps_on

HOUR = 3_600_000_000  # µs
NODES = 400  # of one worker's search at given prices
FIRST_NODES = 25  # while prices are far from right and most workers want too much
ROUNDS = 240  # of prices
INSTANTS = 48  # moments a sweep looks at
SWEEPS = 6
MOST_SETS = 30_000  # of an integer programme
PATIENCE = 20.0  # seconds for it


@dataclass(frozen=True, slots=True)
class Booked:
    """What workers have already: it counts towards hours, and bars what overlaps or leaves no time for the way.

    Parameters
    ----------
    worker : numpy.ndarray
        Place of the worker, one entry a booking.
    employer : sequence of str
    starts, ends : numpy.ndarray
        Microseconds since 1970 UTC.
    lat, lon : numpy.ndarray
        Degrees; nan where nobody knows, then the way bars nothing.
    """

    worker: Ints
    employer: Sequence[str]
    starts: Ints
    ends: Ints
    lat: Floats
    lon: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """One planning of several shifts a worker: pairs by worker in the order of their start, and what the kernels read."""

    pairs: Pairs
    first: Ints
    pair: Ints
    shift: npt.NDArray[np.int32]
    value: Floats
    bonus: Floats
    begins: Ints
    when: Ints
    place: Floats
    caps: Ints
    seats: Ints

    @property
    def world(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return what workers have, the items, and the caps, as every kernel takes them."""
        return self.begins, self.when, self.place, self.caps


@dataclass(frozen=True, slots=True)
class Planned:
    """The pairs made, a bound, and the prices that prove it."""

    pair: Ints
    bound: float
    prices: Floats


def plan_of(
    pairs: Pairs, shifts: Shifts, booked: Booked | None, rest_hours: float
) -> tuple[Plan, npt.NDArray[np.bool_]]:
    """Return a planning, and which pairs can be made at all beside what the worker has already."""
    items = [shifts.starts, shifts.ends, shifts.day, (shifts.day + 3) // 7, shifts.employer]
    place, begins = np.radians(np.column_stack([shifts.lat, shifts.lon])), np.zeros(pairs.size + 1, np.int64)
    if booked is not None and len(booked.worker):
        order = np.argsort(booked.worker, kind="stable")
        begins = np.searchsorted(booked.worker[order], np.arange(pairs.size + 1))
        day = (booked.starts + AHEAD) // DAY
        names = {name: k for k, name in enumerate(shifts.employers)}
        employer = np.array([names.setdefault(name, len(names)) for name in booked.employer], np.int64)
        more = [booked.starts, booked.ends, day, (day + 3) // 7, employer]
        items = [np.concatenate([one, other[order]]) for one, other in zip(items, more, strict=True)]
        there = np.radians(np.column_stack([booked.lat, booked.lon]))[order]
        place = np.concatenate([place, there])
    when = np.column_stack(items).astype(np.int64)
    law = caps_on(date_of(int(when[:, 2].max())))
    caps = np.array([
        law.day_hours * HOUR, law.week_hours * HOUR, law.employer_week_hours * HOUR,
        law.employer_day_hours * law.settlement_days * HOUR, law.settlement_days, round(rest_hours * HOUR),
    ], np.int64)  # fmt: skip
    first, pair, shift = by_worker(pairs.size, pairs.begins, pairs.worker)
    owner = np.repeat(np.arange(pairs.size), np.diff(first))
    order = np.lexsort((when[shift, 1], when[shift, 0], owner))
    pair, shift = pair[order], shift[order]
    begins += len(shifts)
    alive, free = np.zeros(len(pair), bool), np.zeros(pairs.size, bool)
    every, nothing = np.ones(len(shifts), bool), np.zeros(len(pair), bool)
    routes.open_pairs(pairs.size, first, shift, every, begins, when, place, caps, nothing, alive, free)
    possible = np.zeros(len(pair), bool)
    possible[pair] = alive
    first, pair, shift = np.cumsum(np.concatenate([[0], alive]))[first], pair[alive], shift[alive]
    seats = np.minimum(pairs.heads, np.diff(pairs.begins))
    plan = Plan(pairs, first, pair, shift, pairs.value[pair], np.zeros(pairs.size), begins, when, place, caps, seats)
    return plan, possible


def planned(plan: Plan, start: Floats) -> Planned:
    """Return an answer that keeps every rule, and a bound.

    Parameters
    ----------
    plan : Plan
    start : numpy.ndarray
        Prices to begin with, of each shift.
    """
    if not len(plan.pair):
        return Planned(np.zeros(0, np.int64), 0.0, np.zeros(len(plan.seats)))
    taken = _settled(plan, start)
    worth = _worth(plan, taken)
    bound, prices, kept = _priced(plan, start, worth)
    other = _bettered(plan, _settled(plan, prices))
    if _worth(plan, other) > worth:
        taken, worth = other, _worth(plan, other)
    if bound - worth > EXACT * max(1.0, abs(worth)):
        taken, bound = _closed(plan, taken, bound, prices, kept)
    return Planned(np.sort(plan.pair[taken]), bound, prices)


def replanned(plan: Plan, prices: Floats, bonus: Floats) -> Ints:
    """Return the pairs of an answer in which each worker who has something counts for so much besides.

    Parameters
    ----------
    plan : Plan
    prices : numpy.ndarray
        Of the answer without.
    bonus : numpy.ndarray
        Yuan, of each worker.
    """
    again = replace(plan, bonus=bonus)
    return np.sort(plan.pair[_bettered(again, _settled(again, prices))])


def _priced(plan: Plan, start: Floats, known: float) -> tuple[float, Floats, Floats]:
    """Return the best bound found, its prices and what each worker keeps at them, by steps along the subgradient."""
    price, taken = start.copy(), np.zeros(len(plan.pair), bool)
    best, best_price, best_kept, best_wanted = math.inf, price, np.zeros(plan.pairs.size), plan.seats
    length, stalled, nodes = 1.0, 0, FIRST_NODES
    for number in range(ROUNDS):
        if number % 40 == 39:  # the nearer the known answer, the better the length of a step
            known = max(known, _worth(plan, _settled(plan, best_price)))
        kept, wanted = routes.respond(
            plan.pairs.size, plan.first, plan.shift, plan.value, price, plan.bonus, *plan.world, nodes, taken
        )
        bound = math.fsum(kept.tolist()) + math.fsum((plan.seats * price).tolist())
        stalled = 0 if bound < best * (1 - 1e-6) else stalled + 1
        if bound < best:
            best, best_price, best_kept, best_wanted = bound, price, kept, wanted
        if stalled >= 6:
            length, stalled = length / 2, 0
            price, bound, wanted = best_price, best, best_wanted
        if nodes == FIRST_NODES and (length < 0.1 or number == ROUNDS // 3):
            length, nodes = 0.5, NODES
        if length < 1e-3:
            break
        way = (plan.seats - wanted).astype(np.float64)
        way[(price <= 0) & (way > 0)] = 0.0
        norm = float(way @ way)
        if norm == 0.0:
            break
        price = np.maximum(0.0, price - length * (bound - known) / norm * way)
    return best, best_price, best_kept


def _settled(plan: Plan, price: Floats) -> npt.NDArray[np.bool_]:
    """Return an answer: workers choose in turn at some prices, those who would lose most first; then what is left goes for nothing."""
    taken, left = np.zeros(len(plan.pair), bool), plan.seats.copy()
    kept, _wanted = routes.respond(
        plan.pairs.size, plan.first, plan.shift, plan.value, price, plan.bonus, *plan.world, NODES, taken
    )
    taken[:] = False
    order = np.argsort(-kept, kind="stable")
    for asked in (price, np.zeros(len(price))):
        routes.settle(
            order, plan.first, plan.shift, plan.value, asked, plan.bonus, *plan.world, NODES, left, taken, plan.value
        )
    return taken


def _bettered(plan: Plan, taken: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return an answer at least as good: shifts of one moment are dealt anew as a flow, then workers choose anew."""
    order, nothing = np.arange(plan.pairs.size), np.zeros(len(plan.seats))
    starts = np.unique(plan.when[: len(plan.seats), 0])
    worth = _worth(plan, taken)
    for sweep in range(SWEEPS):
        step = max(1, len(starts) // INSTANTS)
        for moment in starts[sweep % step :: step]:
            inside = (plan.when[: len(plan.seats), 0] <= moment) & (plan.when[: len(plan.seats), 1] > moment)
            _dealt(plan, taken, inside)
        left = plan.seats - np.bincount(plan.shift[taken], minlength=len(plan.seats))
        routes.settle(
            order, plan.first, plan.shift, plan.value, nothing, plan.bonus, *plan.world, NODES, left, taken, plan.value
        )
        now = _worth(plan, taken)
        if now - worth <= 1e-5 * max(1.0, abs(now)):
            break
        worth = now
    return taken


def _dealt(plan: Plan, taken: npt.NDArray[np.bool_], inside: npt.NDArray[np.bool_]) -> None:
    """Deal some shifts, of which no worker can do two, anew and exactly, everything else as it is."""
    alive, free = np.zeros(len(plan.pair), bool), np.zeros(plan.pairs.size, bool)
    routes.open_pairs(plan.pairs.size, plan.first, plan.shift, inside, *plan.world, taken, alive, free)
    if not alive.any():
        return
    owner = np.repeat(np.arange(plan.pairs.size), np.diff(plan.first))
    live = np.flatnonzero(alive)
    live = live[np.argsort(plan.shift[live], kind="stable")]
    begins = np.searchsorted(plan.shift[live], np.arange(len(plan.seats) + 1)).astype(np.int64)
    worth = plan.value[live] + plan.bonus[owner[live]] * free[owner[live]]
    some = Pairs(
        plan.pairs.size, plan.seats, begins, owner[live].astype(np.int32), worth, plan.pairs.km[:0], np.diff(begins),
        plan.pairs.floor_unknown,
    )  # fmt: skip
    chosen, _step = flow.most_valuable(some)
    before = taken & inside[plan.shift]
    if math.fsum(worth[chosen].tolist()) > math.fsum(worth[before[live]].tolist()):
        taken[before] = False
        taken[live[chosen]] = True


def _closed(
    plan: Plan, taken: npt.NDArray[np.bool_], bound: float, prices: Floats, kept: Floats
) -> tuple[npt.NDArray[np.bool_], float]:
    """Return the best answer and its bound where few enough sets of shifts could make a better one; else what was given.

    Reduced-cost fixing (Dantzig, Fulkerson and Johnson 1954) over whole sets; HiGHS solves what is left.
    """
    from scipy import optimize, sparse  # slow import

    worth = _worth(plan, taken)
    slack = (bound - worth) * (1 + 1e-6) + 1e-6
    whole, owner, ends, listed = routes.all_routes(
        plan.pairs.size, plan.first, plan.shift, plan.value, prices, plan.bonus, *plan.world, kept, slack, MOST_SETS
    )
    if not whole or not len(owner):
        return taken, bound
    sizes = np.diff(ends, prepend=0)
    column = np.repeat(np.arange(len(owner)), sizes)
    gains = np.bincount(column, plan.value[listed], minlength=len(owner)) + plan.bonus[owner]
    rows = np.concatenate([owner, plan.pairs.size + plan.shift[listed].astype(np.int64)])
    columns = np.concatenate([np.arange(len(owner)), column])
    matrix = sparse.csr_array(
        (np.ones(len(rows)), (rows, columns)), shape=(plan.pairs.size + len(plan.seats), len(owner))
    )
    limits = np.concatenate([np.ones(plan.pairs.size), plan.seats]).astype(np.float64)
    used = np.flatnonzero(np.diff(matrix.indptr))
    found = optimize.milp(
        -gains, integrality=np.ones(len(owner)), bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix[used], ub=limits[used]),
        options={"mip_rel_gap": 0.0, "time_limit": PATIENCE},
    )  # fmt: skip
    if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
        bound = min(bound, max(worth, -float(found.mip_dual_bound)))
    if found.x is None:
        return taken, bound
    picked = np.flatnonzero(found.x > 0.5)
    better = np.zeros(len(plan.pair), bool)
    better[listed[np.isin(column, picked)]] = True
    return (better, bound) if _worth(plan, better) > worth else (taken, bound)


def _worth(plan: Plan, taken: npt.NDArray[np.bool_]) -> float:
    """Return what an answer is worth, with what each worker who has something counts besides."""
    owner = np.repeat(np.arange(plan.pairs.size), np.diff(plan.first))
    return math.fsum(plan.value[taken].tolist()) + math.fsum(plan.bonus[np.unique(owner[taken])].tolist())
