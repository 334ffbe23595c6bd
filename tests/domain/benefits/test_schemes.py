"""From the draft to the money received: who may, in which order, and what stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pilin.domain.benefits import actions, queries, rules
from pilin.domain.benefits.enums import Count, SettlementSaid, SettlementStage, State
from pilin.domain.benefits.models import Figure, Scheme, Settlement
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.members import actions as members
from tests.factories import benefits as make
from tests.factories.base import NOW, TODAY, Five, Stand, circle_of_five
from tests.factories.benefits import FIRST, MILLION

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def five(db: None) -> Five:
    return circle_of_five()


def state(row: Scheme, by: Standing | None = None, on: date = TODAY) -> State:
    card = queries.scheme_card(by or Stand.machine(), row.circle, row.pk, on)
    assert card is not None
    return card.state


def stage(row: Settlement) -> SettlementStage:
    card = queries.settlement_card(Stand.machine(), row.circle, row.pk)
    assert card is not None
    return card.course.stage


def nets(row: Settlement) -> list[Decimal]:
    card = queries.settlement_card(Stand.machine(), row.circle, row.pk)
    assert card is not None
    return [side.net for side in card.sides]


def faults(act: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act()
    return [(fault.code, fault.field) for fault in refused.value.faults]


def refusal(act: Any) -> str:
    with pytest.raises((Refused, Conflict)) as refused:
        act()
    return refused.value.code


@pytest.mark.source("D-48", "P-4")
def test_a_scheme_is_in_force_when_both_banks_have_signed_one_text(five: Five) -> None:
    """A draft is one's own; laid out, the circle reads it; one signature is half; with the second everyone reads it."""
    row = make.drafted(five)
    assert (state(row), queries.scheme_card(five.huimin.clerk, row.circle, row.pk, TODAY)) == (State.DRAFT, None)
    row = actions.propose_scheme(by=five.fengjing.clerk, at=NOW, scheme=row)
    assert (state(row, five.huimin.clerk), row.audience) == (State.PROPOSED, Audience.CIRCLE)
    row = make.sign(row, five.fengjing.signatory)
    assert state(row) is State.PROPOSED
    row = make.sign(row, five.huimin.signatory)
    assert (state(row, Stand.public()), row.audience) == (State.SIGNED, Audience.PUBLIC)
    assert row.signed_as is not None
    assert "迁入地每年税收的 50 % 归枫泾镇，共 3 年" in row.signed_as.text
    assert refusal(lambda: make.sign(row, five.fengjing.signatory)) == "not_open"


@pytest.mark.source("D-48")
def test_another_text_is_not_signed(five: Five) -> None:
    row = make.proposed(five)
    assert (
        refusal(lambda: actions.sign_scheme(by=five.huimin.signatory, at=NOW, scheme=row, text_hash="0" * 64))
        == "other_text"
    )


@pytest.mark.source("D-48")
def test_a_town_turns_it_down_and_may_change_its_mind(five: Five) -> None:
    row = make.sign(make.proposed(five), five.fengjing.signatory)
    actions.refuse_scheme(by=five.huimin.signatory, at=NOW, scheme=row, why="五年太长")
    assert state(row) is State.REFUSED
    assert (
        refusal(lambda: actions.refuse_scheme(by=five.huimin.signatory, at=NOW, scheme=row, why="五年太长"))
        == "refused_already"
    )
    assert (
        refusal(lambda: actions.compute_settlement(by=five.huimin.clerk, at=NOW, scheme=row, year=FIRST))
        == "not_in_force"
    )
    assert state(make.sign(row, five.huimin.signatory)) is State.SIGNED


@pytest.mark.source("D-48", "R-04")
def test_five_years_of_the_rule_of_2015(five: Five) -> None:
    """20, 22, 24 before and 30 a year after: 15, 15, 15, 15, 6."""
    at = NOW.replace(year=2027)
    five_years = make.known(five, make.signed(five, at), *[30] * 5, at=at)
    years = [make.settled(five, FIRST + k, at, five_years) for k in range(5)]
    assert [nets(row) for row in years] == [[m * MILLION, -m * MILLION] for m in (15, 15, 15, 15, 6)]
    assert {row.formula for row in years} == {"bth-2015@2015"}


