"""From draft to release, from report to witness; what is refused, and that nothing is written then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from pilin.domain.programme import actions, queries
from pilin.domain.programme.models import Item, KeyProjectList, ListVersion, MilestoneReport, Witnessing, guards
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.journal.models import JournalLine
from tests.factories import programme as make
from tests.factories.base import NOW, Five, writing

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


def _state(five: Five, by: Any = HOUSE) -> str:
    card = queries.list_of(by, five.slug, make.YEAR)
    return str(card.state) if card else ""


def _refused(code: str, act: Any) -> None:
    lines = JournalLine.objects.visible_to(HOUSE).count()
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert JournalLine.objects.visible_to(HOUSE).count() == lines


def test_only_the_chairs_secretary_drafts(five: Five) -> None:
    for by in (five.fengjing.clerk, five.huimin.secretary, Standing.public()):
        _refused("not_chair", lambda by=by: actions.draft_list(by=by, at=NOW, circle=five.slug, year=make.YEAR))


def test_a_draft_is_read_by_the_towns_alone(five: Five) -> None:
    make.drafted(five)
    assert _state(five, five.xindai.clerk) == "draft"
    assert len(queries.items_of(five.xindai.clerk, five.slug, make.YEAR)) == 1
    for by in (Standing.public(), five.stranger.clerk):
        assert queries.lists_of(by, five.slug) == []
        assert queries.items_of(by, five.slug, make.YEAR) == []
        assert queries.item_of(by, five.slug, make.YEAR, 1, NOW.date()) is None


def test_five_accept_then_it_is_in_force_then_public(five: Five) -> None:
    heard = make.proposed(five)
    for k, town in enumerate(five.towns):
        assert _state(five) == "proposed", k
        actions.accept_list(by=town.signatory, at=NOW, circle=five.slug, year=make.YEAR, text_hash=heard)
    assert _state(five) == "in_force"
    assert queries.lists_of(Standing.public(), five.slug) == []
    actions.release_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR)
    assert _state(five, Standing.public()) == "released"
    assert queries.items_of(Standing.public(), five.slug, make.YEAR)[0].partners == (five.huimin.code,)


def test_a_moment_still_to_come_opens_nothing_early(five: Five) -> None:
    make.accepted(five)
    moment = NOW + timedelta(days=2)
    actions.release_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR, release_at=moment)
    assert queries.items_of(Standing.public(), five.slug, make.YEAR) == []
    assert actions.release_due_lists(by=HOUSE, at=moment - timedelta(seconds=1)) == 0
    assert actions.release_due_lists(by=HOUSE, at=moment) == 1
    assert actions.release_due_lists(by=HOUSE, at=moment) == 0
    assert queries.list_of(Standing.public(), five.slug, make.YEAR).released_at == moment


def test_nobody_accepts_for_another_text_or_twice_or_without_authority(five: Five) -> None:
    heard = make.proposed(five)
    say = {"at": NOW, "circle": five.slug, "year": make.YEAR}
    _refused("other_text", lambda: actions.accept_list(by=five.huimin.signatory, text_hash="0" * 64, **say))
    _refused("not_signatory", lambda: actions.accept_list(by=five.huimin.clerk, text_hash=heard, **say))
    _refused("not_party", lambda: actions.accept_list(by=five.observer.signatory, text_hash=heard, **say))
    actions.accept_list(by=five.huimin.signatory, text_hash=heard, **say)
    _refused("answered", lambda: actions.accept_list(by=five.huimin.signatory, text_hash=heard, **say))


def test_what_is_proposed_is_frozen_and_a_change_lets_answers_lapse(five: Five) -> None:
    heard = make.proposed(five)
    say = {"at": NOW, "circle": five.slug, "year": make.YEAR}
    actions.accept_list(by=five.huimin.signatory, text_hash=heard, **say)
    _refused("proposed", lambda: actions.add_item(by=five.chair.secretary, item=make.item(five, 2), **say))
    actions.refuse_list(by=five.xindai.signatory, text_hash=heard, reason="少了一项", **say)
    actions.reopen_list(by=five.chair.secretary, at=make.LATER, circle=five.slug, year=make.YEAR)
    later = {**say, "at": make.LATER + timedelta(minutes=1)}
    actions.add_item(by=five.chair.secretary, item=make.item(five, 2), **later)
    again = actions.propose_list(by=five.chair.secretary, **later)
    assert (again.number, again.text_hash == heard) == (2, False)
    assert queries.list_of(HOUSE, five.slug, make.YEAR).missing == tuple(sorted(t.code for t in five.towns))


@pytest.mark.source("D-01")
def test_a_released_list_is_never_altered(five: Five) -> None:
    make.released(five)
    say = {"at": NOW, "circle": five.slug, "year": make.YEAR}
    _refused("frozen", lambda: actions.change_item(by=five.chair.secretary, no=1, item=make.item(five, 1), **say))
    _refused("frozen", lambda: actions.remove_item(by=five.chair.secretary, no=1, **say))
    guards.install(connection)
    version = ListVersion.objects.visible_to(HOUSE).get()
    item = Item.objects.visible_to(HOUSE).get()
    for sql, uid in (
        ("UPDATE programme_listversion SET text = 'x' WHERE uid = %s", version.pk),
        ("UPDATE programme_item SET title_zh = 'x' WHERE uid = %s", item.pk),
        ("UPDATE programme_milestone SET due_on = '2030-01-01' WHERE item_id = %s", item.pk),
        ("UPDATE programme_budgetline SET amount = 1 WHERE item_id = %s", item.pk),
        ("UPDATE programme_keyprojectlist SET year = 1999 WHERE uid = %s", item.of_list_id),
    ):
        key = uid.hex if connection.vendor == "sqlite" else uid
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [key])
    with writing(), pytest.raises(TypeError):
        version.text = "x"
        version.save()


def test_an_erratum_stands_beside_the_frozen_text_once_all_have_signed(five: Five) -> None:
    make.released(five)
    say = {"at": NOW, "circle": five.slug, "year": make.YEAR}
    erratum = actions.propose_erratum(
        by=five.huimin.clerk, item_no=1, field="title_zh", new="项目一", reason="错字", **say
    )
    for town in five.towns:
        assert queries.list_of(HOUSE, five.slug, make.YEAR).errata[0].in_force is False
        actions.sign_erratum(by=town.signatory, number=1, text_hash=erratum.text_hash, **say)
    assert queries.list_of(HOUSE, five.slug, make.YEAR).errata[0].in_force is True
    assert make.first(five).title_zh == "项目1"


def test_one_banks_word_is_half_and_the_other_bank_makes_it_whole(five: Five) -> None:
    make.released(five)
    spot = make.first(five).milestones[0]
    actions.report_milestone(by=five.fengjing.clerk, at=NOW, milestone=spot.uid, text="做完了")
    half = make.first(five).milestones[0]
    assert (half.state, half.left, half.right) == ("reported", False, True)
    _refused(
        "same_bank", lambda: actions.witness_milestone(by=five.zhujing.clerk, at=NOW, milestone=spot.uid, text="看过")
    )
    _refused(
        "own_word", lambda: actions.witness_milestone(by=five.fengjing.clerk, at=NOW, milestone=spot.uid, text="看过")
    )
    _refused(
        "not_member", lambda: actions.witness_milestone(by=five.observer.clerk, at=NOW, milestone=spot.uid, text="看过")
    )
    assert Witnessing.objects.visible_to(HOUSE).count() == 0
    actions.send_back_milestone(by=five.huimin.clerk, at=NOW, milestone=spot.uid, reason="少一张图")
    assert make.first(five).milestones[0].state == "sent_back"
    again = NOW + timedelta(minutes=5)
    actions.report_milestone(by=five.fengjing.clerk, at=again, milestone=spot.uid, text="补了图")
    actions.witness_milestone(by=five.huimin.clerk, at=again, milestone=spot.uid, text="看过", confirmed="三户都用上了")
    whole = make.first(five)
    assert (whole.milestones[0].state, whole.milestones[0].left, whole.milestones[0].right) == ("witnessed", True, True)
    assert (whole.progress.numerator, whole.progress.denominator) == (1, 2)


def test_only_the_lead_reports_and_a_photograph_alone_is_no_result(five: Five) -> None:
    make.released(five)
    spot = make.first(five).milestones[0]
    _refused(
        "not_lead", lambda: actions.report_milestone(by=five.huimin.clerk, at=NOW, milestone=spot.uid, text="做完了")
    )
    with pytest.raises(Invalid) as caught:
        actions.report_milestone(
            by=five.fengjing.clerk,
            at=NOW,
            milestone=spot.uid,
            text=" ",
            links=["javascript:alert(1)"],
            figures=[{"value": "viele"}],
        )
    assert [(f.field, f.code) for f in caught.value.faults] == [
        ("text", "no_text"),
        ("links", "bad_link"),
        ("figures", "bad_figure"),
    ]
    assert MilestoneReport.objects.visible_to(HOUSE).count() == 0


def test_a_moved_date_keeps_the_one_agreed(five: Five) -> None:
    make.released(five)
    spot = make.first(five).milestones[0]
    to = spot.due_on + timedelta(days=23)
    actions.move_due(by=five.fengjing.clerk, at=NOW, milestone=spot.uid, due_to=to, reason="汛期停工")
    moved = make.first(five).milestones[0]
    assert (moved.due_on, moved.agreed_on, moved.slipped_days) == (to, spot.agreed_on, 23)


def test_what_is_not_done_is_carried_over_and_ages(five: Five) -> None:
    make.released(five, 1, 2)
    actions.draft_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR + 1)
    say = {"by": five.chair.secretary, "at": NOW, "circle": five.slug, "year": make.YEAR, "into": make.YEAR + 1}
    assert actions.carry_over(nos=[2], **say) == 1
    carried = queries.items_of(HOUSE, five.slug, make.YEAR + 1)
    assert [(i.title_zh, i.age_years, i.carried_from_no) for i in carried] == [("项目2", 1, 2)]
    with pytest.raises(Invalid):
        actions.carry_over(nos=[2], **say)


def test_what_a_later_list_carries_on_is_spoken_of_there(five: Five) -> None:
    make.released(five, 1, 2)
    after = datetime(2025, 4, 1, 9, tzinfo=NOW.tzinfo)  # both milestones are overdue by then
    into = {"by": five.chair.secretary, "circle": five.slug, "year": make.YEAR + 1}
    actions.draft_list(at=NOW, **into)
    actions.carry_over(by=into["by"], at=NOW, circle=five.slug, year=make.YEAR, into=make.YEAR + 1, nos=[2])

    def stand() -> list[tuple[str, int, int | None, int | None]]:
        return [
            (i.state, sum(m.late for m in i.milestones), i.carried_to_year, i.carried_to_no)
            for i in queries.items_of(HOUSE, five.slug, make.YEAR, after.date())
        ]

    assert stand() == [("late", 2, None, None), ("late", 2, None, None)]  # a draft carries nothing yet
    heard = actions.propose_list(at=NOW, **into).text_hash
    for town in five.towns:
        actions.accept_list(by=town.signatory, at=NOW, circle=five.slug, year=make.YEAR + 1, text_hash=heard)
    assert stand() == [("late", 2, None, None), ("in_force", 0, make.YEAR + 1, 1)]
    new = queries.items_of(HOUSE, five.slug, make.YEAR + 1, after.date())
    assert [(i.state, i.carried_from_no) for i in new] == [("in_force", 2)]  # its dates were set anew
    old = queries.items_of(HOUSE, five.slug, make.YEAR, after.date())[1]
    with pytest.raises(Refused) as refused:
        actions.report_milestone(by=five.fengjing.clerk, at=after, milestone=old.milestones[0].uid, text="通车")
    assert refused.value.code == "carried_on"


def test_an_item_given_up_says_why_and_stays_in_the_text(five: Five) -> None:
    make.released(five)
    actions.drop_item(by=five.fengjing.signatory, at=NOW, circle=five.slug, year=make.YEAR, no=1, reason="桥改址")
    found = make.first(five)
    assert (found.state, found.drop_reason) == ("dropped", "桥改址")
    assert "项目1" in ListVersion.objects.visible_to(HOUSE).get().text


def test_an_incomplete_list_is_not_put_to_the_towns(five: Five) -> None:
    actions.draft_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR)
    bare = make.item(five, agreement="", person_name="", milestones=())
    actions.add_item(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR, item=bare)
    with pytest.raises(Invalid) as caught:
        actions.propose_list(by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR)
    assert {f.code for f in caught.value.faults} == {"no_person", "no_milestone", "no_agreement"}
    assert KeyProjectList.objects.visible_to(HOUSE).get().versions.visible_to(HOUSE).count() == 0


@pytest.mark.parametrize("numbers", [(1,), (1, 2, 3, 4)])
def test_a_list_takes_a_fixed_number_of_queries(
    five: Five, numbers: tuple[int, ...], django_assert_max_num_queries: Any
) -> None:
    make.released(five, *numbers)
    for item in queries.items_of(HOUSE, five.slug, make.YEAR):
        actions.report_milestone(by=five.fengjing.clerk, at=NOW, milestone=item.milestones[0].uid, text="做完了")
    with django_assert_max_num_queries(17):
        assert len(queries.items_of(Standing.public(), five.slug, make.YEAR, NOW.date())) == len(numbers)
