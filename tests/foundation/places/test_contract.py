"""Places keep the contract of every room: open to all, written by deeds only."""

from __future__ import annotations

from typing import Any

from pilin.foundation.places.enums import PlaceKind
from pilin.foundation.places.models import Place
from tests.kit import RoomContract


class TestPlaces(RoomContract):
    room = "places"
    open_reference = True

    def make_rows(self, owner: Any, audience: str) -> list[Any]:
        place = Place(code=f"p-{owner.member}", kind=PlaceKind.PARK, name_zh="园", name="Park")
        place.save()
        return [place]
