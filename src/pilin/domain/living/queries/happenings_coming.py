"""Who comes: one's own registrations, a host's sheet, a camp's grid, what people thought, what is held on a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pilin.domain.living.enums.happenings import EVALUATED_FROM, HappeningState, RegistrationState
from pilin.domain.living.models import Evaluation, Happening, HappeningSession, Presence, Registration, Secondment
from pilin.domain.living.queries.happenings import HOUSE, sessions_of
from pilin.domain.living.rules import happenings as rules
from pilin.domain.living.rules.happenings import Scores
from pilin.foundation.access.standing import Standing

RELATED = ("happening__host", "happening__in_circle", "happening__series", "town")


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody on a host's sheet: their registration, whether they were there, and at which sessions."""

    row: Registration
    came: Presence | None
    sessions: frozenset[UUID]

    @property
    def there(self) -> bool:
        """Return whether they were there at all: at the event, or at one of its sessions."""
        return self.came is not None or bool(self.sessions)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One's own registration with its place in the line where it waits, from 1 on."""

    row: Registration
    state: HappeningState
    place: int | None


@dataclass(frozen=True, slots=True)
class Camp:
    """A camp or class: its people by their towns, its sessions, who was at which, who works where."""

    sessions: list[HappeningSession]
    comers: list[Comer]
    secondments: list[Secondment]
    attended: dict[UUID, int]  # session → how many were there

    @property
    def per_town(self) -> list[tuple[Any, int]]:
        """Return (town, how many have a place), left bank first."""
        towns: dict[str, list[Any]] = {}
        for one in self.comers:
            if one.row.state == RegistrationState.HELD:
                towns.setdefault(one.row.town.code, [one.row.town, 0])[1] += 1
        return [
            (town, number) for town, number in sorted(towns.values(), key=lambda pair: (pair[0].bank, pair[0].code))
        ]


@dataclass(frozen=True, slots=True)
class Thought:
    """What people thought of an event; below the least number of answers only how many there are is told."""

    answers: int
    scores: Scores | None
    words: list[str]
    least: int = EVALUATED_FROM


def tickets(standing: Standing, circle: str, at: datetime) -> list[Ticket]:
    """Return one's own registrations in a circle, what is to come first; nobody's for whoever is not signed in."""
    if not standing.signed_in:
        return []
    rows = Registration.objects.visible_to(HOUSE).filter(person=standing.person, happening__in_circle__slug=circle)
    found = [_ticket(row, at) for row in rows.exclude(state=RegistrationState.WITHDRAWN).select_related(*RELATED)]
    over = (HappeningState.OVER, HappeningState.CANCELLED)
    return sorted(
        found, key=lambda one: (one.state in over, one.row.happening.starts_on_first or at.date(), one.row.pk)
    )


def ticket_named(standing: Standing, circle: str, uid: UUID, at: datetime) -> Ticket | None:
    """Return a registration: one's own, or one that one's town may read. None otherwise."""
    rows = Registration.objects.visible_to(HOUSE).filter(pk=uid, happening__in_circle__slug=circle)
    row = rows.select_related(*RELATED).first()
    if row is None:
        return None
    own = standing.signed_in and row.person_id == standing.person
    if own or Registration.objects.visible_to(standing).filter(pk=uid).exists():
        return _ticket(row, at)
    return None


def own_registration(standing: Standing, happening: Happening) -> Registration | None:
    """Return one's own registration for an event that was not given back; None where there is none."""
    if not standing.signed_in:
        return None
    rows = Registration.objects.visible_to(HOUSE).filter(happening=happening.pk, person=standing.person)
    return rows.exclude(state=RegistrationState.WITHDRAWN).select_related(*RELATED).first()


def comers(standing: Standing, happening: Happening) -> list[Comer]:
    """Return who has a place and who waits, as they asked, with where they were; what this standing may read of it."""
    rows = Registration.objects.visible_to(standing).filter(happening=happening.pk)
    rows = rows.exclude(state=RegistrationState.WITHDRAWN).select_related("town", "happening__host")
    came: dict[UUID, Presence] = {}
    sat: dict[UUID, set[UUID]] = {}
    for one in Presence.objects.visible_to(standing).filter(registration__happening=happening.pk):
        if one.session_id is None:
            came[one.registration_id] = one
        else:
            sat.setdefault(one.registration_id, set()).add(one.session_id)
    return [Comer(row, came.get(row.pk), frozenset(sat.get(row.pk, ()))) for row in rows]


def camp(standing: Standing, happening: Happening) -> Camp:
    """Return a camp's grid: sessions, people, who was at which, secondments."""
    found = [one for one in comers(standing, happening) if one.row.state == RegistrationState.HELD]
    found.sort(key=lambda one: (one.row.town.bank, one.row.town.code, one.row.asked_at, one.row.pk))
    sessions = sessions_of(standing, happening)
    away = Secondment.objects.visible_to(standing).filter(registration__happening=happening.pk)
    attended = {session.pk: sum(session.pk in one.sessions for one in found) for session in sessions}
    return Camp(sessions, found, list(away.select_related("to", "registration__town")), attended)


def thought_of(happening: Happening) -> Thought:
    """Return what people thought of an event, told once five or more have said it: fewer could be traced to somebody."""
    rows = list(Evaluation.objects.visible_to(HOUSE).filter(happening=happening.pk))
    if len(rows) < EVALUATED_FROM:
        return Thought(len(rows), None, [])
    return Thought(len(rows), rules.scores_of(row.score for row in rows), [row.words for row in rows if row.words])


def registrations_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person here: their registrations and whether they were there."""
    rows = Registration.objects.visible_to(HOUSE).filter(person=person).select_related("happening", "town")
    came = set(
        Presence.objects.visible_to(HOUSE).filter(registration__person=person).values_list("registration_id", flat=True)
    )
    return [
        {
            "happening": row.happening.title_zh, "name": row.name, "town": row.town.name_zh, "state": row.state,
            "asked_at": row.asked_at.isoformat(), "was_there": row.pk in came,
        }
        for row in rows
    ]  # fmt: skip


def _ticket(row: Registration, at: datetime) -> Ticket:
    place = None
    if row.state == RegistrationState.WAITING:
        ahead = Registration.objects.visible_to(HOUSE).filter(
            happening=row.happening_id, state=RegistrationState.WAITING, asked_at__lte=row.asked_at
        )
        place = sum((one.asked_at, one.pk) <= (row.asked_at, row.pk) for one in ahead)
    return Ticket(row, row.happening.state_at(at), place)
