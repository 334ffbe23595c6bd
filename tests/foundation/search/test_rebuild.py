"""Indexes made anew from their source: interrupted, resumed, behind, busy; and the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import translation

from pilin.foundation.search import cli, queries
from pilin.foundation.search.enums import Kind, State
from pilin.foundation.search.index import Busy, Unready
from pilin.foundation.search.query import Query
from pilin.foundation.search.rebuild import Disorder, Rebuilt, database_mark, rebuild, refresh
from pilin.foundation.search.registry import SOURCES, Source, register
from pilin.foundation.search.schema import Document, Field, Schema, Unfit
from pilin.foundation.search.shelf import Shelf

NAMES = Schema("names", (Field("name", Kind.TEXT),))


@dataclass
class Database:
    """Rows that can be read in order, changed, and fail in the midst of being read."""

    rows: dict[str, str] = field(default_factory=lambda: {f"r{n:02}": f"平湖 {n}" for n in range(10)})
    version: int = 1
    fails_at: str = ""
    read: list[str] = field(default_factory=list)

    def documents(self, after: str) -> Iterator[Document]:
        for key in sorted(self.rows):
            if key > after:
                if key == self.fails_at:
                    raise ConnectionError("the database went away")
                self.read.append(key)
                yield Document(key, {"name": self.rows[key]})

    def mark(self) -> str:
        return f"v{self.version}" if self.version else ""

    @property
    def source(self) -> Source:
        return Source(NAMES, self.documents, self.mark)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, NAMES)


def ids(shelf: Shelf, words: str = "平湖") -> set[str]:
    return {hit.id for hit in shelf.search(Query(words, top=1000)).hits}


def folders(shelf: Shelf) -> int:
    return len([one for one in shelf.folder.iterdir() if one.is_dir()])


def test_an_index_is_made_with_progress_and_put_in_use(database: Database, shelf: Shelf):
    with pytest.raises(Unready, match="no index has been made yet"):
        shelf.search(Query("平湖"))
    told: list[int] = []
    assert rebuild(database.source, shelf, told=told.append, batch=4) == Rebuilt("names", 10, 0, "v1")
    assert told == [0, 4, 8, 10]
    assert ids(shelf) == set(database.rows)
    assert database_mark(shelf.index()) == "v1"


def test_an_interrupted_rebuild_goes_on_after_its_last_commit(database: Database, shelf: Shelf):
    rebuild(database.source, shelf)
    database.read, database.fails_at, database.version = [], "r09", 2
    database.rows["r00"] = "嘉善"
    with pytest.raises(ConnectionError):
        rebuild(database.source, shelf, batch=4)
    assert "r00" in ids(shelf)  # the old one answers still
    database.read, database.fails_at = [], ""
    assert rebuild(database.source, shelf, batch=4) == Rebuilt("names", 10, 8, "v2")
    assert database.read == ["r08", "r09"]
    assert ids(shelf) == set(database.rows) - {"r00"}
    assert folders(shelf) == 1


def test_an_interrupted_rebuild_begins_again_when_the_database_has_changed(database: Database, shelf: Shelf):
    database.fails_at = "r09"
    with pytest.raises(ConnectionError):
        rebuild(database.source, shelf, batch=4)
    database.fails_at, database.read, database.version = "", [], 2
    del database.rows["r00"]
    assert rebuild(database.source, shelf, batch=4) == Rebuilt("names", 9, 0, "v2")
    assert ids(shelf) == set(database.rows)


def test_an_interrupted_rebuild_for_other_fields_is_thrown_away(database: Database, shelf: Shelf):
    database.fails_at = "r09"
    with pytest.raises(ConnectionError):
        rebuild(database.source, shelf, batch=4)
    database.fails_at = ""
    other = Schema("names", (Field("name", Kind.TEXT, by_sound=True),))
    anew = Shelf(shelf.folder.parent, other)
    assert rebuild(Source(other, database.documents, database.mark), anew) == Rebuilt("names", 10, 0, "v1")
    assert ids(anew, "pinghu") == set(database.rows)


def test_a_reader_goes_on_across_a_rebuild_of_another_process(database: Database, shelf: Shelf):
    rebuild(database.source, shelf)
    reader = Shelf(shelf.folder.parent, NAMES)
    assert len(ids(reader)) == 10
    held = reader.index()
    database.rows["r99"], database.version = "平湖", 2
    rebuild(database.source, shelf)
    assert len(ids(reader)) == 11
    with pytest.raises(Unready):  # the control: whoever holds on to the old one is told
        held.count()


def test_a_rebuild_waits_for_nobody(database: Database, shelf: Shelf):
    with shelf.locked(), pytest.raises(Busy, match="names"):
        rebuild(database.source, Shelf(shelf.folder.parent, NAMES))
    assert database.read == []


def test_documents_out_of_order_are_refused(shelf: Shelf):
    source = Source(NAMES, lambda _after: iter([Document("b"), Document("a")]), lambda: "v1")
    with pytest.raises(Disorder, match="names: 'a' comes after 'b'"):
        rebuild(source, shelf)


def test_a_document_that_does_not_fit_leaves_the_old_index_in_use(database: Database, shelf: Shelf):
    rebuild(database.source, shelf)
    bad = Source(NAMES, lambda _after: iter([Document("b", {"colour": "red"})]), lambda: "v2")
    with pytest.raises(Unfit, match="no field colour"):
        rebuild(bad, shelf)
    assert (len(ids(shelf)), database_mark(shelf.index())) == (10, "v1")


def test_changes_come_in_and_move_the_mark_only_from_where_it_stood(database: Database, shelf: Shelf):
    rebuild(database.source, shelf)
    assert refresh(database.source, shelf, put=[Document("r10", {"name": "平湖"})], gone=["r00"], was="v1", now="v2")
    assert ids(shelf) == set(database.rows) - {"r00"} | {"r10"}
    assert not refresh(database.source, shelf, put=[Document("r12", {"name": "平湖"})], was="v3", now="v4")
    assert "r12" in ids(shelf)
    assert database_mark(shelf.index()) == "v2"  # what led to v3 has not come in: it stays behind and says so


def test_changes_that_do_not_fit_come_in_not_at_all(database: Database, shelf: Shelf):
    rebuild(database.source, shelf)
    with pytest.raises(Unfit):
        refresh(database.source, shelf, put=[Document("r10", {"name": "平湖"}), Document("r11", {"no": "x"})], was="v1", now="v2")  # fmt: skip
    assert (ids(shelf), database_mark(shelf.index())) == (set(database.rows), "v1")


def test_there_must_be_an_index_to_keep_up_and_nobody_else_at_it(database: Database, shelf: Shelf):
    with pytest.raises(Unready):
        refresh(database.source, shelf, was="", now="v1")
    rebuild(database.source, shelf)
    with shelf.locked(), pytest.raises(Busy):
        refresh(database.source, Shelf(shelf.folder.parent, NAMES), was="v1", now="v2", wait=0.1)


KILLED = """
import sys, time
from pathlib import Path
from pilin.foundation.search.rebuild import rebuild
from pilin.foundation.search.shelf import Shelf
from tests.foundation.search.test_rebuild import NAMES, Database
database = Database(version=2)
slow = database.documents
def documents(after):
    for document in slow(after):
        if document.id == "r09":
            print("now", flush=True)
            time.sleep(600)
        yield document
