"""What OGC SensorThings gives of stations and gauges: entities by kind, one page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.models import GaugeReading, Series, Station
from pilin.foundation.observations.queries import observing
from pilin.foundation.observations.rules.odata import Asked, Property

KINDS = ("Things", "Locations", "Sensors", "ObservedProperties", "Datastreams", "Observations")
UID, NAME = Property("uid", "uid"), Property("name", "text")
PROPERTIES: dict[str, dict[str, Property]] = {  # what one may filter and sort by
    "Things": {"id": UID, "name": NAME},
    "Locations": {"id": UID, "name": NAME},
    "Sensors": {"id": UID, "name": Property("title", "text")},
    "Datastreams": {"id": UID, "name": Property("title", "text")},
    "ObservedProperties": {},
    "Observations": {
        "id": Property("pk", "key"),
        "phenomenonTime": Property("at", "time"),  # of an interval its end
        "resultTime": Property("known_at", "time"),
        "result": Property("value", "number"),
    },
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some entities, whether more follow, and how many there are in all where that was asked."""

    rows: list[Any]
    more: bool
    count: int | None


def entities(standing: Standing, kind: str) -> QuerySet[Any]:
    """Return what this standing may read of a kind: stations, gauges, or the last word on each moment."""
    match kind:
        case "Things":
            return Station.objects.visible_to(standing).order_by("pk")
        case "Locations":
            return Station.objects.visible_to(standing).filter(longitude__isnull=False).order_by("pk")
        case "Sensors" | "Datastreams":
            return Series.objects.visible_to(standing).filter(kept_by="gauge").select_related("station").order_by("pk")
        case _:
            rows = GaugeReading.objects.visible_to(standing).filter(current=True)
            return rows.select_related("series__station").order_by("pk")


def page(rows: QuerySet[Any], asked: Asked, order: Sequence[Any] = ()) -> Page:
    """Return the page asked for; two queries where the whole is counted, else one."""
    found = rows.filter(asked.where)
    count = found.count() if asked.count else None
    if order or asked.order:
        found = found.order_by(*(order or (*asked.order, "pk")))
    some = list(found[asked.skip : asked.skip + asked.top + 1])
    return Page(some[: asked.top], len(some) > asked.top, count)


def collection(standing: Standing, kind: str, of: tuple[str, Any] | None, asked: Asked) -> Page:
    """Return the page asked for of a kind; observations of both stores, by moment where some lie on the shelf."""
    rows = within(entities(standing, kind), kind, of)
    if kind == "Observations":
        series = [of[1]] if of else entities(standing, "Datastreams")
        found = observing.of_both(standing, rows, series, asked)
        if found is not None:
            some, count = found
            return Page(some[: asked.top], len(some) > asked.top, count)
        if asked.order:  # the same order as over both
            return page(rows, asked, observing.in_order((*asked.order, "at", "series_id")))
    return page(rows, asked)


def entity(standing: Standing, kind: str, key: UUID | int | str) -> Any:
    """Return one entity, if this standing may read it; an observation by its number, or by its gauge and moment."""
    if isinstance(key, str):
        told = observing.named(key)
        series = entities(standing, "Datastreams").filter(pk=told[0]).first() if told else None
        if told is None or series is None:
            return None
        return observation_at(standing, series, told[1]) or observing.shelved_at(standing, series, told[1])
    return entities(standing, kind).filter(pk=key).first()


def within(rows: QuerySet[Any], kind: str, of: tuple[str, Any] | None) -> QuerySet[Any]:
    """Narrow entities of a kind to those that hang on another: ``of`` is its kind and the entity; all where it is none."""
    if of is None:
        return rows
    match (of[0], kind):
        case ("Things", "Datastreams"):
            return rows.filter(station=of[1])
        case ("Things", "Locations") | ("Locations", "Things") | ("Sensors", "Datastreams"):
            return rows.filter(pk=of[1].pk)
        case ("ObservedProperties", "Datastreams"):
            return rows.filter(quantity=of[1].value)
        case _:
            return rows.filter(series=of[1])


def observation_at(standing: Standing, series: Series, at: datetime) -> GaugeReading | None:
    """Return what a gauge read at a moment, as it is known now; None where this standing may not read it."""
    found: GaugeReading | None = entities(standing, "Observations").filter(series=series, at=at).first()
    return found
