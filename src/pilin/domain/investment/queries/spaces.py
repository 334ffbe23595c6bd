"""Where there is room in the circle, on both sides in one list, and what of it suits a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from pilin.domain.investment import rules
from pilin.domain.investment.enums import SpaceState
from pilin.domain.investment.models import Lead, Space
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class SpaceTally:
    """How many spaces there are, and how much of them is free, in square metres, exactly."""

    spaces: int
    free: int
    free_m2: Fraction


def spaces(standing: Standing, circle: str) -> QuerySet[Space]:
    """Return land and factory floors of a circle this standing may read, by town."""
    return Space.objects.visible_to(standing).filter(circle=circle).select_related("in_circle")


def space_named(standing: Standing, circle: str, uid: UUID) -> Space | None:
    """Return a space; None where this standing reads none."""
    return spaces(standing, circle).filter(pk=uid).first()


def spaces_sifted(
    found: Sequence[Space], *, kind: str = "", use: str = "", state: str = "", town: str = "", least_m2: Fraction | None
) -> list[Space]:
    """Return the spaces that pass every filter given."""
    return [
        row
        for row in found
        if (not kind or row.kind == kind)
        and (not use or row.use == use)
        and (not state or row.state == state)
        and (not town or row.owner == town)
        and (least_m2 is None or row.square_metres >= least_m2)
    ]


def tally(found: Sequence[Space]) -> SpaceTally:
    """Return how many spaces there are and how much of them is free."""
    free = [row for row in found if row.state == SpaceState.FREE]
    return SpaceTally(len(found), len(free), sum((row.square_metres for row in free), Fraction(0)))


def spaces_for(standing: Standing, lead: Lead) -> list[rules.SpaceMatch]:
    """Return every space in sight held against what a lead wants, what fits first."""
    return rules.matches(lead, spaces(standing, lead.circle))
