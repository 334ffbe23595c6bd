"""Lines across gauges, and how far vertical datums lie apart."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.enums import LineKind
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.observations.models import Series


class WaterLine(InCircle):
    """A level from which a town acts, on one gauge, from a first day until a last. Each town has its own: the stricter counts."""

    LEDGER = Ledger.ROW

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    level_m = models.DecimalField(max_digits=8, decimal_places=3)
    datum = models.CharField(max_length=40)
    datum_assumed = models.BooleanField(default=False)  # the source names none; we took the usual one of the place
    valid_from = models.DateField(null=True, blank=True)  # None: nobody said since when
    valid_to = models.DateField(null=True, blank=True)
    meaning_zh = models.CharField(max_length=200, blank=True)  # what happens when the water stands above
    meaning = models.CharField(max_length=300, blank=True)
    clause = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["series", "owner", "kind", F("valid_from").asc(nulls_first=True), "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "owner", "kind", "valid_from"], nulls_distinct=False, name="a_town_has_a_line_from_a_day"
            ),
            models.CheckConstraint(condition=~Q(datum=""), name="a_line_names_its_datum"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_water_line_ends_after_it_begins",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.series_id} {self.kind} {self.level_m}"


class DatumOffset(InCircle):
    """How much is added to a level on one vertical datum to have it on another; it holds at one place only."""

    LEDGER = Ledger.ROW

    from_datum = models.CharField(max_length=40)
    to_datum = models.CharField(max_length=40)
    offset_m = models.DecimalField(max_digits=7, decimal_places=4)
    place_code = models.CharField(max_length=16)  # division; it holds for gauges that lie in it
    valid_from = models.DateField(null=True, blank=True)
    authority = models.CharField(max_length=240)  # the document that gives it

    class Meta:
        ordering = ["from_datum", "to_datum", "place_code", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_datum=F("to_datum")), name="an_offset_joins_two_datums"),
        ]

    def __str__(self) -> str:
        return f"{self.from_datum} → {self.to_datum}: {self.offset_m} m"
