"""Whoever waits too long for somebody else's deed is told to press again, at every door, and nothing is half-written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError

from pilin.engine.base import Trouble, trouble_of
from tests.reliability.instances import OBSTACLES, REPORT, Instance, instance
from tests.reliability.report import tried

pytestmark = pytest.mark.xdist_group("reliability")
COUNTS = "SELECT (SELECT COUNT(*) FROM obstacles_obstacle), (SELECT COUNT(*) FROM journal_journalline), COUNT(*) FROM ledger_entry"


def test_every_door_says_press_again_and_writes_nothing() -> None:
    with instance(lock_seconds=1) as house, house.served():
        before = house.ask(COUNTS)
        with house.locked():
            api = house.post(OBSTACLES, REPORT)
            pages = {language: house.post("/me/notices/read/", who="keeper", language=language) for language in WORDS}
            told = house.command("init", "--circle", "other", "--name-zh", "另一圈")
            reads = house.get("/c/five-towns/obstacles/", who="clerk").status
        assert (api.status, api.headers["retry-after"]) == (503, "5")
        assert api.json["error"]["code"] == "busy"
        for language, (title, reason) in WORDS.items():
            assert (pages[language].status, pages[language].headers["retry-after"]) == (503, "5")
            assert f"<h1>{title}</h1>" in pages[language].text
            assert reason in pages[language].text
        assert (told.returncode, told.stdout, told.stderr.strip()) == (1, "", WORDS["zh-hans"][1])
        assert reads == 200
        assert house.ask(COUNTS) == before
        assert house.post(OBSTACLES, REPORT).status == 201  # the control: the same call, once nobody holds the lock
        grown = [now - then for now, then in zip(house.ask(COUNTS)[0], before[0], strict=True)]
        assert (grown[:2], grown[2] > 0) == ([1, 1], True)  # one row, one line, and its entries in the ledger
    tried("lock", "a write at page, API and terminal while another holds the database", 4, 0, "1 written once free")


WORDS = {
    "en": (
        "Not done: others were writing",
        "Others were writing at the same moment, and this waited too long. Nothing of it was written, not even a part. "
        "Press again in a few seconds",
    ),
    "zh-hans": (
        "没有办成：别人正在写",
        "同一时刻有别人在写，这次等得太久了。这一步一个字也没有写进去，没有写一半。过几秒再按一次",
    ),
}


def test_pressing_again_sends_what_was_sent() -> None:
    with instance(lock_seconds=1) as house, house.served(), house.locked():
        page = house.post("/me/notices/read/", {"note": ["一", "二"], "next": "<b>"}, who="keeper").text
    assert [part.split('"')[:3] for part in page.split('<input type="hidden" name="')[1:] if "csrf" not in part] == [
        ["note", " value=", "一"], ["note", " value=", "二"], ["next", " value=", "&lt;b&gt;"]
    ]  # fmt: skip


def test_a_broken_query_stays_a_broken_query(db: None) -> None:
    """The control of the telling apart: what is our own fault is not sold as "others were writing"."""
    from django.db import connection, transaction

    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert trouble_of(error.value) is None


def test_what_postgresql_calls_it_is_known(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--engine") != "postgresql":
        pytest.skip("about PostgreSQL")
    with instance() as house:
        assert {deadlock(house), *serialization(house)} == {Trouble.BUSY}


def deadlock(house: Instance) -> Trouble | None:
    """Return what two deeds get that wait for each other."""
    first, second = (
        "UPDATE members_circle SET name = name WHERE slug = 'five-towns'",
        "UPDATE auth_group SET name = name",
    )
    barrier, found = threading.Barrier(2), []

    def take(one: str, other: str) -> None:
        with house.raw() as raw:
            raw.execute("BEGIN")
            raw.execute(one)
            barrier.wait()
            try:
                raw.execute(other)
            except Exception as error:
                found.append(error)
            raw.execute("ROLLBACK")

    with house.raw() as raw:
        raw.execute("INSERT INTO auth_group (name) VALUES ('g')")
    both([lambda: take(first, second), lambda: take(second, first)])
    return trouble_of(wrapped(found[0]))


def serialization(house: Instance) -> list[Trouble | None]:
    found = []
    with house.raw() as one, house.raw() as other:
        for raw in (one, other):
            raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            raw.execute("SELECT name FROM members_circle")
        one.execute("UPDATE members_circle SET name = 'a'")
        one.execute("COMMIT")
        try:
            other.execute("UPDATE members_circle SET name = 'b'")
        except Exception as error:
            found.append(trouble_of(wrapped(error)))
    return found


def wrapped(error: Exception) -> Exception:
    """Return an error as Django hands it on."""
    outer = OperationalError(*error.args)
    outer.__cause__ = error
    return outer


def both(acts: list[Callable[[], Any]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
