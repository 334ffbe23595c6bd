"""Who holds what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import get_language

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import Office, User
from pilin.foundation.values.columns import in_force_on

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """An office a person holds on a day, in their own right or as the deputy."""

    member: str
    role: str
    title_zh: str
    title_en: str
    as_deputy: bool
    until: datetime | None


def offices_held(person: UUID, on: date) -> list[OfficeHeld]:
    """Return the offices in force for a person on a day, those they stand in for included."""
    deputising = Q(deputy=person, deputy_from__lte=on) & (Q(deputy_to__isnull=True) | Q(deputy_to__gte=on))
    rows = Office.objects.visible_to(Standing.machine("standing")).filter(
        in_force_on(on) & (Q(person=person) | deputising)
    )
    return [
        OfficeHeld(
            member=row.owner,
            role=row.role,
            title_zh=row.title_zh,
            title_en=row.title_en,
            as_deputy=row.person_id != person,
            until=_end(row.deputy_to if row.person_id != person else row.valid_to_last),
        )
        for row in rows
    ]


def people_holding(member: str, role: Role, on: date) -> list[UUID]:
    """Return who holds a role for a member on a day, deputies included, so that those who stand in are told too."""
    rows = Office.objects.visible_to(Standing.machine("standing")).filter(in_force_on(on), owner=member, role=role)
    found = set()
    for row in rows:
        found.add(row.person_id)
        if row.deputy_id and row.deputy_from and row.deputy_from <= on and (row.deputy_to is None or on <= row.deputy_to):
            found.add(row.deputy_id)
    return sorted(found)


def names_of(people: set[UUID]) -> dict[UUID, str]:
    """Return the names of people, in the reader's language; whoever was erased has none."""
    english = (get_language() or "").startswith("en")
    return {
        row.pk: ((row.name_en or row.name_zh) if english else (row.name_zh or row.name_en)) or row.username
        for row in User.objects.filter(pk__in=people)
    }


def _end(last: date | None) -> datetime | None:
    return None if last is None else datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
