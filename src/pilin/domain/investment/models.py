"""Leads and what became of them, what is asked about them, where there is room, and what reports say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.investment.enums import (
    AreaUnit,
    AskKind,
    Currency,
    Ended,
    InvestorSays,
    LandUse,
    LeadStage,
    MoveKind,
    Reply,
    Sector,
    SpaceKind,
    SpaceState,
)
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.values.columns import comparator_column, money_column

SQUARE_METRES = {  # of one unit, exactly: fifteen mu are a hectare
    AreaUnit.M2: Fraction(1),
    AreaUnit.MU: Fraction(2000, 3),
    AreaUnit.HA: Fraction(10_000),
}


def square_metres(value: Decimal, unit: str) -> Fraction:
    """Return an area in square metres, exactly: 1 mu is 2000/3.

    Examples
    --------
    >>> square_metres(Decimal(3), "mu")
    Fraction(2000, 1)
    """
    return Fraction(value) * SQUARE_METRES[AreaUnit(unit)]


def area_column(*, null: bool = False) -> models.DecimalField[Any, Any]:
    """Return an area as it was entered; its unit stands beside it and nothing is converted when it is kept."""
    return models.DecimalField(max_digits=14, decimal_places=4, null=null, blank=null)


def unit_column() -> models.CharField[str, str]:
    """Return in what the area beside it was entered."""
    return models.CharField(max_length=2, choices=AreaUnit.choices, blank=True)


def told_currency() -> models.CharField[str, str]:
    """Return the currency of the amount beside it; empty where there is no amount."""
    return models.CharField(max_length=3, choices=Currency.choices, blank=True)


def amount_of(value: Decimal | None, currency: str, comparator: str, source: str = "") -> Quantity | None:
    """Return an amount with its currency and comparator; None where nobody says one."""
    return None if value is None else Quantity(value, currency, Comparator(comparator), source=source)


class Space(InCircle):
    """Land or a factory floor that can be had. Its owner is the town in which it lies."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=5, choices=SpaceKind.choices)
    title_zh = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240, blank=True)
    place_zh = models.CharField(max_length=240, blank=True)  # where it lies, as the town says it
    area_value = area_column()
    area_unit = models.CharField(max_length=2, choices=AreaUnit.choices)
    use = models.CharField(max_length=9, choices=LandUse.choices, blank=True)  # empty where nobody knows
    local_use_zh = models.CharField(max_length=120, blank=True)  # the same in the words of the town's own province
    former_use_zh = models.CharField(max_length=160, blank=True)
    free_from = models.DateField(null=True, blank=True)
    floor_load_kn_m2 = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    clear_height_m = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=8, choices=SpaceState.choices, default=SpaceState.FREE)
    note_zh = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["owner", "uid"]
        constraints = [
            models.CheckConstraint(condition=models.Q(area_value__gt=0), name="a_space_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.title_zh or self.title

    @property
    def area(self) -> Quantity:
        """Return its area as entered."""
        return Quantity(self.area_value, self.area_unit)

    @property
    def floor_load(self) -> Quantity | None:
        """Return what its ground floor carries; None where nobody knows."""
        return None if self.floor_load_kn_m2 is None else Quantity(self.floor_load_kn_m2, "kN/m²")

    @property
    def clear_height(self) -> Quantity | None:
        """Return the height under the beams; None where nobody knows."""
        return None if self.clear_height_m is None else Quantity(self.clear_height_m, "m")

    @property
    def square_metres(self) -> Fraction:
        """Return its area in square metres, exactly."""
        return square_metres(self.area_value, self.area_unit)


class Lead(InCircle):
    """A firm that might come with one project. Its owner is its keeper: the town that reported it first, until handed over."""

    LEDGER = Ledger.ROW

    title_zh = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240, blank=True)
    investor_zh = models.CharField(max_length=200, blank=True)
    investor = models.CharField(max_length=240, blank=True)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key_zh = models.CharField(max_length=200, blank=True, db_index=True)  # the names as they are compared
    key = models.CharField(max_length=240, blank=True, db_index=True)
    sector = models.CharField(max_length=11, choices=Sector.choices)
    amount = money_column(null=True)
    currency = told_currency()
    amount_comparator = comparator_column()
    output = money_column(null=True)  # planned, a year
    output_currency = told_currency()
    output_comparator = comparator_column()
    wanted_value = area_column(null=True)
    wanted_unit = unit_column()
    wanted_kind = models.CharField(max_length=5, choices=SpaceKind.choices, blank=True)
    wanted_use = models.CharField(max_length=9, choices=LandUse.choices, blank=True)
    wanted_from = models.DateField(null=True, blank=True)
    reporter = models.CharField(max_length=16)  # the town that registered it first; stays when it is handed over
    reported_at = models.DateTimeField()
    stage = models.CharField(max_length=13, choices=LeadStage.choices, default=LeadStage.LEAD)
    stage_since = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    produced_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    site = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    site_town = models.CharField(max_length=16, blank=True)  # where output, tax and investment are counted
    site_zh = models.CharField(max_length=240, blank=True)
    ended = models.CharField(max_length=9, choices=Ended.choices, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    note_zh = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-reported_at", "uid"]
        indexes = [models.Index(fields=["circle", "stage"], name="lead_by_stage")]

    def __str__(self) -> str:
        return self.title_zh or self.title

    @property
    def capital(self) -> Quantity | None:
        """Return what is to be invested; None where nobody says."""
        return amount_of(self.amount, self.currency, self.amount_comparator, self.source)

    @property
    def yearly_output(self) -> Quantity | None:
        """Return the planned output a year; None where nobody says."""
        return amount_of(self.output, self.output_currency, self.output_comparator, self.source)

    @property
    def wanted(self) -> Quantity | None:
        """Return how much space is wanted, as entered; None where nobody says."""
        return None if self.wanted_value is None else Quantity(self.wanted_value, self.wanted_unit)


class Move(InCircle):
    """One thing that happened to a lead on a day. Written once; its owner is the town that did it."""

    LEDGER = Ledger.ROW
    PERSONAL = ("who",)

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=11, choices=MoveKind.choices)
    stage = models.CharField(max_length=13, choices=LeadStage.choices)  # at which the lead stands after it
    moved_on = models.DateField()
    who = models.CharField(max_length=120, blank=True)
    why_zh = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.lead} · {self.kind}"


