"""The learned weights: gradient-boosted trees that put what was hidden before what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pilin.engine.base import Fault
from pilin.engine.rank.catalogue import Ints
from pilin.engine.rank.frames import BadFrame
from pilin.engine.rank.phrases import Floats

BIAS = "start"  # what a model gives before it has looked at anything


@dataclass(frozen=True)
class Rows:
    """Pairs to weigh.

    Parameters
    ----------
    features : tuple of str
    values : float32, shape (rows, features)
    place : int, shape (rows,)
        The candidate of each row.
    query : int, shape (rows,)
        The query of each row, ascending.
    """

    features: tuple[str, ...]
    values: Floats
    place: Ints
    query: Ints

    def only(self, place: int) -> Rows:
        """Return the rows of one candidate."""
        kept = np.flatnonzero(self.place == place)
        return Rows(self.features, self.values[kept], self.place[kept], self.query[kept])

    def among(self, some: npt.NDArray[np.bool_]) -> Rows:
        """Return the rows of these candidates; ``some`` has shape (candidates,)."""
        kept = some[self.place]
        return Rows(self.features, self.values[kept], self.place[kept], self.query[kept])


@dataclass(frozen=True)
class Model:
    """A sum of trees over named features (LambdaMART: Burges, 2010; trees: LightGBM, Ke et al., 2017)."""

    features: tuple[str, ...]
    booster: Any

    def scores(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Return the score of each row; only the order within a query means something."""
        if not len(rows.values):
            return np.empty(0)
        return np.asarray(self.booster.predict(rows.values, num_threads=1), dtype=np.float64)

    def shares(self, rows: Rows, families: Mapping[str, Sequence[str]]) -> dict[str, npt.NDArray[np.float64]]:
        """Return what each family adds to the score, by TreeSHAP (Lundberg et al., 2020); they sum to it with the start."""
        parts = np.asarray(self.booster.predict(rows.values, pred_contrib=True, num_threads=1), dtype=np.float64)
        at = {name: i for i, name in enumerate(self.features)}
        shares = {f: parts[:, [at[n] for n in names if n in at]].sum(axis=1) for f, names in families.items()}
        return {**shares, BIAS: parts[:, -1]}


def learn(parts: Sequence[tuple[Rows, npt.NDArray[np.bool_]]], what: str, *, rounds: int, seed: int) -> Model:
    """Return the trees that put the good rows of every query first.

    Parameters
    ----------
    parts : sequence of (Rows, bool array)
        Simulations, with which rows are good. A query without a good row teaches nothing and is left out.
    what : str
        What is ranked, for the message.
    rounds, seed : int

    Raises
    ------
    BadFrame
        When the simulations hold no query that teaches anything: too few relations were given.
    """
    import lightgbm  # slow import: a site that only shows pages never needs it

    features = parts[0][0].features
    values, labels, groups = [], [], []
    for rows, good in parts:
        teaches = np.zeros(int(rows.query.max(initial=-1)) + 1, dtype=bool)
        teaches[rows.query[good]] = True
        kept = teaches[rows.query]
        values.append(rows.values[kept])
        labels.append(good[kept])
        groups.append(np.unique(rows.query[kept], return_counts=True)[1])
    label = np.concatenate(labels)
    if not label.any():
        raise BadFrame(Fault("too_few", "", f"there are too few relations to learn {what} from"))
    least = int(min(200, max(1, label.sum() // 20)))
    settings = {
        "objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": least,
        "feature_fraction": 0.6, "lambda_l2": 5.0, "lambdarank_truncation_level": 30, "verbose": -1, "num_threads": 1,
        "seed": seed, "deterministic": True, "force_row_wise": True, "max_bin": 127,
    }  # fmt: skip
    data = lightgbm.Dataset(
        np.vstack(values), label.astype(np.int32), group=np.concatenate(groups), feature_name=list(features)
    )
    return Model(features, lightgbm.train(settings, data, rounds))
