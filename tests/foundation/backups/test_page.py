"""The keeper sees how the copies stand and is told when one failed; nobody else learns that there are any."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import actions, copying, keeping, progress, queries
from pilin.foundation.backups.models import Copy, Restoration
from tests.factories.base import NOW, SHANGHAI, Five, writing
from tests.factories.obstacles import report
from tests.kit import BACKEND


@pytest.fixture
def client(five: Five, on_the_day: Any) -> Client:
    """Give a browser in which nobody has signed in."""
    return Client()


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def scheduled(settings: Any, tmp_path: Path) -> Path:
    """Let copies come by themselves to a folder that cannot be made: a file stands in its way."""
    (tmp_path / "file").write_text("x")
    settings.SITE = {**settings.SITE, "backup_to": str(tmp_path / "file" / "copies")}
    return tmp_path


def test_only_the_keeper_finds_the_page(client: Client, five: Five) -> None:
    answers = [client.get("/backups/").status_code, client.post("/backups/now/").status_code]
    signed_in(client, five.fengjing.signatory_user)
    answers += [client.get("/backups/").status_code, client.post("/backups/now/").status_code]
    signed_in(client, five.keeper_user)
    assert (answers, client.get("/backups/").status_code) == ([404] * 4, 200)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "还没有备份"), ("en", "No copy yet")])
def test_a_page_without_copies_says_what_to_do(client: Client, five: Five, language: str, words: str) -> None:
    page = signed_in(client, five.keeper_user).get(f"/backups/?lang={language}")
    assert words in page.content.decode()


def test_copies_stand_there_with_what_was_done_to_them(client: Client, five: Five) -> None:
    made = {"by": five.keeper, "at": NOW, "size": 5_000_000, "sha256": "a" * 64, "rows": 10, "entries": 4, "files": 3}
    actions.note_copy(path="/copies/pilin-20241018-112000.tar.sealed", encrypted=True, **made)
    actions.note_drill(by=five.keeper, at=NOW, path="/elsewhere", sha256="a" * 64, seconds=12.3)
    text = signed_in(client, five.keeper_user).get("/backups/?lang=en").content.decode()
    for words in ("pilin-20241018-112000.tar.sealed", "10 rows, 4 signed entries, 3 files", "in 12 seconds"):
        assert words in text
    assert Copy.objects.visible_to(five.keeper).count() == 1  # the drill was of that copy, and no other


def test_the_button_asks_the_worker_once(client: Client, five: Five) -> None:
    from django_tasks_db.models import DBTaskResult

    progress._path().unlink(missing_ok=True)  # a walk over all addresses may have pressed it too
    try:
        signed_in(client, five.keeper_user)
        said = [client.post("/backups/now/", follow=True).content.decode() for _ in range(2)]
        assert DBTaskResult.objects.filter(task_path__endswith="take_now").count() == 1
        assert ["正在备份" in text for text in said] == [True, True]
        assert "已有一份备份正在进行" in said[1]
    finally:
        progress._path().unlink(missing_ok=True)


def test_a_copy_that_failed_is_noted_and_waits_for_the_keeper(client: Client, five: Five, scheduled: Path) -> None:
    with pytest.raises(Refused):
        keeping.take_scheduled(by=copying.HOUSE, at=NOW)
    (row,) = queries.copies(five.keeper)
    assert (row.why, row.verified_at, bool(row.fault)) == ("scheduled", None, True)
    assert [wait.title for wait in queries.waiting(five.keeper, NOW)] == ["定时备份失败"]
    assert queries.waiting(five.fengjing.signatory, NOW) == []
    assert "定时备份失败" in signed_in(client, five.keeper_user).get("/me/work/").content.decode()
    times = [NOW + timedelta(minutes=minutes) for minutes in (1, 59, 60)]
    assert [queries.is_due(at) for at in times] == [False, False, True]


def test_health_says_when_copies_are_missing(client: Client, five: Five, scheduled: Path) -> None:
    def backup(at: Any) -> tuple[bool, bool]:
        said = queries.health(at)
        return said["on"], said["fresh"]

    assert backup(NOW) == (True, False)
    actions.note_copy(by=five.keeper, at=NOW, path="/copies/a.tar", sha256="b" * 64)
    assert [backup(NOW + timedelta(hours=hours)) for hours in (0, 48, 49)] == [
        (True, True),
        (True, True),
        (True, False),
    ]
    assert json.loads(client.get("/healthz").content)["backup"]["fresh"] is True


def test_nothing_is_missing_where_no_copies_were_ordered(client: Client, five: Five) -> None:
    assert json.loads(client.get("/healthz").content)["backup"] == {"on": False, "fresh": True, "newest": None}


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "目前只能查阅"), ("en", "It can be read; nothing is written")]
)
def test_a_restored_instance_says_so_on_every_page_and_writes_nothing(
    client: Client, five: Five, language: str, words: str
) -> None:
    address = f"/c/five-towns/obstacles/?lang={language}"
    assert words not in client.get(address).content.decode()
    with writing():
        Restoration(taken_at=NOW, version="0").save()
    assert words in client.get(address).content.decode()
    with pytest.raises(Refused) as refused:
        report(five.fengjing.clerk)
    assert refused.value.code == "restored"


def test_rotation_removes_what_the_plan_keeps_no_longer_and_nothing_else(
    five: Five, settings: Any, tmp_path: Path
) -> None:
    settings.SITE = {**settings.SITE, "backup_to": str(tmp_path), "backup_keep": "daily 2"}
    days = [NOW - timedelta(days=number) for number in range(4)]
    for moment in days:
        path = tmp_path / f"pilin-{moment.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.tar"
        path.write_bytes(b"")
        actions.note_copy(by=five.keeper, at=moment, path=str(path))
    others = ["pilin-20200101-000000.tar.gz", "pilin-notes.txt", "pilin-20209901-000000.tar", "else.tar"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    gone = keeping.rotate(by=five.keeper, at=NOW, folder=tmp_path, plan=queries.plan())
    assert len(gone) == 2
    assert sorted(path.name for path in tmp_path.iterdir() if path.name in others) == sorted(others)
    assert [row.gone_at is not None for row in queries.copies(five.keeper)] == [False, False, True, True]
