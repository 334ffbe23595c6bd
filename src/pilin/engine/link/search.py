"""The loop over rows: candidates, comparison, the few best kept."""

from __future__ import annotations

import numpy as np

from pilin.engine.link.compare import FIELDS, SHORT, Rarity, compare
from pilin.engine.link.compiled import compiled
from pilin.engine.link.index import KEPT, KEYS_AT_MOST, SLOTS, Postings, candidates
from pilin.engine.link.records import Rows


@compiled
def search(
    left: Rows, first: int, last: int, right: Rows, postings: Postings, rarity: Rarity, weights: np.ndarray,
    within: bool, least: float, out: np.ndarray, score: np.ndarray,
) -> None:  # fmt: skip
    """Keep the best entries for entries ``first`` to ``last``: ``out`` their numbers (-1: none), ``score`` their bits.

    ``within``: left and right are one register, and no row meets itself or an earlier one.
    """
    keys, order = np.empty(KEYS_AT_MOST + 8, np.uint64), np.empty((KEYS_AT_MOST + 8, 2), np.int64)
    slot_entry, slot_weight = np.full(SLOTS, -1, np.int64), np.zeros(SLOTS, np.float32)
    touched, found = np.empty(SLOTS, np.int64), np.empty((KEPT + 1, 2), np.int64)
    levels, bits = np.empty(FIELDS, np.int8), np.empty(FIELDS, np.float32)
    table = np.zeros((SHORT + 1, SHORT + 1), np.int16)
    width = out.shape[1]
    for i in range(first, last):
        row = i - first
        out[row, :] = -1
        count = candidates(left, i, postings, i if within else -1, keys, order, slot_entry, slot_weight, touched, found)
        kept = 0
        for k in range(count):
            j = found[k, 0]
            if within and right.owner[j] <= left.owner[i]:
                continue
            compare(left, i, right, j, rarity, table, levels, bits)
            total = np.float32(0.0)
            for field in range(FIELDS):
                total += weights[field, levels[field]] + bits[field]
            if total < least:
                continue
            at = kept if kept < width else width
            while at > 0 and score[row, at - 1] < total:
                if at < width:
                    out[row, at], score[row, at] = out[row, at - 1], score[row, at - 1]
                at -= 1
            if at < width:
                out[row, at], score[row, at] = j, total
                kept = min(kept + 1, width)


@compiled
def compared(
    left: Rows, one: np.ndarray, right: Rows, other: np.ndarray, rarity: Rarity, levels: np.ndarray, bits: np.ndarray
) -> None:
    """Write levels and bits of the pairs ``one[k]``, ``other[k]``."""
    table = np.zeros((SHORT + 1, SHORT + 1), np.int16)
    for k in range(len(one)):
        compare(left, one[k], right, other[k], rarity, table, levels[k], bits[k])
