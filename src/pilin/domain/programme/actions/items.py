"""Drafting: items, their partners, budgets and milestones; one by one or a whole file at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme import queries, rules
from pilin.domain.programme.models import BudgetLine, Item, ItemPartner, Milestone, PlanClause
from pilin.domain.programme.rules import ItemInput, MilestoneInput
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Agreement
from pilin.foundation.members.queries import members_on

SCALARS = (
    "title_zh", "title", "about_zh", "about", "strand", "person_name", "agreement_clause", "affected_zh", "affected",
    "indicator", "indicator_target", "indicator_unit", "illustrative", "source",
)  # fmt: skip


class _Draft:
    """A list open to change, with what its items may refer to; looked up once for a deed."""

    def __init__(self, by: Standing, at: datetime, circle: str, year: int) -> None:
        row = queries.list_rows(by, circle).filter(year=year).first()
        if row is None:
            rules.may_draft(by, circle).require()
            raise Invalid(Fault("no_list", "year", _("There is no draft for this year; begin it first.")))
        self.card = queries.list_card(row)
        rules.may_change_items(by, circle, self.card.state).require()
        self.row, self.by = row, by
        self.province = {m.code: m.province[0] for m in members_on(by, circle, queries.day_of(at))}
        self.clauses = {
            (c.plan.slug, c.number): c
            for c in PlanClause.objects.visible_to(by).filter(circle=circle).select_related("plan")
        }
        self.agreements = {a.slug: a for a in Agreement.objects.visible_to(by).filter(circle=circle)}

    def faults(self, item: ItemInput, row: int | None = None) -> list[Fault]:
        faults = rules.faults_of_item(item, self.province, row)
        if item.clause is not None and item.clause not in self.clauses:
            reason = _("No plan of this circle has this clause.")
            faults.append(Fault("unknown_clause", "clause", reason, row, " ".join(item.clause)))
        if item.agreement and item.agreement not in self.agreements:
            reason = _("The circle has no such agreement.")
            faults.append(Fault("unknown_agreement", "agreement", reason, row, item.agreement))
        return faults

    def common(self, illustrative: bool = False) -> dict[str, Any]:
        return {
            "owner": self.row.owner,
            "circle": self.row.circle,
            "in_circle_id": self.row.in_circle_id,
            "audience": Audience.CIRCLE,
            "illustrative": illustrative,
        }

    def fill(self, row: Item, item: ItemInput) -> Item:
        for name in SCALARS:
            setattr(row, name, getattr(item, name))
        row.no, row.lead_id = item.no, item.leads[0]
        row.clause = self.clauses[item.clause] if item.clause else None
        row.agreement_cited = self.agreements[item.agreement] if item.agreement else None
        return row

    def parts(self, row: Item, item: ItemInput) -> list[SharedModel]:
        common = self.common(item.illustrative)
        parts: list[SharedModel] = [
            ItemPartner(item=row, member_id=code, **common) for code in dict.fromkeys(item.partners)
        ]
        parts += [
            BudgetLine(item=row, member_id=b.member, amount=b.amount, currency=b.currency, **common)
            for b in item.budget
        ]
        parts += [_milestone(row, m, common) for m in item.milestones]
        return parts


def _milestone(row: Item, brought: MilestoneInput, common: dict[str, Any]) -> Milestone:
    return Milestone(
        item=row, no=brought.no, title_zh=brought.title_zh, title=brought.title, due_on=brought.due_on,
        weight=brought.weight, confirm_zh=brought.confirm_zh, confirm=brought.confirm, **common,
    )  # fmt: skip


def _taken(no: int) -> Fault:
    return Fault("number_taken", "no", _("Another item of this list has this number."), None, str(no))


@deed("programme.add_item", says=_("{who} put “{title}” on the draft list"))
def add_item(*, by: Standing, at: datetime, circle: str, year: int, item: ItemInput) -> Item:
    """Put an item on the draft list, with its partners, budget and milestones."""
    draft = _Draft(by, at, circle, year)
    faults = draft.faults(item)
    if Item.objects.visible_to(by).filter(of_list=draft.row, no=item.no).exists():
        faults.append(_taken(item.no))
    if faults:
        raise Invalid(*faults)
    row = draft.fill(Item(of_list=draft.row, **draft.common()), item)
    row.save()
    tell(title=both(row, "title"))
    for part in draft.parts(row, item):
        part.save()
    return row


@deed("programme.change_item", says=_("{who} changed “{title}” on the draft list"))
def change_item(
    *, by: Standing, at: datetime, circle: str, year: int, no: int, item: ItemInput, revision: int | None = None
) -> Item:
    """Change an item of the draft list. With ``revision``, refuse when somebody changed it since it was read."""
    draft = _Draft(by, at, circle, year)
    row = Item.objects.visible_to(by).filter(of_list=draft.row, no=no).first()
    if row is None:
        raise Invalid(Fault("no_item", "no", _("The list has no item of this number."), None, str(no)))
    if revision is not None and revision != row.revision:
        raise Conflict("changed", _("Somebody changed this item since you opened it. Look again, then change it."))
    faults = draft.faults(item)
    if item.no != no and Item.objects.visible_to(by).filter(of_list=draft.row, no=item.no).exists():
        faults.append(_taken(item.no))
    if faults:
        raise Invalid(*faults)
    draft.fill(row, item).save()
    tell(title=both(row, "title"))
    _replace(draft, row, item)
    return row


def _replace(draft: _Draft, row: Item, item: ItemInput) -> None:
    """Bring partners, budget and milestones to what was brought; what stays the same is not touched."""
    by = draft.by
    wanted = {(_key(part)): part for part in draft.parts(row, item)}
    for model in (ItemPartner, BudgetLine, Milestone):
        for old in model.objects.visible_to(by).filter(item=row):
            new = wanted.pop(_key(old), None)
            if new is None:
                old.delete()
            elif isinstance(old, Milestone) and isinstance(new, Milestone):
                same = True
                for name in ("title_zh", "title", "due_on", "weight", "confirm_zh", "confirm"):
                    if getattr(old, name) != getattr(new, name):
                        setattr(old, name, getattr(new, name))
                        same = False
                if not same:
                    old.save()
    for part in wanted.values():
        part.save()


def _key(part: Any) -> tuple[Any, ...]:
    if isinstance(part, ItemPartner):
        return ("partner", part.member_id)
    if isinstance(part, BudgetLine):
        return ("budget", part.member_id, part.currency, part.amount)
    return ("milestone", part.no)


@deed("programme.remove_item", says=_("{who} took “{title}” off the draft list"))
def remove_item(*, by: Standing, at: datetime, circle: str, year: int, no: int) -> None:
    """Take an item off the draft list."""
    draft = _Draft(by, at, circle, year)
    row = Item.objects.visible_to(by).filter(of_list=draft.row, no=no).first()
    if row is None:
        raise Invalid(Fault("no_item", "no", _("The list has no item of this number."), None, str(no)))
    tell(title=both(row, "title"))
    row.delete()


@deed("programme.add_milestone", says=_("{who} added the milestone “{title}”"))
def add_milestone(
    *, by: Standing, at: datetime, circle: str, year: int, no: int, milestone: MilestoneInput
) -> Milestone:
    """Add a milestone to an item of the draft list."""
    draft = _Draft(by, at, circle, year)
    row = Item.objects.visible_to(by).filter(of_list=draft.row, no=no).first()
    if row is None:
        raise Invalid(Fault("no_item", "no", _("The list has no item of this number."), None, str(no)))
    faults = rules.faults_of_milestone(milestone)
    if Milestone.objects.visible_to(by).filter(item=row, no=milestone.no).exists():
        faults.append(Fault("same_number", "milestone_no", _("Two milestones have the same number.")))
    if faults:
        raise Invalid(*faults)
    made = _milestone(row, milestone, draft.common(row.illustrative))
    made.save()
    tell(title=both(made, "title"))
    return made


@deed("programme.import_items", says=_("{who} imported {items} items into the draft list of {year}"))
def import_items(
    *, by: Standing, at: datetime, circle: str, year: int, items: Sequence[tuple[int | None, ItemInput]]
) -> dict[str, int]:
    """Bring in a whole file: new numbers are added, known numbers replaced, the others stay. All of it or nothing.

    Parameters
    ----------
    by : Standing
    at : datetime
    circle : str
    year : int
    items : sequence of (row of the file or None, ItemInput)

    Returns
    -------
    dict
        How many items, milestones and budget lines were written.
    """
    draft = _Draft(by, at, circle, year)
    faults = [fault for row, item in items for fault in draft.faults(item, row)]
    seen: dict[int, int | None] = {}
    for row, item in items:
        if item.no in seen:
            faults.append(
                Fault("number_taken", "no", _("Another item of this list has this number."), row, str(item.no))
            )
        seen[item.no] = row
    if not items:
        faults.append(Fault("empty", "", _("The file has no item.")))
    if faults:
        raise Invalid(*faults)
    draft.row.save()  # the line's principal: whoever may read the list may read that it was filled
    known = {row.no: row for row in Item.objects.visible_to(by).filter(of_list=draft.row, no__in=list(seen))}
    made: list[Item] = []
    parts: list[Any] = []
    for _row, item in items:
        there = known.get(item.no)
        if there is None:
            there = draft.fill(Item(of_list=draft.row, **draft.common()), item)
            made.append(there)
            parts += draft.parts(there, item)
        else:
            draft.fill(there, item).save()
            _replace(draft, there, item)
    _write(at, made)
    _write(at, parts)
    numbers = {
        "items": len(items),
        "milestones": sum(len(item.milestones) for _r, item in items),
        "budget_lines": sum(len(item.budget) for _r, item in items),
    }
    count(**numbers)
    tell(year=year)
    return numbers


def _write(at: datetime, rows: Iterable[SharedModel]) -> None:
    """Write many rows of a deed at once; its line gives their number instead of naming each."""
    by_model: dict[type[SharedModel], list[SharedModel]] = {}
    for row in rows:
        row._before_save(True, at)
        by_model.setdefault(type(row), []).append(row)
    for model, some in by_model.items():
        model.objects.visible_to(Standing.machine("programme")).bulk_create(some, batch_size=400)
