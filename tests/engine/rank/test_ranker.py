"""Planted truths are found again, answers repeat, reasons add up, and a stored ranker is the same."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.rank import BadFrame, NotStored, Ranker, WhyNot
from tests.engine.rank import world


def trades(ranking):
    return [answer.id[:2] for answer in ranking.found]


@pytest.mark.parametrize(
    ("need", "trade"),
    [("寻找铜杆供应商", "线缆"), ("求购丙型酱油，长期合作", "食品"), ("棉纱", "纺织"), ("锁具", "五金")],
)
def test_a_need_finds_the_firms_of_its_trade(ranker, need, trade):
    assert trades(ranker.firms_for(need, top=10)).count(trade) >= 9


def test_a_product_that_nobody_names_finds_its_trade_by_company():
    """All kinds of 光纤 are taken from all firms but two; what those two else sell leads to the rest of the trade."""
    listed = world.firms()
    first = {"线缆00", "线缆01"}
    told = [
        "|".join(p for p in sold.split("|") if "光纤" not in p or key in first)
        for key, sold in listed.select("firm_id", "products").rows()
    ]
    listed = listed.with_columns(pl.Series("products", told))
    found = Ranker.fit(listed, world.edges(), settings=world.SMALL).firms_for("光纤", top=10)
    assert trades(found).count("线缆") >= 8


def test_areas_bind(ranker):
    area = dict(world.with_sellers().select("firm_id", "area").rows())
    found = ranker.firms_for("铜杆", area=["浙江"], top=10, asked=["线缆01", "无此厂"])
    assert {area[answer.id] for answer in found.found} == {"浙江"}
    assert [(one.id, one.why) for one in found.left_out] == [
        ("线缆01", WhyNot.OTHER_AREA), ("无此厂", WhyNot.UNKNOWN),
    ]  # fmt: skip
    assert ranker.firms_for("铜杆", area=["西藏"]).found == ()


def test_who_is_left_out_hears_where_it_stands(ranker):
    best = ranker.firms_for("铜杆", top=3)
    all_of_them = ranker.firms_for("铜杆", top=200)
    (left,) = ranker.firms_for("铜杆", top=3, asked=["食品03", best.found[0].id]).left_out
    assert (left.id, left.why) == ("食品03", WhyNot.BELOW)
    assert left.rank == 1 + [a.id for a in all_of_them.found].index("食品03")
    assert sum(reason.share for reason in left.reasons) == pytest.approx(left.score, abs=1e-9)


def test_materials_and_products(ranker):
    assert ranker.materials_of("庚型酱油", top=1).found[0].id == "大豆"
    made = [answer.id[2:] for answer in ranker.products_of("大豆", top=8).found]
    assert sum(one in ("酱油", "豆腐") for one in made) >= 6


def test_suppliers_sell_the_material(ranker):
    found = ranker.suppliers_of("庚型坯布生产企业，寻找上游原材料供应商", top=2, asked=["食品01"])
    assert {answer.id for answer in found.found} == {"棉花商1", "棉花商2"}
    assert found.found[0].reasons[0].evidence == ("棉花",)
    assert [(one.id, one.why) for one in found.left_out] == [("食品01", WhyNot.SELLS_NONE)]


NEEDS = st.sampled_from([f"{kind}型{p}" for kind in world.KINDS for ps in world.TRADES.values() for p in ps])


@settings(max_examples=15, deadline=None)
@given(need=NEEDS)
def test_reasons_add_up_and_ranks_fall(ranker, need):
    for ranking in (
        ranker.firms_for(need, top=5), ranker.materials_of(need, top=5), ranker.products_of(need, top=5),
        ranker.suppliers_of(need, top=5),
    ):  # fmt: skip
        for answer in ranking.found:
            assert sum(reason.share for reason in answer.reasons) == pytest.approx(answer.score, abs=1e-6)
        assert [answer.rank for answer in ranking.found] == list(range(1, len(ranking.found) + 1))
        scores = [answer.score for answer in ranking.found]
        assert scores == sorted(scores, reverse=True)
        assert len({answer.id for answer in ranking.found}) == len(ranking.found)


def test_of_several_products_the_mean_counts(ranker):
    both = ranker.firms_for(["铜杆", "护套"], top=6)
    assert set(trades(both)) == {"线缆"}
    for answer in both.found:
        assert sum(reason.share for reason in answer.reasons) == pytest.approx(answer.score, abs=1e-6)


def test_nothing_is_guessed_for_what_was_never_seen(ranker):
    ranking = ranker.firms_for("Ωψ", asked=["线缆01"])
    assert (ranking.found, ranking.unknown) == ((), ("Ωψ",))
    assert ranker.materials_of("Ωψ").unknown == ranker.suppliers_of("Ωψ").unknown == ("Ωψ",)


def test_a_run_repeats_and_knows_what_it_learned_from(ranker):
    again, other = world.fitted(), world.fitted(seed=8)
    for need in ("铜杆", "甲型酱油"):
        assert again.firms_for(need) == ranker.firms_for(need)
        assert again.materials_of(need) == ranker.materials_of(need)
    assert again.fingerprint == ranker.fingerprint != other.fingerprint


def test_rows_in_another_order_give_the_same(ranker):
    turned = Ranker.fit(world.with_sellers(), world.edges().reverse(), settings=world.SMALL)
    assert turned.materials_of("甲型酱油") == ranker.materials_of("甲型酱油")


def test_stored_and_read_back_it_is_the_same(ranker, tmp_path):
    ranker.save(tmp_path / "kept")
    again = Ranker.load(tmp_path / "kept")
    assert again.fingerprint == ranker.fingerprint
    for need in ("铜杆", "甲型酱油"):
        assert again.firms_for(need) == ranker.firms_for(need)
        assert again.materials_of(need) == ranker.materials_of(need)
        assert again.products_of(need) == ranker.products_of(need)
        assert again.suppliers_of(need) == ranker.suppliers_of(need)
    assert {path.suffix for path in (tmp_path / "kept").iterdir()} == {".json", ".npz", ".txt"}


def test_what_is_no_ranker_is_not_read(ranker, tmp_path):
    with pytest.raises(NotStored, match="holds no ranker"):
        Ranker.load(tmp_path)
    ranker.save(tmp_path)
    about = tmp_path / "ranker.json"
    about.write_text(about.read_text(encoding="utf-8").replace('"form": 2', '"form": 1'), encoding="utf-8")
    with pytest.raises(NotStored, match="form 1"):
        Ranker.load(tmp_path)


def test_without_relations_there_is_no_chain():
    none = pl.DataFrame(schema={"src": pl.String, "dst": pl.String, "rel": pl.String})
    alone = Ranker.fit(world.firms(), none, settings=world.SMALL)
    assert trades(alone.firms_for("铜杆", top=5)) == ["线缆"] * 5
    for ask in (alone.materials_of, alone.products_of, alone.suppliers_of):
        with pytest.raises(ValueError, match="nothing was learned"):
            ask("铜杆")


def test_a_callers_knowledge_counts():
    facts = pl.DataFrame({"product": ["窗帘"], "material": ["涤纶"]})
    synonyms = pl.DataFrame({"term": ["帷幔"], "product": ["窗帘"]})
    told = world.fitted(facts=facts, synonyms=synonyms)
    assert "涤纶" in [answer.id for answer in told.materials_of("窗帘", top=3).found]
    assert told.firms_for("帷幔", top=5).unknown == ()


@pytest.mark.parametrize(
    ("frame", "field", "row", "code"),
    [
        (pl.DataFrame({"firm_id": ["a"], "name": ["b"]}), "products", None, "column_missing"),
        (pl.DataFrame({"firm_id": ["a", "a"], "name": ["b", "c"], "products": ["x", "y"]}), "firm_id", 3, "twice"),
        (pl.DataFrame({"firm_id": ["a", "b"], "name": ["b", " "], "products": ["x", "y"]}), "name", 3, "empty"),
        (pl.DataFrame({"firm_id": [1], "name": ["b"], "products": ["x"]}), "firm_id", None, "kind"),
        (pl.DataFrame({"firm_id": ["a"], "name": ["b"], "products": ["x"]}), "", None, "too_few"),
    ],
)
def test_bad_firms_are_named(frame, field, row, code):
    none = pl.DataFrame(schema={"src": pl.String, "dst": pl.String, "rel": pl.String})
    with pytest.raises(BadFrame) as told:
        Ranker.fit(frame, none, settings=world.SMALL)
    assert [(f.field, f.row, f.code) for f in told.value.faults] == [(field, row, code)]


def test_bad_edges_are_named():
    edges = pl.DataFrame({"src": ["a", "b"], "dst": ["c", None], "rel": ["upstream", "upstream"]})
    with pytest.raises(BadFrame, match=r"dst of edges is empty \(dst, row 3\)"):
        Ranker.fit(world.firms(), edges, settings=world.SMALL)
    edges = pl.DataFrame({"src": ["a"], "dst": ["c"], "rel": ["near"]})
    with pytest.raises(BadFrame, match=r"near is no relation.*row 2"):
        Ranker.fit(world.firms(), edges, settings=world.SMALL)
