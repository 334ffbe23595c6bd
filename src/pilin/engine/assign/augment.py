"""Pairs that come one by one, and the best assignment of them kept up by augmenting paths, compiled.

Prices of seats and what workers keep prove at each moment that what is kept is the best of all pairs so far (the Hungarian
method with Dijkstra's labels: Edmonds and Karp 1972). Somebody new costs one search a seat, which ends at the first place
where nothing better can follow.
"""

from __future__ import annotations

import heapq

import numpy as np

from pilin.engine.assign.compiled import compiled


class Matching:
    """The best assignment of one shift a worker among pairs that come one by one.

    Parameters
    ----------
    room : int
        For how many pairs at first; more are made when needed.
    """

    def __init__(self, room: int = 1024) -> None:
        self.size, self.number, self.count = 0, 0, 0
        self._pairs = np.full((4, max(1, room)), -1, np.int64)  # worker, shift, next of the worker, next of the shift
        self._value = np.zeros(max(1, room))
        # besides what is said of workers and shifts, room for labels and for the way that led to each
        self._workers = np.full((6, 64), -1, np.int64)  # first pair, pair made, way, seen, colleague before and after
        self._kept = np.zeros((2, 64))  # what each keeps, label
        self._shifts = np.full((6, 64), -1, np.int64)  # first pair, seats, filled, way, seen, first of its staff
        self._price = np.zeros((2, 64))  # of a seat, label

    def add_shift(self, seats: int, workers: np.ndarray, values: np.ndarray) -> tuple[int, float]:
        """Add a shift with its pairs of positive value, and return its number and what is gained."""
        self._shifts, self._price = _longer(self._shifts, self.number + 1), _longer(self._price, self.number + 1)
        new, self.number = self.number, self.number + 1
        self._shifts[:, new], self._price[:, new] = (-1, seats, 0, -1, -1, -1), (0.0, np.inf)
        self._join(workers, np.full(len(workers), new), values)
        gain = _take_in_shift(new, self._pairs, self._value, self._workers, self._kept, self._shifts, self._price)
        return new, float(gain)

    def add_worker(self, shifts: np.ndarray, values: np.ndarray) -> tuple[int, float]:
        """Add a worker with their pairs of positive value, and return their number and what is gained."""
        self._workers, self._kept = _longer(self._workers, self.size + 1), _longer(self._kept, self.size + 1)
        new, self.size = self.size, self.size + 1
        self._workers[:, new], self._kept[:, new] = -1, (0.0, np.inf)
        self._join(np.full(len(shifts), new), shifts, values)
        _take_in_worker(new, self._pairs, self._value, self._workers, self._kept, self._shifts, self._price)
        return new, self.kept(new)

    def fill(
        self, size: int, seats: np.ndarray, worker: np.ndarray, shift: np.ndarray, value: np.ndarray, chosen: np.ndarray,
        prices: np.ndarray, kept: np.ndarray,
    ) -> None:  # fmt: skip
        """Take over an assignment that is the best already, with the prices that prove it; only into an empty one."""
        self._workers, self._kept = _longer(self._workers, size), _longer(self._kept, size)
        self._shifts, self._price = _longer(self._shifts, len(seats)), _longer(self._price, len(seats))
        self.size, self.number = size, len(seats)
        self._workers[:, :size], self._shifts[:, : len(seats)] = -1, -1
        self._kept[:, :size] = np.stack([kept, np.full(size, np.inf)])
        self._price[:, : len(seats)] = np.stack([prices, np.full(len(seats), np.inf)])
        self._shifts[1, : len(seats)], self._shifts[2, : len(seats)] = seats, 0
        self._join(worker, shift, value)
        made = np.flatnonzero(chosen)
        for k in made.tolist():
            _move(int(worker[k]), k, self._pairs, self._workers, self._shifts)
        np.add.at(self._shifts[2], shift[made], 1)

    @property
    def made(self) -> np.ndarray:
        """Return the pairs made, in the order in which they came."""
        made = self._workers[1, : self.size]
        return np.sort(made[made >= 0])

    @property
    def objective(self) -> float:
        """Return the sum of their values."""
        return float(self._value[self.made].sum())

    @property
    def upper_bound(self) -> float:
        """Return what no assignment of the pairs exceeds, by weak duality."""
        price, kept = self._price[0, : self.number], self._kept[0, : self.size].copy()
        worker, shift = self._pairs[0, : self.count], self._pairs[1, : self.count]
        np.maximum.at(kept, worker, self._value[: self.count] - price[shift])
        dear = price > 0
        return float((self._shifts[1, : self.number][dear] * price[dear]).sum() + kept.sum())

    def shift_of(self, worker: int) -> int:
        """Return the shift that a worker has, -1 for none."""
        made = self._workers[1, worker]
        return int(self._pairs[1, made]) if made >= 0 else -1

    def workers_of(self, shift: int, among: np.ndarray) -> np.ndarray:
        """Return those among some workers who have a shift."""
        made = self._workers[1, among]
        found: np.ndarray = among[(made >= 0) & (self._pairs[1, made] == shift)]
        return found

    def price(self, shift: int) -> float:
        """Return what one more seat of a shift would be worth."""
        return float(self._price[0, shift])

    def kept(self, worker: int) -> float:
        """Return what would be lost without a worker."""
        return float(self._kept[0, worker])

    def _join(self, worker: np.ndarray, shift: np.ndarray, value: np.ndarray) -> None:
        self._pairs = _longer(self._pairs, self.count + len(worker))
        while self._value.shape[0] < self._pairs.shape[1]:
            self._value = np.concatenate([self._value, np.zeros(self._pairs.shape[1] - len(self._value))])
        _link(
            self.count, np.asarray(worker, np.int64), np.asarray(shift, np.int64), np.asarray(value, np.float64),
            self._pairs, self._value, self._workers, self._shifts,
        )  # fmt: skip
        self.count += len(worker)


