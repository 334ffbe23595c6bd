"""Schemes of sharing between towns, the figures they are settled by, and each year's settlement with the towns' words."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from pilin.domain.benefits.enums import Count, Measure, SchemeCurrency, SchemeKind, SettlementSaid
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import Agreement, InCircle, Member


class Scheme(InCircle):
    """One version of a scheme. A change is a new version; what was settled stays with the version it was settled by.

    Its state is reckoned: it is in force when the agreement that carries its text is.
    """

    LEDGER = Ledger.ROW

    lineage = models.UUIDField(db_index=True)  # the same for all versions
    version = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240, blank=True)
    kind = models.CharField(max_length=12, choices=SchemeKind.choices)
    preset = models.CharField(max_length=40)  # of the engine; its figures may have been changed, see ``parameters``
    preset_version = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)  # read by the engine; percents are strings, so that they stay exact
    shared_zh = models.CharField(max_length=200, blank=True)  # what is shared: which taxes, of which firms
    shared = models.CharField(max_length=300, blank=True)
    clause_zh = models.CharField(max_length=300, blank=True)  # where it is written that towns may share so
    clause = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, choices=SchemeCurrency.choices, default=SchemeCurrency.CNY)
    from_year = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField()  # at most, further years of a ceiling included
    proposed_at = models.DateTimeField(null=True, blank=True)
    signed_as = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["lineage", "version"]
        constraints = [models.UniqueConstraint(fields=["lineage", "version"], name="a_scheme_has_a_version_once")]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def last_year(self) -> int:
        """Return the last year that may be shared."""
        return self.from_year + self.years - 1


class SchemeParty(InCircle):
    """A town of a scheme, in the order in which the engine takes them: of a move the town that was left comes first."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="party_rows")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)  # null: the rule names none

    class Meta:
        ordering = ["of", "place"]
        constraints = [
            models.UniqueConstraint(fields=["of", "member"], name="a_town_shares_once"),
            models.UniqueConstraint(fields=["of", "place"], name="a_scheme_has_a_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.of}"


class Refusal(InCircle):
    """A town turns a proposed version down, with its reason. Its owner is that town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    of = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="refusals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=600)
    who = models.CharField(max_length=120, blank=True)
    refused_on = models.DateField()

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["of", "member"], name="a_town_refuses_a_version_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.of}"


class Figure(InCircle):
    """What an officer says a figure is, and where it stands. Written once: a correction is a new row, known later."""

    LEDGER = Ledger.ROW
    PERSONAL = ("attested_by",)

    of = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="figures")  # counts for all its versions
    lineage = models.UUIDField(db_index=True)
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=6, choices=Measure.choices)
    about = models.CharField(max_length=240)  # codes of towns, a space between: of pay the work's, then the home's
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3, choices=SchemeCurrency.choices, default=SchemeCurrency.CNY)
    found_in = models.CharField(max_length=300)  # the account or document it stands in
    attested_by = models.CharField(max_length=120, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["year", "measure", "about", "known_at", "uid"]

    def __str__(self) -> str:
        return f"{self.year} · {self.measure} · {self.about}"

    @property
    def towns(self) -> tuple[str, ...]:
        """Return the towns it is about."""
        return tuple(self.about.split())


class Settlement(InCircle):
    """One year, reckoned: what went in as it was known then, by which reckoning, and what each gave and had."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="settlements")
    year = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    known_at = models.DateTimeField()
    inputs = models.JSONField(default=list)  # [year, measure, about, amount, currency]; amounts are strings
    terms = models.JSONField(default=dict)  # kind, parties, from_year, parameters, currency: as the engine read them
    digest = models.CharField(max_length=64)
    reckoned_by = models.CharField(max_length=20)  # version of the engine's reckoning
    formula = models.CharField(max_length=64)  # preset and its version
    moved = models.DecimalField(max_digits=20, decimal_places=2)  # what changes hands
    reasons = models.JSONField(default=list)  # [code, met, zh, en]

    class Meta:
        ordering = ["of", "year", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["of", "year", "attempt"], name="a_year_is_settled_once_an_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.of} · {self.year}"


class SettlementSide(InCircle):
    """What one town gave and had in a settled year, to the fen. ``own`` is null where no figure says what it took in."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="sides")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    own = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    gave = models.DecimalField(max_digits=20, decimal_places=2)
    had = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        ordering = ["of", "member__code"]
        constraints = [models.UniqueConstraint(fields=["of", "member"], name="a_town_has_one_side")]

    def __str__(self) -> str:
        return f"{self.member} · {self.of}"

    @property
    def net(self) -> Decimal:
        """Return what it is to have; below nought what it is to pay."""
        return self.had - self.gave

    @property
    def owed(self) -> Decimal:
        """Return what it is to pay; nought where it is to have something."""
        return max(self.gave - self.had, Decimal(0))


class SettlementCount(InCircle):
    """One of two counts of an activity: by statistics where it is, or by the assessment as agreed. They never add."""

    LEDGER = Ledger.ROW

    of = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="counts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Count.choices)
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        ordering = ["of", "kind", "member__code"]
        constraints = [models.UniqueConstraint(fields=["of", "member", "kind"], name="a_town_has_a_count_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.kind} · {self.of}"


class SettlementWord(InCircle):
    """A town's word on a settlement: it confirms, objects, has paid, has received. Its owner is that town."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    of = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="words")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=SettlementSaid.choices)
    on = models.DateField()
    why = models.CharField(max_length=600, blank=True)
    who = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.member} · {self.kind} · {self.of}"
