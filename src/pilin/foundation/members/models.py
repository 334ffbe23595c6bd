"""Towns and other parties, the circles they form, the offices that rotate and the texts they sign."""

from __future__ import annotations

from django.db import models

from pilin.foundation.access.enums import Audience, Ledger
from pilin.foundation.access.models import SharedModel
from pilin.foundation.members.enums import AgreementKind, Level, MembershipKind, PartyEvent, Relation, TurnKind
from pilin.foundation.places.models import OpenReference, Place
from pilin.foundation.values.columns import DateSpan, date_span_columns


class Member(OpenReference):
    """A party that owns rows: a town, a street, a county, a province. Belonging to a circle is a membership."""

    LEDGER = Ledger.ROW

    code = models.CharField(max_length=16, unique=True)  # division code: 9 digits a town, 6 a county, 2 a province
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="members")
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    county = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    name_zh = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    short_zh = models.CharField(max_length=20)  # as a neighbour says it: 枫泾
    short = models.CharField(max_length=40)
    mark = models.CharField(max_length=2)  # the one character of its seal: 枫
    colour = models.PositiveSmallIntegerField(default=0)  # number of its tested colour, 1 to 12; 0 grey. Never reused
    bank = models.SmallIntegerField(default=0)  # -1 left bank (west), 1 right bank (east), 0 neither

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh


class MemberAlias(OpenReference):
    """Another name under which the same member stands in a document."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="an_alias_names_one_member")]

    def __str__(self) -> str:
        return self.name


class Circle(OpenReference):
    """Parties that develop together under a rotating presidency or host."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    turn = models.CharField(max_length=5, choices=TurnKind.choices, default=TurnKind.CHAIR)  # what rotates
    convention_zh = models.TextField(blank=True)  # what we assume about terms, shown wherever a chair is
    convention = models.TextField(blank=True)
    silent_after_days = models.PositiveSmallIntegerField(default=30)
    witness_within_days = models.PositiveSmallIntegerField(default=14)
    obstacles_target = models.PositiveSmallIntegerField(null=True, blank=True)  # removals aimed at a year

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_zh


class InCircle(SharedModel):
    """A row of one circle that the circle, and unless said otherwise everyone, may read."""

    in_circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Membership(InCircle):
    """A party belongs to a circle, as member or observer, from one day until another."""

    LEDGER = Ledger.ROW

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=8, choices=MembershipKind.choices, default=MembershipKind.MEMBER)
    valid_from_first, valid_from_last = date_span_columns()
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["member__code", "valid_from_first"]

    def __str__(self) -> str:
        return f"{self.member} · {self.in_circle} · {self.kind}"


class RotationOrder(InCircle):
    """The order of turns a circle has settled. A new order replaces it for the years after; no past year moves."""

    LEDGER = Ledger.ROW

    codes = models.JSONField(default=list)  # member codes in order of their turns
    from_year = models.PositiveSmallIntegerField()  # the first code's first turn
    decided_on_first, decided_on_last = date_span_columns(null=True)
    decided_on = DateSpan("decided_on")

    class Meta:
        ordering = ["from_year", "uid"]

    def __str__(self) -> str:
        return f"{self.in_circle} {self.from_year}: {' → '.join(self.codes)}"


class Term(InCircle):
    """A turn in office that is settled: it began, or both chairs signed its handover. Later turns are computed."""

    LEDGER = Ledger.ROW

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="terms")
    year = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "year"], name="one_turn_a_year"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="a_turn_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.member}"


class Body(InCircle):
    """A body of a circle at one of its three levels: symposium, joint meeting, office, project team."""

    LEDGER = Ledger.ROW

    level = models.CharField(max_length=12, choices=Level.choices)
    name_zh = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    remit_zh = models.TextField(blank=True)
    remit = models.TextField(blank=True)
    meets_every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    escalation_days = models.PositiveSmallIntegerField(default=20)  # working days to answer what is raised to it

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return self.name_zh


class Function(InCircle):
    """Who answers for what: one function of a body, the member and office that carry it."""

    LEDGER = Ledger.ROW

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="functions")
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=160)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="functions")
    office_zh = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=120, blank=True)
    seconded_staff = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return self.name_zh


