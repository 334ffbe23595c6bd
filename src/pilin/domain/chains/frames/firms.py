"""Rows as the frames the engine reckons with: a firm stands where the town that keeps it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from pilin.domain.chains import queries
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.chain import SupplyGraph
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, member_cards
from pilin.foundation.places.queries import travel_minutes

FIRMS: dict[str, Any] = {
    "firm_id": pl.String, "name": pl.String, "town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64,
    "products": pl.List(pl.String), "codes": pl.List(pl.String), "linked": pl.Boolean,
}  # fmt: skip

PART = "\x1f"  # between products on their way into a frame; nobody types it
TOWNS: dict[str, Any] = {"town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64}
MINUTES: dict[str, Any] = {"origin": pl.String, "destination": pl.String, "minutes": pl.Float64}


def firm_frame(
    rows: Iterable[Enterprise], cards: Mapping[str, MemberCard], linked: Iterable[UUID] = ()
) -> pl.DataFrame:
    """Return firms as the engine takes them: a firm stands where the town that keeps it stands.

    Of a queryset only the columns are read that are wanted: rows as objects cost most of an answer.
    """
    columns = ("pk", "name_zh", "owner", "products", "industry")
    if isinstance(rows, QuerySet):
        told: list[Any] = list(rows.order_by().values_list(*columns))
    else:
        told = [tuple(getattr(row, name) for name in columns) for row in rows]
    known = set(linked)
    keys, names, towns, products, classes = zip(*told, strict=True) if told else ((),) * 5
    return pl.DataFrame(
        {
            "firm_id": [str(key) for key in keys],
            "name": names,
            "town": towns,
            "province": [province_of(cards, town) for town in towns],
            "lon": [_point(cards, town, 0) for town in towns],
            "lat": [_point(cards, town, 1) for town in towns],
            "products": [PART.join(made) or None for made in products],
            "codes": [code or None for code in classes],
            "linked": [key in known for key in keys],
        },
        {**FIRMS, "products": pl.String, "codes": pl.String},
    ).with_columns(pl.col("products", "codes").str.split(PART))  # lists of lists are slow to hand over


def town_frame(cards: Iterable[MemberCard]) -> pl.DataFrame:
    """Return towns with their points."""
    return pl.DataFrame(
        [
            {"town": c.code, "province": c.province.code, "lon": c.point[0] if c.point else None, "lat": c.point[1] if c.point else None}
            for c in cards
        ],
        TOWNS,
    )  # fmt: skip


def minutes_frame(standing: Standing, on: date) -> pl.DataFrame:
    """Return the dated minutes between places, as far as anybody entered them."""
    return pl.DataFrame(
        [(one.origin, one.destination, float(one.minutes)) for one in travel_minutes(standing, on)],
        MINUTES,
        orient="row",
    )


def minutes_invented(standing: Standing, on: date) -> bool:
    """Return whether any of the dated minutes is illustrative: a page that shows minutes then says so."""
    return any(one.illustrative for one in travel_minutes(standing, on))


def province_of(cards: Mapping[str, MemberCard], code: str) -> str | None:
    """Return the code of the province a party lies in; None where nobody entered the party."""
    return cards[code].province.code if code in cards else None


def _point(cards: Mapping[str, MemberCard], code: str, part: int) -> float | None:
    point = cards[code].point if code in cards else None
    return point[part] if point else None


def supply_graph(standing: Standing, circle: str, on: date) -> tuple[SupplyGraph, dict[str, Enterprise]]:
    """Return the links in force between firms in sight, with the firms by their id."""
    told = queries.links_told(standing, queries.links(standing, circle, on).select_related("seller", "buyer"))
    told = [one for one in told if not one.denied]
    firms = {str(f.pk): f for one in told for f in (one.link.seller, one.link.buyer)}
    return _graph(told, firms, member_cards(standing), on), firms


def _graph(
    told: Iterable[queries.LinkTold], firms: Mapping[str, Enterprise], cards: Mapping[str, MemberCard], on: date
) -> SupplyGraph:
    rows = [
        {
            "seller": str(one.link.seller_id), "buyer": str(one.link.buyer_id), "product": one.link.product_zh or None,
            "amount": one.amount.amount if one.amount else None, "currency": one.amount.currency if one.amount else None,
            "band": one.link.band or None, "from_on": one.link.from_on_first, "to_on": one.link.to_on_last,
            "confirmed_by_seller": "seller" in one.words, "confirmed_by_buyer": "buyer" in one.words,
            "source": one.link.source or None,
        }
        for one in told
    ]  # fmt: skip
    links = pl.DataFrame(
        rows,
        {
            "seller": pl.String, "buyer": pl.String, "product": pl.String, "amount": pl.Decimal(38, 2), "currency": pl.String,
            "band": pl.String, "from_on": pl.Date, "to_on": pl.Date, "confirmed_by_seller": pl.Boolean,
            "confirmed_by_buyer": pl.Boolean, "source": pl.String,
        },
    )  # fmt: skip
    return SupplyGraph.from_frames(firm_frame(firms.values(), cards).drop("name", "codes", "linked"), links, on)
