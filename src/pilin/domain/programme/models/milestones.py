"""Milestones and the word of both banks: one reports, the other witnesses."""

from __future__ import annotations

from django.db import models

from pilin.domain.programme.enums import Verdict
from pilin.domain.programme.models.items import Item
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member


class Milestone(InCircle):
    """What is to stand by a day, and what the people affected would confirm of it."""

    LEDGER = Ledger.ROW

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="milestones")
    no = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()  # as agreed; later changes stand in rows of their own
    weight = models.PositiveSmallIntegerField(default=1)
    confirm_zh = models.CharField(max_length=300, blank=True)
    confirm = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["item", "no"]
        constraints = [
            models.UniqueConstraint(fields=["item", "no"], name="one_milestone_a_number"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="a_milestone_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class DueChange(InCircle):
    """The lead moved a due date, and why. The date first agreed stays, so slippage shows."""

    LEDGER = Ledger.ROW

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="due_changes")
    due_from = models.DateField()
    due_to = models.DateField()
    reason = models.TextField()
    changed_on = models.DateField()

    class Meta:
        ordering = ["changed_on", "uid"]

    def __str__(self) -> str:
        return f"{self.due_from} → {self.due_to}"


class MilestoneReport(InCircle):
    """The lead says a milestone stands. One bank's word: half."""

    LEDGER = Ledger.ROW

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField()
    figures = models.JSONField(default=list)  # [{"label", "value", "comparator", "unit", "period"}]
    links = models.JSONField(default=list)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["reported_at", "uid"]

    def __str__(self) -> str:
        return str(self.milestone)


class Witnessing(InCircle):
    """What a town of the other province found: it stands, or it goes back with the reason. Its owner is that town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("witness_name",)

    report = models.ForeignKey(MilestoneReport, on_delete=models.CASCADE, related_name="findings")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    text = models.TextField()  # what was checked, or why it goes back
    confirmed = models.TextField(blank=True)  # what the people affected confirmed, and how that was heard
    witness_name = models.CharField(max_length=60, blank=True)
    witnessed_at = models.DateTimeField()

    class Meta:
        ordering = ["witnessed_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["report"], name="a_report_is_answered_once")]

    def __str__(self) -> str:
        return f"{self.owner} · {self.verdict}"


class WitnessAsk(InCircle):
    """The lead asked a town of the other bank to look."""

    LEDGER = Ledger.ROW

    report = models.ForeignKey(MilestoneReport, on_delete=models.CASCADE, related_name="asks")
    asked = models.ForeignKey(Member, to_field="code", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at", "uid"]

    def __str__(self) -> str:
        return f"{self.asked_id} · {self.report_id}"
