"""The one door of the engines to numba: kernels compiled once a machine, kept on disk, run without Python's lock."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


class Kernels:
    """The kernels of one engine: their machine code lies apart for each state of its sources.

    Parameters
    ----------
    name : str
    sources : Path
        Its folder: numba looks at a kernel's own file only, so what was kept before a change elsewhere would still be run.
    """

    def __init__(self, name: str, sources: Path) -> None:
        self.name, self.sources = name, sources
        self.folder = cache(self._folder)

    def _folder(self) -> Path | None:
        """Return where machine code is kept, in the user's cache; None if nothing can be written there."""
        told = os.environ.get("NUMBA_CACHE_DIR")
        read = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(self.sources.glob("*.py"))))
        try:
            home = Path(told) if told else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pilin"
            folder = home / f"{self.name}-{read.hexdigest()[:16]}"
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except (OSError, RuntimeError):  # no home
            return None
        return folder if os.access(folder, os.W_OK) else None

    def compiled(self, kernel: Callable[P, R]) -> Callable[P, R]:
        """Return the function, which becomes machine code at its first call, or is read from the user's cache.

        Whoever calls no kernel does not wait for numba. A kernel calls no other.
        """
        made = cache(lambda: self.calling(kernel))

        @functools.wraps(kernel)
        def run(*args: P.args, **more: P.kwargs) -> R:
            return made()(*args, **more)

        return run

    def calling(self, kernel: Callable[P, R]) -> Callable[P, R]:
        """Return the function as numba's own, which other kernels may call: numba is there from the import on."""
        import numba  # slow import

        folder = self.folder()
        settings: Any = numba.config
        before = settings.CACHE_DIR
        try:
            settings.CACHE_DIR = str(folder or "")
            return cast("Callable[P, R]", numba.njit(cache=folder is not None, nogil=True)(kernel))
        finally:
            settings.CACHE_DIR = before
