"""Where the indexes of an instance stand, and how a new one takes the place of an old one while it is read.

``PILIN_HOME/search/NAME/`` has one folder for each making of the index, ``current`` that names the one in use, ``next``
that is being made, and ``lock``. A new one is put in use by replacing ``current``, which is one step for the file system:
a reader has the old one or the new one. All of it may be thrown away at any time; it is in no copy of an instance.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pilin.foundation.search.index import Busy, Found, Unready
from pilin.foundation.search.query import Query
from pilin.foundation.search.schema import Schema
from pilin.foundation.search.tantivy_index import PAUSE, TantivyIndex

CURRENT, NEXT, LOCK, MADE = "current", "next", "lock", "made-"


class Shelf:
    """The place of one index.

    Parameters
    ----------
    folder : Path
        Of all indexes of the instance.
    schema : Schema
    """

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.schema, self.folder = schema, folder / schema.name
        self._open: TantivyIndex | None = None

    @property
    def next(self) -> Path:
        """Return where a new one is made."""
        return self.folder / NEXT

    def in_use(self) -> Path | None:
        """Return the folder of the one in use; None where there is none."""
        try:
            name = (self.folder / CURRENT).read_text(encoding="utf8").strip()
        except OSError:
            return None
        return self.folder / name if name.startswith(MADE) and "/" not in name else None

    def index(self) -> TantivyIndex:
        """Return the index in use, kept open from call to call.

        Raises
        ------
        Unready
            When there is none, or it was made for other fields, or it cannot be read.
        """
        for again in (True, False):
            folder = self.in_use()
            if folder is None:
                raise Unready(
                    f"{self.schema.name}: no index has been made yet: pilin search rebuild {self.schema.name}"
                )
            if self._open is not None and self._open.folder == folder:
                return self._open
            try:
                self._open = TantivyIndex(folder, self.schema)
            except Unready:
                if again and self.in_use() != folder:  # another took its place in between
                    continue
                raise
        assert self._open is not None
        return self._open

    def search(self, query: Query) -> Found:
        """Return what the index in use finds, whichever that is by now."""
        index = self.index()
        try:
            return index.search(query)
        except Unready:
            if self.in_use() == index.folder:
                raise
            return self.index().search(query)

    @contextmanager
    def locked(self, *, wait: float = 0) -> Iterator[None]:
        """Keep every other process from changing the index; the lock goes with the process that has it.

        Raises
        ------
        Busy
            When another has it still after so many seconds.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + wait
        with (self.folder / LOCK).open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    if time.monotonic() >= until:
                        raise Busy(f"{self.schema.name}: another process changes the index just now") from None
                time.sleep(PAUSE)
            yield

    def put_in_use(self) -> None:
        """Put what was made in ``next`` in use, and throw away what was in use before. Needs the lock."""
        made = self.folder / f"{MADE}{uuid.uuid4().hex[:12]}"
        self.next.rename(made)
        note = self.folder / f"{CURRENT}.new"
        with note.open("w", encoding="utf8") as file:
            file.write(made.name)
            file.flush()
            os.fsync(file.fileno())
        note.replace(self.folder / CURRENT)
        self.tidy()

    def tidy(self) -> None:
        """Throw away what is neither in use nor being made. Needs the lock; readers of it read on."""
        used = self.in_use()
        for old in self.folder.glob(f"{MADE}*"):
            if old != used:
                shutil.rmtree(old, ignore_errors=True)

    def size(self) -> int:
        """Return how many bytes the index in use takes."""
        folder = self.in_use()
        return sum(file.stat().st_size for file in folder.iterdir()) if folder and folder.is_dir() else 0
