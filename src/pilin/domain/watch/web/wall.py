"""The wall that runs a past event again: the same screen, as the records have it at a moment of then. It only reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from pilin.domain.watch import queries
from pilin.domain.watch.queries.acting import acting_now
from pilin.domain.watch.queries.wall import Replay, replay_of
from pilin.domain.watch.web import drawn
from pilin.domain.watch.web.acts import bank_of
from pilin.domain.watch.web.within import circle_of
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.rules.readings import SHANGHAI

SPEEDS = (1, 10, 60)  # minutes of then in a minute of now
ROOM = 5  # entries of a bank's course at most; those for which the screen has no room stay out of sight
PART = "watch/parts/wall.html"


def replayed(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the wall at a moment of a past event, with what runs it; without a script by addresses alone."""
    told, context = _context(request, circle)
    part = render_to_string(PART, context, request)
    speed = next((one for one in SPEEDS if str(one) == request.GET.get("speed")), SPEEDS[-1])
    context |= {
        "part": mark_safe(part), "seen": digest(part), "speed": speed, "speeds": SPEEDS,
        "seconds": [int(one.timestamp()) for one in told.moments], "now_second": int(told.at.timestamp()),
    }  # fmt: skip
    return render(request, "watch/wall.html", context)


def replayed_part(request: HttpRequest, circle: str) -> HttpResponse:
    """Return the part of the wall at a moment of a past event; nothing where it looks as the one that was seen."""
    _told, context = _context(request, circle)
    part = render_to_string(PART, context, request)
    seen = digest(part)
    answer = HttpResponse(status=204) if request.GET.get("seen") == seen else HttpResponse(part)
    answer["X-Seen"] = seen
    answer["Cache-Control"] = "no-store"
    return answer


def digest(part: str) -> str:
    """Return what tells one picture of the wall from another."""
    return blake2b(part.encode(), digest_size=12).hexdigest()


def moment_asked(text: str) -> datetime | None:
    """Return the moment of an address, Shanghai's where no zone is named; None where it is none."""
    try:
        asked = datetime.fromisoformat(text)
        asked = asked if asked.tzinfo else asked.replace(tzinfo=SHANGHAI)
        return asked.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        return None


def _context(request: HttpRequest, circle: str) -> tuple[Replay, dict[str, Any]]:
    within, standing = circle_of(request, circle), request.standing
    try:
        event = queries.event_named(standing, circle, UUID(request.GET.get("replay", "")))
    except ValueError:
        event = None
    if event is None:
        raise Http404
    told = replay_of(standing, event, moment_asked(request.GET.get("at", "")), request.at)
    desk = queries.desk_of(standing, circle, told.at, past=True)
    desk = replace(
        desk, events=tuple(sorted(desk.events, key=lambda one: one.row.pk != event.pk))
    )  # the one told first
    happened: dict[int, list[Any]] = {-1: [], 1: []}
    for one in told.happened:
        happened[-1 if bank_of(desk.members, one.town) < 0 else 1].append(one)
    return told, {
        "circle": within, "e": event, "replay": told, "d": desk, "acting": acting_now(standing, circle, told.at, desk.members),
        "map": drawn.watch_map(desk, [one.member.code for one in desk.duty]), "today": day_of(told.at), "members": desk.members,
        "left_told": happened[-1][:ROOM], "right_told": happened[1][:ROOM],
    }  # fmt: skip
