"""Joint passes as asked for: where they are good, how often they were used where, and how many people that may be."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from pilin.domain.living.models import IssuedPass, JointPass, PassUse, PassVenue
from pilin.domain.living.queries.happenings import HOUSE
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class PassTold:
    """A pass with its venues, how many were issued, and its uses. ``uses`` of all venues are no visitors: see ``visitors``."""

    row: JointPass
    venues: list[tuple[PassVenue, int]]  # with how many uses
    issued: int
    visitors: int  # passes used at all: at most as many people

    @property
    def uses(self) -> int:
        """Return how often it was used, at all venues together."""
        return sum(number for _venue, number in self.venues)


def passes_in(standing: Standing, circle: str) -> QuerySet[JointPass]:
    """Return the passes of a circle that this standing may read."""
    venues = PassVenue.objects.visible_to(standing).select_related("town", "division")
    rows = JointPass.objects.visible_to(standing).filter(in_circle__slug=circle).select_related("in_circle")
    return rows.prefetch_related(Prefetch("venues", venues))


def passes(standing: Standing, circle: str) -> list[PassTold]:
    """Return the passes of a circle with their uses, the newest first."""
    rows = list(passes_in(standing, circle))
    keys = [row.pk for row in rows]
    issued = dict(
        IssuedPass.objects.visible_to(HOUSE)
        .filter(of__in=keys)
        .order_by()
        .values_list("of")
        .annotate(number=Count("pk"))
    )
    uses = PassUse.objects.visible_to(HOUSE).filter(issued__of__in=keys).order_by()
    by_venue = dict(uses.values_list("venue").annotate(number=Count("pk")))
    visitors = dict(uses.values_list("issued__of").annotate(number=Count("issued", distinct=True)))
    return [
        PassTold(
            row, [(venue, by_venue.get(venue.pk, 0)) for venue in row.venues.all()], issued.get(row.pk, 0), visitors.get(row.pk, 0)
        )
        for row in rows
    ]  # fmt: skip


def pass_named(standing: Standing, circle: str, uid: UUID) -> PassTold | None:
    """Return one pass with its uses; None where this standing reads none under this key."""
    return next((one for one in passes(standing, circle) if one.row.pk == uid), None)


def issued_in(standing: Standing, of: JointPass, uids: list[UUID]) -> list[IssuedPass]:
    """Return issued passes by their keys, to print them: what this standing may read."""
    return list(IssuedPass.objects.visible_to(standing).filter(of=of.pk, pk__in=uids))
