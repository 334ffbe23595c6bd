"""What runs is asked, not what the settings say: a database that may lose an acknowledged write is not served."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core import checks
from django.db import connection
from django.db.utils import ConnectionHandler

from pilin.config import durability
from pilin.config.settings import DATABASES
from tests.served import free_port

AS_SET = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
pytestmark = [pytest.mark.xdist_group("durability"), pytest.mark.django_db]


def engine(pytestconfig: pytest.Config) -> str:
    return str(pytestconfig.getoption("--engine"))


@contextmanager
def opened(**changed: Any) -> Iterator[Any]:
    """Give a connection of its own, with the house's settings but for these."""
    own = {**DATABASES["default"], **changed}
    handler = ConnectionHandler({"default": own})
    database = handler["default"]
    try:
        yield database
    finally:
        database.close()


def sqlite(folder: Path, **options: Any) -> Any:
    return opened(
        NAME=folder / "asked.sqlite3", OPTIONS={**DATABASES["default"]["OPTIONS"], "init_command": AS_SET, **options}
    )


def test_the_house_settings_run_as_they_are_meant(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    if engine(pytestconfig) == "sqlite":  # the tests' own database lies in memory, where WAL means nothing
        with opened(NAME=tmp_path / "asked.sqlite3") as database:
            assert durability.faults(database) == []
    else:
        assert durability.faults(connection) == []


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        ({"init_command": AS_SET.replace("=WAL", "=DELETE")}, "journal_mode is delete"),
        ({"init_command": AS_SET.replace("=FULL", "=NORMAL")}, "synchronous is NORMAL"),
        ({"init_command": AS_SET.replace("=FULL", "=OFF")}, "synchronous is OFF"),
        ({"init_command": AS_SET + "PRAGMA foreign_keys=OFF;"}, "foreign_keys is off"),
        ({"transaction_mode": None}, "transaction_mode is DEFERRED"),
    ],
)
def test_each_weakness_of_sqlite_is_named(
    options: dict[str, Any], begins: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if engine(pytestconfig) != "sqlite":
        pytest.skip("about SQLite")
    with sqlite(tmp_path, **options) as database:
        assert [fault.split(",")[0].split(":")[0] for fault in durability.faults(database)] == [begins]


def test_a_stronger_setting_is_no_fault(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    if engine(pytestconfig) != "sqlite":
        pytest.skip("about SQLite")
    stronger = {"init_command": AS_SET.replace("=FULL", "=EXTRA"), "transaction_mode": "EXCLUSIVE"}
    with sqlite(tmp_path, **stronger) as database:
        assert durability.faults(database) == []


def test_each_weakness_of_postgresql_is_named(pytestconfig: pytest.Config, transactional_db: None) -> None:
    if engine(pytestconfig) != "postgresql":
        pytest.skip("about PostgreSQL")
    given = {**DATABASES["default"]["OPTIONS"], "options": "-c synchronous_commit=off"}
    with opened(OPTIONS=given) as database:
        assert [fault.split(":")[0] for fault in durability.faults(database)] == ["synchronous_commit is off"]
    for name in ("fsync", "full_page_writes"):
        with server_with(name), opened() as database:
            assert [fault.split(":")[0] for fault in durability.faults(database)] == [f"{name} is off"]
    with opened() as database:
        assert durability.faults(database) == []


@contextmanager
def server_with(name: str) -> Iterator[None]:
    """Switch a setting of the whole server off, and on again."""
    with psycopg.connect(os.environ["PILIN_TEST_SERVER"], autocommit=True) as server:
        server.execute(f"ALTER SYSTEM SET {name} = off")
        server.execute("SELECT pg_reload_conf(), pg_sleep(0.5)")
        try:
            yield
        finally:
            server.execute(f"ALTER SYSTEM RESET {name}")
            server.execute("SELECT pg_reload_conf(), pg_sleep(0.5)")


def test_the_check_before_a_release_names_it_too(tmp_path: Path, monkeypatch: Any) -> None:
    with weak(tmp_path) as database:
        monkeypatch.setattr(durability, "connections", {"default": database})
        found = checks.run_checks(tags=["durability"], include_deployment_checks=True)
        assert [message.id for message in found] == ["pilin.E001"]
        assert checks.run_checks(tags=["durability"], include_deployment_checks=False) == []


def weak(folder: Path) -> Any:
    if connection.vendor == "sqlite":
        return sqlite(folder, init_command=AS_SET.replace("=FULL", "=NORMAL"))
    return opened(OPTIONS={**DATABASES["default"]["OPTIONS"], "options": "-c synchronous_commit=off"})


def test_serve_refuses_and_says_why(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """A real ``pilin serve``; its control is every other test that serves."""
    weaker = tmp_path / "weaker.py"
    weaker.write_text(
        "from pilin.config.settings import *\n"
        "options = DATABASES['default']['OPTIONS']\n"
        "if 'init_command' in options:\n"
        "    options['init_command'] = options['init_command'].replace('=FULL', '=NORMAL')\n"
        "else:\n"
        "    options['options'] = '-c synchronous_commit=off'\n",
        encoding="utf8",
    )
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PILIN_DATABASE_URL")}
    told = subprocess.run(
        [sys.executable, "-m", "pilin.config.command", "serve", "--port", str(free_port())],
        env={
            **kept,
            "PILIN_HOME": str(tmp_path / "home"),
            "DJANGO_SETTINGS_MODULE": "weaker",
            "PYTHONPATH": f"{tmp_path}:src",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1, told.stderr
    what = "synchronous is NORMAL" if engine(pytestconfig) == "sqlite" else "synchronous_commit is off"
    assert f"Not served: this database may lose what it has acknowledged.\n  {what}" in told.stderr
