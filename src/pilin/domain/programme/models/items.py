"""Items of a list: who leads, who joins from the other bank, what pays for it, and whom it is for."""

from __future__ import annotations

from django.db import models

from pilin.domain.programme.enums import Strand
from pilin.domain.programme.models.lists import KeyProjectList
from pilin.domain.programme.models.plans import PlanClause
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import Agreement, InCircle, Member
from pilin.foundation.values.columns import currency_column, money_column


class Item(InCircle):
    """One joint item. The office of the chair owns the words; what the lead does of it are rows of the lead's own."""

    LEDGER = Ledger.ROW
    PERSONAL = ("person_name",)

    of_list = models.ForeignKey(KeyProjectList, on_delete=models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    about_zh = models.TextField(blank=True)
    about = models.TextField(blank=True)
    strand = models.CharField(max_length=16, choices=Strand.choices)
    lead = models.ForeignKey(Member, to_field="code", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField(null=True, blank=True)
    person_name = models.CharField(max_length=60, blank=True)
    clause = models.ForeignKey(PlanClause, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    agreement_cited = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreement_clause = models.CharField(max_length=20, blank=True)
    affected_zh = models.CharField(max_length=300, blank=True)  # whose life it changes
    affected = models.CharField(max_length=400, blank=True)
    indicator = models.SlugField(max_length=80, blank=True)  # a series of the observatory; the item owns no figures
    indicator_target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    indicator_unit = models.CharField(max_length=20, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to")

    class Meta:
        ordering = ["of_list", "no"]
        constraints = [models.UniqueConstraint(fields=["of_list", "no"], name="one_item_a_number")]

    def __str__(self) -> str:
        return self.title_zh


class ItemPartner(InCircle):
    """A town that joins an item without leading it."""

    LEDGER = Ledger.ROW

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="partners")
    member = models.ForeignKey(Member, to_field="code", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["member"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="a_partner_stands_once")]

    def __str__(self) -> str:
        return f"{self.member_id} · {self.item_id}"


class BudgetLine(InCircle):
    """What one town pays for an item, in one currency."""

    LEDGER = Ledger.ROW

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="budget")
    member = models.ForeignKey(Member, to_field="code", on_delete=models.PROTECT, related_name="+")
    amount = money_column()
    currency = currency_column()

    class Meta:
        ordering = ["member", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member", "currency"], name="one_amount_a_town_and_currency"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="a_budget_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.amount} {self.currency}"


class ItemDrop(InCircle):
    """The lead gave an item up, and why. The frozen text keeps the item."""

    LEDGER = Ledger.ROW

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="drops")
    reason = models.TextField()
    dropped_on = models.DateField()

    class Meta:
        ordering = ["dropped_on"]
        constraints = [models.UniqueConstraint(fields=["item"], name="an_item_is_given_up_once")]

    def __str__(self) -> str:
        return f"{self.item_id}"
