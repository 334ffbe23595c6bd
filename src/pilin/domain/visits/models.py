"""Grids, offices that visit, rounds and visits, and what was recorded and needed on the spot."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.visits.enums import FirmNeedKind, Outcome, VisitKind
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle


class GridPlan(InCircle):
    """An area of a town, cut into grids by lines; its owner is that town. A line that moves makes the next version.

    Positions are pairs of whole ten-millionths of a degree (longitude, latitude; WGS 84).
    """

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    border = models.JSONField(default=list)  # a ring, its first point not repeated
    lines = models.JSONField(default=list)  # [{"name_zh", "name", "points"}], in the order in which they cut
    version = models.PositiveSmallIntegerField(default=1)
    follows = models.UUIDField(null=True, blank=True)  # the version before
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day; None: until said otherwise
    area_km2 = models.DecimalField(max_digits=10, decimal_places=4)  # as reckoned from the border
    area_reported_km2 = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    firms_reported = models.PositiveIntegerField(null=True, blank=True)
    reported_source = models.CharField(max_length=60, blank=True)  # where those two figures stand

    class Meta:
        ordering = ["owner", "title_zh", "-version", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["follows"], condition=Q(follows__isnull=False), name="a_grid_plan_is_followed_once"
            ),
            models.CheckConstraint(
                condition=Q(area_reported_km2__isnull=True, firms_reported__isnull=True) | ~Q(reported_source=""),
                name="a_reported_figure_of_grids_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Grid(InCircle):
    """One part of a grid plan. Computed by cutting the border, never drawn by itself, so that no two overlap."""

    LEDGER = Ledger.ROW

    plan = models.ForeignKey(GridPlan, on_delete=models.CASCADE, related_name="grids")
    number = models.PositiveSmallIntegerField()  # from west to east
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    ring = models.JSONField(default=list)
    area_km2 = models.DecimalField(max_digits=10, decimal_places=4)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="a_grid_has_its_number")]

    def __str__(self) -> str:
        return self.name_zh


class VisitOffice(InCircle):
    """A department of a town whose people visit firms."""

    LEDGER = Ledger.ROW

    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "name_zh", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "name_zh"], name="a_town_names_an_office_once")
        ]

    def __str__(self) -> str:
        return self.name_zh


class GridMember(InCircle):
    """A department that belongs to the team of a grid."""

    LEDGER = Ledger.ROW

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="members")
    office = models.ForeignKey(VisitOffice, on_delete=models.PROTECT, related_name="grids")

    class Meta:
        ordering = ["grid", "office__name_zh"]
        constraints = [models.UniqueConstraint(fields=["grid", "office"], name="an_office_is_in_a_grid_once")]

    def __str__(self) -> str:
        return f"{self.grid} · {self.office}"


class VisitRule(InCircle):
    """How often a town visits a firm, and within how many days two offices' visits are one too many; from one day until another."""

    LEDGER = Ledger.ROW

    apart_days = models.PositiveSmallIntegerField()  # visits of two offices within so many days are one too many
    cadence_days = models.PositiveSmallIntegerField()  # a firm that nobody visited for so long is due
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    clause = models.CharField(max_length=200)  # what sets it

    class Meta:
        ordering = ["owner", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "valid_from"], name="one_visit_rule_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_visit_rule_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.valid_from}"


class Round(InCircle):
    """The visits of one office to a grid in a period: each firm of it once, or left out with the reason."""

    LEDGER = Ledger.NONE
    PERSONAL = ("person",)

    grid = models.UUIDField()  # the version that was in force; a plan may be read by more people than a round
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    office = models.ForeignKey(VisitOffice, on_delete=models.PROTECT, related_name="rounds")
    person = models.UUIDField(null=True, blank=True)  # who goes
    kind = models.CharField(max_length=8, choices=VisitKind.choices, default=VisitKind.ROUND)
    starts_on = models.DateField()
    ends_on = models.DateField()
    per_day = models.PositiveSmallIntegerField()
    start = models.JSONField(default=list)  # from where each day begins; a position
    left_out = models.JSONField(default=list, blank=True)  # [{"firm", "reason", "on", "office"}]
    metres = models.PositiveIntegerField(default=0)  # as the crow flies, all days together
    line_moved_on = models.DateField(null=True, blank=True)  # since the grids were cut anew, some stops lie in another

    class Meta:
        ordering = ["-starts_on", "owner", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_round_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(per_day__gt=0), name="a_round_visits_somebody_a_day"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Visit(InCircle):
    """One office goes to one firm on a day. Merged visits keep office and purpose each, and go as one under ``led_by``."""

    LEDGER = Ledger.NONE
    PERSONAL = ("person",)

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="visits")
    of_round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    grid = models.UUIDField(null=True, blank=True)
    office = models.ForeignKey(VisitOffice, on_delete=models.PROTECT, related_name="visits")
    person = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=8, choices=VisitKind.choices, default=VisitKind.ROUND)
    purpose_zh = models.CharField(max_length=240)
    purpose = models.CharField(max_length=300, blank=True)
    planned_on = models.DateField()
    sequence = models.PositiveSmallIntegerField(default=0)  # on its day, from 1; 0: no order is set
    lon = models.BigIntegerField(null=True, blank=True)  # of the place that is visited, in ten-millionths of a degree
    lat = models.BigIntegerField(null=True, blank=True)
    address = models.CharField(max_length=240, blank=True)
    led_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    planned_before = models.DateField(null=True, blank=True)  # its own day, while it is merged
    done_at = models.DateTimeField(null=True, blank=True)  # when somebody spoke with the firm
    called_off_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=240, blank=True)  # why it was called off, or is made although another is near

    class Meta:
        ordering = ["planned_on", "sequence", "uid"]
        indexes = [models.Index(fields=["enterprise", "planned_on"], name="visits_of_a_firm")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(called_off_at__isnull=True), name="a_visit_done_is_not_called_off"
            ),
            models.CheckConstraint(condition=Q(led_by__isnull=True) | ~Q(led_by=F("uid")), name="a_visit_leads_others"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.planned_on}"

    @property
    def is_open(self) -> bool:
        """Return whether it is still to come."""
        return self.done_at is None and self.called_off_at is None


class VisitRecord(InCircle):
    """What an officer wrote down at a firm. ``client_id`` is made on the telephone: the same record sent twice is one."""

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "words")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="records")
    client_id = models.UUIDField()
    person = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    at = models.DateTimeField()  # on the spot, by the telephone's clock
    words = models.TextField(blank=True)
    second = models.BooleanField(default=False)  # another officer had recorded this visit before

    class Meta:
        ordering = ["at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "client_id"], name="a_record_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.at}"


class VisitNeed(InCircle):
    """What a firm said it needs, and what became of it."""

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "words", "answer")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="needs")
    client_id = models.UUIDField()
    person = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=7, choices=FirmNeedKind.choices)
    words = models.TextField()
    said_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)  # by when the firm wants an answer
    became = models.CharField(max_length=20, blank=True)  # key of an escalation, or "answered"; empty: still open
    became_uid = models.UUIDField(null=True, blank=True)
    became_reference = models.CharField(max_length=40, blank=True)
    became_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "said_on", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "client_id"], name="a_need_is_kept_once"),
            models.CheckConstraint(
                condition=Q(became="") | Q(became_on__isnull=False), name="a_need_became_it_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.said_on}"
