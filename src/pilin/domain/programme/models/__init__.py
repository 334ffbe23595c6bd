"""What the programme keeps: plans, lists and their frozen versions, items, milestones and the word of both banks."""

from pilin.domain.programme.models.items import BudgetLine, Item, ItemDrop, ItemPartner
from pilin.domain.programme.models.lists import (
    Acceptance,
    Erratum,
    ErratumSignature,
    FrozenText,
    KeyProjectList,
    ListVersion,
)
from pilin.domain.programme.models.milestones import DueChange, Milestone, MilestoneReport, WitnessAsk, Witnessing
from pilin.domain.programme.models.plans import ActionPlan, PlanClause, PlanStep

__all__ = [
    "Acceptance",
    "ActionPlan",
    "BudgetLine",
    "DueChange",
    "Erratum",
    "ErratumSignature",
    "FrozenText",
    "Item",
    "ItemDrop",
    "ItemPartner",
    "KeyProjectList",
    "ListVersion",
    "Milestone",
    "MilestoneReport",
    "PlanClause",
    "PlanStep",
    "WitnessAsk",
    "Witnessing",
]
