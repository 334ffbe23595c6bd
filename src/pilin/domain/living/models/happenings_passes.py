"""Joint passes: one pass for venues of several towns, and each use of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import money_column


class JointPass(InCircle):
    """A pass for venues of several towns, valid from one day until another. Owner: the town that offers it."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    price_cny = money_column(null=True)  # None: not known
    valid_from = models.DateField()
    valid_to = models.DateField()  # the last day
    uses = models.PositiveSmallIntegerField(default=1)  # at each venue

    class Meta:
        ordering = ["-valid_from", "title_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="a_pass_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(uses__gte=1), name="a_pass_is_of_use"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class PassVenue(InCircle):
    """Where a pass is good. Owner: that of the pass."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(JointPass, on_delete=models.CASCADE, related_name="venues")
    no = models.PositiveSmallIntegerField()
    town = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name_zh = models.CharField(max_length=160)
    name = models.CharField(max_length=200, blank=True)
    division = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["of", "no"]
        constraints = [models.UniqueConstraint(fields=["of", "no"], name="one_pass_venue_a_number")]

    def __str__(self) -> str:
        return self.name_zh


class IssuedPass(InCircle):
    """One pass in somebody's hand: a code, and nothing that names anybody. Owner: that of the pass; its towns read it."""

    LEDGER = Ledger.NONE
    PERSONAL = ("code",)

    of = models.ForeignKey(JointPass, on_delete=models.PROTECT, related_name="issued")
    code = models.CharField(max_length=32, unique=True)  # 128 bits in hexadecimal
    issued_on = models.DateField()

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"…{self.code[-4:]}"


class PassUse(InCircle):
    """A pass was used at a venue. Owner: the town of the venue, which counts it."""

    LEDGER = Ledger.NONE

    issued = models.ForeignKey(IssuedPass, on_delete=models.PROTECT, related_name="used")
    venue = models.ForeignKey(PassVenue, on_delete=models.PROTECT, related_name="used")
    used_at = models.DateTimeField()
    no = models.PositiveSmallIntegerField()  # its first use there, its second: as many as the pass is good for

    class Meta:
        ordering = ["used_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["issued", "venue", "no"], name="a_use_counts_once")]

    def __str__(self) -> str:
        return f"{self.issued} · {self.venue}"
