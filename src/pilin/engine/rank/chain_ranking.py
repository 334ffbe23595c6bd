"""What a product is made of and what is made of a material, learned by hiding relations; and who sells the materials."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pilin.engine.rank import simulate
from pilin.engine.rank.catalogue import Catalogue, Ints, incidence
from pilin.engine.rank.encoders import chain_encoders, related, start
from pilin.engine.rank.firm_ranking import Progress, Scored, Settings, hits, scored
from pilin.engine.rank.frames import Relations
from pilin.engine.rank.graph import CHAIN_FAMILIES, Chain, Kinds, Things, chain_rows
from pilin.engine.rank.learner import Model, Rows, learn
from pilin.engine.rank.phrases import Vocabulary
from pilin.engine.rank.tower import Table

SHARED = 0.8  # 0 gives each seller of a material the whole of it, 1 an equal part; best in the simulation
MATERIALS, PRODUCTS, BOUGHT = "materials", "products", "bought"  # bought: materials that some firm sells


class ChainRanking:
    """Materials of a product, products of a material, and the materials that firms could supply.

    Parameters
    ----------
    relations : Relations
    words : Vocabulary
    materials, products : sequence of str
        What may be answered.
    sold : collection of str
        What firms sell.
    encoders : sequence of (Table, Table)
        Of products and of materials.
    models : mapping of str to Model
        By `MATERIALS`, `PRODUCTS` and `BOUGHT`.
    """

    families = CHAIN_FAMILIES

    def __init__(
        self,
        relations: Relations,
        words: Vocabulary,
        things: tuple[Things, Things],
        encoders: Sequence[tuple[Table, Table]],
        models: Mapping[str, Model],
    ) -> None:
        self.encoders, self.models = list(encoders), dict(models)
        kinds = Kinds(relations.kind_of)
        self.materials, self.products = things
        self.up = Chain(words, kinds, self.materials, relations.made_of, encoders)
        turned = [(material, product) for product, material in relations.made_of]
        self.down = Chain(
            words, kinds, self.products, turned, [(right, left) for left, right in encoders], further=True
        )

    @classmethod
    def fit(
        cls,
        relations: Relations,
        words: Vocabulary,
        things: tuple[Things, Things],
        settings: Settings,
        seed: int,
        progress: Progress,
    ) -> ChainRanking:
        """Learn from products whose materials, and materials whose products, are hidden in turn.

        The codes that the encoders begin with know kinds alone: had they seen what goes into what, the hidden relations
        would be known to them.
        """
        materials, products = things
        progress("chain: words of the kinds")
        codes = start(len(words), settings.dims, seed)
        codes = related(words, codes, relations.kind_of, epochs=settings.related_epochs, seed=seed + 1)
        kinds = Kinds(relations.kind_of)
        parts: dict[str, list[tuple[Rows, npt.NDArray[np.bool_]]]] = {MATERIALS: [], PRODUCTS: [], BOUGHT: []}
        encoders = []
        # of a product without any known relation nobody says that it is not made of the material: no counter-example
        made = {product for product, _ in relations.made_of}
        known = np.array([name in made for name in products.names])
        folds = simulate.hide_relations(
            relations,
            folds=settings.chain_folds,
            share=settings.hidden_relations,
            share_of_materials=settings.hidden_materials,
            seed=seed,
        )
        for number, fold in enumerate(folds):
            progress(f"chain: encoders {number + 1} of {len(folds)}")
            keys = sorted({product for product, _ in fold.visible})
            place = {key: i for i, key in enumerate(keys)}
            held: list[list[int]] = [[] for _ in keys]
            for product, material in fold.visible:
                held[place[product]].append(materials.place[material])
            uses = incidence(held, len(materials.names))
            pair = chain_encoders(
                words.rows(keys), materials.rows, uses, codes, epochs=settings.chain_epochs, seed=seed + number
            )
            encoders.append(pair)
            progress(f"chain: simulation {number + 1} of {len(folds)}")
            up = Chain(words, kinds, materials, fold.visible, [pair])
            sought = simulate.some(list(fold.materials), settings.queries, seed + number)
            wanted = [frozenset(materials.place[m] for m in fold.materials[p]) for p in sought]
            rows = chain_rows(up, sought)[0]
            parts[MATERIALS].append((rows, hits(rows, wanted)))
            bought = [(p, kept) for p in fold.materials if (kept := _sold(fold.materials[p], materials))]
            rows = chain_rows(up, [p for p, _ in bought], only=materials.sold)[0]
            parts[BOUGHT].append((rows, hits(rows, [kept for _, kept in bought])))
            turned = [(material, product) for product, material in fold.visible]
            down = Chain(words, kinds, products, turned, [pair[::-1]], further=True)
            sought = simulate.some(list(fold.products), settings.queries, seed + number)
            rows = chain_rows(down, sought)[0].among(known)
            wanted = [frozenset(products.place[p] for p in fold.products[m]) for m in sought]
            parts[PRODUCTS].append((rows, hits(rows, wanted)))
        models = {}
        for name, some in parts.items():
            progress(f"chain: weights of {name}")
            if any(good.any() for _, good in some):
                models[name] = learn(some, name, rounds=settings.chain_rounds, seed=seed)
        progress("chain: all together")
        return cls(relations, words, things, encoders, models)

    def scored(self, name: str, keys: Sequence[str], also: Sequence[Ints] | None = None) -> Scored:
        """Return what is worth weighing for each key: `MATERIALS` of products, `PRODUCTS` of materials, or `BOUGHT`."""
        chain = self.down if name == PRODUCTS else self.up
        only = self.materials.sold if name == BOUGHT else None
        return scored(self.models[name], chain_rows(chain, keys, only=only, also=also))


def _sold(names: Collection[str], materials: Things) -> frozenset[int]:
    return frozenset(place for name in names if materials.sold[place := materials.place[name]])


@dataclass(frozen=True, slots=True)
class Part:
    """What one material gives to each of the firms that sell it."""

    material: str
    sellers: frozenset[int]
    share: float


def through_materials(
    found: Scored, query: int, materials: Sequence[str], catalogue: Catalogue
) -> tuple[npt.NDArray[np.float64], list[Part]]:
    """Return what each firm gains as a seller of the materials found for a product, and what it is made of.

    A material counts with its softmax among all that were found, divided by the number of its sellers to the power
    `SHARED`.

    Returns
    -------
    float64, shape (firms,), and the parts, greatest first
    """
    rows = found.of(query)
    gain = np.zeros(len(catalogue.firms))
    if not len(rows):
        return gain, []
    weight = np.exp(found.score[rows] - found.score[rows].max())
    weight /= weight.sum()
    parts = []
    for place, each in zip(found.rows[0].place[rows], weight, strict=True):
        product = catalogue.place[materials[place]]
        sellers = catalogue.sold_by.indices[catalogue.sold_by.indptr[product] : catalogue.sold_by.indptr[product + 1]]
        share = float(each) / len(sellers) ** SHARED
        gain[sellers] += share
        parts.append(Part(materials[place], frozenset(sellers.tolist()), share))
    return gain, parts
