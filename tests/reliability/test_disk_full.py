"""F5: a disk that fills up. Reading goes on, nothing acknowledged is lost, nothing is left half-written, and writing opens
again by itself once there is room."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.instances import OBSTACLES, REPORT, Instance, instance
from tests.reliability.report import times, tried

pytestmark = [pytest.mark.above, pytest.mark.xdist_group("reliability")]
PAGES = ("/c/five-towns/obstacles/", "/c/five-towns/", "/c/five-towns/meetings/", "/healthz")
BANNER = {"en": "The disk of this instance is full.", "zh-hans": "本平台的磁盘满了。"}
WARNED = {"en": "The disk of this instance is 9", "zh-hans": "本平台的磁盘已用 9"}
ROWS = "SELECT uid FROM obstacles_obstacle"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Give a disk of 48 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = Path(tempfile.mkdtemp(prefix="pilin-disk-"))
    told = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)], capture_output=True, check=False, text=True
    )
    if told.returncode:
        folder.rmdir()
        pytest.skip(f"no disk may be mounted here: {told.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def fill(disk: Path, leave: int) -> Path:
    """Put a file on the disk that leaves only this much."""
    ballast = disk / "ballast"
    with ballast.open("ab") as file:
        while (more := min(free(disk) - leave, 1_000_000)) > 0:
            file.write(b"\0" * more)
            file.flush()
    return ballast


def write_until(house: Instance, stop: Callable[[Any], bool], most: int) -> tuple[list[str], Any]:
    """Report obstacles until an answer is the one waited for; return what was acknowledged, and that answer."""
    acknowledged: list[str] = []
    for number in range(most):
        answer = house.post(OBSTACLES, {**REPORT, "cost_zh": f"第{number}趟" + "长" * 3000})
        if stop(answer):
            return acknowledged, answer
        assert answer.status == 201, answer.text
        acknowledged.append(answer.json["uid"].replace("-", ""))
    raise AssertionError(f"the disk was not full after {most} writes")


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.3)


def reads_well(house: Instance) -> None:
    for path in PAGES[:-1]:
        for who in ("", "clerk"):
            assert (path, who, house.get(path, who=who).status) == (path, who, 200)


def test_a_full_disk_loses_nothing_and_opens_again(small_disk: Path, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("the server of PostgreSQL keeps its rows on a disk of its own; the floor is tried on both")
    rounds = times(1, 5)
    acknowledged: list[str] = []
    with instance(small_disk, least_free_mb=0) as house, house.served(workers=2):
        for _round in range(rounds):
            ballast = fill(small_disk, leave=600_000)
            done, full = write_until(house, lambda answer: answer.status == 507, most=500)
            acknowledged += done
            assert (full.json["error"]["code"], full.headers["retry-after"]) == ("disk_full", "60")
            fill(small_disk, leave=0)
            reads_well(house)
            for language, banner in BANNER.items():  # each within the seconds after a write that found no room
                fill(small_disk, leave=0)
                done, _full = write_until(house, lambda answer: answer.status == 507, most=50)
                acknowledged += done
                time.sleep(1.2)  # the other process has asked the disk anew
                page = house.get(PAGES[0], who="clerk", language=language).text
                assert page.count(banner) == 1
                sent = house.post("/me/notices/read/", who="clerk", language=language)
                assert (sent.status, sent.headers.get("retry-after")) == (507, "60"), sent.headers
            health = house.get("/healthz")
            assert (health.status, health.json["well"], health.json["disk"]["read_only"]) == (503, False, True)
            ballast.unlink()
            wait_for(lambda: house.post(OBSTACLES, REPORT).status == 201)  # the same process: nothing was restarted
            acknowledged.append("")
            wait_for(lambda: house.get("/healthz").json["disk"]["read_only"] is False)
            wait_for(lambda: BANNER["en"] not in house.get(PAGES[0]).text)  # each process tries again by itself
        kept = [str(row[0]).replace("-", "") for row in house.ask(ROWS)]
        lost = sorted({uid for uid in acknowledged if uid} - set(kept))
        half = house.ask(
            "SELECT (SELECT COUNT(*) FROM obstacles_obstacle) - (SELECT COUNT(*) FROM journal_journalline "
            "WHERE code = 'obstacles.report_obstacle')"
        )
        assert (lost, len(kept), half) == ([], len(acknowledged), [(0,)])
        assert house.ask("PRAGMA integrity_check") == [("ok",)]
        assert "Traceback" not in house.log()
    half_files = naive_store(small_disk)
    assert half_files == 1
    tried(
        "F5",
        "obstacles reported until the disk was full, then room made",
        len(acknowledged),
        0,
        f"{half_files} half file under its final name by a store that writes in place",
    )


def naive_store(disk: Path) -> int:
    """The control: what a store without a draft and a rename leaves on a full disk."""
    ballast = fill(disk, leave=100_000)
    try:
        with pytest.raises(OSError):
            (disk / "final-name").write_bytes(b"x" * 1_000_000)
        return int((disk / "final-name").exists() and (disk / "final-name").stat().st_size < 1_000_000)
    finally:
        ballast.unlink()


ATTACH = """
import json
from datetime import datetime, timezone
from django.conf import settings
from pathlib import Path
from pilin.engine.base import trouble_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.files import actions
from pilin.foundation.files.models import Attachment
by = Standing.machine("test")
try:
    actions.attach_file(by=by, at=datetime.now(timezone.utc), name="a.txt", content=b"line\\n" * 200_000,
                        owner="310116102", audience="circle", circle="five-towns", subject="x")
    told = "attached"
except OSError as error:
    told = trouble_of(error)
files = [p.name for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
print(json.dumps([told, Attachment.objects.visible_to(by).count(), len(files)]))
"""


def test_an_attachment_is_there_whole_or_not_at_all(small_disk: Path) -> None:
    with instance(small_disk, least_free_mb=0) as house:
        ballast = fill(small_disk, leave=300_000)
        assert house.run(ATTACH) == ["disk_full", 0, 0]
        ballast.unlink()
        assert house.run(ATTACH) == ["attached", 1, 1]


def test_writing_closes_before_the_last_byte_and_officers_are_told_earlier(small_disk: Path) -> None:
    with instance(small_disk, least_free_mb=2) as house, house.served():
        ballast = fill(small_disk, leave=4_500_000)  # over nine tenths in use, and still above the floor
        time.sleep(1.2)  # an answer of the disk serves for a second
        for language, words in WARNED.items():
            for who, told in (("", 0), ("clerk", 1), ("keeper", 1)):
                page = house.get(PAGES[0], who=who, language=language).text
                assert (who, page.count(words)) == (who, told)
        assert house.get("/healthz").json["disk"]["warning"] is True
        assert house.post(OBSTACLES, REPORT).status == 201
        fill(small_disk, leave=1_000_000)
        time.sleep(1.2)
        before = house.ask(ROWS)
        assert house.post(OBSTACLES, REPORT).status == 507
        for language, banner in BANNER.items():
            assert house.get(PAGES[0], language=language).text.count(banner) == 1
        reads_well(house)
        assert house.ask(ROWS) == before
        ballast.unlink()
        time.sleep(1.2)
        assert house.post(OBSTACLES, REPORT).status == 201
        assert json.loads(house.get("/healthz").text)["disk"]["read_only"] is False
