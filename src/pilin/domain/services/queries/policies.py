"""Which policies fit a firm: what the register and the firm say of it, asked against the measures of both provinces on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprise_named, own_firms
from pilin.domain.services import rules
from pilin.domain.services.models import FirmFacts, Service
from pilin.domain.services.queries.catalogue import HOUSE, services
from pilin.engine.base import Comparator
from pilin.foundation.access.standing import Standing

if TYPE_CHECKING:
    from pilin.engine.admit import Answer, Deduction, Measure, Package

REGISTER = ("uscc", "place", "industry", "founded_on", "staff")  # what a register may say


@dataclass(frozen=True, slots=True)
class FactSaid:
    """One thing known of a firm, and who says it."""

    column: str  # revenue_cny[2023]
    value: Any
    by_firm: bool  # else the register


@dataclass(frozen=True, slots=True)
class Fit:
    """What the measures of a day come to for a firm.

    Parameters
    ----------
    place : str
        Division code against which scopes were asked: the firm's own, or another to see what it would be there.
    meets, unknown, fails : tuple of Answer
    deduction : Deduction, optional
        Of the last whole year; None where the expense or one rate is not known.
    helped_by : mapping of str to tuple of Service
        By measure: the services of the circle's towns that help with it.
    """

    firm: Enterprise
    on: date
    place: str
    own_place: str
    facts: tuple[FactSaid, ...]
    meets: tuple[Answer, ...]
    unknown: tuple[Answer, ...]
    fails: tuple[Answer, ...]
    deduction: Deduction | None
    helped_by: Mapping[str, tuple[Service, ...]]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Return all of them, those that fit first."""
        return self.meets + self.unknown + self.fails


def firm_to_fit(standing: Standing, circle: str, uid: UUID) -> Enterprise | None:
    """Return a firm whose facts this standing reads: whoever speaks for it, and clerks of its town."""
    own = own_firms(standing, circle).filter(pk=uid).first()
    firm = own or enterprise_named(standing, circle, uid)
    return firm if firm is not None and rules.may_say_facts(standing, firm) else None


def facts_row(firm: Enterprise) -> FirmFacts | None:
    """Return what was said of a firm by its people or for them."""
    return FirmFacts.objects.visible_to(HOUSE).filter(enterprise=firm).first()


def register_says(firm: Enterprise) -> dict[str, Any]:
    """Return what the register says of a firm, as far as it is exact: a figure of "about" or "more than" decides nothing."""
    from pilin.engine.chain import load_industries  # slow import

    said: dict[str, Any] = {}
    if firm.uscc:
        said["uscc"] = firm.uscc
    if place := firm.division or firm.owner:
        said["place"] = place
    if firm.industry:
        table = load_industries()
        if firm.industry in table:
            said["industry"] = f"{table[firm.industry].section}{firm.industry}"
    day = firm.founded_on
    if day is not None and day.first == day.last:
        said["founded_on"] = day.first.isoformat()
    if firm.staff_value is not None and firm.staff_comparator == Comparator.EXACTLY:
        said["staff"] = firm.staff_value
    return said


def fit(standing: Standing, firm: Enterprise, on: date, *, place: str = "") -> Fit:
    """Return which measures fit a firm on a day, each with its reasons.

    Parameters
    ----------
    place : str
        A division code to ask as if it stood there; empty: where it stands.
    """
    from pilin.engine import admit  # slow import

    register, row = register_says(firm), facts_row(firm)
    said = row.facts if row else {}
    merged = {**register, **said}
    own_place = str(merged.get("place", ""))
    facts = admit.read_facts({**merged, "place": place or own_place or None}, on=on)
    answers = admit.eligible(facts, on=on)
    try:
        deduction = admit.deduction_of(facts, on=on)
    except admit.NoRate:
        deduction = None
    helped: dict[str, list[Service]] = {}
    for service in services(standing, firm.circle, on):
        for measure in service.measures:
            helped.setdefault(measure, []).append(service)
    by_result = {result: tuple(one for one in answers if one.result == result) for result in admit.Result}
    return Fit(
        firm, on, place or own_place, own_place, tuple(_facts_said(register, said)), by_result[admit.Result.MEETS],
        by_result[admit.Result.UNKNOWN], by_result[admit.Result.FAILS], deduction, {key: tuple(rows) for key, rows in helped.items()},
    )  # fmt: skip


def _facts_said(register: Mapping[str, Any], said: Mapping[str, Any]) -> list[FactSaid]:
    found = []
    for name, value in {**register, **said}.items():
        if isinstance(value, dict):
            found += [FactSaid(f"{name}[{year}]", amount, name in said) for year, amount in sorted(value.items())]
        else:
            found.append(FactSaid(name, value, name in said))
    return found


def measures_in_force(on: date) -> list[Measure]:
    """Return the measures that hold on a day, in the order in which they are kept."""
    from pilin.engine import admit  # slow import

    return [one for one in admit.built_in_rules().measures if one.holds(on)]


def packages() -> tuple[Package, ...]:
    """Return the packages of measures that sources declare; where fewer are named, the source is incomplete."""
    from pilin.engine import admit  # slow import

    return tuple(admit.built_in_rules().packages)


def measure_ids() -> set[str]:
    """Return the ids of all measures, in whatever version."""
    from pilin.engine import admit  # slow import

    return {one.id for one in admit.built_in_rules().measures}


def as_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as they are kept: numbers and days as text, so that no fen is lost."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(year): plain(amount) for year, amount in value.items() if amount is not None}
        if isinstance(value, bool | str):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list | tuple | set | frozenset):
            return sorted(str(one) for one in value)
        return str(value)

    return {name: plain(value) for name, value in facts.items()}
