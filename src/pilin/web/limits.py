"""How often somebody may ask: a leaky bucket a person and kind of request, kept in memory and never in the database."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be asked.

    Parameters
    ----------
    a_minute : int
        How many requests a minute may go on for ever.
    at_once : int
        How many may come at once, before that pace counts.
    """

    a_minute: int
    at_once: int


class Limiter:
    """Lets so many requests pass and says of the others when to come again.

    Of each asker it keeps one number: the moment at which everything let through so far would be spent at the steady
    pace. Askers who have not come for a while are forgotten, and so are the longest silent where there are too many.

    Parameters
    ----------
    most : int
        How many askers are kept in mind.
    """

    def __init__(self, most: int = 50_000) -> None:
        self.most = most
        self._spent: OrderedDict[tuple[str, ...], float] = OrderedDict()
        self._lock = Lock()

    def wait(self, asker: tuple[str, ...], rate: Rate, now: float) -> float:
        """Count a request and return 0, or return after how many seconds it may come, and count nothing.

        Parameters
        ----------
        asker : tuple of str
            Who asks, and for what kind of thing.
        rate : Rate
        now : float
            Seconds of a clock that never goes back.
        """
        pace = 60 / rate.a_minute
        with self._lock:
            spent = max(self._spent.get(asker, now), now)
            late = spent + pace - (now + pace * rate.at_once)
            if late > 1e-9:
                return late
            self._spent[asker] = spent + pace
            self._spent.move_to_end(asker)
            while len(self._spent) > self.most:
                self._spent.popitem(last=False)
        return 0

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._spent.clear()

    def __len__(self) -> int:
        return len(self._spent)
