"""How far a copy is that the worker takes: one small file, since a page of another process asks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from pilin.foundation.backups.sources import Told

STEPS = ("database", "writing", "files", "reading back")
OLD = timedelta(minutes=15)  # nothing said for so long: whoever took it is gone


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, and how much of the whole is done: 0 to 100."""

    step: str
    percent: int


def _path() -> Path:
    return Path(settings.HOME) / "cache" / "copying.json"


def begun(at: datetime) -> None:
    """Note that a copy was asked for: the worker takes it up when it can."""
    _write({"step": "", "share": 0.0})


def under_way(at: datetime) -> Progress | None:
    """Return how far the copy is that is being taken; None when none is."""
    path = _path()
    try:
        said = json.loads(path.read_text(encoding="utf8"))
        last = path.stat().st_mtime
    except (OSError, ValueError):
        return None
    if at.timestamp() - last > OLD.total_seconds():
        return None
    step = str(said["step"])
    place = STEPS.index(step) if step in STEPS else 0
    return Progress(step, int(100 * (place + float(said["share"])) / len(STEPS)) if step else 0)


@contextmanager
def shown() -> Iterator[Told]:
    """Give what notes how far it is, twice a second at the most; the note goes with the end."""
    last = [0.0]

    def told(step: str, share: float) -> None:
        if time.monotonic() - last[0] > 0.5:
            last[0] = time.monotonic()
            _write({"step": step, "share": share})

    try:
        yield told
    finally:
        _path().unlink(missing_ok=True)


def _write(said: dict[str, object]) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(said), encoding="utf8")
    fresh.replace(path)
