"""Shifts that are open, as somebody who looks for one sees them: how far, when, how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from pilin.domain.oddjobs import rules
from pilin.domain.oddjobs.enums import TRADES, Provided
from pilin.domain.oddjobs.models import Booking, Post, Shift, Worker
from pilin.domain.oddjobs.queries.bans import without_barred
from pilin.domain.oddjobs.queries.workers import Origin, bookings_of
from pilin.engine.base import great_circle_km
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEN = Decimal("0.01")
DAYS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class ShiftCard:
    """One shift as lists show it."""

    shift: Shift
    post: Post
    km: float | None  # from where whoever looks starts; None where nobody knows from where
    booking: Booking | None = None  # of whoever looks
    crosses: bool = False  # the first of its day on the other bank
    province: str = ""  # of the place of work, where it is the first there

    @property
    def day(self) -> date:
        """Return the day on which it starts."""
        return self.shift.starts_at.astimezone(SHANGHAI).date()

    @property
    def overnight(self) -> bool:
        """Return whether it ends on a later day."""
        return self.shift.ends_at.astimezone(SHANGHAI).date() > self.day

    @property
    def cny(self) -> Decimal:
        """Return what it brings in the hand, before what the tax office takes."""
        return in_the_hand(self.post.hourly_cny, self.shift.hours)

    @property
    def above_cny(self) -> Decimal | None:
        """Return how much an hour is paid above the floor; None where none is known."""
        return None if self.post.floor_cny is None else self.post.hourly_cny - self.post.floor_cny

    @property
    def provided(self) -> list[str]:
        """Return what the employer provides, in words."""
        return [str(Provided(one).label) for one in self.post.provided if one in Provided.values]


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day with how many shifts it has."""

    day: date
    number: int


def in_the_hand(hourly_cny: Decimal, hours: Decimal) -> Decimal:
    """Return the pay of some hours, to the fen.

    Examples
    --------
    >>> in_the_hand(Decimal(26), Decimal(4))
    Decimal('104.00')
    """
    return (hourly_cny * hours).quantize(FEN, ROUND_HALF_UP)


def kilometres(origin: Origin, post: Post) -> float:
    """Return how far it is to the place of work, one way on the sphere."""
    return great_circle_km(origin.latitude, origin.longitude, float(post.latitude), float(post.longitude))


def open_shifts(standing: Standing, circle: str, at: datetime, *, trade: str = "", town: str = "") -> QuerySet[Shift]:
    """Return the shifts that somebody could still have: none of an employer that may offer no work in that town."""
    rows = Shift.objects.visible_to(standing).filter(
        circle=circle, starts_at__gt=at, called_off_on__isnull=True, post__closed_on__isnull=True
    )
    rows = rows.filter(taken__lt=F("heads")).select_related("post")
    if trade:
        rows = rows.filter(post__trade=trade)
    return without_barred(rows.filter(owner=town) if town else rows, circle, at.astimezone(SHANGHAI).date())


def days_near(
    standing: Standing,
    circle: str,
    at: datetime,
    *,
    origin: Origin | None,
    within_km: float | None = None,
    trade: str = "",
    town: str = "",
    worker: Worker | None = None,
    mine: bool = False,
) -> list[ShiftCard]:
    """Return the open shifts of the next days: by day, the nearest first, else the earliest.

    Parameters
    ----------
    within_km : float, optional
        Only those no farther than this from ``origin``.
    mine : bool
        Only what the worker can do, in the parts of the week in which they are free.
    """
    rows = open_shifts(standing, circle, at, trade=trade, town=town).filter(
        starts_at__lt=at + timedelta(days=DAYS_AHEAD)
    )
    held = {row.shift_id: row for row in bookings_of(worker)} if worker is not None else {}
    cards = [
        ShiftCard(row, row.post, kilometres(origin, row.post) if origin else None, held.get(row.pk)) for row in rows
    ]
    if within_km is not None and origin is not None:
        cards = [card for card in cards if card.km is not None and card.km <= within_km]
    if mine and worker is not None:
        cards = [card for card in cards if _suits(worker, card)]
    return sorted(cards, key=lambda card: (card.day, card.km or 0, card.shift.starts_at, card.shift.pk))


def _suits(worker: Worker, card: ShiftCard) -> bool:
    known = not card.post.trade or card.post.trade in worker.trades
    grown = (
        not card.post.trade
        or not TRADES[card.post.trade].adults_only
        or worker.adult_on is None
        or card.day >= worker.adult_on
    )
    return known and grown and rules.free_at(worker.free, card.shift.starts_at, card.shift.ends_at)


def by_bank(cards: Iterable[ShiftCard], towns: dict[str, MemberCard], home: int) -> list[ShiftCard]:
    """Return each day's shifts with those of one's own bank first; the first across the border is marked.

    Parameters
    ----------
    home : int
        -1 for the left bank, 1 for the right.
    """
    told, seen = [], set()
    across = {code for code, town in towns.items() if town.bank * home < 0}
    for card in sorted(cards, key=lambda card: (card.day, card.post.owner in across)):
        if card.post.owner in across and card.day not in seen:
            seen.add(card.day)
            card = replace(card, crosses=True, province=_province(towns[card.post.owner]))
        told.append(card)
    return told


def _province(town: MemberCard) -> str:
    english = (get_language() or "").startswith("en")
    return town.province.name if english else town.province.name_zh


def days_of(cards: Iterable[ShiftCard]) -> list[DayTold]:
    """Return the days with how many shifts each has."""
    held: dict[date, int] = {}
    for card in cards:
        held[card.day] = held.get(card.day, 0) + 1
    return [DayTold(day, held[day]) for day in sorted(held)]


def shift_named(standing: Standing, circle: str, uid: UUID) -> Shift | None:
    """Return a shift with its post; None where this standing reads none."""
    return (
        Shift.objects.visible_to(standing)
        .filter(circle=circle, pk=uid)
        .select_related("post__in_circle", "post__employer")
        .first()
    )


def card_of(shift: Shift, origin: Origin | None, booking: Booking | None = None) -> ShiftCard:
    """Return one shift as its page shows it."""
    return ShiftCard(shift, shift.post, kilometres(origin, shift.post) if origin else None, booking)
