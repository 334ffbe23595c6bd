"""Firms as documents: how much of a phrase's wording stands in everything that a firm says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp

from pilin.engine.rank.phrases import Floats, folded, unit_rows

K1, B = 1.2, 0.75  # the usual constants of BM25


def pieces(text: str) -> list[str]:
    """Return the 1- to 3-character pieces of a folded text.

    Examples
    --------
    >>> pieces("电缆")
    ['电', '缆', '电缆']
    """
    text = folded(text)
    return [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]


class Documents:
    """Documents of several phrases each, weighted for BM25, for the cosine of TF-IDF and for how much is covered.

    Parameters
    ----------
    documents : sequence of sequence of str
        The phrases of each.

    Notes
    -----
    BM25 is that of Robertson and Zaragoza (2009) over pieces of two and three characters; TF-IDF takes single
    characters too.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._place: dict[str, int] = {}
        columns: list[int] = []
        counts: list[int] = []
        ends = [0]
        for phrases in documents:
            found: dict[int, int] = {}
            for phrase in phrases:
                for piece in pieces(phrase):
                    at = self._place.setdefault(piece, len(self._place))
                    found[at] = found.get(at, 0) + 1
            columns.extend(found)
            counts.extend(found.values())
            ends.append(len(columns))
        tf = sp.csr_matrix(
            (np.array(counts, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(ends)),
            shape=(len(documents), len(self._place)),
        )
        have = np.bincount(tf.indices, minlength=tf.shape[1])
        self.idf = (np.log((1 + len(documents)) / (1 + have)) + 1).astype(np.float32)
        self._long = np.array([len(piece) > 1 for piece in self._place], dtype=np.float32)
        row = np.repeat(np.arange(len(documents)), np.diff(tf.indptr))
        length = np.asarray(tf.sum(axis=1)).ravel()
        scale = K1 * (1 - B + B * length / max(float(length.mean()), 1.0)) if len(documents) else length
        odds = np.log(1 + (len(documents) - have + 0.5) / (have + 0.5)).astype(np.float32) * self._long
        bm25 = tf.copy()
        bm25.data = (tf.data * (K1 + 1) / (tf.data + scale[row]) * odds[tf.indices]).astype(np.float32)
        tfidf = tf.copy()
        tfidf.data = ((1 + np.log(tf.data)) * self.idf[tf.indices]).astype(np.float32)
        there = tf.copy()
        there.data = (self._long * self.idf)[tf.indices]
        self._bm25, self._tfidf, self._there = (
            sp.csr_matrix(bm25.T), sp.csr_matrix(unit_rows(tfidf).T), sp.csr_matrix(there.T),
        )  # fmt: skip

    def _rows(self, phrases: Iterable[str]) -> tuple[sp.csr_matrix, Floats]:
        """Return how often each known piece stands in each phrase, and the weight of each phrase with unknown pieces."""
        columns: list[int] = []
        ends = [0]
        weight = []
        unknown = float(self.idf.max(initial=1.0))
        for phrase in phrases:
            all_pieces = pieces(phrase)
            known = [self._place[piece] for piece in all_pieces if piece in self._place]
            columns.extend(known)
            ends.append(len(columns))
            unseen = sum(len(piece) > 1 for piece in all_pieces if piece not in self._place)
            weight.append(float((self.idf * self._long)[known].sum()) + unseen * unknown)
        rows = sp.csr_matrix(
            (np.ones(len(columns), dtype=np.float32), np.array(columns, dtype=np.int32), np.array(ends)),
            shape=(len(ends) - 1, len(self._place)),
        )
        rows.sum_duplicates()
        return rows, np.array(weight, dtype=np.float32)

    def scores(self, phrases: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """Return BM25, the cosine of TF-IDF, and the share of a phrase's weight that stands in each document.

        Returns
        -------
        three float32 arrays, shape (phrases, documents)
        """
        rows, weight = self._rows(phrases)
        tfidf = rows.copy()
        tfidf.data = (1 + np.log(rows.data)) * self.idf[rows.indices]
        covered = (rows @ self._there).toarray() / np.maximum(weight, 1e-6)[:, None]
        return (rows @ self._bm25).toarray(), (unit_rows(tfidf) @ self._tfidf).toarray(), covered.astype(np.float32)
