"""What becomes of tasks whose worker died or that failed: put back with a pause that grows, then aside, then decided."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from pilin.foundation.access.verdict import Conflict, Refused
from pilin.foundation.notices.queries import work_of
from pilin.foundation.upkeep import actions, queries, rules
from pilin.foundation.upkeep.cli.worker import tend
from pilin.foundation.upkeep.enums import DEAD_AFTER, KEEPS_ANSWERS, KEEPS_TASKS
from pilin.foundation.upkeep.models import KeptAnswer
from tests.factories.base import NOW, TODAY
from tests.factories.upkeep import HOUSE, letter, task
from tests.kit import BACKEND

pytestmark = pytest.mark.django_db
LATER = NOW + DEAD_AFTER + timedelta(seconds=1)


def status(row: Any) -> tuple[str, Any]:
    row.refresh_from_db()
    return row.status, row.run_after if row.run_after.year < 9999 else None


def test_a_task_goes_back_when_its_worker_is_silent_for_too_long_and_not_before() -> None:
    actions.beat(by=HOUSE, at=NOW, worker="w", host="h")
    row = task("RUNNING", "w")
    tend(NOW + DEAD_AFTER)
    assert status(row) == ("RUNNING", None)
    tend(LATER)
    assert status(row) == ("READY", LATER + timedelta(seconds=5))


def test_a_task_goes_back_at_once_when_its_worker_is_known_to_have_ended() -> None:
    actions.beat(by=HOUSE, at=NOW, worker="w", host="h")
    row = task("RUNNING", "w")
    assert actions.end_worker(by=HOUSE, at=NOW, worker="w") is True
    tend(NOW)
    assert status(row) == ("READY", NOW + timedelta(seconds=5))


def test_without_the_round_it_would_run_for_ever() -> None:
    """The control: the queue alone never looks at it again."""
    row = task("RUNNING", "dead")
    assert list(DBTaskResult.objects.ready()) == []
    assert status(row) == ("RUNNING", None)


def test_what_another_worker_put_back_is_left_alone() -> None:
    row = task("RUNNING", "dead")
    assert actions.put_back(by=HOUSE, at=NOW, task=row.pk) is True
    assert actions.put_back(by=HOUSE, at=NOW, task=row.pk) is False


def test_pauses_grow_and_the_fifth_failure_is_put_aside_once() -> None:
    row = task("FAILED", "a")
    pauses = []
    for tries in range(1, 6):
        DBTaskResult.objects.filter(pk=row.pk).update(status="FAILED", worker_ids=["a"] * tries, finished_at=NOW)
        tend(NOW)
        state, after = status(row)
        pauses.append((state, after and (after - NOW).total_seconds()))
    assert pauses[:4] == [("READY", 5), ("READY", 30), ("READY", 180), ("READY", 1080)]
    assert pauses[4][0] == "FAILED"
    tend(NOW)
    (found,) = queries.letters(HOUSE)
    assert (found.name.rsplit(".", 1)[-1], found.tries, found.error) == ("send_digests", 5, "OSError: no post office")


def test_a_task_that_kills_every_worker_is_put_aside_too() -> None:
    task("RUNNING", *"abcde")
    tend(NOW)
    (found,) = queries.letters(HOUSE)
    assert (found.error, found.tries, found.traceback) == ("办这项任务时工作进程中断了", 5, "")


def test_old_failures_are_history() -> None:
    row = task("FAILED", "a", at=NOW - timedelta(days=8))
    tend(NOW)
    assert status(row)[0] == "FAILED"
    assert queries.letters(HOUSE) == []


def test_the_keeper_decides_once(five: Any) -> None:
    row = letter()
    made = actions.try_again(by=five.keeper, at=NOW, letter=row)
    again = DBTaskResult.objects.get(pk=made.task)
    assert (again.status, again.worker_ids) == ("READY", [])
    for deed in (actions.try_again, actions.give_up):
        with pytest.raises(Conflict):
            deed(by=five.keeper, at=NOW, letter=row)
    DBTaskResult.objects.filter(pk=made.task).update(status="FAILED", worker_ids=list("abcde"), finished_at=NOW)
    tend(NOW)
    (second,) = queries.letters(five.keeper)
    assert second.uid != row.pk
    actions.give_up(by=five.keeper, at=NOW, letter=queries.letter(five.keeper, second.uid))
    tend(NOW)
    assert queries.letters(five.keeper) == []
    assert [one.settled for one in queries.letters(five.keeper, settled=True)] == ["given_up", "again"]


def test_a_task_the_queue_has_forgotten_can_only_be_given_up(five: Any) -> None:
    row = letter()
    DBTaskResult.objects.all().delete()
    with pytest.raises(Refused) as error:
        actions.try_again(by=five.keeper, at=NOW, letter=row)
    assert error.value.code == "gone"
    assert actions.give_up(by=five.keeper, at=NOW, letter=row).settled == "given_up"


def test_it_waits_in_the_keepers_work_and_on_its_page(five: Any, on_the_day: Any) -> None:
    row = letter()
    assert [item.url for item in work_of(five.keeper, TODAY)] == ["/upkeep/tasks/"]
    assert work_of(five.fengjing.clerk, TODAY) == []
    client = Client()
    client.force_login(five.keeper_user, backend=BACKEND)
    for language, words in (("en", "tried 5 times"), ("zh-hans", "试过 5 次")):
        client.cookies["django_language"] = language
        page = client.get("/upkeep/tasks/").content.decode()
        assert " ".join(page.split()).count(words) == 1
        assert page.count("OSError: no post office</b>") == 1
    assert client.post(f"/upkeep/tasks/{row.pk}/", {"what": "again"}).status_code == 302
    assert queries.letters(five.keeper) == []


def test_programs_list_and_decide(five: Any, on_the_day: Any) -> None:
    row = letter()
    client = Client()
    assert client.get("/api/v1/upkeep/tasks").status_code == 401
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    assert client.get("/api/v1/upkeep/tasks").json()["error"]["code"] == "not_keeper"
    client.force_login(five.keeper_user, backend=BACKEND)
    told = client.get("/api/v1/upkeep/tasks").json()
    assert told["state"]["put_aside"] == 1
    assert [(one["uid"], one["tries"], one["settled"]) for one in told["tasks"]] == [(str(row.pk), 5, None)]
    made = client.post(f"/api/v1/upkeep/tasks/{row.pk}/give-up", content_type="application/json")
    assert (made.status_code, made.json()["uid"], made.json()["settled"]) == (200, str(row.pk), "given_up")
    twice = client.post(f"/api/v1/upkeep/tasks/{row.pk}/again", content_type="application/json")
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "settled")


def test_health_says_when_nobody_works(client: Client, monkeypatch: Any) -> None:
    at = NOW
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    def asked() -> Any:
        return json.loads(client.get("/healthz").content)

    assert (asked()["well"], asked()["tasks"]["workers"]) == (True, 0)
    actions.beat(by=HOUSE, at=NOW, worker="w", host="h")
    assert asked()["tasks"]["workers"] == 1
    at = NOW + timedelta(minutes=3)
    assert (asked()["well"], asked()["tasks"]["workers"]) == (False, 0)
    actions.end_worker(by=HOUSE, at=at, worker="w")
    assert asked()["well"] is True  # ended as it should, and nothing is due
    task("READY", at=NOW)
    assert asked()["well"] is False


def test_what_is_old_is_tidied_up(five: Any) -> None:
    clerk = five.fengjing.clerk
    for hours in (0, 47, 49):
        actions.claim_key(by=clerk, at=NOW - timedelta(hours=hours), key=f"k{hours}", request="0" * 64)
    kept = task("SUCCESSFUL", "w")
    old = task("SUCCESSFUL", "w")
    DBTaskResult.objects.filter(pk=kept.pk).update(finished_at=NOW)
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=NOW - KEEPS_TASKS - timedelta(days=1))
    assert timedelta(hours=24) <= KEEPS_ANSWERS
    assert actions.tidy(by=HOUSE, at=NOW) == (1, 1)
    assert sorted(KeptAnswer.objects.visible_to(clerk).values_list("key", flat=True)) == ["k0", "k47"]


@pytest.mark.parametrize(
    ("key", "good"), [("a", True), ("a" * 200, True), ("", False), ("a" * 201, False), ("a b", False), ("键", False)]
)
def test_a_key_is_visible_ascii(key: str, good: bool) -> None:
    assert rules.is_key(key) is good
