"""Deeds of the dual committee system: pairs of villages across the border, and who serves on the other's committee."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import deed, in_both, tell
from pilin.foundation.members import queries, rules
from pilin.foundation.members.models import OPEN, Circle, CrossAppointment, VillagePair
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import as_partial_date


@deed("members.pair_villages", says=_("{who} paired two villages across the border: {title}"))
def pair_villages(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    number: int,
    left: Place | None = None,
    right: Place | None = None,
    source: str = "",
    illustrative: bool = False,
) -> VillagePair:
    """Pair two villages of different provinces; either may still be unnamed, because the source names few."""
    rules.may_keep_circle(by, circle.slug).require()
    faults = []
    if left and right:
        provinces = [queries.province_code(place, queries.day_of(at)) for place in (left, right)]
        if provinces[0] == provinces[1]:
            faults.append(Fault("same_province", "right", _("A pair lies on both sides of the provincial border.")))
    if not 1 <= number <= 9999:
        faults.append(Fault("bad_number", "number", _("Pairs are numbered from 1.")))
    elif any(p.number == number for p in queries.pair_rows(circle.slug)):
        faults.append(Fault("number_taken", "number", _("This number is taken."), value=str(number)))
    if faults:
        raise Invalid(*faults)
    pair = VillagePair(
        in_circle=circle,
        circle=circle.slug,
        number=number,
        left=left,
        right=right,
        owner=by.member,
        source=source,
        illustrative=illustrative,
        **OPEN,
    )
    pair.save()
    tell(title=_named(pair))
    return pair


@deed("members.cross_appoint", says=_("{who} noted a committee member serving across the border: {title}"))
def cross_appoint(
    *,
    by: Standing,
    at: datetime,
    pair: VillagePair,
    to_right: bool,
    person_name: str,
    role_zh: str = "",
    role: str = "",
    valid_from: date,
    valid_to: date | None = None,
    source: str = "",
    illustrative: bool = False,
) -> CrossAppointment:
    """Note who serves on the other bank's committee. The home town sends; each post has one holder at a time."""
    home = queries.home_town(pair, to_right, queries.day_of(at))
    rules.may_appoint_across(by, home, pair.circle).require()
    faults = []
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    for row in queries.appointment_rows(pair):
        overlaps = row.valid_from_first <= (valid_to or date.max) and valid_from <= (row.valid_to_last or date.max)
        if row.to_right == to_right and overlaps:
            faults.append(Fault("post_taken", "valid_from", _("This post is held on some of these days already.")))
            break
    if faults:
        raise Invalid(*faults)
    row = CrossAppointment(
        pair=pair,
        in_circle=pair.in_circle,
        circle=pair.circle,
        to_right=to_right,
        person_name=person_name,
        role_zh=role_zh,
        role=role,
        owner=home or by.member,
        source=source,
        illustrative=illustrative,
        audience="circle",
    )
    row.valid_from, row.valid_to = as_partial_date(valid_from), as_partial_date(valid_to)
    row.save()
    tell(title=_named(row.pair, row.to_right))
    return row


@deed("members.end_cross_appointment", says=_("{who} ended a service across the border: {title}"))
def end_cross_appointment(
    *, by: Standing, at: datetime, appointment: CrossAppointment, valid_to: PartialDate | date
) -> CrossAppointment:
    """Note the last day of a committee member's service on the other bank."""
    rules.may_appoint_across(by, appointment.owner, appointment.circle).require()
    ends = as_partial_date(valid_to)
    if ends is None or ends.last < appointment.valid_from_first:
        raise Invalid(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    appointment.valid_to = ends
    appointment.save()
    tell(title=_named(appointment.pair, appointment.to_right))
    return appointment


def _named(pair: VillagePair, to_right: bool | None = None) -> dict[str, str]:
    arrow = "↔" if to_right is None else "→" if to_right else "←"
    left, right = pair.left, pair.right
    return in_both(
        f"{left.name_zh if left else '?'} {arrow} {right.name_zh if right else '?'}",
        f"{left.name if left else '?'} {arrow} {right.name if right else '?'}",
    )
