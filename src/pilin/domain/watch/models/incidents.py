"""Incidents of the four fields, whom they were told to and who knows; contacts; joint plans of a basin."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.kinds import Basin, Field
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import AppendOnlyQuerySet
from pilin.foundation.members.models import InCircle


class Contact(InCircle):
    """Whom to call in a town about one field, in the order of calling, and until when it was made sure of."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person_zh", "person", "phone")

    field = models.CharField(max_length=11, choices=Field.choices)
    rank = models.PositiveSmallIntegerField()  # 1 is called first
    office_zh = models.CharField(max_length=80)
    office = models.CharField(max_length=120, blank=True)
    person_zh = models.CharField(max_length=60, blank=True)
    person = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours_zh = models.CharField(max_length=80, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField()
    review_by = models.DateField()  # on which day somebody makes sure of it again
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "field", "rank", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(review_by__gte=F("reviewed_on")), name="a_contact_is_reviewed_again_later"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.office_zh


class Incident(InCircle):
    """Something that happened in one of the four fields, in a town. It names no person. Owner: the town where it is."""

    LEDGER = Ledger.ROW

    field = models.CharField(max_length=11, choices=Field.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    what_zh = models.TextField(blank=True)
    what = models.TextField(blank=True)
    place_zh = models.CharField(max_length=160)
    place = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    noted_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome_zh = models.TextField(blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["-noted_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | ~Q(outcome_zh=""), name="a_closed_incident_has_an_outcome"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("happened_at")), name="an_incident_closes_after_it_happened"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class IncidentNotice(InCircle):
    """The town of an incident told another town, and through which contact. Written once."""

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notices")
    to_town = models.CharField(max_length=16, db_index=True)
    contact = models.UUIDField(null=True, blank=True)  # a contact, which fewer people may read
    words_zh = models.CharField(max_length=300, blank=True)  # what the other town should do or know
    words = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "to_town"], name="a_town_is_told_of_an_incident_once"),
            models.CheckConstraint(condition=~Q(owner=F("to_town")), name="a_town_tells_another_of_an_incident"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.to_town}"


class IncidentKnown(InCircle):
    """A town's own word that it knows of an incident, and what it does about it. Nobody says it for another town."""

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet
    PERSONAL = ("known_by",)

    notice = models.ForeignKey(IncidentNotice, on_delete=models.CASCADE, related_name="known")
    known_at = models.DateTimeField()
    known_by = models.UUIDField(null=True, blank=True)
    does_zh = models.CharField(max_length=300, blank=True)
    does = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["known_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["notice"], name="a_town_knows_of_an_incident_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} · {self.owner}"


class JointPlan(InCircle):
    """A plan of towns of one basin to prevent and control together: which stations, which document. Owner: who entered it."""

    LEDGER = Ledger.ROW

    basin = models.CharField(max_length=7, choices=Basin.choices)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=300, blank=True)  # where its text stands; empty: nobody gave it
    stations = models.JSONField(default=list)  # codes of stations
    towns = models.JSONField(default=list)  # codes of the towns that it is for; each says itself that it takes part
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["basin", "title_zh", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class JointPlanPart(InCircle):
    """A town's own word that it takes part in a joint plan."""

    LEDGER = Ledger.ROW

    plan = models.ForeignKey(JointPlan, on_delete=models.CASCADE, related_name="parts")
    joined_on = models.DateField()

    class Meta:
        ordering = ["joined_on", "uid"]
        constraints = [models.UniqueConstraint(fields=["plan", "owner"], name="a_town_joins_a_joint_plan_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.owner}"
