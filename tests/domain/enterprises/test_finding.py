"""Firms found through the index: the same as from the database, never by words that others keep back, in step with each deed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from pilin.domain.enterprises import actions, queries, tasks
from pilin.domain.enterprises.actions import indexing
from pilin.domain.enterprises.models import Enterprise, RegisterRecord
from pilin.domain.enterprises.queries import finding
from pilin.foundation.access.standing import Standing
from pilin.foundation.search import queries as search
from pilin.foundation.search.enums import State
from pilin.foundation.search.registry import SOURCES
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_index() -> Iterator[None]:
    """Begin and end without an index."""
    folder = Path(settings.HOME) / "search"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)


def state() -> State:
    return search.card_of(SOURCES["firms"]).state


def found(by: Standing, text: str, **more: Any) -> list[str]:
    return [row.name_zh for row in queries.enterprises(by, "five-towns", find=text, **more)]


def in_index() -> dict[str, Any]:
    """Return what the index has, by asking for each document it should have by its fields."""
    shelf = search.shelf_of(SOURCES["firms"])
    query = finding.Query(top=1_000, explained=False)
    kept = {hit.id: None for hit in shelf.search(query).hits}
    for document in finding.documents():
        for value in document.values.get("makes", ()), document.values.get("code", ()):
            for one in value:
                field = "makes" if one in finding.knowledge().products else "code"
                hits = shelf.search(query.only(field, one).only("readers", document.values["readers"])).hits
                assert document.id in {hit.id for hit in hits}
        names = document.values["name"]
        assert document.id in {hit.id for hit in shelf.search(finding.Query(names[0], top=1_000)).hits}
    return kept


@pytest.fixture
def some(five: Five) -> Five:
    """Bring firms of three towns, one firm that two towns name, and one that went into another."""
    make.bring(
        five.fengjing.clerk,
        make.firm(1, name_zh="上海汉钟精机股份有限公司", name="Hanzhong Precision Machinery", products=("螺杆压缩机",), industry="3442"),
        make.firm(2, name_zh="枫泾恒通电缆厂", products=("控制电缆", "耐火电缆")), audience="public",
    )  # fmt: skip
    make.bring(five.xindai.clerk, make.firm(3, name_zh="新埭电缆料有限公司", products=("PVC电缆料",), industry="2929"))
    make.bring(five.huimin.clerk, make.firm(4, name_zh="惠民暗自电缆厂", products=("屏蔽电缆",)), audience="own")
    old, kept = make.made(
        five.xindai.clerk,
        make.firm(5, name_zh="旧名机械厂", uscc="", products=("阀门",), industry="3443"),
        make.firm(6, name_zh="新名机械厂", products=("阀门",), industry="3443"),
        title="第二本",
    )
    actions.merge_firms(by=five.xindai.clerk, at=NOW, enterprise=old, into=kept)
    return five


CASES = ("汉钟", "汉钟精机", "电缆厂", "hanzhong", "Hanzhong", "precision machinery", "旧名", "新名机械", "电缆料", "9133", "M", "没有的", "缆", "恒通", "股份")  # fmt: skip


def test_an_index_finds_what_the_database_finds(some: Five):
    readers = (Standing.public(), some.fengjing.clerk, some.xindai.clerk, some.huimin.clerk, HOUSE)
    before = [found(by, text) for by in readers for text in (*CASES, make.code(3))]
    search.make_anew("firms")
    assert state() == State.READY
    assert [found(by, text) for by in readers for text in (*CASES, make.code(3))] == before
    assert found(some.huimin.clerk, "电缆厂") == ["枫泾恒通电缆厂", "惠民暗自电缆厂"]


def test_an_index_finds_by_product_class_town_and_words_in_any_order(some: Five):
    search.make_anew("firms")
    public, clerk = Standing.public(), some.xindai.clerk
    assert found(public, "耐火电缆") == ["枫泾恒通电缆厂"]
    assert found(public, "压缩机 汉钟") == ["上海汉钟精机股份有限公司"]
    assert found(clerk, "xindai dianlanliao") == ["新埭电缆料有限公司"]
    assert found(clerk, "电缆", town=some.xindai.code) == ["新埭电缆料有限公司"]
    assert found(clerk, "电缆", industry="29") == ["新埭电缆料有限公司"]
    assert found(clerk, "电缆", industry="38") == found(public, "电缆", industry="3831") == ["枫泾恒通电缆厂"]
    begun = make.code(1)[:9]  # is no word of a code: the database looks
    assert found(clerk, begun) == found(some.fengjing.clerk, begun) != []


def test_no_firm_is_found_by_a_word_that_only_others_read(some: Five):
    """A town's own register says more of a firm that everyone reads: only that town finds the firm by it."""
    make.bring(some.yaozhuang.clerk, make.firm(2, name_zh="某厂", products=("秘密线束",)), title="内部", audience="own")
    make.bring(some.huimin.clerk, make.firm(2, name_zh="另厂", products=("圈内线束",)), title="圈内", audience="circle")
    search.make_anew("firms")
    name = "枫泾恒通电缆厂"
    for text in ("秘密线束", "某厂 控制电缆"):
        assert found(some.yaozhuang.clerk, text) == [name]
        for by in (Standing.public(), some.fengjing.clerk, some.huimin.clerk, some.stranger.clerk):
            assert found(by, text) == []
    assert [found(by, "圈内线束") for by in (some.yaozhuang.clerk, some.xindai.clerk, some.observer.clerk)] == [
        [name]
    ] * 3
    assert found(Standing.public(), "圈内线束") == found(some.stranger.clerk, "圈内线束") == []
    assert [
        queries.enterprises(by, "five-towns", find="屏蔽电缆").count() for by in (Standing.public(), some.huimin.clerk)
    ] == [0, 1]


