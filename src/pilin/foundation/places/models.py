"""Places, their other names, and the dated graph of what lies in what.

Reference data: kept by the instance, open to all, changed by deeds like everything else.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.enums import ContainmentKind, NamedKind, PlaceKind, TravelMode
from pilin.foundation.values.columns import DateSpan, date_span_columns, uid_column


class OpenReference(GatedModel):
    """A row of reference data that anyone may read."""

    BELT = "open"

    uid = uid_column()
    source = models.CharField(max_length=60, blank=True, default="")
    illustrative = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: everyone reads it."""
        return Q()


class Place(OpenReference):
    """A division, zone, park or basin under one code."""

    code = models.CharField(max_length=16, unique=True)  # statistical division code, or a slug where there is none
    kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    name_zh = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)  # WGS 84
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh


class PlaceAlias(OpenReference):
    """Another name of the same place: a former name, a zone run by the same office, a mistranslation."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="one_alias_a_name")]

    def __str__(self) -> str:
        return self.name


class NameAlias(OpenReference):
    """How a report writes the name of a person, document or organisation, and which one it means.

    Kept beside the places because it is the same kind of reference: a wrong or foreign form of a name, read by whoever
    reads reports. Names of members are in ``members``, those of places in :class:`PlaceAlias`.
    """

    PERSONAL = ("name", "name_zh", "meant")

    kind = models.CharField(max_length=12, choices=NamedKind.choices)
    name = models.CharField(max_length=200)  # as the report has it
    name_zh = models.CharField(max_length=120)  # the one it means
    meant = models.CharField(max_length=200)  # the same in a right English form
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="one_meaning_a_name")]

    def __str__(self) -> str:
        return self.name


class Containment(OpenReference):
    """One place lies in another, for a reason and a time. A graph, not a tree: a town lies in many things at once."""

    inner = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="lies_in")
    outer = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=10, choices=ContainmentKind.choices)
    valid_from_first, valid_from_last = date_span_columns(null=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(inner=models.F("outer")), name="nothing_lies_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.inner} ⊂ {self.outer}"


class TravelTime(OpenReference):
    """How long it takes from one place to another, by one means, from one day until another. The way back is as long."""

    origin = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    destination = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    minutes = models.DecimalField(max_digits=6, decimal_places=1)
    mode = models.CharField(max_length=8, choices=TravelMode.choices, default=TravelMode.CAR)
    valid_from_first, valid_from_last = date_span_columns(null=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["uid"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=models.F("destination")), name="nobody_travels_to_where_they_are"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} – {self.destination}: {self.minutes} min"
