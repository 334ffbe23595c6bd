"""The live process tells numbers and nothing else, to pages of this instance alone, at one look a moment for all of them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from pilin.config.live import Pulses, make, read_pulses
from pilin.config.reaching import is_own_page, live_way
from pilin.config.serving import _Rest, live_port
from tests.factories import watch as make_rows
from tests.factories.base import Five
from tests.served import free_port

Result = TypeVar("Result")
ORIGIN = "http://127.0.0.1:8000"


class Page:
    """One open page: what it was sent, and a way to leave."""

    def __init__(
        self, path: str = "/live/five-towns", origin: str = ORIGIN, method: str = "GET", last: str = ""
    ) -> None:
        headers = [(b"origin", origin.encode()), *([(b"last-event-id", last.encode())] if last else [])]
        self.scope = {"type": "http", "path": path, "method": method, "headers": headers}
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def told(self) -> list[str]:
        bodies = b"".join(one.get("body", b"") for one in self.sent).decode()
        return [line.removeprefix("data: ") for line in bodies.splitlines() if line.startswith("data: ")]


def aside(work: Coroutine[Any, Any, Result]) -> Result:
    """Run in a thread of its own: in this one a browser's loop may be under way."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def settle(condition: Any) -> None:
    for _k in range(400):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come about")


def test_five_hundred_pages_are_told_each_new_number_at_one_look_for_all() -> None:
    async def run() -> tuple[list[list[str]], int, int]:
        numbers = {"five-towns": 7, "elsewhere": 1}
        pulses = Pulses(lambda: dict(numbers), every=0.01)
        application = make(pulses, ORIGIN.__eq__)
        pages = [Page() for _k in range(500)]
        tasks = [asyncio.ensure_future(application(page.scope, page.receive, page.send)) for page in pages]
        await settle(lambda: all("7" in page.told for page in pages))
        numbers["five-towns"] = 8
        await settle(lambda: all("8" in page.told for page in pages))
        numbers["elsewhere"] = 2
        looks = pulses.looks
        await settle(lambda: pulses.looks >= looks + 3)
        for page in pages:
            page.left.set()
        await asyncio.gather(*tasks)
        return [page.told for page in pages], pulses.looks, pulses.open

    told, looks, still_open = aside(run())
    assert told == [["7", "8"]] * 500
    assert looks < 500
    assert still_open == 0


def test_a_page_that_takes_nothing_holds_no_other_up_and_is_given_up() -> None:
    class Stuck(Page):
        async def send(self, message: dict[str, Any]) -> None:
            if b"7" in message.get("body", b""):
                await asyncio.Event().wait()
            await super().send(message)

    async def run() -> tuple[list[str], int]:
        numbers = {"five-towns": 7}
        pulses = Pulses(lambda: dict(numbers), every=0.01)
        application = make(pulses, ORIGIN.__eq__, patience=0.2)
        stuck, page = [Stuck() for _k in range(20)], Page()
        tasks = [asyncio.ensure_future(application(one.scope, one.receive, one.send)) for one in (*stuck, page)]
        await settle(lambda: page.told == ["7"])
        numbers["five-towns"] = 8
        await settle(lambda: page.told == ["7", "8"])
        await settle(lambda: pulses.open == 1)
        page.left.set()
        await asyncio.gather(*tasks)
        return page.told, pulses.open

    assert aside(run()) == (["7", "8"], 0)


def test_a_quiet_night_leaves_nothing_behind() -> None:
    """Lines that say "still here" leave no waiter behind, however many pages are open and however long."""

    async def run() -> tuple[int, int]:
        application = make(pulses := Pulses(lambda: {"five-towns": 7}, every=0.05), ORIGIN.__eq__, still=0.01)
        pages = [Page() for _k in range(20)]
        tasks = [asyncio.ensure_future(application(page.scope, page.receive, page.send)) for page in pages]
        await settle(lambda: all(len(page.sent) > 5 for page in pages))
        early = len(asyncio.all_tasks())
        await settle(lambda: all(len(page.sent) > 40 for page in pages))
        late = len(asyncio.all_tasks())
        for page in pages:
            page.left.set()
        await asyncio.gather(*tasks)
        return late - early, pulses.open

    more, still_open = aside(run())
    assert more < 20 * 10  # it wavers by a few a page; with a waiter left behind by each line it were 700
    assert still_open == 0


