"""Hazards: found, planned, put right, re-inspected by somebody else, closed; read by the towns downstream."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries, rules
from pilin.domain.enforcement.actions.held import held, tell_clerks, towns_on
from pilin.domain.enforcement.enums import HazardGrade, HazardState, HazardStepKind
from pilin.domain.enforcement.models import Hazard, HazardStep
from pilin.engine.base import Fault
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

FEN = Decimal("0.01")
DEGREE = Decimal("0.000001")


@deed("enforcement.report_hazard", says=_("{who} wrote down the hazard {title}"))
def report_hazard(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    grade: str,
    title_zh: str,
    place_zh: str,
    basis_zh: str,
    found_on: date,
    title: str = "",
    text_zh: str = "",
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    firm: UUID | None = None,
    due_on: date | None = None,
    downstream: Iterable[str] = (),
    downstream_zh: str = "",
    illustrative: bool = False,
    source: str = "",
) -> Hazard:
    """Write down a hazard on one's own ground. The towns named downstream read it from now on and are told.

    Parameters
    ----------
    due_on : date, optional
        By when a general one is put right; the time limit of a major one stands in its plan.
    downstream_zh : str
        By which water, road or wind it reaches them.
    """
    rules.may_keep(by, circle.slug, town).require()
    told = set(downstream)
    faults = rules.faults_of_hazard(
        grade=grade, title_zh=title_zh, place_zh=place_zh, basis_zh=basis_zh, found_on=found_on, today=day_of(at), downstream=told,
        downstream_zh=downstream_zh, town=town, members=towns_on(circle.slug, day_of(at)),
    )  # fmt: skip
    if (longitude is None) != (latitude is None):
        faults.append(Fault("half_point", "latitude", _("A point has a longitude and a latitude")))
    elif longitude is not None and latitude is not None and not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        faults.append(
            Fault(
                "point",
                "latitude",
                _("Degrees of WGS 84: longitude to 180, latitude to 90"),
                value=f"{longitude}, {latitude}",
            )
        )
    if faults:
        raise Invalid(*faults)
    row = Hazard(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PARTIES if told else Audience.OWN, parties=party_list({town, *told}) if told else "",
        grade=grade, title_zh=title_zh.strip(), title=title.strip(), text_zh=text_zh.strip(), place_zh=place_zh.strip(),
        longitude=None if longitude is None else longitude.quantize(DEGREE), latitude=None if latitude is None else latitude.quantize(DEGREE),
        firm=firm, basis_zh=basis_zh.strip(), found_on=found_on, found_by=by.name if by.signed_in else "", due_on=due_on,
        downstream_zh=downstream_zh.strip(), illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    _step(row, by, at, HazardStepKind.FOUND)
    tell_clerks(by, at, told, "hazard_upstream", row, row.title_zh)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.plan_hazard", says=_("{who} wrote the plan for the hazard {title}"))
def plan_hazard(
    *,
    by: Standing,
    at: datetime,
    hazard: Hazard,
    responsible_zh: str,
    measures_zh: str,
    funds_zh: str,
    due_on: date | None,
    emergency_zh: str,
    funds_cny: Decimal | None = None,
) -> Hazard:
    """Write the plan of five parts: responsibility, measures, funds, time limit, emergency plan. A later plan replaces it.

    Raises
    ------
    Invalid
        With every part that is missing.
    """
    row = held(hazard)
    rules.may_look_after(by, row).require()
    if row.state not in (HazardState.FOUND, HazardState.PLANNED):
        raise Refused("out_of_turn", _("Nothing was written. Somebody said already that it is put right"))
    faults = rules.faults_of_plan(
        responsible_zh=responsible_zh, measures_zh=measures_zh, funds_zh=funds_zh, funds_cny=funds_cny, due_on=due_on, emergency_zh=emergency_zh,
        today=day_of(at),
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    row.responsible_zh, row.measures_zh, row.funds_zh = responsible_zh.strip(), measures_zh.strip(), funds_zh.strip()
    row.funds_cny, row.due_on, row.emergency_zh = (
        None if funds_cny is None else funds_cny.quantize(FEN),
        due_on,
        emergency_zh.strip(),
    )
    row.state = HazardState.PLANNED
    row.save()
    _step(row, by, at, HazardStepKind.PLANNED)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.rectify_hazard", says=_("{who} said that the hazard {title} is put right"))
def rectify_hazard(*, by: Standing, at: datetime, hazard: Hazard, note: str) -> Hazard:
    """Say that a hazard is put right; somebody else re-inspects it. A major one needs its plan first."""
    row = held(hazard)
    rules.may_look_after(by, row).require()
    if row.grade == HazardGrade.MAJOR and row.state == HazardState.FOUND:
        raise Refused(
            "no_plan", _("Nothing was written. A major hazard has a plan of five parts before it is put right")
        )
    if row.state in (HazardState.RECTIFIED, HazardState.PASSED):
        raise Refused("out_of_turn", _("Nothing was written. Somebody said already that it is put right"))
    if not note.strip():
        raise Invalid(Fault("no_words", "note", _("Write what was done")))
    row.state = HazardState.RECTIFIED
    row.save()
    _step(row, by, at, HazardStepKind.RECTIFIED, note)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.inspect_hazard", says=_("{who} re-inspected the hazard {title}"))
def inspect_hazard(*, by: Standing, at: datetime, hazard: Hazard, passed: bool, note: str) -> Hazard:
    """Re-inspect a hazard, as another officer than the one who said that it is put right."""
    row = held(hazard)
    rules.may_inspect(by, row, queries.rectified_by(row)).require()
    if not note.strip():
        raise Invalid(Fault("no_words", "note", _("Write what was looked at, and what was seen")))
    row.state = HazardState.PASSED if passed else HazardState.PLANNED if row.measures_zh else HazardState.FOUND
    row.save()
    _step(row, by, at, HazardStepKind.PASSED if passed else HazardStepKind.FAILED, note)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.close_hazard", says=_("{who} closed the hazard {title}"))
def close_hazard(*, by: Standing, at: datetime, hazard: Hazard, note: str) -> Hazard:
    """Close a hazard: a major one only after a re-inspection that found it put right, a general one also on the spot.

    Raises
    ------
    Refused
        When a major one has no such re-inspection on record.
    """
    row = held(hazard)
    rules.may_look_after(by, row).require()
    fault = rules.closing_fault(row.grade, row.state, queries.newest_inspection(row) == HazardStepKind.PASSED)
    if fault is not None:
        raise Refused(fault.code, fault.reason)
    if not note.strip():
        raise Invalid(Fault("no_words", "note", _("Write how it was put right")))
    row.state, row.closed_on = HazardState.CLOSED, day_of(at)
    row.save()
    _step(row, by, at, HazardStepKind.CLOSED, note)
    tell_clerks(by, at, row.told_to, "hazard_closed", row, row.title_zh)
    tell(title=both(row, "title"))
    return row


@deed("enforcement.acknowledge_hazard", says=_("{who} has read of the hazard {title} upstream"))
def acknowledge_hazard(*, by: Standing, at: datetime, hazard: Hazard, note: str = "") -> HazardStep:
    """Say for a town downstream that it has read of a hazard, and what it does about it."""
    row = held(hazard)
    rules.may_read_hazard(by, row, queries.read_by(row)).require()
    step = _step(row, by, at, HazardStepKind.ACKNOWLEDGED, note)
    tell_clerks(by, at, [row.owner], "hazard_read", row, row.title_zh)
    tell(title=both(row, "title"))
    return step


def _step(row: Hazard, by: Standing, at: datetime, kind: HazardStepKind, note: str = "") -> HazardStep:
    step = HazardStep(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member or row.owner, audience=row.audience, parties=row.parties, hazard=row, kind=kind,
        at=at, who=by.name if by.signed_in else "", person=by.person, note=note.strip(), illustrative=row.illustrative,
    )  # fmt: skip
    step.save()
    return step