def test_a_row_taken_back_a_moment_ago_is_not_shown_though_the_index_has_it(
    some: Five, monkeypatch: pytest.MonkeyPatch
):
    search.make_anew("firms")
    register = queries.registers(some.xindai.clerk, "five-towns").get(title="规上企业名录", owner=some.xindai.code)
    actions.withdraw_register(by=some.xindai.clerk, at=NOW, register=register, why="错")
    assert state() == State.BEHIND
    monkeypatch.setattr(finding, "is_ready", lambda: True)
    assert found(some.xindai.clerk, "PVC电缆料") == []
    assert queries.enterprises(some.xindai.clerk, "five-towns", find="电缆料").count() == 0


def test_the_index_follows_each_deed(five: Five, django_capture_on_commit_callbacks: Commit):
    search.make_anew("firms")
    clerk, words = five.xindai.clerk, ("一厂", "二厂", "铜杆")

    def after(act: Callable[[], Any]) -> list[list[str]]:
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert state() == State.READY
        assert in_index().keys() == {document.id for document in finding.documents()}
        return [found(clerk, word) for word in words]

    rows = make.firm(1, name_zh="一厂", uscc="", products=("铜杆",)), make.firm(2, name_zh="二厂")
    assert after(lambda: make.bring(clerk, *rows)) == [["一厂"], ["二厂"], ["一厂"]]
    one, two = Enterprise.objects.visible_to(HOUSE).order_by("uscc")
    assert after(lambda: actions.merge_firms(by=clerk, at=NOW, enterprise=one, into=two)) == [["二厂"]] * 3
    assert after(lambda: actions.undo_merge(by=clerk, at=NOW, enterprise=one, why="错")) == [
        ["一厂"],
        ["二厂"],
        ["一厂"],
    ]
    other = make.firm(2, name_zh="二厂", products=("铜杆",))
    assert after(lambda: make.bring(five.huimin.clerk, other, audience="own")) == [["一厂"], ["二厂"], ["一厂"]]
    assert sorted(found(five.huimin.clerk, "铜杆")) == sorted(["一厂", "二厂"])
    register = queries.registers(clerk, "five-towns").get(owner=five.xindai.code)
    assert after(lambda: actions.withdraw_register(by=clerk, at=NOW, register=register, why="旧")) == [[], [], []]


