"""Official warning signals, as the towns relay them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.domain.watch.enums import Colour, Hazard
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import AppendOnlyQuerySet
from pilin.foundation.members.models import InCircle


class Signal(InCircle):
    """One state of an official signal: issued, changed or lifted, by its station at its minute. Written once.

    Its owner is the town that relays it. A later row of the same family replaces it; colour none lifts it.
    """

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet

    family = models.UUIDField(db_index=True)  # the same for all states of one signal
    hazard = models.CharField(max_length=10, choices=Hazard.choices)
    colour = models.CharField(max_length=6, choices=Colour.choices)
    issuer_zh = models.CharField(max_length=80)  # the station that issued it, always named
    issuer = models.CharField(max_length=120, blank=True)
    areas = models.JSONField(default=list)  # codes of divisions it is for
    area_zh = models.CharField(max_length=160, blank=True)  # as the station says it
    area = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True, blank=True)  # None: until it is changed or lifted
    text_zh = models.TextField(blank=True)
    text = models.TextField(blank=True)
    alert = models.UUIDField(null=True, blank=True)  # the message it came in, which fewer people may read

    class Meta:
        ordering = ["-issued_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "family", "issued_at"], name="a_signal_changes_once_at_a_time"),
            models.CheckConstraint(condition=~Q(issuer_zh=""), name="a_signal_names_its_station"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_zh} {self.hazard} {self.colour}"
