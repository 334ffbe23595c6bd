"""What one end of a flow says of it: so much of something, from one place to another, in a period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from pilin.domain.observatory.enums.flows import FlowKind
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import AppendOnlyQuerySet
from pilin.foundation.members.models import InCircle
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns


class FlowRecord(InCircle):
    """A town's word on a flow that leaves it or reaches it, as it knew it at a moment. Never changed: a revision is a later row.

    ``value`` is null where the town knows that something flows and not how much. The owner is one end of the flow; the
    other end may say its own word of the same flow, in a row of its own.
    """

    LEDGER = Ledger.BATCH
    PERSONAL = ("attested_name",)
    ROWS = AppendOnlyQuerySet

    kind = models.CharField(max_length=8, choices=FlowKind.choices)
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    period_first, period_last = date_span_columns()
    period = DateSpan("period")
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=8)  # of its kind, or an ISO 4217 currency
    comparator = comparator_column()
    known_at = models.DateTimeField(db_index=True)
    attested_by = models.UUIDField(null=True, blank=True)
    attested_name = models.CharField(max_length=60, blank=True, default="")
    attested_role = models.CharField(max_length=12, blank=True, default="")
    note_zh = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering = ["period_first", "kind", "unit", "origin_id", "destination_id", "known_at", "uid"]
        indexes = [models.Index(fields=["in_circle", "kind", "period_first"], name="flows_of_a_circle")]
        constraints = [
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="a_flow_goes_elsewhere"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="a_flow_is_not_negative"),
            models.UniqueConstraint(
                fields=["in_circle", "owner", "kind", "unit", "origin", "destination", "period_first", "period_last", "known_at"],
                name="one_word_on_a_flow_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.period or ''}".rstrip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the word as part of the deed under way; a row that is there already is never written again."""
        if not self._state.adding:
            raise TypeError("a word on a flow is never changed: give the revised one as a new row")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a word on a flow is never removed")

    @property
    def amount(self) -> int | Decimal | None:
        """Return the value: whole numbers as such, so that counts read as counts; None where it was not given."""
        if self.value is None:
            return None
        return int(self.value) if self.value == self.value.to_integral_value() else self.value

    @property
    def exact(self) -> bool:
        """Return whether the value says exactly how much: "more than 300" is no amount to add."""
        return self.value is not None and self.comparator == Comparator.EXACTLY.value

    @property
    def quantity(self) -> Quantity | None:
        """Return the figure as a quantity; None where it was not given."""
        if self.value is None:
            return None
        return Quantity(
            value=Decimal(self.amount or 0), unit=self.unit, comparator=Comparator(self.comparator), period=str(self.period or ""),
            source=self.source,
        )  # fmt: skip
