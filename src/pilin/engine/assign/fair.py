"""Those passed over come first, as far as that may cost; and what it does cost."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from pilin.engine.assign.answers import Floats, Ints, Price
from pilin.engine.assign.candidates import Pairs

Remake = Callable[[Floats], Ints]
STEPS = 7  # halvings, on a scale of logarithms


def first_served(pairs: Pairs, best: Ints, weeks: Floats, most: float, remake: Remake) -> tuple[Ints, Price]:
    """Return the answer in which most weeks of those passed over are made good within a price, and that price.

    Parameters
    ----------
    pairs : Pairs
    best : numpy.ndarray
        The pairs of the best answer.
    weeks : numpy.ndarray
        In which each worker went without.
    most : float
        The share of the best sum of values that it may cost.
    remake : callable
        Returns the pairs made when each worker who has something counts for so many yuan besides.

    Notes
    -----
    A yuan amount a week (the multiplier of the budget; Bertsimas, Farias and Trichakis 2011 on the price of fairness) is
    raised until the budget is used. For one shift a worker each answer is the best of its own price.
    """
    top = math.fsum(pairs.value[best].tolist())
    there = weeks[weeks > 0]
    high = 2 * float(pairs.value.max()) / float(there.min())
    low = 1e-4 * high
    kept, served = best, _weeks(pairs, best, weeks)

    def tried(yuan: float) -> bool:
        nonlocal kept, served
        pair = remake(yuan * weeks)
        if math.fsum(pairs.value[pair].tolist()) < (1 - most) * top:
            return False
        made = _weeks(pairs, pair, weeks)
        if made > served:
            kept, served = pair, made
        return True

    if not tried(high):
        for _step in range(STEPS):
            middle = math.sqrt(low * high)
            if tried(middle):
                low = middle
            else:
                high = middle
    after = math.fsum(pairs.value[kept].tolist())
    cost = max(0.0, top - after)
    return kept, Price(
        _count(pairs, kept, weeks),
        _count(pairs, best, weeks),
        served,
        _weeks(pairs, best, weeks),
        cost,
        cost / max(1.0, top),
    )


def _weeks(pairs: Pairs, pair: Ints, weeks: Floats) -> float:
    return math.fsum(weeks[np.unique(pairs.worker[pair])].tolist())


def _count(pairs: Pairs, pair: Ints, weeks: Floats) -> int:
    return int((weeks[np.unique(pairs.worker[pair])] > 0).sum())
