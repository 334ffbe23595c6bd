"""The path of an alert while parts of the house are dead: web, worker, clock, a neighbour's line; and answers under kills.

Every trial begins with a reading that crosses a line and ends with the calls that stand in the database: each instance is served
as in life, and its processes are killed with -9 or stopped by the system, never told.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import pytest

from tests.reliability.instances import Answer, Instance, instance
from tests.reliability.processes import family
from tests.reliability.report import times, tried
from tests.reliability.test_worker_killed import wait_for, workers_of

pytestmark = [
    pytest.mark.xdist_group("reliability"),
    pytest.mark.above,
]  # what dies here is above the database; the night kills on both
FENGJING, XINDAI = "310116102", "330482102"
TEN = 10  # seconds a town waits for an answer here: the least there may be
LAY = """
import json
from datetime import timedelta
from decimal import Decimal
from django.utils import timezone
from pilin.config.standing import standing_of
from pilin.domain.watch import actions
from pilin.foundation.identity.models import User
from pilin.foundation.members.queries import circle_named, day_of
from pilin.foundation.observations.actions import add_gauge_series, add_station
now = timezone.now()
before = now - timedelta(days=2)
ways = %s
circle, series = None, None
for town in ("310116102", "330482102"):
    people = [User.objects.get(username=f"{town}-{role}") for role in ("clerk", "signatory")]
    for person in people:
        person.email, person.phone = f"{person.username}@example.net", "13000000001"
        person.save()
    clerk = standing_of(people[0], now)
    circle = circle or circle_named(clerk, "five-towns")
    if series is None:
        station = add_station(by=clerk, at=before, circle="five-towns", code="creek", kind="level", name_zh="界泾桥", name="Creek", audience="circle")
        series = add_gauge_series(by=clerk, at=before, station=station, quantity="level_m", interval_minutes=5, datum="吴淞")
        line = {"kind": "warning", "level_m": Decimal("3.30"), "datum": "吴淞", "meaning_zh": "开始值守"}
        actions.set_line(by=clerk, at=before, circle=circle, town=town, series=series, **line)
    else:
        actions.mind_gauge(by=clerk, at=before, circle=circle, town=town, series=series)
    actions.set_term(by=clerk, at=before, circle=circle, town=town, answer_seconds=10)
    begins = now - timedelta(hours=1)
    said = actions.ShiftSaid(begins, begins + timedelta(hours=12), [person.pk for person in people], ways[town])
    actions.enter_shifts(
        by=clerk, at=before, circle=circle, town=town, since=day_of(begins), until=day_of(begins), shifts=[said]
    )
print(json.dumps("laid"))
"""
CROSS = """
import json
import time
from datetime import timedelta
from django.utils import timezone
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.actions import ReadingSaid, take_readings
now = timezone.now()
rows = [
    ReadingSaid("creek-level_m", now - timedelta(minutes=back), value, unit="m", datum="吴淞")
    for back, value in ((10, "2.90"), (5, "3.40"))
]
arrived = time.monotonic()
taken = take_readings(by=Standing.machine("test"), at=now, circle="five-towns", rows=rows, source="logger")
print(json.dumps([taken.taken, taken.marked, arrived]))
"""
CALLS = "SELECT channel, outcome FROM watch_call WHERE owner = '%s' ORDER BY step"
PAGE_AND_MAIL = {FENGJING: ["page", "mail"], XINDAI: ["page", "mail"]}


def laid(house: Instance, ways: dict[str, list[str]] | None = None) -> None:
    """Lay a gauge with a line on one bank, which the other minds, and two people on each list."""
    house.run(LAY % json.dumps(ways or PAGE_AND_MAIL))


def cross(house: Instance) -> float:
    """Let the water cross the line, by a process of its own, as a logger's file brings it.

    Returns the moment at which the readings arrived, on the machine's monotonic clock.
    """
    taken, marked, arrived = house.run(CROSS)
    assert (taken, marked) == (2, 0)
    return float(arrived)


def calls(house: Instance, town: str) -> list[tuple[str, str]]:
    """Return the calls of a town: way, outcome."""
    return [(way, outcome) for way, outcome in house.ask(CALLS % town)]


def reaches(
    house: Instance, *wanted: tuple[str, str], towns: tuple[str, ...] = (FENGJING, XINDAI)
) -> Callable[[], bool]:
    """Return whether each town's calls begin so."""
    return lambda: all(calls(house, town)[: len(wanted)] == list(wanted) for town in towns)


