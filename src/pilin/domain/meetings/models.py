"""Events of a circle and everything that follows from them.

Rows are written once wherever possible: where a thing stands is read off its steps, each owned by the town that took it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models

from pilin.domain.meetings.enums import (
    AgendaOutcome,
    CheckResult,
    MatterMove,
    MeetingKind,
    ObjectKind,
    OutcomeKind,
    ResolutionState,
    Said,
    TaskMove,
)
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import Body, InCircle, Member
from pilin.foundation.values.columns import DateSpan, date_span_columns


class WrittenInStone(InCircle):
    """A row that is made with its deed and never changed after."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{self._meta.verbose_name} is never changed")
        super().save(*args, **kwargs)


class Snapshot(WrittenInStone):
    """A frozen copy of what the circle had before it: one canonical text and its hash."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    taken_at = models.DateTimeField()
    text = models.TextField()  # canonical JSON
    text_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-taken_at", "-uid"]

    def __str__(self) -> str:
        return self.title_zh


class Meeting(InCircle):
    """An event of a circle: a meeting of a body, or a side meeting, visit, ceremony, forum or festival. Owner: the host."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=12, choices=MeetingKind.choices, default=MeetingKind.MEETING)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    theme_zh = models.CharField(max_length=200, blank=True)
    theme = models.CharField(max_length=300, blank=True)
    starts_on_first, starts_on_last = date_span_columns()
    ends_on_first, ends_on_last = date_span_columns(null=True)
    starts_on, ends_on = DateSpan("starts_on"), DateSpan("ends_on")
    starts_at = models.DateTimeField(null=True, blank=True)  # where the hour is known
    ends_at = models.DateTimeField(null=True, blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)
    host = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="hosts")
    host_stated = models.BooleanField(default=False)  # False: the host is whoever chairs that day
    umbrella = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)  # the 6th of its name
    is_results = models.BooleanField(default=False)  # results meeting: decides on a frozen snapshot
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    next_year = models.PositiveSmallIntegerField(null=True, blank=True)
    next_host = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)  # when it was recorded as held
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on_first", "starts_at", "uid"]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def last_day(self) -> date:
        """Return the last day it may have been on."""
        day: date = self.ends_on_last or self.starts_on_last
        return day


class Theme(InCircle):
    """A focus a meeting set, under which tasks are found again."""

    LEDGER = Ledger.ROW

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="themes")
    no = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["meeting", "no"]
        constraints = [models.UniqueConstraint(fields=["meeting", "no"], name="one_theme_a_number")]

    def __str__(self) -> str:
        return self.name_zh


class AgendaItem(InCircle):
    """One item of an agenda, who asked for it and what came of it. Owner: the host."""

    LEDGER = Ledger.ROW

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    no = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    proposer = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes_zh = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, choices=AgendaOutcome.choices, blank=True)

    class Meta:
        ordering = ["meeting", "no"]
        constraints = [models.UniqueConstraint(fields=["meeting", "no"], name="one_agenda_item_a_number")]

    def __str__(self) -> str:
        return self.title_zh


class Attendance(InCircle):
    """Who was there, for whom, in which role. Owner: the member they came for, else the host."""

    LEDGER = Ledger.ROW
    PERSONAL = ("name_zh", "name", "as_printed")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_zh = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80, blank=True)
    as_printed = models.CharField(max_length=80, blank=True)  # another name under which a document prints the person
    role_zh = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=160, blank=True)
    principal = models.BooleanField(default=False)
    chaired = models.BooleanField(default=False)
    spoke = models.BooleanField(default=False)
    invited = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting", "-principal", "member__code", "uid"]

    def __str__(self) -> str:
        return f"{self.member or self.role_zh or self.role}"


class Minutes(InCircle):
    """The minutes of a meeting, drafted by the host. Owner: the host."""

    LEDGER = Ledger.ROW

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="minutes_row")
    text_zh = models.TextField(blank=True)
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return f"{self.meeting}"


