"""Deeds of the pipeline: what they write and refuse, who comes first, what is handed over and how credit is shared."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from pilin.domain.investment import actions, queries
from pilin.domain.investment.enums import LeadStage
from pilin.domain.investment.models import Answer, Ask, CreditSplit, Lead, Move
from pilin.engine.base import Comparator, Conflict, Invalid, Quantity, Refused
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.models import JournalLine
from tests.factories import enterprises
from tests.factories import investment as make
from tests.factories.base import NOW, TODAY, Stand

pytestmark = pytest.mark.source("D-78")
HOUSE = Stand.machine()
LATER = NOW + timedelta(days=1)


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def fresh(row: Lead) -> Lead:
    return Lead.objects.visible_to(HOUSE).get(pk=row.pk)


def lines() -> list[str]:
    return list(JournalLine.objects.visible_to(HOUSE).order_by("uid").values_list("code", flat=True))


def offered(five: Any, **more: Any) -> tuple[Lead, Ask]:
    row = make.lead(five.fengjing.clerk, **more)
    ask = actions.offer_lead(
        by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision, town=five.xindai.code, words_zh="那边地大"
    )
    return row, ask


def test_the_whole_way(five: Any) -> None:
    row = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION)
    assert (row.stage, row.signed_on, row.started_on, row.produced_on) == ("in_production", TODAY, TODAY, TODAY)
    with pytest.raises(Refused) as refused:
        actions.move_lead(by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)
    assert refused.value.code == "investor_confirms"
    investor = make.to_confirm(five, row)["by"]
    actions.confirm_production(by=investor, at=LATER, lead=row)
    assert (row.stage, row.confirmed_on) == (LeadStage.CONFIRMED, TODAY + timedelta(days=1))
    assert [code for code in lines() if code.startswith("investment.")] == [
        "investment.register_lead", *["investment.move_lead"] * 4, "investment.confirm_production",
    ]  # fmt: skip
    steps = queries.track(row, queries.moves_of(five.fengjing.clerk, row))
    assert [(s.stage, s.on is not None, s.here) for s in steps] == [
        (s, True, s == LeadStage.CONFIRMED) for s in LeadStage
    ]


def test_no_town_confirms_for_the_investor(five: Any) -> None:
    row = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION)
    for by in (five.fengjing.clerk, five.xindai.clerk, Stand.public(), HOUSE):
        with pytest.raises(Refused) as refused:
            actions.confirm_production(by=by, at=NOW, lead=row)
        assert refused.value.code == "not_investor"
    other = Standing(StandingKind.FIRM, person=uuid4(), firms=frozenset([UUID(int=7)]))
    with pytest.raises(Refused):
        actions.confirm_production(by=other, at=NOW, lead=row)


def test_each_stage_asks_for_its_fields(five: Any) -> None:
    clerk = five.fengjing.clerk
    row = make.lead(clerk, capital=None, investor_zh="", investor="")
    with pytest.raises(Invalid) as missing:
        actions.move_lead(by=clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)
    assert [(f.code, f.field) for f in missing.value.faults] == [("missing", "investor_zh"), ("missing", "amount")]
    row = make.moved(clerk, LeadStage.SIGNED, investor_zh="乙公司", investor="")
    with pytest.raises(Invalid) as missing:
        actions.move_lead(by=clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)
    assert [(f.code, f.field) for f in missing.value.faults] == [("missing", "site_town")]


def test_days_run_forward_and_never_ahead(five: Any) -> None:
    clerk = five.fengjing.clerk
    row = make.moved(clerk, LeadStage.INTENTION)
    for on, code in ((TODAY + timedelta(days=1), "ahead"), (TODAY - timedelta(days=1), "order")):
        with pytest.raises(Invalid) as wrong:
            actions.move_lead(by=clerk, at=NOW, lead=fresh(row), revision=row.revision, on=on)
        assert codes(wrong) == [code]
    assert fresh(row).stage == LeadStage.INTENTION


def test_back_needs_a_reason_and_takes_the_days_out(five: Any) -> None:
    clerk = five.fengjing.clerk
    row = make.moved(clerk, LeadStage.STARTED)
    with pytest.raises(Invalid) as wrong:
        actions.move_lead_back(by=clerk, at=NOW, lead=row, revision=row.revision, to="in_production")
    assert codes(wrong) == ["no_reason", "not_before"]
    actions.move_lead_back(by=clerk, at=NOW, lead=row, revision=row.revision, to="intention", why_zh="合同没有生效")
    assert (row.stage, row.signed_on, row.started_on) == (LeadStage.INTENTION, None, None)
    steps = queries.track(row, queries.moves_of(clerk, row))
    assert [s.stage for s in steps if s.on] == [LeadStage.LEAD, LeadStage.INTENTION]


def test_ended_with_a_reason_and_taken_up_again(five: Any) -> None:
    clerk = five.fengjing.clerk
    row = make.lead(clerk)
    with pytest.raises(Invalid) as wrong:
        actions.end_lead(by=clerk, at=NOW, lead=row, revision=row.revision, ended="gone")
    assert codes(wrong) == ["no_reason", "unknown_end"]
    actions.end_lead(by=clerk, at=NOW, lead=row, revision=row.revision, ended="lost", why_zh="去了外省")
    with pytest.raises(Refused) as refused:
        actions.move_lead(by=clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)
    assert refused.value.code == "ended"
    other = make.lead(five.xindai.clerk)  # nobody courts the investor any more
    with pytest.raises(Refused) as refused:
        actions.reopen_lead(by=clerk, at=NOW, lead=row, revision=row.revision, why_zh="又来谈了")
    assert refused.value.code == "courted"
    actions.end_lead(by=five.xindai.clerk, at=NOW, lead=other, revision=other.revision, ended="lost", why_zh="没有谈成")
    row = fresh(row)
    actions.reopen_lead(by=clerk, at=NOW, lead=row, revision=row.revision, why_zh="又来谈了")
    assert row.ended == ""


def test_only_the_keeper_and_only_what_was_read(five: Any) -> None:
    row = make.lead(five.fengjing.clerk)
    with pytest.raises(Refused) as refused:
        actions.move_lead(by=five.xindai.clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)
    assert refused.value.code == "not_keeper"
    with pytest.raises(Conflict):
        actions.change_lead(by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision - 1, facts=make.facts())


@pytest.mark.parametrize(
    "again",
    [
        {"investor_zh": "甲机械", "investor": ""},
        {"investor_zh": "甲机械(集团)有限公司", "investor": ""},
        {"investor_zh": "", "investor": "JIA  machinery"},
    ],
)
def test_whoever_reports_first_keeps_the_lead(five: Any, again: dict[str, str]) -> None:
    make.lead(
        five.fengjing.clerk, investor_zh="甲机械股份有限公司" if "集团" not in again["investor_zh"] else "甲机械集团"
    )
    with pytest.raises(Refused) as refused:
        make.lead(five.xindai.clerk, NOW + timedelta(days=30), title_zh="别的说法", title="Said otherwise", **again)
    assert refused.value.code == "courted"
    assert "2024-10-18" in str(refused.value)
    assert [row.owner for row in Lead.objects.visible_to(HOUSE)] == [five.fengjing.code]


def test_a_code_tells_more_than_a_name(five: Any) -> None:
    one, two = enterprises.code(1), enterprises.code(2)
    make.lead(five.fengjing.clerk, uscc=one)
    with pytest.raises(Refused):
        make.lead(five.xindai.clerk, investor_zh="改了名的公司", investor="", uscc=one.lower())
    assert make.lead(five.xindai.clerk, uscc=two).owner == five.xindai.code  # two codes are two firms


def test_a_renamed_lead_does_not_get_round_the_rule(five: Any) -> None:
    make.lead(five.fengjing.clerk)
    row = make.lead(five.xindai.clerk, investor_zh="乙公司", investor="")
    with pytest.raises(Refused) as refused:
        actions.change_lead(by=five.xindai.clerk, at=NOW, lead=row, revision=row.revision, facts=make.facts())
    assert refused.value.code == "courted"


def test_one_town_keeps_two_projects_of_an_investor_and_none_twice(five: Any) -> None:
    make.lead(five.fengjing.clerk)
    make.lead(five.fengjing.clerk, title_zh="三期", title="")
    with pytest.raises(Invalid) as wrong:
        make.lead(five.fengjing.clerk)
    assert codes(wrong) == ["twice"]


def test_asking_to_join(five: Any) -> None:
    row = make.lead(five.fengjing.clerk)
    words = {"circle": five.slug, "investor_zh": "甲机械", "words_zh": "我们有现成厂房"}
    ask = actions.ask_to_join(by=five.xindai.clerk, at=NOW, **words)
    assert (ask.lead_id, ask.town, ask.audience, ask.parties) == (None, "", "own", "")
    with pytest.raises(Refused) as refused:
        actions.ask_to_join(by=five.xindai.clerk, at=NOW, **words)
    assert refused.value.code == "asked"
    with pytest.raises(Refused):
        actions.answer_ask(by=five.huimin.clerk, at=NOW, ask=ask, reply="accepted")
    told = queries.lead_told(five.fengjing.clerk, five.slug, row.pk, TODAY)
    assert told is not None
    assert [one.ask.pk for one in told.joins] == [ask.pk]
    actions.answer_ask(by=five.fengjing.clerk, at=NOW, ask=ask, reply="accepted")
    assert queries.lead_named(five.xindai.clerk, five.slug, row.pk) == row
    assert queries.lead_named(five.huimin.clerk, five.slug, row.pk) is None
    assert queries.involved(row) == {five.fengjing.code, five.xindai.code}


def test_another_project_is_another_lead(five: Any) -> None:
    make.lead(five.fengjing.clerk)
    ask = actions.ask_to_join(
        by=five.xindai.clerk, at=NOW, circle=five.slug, investor_zh="甲机械", words_zh="我们谈的是仓库"
    )
    actions.answer_ask(by=five.fengjing.clerk, at=NOW, ask=ask, reply="other_project")
    assert make.lead(five.xindai.clerk, title_zh="仓库", title="").owner == five.xindai.code
    with pytest.raises(Refused):
        make.lead(five.huimin.clerk)  # the answer was to Xindai


def test_no_one_to_join(five: Any) -> None:
    with pytest.raises(Refused) as refused:
        actions.ask_to_join(by=five.xindai.clerk, at=NOW, circle=five.slug, investor_zh="甲机械", words_zh="有地")
    assert refused.value.code == "not_courted"


def test_offered_read_and_taken_over(five: Any) -> None:
    row, ask = offered(five)
    assert (row.owner, queries.lead_named(five.xindai.clerk, five.slug, row.pk)) == (five.fengjing.code, row)
    with pytest.raises(Refused) as refused:
        actions.move_lead(by=five.xindai.clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)
    assert refused.value.code == "not_keeper"  # keeper until taken
    with pytest.raises(Refused) as refused:
        actions.offer_lead(
            by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision, town=five.huimin.code, words_zh="更近"
        )
    assert refused.value.code == "offered"
    actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="accepted")
    row = fresh(row)
    assert (row.owner, row.reporter, row.audience) == (five.xindai.code, five.fengjing.code, "parties")
    assert queries.lead_named(five.fengjing.clerk, five.slug, row.pk) == row
    moves = queries.moves_of(five.fengjing.clerk, row)
    assert [(m.kind, m.owner) for m in moves] == [
        ("registered", five.fengjing.code), ("handed_over", five.xindai.code),
    ]  # fmt: skip
    actions.move_lead(by=five.xindai.clerk, at=NOW, lead=row, revision=row.revision, on=TODAY)


def test_refused_with_a_reason_and_shut_again(five: Any) -> None:
    row, ask = offered(five)
    with pytest.raises(Invalid) as wrong:
        actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="refused")
    assert codes(wrong) == ["no_reason"]
    actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="refused", why_zh="没有指标")
    row = fresh(row)
    assert (row.owner, row.audience) == (five.fengjing.code, "own")
    assert queries.lead_named(five.xindai.clerk, five.slug, row.pk) is None
    assert list(Move.objects.visible_to(five.xindai.clerk)) == []


def test_an_offer_is_taken_back_until_answered(five: Any) -> None:
    row, ask = offered(five)
    actions.take_ask_back(by=five.fengjing.clerk, at=NOW, ask=ask)
    assert fresh(row).audience == "own"
    with pytest.raises(Refused) as refused:
        actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="accepted")
    assert refused.value.code in ("not_asked", "taken_back")
    with pytest.raises(Refused):
        actions.take_ask_back(by=five.fengjing.clerk, at=NOW, ask=ask)


def test_credit_is_shared_when_both_say_yes(five: Any) -> None:
    row, ask = offered(five)
    actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="accepted")
    row = fresh(row)
    a, b = five.fengjing.code, five.xindai.code
    for shares, code in (
        ({a: Decimal(60), b: Decimal(39)}, "not_whole"),
        ({a: Decimal("60.005"), b: Decimal("39.995")}, "share"),
        ({a: Decimal(110), b: Decimal(-10)}, "share"),
        ({a: Decimal("NaN"), b: Decimal(40)}, "share"),
    ):
        with pytest.raises(Invalid) as wrong:
            actions.propose_split(by=five.xindai.clerk, at=NOW, lead=row, shares=shares)
        assert codes(wrong) == [code]
    with pytest.raises(Invalid) as wrong:
        actions.propose_split(
            by=five.xindai.clerk, at=NOW, lead=row, shares={b: Decimal(60), five.huimin.code: Decimal(40)}
        )
    assert codes(wrong) == ["not_involved"]
    split = actions.propose_split(
        by=five.xindai.clerk, at=NOW, lead=row, shares={a: Decimal("33.33"), b: Decimal("66.67")}
    )
    told = queries.lead_told(five.fengjing.clerk, five.slug, row.pk, TODAY)
    assert told is not None and told.agreed is None and told.waiting is not None
    with pytest.raises(Refused):
        actions.answer_split(by=five.xindai.clerk, at=NOW, split=split, agreed=True)  # it has said yes
    with pytest.raises(Refused):
        actions.propose_split(by=five.fengjing.clerk, at=NOW, lead=row, shares={a: Decimal(50), b: Decimal(50)})
    actions.answer_split(by=five.fengjing.clerk, at=NOW, split=split, agreed=True)
    told = queries.lead_told(five.xindai.clerk, five.slug, row.pk, TODAY)
    assert told is not None and told.agreed is not None
    assert told.agreed.split.percent == {a: Decimal("33.33"), b: Decimal("66.67")}
    assert fresh(row).site_town == ""  # a split moves no statistics


def test_a_no_to_a_split_needs_its_reason_and_ends_it(five: Any) -> None:
    row, ask = offered(five)
    actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="accepted")
    a, b = five.fengjing.code, five.xindai.code
    split = actions.propose_split(by=five.xindai.clerk, at=NOW, lead=row, shares={a: Decimal(10), b: Decimal(90)})
    with pytest.raises(Invalid) as wrong:
        actions.answer_split(by=five.fengjing.clerk, at=NOW, split=split, agreed=False)
    assert codes(wrong) == ["no_reason"]
    actions.answer_split(by=five.fengjing.clerk, at=NOW, split=split, agreed=False, why_zh="太少")
    actions.propose_split(by=five.fengjing.clerk, at=NOW, lead=row, shares={a: Decimal(50), b: Decimal(50)})
    assert [one.open for one in queries.splits_of(five.fengjing.clerk, row)] == [False, True]


def test_alone_there_is_nothing_to_share(five: Any) -> None:
    row = make.lead(five.fengjing.clerk)
    with pytest.raises(Refused) as refused:
        actions.propose_split(by=five.fengjing.clerk, at=NOW, lead=row, shares={five.fengjing.code: Decimal(100)})
    assert refused.value.code == "alone"


def test_sharing(five: Any) -> None:
    row = make.lead(five.fengjing.clerk)
    with pytest.raises(Invalid) as wrong:
        actions.share_lead(by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision, audience="public")
    assert codes(wrong) == ["audience"]
    actions.share_lead(
        by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision, audience="parties", towns=(five.huimin.code,)
    )
    seen = [
        queries.lead_named(town.clerk, five.slug, row.pk) is not None
        for town in (five.fengjing, five.huimin, five.xindai)
    ]
    assert seen == [True, True, False]
    actions.share_lead(by=five.fengjing.clerk, at=NOW, lead=row, revision=row.revision, audience="own")
    assert queries.lead_named(five.huimin.clerk, five.slug, row.pk) is None


def test_currency_and_amount_are_checked(five: Any) -> None:
    for amount in (Quantity(Decimal(5), "kg"), Quantity(Decimal(0), "CNY"), Quantity(Decimal("1.005"), "CNY")):
        with pytest.raises(Invalid) as wrong:
            make.lead(five.fengjing.clerk, capital=amount)
        assert codes(wrong) in (["currency"], ["amount"])
    row = make.lead(five.fengjing.clerk, capital=Quantity(Decimal("1.5e9"), "USD", Comparator.ABOUT))
    assert fresh(row).capital == Quantity(Decimal("1500000000.00"), "USD", Comparator.ABOUT)


def test_a_refused_deed_leaves_nothing(five: Any) -> None:
    with pytest.raises(Refused):
        make.lead(five.stranger.clerk)
    with pytest.raises(Refused):
        make.lead(Stand.public())
    counts = [model.objects.visible_to(HOUSE).count() for model in (Lead, Move, Ask, Answer, CreditSplit)]
    assert (counts, lines()) == ([0] * 5, [])


def test_work_waits_where_it_should(five: Any) -> None:
    row, ask = offered(five)
    assert [w.url for w in queries.work_of(five.xindai.clerk, TODAY)] == [f"/c/five-towns/investment/{row.pk}/"]
    assert queries.work_of(five.huimin.clerk, TODAY) == []
    actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="accepted")
    actions.propose_split(
        by=five.xindai.clerk, at=NOW, lead=fresh(row),
        shares={five.fengjing.code: Decimal(50), five.xindai.code: Decimal(50)},
    )  # fmt: skip
    assert len(queries.work_of(five.fengjing.clerk, TODAY)) == 1
    assert queries.work_of(five.xindai.clerk, TODAY) == []
