"""What the desk and the wall show: is it calm, what stands above its line, which warnings are out, who knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from pilin.domain.watch.enums import COLOURS, MATTERS, CheckKind, Colour
from pilin.domain.watch.models import Call, Crossing, Event, EventPart, Signal
from pilin.domain.watch.queries.duty import OnDuty, calls_for, calls_of_events, gaps_ahead, on_duty, pulse_of
from pilin.domain.watch.queries.gauges import GaugeCard, as_stood, gauges_now
from pilin.domain.watch.rules.duty import Gap
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, member_cards

HOUSE = Standing.machine("watch")
REPORTED = timedelta(
    days=7
)  # a figure out of a report, from a gauge that reads at no set times, stands on the desk so long
LONGEST = timedelta(days=7)  # an event whose end nobody noted is told no further than this
LASTS = timedelta(days=3)  # a signal without an end that nobody changed or lifted is shown no longer than this


@dataclass(frozen=True, slots=True)
class SignalCard:
    """One official signal that is out: its station and minute, and the towns that relay it."""

    row: Signal
    before: Signal | None  # the state it changed
    relayed_by: tuple[MemberCard, ...]
    bank: int  # of the places it is for: −1 left, 1 right

    @property
    def minutes(self) -> int:
        """Return how long the state before it stood, minutes; nought where there was none."""
        return int((self.row.issued_at - self.before.issued_at).total_seconds() // 60) if self.before else 0


@dataclass(frozen=True, slots=True)
class TownState:
    """Where the calling of one town stands."""

    code: str
    member: MemberCard | None
    part: EventPart | None
    calls: tuple[Call, ...]

    @property
    def answered(self) -> Call | None:
        """Return the call that was answered first."""
        return min((c for c in self.calls if c.answered_at), key=lambda c: (c.answered_at, c.step), default=None)

    @property
    def waiting(self) -> Call | None:
        """Return the call that waits for an answer."""
        if self.part is not None:
            return None
        return next((c for c in reversed(self.calls) if c.passed_at is None and c.answered_at is None), None)

    @property
    def nobody(self) -> bool:
        """Return whether nobody of the town was on duty."""
        return self.part is None and any(c.reason == "nobody" for c in self.calls)

    @property
    def unanswered(self) -> bool:
        """Return whether the whole list was called and nobody answered."""
        return self.part is None and self.waiting is None and not self.nobody and bool(self.calls)


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event with what each town of it said."""

    row: Event
    towns: tuple[TownState, ...]
    crossings: tuple[Crossing, ...] = ()

    @property
    def left(self) -> list[TownState]:
        """Return the towns of the left bank."""
        return [one for one in self.towns if one.member is not None and one.member.bank < 0]

    @property
    def right(self) -> list[TownState]:
        """Return the towns of the right bank."""
        return [one for one in self.towns if one.member is None or one.member.bank >= 0]

    @property
    def knows_left(self) -> bool:
        """Return whether every town of the left bank that is called knows."""
        return bool(self.left) and all(one.part for one in self.left)

    @property
    def knows_right(self) -> bool:
        """Return whether every town of the right bank that is called knows."""
        return bool(self.right) and all(one.part for one in self.right)


