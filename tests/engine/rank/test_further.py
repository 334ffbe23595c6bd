"""What lies one step beyond the products of similar materials, reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pilin.engine.rank.graph import CHAIN_FAMILIES, Chain, Kinds, Things, chain_rows
from pilin.engine.rank.learner import Rows
from pilin.engine.rank.phrases import Vocabulary

PAIRS = [("铜杆", "电缆"), ("铜杆", "插座"), ("铜线", "电缆"), ("棉纱", "坯布")]
PRODUCTS = ["光缆", "坯布", "插座", "电缆", "酱油"]


def chain(further=True):
    words = Vocabulary.of(["铜", "铜杆", "铜线", "棉纱", *PRODUCTS])
    kinds = Kinds([])
    return words, Chain(words, kinds, Things(words, PRODUCTS, kinds, set()), PAIRS, [], further=further)


def test_the_closest_known_material_of_each_product_counts():
    words, made = chain()
    like = dict(zip(made.keys, (words.rows(["铜线"]) @ words.rows(made.keys).T).toarray()[0], strict=True))
    wanted = [max((like[m] for m, p in PAIRS if p == product), default=0.0) for product in PRODUCTS]
    assert made.shared(["铜线"])["closest"][0].tolist() == pytest.approx(wanted, abs=1e-6)


def test_a_material_of_two_products_gives_each_less():
    words, made = chain()
    like = dict(zip(made.keys, (words.rows(["铜"]) @ words.rows(made.keys).T).toarray()[0], strict=True))
    wanted = {"电缆": like["铜杆"] ** 2 / 2**0.8 + like["铜线"] ** 2, "插座": like["铜杆"] ** 2 / 2**0.8}
    assert made.shared(["铜"])["rare"][0].tolist() == pytest.approx([wanted.get(p, 0.0) for p in PRODUCTS], abs=1e-6)


def test_what_is_worded_or_headed_like_a_known_product_gains():
    found = chain()[1].shared(["铜"])
    for feature in ("spread", "heads"):  # 光缆 is like 电缆, which copper goes into; 酱油 is like none
        scores = dict(zip(PRODUCTS, found[feature][0], strict=True))
        assert scores["光缆"] > 0 == scores["酱油"]


def test_without_the_step_there_is_nothing_of_it():
    assert not {"closest", "rare", "spread", "heads", "company", "kin_voted"} & set(
        chain(further=False)[1].shared(["铜"])
    )


def test_every_feature_belongs_to_one_family(ranker):
    features = chain_rows(ranker.chain.down, ["大豆"])[0].features
    families = [name for names in CHAIN_FAMILIES.values() for name in names]
    assert sorted(features) == sorted(families)


def test_rows_among_some_candidates():
    rows = Rows(("a",), np.array([[1.0], [2.0], [3.0]], np.float32), np.array([0, 2, 1]), np.array([0, 0, 1]))
    kept = rows.among(np.array([True, False, True]))
    assert (kept.values.ravel().tolist(), kept.place.tolist(), kept.query.tolist()) == ([1.0, 2.0], [0, 2], [0, 0])
