"""Flights asked for by firms in their own name, answered by whoever runs the place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import people_of_firm
from pilin.domain.living.enums.listings import FlightState
from pilin.domain.living.models.listings import FlightRequest, Listing
from pilin.domain.living.rules import listings as rules
from pilin.domain.living.rules import listings_flights as clock
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify


@deed("living.ask_flight", says=_("{who} asked for a flight at “{title}”"))
def ask_flight(
    *,
    by: Standing,
    at: datetime,
    base: Listing,
    firm: Enterprise,
    size: str,
    registration: str,
    starts_at: datetime,
    ends_at: datetime,
    height_m: int,
    area: str,
    purpose: str,
    licensed: bool = False,
    controlled: bool = False,
    illustrative: bool = False,
) -> FlightRequest:
    """Ask for a flight in the name of a firm, before noon of the day before.

    Parameters
    ----------
    starts_at, ends_at : datetime
        Aware; of one day in Shanghai.
    height_m : int
        Above the ground beneath, in metres.
    controlled : bool
        The firm says that it flies in controlled airspace for another reason than its height.

    Raises
    ------
    Refused
        When it is too late for that day (with the clause and the next day), when the flight needs no asking, or when
        somebody else speaks for the firm.
    """
    rules.may_ask_flight(by, base, firm.pk).require()
    faults = clock.faults_of_flight(
        size=size, height_m=height_m, starts_at=starts_at, ends_at=ends_at, at=at, registration=registration, licensed=licensed, area=area,
        purpose=purpose,
    )  # fmt: skip
    if firm.circle != base.circle:
        faults.append(Fault("firm", "firm", _("This firm belongs to another circle")))
    if faults:
        raise Invalid(*faults)
    told = clock.asked(size, height_m, starts_at, at, controlled=controlled)
    clock.may_be_asked(told).require()
    assert told.answer_by is not None  # may_be_asked turned it down otherwise
    clause = next(rule for rule in told.rules if rule.key == "apply_before")
    row = FlightRequest(
        in_circle=base.in_circle, circle=base.circle, owner=base.owner, audience=Audience.OWN, base=base, firm=firm, size=size,
        registration=registration.strip(), licensed=licensed, starts_at=starts_at, ends_at=ends_at, height_m=height_m, area=area.strip(),
        purpose=purpose.strip(), controlled=told.controlled, clause=clause.clause_zh, asked_at=at, answer_by=told.answer_by,
        illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(base, "title"))
    people = set(people_holding(base.owner, Role.CLERK, day_of(at)))
    if base.firm_id:
        people |= people_of_firm(base.firm_id)
    _notify(by, at, row, "flight_asked", people)
    return row


@deed("living.answer_flight", says=_("{who} answered a request for a flight at “{title}”"))
def answer_flight(
    *, by: Standing, at: datetime, request: FlightRequest, agreed: bool, reason: str = ""
) -> FlightRequest:
    """Answer a request: yes, or no with the reason. An answer after its moment still counts, and is shown as late."""
    rules.may_answer_flight(by, request, request.base.firm_id).require()
    if not agreed and not reason.strip():
        raise Invalid(Fault("reason", "reason", _("Say why not; the firm reads this")))
    if at >= request.starts_at:
        raise Conflict("past", _("Nothing was answered. The hour of this flight has come already"))
    request.state = FlightState.AGREED if agreed else FlightState.REFUSED
    request.answered_at, request.reason = at, reason.strip()[:300]
    request.save()
    tell(title=both(request.base, "title"))
    _notify(by, at, request, "flight_agreed" if agreed else "flight_refused", people_of_firm(request.firm_id))
    return request


@deed("living.withdraw_flight", says=_("{who} withdrew a request for a flight at “{title}”"))
def withdraw_flight(*, by: Standing, at: datetime, request: FlightRequest) -> FlightRequest:
    """Withdraw a request, answered or not, before the flight."""
    rules.may_withdraw_flight(by, request).require()
    if at >= request.starts_at:
        raise Conflict("past", _("Nothing was withdrawn. The hour of this flight has come already"))
    request.state = FlightState.WITHDRAWN
    request.save()
    tell(title=both(request.base, "title"))
    return request


def _notify(by: Standing, at: datetime, row: FlightRequest, kind: str, people: set[UUID]) -> None:
    url = reverse("living:flight", kwargs={"circle": row.circle, "uid": row.pk})
    facts = {"title": row.base.title or row.base.title_zh, "title_zh": row.base.title_zh}
    notify(by=by, at=at, people=sorted(people), kind=kind, facts=facts, url=url, due_on=None)
