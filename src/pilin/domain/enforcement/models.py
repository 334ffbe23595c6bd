"""Officers' certificates, joint patrols, findings with their evidence, transfers, decisions, hazards, and what is unified."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from pilin.domain.enforcement.enums import (
    Custody,
    DecisionOutcome,
    EvidenceKind,
    HazardGrade,
    HazardState,
    HazardStepKind,
    ItemLevel,
    ItemUnit,
    PatrolReply,
    PieceState,
    UnifiedKind,
)
from pilin.foundation.access.enums import Ledger
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle
from pilin.foundation.values.columns import currency_column, money_column


def _degrees() -> models.DecimalField[Any, Any]:
    """Return a column for degrees of WGS 84, null where nobody measured."""
    return models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)


class OfficerCertificate(InCircle):
    """The certificate by which somebody may enforce: who issued it, for which places, from which day to which.

    Its owner is the officer's town. No number of an identity card stands here, of the certificate's own the last four only.
    Beyond its own province it holds by the agreement named in ``agreement`` alone.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "name", "last_four")

    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    issuer_zh = models.CharField(max_length=120)
    issuer = models.CharField(max_length=160, blank=True)
    province = models.CharField(max_length=2)  # whose certificate it is: 31, 33
    last_four = models.CharField(max_length=4)
    scope = models.CharField(max_length=200)  # division codes of its own province, ``,code,code,``
    valid_from = models.DateField()
    valid_to = models.DateField()  # the last day
    ended_on = models.DateField(null=True, blank=True)  # taken back before its time
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["owner", "name", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="a_certificate_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.owner} · {self.last_four}"


class TownArea(InCircle):
    """The ground of a town as a closed line of points, from one day to another: it says whose act is whose to decide."""

    LEDGER = Ledger.ROW

    ring = models.JSONField(default=list)  # [[longitude, latitude] as text, …] of WGS 84; the last meets the first
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "valid_from", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "valid_from"], name="a_town_area_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="an_area_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.owner} · {self.valid_from}"


class EnforcementItem(InCircle):
    """One item of a province's list: what is punished, by whom, on what basis, from how much to how much.

    What both provinces punish carries one ``matter``, so that the lists stand side by side.
    """

    LEDGER = Ledger.ROW

    matter = models.SlugField(max_length=60)
    province = models.CharField(max_length=2)
    code = models.CharField(max_length=40)  # its number in that list
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    basis_zh = models.CharField(max_length=200)  # law and clause
    basis = models.CharField(max_length=260, blank=True)
    level = models.CharField(max_length=8, choices=ItemLevel.choices)
    unit = models.CharField(max_length=7, choices=ItemUnit.choices, default=ItemUnit.CASE)
    penalty_min = money_column(null=True)
    penalty_max = money_column(null=True)
    currency = currency_column()
    first_free = models.BooleanField(
        null=True
    )  # a first, slight offence put right at once goes unpunished; None: not known
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["matter", "province", "valid_from", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "province", "matter", "valid_from"], name="an_item_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="an_item_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(penalty_min__isnull=True) | Q(penalty_max__isnull=True) | Q(penalty_max__gte=F("penalty_min")),
                name="a_penalty_has_a_range",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.province} {self.code}"