def _longer(table: np.ndarray, size: int) -> np.ndarray:
    """Return a table with room for so many columns."""
    if size <= table.shape[1]:
        return table
    longer = np.zeros((table.shape[0], max(size, 2 * table.shape[1])), table.dtype)
    longer[:, : table.shape[1]] = table
    return longer


@compiled
def _link(
    count: int, worker: np.ndarray, shift: np.ndarray, value: np.ndarray, pairs: np.ndarray, values: np.ndarray,
    workers: np.ndarray, shifts: np.ndarray,
) -> None:  # fmt: skip
    for a in range(len(worker)):
        k, w, s = count + a, worker[a], shift[a]
        pairs[0, k], pairs[1, k], values[k] = w, s, value[a]
        pairs[2, k], workers[0, w] = workers[0, w], k
        pairs[3, k], shifts[0, s] = shifts[0, s], k


@compiled
def _move(w: int, k: int, pairs: np.ndarray, workers: np.ndarray, shifts: np.ndarray) -> None:
    """Let a worker leave the pair they have and make another, or none where it is -1."""
    had = workers[1, w]
    if had >= 0:
        before, after = workers[4, w], workers[5, w]
        if before >= 0:
            workers[5, before] = after
        else:
            shifts[5, pairs[1, had]] = after
        if after >= 0:
            workers[4, after] = before
    workers[1, w] = k
    if k >= 0:
        s = pairs[1, k]
        first = shifts[5, s]
        workers[4, w], workers[5, w], shifts[5, s] = -1, first, w
        if first >= 0:
            workers[4, first] = w