class Ask(InCircle):
    """What a town asks of another about a lead. Its owner asks.

    Who asks to join names the investor alone: which lead and which town it meets stays unsaid until that town answers.
    """

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=9, choices=AskKind.choices)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="asks")
    town = models.CharField(max_length=16, blank=True)  # that is to take the lead over
    investor_zh = models.CharField(max_length=200, blank=True)
    investor = models.CharField(max_length=240, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    key_zh = models.CharField(max_length=200, blank=True, db_index=True)
    key = models.CharField(max_length=240, blank=True, db_index=True)
    words_zh = models.TextField(blank=True)
    words = models.TextField(blank=True)
    opened = models.BooleanField(default=False)  # the lead was shown to the town for this alone
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return self.investor_zh or self.investor


class Answer(InCircle):
    """What the other town answered. Its owner is that town."""

    LEDGER = Ledger.ROW

    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="answer")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="answers")
    reply = models.CharField(max_length=13, choices=Reply.choices)
    why_zh = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.ask} · {self.reply}"


class CreditSplit(InCircle):
    """How towns share the credit for a lead in assessments, in hundredths of a whole; holds once each has said yes.

    It moves no statistics: output, tax and investment are counted where the site is.
    """

    LEDGER = Ledger.ROW

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="splits")
    shares = models.JSONField(default=dict)  # code of a town → percent, as text with two decimals; 100.00 in all

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return f"{self.lead} · {' : '.join(self.shares.values())}"

    @property
    def percent(self) -> dict[str, Decimal]:
        """Return each town's share in percent."""
        return {code: Decimal(share) for code, share in self.shares.items()}


