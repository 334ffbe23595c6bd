"""Who keeps indicators and judges definitions, how figures of towns become one, and when a target is met. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums import Beside, Expected, IndicatorForm, Likeness, PartOf
from pilin.engine.base import Comparator, Fault
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.observations.enums import UNITS

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LOWER, UPPER = {Comparator.MORE_THAN, Comparator.AT_LEAST}, {Comparator.LESS_THAN, Comparator.AT_MOST}
STRICT = {Comparator.MORE_THAN, Comparator.LESS_THAN}
TURNED = {
    Comparator.MORE_THAN: Comparator.LESS_THAN, Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.LESS_THAN: Comparator.MORE_THAN, Comparator.AT_MOST: Comparator.AT_LEAST,
}  # fmt: skip
NO_SUM = {"percent", "m_level", "m_s"}  # shares, heights and speeds do not add up
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with how it stands to the true one; exact, so that nothing is rounded before it is compared."""

    value: Fraction
    comparator: Comparator = Comparator.EXACTLY


def side_of(member: str) -> str:
    """Return the code of the province in which a member lies: the first two digits of its division code."""
    return member[:2]


def may_define(by: Standing, circle: str) -> Verdict:
    """Return whether this standing defines an indicator: a clerk of a member or observer of the circle."""
    if by.sees_all or (by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. A clerk of a town of this circle defines an indicator"))


def may_feed(by: Standing, circle: str, keepers: Sequence[str]) -> Verdict:
    """Return whether this standing puts a series under an indicator: a clerk of the town that keeps either of them."""
    if by.sees_all or (may_define(by, circle) and by.member in keepers):
        return Verdict.yes()
    return Verdict.no(
        "not_keeper", _("Nothing was written. The town that keeps the indicator or the series puts them together")
    )


def may_set_target(by: Standing, circle: str, owner: str, binds: str) -> Verdict:
    """Return whether this standing sets a target: no town binds another; the indicator's town writes what binds the circle."""
    if by.sees_all or (may_define(by, circle) and by.member == (binds or owner)):
        return Verdict.yes()
    if binds:
        return Verdict.no("not_bound", _("Nothing was written. A town sets its own targets; nobody binds another town"))
    return Verdict.no(
        "not_owner", _("Nothing was written. The town that defined the indicator sets the circle’s target")
    )


def may_describe(by: Standing, circle: str, side: str) -> Verdict:
    """Return whether this standing writes how a province counts: a clerk of a town of that province."""
    if by.sees_all or (may_define(by, circle) and side_of(by.member) == side):
        return Verdict.yes()
    return Verdict.no(
        "not_side", _("Nothing was written. A clerk of a town of that province writes how that province counts")
    )


def may_judge(by: Standing, circle: str, sides: Sequence[str]) -> Verdict:
    """Return whether this standing judges two definitions: a named clerk of one of their sides; no machine does."""
    if by.signed_in and may_define(by, circle) and side_of(by.member) in sides:
        return Verdict.yes()
    return Verdict.no(
        "not_side", _("Nothing was written. A clerk of one of the two sides judges the definitions, by name")
    )


def may_confirm(by: Standing, circle: str, judge: str, judged_by: UUID | None, sides: Sequence[str]) -> Verdict:
    """Return whether this standing confirms a judgement: a named clerk of the side that did not judge, and another person.

    Two definitions of one province have no other side: then another town of it confirms.
    """
    others = [side for side in sides if side != side_of(judge)]
    fits = side_of(by.member) in others if others else (by.member != judge and side_of(by.member) in sides)
    if by.signed_in and may_define(by, circle) and fits and by.person != judged_by:
        return Verdict.yes()
    return Verdict.no(
        "not_other_side", _("Nothing was written. One bank’s word is half: a clerk of the other side confirms it")
    )


def read_amount(text: str | Decimal | None, field: str, *, above_zero: bool = False) -> tuple[Decimal | None, Fault | None]:  # fmt: skip
    """Return the number a person typed, or what is wrong with it."""
    if text is None or not str(text).strip():
        return None, Fault("missing", field, _("Write a number"))
    try:
        value = Decimal(str(text).strip().replace(",", "").replace("，", ""))
    except ArithmeticError:
        return None, Fault("no_number", field, _("Write a number, as 3852000000 or 3.55"), value=str(text))
    if not value.is_finite() or abs(value) >= LARGEST or (above_zero and value <= 0) or value != round(value, 6):
        reason = (
            _("Six decimals at most, above zero") if above_zero else _("Six decimals at most, below 10 to the 15th")
        )
        return None, Fault("no_number", field, reason, value=str(text))
    return value, None


def faults_of_indicator(
    *, slug: str, title_zh: str, form: str, unit: str, expects: str, part_of: str, valid_from: date, valid_to: date | None
) -> list[Fault]:  # fmt: skip
    """Return what is wrong with an indicator as it is entered."""
    faults = []
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        faults.append(
            Fault("slug", "slug", _("Small letters and figures with hyphens: livelihood-spending"), value=slug)
        )
    if not title_zh.strip():
        faults.append(Fault("missing", "title_zh", _("Give the indicator a Chinese title")))
    if form not in IndicatorForm.values:
        faults.append(Fault("form", "form", _("A single figure, a sum or a share"), value=form))
    if expects not in Expected.values:
        faults.append(Fault("expects", "expects", _("Say of whom a figure is expected"), value=expects))
    if part_of and part_of not in PartOf.values:
        faults.append(Fault("part_of", "part_of", _("Choose one of the three roles, or none"), value=part_of))
    if unit not in UNITS:
        faults.append(Fault("unknown_unit", "unit", _("This unit is not in the list of units"), value=unit))
    elif unit == "m_level":
        faults.append(Fault("datum", "unit", _("A water level is read in its own series, with its datum"), value=unit))
    elif form == IndicatorForm.SHARE and unit != "percent":
        faults.append(Fault("share_unit", "unit", _("A share is in per cent"), value=unit))
    elif form == IndicatorForm.SUM and unit in NO_SUM:
        faults.append(Fault("no_sum", "unit", _("Figures of this unit do not add up"), value=unit))
    return faults + faults_of_days(valid_from, valid_to)


def faults_of_days(valid_from: date, valid_to: date | None) -> list[Fault]:
    """Return what is wrong with a span of days."""
    faults = [
        Fault("far", field, _("Between 1950 and 2150"), value=str(day))
        for field, day in (("valid_from", valid_from), ("valid_to", valid_to))
        if day is not None and not 1950 <= day.year <= 2150
    ]
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("valid_to", "valid_to", _("It ends before it begins"), value=str(valid_to)))
    return faults


