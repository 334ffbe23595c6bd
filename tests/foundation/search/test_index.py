"""What an index finds, equal to the plain reading of the query; changes, marks, locks, and a writer that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.foundation.search.enums import Kind, Match
from pilin.foundation.search.index import Busy, Unready
from pilin.foundation.search.query import AnyOf, Between, Both, Either, NoneOf, Query, Unanswerable
from pilin.foundation.search.schema import Document, Field, Schema, Unfit
from pilin.foundation.search.tantivy_index import TantivyIndex, make_index
from tests.foundation.search.world import FIRMS, SIX, firm, meant


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    made = make_index(tmp_path / "i", FIRMS)
    with made.writing() as writer:
        for document in SIX:
            writer.put(document)
        writer.commit("one")
    return made


def found(index: TantivyIndex, query: Query) -> dict[str, dict[str, tuple[str, ...]]]:
    return {hit.id: dict(hit.matched) for hit in index.search(query).hits}


ASKED: list[tuple[Query, set[str]]] = [
    (Query(), {"f1", "f2", "f3", "f4", "f5", "f6"}),
    (Query("电缆料"), {"f1"}),
    (Query("铜"), {"f1", "f2"}),
    (Query("铜 电缆"), {"f1"}),
    (Query("铜 电缆", match=Match.ANY), {"f1", "f2"}),
    (Query("pvc"), {"f1", "f3"}),
    (Query("ＰＶＣ", fields={"name": 1}), set()),
    (Query("cable"), {"f3"}),
    (Query("jiaxing dianlan"), {"f1"}),
    (Query("chongqing"), {"f4"}),
    (Query("jiashan"), {"f3"}),
    (Query("？！"), set()),
    (Query("  "), {"f1", "f2", "f3", "f4", "f5", "f6"}),
    (Query("铜").only("division", "31"), {"f2"}),
    (Query().only("division", "31", "50"), {"f2", "f4"}),
    (Query().only("division"), set()),
    (Query().without("audience", "public"), {"f2", "f3"}),
    (Query().without("division", "33", "31"), {"f4", "f6"}),
    (Query().between("minutes", most=45.5), {"f1", "f2", "f5"}),
    (Query().between("minutes", 0, Decimal("0.5")), {"f5"}),
    (Query().between("minutes", 50, 20), set()),
    (Query().between("minutes"), {"f1", "f2", "f4", "f5"}),
    (Query().between("since", date(1998, 5, 1), date(2003, 1, 1)), {"f1", "f2"}),
    (Query().meeting(Either((AnyOf("division", ("31",)), Between("minutes", most=0)))), {"f2", "f5"}),
    (Query("铜").meeting(Either((AnyOf("division", ("50",)), NoneOf("audience", ("public",))))), {"f2"}),
    (Query().meeting(Both((NoneOf("audience", ("public",)), NoneOf("division", ("31",))))), {"f3"}),
    (Query().meeting(Either((Both((AnyOf("division", ("33",)), NoneOf("owner", ("huimin",)))),))), {"f1", "f5"}),
    (Query().meeting(Either(())), set()),
    (Query("铜杆").only("circle", "five-towns").without("audience", "own").between("minutes", most=30), {"f1"}),
]


@pytest.mark.parametrize(("query", "ids"), ASKED, ids=[str(n) for n in range(len(ASKED))])
def test_a_query_finds_what_it_means_and_says_what_matched(index: TantivyIndex, query: Query, ids: set[str]):
    assert set(meant(query, SIX)) == ids
    assert found(index, query) == meant(query, SIX)


def test_what_is_found_is_counted_and_cut_at_the_top(index: TantivyIndex):
    answer = index.search(Query("铜", top=1, counted=True))
    assert (len(answer.hits), answer.total) == (1, 2)
    assert index.search(Query(counted=True)).total == 6
    assert index.search(Query("！", counted=True)).total == 0
    assert index.search(Query("铜")).total is None


NUMBERED = Schema("numbered", (Field("at", Kind.NUMBER), Field("kind", Kind.KEYWORD)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=25), st.integers(1, 8), st.integers(1, 7))
def test_the_first_by_a_number_are_those_of_a_plain_sort_and_equals_go_by_id(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int | None], top: int, chunk: int
):
    made = make_index(tmp_path_factory.mktemp("numbered"), NUMBERED)
    documents = [Document(f"d{n:02}", {"at": at, "kind": "ab"[n % 2]}) for n, at in enumerate(numbers)]
    with made.writing() as writer:
        for place, document in enumerate(reversed(documents)):
            writer.put(document)
            if place % chunk == 0:
                writer.commit()  # several segments
        writer.commit()
    for query, of in ((Query(), documents), (Query().only("kind", "a"), documents[::2])):
        meant = sorted((one.values["at"], one.id) for one in of if one.values["at"] is not None)  # type: ignore[type-var]
        hits = made.search(Query(filters=query.filters, top=top, order="at")).hits
        assert [hit.id for hit in hits] == [key for _at, key in meant[:top]]


def test_keywords_that_begin_so_are_told_in_their_order_with_their_numbers(index: TantivyIndex):
    assert index.beginning("division", "33", 10) == {"33": 3, "330421": 1, "330482": 1}
    assert index.beginning("division", "33", 2) == {"33": 3, "330421": 1}
    assert index.beginning("division", "9", 10) == {}
    with pytest.raises(Unanswerable, match="no keywords name"):
        index.beginning("name", "", 10)
    with pytest.raises(Unanswerable, match="division"):
        index.search(Query(order="division"))


def test_weights_and_preferences_order_and_filters_do_not(index: TantivyIndex):
    order = lambda query: [hit.id for hit in index.search(query).hits]  # noqa: E731
    assert order(Query("铜杆").preferring(AnyOf("division", ("31",)), 50)) == ["f2", "f1"]
    assert order(Query("铜杆").preferring(Between("minutes", most=30), 50)) == ["f1", "f2"]
    assert order(Query("铜", fields={"name": 100, "products": 1})) == ["f2", "f1"]
    plain = {hit.id: hit.score for hit in index.search(Query("铜杆")).hits}
    filtered = {hit.id: hit.score for hit in index.search(Query("铜杆").only("circle", "five-towns")).hits}
    assert filtered == pytest.approx(plain)
    assert [hit.id for hit in index.search(Query()).hits] == ["f1", "f2", "f3", "f4", "f5", "f6"]


def test_of_many_documents_a_word_that_most_have_is_looked_for_only_where_there_is_no_rarer_one(tmp_path: Path):
    many = make_index(tmp_path / "many", FIRMS)
    with many.writing() as writer:
        for n in range(10_000):
            writer.put(firm(f"n{n:05}", "平湖纸业" if n % 2500 == 0 else "平湖印刷"))
        writer.commit()
    count = lambda words, match: many.search(Query(words, match=match, counted=True)).total  # noqa: E731
    assert count("平湖纸业", Match.ANY) == 4  # 平湖 is in all of them
    assert count("平湖纸业", Match.ALL) == 4
    assert count("平湖", Match.ANY) == count("平湖", Match.ALL) == 10_000
    assert count("平湖 紫铜", Match.ANY) == 10_000  # 紫铜 is rarer, and in none
    assert [dict(hit.matched) for hit in many.search(Query("纸业平湖", match=Match.ANY, top=1)).hits] == [
        {"name": ("纸业", "平湖")}
    ]


def test_a_document_replaces_an_earlier_one_and_goes_when_it_is_removed(index: TantivyIndex):
    with index.writing() as writer:
        writer.put(firm("f1", "平湖纸业"))
        writer.put(firm("f1", "平湖印刷"))
        writer.remove("f2")
        writer.remove("f2")
        writer.commit()
    assert found(index, Query("平湖")) == {"f1": {"name": ("平湖",)}}
    assert found(index, Query("铜")) == found(index, Query("纸业")) == {}
    assert (index.count(), index.mark()) == (5, "one")


def test_nothing_counts_before_the_commit(index: TantivyIndex):
    with index.writing() as writer:
        writer.put(firm("f9", "平湖纸业"))
        assert (index.count(), found(index, Query("纸业"))) == (6, {})
    with pytest.raises(ZeroDivisionError), index.writing() as writer:
        writer.put(firm("f9", "平湖纸业"))
        raise ZeroDivisionError
    with index.writing() as writer:
        writer.commit("two")
    assert (index.count(), found(index, Query("纸业")), index.mark()) == (6, {}, "two")


def test_readers_opened_before_see_what_is_committed_later(index: TantivyIndex):
    other = TantivyIndex(index.folder, FIRMS)
    assert other.count() == 6
    with index.writing() as writer:
        writer.put(firm("f9", "平湖纸业"))
        writer.commit("two")
        assert (other.count(), other.mark(), found(other, Query("纸业"))) == (7, "two", {"f9": {"name": ("纸业",)}})


def test_one_writer_at_a_time(index: TantivyIndex):
    other = TantivyIndex(index.folder, FIRMS)
    with index.writing() as writer:
        writer.put(firm("f9", "平湖纸业"))
        with pytest.raises(Busy, match="firms"), other.writing():
            pass
        with pytest.raises(Busy, match="firms"), other.writing(wait=0.2):
            pass
        writer.commit()
    with other.writing() as writer:
        writer.commit("two")
    assert index.mark() == "two"


UNFIT: list[tuple[Document, str]] = [
    (Document("", {}), "no id"),
    (Document("\x00mark", {}), "no id"),
    (Document("a", {"colour": "red"}), "a: firms has no field colour"),
    (Document("a", {"name": 5}), "a: name must be a string"),
    (Document("a", {"division": [5]}), "a: division must be a string"),  # type: ignore[list-item]
    (Document("a", {"division": ""}), "a: a keyword of division"),
    (Document("a", {"division": "x" * 257}), "a: a keyword of division"),
    (Document("a", {"minutes": "20"}), "a: minutes must be a number"),
    (Document("a", {"minutes": True}), "a: minutes must be a number"),
    (Document("a", {"minutes": float("nan")}), "a: minutes must be a finite number"),
    (Document("a", {"minutes": 10**400}), "a: minutes must be a finite number"),
    (Document("a", {"since": datetime(2026, 1, 1)}), "a: since must be a day"),
]


@pytest.mark.parametrize(("document", "reason"), UNFIT, ids=[reason for _, reason in UNFIT])
def test_a_document_that_does_not_fit_is_named_and_changes_nothing(
    index: TantivyIndex, document: Document, reason: str
):
    with index.writing() as writer:
        with pytest.raises(Unfit, match=reason):
            writer.put(document)
        writer.commit()
    assert index.count() == 6


ODD: list[tuple[Query, str]] = [
    (Query("x", fields={"colour": 1}), "firms has no field colour"),
    (Query("x", fields={"division": 1}), "division is a keyword, not a text"),
    (Query("x", fields={"name": 0}), "name: a weight must be positive"),
    (Query().only("name", "x"), "name is a text, not a keyword"),
    (Query().between("division", 1), "division is a keyword, not a number or date"),
    (Query().between("minutes", date(2026, 1, 1)), "minutes must be a number"),
    (Query().between("since", 5), "since must be a day"),
    (Query().preferring(AnyOf("division", ("31",)), -1), "division: a weight must be positive"),
    (Query("x" * 501), "words must have at most 500 characters, not 501"),
    (Query(top=0), "top must be from 1 to 10000, not 0"),
    (Query(top=10_001), "top must be from 1 to 10000"),
]


@pytest.mark.parametrize(("query", "reason"), ODD, ids=[reason for _, reason in ODD])
def test_a_query_that_does_not_fit_is_refused_with_the_reason(index: TantivyIndex, query: Query, reason: str):
    with pytest.raises(Unanswerable, match=reason):
        index.search(query)


@pytest.mark.parametrize("fields", [(Field("Name", Kind.TEXT),), (Field("a__b", Kind.TEXT),), (Field("_id", Kind.KEYWORD),),
                                    (Field("a", Kind.TEXT), Field("a", Kind.DATE)), (Field("a", Kind.DATE, by_sound=True),)])  # fmt: skip
def test_a_schema_has_proper_names_each_once(fields: tuple[Field, ...]):
    with pytest.raises(ValueError, match=r"name|twice|sound"):
        Schema("firms", fields)


def test_an_index_that_is_absent_outdated_or_damaged_says_so(index: TantivyIndex, tmp_path: Path):
    with pytest.raises(Unready, match="there is no index"):
        TantivyIndex(tmp_path / "nowhere", FIRMS)
    with pytest.raises(Unready, match="made for other fields"):
        TantivyIndex(index.folder, Schema("firms", FIRMS.fields[:2]))
    for file in [*index.folder.glob("*.term"), *index.folder.glob("*.idx")]:
        file.write_bytes(b"")
    with pytest.raises(Unready, match="firms"):
        TantivyIndex(index.folder, FIRMS).search(Query("铜"))
    (index.folder / "meta.json").write_text("{}")
    with pytest.raises(Unready, match="firms"):
        TantivyIndex(index.folder, FIRMS)


KILLED = """
import os, signal, sys
from pathlib import Path
from pilin.foundation.search.tantivy_index import TantivyIndex
from tests.foundation.search.world import FIRMS, firm
index = TantivyIndex(Path(sys.argv[1]), FIRMS)
with index.writing() as writer:
    for n in range(200):
        writer.put(firm(f"k{n:04}", "平湖纸业"))
    writer.commit("committed")
    for n in range(5000):
        writer.put(firm(f"l{n:04}", "平湖印刷"))
    print("now", flush=True)
    sys.stdin.readline()
