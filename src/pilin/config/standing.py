"""From a person and a moment to a standing: offices held, circles belonged to, circles chaired, firms spoken for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pilin.domain.enterprises.queries import firms_spoken_for
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries import has_second_factor, offices_held
from pilin.foundation.members.queries import belonging

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from pilin.foundation.identity.models import ApiKey, User

SHANGHAI = ZoneInfo("Asia/Shanghai")


def standing_of(person: User | AnonymousUser, at: datetime, guarded: Collection[str] = ()) -> Standing:
    """Return the standing of a person at a moment; that of the public for whoever has not signed in.

    Who holds an office acts for their town and for no firm: nobody is to answer a firm as clerk and as the firm. Who holds
    offices for several members acts for the one chosen, else for the first by code. ``guarded`` names the
    roles that need a second factor: doors that people come in by pass them, the terminal does not, since whoever
    holds the machine needs no sign-in at all.
    """
    if not person.is_authenticated or not person.is_active:
        return Standing.public()
    today = at.astimezone(SHANGHAI).date()
    offices = offices_held(person.uid, today)
    codes = sorted({office.member for office in offices})
    if not codes:
        firms = firms_spoken_for(person.uid)
        kind = StandingKind.FIRM if firms else StandingKind.PERSON
        return Standing(kind, person=person.uid, name=str(person), firms=firms)
    member = person.acts_for if person.acts_for in codes else codes[0]
    mine = [office for office in offices if office.member == member]
    where = belonging(member, today)
    needs_factor = any(office.role in guarded for office in mine)
    return Standing(
        StandingKind.OFFICER,
        person=person.uid,
        name=str(person),
        member=member,
        roles=frozenset(Role(office.role) for office in mine),
        circles=where.circles,
        observes=where.observes,
        chairs=where.chairs,
        agreements=where.agreements,
        until=min((office.until for office in mine if office.until), default=None),
        lacks_factor=needs_factor and not has_second_factor(person.uid),
    )


def standing_of_key(key: ApiKey, at: datetime, guarded: Collection[str] = ()) -> Standing:
    """Return the standing of a program with a key at a moment.

    A person's key has what the person holds now, so it ends with the office. A town's key acts for the town as a clerk
    would: it reports and imports, it signs nothing, and it never reads what the town may not.
    """
    if not key.member:
        return standing_of(key.person, at, guarded) if key.person else Standing.public()
    where = belonging(key.member, at.astimezone(SHANGHAI).date())
    return Standing(
        StandingKind.MACHINE,
        name=key.name,
        member=key.member,
        roles=frozenset({Role.CLERK}),
        circles=where.circles,
        observes=where.observes,
        chairs=where.chairs,
        agreements=where.agreements,
        until=key.expires_at,
    )


def standing_of_town(member: str, at: datetime) -> Standing:
    """Return how a town itself stands at a moment: what its software may be told of; it holds no office and does no deed."""
    where = belonging(member, at.astimezone(SHANGHAI).date())
    return Standing(StandingKind.MACHINE, member=member, circles=where.circles, observes=where.observes)
