"""Flows explained: Poisson pseudo-maximum-likelihood with effects of places, years or pairs, and standard errors that hold for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln
from threadpoolctl import threadpool_limits

from pilin.engine.base import Fault, Invalid
from pilin.engine.flows.coding import Coded, Codes, Floats, code
from pilin.engine.flows.grid import Grid, components, flat
from pilin.engine.flows.separation import foretold, free_columns, never_flowing
from pilin.engine.flows.sparse import Sparse

MOST_STEPS = 100
LEAST_PART = 1e-6  # of a step: below it there is none
NEAR = 1e-12  # of the deviance: what a further step would still gain
RUNS = 1e-3  # of a coefficient: steps towards an estimate end at nought; where there is none each is as long, though nothing is gained
WIDE = 1_000  # levels that a level meets, from which matrices are worth a thread for each core
NIL = 1e-10  # of the mean flow: a smaller mean tells nothing


class Says(StrEnum):
    """What an answer does not say, by code: doors put it into words."""

    NO_CAUSE = "no_cause"


class Path(StrEnum):
    """How the effects are solved away."""

    AUTO = "auto"
    GRID = "grid"  # dense, exact: two effects that meet once in nearly every pair of levels
    SPARSE = "sparse"  # conjugate gradients: any effects


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What one column does to the logarithm of a flow.

    Parameters
    ----------
    name : str
    value : float
        The estimate.
    error : float or None
        Its standard error; None, as is what follows, where the answer is not identified.
    low, high : float or None
        The interval that holds the true value in 95 of 100 samples, by the normal distribution.
    z, p : float or None
        The estimate over its error; how often chance alone is as far from 0.
    """

    name: str
    value: float
    error: float | None
    low: float | None
    high: float | None
    z: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was left out, and why.

    Parameters
    ----------
    unknown : int
        Rows with a null.
    never_flowing : tuple of (effect, level)
        Places or pairs all of whose flows are 0.
    never_flowing_rows, foretold : int
        Their rows; and other zeros that columns and effects foretell exactly.
    collinear : tuple of str
        Columns that effects and earlier columns already tell.
    settled : bool
        Whether it is certain that no further zero is foretold; if not, no estimate may exist.
    """

    unknown: int = 0
    never_flowing: tuple[tuple[str, str], ...] = ()
    never_flowing_rows: int = 0
    foretold: int = 0
    collinear: tuple[str, ...] = ()
    settled: bool = True

    @property
    def separated(self) -> int:
        """Rows that are zeros foretold, by levels or by columns."""
        return self.never_flowing_rows + self.foretold


@dataclass(frozen=True, slots=True)
class Gravity:
    """The answer: coefficients, how sure, what was left out, and how it was reckoned.

    Parameters
    ----------
    coefficients : tuple of Coefficient
    n : int
        Rows that were used.
    effects : mapping of str to int
        Levels of each family of effects among them.
    errors : str
        ``robust`` or the name of the column of clusters.
    clusters : int or None
    free : int
        Rows less columns and effects counted: the n - k of the small-sample factor.
    covariance : array of float, shape (k, k)
    deviance, log_likelihood : float
    pseudo_r2 : float or None
        1 - log likelihood over that of a constant alone (McFadden); None where a constant explains all.
    squared_correlation : float or None
        Of flows and fitted flows, as gravity tables print it.
    converged : bool
    identified : bool
        Whether flows tell the coefficients and how sure they are. Not where a further step would still move a mean though it gains
        nothing (a coefficient grows without end), nor where flows and zeros whose mean is not nil are no more than the columns and
        effects they tell (each is met exactly: nothing is left to reckon errors from). Then ``covariance`` is NaN and each error is None.
    steps : int
    path : Path
    dropped : Dropped
    says_not : Says
    """

    coefficients: tuple[Coefficient, ...]
    n: int
    effects: dict[str, int]
    errors: str
    clusters: int | None
    free: int
    covariance: NDArray[np.float64]
    deviance: float
    log_likelihood: float
    pseudo_r2: float | None
    squared_correlation: float | None
    converged: bool
    identified: bool
    steps: int
    path: Path
    dropped: Dropped
    says_not: Says = Says.NO_CAUSE

    def of(self, name: str) -> Coefficient:
        """Return the coefficient of a column.

        Raises
        ------
        KeyError
            Where the column was not asked about, or was dropped.
        """
        for one in self.coefficients:
            if one.name == name:
                return one
        raise KeyError(name)


def fit_gravity(
    flows: pl.DataFrame,
    *,
    y: str,
    x: Sequence[str],
    effects: Sequence[str] = (),
    cluster: str | None = None,
    path: Path | str = Path.AUTO,
) -> Gravity:
    """Return how flows go with distance, borders and what else is told, places' own size being taken out by effects.

    The mean of a flow is exp(x b + effects); b solves X'(y - mean) = 0 (Santos Silva, Tenreyro 2006). Zeros stay in; flows
    need no Poisson distribution.

    Parameters
    ----------
    flows : polars.DataFrame
        A row for each flow; zeros are rows too. Rows with a null are left out and counted.
    y : str
        The column of flows, not negative, any unit, one unit.
    x : sequence of str
        Columns of numbers that explain.
    effects : sequence of str
        Columns whose values each get an effect of their own; ``exporter*year`` for each pair of values.
    cluster : str, optional
        Column within whose values errors may hang together; robust (HC1) unless told.
    path : Path
        How effects are solved away; the answer says which it was.

    Raises
    ------
    Invalid
        For columns that are missing or hold no finite numbers, flows below zero, no flow at all, one place only, a single
        cluster, no column left, or too few rows.

    Notes
    -----
    Covariance H⁻¹ M H⁻¹, H = X̃'diag(mean)X̃ and M the scores' products, effects taken out of X̃ by the means as weights. Robust:
    times n / (n - k); clustered: times G / (G - 1) · (n - 1) / (n - k). k counts columns and effects, but not effects nested in
    clusters (Cameron, Miller 2015).

    Examples
    --------
    >>> pairs = [(a, b) for a in "ABCD" for b in "ABCD"]
    >>> rows = pl.DataFrame({"from": [a for a, b in pairs], "to": [b for a, b in pairs]})
    >>> rows = rows.with_columns(far=(pl.col("from") != pl.col("to")).cast(pl.Float64))
    >>> rows = rows.with_columns(people=100 * (-pl.col("far")).exp())
    >>> found = fit_gravity(rows, y="people", x=["far"], effects=["from", "to"])
    >>> round(found.of("far").value, 6), found.n, found.path.value
    (-1.0, 16, 'grid')
    """
    asked = Path(path)
    coded = code(flows, y=y, x=x, effects=effects, cluster=cluster)
    if coded.y.max() == 0:
        raise Invalid(Fault("no_flow", y, f"{y} is zero in every row: nothing flows"))
    silent, named = never_flowing(coded)
    if silent.any():
        coded = coded.keep(~silent)
    dropped = Dropped(unknown=coded.unknown, never_flowing=named, never_flowing_rows=int(silent.sum()))
    for one in coded.effects:
        if one.levels < 2 and one.name != "constant":
            raise Invalid(
                Fault("one_place", one.name, f"{one.name} has one value only among the flows: {one.labels[0]}")
            )
    _enough_clusters(coded, cluster)
    # many small matrices one after another: a second thread would wait longer for each than it works
    wide = len(coded.y) / max((one.levels for one in coded.effects), default=1)
    with threadpool_limits(None if wide > WIDE else 1, user_api="blas"):
        return _estimated(coded, list(x), cluster, asked, dropped)


def _estimated(coded: Coded, given: list[str], cluster: str | None, asked: Path, dropped: Dropped) -> Gravity:
    """Return the estimate of what flows, once what foretells a zero is left out."""
    names = given
    coded, solver, names = _free(coded, names, asked)
    while True:
        out, settled = foretold(coded, solver)
        if not out.any():
            break
        coded = coded.keep(~out)  # what one mix proves is out; another may prove more of what is left
        silent, more = never_flowing(coded)
        if silent.any():
            coded = coded.keep(~silent)
        _enough_clusters(coded, cluster)
        coded, solver, names = _free(coded, names, asked)
        dropped = replace(
            dropped,
            foretold=dropped.foretold + int(out.sum()),
            never_flowing=dropped.never_flowing + more,
            never_flowing_rows=dropped.never_flowing_rows + int(silent.sum()),
        )
    dropped = replace(dropped, collinear=tuple(name for name in given if name not in names), settled=settled)
    try:
        return _fitted(coded, solver, names, cluster, dropped)
    except Invalid:
        if asked is not Path.AUTO or not isinstance(solver, Grid):
            raise
        # a dense factor needs every weight to be told from nought; conjugate gradients do not
        coded, solver, names = _free(coded, names, Path.SPARSE)
        return _fitted(coded, solver, names, cluster, dropped)


def _enough_clusters(coded: Coded, cluster: str | None) -> None:
    if coded.clusters is not None and int(coded.clusters.max()) < 1:
        raise Invalid(
            Fault("one_cluster", cluster or "", f"{cluster} has a single value: errors need two clusters at least")
        )


def _free(coded: Coded, names: list[str], asked: Path) -> tuple[Coded, Grid | Sparse, list[str]]:
    """Return rows and solver with the columns that say something of their own, effects already taken out of them."""
    solver = _solver(coded, asked)
    original = np.array([((column - column.mean()) ** 2).sum() for column in coded.x])
    solver.weigh(solver.here)
    residual = solver.without_effects(solver.x)
    kept = free_columns(residual, original)
    if not kept:
        raise Invalid(
            Fault("nothing_left", ", ".join(names), "the effects already tell every column: no coefficient is left")
        )
    # the same estimates as with the columns themselves, and far fewer digits lost on the way
    solver.x = residual if len(kept) == len(names) else residual[kept]
    if isinstance(solver, Sparse):
        solver.known = np.zeros((solver.count, len(kept) + 1))
    x = coded.x if len(kept) == len(names) else coded.x[kept]
    return replace(coded, x=x), solver, [names[at] for at in kept]


def _solver(coded: Coded, asked: Path) -> Grid | Sparse:
    grid = Grid.over(coded) if asked is not Path.SPARSE else None
    if asked is Path.GRID and grid is None:
        raise Invalid(
            Fault("no_grid", "effects", "the grid path needs two effects that meet once in most pairs of their levels")
        )
    return grid or Sparse(coded)


def _fitted(coded: Coded, solver: Grid | Sparse, names: list[str], cluster: str | None, dropped: Dropped) -> Gravity:
    y, k = solver.y, len(names)
    used = _used(coded)
    if len(coded.y) <= k + used:
        raise Invalid(Fault("few_rows", "", f"{len(coded.y)} rows do not suffice for {k} columns and {used} effects"))
    mean = (y + y.sum() / len(coded.y)) / 2 * solver.here
    solver.weigh(mean)
    told = solver.step(mean * np.log(np.where(mean > 0, mean, 1.0)) + (y - mean))
    slopes, eta = told.slopes, told.fitted
    mean, fit = _mean(eta, solver.here, y)
    converged, steps, moved = False, 1, 0.0
    reach = np.ptp(solver.x, axis=1)
    while steps < MOST_STEPS and not converged:
        steps += 1
        solver.weigh(mean)
        told = solver.step(y - mean)
        gain = float(told.fitted @ (y - mean))
        part = 1.0
        enough = fit - 1e-12 * (abs(fit) + float(mean.sum()))
        tried = eta + told.fitted
        anew, better = _mean(tried, solver.here, y)
        while not better >= enough and part > LEAST_PART:
            part /= 2
            tried = eta + part * told.fitted
            anew, better = _mean(tried, solver.here, y)
        if not better >= enough:  # no step leads on: what was found last stands, and is said not to have converged
            break
        slopes, eta, mean, fit = slopes + part * told.slopes, tried, anew, better
        moved = part * float(np.max(np.abs(told.slopes) * reach / np.maximum(np.abs(slopes) * reach, 1.0)))
        converged = abs(gain) < NEAR * max(float(mean.sum()), 1e-300) * 1e-2
    solver.weigh(mean)
    design = solver.without_effects(solver.x)
    identified = moved < RUNS and _is_told(coded, solver, design, mean)
    covariance, groups, free = _covariance(coded, solver, design, mean, y, used)
    if not identified:
        covariance[:] = math.nan
    return _answer(
        coded, names, slopes, covariance, groups, cluster, dropped,
        free=free, y=coded.y, mean=solver.take(mean),
        eta=solver.take(eta), converged=converged, identified=identified, steps=steps,
        path=Path(solver.name),
    )  # fmt: skip


def _is_told(coded: Coded, solver: Grid | Sparse, design: Floats, mean: Floats) -> bool:
    """Return whether flows, and zeros whose mean is not nil, tell every column apart and are more than what they tell.

    Else a coefficient hangs on zeros that say nothing, or each row is met exactly whatever it was, and errors would be nought.
    """
    means = solver.take(mean)
    telling = (coded.y > 0) | (means > NIL * float(means.mean()))
    if telling.all():
        return True
    own = np.stack([solver.take(column)[telling] for column in design])
    if len(free_columns(own, np.array([((column - column.mean()) ** 2).sum() for column in coded.x]))) < len(own):
        return False
    return int(telling.sum()) > len(own) + _used(coded.keep(telling))


def _mean(eta: Floats, here: Floats, y: Floats) -> tuple[Floats, float]:
    """Return the means, and the part of the log likelihood that they decide."""
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.exp(eta)
        if mean.shape == here.shape and not here.all():
            mean *= here
        fit = float(y @ eta - mean.sum())
    return mean, fit if math.isfinite(fit) else -math.inf


def _used(coded: Coded) -> int:
    """Return how many effects can be told apart, all families taken together."""
    levels = [one.levels for one in coded.effects]
    if len(levels) < 2:
        return sum(levels)
    one, two = coded.effects[:2]
    return sum(levels) - components(one.codes, two.codes, (levels[0], levels[1]))[0] - (len(levels) - 2)


def _covariance(
    coded: Coded, solver: Grid | Sparse, design: Floats, mean: Floats, y: Floats, used: int
) -> tuple[NDArray[np.float64], int | None, int]:
    n, k = len(coded.y), len(design)
    hessian = np.empty((k, k))
    for at, column in enumerate(design):
        hessian[at] = design @ (column * mean)
    left = y - mean
    if coded.clusters is None:
        design *= left
        meat, groups, left_free = design @ design.T, None, n - k - used
        factor = n / left_free
    else:
        count = int(coded.clusters.max()) + 1
        sums: Floats = np.stack(
            [
                np.bincount(coded.clusters, weights=solver.take(column * left), minlength=count).astype(float)
                for column in design
            ]
        )
        free = [one for one in coded.effects if not _nested(one.codes, coded.clusters)]
        counted = _used(replace(coded, effects=tuple(free))) if free else 1
        meat, groups = sums @ sums.T, count
        left_free = n - k - counted
        factor = count / (count - 1) * (n - 1) / left_free
    try:
        inverse = np.linalg.inv(hessian)
    except np.linalg.LinAlgError:
        raise flat() from None
    told = inverse @ meat @ inverse * factor
    return (told + told.T) / 2, groups, left_free


def _nested(levels: Codes, clusters: Codes) -> bool:
    """Return whether each level lies within one cluster."""
    of = np.full(int(levels.max()) + 1, -1, np.int32)
    of[levels] = clusters
    return bool((of[levels] == clusters).all())


def _answer(
    coded: Coded,
    names: Sequence[str],
    slopes: Floats,
    covariance: NDArray[np.float64],
    groups: int | None,
    cluster: str | None,
    dropped: Dropped,
    *,
    free: int,
    y: Floats,
    mean: Floats,
    eta: Floats,
    converged: bool,
    identified: bool,
    steps: int,
    path: Path,
) -> Gravity:
    flowing = y > 0
    some, logarithms = y[flowing], eta[flowing]  # a mean may be too small for a number; its logarithm is not
    logs = float(some @ logarithms)
    total, all_means = float(some.sum()), float(mean.sum())
    deviance = 2 * (float(some @ (np.log(some) - logarithms)) - (total - all_means))
    constant = float(gammaln(some + 1).sum())
    likelihood = logs - all_means - constant
    alone = total * math.log(total / len(y)) - total - constant
    spread = float(y.std()) * float(mean.std())
    correlation = float((y - y.mean()) @ (mean - mean.mean())) / len(y) / spread if spread > 0 else None
    return Gravity(
        coefficients=tuple(
            _coefficient(name, float(value), math.sqrt(max(float(covariance[at, at]), 0.0)) if identified else None)
            for at, (name, value) in enumerate(zip(names, slopes, strict=True))
        ),
        n=len(y),
        effects={one.name: one.levels for one in coded.effects},
        errors=cluster or "robust",
        clusters=groups,
        free=free,
        covariance=covariance,
        deviance=max(deviance, 0.0),
        log_likelihood=likelihood,
        pseudo_r2=1 - likelihood / alone if alone else None,
        squared_correlation=None if correlation is None else correlation**2,
        converged=converged,
        identified=identified,
        steps=steps,
        path=path,
        dropped=dropped,
    )


def _coefficient(name: str, value: float, error: float | None) -> Coefficient:
    if error is None:
        return Coefficient(name, value, None, None, None, None, None)
    far = 1.959963984540054 * error
    z = value / error if error > 0 else math.copysign(math.inf, value)
    return Coefficient(name, value, error, value - far, value + far, z, math.erfc(abs(z) / math.sqrt(2)))
