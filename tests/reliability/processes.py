"""Processes and all that stem from them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


def family(pid: int) -> list[int]:
    """Return a process and all that stem from it, as /proc has them; those of other sessions too."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def kill_all(process: subprocess.Popen[Any]) -> None:
    """Kill a process and all that stem from it, at once, and wait until they are gone."""
    everyone = family(process.pid)
    for pid in everyone:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 20
    while any(lives(pid) for pid in everyone) and time.monotonic() < until:
        time.sleep(0.01)


def lives(pid: int) -> bool:
    """Return whether a process still does anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