class Patrol(InCircle):
    """A joint patrol that one town proposes under a named agreement; the others answer with rows of their own.

    Its owner is the town that proposed it. What it relies on is its ``agreement``. Whether it stands follows from the answers.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("noted_by",)

    agreement_slug = models.SlugField(max_length=60)  # under which agreement it goes out, as its pages name it
    clause = models.PositiveSmallIntegerField(null=True, blank=True)  # number of the clause it relies on
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    host = models.CharField(max_length=16)  # town on whose ground it begins
    on = models.DateField()
    starts_at = models.DateTimeField()
    route_zh = models.TextField()  # places in their order, one a line
    route = models.TextField(blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result_zh = models.TextField(blank=True)
    noted_by = models.CharField(max_length=120, blank=True)
    called_off_on = models.DateField(null=True, blank=True)
    called_off_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-starts_at", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(begun_at__isnull=False), name="a_patrol_ends_after_it_set_out"
            ),
            models.CheckConstraint(
                condition=Q(called_off_on__isnull=True) | Q(begun_at__isnull=True), name="a_patrol_that_set_out_is_not_called_off"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class PatrolAnswer(InCircle):
    """What one town says to a patrol. Its owner is that town; the town that proposed it has said yes by that."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="answers")
    reply = models.CharField(max_length=8, choices=PatrolReply.choices)
    at = models.DateTimeField()
    who = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "uid"]
        constraints = [models.UniqueConstraint(fields=["patrol", "owner"], name="a_town_answers_a_patrol_once")]

    def __str__(self) -> str:
        return f"{self.patrol_id} · {self.owner} · {self.reply}"


class PatrolOfficer(InCircle):
    """Somebody who goes along, with what the certificate said on the day it was looked at. Its owner is the officer's town."""

    LEDGER = Ledger.NONE
    PERSONAL = ("name", "last_four")

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="officers")
    certificate = models.UUIDField()  # of its town's roster
    name = models.CharField(max_length=60)
    last_four = models.CharField(max_length=4)
    issuer_zh = models.CharField(max_length=120)

    class Meta:
        ordering = ["owner", "name", "uid"]
        constraints = [models.UniqueConstraint(fields=["patrol", "certificate"], name="an_officer_goes_along_once")]

    def __str__(self) -> str:
        return f"{self.patrol_id} · {self.owner}"


class PatrolCheck(InCircle):
    """A firm that a patrol checks, once for all offices of its town. Its owner is that town; its visit stands in ``visits``.

    Firm and visit are keys alone: the other towns read which firm, never what else its town knows of it.
    """

    LEDGER = Ledger.NONE

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="checks")
    firm = models.UUIDField()
    firm_zh = models.CharField(max_length=160)
    visit = models.UUIDField()
    dropped_on = models.DateField(null=True, blank=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["owner", "firm_zh", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["patrol", "firm"], condition=Q(dropped_on__isnull=True), name="a_firm_is_on_a_patrol_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.patrol_id} · {self.firm_zh}"


class Finding(InCircle):
    """What officers found at a place and a moment. Its owner is the town whose officer wrote it down.

    Whose it is to decide follows from the place of the act: ``act_towns`` names one town, or two where the act lies on the line.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("party", "recorded_by", "text")

    patrol = models.UUIDField(null=True, blank=True, db_index=True)
    number = models.PositiveIntegerField()  # of the circle in the year: both sides name it alike
    year = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    matter = models.SlugField(max_length=60, blank=True)  # of the lists; empty where none fits
    acted_at = models.DateTimeField()
    place_zh = models.CharField(max_length=160)
    longitude = _degrees()
    latitude = _degrees()
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)  # within how many metres the point is right
    act_towns = models.CharField(max_length=100)  # ``,code,``: whose ground it is
    by_point = models.BooleanField()  # by the point; else by the officers' word
    firm = models.UUIDField(null=True, blank=True, db_index=True)
    party = models.CharField(max_length=120, blank=True)  # whom it concerns, as little as is needed
    recorded_by = models.CharField(max_length=120, blank=True)
    put_right = models.BooleanField(default=False)  # on the spot
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-acted_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "year", "number"], name="a_finding_has_one_number"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True) | Q(longitude__isnull=False, latitude__isnull=False),
                name="a_point_has_both_degrees",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh

    @property
    def reference(self) -> str:
        """Return how people name it: ``F-2024-3``."""
        return f"F-{self.year}-{self.number}"

    @property
    def point(self) -> str:
        """Return the point as maps take it: latitude, longitude."""
        return f"{self.latitude}, {self.longitude}"

    @property
    def towns(self) -> tuple[str, ...]:
        """Return the towns of the place of the act: one, or two where it lies on the line between them."""
        return tuple(code for code in self.act_towns.split(",") if code)


class Evidence(InCircle):
    """One piece of evidence: what it is, its file by its hash, who took it and when. Never removed, never written anew."""

    LEDGER = Ledger.ROW
    PERSONAL = ("taken_by",)

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=EvidenceKind.choices)
    title_zh = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, blank=True)  # of its file in the store; empty: a thing without one
    file = models.UUIDField(null=True, blank=True)  # the attachment
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120, blank=True)
    seal = models.CharField(max_length=40, blank=True)  # number of the seal on a thing

    class Meta:
        ordering = ["finding", "number"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="evidence_is_numbered_once"),
            models.CheckConstraint(condition=~Q(sha256="") | ~Q(seal=""), name="evidence_has_a_hash_or_a_seal"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class CustodyStep(InCircle):
    """One step in the keeping of a piece of evidence, without gaps: what is handed over is received by whom it was handed to."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="custody")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Custody.choices)
    at = models.DateTimeField()
    who = models.CharField(max_length=120, blank=True)
    to_town = models.CharField(max_length=16, blank=True)  # to which it is handed over
    seal = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["evidence", "number"]
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="custody_has_no_two_steps_at_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} · {self.number} · {self.kind}"


class Transfer(InCircle):
    """The letter by which a finding goes to the town of the act, with its list of evidence. Its owner is the town that sends it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("sent_by",)

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="transfers")
    to_town = models.CharField(max_length=16)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120, blank=True)
    reason_zh = models.TextField()
    text_hash = models.CharField(max_length=64)  # of the list of evidence as sent

    class Meta:
        ordering = ["sent_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["finding", "to_town"], name="a_finding_goes_to_a_town_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} → {self.to_town}"


class TransferPiece(InCircle):
    """One line of a transfer's list of evidence, as it was sent."""

    LEDGER = Ledger.ROW

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="pieces")
    evidence = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=EvidenceKind.choices)
    title_zh = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["transfer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "number"], name="a_list_of_evidence_is_numbered_once")
        ]

    def __str__(self) -> str:
        return self.title_zh