"""


def test_a_killed_writer_leaves_the_last_commit_readable_and_the_lock_free(index: TantivyIndex):
    root = Path(__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(index.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}"},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "now\n"
    with pytest.raises(Busy), index.writing():  # the control: while it lives it has the lock
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert (index.count(), index.mark()) == (206, "committed")
    with index.writing() as writer:
        writer.put(firm("m1", "平湖印刷"))
        writer.commit("after")
    fresh = TantivyIndex(index.folder, FIRMS)
    assert (fresh.count(), fresh.mark(), set(found(fresh, Query("印刷")))) == (207, "after", {"m1"})


NAMES = st.text(st.sampled_from("嘉兴铜电缆ab "), max_size=6)
FIRM = st.builds(
    lambda key, name, product, division, minutes: firm(key, name, product, division=division, minutes=minutes, audience="public"),
    st.sampled_from([f"k{n}" for n in range(6)]),
    NAMES,
    NAMES,
    st.sampled_from(["31", "33", ("31", "3101"), None]),
    st.one_of(st.none(), st.integers(0, 90)),
)  # fmt: skip
CHANGE: st.SearchStrategy[Any] = st.one_of(FIRM, st.sampled_from([f"k{n}" for n in range(6)]), st.just("commit"))
QUERY = st.builds(
    lambda text, match, division, most: (
        Query(text, match=match, top=100).between("minutes", most=most)
        if most is not None
        else Query(text, match=match, top=100).only("division", *division)
    ),
    NAMES,
    st.sampled_from(Match),
    st.lists(st.sampled_from(["31", "33", "3101"]), max_size=2),
    st.one_of(st.none(), st.integers(0, 90)),
)


@settings(max_examples=40)
@given(st.lists(CHANGE, max_size=25), st.lists(QUERY, min_size=1, max_size=6))
def test_after_any_changes_an_index_equals_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Any], queries: list[Query]
):
    kept: dict[str, Document] = {}
    folder = tmp_path_factory.mktemp("any")
    changed = make_index(folder / "changed", FIRMS)
    with changed.writing() as writer:
        for change in changes:
            if change == "commit":
                writer.commit("some")
            elif isinstance(change, str):
                writer.remove(change)
                kept.pop(change, None)
            else:
                writer.put(change)
                kept[change.id] = change
        writer.commit("all")
    fresh = make_index(folder / "fresh", FIRMS)
    with fresh.writing() as writer:
        for document in kept.values():
            writer.put(document)
        writer.commit("all")
    assert changed.count() == fresh.count() == len(kept)
    for query in [Query(top=100), *queries]:
        assert found(changed, query) == found(fresh, query) == meant(query, kept.values())
