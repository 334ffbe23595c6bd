"""Plans that lists serve: the three-year plan, its clauses, and the dated steps by which it came into being."""

from __future__ import annotations

from django.db import models

from pilin.domain.programme.enums import PlanState
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.values.columns import DateSpan, date_span_columns


class ActionPlan(InCircle):
    """A plan of several years, or the work of one year under it. Its state is that of its latest step."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=160, blank=True)  # blank: the source counts it and does not name it
    title = models.CharField(max_length=240, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    body_zh = models.CharField(max_length=120, blank=True)  # who draws it up
    body = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    annual_task = models.BooleanField(default=False)  # a task of one year: a child of the plan of several years

    class Meta:
        ordering = ["first_year", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")), name="a_plan_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title_zh or self.slug


class PlanClause(InCircle):
    """A clause of a plan, which items serve."""

    LEDGER = Ledger.ROW

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(max_length=12)  # "4.2"
    title_zh = models.CharField(max_length=200)
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_clause_a_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.title_zh}"


class PlanStep(InCircle):
    """The day a body took a plan one step on, and where that is reported."""

    LEDGER = Ledger.ROW

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=21, choices=PlanState.choices)
    taken_on_first, taken_on_last = date_span_columns()
    taken_on = DateSpan("taken_on")
    body_zh = models.CharField(max_length=120)
    body = models.CharField(max_length=160)
    note_zh = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["taken_on_first", "taken_on_last", "made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.plan} · {self.state}"
