"""Open an event for the towns it concerns; each says for itself that it knows, and that it stands down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch import queries, rules
from pilin.domain.watch.actions.calling import note_known, start_calls
from pilin.domain.watch.actions.pulse import stir
from pilin.domain.watch.enums import EventCause, Hazard
from pilin.domain.watch.models import Event, EventPart
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on


@deed("watch.open_event", says=_("{who} opened the event {title}"))
def open_event(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    hazard: str,
    title_zh: str,
    title: str = "",
    cause: str = EventCause.PERSON,
    opened_at: datetime | None = None,
    called: Sequence[str] = (),
    audience: str = Audience.CIRCLE,
    source: str = "",
    illustrative: bool = False,
) -> Event:
    """Open an event; the towns that are called besides the town itself say for themselves that they know.

    Raises
    ------
    Refused
        Unless a clerk of the town opens it.
    Invalid
        With every fault: no title, an unknown hazard, a town that is not of the circle, a moment ahead.
    """
    rules.may_keep(by, circle.slug, town).require()
    began = opened_at or at
    towns = {one.code for one in members_on(queries.HOUSE, circle.slug, day_of(at))}
    faults = []
    if not title_zh.strip():
        faults.append(Fault("missing", "title_zh", _("Give the event a Chinese title")))
    if hazard not in Hazard.values:
        faults.append(Fault("unknown_hazard", "hazard", _("Choose what threatens"), value=hazard))
    for code in called:
        if code not in towns:
            faults.append(Fault("unknown_member", "called", _("There is no such town"), value=code))
    if began > at:
        faults.append(Fault("ahead", "opened_at", _("This moment has not come yet")))
    if faults:
        raise Invalid(*faults)
    row = Event(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, source=source, illustrative=illustrative, hazard=hazard,
        cause=cause, title_zh=title_zh.strip(), title=title.strip(), opened_at=began, called=list(dict.fromkeys([town, *called])),
    )  # fmt: skip
    row.save()
    fresh = timedelta(hours=float(rules.house("fresh_hours", day_of(at))))
    if at - began <= fresh:  # an event of long ago is entered for the record: nobody is called for it
        start_calls(row, row.called, at)
    tell(title=both(row, "title"))
    return row


@deed("watch.acknowledge_event", says=_("{who} knows of the event {title}"))
def acknowledge_event(*, by: Standing, at: datetime, event: Event) -> EventPart:
    """Say for one's own town that it knows of an event.

    Raises
    ------
    Refused
        Unless an officer of a town that is called says so, for the first time, before the event is over.
    """
    rules.may_acknowledge(by, event, [one.owner for one in queries.parts_of(queries.HOUSE, event)]).require()
    row = note_known(event, by.member, by.person, at)
    if row is None:  # somebody of the town was quicker, between the rule's look and this one
        raise Conflict("known", _("Nothing was written. Your town has said so already"))
    tell(title=both(event, "title"))
    return row


@deed("watch.stand_down", says=_("{who} stands down from the event {title}"))
def stand_down(*, by: Standing, at: datetime, part: EventPart) -> EventPart:
    """Say that one's own town stands down; with the last of the towns that are called the event is over.

    Raises
    ------
    Refused
    """
    rules.may_stand_down(by, part).require()
    part.stood_down_at = at
    part.save()
    event = part.event
    down = {one.owner for one in queries.parts_of(queries.HOUSE, event) if one.stood_down_at}
    if down >= set(event.called) and event.closed_at is None:
        event.closed_at = at
        event.save()
    stir(event.circle)
    tell(title=both(event, "title"))
    return part
