"""What was worked, what is owed, what is overdue, and which appeals wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilin.domain.oddjobs.enums import OBJECT_DAYS, BookingState, Ground
from pilin.domain.oddjobs.models import Appeal, Attendance, Booking, Pay, PayProof, Worker
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.engine.base import text_hash
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard
from pilin.foundation.notices.enums import WorkItem, WorkKind

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Bank:
    """What was earned on one bank."""

    cny: Decimal
    hours: Decimal


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One shift of a proof."""

    day: date
    starts: str
    ends: str
    employer_zh: str
    title_zh: str
    place_zh: str
    town: str
    hours: str
    hourly_cny: str
    floor_cny: str
    gross_cny: str
    net_cny: str
    deductions: str
    paid_on: str
    received_on: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof of hours and pay: its text is what the digest is of."""

    name: str
    last_four: str
    town: str
    first_on: date
    last_on: date
    made_on: date
    lot: str  # a number drawn by lot, so that nobody finds the text by trying out names
    lines: tuple[ProofLine, ...]

    @property
    def text(self) -> str:
        """Return the text, one line a shift; what is printed says the same."""
        head = [
            f"毗邻 零工工时工资证明 {self.made_on} {self.lot}",
            f"{self.name} …{self.last_four} {self.town}",
            f"{self.first_on} – {self.last_on}",
        ]
        body = ["\t".join([str(getattr(line, name)) for name in line.__slots__]) for line in self.lines]
        return "\n".join([*head, *body]) + "\n"

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text."""
        return text_hash(self.text)

    @property
    def hours(self) -> Decimal:
        """Return all hours together."""
        return sum((Decimal(line.hours) for line in self.lines), Decimal())

    @property
    def net_cny(self) -> Decimal:
        """Return all pay together."""
        return sum((Decimal(line.net_cny) for line in self.lines), Decimal())


def attendance_of(booking: Booking) -> Attendance | None:
    """Return who came when, for whoever may read the booking."""
    return Attendance.objects.visible_to(HOUSE).filter(booking=booking).first()


def attendances(bookings: Iterable[Booking]) -> dict[UUID, Attendance]:
    """Return who came when, by the booking's uid; one query."""
    rows = Attendance.objects.visible_to(HOUSE).filter(booking__in=[row.pk for row in bookings])
    return {row.booking_id: row for row in rows}


def unsettled(at: datetime) -> list[Attendance]:
    """Return where one side said the hours three days ago and no appeal waits."""
    before = at - timedelta(days=OBJECT_DAYS)
    rows = Attendance.objects.visible_to(HOUSE).filter(settled_on__isnull=True)
    said = Q(worker_said_at__isnull=True, employer_said_at__lte=before) | Q(
        employer_said_at__isnull=True, worker_said_at__lte=before
    )
    waiting = Appeal.objects.visible_to(HOUSE).filter(decided_on__isnull=True).values("booking")
    return list(
        rows.filter(said).exclude(booking__in=waiting).select_related("booking__shift__post", "booking__worker")
    )


def pay_of(booking: Booking) -> Pay | None:
    """Return what is owed for a booking."""
    return Pay.objects.visible_to(HOUSE).filter(booking=booking).first()


def pays_of(worker: Worker) -> QuerySet[Pay]:
    """Return what was and is owed to a worker, the newest work first; for the worker, and the clerk who enrolled them."""
    rows = (
        Pay.objects.visible_to(HOUSE)
        .filter(booking__worker=worker)
        .select_related("booking__shift__post", "booking__worker")
    )
    return rows.order_by("-booking__shift__starts_at")


def pays_of_post(post: UUID) -> dict[UUID, Pay]:
    """Return what is owed for a post's shifts, by the booking's uid; for whoever looks after it."""
    return {row.booking_id: row for row in Pay.objects.visible_to(HOUSE).filter(booking__shift__post=post)}


def pay_named(standing: Standing, circle: str, uid: UUID) -> Pay | None:
    """Return what is owed: to its two towns, the worker, and whoever speaks for the employer."""
    rows = (
        Pay.objects.visible_to(HOUSE)
        .filter(circle=circle, pk=uid)
        .select_related("booking__shift__post", "booking__worker")
    )
    row = rows.first()
    if row is None:
        return None
    mine = standing.signed_in and row.booking.worker.person_id == standing.person
    if mine or standing.speaks_for(row.booking.shift.post.employer_id):
        return row
    return row if Pay.objects.visible_to(standing).filter(pk=uid).exists() else None


def unpaid(standing: Standing) -> QuerySet[Pay]:
    """Return what is still owed, as far as this standing reads it: of its town's work, and to its town's workers."""
    open_ = Q(received_on__isnull=True) & (Q(paid_on__isnull=True) | Q(denied_on__isnull=False))
    return Pay.objects.visible_to(standing).filter(open_).select_related("booking__shift__post", "booking__worker")


def overdue(standing: Standing, on: date) -> QuerySet[Pay]:
    """Return what is owed and whose last day is over."""
    return unpaid(standing).filter(due_on__lt=on)


def banks_of(rows: Iterable[Pay], towns: Mapping[str, MemberCard]) -> dict[str, Bank]:
    """Return what was earned on the left bank and on the right."""
    told = {}
    rows = list(rows)
    for side, sign in (("left", -1), ("right", 1)):
        mine = [row for row in rows if row.owner in towns and towns[row.owner].bank == sign]
        told[side] = Bank(
            sum((row.net_cny for row in mine), Decimal()), sum((Decimal(row.minutes) for row in mine), Decimal()) / 60
        )
    return told


