"""A proposal as the public reads it, what became of it, and where proposals are collected.

What whoever proposed wrote word for word stands in the case alone. Rows that everyone reads hold their proposal by its
key, not by a foreign key: the proposal belongs to one town, and leaves with it.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from pilin.domain.proposals.enums import Became, HeldFor, OfferAnswer, OutcomeClass, PointKind
from pilin.foundation.access.enums import Ledger
from pilin.foundation.cases.enums import CaseState, Channel
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle


class CollectionPoint(InCircle):
    """A place at which proposals are collected, accountable for what it yields. Owner: the town that keeps it."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=11, choices=PointKind.choices)
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=160, blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)
    keeper_zh = models.CharField(max_length=120, blank=True)  # the office that empties it, never a person
    keeper = models.CharField(max_length=160, blank=True)
    hours_zh = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=160, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)  # WGS 84
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # it takes none from this day on

    class Meta:
        ordering = ["owner", "kind", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PointKind.values), name="a_point_is_of_one_kind"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Topic(InCircle):
    """What a town asks everyone about for a while: topic, channel and period, and at its end what came of it."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    text_zh = models.TextField(blank=True)  # what the town wants to know, and what it is for
    text = models.TextField(blank=True)
    channel_zh = models.CharField(max_length=160)  # where proposals are taken
    channel = models.CharField(max_length=200, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day
    ended_on = models.DateField(null=True, blank=True)
    result_zh = models.TextField(blank=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["-opens_on", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_topic_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(result_zh=""), name="a_topic_ends_with_its_result"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Proposal(InCircle):
    """A proposal as it is shown: numbers of people, cars and cards are hidden in it. Owner: the town that has the case.

    It is public once nothing holds it back; until then its town reads it, and whoever proposed. Where it is and who has
    it follows its case.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("subject", "facts", "measure", "place_words", "proposer")

    reference = models.CharField(max_length=24, db_index=True)  # of its case: P-2024-17
    case = models.UUIDField(unique=True)
    subject = models.CharField(max_length=160)
    facts = models.TextField()  # what is so now
    measure = models.TextField(blank=True)  # what should be done
    proposer = models.CharField(max_length=60, blank=True)  # as whoever proposed wants to be called; empty: not named
    place_words = models.CharField(max_length=160, blank=True)
    longitude = models.DecimalField(  # WGS 84, to some ten metres
        max_digits=9, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )  # fmt: skip
    latitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )  # fmt: skip
    beside = models.CharField(max_length=16, blank=True)  # the second town, where the place may lie on the border
    partner = models.CharField(max_length=16, blank=True)  # the second town that has it, once it took it over
    first_town = models.CharField(max_length=16, db_index=True)  # to which it came
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PAGE)
    point = models.UUIDField(null=True, blank=True, db_index=True)  # through which it came
    topic = models.UUIDField(null=True, blank=True, db_index=True)  # to which it answers
    department = models.CharField(max_length=16, blank=True)  # code of the office that has it, as a person decided
    hidden = models.BooleanField(default=False)  # numbers are hidden in its words
    held_for = models.CharField(max_length=7, choices=HeldFor.choices, blank=True)
    held_why = models.CharField(max_length=200, blank=True)  # the clerk's reason
    photos_shown = models.BooleanField(default=False)  # a clerk looked at them: everyone sees them
    state = models.CharField(max_length=9, choices=CaseState.choices, default=CaseState.RECEIVED)
    received_on = models.DateField(db_index=True)
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-received_on", "-uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_for="") | Q(audience="own"), name="what_is_held_is_read_by_its_town_only"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="a_point_has_both_coordinates",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def towns(self) -> tuple[str, ...]:
        """Return the towns that have it now: one, or two that have it together."""
        return (self.owner, self.partner) if self.partner else (self.owner,)


class Routing(InCircle):
    """Which office was suggested for a proposal and why, and which one a person decided. Read by the town that has it."""

    LEDGER = Ledger.NONE

    proposal = models.UUIDField(unique=True)
    department = models.CharField(max_length=16, blank=True)  # as suggested; empty: nothing speaks for any
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)  # runs of characters that speak for it, strongest first
    learnt = models.CharField(max_length=16, blank=True)  # print of what the suggestion was learnt from
    decided = models.CharField(max_length=16, blank=True)  # as a person decided
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.decided or self.department}"


class Outcome(InCircle):
    """What the answer says became of a proposal. Whether it is done is said by whoever proposed it, elsewhere."""

    LEDGER = Ledger.ROW

    proposal = models.UUIDField(unique=True)
    outcome = models.CharField(max_length=1, choices=OutcomeClass.choices)
    adopted = models.BooleanField()
    promised_on = models.DateField(null=True, blank=True)
    answer = models.TextField()  # as the public reads it, numbers hidden
    said_on = models.DateField()

    class Meta:
        ordering = ["said_on", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="D") | Q(adopted=False), name="for_reference_only_is_not_adopted"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="C") | Q(promised_on__isnull=False), name="what_is_planned_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.outcome}"


class Confirmation(InCircle):
    """Whoever proposed said that it is done. Written by nobody else."""

    LEDGER = Ledger.ROW

    proposal = models.UUIDField(unique=True)
    confirmed_on = models.DateField()

    class Meta:
        ordering = ["confirmed_on", "uid"]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.confirmed_on}"


class Offer(InCircle):
    """What is done in one town is offered to another: one row a town that is asked. Owner: that town."""

    LEDGER = Ledger.ROW

    proposal = models.UUIDField(db_index=True)
    offered_on = models.DateField()
    answer = models.CharField(max_length=8, choices=OfferAnswer.choices, blank=True)
    why = models.CharField(max_length=400, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "owner"], name="a_proposal_is_offered_to_a_town_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="an_answer_to_an_offer_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(answer="not_ours") | ~Q(why=""), name="a_no_to_an_offer_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.owner} · {self.answer}"


class Conversion(InCircle):
    """What an adopted proposal was turned into: an item of the programme, or a matter one level up."""

    LEDGER = Ledger.ROW

    proposal = models.UUIDField(db_index=True)
    became = models.CharField(max_length=6, choices=Became.choices)
    row = models.UUIDField(unique=True)
    title_zh = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=200)
    made_on = models.DateField()

    class Meta:
        ordering = ["made_on", "uid"]

    def __str__(self) -> str:
        return f"{self.proposal} → {self.title_zh}"


class PublicRating(InCircle):
    """How somebody of the public found what became of a proposal: one a person. Only their number and middle are shown."""

    LEDGER = Ledger.NONE

    proposal = models.UUIDField(db_index=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mark = models.PositiveSmallIntegerField()  # 1 to 5, 5 is best
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="a_person_rates_a_proposal_once"),
            models.CheckConstraint(condition=Q(mark__gte=1, mark__lte=5), name="a_public_mark_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.mark}"


class Follower(InCircle):
    """Somebody follows a proposal and is told what becomes of it. Only their number is shown."""

    LEDGER = Ledger.NONE

    proposal = models.UUIDField(db_index=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        ordering = ["since", "uid"]
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="a_person_follows_a_proposal_once")]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.since}"
