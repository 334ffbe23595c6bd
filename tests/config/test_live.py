"""The live process tells numbers and nothing else, to pages of this instance alone, at one look a moment for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from pilin.config.live import Pulses, make, read_pulses
from tests.factories import watch as make_rows
from tests.factories.base import Five

Result = TypeVar("Result")
ORIGIN = "http://127.0.0.1:8000"


class Page:
    """One open page: what it was sent, and a way to leave."""

    def __init__(self, path: str = "/live/five-towns", origin: str = ORIGIN, method: str = "GET") -> None:
        self.scope = {"type": "http", "path": path, "method": method, "headers": [(b"origin", origin.encode())]}
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
        application = make(pulses, ORIGIN)
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
    assert all([one for one in page if one != "0"] == ["7", "8"] for page in told)
    assert looks < 500
    assert still_open == 0


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
        await make(Pulses(dict), ORIGIN)(one.scope, one.receive, one.send)
        return one.status

    assert aside(run()) == status


def test_deeds_of_the_watch_raise_the_number(five: Five) -> None:
    before = read_pulses().get("five-towns", 0)
    make_rows.signal(five.fengjing.clerk)
    assert read_pulses()["five-towns"] > before
