"""One command that keeps an instance running: web processes and the worker for background tasks, under one supervisor."""

from __future__ import annotations

import http.client
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import get_random_string

from pilin.config.clockwork import Chore, Clockwork, chores, feed_chores, quick_chores, slow_chores
from pilin.config.live import MOST
from pilin.foundation.access.policies import lay_belts, passes_by
from pilin.foundation.upkeep.enums import GRACE

log = logging.getLogger(__name__)
LAST_PORT = 65_535
MINUTE = 60.0  # how often what is due by the clock is looked for
MOMENT = 3.0  # how often what cannot wait for a minute is
PAUSE = 2.0  # before what died is started again
STATIC_SOURCES = ("web/static",)
UNUSED = ["redoc*", "django_htmx"]  # a second look of the API's page, and copies of htmx beside ours


def prepare(say: Callable[[str], None]) -> None:
    """Bring database, translations and static files up to date; quick where nothing changed."""
    from pilin.config.translations import compile_translations  # app ready
    from pilin.foundation.backups.restoring import refuse_halfway  # app ready

    refuse_halfway(settings.HOME)
    compile_translations()
    if _database_is_behind():
        say("database")
        call_command("migrate", interactive=False, verbosity=0)
    if lay_belts():  # of another version, though no migration waited
        say("row security")
    if passes_by():
        say("warning: this role of PostgreSQL passes by row security; connect as one that is no superuser")
    if _static_is_stale():
        say("static files")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    caches["pages"].clear()  # another version or other settings may have made them


def _database_is_behind() -> bool:
    """Return whether a migration waits; asking is far cheaper than `migrate`, which also goes over every permission."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_is_stale() -> bool:
    made = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not made.exists():
        return True
    since = made.stat().st_mtime
    sources = [settings.PACKAGE / part for part in STATIC_SOURCES] + list(settings.PACKAGE.glob("*/*/static"))
    return any(f.stat().st_mtime > since for root in sources for f in root.rglob("*") if f.is_file())


def setup_code() -> str:
    """Return the code that makes the first person of an instance its keeper; written once, readable by nobody else."""
    path = Path(settings.HOME) / "setup-code"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12), encoding="utf8")
    return path.read_text(encoding="utf8").strip()


def is_port_free(host: str, port: int) -> bool:
    """Return whether a server could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def live_port(host: str, port: int, say: Callable[[str], None]) -> int:
    """Return where the live process shall listen beside pages at ``port``; 0 where pages ask by themselves.

    Behind a proxy, and where only TLS is spoken, no browser reaches a port of this machine: there it is started once the
    settings say at which address (``live_url``) or port pages reach it.
    """
    site = settings.SITE
    hidden = (site["secure"] or site["proxies"]) and not (site["live_port"] or site["live_url"])
    if not site["live"] or hidden:
        return 0
    wanted = site["live_port"] or port + 1
    if wanted > LAST_PORT or not is_port_free(host, wanted):
        say(f"port {wanted} is taken: open pages ask by themselves every ten seconds; name another as live_port")
        return 0
    return int(wanted)


