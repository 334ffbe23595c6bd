"""A drill from its plan until it is closed, and what each town may do in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.domain.drills import actions, queries
from pilin.domain.drills.models import CorrectiveAction, Drill, Evaluation, Observed
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid
from pilin.engine.base import Conflict, Invalid, Refused, add_working_days
from pilin.foundation.notices.models import Notice
from tests.factories import drills as make
from tests.factories.base import NOW, TODAY, Five, Stand, writing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUSE = Stand.machine()


def now_of(row: Drill) -> Drill:
    found = queries.drill_named(HOUSE, "five-towns", row.pk)
    assert found is not None
    return found


def faults(call: Any) -> list[tuple[str, str, int | None]]:
    with pytest.raises(Invalid) as turned:
        call()
    return [(one.code, one.field, one.row) for one in turned.value.faults]


def test_every_fault_of_a_scenario_is_named_with_its_row(five: Five):
    roles = [RoleSaid("guard", "安全员"), RoleSaid("guard", ""), RoleSaid("Bad key", "甲")]
    injects = [InjectSaid(-1, "早了"), InjectSaid(2, "", role="nobody")]
    expected = [
        ExpectedSaid("a", "nobody", "做"), ExpectedSaid("b", "guard", "", after=("b",)), ExpectedSaid("c", "guard", "做", after=("d",)),
        ExpectedSaid("d", "guard", "做", after=("c", "e")),
    ]  # fmt: skip
    found = faults(
        lambda: make.scenario(
            five.fengjing.clerk, roles=roles, injects=injects, expected=expected, kind="moon", title_zh=" "
        )
    )
    assert found == [
        ("no_title", "title_zh", None), ("kind", "kind", None), ("role_twice", "roles", 2), ("role_name", "roles", 2), ("role_key", "roles", 3),
        ("before_start", "injects", 1), ("role_unknown", "injects", 2), ("no_text", "injects", 2), ("role_unknown", "expected", 1), ("no_text", "expected", 2),
        ("after_itself", "expected", 2), ("after_unknown", "expected", 4), ("circle", "expected", None),
    ]  # fmt: skip


def test_a_version_is_never_changed_and_of_two_next_ones_the_second_is_turned_down(five: Five):
    clerk = five.fengjing.clerk
    first = make.scenario(clerk)
    second = make.scenario(clerk, after=first, title_zh="地下二层起火")
    assert (second.family, second.version, second.owner) == (first.family, 2, first.owner)
    with pytest.raises(Conflict):
        make.scenario(clerk, after=first)
    assert [one.pk for one in queries.latest_scenarios(clerk, "five-towns")] == [second.pk]
    assert [one.key for one in queries.whole_scenario(HOUSE, first)[1]] == [one.key for one in make.CHAIN]


def test_a_plan_names_every_fault(five: Five):
    clerk = five.fengjing.clerk
    of = make.scenario(clerk, audience="own")
    bad = {
        "title_zh": "", "form": "dance", "planned_at": NOW - MINUTE, "invited": [clerk.member, five.stranger.code], "cast": {"cook": clerk.member, "rescue": five.huimin.code},
        "sites": [make.site(five.xindai.clerk).pk], "audience": "circle",
    }  # fmt: skip
    assert faults(lambda: make.drill(clerk, of, **bad)) == [
        ("no_title", "title_zh", None), ("form", "form", None), ("wider", "audience", None), ("past", "planned_at", None), ("invited", "invited", None),
        ("invited", "invited", None), ("role_unknown", "cast", None), ("cast", "cast", None), ("site", "sites", None),
    ]  # fmt: skip


def test_each_town_notes_what_its_own_people_do(five: Five):
    host, guest, third = five.fengjing.clerk, five.xindai.clerk, five.huimin.clerk
    row = make.started(host, make.joint(host, guest))
    for by, key in ((host, "rescue"), (guest, "discover"), (third, "discover")):
        with pytest.raises(Refused) as turned:
            actions.note_action(by=by, at=NOW, drill=row, expected=key)
        assert turned.value.code == "not_own"
    actions.note_action(by=five.fengjing.signatory, at=NOW, drill=row, expected="discover")
    made = actions.note_action(by=guest, at=NOW + MINUTE, drill=row, expected="rescue")
    extra = actions.note_action(by=guest, at=NOW + MINUTE, drill=row, what_zh="断电")
    assert (made.owner, made.role, extra.owner, extra.role) == (guest.member, "rescue", guest.member, "")


def test_a_town_that_did_not_say_that_it_takes_part_plays_no_role(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    row = make.started(host, make.drill(host, invited=[guest.member], cast={"rescue": guest.member}))
    with pytest.raises(Refused):
        actions.note_action(by=guest, at=NOW, drill=row, expected="rescue")
    assert actions.note_action(by=host, at=NOW, drill=row, expected="rescue").owner == host.member
    with pytest.raises(Refused) as turned:
        actions.join_drill(by=guest, at=NOW, drill=row)
    assert turned.value.code == "not_now"


def test_a_note_stands_between_the_start_and_the_end_and_once(five: Five):
    host = five.fengjing.clerk
    row = make.drill(host)
    with pytest.raises(Refused):
        actions.note_action(by=host, at=NOW, drill=row, expected="discover")
    row = make.started(host, row)
    assert faults(
        lambda: actions.note_action(by=host, at=NOW + MINUTE, drill=row, expected="discover", done_at=NOW - MINUTE)
    ) == [("done_at", "done_at", None)]
    assert faults(lambda: actions.note_action(by=host, at=NOW, drill=row, done_at=NOW + MINUTE)) == [
        ("done_at", "done_at", None),
        ("no_text", "what_zh", None),
    ]
    assert faults(lambda: actions.note_action(by=host, at=NOW, drill=row, expected="sing")) == [
        ("expected", "expected", None)
    ]
    actions.note_action(by=host, at=NOW + 2 * MINUTE, drill=row, expected="discover", done_at=NOW + MINUTE)
    with pytest.raises(Conflict):
        actions.note_action(by=host, at=NOW + 2 * MINUTE, drill=row, expected="discover")


def test_a_note_is_corrected_by_a_later_one_and_both_stay(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    row = make.held(host, guest)
    assert queries.score_of(host, row).score == Decimal("93.33")  # the rescue came after 15 minutes of 12
    note = Observed.objects.visible_to(HOUSE).get(drill=row, owner=guest.member)
    with pytest.raises(Refused):
        actions.correct_note(by=host, at=NOW + 30 * MINUTE, drill=row, note=note, why="看错")
    fixed = actions.correct_note(
        by=guest, at=NOW + 30 * MINUTE, drill=row, note=note, why="表快三分钟", done_at=NOW + 12 * MINUTE
    )
    assert queries.score_of(host, row).score == Decimal("100.00")
    with pytest.raises(Conflict):
        actions.correct_note(by=guest, at=NOW + 30 * MINUTE, drill=row, note=note, why="再改")
    actions.correct_note(by=guest, at=NOW + 31 * MINUTE, drill=row, note=fixed, why="没来")
    told = queries.timeline(host, row, [host.member, guest.member], NOW + timedelta(hours=1))
    assert [one.line.result for one in told.lines] == ["done"] * 4 + ["missing"]
    assert (told.score.score, len(told.notes), len(told.extra)) == (Decimal("66.67"), 7, 0)
    with pytest.raises(TypeError), writing():
        note.why = "改"
        Observed.objects.visible_to(HOUSE).filter(pk=note.pk).update(why="改")


@pytest.mark.source("R-13")
def test_a_drill_counts_for_its_sites_only_once_it_was_held(five: Five):
    host = five.fengjing.clerk
    site = make.site(host, since=date(2024, 1, 10))
    assert queries.site_told(site, TODAY).due.on == date(2024, 7, 10)
    row = make.drill(host, sites=[site.pk])
    make.started(host, row)
    assert queries.site_told(site, TODAY).due.on == date(2024, 7, 10)
    actions.finish_drill(by=host, at=NOW + MINUTE, drill=now_of(row))
    assert queries.site_told(site, TODAY).due.on == date(2025, 4, 18)
    assert queries.site_told(site, TODAY - timedelta(days=1)).due.on == date(
        2024, 7, 10
    )  # as it was seen the day before


def test_each_town_counts_its_own_sites(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    foreign = make.site(guest)
    row = make.drill(host, invited=[guest.member])
    assert faults(lambda: actions.join_drill(by=guest, at=NOW, drill=row, sites=[make.site(host).pk])) == [
        ("site", "sites", None)
    ]
    actions.join_drill(by=guest, at=NOW, drill=row, sites=[foreign.pk])
    assert [one.pk for one in queries.sites_of_drill(host, row)] == [foreign.pk]


def test_that_a_site_was_drilled_counts_though_the_drill_is_read_by_its_town_alone(five: Five):
    host = five.fengjing.clerk
    site = make.site(host)
    row = make.started(host, make.drill(host, make.scenario(host, audience="own"), audience="own", sites=[site.pk]))
    actions.finish_drill(by=host, at=NOW, drill=row)
    assert queries.site_told(site, TODAY).due.counted_from == TODAY
    assert queries.history_of(five.xindai.clerk, site) == []
    assert [one.due.drilled for one in queries.due_list(five.xindai.clerk, "five-towns", TODAY)] == [True]


def test_it_is_evaluated_once_every_town_that_took_part_said_so(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    row = make.held(host, guest)
    said = {"well_zh": "联络顺畅", "lacking_zh": "救援来得晚", "at": NOW + timedelta(hours=1)}
    actions.evaluate_drill(by=host, drill=row, **said)
    assert now_of(row).state == "finished"
    with pytest.raises(Refused) as turned:
        actions.evaluate_drill(by=five.fengjing.signatory, drill=now_of(row), **said)
    assert turned.value.code == "evaluated"
    stale = now_of(row)
    actions.evaluate_drill(by=guest, drill=now_of(row), **said)
    assert now_of(row).state == "evaluated"
    assert list(Evaluation.objects.visible_to(HOUSE).order_by("owner").values_list("owner", "score")) == [
        ("310116102", Decimal("93.33")), ("330482102", Decimal("93.33")),
    ]  # fmt: skip
    with pytest.raises(Conflict), writing():  # of two at once the second sees that somebody was faster
        stale.save()


def test_what_is_mended_is_due_in_working_days_and_checked_by_somebody_else(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    row = make.evaluated(host, guest)
    mend = make.corrective(host, row, expected="rescue")
    assert (mend.due_on, mend.expected.key) == (add_working_days(TODAY, 10).on, "rescue")
    later = NOW + timedelta(days=3)
    with pytest.raises(Refused):
        actions.verify_corrective(by=guest, at=later, corrective=mend, words="看过")
    actions.report_done(by=host, at=later, corrective=mend, words="已增设两名引导员")
    with pytest.raises(Refused) as turned:
        actions.verify_corrective(by=host, at=later, corrective=mend, words="看过")
    assert turned.value.code == "same_person"
    with pytest.raises(Refused) as turned:
        actions.verify_corrective(by=five.huimin.clerk, at=later, corrective=mend, words="看过")
    assert turned.value.code == "no_part"
    actions.send_back(by=guest, at=later, corrective=mend, words="夜班没有人")
    assert (mend.state, mend.done_on, mend.done_by_id, mend.due_on) == (
        "open",
        None,
        None,
        add_working_days(TODAY, 10).on,
    )
    actions.report_done(by=host, at=later, corrective=mend, words="夜班也有了")
    actions.verify_corrective(by=five.fengjing.signatory, at=later, corrective=mend, words="夜里去看了")
    (told,) = queries.told_of_correctives(host, [mend], TODAY)
    assert [(step.kind, step.owner) for step in told.steps] == [
        ("done", host.member), ("sent_back", guest.member), ("done", host.member), ("verified", host.member),
    ]  # fmt: skip


@pytest.mark.source("R-13")
def test_a_drill_is_closed_only_when_its_corrective_actions_are(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    row = make.evaluated(host, guest)
    mend, later = make.corrective(guest, row), NOW + timedelta(days=1)
    for step in (None, "done"):
        if step:
            actions.report_done(by=guest, at=later, corrective=mend, words="补了")
        with pytest.raises(Refused) as turned:
            actions.close_drill(by=host, at=later, drill=now_of(row))
        assert turned.value.code == "corrective_open"
    actions.verify_corrective(by=host, at=later, corrective=mend, words="看过")
    assert actions.close_drill(by=host, at=later, drill=now_of(row)).closed_on == later.date()
    with pytest.raises(Refused):
        make.corrective(host, now_of(row))


def test_what_waits_stands_in_peoples_work(five: Five):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    asked = make.drill(host, invited=[guest.member])
    assert [one.url for one in queries.work_of(guest, TODAY)] == [f"/c/five-towns/drills/{asked.pk}/"]
    assert {one.kind for one in Notice.objects.visible_to(HOUSE).filter(person=guest.person)} == {"drill_asked"}
    actions.join_drill(by=guest, at=NOW, drill=asked)
    assert queries.work_of(guest, TODAY) == []
    mend = make.corrective(host, make.evaluated(host, guest))
    late = mend.due_on + timedelta(days=4)
    (item,) = queries.work_of(host, late)
    assert (item.due_on, item.overdue_days, item.url) == (mend.due_on, 4, queries.address_of(mend))
    assert queries.work_of(five.fengjing.signatory, late) == []
    actions.report_done(by=host, at=NOW + timedelta(days=1), corrective=mend, words="补了")
    assert queries.work_of(host, late) == []
    assert [one.kind for one in queries.work_of(guest, late)] == ["to_witness"]
    overdue = make.site(guest, since=date(2024, 1, 10))
    with translation.override("en"):
        (item,) = [one for one in queries.work_of(guest, TODAY) if one.kind == "due"]
    assert (item.overdue_days, item.url) == (100, f"/c/five-towns/drills/sites/{overdue.pk}/")
    assert item.detail.startswith("no drill is on record; ")  # overdue since the duty began, not since a drill
    assert queries.work_of(Stand.public(), TODAY) == []


def test_a_park_has_operators_and_no_duty(five: Five):
    clerk = five.fengjing.clerk
    park = make.site(clerk, kind="park", title_zh="化工园区", since=None)
    operator = make.site(
        clerk, kind="hazardous", title_zh="一号企业", park=park.pk, since=None, drilled_before=date(2024, 6, 29)
    )
    assert queries.site_told(park, TODAY).due.state == "none"
    (told,) = queries.operators_in(clerk, park, TODAY)
    assert (told.row.pk, told.due.on) == (operator.pk, date(2024, 12, 29))
    assert faults(lambda: make.site(clerk, park=operator.pk)) == [("park", "park", None)]


# states ---------------------------------------------------------------------------------------------------------

MOVES = ("join", "start", "note", "finish", "evaluate", "evaluate_guest", "mend", "done", "verify", "close", "call_off")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(MOVES), max_size=24))
def test_whatever_is_tried_a_drill_goes_forward_only_and_is_closed_with_nothing_open(five: Five, moves: list[str]):
    host, guest = five.fengjing.clerk, five.xindai.clerk
    row, order = make.drill(host, invited=[guest.member]), ["planned", "running", "finished", "evaluated", "closed"]
    at, before = NOW, "planned"
    for move in moves:
        at += MINUTE
        try:
            _try(move, now_of(row), host, guest, at)
        except (Refused, Invalid):
            assert now_of(row).state == before
        after = now_of(row).state
        assert (
            after == before
            or (after == "called_off" and before == "planned")
            or order.index(after) == order.index(before) + 1
        )
        before = after
        if after == "closed":
            states = CorrectiveAction.objects.visible_to(HOUSE).filter(drill=row).values_list("state", flat=True)
            assert set(states) <= {"verified"}
            took_part = {host.member, *queries.joined_towns(HOUSE, row)}
            assert {one.owner for one in queries.evaluations(HOUSE, row)} == took_part


def _try(move: str, row: Drill, host: Any, guest: Any, at: datetime) -> None:
    mends = list(CorrectiveAction.objects.visible_to(HOUSE).filter(drill=row).order_by("made_at"))
    said = {"well_zh": "好的", "lacking_zh": "没有"}
    match move:
        case "join":
            actions.join_drill(by=guest, at=at, drill=row)
        case "start":
            actions.start_drill(by=host, at=at, drill=row)
        case "note":
            actions.note_action(by=host, at=at, drill=row, what_zh="断电")
        case "finish":
            actions.finish_drill(by=host, at=at, drill=row)
        case "evaluate" | "evaluate_guest":
            actions.evaluate_drill(by=host if move == "evaluate" else guest, at=at, drill=row, **said)
        case "mend":
            actions.set_corrective(by=host, at=at, drill=row, what_zh="补标识", days=3)
        case "done" if mends:
            actions.report_done(by=host, at=at, corrective=mends[-1], words="补了")
        case "verify" if mends:
            actions.verify_corrective(by=guest, at=at, corrective=mends[-1], words="看过")
        case "close":
            actions.close_drill(by=host, at=at, drill=row)
        case "call_off":
            actions.call_off_drill(by=host, at=at, drill=row, why="台风")
