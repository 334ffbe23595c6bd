"""How long services took before and after a day: medians of answers, matter by matter, over what was offered in both times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from uuid import UUID

from pilin.domain.services import rules
from pilin.domain.services.models import Service
from pilin.domain.services.queries.catalogue import HOUSE, services
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.rules import working_days

SPAN = timedelta(days=365)  # looked at on either side of the day


@dataclass(frozen=True, slots=True)
class Span:
    """Answers to what was asked from a day up to another, the last left out."""

    first: date
    end: date
    number: int
    median: Decimal | None  # working days; None where nothing was answered


@dataclass(frozen=True, slots=True)
class Compared:
    """One service of a town before and after."""

    service: Service
    before: Span
    after: Span

    @property
    def cut(self) -> Decimal | None:
        """Return by what share of before it became shorter; None where either side has no answer."""
        return rules.cut(self.before.median, self.after.median)

    @property
    def promised_cut(self) -> Decimal | None:
        """Return by what share of the law's term the promised one is shorter; None where either is unknown."""
        return rules.cut(_number(self.service.days_statutory), _number(self.service.days_promised))


@dataclass(frozen=True, slots=True)
class DaysTold:
    """All services of a circle before and after a day.

    Parameters
    ----------
    before, after : Decimal, optional
        Medians over the answers of those services only that have answers on both sides, so that an item added later
        changes nothing that was said before.
    matched : int
        How many these are.
    """

    rows: tuple[Compared, ...]
    before: Decimal | None
    after: Decimal | None
    matched: int

    @property
    def cut(self) -> Decimal | None:
        """Return by what share the median became shorter."""
        return rules.cut(self.before, self.after)


def days_compared(standing: Standing, circle: str, split: date, on: date) -> DaysTold:
    """Return how long answers took to what was asked in the year before a day, and in that from it on; one query for all answers.

    Parameters
    ----------
    split : date
        The day on which something changed.
    on : date
        Today: services offered on it are shown.
    """
    first, end = split - SPAN, min(split + SPAN, on + timedelta(days=1))
    offered = list(services(standing, circle, on))
    asked = Case.objects.visible_to(HOUSE).filter(about__in=[row.pk for row in offered], answered_on__isnull=False)
    asked = asked.filter(received_on__gte=first, received_on__lt=end)
    taken: dict[tuple[UUID, bool], list[int]] = {}
    for about, received, answered in asked.values_list("about", "received_on", "answered_on"):
        if about is not None and answered is not None:
            taken.setdefault((about, received >= split), []).append(working_days(received, answered))
    rows = [
        Compared(row, _span(taken, row.pk, False, first, split), _span(taken, row.pk, True, split, end)) for row in offered
    ]  # fmt: skip
    both = [row for row in rows if row.before.number and row.after.number]
    sides = [_median([n for row in both for n in taken[row.service.pk, later]]) for later in (False, True)]
    return DaysTold(tuple(rows), sides[0], sides[1], len(both))


def _span(taken: Mapping[tuple[UUID, bool], list[int]], key: UUID, later: bool, first: date, end: date) -> Span:
    days = taken.get((key, later), [])
    return Span(first, end, len(days), _median(days))


def _median(days: list[int]) -> Decimal | None:
    return Decimal(str(median(days))) if days else None


def _number(days: int | None) -> Decimal | None:
    return None if days is None else Decimal(days)