PRESETS: dict[str, Any] = {  # what each rule is drafted with, its figures (measure, about, year, amount), and what the towns net
    "equal-five-years": (
        {"out_percent": "50", "years": 5}, [("taxes", "h", FIRST, "0.01")], {"f": "0.01", "h": "-0.01"},
    ),
    "geneva": (
        {"percent": "3.5", "years": 5}, [("pay", "fh", FIRST, "100000000"), ("pay", "hf", FIRST, "10000000")],
        {"f": "-3150000.00", "h": "3150000.00"},
    ),
    "twin-cities": (
        {"percent": "40", "years": 5},
        [
            ("base", "f", FIRST - 1, "20000000"), ("base", "h", FIRST - 1, "12000000"), ("base", "f", FIRST, "30000000"),
            ("base", "h", FIRST, "10000000"), ("people", "f", FIRST, "1000"), ("people", "h", FIRST, "1000"),
        ],
        {"f": "-3000000.00", "h": "3000000.00"},
    ),
    "proportional": (
        {"percents": {"f": "33.3333", "h": "66.6667"}, "years": 1}, [("taxes", "f", FIRST, "0.05"), ("taxes", "h", FIRST, "0.05")],
        {"f": "-0.02", "h": "0.02"},
    ),
    "shapley": (
        {"years": 1},
        [
            ("taxes", "f", FIRST, "24"), ("taxes", "h", FIRST, "0"), ("taxes", "y", FIRST, "0"), ("worth", "f", FIRST, "6"),
            ("worth", "h", FIRST, "5"), ("worth", "y", FIRST, "4"), ("worth", "fh", FIRST, "15"), ("worth", "fy", FIRST, "13"),
            ("worth", "hy", FIRST, "11"), ("worth", "fhy", FIRST, "24"),
        ],
        {"f": "-14.50", "h": "8.00", "y": "6.50"},
    ),
}  # fmt: skip


@pytest.mark.source("D-48", "R-04")
@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_rule_is_signed_and_settled(five: Five, preset: str) -> None:
    """3.5 % of pay, 40 % of growth, half and half, fixed shares, and Shapley's 9.5, 8, 6.5."""
    towns = {"f": five.fengjing, "h": five.huimin, "y": five.yaozhuang}
    terms, figures, wanted = PRESETS[preset]
    if "percents" in terms:
        terms = {**terms, "percents": {towns[k].code: share for k, share in terms["percents"].items()}}
    row = make.proposed(five, preset=preset, parties=[towns[k].code for k in wanted], parameters=terms)
    row = make.sign(row, *(towns[k].signatory for k in wanted))
    for measure, about, year, amount in figures:
        actions.enter_figure(
            by=towns[about[0]].clerk, at=NOW, scheme=row, year=year, measure=measure, about=[towns[k].code for k in about],
            amount=Decimal(amount), found_in="账",
        )  # fmt: skip
    done = make.settled(five, row=row)
    card = queries.settlement_card(Stand.machine(), row.circle, done.pk)
    assert card is not None
    assert {side.member.code: side.net for side in card.sides} == {
        towns[k].code: Decimal(net) for k, net in wanted.items()
    }
    assert queries.reckoned_again(Stand.machine(), card, NOW).same


@pytest.mark.source("D-48", "P-4")
def test_nothing_is_paid_before_both_confirm_and_one_banks_word_is_half(five: Five) -> None:
    row = make.settled(five)
    pay: dict[str, Any] = {"by": five.huimin.clerk, "at": NOW, "settlement": row, "paid_on": TODAY}
    came: dict[str, Any] = {"by": five.fengjing.clerk, "at": NOW, "settlement": row, "received_on": TODAY}
    assert (stage(row), refusal(lambda: actions.note_paid(**pay))) == (SettlementStage.WAITING, "not_confirmed")
    actions.confirm_settlement(by=five.fengjing.signatory, at=NOW, settlement=row, digest=row.digest)
    assert (stage(row), refusal(lambda: actions.note_paid(**pay))) == (SettlementStage.WAITING, "not_confirmed")
    make_other: dict[str, Any] = {"by": five.huimin.signatory, "at": NOW, "settlement": row}
    assert refusal(lambda: actions.confirm_settlement(**make_other, digest="0" * 64)) == "other_figures"
    actions.confirm_settlement(**make_other, digest=row.digest)
    assert (stage(row), refusal(lambda: actions.note_received(**came))) == (SettlementStage.CONFIRMED, "not_paid")
    assert faults(lambda: actions.note_paid(**(pay | {"paid_on": TODAY + timedelta(days=1)}))) == [("ahead", "on")]
    actions.note_paid(**pay)
    assert (stage(row), refusal(lambda: actions.note_paid(**pay))) == (SettlementStage.PAID, "not_confirmed")
    actions.note_received(**came)
    assert stage(row) is SettlementStage.SETTLED


