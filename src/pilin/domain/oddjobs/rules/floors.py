"""The least an hour is paid in a place on a day, with who says so; and what is wrong with a floor as it is entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.models import WageFloor
from pilin.engine.base import built_in_floors, floor_on, unconfirmed_floors
from pilin.foundation.access.verdict import Fault

MOST = Decimal(1_000)


@dataclass(frozen=True, slots=True)
class FloorFound:
    """What is known of the least an hour may be paid somewhere.

    Attributes
    ----------
    place_code : str
        Of the place asked about.
    hourly_cny : Decimal or None
        None where nobody made sure of it.
    at_least : Decimal or None
        Where nobody did: the lowest that its province knows, below which no tier lies.
    since : date or None
    clause, source : str
    """

    place_code: str
    hourly_cny: Decimal | None = None
    at_least: Decimal | None = None
    since: date | None = None
    clause: str = ""
    source: str = ""

    @property
    def least(self) -> Decimal | None:
        """Return what no pay may lie below, as far as anybody knows."""
        return self.hourly_cny if self.hourly_cny is not None else self.at_least


def floor_found(entered: Iterable[WageFloor], place_code: str, on: date) -> FloorFound:
    """Return the floor of a place on a day: a town's own word first, then the table that Pilin brings along.

    Of several the one of the smallest place counts, and of these the newest.
    """
    rows = [
        row
        for row in entered
        if place_code.startswith(row.place_code)
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
    ]
    if rows:
        row = max(rows, key=lambda row: (len(row.place_code), row.valid_from))
        return FloorFound(place_code, row.hourly_cny, None, row.valid_from, row.clause, row.source)
    known = floor_on(built_in_floors(), place_code, on)
    if known is not None:
        return FloorFound(place_code, known.hourly_cny, None, known.valid_from, known.clause, known.source)
    tiers = unconfirmed_floors(place_code[:2], on)
    if not tiers:
        return FloorFound(place_code)
    lowest = min(tiers, key=lambda row: row.hourly_cny)
    return FloorFound(place_code, None, lowest.hourly_cny, lowest.valid_from, lowest.clause, lowest.source)


def ruling(work: FloorFound, employer: FloorFound) -> FloorFound:
    """Return the floor that applies: the higher of those of the place of work and of the employer's place.

    Labour Contract Law, article 72 (employer's place), and its Implementing Regulation, article 14 (place of performance).
    """
    if employer.least is not None and (work.least is None or employer.least > work.least):
        return employer
    return work


def faults_of_floor(
    *,
    place_code: str,
    hourly_cny: Decimal,
    monthly_cny: Decimal | None,
    valid_from: date,
    valid_to: date | None,
    clause: str,
) -> list[Fault]:
    """Return what is wrong with a floor as it is entered."""
    faults = []
    if not (place_code.isascii() and place_code.isdigit() and 2 <= len(place_code) <= 12):
        faults.append(
            Fault("place", "place_code", _("Name the division by its code, two to twelve figures"), value=place_code)
        )
    if not 0 < hourly_cny < MOST:
        faults.append(
            Fault("hourly", "hourly_cny", _("An hour's floor lies between 0 and 1,000 yuan"), value=str(hourly_cny))
        )
    if monthly_cny is not None and monthly_cny <= hourly_cny:
        faults.append(
            Fault("monthly", "monthly_cny", _("A month's floor is more than an hour's"), value=str(monthly_cny))
        )
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("ends", "valid_to", _("It would end before it begins"), value=str(valid_to)))
    if not clause.strip():
        faults.append(
            Fault("no_clause", "clause", _("Name the notice that sets it: a floor without its source is a rumour"))
        )
    return faults
