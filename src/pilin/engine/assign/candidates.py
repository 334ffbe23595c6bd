"""Which worker could take which shift: by skill, time, distance, wish, floor and age, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from pilin.engine.assign import index
from pilin.engine.assign.answers import Floats, Ints
from pilin.engine.assign.space import on_sphere
from pilin.engine.assign.tables import Given, Shifts, Workers, date_of
from pilin.engine.base.labour import Floor, built_in_floors, caps_on, floor_on


@dataclass(frozen=True, slots=True)
class Barred:
    """Pairs that somebody took out, and the word that says why."""

    word: str
    worker: Ints
    shift: Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that may be made, by shift.

    Parameters
    ----------
    size : int
        How many workers there are.
    heads : numpy.ndarray
        Seats of each shift, int64.
    begins : numpy.ndarray
        Pairs of shift s: ``begins[s]:begins[s + 1]``.
    worker : numpy.ndarray
        int32.
    value, km : numpy.ndarray
        Each value is above 0; ``km`` is nan where nobody said.
    feasible : numpy.ndarray
        How many pairs of each shift are feasible whatever their value.
    floor_unknown : numpy.ndarray
        Whether the minimum wage of each shift's place and day is not known.
    barred : tuple of Barred
    query : Query, optional
        What they were found by; None where somebody else found them. It says which filter leaves too few.
    """

    size: int
    heads: Ints
    begins: Ints
    worker: npt.NDArray[np.int32]
    value: Floats
    km: Floats
    feasible: Ints
    floor_unknown: npt.NDArray[np.bool_]
    barred: tuple[Barred, ...] = ()
    query: Query | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.worker)

    @property
    def shift(self) -> npt.NDArray[np.int32]:
        """Return the shift of each pair."""
        return np.repeat(np.arange(len(self.heads), dtype=np.int32), np.diff(self.begins))

    def without(self, barred: npt.NDArray[np.bool_], word: str) -> Pairs:
        """Return the pairs without some, with the word that :func:`why` shall say of them: ``last_bus``.

        Parameters
        ----------
        barred : numpy.ndarray
            Which, a bool for each pair.
        word : str
        """
        shift, stays = self.shift, ~barred
        gone = np.bincount(shift[barred], minlength=len(self.heads))
        begins = np.concatenate([[0], np.cumsum(np.diff(self.begins) - gone)])
        taken = Barred(word, self.worker[barred].astype(np.int64), shift[barred].astype(np.int64))
        return replace(
            self, begins=begins, worker=self.worker[stays], value=self.value[stays], km=self.km[stays],
            feasible=self.feasible - gone, barred=(*self.barred, taken),
        )  # fmt: skip


def feasible(workers: Workers, shifts: Shifts, floors: Iterable[Floor] = (), *, most: int = index.MOST_PAIRS) -> Pairs:
    """Return every pair that may be made and is worth something.

    A pair is feasible when the worker has the skill, is free for the whole shift (ends included), lives within
    ``max_km`` on the great circle, is paid at least what they ask for and at least the floor of the place on the day the
    shift starts, and is of age that day. It is worth hours x hourly pay x reliability - 1 yuan a kilometre, one way.

    Parameters
    ----------
    workers : Workers
    shifts : Shifts
    floors : iterable of Floor
        Those that go before the confirmed rows Pilin brings along. Where neither says anything the floor is unknown:
        the pair is feasible, and marked.
    most : int
        How many pairs at most.

    Raises
    ------
    TooManyPairs
        When there are more than ``most``.
    NoCaps
        When no minimum age is known for the day of the last shift.
    """
    query = query_of(workers, shifts, floors)
    begins, worker, value, km, whole = query.look(most)
    return Pairs(len(workers), shifts.heads, begins, worker, value, km, whole, query.floor_unknown, query=query)


@dataclass(frozen=True, slots=True)
class Query:
    """Shifts made ready to look for workers in an index; see :func:`pilin.engine.assign.index.look`."""

    packed: index.Index
    kind: np.ndarray
    point: np.ndarray
    place: np.ndarray
    when: np.ndarray
    pay: np.ndarray
    open_: np.ndarray
    floor_unknown: np.ndarray
    heads: np.ndarray

    def look(self, most: int = index.MOST_PAIRS) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return the pairs: where those of each shift begin, workers, values, km; and how many are feasible."""
        packed = self.packed
        found = index.look(
            self.kind, self.point, self.place, self.when, self.pay, self.open_, packed.first, packed.start, packed.box,
            packed.span, packed.who, packed.marks, packed.times, most,
        )  # fmt: skip
        if found[0][-1] < 0:
            raise index.TooManyPairs(f"there are more than {most:,} feasible pairs: divide the shifts by place or time")
        return found

    def lacks(self, shifts: Ints) -> Ints:
        """Return for some shifts the first filter that leaves fewer workers than seats, 6 for none."""
        packed = self.packed
        return index.first_lack(
            shifts, self.heads, self.kind, self.place, self.when, self.pay, self.open_, packed.first, packed.start,
            packed.marks, packed.times,
        )  # fmt: skip


def query_of(
    workers: Workers, shifts: Shifts, floors: Iterable[Floor] = (), packed: index.Index | None = None
) -> Query:
    """Return shifts ready to be looked up among workers.

    Parameters
    ----------
    packed : Index, optional
        Of these workers; made where None is given.
    """
    days = shifts.day
    if packed is None:
        packed = index.pack(workers, minimum_age(days))
    least, unknown = least_pay(shifts.places, days, tuple(floors))
    place = np.radians(np.column_stack([shifts.lat, shifts.lon]))
    return Query(
        packed, packed.lists_of(shifts), on_sphere(shifts.lat, shifts.lon), place,
        np.column_stack([shifts.starts, shifts.ends, days]), np.column_stack([shifts.hourly, shifts.hours]),
        shifts.hourly >= least, unknown, shifts.heads,
    )  # fmt: skip


def minimum_age(days: Ints) -> int:
    """Return the least age in years on the last of some days."""
    return caps_on(date_of(int(days.max()))).minimum_age if len(days) else 16


def least_pay(places: Sequence[str], days: Ints, own: tuple[Floor, ...]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the floor of each place and day in yuan, and whether it is unknown (then 0)."""
    built_in, asked = built_in_floors(), {}
    least = np.zeros(len(places))
    for at, key in enumerate(zip(places, days.tolist(), strict=True)):
        if key not in asked:
            found = floor_on(own, key[0], date_of(key[1])) or floor_on(built_in, key[0], date_of(key[1]))
            asked[key] = np.nan if found is None else float(found.hourly_cny)
        least[at] = asked[key]
    unknown = np.isnan(least)
    return np.nan_to_num(least), unknown


def given_pairs(given: Given, heads: Mapping[str, int] | None = None) -> Pairs:
    """Return pairs that somebody else found, those of positive value.

    Parameters
    ----------
    given : Given
    heads : mapping of str to int, optional
        Seats of each of its shifts; else one each.
    """
    seats = np.array([1 if heads is None else heads[name] for name in given.shifts], np.int64)
    worth = given.value > 0
    order = np.flatnonzero(worth)[np.argsort(given.shift[worth], kind="stable")]
    size = len(given.shifts)
    begins = np.searchsorted(given.shift[order], np.arange(size + 1)).astype(np.int64)
    return Pairs(
        len(given.workers), seats, begins, given.worker[order].astype(np.int32), given.value[order],
        np.full(len(order), np.nan), np.bincount(given.shift, minlength=size), np.zeros(size, bool),
    )  # fmt: skip
