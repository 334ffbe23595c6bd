"""What is known of wage floors in a circle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pilin.domain.oddjobs import rules
from pilin.domain.oddjobs.enums import CAPS
from pilin.domain.oddjobs.models import WageFloor
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.domain.oddjobs.rules import FloorFound
from pilin.engine import base
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text
from pilin.foundation.members.queries import MemberCard, members_on


@dataclass(frozen=True, slots=True)
class CapTold:
    """A cap on hours in words."""

    label: Text
    row: base.CapRow


def floors(standing: Standing, circle: str) -> QuerySet[WageFloor]:
    """Return the floors that towns wrote down."""
    return WageFloor.objects.visible_to(standing).filter(circle=circle)


def floor_ruling(circle: str, place_code: str, employer_place: str, on: date) -> FloorFound:
    """Return the floor that applies to work in one place for an employer of another: the higher."""
    entered = list(floors(HOUSE, circle))
    work = rules.floor_found(entered, place_code, on)
    return rules.ruling(work, rules.floor_found(entered, employer_place, on)) if employer_place else work


def floors_told(standing: Standing, circle: str, on: date) -> list[tuple[MemberCard, FloorFound]]:
    """Return the floor of each town of the circle on a day, by code."""
    entered = list(floors(standing, circle))
    return [(town, rules.floor_found(entered, town.code, on)) for town in members_on(standing, circle, on)]


def floors_known() -> tuple[base.Floor, ...]:
    """Return every floor that Pilin brings along, the unconfirmed ones marked so."""
    return base.known_floors()


def caps(on: date) -> base.Caps:
    """Return the caps on hours in force on a day."""
    return base.caps_on(on)


def caps_told(on: date) -> list[CapTold]:
    """Return the caps on age and hours in force on a day, in words."""
    return [CapTold(CAPS[row.name], row) for row in base.cap_rows(on) if row.name in CAPS]