database.documents = documents
rebuild(database.source, Shelf(Path(sys.argv[1]), NAMES), batch=4)
"""


def test_a_rebuild_killed_in_its_midst_leaves_the_old_index_and_is_gone_on_with(database: Database, shelf: Shelf):
    rebuild(database.source, shelf)
    root = Path(__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(shelf.folder.parent)], stdout=subprocess.PIPE, text=True, cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}", "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "now\n"
    database.version = 2
    with pytest.raises(Busy):
        rebuild(database.source, shelf)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert (len(ids(shelf)), database_mark(shelf.index())) == (10, "v1")
    assert rebuild(database.source, shelf) == Rebuilt("names", 10, 8, "v2")
    assert ids(shelf) == set(database.rows)


# in an instance ---------------------------------------------------------------------------------------------------


@pytest.fixture
def registered(database: Database, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    settings.HOME = tmp_path
    kept = dict(SOURCES)
    SOURCES.clear()
    register(NAMES, database.documents, database.mark)
    monkeypatch.setattr(queries, "_shelves", {})
    yield database  # type: ignore[misc]
    SOURCES.clear()
    SOURCES.update(kept)


def state() -> tuple[State, int | None, str | None]:
    (card,) = queries.cards()
    return card.state, card.documents, card.mark


def test_how_an_index_stands_is_told_in_every_state(registered: Database, tmp_path: Path):
    assert state() == (State.ABSENT, None, None)
    with pytest.raises(Unready):
        queries.find("names", Query("平湖"))
    rebuild(SOURCES["names"], queries.shelf_of(SOURCES["names"]))
    assert state() == (State.READY, 10, "v1")
    registered.version = 2
    assert state() == (State.BEHIND, 10, "v1")
    assert queries.keep_up("names", put=[Document("r99", {"name": "金山"})], was="v1", now="v2")
    assert state() == (State.READY, 11, "v2")
    assert [hit.id for hit in queries.find("names", Query("金山")).hits] == ["r99"]
    register(Schema("names", (*NAMES.fields, Field("more", Kind.TEXT))), registered.documents, registered.mark)
    assert state() == (State.OUTDATED, None, None)
    register(NAMES, registered.documents, registered.mark)
    queries._shelves.clear()
    folder = queries.shelf_of(SOURCES["names"]).in_use()
    assert folder is not None
    (folder / "meta.json").write_text("{}")
    assert state() == (State.BROKEN, None, None)
    with pytest.raises(Unready, match="nothing is searched under the name other"):
        queries.find("other", Query())


def test_a_database_without_a_change_has_an_empty_mark_and_is_no_exception(registered: Database):
    registered.version = 0
    rebuild(SOURCES["names"], queries.shelf_of(SOURCES["names"]))
    assert state() == (State.READY, 10, "")


def run(*words: str, language: str = "en") -> Any:
    with translation.override(language):
        return CliRunner().invoke(cli.search, list(words))


def test_the_command_makes_indexes_and_says_how_they_stand(registered: Database):
    import json

    assert json.loads(run("status", "--json").stdout)["indexes"][0]["state"] == "absent"
    assert json.loads(run("rebuild", "--json").stdout) == {
        "rebuilt": [{"name": "names", "documents": 10, "resumed": 0, "mark": "v1"}]
    }
    told = json.loads(run("status", "--json").stdout)["indexes"][0]
    assert {**told, "bytes": told["bytes"] > 0} == {
        "name": "names", "state": "ready", "documents": 10, "bytes": True, "mark": "v1", "database": "v1", "fault": None,
    }  # fmt: skip
    assert run("rebuild", "names").stdout.split() == ["Index", "Documents", "Done", "before", "names", "10", "0"]
    assert run("status").stdout.splitlines()[1].split()[:4] == ["names", "up", "to", "date"]


def test_the_command_refuses_with_the_reason(registered: Database):
    import json

    answer = run("rebuild", "nothing", "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["error"]["code"]) == (1, "not_found")
    with queries.shelf_of(SOURCES["names"]).locked():
        answer = run("rebuild", "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["error"]["code"]) == (1, "busy")
    registered.rows["r00"] = 5  # type: ignore[assignment]
    answer = run("rebuild", "names", "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["error"]["code"]) == (1, "unfit")
    assert "r00: name must be a string" in json.loads(answer.stdout)["error"]["reason"]


def test_nothing_registered_is_said(registered: Database):
    SOURCES.clear()
    assert run("status").stdout == "Nothing is searched in this instance\n"
    assert run("status", language="zh-hans").stdout == "本实例没有可检索的内容\n"
