"""One shift a worker, the sum of values as large as can be: min-cost flow by OR-tools, proved by prices of our own."""

from __future__ import annotations

import math

import numpy as np

from pilin.engine.assign.candidates import Pairs
from pilin.engine.assign.prices import proved_bound, seat_prices

LARGEST = 2.0**62  # costs times nodes stay below, as the cost-scaling of OR-tools asks (it multiplies by nodes + 1)


class NotSolved(RuntimeError):
    """The solver gave the flow up; what it says of itself is in the message."""


def most_valuable(pairs: Pairs, worth: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Return which pairs to make so that each worker has at most one and the sum is largest, and the step of rounding.

    Parameters
    ----------
    pairs : Pairs
    worth : numpy.ndarray, optional
        What is added up in place of the pairs' values, each above 0.

    Returns
    -------
    chosen : numpy.ndarray
        bool, shape (pairs,).
    step : float
        To which the solver rounded, in yuan: the smallest with which its whole numbers cannot overflow.

    Raises
    ------
    NotSolved

    Notes
    -----
    Cost-scaling push-relabel (Goldberg 1997) on source, shifts, workers, sink; what is not wanted goes by an arc of its own.
    """
    from ortools.graph.python import min_cost_flow  # slow import

    worth = pairs.value if worth is None else worth
    if not len(pairs):
        return np.zeros(0, bool), 0.0
    shifts = len(pairs.heads)
    wanted = np.minimum(pairs.heads, np.diff(pairs.begins))
    source, sink = pairs.size + shifts, pairs.size + shifts + 1
    # half the range for the whole flow's cost, which the solver adds up in 64 bits too
    scale = LARGEST / float(worth.max()) / max(4.0 * (sink + 2), 2.0 * min(pairs.size, int(wanted.sum())))
    cost = -np.rint(worth * scale).astype(np.int64)
    every, each = np.arange(pairs.size), np.arange(shifts)
    tails = np.concatenate([pairs.size + pairs.shift.astype(np.int64), np.full(shifts, source), every, [source]])
    ends = np.concatenate([pairs.worker.astype(np.int64), pairs.size + each, np.full(pairs.size, sink), [sink]])
    room = np.concatenate([np.ones(len(pairs), np.int64), wanted, np.ones(pairs.size, np.int64), [wanted.sum()]])
    costs = np.concatenate([cost, np.zeros(len(tails) - len(cost), np.int64)])
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tails, ends, room, costs)
    flow.set_node_supply(source, int(wanted.sum()))
    flow.set_node_supply(sink, -int(wanted.sum()))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise NotSolved(f"the flow of {len(pairs):,} pairs was not solved: {status.name}")
    return flow.flows(np.arange(len(pairs))) > 0, 1 / scale


def proved(pairs: Pairs, chosen: np.ndarray, step: float) -> tuple[float, float, np.ndarray]:
    """Return the value of an assignment, a bound that none exceeds, and the prices that prove it."""
    objective = total(pairs, chosen)
    prices = seat_prices(pairs, chosen, 4 * step)
    return objective, max(objective, proved_bound(pairs, prices)), prices


def total(pairs: Pairs, chosen: np.ndarray) -> float:
    """Return the sum of the values of some pairs, rounded once."""
    return math.fsum(pairs.value[chosen].tolist())
