"""Who is on duty, who is called next, what waits to be sent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from pilin.domain.watch import rules
from pilin.domain.watch.enums import Channel, Outcome
from pilin.domain.watch.models import Call, DutyShift, DutyTerm, DutyTurn, Event, EventPart, Pulse
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard, day_of, members_on
from pilin.foundation.notices.models import Hook

HOUSE = Standing.machine("watch")
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # rows of other rooms may have other keys
AHEAD = timedelta(hours=24)  # for which gaps are looked for


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who keeps watch for a town now."""

    member: MemberCard
    names: tuple[str, ...]
    post_zh: str
    post: str
    until: datetime | None
    people: tuple[UUID, ...] = ()
    illustrative: bool = False


def turns_at(standing: Standing, circle: str, at: datetime, *, town: str = "") -> list[DutyTurn]:
    """Return who is on duty at a moment, in the order of calling; of one town if named. One query."""
    rows = DutyTurn.objects.visible_to(standing).filter(circle=circle, shift__starts_at__lte=at, shift__ends_at__gt=at)
    if town:
        rows = rows.filter(owner=town)
    return list(rows.select_related("shift").order_by("owner", "-shift__starts_at", "shift", "order"))


def on_duty(standing: Standing, circle: str, at: datetime) -> list[OnDuty]:
    """Return who keeps watch for each town of the circle, in the order of its banks; a town without anybody too."""
    by_town: dict[str, list[DutyTurn]] = defaultdict(list)
    for turn in turns_at(standing, circle, at):
        by_town[turn.owner].append(turn)
    found = []
    for member in members_on(HOUSE, circle, day_of(at)):
        turns = by_town[member.code]
        shift = turns[0].shift if turns else None
        found.append(
            OnDuty(
                member, tuple(t.name for t in turns if t.name), shift.post_zh if shift else "", shift.post if shift else "",
                max((t.shift.ends_at for t in turns), default=None), tuple(t.person for t in turns if t.person),
                bool(shift and shift.illustrative),
            )
        )  # fmt: skip
    return found


def gaps_ahead(standing: Standing, circle: str, at: datetime, *, hours: int = 24) -> list[rules.Gap]:
    """Return when nobody of a town keeps watch, from some moment in the hours ahead until somebody does. One query."""
    until = at + timedelta(hours=2 * hours)  # so far is looked for who comes next
    rows = DutyShift.objects.visible_to(standing).filter(circle=circle, starts_at__lt=until, ends_at__gt=at)
    towns = [member.code for member in members_on(HOUSE, circle, day_of(at))]
    return [gap for gap in rules.gaps(rows, towns, at, until) if gap.since < at + timedelta(hours=hours)]


def shifts_between(
    standing: Standing, circle: str, since: datetime, until: datetime, *, town: str = "", starting: bool = False
) -> list[Any]:
    """Return the shifts of a stretch of time with their turns (``turns_seen``): those that begin in it, or touch it."""
    rows = DutyShift.objects.visible_to(standing).filter(circle=circle, starts_at__lt=until)
    rows = rows.filter(starts_at__gte=since) if starting else rows.filter(ends_at__gt=since)
    if town:
        rows = rows.filter(owner=town)
    turns = DutyTurn.objects.visible_to(standing).order_by("order")
    return list(rows.order_by("starts_at").prefetch_related(Prefetch("turns", queryset=turns, to_attr="turns_seen")))


def term_of(circle: str, town: str, on: date) -> tuple[int, int]:
    """Return how many seconds a town waits for an answer on a day, and how often its list is gone through."""
    rows = DutyTerm.objects.visible_to(HOUSE).filter(circle=circle, owner=town, valid_from__lte=on)
    row = rows.order_by("-valid_from").first()
    if row is not None:
        return row.answer_seconds, row.rounds
    return int(rules.house("answer_seconds", on)), int(rules.house("rounds", on))


def has_hook(town: str, *, before: datetime) -> bool:
    """Return whether a town's own software is told of deeds before a moment: none that rests longer after failures counts."""
    rows = Hook.objects.visible_to(HOUSE).filter(owner=town, ended_at__isnull=True)
    return rows.filter(Q(next_at__isnull=True) | Q(next_at__lt=before)).exists()


def by_software(town: str, keys: Iterable[str]) -> QuerySet[Call]:
    """Return calls of a town by its software, named among the keys of any rows, of which nobody knows yet what became."""
    return Call.objects.visible_to(HOUSE).filter(
        pk__in=[key for key in keys if UID.fullmatch(key)], owner=town, channel=Channel.WEBHOOK, outcome=Outcome.WAITING
    )


