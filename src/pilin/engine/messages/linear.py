"""A linear model of one weight a run and label: squared hinge, one label against the rest, by L-BFGS."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_array

from pilin.engine.messages.tables import Floats, Ints

ROTATED = 3_000  # up to so many messages the model is fitted among their own combinations: far fewer than runs


def fit(table: csr_array, label: Ints, labels: int, cost: float = 1.0) -> Floats:
    """Return the weights of each label, the last row the constant; shape (columns + 1, labels).

    Parameters
    ----------
    table : scipy.sparse.csr_array
        A row a message.
    label : numpy.ndarray
        Label of each row, 0 to ``labels`` - 1; each must occur.
    cost : float
        Of a mistake, beside half the squared length of the weights.

    Notes
    -----
    min 1/2 |w|^2 + C sum_i c_i max(0, 1 - y_i w.x_i)^2, the L2-loss SVM of R.-E. Fan et al., "LIBLINEAR: A Library for
    Large Linear Classification", JMLR 9, 2008, one label against the rest. On each side c_i makes both sides weigh
    the same: n / (2 n_side). By the representer theorem w is a combination of the rows, so few rows are rotated into
    the space they span first; the minimum is the same.
    """
    rows = table.shape[0]
    if rows <= ROTATED:
        gram = (table @ table.T).toarray() + 1.0
        values, vectors = np.linalg.eigh(gram)
        held = values > 1e-9 * values[-1]
        root = np.sqrt(values[held])
        found = _descend(vectors[:, held] * root, label, labels, cost)
        combined = vectors[:, held] / root @ found
        return np.vstack([table.T @ combined, combined.sum(axis=0)])
    wide = csr_array(
        (
            np.insert(table.data, table.indptr[1:], 1.0),
            np.insert(table.indices, table.indptr[1:], table.shape[1]),
            table.indptr + np.arange(rows + 1),
        ),
        shape=(rows, table.shape[1] + 1),
    )
    return _descend(wide, label, labels, cost)


def scores(table: csr_array, weights: Floats) -> Floats:
    """Return how much speaks for each label; shape (rows, labels)."""
    return np.asarray(table @ weights[:-1] + weights[-1], dtype=np.float64)


def softmax(score: Floats, sharpness: float) -> Floats:
    """Return probabilities that add up to 1 in each row."""
    raised = np.exp(sharpness * (score - score.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def sharpness_of(score: Floats, label: Ints) -> float:
    """Return the factor under which the softmax of scores says most about labels that were not learnt from.

    Notes
    -----
    C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2, with 1/T sought between e^-3 and
    e^5. As many made-up messages as there are labels, one of each, stand for what was not seen (after J. Platt,
    "Probabilistic Outputs for Support Vector Machines", 1999): ten messages told apart without a mistake prove no certainty.
    """
    unseen = score.shape[1] / (len(label) + score.shape[1])

    def loss(power: float) -> float:
        surprise = -np.log(np.maximum(softmax(score, float(np.exp(power))), 1e-300))
        chosen = surprise[np.arange(len(label)), label]
        return float((1 - unseen) * chosen.mean() + unseen * surprise.mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 5), method="bounded").x))


def _descend(table: csr_array | Floats, label: Ints, labels: int, cost: float) -> Floats:
    sides = np.where(label[:, None] == np.arange(labels), 1.0, -1.0)
    ours = (sides > 0).sum(axis=0)
    weigh = cost * np.where(sides > 0, len(label) / (2 * ours), len(label) / (2 * np.maximum(len(label) - ours, 1)))

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(-1, labels)
        short = np.maximum(0.0, 1 - sides * (table @ weights))
        slope = weights - 2 * (table.T @ (weigh * sides * short))
        return 0.5 * float(flat @ flat) + float((weigh * short**2).sum()), slope.ravel()

    start = np.zeros(table.shape[1] * labels)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-8})
    return np.asarray(found.x, dtype=np.float64).reshape(-1, labels)