def appeals(standing: Standing, circle: str) -> QuerySet[Appeal]:
    """Return the appeals that this standing's town hears, or is a side of; the waiting first."""
    rows = (
        Appeal.objects.visible_to(standing)
        .filter(circle=circle)
        .select_related("booking__shift__post", "booking__worker")
    )
    return rows.order_by("decided_on", "said_at") if standing.member or standing.sees_all else rows.none()


def appeal_named(standing: Standing, circle: str, uid: UUID) -> Appeal | None:
    """Return an appeal that this standing's town hears or is a side of."""
    return appeals(standing, circle).filter(pk=uid).first()


def appeals_of(booking: Booking) -> list[Appeal]:
    """Return the appeals about a booking; for its two sides."""
    return list(Appeal.objects.visible_to(HOUSE).filter(booking=booking))


def proof_known(digest: str) -> PayProof | None:
    """Return the proof with a digest; everyone may ask."""
    return PayProof.objects.visible_to(Standing.public()).filter(digest=digest).first()


def proof_lines(rows: Iterable[Pay]) -> tuple[ProofLine, ...]:
    """Return what is owed and paid as a proof says it, the oldest first."""
    told = []
    for row in sorted(rows, key=lambda row: row.booking.shift.starts_at):
        shift, post = row.booking.shift, row.booking.shift.post
        start, end = shift.starts_at.astimezone(SHANGHAI), shift.ends_at.astimezone(SHANGHAI)
        off = "; ".join(f"{Ground(one['ground']).name} {one['words']} {one['cny']}" for one in row.deductions)
        told.append(
            ProofLine(
                start.date(), f"{start:%H:%M}", f"{end:%H:%M}", post.employer_zh, post.title_zh, post.place_zh, row.owner,
                f"{Decimal(row.minutes) / 60:.2f}", f"{row.hourly_cny:.2f}", "" if row.floor_cny is None else f"{row.floor_cny:.2f}",
                f"{row.gross_cny:.2f}", f"{row.net_cny:.2f}", off, str(row.paid_on or ""), str(row.received_on or ""),
            )
        )  # fmt: skip
    return tuple(told)


def to_do(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for this person: hours to say, pay to confirm, arrears and appeals of a clerk's town."""
    if standing.member and standing.holds(Role.CLERK):
        return _clerk(standing, on)
    if not standing.signed_in:
        return []
    rows = Attendance.objects.visible_to(HOUSE).filter(
        booking__worker__person=standing.person,
        settled_on__isnull=True,
        employer_said_at__isnull=False,
        worker_said_at__isnull=True,
    )
    items = []
    for row in rows.select_related("booking__shift__post"):
        address = reverse("oddjobs:work", args=[row.circle, row.booking_id])
        last = (row.employer_said_at + timedelta(days=OBJECT_DAYS)).date() if row.employer_said_at else None
        title = _("Are the hours right? {title}").format(title=row.booking.shift.post.title_zh)
        items.append(WorkItem(WorkKind.DUE, title, "", address, last, _("Say the hours")))
    items += [
        WorkItem(
            WorkKind.DUE, _("Did the pay come? {title}").format(title=row.booking.shift.post.title_zh), f"¥{row.net_cny}",
            reverse("oddjobs:pay", args=[row.circle]), row.paid_on, _("Say yes or no"),
        )
        for row in Pay.objects.visible_to(HOUSE).filter(
            booking__worker__person=standing.person, paid_on__isnull=False, received_on__isnull=True, denied_on__isnull=True
        ).select_related("booking__shift__post")
    ]  # fmt: skip
    return items


def _clerk(standing: Standing, on: date) -> list[WorkItem]:
    items = []
    late = list(overdue(standing, on).order_by("due_on").values_list("circle", "due_on"))
    if late:
        title = ngettext("{n} pay is overdue", "{n} pays are overdue", len(late)).format(n=len(late))
        items.append(
            WorkItem(
                WorkKind.RAISED,
                title,
                "",
                reverse("oddjobs:arrears", args=[late[0][0]]),
                late[0][1],
                _("Look"),
            )
        )
    waiting = (
        Appeal.objects.visible_to(standing)
        .filter(owner=standing.member, decided_on__isnull=True)
        .select_related("booking__shift__post")
    )
    items += [
        WorkItem(
            WorkKind.DUE, _("An appeal waits for your town: {title}").format(title=row.booking.shift.post.title_zh), str(row.get_about_display()),
            reverse("oddjobs:appeals", args=[row.circle]), None, _("Decide"),
        )
        for row in waiting
    ]  # fmt: skip
    return items


def works_to_say(standing: Standing, circle: str, at: datetime) -> list[Booking]:
    """Return the shifts that are over, of the posts this standing looks after, whose hours the employer has not said."""
    mine = Q(shift__post__employer__in=standing.firms)
    if standing.member and standing.holds(Role.CLERK):
        mine |= Q(owner=standing.member)
    rows = Booking.objects.visible_to(HOUSE).filter(
        mine, circle=circle, state=BookingState.BOOKED, shift__ends_at__lte=at
    )
    rows = rows.filter(
        Q(attendance__isnull=True) | Q(attendance__settled_on__isnull=True, attendance__employer_said_at__isnull=True)
    )
    return list(rows.select_related("shift__post", "worker").order_by("shift__ends_at"))


def told_of(row: Booking) -> dict[str, Any]:
    """Return the whole course of one booking: who came when, hours, pay, appeals."""
    return {"attendance": attendance_of(row), "pay": pay_of(row), "appeals": appeals_of(row)}
