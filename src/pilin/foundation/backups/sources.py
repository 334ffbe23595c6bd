"""The database under an instance, copied while it is served: an SQLite file page by page, a PostgreSQL as one snapshot."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups.census import MARK

PAGES = 8192  # copied at a time: often enough to show how far it is
MAPPED = 4 * 1024**3  # bytes looked at through the page cache instead of being read: a third of the time

SQLITE, POSTGRESQL = "sqlite", "postgresql"
MEMBERS = {SQLITE: "database.sqlite3", POSTGRESQL: "database.pgdump"}
Told = Callable[[str, float], None]
"""Called with what is being done and how much of it is done, 0 to 1."""


class File:
    """An SQLite file that nobody writes."""

    engine = SQLITE

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        self._connection.execute(f"PRAGMA mmap_size={MAPPED}")

    def rows(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows a query gives."""
        yield from self._connection.execute(sql, values)

    def tables(self) -> list[str]:
        """Return the names of all tables, sorted."""
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        return sorted(str(name) for (name,) in self.rows(sql))

    def is_whole(self) -> str:
        """Return "ok", or the first thing that is wrong with the file."""
        try:
            ((said,), *_more) = self._connection.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            return str(error)
        return str(said)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def opened_file(path: Path) -> Iterator[File]:
    """Give a database file to read."""
    file = File(path)
    try:
        yield file
    finally:
        file.close()


def copy_sqlite(origin: Path, to: Path, *, at: datetime, version: str, told: Told) -> None:
    """Copy a database file as it stands at one moment, while others write to it, and mark the copy as a copy.

    The moment is held by a read transaction, so the copy never begins anew however much is written meanwhile, and nobody
    waits for it. Pages keep their places, so of two copies only what changed differs.
    """
    if not origin.exists():
        raise Refused("no_database", _("There is no database at %(path)s yet.") % {"path": origin})
    source = sqlite3.connect(f"{origin.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=20)
    target = sqlite3.connect(to, isolation_level=None)
    try:
        source.execute("PRAGMA query_only=ON")
        source.execute(f"PRAGMA mmap_size={MAPPED}")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        target.execute("PRAGMA journal_mode=OFF")
        target.execute("PRAGMA synchronous=OFF")  # the archive is what is synced; this file is thrown away
        source.backup(
            target, pages=PAGES, progress=lambda _status, left, all_: told("database", 1 - left / max(all_, 1))
        )
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE")
        mark(target, at=at, version=version)
    finally:
        target.close()
        source.close()


def mark(copy: sqlite3.Connection, *, at: datetime, version: str) -> None:
    """Note in a copy that it is one: whoever puts it in place, by hand or not, finds an instance that does not write yet."""
    known = copy.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (MARK,)).fetchone()
    if known is None:
        raise Refused(
            "database_behind", _("The database is older than this version of Pilin: start it once, then take the copy.")
        )
    if copy.execute(f"SELECT 1 FROM {MARK} WHERE settled_at IS NULL").fetchone():  # noqa: S608
        return
    copy.execute(
        f"INSERT INTO {MARK} (uid, taken_at, version, how, said) VALUES (?, ?, ?, '', '{{}}')",  # noqa: S608
        (uuid4().hex, _stamp(at), version),
    )


def _stamp(at: datetime) -> str:
    """Return a moment as Django keeps it in SQLite."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def room_in(folder: Path, needed: int) -> None:
    """Refuse unless a folder has room for so many bytes and a little more."""
    free = shutil.disk_usage(folder).free
    if free < needed + 64 * 1024**2:
        raise Refused(
            "no_room",
            _("There is not enough room in %(folder)s: %(needed)s MB are needed, %(free)s MB are free.")
            % {"folder": folder, "needed": needed // 10**6 + 64, "free": free // 10**6},
        )
