"""A live board: shifts and workers come one by one, and the best assignment of all that are there is kept up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pilin.engine.assign import index
from pilin.engine.assign.answers import Assignment, Mode
from pilin.engine.assign.augment import Matching
from pilin.engine.assign.candidates import Pairs, Query, minimum_age, query_of
from pilin.engine.assign.prices import kept_at
from pilin.engine.assign.tables import Shifts, Workers
from pilin.engine.base.labour import Floor

MOST_LATE = 256  # workers that came later and are packed by themselves; beyond that all are packed anew


@dataclass(frozen=True, slots=True)
class Posted:
    """What a new shift comes to.

    Parameters
    ----------
    shift : int
        Its place on the board.
    workers : tuple of int
        Who has it now.
    candidates : int
        How many could have it.
    gain : float
        By how much the sum of values rose, others who moved counted.
    """

    shift: int
    workers: tuple[int, ...]
    candidates: int
    gain: float


@dataclass(frozen=True, slots=True)
class Joined:
    """What a new worker comes to: their place on the board, the shift they have now, and by how much the sum rose."""

    worker: int
    shift: int | None
    candidates: int
    gain: float


class Board:
    """The best assignment of one shift a worker, kept up while shifts and workers come.

    Parameters
    ----------
    workers, shifts : Workers, Shifts
        Those there are.
    pairs : Pairs
        Of these, found by :func:`feasible`.
    answer : Assignment
        Of these pairs, one shift a worker and with nobody preferred.
    floors : iterable of Floor
        As for :func:`feasible`.

    Raises
    ------
    ValueError
        When the answer is not the best: a board goes on from prices that prove it.
    """

    def __init__(
        self, workers: Workers, shifts: Shifts, pairs: Pairs, answer: Assignment, floors: Iterable[Floor] = ()
    ) -> None:
        if answer.mode != Mode.ONE or answer.gap > 0 or answer.fairness is not None or pairs.query is None:
            raise ValueError("a board begins with the proved best of one shift a worker")
        self._workers, self._late, self._floors = workers, _nobody(workers), tuple(floors)
        self._age = minimum_age(shifts.day)
        self._query: Query = pairs.query
        self._packed, self._packed_late = pairs.query.packed, index.pack(self._late, self._age)
        self._names = {name: k for k, name in enumerate(shifts.skills)}
        self._skill = [shifts.skill]
        self._posted: list[Query] = []
        self._matching = Matching(
            len(pairs) + max(1 << 16, len(pairs) // 4)
        )  # to make more room takes a tenth of a second
        chosen = np.zeros(len(pairs), bool)
        chosen[answer.pair] = True
        self._matching.fill(
            len(workers), pairs.heads, pairs.worker.astype(np.int64), pairs.shift.astype(np.int64), pairs.value, chosen,
            answer.prices, kept_at(pairs, answer.prices),
        )  # fmt: skip

    @property
    def objective(self) -> float:
        """Return the sum of values."""
        return self._matching.objective

    @property
    def upper_bound(self) -> float:
        """Return what no assignment of what is on the board exceeds."""
        return self._matching.upper_bound

    def shift_of(self, worker: int) -> int | None:
        """Return the shift that a worker has."""
        shift = self._matching.shift_of(worker)
        return None if shift < 0 else shift

    def post(self, shift: Shifts) -> Posted:
        """Put one shift on the board, and give its seats to whom that is best for all.

        Parameters
        ----------
        shift : Shifts
            Of one entry.
        """
        query = query_of(self._workers, shift, self._floors, self._packed)
        _begins, worker, value, _km, _feasible = query.look()
        if len(self._late):
            late = replace(query, packed=self._packed_late, kind=self._packed_late.lists_of(shift))
            _begins, others, more, _km, _feasible = late.look()
            worker, value = np.concatenate([worker, others + len(self._workers)]), np.concatenate([value, more])
        new, gain = self._matching.add_shift(int(shift.heads[0]), worker.astype(np.int64), value)
        self._posted.append(query)
        names = [self._names.setdefault(name, len(self._names)) for name in shift.skills]
        self._skill.append(np.array([*names, -1], np.int64)[shift.skill])
        return Posted(new, tuple(self._matching.workers_of(new, worker.astype(np.int64)).tolist()), len(worker), gain)

    def join(self, worker: Workers) -> Joined:
        """Put one worker on the board, and give them a shift if that is best for all.

        Parameters
        ----------
        worker : Workers
            Of one entry.
        """
        if self._posted:
            self._query = _chained([self._query, *self._posted])
            self._posted, self._skill = [], [np.concatenate(self._skill)]
        packed = index.pack(worker, self._age)
        place = {name: k for k, name in enumerate(packed.skills)}
        kinds = np.array([*(place.get(name, -1) for name in self._names), len(packed.skills)], np.int64)
        begins, _who, value, _km, _feasible = replace(self._query, packed=packed, kind=kinds[self._skill[0]]).look()
        shifts = np.flatnonzero(np.diff(begins))
        new, gain = self._matching.add_worker(shifts, value)
        self._late = _both(self._late, worker)
        if len(self._late) > MOST_LATE:
            self._workers, self._late = _both(self._workers, self._late), _nobody(self._workers)
            self._packed = index.pack(self._workers, self._age)
        self._packed_late = index.pack(self._late, self._age)
        return Joined(new, self.shift_of(new), len(shifts), gain)


def _nobody(workers: Workers) -> Workers:
    """Return a table of nobody, of the same kinds."""
    none = np.zeros(0)
    days = np.zeros(0, np.int64)
    return Workers(
        [], none, none, workers.skills, np.zeros(1, np.int64), days, days, days, none, none, none, workers.born[:0], none
    )  # fmt: skip


def _both(one: Workers, other: Workers) -> Workers:
    """Return two tables as one."""
    names = {name: k for k, name in enumerate(one.skills)}
    codes = np.array([names.setdefault(name, len(names)) for name in other.skills], np.int64)
    joined = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in ("lat", "lon", "free_from", "free_to", "max_km", "min_hourly", "reliability", "born", "passed_over")
    }
    return Workers(
        ids=[*one.ids, *other.ids],
        skills=tuple(names),
        skill_start=np.concatenate([one.skill_start, one.skill_start[-1] + other.skill_start[1:]]),
        skill_of=np.concatenate([one.skill_of, codes[other.skill_of]]),
        **joined,
    )


def _chained(queries: list[Query]) -> Query:
    """Return several queries as one, among the workers of the first."""
    joined = {
        name: np.concatenate([getattr(query, name) for query in queries])
        for name in ("kind", "point", "place", "when", "pay", "open_", "floor_unknown", "heads")
    }
    return Query(packed=queries[0].packed, **joined)
