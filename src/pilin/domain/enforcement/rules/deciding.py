"""Terms of decisions, ranges of penalties, and how two lists differ. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement.enums import DecisionOutcome, ItemLevel, ItemUnit
from pilin.domain.enforcement.models import EnforcementItem
from pilin.engine.base import Fault

FEN = Decimal("0.01")
MOST = Decimal(10) ** 15  # what a column of money holds


def term_end(decide_by: date, extended_to: Iterable[date]) -> date:
    """Return the last day of a term: by law, or the latest day it was extended to."""
    return max([decide_by, *extended_to])


def days_late(end: date, decided_on: date) -> int:
    """Return by how many days a decision came after its term.

    Examples
    --------
    >>> days_late(date(2024, 9, 25), date(2024, 9, 27)), days_late(date(2024, 9, 25), date(2024, 9, 25))
    (2, 0)
    """
    return max(0, (decided_on - end).days)


def penalty_range(item: EnforcementItem, quantity: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Return from how much to how much an item punishes, in yuan; None: the list sets no such bound, or the quantity is unknown."""
    factor = Decimal(1) if item.unit == ItemUnit.CASE else quantity
    if factor is None:
        return None, None
    low, high = item.penalty_min, item.penalty_max
    return (
        None if low is None else (low * factor).quantize(FEN),
        None if high is None else (high * factor).quantize(FEN),
    )


def is_outside(penalty: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Return whether an amount lies outside a range; a bound that is not set holds nobody."""
    return (low is not None and penalty < low) or (high is not None and penalty > high)


def faults_of_decision(
    *,
    outcome: str,
    number: str,
    decided_on: date,
    filed_on: date,
    today: date,
    item: EnforcementItem | None,
    quantity: Decimal | None,
    penalty: Decimal | None,
    why_outside: str,
    basis_zh: str,
    result_zh: str,
) -> list[Fault]:
    """Return everything wrong with a decision: what is missing, and a fine beyond the list without a reason."""
    faults = []
    if outcome not in DecisionOutcome.values:
        faults.append(Fault("outcome", "outcome", _("Choose what was decided"), value=outcome))
    if not number.strip():
        faults.append(Fault("no_number", "number", _("Write the number of the decision")))
    if not filed_on <= decided_on <= today:
        faults.append(
            Fault("day", "decided_on", _("A decision lies between its filing and today"), value=str(decided_on))
        )
    if not result_zh.strip():
        faults.append(Fault("no_result", "result_zh", _("Write what follows, one line each: both sides read it")))
    fine = outcome == DecisionOutcome.FINE
    if fine and item is None and not basis_zh.strip():
        faults.append(Fault("no_basis", "basis_zh", _("No item of this side's list fits: name the law and clause")))
    if fine and penalty is None:
        faults.append(Fault("no_penalty", "penalty", _("Write the amount of the fine")))
    if not fine and penalty is not None:
        faults.append(Fault("penalty", "penalty", _("Only a fine has an amount"), value=str(penalty)))
    for field, value in (("penalty", penalty), ("quantity", quantity)):
        if value is not None and not 0 < value < MOST:
            faults.append(Fault("amount", field, _("Write an amount above nought"), value=str(value)))
    if fine and item is not None and item.unit != ItemUnit.CASE and quantity is None:
        faults.append(
            Fault(
                "no_quantity",
                "quantity",
                _("The list reckons by {unit}: write how many").format(unit=item.get_unit_display()),
            )
        )
    if fine and item is not None and penalty is not None and not faults:
        low, high = penalty_range(item, quantity)
        if is_outside(penalty, low, high) and not why_outside.strip():
            reason = _("The list of that day sets {low} to {high} yuan: write why it is outside")
            faults.append(
                Fault(
                    "outside",
                    "why_outside",
                    reason.format(low=low if low is not None else "…", high=high if high is not None else "…"),
                    value=str(penalty),
                )
            )
    return faults  # fmt: skip


def holds(item: EnforcementItem, on: date) -> bool:
    """Return whether an item of a list is in force on a day."""
    return item.valid_from <= on and (item.valid_to is None or on <= item.valid_to)


def overlaps(item: EnforcementItem, valid_from: date, valid_to: date | None) -> bool:
    """Return whether an item of a list is in force on a day of a span."""
    return item.valid_from <= (valid_to or date.max) and valid_from <= (item.valid_to or date.max)


def faults_of_item(
    *,
    matter: str,
    code: str,
    title_zh: str,
    basis_zh: str,
    level: str,
    unit: str,
    penalty_min: Decimal | None,
    penalty_max: Decimal | None,
    valid_from: date,
    valid_to: date | None,
    others: Iterable[EnforcementItem],
) -> list[Fault]:
    """Return what is wrong with an item of a province's list.

    Parameters
    ----------
    others : iterable of EnforcementItem
        Those of the same province and matter: two may not be in force on one day.
    """
    faults = []
    if not matter.strip() or not matter.replace("-", "").replace("_", "").isalnum() or not matter.isascii():
        faults.append(
            Fault(
                "matter", "matter", _("Name the matter in Latin letters and hyphens, alike on both banks"), value=matter
            )
        )
    for field, value, reason in (
        ("code", code, _("Write its number in the list")),
        ("title_zh", title_zh, _("Say what is punished")),
        ("basis_zh", basis_zh, _("Name the law and clause")),
    ):
        if not value.strip():
            faults.append(Fault("missing", field, reason))
    if level not in ItemLevel.values:
        faults.append(Fault("level", "level", _("Choose which body may punish"), value=level))
    if unit not in ItemUnit.values:
        faults.append(Fault("unit", "unit", _("Choose by what it is reckoned"), value=unit))
    for field, amount in (("penalty_min", penalty_min), ("penalty_max", penalty_max)):
        if amount is not None and not 0 <= amount < MOST:
            faults.append(Fault("amount", field, _("Write yuan, not below nought"), value=str(amount)))
    if penalty_min is not None and penalty_max is not None and penalty_max < penalty_min:
        faults.append(Fault("range", "penalty_max", _("The most is less than the least"), value=str(penalty_max)))
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("valid_to", "valid_to", _("It ends before it begins"), value=str(valid_to)))
    for other in others:
        if overlaps(other, valid_from, valid_to):
            reason = _("Item {code} of the same matter is in force from {start} to {end}: end that one first")
            faults.append(
                Fault(
                    "overlaps",
                    "valid_from",
                    reason.format(code=other.code, start=other.valid_from, end=other.valid_to or "…"),
                    value=str(valid_from),
                )
            )
    return faults  # fmt: skip


DIFFERING = ("title_zh", "basis_zh", "level", "unit", "penalty_min", "penalty_max", "first_free")


def differences(left: EnforcementItem, right: EnforcementItem) -> tuple[str, ...]:
    """Return in which fields two items of one matter differ; legal bases of two provinces always may and do not count alone."""
    return tuple(
        name
        for name in DIFFERING
        if name not in ("title_zh", "basis_zh") and getattr(left, name) != getattr(right, name)
    )
