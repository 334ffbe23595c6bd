"""What is owed for some minutes of work, what may be taken off it, and until when it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.enums import Ground
from pilin.domain.oddjobs.models import Pay
from pilin.engine.base import cap_on
from pilin.foundation.access.verdict import Fault, Verdict

FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Deduction:
    """Something taken off the pay: on which ground, in words, how much."""

    ground: str
    words: str
    cny: Decimal

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"ground": self.ground, "words": self.words, "cny": f"{self.cny:.2f}"}


def gross(minutes: int, hourly_cny: Decimal) -> Decimal:
    """Return the pay of some minutes, to the fen.

    Examples
    --------
    >>> gross(240, Decimal("25.50"))
    Decimal('102.00')
    """
    return (hourly_cny * minutes / 60).quantize(FEN, ROUND_HALF_UP)


def due_on(day: date, settlement_days: int) -> date:
    """Return the last day on which the pay of a day is paid (Labour Contract Law, article 72: fifteen days).

    Examples
    --------
    >>> due_on(date(2024, 10, 19), 15)
    datetime.date(2024, 11, 3)
    """
    return day + timedelta(days=settlement_days)


def faults_of_deductions(pay: Pay, given: Sequence[Deduction]) -> list[Fault]:
    """Return what is wrong with what is to be taken off: no ground, no amount, more than is owed, too much for damage."""
    faults = []
    for number, one in enumerate(given, start=1):
        if one.ground not in Ground.values:
            faults.append(
                Fault(
                    "ground",
                    "deductions",
                    _("Nothing is taken off without a ground that the law names"),
                    row=number,
                    value=one.ground,
                )
            )
        if not one.words.strip():
            faults.append(Fault("words", "deductions", _("Say what it is for"), row=number))
        if one.cny <= 0 or one.cny != one.cny.quantize(FEN):
            faults.append(
                Fault("amount", "deductions", _("An amount in yuan, to the fen"), row=number, value=str(one.cny))
            )
    damage = sum((one.cny for one in given if one.ground == Ground.DAMAGE), Decimal())
    if damage > pay.gross_cny * cap_on("damage_percent", pay.due_on) / 100:
        faults.append(
            Fault(
                "damage",
                "deductions",
                _("At most a fifth of the pay is taken off for damage (article 16)"),
                value=str(damage),
            )
        )
    if pay.floor_cny is not None and damage and pay.gross_cny - damage < gross(pay.minutes, pay.floor_cny):
        faults.append(
            Fault(
                "damage",
                "deductions",
                _("What is left after damage is not below the wage floor (article 16)"),
                value=str(damage),
            )
        )
    if sum((one.cny for one in given), Decimal()) > pay.gross_cny:
        faults.append(Fault("more", "deductions", _("More would be taken off than is owed")))
    return faults


def may_state_paid(pay: Pay, paid_on: date, today: date) -> Verdict:
    """Return whether it may be said to be paid, on that day."""
    if pay.received_on is not None:
        return Verdict.no("received", _("The worker said already that it came"))
    if paid_on > today:
        return Verdict.no("ahead", _("Say it once it is paid: this day lies ahead"))
    return Verdict.yes()
