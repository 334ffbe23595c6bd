"""Where gauges stand: a station has an address of its own, and what it was before it moved is told apart."""

from __future__ import annotations

from django.db import models

from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.observations.enums import StationKind
from pilin.foundation.places.models import Place


class Station(InCircle):
    """A place where something is gauged. Owner: the town that keeps it. Longitude and latitude are WGS 84."""

    LEDGER = Ledger.ROW

    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=StationKind.choices)
    name_zh = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    river_zh = models.CharField(max_length=60, blank=True, default="")
    river = models.CharField(max_length=80, blank=True, default="")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)  # null: nobody said where
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    note_zh = models.CharField(max_length=300, blank=True, default="")  # what a reader must know of its figures
    note = models.CharField(max_length=400, blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "code"], name="a_station_code_is_one_of_its_circle"),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True, latitude__isnull=True)
                | models.Q(longitude__isnull=False, latitude__isnull=False),
                name="a_station_has_both_coordinates",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


class StationPosition(InCircle):
    """Where a station stands from a moment on, and why it moved. Readings before and after are told apart."""

    LEDGER = Ledger.ROW

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="positions")
    valid_from = models.DateTimeField()
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    latitude = models.DecimalField(max_digits=8, decimal_places=6)
    reason_zh = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["station", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["station", "valid_from"], name="a_station_moves_once_at_a_time")]

    def __str__(self) -> str:
        return f"{self.station} {self.valid_from:%Y-%m-%d}"
