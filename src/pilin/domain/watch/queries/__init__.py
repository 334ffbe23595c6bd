"""Reads of watch."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pilin.domain.watch.models import Event, EventPart, Signal
from pilin.domain.watch.queries.desk import (
    Desk,
    EventCard,
    SignalCard,
    TownState,
    desk_of,
    event_cards,
    open_events,
    past_events,
    signals_out,
)
from pilin.domain.watch.queries.duty import (
    OnDuty,
    are_calls_open,
    by_software,
    call_named,
    calls_due,
    calls_for,
    calls_of,
    calls_of_events,
    duty_held,
    gaps_ahead,
    has_hook,
    is_still_asked,
    on_duty,
    pulse_of,
    shifts_between,
    term_of,
    to_send,
    turns_at,
    turns_of,
)
from pilin.domain.watch.queries.gauges import (
    HOURS,
    GaugeCard,
    GaugeTold,
    Spark,
    Sum,
    cards_of,
    checks_between,
    concern_named,
    concerns_of,
    crossings_of,
    crossings_of_event,
    gauge_told,
    gauges_now,
    lines_of,
    offsets_of,
    open_crossings,
    place_code_of,
    series_here,
    silent_series,
)
from pilin.domain.watch.queries.people import (
    episode_of,
    subscribers,
    subscription_of,
    subscriptions_held,
    told_already,
    towns_in,
)
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("watch")


def signals(standing: Standing, circle: str) -> QuerySet[Signal]:
    """Return every state of every signal of a circle, the newest first."""
    return Signal.objects.visible_to(standing).filter(circle=circle)


def event_named(standing: Standing, circle: str, uid: UUID) -> Event | None:
    """Return the event with this key, if this standing may read it."""
    return Event.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("in_circle").first()


def parts_of(standing: Standing, event: Event) -> list[EventPart]:
    """Return what the towns said of an event, the first to know first."""
    return list(EventPart.objects.visible_to(standing).filter(event=event))


__all__ = [
    "HOURS",
    "HOUSE",
    "Desk",
    "EventCard",
    "GaugeCard",
    "GaugeTold",
    "OnDuty",
    "SignalCard",
    "Spark",
    "Sum",
    "TownState",
    "are_calls_open",
    "by_software",
    "call_named",
    "calls_due",
    "calls_for",
    "calls_of",
    "calls_of_events",
    "cards_of",
    "checks_between",
    "concern_named",
    "concerns_of",
    "crossings_of",
    "crossings_of_event",
    "desk_of",
    "duty_held",
    "episode_of",
    "event_cards",
    "event_named",
    "gaps_ahead",
    "gauge_told",
    "gauges_now",
    "has_hook",
    "is_still_asked",
    "lines_of",
    "offsets_of",
    "on_duty",
    "open_crossings",
    "open_events",
    "parts_of",
    "past_events",
    "place_code_of",
    "pulse_of",
    "series_here",
    "shifts_between",
    "signals",
    "signals_out",
    "silent_series",
    "subscribers",
    "subscription_of",
    "subscriptions_held",
    "term_of",
    "to_send",
    "told_already",
    "towns_in",
    "turns_at",
    "turns_of",
]  # fmt: skip
