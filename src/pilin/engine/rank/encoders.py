"""Encoders of phrases and firms, trained on nothing but visible relations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pilin.engine.rank.catalogue import Catalogue, Ints
from pilin.engine.rank.phrases import Floats, Vocabulary
from pilin.engine.rank.tower import Table, train_towers

ALIKE = 0.15  # cosine from which a firm's other product gives the hidden one away


def start(pieces: int, dims: int, seed: int) -> Floats:
    """Return random codes: at first the likeness of codes is nearly that of the n-grams; shape (pieces, dims)."""
    codes: Floats = (np.random.default_rng(seed).standard_normal((pieces, dims)) / np.sqrt(dims)).astype(np.float32)
    return codes


def batch_of(pairs: int) -> int:
    """Return how many pairs a step has: 2,048, and fewer where there are few."""
    return min(2048, max(16, pairs // 8))


def related(words: Vocabulary, codes: Floats, pairs: Sequence[tuple[str, str]], *, epochs: int, seed: int) -> Floats:
    """Return codes in which things that are kinds or parts of each other lie near, whatever they are called."""
    if len(pairs) < 16:
        return codes
    one, two = words.rows(a for a, _ in pairs), words.rows(b for _, b in pairs)
    of_one, of_two = (np.unique([pair[i] for pair in pairs], return_inverse=True)[1] for i in (0, 1))
    both = Table(codes.copy())

    def batches(chosen: Ints, rng: np.random.Generator) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        return thinned(one[chosen], 0.2, rng), thinned(two[chosen], 0.2, rng)

    def same(chosen: Ints) -> npt.NDArray[np.bool_]:
        return _off_diagonal(_equal(of_one[chosen]) | _equal(of_two[chosen]))

    prior = np.zeros(len(pairs), dtype=np.float32)
    train_towers(both, both, batches, len(pairs), same, prior, epochs=epochs, batch=batch_of(len(pairs)), seed=seed)
    return both.weights


def firm_encoders(catalogue: Catalogue, codes: Floats, *, epochs: int, seed: int) -> tuple[Table, Table]:
    """Return the encoder of phrases and that of firms: a product finds the firm by all that the firm else sells.

    Of each firm the product itself is hidden, a third of the rest, and in half of the pairs all that is worded alike;
    for that is how a need meets a firm whose own words for it are others.
    """
    c = catalogue
    dims = codes.shape[1]
    rng = np.random.default_rng(seed + 100)
    side = rng.standard_normal((c.of_firms.side.shape[1], dims)).astype(np.float32) / np.sqrt(dims) * 0.3
    left, right = Table(codes.copy()), Table(np.vstack([codes, side]))
    firm, product = c.firm_of, c.sells.indices

    def batches(chosen: Ints, rng: np.random.Generator) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        firms, products = firm[chosen], product[chosen]
        sells = c.sells[firms].copy()
        row = np.repeat(np.arange(len(firms)), np.diff(sells.indptr))
        phrases = c.grams[products]
        alike = np.asarray(phrases[row].multiply(c.grams[sells.indices]).sum(axis=1)).ravel() > ALIKE
        strict = rng.random(len(firms)) < 0.5
        sells.data[(sells.indices == products[row]) | (rng.random(len(row)) < 0.3) | (strict[row] & alike)] = 0
        sells.eliminate_zeros()
        rows = c.rows_of(sells, firms)
        quiet = (rng.random(len(firms)) >= 0.2).astype(np.float32)  # a fifth must do without name and industry
        row = np.repeat(np.arange(len(firms)), np.diff(rows.indptr))
        rows.data *= np.where(rows.indices < c.grams.shape[1], 1, quiet[row])
        return phrases, rows

    def same(chosen: Ints) -> npt.NDArray[np.bool_]:
        sold = np.asarray(c.sells[firm[chosen]][:, product[chosen]].T.todense()) > 0
        return _off_diagonal(_equal(firm[chosen]) | sold)

    prior = np.zeros(len(firm), dtype=np.float32)
    train_towers(left, right, batches, len(firm), same, prior, epochs=epochs, batch=batch_of(len(firm)), seed=seed + 7)
    return left, right


def chain_encoders(
    products: sp.csr_matrix, materials: sp.csr_matrix, uses: sp.csr_matrix, codes: Floats, *, epochs: int, seed: int
) -> tuple[Table, Table]:
    """Return the encoder of products and that of materials: a product finds what goes into it.

    Parameters
    ----------
    products, materials : sparse, shape (products, pieces) and (materials, pieces)
    uses : sparse, shape (products, materials)
    codes : float32, shape (pieces, dims)
    """
    left, right = Table(codes.copy()), Table(codes.copy())
    pairs = uses.tocoo()
    row, column = pairs.row, pairs.col
    if not len(row):
        return left, right

    def batches(chosen: Ints, rng: np.random.Generator) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        return thinned(products[row[chosen]], 0.2, rng), thinned(materials[column[chosen]], 0.2, rng)

    def same(chosen: Ints) -> npt.NDArray[np.bool_]:
        known = np.asarray(uses[row[chosen]][:, column[chosen]].todense()) > 0
        return _off_diagonal(_equal(row[chosen]) | _equal(column[chosen]) | known)

    prior = np.zeros(len(row), dtype=np.float32)
    train_towers(left, right, batches, len(row), same, prior, epochs=epochs, batch=batch_of(len(row)) // 2, seed=seed)
    return left, right


def thinned(rows: sp.csr_matrix, share: float, rng: np.random.Generator) -> sp.csr_matrix:
    """Return the rows without that share of their entries, drawn anew."""
    thin = rows.copy()
    thin.data *= rng.random(len(thin.data)) >= share
    return thin


def _equal(places: Ints) -> npt.NDArray[np.bool_]:
    equal: npt.NDArray[np.bool_] = places[:, None] == places[None, :]
    return equal


def _off_diagonal(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    np.fill_diagonal(mask, False)
    return mask