def web_of(house: Instance) -> list[int]:
    """Return the web processes of an instance that is served, its first one first."""
    assert house.server is not None
    return [pid for pid in family(house.server.pid) if b"pilin.config.wsgi:application" in words_of(pid)]


def words_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@contextmanager
def killed_again_and_again(who: Callable[[], list[int]], every: float = 1.0) -> Iterator[list[int]]:
    """Kill the first of some processes with -9 whenever there is one; gives the list of who was killed."""
    killed: list[int] = []
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(every):
            for pid in who()[:1]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    try:
        yield killed
    finally:
        stop.set()
        thread.join()


def answers(house: Instance) -> bool:
    with suppress(OSError):
        return house.get("/healthz").status == 200
    return False


@pytest.mark.nightly
@pytest.mark.parametrize("who", ["web", "worker"])
def test_calls_go_on_while_one_is_killed_again_and_again(who: str) -> None:
    """From the reading to the second person on both banks: the page, the mail, the next person's page; then all live again."""
    find = web_of if who == "web" else workers_of
    with instance() as house:
        laid(house)
        with house.served():
            wait_for(lambda: find(house))
            with killed_again_and_again(lambda: find(house)) as killed:
                wait_for(lambda: killed)
                cross(house)
                wait_for(reaches(house, ("page", "sent"), ("mail", "sent"), ("page", "sent")), seconds=90)
                assert len(killed) >= 3
            wait_for(lambda: answers(house) and workers_of(house))
            assert house.server is not None
            assert house.server.poll() is None
    tried("F9", f"calls of both banks while the {who} is killed with -9 every second", len(killed), 0, STANDS)


STANDS = "with clock and worker stopped and nobody looking, no step in 15 s"


@pytest.mark.nightly
def test_an_officers_open_page_carries_the_calls_where_clock_and_worker_stand_still() -> None:
    """What the system stops does nothing, and nobody notices: the page that an officer has open does the rest."""
    with instance() as house:
        laid(house)
        with house.served():
            wait_for(lambda: workers_of(house))
            assert house.server is not None
            stopped = [house.server.pid, *workers_of(house)]
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            try:
                cross(house)
                time.sleep(15)
                assert reaches(house, ("page", "sent"))()
                assert len(calls(house, FENGJING)) == 1  # the control: nobody came by
                wait_for(
                    lambda: looked(house) and reaches(house, ("page", "sent"), ("mail", "sent"), ("page", "sent"))()
                )
            finally:
                for pid in stopped:
                    os.kill(pid, signal.SIGCONT)
    tried("F9", "clock and worker stopped by the system, an officer's page open", 1, 0, STANDS)


def looked(house: Instance) -> bool:
    """Let an officer's open page ask, as it does each few seconds."""
    time.sleep(1)
    return house.post("/c/five-towns/watch/live/?part=desk", who="clerk").status in (200, 204)


