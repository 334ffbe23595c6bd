"""A small world with planted truths: trades whose firms sell products that share no character with one another."""

from __future__ import annotations

import random

import polars as pl

from pilin.engine.rank import Ranker, Settings

SMALL = Settings(
    dims=24, epochs=12, related_epochs=3, chain_epochs=10, folds=2, hidden=0.2, hidden_relations=0.2, queries=200,
    rounds=40, chain_rounds=40,
)  # fmt: skip
TRADES = {
    "线缆": ["铜杆", "护套", "绞线", "绝缘料", "盘具", "光纤"],
    "食品": ["酱油", "豆腐", "腌菜", "面粉", "糕点", "果冻"],
    "纺织": ["棉纱", "坯布", "染整", "拉链", "羊毛衫", "窗帘"],
    "五金": ["螺栓", "轴承", "弹簧", "锁具", "铰链", "垫片"],
}
KINDS = ["甲", "乙", "丙", "丁", "戊", "己"]
MATERIALS = {
    "铜杆": "电解铜",
    "护套": "聚氯乙烯",
    "酱油": "大豆",
    "豆腐": "大豆",
    "坯布": "棉花",
    "螺栓": "线材",
    "轴承": "轴承钢",
    "糕点": "白糖",
}


def firms(seed: int = 3) -> pl.DataFrame:
    """Return 80 firms, 20 a trade; each sells 6 of the products of its trade, in kinds of its own."""
    draw = random.Random(seed)
    rows = []
    for trade, products in TRADES.items():
        for number in range(20):
            sold = {f"{draw.choice(KINDS)}型{draw.choice(products)}" for _ in range(6)}
            rows.append(
                {
                    "firm_id": f"{trade}{number:02}", "name": f"第{number}厂", "fullname": None,
                    "area": "上海" if number % 2 else "浙江", "industry": f"{trade}业", "products": "|".join(sorted(sold)),
                }
            )  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"fullname": pl.String})


def edges() -> pl.DataFrame:
    """Return what the kinds are made of: each of a product's kinds of that product's material; and that they are kinds."""
    rows = []
    for product, material in MATERIALS.items():
        for kind in KINDS:
            rows.append((f"{kind}型{product}", material, "upstream"))
            rows.append((product, f"{kind}型{product}", "subclass"))
    sellers = [
        (f"{kind}型{material}", f"{kind}级原矿", "upstream") for material in MATERIALS.values() for kind in KINDS
    ]
    return pl.DataFrame([*rows, *sorted(set(sellers))], schema=["src", "dst", "rel"], orient="row")


def with_sellers() -> pl.DataFrame:
    """Return the firms, and for every material two that sell it by just its name."""
    more = [
        {
            "firm_id": f"{material}商{i}", "name": f"贸易{i}", "fullname": None, "area": "上海", "industry": "批发业",
            "products": f"{material}|仓储",
        }
        for material in sorted(set(MATERIALS.values()))
        for i in (1, 2)
    ]  # fmt: skip
    return pl.concat([firms(), pl.DataFrame(more, schema_overrides={"fullname": pl.String})])


def fitted(**more) -> Ranker:
    """Return a ranker of this world."""
    return Ranker.fit(with_sellers(), edges(), settings=SMALL, **more)