class PieceReceipt(InCircle):
    """What the town of the act says of one piece of a transfer. Its owner is that town; the letter is the other's."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    piece = models.ForeignKey(TransferPiece, on_delete=models.CASCADE, related_name="receipts")
    state = models.CharField(max_length=8, choices=PieceState.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["piece", "at"]
        constraints = [models.UniqueConstraint(fields=["piece", "owner"], name="a_piece_is_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.piece_id} · {self.state}"


class Filing(InCircle):
    """The competent body files a finding: its clock runs from this day. Its owner is the town of the act that files first.

    It keeps what it needs of the finding, which may be another town's row.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("filed_by",)

    finding = models.UUIDField()
    title_zh = models.CharField(max_length=160)
    matter = models.SlugField(max_length=60, blank=True)
    acted_on = models.DateField()
    body_zh = models.CharField(max_length=120)  # the competent body
    body = models.CharField(max_length=160, blank=True)
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=120, blank=True)
    days = models.PositiveSmallIntegerField()
    clause_zh = models.CharField(max_length=160)
    clause = models.CharField(max_length=200, blank=True)
    decide_by = models.DateField()  # as the law sets it on the day of filing; an extension is a row of its own
    joint = models.BooleanField(default=False)  # the act lies on the line: this town filed first and coordinates
    case = models.UUIDField()  # of the town's desk

    class Meta:
        ordering = ["-filed_on", "uid"]
        constraints = [models.UniqueConstraint(fields=["in_circle", "finding"], name="a_finding_is_filed_once")]

    def __str__(self) -> str:
        return self.title_zh


