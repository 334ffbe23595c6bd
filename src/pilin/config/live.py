"""A process that tells open pages when to look again: "revision n of circle X", and nothing else.

It carries no data, so nothing leaks by it: each page then fetches its own part with its own rights. The database is looked at
twice a second however many pages are open. Pages ask by themselves where this process is not, or does not answer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

EVERY = 0.5  # seconds between two looks at the database
STILL = 15.0  # after so long without news a line is sent all the same, so that a broken connection is noticed
PATIENCE = 30.0  # a page that takes nothing for so long is given up
MOST = 5_000  # pages at once
SPARE = 100  # files open beside those of pages: database, log, what listens
PATH = re.compile(r"/live/([a-z0-9-]{1,40})/?")
NUMBER = re.compile(r"[0-9]{1,18}")
Message = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
log = logging.getLogger(__name__)


class Pulses:
    """The numbers of all circles, read twice a second for everybody who waits for one of them."""

    def __init__(self, read: Callable[[], dict[str, int]], every: float = EVERY) -> None:
        self.read, self.every = read, every
        self.numbers: dict[str, int] | None = None  # before the first look nobody is told anything
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
                numbers = self.numbers or {}
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
        while self.numbers is None or (number := self.numbers.get(circle, 0)) == seen:
            left = until - loop.time()
            if left <= 0:
                return None
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return None
        return number


Application = Callable[[Message, Receive, Send], Awaitable[None]]


def make(
    pulses: Pulses, is_own: Callable[[str], bool], *, most: int = MOST, still: float = STILL, patience: float = PATIENCE
) -> Application:
    """Return the application: ``GET /live/<circle>`` as server-sent events.

    Parameters
    ----------
    is_own : callable
        Whether an origin is one of this instance's pages.
    most : int
        Pages at once; whoever comes beyond is answered 503 and asks by itself.
    still, patience : float
        Seconds after which a quiet page is sent a line all the same, and after which one that takes nothing is given up.
    """

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        found = PATH.fullmatch(scope["path"])
        given = {
            name: value.decode("latin-1") for name, value in scope["headers"] if name in (b"origin", b"last-event-id")
        }
        asked = given.get(b"origin", "")
        if found is None or scope["method"] != "GET":
            await _short(send, 404)
        elif asked and not is_own(asked):
            await _short(send, 403)
        elif pulses.open >= most:
            await _short(send, 503)
        else:
            pulses.open += 1
            try:
                await _Viewer(receive, send, patience).tell(
                    pulses, found[1], asked, given.get(b"last-event-id", ""), still
                )
            finally:
                pulses.open -= 1

    return application


class _Viewer:
    """One open page: it is told until it leaves, or takes nothing any more."""

    def __init__(self, receive: Receive, send: Send, patience: float) -> None:
        self.receive, self.send, self.patience = receive, send, patience

    async def tell(self, pulses: Pulses, circle: str, origin: str, last: str, still: float) -> None:
        """Tell each new number of a circle once, the first at once unless the page knows it from before (``last``)."""
        pulses.begin()
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"Origin"),
            *([(b"access-control-allow-origin", origin.encode("latin-1"))] if origin else []),
        ]
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.ensure_future(self._gone())
        seen = int(last) if NUMBER.fullmatch(last) else None
        try:
            if not await self._say(b"retry: 5000\n\n", gone):
                return
            while not gone.done():
                waiting = asyncio.ensure_future(pulses.after(circle, seen, still))
                await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    return
                number = waiting.result()
                body = b": still here\n\n" if number is None else f"id: {number}\ndata: {number}\n\n".encode()
                seen = seen if number is None else number
                if not await self._say(body, gone):
                    return
        finally:
            gone.cancel()

    async def _say(self, body: bytes, gone: asyncio.Future[None]) -> bool:
        """Send a piece and return whether the page took it; one that takes nothing for long holds a place for nothing."""
        sending = asyncio.ensure_future(self.send({"type": "http.response.body", "body": body, "more_body": True}))
        await asyncio.wait({sending, gone}, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
            return True
        sending.cancel()
        return False

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
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


def raise_open_files() -> int:
    """Let this process open as many files as the system allows it, and return how many pages have room beside the rest."""
    try:
        import resource  # slow import: not on every system
    except ImportError:
        return MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + SPARE if hard == resource.RLIM_INFINITY else min(hard, MOST + SPARE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return MOST if soft == resource.RLIM_INFINITY else max(1, min(MOST, soft - SPARE))


def application() -> Application:
    """Return the application of this instance; granian calls it once (``--factory``)."""
    import django  # app ready

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
    django.setup()
    from django.conf import settings  # app ready

    from pilin.config.reaching import is_own_page  # app ready

    def is_own(origin: str) -> bool:
        return is_own_page(origin, settings.SITE["site_url"], settings.ALLOWED_HOSTS)

    return make(Pulses(read_pulses), is_own, most=raise_open_files())
