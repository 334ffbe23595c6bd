"""Two states of a network compared: who comes within the hour, who falls out, and who wins how many minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pilin.engine.reach.compiled import compiled
from pilin.engine.reach.minutes import PER_MINUTE, Cells, bound

Counts = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sides:
    """How many places, and which weight of them, lie within the bound before and after."""

    count_before: int
    count_after: int
    weight_before: float
    weight_after: float


@dataclass(frozen=True, slots=True)
class Group:
    """A town's places together.

    Parameters
    ----------
    name : str
    places, winners, losers : int
        Its places, those of them that won minutes, those that lost some.
    within : Sides
        Summed over its places: pairs of one of its places and a place within the bound of it, and their weights.
    minutes_won : float or None
        Mean of what its places won, by their weights; None where nothing can be compared.
    """

    name: str
    places: int
    winners: int
    losers: int
    within: Sides
    minutes_won: float | None


@dataclass(frozen=True)
class Comparison:
    """What a change does to P places; rows of before and after are places as origins.

    Parameters
    ----------
    count_before, count_after : int64 arrays (P,)
        Places within the bound of each, itself among them.
    weight_before, weight_after : float64 arrays (P,)
        Their weights.
    minutes_won : float64 array (P,)
        Mean of minutes before less minutes after over the other places with a way both before and after, by their weights;
        NaN where there is none, or none with a weight.
    opened, shut : int64 arrays (P,)
        Places that had no way before and have one after, and the reverse: no number of minutes says what that is worth.
    groups : tuple of Group
        In order of their names.
    """

    within: Decimal
    count_before: Counts
    count_after: Counts
    weight_before: Weights
    weight_after: Weights
    minutes_won: Weights
    opened: Counts
    shut: Counts
    groups: tuple[Group, ...]
    _before: Cells
    _after: Cells

    def gained(self) -> NDArray[np.intp]:
        """Return the pairs (n, 2), origin and place, that come within the bound."""
        most = bound(self.within)
        return np.argwhere((self._before > most) & (self._after <= most))

    def lost(self) -> NDArray[np.intp]:
        """Return the pairs (n, 2), origin and place, that fall out of the bound."""
        most = bound(self.within)
        return np.argwhere((self._before <= most) & (self._after > most))


def compare(
    before: Cells, after: Cells, weights: ArrayLike, groups: Sequence[str], *, within: float | Decimal = 60
) -> Comparison:
    """Compare times between P places before and after a change.

    Parameters
    ----------
    before, after : int32 arrays (P, P)
        Thousandths of a minute, as a :class:`Matrix` holds them.
    weights : float array (P,)
        From zero up: inhabitants, jobs.
    groups : sequence of str (P,)
        The town of each place.
    within : float
        Minutes; a place at exactly so many is within.

    Raises
    ------
    ValueError
        Where shapes differ, or a weight is no number from zero up.

    Examples
    --------
    >>> before = np.array([[0, 75_000], [75_000, 0]], dtype=np.int32)
    >>> after = np.array([[0, 60_000], [60_000, 0]], dtype=np.int32)
    >>> told = compare(before, after, [3, 1], ["Fengjing", "Jiashan"])
    >>> [(g.name, g.within.count_before, g.within.count_after, g.minutes_won) for g in told.groups]
    [('Fengjing', 1, 2, 15.0), ('Jiashan', 1, 2, 15.0)]
    """
    weight = np.ascontiguousarray(weights, dtype=np.float64)
    number = len(weight)
    if before.shape != (number, number) or after.shape != (number, number) or len(groups) != number:
        raise ValueError(f"{number} weights, {len(groups)} groups, {before.shape} before and {after.shape} after")
    if not np.all((weight >= 0) & np.isfinite(weight)):
        raise ValueError("a weight is a number from zero up")
    counts, sums = _compared(np.ascontiguousarray(before), np.ascontiguousarray(after), weight, bound(within))
    won = np.divide(sums[:, 2], sums[:, 3] * PER_MINUTE, out=np.full(number, np.nan), where=sums[:, 3] > 0)
    names, at = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    told = tuple(_group(str(name), at == k, counts, sums, won, weight) for k, name in enumerate(names))
    return Comparison(
        Decimal(str(within)), counts[:, 0], counts[:, 1], sums[:, 0], sums[:, 1], won, counts[:, 2], counts[:, 3], told, before, after
    )  # fmt: skip


def is_majority(part: int, whole: int) -> bool:
    """Return whether a part is more than half: strictly, so of 41 cities 21 are, and of 40 twenty are not.

    Raises
    ------
    ValueError
        Where the part is more than the whole, or one is below zero.

    Examples
    --------
    >>> is_majority(20, 41), is_majority(21, 41), is_majority(20, 40)
    (False, True, False)
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    return 2 * part > whole


def _group(name: str, own: NDArray[np.bool_], counts: Counts, sums: Weights, won: Weights, weight: Weights) -> Group:
    count, total, mine, by = counts[own].sum(axis=0), sums[own].sum(axis=0), won[own], weight[own]
    known = ~np.isnan(mine) & (by > 0)
    mean = float(np.average(mine[known], weights=by[known])) if known.any() else None
    within = Sides(int(count[0]), int(count[1]), float(total[0]), float(total[1]))
    return Group(name, int(own.sum()), int((mine > 0).sum()), int((mine < 0).sum()), within, mean)


@compiled
def _compared(before: Cells, after: Cells, weight: Weights, most: int) -> tuple[Counts, Weights]:
    """Return a row a place: counts before, after, opened, shut; weights before, after, thousandths won, weight compared."""
    number, never = before.shape[0], np.int32(2**31 - 1)
    counts = np.zeros((number, 4), dtype=np.int64)
    sums = np.zeros((number, 4), dtype=np.float64)
    for i in range(number):
        for j in range(number):
            was, now = before[i, j], after[i, j]
            if was <= most:
                counts[i, 0] += 1
                sums[i, 0] += weight[j]
            if now <= most:
                counts[i, 1] += 1
                sums[i, 1] += weight[j]
            if was == never:
                if now != never:
                    counts[i, 2] += 1
            elif now == never:
                counts[i, 3] += 1
            elif i != j:
                sums[i, 2] += weight[j] * (np.float64(was) - np.float64(now))
                sums[i, 3] += weight[j]
    return counts, sums
