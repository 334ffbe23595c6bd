"""What an item must say: one lead, a partner across the border, a known strand, dates that exist, money with its currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme.enums import Strand
from pilin.foundation.access.verdict import Fault

LARGEST = Decimal(10) ** 15  # amounts beyond it are slips of the hand


@dataclass(frozen=True, slots=True)
class BudgetInput:
    """What one town pays, as brought."""

    member: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class MilestoneInput:
    """A milestone as brought."""

    no: int
    title_zh: str
    due_on: date
    title: str = ""
    weight: int = 1
    confirm_zh: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class ItemInput:
    """An item as brought through any door.

    Parameters
    ----------
    no : int
    title_zh, title : str
    strand : str
    leads : tuple of str
        Codes of the towns named as lead; any number but one is refused.
    partners : tuple of str
    clause : tuple of (str, str), optional
        Slug of the plan and number of its clause.
    agreement, agreement_clause : str
        Slug of the agreement that allows it, and the clause there.
    """

    no: int
    title_zh: str
    strand: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    title: str = ""
    about_zh: str = ""
    about: str = ""
    person_name: str = ""
    clause: tuple[str, str] | None = None
    agreement: str = ""
    agreement_clause: str = ""
    affected_zh: str = ""
    affected: str = ""
    indicator: str = ""
    indicator_target: Decimal | None = None
    indicator_unit: str = ""
    budget: tuple[BudgetInput, ...] = ()
    milestones: tuple[MilestoneInput, ...] = ()
    illustrative: bool = False
    source: str = ""


def faults_of_item(item: ItemInput, province: Mapping[str, str], row: int | None = None) -> list[Fault]:
    """Return everything that is wrong with an item.

    Parameters
    ----------
    item : ItemInput
    province : mapping
        Code of each member of the circle → code of its province.
    row : int, optional
        Row of the file it came in.
    """

    def fault(code: str, field: str, reason: object, value: object = "") -> Fault:
        return Fault(code, field, reason, row, str(value))

    faults = []
    if not 1 <= item.no <= 9999:
        faults.append(fault("bad_number", "no", _("Number items from 1."), item.no))
    if not item.title_zh.strip():
        faults.append(fault("no_title", "title_zh", _("Give the item its Chinese title.")))
    if item.strand not in Strand.values:
        known = ", ".join(Strand.values)
        faults.append(fault("unknown_strand", "strand", _("Choose one of the four strands: %s.") % known, item.strand))
    leads = tuple(dict.fromkeys(item.leads))
    if not leads:
        faults.append(fault("no_lead", "lead", _("Name the one town that leads.")))
    elif len(leads) > 1:
        faults.append(fault("two_leads", "lead", _("An item has exactly one lead; the others join."), ", ".join(leads)))
    faults += [
        fault("lead_not_member", "lead", _("The lead must be a member of the circle, given by its code."), code)
        for code in leads
        if code not in province
    ]
    faults += [
        fault("partner_not_member", "partners", _("A partner must be a member of the circle, given by its code."), code)
        for code in item.partners
        if code not in province
    ]
    if len(leads) == 1 and leads[0] in province:
        home = province[leads[0]]
        if leads[0] in item.partners:
            faults.append(fault("lead_is_partner", "partners", _("The lead is not its own partner."), leads[0]))
        if not any(province.get(code, home) != home for code in item.partners):
            reason = _("Name at least one partner from the other province.")
            faults.append(fault("no_partner_across", "partners", reason, ", ".join(item.partners)))
    for line in item.budget:
        if not (len(line.currency) == 3 and line.currency.isascii() and line.currency.isupper()):
            reason = _("Say which currency, as CNY or USD: an amount without currency is refused.")
            faults.append(fault("no_currency", "budget", reason, line.amount))
        if (
            not line.amount.is_finite()
            or not 0 <= line.amount < LARGEST
            or line.amount != line.amount.quantize(Decimal("0.01"))
        ):
            faults.append(fault("bad_amount", "budget", _("Give an amount of 0 or more, to the fen."), line.amount))
        if line.member not in province:
            faults.append(
                fault("payer_not_member", "budget", _("Only members of the circle pay for its items."), line.member)
            )
    paid = [(line.member, line.currency) for line in item.budget]
    if len(set(paid)) < len(paid):
        faults.append(fault("paid_twice", "budget", _("Give one amount for each town and currency.")))
    numbers = [milestone.no for milestone in item.milestones]
    if len(set(numbers)) < len(numbers):
        faults.append(fault("same_number", "milestones", _("Two milestones have the same number.")))
    for milestone in item.milestones:
        faults += faults_of_milestone(milestone, row=row)
    return faults


def faults_of_milestone(milestone: MilestoneInput, row: int | None = None) -> list[Fault]:
    """Return everything that is wrong with a milestone."""
    faults = []
    if not milestone.title_zh.strip():
        faults.append(Fault("no_title", "milestone_title_zh", _("Give the milestone its Chinese title."), row))
    if not 1 <= milestone.weight <= 100:
        reason = _("A weight is a whole number from 1 to 100.")
        faults.append(Fault("bad_weight", "milestone_weight", reason, row, str(milestone.weight)))
    if not 1 <= milestone.no <= 99:
        faults.append(Fault("bad_number", "milestone_no", _("Number milestones from 1."), row, str(milestone.no)))
    if not date(2000, 1, 1) <= milestone.due_on <= date(2100, 12, 31):
        reason = _("Give a due date between 2000 and 2100.")
        faults.append(Fault("no_such_date", "milestone_due_on", reason, row, str(milestone.due_on)))
    return faults


def faults_of_list(
    items: Sequence[tuple[ItemInput, bool, bool]], province: Mapping[str, str], *, has_plan: bool
) -> list[Fault]:
    """Return what keeps a list from being put to the towns.

    Parameters
    ----------
    items : sequence of (item, cites a clause, cites an agreement in force)
    province : mapping
        Code of each member of the circle → code of its province.
    has_plan : bool
        Whether the circle has a plan whose clauses could be cited; without one none is asked for.
    """
    if not items:
        return [Fault("empty", "", _("The list has no item yet."))]
    faults = []
    for item, cites_clause, cites_agreement in items:
        faults += [
            Fault(f.code, f"item {item.no}: {f.field}", f.reason, None, f.value) for f in faults_of_item(item, province)
        ]
        missing = [
            (not item.person_name, "no_person", "person_name", _("Name the person who answers for it.")),
            (not item.milestones, "no_milestone", "milestones", _("Give it at least one milestone with a due date.")),
            (has_plan and not cites_clause, "no_clause", "clause", _("Cite the clause of the plan it serves.")),
            (not cites_agreement, "no_agreement", "agreement", _("Cite an agreement in force that allows it.")),
        ]
        faults += [Fault(code, f"item {item.no}: {field}", reason) for wrong, code, field, reason in missing if wrong]
    return faults