def faults_of_judgement(
    *, likeness: str, factor: Decimal | None, offset: Decimal | None, reason_zh: str
) -> list[Fault]:
    """Return what is wrong with a judgement as it is entered."""
    faults = []
    if likeness not in Likeness.values:
        faults.append(Fault("likeness", "likeness", _("The same, convertible or not comparable"), value=likeness))
    if not reason_zh.strip():
        faults.append(
            Fault("missing", "reason_zh", _("Say why, in Chinese: the other side reads it before it confirms"))
        )
    if likeness == Likeness.CONVERTIBLE and factor is None:
        faults.append(Fault("missing", "factor", _("Say by how much one is converted into the other")))
    if likeness != Likeness.CONVERTIBLE and (factor is not None or offset is not None):
        faults.append(Fault("factor", "factor", _("Only convertible definitions have a factor"), value=str(factor)))
    return faults


def combined(one: Comparator, other: Comparator) -> Comparator | None:
    """Return how a sum stands to its true value; None where "more than" meets "less than"."""
    pair = {one, other} - {Comparator.EXACTLY}
    if not pair:
        return Comparator.EXACTLY
    if pair & LOWER and pair & UPPER:
        return None
    if Comparator.ABOUT in pair:
        return Comparator.ABOUT
    strict = pair & STRICT
    return next(iter(strict or pair))


