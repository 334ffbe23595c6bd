"""Parks and their parties and shares, carriers, crossings, and works with what was promised of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.parks.enums import (
    CarrierPart,
    Certainty,
    CooperationModel,
    CrossingState,
    ProposalState,
)
from pilin.engine.base import Comparator, PartialDate, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns


def quantity(value: Any, comparator: str, unit: str) -> Quantity | None:
    """Return a figure of two columns as a quantity; None where nobody gave it."""
    return None if value is None else Quantity(Decimal(value), unit, Comparator(comparator))


class ParkList(InCircle):
    """A list of parks as somebody counts them, so that what is missing here shows."""

    LEDGER = Ledger.ROW

    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    declared = models.PositiveSmallIntegerField()  # how many the source says there are
    declared_comparator = comparator_column()

    class Meta:
        ordering = ["name_zh", "uid"]

    def __str__(self) -> str:
        return self.name_zh


class Park(InCircle):
    """A park. Its owner is the town that entered it and keeps its facts; its shares are what all its towns agreed."""

    LEDGER = Ledger.ROW

    listed_in = models.ForeignKey(ParkList, on_delete=models.PROTECT, null=True, blank=True, related_name="parks")
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    joint = models.BooleanField(default=True)  # False: one town's own, listed to compare with
    model = models.CharField(max_length=12, choices=CooperationModel.choices, blank=True)  # empty: nobody said
    area_km2 = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    area_comparator = comparator_column()
    firms = models.PositiveIntegerField(null=True, blank=True)  # as reported, not as entered here
    firms_comparator = comparator_column()
    firms_inside = models.BooleanField(null=True, blank=True)  # whether all of them lie in the area; None: not said
    hnte_share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)  # of 1; HNTE of the firms
    talents_zh = models.CharField(max_length=60, blank=True)  # as said: "tens of thousands" is no number
    talents = models.CharField(max_length=80, blank=True)
    note_zh = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=400, blank=True)
    valid_from_first, valid_from_last = date_span_columns(null=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["-joint", "name_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0), name="a_park_has_some_area"),
            models.CheckConstraint(
                condition=Q(hnte_share__isnull=True) | Q(hnte_share__gte=0, hnte_share__lte=1), name="a_share_of_firms_is_a_share"
            ),
            models.CheckConstraint(condition=Q(model__in=["", *CooperationModel.values]), name="a_park_has_one_of_four_models"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name_zh

    @property
    def area(self) -> Quantity | None:
        """Return its area in km²."""
        return quantity(self.area_km2, self.area_comparator, "km2")

    @property
    def firms_said(self) -> Quantity | None:
        """Return how many firms are reported in it."""
        return quantity(self.firms, self.firms_comparator, "firm")


class ParkParty(InCircle):
    """A town that is party to a park, or a named party from outside the circle."""

    LEDGER = Ledger.ROW

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="parties_of")
    place = models.PositiveSmallIntegerField()  # in the order in which they are named, from 1
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_zh = models.CharField(max_length=80, blank=True)  # where it is none of the members entered here
    name = models.CharField(max_length=120, blank=True)
    bank = models.SmallIntegerField(default=0)  # -1 left bank (west), 1 right bank (east), 0 neither

    class Meta:
        ordering = ["park_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["park", "member"], name="a_town_is_party_once"),
            models.CheckConstraint(
                condition=Q(member__isnull=True) & ~Q(name_zh="") | Q(member__isnull=False, name_zh=""), name="a_party_is_a_member_or_named"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name_zh or str(self.member)


class ShareProposal(InCircle):
    """Shares of a park as one of its towns proposes them. They count from the day on which the last of the towns agreed."""

    LEDGER = Ledger.ROW

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="proposals")
    shares = models.JSONField()  # uid of a party → per cent as text, None where unknown
    why_zh = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=9, choices=ProposalState.choices, default=ProposalState.OPEN)
    decided_on = models.DateField(null=True, blank=True)  # agreed, refused or withdrawn

    class Meta:
        ordering = ["-made_at", "-uid"]
        constraints = [
            models.UniqueConstraint(fields=["park"], condition=Q(state="open"), name="one_proposal_of_shares_at_a_time"),
            models.CheckConstraint(condition=Q(state="open", decided_on__isnull=True) | ~Q(state="open") & Q(decided_on__isnull=False), name="a_decided_proposal_says_when"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.park} · {self.state}"


class ShareWord(InCircle):
    """The word of one town on a proposal of shares."""

    LEDGER = Ledger.ROW

    proposal = models.ForeignKey(ShareProposal, on_delete=models.CASCADE, related_name="words")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["proposal", "member"], name="one_word_a_town_on_shares")]

    def __str__(self) -> str:
        return f"{self.member}: {self.agrees}"


class ParkFirm(InCircle):
    """A firm in a park from a day until another. It may be in several: totals count it once."""

    LEDGER = Ledger.ROW

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="park_firms")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it is there

    class Meta:
        ordering = ["park_id", "valid_from", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "enterprise"], condition=Q(valid_to__isnull=True), name="a_firm_is_in_a_park_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_firm_leaves_after_it_comes"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.park} · {self.valid_from}"  # not the firm's name: who reads this may not read the firm


class Carrier(InCircle):
    """A centre, a base or an institute that brings projects and firms: "one centre, one base, eight platforms"."""

    LEDGER = Ledger.ROW

    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    place_zh = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=80, blank=True)
    note_zh = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["name_zh", "uid"]

    def __str__(self) -> str:
        return self.name_zh


class CarrierFigure(InCircle):
    """One figure of a carrier, of its own kind and period. Figures of two carriers are never merged on their number."""

    LEDGER = Ledger.ROW

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="figures")
    part = models.CharField(max_length=10, choices=CarrierPart.choices)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    comparator = comparator_column()
    period_zh = models.CharField(max_length=40, blank=True)  # as the source says: "in the first year of operation"
    period = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["carrier_id", "part"]
        constraints = [models.UniqueConstraint(fields=["carrier", "part"], name="one_figure_a_part")]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.part} {self.comparator} {self.value}"


class Crossing(InCircle):
    """A bridge, tunnel or road across, or several that a source counts and does not name."""

    LEDGER = Ledger.ROW

    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    number = models.PositiveSmallIntegerField(default=1)  # how many crossings this row stands for
    state = models.CharField(max_length=8, choices=CrossingState.choices)
    begun_first, begun_last = date_span_columns(null=True)
    opened_first, opened_last = date_span_columns(null=True)
    begun_on, opened_on = DateSpan("begun"), DateSpan("opened")
    day_count = models.PositiveIntegerField(null=True, blank=True)  # vehicles a day
    day_comparator = comparator_column()
    peak_count = models.PositiveIntegerField(null=True, blank=True)  # vehicles a day on holidays
    peak_comparator = comparator_column()
    design_count = models.PositiveIntegerField(null=True, blank=True)  # vehicles a day it was built for, where known
    times_design = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # "nearly twice": 2
    times_comparator = comparator_column()
    note_zh = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["state", "opened_first", "name_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="a_crossing_is_one_at_least"),
            models.CheckConstraint(condition=Q(times_design__isnull=True) | Q(times_design__gt=0), name="a_multiple_is_positive"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name_zh

    @property
    def a_day(self) -> Quantity | None:
        """Return the vehicles a day."""
        return quantity(self.day_count, self.day_comparator, "vehicle")

    @property
    def at_peak(self) -> Quantity | None:
        """Return the vehicles a day on holidays."""
        return quantity(self.peak_count, self.peak_comparator, "vehicle")

    @property
    def times(self) -> Quantity | None:
        """Return how many times the design volume is reached, as said."""
        return quantity(self.times_design, self.times_comparator, "")


class Work(InCircle):
    """A big work of which something was promised."""

    LEDGER = Ledger.ROW

    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["name_zh", "uid"]

    def __str__(self) -> str:
        return self.name_zh


class Promise(InCircle):
    """What somebody said would be done, and by when, in their words; and when it was done, once somebody reports it."""

    LEDGER = Ledger.ROW

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="promises")
    what_zh = models.CharField(max_length=160)
    what = models.CharField(max_length=240, blank=True)
    said_by_zh = models.CharField(max_length=80)  # an office, not a person
    said_by = models.CharField(max_length=120, blank=True)
    said_on = models.DateField()
    words = models.CharField(max_length=120, blank=True)  # the date as it was said; empty: no date was said
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.UNKNOWN)
    candidates = models.JSONField(default=list, blank=True)  # what the words could mean, where nobody can choose
    promised_first, promised_last = date_span_columns(null=True)
    actual_first, actual_last = date_span_columns(null=True)
    promised, actual = DateSpan("promised"), DateSpan("actual")
    actual_source = models.CharField(max_length=200, blank=True)  # who or what says that it was done
    reported_by = models.CharField(max_length=16, blank=True)  # code of the town that reported it

    class Meta:
        ordering = ["said_on", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(actual_first__isnull=True) | ~Q(actual_source=""), name="what_was_done_has_a_source"),
            models.CheckConstraint(condition=Q(promised_first__isnull=False) | Q(certainty="unknown"), name="no_date_is_not_certain"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.work}: {self.what_zh}"

    @property
    def could_mean(self) -> list[PartialDate]:
        """Return what its words could mean, where nobody can choose."""
        return [PartialDate.parse(one) for one in self.candidates]
