"""Groups counted once, and the tree of organisations."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from pilin.engine.base import Quantity
from pilin.engine.chain import BadFrame, Entity, Group, GroupFigure, Site, by_town, coverage, total

PLANT = Site("Xindai", "33", Quantity(Decimal(35000), "m2", source="S0:17"))
DENAIR = Group(
    "d", "德耐尔", (Entity("a", "HQ", "31", (Site("Fengjing", "31"),)), Entity("b", "plant", "33", (PLANT,)))
)
REVENUE = Quantity(Decimal(500_000_000), "CNY", period="2023", source="S0:17")


def test_d15_one_group_two_entities_two_provinces():
    found = DENAIR.footprint()
    assert (found.entities, found.provinces, found.area_mu.value, found.sites_without_area) == (
        2,
        ("31", "33"),
        Decimal("52.5"),
        1,
    )


def test_d15_revenue_is_counted_once():
    figure = GroupFigure("d", "revenue", REVENUE)
    assert by_town(figure, DENAIR).towns == {"Fengjing": None, "Xindai": None}
    assert total([figure, figure]) == {("revenue", "CNY", "2023"): Decimal(500_000_000)}
    split = GroupFigure("d", "revenue", REVENUE, {"Fengjing": Decimal("0.3"), "Xindai": Decimal("0.7")}, "S9")
    assert sum(part.value for part in by_town(split, DENAIR).towns.values()) == Decimal(500_000_000)
    with pytest.raises(ValueError, match="need a source"):
        GroupFigure("d", "revenue", REVENUE, {"Fengjing": Decimal(1)})


def test_d30_tree_of_1_4_28_274():
    bodies = [("town", None)] + [(f"b{n}", "town") for n in range(4)] + [(f"o{n}", f"b{n % 4}") for n in range(28)]
    members = pl.DataFrame({"firm_id": [f"f{n}" for n in range(274)], "branch_id": [f"b{n % 4}" for n in range(274)]})
    found = coverage(pl.DataFrame(bodies, {"body_id": pl.String, "parent_id": pl.String}, orient="row"), members)
    assert found.counts == (1, 4, 28, 274)
    assert (found.firms_a_branch, round(found.firms_an_organisation, 1), sum(found.firms_by_branch.values())) == (
        68.5,
        9.8,
        274,
    )
    with pytest.raises(BadFrame, match="exactly one branch"):
        coverage(
            pl.DataFrame(bodies, {"body_id": pl.String, "parent_id": pl.String}, orient="row"),
            pl.concat([members, members]),
        )
