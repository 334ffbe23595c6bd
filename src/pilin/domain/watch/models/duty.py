"""Who is on duty, by which ways they are called, and who was called when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.enums import REASONS, Channel, Outcome
from pilin.domain.watch.models.events import Event
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle


class DutyTerm(InCircle):
    """How long a town waits for an answer before it calls on, from a day on. Owner: the town."""

    LEDGER = Ledger.ROW

    answer_seconds = models.PositiveIntegerField()
    rounds = models.PositiveSmallIntegerField(default=2)  # how often the list is gone through
    valid_from = models.DateField()

    class Meta:
        ordering = ["owner", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "valid_from"], name="a_town_waits_so_long_from_a_day"),
            models.CheckConstraint(
                condition=Q(answer_seconds__gte=10, answer_seconds__lte=3600, rounds__gte=1, rounds__lte=10),
                name="a_town_waits_some_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.owner} {self.answer_seconds} s"


class DutyShift(InCircle):
    """A stretch of time in which a town keeps watch. Owner: the town; the circle's officers read it."""

    LEDGER = Ledger.ROW

    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    post_zh = models.CharField(max_length=60)
    post = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["starts_at", "owner", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.starts_at:%Y-%m-%d %H:%M}"


class DutyTurn(InCircle):
    """One person in a shift: the how-manieth to be called, and by which ways in which order.

    ``person`` and ``name`` are of one account at the day of entry; the name goes when the account is erased.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("person", "name")

    shift = models.ForeignKey(DutyShift, on_delete=models.CASCADE, related_name="turns")
    person = models.UUIDField(null=True, blank=True, db_index=True)
    name = models.CharField(max_length=60, blank=True, default="")
    order = models.PositiveSmallIntegerField()
    channels = models.JSONField(default=list)  # of Channel, the first first

    class Meta:
        ordering = ["shift", "order"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "order"], name="a_shift_calls_in_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.order}"


class Call(InCircle):
    """One person of one town called of one event by one way: the step of a chain. Owner: the town that is called.

    Rows are written once and stepped on by conditional updates alone, so that any process may do any step and none is
    done twice. ``due_at`` says when the next step is taken unless somebody answered. Names stay out of the ledger: what
    enters it is the town's word that it knows (``EventPart``).
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "name")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="calls")
    step = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)  # through the list
    person = models.UUIDField(null=True, blank=True, db_index=True)  # null: nobody was on duty
    name = models.CharField(max_length=60, blank=True, default="")
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True, default="")
    called_at = models.DateTimeField()
    due_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)  # no answer in time: the next was called
    claimed_at = models.DateTimeField(null=True, blank=True)  # a process is about to send it
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=40, blank=True, default="")  # why it did not arrive, or was skipped
    receipt = models.CharField(max_length=80, blank=True, default="")  # of whoever carries it
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_way = models.CharField(max_length=8, blank=True, default="")  # page · link · api

    class Meta:
        ordering = ["event", "owner", "step"]
        constraints = [
            models.UniqueConstraint(fields=["event", "owner", "step"], name="a_chain_takes_a_step_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(passed_at__isnull=True, answered_at__isnull=True), name="calls_unanswered"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event_id} {self.owner} {self.step}"

    @property
    def reason_name(self) -> str:
        """Return why it did not arrive or was passed by, in the reader's language."""
        return str(REASONS.get(self.reason, self.reason))
