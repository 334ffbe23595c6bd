"""Firms as the circle knows them, the registers towns brought, and what each register says of each firm."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from pilin.domain.enterprises.enums import (
    AreaUnit,
    BringingState,
    CertificateKind,
    ClaimState,
    DivisionList,
    FigureKind,
    GoodRole,
    Level,
    LikenessState,
    LinkedBy,
    SiteKind,
)
from pilin.engine.base import Comparator, Quantity
from pilin.engine.need import Period, Rate
from pilin.foundation.access.enums import Audience, Ledger
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.members.models import InCircle
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns

BRINGER = Standing.machine("bringing a register")


class Brought(InCircle):
    """A row that a register brings. Until all of its register is in, its revision is 0 and nobody reads it but the bringer.

    So a file of a million rows is written in many transactions and appears in one.
    """

    BELT = "brought"

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, standing: Standing) -> Q:
        """Return the condition of every shared row; for all but the bringer, only what is in force."""
        seen = super().visibility(standing)
        return seen if standing == BRINGER else seen & Q(revision__gt=0)


class Firm(Brought):
    """What can be said of a firm, whoever says it."""

    name_zh = models.CharField(max_length=200)
    name = models.CharField(max_length=240, blank=True)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)  # empty where nobody knows it
    address = models.CharField(max_length=240, blank=True)
    division = models.CharField(max_length=12, blank=True)
    division_list = models.CharField(max_length=10, choices=DivisionList.choices, blank=True)
    industry = models.CharField(max_length=4, blank=True)  # GB/T 4754: two to four digits
    founded_on_first, founded_on_last = date_span_columns(null=True)
    founded_on = DateSpan("founded_on")
    staff_value = models.PositiveIntegerField(null=True, blank=True)
    staff_comparator = comparator_column()
    products = models.JSONField(default=list, blank=True)  # names as given, in Chinese mostly

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh

    @property
    def staff(self) -> Quantity | None:
        """Return how many work there, with the comparator; None where nobody says."""
        if self.staff_value is None:
            return None
        return Quantity(Decimal(self.staff_value), "person", Comparator(self.staff_comparator), source=self.source)


class Enterprise(Firm):
    """A firm as the circle knows it. Its owner, the town that named it first, keeps its columns; others add records."""

    LEDGER = Ledger.BATCH

    sound = models.CharField(max_length=240, blank=True, db_index=True)  # the name in pinyin, to sort and find it by
    as_of_first, as_of_last = date_span_columns(null=True)
    as_of = DateSpan("as_of")  # of the record its columns come from
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_here")
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sound", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "owner", "uscc"],
                condition=~Q(uscc="") & Q(revision__gt=0),
                name="a_town_keeps_a_code_once",
            )
        ]


class Register(Brought):
    """A file of firms that a town brought, as of a day. Taken back it stays, with what it said."""

    LEDGER = Ledger.ROW

    title = models.CharField(max_length=160)
    as_of_first, as_of_last = date_span_columns()
    as_of = DateSpan("as_of")
    division_list = models.CharField(max_length=10, choices=DivisionList.choices, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the file, so that it is not brought twice
    declared = models.PositiveIntegerField(null=True, blank=True)  # how many firms the list says it has
    records_brought = models.PositiveIntegerField(default=0)
    records_new = models.PositiveIntegerField(default=0)  # of firms nobody in sight had named before
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=240, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)  # its new firms with those in sight

    class Meta:
        ordering = ["-as_of_first", "-made_at"]

    def __str__(self) -> str:
        return self.title


class Bringing(InCircle):
    """How far a town has brought a file: to go on after a breakdown, and to be looked at. Kept to that town."""

    title = models.CharField(max_length=160)
    as_of_first, as_of_last = date_span_columns()
    as_of = DateSpan("as_of")
    division_list = models.CharField(max_length=10, choices=DivisionList.choices, blank=True)
    readers = models.CharField(max_length=9, choices=Audience.choices)  # of the register, once it is in force
    declared = models.PositiveIntegerField(null=True, blank=True)
    file_name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)  # SHA-256 of the file: another file is begun anew
    person = models.UUIDField(null=True, blank=True)  # who brings it, where the work is done behind the pages
    state = models.CharField(max_length=8, choices=BringingState.choices, default=BringingState.CHECKING)
    rows_all = models.PositiveIntegerField(null=True, blank=True)  # null: the file is not read to its end yet
    rows_done = models.PositiveIntegerField(default=0)  # checked, then written
    faults_found = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=400, blank=True)  # what turned the file away as a whole
    register = models.OneToOneField(Register, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-changed_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "owner", "digest"],
                condition=Q(state__in=["checking", "writing"]),
                name="a_file_is_brought_by_one",
            )
        ]

    def __str__(self) -> str:
        return self.title


class RegisterRecord(Firm):
    """What one register says of one firm. Written once."""

    LEDGER = Ledger.BATCH

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="records")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField()  # of the file, the header being row 1
    linked_by = models.CharField(max_length=8, choices=LinkedBy.choices)

    class Meta:
        ordering = ["register", "row"]
        constraints = [models.UniqueConstraint(fields=["register", "row"], name="a_row_is_one_record")]


class Likeness(InCircle):
    """Two firms that may be one, for the owner of the first to say. Kept to that town: it names firms others keep back.

    It stays after it is decided, so that the same pair is never proposed again and a merge can be undone.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="likenesses")  # would be merged
    other = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="likenesses_to_it")  # would be kept
    probability = models.FloatField(null=True, blank=True)  # null: a person said so, nothing was reckoned
    reasons = models.JSONField(default=list, blank=True)  # [name, level, bits]
    state = models.CharField(max_length=6, choices=LikenessState.choices, default=LikenessState.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-probability", "uid"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "other"], name="a_pair_is_weighed_once")]

    def __str__(self) -> str:
        return f"{self.enterprise} ~ {self.other}"


class Group(InCircle):
    """Firms under one control. Its owner is the town that noted it; what each firm is in it, that firm's town says."""

    LEDGER = Ledger.ROW

    name_zh = models.CharField(max_length=200)
    name = models.CharField(max_length=240, blank=True)
    listed_on_first, listed_on_last = date_span_columns(null=True)
    listed_on = DateSpan("listed_on")  # on a stock exchange

    class Meta:
        ordering = ["name_zh", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "name_zh", "owner"], name="a_town_notes_a_group_once")
        ]

    def __str__(self) -> str:
        return self.name_zh


