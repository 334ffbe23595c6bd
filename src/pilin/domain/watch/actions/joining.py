"""A crossing opens a joint event, or joins the one that is open; whoever is on duty is told of gauges that look wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from uuid6 import uuid7

from pilin.domain.watch import queries, rules
from pilin.domain.watch.actions.calling import start_calls
from pilin.domain.watch.enums import HAZARD_OF, CheckKind, EventCause, Hazard
from pilin.domain.watch.models import Crossing, Event
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify

HOUSE = Standing.machine("watch")
TITLES = {
    Hazard.FLOOD: ("{at}高水位", "High water at {at}"),
    Hazard.RAINSTORM: ("{at}强降雨", "Heavy rain at {at}"),
}
SHARED = (Audience.PUBLIC, Audience.CIRCLE)


def open_or_join(crossings: Sequence[Crossing], concerned: Mapping[UUID, Sequence[str]], at: datetime) -> None:
    """Give crossings the event that they are part of: one a circle and hazard, the open one where there is one.

    A gauge that its town keeps to itself opens an event of that town alone: no neighbour is told what it may not read.
    """
    groups: dict[tuple[str, str, str], list[Crossing]] = defaultdict(list)
    for row in crossings:
        alone = "" if row.audience in SHARED else row.owner
        groups[row.circle, str(HAZARD_OF[CheckKind(row.kind)]), alone].append(row)
    for (circle, hazard, alone), rows in sorted(groups.items()):
        towns = [alone] if alone else _called(circle, rows, concerned, at)
        event = join(circle, hazard, towns, at, owner=rows[0].owner, alone=bool(alone), placing=rows[0])
        for row in rows:
            row.event = event.pk


def _called(circle: str, rows: Sequence[Crossing], concerned: Mapping[UUID, Sequence[str]], at: datetime) -> list[str]:
    """Return the towns that crossings concern: the keeper of the gauge first, then those that said so of it."""
    members = {one.code for one in members_on(HOUSE, circle, day_of(at))}
    wanted = [town for row in rows for town in (row.owner, *sorted(concerned.get(row.series_id, ())))]
    return [town for town in dict.fromkeys(wanted) if town in members or town == rows[0].owner]


def join(
    circle: str,
    hazard: str,
    towns: Sequence[str],
    at: datetime,
    *,
    owner: str,
    alone: bool = False,
    placing: Any,
    cause: str = EventCause.CROSSING,
    titles: tuple[str, str] | None = None,
) -> Event:
    """Return the open event of a hazard with these towns called, or open one; towns that come new to it are called now."""
    audience = placing.audience if alone else Audience.CIRCLE
    young = at - timedelta(hours=float(rules.house("join_hours", day_of(at))))
    rows = Event.objects.visible_to(HOUSE).filter(
        circle=circle, hazard=hazard, closed_at__isnull=True, opened_at__gte=young
    )
    rows = rows.filter(audience=audience, illustrative=placing.illustrative)
    event = (rows.filter(owner=owner) if alone else rows).order_by("opened_at").first()
    if event is None:
        zh, en = titles or _titles(hazard, placing)
        within = Circle.objects.visible_to(HOUSE).get(slug=circle)
        event = Event(
            uid=uuid7(), in_circle=within, circle=circle, owner=owner, audience=audience, parties=placing.parties if alone else "",
            agreement=placing.agreement if alone else None, illustrative=placing.illustrative, hazard=hazard, cause=cause,
            title_zh=zh[:120], title=en[:160], opened_at=at, called=list(towns),
        )  # fmt: skip
        event.save()
        start_calls(event, towns, at)
    elif fresh := [town for town in towns if town not in event.called]:
        event.called = [*event.called, *fresh]
        event.save()
        start_calls(event, fresh, at)
    return event


def _titles(hazard: str, crossing: Crossing) -> tuple[str, str]:
    zh, en = TITLES[Hazard(hazard)]
    series = crossing.series
    station = series.station
    return zh.format(at=station.name_zh if station else series.title_zh), en.format(
        at=station.name if station else series.title
    )


def tell_of_doubt(crossings: Sequence[Crossing], at: datetime) -> None:
    """Tell whoever is on duty in the towns that keep these gauges: a gauge that looks wrong judges nothing."""
    by_circle: dict[str, list[Crossing]] = defaultdict(list)
    for row in crossings:
        by_circle[row.circle].append(row)
    for circle, rows in sorted(by_circle.items()):
        people: dict[str, set[UUID]] = defaultdict(set)
        for turn in queries.turns_at(HOUSE, circle, at):
            if turn.person:
                people[turn.owner].add(turn.person)
        by_town: dict[str, list[Crossing]] = defaultdict(list)
        for row in rows:
            by_town[row.owner].append(row)
        for town, some in sorted(by_town.items()):
            if not people[town]:
                continue
            first = some[0].series
            facts = {"title": first.title, "title_zh": first.title_zh, "number": len(some)}
            kind = "watch_silent" if some[0].kind == CheckKind.SILENT else "watch_doubt"
            url = reverse("watch:gauge", args=[circle, first.slug])
            notify(by=HOUSE, at=at, people=people[town], kind=kind, facts=facts, url=url)
