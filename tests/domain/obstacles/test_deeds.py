"""Deeds of the register: what they write, what they refuse, and what the year counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from pilin.domain.obstacles import actions, queries
from pilin.domain.obstacles.enums import ObstacleStage, ObstacleStepKind
from pilin.domain.obstacles.models import Obstacle, Step
from pilin.engine.base import Comparator, Conflict, Invalid, Quantity, Refused
from pilin.foundation.access.enums import Audience
from pilin.foundation.journal.models import JournalLine
from tests.factories import obstacles as make
from tests.factories.base import NOW, TODAY, Stand

HOUSE = Stand.machine()


def stage_of(five: Any, row: Obstacle, by: Any = None) -> ObstacleStage:
    found = queries.whole(by or five.fengjing.clerk, five.slug, row.pk, TODAY)
    assert found is not None
    return found.course.stage


def lines() -> list[str]:
    return list(JournalLine.objects.visible_to(HOUSE).order_by("uid").values_list("code", flat=True))


def test_the_whole_way(five: Any) -> None:
    row = make.said(five.fengjing.clerk, five.xindai.clerk)
    with pytest.raises(Refused) as refused:
        actions.confirm_removed(by=five.xindai.clerk, at=NOW, obstacle=row, note_zh="坐车试过")
    assert refused.value.code == "own_word"
    assert stage_of(five, row) == ObstacleStage.SAID_REMOVED
    actions.confirm_removed(by=five.fengjing.clerk, at=NOW, obstacle=row, note_zh="10 月 18 日坐车试过，停了")
    assert stage_of(five, row) == ObstacleStage.REMOVED
    assert lines() == [
        "obstacles.report_obstacle",
        "obstacles.document_obstacle",
        "obstacles.give_obstacle",
        "obstacles.say_removed",
        "obstacles.confirm_removed",
    ]
    owners = list(Step.objects.visible_to(HOUSE).order_by("uid").values_list("owner", flat=True))
    assert owners == [five.fengjing.code] * 3 + [five.xindai.code, five.fengjing.code]


def test_paper_confirms_nothing(five: Any) -> None:
    row = make.said(five.fengjing.clerk, five.xindai.clerk)
    with pytest.raises(Invalid) as invalid:
        actions.confirm_removed(by=five.fengjing.clerk, at=NOW, obstacle=row)
    assert [f.code for f in invalid.value.faults] == ["no_reason"]


def test_a_refused_deed_leaves_no_row_and_no_line(five: Any) -> None:
    with pytest.raises(Refused):
        make.report(five.stranger.clerk)
    with pytest.raises(Refused):
        make.report(Stand.public())
    assert (Obstacle.objects.visible_to(HOUSE).count(), lines()) == (0, [])


def test_every_fault_is_named_at_once(five: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        make.report(five.fengjing.clerk, title_zh="", title=" ", kind="weather", cost_zh="", cost="", audience="own")
    assert [f.code for f in invalid.value.faults] == ["no_title", "unknown_kind", "no_cost", "audience"]


def test_how_many_are_affected_keeps_its_comparator(five: Any) -> None:
    figure = Quantity(Decimal(300), "person", Comparator.MORE_THAN, period="2023")
    row = make.report(five.fengjing.clerk, affected=figure)
    again = queries.row_of(five.xindai.clerk, five.slug, row.pk)
    assert again is not None
    assert again.affected_quantity == figure


def test_nobody_counted_stays_unknown(five: Any) -> None:
    row = make.report(five.fengjing.clerk)
    assert row.affected_quantity is None


def test_numbers_run_by_year(five: Any) -> None:
    first, second = make.report(five.fengjing.clerk), make.report(five.xindai.clerk)
    next_year = make.report(five.xindai.clerk, NOW + timedelta(days=120))
    assert [row.reference for row in (first, second, next_year)] == ["2024-1", "2024-2", "2025-1"]


def test_given_only_when_documented_and_to_one(five: Any) -> None:
    row = make.report(five.fengjing.clerk)
    with pytest.raises(Refused) as refused:
        actions.give_obstacle(
            by=five.fengjing.clerk,
            at=NOW,
            obstacle=row,
            answer_by=date(2024, 12, 1),
            authority_zh="市里",
            level="county",
        )
    assert refused.value.code == "out_of_turn"
    row = make.documented(five.fengjing.clerk)
    with pytest.raises(Invalid) as invalid:
        actions.give_obstacle(by=five.fengjing.clerk, at=NOW, obstacle=row, answer_by=TODAY)
    assert [f.code for f in invalid.value.faults] == ["nobody", "unknown_level", "past"]


def test_stale_words_are_refused(five: Any) -> None:
    row = make.report(five.fengjing.clerk)
    with pytest.raises(Conflict):
        actions.document_obstacle(
            by=five.fengjing.clerk, at=NOW, obstacle=row, revision=row.revision - 1, level="county", rule_zh="规定"
        )


def test_sent_back_stays_with_whom_it_was_given_to(five: Any) -> None:
    row = make.said(five.fengjing.clerk, five.xindai.clerk)
    actions.send_back(by=five.fengjing.clerk, at=NOW, obstacle=row, note_zh="还是不停")
    assert stage_of(five, row) == ObstacleStage.GIVEN


def test_merge_keeps_both_and_can_be_undone(five: Any) -> None:
    stays, twin = make.report(five.fengjing.clerk), make.documented(five.xindai.clerk)
    actions.merge_obstacle(by=five.xindai.clerk, at=NOW, obstacle=twin, into=stays.pk, note_zh="同一件事")
    found = queries.whole(five.fengjing.clerk, five.slug, stays.pk, TODAY)
    assert found is not None
    assert [o.pk for o in found.merged_here] == [twin.pk]
    cards = queries.register(five.fengjing.clerk, five.slug, TODAY)
    assert [c.obstacle.pk for c in queries.sifted(cards)] == [stays.pk]
    assert [c.obstacle.pk for c in queries.sifted(cards, stage="merged")] == [twin.pk]
    with pytest.raises(Refused) as refused:
        actions.merge_obstacle(by=five.fengjing.clerk, at=NOW, obstacle=stays, into=twin.pk, note_zh="反过来")
    assert refused.value.code == "merged"
    actions.part_obstacle(by=five.xindai.clerk, at=NOW, obstacle=twin)
    assert stage_of(five, twin) == ObstacleStage.DOCUMENTED
    found = queries.whole(five.fengjing.clerk, five.slug, stays.pk, TODAY)
    assert found is not None
    assert found.merged_here == ()


def test_an_obstacle_is_not_merged_into_itself(five: Any) -> None:
    row = make.report(five.fengjing.clerk)
    with pytest.raises(Refused) as refused:
        actions.merge_obstacle(by=five.fengjing.clerk, at=NOW, obstacle=row, into=row.pk)
    assert refused.value.code == "itself"


def test_the_year_counts_what_was_found_gone_and_stays_gone(five: Any) -> None:
    row = make.said(five.fengjing.clerk, five.xindai.clerk)
    actions.confirm_removed(by=five.fengjing.clerk, at=NOW, obstacle=row, note_zh="坐车试过")
    make.given(five.huimin.clerk, answer_by=TODAY + timedelta(days=1))
    make.said(five.zhujing.clerk, five.zhujing.clerk)
    later = TODAY + timedelta(days=3)
    count = queries.year_tally(five.fengjing.clerk, five.slug, 2024, later)
    assert (count.removed, count.target, count.open, count.waiting, count.overdue, count.reported) == (
        1,
        None,
        2,
        1,
        1,
        3,
    )
    actions.reopen_obstacle(by=five.huimin.clerk, at=NOW, obstacle=row, note_zh="又不停了")
    assert queries.year_tally(five.fengjing.clerk, five.slug, 2024, later).removed == 0


def test_links_stay_within_the_instance(five: Any) -> None:
    row = make.report(five.fengjing.clerk)
    subject = uuid4()
    for url in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere"):
        with pytest.raises(Invalid):
            actions.link_obstacle(
                by=five.xindai.clerk, at=NOW, obstacle=row,
                pointer=actions.Pointer(subject=subject, kind="item", url=url, title_zh="项目"),
            )  # fmt: skip
    pointer = actions.Pointer(subject=subject, kind="item", url="/c/five-towns/programme/2024/17/", title_zh="项目 17")
    actions.link_obstacle(by=five.xindai.clerk, at=NOW, obstacle=row, pointer=pointer)
    assert [c.obstacle.pk for c in queries.obstacles_linked_to(five.fengjing.clerk, subject)] == [row.pk]
    with pytest.raises(Invalid):
        actions.link_obstacle(by=five.xindai.clerk, at=NOW, obstacle=row, pointer=pointer)


def test_what_waits_for_whom(five: Any) -> None:
    make.said(five.fengjing.clerk, five.xindai.clerk)
    make.given(five.huimin.clerk, answer_by=TODAY + timedelta(days=1))
    on = TODAY + timedelta(days=5)
    assert [(w.kind, w.overdue_days) for w in queries.work_of(five.fengjing.clerk, on)] == [("to_witness", 0)]
    assert [(w.kind, w.overdue_days) for w in queries.work_of(five.huimin.clerk, on)] == [("due", 4)]
    assert [w.kind for w in queries.work_of(five.zhujing.clerk, on)] == ["to_witness"]
    assert queries.work_of(five.xindai.clerk, on) == []
    assert queries.work_of(Stand.public(), on) == []


class TestWhoReads:
    """Nothing leaks to strangers, and opening to everyone takes the history along."""

    def test_circle_row(self, five: Any) -> None:
        row = make.said(five.fengjing.clerk, five.xindai.clerk)
        for by in (*five.xindai.officers(), *five.observer.officers()):
            assert queries.row_of(by, five.slug, row.pk) == row
        for by in (Stand.public(), *five.stranger.officers()):
            assert queries.row_of(by, five.slug, row.pk) is None
            assert queries.register(by, five.slug, TODAY) == []
            assert Step.objects.visible_to(by).count() == 0
            assert queries.year_tally(by, five.slug, 2024, TODAY).open == 0

    def test_open_to_everyone(self, five: Any) -> None:
        row = make.said(five.fengjing.clerk, five.xindai.clerk)
        with pytest.raises(Refused):
            actions.show_to_everyone(by=five.xindai.clerk, at=NOW, obstacle=row)
        actions.show_to_everyone(by=five.fengjing.clerk, at=NOW, obstacle=row)
        found = queries.whole(Stand.public(), five.slug, row.pk, TODAY)
        assert found is not None
        assert [ObstacleStepKind(s.kind) for s in found.steps] == [
            ObstacleStepKind.IDENTIFIED, ObstacleStepKind.DOCUMENTED, ObstacleStepKind.GIVEN, ObstacleStepKind.SAID_REMOVED,
        ]  # fmt: skip

    def test_audience_is_circle_or_public_only(self, five: Any) -> None:
        row = make.report(five.fengjing.clerk, audience=Audience.PUBLIC)
        assert queries.row_of(Stand.public(), five.slug, row.pk) == row


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_three_questions(five: Any, rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        make.given(five.fengjing.clerk)
    with django_assert_num_queries(3):
        cards = queries.register(five.xindai.clerk, five.slug, TODAY)
        assert len(queries.by_stage(cards)) == 5
    assert len(cards) == rows


def test_at_needs_its_moment(five: Any) -> None:
    row = make.report(five.fengjing.clerk, datetime.fromisoformat("2024-12-31T20:00:00+00:00"))
    assert row.year == 2025  # the year in Shanghai, not in Greenwich