@compiled
def _take_in_shift(
    new: int, pairs: np.ndarray, value: np.ndarray, workers: np.ndarray, kept: np.ndarray, shifts: np.ndarray,
    price: np.ndarray,
) -> float:  # fmt: skip
    """Fill the seats of a new shift one by one, each by the path of moves that gains most, while one gains; return what is gained."""
    gain = 0.0
    k = shifts[0, new]
    while k >= 0:
        price[0, new] = max(price[0, new], value[k] - kept[0, pairs[0, k]])
        k = pairs[3, k]
    label, way, seen = price[1], shifts[3], shifts[4]
    for _seat in range(shifts[1, new]):
        # labels of shifts: what it costs, less than the dearest, to have a seat empty there
        label[new], way[new], seen[0], n_seen = 0.0, -1, new, 1
        heap = [(0.0, new)]
        best, end, last = (
            np.inf,
            -1,
            -1,
        )  # the cheapest end: a shift left with the seat, or a pair to a free worker
        while len(heap) > 0:
            at, t = heapq.heappop(heap)
            if at >= best:
                break
            if at > label[t]:
                continue
            dear = at + price[0, t]
            if dear < best:
                best, end, last = dear, t, -1
            k = shifts[0, t]
            while k >= 0:
                if dear - value[k] < best:  # else not even somebody who keeps nothing
                    w = pairs[0, k]
                    there = max(at, dear - value[k] + kept[0, w])
                    if there < best:
                        had = workers[1, w]
                        if had < 0:
                            best, end, last = there, t, k
                        elif had != k:
                            s = pairs[1, had]
                            if there < label[s]:
                                if label[s] == np.inf:
                                    seen[n_seen] = s
                                    n_seen += 1
                                label[s], way[s] = there, k
                                heapq.heappush(heap, (there, s))
                k = pairs[3, k]
        for a in range(n_seen):
            t = seen[a]
            less = best - label[t]
            label[t] = np.inf
            if less > 0.0:
                price[0, t] = max(0.0, price[0, t] - less)
                w = shifts[5, t]
                while w >= 0:
                    kept[0, w] += less
                    w = workers[5, w]
        if last < 0 and end == new:
            break
        gain += price[0, new]
        # everybody on the way moves on to the seat before
        if last >= 0:
            _move(pairs[0, last], last, pairs, workers, shifts)
        else:
            shifts[2, end] -= 1
        t = end
        while t != new:
            k = way[t]
            _move(pairs[0, k], k, pairs, workers, shifts)
            t = pairs[1, k]
        shifts[2, new] += 1
    return gain


@compiled
def _take_in_worker(
    new: int, pairs: np.ndarray, value: np.ndarray, workers: np.ndarray, kept: np.ndarray, shifts: np.ndarray,
    price: np.ndarray,
) -> None:  # fmt: skip
    """Give a new worker a seat by the path of moves that gains most, if one gains."""
    k = workers[0, new]
    while k >= 0:
        kept[0, new] = max(kept[0, new], value[k] - price[0, pairs[1, k]])
        k = pairs[2, k]
    # labels of workers: what it costs, less than the dearest, to have them without a seat
    label, way, seen = kept[1], workers[2], workers[3]
    reached, passed, n_passed = price[1], shifts[4], 0  # labels of shifts, and which have one
    label[new], way[new], seen[0], n_seen = 0.0, -1, new, 1
    heap = [(0.0, new)]
    best, end, last = np.inf, -1, -1
    while len(heap) > 0:
        at, w = heapq.heappop(heap)
        if at >= best:
            break
        if at > label[w]:
            continue
        dear = at + kept[0, w]
        if dear < best:
            best, end, last = dear, w, -1
        k = workers[0, w]
        while k >= 0:
            s = pairs[1, k]
            there = max(at, dear - value[k] + price[0, s])
            if there < best and there < reached[s] and workers[1, w] != k:
                if shifts[2, s] < shifts[1, s]:
                    best, end, last = there, w, k
                else:
                    if reached[s] == np.inf:
                        passed[n_passed] = s
                        n_passed += 1
                    reached[s] = there
                    other = shifts[5, s]
                    while other >= 0:
                        if there < label[other]:
                            if label[other] == np.inf:
                                seen[n_seen] = other
                                n_seen += 1
                            label[other], way[other] = there, k
                            heapq.heappush(heap, (there, other))
                        other = workers[5, other]
            k = pairs[2, k]
    for a in range(n_seen):
        w = seen[a]
        if best > label[w]:
            kept[0, w] = max(0.0, kept[0, w] - (best - label[w]))
        label[w] = np.inf
    for a in range(n_passed):
        s = passed[a]
        if best > reached[s]:
            price[0, s] += best - reached[s]
        reached[s] = np.inf
    if last < 0 and end == new:
        return
    if last >= 0:
        shifts[2, pairs[1, last]] += 1
        k = last
    else:
        k = way[end]
        _move(end, -1, pairs, workers, shifts)
    # from the end back: whoever stands on the way takes the seat that the next one gives up
    while k >= 0:
        w = pairs[0, k]
        _move(w, k, pairs, workers, shifts)
        k = way[w]
