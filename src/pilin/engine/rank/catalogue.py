"""Firms and the products they name, as sparse matrices: what every measure of likeness is reckoned on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pilin.engine.rank.documents import Documents
from pilin.engine.rank.phrases import Floats, Vocabulary

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FirmText:
    """What a register says of one firm.

    Parameters
    ----------
    id, name, area, industry : str
        Area and industry are empty where nobody says.
    products : tuple of str
    """

    id: str
    name: str
    area: str
    industry: str
    products: tuple[str, ...]


class FirmWords:
    """What of a firm no simulation hides: its names and its industry."""

    def __init__(self, firms: Sequence[FirmText]) -> None:
        names = [firm.name for firm in firms]
        self.name_words = Vocabulary.of(names, least=min(3, len(names)))
        self.names = self.name_words.rows(names)
        industries = sorted({firm.industry for firm in firms})
        place = {industry: i for i, industry in enumerate(industries)}
        self.industry_words = Vocabulary.of(industries)
        self.industry_texts = self.industry_words.rows([firm.industry for firm in firms])
        self.industry = incidence([[place[firm.industry]] for firm in firms], len(industries))
        self.side = sp.csr_matrix(
            sp.hstack([self.industry, self.industry_texts * 0.7, self.names * 0.7]), dtype=np.float32
        )


class Catalogue:
    """The firms with the products they name; those that are hidden stay out of every matrix.

    Parameters
    ----------
    firms : sequence of FirmText
    words : Vocabulary
        The n-grams of products.
    of_firms : FirmWords
    hidden : collection of str
        Products that no firm is to name, for a simulation.
    """

    def __init__(
        self, firms: Sequence[FirmText], words: Vocabulary, of_firms: FirmWords, hidden: Collection[str] = ()
    ) -> None:
        self.firms, self.words, self.of_firms = tuple(firms), words, of_firms
        kept = [[p for p in firm.products if p not in hidden] for firm in firms]
        self.products = sorted({product for products in kept for product in products})
        self.place = {product: i for i, product in enumerate(self.products)}
        self.sells = incidence([[self.place[p] for p in products] for products in kept], len(self.products))
        self.sold_by = sp.csr_matrix(self.sells.T)
        self.counts = np.diff(self.sells.indptr)
        self.firm_of = np.repeat(np.arange(len(firms)), self.counts)
        self.grams = words.rows(self.products)
        self.documents = Documents(
            [[firm.name, firm.industry, *products] for firm, products in zip(firms, kept, strict=True)]
        )

    def rows_of(self, sells: sp.csr_matrix, firms: Ints) -> sp.csr_matrix:
        """Return firms as the encoder sees them: the n-grams of what they sell, divided by the root of how many, and side."""
        many = np.maximum(np.diff(sells.indptr), 1).astype(np.float32)
        bag = sp.diags(1 / np.sqrt(many)) @ (sells @ self.grams)
        return sp.csr_matrix(sp.hstack([bag, self.of_firms.side[firms]]), dtype=np.float32)


def incidence(places: Sequence[Sequence[int]], width: int) -> sp.csr_matrix:
    """Return ones at these places of each row; shape (rows, width)."""
    ends = np.cumsum([0, *(len(row) for row in places)])
    flat = np.array([place for row in places for place in row], dtype=np.int32)
    return sp.csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(places), width))


def strongest(rows: sp.csr_matrix, most: int) -> sp.csr_matrix:
    """Return the matrix with at most so many of the greatest entries a row; equal ones at the border stay all.

    Examples
    --------
    >>> strongest(sp.csr_matrix([[1.0, 3.0, 2.0]]), 2).toarray().tolist()
    [[0.0, 3.0, 2.0]]
    """
    kept = sp.csr_matrix(rows, copy=True)
    for begin, end in zip(kept.indptr[:-1], kept.indptr[1:], strict=True):
        if end - begin > most:
            row = kept.data[begin:end]
            row[row < np.partition(row, -most)[-most]] = 0
    kept.eliminate_zeros()
    return kept


def top(scores: Floats, most: int) -> Ints:
    """Return the places of the greatest, in no order; all of them where there are not more."""
    if len(scores) <= most:
        return np.arange(len(scores))
    return np.argpartition(-scores, most)[:most].astype(np.int64)
