"""Public events of a circle: series that return, their editions, where they are and how many places each town has."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from pilin.domain.living.enums.happenings import HappeningKind, HappeningState, HostRule, Season
from pilin.domain.meetings.models import Meeting
from pilin.engine.base import Confidence
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import DateSpan, date_span_columns

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONFIDENCE = [(one.value, one.value) for one in Confidence]


class HappeningSeries(InCircle):
    """What returns under one name: a festival, a forum, a class. Owner: the town that keeps it in the calendar."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=10, choices=HappeningKind.choices)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    yearly = models.BooleanField(default=False)  # returns every year; False: not known to
    month = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to 12; None: not settled
    season = models.CharField(max_length=6, choices=Season.choices, blank=True)
    since = models.PositiveSmallIntegerField(null=True, blank=True)  # the year of its first edition
    host_rule = models.CharField(max_length=7, choices=HostRule.choices, default=HostRule.CHAIR)
    host = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["title_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(month__isnull=True) | Q(month__range=(1, 12)), name="a_series_is_in_a_month"),
            models.CheckConstraint(
                condition=~Q(host_rule="named") | Q(host__isnull=False), name="a_named_host_has_a_name"
            ),
            models.UniqueConstraint(fields=["in_circle", "owner", "title_zh"], name="one_series_a_name"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class Happening(InCircle):
    """One public event. Owner: the town that planned it; the host may be another, and then works on it too.

    Until it is announced only owner and host read it (``audience`` parties); ``reach`` is who reads it then.
    """

    LEDGER = Ledger.ROW

    series = models.ForeignKey(
        HappeningSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )
    edition = models.PositiveSmallIntegerField(null=True, blank=True)  # the 6th of its series
    kind = models.CharField(max_length=10, choices=HappeningKind.choices)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    for_whom_zh = models.CharField(max_length=200, blank=True)
    for_whom = models.CharField(max_length=300, blank=True)
    starts_on_first, starts_on_last = date_span_columns(null=True)
    ends_on_first, ends_on_last = date_span_columns(null=True)
    starts_on, ends_on = DateSpan("starts_on"), DateSpan("ends_on")
    starts_at = models.DateTimeField(null=True, blank=True)  # where the hour is known
    ends_at = models.DateTimeField(null=True, blank=True)
    confidence = models.CharField(max_length=10, choices=CONFIDENCE, default=Confidence.STATED.value)  # of the year
    why_zh = models.CharField(max_length=300, blank=True)  # how the year was read, where the source does not say it
    why = models.CharField(max_length=400, blank=True)
    host = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    host_stated = models.BooleanField(default=False)  # False: the host is whoever chairs that day
    organisers = models.JSONField(default=list)  # each {"zh": name, "en": name}, in the order of the source
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    registers = models.BooleanField(default=False)  # one registers to come
    places = models.PositiveIntegerField(null=True, blank=True)  # None: as many as come
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    own_until = models.DateField(null=True, blank=True)  # the last day on which only people of its own towns register
    release_on = models.DateField(null=True, blank=True)  # from this day unused places of a town go to whoever waits
    reach = models.CharField(max_length=6, choices=[("public", "public"), ("circle", "circle")], default="public")
    announce_at = models.DateTimeField(null=True, blank=True)  # it is announced by itself then
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on_first", "starts_at", "uid"]
        indexes = [models.Index(fields=["in_circle", "starts_on_first"], name="happenings_of_a_circle")]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_why=""), name="a_cancelled_happening_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="a_happening_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["series", "edition"], condition=Q(cancelled_at__isnull=True), name="one_edition_a_number"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh

    @property
    def day_known(self) -> bool:
        """Return whether its first day is known exactly."""
        return self.starts_on_first is not None and self.starts_on_first == self.starts_on_last

    @property
    def last_day(self) -> date | None:
        """Return the last day it may be on; None where no date is known."""
        day: date | None = self.ends_on_last or self.starts_on_last
        return day

    def begins(self) -> datetime | None:
        """Return the moment from which it is under way: the hour where it is known, else the beginning of its day."""
        if self.starts_at is not None:
            return self.starts_at
        if not self.day_known or self.starts_on_first is None:
            return None
        return datetime.combine(self.starts_on_first, datetime.min.time(), SHANGHAI)

    def state_at(self, at: datetime) -> HappeningState:
        """Return where it stands at a moment."""
        if self.cancelled_at is not None:
            return HappeningState.CANCELLED
        if self.announced_at is None:
            return HappeningState.DRAFT
        on, last = at.astimezone(SHANGHAI).date(), self.last_day
        if last is not None and (on > last or (self.ends_at is not None and at >= self.ends_at)):
            return HappeningState.OVER
        begins = self.begins()
        return HappeningState.NOW if begins is not None and begins <= at else HappeningState.AHEAD

    def released(self, on: date) -> bool:
        """Return whether unused places of a town are open to all on a day."""
        return self.release_on is not None and on >= self.release_on


class HappeningVenue(InCircle):
    """Where an event is; an event in two towns has a venue in each. Owner: that of the event."""

    LEDGER = Ledger.ROW

    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="venues")
    no = models.PositiveSmallIntegerField(default=1)
    name_zh = models.CharField(max_length=160)
    name = models.CharField(max_length=200, blank=True)
    division = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["happening", "no"]
        constraints = [models.UniqueConstraint(fields=["happening", "no"], name="one_venue_a_number")]

    def __str__(self) -> str:
        return self.name_zh


class Seats(InCircle):
    """How many places there are and how many are taken: of the whole event (no town), or of one town's quota.

    Counted here and not on the event, so that a registration changes no row of the ledger. Owner: that of the event.
    """

    LEDGER = Ledger.NONE

    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="seats")
    town = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["happening", "town__bank", "town__code", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="no_seat_is_given_twice"),
            models.UniqueConstraint(fields=["happening", "town"], name="one_quota_a_town"),
            models.UniqueConstraint(
                fields=["happening"], condition=Q(town__isnull=True), name="one_whole_a_happening"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.taken}/{self.places}"

    @property
    def free(self) -> int:
        """Return how many are free."""
        return self.places - self.taken
