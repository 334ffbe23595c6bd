"""One event, two sides: what happens, and each town's own word that it knows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.enums import EventCause, Hazard
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle


class Event(InCircle):
    """Something that concerns towns on both banks, from its first minute until every town stood down. Owner: where it began."""

    LEDGER = Ledger.ROW

    hazard = models.CharField(max_length=10, choices=Hazard.choices)
    cause = models.CharField(max_length=8, choices=EventCause.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    opened_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    called = models.JSONField(default=list)  # codes of the towns whose duty lists are called, the first to know first

    class Meta:
        ordering = ["-opened_at", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="an_event_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class EventPart(InCircle):
    """A town's own part in an event: that it knows, and when it stood down. Nobody acknowledges for another town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("acknowledged_by",)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="parts")
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.UUIDField(null=True, blank=True)
    stood_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["acknowledged_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["event", "owner"], name="a_town_acknowledges_an_event_once"),
            models.CheckConstraint(
                condition=Q(stood_down_at__isnull=True) | Q(stood_down_at__gte=F("acknowledged_at")),
                name="a_town_stands_down_after_it_knew",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event_id} · {self.owner}"
