"""Border obstacles, the dated steps taken about each, and what ran into them."""

from __future__ import annotations

from django.db import models

from pilin.domain.obstacles.enums import AuthorityLevel, ObstacleKind, ObstacleOutcome, ObstacleStepKind
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import Body, InCircle
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns


class Obstacle(InCircle):
    """Something that stops people because a border runs there. Its owner is the town that reported it.

    What was done about it stands in its steps; its stage is reckoned from them.
    """

    LEDGER = Ledger.ROW

    year = models.PositiveSmallIntegerField()  # of the report; with ``number`` its name in speech: 2026-3
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ObstacleKind.choices)
    title_zh = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240, blank=True)
    cost_zh = models.TextField(blank=True)  # what it costs people
    cost = models.TextField(blank=True)
    rule_zh = models.TextField(blank=True)  # the rule or habit in the way, and how each bank has it
    rule = models.TextField(blank=True)
    level = models.CharField(max_length=8, choices=AuthorityLevel.choices, blank=True)  # who could remove it
    affected = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    affected_comparator = comparator_column()
    affected_unit = models.CharField(max_length=24, blank=True)
    affected_period = models.CharField(max_length=24, blank=True)
    seen_on_first, seen_on_last = date_span_columns(null=True)
    seen_on = DateSpan("seen_on")

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "year", "number"], name="an_obstacle_has_one_number")
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title

    @property
    def reference(self) -> str:
        """Return how people name it: year and number."""
        return f"{self.year}-{self.number}"

    @property
    def affected_quantity(self) -> Quantity | None:
        """Return how many it affects with comparator and period; None where nobody knows."""
        if self.affected is None:
            return None
        return Quantity(
            self.affected,
            self.affected_unit,
            Comparator(self.affected_comparator),
            period=self.affected_period,
            source=self.source,
        )


class Step(InCircle):
    """One thing done about an obstacle on a day, by a town. Written once; its owner is the town that took it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=13, choices=ObstacleStepKind.choices)
    taken_on = models.DateField()
    who = models.CharField(max_length=120, blank=True)
    note_zh = models.TextField(blank=True)
    note = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=8, choices=AuthorityLevel.choices, blank=True)
    authority_zh = models.CharField(max_length=120, blank=True)  # an authority above the towns, by name
    authority = models.CharField(max_length=160, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ObstacleOutcome.choices, blank=True)
    into = models.ForeignKey(Obstacle, on_delete=models.PROTECT, null=True, blank=True, related_name="merged_here")

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.obstacle} · {self.kind}"


class ObstacleLink(InCircle):
    """Something that ran into an obstacle: an item, a milestone, a case. Known by its uid and address only."""

    LEDGER = Ledger.ROW

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="links")
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240, blank=True)
    url = models.CharField(max_length=300)

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["obstacle", "subject"], name="a_subject_runs_into_it_once")]

    def __str__(self) -> str:
        return self.title_zh or self.title
