"""Two encoders that learn which texts belong together though they share no character."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pilin.engine.rank.phrases import Floats

Batches = Callable[[npt.NDArray[np.int64], np.random.Generator], tuple[sp.csr_matrix, sp.csr_matrix]]


def _unit(dense: Floats) -> tuple[Floats, Floats]:
    length = np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-6).astype(np.float32)
    return (dense / length).astype(np.float32), length


class Table:
    """One embedding a column of a sparse matrix, trained by Adagrad with one step size a row."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self._seen = np.full(len(weights), 1e-4, dtype=np.float32)

    def encode(self, rows: sp.csr_matrix) -> Floats:
        """Return the unit embeddings of the rows; shape (rows, dims)."""
        return _unit(np.asarray(rows @ self.weights, dtype=np.float32))[0]

    def learn(self, rows: sp.csr_matrix, gradient: Floats, rate: float) -> None:
        """Step against the gradient with respect to ``rows @ weights``."""
        columns, places = np.unique(rows.indices, return_inverse=True)
        small = sp.csr_matrix((rows.data, places, rows.indptr), shape=(rows.shape[0], len(columns)))
        step = np.asarray(small.T @ gradient, dtype=np.float32)
        self._seen[columns] += (step * step).mean(axis=1)
        self.weights[columns] -= (rate / np.sqrt(self._seen[columns]))[:, None] * step


def train_towers(
    left: Table,
    right: Table,
    batches: Batches,
    pairs: int,
    same: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.bool_]],
    log_prior: Floats,
    *,
    epochs: int,
    batch: int = 1024,
    rate: float = 0.05,
    sharpness: float = 12.0,
    seed: int = 7,
) -> float:
    """Train both tables so that a row finds its partner among the others of its batch; return the last epoch's loss.

    Parameters
    ----------
    left, right : Table
        Changed in place.
    batches : callable
        Gives the two sparse matrices of the chosen pairs; it may hide a part of them by the generator.
    pairs : int
        How many pairs there are.
    same : callable
        True where a pair's other side is no counter-example for the row; False on the diagonal. Shape (chosen, chosen).
    log_prior : float32 array, shape (pairs,)
        Taken from the scores while training: 0 leaves how common a partner is in the answer.
    epochs, batch, rate, sharpness, seed
        Passes, pairs a step, first step size (falls linearly), factor on the cosine, start of the random draws.

    Returns
    -------
    float
        Mean cross-entropy (nats) of the softmax within a batch (van den Oord et al., 2018).
    """
    rng = np.random.default_rng(seed)
    loss = 0.0
    for epoch in range(epochs):
        order = rng.permutation(pairs)
        total, count = 0.0, 0
        step = rate * (1 - epoch / epochs)
        for begin in range(0, pairs - batch // 2, batch):
            chosen = order[begin : begin + batch]
            rows, others = batches(chosen, rng)
            a, a_length = _unit(np.asarray(rows @ left.weights, dtype=np.float32))
            b, b_length = _unit(np.asarray(others @ right.weights, dtype=np.float32))
            score = sharpness * (a @ b.T) - log_prior[chosen][None, :]
            score[same(chosen)] = -1e9
            highest = score.max(axis=1, keepdims=True)
            expo = np.exp(score - highest)
            p = expo / expo.sum(axis=1, keepdims=True)
            at = np.arange(len(chosen))
            total -= float(np.log(np.maximum(p[at, at], 1e-12)).sum())
            count += len(chosen)
            p[at, at] -= 1
            p *= sharpness / len(chosen) ** 0.5
            grad_a, grad_b = p @ b, p.T @ a
            left.learn(rows, ((grad_a - (grad_a * a).sum(1, keepdims=True) * a) / a_length).astype(np.float32), step)
            right.learn(others, ((grad_b - (grad_b * b).sum(1, keepdims=True) * b) / b_length).astype(np.float32), step)
        loss = total / max(count, 1)
    return loss
