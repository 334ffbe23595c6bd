"""What a simulation hides is hidden from everything that is learned before it is looked for."""

from __future__ import annotations

import numpy as np

from pilin.engine.rank.chain_ranking import ChainRanking
from pilin.engine.rank.firm_ranking import shared_words
from pilin.engine.rank.frames import Relations, firms_of, relations_of
from pilin.engine.rank.ranker import things_of
from pilin.engine.rank.simulate import hide_relations
from tests.engine.rank import world

FIRMS = firms_of(world.with_sellers())
SEED = 7


def encoders(relations: Relations) -> list[np.ndarray]:
    words = shared_words(FIRMS, relations)
    things = things_of(FIRMS, relations, ([], []), words)
    fitted = ChainRanking.fit(relations, words, things, world.SMALL, SEED, lambda _: None)
    return [table.weights for table in fitted.encoders[0]]


def test_the_encoders_of_a_simulation_cannot_tell_what_it_hides():
    """The hidden products exchange their materials: nothing visible changes, so no encoder may change either."""
    relations = relations_of(world.edges())
    hide = lambda told: hide_relations(  # noqa: E731
        told, folds=2, share=world.SMALL.hidden_relations, share_of_materials=world.SMALL.hidden_materials, seed=SEED
    )[0]
    fold = hide(relations)
    hidden = [pair for pair in relations.made_of if pair[0] in fold.materials]
    materials = [material for _, material in hidden]
    turned = [(product, material) for (product, _), material in zip(hidden, materials[1:] + materials[:1], strict=True)]
    kept = [pair for pair in relations.made_of if pair[0] not in fold.materials]
    other = Relations(tuple(sorted(kept + turned)), relations.kind_of)
    assert set(other.made_of) != set(relations.made_of)
    assert hide(other).visible == fold.visible
    for one, two in zip(encoders(relations), encoders(other), strict=True):
        assert np.array_equal(one, two)
