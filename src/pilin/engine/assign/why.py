"""Why a seat stayed empty, and why a worker stayed without a shift: nobody is left without an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pilin.engine.assign.answers import FILTERS, Assignment, Floats, Ints, Why
from pilin.engine.assign.candidates import Pairs, least_pay, minimum_age
from pilin.engine.assign.compiled import compiled
from pilin.engine.assign.space import km_between
from pilin.engine.assign.tables import Shifts, Workers
from pilin.engine.base.labour import Floor

HOUR = 3.6e9  # µs


@dataclass(frozen=True, slots=True)
class ShiftWhy:
    """Why a shift has an empty seat.

    Parameters
    ----------
    shift : int
    why : str
        A :class:`Why`, or the word by which the caller barred its pairs.
    empty : int
        Seats.
    """

    shift: int
    why: str
    empty: int


@dataclass(frozen=True, slots=True)
class WorkerWhy:
    """Why a worker has no shift: the one that was nearest to being possible, and what decided.

    Parameters
    ----------
    worker : int
    shift : int, optional
        None where there are no shifts.
    why : str
        A :class:`Why`, or the word by which the caller barred the pair.
    short : float, optional
        By how much it fell short: hours not free (``time``), km (``distance``), yuan an hour (``wish``, ``floor``), days
        (``age``), yuan (``value``, ``outcompeted``); None where there is no measure.
    """

    worker: int
    shift: int | None
    why: str
    short: float | None


def shift_reasons(pairs: Pairs, answer: Assignment) -> tuple[ShiftWhy, ...]:
    """Return for each shift with an empty seat why.

    It is the first filter, in the order skill, time, distance, wish, floor, age, that leaves fewer workers than seats; then
    what barred those left; else others did better.

    Parameters
    ----------
    pairs : Pairs
    answer : Assignment
        Of these pairs.
    """
    open_ = answer.unfilled_shifts
    short = open_[pairs.feasible[open_] < pairs.heads[open_]]
    found: dict[int, str] = {}
    if pairs.query is None:
        found = dict.fromkeys(short.tolist(), Why.PAIRS)
    else:
        for shift, lack in zip(short.tolist(), pairs.query.lacks(short).tolist(), strict=True):
            found[shift] = FILTERS[lack] if lack < len(FILTERS) else _barring(pairs, shift)
    empty = (answer.heads - answer.filled)[open_].tolist()
    return tuple(
        ShiftWhy(shift, found.get(shift, Why.OUTCOMPETED), seats)
        for shift, seats in zip(open_.tolist(), empty, strict=True)
    )


def worker_reasons(
    workers: Workers, shifts: Shifts, pairs: Pairs, answer: Assignment, who: Iterable[int], floors: Iterable[Floor] = ()
) -> tuple[WorkerWhy, ...]:
    """Return for some workers without a shift which was nearest to being possible, and what decided.

    The nearest is that which fails at the latest filter, in the order skill, time, distance, wish, floor, age, value, and
    there by least. Of those that fail at none it is the one that was missed by least; what decided is then what the caller
    barred it for, hours, or that others did better.

    Parameters
    ----------
    workers, shifts : Workers, Shifts
    pairs : Pairs
        Of these, found by :func:`feasible`.
    answer : Assignment
        Of these pairs.
    who : iterable of int
        Places in ``workers``.
    floors : iterable of Floor
        Those that the pairs were found with.
    """
    asked = np.fromiter(who, np.int64)
    if not len(shifts):
        return tuple(WorkerWhy(worker, None, Why.SKILL, None) for worker in asked.tolist())
    skills = {name: k for k, name in enumerate(workers.skills)}
    wanted = np.array([skills.get(name, -1) for name in shifts.skills] + [-2], np.int64)[shifts.skill]
    least = least_pay(shifts.places, shifts.day, tuple(floors))[0]
    stage, shift, short = _nearest(
        asked, workers.skill_start, workers.skill_of, workers.free_from, workers.free_to, np.radians(workers.lat),
        np.radians(workers.lon), workers.max_km, workers.min_hourly, workers.reliability,
        workers.come_of_age(minimum_age(shifts.day)), wanted, shifts.starts, shifts.ends, np.radians(shifts.lat),
        np.radians(shifts.lon), shifts.hourly, shifts.hours, least, shifts.day,
    )  # fmt: skip
    words = (*FILTERS, Why.VALUE)
    measured = {*words} - {Why.SKILL}
    found = []
    missed = _Missed(pairs, answer)
    for worker, at, to, by in zip(asked.tolist(), stage.tolist(), shift.tolist(), short.tolist(), strict=True):
        if at < len(words):
            found.append(WorkerWhy(worker, to, words[at], by if words[at] in measured else None))
        else:
            found.append(missed.why(worker))
    return tuple(found)


class _Missed:
    """Why workers who could have had a shift have none."""

    def __init__(self, pairs: Pairs, answer: Assignment) -> None:
        order = np.argsort(pairs.worker, kind="stable")
        self.pairs, self.answer, self.shift, self.order = pairs, answer, pairs.shift, order
        self.first = np.searchsorted(pairs.worker[order], np.arange(pairs.size + 1))

    def why(self, worker: int) -> WorkerWhy:
        """Return why one of them has none."""
        mine = self.order[self.first[worker] : self.first[worker + 1]]
        if not len(mine):
            word, shift = next(
                (b.word, int(b.shift[b.worker == worker][0])) for b in self.pairs.barred if (b.worker == worker).any()
            )
            return WorkerWhy(worker, shift, word, None)
        could = mine[self.answer.possible[mine]]
        by = self.answer.prices[self.shift[mine]] - self.pairs.value[mine]
        if not len(could):
            return WorkerWhy(worker, int(self.shift[mine[np.argmin(by)]]), Why.HOURS, None)
        missed = self.answer.prices[self.shift[could]] - self.pairs.value[could]
        nearest = int(np.argmin(missed))
        return WorkerWhy(worker, int(self.shift[could[nearest]]), Why.OUTCOMPETED, max(0.0, float(missed[nearest])))


def _barring(pairs: Pairs, shift: int) -> str:
    """Return the word by which most pairs of a shift were barred."""
    return max(pairs.barred, key=lambda barred: int((barred.shift == shift).sum())).word


@compiled
def _nearest(
    asked: Ints, skill_start: Ints, skill_of: Ints, free_from: Ints, free_to: Ints, lat: Floats, lon: Floats, max_km: Floats,
    min_hourly: Floats, reliability: Floats, of_age: Ints, wanted: Ints, starts: Ints, ends: Ints, to_lat: Floats,
    to_lon: Floats, hourly: Floats, hours: Floats, least: Floats, day: Ints,
) -> tuple[Ints, Ints, Floats]:  # fmt: skip
    """Return for each worker the latest filter that some shift fails at (7: none), that shift, and by how much."""
    stage, shift, short = np.full(len(asked), -1, np.int64), np.zeros(len(asked), np.int64), np.zeros(len(asked))
    for k in range(len(asked)):
        w = asked[k]
        for s in range(len(starts)):
            km = km_between(lat[w], lon[w], to_lat[s], to_lon[s])
            has = wanted[s] == -2
            for a in range(skill_start[w], skill_start[w + 1]):
                has = has or skill_of[a] == wanted[s]
            worth = hours[s] * hourly[s] * reliability[w] - km
            if not has:
                at, by = 0, km  # the nearest place; not told
            elif free_from[w] > starts[s] or free_to[w] < ends[s]:
                at, by = 1, (max(0, free_from[w] - starts[s]) + max(0, ends[s] - free_to[w])) / HOUR
            elif km > max_km[w]:
                at, by = 2, km - max_km[w]
            elif min_hourly[w] > hourly[s]:
                at, by = 3, min_hourly[w] - hourly[s]
            elif hourly[s] < least[s]:
                at, by = 4, least[s] - hourly[s]
            elif of_age[w] > day[s]:
                at, by = 5, float(of_age[w] - day[s])
            elif worth <= 0.0:
                at, by = 6, -worth
            else:
                at, by = 7, 0.0
            if at > stage[k] or (at == stage[k] and by < short[k]):
                stage[k], shift[k], short[k] = at, s, by
    return stage, shift, short
