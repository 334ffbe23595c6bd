"""Rows as the frames the engine reckons with: a firm stands at its site, else where the town that keeps it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from pilin.domain.chains import queries
from pilin.domain.enterprises.enums import CertificateKind, GoodRole, SiteKind
from pilin.domain.enterprises.models import Enterprise, rate_said
from pilin.domain.enterprises.queries import certificates, goods, sites_of
from pilin.domain.enterprises.rules import is_valid
from pilin.engine.chain import Firm, SupplyGraph, Ways
from pilin.engine.need import Period
from pilin.foundation.access.prepared import rows_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, member_cards
from pilin.foundation.places.queries import travel_minutes

FIRMS: dict[str, Any] = {
    "firm_id": pl.String, "name": pl.String, "town": pl.String, "province": pl.String, "lon": pl.Float64, "lat": pl.Float64,
    "products": pl.List(pl.String), "codes": pl.List(pl.String), "linked": pl.Boolean,
    "certificates": pl.List(pl.String), "capacity": pl.Decimal(20, 4),
}  # fmt: skip

Columns = tuple[UUID, str, str, Sequence[str], str]
COLUMNS = ("pk", "name_zh", "owner", "products", "industry")
GOOD = ("enterprise_id", "name_zh", "capacity_value", "capacity_comparator", "capacity_unit", "capacity_period")
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
    firms : uids, or a queryset of them
        For a few hundred, the uids: the database then need not find out again which firms are in sight.
    fits : callable, optional
        Whether a good is what is asked for: capacity is then the most a firm says of these.
    unit, period : str, optional
        In which capacity is given; a good whose amount nothing converts has none.
    """
    makes: dict[UUID, list[str]] = defaultdict(list)
    able: dict[UUID, Decimal] = {}
    for key, name, *capacity in _asked("goods", standing, firms, _goods_made):
        makes[key].append(name)
        rate = rate_said(*capacity) if unit and period and fits(name) else None
        amount = rate.in_terms_of(unit, Period(period)) if rate and unit and period else None
        if amount is not None:
            able[key] = max(amount, able.get(key, amount))
    papers: dict[UUID, list[str]] = defaultdict(list)
    for paper in map(_Paper._make, _asked("papers", standing, firms, _papers)):
        if is_valid(paper, on):
            papers[paper.enterprise_id].append(paper.name_zh)
    points: dict[UUID, tuple[float, float]] = {}
    for key, kind, lon, lat in _asked("sites", standing, firms, _sites):
        if lon is not None and lat is not None and (kind == SiteKind.PLANT or key not in points):
            points[key] = lon, lat
    return {
        key: Says(tuple(makes[key]), tuple(papers[key]), able.get(key), points.get(key))
        for key in dict.fromkeys([*makes, *papers, *points])
    }


class _Paper(NamedTuple):
    enterprise_id: UUID
    name_zh: str
    valid_from_first: date | None
    valid_to_last: date | None


def _goods_made(standing: Standing, firms: Any) -> Any:
    return goods(standing, firms).filter(role=GoodRole.MAKES).values_list(*GOOD)


def _papers(standing: Standing, firms: Any) -> Any:
    rows = certificates(standing, firms).filter(kind=CertificateKind.CERTIFICATE)
    return rows.values_list(*_Paper._fields)


def _sites(standing: Standing, firms: Any) -> Any:
    return sites_of(standing, firms).values_list("enterprise_id", "kind", "lon", "lat")


def _asked(name: str, standing: Standing, firms: Any, rows: Callable[[Standing, Any], Any]) -> Iterable[Any]:
    """Return rows of firms; where these are told by their uids, by a statement that is made once for each standing."""
    if isinstance(firms, QuerySet):
        found: Iterable[Any] = rows(standing, firms)
        return found
    return rows_of((name, standing), lambda keys: rows(standing, keys), firms)


def columns_in_sight(standing: Standing, circle: str, keys: Sequence[UUID]) -> list[Columns]:
    """Return what is wanted of those of these firms that are in sight."""

    def rows(keys: Sequence[UUID]) -> Any:
        return queries.firms(standing, circle).filter(pk__in=keys).order_by().values_list(*COLUMNS)

    return rows_of(("firms", standing, circle), rows, keys)


def columns_of(rows: Iterable[Enterprise]) -> list[Columns]:
    """Return what is wanted of firms; of a queryset only these columns are read: rows as objects cost most of an answer."""
    if isinstance(rows, QuerySet):
        return list(rows.order_by().values_list(*COLUMNS))
    return [tuple(getattr(row, name) for name in COLUMNS) for row in rows]


def firms_told(
    rows: Iterable[Columns],
    cards: Mapping[str, MemberCard],
    linked: Iterable[UUID] = (),
    says: Mapping[UUID, Says] | None = None,
) -> list[Firm]:
    """Return firms as the engine weighs them: a firm stands at its site, else where the town that keeps it stands."""
    known, nothing, said = set(linked), Says(), says or {}
    provinces = {code: card.province.code for code, card in cards.items()}
    points = {code: card.point or (None, None) for code, card in cards.items()}
    found = []
    for key, name, town, made, code in rows:
        one = said.get(key, nothing)
        lon, lat = one.point or points.get(town, (None, None))
        products = tuple(dict.fromkeys([*one.makes, *made])) if one.makes else made
        found.append(
            Firm(
                str(key), name, town, provinces.get(town), lon, lat, products, (code,) if code else (), one.certificates,
                one.capacity, key in known,
            )
        )  # fmt: skip
    return found


def firm_frame(
    rows: Iterable[Enterprise],
    cards: Mapping[str, MemberCard],
    linked: Iterable[UUID] = (),
    says: Mapping[UUID, Says] | None = None,
) -> pl.DataFrame:
    """Return firms as a frame, as :func:`firms_told` tells them; what is not known is null."""
    told = firms_told(columns_of(rows), cards, linked, says)
    joined = ("products", "codes", "certificates")
    columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in told] for name in FIRMS}
    columns |= {name: [PART.join(dict.fromkeys(of)) or None for of in columns[name]] for name in joined}
    frame = pl.DataFrame(columns, {**FIRMS, **dict.fromkeys(joined, pl.String)})
    return frame.with_columns(pl.col(*joined).str.split(PART))  # lists of lists are slow to hand over


def town_frame(cards: Iterable[MemberCard]) -> pl.DataFrame:
    """Return towns with their points."""
    return pl.DataFrame(
        [
            {"town": c.code, "province": c.province.code, "lon": c.point[0] if c.point else None, "lat": c.point[1] if c.point else None}
            for c in cards
        ],
        TOWNS,
    )  # fmt: skip


def ways_of(standing: Standing, cards: Iterable[MemberCard], on: date) -> Ways:
    """Return where towns stand and the dated minutes between them, as far as anybody entered them."""
    minutes: dict[tuple[str, str], float] = {}
    for one in travel_minutes(standing, on):
        way, took = (one.origin, one.destination), float(one.minutes)
        minutes[way] = min(took, minutes.get(way, took))
    return Ways({card.code: card.point for card in cards}, minutes)


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
