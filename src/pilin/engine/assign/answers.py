"""What the assignment answers with: who takes which shift, how good that provably is, and why not for everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Mode(StrEnum):
    """How many shifts a worker may take."""

    ONE = "one"  # one of all
    DAY = "day"  # several that do not overlap, under the caps on hours


class Why(StrEnum):
    """Why a worker has no shift, or a shift an empty seat; in the order in which the filters are asked."""

    SKILL = "skill"
    TIME = "time"
    DISTANCE = "distance"
    WISH = "wish"  # the pay is less than the worker asks for
    FLOOR = "floor"  # the pay is less than the minimum wage
    AGE = "age"
    VALUE = "value"  # the way costs more than the work is worth
    HOURS = "hours"  # it would overlap, leave no time for the way, or be too many hours
    OUTCOMPETED = "outcompeted"  # it could be done, and others do better
    PAIRS = "pairs"  # of pairs that were given: there are fewer than seats


FILTERS = (Why.SKILL, Why.TIME, Why.DISTANCE, Why.WISH, Why.FLOOR, Why.AGE)
EXACT = 1e-9  # a relative gap below this is that of adding doubles up


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs that those passed over come first.

    Parameters
    ----------
    first, before : int
        How many of those passed over have a shift, and had one in the best answer without regard to that.
    weeks, weeks_before : float
        Their weeks added up, likewise.
    cny, share : float
        What the sum of values loses by it, in yuan and as a share of the best answer's.
    """

    first: int
    before: int
    weeks: float
    weeks_before: float
    cny: float
    share: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who takes which shift.

    Parameters
    ----------
    mode : Mode
    pair : numpy.ndarray
        The pairs made: places in the pairs that were solved, ascending.
    objective : float
        Sum of their values.
    upper_bound : float
        Which no answer exceeds: proved by ``prices``.
    prices : numpy.ndarray
        Of a seat of each shift: what one more would be worth.
    filled : numpy.ndarray
        Seats filled, by shift.
    heads : numpy.ndarray
        Seats there are, by shift.
    possible : numpy.ndarray
        Whether each pair could be made by itself, beside what its worker has already.
    fairness : Price, optional
        Where those passed over came first.
    seconds : mapping of str to float
        By stage.
    """

    mode: Mode
    pair: Ints
    objective: float
    upper_bound: float
    prices: Floats
    filled: Ints
    heads: Ints
    possible: npt.NDArray[np.bool_]
    fairness: Price | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Return by how much a better answer could be better, as a share; 0 where that is rounding only."""
        gap = (self.upper_bound - self.objective) / max(1.0, abs(self.objective))
        return gap if gap >= EXACT else 0.0

    @property
    def unfilled_shifts(self) -> Ints:
        """Return the shifts with an empty seat."""
        return np.flatnonzero(self.filled < self.heads)

    @property
    def unfilled_seats(self) -> int:
        """Return the empty seats."""
        return sum((self.heads - self.filled).tolist())  # Python's numbers: seats of many shifts may pass 64 bits


def counted(reasons: Sequence[str]) -> dict[str, int]:
    """Return how often each reason stands, most often first."""
    return dict(Counter(reasons).most_common())
