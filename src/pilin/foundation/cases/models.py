"""A case, and what happened to it step by step."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.foundation.access.enums import Ledger
from pilin.foundation.cases.enums import KINDS, CaseKind, CaseState, Channel, RatingStage, StepKind
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle


class Case(InCircle):
    """Something that somebody asks of a town. Its owner is the town that has it; the person and the firm read it too.

    Who has it is one person from the day it is taken. The day of the answer is told at receipt and never moves,
    whichever town has it. Who gives it keeps it until it is taken over; all towns that had it go on reading it.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("asker", "subject", "text", "assignee")

    kind = models.CharField(max_length=24, db_index=True)  # of KINDS
    year = models.PositiveSmallIntegerField()  # of receipt; with ``number`` its name in speech
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=160)  # in the words of whoever asks
    text = models.TextField(blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PAGE)
    asker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    firm = models.UUIDField(
        null=True, blank=True, db_index=True
    )  # for which it is asked; whoever speaks for it reads it
    about = models.UUIDField(null=True, blank=True, db_index=True)  # of the row that the kind's room gives it
    state = models.CharField(max_length=9, choices=CaseState.choices, default=CaseState.RECEIVED)
    received_on = models.DateField()
    take_by = models.DateField()  # the last day on which it may lie without anybody
    answer_by = models.DateField()  # as whoever asks was told; it never moves
    due_on = models.DateField()  # the same, later only by the working days on which it waited for whoever asked
    waiting_since = models.DateField(null=True, blank=True)  # its term stands still
    provisional = models.BooleanField(default=False)  # the holidays of that year are not published yet
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)  # the first time
    closed_on = models.DateField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    sent_back = models.PositiveSmallIntegerField(default=0)
    promised_on = models.DateField(null=True, blank=True)  # by which the answer says that it will be done
    promise_asked_on = models.DateField(null=True, blank=True)  # whoever asked was asked whether it was
    same_as = models.UUIDField(null=True, blank=True, db_index=True)  # the case of the same matter that leads
    said = models.CharField(max_length=16, blank=True, db_index=True)  # print of the answer's words, to find them again
    offered_to = models.CharField(
        max_length=16, blank=True
    )  # town that is asked to take it over; until then the owner has it
    offered_joint = models.BooleanField(default=False)  # to have it together
    partner = models.CharField(max_length=16, blank=True)  # second owner of a joint case
    coordinator = models.CharField(max_length=16, blank=True)  # which of the two: whose person has it, and who answers
    bounces = models.PositiveSmallIntegerField(default=0)  # how often a town did not take it over
    level_on = models.DateField(null=True, blank=True)  # raised to the coordination level after the second

    class Meta:
        ordering = ["-received_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "kind", "year", "number"], name="a_case_has_one_number"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "withdrawn"]) | Q(assignee__isnull=False),
                name="a_case_in_hand_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True) | Q(state="in_hand"), name="a_case_waits_in_somebodys_hands"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("answer_by")), name="a_term_grows_only"),
            models.CheckConstraint(condition=~Q(offered_to=F("owner")), name="a_case_goes_to_another_town"),
            models.CheckConstraint(
                condition=Q(partner="", coordinator="")
                | (~Q(partner="") & ~Q(partner=F("owner")) & (Q(coordinator=F("owner")) | Q(coordinator=F("partner")))),
                name="a_joint_case_has_two_owners_and_a_coordinator",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(assignee__isnull=True), name="a_case_received_is_nobodys_yet"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Return how people name it: the kind's letters, year and number."""
        kind = KINDS.get(self.kind)
        return f"{kind.prefix if kind else self.kind}-{self.year}-{self.number}"

    @property
    def towns(self) -> tuple[str, ...]:
        """Return the towns that have it now: one, or two of a joint case."""
        return (self.owner, self.partner) if self.partner else (self.owner,)

    @property
    def lead(self) -> str:
        """Return the one town whose person has it and answers."""
        return self.coordinator or self.owner

    @property
    def reworks(self) -> int:
        """Return how often it came back after an answer."""
        return self.sent_back + self.reopened

    @property
    def of_kind(self) -> CaseKind:
        """Return its kind."""
        return KINDS[self.kind]


class CaseStep(InCircle):
    """One thing that happened to a case. Written once; read by whoever reads the case."""

    LEDGER = Ledger.NONE
    PERSONAL = ("who", "note", "person")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=StepKind.choices)
    at = models.DateTimeField()
    who = models.CharField(max_length=120, blank=True)
    from_town = models.BooleanField(default=False)  # the town's word, else that of whoever asks
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who took it
    note = models.TextField(blank=True)
    to_town = models.CharField(max_length=16, blank=True)  # to which it was offered
    rule = models.CharField(max_length=200, blank=True)  # by which a town does not take it over

    class Meta:
        ordering = ["at", "uid"]

    def __str__(self) -> str:
        return f"{self.case} · {self.kind}"


class CaseRating(InCircle):
    """How whoever asked found it: once after the answer, once after the promised day. Read by whoever reads the case."""

    LEDGER = Ledger.NONE
    PERSONAL = ("words",)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    stage = models.CharField(max_length=7, choices=RatingStage.choices)
    mark = models.PositiveSmallIntegerField()  # 1 to 5
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["case", "stage"], name="a_case_is_rated_once_a_stage"),
            models.CheckConstraint(condition=Q(mark__gte=1, mark__lte=5), name="a_mark_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.stage} · {self.mark}"


class AnswerTemplate(InCircle):
    """Words that a town keeps for answers of one kind. An answer begins with them; it does not end with them."""

    LEDGER = Ledger.NONE

    kind = models.CharField(max_length=24)  # of KINDS
    title = models.CharField(max_length=80)
    text = models.TextField()  # {reference}, {subject} and {day} are filled in
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "title", "uid"]

    def __str__(self) -> str:
        return self.title


class CaseTerm(InCircle):
    """The days that a town gives itself for a kind of case, from one day to another, by which rule. Cases received before keep theirs."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=24)  # of KINDS
    taken_within = models.PositiveSmallIntegerField()  # working days after receipt
    answered_within = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        ordering = ["kind", "valid_from", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "kind", "valid_from"], name="a_term_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_term_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.kind} · {self.valid_from}"


class FiguresShared(InCircle):
    """A town lets the others of the circle read how many of its cases were answered, solved and sent back; never a case."""

    LEDGER = Ledger.ROW

    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "since", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "owner"], condition=Q(ended_on__isnull=True), name="a_town_shares_its_figures_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.since}"
