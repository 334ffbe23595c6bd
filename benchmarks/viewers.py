"""Viewers of live pages with a connection each, in a process or thread of their own: what each was told, and when.

    with Hall(port) as hall:
        hall.come(500)
        ...
        hall.told  # a list a viewer: (moment on the monotonic clock, number)

Moments are of ``time.monotonic``, which all processes of a machine share. One event loop reads for all viewers, so the
moment noted is when that loop came to it: what five hundred viewers in one process measure is an upper bound.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
import time
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

Result = TypeVar("Result")
Telling = tuple[float, int]
LEAST_BUFFER = 2_048  # bytes the system keeps for one who does not read: the least there is
AGAIN = 0.5  # seconds after which a viewer whose line broke comes again


class Hall:
    """Viewers of one circle, each with a connection of its own to the live process."""

    def __init__(self, port: int, circle: str = "five-towns", origin: str = "http://127.0.0.1:8000") -> None:
        self.port, self.circle, self.origin = port, circle, origin
        self.told: list[list[Telling]] = []
        self.deaf: list[socket.socket] = []
        self.away = 0  # viewers whose line is broken now
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: list[asyncio.Task[None]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.leave()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def come(self, number: int) -> None:
        """Let so many more viewers in; returns when each has been told the number that stands."""
        first = len(self.told)
        self.told += [[] for _k in range(number)]
        self._run(self._come(range(first, first + number)))
        self.until(lambda: all(self.told[first:]))

    def come_deaf(self, number: int) -> None:
        """Let in viewers that ask and never read an answer, with the least room for what they are sent."""
        for _k in range(number):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LEAST_BUFFER)
            line.connect(("127.0.0.1", self.port))
            line.sendall(self._request(""))
            self.deaf.append(line)

    def leave(self) -> None:
        """Let everybody close their line."""
        for line in self.deaf:
            line.close()
        self.deaf = []
        self._run(self._leave())

    def until(self, what: Any, seconds: float = 60) -> float:
        """Wait until something holds and return how many seconds it took.

        Raises
        ------
        TimeoutError
        """
        began = time.monotonic()
        while not what():
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not in {seconds} s")
            time.sleep(0.01)
        return time.monotonic() - began

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def _come(self, which: range) -> None:
        self._tasks += [self._loop.create_task(self._view(k)) for k in which]

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def _request(self, last: str) -> bytes:
        lines = [f"GET /live/{self.circle} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Origin: {self.origin}"]
        lines += ["Accept: text/event-stream", *([f"Last-Event-ID: {last}"] if last else [])]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _view(self, k: int) -> None:
        """Do as a browser does: ask, listen, and come again where the line breaks, saying what was heard last."""
        while True:
            writer = None
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(self._request(str(self.told[k][-1][1]) if self.told[k] else ""))
                while line := await reader.readline():
                    if line.startswith(b"data: "):
                        self.told[k].append((time.monotonic(), int(line[6:])))
            except OSError:
                pass  # the process is away: as at the end of a line
            finally:
                if writer is not None:
                    writer.close()
            self.away += 1
            await asyncio.sleep(AGAIN)
            self.away -= 1


def main() -> int:
    """Serve a benchmark in another process: ``python -m benchmarks.viewers PORT CIRCLE NUMBER``, ended by the end of input."""
    port, circle, number = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with Hall(port, circle) as hall:
        hall.come(number)
        print("here", flush=True)
        sys.stdin.read()
        told = [list(one) for one in hall.told]
    print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
