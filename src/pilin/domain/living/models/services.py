"""What towns offer across the border: services with their papers, places with their hours, and where insurance pays directly.

Nothing here names a person: no patient, no diagnosis, no number of an insured person, no name of a doctor or a clerk.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from pilin.domain.living.enums.services import (
    LANGUAGES,
    CareKind,
    FacilityKind,
    ForWhom,
    LifeEvent,
    Linked,
    OpenDays,
)
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import money_column


class Facility(InCircle):
    """A place that gives public services: a hospital, a hall, a school. Its owner is the town that writes it down."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=8, choices=FacilityKind.choices)
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    address_zh = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # the division in which it lies
    bank = models.SmallIntegerField(default=0)  # -1 left bank (west), 1 right bank (east), 0 neither
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)  # WGS 84; None: nobody said
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    desk_phone = models.CharField(max_length=40, blank=True)  # of the desk, never of a person
    checked_on = models.DateField(null=True, blank=True)  # when the town last looked that all this holds

    class Meta:
        ordering = ["name_zh", "uid"]
        verbose_name_plural = "facilities"
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "name_zh"], name="a_town_names_a_facility_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_facility_lies_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def point(self) -> tuple[float, float] | None:
        """Return latitude and longitude; None where nobody said them."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)


class FacilityDepartment(InCircle):
    """A department of a facility, and who visits it from elsewhere: a hospital and its days, no person."""

    LEDGER = Ledger.ROW

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="departments")
    number = models.PositiveSmallIntegerField()  # its place in the list, from 1
    name_zh = models.CharField(max_length=60)
    name = models.CharField(max_length=80, blank=True)
    visits_zh = models.CharField(max_length=160, blank=True)  # "中山医院，每周三上午"
    visits = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["facility_id", "number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="one_department_a_number")]

    def __str__(self) -> str:
        return self.name_zh


class FacilityPartnership(InCircle):
    """A facility works together with a hospital of the city, as the reports or the town say."""

    LEDGER = Ledger.ROW

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="partnerships")
    number = models.PositiveSmallIntegerField()
    partner_zh = models.CharField(max_length=80)
    partner = models.CharField(max_length=120, blank=True)
    what_zh = models.CharField(max_length=160, blank=True)  # what comes of it: consultations, referral
    what = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["facility_id", "number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="one_partnership_a_number")]

    def __str__(self) -> str:
        return f"{self.facility} · {self.partner_zh}"


class PublicService(InCircle):
    """A service that a body of one town provides, told so that somebody of the other bank can use it."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)
    about_zh = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=400, blank=True)
    events = models.CharField(max_length=80)  # codes of LifeEvent, comma between
    provider_zh = models.CharField(max_length=80)  # the body, not a person
    provider = models.CharField(max_length=120, blank=True)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )  # None: nowhere to go
    desk_zh = models.CharField(max_length=80, blank=True)  # window or floor
    desk = models.CharField(max_length=120, blank=True)
    online = models.URLField(max_length=200, blank=True)  # where it is done without going
    for_whom = models.CharField(max_length=10, choices=ForWhom.choices)
    who_zh = models.CharField(max_length=160, blank=True)  # the condition in words
    who = models.CharField(max_length=200, blank=True)
    clause_zh = models.CharField(max_length=160, blank=True)  # the law and its article; empty: nobody said
    clause = models.CharField(max_length=240, blank=True)
    languages = models.CharField(max_length=20, blank=True)  # codes of LANGUAGES; empty: nobody said
    cost_cny = money_column(null=True)  # None: nobody said; 0: free
    cost_zh = models.CharField(max_length=120, blank=True)
    cost = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it is given
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_service_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(cost_cny__isnull=True) | Q(cost_cny__gte=Decimal(0)), name="a_service_costs_nothing_or_more"),
            models.CheckConstraint(condition=~Q(events=""), name="a_service_meets_a_life_event"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh

    @property
    def event_codes(self) -> list[str]:
        """Return the codes of the life events it helps with."""
        return [code for code in self.events.split(",") if code]

    @property
    def event_labels(self) -> list[str]:
        """Return the life events by name, in the reader's language."""
        return [str(LifeEvent(code).label) for code in self.event_codes]

    @property
    def language_codes(self) -> list[str]:
        """Return the codes of the languages spoken at the desk."""
        return [code for code in self.languages.split(",") if code]

    @property
    def spoken(self) -> str:
        """Return the languages by name, in the reader's language; empty: nobody said."""
        return ", ".join(str(LANGUAGES[code]) for code in self.language_codes)


class ServicePaper(InCircle):
    """A paper to bring to a service, always or in the case that is said."""

    LEDGER = Ledger.ROW

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveSmallIntegerField()
    paper_zh = models.CharField(max_length=120)
    paper = models.CharField(max_length=160, blank=True)
    case_zh = models.CharField(max_length=120, blank=True)  # when it is needed; empty: always
    case = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["service_id", "number"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="one_paper_a_number")]

    def __str__(self) -> str:
        return self.paper_zh


class OpeningHours(InCircle):
    """From when until when a facility is open on some days, or a service of it where it keeps its own hours.

    Minutes count from midnight. No row at all: the hours are unknown. Rows, and none for a day: closed.
    """

    LEDGER = Ledger.ROW

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="hours")
    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, null=True, blank=True, related_name="hours")
    days = models.CharField(max_length=8, choices=OpenDays.choices)
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["facility_id", "service_id", "days", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens"), closes__lte=1440), name="hours_close_after_they_open"),
            models.CheckConstraint(
                condition=Q(facility__isnull=False, service__isnull=True) | Q(facility__isnull=True, service__isnull=False), name="hours_are_of_one_thing",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.days} {self.opens}–{self.closes}"


class SettlementWord(InCircle):
    """The word on whether insurance of an area pays directly at a facility, for one kind of care, as of a day, and who says it."""

    LEDGER = Ledger.ROW

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="settlement_words")
    kind = models.CharField(max_length=10, choices=CareKind.choices)
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # where people are insured
    linked = models.CharField(max_length=7, choices=Linked.choices)
    as_of = models.DateField()
    says_zh = models.CharField(max_length=120)  # which body says it, or which list
    says = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["facility_id", "kind", "area__code", "-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "kind", "area", "as_of"], name="one_settlement_word_a_day"),
            models.CheckConstraint(condition=~Q(says_zh=""), name="somebody_says_a_settlement_word"),
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.kind} · {self.area}: {self.linked}"


class UnmetNeed(InCircle):
    """Somebody needed something on the other bank and found no service for it. Nothing says who; the circle's officers read it."""

    LEDGER = Ledger.NONE

    event = models.CharField(max_length=8, choices=LifeEvent.choices)
    noted_on = models.DateField()
    words = models.CharField(max_length=200, blank=True)  # without numbers of cards, telephones, cars and mail

    class Meta:
        ordering = ["-noted_on", "uid"]

    def __str__(self) -> str:
        return f"{self.event} {self.noted_on}"
