"""What a month of odd jobs came to in a town, and which of it the town has published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Sum

from pilin.domain.oddjobs.enums import FEWEST_PEOPLE, MONTH_FIGURES
from pilin.domain.oddjobs.models import Attendance, Pay, Shift
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.engine.base import Comparator, PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Reading, current, readings_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of a month: a number, less than a number, or nothing that could be said."""

    value: Decimal | None
    comparator: Comparator = Comparator.EXACTLY

    def same_as(self, reading: Reading) -> bool:
        """Return whether this was published already."""
        known = reading.quantity
        if known is None or self.value is None:
            return known is None and self.value is None
        return (known.value, known.comparator) == (self.value, self.comparator)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What a town has published of a month, by figure; None where it has published nothing."""

    town: MemberCard
    readings: Mapping[str, Reading | None]
    slugs: Mapping[str, str]

    @property
    def published(self) -> bool:
        """Return whether the town has published anything of the month."""
        return any(reading is not None for reading in self.readings.values())


def slug_of(circle: str, town: str, name: str) -> str:
    """Return the address of a town's series: at most 60 characters."""
    return f"jobs-{name.replace('_', '-')}-{town}-{circle}"[:60].rstrip("-")


def month_span(first: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month in Shanghai, and that of the next."""
    after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    begin, end = (datetime.combine(day, time.min, SHANGHAI) for day in (first.replace(day=1), after))
    return begin, end


def month_counted(circle: str, town: str, first: date, banks: Mapping[str, int]) -> dict[str, Told]:
    """Return the figures of a month as the records say them now.

    Parameters
    ----------
    first : date
        Any day of the month.
    banks : mapping
        Code of a town → -1 on the left bank, 1 on the right.
    """
    begin, end = month_span(first)
    within = {"circle": circle, "owner": town}
    shifts = Shift.objects.visible_to(HOUSE).filter(
        starts_at__gte=begin, starts_at__lt=end, called_off_on__isnull=True, **within
    )
    places = shifts.aggregate(all=Sum("heads"))["all"] or 0
    worked = list(
        Attendance.objects.visible_to(HOUSE)
        .filter(booking__shift__in=shifts.values("pk"), minutes__gt=0, **within)
        .values_list("booking__worker", "booking__worker_town", "minutes")
    )
    people = len({worker for worker, _home, _minutes in worked})
    across = sum(banks.get(home, 0) * banks.get(town, 0) < 0 for _worker, home, _minutes in worked)
    minutes = sum(number or 0 for _worker, _home, number in worked)
    due = Pay.objects.visible_to(HOUSE).filter(due_on__gte=begin.date(), due_on__lt=end.date(), **within)
    in_time = due.filter(paid_on__lte=F("due_on"), denied_on__isnull=True).count()
    few = 0 < people < FEWEST_PEOPLE
    enough = people >= FEWEST_PEOPLE
    return {
        "places": Told(Decimal(places)),
        "filled": Told(Decimal(len(worked))),
        "people": Told(Decimal(FEWEST_PEOPLE), Comparator.LESS_THAN) if few else Told(Decimal(people)),
        "hours": Told((Decimal(minutes) / 60).quantize(TENTH)) if enough else Told(Decimal(0) if not people else None),
        "across": Told(_share(across, len(worked))) if enough else Told(None),
        "in_time": Told(_share(in_time, due.count())),
    }


def months_published(standing: Standing, circle: str, towns: list[MemberCard], first: date) -> list[MonthRow]:
    """Return what each town has published of a month: two queries for all of them."""
    slugs = {town.code: {name: slug_of(circle, town.code, name) for name in MONTH_FIGURES} for town in towns}
    wanted = [slug for some in slugs.values() for slug in some.values()]
    series = {one.slug: one for one in Series.objects.visible_to(standing).filter(slug__in=wanted)}
    found = readings_of(standing, series.values())
    month = PartialDate.parse(f"{first:%Y-%m}")
    rows = []
    for town in towns:
        readings: dict[str, Reading | None] = {}
        for name, slug in slugs[town.code].items():
            known = current(found[series[slug].pk]) if slug in series else []
            readings[name] = next((one for one in known if one.period == month), None)
        rows.append(MonthRow(town, readings, {name: slug for name, slug in slugs[town.code].items() if slug in series}))
    return rows


def paid_in_time(employer: UUID, on: date) -> tuple[int, int]:
    """Return of an employer's pays that were due before a day how many were paid in time, and how many there were."""
    due = Pay.objects.visible_to(HOUSE).filter(booking__shift__post__employer=employer, due_on__lt=on)
    return due.filter(paid_on__lte=F("due_on"), denied_on__isnull=True).count(), due.count()


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(TENTH) if whole else None