@pytest.mark.source("D-48", "P-4")
def test_who_objects_has_the_year_reckoned_anew_and_the_earlier_reckoning_stays(five: Five) -> None:
    row = make.settled(five)
    actions.object_to_settlement(by=five.huimin.signatory, at=NOW, settlement=row, why="退税未扣")
    assert (stage(row), refusal(lambda: actions.object_to_settlement(by=five.huimin.signatory, at=NOW, settlement=row, why="退税未扣"))) == (
        SettlementStage.OBJECTED, "objected_already",
    )  # fmt: skip
    make.enter(five.huimin.clerk, row.of, FIRST, 28, LATER)
    card = queries.settlement_card(five.huimin.clerk, row.circle, row.pk)
    assert card is not None
    again = queries.reckoned_again(five.huimin.clerk, card, LATER)
    assert (again.same, again.now_same, again.now and again.now[five.fengjing.code].had) == (True, False, 14 * MILLION)
    anew = make.settled(five, at=LATER, row=row.of)
    assert (anew.attempt, nets(anew), stage(row), stage(anew)) == (
        2,
        [14 * MILLION, -14 * MILLION],
        SettlementStage.REPLACED,
        SettlementStage.WAITING,
    )
    assert nets(row) == [15 * MILLION, -15 * MILLION]
    assert Figure.objects.visible_to(Stand.machine()).filter(year=FIRST).count() == 2  # both entries stay


@pytest.mark.source("D-48")
def test_a_year_that_both_confirmed_is_not_reckoned_anew(five: Five) -> None:
    row = make.confirmed(five)
    assert refusal(lambda: make.settled(five, at=LATER, row=row.of)) == "settled"


@pytest.mark.source("D-48", "P-4")
def test_a_changed_scheme_is_a_new_version_and_old_settlements_keep_theirs(five: Five) -> None:
    done = make.confirmed(five)
    old = done.of
    terms = {**make.BTH, "out_percent": "40"}
    new = actions.revise_scheme(by=five.huimin.clerk, at=NOW, scheme=old, parameters=terms, from_year=FIRST)
    assert (
        refusal(
            lambda: actions.revise_scheme(by=five.fengjing.clerk, at=NOW, scheme=old, parameters=terms, from_year=FIRST)
        )
        == "not_last"
    )
    new = actions.propose_scheme(by=five.huimin.clerk, at=NOW, scheme=new)
    assert (state(old), state(new)) == (State.SIGNED, State.PROPOSED)
    new = make.sign(new, five.fengjing.signatory, five.huimin.signatory)
    assert (state(old), state(new), new.version) == (State.REPLACED, State.SIGNED, 2)
    assert refusal(lambda: make.settled(five, row=new)) == "settled"  # 2022 was confirmed under the first version
    second = make.settled(five, FIRST + 1, row=new)
    assert (nets(done), nets(second)) == ([15 * MILLION, -15 * MILLION], [12 * MILLION, -12 * MILLION])
    card = queries.settlement_card(Stand.machine(), done.circle, done.pk)
    assert card is not None
    assert queries.reckoned_again(Stand.machine(), card, NOW).same


@pytest.mark.source("D-48")
def test_a_missing_year_before_the_move_is_refused_with_its_name(five: Five) -> None:
    row = make.known(five, make.signed(five), 30, before=(20,))
    with pytest.raises(Invalid) as refused:
        make.settled(five, row=row)
    assert [fault.field for fault in refused.value.faults] == [
        f"taxes:{five.fengjing.code}:{year}" for year in (FIRST - 2, FIRST - 1)
    ]
    assert str(FIRST - 2) in str(refused.value.faults[0].reason)


