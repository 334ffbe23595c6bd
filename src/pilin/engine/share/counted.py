"""Two numbers for one activity that are never added: what statistics count where it is, and what assessments credit by agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pilin.engine.base import largest_remainder
from pilin.engine.share.terms import FEN, whole


@dataclass(frozen=True, slots=True)
class StatisticalValue:
    """What statistics count, yuan: at the place of the activity and nowhere else (在地统计)."""

    place: str
    amount: Decimal

    def __add__(self, other: StatisticalValue) -> StatisticalValue:
        if not isinstance(other, StatisticalValue):
            raise TypeError(
                "a statistical value and an assessment credit are two counts of the same thing: they do not add"
            )
        if other.place != self.place:
            raise ValueError(f"{self.place} and {other.place} are two places")
        return StatisticalValue(self.place, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class AssessmentCredit:
    """What an assessment of officials credits to a place by agreement, yuan (考核口径)."""

    place: str
    amount: Decimal

    def __add__(self, other: AssessmentCredit) -> AssessmentCredit:
        if not isinstance(other, AssessmentCredit):
            raise TypeError(
                "an assessment credit and a statistical value are two counts of the same thing: they do not add"
            )
        if other.place != self.place:
            raise ValueError(f"{self.place} and {other.place} are two places")
        return AssessmentCredit(self.place, self.amount + other.amount)


def credit(value: StatisticalValue, percents: Mapping[str, Decimal]) -> tuple[AssessmentCredit, ...]:
    """Split what an assessment credits; the statistical value stays where it is, whole.

    Raises
    ------
    Invalid
        Where the shares do not add up to 100 %.
    """
    parts = largest_remainder(value.amount, whole(percents), FEN)
    return tuple(AssessmentCredit(place, part) for place, part in parts.items())


def total_of(values: Iterable[StatisticalValue]) -> dict[str, Decimal]:
    """Return what statistics count at each place."""
    found: dict[str, Decimal] = {}
    for one in values:
        found[one.place] = found.get(one.place, Decimal(0)) + one.amount
    return found
