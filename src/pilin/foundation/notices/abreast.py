"""Messages sent abreast, so that one receiver who does not answer holds no other up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
MOST = 16  # messages under way at once


def abreast(items: Iterable[T], send: Callable[[T], R], most: int = MOST) -> Iterator[tuple[T, Future[R]]]:
    """Send each item in a thread and yield it with what came of it, whichever is done first.

    ``send`` must not use the database: it runs in a thread that nobody closes connections for. The next item is asked for only
    when there is room, so that whoever makes items (and claims them) does so right before they leave.
    """
    waiting = iter(items)
    under_way: dict[Future[R], T] = {}
    with ThreadPoolExecutor(most) as pool:
        while True:
            while len(under_way) < most and (item := next(waiting, None)) is not None:
                under_way[pool.submit(send, item)] = item
            if not under_way:
                return
            for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                yield under_way.pop(done), done
