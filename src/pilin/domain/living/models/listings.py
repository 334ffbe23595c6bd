"""What towns cherish and make, the lists it stands in, its labels, what people tell of it, and flights asked for."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.living.enums.listings import (
    BrandPart,
    DroneSize,
    FigurePart,
    FigureTopic,
    FlightState,
    LabelLevel,
    ListingKind,
    ListingStatus,
    Stage,
    StoryRights,
    StoryState,
)
from pilin.domain.parks.models import Carrier
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle
from pilin.foundation.observations.models import Series
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns


class ListingRegister(InCircle):
    """A list that somebody draws up: "five hundred", a TOP 50. Its owner is the town that keeps it."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    about_zh = models.CharField(max_length=400, blank=True)
    about = models.CharField(max_length=600, blank=True)
    declared_classes = models.PositiveSmallIntegerField(null=True, blank=True)  # as its name or its source says
    told_on_first, told_on_last = date_span_columns(null=True)
    told_on = DateSpan("told_on")

    class Meta:
        ordering = ["title_zh", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class RegisterClass(InCircle):
    """A class of a list, with how many the source says it has. A class that no source names has no row: it is unknown."""

    LEDGER = Ledger.ROW

    register = models.ForeignKey(ListingRegister, on_delete=models.CASCADE, related_name="classes")
    position = models.PositiveSmallIntegerField()  # from 1
    title_zh = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)
    declared = models.PositiveIntegerField(null=True, blank=True)  # None: nobody said
    declared_comparator = comparator_column()

    class Meta:
        ordering = ["register_id", "position"]
        constraints = [models.UniqueConstraint(fields=["register", "position"], name="one_class_a_place_in_a_register")]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def said(self) -> Quantity | None:
        """Return how many it is said to have; None where nobody said."""
        return (
            None
            if self.declared is None
            else Quantity(Decimal(self.declared), "", Comparator(self.declared_comparator))
        )


class Listing(InCircle):
    """Something a town cherishes or makes. Its owner is the town that tells of it."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=10, choices=ListingKind.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    story_zh = models.TextField(blank=True)
    story = models.TextField(blank=True)
    status = models.CharField(max_length=8, choices=ListingStatus.choices, default=ListingStatus.UNKNOWN)
    since_first, since_last = date_span_columns(null=True)
    until_first, until_last = date_span_columns(null=True)
    since, until = DateSpan("since"), DateSpan("until")
    since_inferred = models.BooleanField(default=False)  # the source gives no year: it was inferred
    where_zh = models.CharField(max_length=120, blank=True)  # in words, as people find it
    where = models.CharField(max_length=160, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)  # WGS 84
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    credit_zh = models.CharField(max_length=160, blank=True)  # whose words and pictures these are
    credit = models.CharField(max_length=200, blank=True)
    rights_zh = models.CharField(max_length=200, blank=True)  # on which terms they may be used
    rights = models.CharField(max_length=300, blank=True)
    height_m = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)  # of a building
    of_class = models.ForeignKey(RegisterClass, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    rank = models.PositiveIntegerField(null=True, blank=True)  # in a list that ranks
    firm = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # that makes or runs it
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # that keeps its figures
    takes_requests = models.BooleanField(default=False)  # flights are asked for here

    class Meta:
        ordering = ["title_zh", "uid"]
        indexes = [models.Index(fields=["circle", "kind"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ListingKind.values), name="a_listing_is_of_one_kind"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_listing_lies_on_earth_or_nowhere",
            ),
            models.CheckConstraint(condition=Q(takes_requests=False) | Q(kind="flying"), name="flights_are_asked_for_where_drones_fly"),
            models.CheckConstraint(condition=Q(height_m__isnull=True) | Q(height_m__gt=0), name="a_height_is_above_the_ground"),
            models.UniqueConstraint(fields=["of_class", "rank"], condition=Q(rank__isnull=False), name="one_entry_a_rank"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class LabelKind(InCircle):
    """A label that places or listings earn, with how many the source says hold it, named or not."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=8, choices=LabelLevel.choices)
    of_villages = models.BooleanField(default=False)  # villages hold it
    declared = models.PositiveIntegerField(null=True, blank=True)  # holders as the source counts them
    declared_comparator = comparator_column()
    in_progress = models.BooleanField(default=False)  # the source says they are being built up, not that they hold it

    class Meta:
        ordering = ["level", "title_zh", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class LabelHeld(InCircle):
    """A label that somebody holds from a year on: a village, or something listed. Several labels may be of one holder."""

    LEDGER = Ledger.ROW

    label = models.ForeignKey(LabelKind, on_delete=models.PROTECT, related_name="held")
    village = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    village_zh = models.CharField(max_length=60, blank=True)  # where the village is no division known here
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, blank=True, related_name="labels")
    year = models.PositiveSmallIntegerField(null=True, blank=True)  # None: nobody said
    until = models.PositiveSmallIntegerField(null=True, blank=True)  # the last year in which it counts

    class Meta:
        ordering = ["label_id", "-year", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(village__isnull=False, village_zh="", listing__isnull=True)
                | (Q(village__isnull=True, listing__isnull=True) & ~Q(village_zh=""))
                | Q(village__isnull=True, village_zh="", listing__isnull=False),
                name="a_label_has_one_holder",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(year__isnull=True) | Q(until__gte=F("year")), name="a_label_ends_after_it_begins"),
            models.UniqueConstraint(fields=["label", "village"], condition=Q(village__isnull=False), name="a_village_holds_a_label_once"),
            models.UniqueConstraint(fields=["label", "owner", "village_zh"], condition=~Q(village_zh=""), name="a_named_village_holds_a_label_once"),
            models.UniqueConstraint(fields=["label", "listing"], condition=Q(listing__isnull=False), name="a_listing_holds_a_label_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label_id} · {self.year or ''}"

    @property
    def holder(self) -> str:
        """Return a key of who holds it: the same holder of two labels has one key."""
        if self.listing_id:
            return f"listing:{self.listing_id}"
        return f"place:{self.village_id}" if self.village_id else f"named:{self.owner}:{self.village_zh}"


class BrandNote(InCircle):
    """What is noted of a brand or product: an award, a shop or platform where it is sold, something it takes part in."""

    LEDGER = Ledger.ROW

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="notes")
    part = models.CharField(max_length=8, choices=BrandPart.choices)
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)  # how many, where it stands for several
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["listing_id", "part", "name_zh", "uid"]

    def __str__(self) -> str:
        return self.name_zh


