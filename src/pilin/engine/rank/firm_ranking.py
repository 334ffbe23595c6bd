"""Who could meet a need: learned by hiding products from all firms and looking for their sellers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pilin.engine.rank import simulate
from pilin.engine.rank.catalogue import Catalogue, FirmText, FirmWords, Ints
from pilin.engine.rank.encoders import firm_encoders, related, start
from pilin.engine.rank.firm_features import FAMILIES, FirmFeatures, Surroundings
from pilin.engine.rank.frames import Relations
from pilin.engine.rank.learner import Model, Rows, learn
from pilin.engine.rank.phrases import Floats, Vocabulary
from pilin.engine.rank.tower import Table

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """How much is learned; the given numbers are those that were measured.

    Parameters
    ----------
    dims : int
        Length of a code.
    epochs : int
        Passes of the firms' encoders over all (firm, product).
    related_epochs : int
        Passes over the relations before that.
    chain_epochs : int
        Passes of the chain's encoders over all (product, material).
    folds : int
        Simulations; each trains encoders of its own.
    hidden, hidden_relations : float
        The share of products, and of products with materials, that each hides.
    queries : int
        Hidden things of each simulation that are looked for.
    rounds, chain_rounds : int
        Trees of the rankings.
    """

    dims: int = 128
    epochs: int = 5
    related_epochs: int = 3
    chain_epochs: int = 6
    folds: int = 2
    hidden: float = 0.13
    hidden_relations: float = 0.12
    queries: int = 2500
    rounds: int = 120
    chain_rounds: int = 120


@dataclass(frozen=True)
class Scored:
    """Candidates of several queries, with the mean score over all encoders.

    Parameters
    ----------
    rows : list of Rows
        One a pair of encoders, all with the same candidates.
    score : float64, shape (rows,)
    """

    rows: list[Rows]
    score: npt.NDArray[np.float64]

    def of(self, query: int) -> Ints:
        """Return the rows of one query, best first; equals stand in the order of their candidates."""
        query_of = self.rows[0].query
        mine = np.arange(np.searchsorted(query_of, query), np.searchsorted(query_of, query, side="right"))
        return mine[np.lexsort((self.rows[0].place[mine], -self.score[mine]))]


def scored(model: Model, rows: list[Rows]) -> Scored:
    """Return the candidates with the mean score of a model over the encoders."""
    return Scored(rows, np.mean([model.scores(part) for part in rows], axis=0))


class FirmRanking:
    """Firms for a phrase.

    Parameters
    ----------
    firms : sequence of FirmText
    relations : Relations
    words : Vocabulary
    encoders : sequence of (Table, Table)
    model : Model
    """

    families = FAMILIES

    def __init__(
        self,
        firms: Sequence[FirmText],
        relations: Relations,
        words: Vocabulary,
        encoders: Sequence[tuple[Table, Table]],
        model: Model,
    ) -> None:
        self.words, self.encoders, self.model = words, list(encoders), model
        self.catalogue = Catalogue(firms, words, FirmWords(firms))
        self.features = FirmFeatures(self.catalogue, encoders, Surroundings(relations))

    @classmethod
    def fit(
        cls,
        firms: Sequence[FirmText],
        relations: Relations,
        words: Vocabulary,
        codes: Floats,
        settings: Settings,
        seed: int,
        progress: Progress,
    ) -> FirmRanking:
        """Learn from products that are hidden in turn."""
        of_firms, around = FirmWords(firms), Surroundings(relations)
        encoders, parts = [], []
        folds = simulate.hide_products(firms, folds=settings.folds, share=settings.hidden, seed=seed)
        for number, fold in enumerate(folds):
            progress(f"firms: encoders {number + 1} of {len(folds)}")
            catalogue = Catalogue(firms, words, of_firms, fold.hidden)
            encoders.append(firm_encoders(catalogue, codes, epochs=settings.epochs, seed=seed + number))
            progress(f"firms: simulation {number + 1} of {len(folds)}")
            sought = simulate.some(list(fold.sellers), settings.queries, seed + number)
            rows = FirmFeatures(catalogue, encoders[-1:], around).rows(sought)[0]
            parts.append((rows, hits(rows, [fold.sellers[product] for product in sought])))
        progress("firms: weights")
        model = learn(parts, "who sells what", rounds=settings.rounds, seed=seed)
        progress("firms: all together")
        return cls(firms, relations, words, encoders, model)

    def scored(
        self,
        phrases: Sequence[str],
        only: Sequence[npt.NDArray[np.bool_] | None] | None = None,
        also: Sequence[Ints] | None = None,
    ) -> Scored:
        """Return the firms worth weighing for each phrase with their scores."""
        return scored(self.model, self.features.rows(phrases, only=only, also=also))


def hits(rows: Rows, wanted: Sequence[frozenset[int]]) -> npt.NDArray[np.bool_]:
    """Return which rows name a candidate that is wanted by their query; shape (rows,)."""
    return np.fromiter(
        (place in wanted[query] for place, query in zip(rows.place, rows.query, strict=True)), bool, len(rows.place)
    )


def shared_codes(
    firms: Sequence[FirmText], relations: Relations, settings: Settings, seed: int, progress: Progress
) -> tuple[Vocabulary, Floats]:
    """Return the n-grams of all products and materials, with codes that know which of them are related."""
    names = {product for firm in firms for product in firm.products}
    pairs = [*relations.made_of, *relations.kind_of]
    names.update(name for pair in pairs for name in pair)
    words = Vocabulary.of(sorted(names), least=2 if len(names) > 1000 else 1)
    progress("words of the relations")
    codes = start(len(words), settings.dims, seed)
    return words, related(words, codes, pairs, epochs=settings.related_epochs, seed=seed + 1)
