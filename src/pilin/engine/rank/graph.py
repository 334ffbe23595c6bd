"""What goes into what: the visible part, and the numbers that speak for a material of a product, or the other way round."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pilin.engine.rank.catalogue import Ints, incidence, strongest, top
from pilin.engine.rank.documents import Documents
from pilin.engine.rank.learner import Rows
from pilin.engine.rank.phrases import Floats, Vocabulary, folded, unit_rows
from pilin.engine.rank.tower import Table, unit

CHAIN_FAMILIES: Mapping[str, tuple[str, ...]] = {  # a family of features is one reason
    "words": (
        "lexical", "lexical_gap", "bm25", "bm25_gap", "document", "document_gap", "covered", "common", "common_of_candidate", "common_of_key", "same_end", "same_end_2",
        "same_start", "same_start_2", "holds_candidate", "holds_key", "starts", "started", "ended",
    ),
    "similar_known": (
        "near", "near_gap", "nearest", "profile", "profile_gap", "users", "users_gap", "closest", "closest_gap", "rare", "rare_gap", "spread", "spread_gap",
        "heads", "heads_gap", "company", "company_gap",
    ),
    "learned": (
        "learned", "learned_gap", "learned_near", "learned_near_gap", "learned_profile", "learned_profile_gap", "learned_users", "learned_users_gap",
        "learned_closest", "learned_closest_gap", "learned_rare", "learned_rare_gap", "learned_spread", "learned_spread_gap", "learned_heads", "learned_heads_gap",
        "learned_company", "learned_company_gap",
    ),
    "kinds": ("siblings", "kin", "parents", "broader", "narrower", "kin_voted", "learned_kin_voted"),
    "candidate": ("usual", "usual_alike", "candidate_length", "sold", "children", "broader_names"),
    "phrase": ("length", "known", "key_broader"),
}  # fmt: skip
MOST = (
    ("near", 50),
    ("lexical", 80),
    ("kin", 20),
    ("users", 60),
    ("document", 60),
)  # how many candidates are weighed on each count
RARITY = 0.8  # 0 lets a key give each of its candidates a whole vote, 1 an equal part of one
MOST_LEARNED = (("learned", 100), ("learned_near", 50), ("learned_profile", 50), ("learned_users", 60))


class Kinds:
    """Which things are kinds of which."""

    def __init__(self, kind_of: Sequence[tuple[str, str]]) -> None:
        self.broader: dict[str, list[str]] = {}
        self.children: dict[str, int] = {}
        for narrower, broader in kind_of:
            self.broader.setdefault(narrower, []).append(broader)
            self.children[broader] = self.children.get(broader, 0) + 1
        self._place = {name: i for i, name in enumerate(sorted(self.children))}

    def rows(self, names: Sequence[str]) -> sp.csr_matrix:
        """Return the broader things of each name as ones; shape (names, broader things)."""
        return incidence([[self._place[b] for b in self.broader.get(n, ())] for n in names], len(self._place))

    def kin(self, names: Sequence[str], of: Sequence[str]) -> sp.csr_matrix:
        """Return ones where one of ``of`` is a kind of the name or the name a kind of it; shape (names, of)."""
        place = {name: i for i, name in enumerate(of)}
        wanted = set(names)
        down: dict[str, list[int]] = {}
        for i, name in enumerate(of):
            for broader in self.broader.get(name, ()):
                if broader in wanted:
                    down.setdefault(broader, []).append(i)
        rows = [[*(place[b] for b in self.broader.get(n, ()) if b in place), *down.get(n, ())] for n in names]
        return incidence(rows, len(of))


def neighbours(rows: sp.csr_matrix, most: int = 10) -> sp.csr_matrix:
    """Return the most alike others of each row with their likeness; shape (rows, rows)."""
    turned = sp.csr_matrix(rows.T)
    parts = []
    for begin in range(0, rows.shape[0], 1024):
        like = strongest(sp.csr_matrix(rows[begin : begin + 1024] @ turned), most + 1)
        own = np.repeat(np.arange(begin, begin + like.shape[0]), np.diff(like.indptr)) == like.indices
        like.data[own] = 0
        like.eliminate_zeros()
        parts.append(like)
    return sp.csr_matrix(sp.vstack(parts)) if parts else sp.csr_matrix((0, 0), dtype=np.float32)


class Things:
    """Materials or products that may be answered: what of them does not depend on visible relations."""

    def __init__(self, words: Vocabulary, names: Sequence[str], kinds: Kinds, sold: Collection[str]) -> None:
        self.names = list(names)
        self.place = {name: i for i, name in enumerate(self.names)}
        self.rows = words.rows(names)
        self.turned = sp.csr_matrix(self.rows.T)
        self.alike = neighbours(self.rows)
        self.documents = Documents([[name] for name in self.names])
        self.kinds = kinds.rows(names)
        ends = sp.csr_matrix(self.rows[:, words.ends])
        self.heads = unit_rows(ends)  # the end of a Chinese compound is its head
        self.heads_turned = sp.csr_matrix(self.heads.T)
        many = np.maximum(np.asarray(self.kinds.sum(axis=0)).ravel(), 1)
        self.kinds_turned = sp.csr_matrix(sp.diags(1 / np.sqrt(many)) @ self.kinds.T, dtype=np.float32)
        self.folded = [folded(name) for name in self.names]
        self.sold = np.array([name in sold for name in self.names])
        self.fixed = np.stack(
            [
                np.array([len(name) for name in self.folded]),
                self.sold,
                np.log1p([kinds.children.get(name, 0) for name in self.names]),
                np.diff(self.kinds.indptr),
            ],
            axis=1,
        ).astype(np.float32)


class Chain:
    """One direction of the relation: from keys (products) to candidates (materials), or turned round.

    Parameters
    ----------
    words : Vocabulary
    kinds : Kinds
    keys : sequence of str
        Those with at least one visible relation.
    candidates : Things
    pairs : sequence of (str, str)
        Key and candidate of every visible relation.
    encoders : sequence of (Table, Table)
        Of keys and of candidates; each pair gives features of its own, all else is shared.
    further : bool
        Whether what similar keys lead to is followed one step on: to what is worded, headed, classed or used like it.

    Notes
    -----
    How many visible relations a candidate has is counted as at least one: whether it has none says more of how test
    sets are made than of the thing itself, so it is no feature.
    """

    def __init__(
        self,
        words: Vocabulary,
        kinds: Kinds,
        candidates: Things,
        pairs: Sequence[tuple[str, str]],
        encoders: Sequence[tuple[Table, Table]],
        *,
        further: bool = False,
    ) -> None:
        self.words, self.kinds, self.candidates, self.further = words, kinds, candidates, further
        self.keys = sorted({key for key, _ in pairs})
        place = {name: i for i, name in enumerate(self.keys)}
        held: list[list[int]] = [[] for _ in self.keys]
        for key, candidate in sorted(set(pairs)):
            held[place[key]].append(candidates.place[candidate])
        self.uses = incidence(held, len(candidates.names))
        self._held = sp.csr_matrix(self.uses.T)
        # a key of many candidates says less of each
        many = np.maximum(np.diff(self.uses.indptr), 1)
        self._rare = sp.csr_matrix(sp.diags(1 / many**RARITY) @ self.uses, dtype=np.float32)
        rows = words.rows(self.keys)
        self._keys_t = sp.csr_matrix(rows.T)
        self.codes = [(left, left.encode(rows), right.encode(candidates.rows)) for left, right in encoders]
        beside = sp.csr_matrix(candidates.alike.multiply(candidates.alike) + sp.identity(len(candidates.names)))
        users = sp.csr_matrix(beside @ self.uses.T, dtype=np.float32)
        self._users_t = sp.csr_matrix(unit_rows(sp.csr_matrix(users @ rows)).T)
        self._user_codes = [unit(np.asarray(users @ keys, dtype=np.float32)) for _, keys, _ in self.codes]
        self._key_kinds_t = sp.csr_matrix(kinds.rows(self.keys).T)
        degree = np.asarray(self.uses.sum(axis=0)).ravel()
        weight = np.maximum(np.asarray(candidates.alike.sum(axis=1)).ravel(), 1e-9)
        usual = np.stack([np.log(np.maximum(degree, 1)), np.log1p(candidates.alike @ degree / weight)], axis=1)
        self.fixed = np.concatenate([usual, candidates.fixed], axis=1).astype(np.float32)

    def shared(self, names: Sequence[str]) -> dict[str, Floats]:
        """Return the features that need no encoder; each of shape (names, candidates)."""
        c = self.candidates
        rows = self.words.rows(names)
        o: dict[str, Floats] = {"lexical": (rows @ c.turned).toarray()}
        o["bm25"], o["document"], o["covered"] = c.documents.scores(names)
        like = sp.csr_matrix(rows @ self._keys_t)
        near = strongest(like, 40)
        near.data **= 2
        voted = sp.csr_matrix(near @ self.uses)
        o["near"] = voted.toarray()
        nearest = strongest(like, 8)
        nearest.data **= 2
        o["nearest"] = (nearest @ self.uses).toarray()
        o["profile"] = (unit_rows(sp.csr_matrix(voted @ c.rows)) @ c.turned).toarray()
        o["users"] = (rows @ self._users_t).toarray()
        kinds = self.kinds.rows(names)
        siblings = sp.csr_matrix(kinds @ self._key_kinds_t)
        many = np.maximum(np.asarray(siblings.sum(axis=1)).ravel(), 1e-9)
        o["siblings"] = (sp.diags(1 / many) @ siblings @ self.uses).toarray().astype(np.float32)
        o["kin"] = (self.kinds.kin(names, self.keys) @ self.uses).toarray()
        o["parents"] = (kinds @ c.kinds.T).toarray()
        _gaps(o, ("lexical", "profile", "users"), ("near", "bm25", "document"))
        if self.further:
            o |= self._further(like.toarray(), near, "")
        return o

    def learned(self, names: Sequence[str], encoder: int) -> dict[str, Floats]:
        """Return the features of one pair of encoders; each of shape (names, candidates)."""
        left, keys, candidates = self.codes[encoder]
        codes = left.encode(self.words.rows(names))
        o: dict[str, Floats] = {"learned": codes @ candidates.T}
        o["learned_users"] = codes @ self._user_codes[encoder].T
        like = codes @ keys.T
        border = np.partition(like, -40, axis=1)[:, -40:-39] if like.shape[1] > 40 else np.float32(-2)
        near = sp.csr_matrix(np.where(like >= border, np.exp(6 * (like - 1)), 0).astype(np.float32))
        voted = sp.csr_matrix(near @ self.uses)
        o["learned_near"] = voted.toarray()
        o["learned_profile"] = (
            unit_rows(sp.csr_matrix(voted @ self.candidates.rows)) @ self.candidates.turned
        ).toarray()
        _gaps(o, ("learned", "learned_profile", "learned_users"), ("learned_near",))
        if self.further:
            o |= self._further(like, near, "learned_")
        return o

    def _further(self, like: Floats, near: sp.csr_matrix, of: str) -> dict[str, Floats]:
        """Return what lies one step beyond the candidates of similar keys; each of shape (names, candidates)."""
        c = self.candidates
        votes = sp.csr_matrix(near @ self._rare)
        share = unit_rows(votes)
        o: dict[str, Floats] = {f"{of}closest": self._closest(like), f"{of}rare": votes.toarray()}
        o[f"{of}spread"] = (share @ c.alike).toarray()
        o[f"{of}heads"] = (unit_rows(sp.csr_matrix(votes @ c.heads)) @ c.heads_turned).toarray()
        o[f"{of}company"] = (share @ self._held @ self._rare).toarray()
        o[f"{of}kin_voted"] = (share @ c.kinds @ c.kinds_turned).toarray()
        _gaps(o, (f"{of}heads", f"{of}closest"), (f"{of}rare", f"{of}spread", f"{of}company"))
        return o

    def _closest(self, like: Floats) -> Floats:
        """Return how alike the most similar known key of each candidate is; shape (names, candidates)."""
        closest = np.zeros((len(like), len(self.candidates.names)), dtype=np.float32)
        known = np.flatnonzero(np.diff(self._held.indptr))
        if len(known):
            for row, of in zip(closest, like, strict=True):
                row[known] = np.maximum.reduceat(of[self._held.indices], self._held.indptr[known])
        return closest

    def wording(self, name: str, chosen: Ints) -> Floats:
        """Return how the wording of a name and of these candidates lies together; shape (chosen, features)."""
        key, broader = folded(name), set(self.kinds.broader.get(name, ()))
        rows = []
        for place in chosen:
            other, candidate = self.candidates.folded[place], self.candidates.names[place]
            most = common(key, other)
            rows.append(
                (
                    most, most / max(len(other), 1), most / max(len(key), 1), key[-1:] == other[-1:],
                    key[-2:] == other[-2:], key[:1] == other[:1], key[:2] == other[:2], other in key, key in other,
                    key.startswith(other), other.startswith(key), other.endswith(key), candidate in broader,
                    name in self.kinds.broader.get(candidate, ()),
                )
            )  # fmt: skip
        return np.array(rows, dtype=np.float32).reshape(len(chosen), len(_WORDING))


_WORDING = (
    "common", "common_of_candidate", "common_of_key", "same_end", "same_end_2", "same_start", "same_start_2",
    "holds_candidate", "holds_key", "starts", "started", "ended", "broader", "narrower",
)  # fmt: skip
_FIXED = ("usual", "usual_alike", "candidate_length", "sold", "children", "broader_names")


def chain_rows(
    chain: Chain,
    names: Sequence[str],
    *,
    only: npt.NDArray[np.bool_] | None = None,
    also: Sequence[Ints] | None = None,
) -> list[Rows]:
    """Return the candidates worth weighing for each name, with their features: one `Rows` a pair of encoders.

    Parameters
    ----------
    chain : Chain
    names : sequence of str
    only : bool, shape (candidates,), optional
        Which candidates may be answered at all.
    also : sequence of int arrays, optional
        Candidates to weigh for each name in any case.
    """
    c = chain.candidates
    values: list[list[Floats]] = [[] for _ in chain.codes]
    places, of = [], []
    order: tuple[str, ...] = ()
    allowed = np.arange(len(c.names)) if only is None else np.flatnonzero(only)
    for begin in range(0, len(names), 128):
        part = names[begin : begin + 128]
        shared = chain.shared(part)
        blocks = [shared | chain.learned(part, encoder) for encoder in range(len(chain.codes))]
        order = tuple(blocks[0])
        for i, name in enumerate(part):
            found = [allowed[top(shared[f][i, allowed], most)] for f, most in MOST]
            found += [allowed[top(b[f][i, allowed], most)] for b in blocks for f, most in MOST_LEARNED]
            if also is not None:
                found.append(also[begin + i])
            chosen = np.unique(np.concatenate(found))
            chosen = chosen[chosen != c.place.get(name, -1)]
            about = (len(folded(name)), shared["near"][i].max(initial=0), len(chain.kinds.broader.get(name, ())))
            same = [
                chain.wording(name, chosen),
                chain.fixed[chosen],
                np.broadcast_to(np.array(about, np.float32), (len(chosen), 3)),
            ]
            for block, kept in zip(blocks, values, strict=True):
                own = np.stack([block[f][i, chosen] for f in order], axis=1)
                kept.append(np.concatenate([own, *same], axis=1).astype(np.float32))
            places.append(chosen)
            of.append(np.full(len(chosen), begin + i))
    if not places:
        return [Rows((), np.empty((0, 0), np.float32), np.empty(0, np.int64), np.empty(0, np.int64))]
    features = (*order, *_WORDING, *_FIXED, "length", "known", "key_broader")
    place, query = np.concatenate(places), np.concatenate(of)
    return [Rows(features, np.vstack(kept), place, query) for kept in values]


def _gaps(block: dict[str, Floats], behind: Sequence[str], beside: Sequence[str]) -> None:
    for name in behind:
        block[f"{name}_gap"] = block[name].max(axis=1, keepdims=True) - block[name]
    for name in beside:
        block[f"{name}_gap"] = block[name] / np.maximum(block[name].max(axis=1, keepdims=True), 1e-9)


def common(one: str, two: str) -> int:
    """Return the length of the longest piece that both hold.

    Examples
    --------
    >>> common("聚氯乙烯管", "聚乙烯")
    2
    """
    best = 0
    for begin in range(len(two)):
        while begin + best < len(two) and two[begin : begin + best + 1] in one:
            best += 1
    return best