class TermExtension(InCircle):
    """A term is extended: until when, why, and by which clause. Who signs for the town does."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField()
    clause_zh = models.CharField(max_length=160)
    reason_zh = models.CharField(max_length=300)
    on = models.DateField()
    who = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["filing", "until"]
        constraints = [models.UniqueConstraint(fields=["filing", "until"], name="a_term_is_extended_to_a_day_once")]

    def __str__(self) -> str:
        return f"{self.filing_id} · {self.until}"


class Decision(InCircle):
    """What the competent body decided, within the range of its own list, or with the reason why not."""

    LEDGER = Ledger.ROW
    PERSONAL = ("decided_by",)

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=15, choices=DecisionOutcome.choices)
    number = models.CharField(max_length=60)  # of the body's own register
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=120, blank=True)
    item_code = models.CharField(max_length=40, blank=True)  # of the list of that side
    basis_zh = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # in the item's unit
    penalty = money_column(null=True)
    currency = models.CharField(max_length=3, blank=True)
    range_min = money_column(null=True)  # of the list on the day of the act
    range_max = money_column(null=True)
    why_outside = models.CharField(max_length=300, blank=True)
    result_zh = models.TextField()
    late_days = models.PositiveSmallIntegerField(default=0)  # after the term, extensions counted

    class Meta:
        ordering = ["-decided_on", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="fine") | Q(penalty__isnull=False), name="a_fine_has_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Hazard(InCircle):
    """A danger that somebody found at a place, until it is gone. The towns downstream in ``parties`` read it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("found_by",)

    grade = models.CharField(max_length=7, choices=HazardGrade.choices)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    text_zh = models.TextField(blank=True)
    place_zh = models.CharField(max_length=160)
    longitude = _degrees()
    latitude = _degrees()
    firm = models.UUIDField(null=True, blank=True, db_index=True)
    basis_zh = models.CharField(max_length=200)  # by what it is one
    found_on = models.DateField()
    found_by = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=HazardState.choices, default=HazardState.FOUND)
    downstream_zh = models.CharField(
        max_length=200, blank=True
    )  # by which water, road or wind it reaches the neighbour
    responsible_zh = models.CharField(max_length=160, blank=True)  # the five parts of the plan
    measures_zh = models.TextField(blank=True)
    funds_cny = money_column(null=True)
    funds_zh = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    emergency_zh = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-found_on", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="a_hazard_is_closed_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def point(self) -> str:
        """Return the point as maps take it: latitude, longitude."""
        return f"{self.latitude}, {self.longitude}"

    @property
    def told_to(self) -> tuple[str, ...]:
        """Return the towns downstream that read it."""
        return tuple(code for code in self.parties.split(",") if code and code != self.owner)


class HazardStep(InCircle):
    """One thing that happened to a hazard. Written once; its owner is the town whose word it is."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who", "person")

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=HazardStepKind.choices)
    at = models.DateTimeField()
    who = models.CharField(max_length=120, blank=True)
    person = models.UUIDField(null=True, blank=True)  # so that nobody re-inspects their own word
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "uid"]

    def __str__(self) -> str:
        return f"{self.hazard_id} · {self.kind}"


class UnifiedFunction(InCircle):
    """What one side says of one of the five functions of a zone on both banks. A later word stands before an earlier one."""

    LEDGER = Ledger.ROW

    zone_zh = models.CharField(max_length=120)
    zone = models.CharField(max_length=160, blank=True)
    function = models.CharField(max_length=12, choices=UnifiedKind.choices)
    unified = models.BooleanField(null=True)  # None: not known
    body_zh = models.CharField(
        max_length=160, blank=True
    )  # responsible for it; the same on both sides where it is truly one
    body = models.CharField(max_length=200, blank=True)
    note_zh = models.CharField(max_length=300, blank=True)
    said_on = models.DateField()

    class Meta:
        ordering = ["zone_zh", "function", "owner", "said_on", "uid"]

    def __str__(self) -> str:
        return f"{self.function} · {self.owner} · {self.unified}"
