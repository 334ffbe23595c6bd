"""One partner each: what is left of a pair's odds when others would have either of the two."""

from __future__ import annotations

import numpy as np

SWEEPS = 8
FAR = 200.0  # bits beyond which nothing is told apart


def rival_bits(
    left: np.ndarray,
    right: np.ndarray,
    odds: np.ndarray,
    alone_left: float,
    alone_right: float,
    one_to_one: bool = True,
) -> np.ndarray:
    """Return the bits that rivals take from each pair: minus log2 of what stands against it on both sides.

    Sum-product messages on the graph of pairs (Huang and Jebara 2009): a row is alone with its prior chance, or is
    another's with that one's odds, which count the less the better that other is provided for itself. On a graph
    without circles the answer is exact.

    Parameters
    ----------
    left, right : numpy.ndarray of int, shape (pairs,)
        Row numbers.
    odds : numpy.ndarray of float, shape (pairs,)
        log2 of prior and evidence of the pair.
    alone_left, alone_right : float
        Chance that a row has no partner.
    one_to_one : bool
        False where a row may have several partners (duplicates): then only being alone stands against a pair.
    """
    if not one_to_one or not len(odds):
        return np.full(len(odds), -np.log2(alone_left) - np.log2(alone_right))
    weight = np.exp2(np.clip(odds, -FAR, FAR))
    to_right, to_left = np.full(len(odds), 1 / alone_left), np.full(len(odds), 1 / alone_right)
    for _ in range(SWEEPS):
        to_right = 1 / _others(left, weight * to_left, alone_left)
        to_left = 1 / _others(right, weight * to_right, alone_right)
    to_right = 1 / _others(left, weight * to_left, alone_left)
    return np.asarray(np.log2(to_right) + np.log2(to_left))


def _others(rows: np.ndarray, mass: np.ndarray, alone: float) -> np.ndarray:
    """Return what stands against each pair on one side: being alone, and the row's other pairs.

    The largest pair of a row is summed without itself: subtracting it from the whole would lose the small ones.
    """
    order = np.lexsort((-mass, rows))
    sorted_rows, sorted_mass = rows[order], mass[order]
    starts = np.flatnonzero(np.r_[True, sorted_rows[1:] != sorted_rows[:-1]])
    lengths = np.diff(np.r_[starts, len(rows)])
    best = np.zeros(len(rows), bool)
    best[starts] = True
    rest = np.where(best, 0.0, sorted_mass)
    rest_sum = np.repeat(np.add.reduceat(rest, starts), lengths)
    largest = np.repeat(sorted_mass[starts], lengths)
    against = alone + np.where(best, rest_sum, largest + np.maximum(rest_sum - sorted_mass, 0.0))
    found = np.empty(len(rows))
    found[order] = against
    return found


def one_each(left: np.ndarray, right: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Return which pairs stand when the best go first and nobody is taken twice; ties by row number.

    Examples
    --------
    >>> one_each(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([5.0, 4.0, 4.5])).tolist()
    [0]
    """
    order = np.lexsort((right, left, -score))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    kept = []
    for k, one, other in zip(order.tolist(), left[order].tolist(), right[order].tolist(), strict=True):
        if one not in taken_left and other not in taken_right:
            taken_left.add(one)
            taken_right.add(other)
            kept.append(k)
    return np.array(sorted(kept), np.int64)