def test_no_deed_fails_or_waits_because_of_the_index(
    five: Five, django_capture_on_commit_callbacks: Commit, monkeypatch: pytest.MonkeyPatch
):
    def bring(number: int) -> State:
        with django_capture_on_commit_callbacks(execute=True):
            make.bring(five.xindai.clerk, make.firm(number, name_zh=f"甲{number}厂"), title=f"{number}")
        assert found(five.xindai.clerk, f"甲{number}厂") == [f"甲{number}厂"]
        return state()

    assert bring(1) == State.ABSENT
    search.make_anew("firms")
    monkeypatch.setattr(indexing, "WAIT", 0.01)
    with search.shelf_of(SOURCES["firms"]).locked():
        assert bring(2) == State.BEHIND
    assert bring(3) == State.BEHIND  # it took the third in, and still lacks the second
    assert tasks.index_due(NOW)
    tasks.make_index.call()
    assert (state(), tasks.index_due(NOW)) == (State.READY, False)
    monkeypatch.setattr(indexing, "AT_ONCE", 0)
    assert bring(4) == State.BEHIND


def test_two_deeds_at_once_leave_the_index_behind(five: Five, django_capture_on_commit_callbacks: Commit):
    search.make_anew("firms")
    with django_capture_on_commit_callbacks(execute=True):  # both are in the database before either is followed
        make.bring(five.xindai.clerk, make.firm(1))
        make.bring(five.huimin.clerk, make.firm(2))
    assert state() == State.BEHIND


def test_a_mark_changes_with_each_deed_and_with_nothing_else(five: Five):
    marks = [finding.mark()]
    register = make.bring(five.xindai.clerk, make.firm(1), make.firm(2, uscc=""))
    marks.append(finding.mark())
    one, two = Enterprise.objects.visible_to(HOUSE).order_by("-uscc")
    actions.note_group(by=five.xindai.clerk, at=NOW, circle="five-towns", name_zh="集团")
    assert finding.mark() == marks[-1]
    actions.merge_firms(by=five.xindai.clerk, at=NOW, enterprise=two, into=one)
    marks.append(finding.mark())
    two.refresh_from_db()
    actions.undo_merge(by=five.xindai.clerk, at=NOW, enterprise=two, why="错")
    marks.append(finding.mark())
    actions.withdraw_register(by=five.xindai.clerk, at=NOW + timedelta(days=1), register=register, why="旧")
    marks.append(finding.mark())
    assert len(set(marks)) == len(marks) == 5


WORDS = ("铜杆", "阀门", "齿轮", "食用菌")
SAID = st.tuples(
    st.sampled_from(("fengjing", "xindai", "huimin")), st.sampled_from(("own", "circle", "public")), st.integers(1, 2),
    st.sampled_from(WORDS),
)  # fmt: skip


@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(said=st.lists(SAID, min_size=1, max_size=5))
def test_whoever_finds_a_firm_by_a_word_reads_a_record_or_the_firm_that_says_it(five: Five, said: list[Any]):
    """Whatever towns say to whom: a firm is found by exactly the words that whoever asks may read."""
    from django.db import transaction

    with transaction.atomic():
        for number, (town, audience, firm, product) in enumerate(said):
            make.bring(
                getattr(five, town).clerk, make.firm(firm, name_zh=f"第{firm}厂", products=(product,)), title=f"{number}",
                audience=audience,
            )  # fmt: skip
        search.make_anew("firms")
        for by in (
            Standing.public(),
            five.fengjing.clerk,
            five.xindai.clerk,
            five.yaozhuang.clerk,
            five.stranger.clerk,
        ):
            for word in WORDS:
                seen = Enterprise.objects.visible_to(by)
                records = RegisterRecord.objects.visible_to(by).filter(enterprise__in=seen.values("pk"))
                meant = {r.enterprise_id for r in records if word in r.products}
                meant |= {row.pk for row in seen if word in row.products}
                assert {row.pk for row in queries.enterprises(by, "five-towns", find=word)} == meant
        transaction.set_rollback(True)
