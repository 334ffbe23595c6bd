"""Wage floors, workers, posts with their shifts, who has which shift, and which employer may offer no work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs.enums import (
    TRADES,
    About,
    BookingState,
    Breach,
    Cover,
    LapseReason,
    PayForm,
    SettledBy,
    Side,
    Travel,
    Why,
)
from pilin.foundation.access.enums import Ledger
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle


class WageFloor(InCircle):
    """The least that an hour of work may be paid in a place, from one day until another, as a town made sure of it.

    What Pilin brings along stands in the engine's table; a row here is a town's word on its own place and goes before.
    """

    LEDGER = Ledger.ROW

    place_code = models.CharField(max_length=12)  # of the division; the floor holds in all that lies in it
    hourly_cny = models.DecimalField(max_digits=8, decimal_places=2)
    monthly_cny = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day; None: until said otherwise
    clause = models.CharField(max_length=200)  # the notice that sets it

    class Meta:
        ordering = ["place_code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "place_code", "valid_from"], name="one_floor_a_place_and_day"),
            models.CheckConstraint(condition=Q(hourly_cny__gt=0), name="a_floor_is_above_nought"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_floor_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_code} {self.valid_from}: {self.hourly_cny}"


class Worker(InCircle):
    """Somebody who takes odd jobs, with as little as that needs. Its owner is the town that enrolled them.

    The number is not here: ``digest`` stands for it, alike in every town of the circle, so one person is one row.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "name", "phone", "digest", "last_four", "latitude", "longitude", "home", "adult_on")

    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    last_four = models.CharField(max_length=4)
    aged_on = models.DateField()  # the day on which the number was found to be that of somebody of sixteen or more
    adult_on = models.DateField(null=True, blank=True)  # the eighteenth birthday, while it lies ahead
    seen_on = models.DateField(null=True, blank=True)  # the day an officer held the paper; None: only reckoned
    home = models.CharField(max_length=80)  # the village or street, in words
    latitude = models.DecimalField(max_digits=5, decimal_places=2)  # to a kilometre: enough for the way
    longitude = models.DecimalField(max_digits=6, decimal_places=2)
    trades = models.JSONField(default=list)  # keys of TRADES
    free = models.PositiveIntegerField(default=0)  # bit 4 × weekday + part of the day
    max_km = models.PositiveSmallIntegerField(null=True, blank=True)  # None: any distance
    min_hourly_cny = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    travels = models.CharField(max_length=5, choices=Travel.choices, default=Travel.WALK)
    proposals = models.BooleanField(default=True)  # the platform may propose shifts
    across = models.BooleanField(default=False)  # agreed that towns and employers of the other bank read name and phone
    on_behalf = models.BooleanField(default=False)  # enrolled by somebody else, for want of a telephone
    passed_over = models.PositiveSmallIntegerField(default=0)  # weeks in a row without a shift though one was wanted
    passed_week = models.DateField(null=True, blank=True)  # the Monday of the week that was counted last
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)  # without a shift after the last evening
    why_shift = models.UUIDField(null=True, blank=True)  # the shift that was nearest to being possible
    booked_at = models.DateTimeField(
        null=True, blank=True
    )  # moved with every booking: two at once fall over each other
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "made_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "digest"], condition=Q(left_on__isnull=True), name="one_person_is_one_worker"
            ),
            models.UniqueConstraint(
                fields=["in_circle", "person"], condition=Q(left_on__isnull=True), name="one_account_is_one_worker"
            ),
        ]

    def __str__(self) -> str:
        return f"…{self.last_four}"  # the journal keeps this