class Agreement(InCircle):
    """A text that parties sign. It is in force when every founding party has signed the same text."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=AgreementKind.choices)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    summary_zh = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)  # the canonical text; empty where only a report of it is known
    text_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    signed_on_first, signed_on_last = date_span_columns(null=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    signed_on, valid_to = DateSpan("signed_on"), DateSpan("valid_to")
    on_paper = models.BooleanField(default=False)  # signed before or outside this instance; signatures not held here
    proposed_at = models.DateTimeField(null=True, blank=True)
    sign_by = models.DateField(null=True, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    relation = models.CharField(max_length=11, choices=Relation.choices, blank=True)
    warn_days_before_end = models.PositiveSmallIntegerField(default=90)

    class Meta:
        ordering = ["signed_on_first", "signed_on_last", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class AgreementClause(InCircle):
    """One clause of an agreement, so that whatever relies on it can name it."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField()
    text_zh = models.TextField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["of", "number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="an_agreement_numbers_a_clause_once")]

    def __str__(self) -> str:
        return f"{self.of} · {self.number}"


class AgreementParty(InCircle):
    """A party of an agreement, from its founding or accession until its withdrawal."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="party_rows")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="party_to")
    event = models.CharField(max_length=9, choices=PartyEvent.choices, default=PartyEvent.FOUNDING)
    joined_on_first, joined_on_last = date_span_columns(null=True)
    left_on_first, left_on_last = date_span_columns(null=True)
    joined_on, left_on = DateSpan("joined_on"), DateSpan("left_on")
    left_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["member__code"]
        constraints = [models.UniqueConstraint(fields=["of", "member"], name="a_party_stands_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.of}"


class Signature(InCircle):
    """A party's signature under the text with this hash. Its owner is the party; nobody signs for another."""

    LEDGER = Ledger.ROW
    PERSONAL = ("signatory_name",)

    of = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signatures")
    text_hash = models.CharField(max_length=64)
    signatory = models.UUIDField()
    signatory_name = models.CharField(max_length=60)
    signatory_title = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["of", "member", "text_hash"], name="a_party_signs_a_text_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.of}"


class Alliance(InCircle):
    """A standing association for one subject. Its members may differ from the circle's."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    subject_zh = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    charter = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="alliances")
    secretary = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return self.name_zh


class AllianceMember(InCircle):
    """A member of an alliance, from one day until another."""

    LEDGER = Ledger.ROW

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="member_rows")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="alliances")
    valid_from_first, valid_from_last = date_span_columns()
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["member__code"]

    def __str__(self) -> str:
        return f"{self.member} · {self.alliance}"


class AllianceActivity(InCircle):
    """Something an alliance did; without one in twelve months it is shown as sleeping."""

    LEDGER = Ledger.ROW

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="activities")
    held_on = models.DateField()
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    outputs_zh = models.TextField(blank=True)
    outputs = models.TextField(blank=True)

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return self.title_zh


class VillagePair(InCircle):
    """Two villages, one on each bank, that appoint committee members to each other."""

    LEDGER = Ledger.ROW

    number = models.PositiveSmallIntegerField()
    left = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: not named by the source
    right = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["in_circle", "number"], name="one_pair_a_number")]

    def __str__(self) -> str:
        return f"{self.left or '?'} ↔ {self.right or '?'}"


class CrossAppointment(InCircle):
    """A committee member of one village who serves on the other bank's committee."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person_name",)

    pair = models.ForeignKey(VillagePair, on_delete=models.CASCADE, related_name="appointments")
    to_right = models.BooleanField()  # True: from the left bank's village to the right bank's
    person_name = models.CharField(max_length=60, blank=True)
    role_zh = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=80, blank=True)
    valid_from_first, valid_from_last = date_span_columns()
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["pair__number", "to_right"]

    def __str__(self) -> str:
        return f"{self.pair} {'→' if self.to_right else '←'}"


class Invitation(InCircle):
    """A town is asked into a circle; whoever holds the link becomes its first officer, once."""

    LEDGER = Ledger.ROW
    PERSONAL = ("token_hash",)

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=8, choices=MembershipKind.choices, default=MembershipKind.MEMBER)
    joins_on = models.DateField()
    token_hash = models.CharField(max_length=64, unique=True)  # the token itself is shown once and kept nowhere
    expires_on = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uid"]

    def __str__(self) -> str:
        return f"{self.member} · {self.in_circle}"


OPEN = {"audience": Audience.PUBLIC}  # how rows of a circle's constitution are shared unless said otherwise
