"""Prices of seats: what proves that an assignment is the best, in doubles and without trusting the solver."""

from __future__ import annotations

import math

import numpy as np

from pilin.engine.assign.candidates import Pairs
from pilin.engine.assign.compiled import compiled

PATIENCE = 200  # times each pair may be looked at, on average, before prices are left as they are


def seat_prices(pairs: Pairs, chosen: np.ndarray, slack: float) -> np.ndarray:
    """Return the lowest prices under which nobody would rather have another seat than the one they have.

    They are the longest ways in the residual graph of the flow, found by correcting labels (Ahuja, Magnanti and Orlin
    1993, chapters 5 and 9); a seat nobody takes costs nothing. Whatever is returned proves a bound, see
    :func:`proved_bound`; of the best assignment it proves the value itself.

    Parameters
    ----------
    pairs : Pairs
    chosen : numpy.ndarray
        Whether each pair is made, bool.
    slack : float
        Differences up to this are rounding.
    """
    return _raised(
        pairs.size,
        np.asarray(pairs.heads),
        pairs.begins,
        pairs.worker,
        pairs.value,
        chosen,
        slack,
        PATIENCE * max(1, len(pairs)),
    )


def proved_bound(pairs: Pairs, prices: np.ndarray) -> float:
    """Return what no assignment of one shift a worker exceeds, by weak duality: sum of seats at their price and of what
    each worker would keep of their best pair. Holds for any prices of at least 0.
    """  # fmt: skip
    kept = kept_at(pairs, prices)
    dear = prices > 0
    return math.fsum((pairs.heads[dear] * prices[dear]).tolist()) + math.fsum(kept.tolist())


def kept_at(pairs: Pairs, prices: np.ndarray) -> np.ndarray:
    """Return what each worker would keep of their best pair at some prices."""
    return _kept(pairs.size, pairs.begins, pairs.worker, pairs.value, prices)


@compiled
def by_worker(size: int, begins: np.ndarray, worker: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pairs by worker: where those of each begin, the pairs, and their shifts."""
    first = np.zeros(size + 1, np.int64)
    for k in range(len(worker)):
        first[worker[k] + 1] += 1
    for w in range(size):
        first[w + 1] += first[w]
    at = first[:-1].copy()
    pair, shift = np.empty(len(worker), np.int64), np.empty(len(worker), np.int32)
    for s in range(len(begins) - 1):
        for k in range(begins[s], begins[s + 1]):
            w = worker[k]
            pair[at[w]], shift[at[w]] = k, s
            at[w] += 1
    return first, pair, shift


@compiled
def _raised(
    size: int,
    heads: np.ndarray,
    begins: np.ndarray,
    worker: np.ndarray,
    value: np.ndarray,
    chosen: np.ndarray,
    slack: float,
    patience: int,
) -> np.ndarray:
    shifts = len(heads)
    held, worth = np.full(size, -1, np.int32), np.zeros(size)
    filled = np.zeros(shifts, np.int64)
    for s in range(shifts):
        for k in range(begins[s], begins[s + 1]):
            if chosen[k]:
                held[worker[k]], worth[worker[k]] = s, value[k]
                filled[s] += 1
    price = np.zeros(shifts)
    queue, queued = np.empty(shifts + 1, np.int64), np.zeros(shifts, np.bool_)
    head, tail = 0, 0
    for s in range(shifts):
        if filled[s] < heads[s]:
            continue
        for k in range(begins[s], begins[s + 1]):
            if held[worker[k]] < 0 and value[k] > price[s]:
                price[s] = value[k]
        queue[tail], queued[s] = s, True
        tail += 1
    first, pair, shift = by_worker(size, begins, worker)
    # workers of each shift
    begin = np.zeros(shifts + 1, np.int64)
    for s in range(shifts):
        begin[s + 1] = begin[s] + filled[s]
    staff, at = np.empty(begin[shifts], np.int64), begin[:-1].copy()
    for w in range(size):
        if held[w] >= 0:
            staff[at[held[w]]] = w
            at[held[w]] += 1
    # also from seats that cost nothing: whoever has one must not envy another
    for s in range(shifts):
        if filled[s] > 0 and not queued[s]:
            queue[tail], queued[s] = s, True
            tail += 1
    room = shifts + 1
    while head != tail and patience > 0:
        t = queue[head]
        head = (head + 1) % room
        queued[t] = False
        for a in range(begin[t], begin[t + 1]):
            w = staff[a]
            keeps = worth[w] - price[t]
            for b in range(first[w], first[w + 1]):
                patience -= 1
                s = shift[b]
                if filled[s] < heads[s]:
                    continue
                asked = value[pair[b]] - keeps
                if asked > price[s] + slack:
                    price[s] = asked
                    if not queued[s]:
                        queued[s] = True
                        queue[tail] = s
                        tail = (tail + 1) % room
    return price


@compiled
def _kept(size: int, begins: np.ndarray, worker: np.ndarray, value: np.ndarray, price: np.ndarray) -> np.ndarray:
    kept = np.zeros(size)
    for s in range(len(begins) - 1):
        for k in range(begins[s], begins[s + 1]):
            left = value[k] - price[s]
            if left > kept[worker[k]]:
                kept[worker[k]] = left
    return kept
