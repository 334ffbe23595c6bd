"""Saying what the wage floor of a place is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.models import WageFloor
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.models import Circle


@deed("oddjobs.note_floor", says=_("{who} wrote down the wage floor of {place}: {amount} yuan an hour"))
def note_floor(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    place_code: str,
    hourly_cny: Decimal,
    valid_from: date,
    clause: str,
    monthly_cny: Decimal | None = None,
    valid_to: date | None = None,
    illustrative: bool = False,
    source: str = "",
) -> WageFloor:
    """Write down the least that an hour is paid in a place from a day on; what stands from the same day is replaced.

    Posts that stand already keep the floor that applied when they were posted.
    """
    rules.may_keep_floor(by, circle.slug, town, place_code).require()
    faults = rules.faults_of_floor(
        place_code=place_code, hourly_cny=hourly_cny, monthly_cny=monthly_cny, valid_from=valid_from, valid_to=valid_to, clause=clause
    )  # fmt: skip
    row = (
        WageFloor.objects.visible_to(queries.HOUSE)
        .filter(circle=circle.slug, place_code=place_code, valid_from=valid_from)
        .first()
    )
    if row is not None and row.owner != town:
        faults.append(Fault("others", "place_code", _("Another town of this place wrote it down already")))
    if faults:
        raise Invalid(*faults)
    row = row or WageFloor(
        in_circle=circle,
        circle=circle.slug,
        owner=town,
        audience=Audience.PUBLIC,
        place_code=place_code,
        valid_from=valid_from,
    )
    row.hourly_cny, row.monthly_cny, row.valid_to, row.clause = hourly_cny, monthly_cny, valid_to, clause.strip()
    row.illustrative, row.source = illustrative, source
    row.save()
    tell(place=place_code, amount=str(hourly_cny))
    return row
