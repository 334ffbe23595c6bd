"""Which rows of a register may be meant: an inverted index over codes, trade names, sounds and pairs of letters.

Keys are taken rarest first until a row has met its share of others, so that the work a row does not grow with the
register and one common word brings nobody together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pilin.engine.link.compiled import MIX, PRIME, compiled
from pilin.engine.link.records import Rows

KEYS_AT_MOST = 72  # keys of one entry
LETTERS = 18  # of a body whose pairs are keys
GAP = 3  # letters apart within a pair: 石化 meets 石油化工
COMMON = 96  # entries under a key beyond which it is asked only when nothing rarer was found
TOO_COMMON = 640  # and beyond which it is never asked
ENOUGH = 6  # candidates with which common keys are left alone
BUDGET = 220  # postings one entry may read
SLOTS = 1024  # of the small table that counts them; a power of two above BUDGET
KEPT = 24  # candidates that are compared in full
CODE, BRAND, SOUND, WHOLE, CORE, PLACED, BAG = (np.uint64(number) for number in (11, 12, 13, 14, 15, 16, 17))


class Postings(NamedTuple):
    """Entries by key: those under bucket ``b`` are ``entry[first[b]:first[b + 1]]``."""

    first: np.ndarray
    entry: np.ndarray


@compiled
def mixed(value: np.uint64, salt: np.uint64) -> np.uint64:
    """Return one key of a value and what it is the value of."""
    key = (value ^ (salt * PRIME)) * MIX
    key ^= key >> np.uint64(31)
    return (key * PRIME) ^ (key >> np.uint64(27))


@compiled
def keys_of(rows: Rows, i: int, out: np.ndarray) -> int:
    """Write the keys of an entry and return how many."""
    size = 0
    shape, begin = rows.shape[i], rows.start[i]
    length = shape[0]
    if rows.marks[i, 0] != 0:
        out[size] = mixed(rows.marks[i, 0], CODE)
        size += 1
    if length == 0:
        return size
    brand, sound, trade = rows.keys[i, 0], rows.keys[i, 1], rows.keys[i, 2]
    out[size] = mixed(brand, BRAND)
    out[size + 1] = mixed(sound, SOUND)
    out[size + 2] = mixed(sound ^ (trade * MIX), CORE)
    size += 3
    where = rows.division[rows.owner[i]]
    if where == 0:
        where = rows.place[i]
    if where != 0:
        out[size] = mixed(sound ^ np.uint64(where), PLACED)
        size += 1
    bag = np.uint64(0)
    for at in range(begin + shape[1], begin + length):
        bag += mixed(np.uint64(rows.text[at]), BAG)
    out[size] = mixed(bag, BAG)
    size += 1
    last = begin + min(length, LETTERS)
    for at in range(begin, last):
        for other in range(at + 1, min(at + GAP + 1, last)):
            if size < KEYS_AT_MOST:
                out[size] = mixed((np.uint64(rows.text[at]) << np.uint64(32)) | np.uint64(rows.text[other]), WHOLE)
                size += 1
    return size


@compiled
def _filled(rows: Rows, first: np.ndarray, entry: np.ndarray, mask: np.uint64, writing: bool) -> None:
    """Count entries by bucket into ``first[bucket + 1]``; or write them, moving ``first[bucket]`` along."""
    keys = np.empty(KEYS_AT_MOST + 8, np.uint64)
    for i in range(len(rows.shape)):
        size = keys_of(rows, i, keys)
        for k in range(size):
            bucket = keys[k] & mask
            seen = False
            for earlier in range(k):
                if keys[earlier] & mask == bucket:
                    seen = True
                    break
            if seen:
                continue
            if writing:
                entry[first[bucket]] = i
                first[bucket] += 1
            else:
                first[bucket + np.uint64(1)] += 1


@compiled
def _summed(first: np.ndarray) -> None:
    for bucket in range(1, len(first)):
        first[bucket] += first[bucket - 1]


def postings_of(rows: Rows) -> Postings:
    """Return the index of a register's entries."""
    buckets = 1 << min(26, max(10, (32 * max(len(rows.shape), 1)).bit_length()))
    first = np.zeros(buckets + 2, np.int32)
    mask = np.uint64(buckets - 1)
    _filled(rows, first, np.zeros(1, np.int32), mask, False)
    _summed(first)
    entry = np.zeros(int(first[-1]) + 1, np.int32)
    _filled(rows, first, entry, mask, True)
    first[1:] = first[:-1]
    first[0] = 0
    return Postings(first, entry)


@compiled
def _least_weight(out: np.ndarray, slot_weight: np.ndarray, kept: int) -> np.float32:
    """Return the weight of the last candidate kept."""
    return np.float32(slot_weight[out[kept - 1, 1]])


@compiled
def candidates(
    rows: Rows, i: int, postings: Postings, skip: int, keys: np.ndarray, order: np.ndarray,
    slot_entry: np.ndarray, slot_weight: np.ndarray, touched: np.ndarray, out: np.ndarray,
) -> int:  # fmt: skip
    """Write the entries that share most with an entry, best first; return how many. ``skip`` is an owner left out.

    Scratch arrays are the caller's: ``slot_entry`` is full of -1 before and after.
    """
    size = keys_of(rows, i, keys)
    first, entry = postings.first, postings.entry
    mask = np.uint64(len(first) - 3)
    for k in range(size):
        bucket = keys[k] & mask
        keys[k] = bucket
        count = first[bucket + np.uint64(1)] - first[bucket]
        at = k
        while at > 0 and order[at - 1, 0] > count:
            order[at, 0], order[at, 1] = order[at - 1, 0], order[at - 1, 1]
            at -= 1
        order[at, 0], order[at, 1] = count, k
    read, found = 0, 0
    for k in range(size):
        count = order[k, 0]
        if count == 0:
            continue
        if count > TOO_COMMON or (count > COMMON and found >= ENOUGH) or read >= BUDGET:
            break
        bucket = keys[order[k, 1]]
        weight = np.float32(1.0) / np.float32(count + 2) + np.float32(0.02)
        for at in range(first[bucket], first[bucket + np.uint64(1)]):
            if read >= BUDGET and count <= COMMON:
                break
            if found >= SLOTS // 2:
                break
            read += 1
            one = entry[at]
            slot = np.int64((np.uint64(one) * MIX) >> np.uint64(54))
            while slot_entry[slot] != -1 and slot_entry[slot] != one:
                slot = (slot + 1) & (SLOTS - 1)
            if slot_entry[slot] == -1:
                slot_entry[slot] = one
                slot_weight[slot] = np.float32(0.0)
                touched[found] = slot
                found += 1
            slot_weight[slot] += weight
    kept = 0
    for k in range(found):
        slot = touched[k]
        one, weight = slot_entry[slot], slot_weight[slot]
        slot_entry[slot] = -1
        if one == skip:
            continue
        if kept == KEPT and weight <= _least_weight(out, slot_weight, kept):
            continue
        at = kept if kept < KEPT else KEPT - 1
        while at > 0 and slot_weight[out[at - 1, 1]] < weight:
            if at < KEPT:
                out[at, 0], out[at, 1] = out[at - 1, 0], out[at - 1, 1]
            at -= 1
        out[at, 0], out[at, 1] = one, slot
        kept = min(kept + 1, KEPT)
    return kept