class GroupEntity(InCircle):
    """A firm is a legal entity of a group, from one day until another. Its owner is the town that keeps the firm."""

    LEDGER = Ledger.ROW

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="entities")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="groups")
    valid_from_first, valid_from_last = date_span_columns(null=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["group", "enterprise"], name="a_firm_is_in_a_group_once")]

    def __str__(self) -> str:
        return f"{self.group} · {self.enterprise}"


class Site(InCircle):
    """A place where a firm works. Its owner is the town in which it lies, whoever keeps the firm."""

    LEDGER = Ledger.ROW

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="sites")
    kind = models.CharField(max_length=10, choices=SiteKind.choices)
    address = models.CharField(max_length=240, blank=True)
    division = models.CharField(max_length=12, blank=True)
    area_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    area_comparator = comparator_column()
    area_unit = models.CharField(max_length=2, choices=AreaUnit.choices, blank=True)  # as the source gives it
    since_first, since_last = date_span_columns(null=True)
    since = DateSpan("since")
    lon = models.FloatField(null=True, blank=True)  # WGS 84
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["owner", "made_at", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(area_value__isnull=True) | ~Q(area_unit=""), name="an_area_has_its_unit")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.kind}"

    @property
    def area(self) -> Quantity | None:
        """Return its area in the unit of its source; None where nobody says."""
        if self.area_value is None:
            return None
        return Quantity(self.area_value, self.area_unit, Comparator(self.area_comparator), source=self.source)