class SplitWord(InCircle):
    """One town's yes or no to a split. Its owner is that town."""

    LEDGER = Ledger.ROW

    split = models.ForeignKey(CreditSplit, on_delete=models.CASCADE, related_name="words")
    agreed = models.BooleanField()
    why_zh = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["split", "owner"], name="a_town_speaks_once_to_a_split")]

    def __str__(self) -> str:
        return f"{self.split} · {self.owner}"


class ConfirmLink(InCircle):
    """A link by which whoever holds it speaks for the investor, once and until a day. Its owner is the keeper that made it.

    Whoever reads the lead reads that the link exists; its token is shown once to whoever makes it and is kept nowhere.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("token_hash",)

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()  # the last day on which it opens
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=9, choices=InvestorSays.choices, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, said="") | (models.Q(used_at__isnull=False) & ~models.Q(said="")),
                name="a_used_link_says_something",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.lead} · {self.expires_on}"


class InvestorWord(InCircle):
    """Who used a link and why: the word of whoever held it, which nobody checked. Its town alone reads it.

    It goes in no log: who it was can be erased, and what was said stands with the link.
    """

    LEDGER = Ledger.NONE
    PERSONAL = ("name", "position", "why", "person")

    link = models.OneToOneField(ConfirmLink, on_delete=models.CASCADE, related_name="word")
    name = models.CharField(max_length=80, blank=True)
    position = models.CharField(max_length=120, blank=True)
    why = models.TextField(blank=True)  # of a "not so", in whichever language it was written
    person = models.UUIDField(null=True, blank=True)  # where they had an account and were signed in
    said_on = models.DateField()
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]

    def __str__(self) -> str:
        return str(self.said_on)


class StillRule(InCircle):
    """After how many days in a stage a town's lead counts as standing still. Its owner is that town."""

    LEDGER = Ledger.ROW

    stage = models.CharField(max_length=13, choices=LeadStage.choices)
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["owner", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["in_circle", "owner", "stage"], name="one_still_rule_a_stage"),
            models.CheckConstraint(condition=models.Q(days__gte=1), name="standing_still_takes_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.stage} · {self.days}"


class StillTold(InCircle):
    """That a keeper was told of a lead which stands still, once for each time it entered a stage."""

    LEDGER = Ledger.NONE

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="still_told")
    stage = models.CharField(max_length=13, choices=LeadStage.choices)
    since = models.DateField()  # the day on which it entered the stage
    told_on = models.DateField()

    class Meta:
        ordering = ["told_on", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "stage", "since"], name="told_once_a_time_in_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.lead} · {self.stage} · {self.since}"


class PipelineFigure(InCircle):
    """What a report says of investment: a sum over projects, or one project. It is never added to the leads."""

    LEDGER = Ledger.ROW

    key = models.SlugField(max_length=40)
    title_zh = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240, blank=True)
    stage = models.CharField(
        max_length=13, choices=LeadStage.choices, blank=True
    )  # empty where the report does not say
    projects = models.PositiveIntegerField(null=True, blank=True)
    amount = money_column(null=True)
    currency = told_currency()
    amount_comparator = comparator_column()
    output = money_column(null=True)  # planned, a year
    output_currency = told_currency()
    output_comparator = comparator_column()
    area_value = area_column(null=True)
    area_unit = unit_column()
    note_zh = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["made_at", "uid"]
        constraints = [models.UniqueConstraint(fields=["in_circle", "key"], name="a_reported_figure_stands_once")]

    def __str__(self) -> str:
        return self.title_zh or self.title

    @property
    def capital(self) -> Quantity | None:
        """Return the investment the report tells; None where it tells none."""
        return amount_of(self.amount, self.currency, self.amount_comparator, self.source)

    @property
    def yearly_output(self) -> Quantity | None:
        """Return the planned output a year; None where the report tells none."""
        return amount_of(self.output, self.output_currency, self.output_comparator, self.source)

    @property
    def area(self) -> Quantity | None:
        """Return the land, as the report tells it; None where it tells none."""
        return None if self.area_value is None else Quantity(self.area_value, self.area_unit)
