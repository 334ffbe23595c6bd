"""Which place a name means, and what lies in what on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q

from pilin.foundation.access.prepared import rows_again
from pilin.foundation.access.standing import Standing
from pilin.foundation.places import rules
from pilin.foundation.places.models import Containment, NameAlias, Place, PlaceAlias, TravelTime


@dataclass(frozen=True, slots=True)
class Holder:
    """A place that holds another on a day, with the kinds of link that lead to it."""

    code: str
    kind: str
    name: str
    name_zh: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A place with what it lies in and what lies in it on a day, both directly, and what else it is called."""

    place: Place
    within: tuple[Place, ...]
    holds: tuple[Place, ...]  # empty: nobody said which places belong to it
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameMeant:
    """What a name in a report means."""

    kind: str
    name: str
    name_zh: str
    meant: str
    why: str


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes between two places, by their codes; the same there and back."""

    origin: str
    destination: str
    minutes: Decimal
    mode: str
    illustrative: bool


def place_of(standing: Standing, code: str) -> Place | None:
    """Return the place under a code; None where there is none."""
    return Place.objects.visible_to(standing).filter(code=code).first()


def place_named(standing: Standing, name: str) -> Place | None:
    """Return the one place of this name, own or other, in any language; None where none or several bear it."""
    wanted = " ".join(name.split())
    named = Q(name_zh__iexact=wanted) | Q(name__iexact=wanted)
    aliased = PlaceAlias.objects.visible_to(standing).filter(name__iexact=wanted).values("place")
    found = list(Place.objects.visible_to(standing).filter(named | Q(pk__in=aliased))[:2])
    return found[0] if len(found) == 1 else None


def name_meant(standing: Standing, name: str) -> NameMeant | None:
    """Return whom or what a garbled name in a report means; None where nobody has said so yet."""
    row = NameAlias.objects.visible_to(standing).filter(name__iexact=" ".join(name.split())).first()
    return NameMeant(row.kind, row.name, row.name_zh, row.meant, row.why) if row else None


def containment_edges(standing: Standing) -> list[rules.Edge]:
    """Return the whole graph of what lies in what, one query."""
    rows = Containment.objects.visible_to(standing).values_list(
        "inner__code", "outer__code", "kind", "valid_from_first", "valid_to_last"
    )
    return [rules.Edge(i, o, k, first or date.min, last or date.max) for i, o, k, first, last in rows]


def holders_of(standing: Standing, code: str, on: date, kind: str | None = None) -> list[Holder]:
    """Return all that hold a place on a day, directly or through others, by code; two queries.

    Parameters
    ----------
    standing : Standing
    code : str
    on : date
    kind : str, optional
        Only holders reached by this kind of link: ``zone``, ``division`` and so on.
    """
    found = rules.holders(containment_edges(standing), code, on)
    wanted = {outer: kinds for outer, kinds in found.items() if kind is None or kind in kinds}
    rows = Place.objects.visible_to(standing).filter(code__in=wanted).order_by("code")
    return [Holder(p.code, p.kind, p.name, p.name_zh, tuple(sorted(wanted[p.code]))) for p in rows]


def places_in(standing: Standing, containers: Iterable[str], on: date, kinds: Iterable[str] = ()) -> list[Place]:
    """Return the places that lie in any of these containers on a day, each once, by code.

    Parameters
    ----------
    standing : Standing
    containers : iterable of str
        Codes; containers that overlap do not count anything twice.
    on : date
    kinds : iterable of str
        Only places of these kinds; all where empty.
    """
    rows = Place.objects.visible_to(standing).filter(code__in=rules.held(containment_edges(standing), containers, on))
    kinds = list(kinds)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("code"))


def places_told(standing: Standing, kind: str, on: date) -> list[PlaceTold]:
    """Return all places of a kind with what they are linked with directly on a day, by code; four queries whatever they are."""
    rows = list(Place.objects.visible_to(standing).filter(kind=kind).order_by("code"))
    edges = [edge for edge in containment_edges(standing) if edge.first <= on <= edge.last]
    within: dict[str, list[str]] = {row.code: [] for row in rows}
    holds: dict[str, list[str]] = {row.code: [] for row in rows}
    for edge in edges:
        if edge.inner in within:
            within[edge.inner].append(edge.outer)
        if edge.outer in holds:
            holds[edge.outer].append(edge.inner)
    linked = {code for codes in (*within.values(), *holds.values()) for code in codes}
    named = {place.code: place for place in Place.objects.visible_to(standing).filter(code__in=linked)}
    called: dict[str, list[str]] = {row.code: [] for row in rows}
    for code, name in (
        PlaceAlias.objects.visible_to(standing).filter(place__in=rows).order_by("pk").values_list("place__code", "name")
    ):
        called[code].append(name)

    def places(codes: list[str]) -> tuple[Place, ...]:
        return tuple(named[code] for code in sorted(set(codes)) if code in named)

    return [PlaceTold(row, places(within[row.code]), places(holds[row.code]), tuple(called[row.code])) for row in rows]


def lies_in(standing: Standing, code: str, container: str, on: date) -> bool:
    """Return whether a place lies in a container on a day."""
    return container in rules.holders(containment_edges(standing), code, on)


def travel_minutes(standing: Standing, on: date, modes: Iterable[str] = ()) -> list[Travel]:
    """Return the minutes between places that hold on a day, by any of these modes; all where empty."""
    modes = tuple(modes)

    def told() -> Any:
        begun = Q(valid_from_first__isnull=True) | Q(valid_from_first__lte=on)
        lasts = Q(valid_to_last__isnull=True) | Q(valid_to_last__gte=on)
        rows = TravelTime.objects.visible_to(standing).filter(begun & lasts)
        return (rows.filter(mode__in=modes) if modes else rows).values_list(
            "origin__code", "destination__code", "minutes", "mode", "illustrative"
        )

    return [Travel(*row) for row in rows_again(("travel_minutes", standing, on, modes), told)]


def names_of_places(standing: Standing) -> dict[str, str]:
    """Return the code of every place by its names, casefolded: Chinese, English, aliases, the code itself.

    A Chinese division is known without its last character too (上海 for 上海市); a name that several bear names none.
    """
    rows = rows_again(
        ("places", standing), lambda: Place.objects.visible_to(standing).values_list("code", "name_zh", "name")
    )
    aliases = rows_again(
        ("aliases", standing), lambda: PlaceAlias.objects.visible_to(standing).values_list("name", "place__code")
    )
    return dict(_names(tuple(rows), tuple(aliases)))


@lru_cache(maxsize=8)
def _names(rows: tuple[tuple[str, str, str], ...], aliases: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the codes by name; reckoned again only where a row has changed."""
    found: dict[str, set[str]] = {}
    for code, name_zh, name in rows:
        short = name_zh[:-1] if len(name_zh) > 2 and name_zh[-1] in "省市区县镇" else name_zh
        for one in {code, name_zh, short, name}:
            found.setdefault(one.casefold(), set()).add(code)
    for name, code in aliases:
        found.setdefault(name.casefold(), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}