@pytest.mark.source("D-48")
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"currency": "USD"}, [("currencies", "currency")]),
        ({"amount": Decimal("-1")}, [("amount", "amount")]),
        ({"amount": Decimal("0.001")}, [("amount", "amount")]),
        ({"amount": Decimal("NaN")}, [("amount", "amount")]),
        ({"year": 1900}, [("year", "year")]),
        ({"measure": "rain"}, [("unknown_measure", "measure")]),
        ({"found_in": " "}, [("no_source", "found_in")]),
    ],
)
def test_a_figure_that_nothing_could_be_settled_by_is_refused(five: Five, more: Any, found: Any) -> None:
    row = make.signed(five)
    given = {
        "year": FIRST,
        "measure": "taxes",
        "about": (five.huimin.code,),
        "amount": MILLION,
        "found_in": "账",
        **more,
    }
    assert faults(lambda: actions.enter_figure(by=five.huimin.clerk, at=NOW, scheme=row, **given)) == found


@pytest.mark.source("D-48")
def test_each_town_enters_its_own_figures(five: Five) -> None:
    row = make.signed(five)
    assert refusal(lambda: make.enter(five.fengjing.clerk, row, FIRST, 30, about=(five.huimin.code,))) == "not_own"
    assert refusal(lambda: make.enter(five.xindai.clerk, row, FIRST, 30)) == "not_party"


@pytest.mark.source("D-48", "P-4")
def test_figures_stay_between_the_towns_that_share(five: Five) -> None:
    """The scheme is open to everyone; a firm's taxes are not, nor is what was settled by them."""
    row = make.settled(five)
    readers = (five.huimin.clerk, five.xindai.clerk, five.observer.clerk, Stand.public())
    seen = [queries.whole(by, row.circle, row.of.pk, TODAY) for by in readers]
    assert [(len(one.figures), len(one.settlements)) for one in seen if one] == [(5, 1), (0, 0), (0, 0), (0, 0)]


@pytest.mark.source("D-48", "R-04")
def test_statistics_and_the_assessments_credit_are_two_tables_that_never_add(five: Five) -> None:
    """The value stays where the activity is, whole; the credit is split as agreed; neither changes what is paid."""
    credit = {five.fengjing.code: "30", five.huimin.code: "70"}
    row = make.known(five, make.signed(five, parameters={**make.BTH, "credit": credit}), 30)
    make.enter(five.huimin.clerk, row, FIRST, 200, measure="output")
    done = make.settled(five, row=row)
    card = queries.settlement_card(Stand.machine(), row.circle, done.pk)
    assert card is not None
    assert [(one.member.code, one.amount) for one in card.statistical] == [(five.huimin.code, 200 * MILLION)]
    assert [(one.member.code, one.amount) for one in card.credits] == [
        (five.fengjing.code, 60 * MILLION), (five.huimin.code, 140 * MILLION),
    ]  # fmt: skip
    assert {one.kind for one in card.statistical}.isdisjoint(one.kind for one in card.credits)
    assert {one.kind for one in card.counts} == {Count.STATISTICAL, Count.CREDIT}
    assert (done.moved, nets(done)) == (15 * MILLION, [15 * MILLION, -15 * MILLION])


@pytest.mark.source("D-48")
def test_a_year_is_settled_when_it_is_over_and_only_within_the_scheme(five: Five) -> None:
    row = make.known(five, make.signed(five), 30, 30, 30)
    assert refusal(lambda: make.settled(five, NOW.year, row=row)) == "not_over"
    assert faults(lambda: make.settled(five, FIRST - 1, row=row)) == [("year", "year")]


@pytest.mark.source("D-48")
def test_who_ends_it_leaves_the_agreement_and_what_was_reckoned_is_still_paid(five: Five) -> None:
    row = make.settled(five)
    actions.end_scheme(by=five.huimin.signatory, at=NOW, scheme=row.of, why="企业注销")
    assert state(row.of) is State.ENDED
    assert refusal(lambda: make.settled(five, FIRST + 1, row=row.of)) == "not_in_force"
    make.confirmed(five, row=row)
    assert stage(row) is SettlementStage.CONFIRMED


@pytest.mark.source("D-48")
def test_who_leaves_the_agreement_on_its_own_page_ends_the_scheme_too(five: Five) -> None:
    row = make.signed(five)
    assert row.signed_as is not None
    members.withdraw(by=five.huimin.signatory, at=NOW, agreement=row.signed_as, left_on=TODAY, why="不再分享")
    assert state(row) is State.ENDED


