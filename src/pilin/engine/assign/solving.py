"""The assignment: one shift a worker, proved to be the best, or several a day under the caps on hours."""

from __future__ import annotations

import time

import numpy as np

from pilin.engine.assign import flow
from pilin.engine.assign.answers import Assignment, Mode
from pilin.engine.assign.candidates import Pairs


def solve(pairs: Pairs) -> Assignment:
    """Return who takes which shift, so that the sum of values is largest.

    Parameters
    ----------
    pairs : Pairs
        Which may be made; see :func:`feasible` and :meth:`Pairs.without`.

    Raises
    ------
    NotSolved
        When the solver gives up.
    """
    began = time.perf_counter()
    chosen, step = flow.most_valuable(pairs)
    done = time.perf_counter()
    objective, bound, prices = flow.proved(pairs, chosen, step)
    pair = np.flatnonzero(chosen)
    filled = np.bincount(pairs.shift[pair], minlength=len(pairs.heads)).astype(np.int64)
    seconds = {"solve": done - began, "proof": time.perf_counter() - done}
    return Assignment(Mode.ONE, pair, objective, bound, prices, filled, pairs.heads, seconds=seconds)
