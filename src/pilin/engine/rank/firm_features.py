"""What speaks for a firm when a phrase is needed: the numbers that the learned ranking weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pilin.engine.rank.catalogue import Catalogue, Ints, incidence, strongest, top
from pilin.engine.rank.frames import Relations
from pilin.engine.rank.learner import Rows
from pilin.engine.rank.phrases import Floats, folded, unit_rows
from pilin.engine.rank.tower import Table

Block = dict[str, Floats]

FAMILIES: Mapping[str, tuple[str, ...]] = {  # a family of features is one reason
    "words": ("lexical", "lexical_gap", "bm25", "bm25_gap", "document", "document_gap", "covered", "name"),
    "similar_product": ("near", "near_gap", "near_many", "nearest", "nearest_gap"),
    "learned": (
        "learned", "learned_gap", "learned_product", "learned_near", "learned_near_gap", "company", "company_gap",
    ),
    "industry": ("industry", "industry_text"),
    "chain": ("chain", "chain_far"),
    "breadth": ("breadth",),
    "phrase": ("length", "known"),
}  # fmt: skip
MOST = (  # how many firms are weighed on each count
    ("lexical", 60), ("near_many", 40), ("name", 10), ("nearest", 40), ("bm25", 40), ("document", 60), ("chain", 10),
)  # fmt: skip
MOST_LEARNED = (("learned", 120), ("learned_near", 60), ("company", 70))


class Surroundings:
    """What stands beside a thing in the chain: its materials, what is made of it, its kinds."""

    def __init__(self, relations: Relations) -> None:
        self.relations = relations
        pairs = [*relations.made_of, *relations.kind_of]
        self.names = sorted({folded(name) for pair in pairs for name in pair})
        self.place = {name: i for i, name in enumerate(self.names)}
        one = np.array([self.place[folded(a)] for a, _ in pairs], dtype=np.int32)
        two = np.array([self.place[folded(b)] for _, b in pairs], dtype=np.int32)
        shape = (len(self.names), len(self.names))
        beside = sp.csr_matrix((np.ones(len(pairs), np.float32), (one, two)), shape=shape)
        beside = sp.csr_matrix(beside + beside.T)
        beside.data[:] = 1
        many = np.maximum(np.asarray(beside.sum(axis=1)).ravel(), 1)
        self.beside = sp.csr_matrix(sp.diags(1 / np.sqrt(many)) @ beside, dtype=np.float32)

    def rows(self, phrases: Sequence[str]) -> sp.csr_matrix:
        """Return a one where the chain knows the phrase; shape (phrases, names)."""
        places = [self.place.get(folded(phrase)) for phrase in phrases]
        return incidence([[] if place is None else [place] for place in places], len(self.names))

    def firms(self, catalogue: Catalogue) -> sp.csr_matrix:
        """Return who sells a thing by just that name; shape (names, firms)."""
        known = [self.place.get(folded(product)) for product in catalogue.products]
        of_products = incidence([[] if place is None else [place] for place in known], len(self.names))
        return sp.csr_matrix(of_products.T @ catalogue.sold_by)


class FirmFeatures:
    """Features of (phrase, firm) on one catalogue, with one or several pairs of encoders.

    Parameters
    ----------
    catalogue : Catalogue
    encoders : sequence of (Table, Table)
        Of phrases and of firms; each pair gives features of its own, all else is shared.
    around : Surroundings
    """

    def __init__(self, catalogue: Catalogue, encoders: Sequence[tuple[Table, Table]], around: Surroundings) -> None:
        self.catalogue = c = catalogue
        rows = c.rows_of(c.sells, np.arange(len(c.firms)))
        self.codes = [(left, right.encode(rows), left.encode(c.grams)) for left, right in encoders]
        self._rows = unit_rows(rows)
        self._rows_t = sp.csr_matrix(self._rows.T)
        self._bags = sp.csr_matrix(unit_rows(sp.csr_matrix(c.sells @ c.grams)).T)
        self._names = sp.csr_matrix(c.of_firms.names.T)
        self._industry_texts = sp.csr_matrix(c.of_firms.industry_texts.T)
        self._products = sp.csr_matrix(c.grams.T)
        self._breadth = np.log1p(c.counts).astype(np.float32)
        self.relations = around.relations
        self._around, self._around_firms = around, around.firms(catalogue)

    def _best(self, of_products: Floats) -> Floats:
        """Return the greatest value among the products of each firm; 0 for a firm that names none."""
        c = self.catalogue
        best = np.zeros((len(of_products), len(c.firms)), dtype=np.float32)
        some = np.flatnonzero(c.counts)
        if len(some):
            best[:, some] = np.maximum.reduceat(of_products[:, c.sells.indices], c.sells.indptr[:-1][some], axis=1)
        return best

    def shared(self, phrases: Sequence[str]) -> Block:
        """Return the features that need no encoder; each of shape (phrases, firms)."""
        c = self.catalogue
        rows = c.words.rows(phrases)
        alike = sp.csr_matrix(rows @ self._products)
        dense = alike.toarray()
        o: Block = {"lexical": (rows @ self._bags).toarray()}
        o["bm25"], o["document"], o["covered"] = c.documents.scores(phrases)
        near = strongest(alike, 30)
        near.data **= 2
        o["near"] = (near @ c.sold_by).toarray()
        many = strongest(alike, 150)
        many.data **= 2
        many = sp.csr_matrix(many @ c.sold_by)
        o["near_many"] = many.toarray()
        o["nearest"] = self._best(dense)
        industry = (many @ c.of_firms.industry).toarray()
        industry /= np.maximum(industry.sum(axis=1, keepdims=True), 1e-9)
        o["industry"] = (c.of_firms.industry @ industry.T).T
        o["name"] = (c.of_firms.name_words.rows(phrases) @ self._names).toarray()
        o["industry_text"] = (c.of_firms.industry_words.rows(phrases) @ self._industry_texts).toarray()
        beside = self._around.rows(phrases) @ self._around.beside
        o["chain"] = (beside @ self._around_firms).toarray()
        o["chain_far"] = (beside @ self._around.beside @ self._around_firms).toarray()
        shape = (len(phrases), len(c.firms))
        o["breadth"] = np.broadcast_to(self._breadth, shape)
        o["length"] = np.broadcast_to(np.array([len(p) for p in phrases], np.float32)[:, None], shape)
        o["known"] = np.broadcast_to(dense.max(axis=1, keepdims=True, initial=0), shape)
        _gaps(o, ("lexical", "nearest"), ("near", "bm25", "document"))
        return o

    def learned(self, phrases: Sequence[str], encoder: int) -> Block:
        """Return the features of one pair of encoders; each of shape (phrases, firms)."""
        c = self.catalogue
        left, firms, products = self.codes[encoder]
        codes = left.encode(c.words.rows(phrases))
        o: Block = {"learned": codes @ firms.T}
        of_products = codes @ products.T
        o["learned_product"] = self._best(of_products)
        border = np.partition(of_products, -30, axis=1)[:, -30:-29] if of_products.shape[1] > 30 else np.float32(-2)
        near = sp.csr_matrix(np.where(of_products >= border, np.exp(6 * (of_products - 1)), 0).astype(np.float32))
        near = sp.csr_matrix(near @ c.sold_by)
        o["learned_near"] = near.toarray()
        o["company"] = ((near @ self._rows) @ self._rows_t).toarray()
        _gaps(o, ("learned",), ("learned_near", "company"))
        return o

    def beside(self, phrase: str, firm: int) -> tuple[str, ...]:
        """Return what the chain knows beside a phrase and the firm sells by just that name."""
        near = (self._around.rows([phrase]) @ self._around.beside).indices
        sold = self._around_firms[:, [firm]].nonzero()[0]
        return tuple(self._around.names[i] for i in np.intersect1d(near, sold))

    def rows(
        self,
        phrases: Sequence[str],
        *,
        only: Sequence[npt.NDArray[np.bool_] | None] | None = None,
        also: Sequence[Ints] | None = None,
    ) -> list[Rows]:
        """Return the firms worth weighing for each phrase, with their features: one `Rows` a pair of encoders.

        Parameters
        ----------
        phrases : sequence of str
        only : sequence of (bool, shape (firms,), or None), optional
            Which firms may be answered for each phrase.
        also : sequence of int arrays, optional
            Firms to weigh for each phrase in any case.
        """
        values: list[list[Floats]] = [[] for _ in self.codes]
        places, of = [], []
        names: tuple[str, ...] = ()
        everyone = np.arange(len(self.catalogue.firms))
        for begin in range(0, len(phrases), 128):
            part = phrases[begin : begin + 128]
            shared = self.shared(part)
            blocks = [shared | self.learned(part, encoder) for encoder in range(len(self.codes))]
            names = tuple(blocks[0])
            for i in range(len(part)):
                mask = None if only is None else only[begin + i]
                allowed = everyone if mask is None else np.flatnonzero(mask)
                found = [allowed[top(shared[f][i, allowed], most)] for f, most in MOST]
                found += [allowed[top(b[f][i, allowed], most)] for b in blocks for f, most in MOST_LEARNED]
                if also is not None:
                    found.append(also[begin + i])
                chosen = np.unique(np.concatenate(found))
                for block, kept in zip(blocks, values, strict=True):
                    kept.append(np.stack([block[name][i, chosen] for name in names], axis=1).astype(np.float32))
                places.append(chosen)
                of.append(np.full(len(chosen), begin + i))
        if not places:
            return [Rows((), np.empty((0, 0), np.float32), np.empty(0, np.int64), np.empty(0, np.int64))]
        place, query = np.concatenate(places), np.concatenate(of)
        return [Rows(names, np.vstack(kept), place, query) for kept in values]


def _gaps(block: Block, behind: Sequence[str], beside: Sequence[str]) -> None:
    """Add how far each firm is behind the best of its phrase: as a difference, or as a share of the best."""
    for name in behind:
        block[f"{name}_gap"] = block[name].max(axis=1, keepdims=True) - block[name]
    for name in beside:
        block[f"{name}_gap"] = block[name] / np.maximum(block[name].max(axis=1, keepdims=True), 1e-9)
