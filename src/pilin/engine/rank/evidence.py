"""What can be shown for a part of a score: the very products and relations behind the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilin.engine.rank.firm_ranking import FirmRanking
from pilin.engine.rank.graph import Chain, common
from pilin.engine.rank.phrases import Floats, folded

MOST = 3  # of each family: what a person reads


def _best(names: Sequence[str], weights: Floats) -> tuple[str, ...]:
    rows = np.argsort(-weights, kind="stable")[:MOST]
    return tuple(names[i] for i in rows if weights[i] > 0)


def of_firm(ranking: FirmRanking, phrase: str, firm: int) -> dict[str, tuple[str, ...]]:
    """Return, by family, what of a firm speaks for it when a phrase is needed."""
    catalogue, features = ranking.catalogue, ranking.features
    it = catalogue.firms[firm]
    places = catalogue.sells.indices[catalogue.sells.indptr[firm] : catalogue.sells.indptr[firm + 1]]
    products = [catalogue.products[place] for place in places]
    key = folded(phrase)
    shared = np.array([n if (n := common(key, folded(text))) > 1 else 0 for text in [*products, it.name]], np.float32)
    row = catalogue.words.rows([phrase])
    alike = (row @ catalogue.grams[places].T).toarray()[0]
    learned = np.mean([left.encode(row)[0] @ codes[places].T for left, _, codes in features.codes], axis=0)
    return {
        "words": _best([*products, it.name], shared),
        "similar_product": _best(products, alike),
        "learned": _best(products, learned),
        "industry": (it.industry,) if it.industry else (),
        "chain": features.beside(phrase, firm)[:MOST],
        "breadth": (str(len(products)),),
    }


def of_candidate(chain: Chain, name: str, candidate: int) -> dict[str, tuple[str, ...]]:
    """Return, by family, what is known that speaks for a material of a product, or the other way round."""
    row = chain.words.rows([name])
    users = chain.uses[:, [candidate]].nonzero()[0]
    keys = [chain.keys[i] for i in users]
    alike = (row @ chain.words.rows(keys).T).toarray()[0] if keys else np.empty(0, np.float32)
    learned = np.mean([left.encode(row)[0] @ known[users].T for left, known, _ in chain.codes], axis=0)
    it = chain.candidates.names[candidate]
    broader = set(chain.kinds.broader.get(name, ()))
    return {
        "words": (it,) if common(folded(name), folded(it)) else (),
        "similar_known": _best(keys, alike),
        "learned": _best(keys, learned),
        "kinds": tuple(sorted(broader & {it, *chain.kinds.broader.get(it, ())}))[:MOST],
    }
