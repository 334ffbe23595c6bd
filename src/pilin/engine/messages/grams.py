"""Runs of characters as sparse rows of tf-idf: Chinese needs no word list for that, and neither do new names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from pilin.engine.messages.tables import Floats, Ints

BITS = 21  # of a character: Unicode ends below 2^21, three fit into 63


@dataclass(frozen=True, slots=True)
class Grams:
    """The runs of characters of some texts, and how telling each is.

    Attributes
    ----------
    codes : numpy.ndarray
        Sorted int64, one a run; ``spelt`` turns one back into characters.
    idf : numpy.ndarray
        ln((1 + n) / (1 + df)) + 1, as scikit-learn smooths it; float64.
    count : numpy.ndarray
        In how many texts each run stands.
    """

    sizes: tuple[int, ...]
    most: int
    codes: Ints
    idf: Floats
    count: Ints

    def rows(self, texts: Sequence[str]) -> csr_array:
        """Return a unit row a text, of (1 + ln tf) x idf; shape (texts, runs). Unknown runs are passed over."""
        row, code = _runs(texts, self.sizes, self.most)
        at = np.searchsorted(self.codes, code)
        at[at == len(self.codes)] = 0
        known = self.codes[at] == code if len(self.codes) else np.zeros(len(code), bool)
        shape = (len(texts), len(self.codes))
        table = csr_array((np.ones(int(known.sum())), (row[known], at[known])), shape=shape)
        table.sum_duplicates()
        table.data = (1 + np.log(table.data)) * self.idf[table.indices]
        return unit(table)

    def spelt(self, place: int) -> str:
        """Return the characters of a run."""
        code, letters = int(self.codes[place]), ""
        while code:
            letters, code = chr(code & (1 << BITS) - 1) + letters, code >> BITS
        return letters


def learn_grams(texts: Sequence[str], sizes: tuple[int, ...] = (1, 2), *, least: int = 1, most: int = 4_000) -> Grams:
    """Return the runs that stand in at least ``least`` texts.

    Parameters
    ----------
    texts : sequence of str
    sizes : tuple of int
        Lengths of runs, 1 to 3 characters.
    most : int
        Characters of a text that are read.

    Notes
    -----
    Runs end at whatever is no letter or digit. Weights: G. Salton and C. Buckley, "Term-weighting approaches in
    automatic text retrieval", Information Processing and Management 24(5), 1988; ln tf as in SMART's "l".

    Examples
    --------
    >>> grams = learn_grams(["路灯", "路口"], (1, 2))
    >>> sorted(grams.spelt(k) for k in range(len(grams.codes)))
    ['口', '灯', '路', '路口', '路灯']
    >>> grams.count.tolist()
    [1, 1, 2, 1, 1]
    """
    row, code = _runs(texts, sizes, most)
    codes, of = np.unique(code, return_inverse=True)
    pairs = np.unique(of.astype(np.int64) * max(len(texts), 1) + row)
    count = np.bincount(pairs // max(len(texts), 1), minlength=len(codes)).astype(np.int64)
    kept = count >= least
    return Grams(sizes, most, codes[kept], np.log((1 + len(texts)) / (1 + count[kept])) + 1, count[kept])


def unit(table: csr_array) -> csr_array:
    """Return the rows scaled to length 1; empty rows stay empty."""
    length = np.sqrt(np.add.reduceat(np.append(table.data**2, 0.0), table.indptr[:-1]))
    length[np.diff(table.indptr) == 0] = 1.0
    scaled = table.data / np.repeat(length, np.diff(table.indptr))
    return csr_array((scaled, table.indices, table.indptr), shape=table.shape)


def plain(text: str, most: int) -> str:
    """Return the beginning of a text in one width and case, with a blank for each mark that is no letter or digit."""
    folded = unicodedata.normalize("NFKC", text[:most]).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in folded)


def _runs(texts: Sequence[str], sizes: tuple[int, ...], most: int) -> tuple[Ints, Ints]:
    """Return the text and the code of each run."""
    folded = [plain(text, most) + " " for text in texts]
    letters = np.frombuffer("".join(folded).encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    row = np.repeat(np.arange(len(folded)), [len(text) for text in folded])
    rows, codes = [], []
    for size in sizes:
        code, good = np.zeros(max(len(letters) - size + 1, 0), np.int64), np.ones(max(len(letters) - size + 1, 0), bool)
        for k in range(size):
            part = letters[k : k + len(code)]
            code, good = code << BITS | part, good & (part != 32)
        rows.append(row[: len(code)][good])
        codes.append(code[good])
    return np.concatenate(rows), np.concatenate(codes)
