"""Stops, lines with their trips and calls, and the word of a stop's town on who may get on and off."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.lines.enums import CARDS, LAST_MINUTE, SAID, Days, Direction, LineKind
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import money_column


class Stop(InCircle):
    """A place at which buses call. Its owner is the town that looks after it, and says which line may stop there."""

    LEDGER = Ledger.ROW

    code = models.SlugField(max_length=40)  # by which timetables call it
    name_zh = models.CharField(max_length=60)
    name = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6)  # WGS 84
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    bank = models.SmallIntegerField(default=0)  # -1 left bank (west), 1 right bank (east), 0 neither

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "code"], name="a_stop_has_its_code"),
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_stop_lies_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Line(InCircle):
    """A bus line, from a first day until a last. Its owner is the town that keeps its timetable."""

    LEDGER = Ledger.ROW

    number = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=14, choices=LineKind.choices)
    operator_zh = models.CharField(max_length=80, blank=True)
    operator = models.CharField(max_length=120, blank=True)
    cards = models.CharField(max_length=60, blank=True)  # codes of CARDS, comma between; empty: nobody said
    fare_cny = money_column(null=True)  # None: nobody said
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it goes; None: until said otherwise

    class Meta:
        ordering = ["number", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_line_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(fare_cny__isnull=True) | Q(fare_cny__gte=0), name="a_fare_is_not_negative"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.name_zh}"

    @property
    def card_codes(self) -> list[str]:
        """Return the codes of what is taken for the fare."""
        return [code for code in self.cards.split(",") if code]

    @property
    def taken(self) -> str:
        """Return what is taken for the fare by name, in the reader's language; empty: nobody said."""
        return ", ".join(str(CARDS.get(code, code)) for code in self.card_codes)


class Trip(InCircle):
    """One bus of a line from end to end, on its days, from a first day until a last.

    A timetable that was replaced before it came into force leaves trips that end before they begin: they never go.
    """

    LEDGER = Ledger.BATCH

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="trips")
    code = models.CharField(max_length=40)  # as the timetable calls it
    direction = models.CharField(max_length=4, choices=Direction.choices)
    days = models.CharField(max_length=8, choices=Days.choices, default=Days.DAILY)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = [
            "line_id",
            "direction",
            "code",
            "uid",
        ]  # not through the line: who reads a trip may not read its line
        constraints = [
            models.UniqueConstraint(
                fields=["line", "code"], condition=Q(valid_to__isnull=True), name="a_running_trip_has_its_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.direction}"


class CallAt(InCircle):
    """A trip's call at a stop. Minutes count from midnight of the day on which the trip begins and may exceed 1440."""

    LEDGER = Ledger.BATCH

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="calls")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField()  # from 1
    arrives = models.PositiveSmallIntegerField()
    departs = models.PositiveSmallIntegerField()
    no_boarding = models.BooleanField(
        default=False
    )  # by the timetable of the operator itself, whatever the town allows
    no_alighting = models.BooleanField(default=False)

    class Meta:
        ordering = ["trip_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "sequence"], name="one_call_a_place_in_the_order"),
            models.CheckConstraint(
                condition=Q(departs__gte=F("arrives"), departs__lte=LAST_MINUTE), name="a_bus_departs_after_it_arrives"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.stop}"


class StopPermission(InCircle):
    """The word of a stop's town on whether one may get on or off a line there, and on which ground. None is unknown."""

    LEDGER = Ledger.ROW

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="permissions")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="permissions")
    direction = models.CharField(max_length=4, choices=Direction.choices, blank=True)  # empty: both ways
    may_board = models.BooleanField(null=True)
    may_alight = models.BooleanField(null=True)
    ground_zh = models.CharField(max_length=200)  # the clause or the agreement
    ground = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)  # counts no more from this day on

    class Meta:
        ordering = ["line_id", "stop_id", "valid_from", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_permission_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(ground_zh=""), name="a_permission_has_a_ground"),
            models.UniqueConstraint(
                fields=["line", "stop", "direction", "valid_from"], condition=Q(withdrawn_on__isnull=True), name="one_word_on_a_stop_a_day"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.line} · {self.stop}"

    @property
    def said(self) -> str:
        """Return what it says, in the reader's language."""
        return str(SAID[self.may_board, self.may_alight])

    @property
    def icon(self) -> str:
        """Return the shape that repeats it: one may, one may not, it is unknown."""
        if self.may_board or self.may_alight:
            return "check"
        return "question-mark" if None in (self.may_board, self.may_alight) else "ban"


class StopMatch(InCircle):
    """Which stop a stop of a feed is: found by name and distance, or said by a clerk. Kept, so that the next feed asks nothing."""

    LEDGER = Ledger.ROW

    feed = models.CharField(max_length=120)  # its publisher
    feed_stop = models.CharField(max_length=100)  # its number there
    name_zh = models.CharField(max_length=120)  # as the feed has it; another name under the number is asked about again
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="matches")
    by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["feed", "feed_stop", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "owner", "feed", "feed_stop"], name="a_stop_of_a_feed_is_one_stop"
            )
        ]

    def __str__(self) -> str:
        return f"{self.feed}: {self.name_zh}"


class Subsidy(InCircle):
    """Who pays what of a line in a year, as one town proposes it. It is agreed when every town with a share has said so."""

    LEDGER = Ledger.ROW

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="subsidies")
    year = models.PositiveSmallIntegerField()
    amount_cny = money_column(null=True)  # None: nobody said
    shares = models.JSONField()  # code of a town → per cent as text; they come to 100
    agreed_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["line_id", "-year", "-made_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "year"], condition=Q(agreed_on__isnull=True, withdrawn_on__isnull=True), name="one_subsidy_proposed_a_year"
            ),
            models.UniqueConstraint(
                fields=["line", "year"], condition=Q(agreed_on__isnull=False, withdrawn_on__isnull=True), name="one_subsidy_agreed_a_year"
            ),
            models.CheckConstraint(condition=Q(amount_cny__isnull=True) | Q(amount_cny__gte=0), name="a_subsidy_is_not_negative"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.line} · {self.year}"


class SubsidyWord(InCircle):
    """One town's yes to its share."""

    LEDGER = Ledger.ROW

    subsidy = models.ForeignKey(Subsidy, on_delete=models.CASCADE, related_name="words")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField()

    class Meta:
        ordering = ["said_on", "uid"]
        constraints = [models.UniqueConstraint(fields=["subsidy", "member"], name="one_word_a_town_on_a_subsidy")]

    def __str__(self) -> str:
        return f"{self.member}: {self.subsidy}"
