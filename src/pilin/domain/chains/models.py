"""Clusters and their firms, dated supply links with each side's word, needs, and introductions until their outcome."""

from __future__ import annotations

from django.db import models

from pilin.domain.chains.enums import (
    Band,
    ClusterKind,
    Counted,
    LinkSide,
    NeedKind,
    NeedState,
    OrganisationKind,
    Position,
    Word,
)
from pilin.domain.enterprises.enums import Level
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.observations.models import Series
from pilin.foundation.values.columns import (
    DateSpan,
    currency_column,
    date_span_columns,
    money_column,
)


class Cluster(InCircle):
    """Firms that stand together: an industrial cluster round a leading firm, or an alliance."""

    LEDGER = Ledger.ROW

    slug = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=ClusterKind.choices, default=ClusterKind.CLUSTER)
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=160, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    chain = models.CharField(max_length=24, blank=True)  # key of the product knowledge; empty where none fits
    leader = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parts_declared = models.PositiveSmallIntegerField(null=True, blank=True)  # how many parts its source counts
    begun_on_first, begun_on_last = date_span_columns(null=True)
    begun_on = DateSpan("begun_on")

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["in_circle", "slug"], name="a_cluster_has_one_slug")]

    def __str__(self) -> str:
        return self.name_zh


class ClusterPart(InCircle):
    """A part of a cluster or alliance that its source names: a trade, a platform, a strength. No firm, and never padded."""

    LEDGER = Ledger.ROW

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="a_part_has_its_number")]

    def __str__(self) -> str:
        return self.name_zh


class ClusterFirm(InCircle):
    """A firm belongs to a cluster, at a position that somebody gave it, for a time."""

    LEDGER = Ledger.BATCH

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="firms")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=10, choices=Position.choices, default=Position.UNKNOWN)
    since_first, since_last = date_span_columns(null=True)
    until_first, until_last = date_span_columns(null=True)
    since, until = DateSpan("since"), DateSpan("until")

    class Meta:
        ordering = ["position", "made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["cluster", "enterprise"], name="a_firm_is_once_in_a_cluster")]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.position}"


class Recognition(InCircle):
    """A title given to a cluster, not to its firms."""

    LEDGER = Ledger.ROW

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="recognitions")
    title_zh = models.CharField(max_length=160)
    title = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_to = DateSpan("valid_to")

    class Meta:
        ordering = ["-year", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class Activity(InCircle):
    """A form of meeting that a cluster holds every quarter, or once that it was held."""

    LEDGER = Ledger.ROW

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="activities")
    form_zh = models.CharField(max_length=80)  # 书记沙龙
    form = models.CharField(max_length=120, blank=True)
    held_on = models.DateField(null=True, blank=True)  # empty: the form itself, due once a quarter
    note_zh = models.CharField(max_length=240, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["held_on", "made_at", "uid"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.form_zh} · {self.held_on or 'a quarter'}"


class Organisation(InCircle):
    """A body of the tree that coordinates firms of a town: committee, branch of a cluster, organisation in a firm."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_zh = models.CharField(max_length=120)
    name = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return self.name_zh


class OrganisationFirm(InCircle):
    """A firm is coordinated by exactly one branch; it may have an organisation of its own."""

    LEDGER = Ledger.BATCH

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="firms")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["owner", "enterprise"], name="a_firm_is_in_one_branch")]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.branch}"


class Reported(InCircle):
    """A series of published figures that is about a firm, a cluster or an organisation. It owns no numbers: the series does.

    What it counts stands beside what is recorded here, never in its place.
    """

    LEDGER = Ledger.ROW

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="reported")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=20, choices=Counted.choices)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    stages = models.CharField(max_length=60, blank=True)  # which positions it says it counts: "upstream,midstream"

    class Meta:
        ordering = ["what", "made_at", "uid"]
        verbose_name_plural = "reported"

    def __str__(self) -> str:
        return f"{self.what} · {self.series}"


class SupplyLink(InCircle):
    """One firm sells something to another, from one day until another. Its owner is the town that noted it."""

    LEDGER = Ledger.BATCH

    seller = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="sales")
    buyer = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="purchases")
    product_zh = models.CharField(max_length=120, blank=True)  # as it was said
    product = models.CharField(max_length=40, blank=True)  # key of the product knowledge; empty where it knows none
    band = models.CharField(max_length=6, choices=Band.choices, blank=True)
    from_on_first, from_on_last = date_span_columns(null=True)
    to_on_first, to_on_last = date_span_columns(null=True)
    from_on, to_on = DateSpan("from_on"), DateSpan("to_on")

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(seller=models.F("buyer")), name="a_firm_does_not_supply_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.seller} → {self.buyer}"


class SupplyAmount(InCircle):
    """The exact yearly amount of a link. It never leaves the town that noted it; the circle reads the band."""

    LEDGER = Ledger.NONE

    link = models.OneToOneField(SupplyLink, on_delete=models.CASCADE, related_name="amount")
    amount = money_column()
    currency = currency_column()
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.link}"


class LinkWord(InCircle):
    """Seller or buyer says that a link holds, or that it does not; through the town that keeps the firm."""

    LEDGER = Ledger.ROW

    link = models.ForeignKey(SupplyLink, on_delete=models.CASCADE, related_name="words")
    side = models.CharField(max_length=6, choices=LinkSide.choices)
    holds = models.BooleanField()
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.link} · {self.side}"


class Need(InCircle):
    """What a firm needs or offers, in its own words and as they were understood."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=5, choices=NeedKind.choices, default=NeedKind.NEED)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="needs")
    text = models.CharField(max_length=400)
    understood = models.JSONField(default=dict)  # as the asker let it stand; the same keys as the answer of a search
    needed_by_first, needed_by_last = date_span_columns(null=True)
    needed_by = DateSpan("needed_by")
    price = money_column(null=True)  # as it is understood; its comparator and what it is for stand there
    price_currency = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=9, choices=NeedState.choices, default=NeedState.OPEN)
    closed_why = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-made_at", "uid"]

    def __str__(self) -> str:
        return self.text


class Introduction(InCircle):
    """A need and a firm that could meet it, brought together. Read by the two towns alone."""

    LEDGER = Ledger.ROW

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="introductions")
    partner = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)  # why it was proposed, as the ranking said it

    class Meta:
        ordering = ["-made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["need", "partner"], name="a_partner_is_introduced_once")]

    def __str__(self) -> str:
        return f"{self.need} · {self.partner}"


class IntroductionWord(InCircle):
    """What one side says to an introduction. Written once; the newest of a side counts."""

    LEDGER = Ledger.ROW

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="words")
    side = models.CharField(max_length=6, choices=LinkSide.choices)
    word = models.CharField(max_length=8, choices=Word.choices)
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.introduction} · {self.side} · {self.word}"


class ContactCard(InCircle):
    """How to reach one side, given for this introduction alone. It passes to the other when both agree, and to nobody else."""

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "phone", "mail")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="cards")
    side = models.CharField(max_length=6, choices=LinkSide.choices)
    person = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    mail = models.EmailField(blank=True)

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["introduction", "side"], name="a_side_gives_one_card")]

    def __str__(self) -> str:
        return f"{self.introduction} · {self.side}"
