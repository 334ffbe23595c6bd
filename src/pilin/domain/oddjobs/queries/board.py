"""What a labour officer looks at: places and people by trade, day and town, what stays empty and why, and what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from pilin.domain.oddjobs.enums import EVENING_HOUR, TRADES, Why
from pilin.domain.oddjobs.models import Run, Shift, Worker
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import MemberCard, members_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = 8
BANDS = ((0, 6), (6, 12), (12, 18), (18, 24))  # hours of the day in which a shift begins


@dataclass(frozen=True, slots=True)
class Places:
    """Places asked for and taken."""

    heads: int = 0
    taken: int = 0

    @property
    def percent(self) -> int:
        """Return how many of a hundred are taken."""
        return round(self.taken * 100 / self.heads) if self.heads else 0

    def with_one(self, shift: Shift) -> Places:
        """Return these and those of a shift."""
        return Places(self.heads + shift.heads, self.taken + shift.taken)


@dataclass(frozen=True, slots=True)
class TradeRow:
    """Demand and supply of one trade."""

    key: str
    label: Text
    places: Places
    people: int


@dataclass(frozen=True, slots=True)
class Empty:
    """A shift with empty places and why."""

    shift: Shift
    why: Text


@dataclass(frozen=True, slots=True)
class Board:
    """The next days of a circle at a glance."""

    days: tuple[date, ...]
    towns: tuple[tuple[MemberCard, tuple[Places, ...], Places], ...]  # by day, and together
    bands: tuple[tuple[str, tuple[Places, ...]], ...]  # by hour of the day, by day
    trades: tuple[TradeRow, ...]
    empty: tuple[Empty, ...]
    whole: Places
    people: int


def board(standing: Standing, circle: str, at: datetime) -> Board:
    """Return places by town, hour and trade, and people by trade: of all towns as counts, names of nobody."""
    today = at.astimezone(SHANGHAI).date()
    days = tuple(today + timedelta(days=ahead) for ahead in range(DAYS))
    rows = Shift.objects.visible_to(standing).filter(
        circle=circle, starts_at__gte=at, starts_at__lt=at + timedelta(days=DAYS), called_off_on__isnull=True
    )
    shifts = list(rows.filter(post__closed_on__isnull=True).select_related("post").order_by("starts_at"))
    grid: dict[tuple[str, date], Places] = {}
    hours: dict[tuple[int, date], Places] = {}
    trades: dict[str, Places] = {}
    for row in shifts:
        start = row.starts_at.astimezone(SHANGHAI)
        grid[row.owner, start.date()] = grid.get((row.owner, start.date()), Places()).with_one(row)
        hours[start.hour // 6, start.date()] = hours.get((start.hour // 6, start.date()), Places()).with_one(row)
        trades[row.post.trade] = trades.get(row.post.trade, Places()).with_one(row)
    people, everybody = _people(circle)
    towns = tuple(
        (
            town,
            tuple(grid.get((town.code, day), Places()) for day in days),
            _sum([grid.get((town.code, day), Places()) for day in days]),
        )
        for town in members_on(standing, circle, today)
    )
    return Board(
        days, towns, tuple((f"{first:02}–{last:02}", tuple(hours.get((band, day), Places()) for day in days)) for band, (first, last) in enumerate(BANDS)),
        tuple(
            TradeRow(key, TRADES[key].label, trades.get(key, Places()), people[key])
            for key in sorted(TRADES, key=lambda key: (-trades.get(key, Places()).heads, key))
            if key in trades or people[key]
        ),
        tuple(Empty(row, Why(row.why).label if row.why in Why.values else "") for row in shifts if row.left), _sum(list(grid.values())), everybody,
    )  # fmt: skip


def runs(standing: Standing, circle: str) -> QuerySet[Run]:
    """Return the joint assignments, the newest first."""
    return Run.objects.visible_to(standing).filter(circle=circle)


def circles_to_assign(at: datetime) -> list[Circle]:
    """Return the circles in which somebody is enrolled and whose evening's assignment is still to be made."""
    today = at.astimezone(SHANGHAI).date()
    evening = datetime.combine(today, datetime.min.time(), SHANGHAI) + timedelta(hours=EVENING_HOUR)
    done = set(Run.objects.visible_to(HOUSE).filter(at__gte=evening).values_list("circle", flat=True))
    there = (
        Worker.objects.visible_to(HOUSE)
        .filter(left_on__isnull=True)
        .exclude(circle__in=done)
        .values("circle")
        .distinct()
    )
    return list(Circle.objects.visible_to(HOUSE).filter(slug__in=there))


def _people(circle: str) -> tuple[Counter[str], int]:
    held: list[list[str]] = list(
        Worker.objects.visible_to(HOUSE).filter(circle=circle, left_on__isnull=True).values_list("trades", flat=True)
    )
    return Counter(trade for trades in held for trade in trades), len(held)


def _sum(some: Sequence[Places]) -> Places:
    return Places(sum(one.heads for one in some), sum(one.taken for one in some))
