"""What a driver or the system raised is told apart by its code, never by its words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from pilin.engine.base import Trouble, trouble_of


def test_sqlite_that_is_locked_is_busy(tmp_path: Path) -> None:
    one, other = (sqlite3.connect(tmp_path / "a", isolation_level=None, timeout=0) for _ in range(2))
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as error:
        other.execute("BEGIN IMMEDIATE")
    assert trouble_of(error.value) == Trouble.BUSY


def test_sqlite_that_is_full_is_full(tmp_path: Path) -> None:
    held = sqlite3.connect(tmp_path / "a", isolation_level=None)
    held.execute("CREATE TABLE kept (text)")
    held.execute("PRAGMA max_page_count = 4")
    with pytest.raises(sqlite3.OperationalError) as error:
        held.execute("INSERT INTO kept VALUES (hex(randomblob(100000)))")
    assert trouble_of(error.value) == Trouble.FULL


def test_what_caused_it_counts_unless_it_was_hidden() -> None:
    ground = OSError(errno.ENOSPC, "full")
    told = RuntimeError("not saved")
    told.__cause__ = ground
    assert trouble_of(told) == Trouble.FULL
    met = RuntimeError("while handling")
    met.__context__ = ground
    assert trouble_of(met) == Trouble.FULL
    met.__suppress_context__ = True
    assert trouble_of(met) is None


@pytest.mark.parametrize(
    "error",
    [sqlite3.IntegrityError("UNIQUE"), sqlite3.OperationalError("database is locked"), OSError(errno.ENOENT, "gone")],
)
def test_anything_else_is_no_trouble(error: Exception) -> None:
    assert trouble_of(error) is None  # words alone prove nothing: a text of ours could say them


def test_a_circle_of_causes_ends() -> None:
    one, other = RuntimeError("a"), RuntimeError("b")
    one.__cause__, other.__cause__ = other, one
    assert trouble_of(one) is None
