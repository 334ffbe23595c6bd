"""The assignment: one shift a worker, proved to be the best, or several under the caps on hours, with a bound."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from pilin.engine.assign import day, fair, flow
from pilin.engine.assign.answers import Assignment, Floats, Ints, Mode
from pilin.engine.assign.candidates import Pairs
from pilin.engine.assign.tables import Shifts


def solve(
    pairs: Pairs,
    *,
    mode: Mode = Mode.ONE,
    shifts: Shifts | None = None,
    booked: day.Booked | None = None,
    rest_hours: float = 0.0,
    passed_over: Floats | None = None,
    most: float = 0.01,
) -> Assignment:
    """Return who takes which shift, so that the sum of values is largest.

    Parameters
    ----------
    pairs : Pairs
        Which may be made; see :func:`feasible` and :meth:`Pairs.without`.
    mode : Mode
        ``one``: a shift a worker; the answer is the best, to rounding. ``day``: several that do not overlap, with time
        for the way between them at 30 km/h, and under the caps of :func:`caps_on` on the day of the last shift.
    shifts : Shifts
        For ``day``: those of the pairs.
    booked : Booked, optional
        For ``day``: what workers have already.
    rest_hours : float
        For ``day``: between the work of two days.
    passed_over : numpy.ndarray, optional
        Weeks in which each worker went without: they come first, as far as ``most`` allows.
    most : float
        The share of the best sum of values that this may cost.

    Raises
    ------
    NotSolved
        When the solver gives up.
    TypeError
        When ``day`` comes without shifts, or ``one`` with bookings.
    """
    if mode == Mode.DAY and shifts is None:
        raise TypeError("several shifts a worker need the shifts' times: give shifts")
    if mode == Mode.ONE and booked is not None:
        raise TypeError("bookings count when a worker may have several shifts: mode day")
    if mode == Mode.ONE or not len(pairs):
        best, remake = _one(pairs)
        best = replace(best, mode=mode)
    else:
        assert shifts is not None
        best, remake = _several(pairs, shifts, booked, rest_hours)
    if passed_over is None or not (passed_over > 0).any() or not len(best.pair):
        return best
    middle = time.perf_counter()
    pair, price = fair.first_served(pairs, best.pair, passed_over, most, remake)
    seconds = {**best.seconds, "fairness": time.perf_counter() - middle}
    return replace(
        best, pair=pair, objective=flow.total(pairs, pair), filled=_filled(pairs, pair), fairness=price, seconds=seconds
    )


def _one(pairs: Pairs) -> tuple[Assignment, fair.Remake]:
    began = time.perf_counter()
    chosen, step = flow.most_valuable(pairs)
    done = time.perf_counter()
    objective, bound, prices = flow.proved(pairs, chosen, step)
    pair = np.flatnonzero(chosen)
    seconds = {"solve": done - began, "proof": time.perf_counter() - done}
    answer = Assignment(
        Mode.ONE, pair, objective, bound, prices, _filled(pairs, pair), pairs.heads, np.ones(len(pairs), bool), seconds=seconds
    )  # fmt: skip

    def remake(bonus: Floats) -> Ints:
        return np.flatnonzero(flow.most_valuable(pairs, pairs.value + bonus[pairs.worker])[0])

    return answer, remake


def _several(
    pairs: Pairs, shifts: Shifts, booked: day.Booked | None, rest_hours: float
) -> tuple[Assignment, fair.Remake]:
    began = time.perf_counter()
    plan, possible = day.plan_of(pairs, shifts, booked, rest_hours)
    start = flow.proved(pairs, *flow.most_valuable(pairs))[2]
    made = day.planned(plan, start)
    objective = flow.total(pairs, made.pair)
    answer = Assignment(
        Mode.DAY, made.pair, objective, max(objective, made.bound), made.prices, _filled(pairs, made.pair), pairs.heads,
        possible, seconds={"solve": time.perf_counter() - began},
    )  # fmt: skip
    return answer, lambda bonus: day.replanned(plan, made.prices, bonus)


def _filled(pairs: Pairs, pair: Ints) -> Ints:
    return np.bincount(pairs.shift[pair], minlength=len(pairs.heads)).astype(np.int64)
