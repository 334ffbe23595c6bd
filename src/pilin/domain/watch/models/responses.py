"""Response levels as the commands launch them, a town's plan, and what each office does about it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.watch.enums import Colour, Hazard
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import AppendOnlyQuerySet
from pilin.foundation.members.models import InCircle


class Response(InCircle):
    """One state of a town's flood response: launched, raised, lowered or stood down. Written once.

    Rows of one family are one response; the last of them tells its level. Level 0: stood down.
    """

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet

    family = models.UUIDField(db_index=True)
    hazard = models.CharField(max_length=10, choices=Hazard.choices)
    level = models.PositiveSmallIntegerField()  # 1 is the highest, 4 the lowest
    since = models.DateTimeField(db_index=True)
    command_zh = models.CharField(max_length=80)  # who ordered it
    command = models.CharField(max_length=120, blank=True)
    signal = models.UUIDField(null=True, blank=True)  # the official signal that it follows
    colour = models.CharField(max_length=6, choices=Colour.choices, blank=True)
    mapped_level = models.PositiveSmallIntegerField(null=True, blank=True)  # None: no text that we know says so
    mapped_clause = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    event = models.UUIDField(null=True, blank=True)
    noted_at = models.DateTimeField()
    end_not_told = models.BooleanField(
        default=False
    )  # of one taken over from a report that says no end: it runs no more

    class Meta:
        ordering = ["-since", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "since"], name="a_town_has_one_level_at_a_time"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=4), name="a_response_has_a_level"),
            models.CheckConstraint(condition=~Q(command_zh=""), name="a_response_names_its_command"),
            models.CheckConstraint(
                condition=Q(mapped_level__isnull=True) | ~Q(level__gt=F("mapped_level")) | ~Q(reason=""),
                name="a_level_below_the_colour_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.owner} {self.level} {self.since:%Y-%m-%d %H:%M}"


class PlanTask(InCircle):
    """A line of a town's flood plan: what which office does from which level up, within how many minutes."""

    LEDGER = Ledger.ROW

    level = models.PositiveSmallIntegerField()  # from this level up to the highest
    number = models.PositiveSmallIntegerField()
    task_zh = models.CharField(max_length=200)
    task = models.CharField(max_length=300, blank=True)
    office_zh = models.CharField(max_length=80)
    office = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # None: no term
    clause = models.CharField(max_length=160, blank=True)  # of the plan
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "-level", "number", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number", "valid_from"], name="a_plan_has_a_line_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="a_plan_line_has_a_level"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_plan_line_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.task_zh


class ResponseTask(InCircle):
    """What one office has to do in a response: taken from the plan or the law when the level was launched."""

    LEDGER = Ledger.ROW
    PERSONAL = ("acknowledged_by", "done_by")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="tasks")
    family = models.UUIDField(db_index=True)
    key = models.CharField(max_length=60)  # of the line of the plan, or of the law
    number = models.PositiveSmallIntegerField()
    task_zh = models.CharField(max_length=200)
    task = models.CharField(max_length=300, blank=True)
    office_zh = models.CharField(max_length=80)
    office = models.CharField(max_length=120, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)  # what came of it

    class Meta:
        ordering = ["number", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["family", "key"], name="a_response_has_a_task_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(acknowledged_at__isnull=False, done_at__gte=F("acknowledged_at")),
                name="a_task_is_taken_on_before_it_is_done",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.task_zh
