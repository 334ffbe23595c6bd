"""Words on flows for tests, made by the room's own deeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from pilin.domain.observatory import actions
from pilin.domain.observatory.models import FlowRecord
from pilin.domain.observatory.rules.flows import FlowInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from pilin.foundation.places.models import Place
from tests.factories.base import NOW, make_place, writing

POINTS = {  # code: longitude, latitude; of the five towns and the observer
    "310116102": ("121.0120", "30.8902"), "310116101": ("121.1597", "30.9010"), "330421003": ("120.9699", "30.8391"),
    "330421111": ("120.9565", "30.9140"), "330482102": ("121.0824", "30.8230"), "310116103": ("121.2801", "30.8066"),
}  # fmt: skip


def flow(origin: str, destination: str, value: str | int | Decimal | None = "", **more: Any) -> FlowInput:
    """Return so many firms in 2023, unless said otherwise."""
    given = {"kind": "firms", "unit": "firm", "period": "2023", "value": "" if value is None else str(value), **more}
    return FlowInput(origin=origin, destination=destination, **given)


def say(
    by: Standing, origin: str, destination: str, value: Any = "", at: datetime = NOW, audience: str = "circle", known_at: datetime | None = None, **more: Any
) -> FlowRecord:  # fmt: skip
    """Say for the town acted for what flows."""
    circle = circle_named(by, "five-towns")
    assert circle is not None
    return actions.say_flow(
        by=by, at=at, circle=circle, town=by.member, said=flow(origin, destination, value, **more), audience=audience, known_at=known_at
    )  # fmt: skip


def bring(by: Standing, rows: Iterable[FlowInput], at: datetime = NOW, **more: Any) -> dict[str, int]:
    """Bring a table of words; rows are numbered as in a file, from 2 on."""
    circle = circle_named(by, "five-towns")
    assert circle is not None
    return actions.bring_flows(by=by, at=at, circle=circle, town=by.member, rows=list(enumerate(rows, start=2)), **more)


def shanghai() -> Place:
    """Return the metropolis: a place, and no member of the circle."""
    with writing():
        return make_place("31", "province", "上海市", "Shanghai")


def points() -> None:
    """Give the five towns and the observer their points."""
    with writing():
        for code, (longitude, latitude) in POINTS.items():
            place = Place.objects.visible_to(Standing.machine("test")).get(code=code)
            place.longitude, place.latitude = Decimal(longitude), Decimal(latitude)
            place.save()