def calls_due(at: datetime) -> list[Call]:
    """Return calls whose next step is due: nobody answered in time, of a town that does not know yet. One query."""
    known = EventPart.objects.visible_to(HOUSE).filter(event=OuterRef("event"), owner=OuterRef("owner"))
    rows = Call.objects.visible_to(HOUSE).filter(passed_at__isnull=True, answered_at__isnull=True, due_at__lte=at)
    rows = rows.filter(~Exists(known), event__closed_at__isnull=True)
    return list(rows.select_related("event", "event__in_circle", "in_circle").order_by("due_at")[:200])


def to_send(at: datetime, *, claimed_before: datetime) -> QuerySet[Call]:
    """Return calls by mail, message or software that nobody is sending."""
    rows = Call.objects.visible_to(HOUSE).filter(outcome=Outcome.WAITING, called_at__lte=at)
    rows = rows.filter(channel__in=(Channel.MAIL, Channel.SMS, Channel.WEBHOOK))
    return rows.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=claimed_before))


def is_still_asked(call: Call) -> bool:
    """Return whether a call has a purpose yet: its event lasts, and nobody of the town answered."""
    if call.event.closed_at is not None or call.answered_at is not None:
        return False
    return not EventPart.objects.visible_to(HOUSE).filter(event=call.event_id, owner=call.owner).exists()


def are_calls_open(at: datetime) -> bool:
    """Return whether some chain is under way, so that somebody should look again soon."""
    known = EventPart.objects.visible_to(HOUSE).filter(event=OuterRef("event"), owner=OuterRef("owner"))
    rows = Call.objects.visible_to(HOUSE).filter(passed_at__isnull=True, answered_at__isnull=True)
    rows = rows.filter(event__closed_at__isnull=True, event__opened_at__gte=at - timedelta(days=1))
    return rows.filter(~Exists(known)).exists()


def call_named(standing: Standing, uid: UUID) -> Call | None:
    """Return a call with its event, if this standing may read it."""
    return (
        Call.objects.visible_to(standing)
        .filter(pk=uid)
        .select_related("event", "event__in_circle", "in_circle")
        .first()
    )


def calls_for(standing: Standing, circle: str = "") -> list[Call]:
    """Return the calls to this person that wait for an answer, the newest first."""
    if standing.person is None:
        return []
    rows = Call.objects.visible_to(standing).filter(person=standing.person, answered_at__isnull=True)
    known = EventPart.objects.visible_to(HOUSE).filter(event=OuterRef("event"), owner=OuterRef("owner"))
    rows = rows.filter(~Exists(known), event__closed_at__isnull=True)
    if circle:
        rows = rows.filter(circle=circle)
    newest: dict[UUID, Call] = {}
    for row in rows.select_related("event").order_by("-called_at"):  # called by two ways, one answers once
        newest.setdefault(row.event_id, row)
    return list(newest.values())


def calls_of_events(standing: Standing, events: Iterable[Event], at: datetime | None = None) -> dict[UUID, list[Call]]:
    """Return the calls of events, in order of towns and steps; with a moment, as they stood then. One query."""
    found: dict[UUID, list[Call]] = defaultdict(list)
    rows = Call.objects.visible_to(standing).filter(event__in=[one.pk for one in events])
    if at is not None:
        rows = rows.filter(called_at__lte=at)
    for row in rows.order_by("owner", "step"):
        if at is not None and row.answered_at is not None and row.answered_at > at:
            row.answered_at, row.answered_by_way = None, ""
        if at is not None and row.passed_at is not None and row.passed_at > at:
            row.passed_at = None
        found[row.event_id].append(row)
    return found


def turns_of(person: UUID) -> list[DutyTurn]:
    """Return the turns of a person on duty lists."""
    return list(DutyTurn.objects.visible_to(HOUSE).filter(person=person))


def calls_of(person: UUID) -> QuerySet[Call]:
    """Return the calls to a person."""
    return Call.objects.visible_to(HOUSE).filter(person=person)


def duty_held(person: UUID) -> list[dict[str, Any]]:
    """Return what duty lists and calls hold on a person."""
    turns = [
        {"town": t.owner, "from": t.shift.starts_at.isoformat(), "until": t.shift.ends_at.isoformat(), "order": t.order}
        for t in DutyTurn.objects.visible_to(HOUSE).filter(person=person).select_related("shift")
    ]
    calls = [
        {
            "town": c.owner,
            "called": c.called_at.isoformat(),
            "answered": c.answered_at.isoformat() if c.answered_at else None,
        }
        for c in calls_of(person)
    ]
    return [*turns, *calls]


def pulse_of(circle: str) -> int:
    """Return the number of a circle's pulse; nought before anything happened."""
    return Pulse.objects.visible_to(HOUSE).filter(pk=circle).values_list("number", flat=True).first() or 0
