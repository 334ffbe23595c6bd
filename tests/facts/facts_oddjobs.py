"""The odd-job platform of the circle: what an hour is paid at least on each bank, and who is told of pay that is overdue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pilin.domain.oddjobs import queries
from pilin.domain.oddjobs.models import Pay, Post, WageFloor
from pilin.foundation.members.queries import circle_named, day_of
from tests.facts.harness import Fact


class OddJobs(Fact):
    room = "oddjobs"
    page = "oddjobs:floors"


class FloorsOfTheDay(OddJobs):
    number = "D-09"
    says = "An hour in Fengjing: 23 yuan on 30 June 2023, 24 from 1 July on; Jiashan's tier is not confirmed, so no floor is claimed there"

    def holds(self) -> None:
        days = [date(2023, 6, 30), date(2023, 7, 1), day_of(self.now)]
        told = [
            {town.code: found for town, found in queries.floors_told(self.public, "five-towns", day)} for day in days
        ]
        assert [floors["310116102"].hourly_cny for floors in told] == [23, 24, 24]
        assert [told[2][code].hourly_cny for code in ("330421003", "330421111")] == [None, None]
        assert [told[2][code].at_least for code in ("330421003", "330421111")] == [20, 20]

    def falsify(self) -> None:
        WageFloor(
            in_circle=circle_named(self.house, "five-towns"), circle="five-towns", owner="330421003", audience="public", place_code="330421",
            hourly_cny=Decimal("22.00"), valid_from=date(2024, 1, 1), clause="传言",
        ).save()  # fmt: skip


class NoPostBelowItsFloor(OddJobs):
    number = "D-09"
    says = "No post of the demo asks a fee or is paid below the floor that applies to it; every one is illustrative"
    page = "oddjobs:near"

    def holds(self) -> None:
        rows = list(Post.objects.visible_to(self.public).filter(circle="five-towns"))
        assert len({row.owner for row in rows}) == 5
        least = [
            queries.floor_ruling("five-towns", row.place_code, row.employer_place, day_of(row.made_at)).least
            for row in rows
        ]
        assert [row.pk for row, floor in zip(rows, least, strict=True) if floor is None or row.hourly_cny < floor] == []
        assert [row.pk for row in rows if not row.illustrative] == []

    def falsify(self) -> None:
        row = Post.objects.visible_to(self.house).filter(owner="310116102").first()
        assert row is not None
        row.hourly_cny, row.floor_cny = Decimal("23.00"), None
        row.save()


class OverdueRings(OddJobs):
    number = "D-09"
    says = "Pay of the demo that nobody paid within fifteen days: both towns were told on the day, and no pay before its day is over"
    page = "oddjobs:near"

    def holds(self) -> None:
        today = day_of(self.now)
        rows = list(Pay.objects.visible_to(self.house).filter(circle="five-towns").select_related("booking__shift"))
        assert [(row.due_on - day_of(row.booking.shift.starts_at)).days for row in rows] == [15] * len(rows)
        late = [row for row in rows if row.open and row.due_on < today]
        assert len(late) == 2
        assert [row.pk for row in rows if row.alarm_on is not None] == [row.pk for row in late]

    def falsify(self) -> None:
        for row in Pay.objects.visible_to(self.house).filter(alarm_on__isnull=False):
            row.alarm_on = None
            row.save()
