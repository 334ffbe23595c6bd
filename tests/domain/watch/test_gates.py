"""Gates: what is refused, what is compared, what state moves leave, how much water is reckoned, who consents."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.watch import actions
from pilin.domain.watch.kinds import Compared
from pilin.domain.watch.models import GateMove
from pilin.domain.watch.queries import gates as queries
from pilin.domain.watch.rules import gates as rules
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.notices.models import Notice
from pilin.foundation.observations.actions import ReadingSaid, take_readings
from tests.factories import watch as make
from tests.factories.base import NOW, TODAY, Five, Stand

HOUSE = Stand.machine()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOVES = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from(["opened", "closed", "adjusted"]), st.integers(1, 3)),
    max_size=12,
    unique_by=lambda m: m[0],
)


def moved(minute: int, kind: str, openings: int | None = None) -> Any:
    return SimpleNamespace(
        at=NOW + minute * MINUTE, kind=kind, openings=None if kind == "closed" else openings, forced=False
    )


@given(moves=MOVES, minute=st.integers(-10, 610), shuffled=st.randoms())
def test_the_state_of_a_gate_follows_from_its_moves_in_whatever_order_they_were_noted(
    moves: list[Any], minute: int, shuffled: Any
):
    rows = [moved(*one) for one in moves]
    at = NOW + minute * MINUTE
    said = rules.state_of(rows, at)
    shuffled.shuffle(rows)
    assert rules.state_of(rows, at) == said
    past = sorted((one for one in rows if one.at <= at), key=lambda one: one.at)
    if not past:
        assert (said.is_open, said.since, said.move) == (None, None, None)
        return
    assert (said.is_open, said.move, said.openings) == (past[-1].kind != "closed", past[-1], past[-1].openings)
    same = [one for one in past if (one.kind != "closed") != said.is_open]
    began = next(one.at for one in past if not same or one.at > same[-1].at)
    assert said.since == began


@pytest.mark.source("D-24")
def test_a_move_of_a_report_says_how_a_gate_stood_that_day_and_not_for_years():
    row = SimpleNamespace(at=NOW, kind="opened", openings=None, forced=False, source="S0:37")
    assert [
        rules.known_state([row], NOW + after).is_open for after in (MINUTE, timedelta(days=1), timedelta(days=2))
    ] == [True, True, None]
    row.source = ""
    assert rules.known_state([row], NOW + timedelta(days=800)).is_open


@given(moves=MOVES, split=st.integers(0, 600))
def test_a_volume_of_a_stretch_is_the_sum_of_its_parts(moves: list[Any], split: int):
    rows = [moved(*one) for one in moves]
    ends, middle = NOW + 700 * MINUTE, NOW + split * MINUTE
    whole, one, two = (
        rules.volume_of(rows, Decimal(30), 3, *span) for span in ((NOW, ends), (NOW, middle), (middle, ends))
    )
    assert whole.m3 is not None and one.m3 is not None and two.m3 is not None
    assert abs(whole.m3 - one.m3 - two.m3) <= 1
    assert whole.m3 <= 30 * 700 * 60


@pytest.mark.source("D-24")
def test_published_volumes_are_rated_flow_by_hours_and_are_called_estimated():
    rows = [moved(0, "opened", 5), moved(270, "closed")]
    told = rules.volume_of(rows, Decimal("913.09"), 5, NOW, NOW + 10 * HOUR)
    assert (told.m3, told.hours, told.estimated) == (Decimal(14_792_058), Decimal("4.50"), True)
    assert rules.volume_of(rows, None, 5, NOW, NOW + HOUR).m3 is None
    assert rules.volume_of([moved(0, "opened")], Decimal(30), 5, NOW, NOW + HOUR).m3 is None


@pytest.mark.source("D-24")
@pytest.mark.parametrize(
    ("inner", "outer", "one", "two", "told"),
    [
        ("3.20", "2.80", "吴淞", "吴淞高程", (Compared.LOWER, "0.400")),
        ("2.80", "2.80", "吴淞", "吴淞", (Compared.HIGHER, "0.000")),
        ("1.20", "2.80", "1985", "吴淞", (Compared.LOWER, "0.241")),
        ("1.20", "3.10", "1985", "吴淞", (Compared.HIGHER, "-0.059")),
        ("3.20", "2.80", "", "吴淞", (Compared.NO_DATUM, None)),
        ("3.20", "2.80", "1956", "吴淞", (Compared.TWO_DATUMS, None)),
        (None, "2.80", "吴淞", "吴淞", (Compared.NO_LEVELS, None)),
    ],
)  # fmt: skip
def test_levels_are_compared_on_one_datum_or_not_at_all(inner: str | None, outer: str, one: str, two: str, told: Any):
    offsets = {("wusong", "1985"): Decimal("-1.841")}
    found = rules.compare(inner and Decimal(inner), one, Decimal(outer), two, lambda a, b: offsets.get((a, b)))
    assert (found.compared, found.head_m) == (told[0], told[1] and Decimal(told[1]))


@pytest.mark.django_db
@pytest.mark.source("D-24")
def test_opening_against_the_water_outside_is_refused_unless_somebody_signs_for_it(five: Five):
    clerk, leader = five.fengjing.clerk, five.fengjing.signatory
    gate = make.gate(clerk)
    for outer in ("3.20", "4.04"):
        with pytest.raises(Refused) as no:
            make.move(clerk, gate, outer=outer)
        assert no.value.code == "outer_higher"
    with pytest.raises(Refused) as no:
        make.move(clerk, gate, outer="2.00", outer_datum="1985")
    assert no.value.code == "not_comparable"
    with pytest.raises(Refused) as no:
        make.move(clerk, gate, outer="4.04", forced=True, reason="决堤")
    assert no.value.code == "not_signatory"
    with pytest.raises(Invalid):
        make.move(leader, gate, outer="4.04", forced=True, reason=" ")
    assert GateMove.objects.visible_to(HOUSE).count() == 0
    row = make.move(leader, gate, outer="4.04", forced=True, reason="上游决堤，县指挥部令")
    assert (row.forced, row.compared, row.head_m, row.signed_by) == (True, "higher", Decimal("-0.840"), leader.person)
    assert queries.gate_told(clerk, gate, NOW).alarmed
    make.move(clerk, gate, "closed", at=NOW + MINUTE)
    assert not queries.gate_told(clerk, gate, NOW + HOUR).alarmed


@pytest.mark.django_db
@pytest.mark.source("D-66")
def test_what_an_agreement_asks_is_asked_consented_and_used_once(five: Five):
    west, east = five.huimin.clerk, five.fengjing.clerk
    gate = make.gate(west, downstream=east.member)
    actions.set_gate_rule(
        by=west, at=NOW, gate=gate, move="opened", needs="consent", town=east.member, title_zh="联调约定", clause="第三条", valid_from=TODAY
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        make.move(west, gate)
    assert no.value.code == "not_agreed"
    asked = actions.ask_about_gate(by=west, at=NOW, gate=gate, to_town=east.member, move="opened", reason="内涝")
    assert [one.pk for one in queries.open_requests(east, five.slug)] == [asked.pk]
    for stranger in (five.xindai.clerk, west):
        with pytest.raises(Refused):
            actions.answer_gate_request(by=stranger, at=NOW, request=asked, answer="consent")
    with pytest.raises(Invalid):
        actions.answer_gate_request(by=east, at=NOW, request=asked, answer="refuse")
    actions.answer_gate_request(by=east, at=NOW, request=asked, answer="consent")
    with pytest.raises(Refused):
        actions.answer_gate_request(by=east, at=NOW, request=asked, answer="refuse", reason="不")
    row = make.move(west, gate, at=NOW + MINUTE)
    assert (row.request, queries.open_requests(east, five.slug)) == (asked.pk, [])
    make.move(west, gate, "closed", at=NOW + 2 * MINUTE)
    with pytest.raises(Refused):
        make.move(west, gate, at=NOW + 3 * MINUTE)
    kinds = list(Notice.objects.visible_to(HOUSE).order_by("made_at").values_list("person", "kind"))
    assert kinds == [
        (east.person, "gate_asked"), (west.person, "gate_answered"), (east.person, "gate_moved"), (east.person, "gate_moved"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_refusal_holds_the_gate_and_notice_alone_is_enough_where_notice_is_asked(five: Five):
    west, east = five.xindai.clerk, five.fengjing.clerk
    gate = make.gate(west, "pump", kind="pump", downstream=east.member)
    rule = {"gate": gate, "move": "opened", "town": east.member, "title_zh": "互报约定", "clause": "第二条"}
    actions.set_gate_rule(by=west, at=NOW, needs="consent", valid_from=TODAY - timedelta(days=9), **rule)
    asked = actions.ask_about_gate(by=west, at=NOW, gate=gate, to_town=east.member, move="opened", reason="排涝")
    actions.answer_gate_request(by=east, at=NOW, request=asked, answer="refuse", reason="下游已到警戒")
    with pytest.raises(Refused):
        make.move(west, gate, at=NOW + MINUTE)
    actions.set_gate_rule(by=west, at=NOW, needs="notice", valid_from=TODAY, **rule)
    told = queries.rules_of(west, gate, TODAY)
    assert [(one.needs, one.valid_to) for one in told] == [("notice", None)]
    actions.ask_about_gate(
        by=west, at=NOW + MINUTE, gate=gate, to_town=east.member, move="opened", reason="排涝，先行告知"
    )
    assert make.move(west, gate, at=NOW + 2 * MINUTE).openings is None


@pytest.mark.django_db
@pytest.mark.source("D-24")
def test_windows_by_the_tide_and_levels_from_gauges(five: Five):
    clerk = five.fengjing.clerk
    inner, outer = make.level_gauge(clerk, "inner"), make.level_gauge(clerk, "outer")
    rows = []
    for step in range(25):
        at = NOW - (24 - step) * 10 * MINUTE
        rows.append(ReadingSaid(inner.slug, at, "3.00", unit="m", datum="吴淞"))
        rows.append(ReadingSaid(outer.slug, at, "2.50" if 6 <= step <= 18 else "3.50", unit="m", datum="吴淞"))
    take_readings(by=HOUSE, at=NOW, circle=five.slug, rows=rows, source="test")
    gate = make.gate(clerk, inner_series=inner.pk, outer_series=outer.pk)
    levels = queries.levels_at(clerk, gate, NOW)
    assert (levels.inner_m, levels.outer_m, levels.outer_datum) == (Decimal("3.0"), Decimal("3.5"), "吴淞")
    told = queries.windows_of(clerk, gate, NOW - 5 * HOUR, NOW)
    assert told is not None
    assert [(one.opens - NOW, one.closes - NOW, one.head_m) for one in told] == [
        (-185 * MINUTE, -55 * MINUTE, Decimal("0.5"))
    ]
    with pytest.raises(Refused):
        make.move(clerk, gate, inner=None, outer=None)
    assert make.move(clerk, gate, inner=None, outer=None, moved_at=NOW - 2 * HOUR).head_m == Decimal("0.500")
    assert queries.lag_of(clerk, gate, NOW).minutes is None


@pytest.mark.django_db
def test_the_lag_is_learned_from_three_openings_and_not_from_two(five: Five):
    west = five.xindai.clerk
    felt = make.level_gauge(west, "felt")
    gate = make.gate(west, "pump", kind="pump", felt_series=felt.pk)
    begins = NOW - timedelta(days=3)
    opens = [begins + timedelta(hours=hours) for hours in (6, 26, 50)]
    level, rows, at = 1.0, [], begins
    while at <= NOW:
        level += 0.03 if any(one + 40 * MINUTE <= at < one + 100 * MINUTE for one in opens) else 0.0
        rows.append(ReadingSaid(felt.slug, at, f"{level:.2f}", unit="m", datum="吴淞"))
        at += 10 * MINUTE
    take_readings(by=HOUSE, at=NOW, circle=five.slug, rows=rows, source="test")
    for number, one in enumerate(opens, 1):
        make.move(west, gate, inner=None, outer=None, at=one)
        make.move(west, gate, "closed", inner=None, outer=None, at=one + HOUR)
        told = queries.lag_of(west, gate, NOW)
        assert (told.minutes is None) == (number < 3)
    assert (told.minutes, told.events) == (40, 3)
    (last, *_rest) = queries.felt(queries.gate_told(west, gate, NOW).moves, told)
    assert last.felt_at == opens[-1] + HOUR + 40 * MINUTE


@pytest.mark.django_db
def test_every_fault_of_a_move_is_told_at_once(five: Five):
    clerk = five.fengjing.clerk
    gate = make.gate(clerk)
    make.move(clerk, gate, "closed")
    with pytest.raises(Invalid) as wrong:
        make.move(clerk, gate, "adjusted", inner="999", openings=9, moved_at=NOW + HOUR)
    assert [(one.code, one.field) for one in wrong.value.faults] == [
        ("ahead", "moved_at"), ("openings", "openings"), ("level", "inner_m"), ("adjusted_shut", "kind"),
    ]  # fmt: skip
    with pytest.raises(Invalid) as wrong:
        make.move(clerk, gate)
    assert [one.code for one in wrong.value.faults] == ["twice"]
    with pytest.raises(Refused):
        make.move(five.xindai.clerk, gate, at=NOW + MINUTE)
