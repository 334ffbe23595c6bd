"""A process that tells open pages when to look again: "revision n of circle X", and nothing else.

It carries no data, so nothing leaks by it: each page then fetches its own part with its own rights. The database is looked at
once a second however many pages are open. Pages ask by themselves where this process is not, or does not answer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlparse

EVERY = 1.0  # seconds between two looks at the database
STILL = 15.0  # after so long without news a line is sent all the same, so that a broken connection is noticed
MOST = 5_000  # pages at once
PATH = re.compile(r"/live/([a-z0-9-]{1,40})/?")
Message = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
log = logging.getLogger(__name__)


class Pulses:
    """The numbers of all circles, read once a second for everybody who waits for one of them."""

    def __init__(self, read: Callable[[], dict[str, int]], every: float = EVERY) -> None:
        self.read, self.every = read, every
        self.numbers: dict[str, int] = {}
        self.looks = 0
        self.open = 0
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to look, in the loop that is running."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while True:
            try:
                numbers = await asyncio.to_thread(self.read)
            except Exception:  # the database may be away for a while: pages ask by themselves then
                log.exception("the pulses could not be read")
                numbers = self.numbers
            self.looks += 1
            if numbers != self.numbers:
                self.numbers = numbers
                moved, self._moved = self._moved, asyncio.Event()
                moved.set()
            await asyncio.sleep(self.every)

    async def after(self, circle: str, seen: int | None, still: float = STILL) -> int | None:
        """Return the number of a circle once it is another than was seen; None where it stays the same for a while."""
        loop = asyncio.get_running_loop()
        until = loop.time() + still
        while (number := self.numbers.get(circle, 0)) == seen:
            left = until - loop.time()
            if left <= 0:
                return None
            try:
                await asyncio.wait_for(asyncio.shield(self._wait()), left)
            except TimeoutError:
                return None
        return number

    async def _wait(self) -> None:
        await self._moved.wait()


def make(pulses: Pulses, origin: str) -> Callable[[Message, Receive, Send], Awaitable[None]]:
    """Return the application: ``GET /live/<circle>`` as server-sent events, for pages of one origin."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        found = PATH.fullmatch(scope["path"])
        asked = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), "")
        if found is None or scope["method"] != "GET":
            await _short(send, 404)
        elif asked and asked != origin:
            await _short(send, 403)
        elif pulses.open >= MOST:
            await _short(send, 503)
        else:
            pulses.open += 1
            try:
                await _tell(pulses, found[1], origin, receive, send)
            finally:
                pulses.open -= 1

    return application


async def _tell(pulses: Pulses, circle: str, origin: str, receive: Receive, send: Send) -> None:
    pulses.begin()
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", origin.encode()),
        (b"vary", b"Origin"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 5000\n\n", "more_body": True})
    gone = asyncio.ensure_future(_gone(receive))
    seen: int | None = None
    try:
        while not gone.done():
            waiting = asyncio.ensure_future(pulses.after(circle, seen))
            await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                waiting.cancel()
                return
            number = waiting.result()
            body = b": still here\n\n" if number is None else f"id: {number}\ndata: {number}\n\n".encode()
            seen = seen if number is None else number
            await send({"type": "http.response.body", "body": body, "more_body": True})
    finally:
        gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _short(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def read_pulses() -> dict[str, int]:
    """Return the number of every circle; one query."""
    from django.db import close_old_connections  # app ready

    from pilin.domain.watch.models import Pulse  # app ready
    from pilin.foundation.access.standing import Standing  # app ready

    close_old_connections()
    return dict(Pulse.objects.visible_to(Standing.machine("live")).values_list("slug", "number"))


def application() -> Callable[[Message, Receive, Send], Awaitable[None]]:
    """Return the application of this instance; granian calls it once (``--factory``)."""
    import django  # app ready

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
    django.setup()
    from django.conf import settings  # app ready

    site = urlparse(settings.SITE["site_url"])
    return make(Pulses(read_pulses), f"{site.scheme}://{site.netloc}")
