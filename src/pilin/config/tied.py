"""Ends with whoever started it: ``python -m pilin.config.tied PARENT WORD …`` runs ``python WORD …`` so.

A supervisor that is killed cannot tell its processes to end; on Linux the system does it for it. Elsewhere they live on,
as any process would, until somebody ends them.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def tie(parent: int) -> bool:
    """Ask the system to end this process with its parent; return False where the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return os.getppid() == parent


if __name__ == "__main__":
    if tie(int(sys.argv[1])):
        os.execv(sys.executable, [sys.executable, *sys.argv[2:]])  # noqa: S606
