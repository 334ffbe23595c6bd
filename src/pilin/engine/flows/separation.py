"""Zeros that an effect or a column foretells: without them no estimate exists, and with them out nothing is lost.

After Correia, Guimarães, Zylkin 2019, "Verifying the existence of maximum likelihood estimates for generalized linear models":
rows are separated where some mix of columns and effects is 0 at each positive flow, and above 0 at them, at none below 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from pilin.engine.flows.coding import Coded, Floats
from pilin.engine.flows.grid import Grid, components
from pilin.engine.flows.sparse import Sparse

Bools = NDArray[np.bool_]
HEAVY = 1e7  # the weight of a positive flow beside a zero: it is to be met exactly
NEAR = 1e-4  # a mix this near to 0 is 0; what is foretold is scaled to 1
MOST_TURNS = 100
MOST_PROGRAMME = 100_000
COLLINEAR = 1e-10  # what is left of a column's square once effects and earlier columns are taken out


def never_flowing(coded: Coded) -> tuple[Bools, tuple[tuple[str, str], ...]]:
    """Return which rows belong to a level without any flow, and each such level by effect and name."""
    out = np.zeros(len(coded.y), bool)
    named = []
    for one in coded.effects:
        silent = np.bincount(one.codes, weights=coded.y, minlength=one.levels) == 0
        if silent.any():
            out |= silent[one.codes]
            named += [(one.name, one.labels[at]) for at in np.flatnonzero(silent)]
    return out, tuple(named)


def free_columns(residual: Floats, original: NDArray[np.float64]) -> list[int]:
    """Return which columns say something that effects and earlier columns do not.

    Parameters
    ----------
    residual : array of float, shape (k, n)
        The columns less what the effects explain.
    original : array of float, shape (k,)
        Their squares before, each around its mean.
    """
    gram = residual @ residual.T
    kept: list[int] = []
    for at in range(len(gram)):
        left = gram[at, at]
        if kept:
            left -= gram[at, kept] @ np.linalg.lstsq(gram[np.ix_(kept, kept)], gram[kept, at], rcond=None)[0]
        if left > COLLINEAR * original[at] and original[at] > 0:
            kept.append(at)
    return kept


def foretold(coded: Coded, solver: Grid | Sparse) -> tuple[Bools, bool]:
    """Return which rows are separated, zeros that a mix of columns and effects foretells; and whether that is settled.

    Parameters
    ----------
    coded : Coded
        Every level of it has some flow; its columns are free.
    solver : Grid or Sparse
        Over the same rows.

    Notes
    -----
    Two families whose positive flows hang together as all rows do, and columns free among the positive flows alone, foretell
    nothing: then no iteration is needed. Else the iterative rectifier runs, and only what its last mix proves is out. Where it comes
    to no end, the same is asked of a linear programme, up to ``MOST_PROGRAMME`` rows; beyond, the answer is not settled.
    """
    flowing = coded.y > 0
    nothing = np.zeros(len(flowing), bool)
    if flowing.all() or _told_by_positive(coded, solver, flowing):
        return nothing, True
    zero = solver.put((~flowing).astype(float))
    heavy = solver.put(np.where(flowing, HEAVY, 1.0))
    solver.weigh(heavy)
    wish = zero
    for _turn in range(MOST_TURNS):
        mix = solver.step(heavy * wish).fitted
        met = np.where(zero > 0, mix, 0.0)
        if met.min() > -NEAR * max(float(met.max()), NEAR):
            top = float(met.max())
            stray = float(np.abs(mix[(zero == 0) & (solver.here > 0)]).max())
            if top > NEAR * 100 and stray < NEAR * top:
                return solver.take((met > NEAR * 10 * top).astype(float)) > 0, True
            break
        wish = np.maximum(met, 0.0)
        if wish.max() < NEAR:
            break
    return _programme(coded, flowing) if len(flowing) <= MOST_PROGRAMME else (nothing, False)


def _programme(coded: Coded, flowing: Bools) -> tuple[Bools, bool]:
    """Return the same by a linear programme: as many zeros as can be, lifted to 1 by a mix that is 0 at each positive flow."""
    from scipy.optimize import linprog  # slow import

    rows, zeros = np.arange(len(flowing)), np.flatnonzero(~flowing)
    scale = np.abs(coded.x).max(1)
    parts: list[Any] = [csr_array((coded.x / np.where(scale > 0, scale, 1.0)[:, None]).T)]
    parts += [
        csr_array((np.ones(len(rows)), (rows, one.codes)), shape=(len(rows), one.levels)) for one in coded.effects
    ]
    design = hstack(parts, format="csr")
    lifted = csr_array((np.ones(len(zeros)), (np.arange(len(zeros)), np.arange(len(zeros)))))
    free = design.shape[1]
    told = linprog(
        np.concatenate((np.zeros(free), -np.ones(len(zeros)))),
        A_eq=hstack([design[flowing], csr_array((int(flowing.sum()), len(zeros)))], format="csr"),
        b_eq=np.zeros(int(flowing.sum())),
        A_ub=hstack([-design[zeros], lifted], format="csr"),
        b_ub=np.zeros(len(zeros)),
        bounds=[(None, None)] * free + [(0, 1)] * len(zeros),
        method="highs",
    )
    out = np.zeros(len(flowing), bool)
    if told.status != 0:
        return out, False
    out[zeros] = told.x[free:] > 0.5
    return out, True


def _told_by_positive(coded: Coded, solver: Grid | Sparse, flowing: Bools) -> bool:
    if len(coded.effects) > 2:
        return False
    if len(coded.effects) == 2:
        one, two = coded.effects
        levels = (one.levels, two.levels)
        some = components(one.codes[flowing], two.codes[flowing], levels)[0]
        if some != components(one.codes, two.codes, levels)[0]:
            return False
    solver.weigh(solver.put(flowing.astype(float)))
    residual = solver.without_effects(solver.x)
    positive = solver.put(flowing.astype(float)) > 0
    residual *= positive
    own, whole = (np.array([_around_mean(column[rows]) for column in solver.x]) for rows in (positive, solver.here > 0))
    # a column that is the same at every positive flow varies there by rounding alone, and rounding beside rounding looks free
    return len(free_columns(residual, np.maximum(own, COLLINEAR * whole))) == len(solver.x)


def _around_mean(column: Floats) -> float:
    return float(((column - column.mean()) ** 2).sum())