def serve(host: str, port: int, workers: int, ready: Callable[[], None] = lambda: None, live_at: int = 0) -> int:
    """Run web, worker and live processes until told to stop, or until a web process ends that never answered.

    ``live_at`` is the port of the live process; 0: there is none.

    Returns the exit code. SIGTERM and SIGINT reach all; each may finish what it is doing for ten seconds. The worker
    begins once the web answers, so that people do not wait for it. Whichever dies is started again: calls to people on
    duty go on by the clock of this process meanwhile, and what a worker was doing is taken up at once, since nobody
    knows better than its parent that it is dead. A web that cannot begin at all ends the whole, so that somebody is told.
    """
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "pilin.config.settings", "PYTHONUNBUFFERED": "1"}
    environment |= {"PILIN_LIVE_PORT": str(live_at), "PILIN_LIVE": "true" if live_at else "false"}
    web = [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "10s",
        "--log-level",
        "warning",
        "--no-access-log",
        "pilin.config.wsgi:application",
    ]
    queue = ["-m", "pilin.config.command", "upkeep", "work", "--name"]
    live = [
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--factory",
        "--host",
        host,
        "--port",
        str(live_at),
        "--backpressure",
        str(MOST + 100),  # whoever comes beyond MOST is told so, instead of waiting for a place
        "--workers-kill-timeout",
        "2s",
        "--log-level",
        "warning",
        "--no-access-log",
        "pilin.config.live:application",
    ]
    # even a supervisor that is killed leaves nobody behind
    tied = [sys.executable, "-m", "pilin.config.tied", str(os.getpid())]

    def start(words: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*tied, *words], env=environment, stdout=sys.stderr, start_new_session=True)

    _hold_open()
    stopping, answering, telling = threading.Event(), threading.Event(), _Rest()
    running = {"web": start(web)}
    worker = ""

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    kept = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        threading.Thread(target=_when_answering, args=(host, port, stopping, answering), daemon=True).start()
        for kept_chores, every in (
            (chores, MINUTE), (feed_chores, MINUTE), (quick_chores, MOMENT), (slow_chores, MOMENT),
        ):  # fmt: skip
            threading.Thread(target=_keep_time, args=(stopping, kept_chores, every), daemon=True).start()
        while not stopping.wait(0.3):
            if running["web"].poll() is not None:
                if not answering.is_set():
                    return running["web"].returncode or 1
                log.error("the web process ended (%s); it is started again", running["web"].returncode)
                _end_group(running["web"].pid)
                if stopping.wait(PAUSE):
                    break
                running["web"] = start(web)
            if not answering.is_set():
                continue
            if live_at and ("live" not in running or running["live"].poll() is not None) and telling.is_over():
                if "live" in running:
                    log.error("the live process ended (%s); it is started again", running["live"].returncode)
                    _end_group(running["live"].pid)
                running["live"] = start(live)  # pages ask by themselves while it is away
            if not worker:
                ready()
            elif running["worker"].poll() is None:
                continue
            else:
                _note_end(worker)
                if stopping.wait(PAUSE):
                    break
            worker = get_random_string(32)
            running["worker"] = start([*queue, worker])
        return 0
    finally:
        _end(list(running.values()))
        if worker:
            _note_end(worker)
        for number, handler in kept.items():
            signal.signal(number, handler)


class _Rest:
    """How long what dies rests before it is started again: at first not at all, longer each time it dies young."""

    LONGEST, YOUNG = 60.0, 60.0

    def __init__(self) -> None:
        self.rest, self.started = 0.0, 0.0

    def is_over(self) -> bool:
        """Return whether it may be started now; if so it is counted as started."""
        now = time.monotonic()
        if self.started and now - self.started > max(self.YOUNG, 2 * self.rest):
            self.rest = 0.0
        if now - self.started < self.rest:
            return False
        self.rest, self.started = min(max(PAUSE, 2 * self.rest), self.LONGEST), now
        return True


def _hold_open() -> None:
    """Keep one connection of this process open for as long as it serves.

    Whoever closes the last connection to an SQLite database removes the files beside it, and the next to open it needs
    room to make them again: on a full disk not even reading would work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")


def _keep_time(stopping: threading.Event, kept: Callable[[], list[Chore]], every: float) -> None:
    """Again and again, do what is due by the clock."""
    from django.db import connections  # app ready
    from django.utils import timezone  # app ready

    clockwork = Clockwork(kept())
    while not stopping.wait(every):
        try:
            clockwork.turn(timezone.now())
        finally:
            connections.close_all()


def _note_end(worker: str) -> None:
    """Note that a worker's process is gone; where that cannot be written its silence tells, a minute later."""
    from django.utils import timezone  # app ready

    from pilin.foundation.upkeep import actions, queries  # app ready

    try:
        actions.end_worker(by=queries.HOUSE, at=timezone.now(), worker=worker)
    except DatabaseError as error:
        log.warning("the end of a worker is not noted: %s", error)


def _when_answering(host: str, port: int, stopping: threading.Event, answering: threading.Event) -> None:
    """Wait for an answer, whichever: the port alone is open long before anybody behind it can speak."""
    target = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  (compared, not bound)
    while not stopping.is_set():
        asking = http.client.HTTPConnection(target, port, timeout=30)
        try:
            asking.request("GET", "/healthz")
            asking.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            answering.set()
            return
        finally:
            asking.close()


def _end_group(leader: int) -> None:
    """End what a killed process left behind: web workers without their parent would keep the port from the next."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
