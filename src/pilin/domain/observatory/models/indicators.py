"""Indicators with their inputs, targets and definitions, and what two sides judged of two definitions.

No figure is kept here: inputs point at series of the observations, and values are reckoned when they are asked for.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.observatory.enums import Beside, Expected, IndicatorForm, Likeness, PartOf
from pilin.domain.observatory.enums.counts import CountOf
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle, Member
from pilin.foundation.observations.models import Series
from pilin.foundation.places.models import Place


class Indicator(InCircle):
    """What a circle wants to know of itself as one number, in a tree. Its owner is the town that defined it."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=60)
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=240)
    about_zh = models.TextField(blank=True, default="")  # what it tells, and what it does not
    about = models.TextField(blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    part_of = models.CharField(max_length=13, choices=PartOf.choices, blank=True, default="")  # empty: of none of them
    form = models.CharField(max_length=6, choices=IndicatorForm.choices)
    unit = models.CharField(max_length=16)  # of the value; a share is in per cent
    expects = models.CharField(max_length=6, choices=Expected.choices, default=Expected.NAMED)
    claim = models.ForeignKey(  # what a report says the value is; shown beside the value, never instead of it
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(
        null=True, blank=True
    )  # the last day on which it is asked for; None: until said otherwise

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "slug"], name="an_indicator_has_its_address"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="an_indicator_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(form="share") | Q(unit="percent"), name="a_share_is_in_per_cent"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class IndicatorInput(InCircle):
    """The series from which a town's part of an indicator comes; of a share two: what is counted, and out of what.

    In place of either may stand a count from records.
    """

    LEDGER = Ledger.ROW

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="inputs")
    town = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")  # whose figure it is
    numerator = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    denominator = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    count = models.CharField(max_length=13, choices=CountOf.choices, blank=True, default="")  # in place of a series
    whole = models.CharField(max_length=13, choices=CountOf.choices, blank=True, default="")
    place = models.CharField(max_length=12, blank=True, default="")  # beginning of a division code, or "across"

    class Meta:
        ordering = ["indicator_id", "town_id", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) ^ Q(count=""), name="an_input_is_a_series_or_a_count"
            ),
            models.CheckConstraint(condition=Q(denominator__isnull=True) | Q(whole=""), name="a_whole_is_told_once"),
            models.UniqueConstraint(fields=["indicator", "numerator"], name="a_series_counts_once"),
            models.UniqueConstraint(fields=["indicator", "town"], name="a_town_counts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.town}"

    @property
    def counted(self) -> bool:
        """Return whether something of it is counted from records."""
        return bool(self.count or self.whole)


class IndicatorTarget(InCircle):
    """What the value has to be, by when, for whom, and in which clause it is written."""

    LEDGER = Ledger.ROW

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    comparator = models.CharField(max_length=2, choices=Beside.choices)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    unit = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField(null=True, blank=True)  # None: the source names no year
    binds = models.ForeignKey(  # the town it binds; None: the circle as a whole
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    clause_zh = models.CharField(max_length=200)
    clause = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["indicator_id", "year", "valid_from", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(clause_zh=""), name="a_target_names_its_clause"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_target_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} {self.comparator} {self.value}"


class IndicatorDefinition(InCircle):
    """How one province counts what an indicator asks for, from a first day until a last."""

    LEDGER = Ledger.ROW

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    jurisdiction = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    text_zh = models.TextField()
    text = models.TextField(blank=True, default="")
    clause_zh = models.CharField(max_length=200, blank=True, default="")
    clause = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["indicator_id", "jurisdiction_id", "valid_from", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_zh=""), name="a_definition_has_words"),
            models.UniqueConstraint(
                fields=["indicator", "jurisdiction", "valid_from"], name="one_definition_a_province_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_definition_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} · {self.jurisdiction}"


class Concordance(InCircle):
    """What a named officer judged of two definitions. Until an officer of the other side confirms it, it is half.

    Where they are convertible, a figure of ``right`` is ``factor`` × the figure of ``left`` + ``offset``.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("judged_name",)

    left = models.ForeignKey(IndicatorDefinition, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(IndicatorDefinition, on_delete=models.PROTECT, related_name="+")
    likeness = models.CharField(max_length=14, choices=Likeness.choices)
    factor = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    offset = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    reason_zh = models.TextField()
    reason = models.TextField(blank=True, default="")
    judged_by = models.UUIDField()
    judged_name = models.CharField(max_length=60, blank=True, default="")
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["left_id", "right_id", "judged_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(left=F("right")), name="a_pair_is_of_two"),
            models.CheckConstraint(condition=~Q(reason_zh=""), name="a_judgement_says_why"),
            models.CheckConstraint(
                condition=Q(likeness="convertible", factor__gt=0, offset__isnull=False)
                | (~Q(likeness="convertible") & Q(factor__isnull=True, offset__isnull=True)),
                name="what_is_convertible_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left} ~ {self.right}"


class ConcordanceConfirmation(InCircle):
    """The word of the other side on a judgement: with it the judgement is whole. Its owner is the town that gave it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("confirmed_name",)

    concordance = models.OneToOneField(Concordance, on_delete=models.PROTECT, related_name="confirmation")
    confirmed_by = models.UUIDField()
    confirmed_name = models.CharField(max_length=60, blank=True, default="")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["confirmed_at", "uid"]

    def __str__(self) -> str:
        return str(self.concordance)
