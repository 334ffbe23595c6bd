"""Rows as the frames the engine reckons with: a firm stands at its site, else where the town that keeps it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from pilin.domain.chains import queries
from pilin.domain.enterprises.enums import CertificateKind, GoodRole, SiteKind
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import certificates, goods, sites_of
from pilin.domain.enterprises.rules import is_valid
from pilin.engine.chain import SupplyGraph
from pilin.engine.need import Period
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, member_cards
from pilin.foundation.places.queries import travel_minutes

FIRMS: dict[str, Any] = {
    "firm_id": pl.String, "name": pl.String, "town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64,
    "products": pl.List(pl.String), "codes": pl.List(pl.String), "linked": pl.Boolean,
    "certificates": pl.List(pl.String), "capacity": pl.Decimal(20, 4),
}  # fmt: skip

PART = "\x1f"  # between products on their way into a frame; nobody types it
TOWNS: dict[str, Any] = {"town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64}
MINUTES: dict[str, Any] = {"origin": pl.String, "destination": pl.String, "minutes": pl.Float64}


@dataclass(frozen=True, slots=True)
class Says:
    """What is said of a firm beside its registers: what it makes, which papers count today, how much it can make, where."""

    makes: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    capacity: Decimal | None = None
    point: tuple[float, float] | None = None  # of a plant, else of any site that has one; WGS 84


def says_of(
    standing: Standing,
    firms: Any,
    on: date,
    *,
    fits: Callable[[str], bool] = lambda name: False,
    unit: str | None = None,
    period: str | None = None,
) -> dict[UUID, Says]:
    """Return what is said of firms beside their registers; three queries for all.

    Parameters
    ----------
    firms : queryset of uids
    fits : callable, optional
        Whether a good is what is asked for: capacity is then the most a firm says of these.
    unit, period : str, optional
        In which capacity is given; a good whose amount nothing converts has none.
    """
    makes: dict[UUID, list[str]] = defaultdict(list)
    able: dict[UUID, Decimal] = {}
    for row in goods(standing, firms).filter(role=GoodRole.MAKES):
        makes[row.enterprise_id].append(row.name_zh)
        rate = row.capacity if unit and period and fits(row.name_zh) else None
        amount = rate.in_terms_of(unit, Period(period)) if rate and unit and period else None
        if amount is not None:
            able[row.enterprise_id] = max(amount, able.get(row.enterprise_id, amount))
    papers: dict[UUID, list[str]] = defaultdict(list)
    for paper in certificates(standing, firms).filter(kind=CertificateKind.CERTIFICATE):
        if is_valid(paper, on):
            papers[paper.enterprise_id].append(paper.name_zh)
    points: dict[UUID, tuple[float, float]] = {}
    for site in sites_of(standing, firms):
        plant = site.kind == SiteKind.PLANT
        if site.lon is not None and site.lat is not None and (plant or site.enterprise_id not in points):
            points[site.enterprise_id] = site.lon, site.lat
    return {
        key: Says(tuple(makes[key]), tuple(papers[key]), able.get(key), points.get(key))
        for key in dict.fromkeys([*makes, *papers, *points])
    }


def firm_frame(
    rows: Iterable[Enterprise],
    cards: Mapping[str, MemberCard],
    linked: Iterable[UUID] = (),
    says: Mapping[UUID, Says] | None = None,
) -> pl.DataFrame:
    """Return firms as the engine takes them: a firm stands at its site, else where the town that keeps it stands.

    Of a queryset only the columns are read that are wanted: rows as objects cost most of an answer.
    """
    columns = ("pk", "name_zh", "owner", "products", "industry")
    if isinstance(rows, QuerySet):
        told: list[Any] = list(rows.order_by().values_list(*columns))
    else:
        told = [tuple(getattr(row, name) for name in columns) for row in rows]
    known, nothing = set(linked), Says()
    keys, names, towns, products, classes = zip(*told, strict=True) if told else ((),) * 5
    said = [(says or {}).get(key, nothing) for key in keys]
    return pl.DataFrame(
        {
            "firm_id": [str(key) for key in keys],
            "name": names,
            "town": towns,
            "province": [province_of(cards, town) for town in towns],
            "lon": [_point(cards, town, one, 0) for town, one in zip(towns, said, strict=True)],
            "lat": [_point(cards, town, one, 1) for town, one in zip(towns, said, strict=True)],
            "products": [
                PART.join(dict.fromkeys([*one.makes, *made])) or None for made, one in zip(products, said, strict=True)
            ],
            "codes": [code or None for code in classes],
            "linked": [key in known for key in keys],
            "certificates": [PART.join(one.certificates) or None for one in said],
            "capacity": [one.capacity for one in said],
        },
        {**FIRMS, "products": pl.String, "codes": pl.String, "certificates": pl.String},
    ).with_columns(pl.col("products", "codes", "certificates").str.split(PART))  # lists of lists are slow to hand over


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


def _point(cards: Mapping[str, MemberCard], code: str, says: Says, part: int) -> float | None:
    """Return a degree of where a firm stands: at a site that has a point, else at the point of the town that keeps it."""
    point = says.point or (cards[code].point if code in cards else None)
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
    return SupplyGraph.from_frames(
        firm_frame(firms.values(), cards).drop("name", "codes", "linked", "certificates", "capacity"), links, on
    )
