"""The catalogue of series and the figures given for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import GatedQuerySet, SharedManager
from pilin.foundation.members.models import InCircle, Member
from pilin.foundation.observations.enums import DATUMS, PeriodKind, QuantityKind, SeriesKind
from pilin.foundation.observations.models.stations import Station
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns


class Series(InCircle):
    """One thing that is measured the same way each time. Targets point at it and own no numbers."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=5, choices=SeriesKind.choices)
    unit = models.CharField(max_length=16)  # a unit or an ISO 4217 currency; every figure repeats it
    datum = models.CharField(max_length=40, blank=True, default="")  # of a water level, which means nothing without
    period_kind = models.CharField(max_length=7, choices=PeriodKind.choices, default=PeriodKind.YEAR)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    about_zh = models.CharField(max_length=160, blank=True, default="")  # the firm, park or place it is about
    about = models.CharField(max_length=240, blank=True, default="")
    numerator_zh = models.CharField(max_length=240, blank=True, default="")
    numerator = models.CharField(max_length=300, blank=True, default="")
    denominator_zh = models.CharField(max_length=240, blank=True, default="")
    denominator = models.CharField(max_length=300, blank=True, default="")
    method_zh = models.TextField(blank=True, default="")
    method = models.TextField(blank=True, default="")
    caveat_zh = models.TextField(blank=True, default="")  # what a reader must know before using the figure
    caveat = models.TextField(blank=True, default="")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept_by = models.SlugField(max_length=20, default="attested")  # which reader holds the figures: "gauge" of machines
    station = models.ForeignKey(Station, on_delete=models.PROTECT, null=True, blank=True, related_name="series")
    quantity = models.CharField(max_length=8, choices=QuantityKind.choices, blank=True, default="")  # of a gauge
    interval_minutes = models.PositiveIntegerField(
        null=True, blank=True
    )  # a reading is expected each so many; null: at no set times
    lowest = models.DecimalField(
        max_digits=12, decimal_places=3, null=True, blank=True
    )  # null here and below: not checked
    highest = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    largest_step = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)  # between two readings
    stuck_minutes = models.PositiveIntegerField(null=True, blank=True)  # the same value for longer looks stuck

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(condition=~Q(unit="m_level") | ~Q(datum=""), name="a_level_names_its_datum"),
            models.UniqueConstraint(
                fields=["station", "quantity"],
                condition=Q(station__isnull=False),
                name="a_station_gauges_a_quantity_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def datum_label(self) -> str:
        """Return the vertical datum in the reader's language; as it stands where it is none of those known here."""
        return str(DATUMS.get(self.datum, self.datum))


class OnceQuerySet(GatedQuerySet):
    """Rows that are added and read, nothing else."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("a figure is never changed: give the corrected one as a new row")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("a figure is never removed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError("a figure is never changed: give the corrected one as a new row")


class OnceManager(SharedManager[Any]):
    """Answers only to somebody, with rows that cannot be changed in bulk either."""

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_queryset()  # raises when nobody stands
        return OnceQuerySet(self.model, query=rows.query, using=self._db)


class Observation(InCircle):
    """One figure for one period, as its owner knew it at a moment. Never changed: a correction is a later row.

    ``value`` is null where the source names the thing and gives no figure. Who attested it, and in which office,
    is written with it; figures taken over from a report have none and name their source instead.
    """

    LEDGER = Ledger.BATCH
    PERSONAL = ("attested_name",)

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="observations")
    period_first, period_last = date_span_columns(null=True)
    period = DateSpan("period")
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    comparator = comparator_column()
    unit = models.CharField(max_length=16)
    datum = models.CharField(max_length=40, blank=True, default="")
    known_at = models.DateTimeField(db_index=True)
    attested_by = models.UUIDField(null=True, blank=True)
    attested_name = models.CharField(max_length=60, blank=True, default="")
    attested_role = models.CharField(max_length=12, blank=True, default="")
    note_zh = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=400, blank=True, default="")

    objects: ClassVar[OnceManager] = OnceManager()

    class Meta:
        ordering = ["period_first", "period_last", "known_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_first", "period_last", "known_at"], name="known_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(unit="m_level") | ~Q(datum=""), name="a_figure_names_its_datum"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period or ''}".rstrip()

    @property
    def quantity(self) -> Quantity | None:
        """Return the figure as a quantity; None where it was not given."""
        if self.value is None:
            return None
        return Quantity(
            value=_plain(self.value),
            unit=self.unit,
            comparator=Comparator(self.comparator),
            period=str(self.period or ""),
            source=self.source,
            datum=self.datum,
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the figure as part of the deed under way; a row that is there already is never written again."""
        if not self._state.adding:
            raise TypeError("a figure is never changed: give the corrected one as a new row")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a figure is never removed")


def _plain(value: Decimal) -> Decimal:
    """Return the number without the zeros that the column adds, and never in powers of ten."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
