"""Stations with gauges, where they stood when, and what their machines said."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import InCircle
from pilin.foundation.observations.models.figures import Series


class ReadingBatch(InCircle):
    """What machines said in one delivery, of series that the same people may read. One entry of the ledger each.

    ``root`` is the Merkle root (RFC 6962) over its readings in order of series and moment: see ``rules.leaf_of``. With
    it, a reading kept or moved to the history is proven to be as it arrived. Owner: the town that keeps the series.
    """

    LEDGER = Ledger.BATCH

    taken = models.PositiveIntegerField()  # new readings, revisions not among them
    revised = models.PositiveIntegerField(default=0)  # another value for a moment that had one
    doubled = models.PositiveIntegerField(default=0)  # said before, word for word: no row
    late = models.PositiveIntegerField(default=0)
    marked = models.PositiveIntegerField(default=0)  # kept with a mark that they look wrong, or are missing
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    root = models.CharField(max_length=64)

    class Meta:
        ordering = ["-made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.source} {self.taken + self.revised}"


class GaugeReading(GatedModel):
    """What a machine said of one moment or one interval. Read as far as its series is read; never changed.

    ``begins_at`` is null for a moment, else the reading is of the interval (begins_at, at]. ``value`` is null where the
    gauge itself said that it has none. Another value for the same moment is a later row with the next ``revision``;
    ``current`` is the last of them. ``quality`` holds the bits of ``enums.Quality``.
    """

    LEDGER = Ledger.NONE  # the batch is entered, with the root over its rows
    BELT = "through:series"

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="gauge_readings", db_index=False)
    begins_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    quality = models.PositiveSmallIntegerField(default=0)
    known_at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    batch = models.ForeignKey(ReadingBatch, on_delete=models.PROTECT, related_name="readings")

    class Meta:
        ordering = ["series", "at", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["series", "at", "revision"], name="a_moment_is_revised_in_order"),
            models.UniqueConstraint(
                fields=["series", "at"], condition=Q(current=True), name="one_reading_a_moment_is_current"
            ),
            models.CheckConstraint(
                condition=Q(begins_at__isnull=True) | Q(begins_at__lt=F("at")), name="an_interval_begins_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever may read the series reads its readings."""
        return _within(Series.visibility(standing), "series")


class HistoryMonth(GatedModel):
    """A month of a series whose readings lie on the shelf, ``history/<circle>/<series>/<YYYY-MM>.parquet``.

    Until this row stands, the table answers alone, whatever lies there; from then on both do, the later revision first.
    """

    LEDGER = Ledger.NONE  # the batches are entered, with the roots over what lies here
    BELT = "through:series"

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="history", db_index=False)
    month = models.DateField()  # its first day, in Shanghai
    rows = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["series", "month"]
        constraints = [models.UniqueConstraint(fields=["series", "month"], name="a_month_is_moved_once")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.month:%Y-%m}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever may read the series reads its history."""
        return _within(Series.visibility(standing), "series")


class RefusedReading(InCircle):
    """What could not be a reading, kept word for word so that nothing is lost. Read by the town that brought it."""

    LEDGER = Ledger.NONE

    said = models.JSONField(default=dict)  # field → text, as brought
    row = models.PositiveIntegerField(null=True, blank=True)  # of the delivery, the header being row 1
    field = models.CharField(max_length=20)
    code = models.CharField(max_length=24)
    digest = models.CharField(max_length=64)  # of what was said and why it was refused: the same is kept once
    station = models.UUIDField(null=True, blank=True)  # where it names a series that stands here
    series = models.UUIDField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # when somebody on duty put it aside

    class Meta:
        ordering = ["-made_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "digest"], name="the_same_is_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.field}"


class ReactionDue(GatedModel):
    """A reaction to readings that failed when they arrived, and is to be done again. The instance's alone."""

    LEDGER = Ledger.NONE
    BELT = "house"

    name = models.CharField(max_length=40)  # in enums.REACTIONS
    batch = models.ForeignKey(ReadingBatch, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=300)  # what it fell over, as the log has it
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [models.UniqueConstraint(fields=["name", "batch"], name="a_reaction_is_due_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.batch_id}"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: nobody but the machine itself."""
        return Q() if standing.sees_all else Q(pk__in=[])


def _within(condition: Q, path: str) -> Q:
    """Return a condition on a related row: each of its columns is looked up along the path."""
    children: list[Any] = list(condition.children)
    moved = [_within(child, path) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1]) for child in children]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)
