"""F1: processes are killed while they write. What was acknowledged is there, and nothing stands half-written.

Most kills hit a process that does deeds and nothing else; the others hit the whole tree of a served instance while
people write to it over HTTP, as ``pilin serve`` runs it. A kill takes nothing that the system already holds, so it says
nothing of the disk: that is what the power cuts are for.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.deeds import CIRCLE, CLERKS, PASSWORD
from tests.reliability.instance import Instance, Toll, acknowledged, copied, refill, running, wait_for_acks
from tests.reliability.processes import kill_all
from tests.reliability.report import times, tried
from tests.served import ROOT, free_port, outer

KILLS, SERVED = times(47, 475), times(3, 25)  # together 50 in every check, 500 at night
FRESH = 10  # kills after which the instance is a fresh one
ON_SQLITE = pytest.mark.skipif(
    os.environ.get("PILIN_TEST_ON") == "postgresql",
    reason="a killed client costs PostgreSQL nothing: see the power cuts",
)
pytestmark = [ON_SQLITE, pytest.mark.xdist_group("kills")]


def kill_series(instance: Instance, kills: int, weaken: str = "") -> Toll:
    """Kill two writers again and again; stop early where something is lost, which only a control wants."""
    toll, acks, drawn = Toll(), [], random.Random(f"kills{weaken}")
    for number in range(kills):
        if number % FRESH == 0:
            refill(instance.home)
            acks = []
        mine = [instance.fresh_acks() for _ in range(2)]
        children = [
            instance.begin("write", acks=str(path), seed=number + k, weaken=weaken) for k, path in enumerate(mine)
        ]
        acks += [str(path) for path in mine]
        wait_for_acks(instance, mine)
        time.sleep(drawn.uniform(0, 0.08))
        for child in children:
            child.kill()
        toll.acked += acknowledged(mine)
        toll.add(instance.do("check", acks=acks))
        if not toll.clean:
            break
    return toll


def test_what_was_acknowledged_survives_kill_9_of_the_writer() -> None:
    with copied() as instance:
        toll = kill_series(instance, KILLS)
        assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
        control = kill_series(instance, 60, weaken="two transactions")
    assert control.half, "a row and its entry in two transactions were never found apart: the check sees nothing"
    tried(
        "F1", "kill -9 of two processes that do deeds", toll.times, toll.told,
        f"{len(control.half)} half-written after {control.times} kills (row and entry in two transactions)",
    )  # fmt: skip


# Over HTTP ------------------------------------------------------------------------------------------------------------


class Person:
    """Somebody signed in, who reports obstacles through the API."""

    def __init__(self, address: str, username: str) -> None:
        self.address, self.username = address, username
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = self._open("/account/login/").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        given = f"login={username}&password={PASSWORD.replace(' ', '+')}&csrfmiddlewaretoken={token[1]}"
        self._open("/account/login/", given.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        assert any(cookie.name == "sessionid" for cookie in self._jar()), f"{username} was not signed in"

    def _jar(self) -> Any:
        return next(h.cookiejar for h in self.opener.handlers if isinstance(h, urllib.request.HTTPCookieProcessor))

    def _open(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        request = urllib.request.Request(self.address + path, body, headers or {})
        with self.opener.open(request, timeout=10) as answer:
            return bytes(answer.read())

    def report(self, title: str) -> dict[str, Any]:
        """Report an obstacle and return what the API answered with 201."""
        body = {"kind": "transport", "title_zh": title, "cost_zh": "多走两公里", "audience": "public"}
        token = next(cookie.value for cookie in self._jar() if cookie.name == "csrftoken")
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        return dict(json.loads(self._open(f"/api/v1/circles/{CIRCLE}/obstacles", json.dumps(body).encode(), headers)))

    def report_until(self, stop: threading.Event, acks: Path) -> None:
        """Report without end, noting each that was acknowledged."""
        with acks.open("a", encoding="utf8", buffering=1) as done:
            for number in range(100_000):
                if stop.is_set():
                    return
                try:
                    made = self.report(f"{self.username} {time.time_ns()} {number}")
                except urllib.error.HTTPError as refused:
                    if refused.code != 503:  # "press again" is expected here, a refusal is not
                        raise
                    time.sleep(0.01)
                except OSError:  # the server is gone, or says that it is busy: not acknowledged
                    time.sleep(0.01)
                else:
                    uid = made["obstacle"]["uid"] if "obstacle" in made else made["uid"]
                    done.write(f"obstacles.report_obstacle {uid} 1 -\n")


class Server:
    """``pilin serve`` on a folder."""

    def __init__(self, home: Path, port: int) -> None:
        env = {**outer(), "PILIN_HOME": str(home), "PILIN_LIMIT_PERCENT": "0", "PILIN_SECOND_FACTOR_FOR": ""}
        # they report as fast as they can, and with a password alone: limits and second factors have tests of their own
        self.log = (home.parent / "server.log").open("ab")
        command = [sys.executable, "-m", "pilin.config.command", "serve", "--port", str(port), "--workers", "2"]
        self.process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=self.log, stderr=self.log)
        until = time.monotonic() + 240
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            except OSError:
                assert time.monotonic() < until, (home.parent / "server.log").read_text()[-3000:]
                assert self.process.poll() is None, (home.parent / "server.log").read_text()[-3000:]
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill the supervisor, the web processes and the worker for tasks, all at once."""
        kill_all(self.process)
        self.log.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the server's processes through /proc")
def test_what_the_server_acknowledged_survives_kill_9_of_all_its_processes() -> None:
    folder = Path(tempfile.mkdtemp(prefix="served-", dir=os.environ.get("PILIN_TEST_ROOT")))
    home, port, drawn, toll = folder / "home", free_port(), random.Random("served"), Toll()
    refill(home)
    acks: list[Path] = []
    server, people = None, []
    try:
        with running(home) as instance:
            for _number in range(SERVED):
                server = Server(home, port)
                people = people or [Person(f"http://127.0.0.1:{port}", name) for name in CLERKS[:2]]
                stop, mine = threading.Event(), [instance.fresh_acks() for _ in people]
                writers = [
                    threading.Thread(target=person.report_until, args=(stop, path))
                    for person, path in zip(people, mine, strict=True)
                ]
                for writer in writers:
                    writer.start()
                acks += mine
                wait_for_acks(instance, mine)
                time.sleep(drawn.uniform(0, 0.4))
                server.kill()
                server = None
                stop.set()
                for writer in writers:
                    writer.join(30)
                toll.acked += acknowledged(mine)
                toll.add(instance.do("check", acks=[str(path) for path in acks]))
                assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
    finally:
        if server is not None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
    tried(
        "F1", "kill -9 of all processes of `pilin serve`, two people writing over HTTP", toll.times, toll.told,
        "as above: the check is the same",
    )  # fmt: skip
