"""What the API and the command line answer of the programme, and what the API takes in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.programme.queries import ItemCard, ListCard, MilestoneCard, RollUp, Tally
from pilin.web.api import Incoming
from pilin.web.terminal import plain

Words = Annotated[str, Field(max_length=4000)]


class ItemOut(Schema):
    """An item of a list."""

    uid: UUID
    no: int
    title_zh: str
    title_en: str | None
    strand: str
    lead: str
    partners: list[str]
    owner: str | None
    state: str
    progress: float
    illustrative: bool


class ListOut(Schema):
    """A year's list."""

    circle: str
    year: int
    version: int | None
    released_at: str | None
    items: list[ItemOut]


class MilestoneOut(Schema):
    """A milestone as it stands."""

    uid: UUID
    no: int
    title_zh: str
    title_en: str | None
    due_on: date
    agreed_on: date
    weight: int
    state: str
    late: bool
    waits_days: int | None
    reported_on: date | None
    witnessed_on: date | None
    witness: str | None
    confirm_zh: str | None
    illustrative: bool


class BudgetOut(Schema):
    """What a town pays."""

    town: str
    amount: str
    currency: str


class ItemWholeOut(ItemOut):
    """An item with its milestones and budget."""

    year: int
    clause: str | None
    agreement: str | None
    silent_days: int | None
    age_years: int
    carried_to_year: int | None
    carried_to_no: int | None
    source: str | None
    milestones: list[MilestoneOut]
    budget: list[BudgetOut]


class ListCardOut(Schema):
    """How far a list has come."""

    year: int
    state: str
    version: int | None
    text_hash: str | None
    owner: str
    towns: list[str]
    missing: list[str]
    released_at: str | None
    illustrative: bool


class PlanClauseOut(Schema):
    """A clause of a plan."""

    plan: str
    number: str
    title_zh: str
    title: str


class ListTallyOut(Schema):
    """Totals, with what they rest on."""

    key: str
    leads: int
    joins: int
    milestones: int
    witnessed: int
    reported: int
    late: int
    to_come: int
    silent: int
    witness_overdue: int
    done: int
    dropped: int
    spoken: int
    with_budget: int
    budget: dict[str, str]


class RollUpOut(Schema):
    """A list rolled up."""

    whole: ListTallyOut
    towns: list[ListTallyOut]
    strands: list[ListTallyOut]


class MilestoneReportIn(Incoming):
    """One bank's word."""

    text: Words
    links: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=20)] = []
    figures: Annotated[list[dict[str, Annotated[str, Field(max_length=200)]]], Field(max_length=40)] = []


class WitnessIn(Incoming):
    """The other bank's word."""

    accepted: bool = True
    text: Words
    confirmed: Words = ""


class AcceptIn(Incoming):
    """A town's answer to the text with this hash."""

    text_hash: Annotated[str, Field(min_length=64, max_length=64)]
    accepted: bool = True
    reason: Words = ""


def item_out(item: ItemCard) -> dict[str, Any]:
    """Return an item in the form fixed for every door."""
    progress = item.progress
    return {
        "uid": str(item.uid),
        "no": item.no,
        "title_zh": item.title_zh,
        "title_en": item.title or None,
        "strand": item.strand,
        "lead": item.lead,
        "partners": sorted(item.partners),
        "owner": item.person_name or None,
        "state": str(item.state),
        "progress": round(progress.numerator / progress.denominator, 4),
        "illustrative": item.illustrative,
    }


def list_out(circle: str, card: ListCard, items: list[ItemCard]) -> dict[str, Any]:
    """Return a list in the form fixed for every door."""
    return {
        "circle": circle,
        "year": card.year,
        "version": card.version or None,
        "released_at": plain(card.released_at),
        "items": [item_out(item) for item in sorted(items, key=lambda i: i.no)],
    }


def milestone_out(m: MilestoneCard) -> dict[str, Any]:
    """Return a milestone."""
    return {
        "uid": m.uid, "no": m.no, "title_zh": m.title_zh, "title_en": m.title or None, "due_on": m.due_on,
        "agreed_on": m.agreed_on, "weight": m.weight, "state": str(m.state), "late": m.late, "waits_days": m.waits_days,
        "reported_on": m.reported_on, "witnessed_on": m.witnessed_on, "witness": m.witness or None,
        "confirm_zh": m.confirm_zh or None, "illustrative": m.illustrative,
    }  # fmt: skip


def item_whole_out(item: ItemCard) -> dict[str, Any]:
    """Return an item with its milestones and budget."""
    return {
        **item_out(item),
        "year": item.year,
        "clause": item.clause or None,
        "agreement": item.agreement or None,
        "silent_days": item.silent_days,
        "age_years": item.age_years,
        "carried_to_year": item.carried_to_year,
        "carried_to_no": item.carried_to_no,
        "source": item.source or None,
        "milestones": [milestone_out(m) for m in item.milestones],
        "budget": [{"town": b.member, "amount": f"{b.amount:.2f}", "currency": b.currency} for b in item.budget],
    }


def list_card_out(card: ListCard) -> dict[str, Any]:
    """Return how far a list has come."""
    return {
        "year": card.year, "state": str(card.state), "version": card.version or None, "text_hash": card.text_hash or None,
        "owner": card.owner, "towns": list(card.towns), "missing": list(card.missing), "released_at": plain(card.released_at),
        "illustrative": card.illustrative,
    }  # fmt: skip


def tally_out(sums: Tally) -> dict[str, Any]:
    """Return totals."""
    names = [name for name in ListTallyOut.model_fields if name not in ("budget",)]
    return {**{n: getattr(sums, n) for n in names}, "budget": {c: f"{a:.2f}" for c, a in sorted(sums.budget.items())}}


def roll_up_out(rolled: RollUp) -> dict[str, Any]:
    """Return a list rolled up."""
    return {
        "whole": tally_out(rolled.whole),
        "towns": [tally_out(t) for t in rolled.towns],
        "strands": [tally_out(t) for t in rolled.strands],
    }
