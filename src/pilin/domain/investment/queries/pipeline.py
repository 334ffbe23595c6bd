"""The pipeline as one standing may read it: leads, what stands in each stage, one lead with its history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.investment import rules
from pilin.domain.investment.enums import CAN_STAND_STILL, ORDER, SIGNED_ON, STILL_DAYS, LeadStage, MoveKind, Reply
from pilin.domain.investment.models import Answer, Lead, Move, PipelineFigure, StillRule
from pilin.engine.base import Quantity
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("investment")


@dataclass(frozen=True, slots=True)
class LeadCard:
    """A lead as lists show it, for how many days it has stood in its stage, and after how many it stands still."""

    lead: Lead
    days: int
    allowed: int = STILL_DAYS

    @property
    def still(self) -> bool:
        """Return whether it stands still by its town's own days."""
        return not self.lead.ended and self.lead.stage in CAN_STAND_STILL and self.days > self.allowed


@dataclass(frozen=True, slots=True)
class Money:
    """What some leads bring together in one currency. Other currencies stand in sums of their own."""

    total: Quantity
    leads: int

    @property
    def mean(self) -> Quantity:
        """Return the amount a lead, to the fen."""
        value = (self.total.value / self.leads).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return Quantity(value, self.total.unit, self.total.comparator)


@dataclass(frozen=True, slots=True)
class StageSum:
    """The leads of one stage: how many, what they bring by currency, how many tell no amount, the oldest's days."""

    stage: LeadStage
    count: int
    sums: tuple[Money, ...]
    untold: int
    oldest_days: int | None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Every stage with its sums, and what is signed: never with intentions. Reported figures stand apart."""

    stages: tuple[StageSum, ...]
    signed: StageSum  # signed and beyond
    intended: StageSum
    ended: int
    figures: tuple[PipelineFigure, ...]


@dataclass(frozen=True, slots=True)
class TrackStep:
    """One stage on a lead's way: the day it got there, and the town that noted it; None while it has not."""

    stage: LeadStage
    on: date | None
    town: str
    here: bool


def leads(standing: Standing, circle: str) -> QuerySet[Lead]:
    """Return the leads of a circle this standing may read, the last reported first."""
    return Lead.objects.visible_to(standing).filter(circle=circle).select_related("in_circle", "enterprise")


def cards(standing: Standing, circle: str, on: date) -> list[LeadCard]:
    """Return every lead of a circle in sight with its days in its stage and those its town allows; two queries."""
    days = set_days(circle)
    return [LeadCard(row, days_in_stage(row, on), rules.allowed_for(row, days)) for row in leads(standing, circle)]


def set_days(circle: str) -> dict[tuple[str, str], int]:
    """Return after how many days leads stand still, by town and stage, where a town of the circle set it.

    Read for the house: who reads a lead reads whether it stands still, which says no more than its day does.
    """
    rows = StillRule.objects.visible_to(HOUSE).filter(circle=circle)
    return {(town, stage): days for town, stage, days in rows.values_list("owner", "stage", "days")}


def days_in_stage(lead: Lead, on: date) -> int:
    """Return for how many days a lead has stood in its stage; of an ended one, stood."""
    return rules.days_stood(lead, on)


def sifted(
    found: Sequence[LeadCard],
    *,
    stage: str = "",
    town: str = "",
    sector: str = "",
    ended: bool = False,
    words: str = "",
) -> list[LeadCard]:
    """Return the cards that pass every filter given: those under way, or those that ended."""
    words = words.strip().casefold()
    return [
        card
        for card in found
        if bool(card.lead.ended) == ended
        and (not stage or card.lead.stage == stage)
        and (not town or card.lead.owner == town)
        and (not sector or card.lead.sector == sector)
        and (not words or words in _told(card.lead))
    ]


def by_stage(found: Sequence[LeadCard]) -> list[tuple[LeadStage, list[LeadCard]]]:
    """Return the board: each stage with its cards, those that have waited longest first."""
    return [
        (stage, sorted((c for c in found if c.lead.stage == stage), key=lambda card: -card.days)) for stage in ORDER
    ]


def pipeline(standing: Standing, circle: str, on: date) -> Pipeline:
    """Return the funnel of what this standing may read: three queries whatever their number."""
    return pipeline_of(cards(standing, circle, on), figures(standing, circle))


def pipeline_of(found: Sequence[LeadCard], reported: Sequence[PipelineFigure]) -> Pipeline:
    """Return the funnel over some cards. An amount of an intention is never in what is signed."""
    living = [card for card in found if not card.lead.ended]
    return Pipeline(
        stages=tuple(_sum(stage, [c for c in living if c.lead.stage == stage]) for stage in ORDER),
        signed=_sum(LeadStage.SIGNED, [c for c in living if c.lead.stage in SIGNED_ON]),
        intended=_sum(LeadStage.INTENTION, [c for c in living if c.lead.stage == LeadStage.INTENTION]),
        ended=len(found) - len(living),
        figures=tuple(reported),
    )


