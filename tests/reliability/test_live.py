"""Five hundred viewers with a connection each on one live process, as it is served: told once and soon, and nothing left behind.

Nothing here is within one process: the viewers' sockets, the live process, and whoever brings the reading are apart.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.viewers import Hall, Telling
from tests.reliability.instances import Instance, instance
from tests.reliability.processes import family, lives
from tests.reliability.report import tried
from tests.reliability.test_watch_faults import FENGJING, XINDAI, cross, laid, words_of
from tests.reliability.test_worker_killed import wait_for
from tests.served import free_port

pytestmark = [
    pytest.mark.xdist_group("reliability"),
    pytest.mark.above,
]  # what dies here is above the database; the night kills on both
VIEWERS, DEAF = 500, 50
SOON = (
    10.0  # before any page would have asked by itself; how soon it was is printed, and measured by benchmarks/alerts.py
)
ON_THE_PAGE = {FENGJING: ["page"], XINDAI: ["page"]}  # one change: nothing else happens until the next is called
PULSE = "SELECT number FROM watch_pulse WHERE slug = 'five-towns'"


@pytest.fixture(autouse=True)
def open_files() -> Iterator[None]:
    """Let this process open as many connections as it needs: each viewer here is one too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * (VIEWERS + DEAF) + 200
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def live_of(house: Instance) -> list[int]:
    """Return the live processes, their first one first."""
    assert house.server is not None
    return [pid for pid in family(house.server.pid) if b"pilin.config.live:application" in words_of(pid)]


def connections(house: Instance) -> int:
    """Return how many connections the live processes of an instance hold."""
    return connections_of(live_of(house))


def connections_of(pids: list[int]) -> int:
    """Return how many connections some processes hold, as the system counts them: no socket that they listen on."""
    found = 0
    for pid in pids:
        with suppress(OSError):
            names = [str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()]
            found += sum(name.removeprefix("socket:[").rstrip("]") in _established() for name in names)
    return found


