"""Lists and items, in a fixed number of queries whatever their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pilin.domain.programme.enums import ItemState, MilestoneState, Strand
from pilin.domain.programme.models import (
    Acceptance,
    BudgetLine,
    DueChange,
    Erratum,
    ErratumSignature,
    Item,
    ItemDrop,
    ItemPartner,
    KeyProjectList,
    ListVersion,
    Milestone,
    MilestoneReport,
    PlanClause,
    WitnessAsk,
    Witnessing,
)
from pilin.domain.programme.queries.cards import (
    Frame,
    ItemCard,
    ListCard,
    MilestoneCard,
    Tally,
    day_of,
    end_of,
    item_card,
    list_card,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import member_cards

UNDER_WAY = (ItemState.IN_FORCE, ItemState.LATE)


def list_rows(standing: Standing, circle: str) -> QuerySet[KeyProjectList]:
    """Return the lists of a circle with everything their state follows from: five queries."""
    answers = Prefetch("acceptances", Acceptance.objects.visible_to(standing))
    signatures = Prefetch("signatures", ErratumSignature.objects.visible_to(standing))
    return (
        KeyProjectList.objects.visible_to(standing)
        .filter(circle=circle)
        .select_related("plan", "in_circle")
        .prefetch_related(
            Prefetch("versions", ListVersion.objects.visible_to(standing).defer("text").prefetch_related(answers)),
            Prefetch("errata", Erratum.objects.visible_to(standing).prefetch_related(signatures)),
        )
    )


def lists_of(standing: Standing, circle: str) -> list[ListCard]:
    """Return the lists of a circle that this standing may read, newest year first."""
    return [list_card(row) for row in list_rows(standing, circle)]


def list_of(standing: Standing, circle: str, year: int) -> ListCard | None:
    """Return the list of a year; None where there is none this standing may read."""
    row = list_rows(standing, circle).filter(year=year).first()
    return list_card(row) if row else None


def version_text(standing: Standing, circle: str, year: int, number: int) -> ListVersion | None:
    """Return one version of a list as it was put to the towns."""
    return (
        ListVersion.objects.visible_to(standing)
        .filter(of_list__circle=circle, of_list__year=year, number=number)
        .first()
    )


def item_rows(standing: Standing) -> QuerySet[Item]:
    """Return items with everything their cards need."""
    reports = MilestoneReport.objects.visible_to(standing).prefetch_related(
        Prefetch("asks", WitnessAsk.objects.visible_to(standing)),
        Prefetch("findings", Witnessing.objects.visible_to(standing)),
    )
    milestones = Milestone.objects.visible_to(standing).prefetch_related(
        Prefetch("reports", reports), Prefetch("due_changes", DueChange.objects.visible_to(standing))
    )
    return (
        Item.objects.visible_to(standing)
        .select_related("clause__plan", "agreement_cited", "carried_from__of_list")
        .prefetch_related(
            Prefetch("partners", ItemPartner.objects.visible_to(standing)),
            Prefetch("budget", BudgetLine.objects.visible_to(standing)),
            Prefetch("milestones", milestones),
            Prefetch("drops", ItemDrop.objects.visible_to(standing)),
            Prefetch("carried_to", Item.objects.visible_to(standing)),
        )
    )


def frame_of(standing: Standing, circle: Circle, on: date, lists: Iterable[ListCard]) -> Frame:
    """Return what items of a circle are read against on a day."""
    carrying = {card.uid: card.year for card in lists if card.in_force_at and day_of(card.in_force_at) <= on}
    return Frame(on, circle.silent_after_days, circle.witness_within_days, member_cards(standing), carrying)


def _read(standing: Standing, circle: str, year: int, on: date, no: int | None = None) -> list[ItemCard]:
    lists = list(list_rows(standing, circle).filter(year__gte=year))  # a later one may carry an item on
    of_list = next((row for row in lists if row.year == year), None)
    if of_list is None:
        return []
    cards = {row.pk: list_card(row) for row in lists}
    frame = frame_of(standing, of_list.in_circle, on, cards.values())
    rows = item_rows(standing).filter(of_list=of_list)
    return [item_card(row, cards[of_list.pk], frame) for row in (rows if no is None else rows.filter(no=no))]


def items_of(standing: Standing, circle: str, year: int, on: date | None = None) -> list[ItemCard]:
    """Return the items of a year's list as they stand on a day (the year's last, unless said), by number."""
    return _read(standing, circle, year, on or end_of(year))


def item_of(standing: Standing, circle: str, year: int, no: int, on: date) -> ItemCard | None:
    """Return one item as it stands on a day; None where this standing may not read it."""
    found = _read(standing, circle, year, on, no)
    return found[0] if found else None


def open_items(standing: Standing, circle: str, on: date) -> list[ItemCard]:
    """Return every item of a circle that is neither done nor dropped on a day, whatever its year, by year and number.

    An item that a later list in force carries on stands there only.
    """
    return [c for c in items_in(standing, circle, on) if c.state in UNDER_WAY and c.carried_to_year is None]


def items_in(standing: Standing, circle: str, on: date, first: int = 0, last: int = 9999) -> list[ItemCard]:
    """Return the items of every list of a circle between two years, by year and number; as many queries as for one list."""
    lists = {row.pk: row for row in list_rows(standing, circle).filter(year__gte=first)}
    if not lists:
        return []
    cards = {pk: list_card(row) for pk, row in lists.items()}
    frame = frame_of(standing, next(iter(lists.values())).in_circle, on, cards.values())
    rows = item_rows(standing).filter(of_list__in=[pk for pk, card in cards.items() if card.year <= last])
    return sorted((item_card(row, cards[row.of_list_id], frame) for row in rows), key=lambda c: (c.year, c.no))


def uncovered_clauses(standing: Standing, plan: UUID, items: Sequence[ItemCard]) -> list[PlanClause]:
    """Return the clauses of a plan that none of these items serves, by number."""
    served = {item.clause_uid for item in items if item.state != ItemState.DROPPED}
    return [c for c in PlanClause.objects.visible_to(standing).filter(plan=plan) if c.pk not in served]


class _Sum:
    """What one town, one strand or the whole list has come to so far."""

    __slots__ = ("budget", "counts")

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.budget: dict[str, Decimal] = {}

    def add(self, counts: Mapping[str, int], budget: Mapping[str, Decimal]) -> None:
        for name, number in counts.items():
            self.counts[name] += number
        for currency, amount in budget.items():
            self.budget[currency] = self.budget.get(currency, Decimal(0)) + amount

    def tally(self, key: str) -> Tally:
        return Tally(key, budget=self.budget, **self.counts)


def counts_of(item: ItemCard) -> dict[str, int]:
    """Return what one item adds to a tally; a dropped item counts as dropped, and its milestones not at all."""
    if item.state == ItemState.DROPPED:
        return {"leads": 1, "dropped": 1}
    counts = {
        "leads": 1,
        "milestones": len(item.milestones),
        "done": int(item.state == ItemState.DONE),
        "silent": int(item.silent_days is not None),
        "witness_overdue": item.witness_overdue,
        "spoken": 0,
        "with_budget": int(bool(item.budget)),
        "slipped": 0,
        "witnessed": 0,
        "late": 0,
        "reported": 0,
        "to_come": 0,
    }
    for milestone in item.milestones:
        state = milestone.state
        if state == MilestoneState.WITNESSED:
            counts["witnessed"] += 1
        elif milestone.late:
            counts["late"] += 1
        elif state == MilestoneState.REPORTED:
            counts["reported"] += 1
        else:
            counts["to_come"] += 1
        counts["slipped"] += milestone.due_on > milestone.agreed_on
        if milestone.reports:
            counts["spoken"] = 1
    return counts


@dataclass(frozen=True, slots=True)
class RollUp:
    """A list rolled up: the whole, each town, each strand."""

    whole: Tally
    towns: tuple[Tally, ...]
    strands: tuple[Tally, ...]


def roll_up(items: Iterable[ItemCard], towns: Sequence[str]) -> RollUp:
    """Return the totals of a list with what they rest on, per town and per strand, in one pass.

    A town's totals are those of the items it leads; ``joins`` says in how many others it takes part.
    """
    parts: dict[tuple[str, str], _Sum] = {}  # one sum a town and strand; every total is made of these
    joins = dict.fromkeys(towns, 0)
    for item in items:
        part = parts.get((item.lead, item.strand))
        if part is None:
            part = parts[item.lead, item.strand] = _Sum()
        part.add(counts_of(item), item.totals if item.budget and item.state != ItemState.DROPPED else {})
        for partner in item.partners:
            if partner in joins and partner != item.lead:
                joins[partner] += 1
    whole, by_town, by_strand = _Sum(), {code: _Sum() for code in towns}, {strand: _Sum() for strand in Strand.values}
    for (lead, strand), part in parts.items():
        for sum_ in (whole, by_town.get(lead), by_strand.get(strand)):
            if sum_ is not None:
                sum_.add(part.counts, part.budget)
    for code, number in joins.items():
        by_town[code].counts["joins"] = number
    return RollUp(
        whole=whole.tally(""),
        towns=tuple(sum_.tally(code) for code, sum_ in by_town.items()),
        strands=tuple(sum_.tally(strand) for strand, sum_ in by_strand.items()),
    )


def due_in_month(items: Iterable[ItemCard], on: date) -> list[tuple[ItemCard, MilestoneCard]]:
    """Return what is due in the month of a day and not witnessed, earliest first."""
    month = (on.year, on.month)
    found = [
        (item, m)
        for item in items
        if item.state in UNDER_WAY
        for m in item.milestones
        if (m.due_on.year, m.due_on.month) == month and m.state != MilestoneState.WITNESSED
    ]
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[0].no))


def current_list(lists: Sequence[ListCard], on: date) -> ListCard | None:
    """Return the list people mean today: this year's once frozen, else the newest frozen one, else the newest."""
    frozen = [card for card in lists if card.frozen and card.year <= on.year]
    return frozen[0] if frozen else (lists[0] if lists else None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items a page was asked for; everything empty is all."""

    strand: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    silent: bool = False
    awaiting: bool = False
    due: str = ""  # "2024-10"
    clause: str = ""
    q: str = ""

    def takes(self, item: ItemCard) -> bool:
        """Return whether an item is asked for."""
        return (
            (not self.strand or item.strand in self.strand)
            and (not self.lead or item.lead in self.lead)
            and (not self.state or item.state in self.state)
            and (not self.silent or item.silent_days is not None)
            and (not self.awaiting or bool(item.awaiting))
            and (not self.due or any(f"{m.due_on:%Y-%m}" == self.due for m in item.milestones))
            and (not self.q or _found(self.q, item))
        )


def _found(q: str, item: ItemCard) -> bool:
    text = f"{item.no} {item.title_zh} {item.title} {item.person_name} {item.clause} {item.clause_en}".casefold()
    return all(word in text for word in q.casefold().split())


SORTS: dict[str, Any] = {
    "no": lambda item: (item.no,),
    "title": lambda item: (item.title_zh, item.no),
    "strand": lambda item: (Strand.values.index(item.strand), item.no),
    "lead": lambda item: (item.lead, item.no),
    "due": lambda item: (item.next_due.due_on if item.next_due else date.max, item.no),
    "progress": lambda item: (item.progress, item.no),
    "budget": lambda item: (sum(item.totals.values(), Decimal(0)), item.no),
}


def sorted_items(items: Iterable[ItemCard], by: str) -> list[ItemCard]:
    """Return items in the order asked for (``-`` turns it round); by number where the order is not known."""
    name, down = by.removeprefix("-"), by.startswith("-")
    return sorted(items, key=SORTS.get(name, SORTS["no"]), reverse=down)