class Post(InCircle):
    """Work that an employer offers at one place, on one or several shifts. Its owner is the town of the place of work."""

    LEDGER = Ledger.ROW

    employer = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    employer_zh = models.CharField(max_length=200)  # as it was called when it posted
    employer_name = models.CharField(max_length=240, blank=True)
    employer_place = models.CharField(max_length=12, blank=True)  # division of the employer; empty where nobody knows
    title_zh = models.CharField(max_length=60)
    title = models.CharField(max_length=100, blank=True)
    about_zh = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=400, blank=True)
    trade = models.CharField(max_length=12, blank=True)  # a key of TRADES; empty: anybody can do it
    form = models.CharField(max_length=9, choices=PayForm.choices, default=PayForm.PART_TIME)
    hourly_cny = models.DecimalField(max_digits=8, decimal_places=2)
    floor_cny = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True
    )  # that applied when it was posted
    floor_at = models.CharField(max_length=12, blank=True)  # the place whose floor that is
    cover = models.CharField(max_length=8, choices=Cover.choices, default=Cover.NONE)
    cover_said = models.CharField(max_length=120, blank=True)  # who insures, number of the policy
    provided = models.JSONField(default=list)  # keys of Provided
    place_code = models.CharField(max_length=12)  # division of the place of work
    place_zh = models.CharField(max_length=120)
    place = models.CharField(max_length=160, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    phone = models.CharField(max_length=20, blank=True)  # of the foreman, for whoever has a shift
    urgent = models.BooleanField(default=False)  # whoever asks first has it
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    repeats = models.UUIDField(null=True, blank=True)  # the post it was made from
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.CharField(max_length=240, blank=True)

    PERSONAL = ("phone", "posted_by")

    class Meta:
        ordering = ["-made_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(hourly_cny__gt=0), name="work_is_paid"),
            models.CheckConstraint(
                condition=Q(floor_cny__isnull=True) | Q(hourly_cny__gte=F("floor_cny")), name="pay_is_above_the_floor"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def trade_label(self) -> Any:
        """Return what the work is called; None where anybody can do it."""
        return TRADES[self.trade].label if self.trade in TRADES else None


class Shift(InCircle):
    """One stretch of work of a post: from when to when, for how many."""

    LEDGER = Ledger.NONE  # the post enters it; how many places are taken changes by the minute

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)  # not paid
    heads = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    called_off_on = models.DateField(null=True, blank=True)
    why = models.CharField(
        max_length=12, choices=Why.choices, blank=True
    )  # places stay empty, as the last evening said

    class Meta:
        ordering = ["starts_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("heads")), name="no_place_is_given_twice"),
            models.CheckConstraint(condition=Q(heads__gt=0), name="a_shift_wants_somebody"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_begins"),
            models.UniqueConstraint(fields=["post", "starts_at", "ends_at"], name="a_shift_is_posted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def worked(self) -> timedelta:
        """Return how long is worked, and paid: without the break."""
        return self.ends_at - self.starts_at - timedelta(minutes=self.break_minutes)

    @property
    def hours(self) -> Decimal:
        """Return the hours that are paid, to the minute."""
        return Decimal(self.worked // timedelta(minutes=1)) / 60

    @property
    def left(self) -> int:
        """Return how many places are left."""
        return self.heads - self.taken

    def overlaps(self, other: Shift) -> bool:
        """Return whether both cannot be worked: half-open, so one may begin as the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def begun(self, at: datetime) -> bool:
        """Return whether it has begun."""
        return self.starts_at <= at


class Booking(InCircle):
    """How it stands between one worker and one shift. Its owner is the town of the place of work."""

    LEDGER = Ledger.NONE
    PERSONAL = ("worker",)

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="bookings")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="bookings")
    worker_town = models.CharField(max_length=16)  # that enrolled the worker
    state = models.CharField(max_length=10, choices=BookingState.choices)
    lapsed_for = models.CharField(max_length=10, choices=LapseReason.choices, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)  # of a proposal
    since = models.DateTimeField()  # in this state
    asked_by_worker = models.BooleanField(default=False)  # else the platform proposed it

    class Meta:
        ordering = ["shift__starts_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "worker"], name="a_worker_has_a_shift_once"),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(answer_by__isnull=False), name="a_proposal_has_a_term"
            ),
        ]
        indexes = [models.Index(fields=["worker", "state"])]

    def __str__(self) -> str:
        return f"{self.shift} · {self.state}"


class Run(InCircle):
    """One joint assignment of open shifts: what it found, how good that provably is, and what fairness cost.

    Its owner is the town that kept the chair when it ran; everybody in the circle reads it.
    """

    LEDGER = Ledger.ROW

    at = models.DateTimeField()
    from_on = models.DateField()
    until_on = models.DateField()
    workers = models.PositiveIntegerField()
    shifts = models.PositiveIntegerField()
    places = models.PositiveIntegerField()  # open before it
    pairs = models.PositiveIntegerField()  # that were possible
    booked = models.PositiveIntegerField()  # who had asked
    proposed = models.PositiveIntegerField()
    objective_cny = models.DecimalField(max_digits=14, decimal_places=4)
    bound_cny = models.DecimalField(max_digits=14, decimal_places=4)  # no answer is better
    fair_first = models.PositiveIntegerField(default=0)  # of those passed over who have a shift now
    fair_cny = models.DecimalField(max_digits=12, decimal_places=4, default=0)  # what that cost
    fair_share = models.DecimalField(max_digits=8, decimal_places=6, default=0)  # of the optimum
    empty = models.JSONField(default=dict)  # reason → places that stayed empty
    without = models.JSONField(default=dict)  # reason → workers without a shift
    seconds = models.DecimalField(max_digits=8, decimal_places=3)

    class Meta:
        ordering = ["-at", "uid"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def gap(self) -> float:
        """Return by how much a better answer could be better, as a share."""
        return float((self.bound_cny - self.objective_cny) / max(Decimal(1), abs(self.objective_cny)))


class Attendance(InCircle):
    """Who came when, and which hours both sides say were worked. Its owner is the town of the place of work."""

    LEDGER = Ledger.NONE

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="attendance")
    in_at = models.DateTimeField(null=True, blank=True)
    in_by = models.CharField(max_length=8, choices=Side.choices, blank=True)
    in_far = models.BooleanField(null=True, blank=True)  # the device stood far off; where it stood is not kept
    out_at = models.DateTimeField(null=True, blank=True)
    out_by = models.CharField(max_length=8, choices=Side.choices, blank=True)
    worker_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # as each side says, the break taken off
    worker_said_at = models.DateTimeField(null=True, blank=True)
    employer_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    employer_said_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # that stand
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=8, choices=SettledBy.choices, blank=True)
    absent_on = models.DateField(null=True, blank=True)  # the day on which the employer said that nobody came

    class Meta:
        ordering = ["booking__shift__starts_at", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=True, settled_on__isnull=True)
                | Q(minutes__isnull=False, settled_on__isnull=False),
                name="hours_that_stand_have_a_day",
            ),
            models.CheckConstraint(
                condition=Q(out_at__isnull=True) | Q(in_at__isnull=True) | Q(out_at__gt=F("in_at")),
                name="one_goes_after_one_came",
            ),
        ]

    def __str__(self) -> str:
        return str(self.booking_id)


class Appeal(InCircle):
    """A worker says that the employer is wrong; a town of the other bank hears it. Its owner is that town."""

    LEDGER = Ledger.NONE
    PERSONAL = ("said",)

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="appeals")
    about = models.CharField(max_length=7, choices=About.choices)
    said = models.CharField(max_length=400)
    said_at = models.DateTimeField()
    minutes_said = models.PositiveSmallIntegerField(null=True, blank=True)  # that the worker says were worked
    decided_on = models.DateField(null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # as decided
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["said_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "about"], name="one_appeal_a_matter"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | (Q(upheld__isnull=False) & ~Q(reason="")),
                name="a_decision_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.booking_id}"


class Pay(InCircle):
    """What is owed to a worker for one shift, and whether it was paid. No money passes through here.

    Its owner is the town of the place of work; the worker's town reads it too, and the worker.
    """

    LEDGER = Ledger.NONE

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="pay")
    minutes = models.PositiveSmallIntegerField()
    hourly_cny = models.DecimalField(max_digits=8, decimal_places=2)
    floor_cny = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True
    )  # that applied on the day of the work
    floor_at = models.CharField(max_length=12, blank=True)
    gross_cny = models.DecimalField(max_digits=10, decimal_places=2)
    deductions = models.JSONField(default=list)  # each {"ground": of Ground, "words": why, "cny": "12.00"}
    net_cny = models.DecimalField(max_digits=10, decimal_places=2)
    due_on = models.DateField(db_index=True)
    paid_on = models.DateField(null=True, blank=True)  # as the employer says
    paid_how = models.CharField(max_length=80, blank=True)
    received_on = models.DateField(null=True, blank=True)  # as the worker says
    denied_on = models.DateField(null=True, blank=True)  # the worker says that it did not come
    alarm_on = models.DateField(null=True, blank=True)  # both towns were told that it is overdue

    class Meta:
        ordering = ["due_on", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(net_cny__gte=0) & Q(net_cny__lte=F("gross_cny")), name="pay_is_not_below_nought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.due_on}"

    @property
    def open(self) -> bool:
        """Return whether it is still owed: nobody said it was paid, or the worker said that it did not come."""
        return self.received_on is None and (self.paid_on is None or self.denied_on is not None)

    def days_late(self, on: date) -> int:
        """Return for how many days it has been overdue."""
        return max(0, (on - self.due_on).days) if self.open else 0


class PayProof(InCircle):
    """That a worker took out a proof of hours and pay: a digest, and nothing that names anybody."""

    LEDGER = Ledger.ROW

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the proof's text, a number drawn by lot in it
    first_on = models.DateField()
    last_on = models.DateField()
    records = models.PositiveSmallIntegerField()
    made_on = models.DateField()

    class Meta:
        ordering = ["made_on", "uid"]

    def __str__(self) -> str:
        return self.digest[:12]


class Ban(InCircle):
    """An employer may offer no work in a town until a day. Its owner is the town that says so.

    Shared under a clause of an agreement, it holds in every town that is a party to it, as long as both are in force, unless that
    town sets it aside for itself.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("objection",)

    employer = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    name_zh = models.CharField(max_length=200)  # as it was called that day
    name = models.CharField(max_length=240, blank=True)
    uscc = models.CharField(max_length=18, db_index=True)  # it holds for this code, whichever town's register has it
    ground = models.CharField(max_length=8, choices=Breach.choices)
    words = models.CharField(max_length=400)  # what happened, and how the town knows
    clause = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # of the agreement; None: it holds in the own town only
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    late_pays = models.PositiveSmallIntegerField(default=0)  # of this employer, overdue that day and known to the town
    objection = models.CharField(max_length=600, blank=True)  # of whoever speaks for the employer
    objected_on = models.DateField(null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True)
    lifted_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-from_on", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="a_ban_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | ~Q(lifted_why=""), name="a_lifted_ban_says_why"
            ),
            models.UniqueConstraint(
                fields=["in_circle", "owner", "uscc", "from_on"],
                condition=Q(lifted_on__isnull=True),
                name="one_ban_a_town_and_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_zh} {self.from_on}"


class BanSetAside(InCircle):
    """A town does not follow another town's ban, with its reason. Its owner is that town."""

    LEDGER = Ledger.ROW

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT, related_name="set_aside")
    reason = models.CharField(max_length=400)
    since_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # from then on it follows the ban again

    class Meta:
        ordering = ["since_on", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["ban", "owner"], condition=Q(ended_on__isnull=True), name="a_town_sets_a_ban_aside_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ban} {self.owner}"
