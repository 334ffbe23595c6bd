"""Phrases as sparse rows of weighted character n-grams; Chinese compounds need no dictionary of words this way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats = npt.NDArray[np.float32]

_START, _END = "\u2402", "\u2403"  # marks of where a phrase begins and ends: its end is the head of a Chinese compound


def folded(phrase: str) -> str:
    """Return the phrase as it is compared: NFKC, lower case, no blanks.

    Examples
    --------
    >>> folded("ＰＶＣ 电缆料")
    'pvc电缆料'
    """
    return "".join(unicodedata.normalize("NFKC", phrase).lower().split())


def grams(phrase: str) -> list[str]:
    """Return the 1- to 3-character pieces of a folded phrase, and its first and last pieces marked as such.

    Examples
    --------
    >>> sorted(set(g.strip("\u2402\u2403") for g in grams("电缆")))
    ['电', '电缆', '缆']
    """
    text = folded(phrase)
    pieces = [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]
    for n in (1, 2, 3):
        if len(text) >= n:
            pieces.append(text[-n:] + _END)
    if len(text) >= 2:
        pieces.append(_START + text[:2])
    return pieces


class Vocabulary:
    """The n-grams that were seen, with their weight ``ln((1 + documents) / (1 + documents with it)) + 1``.

    Parameters
    ----------
    terms : sequence of str
        The n-grams, in the order of the columns.
    idf : float32 array, shape (terms,)
        Their weights.

    Notes
    -----
    The weighting is the smoothed TF-IDF of Salton and Buckley (1988) with ``1 + ln(tf)``; rows have length one.

    Examples
    --------
    >>> words = Vocabulary.of(["电缆", "光缆"])
    >>> rows = words.rows(["电缆", "光缆"])
    >>> similarity = (rows @ rows.T).toarray().round(2)
    >>> bool(similarity[0, 0] == 1.0 and 0 < similarity[0, 1] < 1)
    True
    """

    def __init__(self, terms: Sequence[str], idf: Floats) -> None:
        self.terms, self.idf = list(terms), idf
        self._place = {term: i for i, term in enumerate(self.terms)}
        self.ends = np.array([i for i, term in enumerate(self.terms) if term.endswith(_END)], dtype=np.int64)

    @classmethod
    def of(cls, phrases: Iterable[str], least: int = 1) -> Vocabulary:
        """Return the vocabulary of these phrases; pieces that fewer than ``least`` of them have are left out."""
        counts: dict[str, int] = {}
        documents = 0
        for phrase in phrases:
            documents += 1
            for gram in set(grams(phrase)):
                counts[gram] = counts.get(gram, 0) + 1
        terms = sorted(gram for gram, count in counts.items() if count >= least)
        seen = np.array([counts[gram] for gram in terms], dtype=np.float64)
        return cls(terms, (np.log((1 + documents) / (1 + seen)) + 1).astype(np.float32))

    def __len__(self) -> int:
        return len(self.terms)

    def rows(self, phrases: Iterable[str]) -> sp.csr_matrix:
        """Return one unit row a phrase; shape (phrases, terms). A phrase of unseen pieces is an empty row."""
        indices: list[int] = []
        weights: list[int] = []
        ends = [0]
        for phrase in phrases:
            found: dict[int, int] = {}
            for gram in grams(phrase):
                place = self._place.get(gram)
                if place is not None:
                    found[place] = found.get(place, 0) + 1
            indices.extend(found)
            weights.extend(found.values())
            ends.append(len(indices))
        columns = np.array(indices, dtype=np.int32)
        data = (1 + np.log(np.array(weights, dtype=np.float32))) * self.idf[columns]
        rows = sp.csr_matrix((data, columns, np.array(ends)), shape=(len(ends) - 1, len(self)), dtype=np.float32)
        return unit_rows(rows)


def unit_rows(rows: sp.csr_matrix) -> sp.csr_matrix:
    """Return the rows scaled to length one; an empty row stays empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
    return sp.csr_matrix(sp.diags(scale.astype(np.float32)) @ rows, dtype=np.float32)
