"""How good a ranking is: recall, reciprocal rank and discounted gain of each query, and differences with their range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pilin.engine.base import Fault
from pilin.engine.rank.frames import BadFrame

MEASURES = ("r10", "r50", "mrr", "ndcg10")


def measures(queries: pl.DataFrame, truth: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """Return the measures of each query; one without results has 0.

    Parameters
    ----------
    queries : polars.DataFrame
        ``qid`` and whatever the measures are to be grouped by; those columns stay.
    truth : polars.DataFrame
        ``qid``, ``target``.
    results : polars.DataFrame
        ``qid``, ``target``, ``rank`` from 1.

    Returns
    -------
    polars.DataFrame
        The queries with ``r10`` and ``r50`` (share of the targets among the first 10 and 50), ``mrr`` (one over the
        rank of the first target) and ``ndcg10`` (Järvelin and Kekäläinen, 2002, every target worth the same).

    Raises
    ------
    BadFrame
        When a query has a rank or a target twice.

    Examples
    --------
    >>> queries = pl.DataFrame({"qid": ["a", "b"]})
    >>> truth = pl.DataFrame({"qid": ["a", "a", "b"], "target": ["x", "y", "x"]})
    >>> results = pl.DataFrame({"qid": ["a", "a"], "target": ["z", "y"], "rank": [1, 2]})
    >>> measures(queries, truth, results).select("qid", "r10", "mrr").rows()
    [('a', 0.5, 0.5), ('b', 0.0, 0.0)]
    """
    for column in ("rank", "target"):
        twice = results.filter(pl.struct("qid", column).is_duplicated())
        if len(twice):
            raise BadFrame(Fault("twice", column, f"query {twice['qid'][0]} has the {column} {twice[column][0]} twice"))
    targets = truth.select("qid", "target").unique()
    many = targets.group_by("qid").agg(pl.len().alias("many"))
    hits = results.join(targets, on=["qid", "target"], how="semi").group_by("qid").agg(
        (pl.col("rank") <= 10).sum().alias("in10"),
        (pl.col("rank") <= 50).sum().alias("in50"),
        (1 / pl.col("rank").min()).alias("mrr"),
        (1 / (pl.col("rank") + 1).log(2)).filter(pl.col("rank") <= 10).sum().alias("gain"),
    )  # fmt: skip
    ideal = np.cumsum(1 / np.log2(np.arange(2, 12)))
    joined = queries.join(many, on="qid", how="left", maintain_order="left").join(
        hits, on="qid", how="left", maintain_order="left"
    )
    full = pl.col("many").fill_null(0).clip(1, None)
    best = full.clip(1, 10).replace_strict(list(range(1, 11)), ideal.tolist(), return_dtype=pl.Float64)
    return joined.with_columns(
        (pl.col("in10").fill_null(0) / full).alias("r10"),
        (pl.col("in50").fill_null(0) / full).alias("r50"),
        pl.col("mrr").fill_null(0.0),
        (pl.col("gain").fill_null(0.0) / best).alias("ndcg10"),
    ).drop("many", "in10", "in50", "gain")


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one system is than another on the same queries.

    Parameters
    ----------
    mean, low, high : float
        The mean difference, and the 95 % interval of it.
    """

    mean: float
    low: float
    high: float


def difference(ours: np.ndarray, theirs: np.ndarray, *, draws: int = 2000, seed: int = 1) -> Difference:
    """Return the mean of the paired differences with the 95 % interval of its bootstrap (Efron and Tibshirani, 1993).

    Examples
    --------
    >>> difference(np.ones(50), np.zeros(50))
    Difference(mean=1.0, low=1.0, high=1.0)
    """
    gap = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(gap), (draws, len(gap)))
    means = gap[drawn].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(gap.mean()), float(low), float(high))