class ListingStage(InCircle):
    """A stage that a building reached, as exactly as the day is known."""

    LEDGER = Ledger.ROW

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    reached_first, reached_last = date_span_columns(null=True)
    reached_on = DateSpan("reached")
    said_on = models.DateField(null=True, blank=True)  # when the source said so: it was reached by then
    evidence_zh = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["listing_id", "uid"]
        constraints = [models.UniqueConstraint(fields=["listing", "stage"], name="a_building_reaches_a_stage_once")]

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.stage}"


class FigureNote(InCircle):
    """How a series of a page is to be read: growth as reported, the method, and with which others it counts the same people.

    The numbers themselves stand in the series alone.
    """

    LEDGER = Ledger.ROW

    topic = models.CharField(max_length=8, choices=FigureTopic.choices)
    part = models.CharField(max_length=8, choices=FigurePart.choices, default=FigurePart.OTHER)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, blank=True, related_name="figures")
    growth_percent = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)  # on the year before
    growth_step = models.DecimalField(max_digits=5, decimal_places=3, default=Decimal("0.1"))  # to which it was rounded
    value_step = models.DecimalField(
        max_digits=18, decimal_places=3, default=Decimal(1)
    )  # to which the figure was rounded
    method_zh = models.CharField(max_length=400, blank=True)  # empty: the source does not say
    method = models.CharField(max_length=600, blank=True)
    overlap = models.SlugField(
        max_length=40, blank=True
    )  # series of one mark may count the same people: they do not add up

    class Meta:
        ordering = ["topic", "series_id"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "series"], name="a_series_is_noted_once_a_page"),
            models.CheckConstraint(condition=Q(growth_percent__isnull=True) | Q(growth_percent__gt=-100), name="nothing_falls_below_nothing"),
            models.CheckConstraint(condition=Q(growth_step__gt=0, value_step__gt=0), name="what_is_rounded_has_a_step"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.topic} · {self.series_id}"


class Contribution(InCircle):
    """A story that somebody tells of a listing. Its owner is the town of the listing, which reads it before everyone does."""

    LEDGER = Ledger.NONE
    PERSONAL = ("text", "credit", "person")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    credit = models.CharField(max_length=40, blank=True)  # as whoever tells it wants to be called; empty: not named
    rights = models.CharField(max_length=8, choices=StoryRights.choices)
    of_years = models.CharField(max_length=40, blank=True)  # when it happened, in their words
    state = models.CharField(max_length=11, choices=StoryState.choices, default=StoryState.WAITING)
    reason = models.CharField(max_length=200, blank=True)  # of the town, where it is not shown
    told_on = models.DateField(db_index=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["told_on", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(state="shown") | Q(audience="own"), name="a_story_is_read_by_its_town_before_everyone"),
            models.CheckConstraint(condition=~Q(state="turned_down") | ~Q(reason=""), name="a_story_turned_down_has_a_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.told_on}"


class FlightRequest(InCircle):
    """A flight that a firm asks for. Its owner is the town that keeps the place where drones fly."""

    LEDGER = Ledger.ROW

    base = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="flights")
    firm = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    size = models.CharField(max_length=6, choices=DroneSize.choices)
    registration = models.CharField(max_length=40)  # under which the aircraft is registered
    licensed = models.BooleanField(default=False)  # the firm says that who flies it holds the licence
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    height_m = models.PositiveSmallIntegerField()  # true height: above the ground beneath
    area = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    controlled = models.BooleanField()  # in controlled airspace by its height, or as the firm says
    clause = models.CharField(max_length=40)  # of the rule it was asked under
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=9, choices=FlightState.choices, default=FlightState.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_flight_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="a_flight_refused_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "withdrawn")) | Q(answered_at__isnull=False), name="an_answered_flight_says_when"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.base_id} · {self.starts_at:%Y-%m-%d %H:%M}"
