"""Workers, what they have, and how many hours that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.oddjobs.enums import BookingState
from pilin.domain.oddjobs.models import Booking, Worker
from pilin.domain.oddjobs.rules.booking import Stretch, stretch_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import member_cards
from pilin.foundation.notices.enums import WorkItem, WorkKind

HOUSE = Standing.machine("odd jobs")
SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOK_BACK = timedelta(days=15)  # the longest settlement period


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody starts from: degrees, WGS 84, and the name of it."""

    latitude: float
    longitude: float
    name: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a worker in one week, over all employers."""

    hours: Decimal
    most: Decimal

    @property
    def percent(self) -> int:
        """Return how much of the most that is, at most 100."""
        return min(100, int(self.hours * 100 / self.most))


def enrolled(circle: str) -> QuerySet[Worker]:
    """Return everybody enrolled in a circle, for deeds: no reader's list."""
    return Worker.objects.visible_to(HOUSE).filter(circle=circle, left_on__isnull=True)


def workers(standing: Standing, circle: str) -> QuerySet[Worker]:
    """Return the workers that this standing's town enrolled; no other town reads them, whatever the row says."""
    rows = Worker.objects.visible_to(standing).filter(circle=circle, left_on__isnull=True)
    return rows.filter(owner=standing.member) if standing.member else rows.none()


def own_worker(standing: Standing, circle: str) -> Worker | None:
    """Return this person's own enrolment; None where there is none."""
    return enrolled(circle).filter(person=standing.person).first() if standing.signed_in else None


def worker_named(standing: Standing, circle: str, uid: UUID) -> Worker | None:
    """Return a worker that this standing reads: the town that enrolled them, and they themselves."""
    found = workers(standing, circle).filter(pk=uid).first()
    mine = own_worker(standing, circle)
    return found or (mine if mine is not None and mine.pk == uid else None)


def bookings_of(worker: Worker) -> QuerySet[Booking]:
    """Return what stands between a worker and shifts; for the worker, and the clerk who enrolled them."""
    return Booking.objects.visible_to(HOUSE).filter(worker=worker).select_related("shift__post", "worker")


def own_booking(standing: Standing, circle: str, uid: UUID) -> Booking | None:
    """Return one booking of the worker that this person is, or that this clerk enrolled; None else."""
    found = (
        Booking.objects.visible_to(HOUSE).filter(circle=circle, pk=uid).select_related("shift__post", "worker").first()
    )
    return found if found is not None and worker_named(standing, circle, found.worker_id) is not None else None


def booking_run(standing: Standing, circle: str, uid: UUID) -> Booking | None:
    """Return a booking to whoever speaks for the employer, or is of the town of the work."""
    rows = Booking.objects.visible_to(HOUSE).filter(circle=circle, pk=uid).select_related("shift__post", "worker")
    found = rows.first()
    if found is None or not (standing.speaks_for(found.shift.post.employer_id) or standing.member == found.owner):
        return None
    return found


def bookings_since(moment: datetime) -> QuerySet[Booking]:
    """Return the bookings whose shift began at a moment or later."""
    return Booking.objects.visible_to(HOUSE).filter(shift__starts_at__gte=moment)


def bookings_around(circle: str, at: datetime) -> QuerySet[Booking]:
    """Return what stands between workers and shifts from the longest settlement period back onward; for deeds."""
    rows = Booking.objects.visible_to(HOUSE).filter(circle=circle, shift__starts_at__gte=at - LOOK_BACK)
    return rows.select_related("shift__post", "worker").order_by("since", "uid")


def workers_of_week(monday: date) -> set[UUID]:
    """Return who had a shift in the week that begins on a Monday."""
    since = datetime.combine(monday, datetime.min.time(), SHANGHAI)
    rows = Booking.objects.visible_to(HOUSE).filter(
        state=BookingState.BOOKED, shift__starts_at__gte=since, shift__starts_at__lt=since + timedelta(days=7)
    )
    return set(rows.values_list("worker", flat=True))


def over_by(moment: datetime) -> QuerySet[Booking]:
    """Return the proposals whose term is over, and the applications for shifts that have begun."""
    unanswered = Q(state=BookingState.PROPOSED, answer_by__lt=moment)
    begun = Q(state__in=(BookingState.APPLIED, BookingState.PROPOSED), shift__starts_at__lte=moment)
    return Booking.objects.visible_to(HOUSE).filter(unanswered | begun).select_related("shift__post", "worker")


def held_by(worker: Worker, since: datetime) -> list[Stretch]:
    """Return the hours that are a worker's, in all towns, from the longest settlement period before a moment onward."""
    rows = bookings_of(worker).filter(state=BookingState.BOOKED, shift__starts_at__gte=since - LOOK_BACK)
    return [stretch_of(row.shift, row.shift.post) for row in rows]


def hours_of_week(worker: Worker, day: date, most: Decimal) -> Hours:
    """Return the hours that a worker has in the Monday-Sunday week of a day."""
    monday = day - timedelta(days=day.weekday())
    since = datetime.combine(monday, datetime.min.time(), SHANGHAI)
    mine = (one for one in held_by(worker, since) if monday <= one.day < monday + timedelta(days=7))
    return Hours(sum((one.hours for one in mine), Decimal()), most)


def work_of(standing: Standing, _on: date) -> list[WorkItem]:
    """Return the shifts that are proposed to this person and wait for a word."""
    if not standing.signed_in or standing.member:
        return []
    rows = Booking.objects.visible_to(HOUSE).filter(worker__person=standing.person, state=BookingState.PROPOSED)
    towns = member_cards(standing)
    items = []
    for row in rows.select_related("shift__post").order_by("answer_by"):
        post, start = row.shift.post, row.shift.starts_at.astimezone(SHANGHAI)
        where = towns[row.owner].short_zh if row.owner in towns else row.owner
        item = WorkItem(
            WorkKind.DUE, _("A shift is proposed to you: {title}").format(title=post.title_zh), f"{where} · {start:%m-%d %H:%M}",
            reverse("oddjobs:shift", args=[row.circle, row.shift_id]), row.answer_by.date() if row.answer_by else None, _("Say yes or no"),
        )  # fmt: skip
        items.append(item)
    return items


def workers_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person who takes odd jobs."""
    held: list[dict[str, Any]] = []
    for row in Worker.objects.visible_to(HOUSE).filter(person=person):
        said = {
            "town": row.owner, "name": row.name, "phone": row.phone, "number ends in": row.last_four, "home": row.home,
            "latitude": str(row.latitude), "longitude": str(row.longitude), "trades": row.trades, "enrolled": row.made_at.isoformat(),
        }  # fmt: skip
        held.append(said)
        held += [
            {"shift": str(one.shift), "state": one.state, "since": one.since.isoformat()}
            for one in bookings_of(row).order_by("since")
        ]
    return held
