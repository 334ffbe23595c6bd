"""Queries of all five tasks are answered; on the real benchmark, by night, every simple system is beaten."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from pilin.engine.rank import BadFrame, Ranker, answered, difference, evaluate, measures
from tests.engine.rank import world

CHAINS = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "chain"
QUERIES = pl.DataFrame(
    [
        ("a", "T1_need2firm", "求购铜杆，长期合作", None),
        ("b", "T1g_need2firm_SH_ZJ", "谁能供应铜杆？，限浙江", "浙江"),
        ("c", "T2_product2material", "庚型酱油", None),
        ("d", "T3_product2supplier", "庚型坯布生产企业，寻找上游原材料供应商", None),
        ("e", "T4_material2product", "大豆", ""),
    ],
    schema=["qid", "task", "query", "area_filter"],
    orient="row",
)


def directory(tmp_path: Path) -> Path:
    world.with_sellers().write_parquet(tmp_path / "firms.parquet")
    world.edges().write_parquet(tmp_path / "edges_visible.parquet")
    pl.DataFrame({"material": ["大豆"]}).write_parquet(tmp_path / "candidates_material.parquet")
    pl.DataFrame({"product": ["豆浆"]}).write_parquet(tmp_path / "candidates_product.parquet")
    return tmp_path


def test_every_task_has_its_own_kind_of_answer(tmp_path):
    found = evaluate(directory(tmp_path), QUERIES, settings=world.SMALL)
    assert found.schema == {"qid": pl.String, "target": pl.String, "rank": pl.Int64}
    assert not found.select(pl.struct("qid", "rank").is_duplicated()).to_series().any()
    assert not found.select(pl.struct("qid", "target").is_duplicated()).to_series().any()
    ranks = found.group_by("qid").agg(pl.col("rank").min().alias("first"), pl.col("rank").max().alias("last"), pl.len())
    assert (ranks["first"] == 1).all() and (ranks["last"] == ranks["len"]).all() and ranks["last"].max() <= 50
    assert sorted(ranks["qid"]) == ["a", "b", "c", "d", "e"]
    first = dict(found.filter(pl.col("rank") == 1).select("qid", "target").rows())
    assert (first["c"], first["d"][:3], first["e"][2:]) == ("大豆", "棉花商", first["e"][2:])
    area = dict(world.with_sellers().select("firm_id", "area").rows())
    assert {area[firm] for firm in found.filter(pl.col("qid") == "b")["target"]} == {"浙江"}


def test_an_answer_is_that_of_the_ranker(ranker):
    found = answered(ranker, QUERIES)
    for qid, ranking in (
        ("a", ranker.firms_for("铜杆", top=50)), ("b", ranker.firms_for("铜杆", ["浙江"], top=50)),
        ("c", ranker.materials_of("庚型酱油", top=50)), ("d", ranker.suppliers_of("庚型坯布", top=50)),
        ("e", ranker.products_of("大豆", top=50)),
    ):  # fmt: skip
        assert found.filter(pl.col("qid") == qid)["target"].to_list() == [answer.id for answer in ranking.found]


def test_bad_queries_are_named(ranker):
    twice = pl.concat([QUERIES, QUERIES.head(1)])
    with pytest.raises(BadFrame, match=r"qid a stands there twice \(qid, row 7\)"):
        answered(ranker, twice)
    with pytest.raises(BadFrame, match="T9_x is none of the tasks"):
        answered(ranker, QUERIES.with_columns(task=pl.lit("T9_x")))
    with pytest.raises(BadFrame, match="queries need a column query"):
        answered(ranker, QUERIES.drop("query"))


@pytest.mark.skipif(not os.environ.get("PILIN_NIGHTLY"), reason="takes minutes: set PILIN_NIGHTLY=1")
@pytest.mark.skipif(not CHAINS.is_dir(), reason="the benchmark of chains is not on this machine")
@pytest.mark.timeout(3600)
def test_every_simple_system_is_beaten():
    from benchmarks.chains_quality import simple

    names = ("firms", "edges_visible", "candidates_material", "candidates_product", "queries", "truth")
    data = {name: pl.read_parquet(CHAINS / f"{name}.parquet") for name in names}
    queries, truth = data["queries"], data["truth"]
    ranker = Ranker.fit(*(data[name] for name in names[:4]))
    ours = measures(queries, truth, answered(ranker, queries))
    for system, found in simple(data, queries).items():
        theirs = measures(queries, truth, found)
        for task in sorted(queries["task"].unique()):
            one, other = (m.filter(pl.col("task") == task)["r10"].to_numpy() for m in (ours, theirs))
            assert difference(one, other).low > 0, (system, task)
        hard = pl.col("task").str.starts_with("T1_") & (pl.col("stratum") == "hard")
        assert ours.filter(hard)["r10"].mean() >= 1.5 * theirs.filter(hard)["r10"].mean(), system
