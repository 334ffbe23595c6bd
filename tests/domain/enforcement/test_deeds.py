"""From a joint patrol to a decision: officers, jurisdiction, custody, transfer, term, penalty; hazards until they are closed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.test import Client

from pilin.domain.enforcement import actions, queries, rules
from pilin.domain.enforcement.documents import letter_of
from pilin.domain.enforcement.laws import last_day, law_on, longest_days, working_days_to
from pilin.domain.enforcement.models import Decision, Filing, Finding, Hazard, Patrol
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.models import Case
from pilin.foundation.files.models import Attachment
from tests.factories import enforcement as make
from tests.factories.base import NOW, TODAY, Five, Stand

HOUSE = Stand.machine()
pytestmark = pytest.mark.django_db


def codes(error: Any) -> list[str]:
    return [fault.code for fault in error.value.faults]


def both(five: Five) -> list[str]:
    return [five.fengjing.code, five.xindai.code]


@pytest.mark.source("D-08", "R-11")
@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (1, 1, []), (2, 0, ["no_host"]), (0, 2, []), (1, 0, ["too_few", "no_host"]), (0, 1, ["too_few"]), (0, 0, ["too_few", "no_host"]),
    ],
)  # fmt: skip
def test_a_patrol_sets_out_with_two_certified_officers_of_whom_one_is_the_hosts(
    five: Five, ours: int, theirs: int, found: list[str]
) -> None:
    make.pact(five)
    mine = [make.certificate(five.fengjing.clerk, f"甲{n}") for n in range(ours)]
    yours = [make.certificate(five.xindai.clerk, f"乙{n}") for n in range(theirs)]
    patrol = make.patrol(five.fengjing.clerk, five.xindai.code, both(five), mine)
    actions.answer_patrol(
        by=five.xindai.clerk, at=NOW, patrol=patrol, reply="taken", officers=[one.pk for one in yours]
    )
    if not found:
        assert actions.begin_patrol(by=five.fengjing.clerk, at=NOW, patrol=patrol).begun_at == NOW
        return
    with pytest.raises(Invalid) as wrong:
        actions.begin_patrol(by=five.fengjing.clerk, at=NOW, patrol=patrol)
    assert codes(wrong) == found
    assert Patrol.objects.visible_to(HOUSE).get(pk=patrol.pk).begun_at is None


@pytest.mark.source("D-08", "R-11")
@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ({}, []), ({"valid_to": TODAY - timedelta(days=1)}, ["over"]), ({"valid_from": TODAY + timedelta(days=1)}, ["not_yet"]),
        ({"agreement": ""}, ["other_province"]), ({"agreement": "", "valid_to": TODAY - timedelta(days=1)}, ["over", "other_province"]),
    ],
)  # fmt: skip
def test_a_certificate_holds_across_the_border_by_the_agreement_that_it_names(
    five: Five, more: dict[str, Any], lacks: list[str]
) -> None:
    make.pact(five)
    row = make.certificate(five.fengjing.clerk, **more)
    pact = queries.pact_named(five.slug, make.PACT, TODAY)
    assert [lack.code for lack in rules.check(row, five.xindai.code, TODAY, pact).lacks] == lacks
    if lacks:
        with pytest.raises(Invalid) as wrong:
            make.patrol(five.fengjing.clerk, five.xindai.code, both(five), [row])
        assert codes(wrong) == lacks


def test_a_certificate_taken_back_stops_the_patrol_by_name(five: Five) -> None:
    make.pact(five)
    mine, yours = make.certificate(five.fengjing.clerk, "甲"), make.certificate(five.xindai.clerk, "乙")
    patrol = make.patrol(five.fengjing.clerk, five.xindai.code, both(five), [mine])
    actions.answer_patrol(by=five.xindai.clerk, at=NOW, patrol=patrol, reply="taken", officers=[yours.pk])
    actions.end_certificate(by=five.xindai.clerk, at=NOW, certificate=yours, ended_on=TODAY, why="调离")
    with pytest.raises(Invalid) as wrong:
        actions.begin_patrol(by=five.fengjing.clerk, at=NOW, patrol=patrol)
    assert [(fault.code, fault.value) for fault in wrong.value.faults] == [
        ("officer", "乙"),
        ("too_few", ""),
        ("no_host", ""),
    ]


def test_every_fault_of_a_proposal_is_named(five: Five) -> None:
    make.pact(five)
    with pytest.raises(Invalid) as wrong:
        make.patrol(
            five.fengjing.clerk, five.huimin.code, [five.fengjing.code, five.zhujing.code], agreement="moon", on=TODAY - timedelta(days=1), title_zh=" ", route_zh=""
        )  # fmt: skip
    assert codes(wrong) == ["no_agreement", "one_side", "host", "past", "no_title", "no_route"]


@pytest.mark.source("D-08", "R-11")
@pytest.mark.parametrize(
    ("point", "towns"),
    [(make.IN_WEST, ["xindai"]), (make.IN_EAST, ["fengjing"]), (make.ON_LINE, ["fengjing", "xindai"])],
)
def test_whose_it_is_follows_from_the_point_and_on_the_line_both_have_it(
    five: Five, point: Any, towns: list[str]
) -> None:
    make.pact(five)
    make.grounds(five)
    row = make.finding(five.fengjing.clerk, "", patrol=make.out(five).pk, longitude=point[0], latitude=point[1])
    assert row.towns == tuple(sorted(getattr(five, name).code for name in towns))
    assert row.by_point


def test_nearer_to_the_line_than_the_point_is_exact_the_officers_word_counts(five: Five) -> None:
    make.pact(five)
    make.grounds(five)
    patrol, near = make.out(five), make.LINE - Decimal("0.0001")
    said = make.finding(
        five.fengjing.clerk,
        five.xindai.code,
        patrol=patrol.pk,
        longitude=near,
        latitude=Decimal("30.85"),
        accuracy_m=50,
    )
    open_ = make.finding(
        five.fengjing.clerk, "", patrol=patrol.pk, longitude=near, latitude=Decimal("30.85"), accuracy_m=50
    )
    assert (said.towns, said.by_point) == ((five.xindai.code,), False)
    assert (open_.towns, open_.by_point) == (tuple(sorted(both(five))), False)


def test_on_the_line_whoever_files_first_has_the_case(five: Five) -> None:
    make.pact(five)
    make.grounds(five)
    row = make.finding(
        five.fengjing.clerk, "", patrol=make.out(five).pk, longitude=make.LINE, latitude=Decimal("30.85")
    )
    filing = actions.file_finding(by=five.fengjing.clerk, at=NOW, finding=row, body_zh="执法队")
    assert (filing.owner, filing.joint) == (five.fengjing.code, True)
    with pytest.raises(Refused) as second:
        actions.file_finding(by=five.xindai.clerk, at=NOW, finding=row, body_zh="执法队")
    assert second.value.code == "filed"


def test_across_the_border_nobody_records_alone(five: Five) -> None:
    with pytest.raises(Refused) as alone:
        make.finding(five.fengjing.clerk, five.xindai.code)
    assert alone.value.code == "other_side"
    assert Finding.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("D-08", "R-11")
def test_only_the_town_of_the_act_files_and_decides(five: Five) -> None:
    make.pact(five)
    letter = make.sent(five)
    row = letter.finding
    with pytest.raises(Refused) as ours:
        actions.file_finding(by=five.fengjing.clerk, at=NOW, finding=row, body_zh="执法队")
    assert ours.value.code == "no_jurisdiction"
    with pytest.raises(Refused) as early:
        actions.file_finding(by=five.xindai.clerk, at=NOW, finding=row, body_zh="执法队")
    assert early.value.code == "not_received"
    actions.acknowledge_transfer(by=five.xindai.clerk, at=NOW, transfer=letter, pieces={1: ("accepted", "")})
    filing = actions.file_finding(by=five.xindai.clerk, at=NOW, finding=row, body_zh="执法队")
    said = {"outcome": "warning", "number": "1", "decided_on": TODAY, "result_zh": "警告"}
    with pytest.raises(Refused) as decided:
        actions.decide(by=five.fengjing.clerk, at=NOW, filing=filing, **said)
    assert decided.value.code == "no_jurisdiction"
    actions.decide(by=five.xindai.clerk, at=NOW, filing=filing, **said)
    case = Case.objects.visible_to(HOUSE).get(pk=filing.case)
    assert (case.state, case.owner, case.asker_id, case.firm) == ("closed", five.xindai.code, None, None)
    assert queries.finding_cards([row], TODAY)[0].state == "decided"


def test_evidence_goes_from_hand_to_hand_without_a_gap(five: Five) -> None:
    make.pact(five)
    letter = make.sent(five)
    (piece,) = make.pieces(letter.finding)
    way = rules.keeping_of(queries.steps_of(piece))
    assert (way.holder, way.on_its_way_to) == (five.fengjing.code, five.xindai.code)
    for by in (five.fengjing.clerk, five.huimin.clerk):
        with pytest.raises((Invalid, Refused)):
            actions.keep_evidence(by=by, at=NOW, evidence=piece, kind="received")
    actions.acknowledge_transfer(by=five.xindai.clerk, at=NOW, transfer=letter, pieces={1: ("damaged", "封口破损")})
    assert [step.kind for step in queries.steps_of(piece)] == ["taken", "handed_over", "received"]
    assert rules.keeping_of(queries.steps_of(piece)).holder == five.xindai.code


def test_a_missing_piece_stays_on_its_way(five: Five) -> None:
    make.pact(five)
    letter = make.sent(five)
    (piece,) = make.pieces(letter.finding)
    with pytest.raises(Invalid) as mute:
        actions.acknowledge_transfer(by=five.xindai.clerk, at=NOW, transfer=letter, pieces={1: ("missing", "")})
    assert codes(mute) == ["no_words"]
    actions.acknowledge_transfer(by=five.xindai.clerk, at=NOW, transfer=letter, pieces={1: ("missing", "信封是空的")})
    assert rules.keeping_of(queries.steps_of(piece)).on_its_way_to == five.xindai.code
    with pytest.raises(Refused):
        actions.acknowledge_transfer(by=five.xindai.clerk, at=NOW, transfer=letter, pieces={1: ("accepted", "")})


def test_the_letter_lists_the_evidence_by_its_hash(five: Five) -> None:
    make.pact(five)
    letter = make.sent(five)
    (piece,) = make.pieces(letter.finding)
    kept = Attachment.objects.visible_to(HOUSE).get(pk=piece.file)
    assert piece.sha256 == kept.sha256
    import io

    told = queries.transfer_told(HOUSE, letter)
    for lang in ("zh", "en"):
        made = letter_of(told, sender=five.fengjing.row, to=five.xindai.row, lang=lang)
        words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).replace("\n", "")
        assert piece.sha256 in words
        assert letter.text_hash in words


@pytest.mark.source("R-11")
def test_the_term_runs_ninety_days_from_filing_and_the_desk_ends_on_the_last_working_day(five: Five) -> None:
    filing = make.filed(five.fengjing.clerk)
    assert filing.decide_by == TODAY + timedelta(days=90) == date(2025, 1, 16)
    assert (filing.days, filing.clause_zh) == (90, "行政处罚法第六十条")
    case = Case.objects.visible_to(HOUSE).get(pk=filing.case)
    assert case.answer_by <= filing.decide_by
    assert working_days_to(case.answer_by, filing.decide_by) == 0


def test_a_term_is_extended_with_its_clause_before_it_is_over(five: Five) -> None:
    filing = make.filed(five.fengjing.clerk)
    given = {"by": five.fengjing.signatory, "filing": filing, "clause_zh": "某规章第九条", "reason_zh": "等检测"}
    with pytest.raises(Invalid) as early:
        actions.extend_term(at=NOW, until=filing.decide_by, **given)
    assert codes(early) == ["until"]
    actions.extend_term(at=NOW, until=filing.decide_by + timedelta(days=30), **given)
    assert queries.clock_of(filing, TODAY).end == filing.decide_by + timedelta(days=30)
    with pytest.raises(Invalid) as late:
        actions.extend_term(at=NOW + timedelta(days=200), until=TODAY + timedelta(days=300), **given)
    assert codes(late) == ["over"]


@pytest.mark.parametrize(
    ("penalty", "why", "found"),
    [
        ("500", "", []),
        ("5000", "", []),
        ("499.99", "", ["outside"]),
        ("5000.01", "", ["outside"]),
        ("6000", "情节严重，另有规定", []),
    ],
)
def test_a_fine_lies_within_the_list_of_that_side_on_the_day_of_the_act(
    five: Five, penalty: str, why: str, found: list[str]
) -> None:
    make.item(five.fengjing.clerk)
    make.item(five.xindai.clerk, penalty_min=Decimal(1), penalty_max=Decimal(9))
    filing = make.filed(five.fengjing.clerk, matter="waste-dumping")
    given = {
        "by": five.fengjing.clerk, "at": NOW, "filing": filing, "outcome": "fine", "number": "1", "decided_on": TODAY, "result_zh": "罚款",
        "penalty": Decimal(penalty), "why_outside": why,
    }  # fmt: skip
    if found:
        with pytest.raises(Invalid) as wrong:
            actions.decide(**given)
        assert codes(wrong) == found
        assert Decision.objects.visible_to(HOUSE).count() == 0
        return
    made = actions.decide(**given)
    assert (made.range_min, made.range_max, made.item_code, made.late_days) == (
        Decimal(500),
        Decimal(5000),
        "31-001",
        0,
    )


def test_a_decision_after_the_term_says_by_how_many_days(five: Five) -> None:
    filing = make.filed(five.fengjing.clerk)
    late = NOW + timedelta(days=93)
    made = actions.decide(
        by=five.fengjing.clerk,
        at=late,
        filing=filing,
        outcome="warning",
        number="1",
        decided_on=filing.decide_by + timedelta(days=3),
        result_zh="警告",
    )
    assert made.late_days == 3


def test_two_items_of_a_matter_are_never_in_force_on_one_day(five: Five) -> None:
    first = make.item(five.fengjing.clerk)
    with pytest.raises(Invalid) as twice:
        make.item(five.fengjing.clerk, valid_from=date(2024, 6, 1), code="31-002")
    assert codes(twice) == ["overlaps"]
    assert first.code in str(twice.value)
    actions.end_item(by=five.fengjing.clerk, at=NOW, item=first, last_day=date(2024, 5, 31))
    make.item(five.fengjing.clerk, valid_from=date(2024, 6, 1), code="31-002", penalty_max=Decimal(9000))
    assert [row.code for row in queries.items(HOUSE, five.slug, date(2024, 5, 31))] == ["31-001"]
    assert [row.code for row in queries.items(HOUSE, five.slug, date(2024, 6, 1))] == ["31-002"]


def test_the_lists_stand_side_by_side(five: Five) -> None:
    for town in (five.xindai, five.fengjing):
        make.item(town.clerk)
        make.item(town.clerk, matter="drains", penalty_max=Decimal(6000 if town is five.xindai else 5000))
    make.item(five.xindai.clerk, matter="nets")
    make.item(five.fengjing.clerk, matter="dust")
    told = {one.matter: (one.kind, one.differing) for one in queries.compared(Stand.public(), five.slug, TODAY)}
    assert told == {
        "waste-dumping": ("same", ()), "drains": ("differs", ("penalty_max",)), "nets": ("left_only", ()), "dust": ("right_only", ()),
    }  # fmt: skip


@pytest.mark.source("D-21", "R-12")
def test_a_major_hazard_is_closed_only_after_a_reinspection_on_record(five: Five) -> None:
    ours = five.fengjing.clerk
    row = make.hazard(ours, "major")
    with pytest.raises(Refused) as unplanned:
        actions.rectify_hazard(by=ours, at=NOW, hazard=row, note="修好")
    assert unplanned.value.code == "no_plan"
    actions.plan_hazard(by=ours, at=NOW, hazard=row, **make.PLAN)
    actions.rectify_hazard(by=ours, at=NOW, hazard=row, note="修好")
    with pytest.raises(Refused) as closed:
        actions.close_hazard(by=ours, at=NOW, hazard=row, note="销号")
    assert closed.value.code == "not_inspected"
    with pytest.raises(Refused) as own:
        actions.inspect_hazard(by=ours, at=NOW, hazard=row, passed=True, note="看过")
    assert own.value.code == "same_person"
    other = Stand.officer(five.fengjing.code, circles=(five.slug,), person=uuid4())
    actions.inspect_hazard(by=other, at=NOW, hazard=row, passed=False, note="还漏")
    with pytest.raises(Refused):
        actions.close_hazard(by=ours, at=NOW, hazard=row, note="销号")
    later = NOW + timedelta(hours=1)
    actions.rectify_hazard(by=ours, at=later, hazard=row, note="再修")
    actions.inspect_hazard(by=other, at=later, hazard=row, passed=True, note="不漏了")
    actions.close_hazard(by=ours, at=later, hazard=row, note="销号")
    assert Hazard.objects.visible_to(HOUSE).get(pk=row.pk).state == "closed"


def test_a_general_hazard_is_closed_on_the_spot(five: Five) -> None:
    row = make.hazard(five.fengjing.clerk)
    assert actions.close_hazard(by=five.fengjing.clerk, at=NOW, hazard=row, note="当场清走").closed_on == TODAY


@pytest.mark.source("R-12")
@pytest.mark.parametrize("part", ["responsible_zh", "measures_zh", "funds_zh", "due_on", "emergency_zh"])
def test_each_of_the_five_parts_is_asked_for(five: Five, part: str) -> None:
    row = make.hazard(five.fengjing.clerk, "major")
    with pytest.raises(Invalid) as wrong:
        actions.plan_hazard(
            by=five.fengjing.clerk, at=NOW, hazard=row, **{**make.PLAN, part: None if part == "due_on" else ""}
        )
    assert [fault.field for fault in wrong.value.faults] == [part]


def test_the_town_downstream_reads_a_hazard_and_says_so_once(five: Five) -> None:
    row = make.hazard(five.xindai.clerk, "major", downstream=[five.fengjing.code], downstream_zh="界河")
    assert queries.hazard_named(five.fengjing.clerk, five.slug, row.pk) == row
    assert queries.hazard_named(five.huimin.clerk, five.slug, row.pk) is None
    actions.acknowledge_hazard(by=five.fengjing.clerk, at=NOW, hazard=row, note="加密巡查")
    assert queries.hazard_cards([row], TODAY)[0].read_by == (five.fengjing.code,)
    with pytest.raises(Refused):
        actions.acknowledge_hazard(by=five.fengjing.clerk, at=NOW, hazard=row)


@pytest.mark.source("D-85")
@pytest.mark.parametrize(
    ("left", "right", "truly"),
    [
        ((True, "一家"), (True, "一家"), True), ((True, "甲"), (True, "乙"), False), ((True, "一家"), (False, ""), False),
        ((True, "一家"), (None, ""), None), ((True, "一家"), None, None),
    ],
)  # fmt: skip
def test_a_function_is_truly_unified_when_both_banks_say_so_with_one_body(
    five: Five, left: Any, right: Any, truly: bool | None
) -> None:
    for town, word in ((five.xindai, left), (five.fengjing, right)):
        if word is not None:
            actions.say_unified(
                by=town.clerk, at=NOW, circle=five.circle, town=town.code, zone_zh="科技城", function="planning", unified=word[0], body_zh=word[1], said_on=TODAY
            )  # fmt: skip
    (zone,) = queries.unified(Stand.public(), five.slug, TODAY)
    assert [one.kind for one in zone.functions] == ["planning", "construction", "management", "investment", "operation"]
    assert [one.truly for one in zone.functions] == [truly, None, None, None, None]


def test_names_and_words_are_taken_out_after_the_longest_limitation(five: Five) -> None:
    row = make.finding(five.fengjing.clerk, five.fengjing.code, party="示意户", text="两车")
    from tests.factories.base import writing

    with writing():
        assert actions.purge_findings(NOW - timedelta(days=1)) == 0
        assert actions.purge_findings(NOW + timedelta(days=1)) == 1
    now = Finding.objects.visible_to(HOUSE).get(pk=row.pk)
    assert (now.party, now.text, now.recorded_by, now.title_zh) == ("", "", "", row.title_zh)


def test_two_who_file_at_once_file_once(five: Five) -> None:
    row = make.finding(five.fengjing.clerk, five.fengjing.code)
    actions.file_finding(by=five.fengjing.clerk, at=NOW, finding=row, body_zh="执法队")
    with pytest.raises((Refused, Conflict)):
        actions.file_finding(by=five.fengjing.clerk, at=NOW, finding=row, body_zh="执法队")
    assert Filing.objects.visible_to(HOUSE).count() == 1


def test_laws_are_dated() -> None:
    law = law_on("decision", date(2024, 6, 27))
    assert last_day(law, date(2024, 6, 27)) == date(2024, 9, 25)
    with pytest.raises(LookupError):
        law_on("decision", date(2020, 1, 1))


def test_a_filed_finding_is_answered_by_its_decision_alone(five: Five, client: Client) -> None:
    clerk = five.fengjing.clerk
    filing = make.filed(clerk)
    case = cases.take_case(by=clerk, at=NOW, case=Case.objects.visible_to(queries.HOUSE).get(pk=filing.case))
    with pytest.raises(Refused) as said:
        cases.answer_case(by=clerk, at=NOW, case=case, note="办了")
    assert said.value.code == "own_page"
    client.force_login(five.fengjing.clerk_user)
    shown = client.get(f"/c/{five.slug}/enforcement/filings/{filing.pk}/")
    assert (shown.status_code, shown["Location"]) == (302, f"/c/{five.slug}/enforcement/findings/{filing.finding}/")
    client.force_login(five.huimin.clerk_user)
    assert client.get(f"/c/{five.slug}/enforcement/filings/{filing.pk}/").status_code == 404


def test_what_is_kept_is_kept_at_least_for_the_longest_limitation() -> None:
    act = date(2023, 3, 1)
    assert act + timedelta(days=longest_days("limitation_grave")) >= last_day(law_on("limitation_grave", act), act)
    assert longest_days("limitation_grave") == 1830