@contextmanager
def silence() -> Iterator[tuple[int, list[socket.socket]]]:
    """Listen and say nothing: a line that is neither up nor down. Gives the port, and who knocked."""
    server = socket.create_server(("127.0.0.1", 0))
    knocked: list[socket.socket] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                knocked.append(server.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    try:
        yield server.getsockname()[1], knocked
    finally:
        server.close()
        for one in knocked:
            one.close()


@pytest.mark.nightly
def test_a_neighbours_line_that_does_not_answer_holds_nobody_up() -> None:
    """One bank is called by text message over a gateway that never answers, the other by mail: its mail leaves in a few seconds.

    The silent message counts as failed after ten seconds, and the next step is taken at once.
    """
    with silence() as (port, knocked):
        gateway = f"http://127.0.0.1:{port}/send"
        with instance(sms_url=gateway, webhook_hosts=f"http://127.0.0.1:{port}@127.0.0.0/8") as house:
            laid(house, {FENGJING: ["mail"], XINDAI: ["sms", "page"]})
            with house.served():
                wait_for(lambda: workers_of(house))
                cross(house)
                began = time.monotonic()
                wait_for(lambda: knocked and calls(house, FENGJING)[:1] == [("mail", "sent")], seconds=9)
                took = time.monotonic() - began
                assert calls(house, XINDAI) == [("sms", "waiting")]
                wait_for(lambda: calls(house, XINDAI)[:2] == [("sms", "failed"), ("page", "sent")], seconds=30)
    tried(
        "F9",
        f"a gateway that never answers; the other bank's mail left after {took:.1f} s",
        1,
        0,
        "sent one after another, the mail waits for the gateway's ten seconds",
    )


EVENTS = """
import json
from django.utils import timezone
from pilin.config.standing import standing_of
from pilin.domain.watch import actions
from pilin.foundation.identity.models import User
from pilin.foundation.members.queries import circle_named
now = timezone.now()
clerk = standing_of(User.objects.get(username="310116102-clerk"), now)
made = [
    actions.open_event(by=clerk, at=now, circle=circle_named(clerk, "five-towns"), town="310116102", hazard="flood", title_zh=f"第{k}次")
    for k in range(%d)
]
print(json.dumps("opened"))
"""
ASKED = "SELECT uid, event_id FROM watch_call WHERE owner = '310116102' AND step = 0 ORDER BY uid"
KEPT = """
SELECT COUNT(*) FROM watch_call JOIN watch_eventpart ON watch_eventpart.event_id = watch_call.event_id
AND watch_eventpart.owner = watch_call.owner WHERE watch_call.uid = '%s' AND watch_call.answered_at IS NOT NULL
"""


def test_an_answer_that_was_confirmed_is_never_lost() -> None:
    """The web is killed with -9 right after it confirmed an answer, or somewhere in the middle; sent again, it is there once."""
    rounds = times(2, 60)
    chance = random.Random(7)
    confirmed, unsure = [], []
    with instance() as house:
        laid(house)
        house.run(EVENTS % rounds)
        with house.served():
            for k, (uid, _event) in enumerate(house.ask(ASKED)):
                wait_for(lambda: answers(house))
                path = f"/c/five-towns/watch/calls/{UUID(str(uid))}/answer/"
                if answered(house, path, None if k % 2 else chance.uniform(0.0, 0.08)):
                    confirmed.append(uid)
                    assert house.ask(KEPT % uid) == [(1,)]
                else:
                    unsure.append(uid)
                    wait_for(lambda: answers(house))
                    assert house.post(path).status == 302
                    assert house.ask(KEPT % uid) == [(1,)]
        assert len(confirmed) >= rounds // 2
        with house.raw() as raw:  # the control: the check sees an answer that is gone
            raw.execute(f"UPDATE watch_call SET answered_at = NULL WHERE uid = '{confirmed[0]}'")
        assert house.ask(KEPT % confirmed[0]) == [(0,)]
    what = (
        f"web killed with -9 at an answer to a call: {len(confirmed)} confirmed, {len(unsure)} cut off and sent again"
    )
    tried("F9", what, rounds, 0, "an answer taken out by hand is noticed")


def answered(house: Instance, path: str, after: float | None) -> bool:
    """Answer a call and kill the web, after the answer or so many seconds after asking; return whether it was confirmed."""
    told: list[Answer] = []

    def ask() -> None:
        with suppress(OSError):
            told.append(house.post(path))

    asking = threading.Thread(target=ask)
    asking.start()
    if after is None:
        asking.join()
    else:
        time.sleep(after)
    for pid in reversed(web_of(house)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    asking.join()
    return bool(told) and told[0].status == 302
