"""Whether what a deed writes is on the disk when it is acknowledged: asked of the running database, not of the settings."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


def faults(database: BaseDatabaseWrapper) -> list[str]:
    """Return why this connection may lose an acknowledged write, one sentence each; none is well.

    The settings ask for what is needed. What runs may still differ: WAL is refused on a network drive, a role or a
    server may switch ``synchronous_commit`` off for everybody, and nothing says so until the power fails.
    """
    database.ensure_connection()
    return _sqlite(database) if database.vendor == "sqlite" else _postgresql(database)


def _sqlite(database: Any) -> list[str]:
    with database.cursor() as cursor:
        journal, synchronous, keys = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
        )
    found = []
    if journal != "wal":
        found.append(
            f"journal_mode is {journal}, not wal: the folder must lie on a disk of this machine, not on a network drive"
        )
    if synchronous < 2:
        found.append(
            f"synchronous is {SYNCHRONOUS.get(synchronous, synchronous)}, not FULL: "
            "a power cut would lose what was acknowledged"
        )
    if not keys:
        found.append("foreign_keys is off: rows could lose what they point at")
    if (database.transaction_mode or "DEFERRED") not in ("IMMEDIATE", "EXCLUSIVE"):
        found.append(
            f"transaction_mode is {database.transaction_mode or 'DEFERRED'}, not IMMEDIATE: "
            "deeds at the same moment would fail instead of waiting for each other"
        )
    return found


def _postgresql(database: BaseDatabaseWrapper) -> list[str]:
    with database.cursor() as cursor:
        shown = {}
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    why = {
        "synchronous_commit": "a crash would lose what was acknowledged",
        "fsync": "a power cut could destroy the database",
        "full_page_writes": "a power cut could leave half a page",
    }
    return [f"{name} is off: {why[name]}" for name, value in shown.items() if value == "off"]


@checks.register("durability", deploy=True)
def check_durability(app_configs: Any = None, **_given: Any) -> list[checks.CheckMessage]:
    """Return one error a fault of the running database; asked by ``check --deploy``, and by ``serve`` before it listens."""
    try:
        found = faults(connections["default"])
    except DatabaseError as error:
        return [checks.Error(f"the database does not answer: {error}", id="pilin.E002")]
    return [
        checks.Error(text, hint="See docs/operate/settings.md and docs/operate/postgresql.md", id="pilin.E001")
        for text in found
    ]
