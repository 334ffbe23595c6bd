"""The ranker: learned once from firms and relations, asked as often as one likes, every answer with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from pilin.engine.rank import evidence, store
from pilin.engine.rank.answers import LeftOut, Ranked, Ranking, Reason, WhyNot
from pilin.engine.rank.catalogue import FirmText, Ints
from pilin.engine.rank.chain_ranking import BOUGHT, MATERIALS, PRODUCTS, ChainRanking, through_materials
from pilin.engine.rank.firm_ranking import FirmRanking, Progress, Scored, Settings, shared_codes
from pilin.engine.rank.frames import Relations, fingerprint, firms_of, names_of, relations_of
from pilin.engine.rank.graph import Kinds, Things
from pilin.engine.rank.learner import Model
from pilin.engine.rank.needs import product_of
from pilin.engine.rank.phrases import Vocabulary

SHOWN_MATERIALS = 5  # of a supplier: the reasons that are named one by one
Areas = npt.NDArray[np.bool_] | None


class Ranker:
    """Who could meet a need, what a product is made of, what is made of a material, who could supply a product's maker.

    Made by :meth:`fit` or :meth:`load`.

    Parameters
    ----------
    firms : FirmRanking
    chain : ChainRanking, optional
        None where no relation of products and materials was given.
    fingerprint : str
        SHA-256 of what was learned from and how.

    Notes
    -----
    Learned from visible relations alone: a part of them is hidden and has to be found again. Scores order the answers
    of one question and mean nothing beyond it. Equal input and seed give equal answers.
    """

    def __init__(self, firms: FirmRanking, chain: ChainRanking | None, fingerprint: str) -> None:
        self.firms, self.chain, self.fingerprint = firms, chain, fingerprint
        listed = firms.catalogue.firms
        self._place = {firm.id: i for i, firm in enumerate(listed)}
        self._areas = np.array([firm.area for firm in listed])

    @classmethod
    def fit(
        cls,
        firms: pl.DataFrame,
        edges: pl.DataFrame,
        materials: pl.DataFrame | None = None,
        products: pl.DataFrame | None = None,
        *,
        synonyms: pl.DataFrame | None = None,
        facts: pl.DataFrame | None = None,
        seed: int = 7,
        settings: Settings | None = None,
        progress: Progress | None = None,
    ) -> Ranker:
        """Learn; with some 4,600 firms and 97,000 relations this takes minutes.

        Parameters
        ----------
        firms : polars.DataFrame
            ``firm_id``, ``name``, ``products`` (separated by ``|``); where known ``fullname``, ``area``, ``industry``.
        edges : polars.DataFrame
            ``src``, ``dst``, ``rel``: ``upstream``, ``downstream`` or ``subclass``.
        materials, products : polars.DataFrame, optional
            Columns ``material`` and ``product``: what may be answered beside what the edges name.
        synonyms, facts : polars.DataFrame, optional
            A caller's own knowledge: ``term``, ``product``; and ``product``, ``material``.
        seed : int
        settings : Settings, optional
        progress : callable, optional
            Told in words what is done next.

        Raises
        ------
        BadFrame
            When a frame does not hold, or holds too little to learn from.
        """
        settings, progress = settings or Settings(), progress or (lambda _: None)
        listed, relations = firms_of(firms), relations_of(edges, synonyms, facts)
        named = (
            names_of(materials, "material", set()) if materials is not None else [],
            names_of(products, "product", set()) if products is not None else [],
        )
        mark = fingerprint(listed, relations, named, seed, settings)
        words, codes = shared_codes(listed, relations, settings, seed, progress)
        chain = None
        if relations.made_of:
            things = things_of(listed, relations, named, words)
            chain = ChainRanking.fit(relations, words, things, codes, settings, seed, progress)
        return cls(FirmRanking.fit(listed, relations, words, codes, settings, seed, progress), chain, mark)

    def firms_for(
        self,
        need: str | Sequence[str],
        area: Sequence[str] | None = None,
        top: int = 20,
        asked: Sequence[str] = (),
    ) -> Ranking:
        """Return the firms that could meet a need.

        Parameters
        ----------
        need : str or sequence of str
            A product or a need as people write it; of several, a firm's score is the mean.
        area : sequence of str, optional
            Only firms of these areas.
        top : int
        asked : sequence of str
            Firms to give the reasons of, listed or left out.
        """
        phrases = [product_of(one) for one in ([need] if isinstance(need, str) else need)]
        rows = self.firms.words.rows(phrases)
        known = [p for p, pieces in zip(phrases, np.diff(rows.indptr), strict=True) if pieces]
        unknown = tuple(p for p in phrases if p not in known)
        mask = None if area is None else np.isin(self._areas, list(area))
        if not known or (mask is not None and not mask.any()):
            return Ranking((), self._not_weighed(asked, mask), unknown)
        more = np.array([p for a in asked if (p := self._place.get(a)) is not None], dtype=np.int64)
        if mask is not None:
            more = more[mask[more]]
        scored = self.firms.scored(known, [mask] * len(known), [more] * len(known))
        if len(known) > 1:  # every firm found for one product is weighed for all
            more = np.unique(scored.rows[0].place)
            scored = self.firms.scored(known, [mask] * len(known), [more] * len(known))
        score, place = _mean(scored, len(known))
        best = np.lexsort((place, -score))

        def reasons(at: int) -> tuple[Reason, ...]:
            shares = _shares(scored, self.firms.model, self.firms.families, int(place[at]), len(known))
            shown: dict[str, tuple[str, ...]] = {}
            for phrase in known:
                for family, names in evidence.of_firm(self.firms, phrase, int(place[at])).items():
                    shown[family] = tuple(dict.fromkeys((*shown.get(family, ()), *names)))
            return _reasons(shares, shown)

        listed = self.firms.catalogue.firms
        found = tuple(
            Ranked(listed[place[at]].id, rank, float(score[at]), reasons(int(at)))
            for rank, at in enumerate(best[:top], 1)
        )
        ranks = {listed[place[at]].id: (rank, int(at)) for rank, at in enumerate(best, 1)}
        weighed = tuple(
            LeftOut(firm, WhyNot.BELOW, ranks[firm][0], float(score[ranks[firm][1]]), reasons(ranks[firm][1]))
            for firm in dict.fromkeys(asked)
            if firm in ranks and ranks[firm][0] > top
        )
        others = self._not_weighed([firm for firm in asked if firm not in ranks], mask)
        return Ranking(found, (*weighed, *others), unknown)

    def _not_weighed(self, asked: Sequence[str], mask: Areas) -> tuple[LeftOut, ...]:
        left = []
        for firm in dict.fromkeys(asked):
            place = self._place.get(firm)
            outside = place is not None and mask is not None and not mask[place]
            why = WhyNot.UNKNOWN if place is None else WhyNot.OTHER_AREA if outside else WhyNot.BELOW
            left.append(LeftOut(firm, why))
        return tuple(left)

    def materials_of(self, product: str, top: int = 20, asked: Sequence[str] = ()) -> Ranking:
        """Return what a product could be made of.

        Raises
        ------
        ValueError
            When no relation of products and materials was given to learn from.
        """
        return self._in_chain(MATERIALS, product, top, asked)

    def products_of(self, material: str, top: int = 20, asked: Sequence[str] = ()) -> Ranking:
        """Return what could be made of a material.

        Raises
        ------
        ValueError
            When no relation of products and materials was given to learn from.
        """
        return self._in_chain(PRODUCTS, material, top, asked)

    def learned_chain(self, name: str) -> ChainRanking:
        """Return the chain's part when it learned this ranking.

        Raises
        ------
        ValueError
            When it did not: no relation, or none that such a question could be learned from.
        """
        if self.chain is None or name not in self.chain.models:
            raise ValueError(f"nothing was learned of {name}: the relations that were given say too little of it")
        return self.chain

    def _in_chain(self, name: str, key: str, top: int, asked: Sequence[str]) -> Ranking:
        ranking = self.learned_chain(name)
        chain = ranking.down if name == PRODUCTS else ranking.up
        if not chain.words.rows([key]).nnz:
            return Ranking((), tuple(LeftOut(a, WhyNot.UNKNOWN) for a in dict.fromkeys(asked)), (key,))
        places = chain.candidates.place
        more = np.array([places[a] for a in asked if a in places], dtype=np.int64)
        scored = ranking.scored(name, [key], [more])
        best = scored.of(0)
        place = scored.rows[0].place

        def reasons(at: int) -> tuple[Reason, ...]:
            shares = _shares(scored, ranking.models[name], ranking.families, int(place[at]), 1)
            return _reasons(shares, evidence.of_candidate(chain, key, int(place[at])))

        names = chain.candidates.names
        found = tuple(
            Ranked(names[place[at]], rank, float(scored.score[at]), reasons(int(at)))
            for rank, at in enumerate(best[:top], 1)
        )
        ranks = {names[place[at]]: (rank, int(at)) for rank, at in enumerate(best, 1)}
        left = []
        for a in dict.fromkeys(asked):
            rank, at = ranks.get(a, (None, 0))
            if rank is None:
                left.append(LeftOut(a, WhyNot.UNKNOWN))
            elif rank > top:
                left.append(LeftOut(a, WhyNot.BELOW, rank, float(scored.score[at]), reasons(at)))
        return Ranking(found, tuple(left))

    def suppliers_of(self, product: str, top: int = 20, asked: Sequence[str] = ()) -> Ranking:
        """Return the firms that sell what a product is probably made of.

        A reason is a material that the firm sells, with what it adds to the score.

        Raises
        ------
        ValueError
            When no relation of products and sold materials was given to learn from.
        """
        ranking = self.learned_chain(BOUGHT)
        key = product_of(product)
        if not self.firms.words.rows([key]).nnz:
            return Ranking((), self._not_weighed(asked, None), (key,))
        catalogue = self.firms.catalogue
        gain, parts = through_materials(ranking.scored(BOUGHT, [key]), 0, ranking.materials.names, catalogue)
        best = np.lexsort((np.arange(len(gain)), -gain))
        best = best[gain[best] > 0]

        def reasons(firm: int) -> tuple[Reason, ...]:
            mine = [part for part in parts if firm in part.sellers]
            mine.sort(key=lambda part: (-part.share, part.material))
            some = [Reason("material", part.share, (part.material,)) for part in mine[:SHOWN_MATERIALS]]
            if rest := mine[SHOWN_MATERIALS:]:
                some.append(Reason("material", sum(p.share for p in rest), tuple(p.material for p in rest)))
            return tuple(some)

        ids = [firm.id for firm in catalogue.firms]
        found = tuple(Ranked(ids[at], rank, float(gain[at]), reasons(int(at))) for rank, at in enumerate(best[:top], 1))
        ranks = {ids[at]: (rank, int(at)) for rank, at in enumerate(best, 1)}
        left = []
        for firm in dict.fromkeys(asked):
            if firm not in self._place:
                left.append(LeftOut(firm, WhyNot.UNKNOWN))
            elif firm not in ranks:
                left.append(LeftOut(firm, WhyNot.SELLS_NONE))
            elif ranks[firm][0] > top:
                rank, at = ranks[firm]
                left.append(LeftOut(firm, WhyNot.BELOW, rank, float(gain[at]), reasons(at)))
        return Ranking(found, tuple(left))

    def save(self, directory: Path) -> None:
        """Write everything to a directory: texts as JSON, arrays as NPZ, trees as LightGBM's own text; no pickle."""
        store.save(directory, self.firms, self.chain, self.fingerprint)

    @classmethod
    def load(cls, directory: Path) -> Ranker:
        """Read what :meth:`save` wrote; the answers are the same.

        Raises
        ------
        NotStored
            When the directory holds no ranker, or one of another form.
        """
        return cls(*store.load(directory))


