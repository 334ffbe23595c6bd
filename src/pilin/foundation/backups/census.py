"""What a database holds: rows of every table, how far every log goes and its root. Counted the same way before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from pilin.engine.log import root

MARK = "backups_restoration"


class Database(Protocol):
    """A database that is read in one moment of it: a file, or a transaction that sees nothing new."""

    engine: str

    def rows(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows a query gives, a few at a time; values stand at ``?``."""
        ...

    def tables(self) -> list[str]:
        """Return the names of all tables, sorted."""
        ...


@dataclass(frozen=True, slots=True)
class LogState:
    """How far one log goes.

    Parameters
    ----------
    log : str
        Its id.
    writer, circle, audience : str
    epoch : int
    size : int
        How many entries lie in it.
    root : str
        RFC 6962 root over their bytes, hex.
    """

    log: str
    writer: str
    circle: str
    audience: str
    epoch: int
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Census:
    """What a database holds."""

    engine: str
    tables: dict[str, int]
    migrations: list[list[str]]
    logs: list[LogState]

    def as_json(self) -> dict[str, Any]:
        """Return it as a manifest keeps it."""
        return asdict(self)


def taken(database: Database) -> Census:
    """Return what a database holds."""
    names = database.tables()
    tables = {name: _count(database, name) for name in names}
    migrations = [[str(app), str(name)] for app, name in _migrations(database, names)]
    logs = sorted(_logs(database), key=lambda log: log.log) if "ledger_log" in names else []
    return Census(database.engine, tables, migrations, logs)


def of_manifest(manifest: dict[str, Any]) -> Census:
    """Return what a manifest says that its database holds."""
    return Census(
        manifest["engine"],
        manifest["tables"],
        manifest["migrations"],
        [LogState(**log) for log in manifest["logs"]],
    )


def differences(said: Census, found: Census) -> list[str]:
    """Return in words where two differ; empty when they are the same."""
    wrong = [
        f"{name}: {said.tables.get(name, 0)} → {found.tables.get(name, 0)}"
        for name in sorted(said.tables.keys() | found.tables.keys())
        if said.tables.get(name) != found.tables.get(name)
    ]
    theirs = {log.log: log for log in found.logs}
    for log in said.logs:
        other = theirs.pop(log.log, None)
        if other != log:
            wrong.append(f"{log.writer} · {log.audience}: {log.size} → {other.size if other else 0}")
    wrong += [f"{log.writer} · {log.audience}: 0 → {log.size}" for log in theirs.values()]
    if said.migrations != found.migrations:
        wrong.append("django_migrations")
    return wrong


def _count(database: Database, table: str) -> int:
    ((number,),) = database.rows(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (a name the database gave)
    return int(number)


def _migrations(database: Database, names: list[str]) -> Iterator[tuple[Any, ...]]:
    if "django_migrations" in names:
        yield from database.rows("SELECT app, name FROM django_migrations ORDER BY app, name")


def _logs(database: Database) -> Iterator[LogState]:
    columns = "uid, log_id, owner, circle, name, epoch"
    rows = list(database.rows(f"SELECT {columns} FROM ledger_log"))  # noqa: S608
    for uid, log, writer, circle, audience, epoch in rows:
        held = _Entries(database, uid)
        found = root(held).hex()
        yield LogState(log, writer, circle, audience, epoch, held.number, found)


class _Entries:
    """The bytes of a log's entries in order, counted as they are read."""

    def __init__(self, database: Database, log: Any) -> None:
        self._database, self._log, self.number = database, log, 0

    def __iter__(self) -> Iterator[bytes]:
        for (raw,) in self._database.rows("SELECT raw FROM ledger_entry WHERE log_id = ? ORDER BY seq", self._log):
            self.number += 1
            yield bytes(raw)
