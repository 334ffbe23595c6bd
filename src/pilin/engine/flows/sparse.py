"""Any families of effects: they are solved away by conjugate gradients over the rows, each time from where the last left off.

The normal equations of the effects alone are solved, with their diagonal as preconditioner; for one family that is exact at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilin.engine.flows.coding import Coded, Floats
from pilin.engine.flows.compiled import compiled
from pilin.engine.flows.grid import Step, slopes_of

MOST_TURNS = 5_000
EXACT = 1e-10  # how far the sums left may be from nought, beside the sums of what was added up without its signs


@compiled
def spread_and_gather(levels: NDArray[np.int32], weights: Floats, effects: Floats, told: Floats) -> None:
    """Write the normal equations' matrix times ``effects`` (levels, columns) into ``told``."""
    families, columns = levels.shape[1], effects.shape[1]
    told[:] = 0.0
    own = np.empty(columns)
    for row in range(len(weights)):
        w = weights[row]
        if w == 0.0:
            continue
        for c in range(columns):
            own[c] = effects[levels[row, 0], c]
        for f in range(1, families):
            at = levels[row, f]
            for c in range(columns):
                own[c] += effects[at, c]
        for f in range(families):
            at = levels[row, f]
            for c in range(columns):
                told[at, c] += w * own[c]


@compiled
def gather(levels: NDArray[np.int32], column: Floats, told: Floats) -> None:
    """Add up a column by the levels of each family."""
    told[:] = 0.0
    for row in range(len(column)):
        for f in range(levels.shape[1]):
            told[levels[row, f]] += column[row]


@compiled
def spread(levels: NDArray[np.int32], effects: Floats, told: Floats) -> None:
    """Write into ``told`` what the effects of each row come to."""
    for row in range(len(told)):
        own = 0.0
        for f in range(levels.shape[1]):
            own += effects[levels[row, f]]
        told[row] = own


class Sparse:
    """The solver of any families of effects.

    Parameters
    ----------
    coded : Coded
    """

    name = "sparse"

    def __init__(self, coded: Coded) -> None:
        self.size = len(coded.y)
        self.levels = np.empty((self.size, len(coded.effects)), np.int32)
        first = 0
        for at, one in enumerate(coded.effects):
            self.levels[:, at] = one.codes + np.int32(first)
            first += one.levels
        self.count = first
        self.x, self.y, self.here = coded.x, coded.y, np.ones(self.size)
        self.known = np.zeros((first, len(coded.x) + 1))  # the effects of the columns, as they last were
        self.single = len(coded.effects) == 1

    def put(self, rows: Floats) -> Floats:
        """Return the column as it is: rows are not moved."""
        return rows

    def take(self, told: Floats) -> Floats:
        """Return the column as it is: rows are not moved."""
        return told

    def weigh(self, weights: Floats) -> None:
        """Prepare for weights: not negative, above 0 somewhere at each level."""
        self.weights = weights
        self.diagonal = self._sums(weights)

    def step(self, right: Floats) -> Step:
        """Return the least squares of ``right`` / weights on columns and effects, by the weights told last."""
        k = len(self.x)
        sums, sizes = np.empty((self.count, k + 1)), np.empty((self.count, k + 1))
        gram, gradient = np.empty((k, k)), np.empty(k)
        for at, column in enumerate(self.x):
            weighted = self.weights * column
            gram[at] = self.x @ weighted
            gradient[at] = column @ right
            sums[:, at], sizes[:, at] = self._sums(weighted), self._sums(np.abs(weighted))
        sums[:, k], sizes[:, k] = self._sums(right), self._sums(np.abs(right))
        self.known[:, k] = 0.0  # what is left to explain is another each time
        self.known = self._solve(sums, sizes, self.known)
        gram -= sums[:, :k].T @ self.known[:, :k]
        gradient -= self.known[:, :k].T @ sums[:, k]
        gram = (gram + gram.T) / 2
        slopes = slopes_of(gram, gradient)
        fitted = np.empty(self.size)
        spread(self.levels, self.known[:, k] - self.known[:, :k] @ slopes, fitted)
        if k:
            fitted += slopes @ self.x
        return Step(slopes, fitted, gram)

    def without_effects(self, columns: Floats) -> Floats:
        """Return columns (shape (k, n)) less what the effects explain of them, by the weights told last."""
        sums = np.stack([self._sums(self.weights * column) for column in columns], axis=1)
        sizes = np.stack([self._sums(self.weights * np.abs(column)) for column in columns], axis=1)
        start = self.known[:, :-1] if self.known.shape[1] == len(columns) + 1 else np.zeros_like(sums)
        solved = self._solve(sums, sizes, start)
        told = np.empty_like(columns)
        for at, column in enumerate(columns):
            spread(self.levels, np.ascontiguousarray(solved[:, at]), told[at])
            np.subtract(column, told[at], out=told[at])
        return told

    def _sums(self, column: Floats) -> Floats:
        told = np.empty(self.count)
        gather(self.levels, column, told)
        return told

    def _solve(self, sums: Floats, sizes: Floats, start: Floats) -> Floats:
        """Return effects (levels, columns) whose weighted sums are those given, nearly.

        ``sizes`` are the sums without signs: near the estimate the sums themselves are rounding, and cannot be met any better.
        """
        scale = np.where(self.diagonal > 0, self.diagonal, 1.0)[:, None]
        if self.single:
            return sums / scale
        found = start.copy()
        product = np.empty_like(found)
        spread_and_gather(self.levels, self.weights, found, product)
        left = sums - product
        enough = EXACT**2 * (sizes**2 / scale).sum(0)
        turned = left / scale
        towards = turned.copy()
        now = (left * turned).sum(0)
        for _turn in range(MOST_TURNS):
            open_still = now > enough
            if not open_still.any():
                break
            spread_and_gather(self.levels, self.weights, towards, product)
            along = (towards * product).sum(0)
            far = np.divide(
                now, along, out=np.zeros_like(now), where=open_still & (along > 0)
            )  # a column that is met rests: steps on rounding lead astray
            found += far * towards
            left -= far * product
            turned = left / scale
            after = (left * turned).sum(0)
            towards = turned + np.divide(after, now, out=np.zeros_like(now), where=now > 0) * towards
            now = after
        return found
