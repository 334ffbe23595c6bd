"""What an officer attested of a count, and what firms' towns say of them for counts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.observatory.enums.counts import FirmAsked
from pilin.domain.observatory.models.indicators import Indicator
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.values.columns import DateSpan, date_span_columns


class FirmWord(InCircle):
    """What a firm, or the town that keeps it, says of it for a span of days: the only record that can say no."""

    LEDGER = Ledger.BATCH

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=8, choices=FirmAsked.choices)
    holds = models.BooleanField()
    place = models.CharField(max_length=12, blank=True, default="")  # beginning of a division code; empty: of any place
    partner_zh = models.CharField(max_length=160, blank=True, default="")  # the institute or firm, where it is named
    valid_from_first, valid_from_last = date_span_columns()
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to_last__isnull=True) | Q(valid_to_last__gte=F("valid_from_first")),
                name="a_word_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(about="above") | Q(place=""), name="a_size_has_no_place"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.about}"


class AttestedCount(InCircle):
    """What an officer counted and put a name to: the numbers of each town as they were, and the digest of what was read.

    Counted over what every town of the circle may read; what one town keeps to itself is not in it.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("attested_name",)

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="counts")
    counted_on = models.DateField()
    counts = models.JSONField()  # town → what is counted, out of what, of which place
    towns = models.JSONField()  # town → its seven numbers, as ``rules.Tally`` names them
    records = models.PositiveIntegerField()  # firms that were asked
    made_up = models.PositiveIntegerField(default=0)  # of these, illustrative ones
    digest = models.CharField(max_length=64)  # SHA-256 of every firm with its answers
    attested_by = models.UUIDField()
    attested_name = models.CharField(max_length=60, blank=True, default="")
    attested_at = models.DateTimeField()

    class Meta:
        ordering = ["counted_on", "attested_at", "uid"]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.counted_on}"
