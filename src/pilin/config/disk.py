"""Whether there is room to write: asked of the disk itself, so that an instance closes and opens again without a restart."""

from __future__ import annotations

import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pilin.engine.base import Trouble

FRESH = 1.0  # seconds for which one answer of the disk serves all requests of a process
HOLD = 15.0  # seconds without writes after one found no room; the next one then tries again
WARNING = 0.85  # share in use from which officers are told


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk under ``PILIN_HOME`` at one moment.

    Parameters
    ----------
    free : int
        Bytes that may still be written.
    used : float
        Share in use, 0 to 1.
    read_only : bool
        Nothing is written now: less is free than the instance keeps back, or a write has just found no room.
    """

    free: int
    used: float
    read_only: bool

    @property
    def warning(self) -> bool:
        """Return whether officers should be told."""
        return self.read_only or self.used >= WARNING

    @property
    def used_percent(self) -> int:
        """Return the share in use in whole percent, never rounded up to a full disk."""
        return int(self.used * 100)


_asked: tuple[float, Disk] | None = None
_full_at = -HOLD


def state() -> Disk:
    """Return how the disk stands; asked of it at most once a second."""
    global _asked
    now = time.monotonic()
    if _asked is None or now - _asked[0] >= FRESH:
        _asked = (now, _ask(now))
    return _asked[1]


def _ask(now: float) -> Disk:
    _total, used, free = shutil.disk_usage(settings.HOME)
    short = free == 0 or free < settings.SITE["least_free_mb"] * 1_000_000
    return Disk(free, used / max(used + free, 1), short or now - _full_at < HOLD or _was_marked())


def note(trouble: Trouble) -> None:
    """Remember that a write found no room, in this process and, where a mark can be left, in the others.

    The room that was missing may be the database's on another machine, where nothing here can see it.
    """
    global _asked, _full_at
    if trouble != Trouble.FULL:
        return
    _full_at, _asked = time.monotonic(), None
    try:
        _mark().touch()
    except OSError as error:
        logging.getLogger(__name__).warning("no room even for a mark: %s", error)


def _mark() -> Path:
    return Path(settings.HOME) / "full"


def _was_marked() -> bool:
    try:
        return time.time() - _mark().stat().st_mtime < HOLD
    except OSError:
        return False
