"""What happens at a meeting and after it: hosts, minutes, resolution to task, matters up and down, promises, reviews."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from pilin.domain.meetings import actions, queries
from pilin.domain.meetings.enums import REVIEW_FIGURES, SNAPSHOTS, ReviewFigure
from pilin.domain.meetings.models import Matter, MinutesWord, Task, TaskStep
from pilin.engine.base import Conflict, Invalid, Refused, text_hash
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.models import Notice
from tests.factories import meetings as make
from tests.factories.base import NOW, SHANGHAI, TODAY, Five, make_term, standing_at, writing
from tests.facts.harness import run
from tests.kit import BACKEND

HOUSE = make.HOUSE
PUBLIC = Standing.public()


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal with this code, whatever the language of its words."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


@pytest.mark.source("D-16")
def test_the_chair_hosts_unless_another_is_named(five: Five) -> None:
    mine, named = make.call(five), make.call(five, host=five.huimin.code)
    assert (mine.host, mine.host_stated, mine.owner) == (five.fengjing.row, False, five.fengjing.code)
    assert (named.host, named.host_stated, named.owner) == (five.huimin.row, True, five.huimin.code)


def test_before_there_is_a_chair_the_host_must_be_named(five: Five) -> None:
    with pytest.raises(Invalid) as caught:
        make.call(five, starts_on="2019-11-05", at=datetime(2019, 11, 1, tzinfo=SHANGHAI))
    assert [(f.code, f.field) for f in caught.value.faults] == [("no_chair", "host")]


def test_all_faults_of_a_call_at_once(five: Five) -> None:
    with pytest.raises(Invalid) as caught:
        make.call(five, title_zh=" ", title="", ends_on="2024-10-01", kind="party", body=five.circle.pk)
    assert [f.code for f in caught.value.faults] == ["ends_before", "required", "unknown_kind", "unknown_body"]


def test_a_date_that_does_not_exist_is_refused(five: Five) -> None:
    with pytest.raises(Invalid) as caught:
        make.call(five, starts_on="2024-02-30")
    assert caught.value.faults[0].code == "no_date"


def test_the_secretary_of_another_town_calls_nothing_for_the_chair(five: Five) -> None:
    with pytest.raises(Refused):
        make.call(five, by=five.zhujing.secretary)
    assert make.call(five, by=five.zhujing.secretary, host=five.zhujing.code).host == five.zhujing.row


def test_two_events_of_one_host_clash_by_the_hour(five: Five) -> None:
    def hour(h: int) -> datetime:
        return datetime(2024, 10, 25, h, tzinfo=SHANGHAI)

    first = make.call(five, starts_on="2024-10-25", starts_at=hour(9), ends_at=hour(11))
    later = make.call(five, starts_on="2024-10-25", starts_at=hour(11), ends_at=hour(12))
    month = make.call(five, starts_on="2024-10")
    side = make.call(five, starts_on="2024-10-25", umbrella=first.pk, kind="side_meeting")
    other = make.call(five, starts_on="2024-10-25", host=five.huimin.code)
    slot = queries.slot_of(first)
    found = queries.clashes(five.fengjing.clerk, five.fengjing.code, slot, but=first.pk)
    assert (found, other in found, side in found, month in found) == ([], False, False, False)
    at_ten = queries.slot_of(make.call(five, starts_on="2024-10-25", starts_at=hour(10), ends_at=hour(13)))
    assert set(queries.clashes(HOUSE, five.fengjing.code, at_ten)) >= {first, later}


def test_parts_stand_under_their_umbrella_and_not_under_a_part(five: Five) -> None:
    whole = make.call(five, kind="festival")
    part = make.call(five, kind="visit", umbrella=whole.pk)
    with pytest.raises(Invalid):
        make.call(five, umbrella=part.pk)
    events = queries.meetings_of(PUBLIC, five.slug, TODAY)
    assert [(e.row, [p.row for p in e.parts]) for e in events] == [(whole, [part])]


def test_minutes_count_when_every_town_there_confirmed_this_very_text(five: Five) -> None:
    row = make.call(five)
    make.attend(five, row, five.fengjing, five.huimin)
    mine = {"by": five.fengjing.secretary, "at": NOW, "circle": five.slug, "meeting": row.pk}
    first = actions.write_minutes(**mine, text_zh="第一稿")
    old = first.text_hash

    def say(town: Any, said: str, seen: str, **more: Any) -> MinutesWord:
        return actions.speak_to_minutes(
            by=town.secretary, at=NOW, circle=five.slug, meeting=row.pk, said=said, seen_hash=seen, **more
        )

    say(five.huimin, "confirmed", old)
    second = actions.write_minutes(**mine, text_zh="第二稿")
    with pytest.raises(Conflict):
        say(five.fengjing, "confirmed", old)
    say(five.fengjing, "confirmed", second.text_hash)
    view = queries.meeting_named(five.huimin.clerk, five.slug, row.pk, TODAY)
    assert view is not None
    assert (view.minutes.state, [m.code for m in view.minutes.awaited]) == ("confirming", [five.huimin.code])
    with pytest.raises(Invalid):
        say(five.huimin, "objected", second.text_hash)
    say(five.huimin, "objected", second.text_hash, reason="少记一条")
    say(five.huimin, "confirmed", second.text_hash)
    with refused("confirmed"):
        actions.write_minutes(**mine, text_zh="第三稿")
    stranger = queries.meeting_named(PUBLIC, five.slug, row.pk, TODAY)
    assert stranger is not None and stranger.minutes.row is None


def test_a_resolution_becomes_tasks_and_their_towns_are_told(five: Five) -> None:
    row = make.call(five)
    resolution = actions.resolve(
        by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=row.pk, text_zh="修桥", state="approved_in_principle",
        tasks=[{"member": five.huimin.code, "title_zh": "复核净空", "due_on": date(2024, 11, 8), "person_name": "陆佳"},
               {"member": five.fengjing.code, "title_zh": "出图", "due_on": date(2024, 11, 1)}],
    )  # fmt: skip
    tasks = Task.objects.visible_to(PUBLIC).filter(resolution=resolution)
    assert {t.owner for t in tasks} == {five.huimin.code, five.fengjing.code}
    told = set(Notice.objects.visible_to(HOUSE).values_list("person__username", flat=True))
    assert {f"{five.huimin.code}-clerk", f"{five.huimin.code}-secretary"} <= told
    view = queries.meeting_named(PUBLIC, five.slug, row.pk, TODAY)
    assert view is not None
    assert [(r.state, len(r.left), len(r.right)) for r in view.resolutions] == [("approved_in_principle", 1, 1)]


def test_a_list_of_tasks_with_one_fault_writes_nothing(five: Five) -> None:
    row = make.call(five)
    with pytest.raises(Invalid) as caught:
        actions.resolve(
            by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=row.pk, text_zh="修桥", state="approved",
            tasks=[{"member": five.huimin.code, "title_zh": "出图"}, {"member": five.stranger.code, "title_zh": ""},
                   {"member": five.huimin.code, "title_zh": "验收", "due_on": date(2024, 1, 1)}],
        )  # fmt: skip
    assert [(f.code, f.row) for f in caught.value.faults] == [("unknown_member", 2), ("required", 2), ("too_early", 3)]
    assert Task.objects.visible_to(HOUSE).count() == 0


def test_a_task_from_taking_to_the_other_banks_word(five: Five) -> None:
    task = make.give(five, five.huimin)
    make.move(five, task, five.huimin.clerk, "taken")
    make.move(five, task, five.huimin.clerk, "done")
    with refused("same_bank"):
        make.move(five, task, five.yaozhuang.clerk, "confirmed")
    with pytest.raises(Invalid):
        make.move(five, task, five.fengjing.clerk, "confirmed", words="")
    make.move(five, task, five.fengjing.clerk, "sent_back")
    make.move(five, task, five.huimin.clerk, "done")
    step = make.move(five, task, five.zhujing.clerk, "confirmed")
    view = queries.task_named(PUBLIC, five.slug, task.pk, TODAY)
    assert view is not None
    assert (view.stands.state, view.pip, step.owner) == ("confirmed", (True, True), five.zhujing.code)


def test_declining_needs_a_reason_and_tells_the_host(five: Five) -> None:
    task = make.give(five, five.huimin)
    with pytest.raises(Invalid):
        make.move(five, task, five.huimin.clerk, "declined", words=" ")
    before = Notice.objects.visible_to(HOUSE).filter(person__username=f"{five.fengjing.code}-secretary").count()
    make.move(five, task, five.huimin.clerk, "declined", words="不归街道管")
    assert (
        Notice.objects.visible_to(HOUSE).filter(person__username=f"{five.fengjing.code}-secretary").count()
        == before + 1
    )


def test_unfinished_tasks_are_carried_over_and_go_on_ageing(five: Five) -> None:
    open_one, finished = make.give(five, five.huimin, due=date(2024, 10, 20)), make.give(five, five.xindai)
    for by, what in ((five.xindai.clerk, "taken"), (five.xindai.clerk, "done"), (five.fengjing.clerk, "confirmed")):
        make.move(five, finished, by, what)
    make.move(five, open_one, five.huimin.clerk, "taken")
    make.move(five, open_one, five.huimin.clerk, "redated", due_on=date(2024, 11, 30))
    later = NOW + timedelta(days=30)
    following = make.call(five, starts_on="2024-11-17", at=later)
    steps = actions.carry_over(by=five.fengjing.secretary, at=later, circle=five.slug, meeting=following.pk)
    assert [s.task for s in steps] == [open_one]
    with refused("nothing_open"):
        actions.carry_over(by=five.fengjing.secretary, at=later, circle=five.slug, meeting=following.pk)
    [view] = queries.open_tasks(PUBLIC, five.slug, date(2024, 11, 25))
    assert (view.stands.carried, view.stands.redated, view.stands.overdue_days, view.stands.age_days) == (1, 1, 0, 36)
    assert view.stands.aged is True


@pytest.mark.source("D-45")
def test_what_is_studied_is_put_forward_before_it_is_approved(five: Five) -> None:
    row = make.call(five)
    by = {"by": five.fengjing.secretary, "at": NOW, "circle": five.slug}
    resolution = actions.resolve(**by, meeting=row.pk, text_zh="共建规划", state="studying")
    for state, allowed in (
        ("approved", False),
        ("proposed", True),
        ("approved_in_principle", True),
        ("approved", True),
    ):
        if allowed:
            actions.move_resolution(**by, resolution=resolution.pk, state=state, on=TODAY)
        else:
            with pytest.raises(Refused):
                actions.move_resolution(**by, resolution=resolution.pk, state=state, on=TODAY)


def test_a_results_meeting_decides_on_a_frozen_snapshot(five: Five, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = [["修桥", "在办"]]
    monkeypatch.setitem(SNAPSHOTS, "list", lambda standing, circle, on: [circle, on.isoformat(), *lists, standing.kind])
    row = make.call(five, is_results=True)
    by = {"by": five.fengjing.secretary, "at": NOW, "circle": five.slug, "meeting": row.pk}
    with refused("no_snapshot"):
        actions.resolve(**by, text_zh="认可成果", state="approved")
    snapshot = actions.freeze_snapshot(**by)
    lists[0][1] = "办完了"
    with pytest.raises(Conflict):
        actions.freeze_snapshot(**by)
    resolution = actions.resolve(**by, text_zh="认可成果", state="approved")
    assert json.loads(snapshot.text)["parts"]["list"] == ["five-towns", "2024-10-18", ["修桥", "在办"], "public"]
    assert (resolution.snapshot_hash, snapshot.text_hash) == (text_hash(snapshot.text),) * 2
    with writing(), pytest.raises(TypeError):
        snapshot.save()


def test_a_matter_goes_up_with_a_clock_and_comes_back_answered(five: Five) -> None:
    bodies = make.make_bodies(five)
    at = datetime(2024, 9, 27, 10, tzinfo=SHANGHAI)
    task = make.give(five, five.huimin)
    matter = make.raise_up(five, five.huimin.clerk, task, at=at)
    with pytest.raises(Conflict):
        make.raise_up(five, five.huimin.clerk, task, at=at)
    view = queries.matter_named(five.xindai.clerk, five.slug, matter.pk, date(2024, 10, 18))
    assert view is not None
    assert (view.level, view.due_on, view.overdue_days, view.term) == ("coordination", date(2024, 10, 16), 2, 10)
    assert view.made_up == (date(2024, 9, 29), date(2024, 10, 12))
    assert [(b.body, b.waiting, b.overdue) for b in queries.loads(five.xindai.clerk, five.slug, TODAY)] == [
        (bodies["decision"], 0, 0), (bodies["coordination"], 1, 1), (bodies["execution"], 0, 0)]  # fmt: skip
    by = {"circle": five.slug, "matter": matter.pk}
    with refused("not_chair"):
        actions.answer_matter(by=five.huimin.secretary, at=NOW, answer="好", **by)
    actions.answer_matter(by=five.fengjing.secretary, at=NOW, answer="按惠民的标高", **by)
    view = queries.matter_named(five.xindai.clerk, five.slug, matter.pk, date(2024, 12, 1))
    assert view is not None
    assert (view.state, view.overdue_days, view.answer, view.spent) == ("answered", 0, "按惠民的标高", 12)
    assert queries.open_matters(five.xindai.clerk, five.slug, TODAY) == []


def test_ping_pong_ends_and_wins_nobody_time(five: Five) -> None:
    make.make_bodies(five)
    matter = make.raise_up(five, five.huimin.clerk, make.give(five, five.huimin))
    chair = {"by": five.fengjing.secretary, "circle": five.slug, "matter": matter.pk}
    dues, at = [], NOW
    for _round in range(2):
        at += timedelta(days=2)
        actions.return_matter(**chair, at=at, why="镇里先谈")
        at += timedelta(days=2)
        step = actions.raise_further(by=five.huimin.clerk, at=at, circle=five.slug, matter=matter.pk, why="还是谈不拢")
        dues.append(step.due_on)
    view = queries.matter_named(five.huimin.clerk, five.slug, matter.pk, TODAY)
    assert view is not None
    assert (view.bounces, set(dues), view.due_on) == (2, {date(2024, 11, 1)}, date(2024, 11, 1))
    with refused("bounced_enough"):
        actions.return_matter(**chair, at=at, why="再谈谈")


@pytest.mark.source("R-03")
def test_the_next_level_gets_its_own_term_once_the_clock_ran_out(five: Five) -> None:
    make.make_bodies(five)
    matter = make.raise_up(five, five.huimin.clerk, make.give(five, five.huimin))
    given = {"by": five.huimin.clerk, "circle": five.slug, "matter": matter.pk, "why": "等不到答复"}
    with refused("clock_runs"):
        actions.raise_further(**given, at=NOW + timedelta(days=3))
    step = actions.raise_further(**given, at=NOW + timedelta(days=20))
    assert (step.body.level, step.due_on) == ("decision", date(2024, 12, 5))
    with refused("no_level_above"):
        actions.raise_further(**given, at=NOW + timedelta(days=60))


def test_matters_are_the_circles_and_leak_to_nobody(five: Five) -> None:
    make.make_bodies(five)
    matter = make.raise_up(five, five.huimin.clerk, make.give(five, five.huimin))
    readers = [five.fengjing.clerk, five.observer.clerk, five.stranger.clerk, PUBLIC]
    assert [Matter.objects.visible_to(r).filter(pk=matter.pk).exists() for r in readers] == [True, True, False, False]
    client = Client()
    assert client.get(f"/c/five-towns/matters/{matter.pk}/").status_code == 404
    assert client.get("/api/v1/circles/five-towns/matters").json() == []
    with pytest.raises(Refused):
        make.raise_up(five, five.observer.clerk, make.give(five, five.huimin))


@pytest.mark.source("D-65")
def test_a_commitment_is_checked_by_somebody_else_a_year_later(five: Five) -> None:
    row = make.call(five)
    said = actions.note_commitment(
        by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=row.pk, member=five.huimin.code, sentence_zh="开放会议室", sentence="Open rooms"
    )  # fmt: skip
    assert (said.owner, said.check_on) == (five.huimin.code, date(2025, 10, 18))
    given = {"at": NOW, "circle": five.slug, "commitment": said.pk, "result": "kept", "evidence": "去看过"}
    with refused("own_word"):
        actions.check_commitment(by=five.huimin.clerk, **given)
    check = actions.check_commitment(by=five.xindai.clerk, **given)
    [view] = queries.commitments_of(PUBLIC, five.slug, TODAY)
    assert (view.last, check.owner) == (check, five.xindai.code)
    assert queries.open_commitments(PUBLIC, five.slug, TODAY) == []


def test_a_meeting_says_who_checked_a_commitment_and_marks_what_is_made_up(five: Five) -> None:
    row = make.call(five)
    said = actions.note_commitment(
        by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=row.pk, member=five.huimin.code, sentence_zh="开放会议室", sentence="Open rooms"
    )  # fmt: skip
    page = f"/c/five-towns/meetings/{row.pk}/?lang=en"
    seen = [Client().get(page).content.decode()]
    actions.check_commitment(
        by=five.xindai.clerk,
        at=NOW,
        circle=five.slug,
        commitment=said.pk,
        result="kept",
        evidence="去看过",
        illustrative=True,
    )
    seen.append(Client().get(page).content.decode())
    part = [
        one.partition("开放会议室" if "开放会议室" in one else "Open rooms")[2].partition("</section>")[0]
        for one in seen
    ]
    assert [("去看过" in one, 'aria-label="Xindai"' in one, 'class="ill"' in one) for one in part] == [
        (False, False, False), (True, True, True),
    ]  # fmt: skip


@pytest.mark.source("D-67")
def test_a_review_freezes_plan_and_result_of_the_half_year(five: Five, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = [
        ReviewFigure("产业", "Industry", Decimal(5), None),
        ReviewFigure("惠民", "Huimin", Decimal(3), Decimal(2), member=five.huimin.code, carried=1),
    ]
    monkeypatch.setitem(REVIEW_FIGURES, "programme", lambda *_asked: figures)
    given = {
        "by": five.fengjing.secretary,
        "at": NOW,
        "circle": five.slug,
        "year": 2024,
        "half": 1,
        "title_zh": "上半年",
    }
    review = actions.take_review(**given)
    figures.clear()
    rows = queries.reviews_of(PUBLIC, five.slug).get(pk=review.pk).rows.visible_to(PUBLIC)
    assert [(r.label, r.planned, r.achieved, r.carried) for r in rows] == [
        ("Industry", 5, None, None),
        ("Huimin", 3, 2, 1),
    ]
    with pytest.raises(Invalid) as caught:
        actions.take_review(**given)
    assert caught.value.faults[0].code == "taken_already"
    with pytest.raises(Refused):
        actions.take_review(**{**given, "by": five.huimin.secretary, "half": 2})


def test_my_work_names_what_waits_and_where(five: Five) -> None:
    make.make_bodies(five)
    row = make.call(five)
    make.attend(five, row, five.fengjing, five.huimin)
    actions.write_minutes(by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=row.pk, text_zh="纪要")
    task = make.give(five, five.huimin, row=row, due=date(2024, 10, 18))
    later = date(2024, 10, 21)
    assert [(w.kind, w.overdue_days) for w in queries.work_of(five.huimin.clerk, later)] == [("due", 3)]
    assert [w.kind for w in queries.work_of(five.huimin.secretary, later)] == ["due", "to_sign"]
    make.move(five, task, five.huimin.clerk, "taken")
    make.move(five, task, five.huimin.clerk, "done")
    assert [w.kind for w in queries.work_of(five.zhujing.clerk, later)] == ["to_witness"]
    assert queries.work_of(five.yaozhuang.clerk, later) == []
    make.raise_up(five, five.xindai.clerk, task)
    assert "raised" in [w.kind for w in queries.work_of(five.fengjing.secretary, later)]
    assert queries.work_of(PUBLIC, later) == []


def test_the_calendar_feed_holds_what_is_known_to_the_day(five: Five) -> None:
    kept = make.call(five, starts_on="2024-10-25", ends_on="2024-10-26")
    make.call(five, starts_on="2024-11")
    gone = make.call(five, starts_on="2024-10-30")
    actions.cancel_meeting(by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=gone.pk, why="台风")
    [entry] = queries.calendar_entries(PUBLIC, five.slug)
    assert (entry.uid, entry.starts, entry.ends) == (str(kept.pk), date(2024, 10, 25), date(2024, 10, 26))


def test_the_journey_from_resolution_to_confirmed_task_in_pages(five: Five, on_the_day: Any) -> None:
    client = Client()

    def sign_in(user: Any) -> None:
        client.force_login(user, backend=BACKEND)

    sign_in(five.fengjing.secretary_user)
    answer = client.post("/c/five-towns/meetings/call/", {
        "title_zh": "联络会", "kind": "meeting", "day": "2024-10-18", "agenda": "界河桥 | the border bridge", "audience": "public"})  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    page = answer["Location"]
    uid = page.rstrip("/").rsplit("/", 1)[1]
    client.post(f"{page}add/attendance/", {"members": [five.fengjing.code, five.huimin.code], "others": ""})
    client.post(f"{page}do/hold/")
    answer = client.post(f"{page}resolve/", {
        "text_zh": "图纸改成一套", "state": "approved", f"do_{five.huimin.code}": "复核净空", f"by_{five.huimin.code}": "2024-11-08"})  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    [task] = Task.objects.visible_to(PUBLIC).filter(resolution__meeting=uid)
    address = f"/c/five-towns/tasks/{task.pk}/"
    sign_in(five.huimin.clerk_user)
    assert client.post(address, {"what": "taken"}).status_code == 302
    refused = client.post(address, {"what": "done", "words": ""})
    assert refused.status_code == 200 and TaskStep.objects.visible_to(HOUSE).filter(task=task).count() == 1
    assert client.post(address, {"what": "done", "words": "航道站复函"}).status_code == 302
    sign_in(five.zhujing.clerk_user)
    assert client.post(address, {"what": "confirmed", "words": "核过复函"}).status_code == 302
    client.logout()
    for path in (page, address, "/c/five-towns/tasks/?state=all", "/c/five-towns/meetings/"):
        assert client.get(path).status_code == 200, path
    body = client.get("/api/v1/circles/five-towns/tasks").json()
    assert [(t["uid"], t["state"], t["member"]) for t in body] == [(str(task.pk), "confirmed", five.huimin.code)]


def test_calling_over_a_clash_asks_first(five: Five, on_the_day: Any) -> None:
    make.call(five, starts_on="2024-10-25")
    client = Client()
    client.force_login(five.fengjing.secretary_user, backend=BACKEND)
    given = {"title_zh": "另一个会", "kind": "meeting", "day": "2024-10-25", "audience": "public"}
    asked = client.post("/c/five-towns/meetings/call/", given)
    assert (asked.status_code, 'name="anyway"' in asked.content.decode()) == (200, True)
    assert client.post("/c/five-towns/meetings/call/", {**given, "anyway": "on"}).status_code == 302


@pytest.mark.parametrize("path", ["meetings/call/", "reviews/take/"])
def test_forms_of_the_chair_are_refused_to_others(five: Five, on_the_day: Any, path: str) -> None:
    client = Client()
    client.force_login(five.huimin.clerk_user, backend=BACKEND)
    assert client.get(f"/c/five-towns/{path}").status_code in (403, 404)


def test_the_api_takes_and_refuses_as_the_pages_do(five: Five, on_the_day: Any) -> None:
    task = make.give(five, five.huimin)
    client = Client()
    address = f"/api/v1/circles/five-towns/tasks/{task.pk}/steps"
    assert client.post(address, {"what": "taken"}, content_type="application/json").status_code == 401
    client.force_login(five.zhujing.clerk_user, backend=BACKEND)
    assert (
        client.post(address, {"what": "taken"}, content_type="application/json").json()["error"]["code"] == "not_owner"
    )
    client.force_login(five.huimin.clerk_user, backend=BACKEND)
    assert client.post(address, {"what": "taken"}, content_type="application/json").json()["state"] == "taken"
    made = client.post(
        "/api/v1/circles/five-towns/meetings",
        {"title_zh": "会", "starts_on": "2024-11-01"},
        content_type="application/json",
    )
    assert made.json()["error"]["code"] == "not_host"


def test_the_terminal_lists_meetings_and_tasks(five: Five) -> None:
    task = make.give(five, five.huimin)
    answer = run("tasks", "list", "five-towns", "--json")
    [row] = json.loads(answer.stdout)
    assert (answer.exit_code, row["uid"], row["state"], row["due_on"]) == (0, str(task.pk), "given", "2024-11-01")
    [meeting] = json.loads(run("meetings", "list", "five-towns", "--json").stdout)
    assert (meeting["starts_on"], meeting["host"], meeting["ends_on"]) == ("2024-10-18", five.fengjing.code, None)
    missing = run("meetings", "list", "nowhere", "--json")
    assert (missing.exit_code, json.loads(missing.stdout)["error"]["code"]) == (1, "not_found")


def test_roles_end_with_the_office_of_chair(five: Five) -> None:
    row = make.call(five)
    next_year = NOW + timedelta(days=100)
    former = standing_at(five.fengjing.secretary_user, next_year)
    assert former.chairs == frozenset()
    assert former.holds(Role.SECRETARY)
    with pytest.raises(Refused):
        actions.call_meeting(
            by=former, at=next_year, circle=five.slug, title_zh="会", starts_on="2025-02-01", host=five.huimin.code
        )
    actions.record_held(by=former, at=next_year, circle=five.slug, meeting=row.pk)  # its own meeting it may still close


def test_a_later_chair_rewrites_no_earlier_meeting_and_may_go_on_with_its_resolutions(five: Five) -> None:
    row = make.call(five)
    plan = actions.resolve(
        by=five.fengjing.secretary,
        at=NOW,
        circle=five.slug,
        meeting=row.pk,
        text_zh="规划",
        state="approved_in_principle",
    )
    next_year = NOW + timedelta(days=100)
    with writing():
        make_term(five.circle, five.xindai.row, 2025, date(2025, 1, 1), date(2025, 12, 31))
    chair = standing_at(five.xindai.secretary_user, next_year)
    with refused("not_host"):
        actions.put_on_agenda(by=chair, at=next_year, circle=five.slug, meeting=row.pk, title_zh="补一条")
    step = actions.move_resolution(
        by=chair, at=next_year, circle=five.slug, resolution=plan.pk, state="approved", on=next_year.date()
    )
    assert (step.owner, step.state) == (five.xindai.code, "approved")