@dataclass(frozen=True, slots=True)
class Desk:
    """The watch of a circle as of a moment."""

    at: datetime
    gauges: tuple[GaugeCard, ...]
    signals: tuple[SignalCard, ...]
    events: tuple[EventCard, ...]
    checks: tuple[Crossing, ...]  # excursions of the weather under way, the highest of each gauge
    duty: tuple[OnDuty, ...]
    gaps: tuple[Gap, ...]
    calls: tuple[Call, ...]  # that wait for this person
    members: dict[str, MemberCard]
    pulse: int
    past: bool = False  # of a moment that is told again

    @property
    def left(self) -> list[GaugeCard]:
        """Return the gauges of the left bank."""
        return [one for one in self.gauges if one.member is not None and one.member.bank < 0]

    @property
    def right(self) -> list[GaugeCard]:
        """Return the gauges of the right bank."""
        return [one for one in self.gauges if one.member is None or one.member.bank >= 0]

    @property
    def over(self) -> list[GaugeCard]:
        """Return the gauges that stand at or above their warning line."""
        return [one for one in self.gauges if one.is_over]

    @property
    def silent(self) -> list[GaugeCard]:
        """Return the gauges that said nothing for too long."""
        return [one for one in self.gauges if one.is_silent]

    @property
    def bad(self) -> list[GaugeCard]:
        """Return the gauges whose newest reading looks wrong."""
        return [one for one in self.gauges if one.is_bad and not one.is_silent]

    @property
    def calm(self) -> bool:
        """Return whether no signal is out, nothing stands above its line, no check lasts and no event is open."""
        return not (self.signals or self.over or self.checks or self.events)

    @property
    def watched(self) -> bool:
        """Return whether the name of anybody who keeps watch is known to whoever looks."""
        return any(one.names for one in self.duty)

    @property
    def top(self) -> SignalCard | None:
        """Return the highest signal that is out, the newest of them."""
        return max(
            self.signals, key=lambda one: (COLOURS.index(Colour(one.row.colour)), one.row.issued_at), default=None
        )

    @property
    def most_late(self) -> int | None:
        """Return how many minutes ago the gauge that is heard and is furthest behind spoke."""
        heard = [one.late_minutes for one in self.gauges if not one.is_silent]
        return max(heard, default=None)

    @property
    def heard_at(self) -> datetime | None:
        """Return when anything was last heard."""
        return max((one.at for one in self.gauges if one.at), default=None)

    @property
    def lost(self) -> bool:
        """Return whether nothing at all is heard any more."""
        return bool(self.gauges) and len(self.silent) == len(self.gauges)

    @property
    def shown(self) -> str:
        """Return how many gauges of a bank the wall has room for: fewer while receipts stand above them."""
        return ":3" if self.events else ":5"

    @property
    def shown_events(self) -> str:
        """Return how many events the wall has room for with all their receipts: of then the one that is told, of now two."""
        return ":1" if self.past else ":2"

    @property
    def datums(self) -> list[str]:
        """Return the datums of the levels, each once."""
        return sorted({one.series.datum for one in self.gauges if one.is_level and one.series.datum})


def desk_of(standing: Standing, circle: str, at: datetime, *, past: bool = False) -> Desk:
    """Return the watch of a circle as of a moment; the number of queries does not grow with gauges and events.

    With ``past``, the moment is one that is told again: events told by a report stand open too, nothing that came later is
    named, and what only somebody on duty now is asked for (gaps ahead, calls, the pulse) is left out.
    """
    members = member_cards(standing)
    gauges = [
        one
        for one in gauges_now(standing, circle, at, past=past)
        if one.series.interval_minutes or (one.at and at - one.at < REPORTED)
    ]
    then = at if past else None
    return Desk(
        at=at, gauges=tuple(gauges), signals=tuple(signals_out(standing, circle, at, members)),
        events=tuple(event_cards(standing, open_events(standing, circle, then), members, then)), checks=tuple(highest(gauges)),
        duty=tuple(on_duty(standing, circle, at)), gaps=() if past else tuple(gaps_ahead(standing, circle, at)),
        calls=() if past else tuple(calls_for(standing, circle)), members=members, pulse=0 if past else pulse_of(circle), past=past,
    )  # fmt: skip


def highest(gauges: Iterable[GaugeCard]) -> list[Crossing]:
    """Return of each gauge and kind of check the highest excursion under way."""
    found = []
    for gauge in gauges:
        if gauge.is_silent:
            continue  # nobody knows whether it lasts: that it is silent is said instead
        by_kind: dict[str, list[Crossing]] = defaultdict(list)
        for one in gauge.open:
            if one.kind in MATTERS:
                by_kind[one.kind].append(one)
        for rows in by_kind.values():
            found.append(max(rows, key=_height))
    return sorted(found, key=lambda one: one.began_at, reverse=True)


def _height(one: Crossing) -> Any:
    rank = COLOURS.index(Colour(one.level)) if one.kind == CheckKind.RAIN else 0
    return rank, one.threshold or 0, one.began_at