def sum_of(parts: Iterable[Measured]) -> Measured | str:
    """Return the sum with its comparator, or the code of the reason why there is none."""
    total, comparator, some = Fraction(), Comparator.EXACTLY, False
    for part in parts:
        together = combined(comparator, part.comparator)
        if together is None:
            return "mixed"
        total, comparator, some = total + part.value, together, True
    return Measured(total, comparator) if some else "no_figure"


def quotient(above: Measured, below: Measured) -> Measured | str:
    """Return a share in per cent with its comparator, or the code of the reason why there is none.

    Examples
    --------
    >>> quotient(Measured(Fraction(401)), Measured(Fraction(1000)))
    Measured(value=Fraction(401, 10), comparator=<Comparator.EXACTLY: '='>)
    >>> quotient(Measured(Fraction(3)), Measured(Fraction(0)))
    'zero_denominator'
    """
    if below.value == 0:
        return "zero_denominator"
    exact = {above.comparator, below.comparator} == {Comparator.EXACTLY}
    if above.value > below.value and exact:
        return "part_above_whole"
    turned = TURNED.get(below.comparator, below.comparator)
    together = combined(above.comparator, turned)
    return "mixed" if together is None else Measured(100 * above.value / below.value, together)


def converted(figure: Measured, factor: Decimal, offset: Decimal, *, back: bool) -> Measured:
    """Return a figure of the left definition as the right one counts it; ``back`` the other way. Factors are above zero.

    Examples
    --------
    >>> there = converted(Measured(Fraction(100)), Decimal("0.9"), Decimal(5), back=False)
    >>> there.value, converted(there, Decimal("0.9"), Decimal(5), back=True).value
    (Fraction(95, 1), Fraction(100, 1))
    """
    times, more = Fraction(factor), Fraction(offset)
    value = (figure.value - more) / times if back else figure.value * times + more
    return Measured(value, figure.comparator)


def met(figure: Measured, beside: str, target: Decimal) -> bool | None:
    """Return whether a figure meets its target; None where its comparator leaves it open.

    Examples
    --------
    >>> met(Measured(Fraction(40)), ">", Decimal(40)), met(Measured(Fraction(401, 10)), ">", Decimal(40))
    (False, True)
    >>> met(Measured(Fraction(40), Comparator.MORE_THAN), ">", Decimal(40)), met(Measured(Fraction(40), Comparator.ABOUT), ">", Decimal(30))
    (True, None)
    """
    line, value, comparator = Fraction(target), figure.value, figure.comparator
    if comparator is Comparator.EXACTLY:
        return {
            Beside.ABOVE: value > line, Beside.AT_LEAST: value >= line, Beside.BELOW: value < line, Beside.AT_MOST: value <= line,
        }[Beside(beside)]  # fmt: skip
    if comparator is Comparator.ABOUT:
        return None
    if beside in (Beside.BELOW, Beside.AT_MOST):  # the same question, seen in a mirror
        other = {Beside.BELOW: Beside.ABOVE, Beside.AT_MOST: Beside.AT_LEAST}[Beside(beside)]
        return met(Measured(-value, TURNED[comparator]), other, -Decimal(target))
    strictly = beside == Beside.ABOVE
    if comparator in LOWER:
        enough = value >= line if (comparator in STRICT or not strictly) else value > line
        return True if enough else None
    short = value <= line if (comparator in STRICT or strictly) else value < line
    return False if short else None


def as_fraction(value: Decimal) -> Fraction:
    """Return a decimal number as a fraction, exactly."""
    return Fraction(value)


def as_decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal number, to 28 digits where it has no end."""
    return Decimal(value.numerator) / Decimal(value.denominator)