class MinutesWord(WrittenInStone):
    """A town's word on minutes with this hash: confirmed, or what to correct. Owner: the town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person_name",)

    of = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="words")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=9, choices=Said.choices)
    text_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True)
    person_name = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "uid"]

    def __str__(self) -> str:
        return f"{self.member} · {self.said}"


class Resolution(InCircle):
    """What a meeting resolved, and the snapshot it was resolved on. Owner: the host."""

    LEDGER = Ledger.ROW

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="resolutions")
    no = models.PositiveSmallIntegerField()
    text_zh = models.CharField(max_length=400)
    text = models.CharField(max_length=500)
    snapshot_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["meeting", "no"]
        constraints = [models.UniqueConstraint(fields=["meeting", "no"], name="one_resolution_a_number")]

    def __str__(self) -> str:
        return self.text_zh[:80]


class ResolutionStep(WrittenInStone):
    """A resolution came to a state, on a day, at a meeting. Owner: the host of that meeting."""

    LEDGER = Ledger.ROW

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=24, choices=ResolutionState.choices)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.resolution} · {self.state}"


class Commitment(InCircle):
    """What a speaker undertook for a member, in our words, to be checked a year later. Owner: that member."""

    LEDGER = Ledger.ROW
    PERSONAL = ("speaker_zh", "speaker")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="commitments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="commitments")
    speaker_zh = models.CharField(max_length=60, blank=True)
    speaker = models.CharField(max_length=80, blank=True)
    role_zh = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=120, blank=True)
    sentence_zh = models.TextField()
    sentence = models.TextField()
    check_on = models.DateField()

    class Meta:
        ordering = ["check_on", "member__code", "uid"]

    def __str__(self) -> str:
        return self.sentence_zh[:80]


class CommitmentCheck(WrittenInStone):
    """What was found when a commitment was checked. Owner: the member that checked, never the one that committed."""

    LEDGER = Ledger.ROW

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="checks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=11, choices=CheckResult.choices)
    evidence = models.TextField()
    on = models.DateField()

    class Meta:
        ordering = ["on", "uid"]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.result}"


class PolicyDocument(InCircle):
    """A policy a town works by, with the body that issued it. Owner: the town that keeps it here.

    ``issued_on`` is null where nobody knows the day; ``clauses_declared`` is null where nobody counted them.
    """

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=200, blank=True)  # a report in English does not tell the Chinese title
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)  # 文号
    issuer_zh = models.CharField(max_length=120, blank=True)
    issuer = models.CharField(max_length=160)
    issued_on_first, issued_on_last = date_span_columns(null=True)
    issued_on = DateSpan("issued_on")
    ended_on = models.DateField(null=True, blank=True)  # the last day on which it holds
    clauses_declared = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_on_first", "uid"]

    def __str__(self) -> str:
        return self.title_zh or self.title


class DocumentClause(WrittenInStone):
    """One clause of a policy document: what a task comes from. Owner: the town that keeps the document."""

    LEDGER = Ledger.ROW

    document = models.ForeignKey(PolicyDocument, on_delete=models.CASCADE, related_name="clauses")
    no = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)  # as it is printed: 第三条
    text_zh = models.TextField(blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["document", "no"]
        constraints = [models.UniqueConstraint(fields=["document", "no"], name="one_document_clause_a_number")]

    def __str__(self) -> str:
        return self.label


class Task(WrittenInStone):
    """What one town does by a day, out of a resolution, a commitment or a policy document. Owner: that town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person_name",)

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    document = models.ForeignKey(PolicyDocument, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    clause = models.ForeignKey(DocumentClause, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tasks")
    title_zh = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    person = models.UUIDField(null=True, blank=True)
    person_name = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)  # the first date; a later one is a step and never hides it

    class Meta:
        ordering = ["due_on", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class TaskStep(WrittenInStone):
    """Something happened to a task. Owner: the member that did it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person_name",)

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=9, choices=TaskMove.choices)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)  # the evidence, the reason
    due_on = models.DateField(null=True, blank=True)
    person_name = models.CharField(max_length=80, blank=True)
    step_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.task} · {self.what}"


class Matter(WrittenInStone):
    """Something a town put before a body one level up. Owner: the town that raised it first."""

    LEDGER = Ledger.ROW

    subject = models.UUIDField(db_index=True)
    subject_kind = models.CharField(max_length=40)
    subject_url = models.CharField(max_length=300, blank=True)
    title_zh = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class MatterStep(WrittenInStone):
    """A matter was raised to a body, sent back down, or answered. Owner: the member that did it."""

    LEDGER = Ledger.ROW

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=8, choices=MatterMove.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # to which it went, or which spoke
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000)
    on = models.DateField()
    due_on = models.DateField(null=True, blank=True)  # of the answer, when raised
    provisional = models.BooleanField(default=False)  # that year's holidays were not published when it was reckoned

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.matter} · {self.what}"


class Outcome(InCircle):
    """What an event brought forth, linked to an object of its type. Owner: the host.

    ``object_uid`` is null where no room keeps such objects yet; ``count`` is null where the source says only "a number of".
    """

    LEDGER = Ledger.ROW

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="outcomes")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=OutcomeKind.choices)
    title_zh = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    object_kind = models.CharField(max_length=9, choices=ObjectKind.choices)
    object_uid = models.UUIDField(null=True, blank=True)
    object_slug = models.CharField(max_length=80, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True, default=1)

    class Meta:
        ordering = ["meeting", "no"]

    def __str__(self) -> str:
        return self.title_zh


class Review(InCircle):
    """A half-year review: the plan beside its result, frozen on a day. Owner: the member that took it."""

    LEDGER = Ledger.ROW

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    as_of = models.DateField()
    notes_zh = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "-half", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "year", "half", "owner"], name="one_review_a_half_year"),
            models.CheckConstraint(condition=models.Q(half__in=[1, 2]), name="a_year_has_two_halves"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class ReviewRow(WrittenInStone):
    """One row of a review as it was that day."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="rows")
    no = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    strand = models.CharField(max_length=40, blank=True)
    label_zh = models.CharField(max_length=160)
    label = models.CharField(max_length=240)
    planned = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    achieved = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    carried = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["review", "no"]

    def __str__(self) -> str:
        return self.label_zh


def moment_of(row: Meeting) -> datetime | date:
    """Return when an event starts, as exactly as it is known."""
    return row.starts_at or row.starts_on_first
