"""The empty tables of a run: the migrations lay them once on the engine under test, and who needs tables gets a copy.

Laying them takes ten seconds of a core, and every worker and every instance of a fault test needs some. That migrations
lead from nothing to what the models say is proved by the one time, and there and back by ``test_migrations``.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

from django.core import management
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation

from tests.served import ROOT, outer

NAME = "tables"
FILE = "pilin.sqlite3"


def laid() -> Path:
    """Return the folder in which an instance with empty tables lies: made once a run, whichever worker asks first.

    On PostgreSQL its rows are in the database ``tables``, which others name as their template.
    """
    home = Path(os.environ["PILIN_TEST_ROOT"]) / NAME
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file is closed
        if not home.with_suffix(".done").exists():
            env = {**outer(), "PILIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings"}
            if server := on_postgresql():
                administer(f"CREATE DATABASE {NAME}")
                env["PILIN_DATABASE_URL"] = named(server, NAME)
            kept = from_before()
            if kept and kept.exists():
                home.mkdir()
                shutil.copyfile(kept, home / FILE)
            else:
                command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"]
                told = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
                assert told.returncode == 0, told.stderr
                if kept:
                    shutil.copyfile(home / FILE, own := kept.with_suffix(f".{os.getpid()}"))
                    own.replace(kept)  # another run may look at the same time
            home.with_suffix(".done").touch()
    return home


def from_before() -> Path | None:
    """Return where whoever writes keeps the tables of these migrations between runs on SQLite: ``PILIN_TEST_TABLES``."""
    folder = os.environ.get("PILIN_TEST_TABLES")
    if not folder or on_postgresql():
        return None
    written = hashlib.sha256()
    for file in sorted((ROOT / "src").rglob("migrations/*.py")):
        written.update(file.read_bytes())
    return Path(folder) / f"{written.hexdigest()[:16]}.sqlite3"


def lay_in(home: Path) -> None:
    """Give a folder of an instance on SQLite its empty tables."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(laid() / FILE, home / FILE)


def database(name: str) -> str:
    """Make a database with empty tables on the PostgreSQL under test and return its address."""
    laid()
    administer(f"CREATE DATABASE {name} TEMPLATE {NAME}")
    return named(on_postgresql(), name)


def fill(made: Any, rows: Path) -> None:
    """Give a database that was just made in memory what a file holds; one on PostgreSQL came with its template's."""
    if made.vendor == "sqlite":
        made.ensure_connection()
        file = sqlite3.connect(rows)
        file.backup(made.connection)
        file.close()


@contextmanager
def copied_into_new_ones() -> Iterator[None]:
    """Let the databases that Django makes for tests meanwhile be copies: it would migrate each of them."""
    usual, make = management.call_command, BaseDatabaseCreation.create_test_db

    def call(name: str, *words: Any, **given: Any) -> Any:
        return fill(connection, laid() / FILE) if name == "migrate" else usual(name, *words, **given)

    def copy(self: Any, *words: Any, **given: Any) -> str:
        laid()
        self.connection.settings_dict["TEST"]["TEMPLATE"] = NAME  # SQLite takes no notice
        with patch.object(management, "call_command", call):
            return make(self, *words, **given)

    with patch.object(BaseDatabaseCreation, "create_test_db", copy):
        yield


def on_postgresql() -> str:
    """Return the address of the PostgreSQL under test; empty where this run is on SQLite."""
    return os.environ.get("PILIN_TEST_URL", "") if os.environ.get("PILIN_TEST_ON") == "postgresql" else ""


def named(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, parts.fragment))


def administer(sql: str) -> None:
    """Tell the PostgreSQL under test to make or drop a database."""
    import psycopg

    with psycopg.connect(named(on_postgresql(), "postgres"), autocommit=True) as server:
        server.execute(sql)
