"""The worker: does background tasks, says that it is alive, and takes up what dead workers left.

``pilin serve`` starts it as ``pilin upkeep work``. A task is done at least once: one whose worker was killed in its midst
is done again from its beginning, so a task must do no harm when it is done twice.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from pilin.engine.base import trouble_of
from pilin.foundation.access.verdict import Refused
from pilin.foundation.upkeep import actions, queries
from pilin.foundation.upkeep.enums import BEAT, GRACE

log = logging.getLogger(__name__)
HOUSE = queries.HOUSE
TENDS_EVERY = 3  # beats


def new_name() -> str:
    """Return a name for a worker, like no other."""
    return get_random_string(32)


class Worker(QueueWorker):
    """The queue's own worker, which outlives a busy or full database and never leaves a task behind unseen."""

    def __init__(self, name: str, interval: float = 1.0, **more: Any) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=True,  # it comes back when nothing is due, so that it can rest
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
            **more,
        )
        self._ending = threading.Event()
        self._beats = False

    def run(self) -> None:
        """Do tasks until told to stop; rest while nothing can be written."""
        self._beat(tending=True)
        threading.Thread(target=self._keep_beating, daemon=True).start()
        try:
            while self.running:
                try:
                    if self._beats:
                        super().run()
                except DatabaseError as error:
                    if trouble_of(error) is None:
                        raise
                    log.warning("background work rests: %s", error)
                    connection.close()
                    self.worker_id = new_name()  # what it may have left under the old name is taken up as a dead one's
                if self.running:
                    time.sleep(self.interval)
        finally:
            self._ending.set()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish what is under way, for as long as every process gets; then the system ends this one, whatever it does.

        Its supervisor would do so, but may be the one that was killed.
        """
        if self.running and hasattr(signal, "alarm"):
            signal.alarm(GRACE)
        super().shutdown(signum, frame)

    def run_task(self, db_task_result: Any) -> None:
        """Do one task; one that failed is put back or aside at once."""
        super().run_task(db_task_result)
        if db_task_result.status == queries.FAILED:
            with contextlib.suppress(Refused):
                tend(timezone.now())

    def _keep_beating(self) -> None:
        beats = 0
        while not self._ending.wait(BEAT.total_seconds()):
            beats += 1
            try:
                self._beat(tending=not beats % TENDS_EVERY)
            finally:
                connection.close()

    def _beat(self, *, tending: bool) -> None:
        """Say that this worker is alive and take up what others left; where nothing can be written, leave both and rest."""
        at = timezone.now()
        try:
            actions.beat(by=HOUSE, at=at, worker=self.worker_id, host=socket.gethostname())
            if tending:
                tend(at)
        except (DatabaseError, Refused) as error:
            log.warning("no sign of life: %s", error)
            connection.close()
            self._beats = False
        else:
            self._beats = True


def tend(at: datetime) -> None:
    """Put back what dead workers left, and put back or aside what failed: each task by itself."""
    for task in queries.orphans(at):
        _quietly(lambda task=task: actions.put_back(by=HOUSE, at=at, task=task))  # type: ignore[misc]
    for task in queries.failures(at):
        if not actions.retry_task(by=HOUSE, at=at, task=task):
            _quietly(lambda task=task: actions.put_aside(by=HOUSE, at=at, task=task))  # type: ignore[misc]


def _quietly(act: Callable[[], Any]) -> None:
    with contextlib.suppress(Refused):  # another worker was first
        act()
