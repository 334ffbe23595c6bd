"""The one door to numba: kernels compiled once a machine, kept on disk, run without Python's lock."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

SEED = np.uint64(1469598103934665603)  # FNV-1a, 64 bits
PRIME = np.uint64(1099511628211)
MIX = np.uint64(0x9E3779B97F4A7C15)


@cache
def kernel_folder() -> Path | None:
    """Return where machine code is kept: the user's cache, apart for each state of these sources; None if unwritable.

    A kernel holds the code of those it calls. Numba looks at a kernel's own file only, so what was kept before a change
    elsewhere would still be run.
    """
    told = os.environ.get("NUMBA_CACHE_DIR")
    sources = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    try:
        home = Path(told) if told else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pilin"
        folder = home / f"link-{sources.hexdigest()[:16]}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):  # no home
        return None
    return folder if os.access(folder, os.W_OK) else None


def compiled(kernel: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled to machine code at its first call, or read from the user's cache."""
    folder = kernel_folder()
    settings: Any = numba.config
    before = settings.CACHE_DIR
    try:
        settings.CACHE_DIR = str(folder or "")
        made: Any = numba.njit(cache=folder is not None, nogil=True)(kernel)
    finally:
        settings.CACHE_DIR = before
    return cast("Callable[P, R]", made)


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
