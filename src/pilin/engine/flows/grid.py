"""Two families of effects on a nearly full grid: they are solved away exactly, block by block, with dense matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pilin.engine.base import Fault, Invalid
from pilin.engine.flows.coding import Coded, Codes, Floats

FULL = 0.25  # the share of the cells that must be met
FEW_BLOCKS = 64  # this few may be as small as they like
SMALL_BLOCKS = 300  # rows a block holds at the least on average: many tiny ones are quicker without blocks
MOST_SIDE = 6_000  # levels on the shorter side of a block: a dense matrix of this size is solved each step


@dataclass(frozen=True, slots=True)
class Step:
    """One weighted least squares with the effects solved away.

    Parameters
    ----------
    slopes : array of float, shape (k,)
    fitted : array of float
        What slopes and effects come to, in the layout of the solver.
    hessian : array of float, shape (k, k)
        The columns' products once the effects are taken out.
    """

    slopes: Floats
    fitted: Floats
    hessian: Floats


@dataclass(frozen=True, slots=True)
class Block:
    """A connected part of the grid: so many levels by so many, kept from ``first`` on."""

    first: int
    rows: int
    columns: int


def components(one: Codes, other: Codes, levels: tuple[int, int]) -> tuple[int, NDArray[np.int32]]:
    """Return how many parts two families fall into, and the part of each level, those of the first family first."""
    first, second = levels
    cells = csr_array((np.ones(len(one), np.int8), (one, other + first)), shape=(first + second, first + second))
    count, label = connected_components(cells, directed=False)
    return int(count), label


class Grid:
    """The solver of two families of effects that meet once in nearly every pair of levels.

    Parameters
    ----------
    coded : Coded
        With exactly two effects.
    blocks : sequence of Block
    place : array of int, shape (n,)
        Where each row stands in the blocks laid one behind the other.
    """

    name = "grid"

    def __init__(self, coded: Coded, blocks: list[Block], place: NDArray[np.int64], turned: bool) -> None:
        self.blocks, self.place, self.turned = blocks, place, turned
        self.size = blocks[-1].first + blocks[-1].rows * blocks[-1].columns
        self.even = len(place) == self.size and bool((place[1:] - place[:-1] == 1).all())
        self.here = np.ones(self.size) if self.even else self.put(np.ones(len(place)))
        self.x = np.empty((len(coded.x), self.size))
        for at, column in enumerate(coded.x):
            self.x[at] = self.put(column)
        self.y = self.put(coded.y)
        self.inner: list[tuple[Floats, Floats, Floats, tuple[Floats, bool]]] = []

    @classmethod
    def over(cls, coded: Coded) -> Grid | None:
        """Return the solver, or None where the effects are not two, or meet too seldom or more than once."""
        if len(coded.effects) != 2:
            return None
        one, two = coded.effects
        turned = one.levels < two.levels  # the shorter side of a block is the one solved: let it be the second
        if turned:
            one, two = two, one
        count, label = components(one.codes, two.codes, (one.levels, two.levels))
        if count > FEW_BLOCKS and len(coded.y) < SMALL_BLOCKS * count:
            return None
        rows, local = _within(label[: one.levels], count)
        columns, across = _within(label[one.levels :], count)
        sizes = rows * columns
        total = int(sizes.sum())
        if len(coded.y) < FULL * total or int(columns.max()) > MOST_SIDE:
            return None
        first = np.concatenate(([0], np.cumsum(sizes)))
        line = first[label[: one.levels]] + local * columns[label[: one.levels]]  # where the line of each level begins
        place = line[one.codes] + across[two.codes]
        met = np.zeros(total, bool)
        met[place] = True
        if int(met.sum()) < len(place):
            return None
        blocks = [Block(int(first[at]), int(rows[at]), int(columns[at])) for at in range(count)]
        return cls(coded, blocks, place, turned)

    def put(self, rows: Floats) -> Floats:
        """Return a column of rows in the layout of the blocks, 0 where no row is."""
        if self.even:
            return rows
        told = np.zeros(self.size)
        told[self.place] = rows
        return told

    def take(self, told: Floats) -> Floats:
        """Return a column in the order of the rows."""
        return told if self.even else told[self.place]

    def weigh(self, weights: Floats) -> None:
        """Prepare for weights: not negative, 0 where no row is, above 0 somewhere at each level."""
        self.weights = weights
        self.inner = []
        for block in self.blocks:
            w = self._cells(weights, block)
            lines, columns = w.sum(1), w.sum(0)
            scaled = w / lines[:, None]
            schur = -(w.T @ scaled)
            schur.flat[:: block.columns + 1] += columns
            # one level is told by the others: without the last, the matrix can be inverted
            try:
                told = cho_factor(schur[:-1, :-1], lower=True, overwrite_a=True, check_finite=False)
            except np.linalg.LinAlgError:
                raise flat() from None
            self.inner.append((w, lines, scaled, told))

    def step(self, right: Floats) -> Step:
        """Return the least squares of ``right`` / weights on columns and effects, by the weights told last."""
        k = len(self.x)
        gram, gradient = np.zeros((k, k)), np.zeros(k)
        lines_of: list[Floats] = []
        weighted = np.empty(self.size)
        sums = [(np.empty((b.rows, k + 1)), np.empty((b.columns, k + 1))) for b in self.blocks]
        for at, column in enumerate(self.x):
            np.multiply(self.weights, column, out=weighted)
            gram[at, at:] = self.x[at:] @ weighted
            gradient[at] = column @ right
            self._sum(weighted, sums, at)
        self._sum(right, sums, k)
        gram = np.triu(gram) + np.triu(gram, 1).T
        solved = []
        for inner, (lines, columns) in zip(self.inner, sums, strict=True):
            along, across = _solved(inner, lines, columns)
            solved.append((along, across))
            gram -= lines[:, :k].T @ along[:, :k] + columns[:, :k].T @ across[:, :k]
            gradient -= along[:, :k].T @ lines[:, k] + across[:, :k].T @ columns[:, k]
            lines_of.append(along)
        slopes = slopes_of(gram, gradient)
        fitted = slopes @ self.x if k else np.zeros(self.size)
        for block, (along, across) in zip(self.blocks, solved, strict=True):
            cells = self._cells(fitted, block)
            cells += (along[:, k] - along[:, :k] @ slopes)[:, None]
            cells += across[:, k] - across[:, :k] @ slopes
        if not self.even:
            fitted *= self.here  # what the effects would say of a pair that is not there can be beyond all numbers
        return Step(slopes, fitted, gram)

    def without_effects(self, columns: Floats) -> Floats:
        """Return columns (shape (k, size)) less what the effects explain of them, by the weights told last."""
        told = columns.copy()
        sums = [(np.empty((b.rows, len(columns))), np.empty((b.columns, len(columns)))) for b in self.blocks]
        for at, column in enumerate(columns):
            self._sum(self.weights * column, sums, at)
        for block, inner, (lines, across) in zip(self.blocks, self.inner, sums, strict=True):
            along, over = _solved(inner, lines, across)
            for at in range(len(columns)):
                cells = self._cells(told[at], block)
                cells -= along[:, at][:, None]
                cells -= over[:, at]
        if not self.even:
            told *= self.here
        return told

    def _cells(self, column: Floats, block: Block) -> Floats:
        return column[block.first : block.first + block.rows * block.columns].reshape(block.rows, block.columns)

    def _sum(self, column: Floats, sums: list[tuple[Floats, Floats]], at: int) -> None:
        for block, (lines, columns) in zip(self.blocks, sums, strict=True):
            cells = self._cells(column, block)
            lines[:, at], columns[:, at] = cells.sum(1), cells.sum(0)


def _solved(
    inner: tuple[Floats, Floats, Floats, tuple[Floats, bool]], lines: Floats, columns: Floats
) -> tuple[Floats, Floats]:
    """Return the effects along and across whose weighted sums are those given."""
    w, sums, scaled, told = inner
    across = np.zeros_like(columns)
    if len(columns) > 1:
        across[:-1] = cho_solve(told, (columns - scaled.T @ lines)[:-1], check_finite=False)
    return (lines - w @ across) / sums[:, None], across


def flat() -> Invalid:
    """Return what to raise where weights leave too little to tell columns or effects apart."""
    return Invalid(
        Fault("flat", "", "columns and effects cannot be told apart: some flows are beyond reach of the numbers")
    )


def slopes_of(gram: Floats, gradient: Floats) -> Floats:
    """Return the slopes of the normal equations.

    Raises
    ------
    Invalid
        Where the columns cannot be told apart.
    """
    if not len(gradient):
        return np.zeros(0)
    try:
        return np.asarray(np.linalg.solve(gram, gradient), np.float64)
    except np.linalg.LinAlgError:
        raise flat() from None


def _within(label: NDArray[np.int32], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many levels each part has, and the number of each level within its part."""
    order = np.argsort(label, kind="stable")
    sizes = np.bincount(label, minlength=count)
    starts = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    local = np.empty(len(label), np.int64)
    local[order] = np.arange(len(label)) - starts[label[order]]
    return sizes, local