@pytest.mark.source("D-48")
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"preset": "tithe"}, [("unknown_preset", "preset")]),
        ({"title_zh": " "}, [("no_title", "title_zh")]),
        ({"currency": "XXX"}, [("unknown_currency", "currency")]),
        ({"parties": ("310116102", "320583102")}, [("unknown_town", "parties")]),
        ({"parties": ("330421003", "330421111")}, [("not_party", "parties")]),
        ({"parameters": {"years": 3}}, [("missing", "out_percent")]),
        ({"parameters": {**make.BTH, "out_percent": "101"}}, [("no_share", "out_percent")]),
    ],
)
def test_a_draft_that_could_not_be_reckoned_is_refused(five: Five, more: Any, found: Any) -> None:
    assert faults(lambda: make.drafted(five, **more)) == found


@pytest.mark.source("D-48", "P-4")
def test_what_waits_for_ones_own_town_stands_in_ones_work(five: Five) -> None:
    row = make.settled(five)

    def waiting() -> list[tuple[int, int, int, int]]:
        people = (five.fengjing.signatory, five.fengjing.clerk, five.huimin.signatory, five.huimin.clerk)
        return [tuple(len(queries.work_of(by, TODAY)) for by in people)]  # type: ignore[list-item]

    assert waiting() == [(1, 0, 1, 0)]
    actions.confirm_settlement(by=five.fengjing.signatory, at=NOW, settlement=row, digest=row.digest)
    assert waiting() == [(0, 0, 1, 0)]
    actions.confirm_settlement(by=five.huimin.signatory, at=NOW, settlement=row, digest=row.digest)
    assert waiting() == [(0, 0, 1, 1)]
    actions.note_paid(by=five.huimin.clerk, at=NOW, settlement=row, paid_on=TODAY)
    assert waiting() == [(1, 1, 0, 0)]
    actions.note_received(by=five.fengjing.clerk, at=NOW, settlement=row, received_on=TODAY)
    assert waiting() == [(0, 0, 0, 0)]
    assert [len(queries.work_of(by, TODAY)) for by in (Stand.public(), five.xindai.signatory)] == [0, 0]


class Said:
    """A word, as the rule reads it."""

    def __init__(self, owner: str, kind: SettlementSaid) -> None:
        self.owner, self.kind = owner, kind


@pytest.mark.parametrize(
    ("words", "stage_"),
    [
        ([], SettlementStage.WAITING),
        ([("a", SettlementSaid.CONFIRMED)], SettlementStage.WAITING),
        ([("a", SettlementSaid.CONFIRMED), ("b", SettlementSaid.OBJECTED)], SettlementStage.OBJECTED),
        (
            [("a", SettlementSaid.CONFIRMED), ("b", SettlementSaid.OBJECTED), ("b", SettlementSaid.CONFIRMED)],
            SettlementStage.CONFIRMED,
        ),
        (
            [("a", SettlementSaid.CONFIRMED), ("b", SettlementSaid.CONFIRMED), ("b", SettlementSaid.PAID)],
            SettlementStage.PAID,
        ),
        (
            [
                ("a", SettlementSaid.CONFIRMED),
                ("b", SettlementSaid.CONFIRMED),
                ("b", SettlementSaid.PAID),
                ("a", SettlementSaid.RECEIVED),
            ],
            SettlementStage.SETTLED,
        ),
        (
            [("a", SettlementSaid.CONFIRMED), ("b", SettlementSaid.CONFIRMED), ("a", SettlementSaid.RECEIVED)],
            SettlementStage.CONFIRMED,
        ),
    ],
)
def test_how_far_a_settlement_is_follows_from_the_last_words(words: Any, stage_: SettlementStage) -> None:
    course = rules.course_of({"a": Decimal(1), "b": Decimal(-1)}, [Said(*word) for word in words])
    assert course.stage is stage_


def test_where_nothing_changes_hands_confirming_settles_it() -> None:
    words = [Said("a", SettlementSaid.CONFIRMED), Said("b", SettlementSaid.CONFIRMED)]
    assert rules.course_of({"a": Decimal(0), "b": Decimal(0)}, words).stage is SettlementStage.SETTLED
    assert rules.course_of({"a": Decimal(0), "b": Decimal(0)}, words, replaced=True).stage is SettlementStage.REPLACED
