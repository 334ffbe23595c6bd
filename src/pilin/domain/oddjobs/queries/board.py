"""What a labour officer looks at: places and people by trade, place and hour, what stays empty and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.enums import EVENING_HOUR, FEWEST_PEOPLE, TRADES, Why
from pilin.domain.oddjobs.models import Run, Shift, Worker
from pilin.domain.oddjobs.queries.bans import barred
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import MemberCard, members_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
BARRED = _("the employer may offer no work now")
DAYS = 8
SQUARE = 0.04  # degrees: about four kilometres
_Square = tuple[str, int, int]  # town, northward, eastward
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
class Spot:
    """A square of about four kilometres on the map: places of work in it, and people who live there."""

    town: str
    latitude: float
    longitude: float
    places: Places
    people: int | None  # None: too few to be shown


@dataclass(frozen=True, slots=True)
class Hour:
    """A quarter of a day: places that begin in it, and people who are free then."""

    places: Places
    free: int


@dataclass(frozen=True, slots=True)
class Board:
    """The next days of a circle at a glance."""

    days: tuple[date, ...]
    towns: tuple[tuple[MemberCard, tuple[Places, ...], Places], ...]  # by day, and together
    bands: tuple[tuple[str, tuple[Hour, ...]], ...]  # by hour of the day, by day
    trades: tuple[TradeRow, ...]
    empty: tuple[Empty, ...]
    spots: tuple[Spot, ...]
    whole: Places
    people: int


def board(standing: Standing, circle: str, at: datetime, *, trade: str = "", part: int | None = None) -> Board:
    """Return places by town, place, hour and trade, and people likewise: of all towns as counts, names of nobody.

    Parameters
    ----------
    trade : str
        Only this kind of work, and people who can do it. The table of trades itself is never narrowed.
    part : int, optional
        Only shifts that begin in this part of the day, and people who are free then on some day.
    """
    today = at.astimezone(SHANGHAI).date()
    days = tuple(today + timedelta(days=ahead) for ahead in range(DAYS))
    rows = Shift.objects.visible_to(standing).filter(
        circle=circle, starts_at__gte=at, starts_at__lt=at + timedelta(days=DAYS), called_off_on__isnull=True
    )
    held = barred(circle, today)
    every = list(rows.filter(post__closed_on__isnull=True).select_related("post").order_by("starts_at"))
    trades: dict[str, Places] = {}
    for row in every:
        trades[row.post.trade] = trades.get(row.post.trade, Places()).with_one(row)
    shifts = [
        row
        for row in every
        if (not trade or row.post.trade in (trade, ""))
        and (part is None or row.starts_at.astimezone(SHANGHAI).hour // 6 == part)
    ]
    grid: dict[tuple[str, date], Places] = {}
    hours: dict[tuple[int, date], Places] = {}
    for row in shifts:
        start = row.starts_at.astimezone(SHANGHAI)
        grid[row.owner, start.date()] = grid.get((row.owner, start.date()), Places()).with_one(row)
        hours[start.hour // 6, start.date()] = hours.get((start.hour // 6, start.date()), Places()).with_one(row)
    everybody = _people(circle)
    people = Counter(one for person in everybody for one in person.trades)
    able = [one for one in everybody if (not trade or trade in one.trades) and one.free_in(part)]
    towns = tuple(
        (
            town,
            tuple(grid.get((town.code, day), Places()) for day in days),
            _sum([grid.get((town.code, day), Places()) for day in days]),
        )
        for town in members_on(standing, circle, today)
    )
    bands = tuple(
        (
            f"{first:02}–{last:02}",
            tuple(Hour(hours.get((band, day), Places()), sum(one.free_at(day, band) for one in able)) for day in days),
        )
        for band, (first, last) in enumerate(BANDS)
        if part in (None, band)
    )
    return Board(
        days, towns, bands,
        tuple(
            TradeRow(key, TRADES[key].label, trades.get(key, Places()), people[key])
            for key in sorted(TRADES, key=lambda key: (-trades.get(key, Places()).heads, key))
            if key in trades or people[key]
        ),
        tuple(Empty(row, BARRED if (row.post.employer_id, row.owner) in held else Why(row.why).label if row.why in Why.values else "") for row in shifts if row.left),
        tuple(_spots(shifts, able, [town for town, _row, _whole in towns])), _sum(list(grid.values())), len(able),
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


@dataclass(frozen=True, slots=True)
class _Person:
    trades: list[str]
    free: int
    latitude: float
    longitude: float
    town: str

    def free_at(self, day: date, part: int) -> bool:
        return not self.free or bool(self.free >> (4 * day.weekday() + part) & 1)

    def free_in(self, part: int | None) -> bool:
        return part is None or not self.free or any(self.free >> (4 * day + part) & 1 for day in range(7))


def _people(circle: str) -> list[_Person]:
    rows = Worker.objects.visible_to(HOUSE).filter(circle=circle, left_on__isnull=True)
    said = rows.values_list("trades", "free", "latitude", "longitude", "owner").order_by("uid")
    return [_Person(trades, free, float(lat), float(lon), town) for trades, free, lat, lon, town in said]


def _spots(shifts: Sequence[Shift], people: Sequence[_Person], towns: Sequence[MemberCard]) -> list[Spot]:
    """Return places and people by squares of about four kilometres, laid out from each town's own point.

    Fewer than three people are never shown, somebody could be recognised: those of a town that are left count together,
    in its fullest square, where they are three or more.
    """
    middles = {town.code: town.point for town in towns}
    works: dict[_Square, list[Shift]] = {}
    homes: dict[_Square, list[_Person]] = {}
    for row in shifts:
        works.setdefault(_square(middles, row.owner, _point(row)), []).append(row)
    for one in people:
        homes.setdefault(_square(middles, one.town, (one.latitude, one.longitude)), []).append(one)
    numbers = {key: len(some) for key, some in homes.items()}
    for town in {one.town for one in people}:
        mine = sorted((key for key in homes if key[0] == town), key=lambda key: (-len(homes[key]), key))
        for key in mine[1:]:
            if numbers[key] < FEWEST_PEOPLE:
                numbers[mine[0]] += numbers.pop(key)
    spots = []
    for key in sorted({*works, *numbers}):
        points = [_point(row) for row in works.get(key, ())]
        points = points or [(one.latitude, one.longitude) for one in homes[key]]
        north, east = (sum(values) / len(points) for values in zip(*points, strict=True))
        places = Places(sum(row.heads for row in works.get(key, ())), sum(row.taken for row in works.get(key, ())))
        number = numbers.get(key, 0)
        if places.heads or number >= FEWEST_PEOPLE:
            shown = number if number >= FEWEST_PEOPLE else None
            spots.append(Spot(key[0], round(north, 4), round(east, 4), places, shown))
    return spots


def _square(middles: Mapping[str, tuple[float, float] | None], town: str, at: tuple[float, float]) -> _Square:
    east, north = middles.get(town) or (0.0, 0.0)
    return town, round((at[0] - north) / SQUARE), round((at[1] - east) / SQUARE)


def _point(row: Shift) -> tuple[float, float]:
    return float(row.post.latitude), float(row.post.longitude)


def _sum(some: Sequence[Places]) -> Places:
    return Places(sum(one.heads for one in some), sum(one.taken for one in some))