class GroupFigure(InCircle):
    """A figure of a group as a whole, or of one of its entities; never of each of its towns."""

    LEDGER = Ledger.ROW

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="figures")
    entity = models.ForeignKey(GroupEntity, on_delete=models.CASCADE, null=True, blank=True, related_name="figures")
    kind = models.CharField(max_length=8, choices=FigureKind.choices)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=2)
    comparator = comparator_column()
    unit = models.CharField(max_length=8)

    class Meta:
        ordering = ["-year", "kind", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "year", "owner"], condition=Q(entity__isnull=True), name="a_group_figure_once"
            ),
            models.UniqueConstraint(
                fields=["group", "entity", "kind", "year", "owner"],
                condition=Q(entity__isnull=False),
                name="an_entity_figure_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} · {self.kind} {self.year}"

    @property
    def amount(self) -> Quantity:
        """Return it with its year, without the fractions that the column adds to a whole number."""
        return Quantity(
            _whole(self.value), self.unit, Comparator(self.comparator), period=str(self.year), source=self.source
        )


class Claim(InCircle):
    """A person asks to speak for a firm; the town that keeps the firm says yes or no. Kept to that town and the person.

    The firm is one row in all towns of the circle, so who speaks for it is said once.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("person", "office", "evidence")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=80)  # what the person is in the firm
    evidence = models.CharField(max_length=240, blank=True)  # what shows it, for the clerk to check
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.ASKED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "person"],
                condition=Q(state__in=["asked", "accepted"]),
                name="a_firm_is_claimed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.state}"


class Good(InCircle):
    """What a firm makes or buys, as it says itself or through its town; capacity where it gives one."""

    LEDGER = Ledger.ROW

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="goods")
    role = models.CharField(max_length=5, choices=GoodRole.choices)
    name_zh = models.CharField(max_length=120)  # as it was said
    capacity_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    capacity_comparator = comparator_column()
    capacity_unit = models.CharField(max_length=8, blank=True)
    capacity_period = models.CharField(max_length=8, choices=[(p.value, p.value) for p in Period], blank=True)

    class Meta:
        ordering = ["role", "name_zh", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "role", "name_zh"], name="a_good_is_said_once"),
            models.CheckConstraint(
                condition=Q(capacity_value__isnull=True) | (~Q(capacity_unit="") & ~Q(capacity_period="")),
                name="a_capacity_is_an_amount_in_a_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def capacity(self) -> Rate | None:
        """Return how much of it the firm makes in what time; None where nobody says."""
        return rate_said(self.capacity_value, self.capacity_comparator, self.capacity_unit, self.capacity_period)


def rate_said(value: Decimal | None, comparator: str, unit: str, period: str) -> Rate | None:
    """Return an amount in a period as a good's columns keep it; None where nobody says."""
    return None if value is None else Rate(_whole(value), unit, Period(period), Comparator(comparator))


class Certificate(InCircle):
    """A paper of a firm: a certificate that it meets a standard, or a recognition by an authority, as long as it is valid."""

    LEDGER = Ledger.ROW

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=11, choices=CertificateKind.choices)
    name_zh = models.CharField(max_length=120)  # a standard as needs name it (ISO 9001), or the title recognised
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    number = models.CharField(max_length=60, blank=True)
    valid_from_first, valid_from_last = date_span_columns(null=True)
    valid_to_first, valid_to_last = date_span_columns(null=True)
    valid_from, valid_to = DateSpan("valid_from"), DateSpan("valid_to")

    class Meta:
        ordering = ["kind", "name_zh", "uid"]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.name_zh}"


def _whole(value: Decimal) -> Decimal:
    """Return a figure without the fractions that its column adds to a whole number."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
