"""Small supply graphs, planted and random."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from pilin.engine.chain import SupplyGraph

tried = settings(max_examples=25, deadline=None)  # a busy machine is no fault
DAY = date(2024, 6, 27)
FIRMS = [f"f{n}" for n in range(9)]
PRODUCTS = ["copper rod", "copper wire", "PVC", "cable"]
LINK_SCHEMA: dict[str, Any] = {
    "seller": pl.String,
    "buyer": pl.String,
    "product": pl.String,
    "amount": pl.Decimal(38, 2),
    "currency": pl.String,
    "confirmed_by_seller": pl.Boolean,
    "confirmed_by_buyer": pl.Boolean,
}


def graph_of(links: list[dict[str, Any]], firms: list[str] | None = None, **columns: list[Any]) -> SupplyGraph:
    """Return a graph as of the day, of links given as dicts; firms are those named in them unless told."""
    ids = firms if firms is not None else sorted({link[side] for link in links for side in ("seller", "buyer")})
    rows = [{name: link.get(name) for name in LINK_SCHEMA} for link in links]
    return SupplyGraph.from_frames(
        pl.DataFrame({"firm_id": ids, **columns}, {"firm_id": pl.String} if not columns else None),
        pl.DataFrame(rows, LINK_SCHEMA),
        on=DAY,
    )


def sold(seller: str, buyer: str, product: str | None = None, amount: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one link."""
    money = {} if amount is None else {"amount": Decimal(amount), "currency": "CNY"}
    return {"seller": seller, "buyer": buyer, "product": product, **money, **more}


@st.composite
def links(draw: Any, most: int = 25, named: bool = False) -> list[dict[str, Any]]:
    """Return links between nine firms, with known and unknown amounts in two currencies."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        seller, buyer = draw(st.lists(st.sampled_from(FIRMS), min_size=2, max_size=2, unique=True))
        amount = draw(st.none() | st.decimals(0, 10**12, places=2))
        currency = None if amount is None else draw(st.sampled_from(["CNY", "USD"]))
        product = draw(st.sampled_from(PRODUCTS) if named else st.none() | st.sampled_from(PRODUCTS))
        found.append({"seller": seller, "buyer": buyer, "product": product, "amount": amount, "currency": currency,
                      "confirmed_by_seller": draw(st.booleans()), "confirmed_by_buyer": draw(st.booleans())})  # fmt: skip
    return found
