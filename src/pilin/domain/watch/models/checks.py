"""What threshold checks found, and which towns a gauge concerns."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.enums import MARK_WORDS, CheckKind, Colour, LineKind, Sureness
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.observations.models import Series


class GaugeConcern(InCircle):
    """A town says for itself that a gauge concerns it: a crossing there calls its duty list too. Owner: that town."""

    LEDGER = Ledger.ROW

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="concerns")
    rise_m_per_h = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)  # null: not checked
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["series", "owner", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "owner"], condition=Q(valid_to__isnull=True), name="a_gauge_concerns_a_town_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_concern_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.series_id} · {self.owner}"


class Crossing(InCircle):
    """One excursion beyond a threshold, from the reading that reached it to the one that was back below. A threshold check.

    Owner: the town that keeps the gauge; read as far as its series is read. ``began_at`` and ``ended_at`` are moments of
    readings, never of the clock. One that revised readings no longer bear out is withdrawn and stays.
    """

    LEDGER = Ledger.ROW

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="crossings")
    kind = models.CharField(max_length=6, choices=CheckKind.choices)
    rule = models.CharField(max_length=24)  # warning · guarantee · rain_6h · rise · stuck …
    level = models.CharField(max_length=12)  # of a line its kind, of rain a colour, else the rule
    certainty = models.CharField(max_length=8, choices=Sureness.choices, default=Sureness.CERTAIN)
    left_open = models.JSONField(default=list)  # of rain: colours above that nothing decided, each with its reason
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)  # that reached it
    threshold = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True, default="")
    datum = models.CharField(max_length=40, blank=True, default="")
    peak = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    peak_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    line = models.UUIDField(null=True, blank=True)  # the line that was crossed, which fewer people may read
    of_town = models.CharField(max_length=16, blank=True, default="")  # whose line or limit it is
    clause = models.CharField(max_length=240, blank=True, default="")  # of the table or the line
    noted_at = models.DateTimeField()  # when the check found it
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    event = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "kind", "level", "of_town"],
                condition=Q(ended_at__isnull=True, withdrawn_at__isnull=True), name="an_excursion_is_open_once",
            ),
            models.UniqueConstraint(
                fields=["series", "kind", "level", "of_town", "began_at"],
                condition=Q(withdrawn_at__isnull=True), name="an_excursion_is_noted_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="an_excursion_ends_after_it_begins"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["circle"], condition=Q(ended_at__isnull=True), name="excursions_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.level} {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def line_name(self) -> str:
        """Return which line it is of, in the reader's language."""
        return str(LineKind(self.level).label) if self.level in LineKind.values else self.level

    @property
    def colour_name(self) -> str:
        """Return the colour it reached, in the reader's language."""
        return str(Colour(self.level).label) if self.level in Colour.values else self.level

    @property
    def mark_name(self) -> str:
        """Return what is wrong with the readings, in the reader's language."""
        return str(MARK_WORDS.get(self.rule, self.rule))

    @property
    def hours(self) -> str:
        """Return over how many hours the rain is of."""
        return self.rule.removeprefix("rain_").removesuffix("h")