def _established() -> set[str]:
    """Return the inodes of connections that are up, of IPv4."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] in ("01", "08")}  # established; the other side closed, and we did not


def memory(house: Instance) -> float:
    """Return the memory of the live processes, MB resident."""
    return sum(
        int(line.split()[1]) / 1024
        for pid in live_of(house)
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )


def numbers(told: list[Telling]) -> list[int]:
    return [number for _at, number in told]


@pytest.mark.nightly
def test_five_hundred_viewers_are_told_once_and_soon_and_leave_nothing_behind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = free_port()
    with instance(live="true", live_port=port) as house:
        laid(house, ON_THE_PAGE)
        with house.served(), Hall(port) as hall:
            wait_for(lambda: live_of(house) and answers_at(port))
            hall.come(1)
            alone = memory(house)
            hall.come_deaf(DEAF)
            hall.come(VIEWERS - 1)
            wait_for(lambda: connections(house) == VIEWERS + DEAF)
            ((before,),) = house.ask(PULSE)
            assert [numbers(one) for one in hall.told] == [[before]] * VIEWERS
            arrived = cross(house)
            hall.until(lambda: all(len(one) > 1 for one in hall.told), SOON)
            time.sleep(3)  # whoever were told twice would have been
            ((after,),) = house.ask(PULSE)
            assert [numbers(one) for one in hall.told] == [[before, after]] * VIEWERS
            at = [one[-1][0] for one in hall.told]
            took = max(at) - arrived
            assert took < SOON
            spread, full = max(at) - min(at), memory(house)
            assert (full - alone) / (VIEWERS + DEAF) < 0.2
            hall.leave()
            wait_for(lambda: connections(house) == 0, seconds=30)
            begin = time.monotonic()
        stopped = time.monotonic() - begin
    each = (full - alone) * 1024 / (VIEWERS + DEAF)
    with capsys.disabled():
        print(
            f"\n{VIEWERS} viewers and {DEAF} that never read: the last told {took:.2f} s after the reading arrived, "
            f"{spread * 1000:.0f} ms after the first; {alone:.0f} MB with one, {full:.0f} MB with all ({each:.0f} kB each); "
            f"stopped in {stopped:.1f} s"
        )
    tried(
        "watch", f"{VIEWERS} viewers at once, {DEAF} more that never read; told within {SOON:.0f} s", VIEWERS, 0, TOLD
    )


TOLD = "a waiter kept for each quiet line leaves one behind a viewer each 15 s; tests/config/test_live.py"


def answers_at(port: int) -> bool:
    """Return whether the live process answers at all."""
    with suppress(OSError, TimeoutError), Hall(port) as hall:
        hall.come(1)
        return True
    return False


@pytest.mark.parametrize(
    "whole",
    [pytest.param(True, id="all-of-it", marks=pytest.mark.nightly), pytest.param(False, id="its-first-process")],
)
def test_a_live_process_that_is_killed_comes_back_and_its_viewers_with_it(whole: bool) -> None:
    """Killed with -9: viewers come again by themselves and are told what they missed, nothing twice; pages answer meanwhile."""
    port = free_port()
    with instance(live="true", live_port=port) as house:
        laid(house, ON_THE_PAGE)
        with house.served(), Hall(port) as hall:
            wait_for(lambda: live_of(house) and answers_at(port))
            hall.come(100)
            ((before,),) = house.ask(PULSE)
            killed = live_of(house)
            for pid in killed if whole else killed[:1]:
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: hall.away > 0)
            assert house.get("/c/five-towns/watch/live/?part=desk").status == 200  # what a page asks by itself
            cross(house)
            hall.until(lambda: all(len(one) > 1 for one in hall.told), 60)
            ((after,),) = house.ask(PULSE)
            assert [numbers(one)[:2] for one in hall.told] == [[before, after]] * 100
            assert all(numbers(one) == sorted(set(numbers(one))) for one in hall.told)
            assert not any(lives(pid) for pid in killed)
            assert house.server is not None
            assert house.server.poll() is None
    tried("watch", f"the live process killed with -9, {'all of it' if whole else 'its first process'}", 1, 0, STANDS)


STANDS = "pages that only listen hear nothing until it is back"


@pytest.mark.nightly
def test_with_viewers_at_their_pages_an_instance_still_stops_at_once() -> None:
    port = free_port()
    with instance(live="true", live_port=port) as house, house.served(), Hall(port) as hall:
        wait_for(lambda: live_of(house) and answers_at(port))
        hall.come(100)
        family_of = family(house.server.pid) if house.server else []
        begin = time.monotonic()
        assert house.server is not None
        house.server.send_signal(signal.SIGTERM)
        house.server.wait(30)
        took = time.monotonic() - begin
    assert took < 10  # what the system gives the rest before it ends it
    assert [pid for pid in family_of if lives(pid)] == []


@pytest.mark.nightly
def test_where_the_next_port_is_taken_pages_ask_by_themselves_and_it_is_said() -> None:
    """The live process needs no setting; where its port is another's the instance serves all the same, and says so."""
    with instance(live="true", live_port=0, default_circle="five-towns") as house:
        laid(house, ON_THE_PAGE)
        with house.served() as address:
            port = int(address.rpartition(":")[2]) + 1
            wait_for(lambda: live_of(house) and answers_at(port))
            page = house.get("/c/five-towns/watch/")
            assert f'data-ticks="http://127.0.0.1:{port}/live/five-towns"' in page.text
            assert f"http://127.0.0.1:{port}" in page.headers["content-security-policy"]
    taken = free_port()
    with Taken(taken), instance(live="true", live_port=taken) as house:
        laid(house, ON_THE_PAGE)
        with house.served():
            page = house.get("/c/five-towns/watch/")
            assert (page.status, 'data-ticks=""' in page.text, live_of(house)) == (200, True, [])
            assert f"port {taken} is taken: open pages ask by themselves every ten seconds" in house.log()


class Taken:
    """Somebody else listens at a port."""

    def __init__(self, port: int) -> None:
        import socket

        self.server = socket.create_server(("127.0.0.1", port))

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        self.server.close()
