"""A worker killed in the middle of a task: the task is done in the end, exactly as it was asked for."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.instances import Instance, instance
from tests.reliability.processes import family, lives
from tests.reliability.report import times, tried

pytestmark = pytest.mark.xdist_group("reliability")
ENQUEUE = """
import json
from tests.reliability.slow import note
for number in range(%d):
    note.enqueue(number, seconds=%s)
print(json.dumps("asked"))
"""
STATES = "SELECT status, worker_ids FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at"
TABLE = "SELECT number, name FROM slow_notes ORDER BY number"


def wait_for(what: Callable[[], Any], seconds: float = 120) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.2)
    return found


def prepared(house: Instance, tasks: int, seconds: float) -> None:
    with house.raw() as raw:
        raw.execute("CREATE TABLE slow_notes (number INTEGER, name VARCHAR(20))")
    house.run(ENQUEUE % (tasks, seconds))


def running(house: Instance, by: str = "", taken: int = 99) -> bool:
    """Return whether a task runs that was taken this often at most, by this worker if one is named."""
    held = [claims(workers) for status, workers in house.ask(STATES) if status == "RUNNING"]
    return any(by in workers[-1] and len(workers) <= taken for workers in held)


def claims(workers: Any) -> list[str]:
    """Return who took a task, one after another, as either database gives it."""
    return list(json.loads(workers) if isinstance(workers, str) else workers)


def test_a_task_whose_worker_was_killed_is_done_in_the_end() -> None:
    """Each task writes its row as its last act; the worker is killed while it is at it, again and again.

    Twice over each task at most: after the third time it rests for three minutes, after the fifth it is put aside.
    """
    kills = times(1, 10)
    tasks = kills + 1
    with instance() as house:
        prepared(house, tasks=tasks, seconds=1.5)
        for name in range(kills):
            worker = working(house, f"worker-{name}")
            wait_for(lambda name=name: running(house, f"worker-{name}", taken=2))
            time.sleep(0.5)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            house.run(END % f"worker-{name}")  # as the supervisor, whose child it was, notes it
        worker = working(house, "last")
        wait_for(lambda: [status for status, _workers in house.ask(STATES)] == ["SUCCESSFUL"] * tasks)
        worker.terminate()
        assert worker.wait(30) == 0
        assert house.ask(TABLE) == [(number, f"note {number}") for number in range(tasks)]
        assert sum(len(claims(workers)) for _status, workers in house.ask(STATES)) == tasks + kills  # all in mid-task

        assert stays_running(house) == "RUNNING"  # the control
    tried(
        "tasks", "worker killed with -9 in the middle of a task", kills, 0, "1 task RUNNING for ever without the round"
    )


END = """
from django.utils import timezone
from pilin.foundation.upkeep import actions, queries
actions.end_worker(by=queries.HOUSE, at=timezone.now(), worker=%r)
"""


def working(house: Instance, name: str) -> Any:
    return house.start(
        "import sys\nfrom pilin.config import command\n"
        f"sys.argv = ['pilin', 'upkeep', 'work', '--name', {name!r}, '--interval', '0.1']\ncommand.main()"
    )


def stays_running(house: Instance) -> str:
    """Return how a task stands that the queue's own worker was killed over, once that worker is started again."""
    house.run(ENQUEUE % (1, 1.5))
    begin = "from django.core.management import call_command\ncall_command('db_worker', startup_delay=False, interval=0.1, queue_name='*')"
    worker = house.start(begin)
    wait_for(lambda: running(house))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker = house.start(begin)
    time.sleep(6)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return str(house.ask(STATES)[-1][0])


@pytest.mark.above
def test_serving_takes_up_what_a_killed_worker_left() -> None:
    """The same under ``pilin serve``, which starts another worker and knows at once that the first is dead."""
    with instance() as house:
        prepared(house, tasks=1, seconds=2)
        with house.served():
            wait_for(lambda: running(house))
            (pid,) = workers_of(house)
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda: house.ask(STATES)[0][0] == "SUCCESSFUL")
            health = house.get("/healthz").json["tasks"]
            assert (health["workers"], health["waiting"], health["running"]) == (1, 0, 0)
        assert house.ask(TABLE) == [(0, "note 0")]
        assert house.ask("SELECT COUNT(*) FROM upkeep_workerbeat") == [(0,)]  # the last one ended as it should


def workers_of(house: Instance) -> list[int]:
    """Return the process numbers of the workers of this instance."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            home = (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"upkeep" in words and b"work" in words and str(house.home).encode() in home:
            found.append(int(folder.name))
    return found


@pytest.mark.nightly
def test_a_worker_outlives_a_database_that_others_hold() -> None:
    with instance(lock_seconds=1) as house:
        prepared(house, tasks=0, seconds=0)
        worker = working(house, "patient")
        wait_for(lambda: house.ask("SELECT COUNT(*) FROM upkeep_workerbeat") == [(1,)])
        with house.locked():
            time.sleep(5)
            assert worker.poll() is None
        house.run(ENQUEUE % (1, 0))
        wait_for(lambda: house.ask(STATES)[0][0] == "SUCCESSFUL")
        worker.terminate()
        assert worker.wait(30) == 0


@pytest.mark.above
@pytest.mark.skipif(sys.platform != "linux", reason="the system ends children with their parent on Linux only")
@pytest.mark.nightly
def test_a_killed_supervisor_leaves_nobody_behind() -> None:
    """Else the next start would find the port taken, and two of each would write; a long task does not keep its worker."""
    with instance() as house, house.served(workers=2):
        prepared(house, tasks=1, seconds=300)
        assert house.server is not None
        wait_for(lambda: running(house))
        everyone = family(house.server.pid)
        assert len(everyone) >= 5  # web, 2 workers, tasks
        os.kill(house.server.pid, signal.SIGKILL)
        house.server.wait()
        wait_for(lambda: not any(lives(pid) for pid in everyone))
