"""Firms as the circle knows them, the registers towns brought, and what each register says of each firm."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from pilin.domain.enterprises.enums import DivisionList, LinkedBy
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.values.columns import DateSpan, comparator_column, date_span_columns


class Firm(InCircle):
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

    class Meta:
        ordering = ["sound", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_circle", "owner", "uscc"], condition=~Q(uscc=""), name="a_town_keeps_a_code_once"
            )
        ]


class Register(InCircle):
    """A file of firms that a town brought, as of a day. Taken back it stays, with what it said."""

    LEDGER = Ledger.ROW

    title = models.CharField(max_length=160)
    as_of_first, as_of_last = date_span_columns()
    as_of = DateSpan("as_of")
    division_list = models.CharField(max_length=10, choices=DivisionList.choices, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the file, so that it is not brought twice
    records_brought = models.PositiveIntegerField(default=0)
    records_new = models.PositiveIntegerField(default=0)  # of firms nobody in sight had named before
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-as_of_first", "-made_at"]

    def __str__(self) -> str:
        return self.title


class RegisterRecord(Firm):
    """What one register says of one firm. Written once."""

    LEDGER = Ledger.BATCH

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="records")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField()  # of the file, the header being row 1
    linked_by = models.CharField(max_length=5, choices=LinkedBy.choices)

    class Meta:
        ordering = ["register", "row"]
        constraints = [models.UniqueConstraint(fields=["register", "row"], name="a_row_is_one_record")]
