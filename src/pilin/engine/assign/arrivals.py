"""Pairs made at once and for good while workers and shifts arrive, by what has been seen so far and nothing else.

Whoever arrives is weighed against all that arrived before: in the best assignment of everybody seen, as if nobody were
taken yet, each has a price, and a pair is made when it is worth nearly the prices of both. That is the second phase of
TGOA (Tong, She, Ding, Wang and Chen 2016), made milder by ``mildness``. Where few pairs compete, taking the best that is
there at once (greedy) does better. Which of the two, is tried at times on what has been seen, in other orders.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pilin.engine.assign.augment import Matching
from pilin.engine.assign.tables import Event, Given

GREEDY = math.inf
MILDNESS = (0.2, 0.4)  # share of a pair's value by which it may fall short of both prices
TRIED_AT = (64, 128, 256, 512, 1024)  # arrivals after which the policy is chosen anew; later ones teach little more
ORDERS = 6
WORTH_WHILE = 1.01  # another policy must do this much better than greedy: few orders tell no less apart


@dataclass(frozen=True, slots=True)
class Replay:
    """What a policy made of a row of arrivals.

    Parameters
    ----------
    made : tuple of (str, str, float)
        Shift, worker and value of each pair, in the order in which they were made.
    policy : str
        ``greedy``, or ``prices`` with its mildness: what was followed at the end.
    """

    made: tuple[tuple[str, str, float], ...]
    policy: str

    @property
    def objective(self) -> float:
        """Return the sum of values."""
        return math.fsum(value for _shift, _worker, value in self.made)


@dataclass(frozen=True, slots=True)
class _Side:
    """Everybody that could arrive: pairs of each, by kind and id; never asked about whom has not arrived."""

    partners: Mapping[tuple[str, str], Sequence[tuple[str, float]]]
    heads: Mapping[str, int]


def replay(
    events: Sequence[Event], given: Given, heads: Mapping[str, int] | None = None, *, policy: str = ""
) -> Replay:
    """Return the pairs that are made when these arrive, each at the arrival of the later of its two and for good.

    Parameters
    ----------
    events : sequence of Event
        In the order of their arrival; see :func:`read_events`.
    given : Given
        The pairs that may be made; those of no positive value are not.
    heads : mapping of str to int, optional
        Seats of each shift; else one each.
    policy : str
        ``greedy`` to take the best at once throughout; empty to choose while it goes.
    """
    partners: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for w, s, value in zip(given.worker.tolist(), given.shift.tolist(), given.value.tolist(), strict=True):
        if value > 0:
            partners.setdefault(("worker", given.workers[w]), []).append((given.shifts[s], value))
            partners.setdefault(("shift", given.shifts[s]), []).append((given.workers[w], value))
    side = _Side(partners, heads or {})
    run = _Run(side, GREEDY)
    for number, event in enumerate(events, start=1):
        run.arrive(event)
        if not policy and number in TRIED_AT:
            run.mildness = _best_so_far(side, events[:number], number)
    return Replay(tuple(run.made), "greedy" if run.mildness == GREEDY else f"prices, mildness {run.mildness:g}")


class _Run:
    """One run through arrivals under one policy."""

    def __init__(self, side: _Side, mildness: float, *, priced: bool = True) -> None:
        self.side, self.mildness, self.priced = side, mildness, priced
        self.made: list[tuple[str, str, float]] = []
        self._here: dict[tuple[str, str], Event] = {}
        self._left: dict[tuple[str, str], int] = {}
        self._number: dict[tuple[str, str], int] = {}
        self._seen = Matching()

    def arrive(self, event: Event) -> None:
        """Take somebody in, and make the pairs that are made at their arrival."""
        me = event.kind, event.id
        other = "shift" if event.kind == "worker" else "worker"
        known = [(key, value) for name, value in self.side.partners.get(me, ()) if (key := (other, name)) in self._here]
        self._here[me] = event
        self._left[me] = 1 if event.kind == "worker" else self.side.heads.get(event.id, 1)
        if self.priced:
            self._take_in(me, known)
        there = [(key, value) for key, value in known if self._left[key] and self._here[key].expires >= event.arrives]
        while there and self._left[me]:
            key, value = max(there, key=lambda one: self._merit(me, *one))
            if self.mildness != GREEDY and self._merit(me, key, value) < -self.mildness * value:
                return
            there.remove((key, value))
            self._left[me] -= 1
            self._left[key] -= 1
            shift, worker = (me, key) if event.kind == "shift" else (key, me)
            self.made.append((shift[1], worker[1], value))

    def _merit(self, me: tuple[str, str], key: tuple[str, str], value: float) -> float:
        """Return what a pair is worth, less the prices of both unless the best is taken at once."""
        return value if self.mildness == GREEDY else value - self._price(me) - self._price(key)

    def _price(self, key: tuple[str, str]) -> float:
        number = self._number[key]
        return self._seen.kept(number) if key[0] == "worker" else self._seen.price(number)

    def _take_in(self, me: tuple[str, str], known: Sequence[tuple[tuple[str, str], float]]) -> None:
        numbers = np.array([self._number[key] for key, _value in known], np.int64)
        values = np.array([value for _key, value in known], np.float64)
        if me[0] == "worker":
            self._number[me], _gain = self._seen.add_worker(numbers, values)
        else:
            self._number[me], _gain = self._seen.add_shift(self._left[me], numbers, values)


def _best_so_far(side: _Side, seen: Sequence[Event], seed: int) -> float:
    """Return the mildness that would have served best on what has been seen, had it arrived in other orders."""
    draw = random.Random(seed)  # noqa: S311 - the same choice every time
    totals = dict.fromkeys((GREEDY, *MILDNESS), 0.0)
    for _order in range(ORDERS):
        order = _reordered(seen, draw)
        for mildness in totals:
            run = _Run(side, mildness, priced=mildness != GREEDY)
            for event in order:
                run.arrive(event)
            totals[mildness] += math.fsum(value for _shift, _worker, value in run.made)
    best = max(MILDNESS, key=totals.__getitem__)
    return best if totals[best] > WORTH_WHILE * totals[GREEDY] else GREEDY


def _reordered(seen: Sequence[Event], draw: random.Random) -> list[Event]:
    """Return arrivals in another order: the moments stay, who comes when and stays how long is dealt anew."""
    dealt = draw.sample(range(len(seen)), len(seen))
    return [
        Event(seen[k].kind, seen[k].id, moment.arrives, moment.arrives + (seen[k].expires - seen[k].arrives))
        for moment, k in zip(seen, dealt, strict=True)
    ]
