"""Who says what flows, what such a word must be like, and what two words on one flow come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums.flows import LARGEST, UNITS, FlowKind
from pilin.engine.base import Comparator, Fault, PartialDate
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
EARLIEST = 1949


@dataclass(frozen=True, slots=True)
class FlowInput:
    """A word on a flow as it is sent: places by code or name, all else as text. An empty value is unknown."""

    kind: str
    origin: str
    destination: str
    period: str
    value: str
    unit: str
    comparator: str = Comparator.EXACTLY.value
    source: str = ""
    note_zh: str = ""
    note: str = ""


def may_say_flow(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing says for a town what flows from it and to it: the clerk of that town, observers too."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of a town says what flows from it and to it"))


def read_amount(text: str) -> tuple[Decimal | None, Fault | None]:
    """Return the amount that was typed, to two decimals, or what is wrong with it; empty is unknown."""
    plain = text.strip().replace(",", "").replace("，", "")
    if not plain:
        return None, None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None, Fault("no_number", "value", _("Write a number, as 12 or 3500000.50"), value=text)
    if not value.is_finite() or abs(value) >= LARGEST:
        return None, Fault("no_number", "value", _("This number is too large to keep"), value=text)
    if value < 0:
        return None, Fault("negative", "value", _("A flow is not below zero: what comes back is a flow the other way"), value=text)  # fmt: skip
    if value != round(value, 2):
        return None, Fault("too_fine", "value", _("Two decimals at most"), value=text)
    return value, None


def read_span(text: str) -> tuple[PartialDate | None, Fault | None]:
    """Return the period that was typed, a year, quarter or month, or what is wrong with it."""
    wrong = Fault("no_period", "period", _("Write a year, a quarter or a month: 2023, 2023-Q2, 2023-06"), value=text)
    try:
        span = PartialDate.parse(text.strip())
    except ValueError:
        return None, wrong
    return (None, wrong) if span.precision.value == "day" else (span, None)


def faults_of_word(said: FlowInput, *, span: PartialDate | None, value: Decimal | None, today: date) -> list[Fault]:
    """Return what is wrong with a word on a flow beyond its places; ``span`` and ``value`` as they could be read."""
    faults = []
    if said.kind not in FlowKind.values:
        faults.append(
            Fault(
                "no_kind", "kind", _("It is one of: {kinds}").format(kinds=", ".join(FlowKind.values)), value=said.kind
            )
        )
    elif said.unit not in UNITS[said.kind]:
        units = ", ".join(UNITS[said.kind])
        faults.append(Fault("unit", "unit", _("The unit of this kind is one of: {units}").format(units=units), value=said.unit))  # fmt: skip
    elif value is not None and len(said.unit) > 3 and value != value.to_integral_value():
        faults.append(Fault("not_whole", "value", _("What is counted comes in whole numbers"), value=said.value))
    if said.comparator not in set(Comparator):
        faults.append(Fault("comparator", "comparator", _("One of: {signs}").format(signs=" ".join(Comparator)), value=said.comparator))  # fmt: skip
    elif value is None and said.comparator != Comparator.EXACTLY:
        faults.append(Fault("comparator", "comparator", _("What is unknown is neither more nor less"), value=said.comparator))  # fmt: skip
    if span is not None and span.first.year < EARLIEST:
        faults.append(Fault("far", "period", _("From {year} on").format(year=EARLIEST), value=said.period))
    if span is not None and span.last > today:
        faults.append(Fault("ahead", "period", _("This period is not over: nothing is known of it yet"), value=said.period))  # fmt: skip
    for field, text, most in (("source", said.source, 60), ("note_zh", said.note_zh, 300), ("note", said.note, 400)):
        if len(text) > most:
            faults.append(Fault("long", field, _("At most {most} characters").format(most=most), value=text[:40]))
    return faults


def faults_of_ends(origin: str | None, destination: str | None, town: str, said: FlowInput) -> list[Fault]:
    """Return what is wrong with the two ends: places by code, None where nobody knows the place; ``town`` is one of them."""
    faults = [
        Fault("no_place", field, _("No place known here has this code or this name"), value=name)
        for field, name, code in (("origin", said.origin, origin), ("destination", said.destination, destination))
        if code is None
    ]
    if origin is None or destination is None:
        return faults
    if origin == destination:
        faults.append(Fault("same_place", "destination", _("It goes to another place than it leaves"), value=said.destination))  # fmt: skip
    elif town not in (origin, destination):
        faults.append(Fault("not_own", "origin", _("A town speaks of what leaves it or reaches it: it is one of the two ends"), value=said.origin))  # fmt: skip
    return faults


def faults_of_audience(audience: str) -> list[Fault]:
    """Return a fault where nobody, or nobody known, is to read it."""
    return [] if audience in READERS else [Fault("audience", "audience", _("Choose who may read it"), value=audience)]


def difference(first: int | Decimal | None, second: int | Decimal | None) -> int | Decimal | None:
    """Return by how much the first word is above the second; None where either gives no exact amount."""
    return None if first is None or second is None else first - second


def not_nested(codes: Iterable[str], holders: dict[str, set[str]]) -> tuple[list[str], list[str]]:
    """Return which places may be added up, and which may not because another of them lies in them.

    Parameters
    ----------
    codes : iterable of str
    holders : dict of str to set of str
        For each place, what it lies in, directly or through others.
    """
    given = sorted(set(codes))
    wider = {outer for code in given for outer in holders.get(code, ()) if outer in given}
    return [code for code in given if code not in wider], sorted(wider)