@pytest.mark.parametrize(("last", "told"), [("7", ["8"]), ("6", ["7", "8"]), ("x", ["7", "8"]), ("", ["7", "8"])])
def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_twice(last: str, told: list[str]) -> None:
    async def run() -> list[str]:
        numbers = {"five-towns": 7}
        pulses = Pulses(lambda: dict(numbers), every=0.01)
        page = Page(last=last)
        task = asyncio.ensure_future(make(pulses, ORIGIN.__eq__)(page.scope, page.receive, page.send))
        await settle(lambda: pulses.looks > 2)
        numbers["five-towns"] = 8
        await settle(lambda: page.told[-1:] == ["8"])
        page.left.set()
        await task
        return page.told

    assert aside(run()) == told


def test_whoever_comes_beyond_the_most_is_told_to_ask_by_itself() -> None:
    async def run() -> int:
        application = make(Pulses(dict, every=0.01), ORIGIN.__eq__, most=1)
        first, second = Page(), Page()
        task = asyncio.ensure_future(application(first.scope, first.receive, first.send))
        await settle(lambda: first.sent)
        await application(second.scope, second.receive, second.send)
        first.left.set()
        await task
        return second.status

    assert aside(run()) == 503


HOSTS = ["127.0.0.1", "localhost", "[::1]", ".five.example"]


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:8123", True), ("http://localhost:8000", True), ("http://[::1]:8000", True),
        ("https://a.five.example", True), ("https://pilin.example", True), ("http://pilin.example", False),
        ("https://evil.example", False), ("null", False), ("file://localhost", False), ("https://five.example.evil", False),
    ],
)  # fmt: skip
def test_pages_of_the_names_it_answers_to_are_its_own(origin: str, own: bool) -> None:
    assert is_own_page(origin, "https://pilin.example", HOSTS) is own


SITE = {"live": True, "live_url": "", "live_port": 8001, "secure": False, "site_url": "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("more", "address", "origins"),
    [
        ({}, "http://localhost:8001/live", ("http://127.0.0.1:8001", "http://localhost:8001", "http://*.five.example:8001")),
        ({"live": False}, "", ()),
        ({"live_port": 0}, "", ()),
        ({"live_url": "/live"}, "/live", ()),
        ({"live_url": "https://live.example/live/"}, "https://live.example/live", ("https://live.example",)),
    ],
)  # fmt: skip
def test_where_a_page_asks_and_what_its_policy_lets_through(
    more: dict[str, Any], address: str, origins: tuple[str, ...]
) -> None:
    way = live_way({**SITE, **more}, HOSTS)
    assert (way.address("http", "localhost:8000"), way.origins) == (address, origins)


def test_a_page_at_a_bare_ipv6_asks_by_itself() -> None:
    assert live_way(SITE, HOSTS).address("http", "[::1]:8000") == ""


@pytest.mark.parametrize(
    ("more", "port", "said"),
    [
        ({}, "next", 0), ({"live": False}, 0, 0), ({"secure": True}, 0, 0), ({"proxies": 1}, 0, 0),
        ({"proxies": 1, "live_url": "/live"}, "next", 0), ({"live_port": "taken"}, 0, 1), ({"secure": True, "live_port": "free"}, "free", 0),
    ],
)  # fmt: skip
def test_where_the_process_listens_and_when_it_is_not_started(
    more: dict[str, Any], port: Any, said: int, settings: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ports = {"taken": server.getsockname()[1], "free": free_port()}
        named = {name: ports.get(str(value), value) for name, value in more.items()}
        settings.SITE = {
            **settings.SITE,
            "live": True,
            "live_port": 0,
            "live_url": "",
            "secure": False,
            "proxies": 0,
            **named,
        }
        words: list[str] = []
        ports["next"] = (pages := free_port()) + 1
        assert (live_port("127.0.0.1", pages, words.append), len(words)) == (ports.get(str(port), port), said)


def test_what_dies_young_rests_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("pilin.config.serving.time.monotonic", lambda: now[0])
    rest, starts = _Rest(), []
    for _k in range(100):
        if rest.is_over():
            starts.append(now[0] - 1000)
        now[0] += 1
    assert starts == [0, 2, 6, 14, 30, 62]
    now[0] += 200
    assert [rest.is_over(), rest.is_over()] == [True, False]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ({"path": "/live/five-towns/../x"}, 404),
        ({"path": "/"}, 404),
        ({"method": "POST"}, 404),
        ({"origin": "https://elsewhere.example"}, 403),
    ],
)
def test_nothing_else_is_answered_and_no_other_origin(page: dict[str, str], status: int) -> None:
    async def run() -> int:
        one = Page(**page)
        await make(Pulses(dict), ORIGIN.__eq__)(one.scope, one.receive, one.send)
        return one.status

    assert aside(run()) == status


def test_deeds_of_the_watch_raise_the_number(five: Five, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # the test's own holds what is looked at
    before = read_pulses().get("five-towns", 0)
    make_rows.signal(five.fengjing.clerk)
    assert read_pulses()["five-towns"] > before
