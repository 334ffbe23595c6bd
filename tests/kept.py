"""The loaded demo of a run: whoever asks first loads it, and every module is given a copy of its rows and of its folder.

Loading takes half a minute of a core, a minute on PostgreSQL; a copy takes a second. What a module does to its copy, or a
test to the keys and files beside it, no other module sees.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connections, transaction
from django.db.utils import load_backend
from django.test import override_settings

from tests.served import loaded_home
from tests.tables import FILE, administer, fill, laid, on_postgresql
from tests.tables import NAME as TABLES

KEPT = "kept_demo"
PARTS = ("files", "handover", "keys")  # what the demo writes beside its rows
_numbers = itertools.count(1)


@contextmanager
def copied_demo() -> Iterator[datetime]:
    """Let the block see a copy of the loaded demo in place of the tests' own rows; give the moment of its loading."""
    folder = Path(os.environ["PILIN_TEST_ROOT"]) / KEPT
    now = _kept_at(folder)
    own = f"{KEPT}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    home = folder.parent / own
    shutil.copytree(folder / "home", home)
    try:
        with _database(own, like=KEPT), _home(home):
            if connections["default"].vendor == "sqlite":
                fill(connections["default"], folder / FILE)
            yield now
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _kept_at(folder: Path) -> datetime:
    """Load the demo, once a run, and return when it was loaded."""
    moment = folder / "moment"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file is closed
        if not moment.exists():
            load = _load if on_postgresql() else _take_over
            moment.write_text(load(folder).isoformat(), encoding="utf8")
    return datetime.fromisoformat(moment.read_text(encoding="utf8")).astimezone(ZoneInfo("Asia/Shanghai"))


def _take_over(folder: Path) -> datetime:
    """Take the instance that journeys open, which ``pilin demo`` has loaded; its last deeds are of that moment."""
    home, _told = loaded_home()
    for name in PARTS:
        if (home / name).exists():
            shutil.copytree(home / name, folder / "home" / name)
    shutil.copyfile(home / FILE, folder / FILE)
    file = sqlite3.connect(folder / FILE)
    ((last,),) = file.execute("SELECT max(at) FROM journal_journalline").fetchall()
    file.close()
    return datetime.fromisoformat(last).replace(tzinfo=UTC)


def _load(folder: Path) -> datetime:
    """Load it into a database of its own."""
    from pilin.config import demo

    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    (folder / "home").mkdir(parents=True)
    laid()
    with _database(KEPT, like=TABLES), _home(folder / "home"), transaction.atomic():
        demo.load(now)
    return now


@contextmanager
def _database(name: str, *, like: str) -> Iterator[None]:
    """Let the block work on a database of its own: an empty one in memory, or on PostgreSQL a copy of the one named.

    It goes with the server of this run: to drop a database makes PostgreSQL first write all others through.
    """
    tests: Any = connections["default"]
    at = f"file:{name}?mode=memory&cache=shared" if tests.vendor == "sqlite" else name
    if tests.vendor == "postgresql":
        administer(f"CREATE DATABASE {name} TEMPLATE {like}")
    given = {**tests.settings_dict, "NAME": at}
    own = connections["default"] = load_backend(given["ENGINE"]).DatabaseWrapper(given, "default")
    try:
        yield
    finally:
        connections["default"] = tests
        if own.connection is not None:
            own.connection.close()  # past Django, which never closes a database in memory


@contextmanager
def _home(home: Path) -> Iterator[None]:
    """Let keys and files be looked for in a folder of their own."""
    from pilin.foundation.ledger import keys

    with override_settings(HOME=home, MEDIA_ROOT=home / "files"):
        keys._signers.clear()
        yield
    keys._signers.clear()