def figures(standing: Standing, circle: str) -> list[PipelineFigure]:
    """Return what reports say of investment, in the order in which it was entered."""
    return list(PipelineFigure.objects.visible_to(standing).filter(circle=circle))


def lead_named(standing: Standing, circle: str, uid: UUID) -> Lead | None:
    """Return a lead; None where this standing reads none."""
    rows = leads(standing, circle).select_related("in_circle", "enterprise", "site")
    return rows.filter(pk=uid).first()


def lead_of_investor(standing: Standing, circle: str, uid: UUID) -> Lead | None:
    """Return a lead of a firm this standing speaks for: its own, whoever else may read it; None where there is none."""
    if not standing.firms:
        return None
    return lead_named(HOUSE, circle, uid) if leads_of_investor(standing).filter(circle=circle, pk=uid) else None


def leads_of_investor(standing: Standing) -> QuerySet[Lead]:
    """Return the leads of the firms this standing speaks for."""
    return Lead.objects.visible_to(HOUSE).filter(enterprise__in=standing.firms)


def moves_of(standing: Standing, lead: Lead) -> list[Move]:
    """Return what happened to a lead, in order."""
    return list(lead.moves.visible_to(standing))


def track(lead: Lead, moves: Sequence[Move]) -> list[TrackStep]:
    """Return a lead's way: each stage with the day it last got there and the town that noted it."""
    reached: dict[str, Move] = {}
    for move in moves:
        if move.kind in (MoveKind.REGISTERED, MoveKind.FORWARD):
            reached[move.stage] = move
        elif move.kind == MoveKind.BACK:
            kept = {*rules.stages_before(move.stage), move.stage}
            reached = {stage: one for stage, one in reached.items() if stage in kept}
    steps = []
    for stage in ORDER:
        seen = reached.get(stage)
        steps.append(TrackStep(stage, seen.moved_on if seen else None, seen.owner if seen else "", lead.stage == stage))
    return steps


def courted_by_another(circle: str, identity: rules.Identity, town: str) -> Lead | None:
    """Return the first living lead of this investor that another town keeps; None where none does.

    Read for the house, because the town that asks may not read it: a door shows no more of it than its day. A lead
    whose keeper has told this town that its project is another one does not stand in its way.
    """
    rows = (
        Lead.objects.visible_to(HOUSE)
        .filter(identity_filter(identity), circle=circle, ended="")
        .exclude(stage=LeadStage.CONFIRMED)
        .exclude(owner=town)
        .order_by("reported_at", "uid")
    )
    released = _released(circle, town)
    return next((row for row in rows if row.pk not in released and identity.is_same(identity_of_lead(row))), None)


def own_of_investor(standing: Standing, circle: str, identity: rules.Identity, town: str) -> list[Lead]:
    """Return the living leads of this investor that a town keeps itself."""
    rows = Lead.objects.visible_to(standing).filter(identity_filter(identity), circle=circle, ended="", owner=town)
    return [row for row in rows if identity.is_same(identity_of_lead(row))]


def identity_of_lead(lead: Lead) -> rules.Identity:
    """Return how a lead's investor is compared."""
    return rules.Identity(lead.key_zh, lead.key, lead.uscc)


def is_shown_to(lead: Lead, towns: Collection[str]) -> bool:
    """Return whether towns are named among who reads a lead."""
    return all(f",{town}," in lead.parties for town in towns)


def _sum(stage: LeadStage, found: Sequence[LeadCard]) -> StageSum:
    totals: dict[str, list[Quantity]] = {}
    for card in found:
        if (capital := card.lead.capital) is not None:
            totals.setdefault(capital.unit, []).append(capital)
    sums = []
    for currency in sorted(totals):
        total = Quantity(Decimal(0), currency)
        for amount in totals[currency]:
            total += Quantity(amount.value, currency, amount.comparator)
        sums.append(Money(total, len(totals[currency])))
    told = sum(money.leads for money in sums)
    return StageSum(stage, len(found), tuple(sums), len(found) - told, max((c.days for c in found), default=None))


def _told(lead: Lead) -> str:
    return " ".join((lead.title_zh, lead.title, lead.investor_zh, lead.investor, lead.uscc)).casefold()


def identity_filter(identity: rules.Identity) -> Q:
    """Return the condition that narrows rows to those that may mean this investor; :meth:`Identity.is_same` decides."""
    found = Q(pk__in=[])
    for name in ("key_zh", "key", "uscc"):
        if value := getattr(identity, name):
            found |= Q(**{name: value})
    return found


def _released(circle: str, town: str) -> set[UUID]:
    rows = Answer.objects.visible_to(HOUSE).filter(circle=circle, reply=Reply.OTHER_PROJECT, ask__owner=town)
    return set(rows.values_list("lead_id", flat=True))