def signals_out(standing: Standing, circle: str, at: datetime, members: dict[str, MemberCard]) -> list[SignalCard]:
    """Return the signals that are out at a moment, the highest first; relayed by two towns, it is one. One query."""
    rows = Signal.objects.visible_to(standing).filter(circle=circle, issued_at__lte=at)
    later = Signal.objects.visible_to(standing).filter(
        owner=OuterRef("owner"), family=OuterRef("family"), issued_at__gt=OuterRef("issued_at"), issued_at__lte=at
    )
    standing_rows = rows.filter(~Exists(later)).exclude(colour=Colour.NONE)
    standing_rows = standing_rows.filter(Q(until__isnull=True, issued_at__gte=at - LASTS) | Q(until__gt=at))
    newest = list(standing_rows)
    before: dict[tuple[str, UUID], Signal] = {}
    if newest:
        for row in rows.filter(family__in=[one.family for one in newest]).order_by("issued_at"):
            if row not in newest:
                before[row.owner, row.family] = row
    folded: dict[tuple[str, str, str, datetime], list[Signal]] = defaultdict(list)
    for row in newest:
        folded[row.issuer_zh, row.hazard, row.colour, row.issued_at].append(row)
    cards = [
        SignalCard(
            some[0], before.get((some[0].owner, some[0].family)), tuple(members[one.owner] for one in some if one.owner in members),
            -1 if all(area.startswith("33") for area in some[0].areas) else 1,
        )
        for some in folded.values()
    ]  # fmt: skip
    return sorted(cards, key=lambda one: (-COLOURS.index(Colour(one.row.colour)), -one.row.issued_at.timestamp()))


def open_events(standing: Standing, circle: str, at: datetime | None = None) -> list[Event]:
    """Return the events that are open, the newest first; with a moment, those that were open then, without their end.

    One taken over from a report is not open now: it tells of then, and there it stands, for a week where no end is told.
    """
    rows = Event.objects.visible_to(standing).filter(circle=circle)
    if at is None:
        rows = rows.filter(closed_at__isnull=True, source="")
    else:
        rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at), opened_at__lte=at)
        rows = rows.filter(Q(source="") | Q(opened_at__gt=at - LONGEST))
    found = list(rows.select_related("in_circle").order_by("-opened_at", "uid")[:20])
    if at is not None:
        for row in found:
            row.closed_at = None
    return found


def past_events(standing: Standing, circle: str, *, most: int = 10) -> list[Event]:
    """Return the events that are over or told by a report, the last first."""
    rows = Event.objects.visible_to(standing).filter(circle=circle)
    rows = rows.filter(Q(closed_at__isnull=False) | ~Q(source=""))
    return list(rows.select_related("in_circle").order_by("-opened_at", "uid")[:most])


def event_cards(
    standing: Standing, events: Sequence[Event], members: dict[str, MemberCard], at: datetime | None = None
) -> list[EventCard]:
    """Return events with what each called town said, and with the checks that are part of them; with a moment, by then.

    Three queries at most.
    """
    if not events:
        return []
    calls = calls_of_events(standing, events, at)
    parts: dict[UUID, dict[str, EventPart]] = defaultdict(dict)
    keys = [one.pk for one in events]
    said = EventPart.objects.visible_to(standing).filter(event__in=keys)
    for part in said if at is None else said.filter(acknowledged_at__lte=at):
        if at is not None and part.stood_down_at is not None and part.stood_down_at > at:
            part.stood_down_at = None
        parts[part.event_id][part.owner] = part
    crossings: dict[UUID, list[Crossing]] = defaultdict(list)
    rows = Crossing.objects.visible_to(standing).filter(event__in=keys).select_related("series", "series__station")
    if at is not None:
        rows = rows.filter(began_at__lte=at, withdrawn_at__isnull=True)
    for row in rows.order_by("began_at", F("threshold").asc(nulls_first=True), "uid"):
        if row.event is not None:
            crossings[row.event].append(row if at is None else as_stood(row, None, at))
    found = []
    for event in events:
        states = [
            TownState(
                code, members.get(code), parts[event.pk].get(code), tuple(c for c in calls[event.pk] if c.owner == code)
            )
            for code in event.called
        ]
        found.append(EventCard(event, tuple(states), tuple(crossings[event.pk])))
    return found