def things_of(
    firms: Sequence[FirmText], relations: Relations, named: tuple[Sequence[str], Sequence[str]], words: Vocabulary
) -> tuple[Things, Things]:
    """Return the materials and the products that may be answered: those named, and those of the relations."""
    kinds, sold = Kinds(relations.kind_of), {product for firm in firms for product in firm.products}
    materials = sorted({*named[0], *(material for _, material in relations.made_of)})
    products = sorted({*named[1], *(product for product, _ in relations.made_of)})
    return Things(words, materials, kinds, sold), Things(words, products, kinds, sold)


def _mean(scored: Scored, queries: int) -> tuple[npt.NDArray[np.float64], Ints]:
    """Return the mean score over queries that weigh the same candidates, and the candidates."""
    place = scored.rows[0].place
    return scored.score.reshape(queries, -1).mean(axis=0), place[: len(place) // queries]


def _shares(
    scored: Scored, model: Model, families: Mapping[str, Sequence[str]], place: int, queries: int
) -> dict[str, float]:
    """Return what each family adds to the score of one candidate: the mean over queries and encoders."""
    total: dict[str, float] = {}
    for rows in scored.rows:
        for family, share in model.shares(rows.only(place), families).items():
            total[family] = total.get(family, 0.0) + float(share.sum()) / (queries * len(scored.rows))
    return total


def _reasons(shares: Mapping[str, float], shown: Mapping[str, tuple[str, ...]]) -> tuple[Reason, ...]:
    """Return the reasons, those that speak strongest for the candidate first."""
    return tuple(
        Reason(family, share, shown.get(family, ()))
        for family, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        if share
    )
