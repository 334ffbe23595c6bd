"""The one door to numba: kernels compiled once a machine, kept on disk, run without Python's lock."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


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
        folder = home / f"assign-{sources.hexdigest()[:16]}"
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
