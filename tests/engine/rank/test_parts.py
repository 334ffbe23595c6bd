"""The parts: phrases of needs, simulations, measures, likeness of texts, wording."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.rank import BadFrame, difference, measures, product_of
from pilin.engine.rank.catalogue import FirmText, strongest, top
from pilin.engine.rank.documents import Documents
from pilin.engine.rank.frames import Relations, relations_of
from pilin.engine.rank.graph import common
from pilin.engine.rank.simulate import hide_products, hide_relations

FORMS = (
    "寻找{}供应商", "求购{}，长期合作", "谁能供应{}？", "采购{}，每月20吨", "我厂需要{}，年用量20件", "寻找{}供应商，限上海、浙江",
    "谁能供应{}？，限上海、浙江", "{}生产企业，寻找上游原材料供应商", "{}", "急需{}，现货", "请问哪里有{}？",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "product", ["电缆料", "1,4-丁二醇", "PVC管（DN50）", "采购平台", "供应链管理", "β-胡萝卜素系列"]
)
def test_the_product_of_a_need(form, product):
    if (form, product) == ("{}", "采购平台"):  # a bare text that begins like a need is read as one
        assert product_of(product) == "平台"
    else:
        assert product_of(form.format(product)) == product


@given(st.text())
def test_any_text_is_read_without_a_fault(text):
    assert product_of(text) in text or not product_of(text)


FIRMS = [FirmText(f"f{i}", f"n{i}", "", "", tuple(f"p{(i * 7 + k) % 30}" for k in range(4))) for i in range(25)]


@given(seed=st.integers(0, 1000))
def test_hidden_products_are_disjoint_and_known_by_their_sellers(seed):
    folds = hide_products(FIRMS, folds=3, share=0.3, seed=seed)
    assert not set.intersection(*(set(fold.hidden) for fold in folds))
    for fold in folds:
        assert len(fold.hidden) == 9
        for product, sellers in fold.sellers.items():
            assert product in fold.hidden
            assert sellers == {
                i for i, f in enumerate(FIRMS) if product in f.products and not set(f.products) <= fold.hidden
            }


def test_more_than_everything_cannot_be_hidden():
    with pytest.raises(ValueError, match="more than all"):
        hide_products(FIRMS, folds=4, share=0.3, seed=1)


@given(seed=st.integers(0, 1000))
def test_hidden_relations_are_out_of_sight_and_nothing_else_is(seed):
    relations = Relations(tuple(sorted({(f"p{i % 20}", f"m{i * i % 13}") for i in range(60)})), ())
    for fold in hide_relations(relations, folds=2, share=0.2, seed=seed):
        for product, material in relations.made_of:
            hidden = product in fold.materials or material in fold.products
            assert ((product, material) in fold.visible) is not hidden
        for product, materials in fold.materials.items():
            assert materials == {m for p, m in relations.made_of if p == product}


def test_a_relation_the_other_way_round_is_the_same():
    one = pl.DataFrame({"src": ["木糖醇"], "dst": ["木糖"], "rel": ["upstream"]})
    other = pl.DataFrame({"src": ["木糖"], "dst": ["木糖醇"], "rel": ["downstream"]})
    assert relations_of(one) == relations_of(other)


def test_measures_by_hand():
    queries = pl.DataFrame({"qid": ["a", "b", "c"]})
    truth = pl.DataFrame({"qid": ["a", "a", "b", "c"], "target": ["x", "y", "x", "z"]})
    results = pl.DataFrame({"qid": ["a"] * 2 + ["b"], "target": ["x", "y", "x"], "rank": [1, 12, 3]})
    made = measures(queries, truth, results)
    assert made.columns == ["qid", "mrr", "r10", "r50", "ndcg10"]
    a, b, c = made.rows(named=True)
    assert (a["r10"], a["r50"], a["mrr"]) == (0.5, 1.0, 1.0)
    assert a["ndcg10"] == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert (b["r10"], b["mrr"], b["ndcg10"]) == (1.0, pytest.approx(1 / 3), pytest.approx(0.5))
    assert (c["r10"], c["r50"], c["mrr"], c["ndcg10"]) == (0.0, 0.0, 0.0, 0.0)


def test_a_rank_twice_is_refused():
    results = pl.DataFrame({"qid": ["a", "a"], "target": ["x", "y"], "rank": [1, 1]})
    with pytest.raises(BadFrame, match="query a has the rank 1 twice"):
        measures(pl.DataFrame({"qid": ["a"]}), pl.DataFrame({"qid": ["a"], "target": ["x"]}), results)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=40))
def test_an_interval_holds_its_mean(gaps):
    made = difference(np.array(gaps), np.zeros(len(gaps)))
    assert min(gaps) - 1e-9 <= made.low <= made.high <= max(gaps) + 1e-9
    assert made.mean == pytest.approx(np.mean(gaps))


def test_documents_by_hand():
    bm25, cosine, covered = Documents([["铜杆", "电缆"], ["酱油"], ["铜线"]]).scores(["铜杆", "铜杆酱"])
    assert bm25.argmax(axis=1).tolist() == [0, 0]
    assert cosine.argmax(axis=1).tolist() == [0, 0]
    assert cosine[0, 1] == 0 < cosine[0, 2]
    assert covered[0].tolist() == [1.0, 0.0, 0.0]
    assert 0 < covered[1, 0] < 1


@given(st.text("铜杆电缆", max_size=7), st.text("铜杆电缆", max_size=7))
def test_the_longest_common_piece(one, two):
    pieces = {one[i:j] for i in range(len(one)) for j in range(i + 1, len(one) + 1)}
    assert common(one, two) == max((len(p) for p in pieces if p in two), default=0)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.integers(1, 25))
def test_the_strongest_are_kept(values, most):
    kept = strongest(sp.csr_matrix(np.array([values], dtype=np.float32)), most).toarray()[0]
    border = sorted(values, reverse=True)[min(most, len(values)) - 1]
    assert kept.tolist() == [v if v >= border else 0 for v in values]
    assert sorted(np.array(values)[top(np.array(values, np.float32), most)]) == sorted(values)[-most:]
