"""Sites that must drill, scenarios in versions, drills with what was done when, evaluations and corrective actions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.drills.enums import (
    CorrectiveState,
    CorrectiveStepKind,
    DrillForm,
    DrillState,
    ScenarioKind,
    SiteKind,
)
from pilin.foundation.access.enums import Ledger, Role
from pilin.foundation.access.models import AppendOnlyQuerySet
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle


class Site(InCircle):
    """Something that must drill: a construction site, an operator, a town's plan. Its owner is the town where it lies."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=12, choices=SiteKind.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)
    operator_zh = models.CharField(max_length=120, blank=True)  # who answers for it
    operator = models.CharField(max_length=160, blank=True)
    place_code = models.CharField(max_length=12, blank=True)  # division; rules of a place hold in all that lies in it
    since = models.DateField(null=True, blank=True)  # the duty began; None: nobody wrote it down
    drilled_before = models.DateField(null=True, blank=True)  # the last drill before the site was entered here
    ended_on = models.DateField(null=True, blank=True)  # exists no more from this day on
    park = models.UUIDField(null=True, blank=True)  # the site of kind park in which it lies
    industries_zh = models.TextField(blank=True)  # of a park, one a line
    industries = models.TextField(blank=True)

    class Meta:
        ordering = ["owner", "kind", "title_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="a_site_has_a_kind"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(since__isnull=True) | Q(ended_on__gte=F("since")),
                name="a_site_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Scenario(InCircle):
    """What is practised, in one version. Versions are never changed: to change one is to write the next."""

    LEDGER = Ledger.ROW

    family = models.UUIDField(db_index=True)  # the same for all versions
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ScenarioKind.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)
    roles = models.JSONField(default=list)  # [{"key", "zh", "en"}], in order

    class Meta:
        ordering = ["title_zh", "family", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "family", "version"], name="a_version_is_written_once")
        ]

    def __str__(self) -> str:
        return f"{self.title_zh} · {self.version}"


class Inject(InCircle):
    """Something that whoever leads a drill lets happen, so many minutes after its start."""

    LEDGER = Ledger.ROW

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="injects")
    number = models.PositiveSmallIntegerField()
    minute = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, blank=True)  # to whom; empty: to all
    text_zh = models.CharField(max_length=300)
    text = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["minute", "number", "uid"]

    def __str__(self) -> str:
        return f"{self.minute}′ {self.text_zh}"


class ExpectedAction(InCircle):
    """What somebody ought to do in a scenario: after which others, and within how many minutes of the start."""

    LEDGER = Ledger.ROW

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="expected")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=20)
    role = models.CharField(max_length=20)
    what_zh = models.CharField(max_length=160)
    what = models.CharField(max_length=240, blank=True)
    after = models.JSONField(default=list)  # keys of the actions that come first
    within_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # None: whenever
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["number", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "key"], name="an_expected_action_has_its_key"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="an_expected_action_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.what_zh


class Drill(InCircle):
    """A drill of one version of a scenario. Its owner is the town that holds it; other towns take part by a row of their own."""

    LEDGER = Ledger.ROW

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="drills")
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    form = models.CharField(max_length=9, choices=DrillForm.choices, default=DrillForm.LIVE)
    state = models.CharField(max_length=10, choices=DrillState.choices, default=DrillState.PLANNED)
    planned_at = models.DateTimeField(db_index=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)
    organiser_zh = models.CharField(max_length=120, blank=True)  # where the owner only wrote down what others held
    organiser = models.CharField(max_length=160, blank=True)
    invited = models.JSONField(default=list)  # codes of the towns asked to take part
    cast = models.JSONField(default=dict)  # role → code of the town that plays it; the holding town where none is named
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=240, blank=True)  # it was called off

    class Meta:
        ordering = ["-planned_at", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "called_off"]) | Q(started_at__isnull=False),
                name="a_drill_that_ran_began",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "called_off", "running"]) | Q(finished_at__gte=F("started_at")),
                name="a_drill_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh


class DrillPart(InCircle):
    """A town's part in a drill: its own word that it takes part."""

    LEDGER = Ledger.ROW

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="parts")
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["drill", "owner"], name="a_town_takes_part_once")]

    def __str__(self) -> str:
        return f"{self.drill_id} · {self.owner}"


class DrilledSite(InCircle):
    """A site that a drill counts for. Its owner is the site's town, which says so itself."""

    LEDGER = Ledger.ROW

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="sites")
    site = models.UUIDField(db_index=True)  # a Site, which fewer people may read than the drill

    class Meta:
        ordering = ["owner", "uid"]
        constraints = [models.UniqueConstraint(fields=["drill", "site"], name="a_drill_counts_once_for_a_site")]

    def __str__(self) -> str:
        return f"{self.drill_id} · {self.site}"


class Observed(InCircle):
    """Something that was done in a drill, at which moment, noted by an officer of the town that did it. Written once."""

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="observed")
    done_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    expected = models.ForeignKey(ExpectedAction, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    what_zh = models.CharField(max_length=160, blank=True)  # of what nobody expected
    what = models.CharField(max_length=240, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    withdrawn = models.BooleanField(default=False)  # it was not done after all
    why = models.CharField(max_length=240, blank=True)  # it is corrected

    class Meta:
        ordering = ["done_at", "noted_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(corrects__isnull=True) | ~Q(why=""), name="a_correction_says_why"),
            models.UniqueConstraint(fields=["corrects"], name="a_note_is_corrected_once"),
        ]

    def __str__(self) -> str:
        return self.what_zh or str(self.expected_id)


class Evaluation(InCircle):
    """What one town says of a drill afterwards, and the score as it stood then."""

    LEDGER = Ledger.ROW

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="evaluations")
    on = models.DateField()
    well_zh = models.TextField(blank=True)  # what went well
    well = models.TextField(blank=True)
    lacking_zh = models.TextField(blank=True)  # what was lacking
    lacking = models.TextField(blank=True)
    score = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True
    )  # 0 to 100; None: nothing expected

    class Meta:
        ordering = ["on", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "owner"], name="a_town_evaluates_a_drill_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="a_score_lies_within_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill_id} · {self.owner}"


class CorrectiveAction(InCircle):
    """What a town mends after a drill, until which day, and that somebody else made sure of it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("done_by",)

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="corrective")
    expected = models.ForeignKey(ExpectedAction, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what_zh = models.CharField(max_length=300)
    what = models.CharField(max_length=400, blank=True)
    office = models.CharField(max_length=9, choices=Role.choices, default=Role.CLERK)  # whose work it is
    set_on = models.DateField()
    days = models.PositiveSmallIntegerField()  # working days
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)  # the holidays of that year were not published yet
    state = models.CharField(max_length=8, choices=CorrectiveState.choices, default=CorrectiveState.OPEN)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="verified") | Q(verified_on__isnull=False), name="verified_has_its_day"),
            models.CheckConstraint(condition=Q(due_on__gte=F("set_on")), name="corrective_is_due_after_it_is_set"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.what_zh


class CorrectiveStep(InCircle):
    """One thing that happened to a corrective action, with the words of whoever did it. Written once."""

    LEDGER = Ledger.ROW
    ROWS = AppendOnlyQuerySet
    PERSONAL = ("person",)

    corrective = models.ForeignKey(CorrectiveAction, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=CorrectiveStepKind.choices)
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["at", "uid"]

    def __str__(self) -> str:
        return f"{self.corrective_id} · {self.kind}"
