"""Taking a place and giving it back: no place is ever given twice, and who waited longest comes first. Called within deeds."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.urls import reverse

from pilin.domain.living.enums.happenings import RegistrationState, Seat
from pilin.domain.living.models import Happening, Registration, Seats
from pilin.domain.living.queries.happenings import HOUSE
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import count
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify


def seats_of(row: Happening) -> tuple[Seats | None, list[Seats]]:
    """Return (the counter of the whole, those of towns) as they are now."""
    seats = list(Seats.objects.visible_to(HOUSE).filter(happening=row.pk).select_related("town"))
    return next((one for one in seats if one.town_id is None), None), [one for one in seats if one.town_id is not None]


def take_seat(row: Happening, town: str, at: datetime) -> str:
    """Take one place for somebody of a town and return of what kind it is; empty where there is none.

    Each counter moves by one conditional update, behind which the database's own check stands: of two who take the last
    place at the same moment one finds none.
    """
    if row.places is None:
        return Seat.OPEN
    seats = Seats.objects.visible_to(HOUSE).filter(happening=row.pk)
    if not seats.filter(town__isnull=True, taken__lt=F("places")).update(taken=F("taken") + 1):
        return ""
    if not seats.filter(town__isnull=False).exists():
        return Seat.OPEN
    if seats.filter(town__code=town, taken__lt=F("places")).update(taken=F("taken") + 1):
        return Seat.OWN
    if row.released(day_of(at)):
        return Seat.RELEASED
    seats.filter(town__isnull=True).update(taken=F("taken") - 1)
    return ""


def give_seat_back(registration: Registration) -> None:
    """Let the place that somebody had be free again."""
    seats = Seats.objects.visible_to(HOUSE).filter(happening=registration.happening_id, taken__gt=0)
    seats.filter(town__isnull=True).update(taken=F("taken") - 1)
    if registration.seat == Seat.OWN:
        seats.filter(town=registration.town_id).update(taken=F("taken") - 1)


def move_up(row: Happening, *, by: Standing, at: datetime) -> int:
    """Give free places to those who wait, who asked first first, and tell them; returns how many."""
    if row.cancelled_at is not None or ((begins := row.begins()) is not None and begins <= at):
        return 0
    waiting = Registration.objects.visible_to(HOUSE).filter(happening=row.pk, state=RegistrationState.WAITING)
    none_left: set[str] = set()
    moved = []
    for one in waiting.select_related("town").order_by("asked_at", "uid"):
        if one.town.code in none_left:
            continue
        seat = take_seat(row, one.town.code, at)
        if not seat:
            none_left.add(one.town.code)
            continue
        one.state, one.seat = RegistrationState.HELD, seat
        one.save()
        moved.append(one)
    if moved:
        people = [one.person_id for one in moved if one.person_id is not None]
        facts = {"title": row.title or row.title_zh, "title_zh": row.title_zh}
        url = reverse("living:happening", kwargs={"circle": row.circle, "uid": row.pk})
        notify(by=by, at=at, people=people, kind="happening_place", facts=facts, url=url)
        count(moved_up=len(moved))
    return len(moved)
