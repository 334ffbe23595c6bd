"""What programs get about who is in the Demonstration Zone, and about the regions that sources name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ninja import Schema

from pilin.domain.parks.queries import ZoneTold
from pilin.foundation.places.queries import PlaceTold


class ZonePlaceOut(Schema):
    """A place that lies in the Zone or in its plan."""

    code: str
    kind: str
    name_zh: str
    name_en: str


class ZoneOut(Schema):
    """Who is in the Demonstration Zone and in its land-space plan on a day."""

    on: date
    zone: list[ZonePlaceOut]
    plan: list[ZonePlaceOut]
    added: list[ZonePlaceOut]


class NamedRegionOut(ZonePlaceOut):
    """A region that a source names. ``holds`` is empty where no source says which places belong to it."""

    within: list[ZonePlaceOut]
    holds: list[ZonePlaceOut]
    called: list[str]
    source: str | None


class NamedRegionsOut(Schema):
    """The regions that sources name, as of a day."""

    on: date
    regions: list[NamedRegionOut]


def zone_out(told: ZoneTold) -> dict[str, Any]:
    """Return who is in the Zone as programs get it."""
    return {"on": told.on, "zone": _places(told.zone), "plan": _places(told.plan), "added": _places(told.added)}


def regions_out(on: date, told: Iterable[PlaceTold]) -> dict[str, Any]:
    """Return named regions as programs get them."""
    rows = [
        {
            **_places([one.place])[0], "within": _places(one.within), "holds": _places(one.holds), "called": list(one.called),
            "source": one.place.source or None,
        }
        for one in told
    ]  # fmt: skip
    return {"on": on, "regions": rows}


def _places(places: Iterable[Any]) -> list[dict[str, str]]:
    return [{"code": one.code, "kind": one.kind, "name_zh": one.name_zh, "name_en": one.name} for one in places]
