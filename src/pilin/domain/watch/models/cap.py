"""Alerts of the Common Alerting Protocol: those that came, those that towns sent, and whom a town believes."""

from __future__ import annotations

import base64
import zlib
from datetime import datetime

from django.db import models
from django.db.models import Q

from pilin.domain.watch.enums import FEED_TROUBLES, AlertWay, Colour, Hazard, SignatureState
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import InCircle
from pilin.foundation.notices.enums import OUTCOMES

LARGEST_ALERT = 1_000_000
"""Bytes of one alert that are kept."""


class AlertSender(InCircle):
    """A sender of alerts that a town knows: who it is, where it is heard, and by which key. Owner: the town that entered it."""

    LEDGER = Ledger.ROW

    sender = models.CharField(max_length=200)  # as it stands in the alerts
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    is_station = models.BooleanField(
        default=False
    )  # a weather station: what it issues is relayed as an official signal
    areas = models.JSONField(default=list)  # codes of the divisions it speaks for
    key = models.TextField(blank=True)  # its public key as PEM, entered by a person; empty: it does not sign
    feed = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # the first day on which it is no longer believed

    class Meta:
        ordering = ["name_zh", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "sender"], name="a_town_knows_a_sender_once"),
            models.CheckConstraint(condition=~Q(sender=""), name="a_sender_has_a_name_in_alerts"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class FeedPull(GatedModel):
    """When a sender's feed was read last, and what was wrong with it. Read by whoever reads the sender."""

    BELT = "through:sender"

    sender = models.OneToOneField(AlertSender, on_delete=models.CASCADE, primary_key=True, related_name="pull")
    read_at = models.DateTimeField()
    well_at = models.DateTimeField(null=True)  # when nothing was wrong with it last; null: never yet
    trouble = models.CharField(max_length=40, blank=True)  # a code of FEED_TROUBLES; empty: nothing

    class Meta:
        ordering = ["sender"]

    def __str__(self) -> str:
        return self.trouble or "well"

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return: whoever reads the sender."""
        return Q() if standing.sees_all else Q(sender__in=AlertSender.objects.visible_to(standing))

    @property
    def trouble_name(self) -> str:
        """Return what was wrong, in the reader's language."""
        return str(
            FEED_TROUBLES.get(self.trouble) or OUTCOMES.get(self.trouble) or self.trouble.replace("status_", "HTTP ")
        )


class Alert(InCircle):
    """One alert, whole and as it came or went. Owner: the town that took it in or sent it."""

    LEDGER = Ledger.BATCH

    way = models.CharField(max_length=3, choices=AlertWay.choices)
    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    sent = models.CharField(max_length=32)  # as written: other alerts refer to it so
    sent_at = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=8)
    msg_type = models.CharField(max_length=6)
    scope = models.CharField(max_length=10)
    incidents = models.JSONField(default=list)  # names of what it belongs to
    references = models.JSONField(default=list)  # "sender,identifier,sent" of earlier alerts
    begins_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)  # None: it does not say
    hazard = models.CharField(max_length=10, choices=Hazard.choices, blank=True)  # empty: nobody can tell
    colour = models.CharField(max_length=6, choices=Colour.choices, blank=True)
    severity = models.CharField(max_length=8, blank=True)
    headline_zh = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=300, blank=True)
    sender_zh = models.CharField(max_length=120, blank=True)  # as the alert names its sender
    sender_name = models.CharField(max_length=160, blank=True)
    towns = models.JSONField(default=list)  # codes of the circle's towns that its areas touch
    version = models.CharField(max_length=3, blank=True)
    packed = models.TextField()  # its bytes: deflated, base64
    signature = models.CharField(max_length=8, choices=SignatureState.choices)
    signed_why = models.CharField(max_length=10, blank=True)  # why the signature cannot be told or is broken
    tolerances = models.JSONField(default=list)  # what reading took although it was not by the book
    faults = models.JSONField(default=list)  # what its checking found
    came_from = models.CharField(max_length=300, blank=True)  # the file or the address; empty for those sent here
    notice = models.UUIDField(null=True, blank=True)  # the joint notice it was sent for

    class Meta:
        ordering = ["-sent_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "owner", "sender", "identifier", "sent"], name="an_alert_is_taken_once"
            ),
            models.CheckConstraint(condition=~Q(sender="") & ~Q(identifier=""), name="an_alert_says_who_sent_which"),
        ]
        indexes = [models.Index(fields=["circle", "sender", "identifier"], name="alerts_by_name")]

    def __str__(self) -> str:
        return self.headline_zh or self.headline or self.identifier

    @property
    def raw(self) -> bytes:
        """Return the alert's bytes, as they came or went."""
        return unpacked(self.packed)

    @property
    def triple(self) -> str:
        """Return how other alerts refer to it."""
        return f"{self.sender},{self.identifier},{self.sent}"

    @property
    def said_by_zh(self) -> str:
        """Return how the alert names its sender, in Chinese where it does."""
        return self.sender_zh or self.sender_name or self.sender

    @property
    def said_by(self) -> str:
        """Return how the alert names its sender, in English where it does."""
        return self.sender_name or self.sender_zh or self.sender

    def is_over(self, at: datetime) -> bool:
        """Say whether it has lapsed by itself."""
        return self.expires_at is not None and self.expires_at <= at


class JointNotice(InCircle):
    """What a town proposes to say to the duty lists of both banks. Each town that says it, says it by an alert of its own.

    Owner: the town that wrote it. It speaks for nobody else.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("written_by",)

    incident = models.CharField(max_length=80)  # shared by the alerts of all towns
    msg_type = models.CharField(max_length=6)  # Alert, Update or Cancel
    follows = models.UUIDField(null=True, blank=True)  # the notice that it updates or cancels
    towns = models.JSONField(default=list)  # codes of the towns that are asked to say it, the writer's first
    areas = models.JSONField(default=list)  # codes of the towns it is about
    hazard = models.CharField(max_length=10, choices=Hazard.choices)
    urgency = models.CharField(max_length=9)
    severity = models.CharField(max_length=8)
    certainty = models.CharField(max_length=8)
    headline_zh = models.CharField(max_length=160)
    headline = models.CharField(max_length=200)
    text_zh = models.TextField()
    text = models.TextField()
    advice_zh = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    exercise = models.CharField(
        max_length=120, blank=True
    )  # the name of the drill that it belongs to; empty: it is real
    expires_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "uid"]

    def __str__(self) -> str:
        return self.headline_zh


class AlertKey(InCircle):
    """The public half of the key with which a town signs its alerts, from a moment on. The newest one signs."""

    LEDGER = Ledger.ROW

    key_id = models.CharField(max_length=16)
    public = models.TextField()  # PEM
    since = models.DateTimeField()

    class Meta:
        ordering = ["owner", "-since", "uid"]
        constraints = [models.UniqueConstraint(fields=["owner", "circle", "key_id"], name="a_key_signs_for_one_town")]

    def __str__(self) -> str:
        return self.key_id


def packed(raw: bytes) -> str:
    """Return an alert's bytes as a row keeps them."""
    return base64.b64encode(zlib.compress(raw)).decode()


def unpacked(text: str) -> bytes:
    """Return the bytes that :func:`packed` kept; a row of another instance may say more than it may hold, which is not read."""
    return zlib.decompressobj().decompress(base64.b64decode(text), LARGEST_ALERT + 1)[:LARGEST_ALERT]
