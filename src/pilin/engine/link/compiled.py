"""The kernels of this engine, some of which call one another, and those by which it hashes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pilin.engine.base.kernels import Kernels

SEED = np.uint64(1469598103934665603)  # FNV-1a, 64 bits
PRIME = np.uint64(1099511628211)
MIX = np.uint64(0x9E3779B97F4A7C15)

_KERNELS = Kernels("link", Path(__file__).parent)
compiled, kernel_folder = _KERNELS.calling, _KERNELS.folder


@compiled
def hash_span(text: np.ndarray, first: int, last: int, seed: np.uint64) -> np.uint64:
    """Return a 64-bit hash of ``text[first:last]``; 0 for nothing, never 0 for something."""
    if last <= first:
        return np.uint64(0)
    value = SEED ^ seed
    for at in range(first, last):
        value = (value ^ np.uint64(text[at])) * PRIME
        value ^= value >> np.uint64(29)
    value = (value ^ (value >> np.uint64(32))) * MIX
    value ^= value >> np.uint64(29)
    return value if value != np.uint64(0) else np.uint64(1)


@compiled
def find(keys: np.ndarray, values: np.ndarray, key: np.uint64) -> int:
    """Return what an open table keeps under a key, -1 where it keeps nothing."""
    mask = np.uint64(len(keys) - 1)
    at = key & mask
    while keys[at] != np.uint64(0):
        if keys[at] == key:
            return int(values[at])
        at = (at + np.uint64(1)) & mask
    return -1
