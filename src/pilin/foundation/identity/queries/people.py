"""Who holds what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessLog
from django.db.models import Q
from django.utils.translation import get_language

from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience, Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.enums import SUBJECT_DATA
from pilin.foundation.identity.models import Draft, Office, User
from pilin.foundation.identity.rules import may_read_account
from pilin.foundation.values.columns import in_force_on
from pilin.foundation.values.masking import masked_phone

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Standing.machine("identity")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for one that was lost


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """An office with its holder and deputy, as the town's own people page shows it."""

    uid: UUID
    member: str
    role: str
    role_name: str
    title_zh: str
    title: str
    person: UUID
    name_zh: str
    name: str
    username: str
    valid_from: PartialDate
    valid_to: PartialDate | None
    deputy: UUID | None
    deputy_name: str
    deputy_from: date | None
    deputy_to: date | None
    shared: bool
    illustrative: bool
    has_factor: bool | None = None  # None: the reader may not know
    last_login: datetime | None = None
    phone: str = ""  # whole to its person, the town's signatory and the keeper; with its middle hidden to colleagues
    phone_is_whole: bool = False


def offices_of_town(standing: Standing, member: str, on: date) -> list[OfficeCard]:
    """Return the offices of a member in force on a day or later, as far as this standing may read them.

    The town's signatory and the keeper also read who has a second factor, when each signed in last, and telephones
    whole; whoever else acts for the town recognises a telephone by its ends. Other towns read none.
    """
    rows = (
        Office.objects.visible_to(standing)
        .filter(Q(valid_to_last__isnull=True) | Q(valid_to_last__gte=on), owner=member)
        .select_related("person", "deputy")
        .order_by("role", "valid_from_first", "uid")
    )
    found = [replace(_card(row), **_telephone(standing, row)) for row in rows]
    if not may_read_account(standing, member):
        return found
    guarded = people_with_factor({card.person for card in found})
    signed_in = {row.person_id: row.person.last_login for row in rows}
    return [replace(card, has_factor=card.person in guarded, last_login=signed_in[card.person]) for card in found]


def _telephone(standing: Standing, row: Office) -> dict[str, Any]:
    number = row.person.phone
    if standing.person == row.person_id or may_read_account(standing, row.owner):
        return {"phone": number, "phone_is_whole": True}
    return {"phone": masked_phone(number) if standing.member == row.owner else ""}


def people_with_factor(people: set[UUID]) -> set[UUID]:
    """Return those of these people whose sign-in asks for more than a password."""
    return set(Authenticator.objects.filter(user_id__in=people, type__in=FACTORS).values_list("user_id", flat=True))


def offices_of_person(standing: Standing, on: date) -> list[OfficeCard]:
    """Return one's own offices in force on a day or later."""
    rows = (
        Office.objects.visible_to(HOUSE)
        .filter(Q(valid_to_last__isnull=True) | Q(valid_to_last__gte=on), person=standing.person)
        .select_related("person", "deputy")
        .order_by("owner", "role", "uid")
    )
    return [_card(row) for row in rows] if standing.signed_in else []


def colleagues(standing: Standing, member: str, on: date) -> list[tuple[UUID, str]]:
    """Return who else holds an office of the member on a day: uid and name. Only for those who act for it."""
    if standing.member != member and not standing.sees_all:
        return []
    people = {
        row.person_id: str(row.person)
        for row in Office.objects.visible_to(HOUSE).filter(in_force_on(on), owner=member).select_related("person")
    }
    return sorted(((uid, name) for uid, name in people.items() if uid != standing.person), key=lambda pair: pair[1])


def _card(row: Office) -> OfficeCard:
    assert row.valid_from is not None
    return OfficeCard(
        uid=row.pk,
        member=row.owner,
        role=row.role,
        role_name=str(Role(row.role).label),
        title_zh=row.title_zh or str(Role(row.role).label),
        title=row.title_en or str(Role(row.role).label),
        person=row.person_id,
        name_zh=row.person.name_zh or str(row.person),
        name=row.person.name_en or str(row.person),
        username=row.person.username,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        deputy=row.deputy_id,
        deputy_name=str(row.deputy) if row.deputy else "",
        deputy_from=row.deputy_from,
        deputy_to=row.deputy_to,
        shared=row.audience != Audience.OWN,
        illustrative=row.illustrative,
    )


def person_of(standing: Standing) -> User | None:
    """Return the person this standing is, else None."""
    return None if standing.person is None else User.objects.filter(pk=standing.person, is_active=True).first()


def draft_of(standing: Standing, form: str) -> Draft | None:
    """Return one's own draft of a form."""
    return Draft.objects.visible_to(standing).filter(form=form.replace("\x00", "")).first()


def drafts_of(standing: Standing) -> list[Draft]:
    """Return one's own drafts, newest first."""
    return list(Draft.objects.visible_to(standing).order_by("-saved_at")) if standing.signed_in else []


def held_on(person: UUID) -> dict[str, dict[str, Any]]:
    """Return everything held on a person, by room: what it is, on which ground, and each thing itself."""
    return {
        room: {
            "title": str(data.title),
            "why": str(data.why),
            "kept_by_law": data.erase is None,
            "rows": data.holds(person),
        }
        for room, data in SUBJECT_DATA.items()
    }


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
        if (
            row.deputy_id
            and row.deputy_from
            and row.deputy_from <= on
            and (row.deputy_to is None or on <= row.deputy_to)
        ):
            found.add(row.deputy_id)
    return sorted(found)


def keepers_on(on: date) -> list[UUID]:
    """Return who keeps this instance on a day."""
    rows = Office.objects.visible_to(Standing.machine("standing")).filter(in_force_on(on), role=Role.KEEPER)
    return sorted(set(rows.values_list("person_id", flat=True)))


def names_of(people: set[UUID]) -> dict[UUID, str]:
    """Return the names of people, in the reader's language; whoever was erased has none."""
    english = (get_language() or "").startswith("en")
    return {
        row.pk: ((row.name_en or row.name_zh) if english else (row.name_zh or row.name_en)) or row.username
        for row in User.objects.filter(pk__in=people)
    }


def _end(last: date | None) -> datetime | None:
    return None if last is None else datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)


def account_held(person: UUID) -> list[dict[str, Any]]:
    """Return what an account holds on its person."""
    names = (
        "uid", "username", "name_zh", "name_en", "email", "phone", "language", "acts_for", "quiet_from", "quiet_to",
        "digest", "date_joined", "last_login",
    )  # fmt: skip
    return list(User.objects.filter(pk=person).values(*names))


def drafts_held(person: UUID) -> list[dict[str, Any]]:
    """Return a person's drafts."""
    own = Standing(StandingKind.PERSON, person=person)
    return [dict(row) for row in Draft.objects.visible_to(own).values("form", "fields", "saved_at")]


def offices_kept(person: UUID) -> list[dict[str, Any]]:
    """Return every office a person held or stood in for."""
    rows = Office.objects.visible_to(HOUSE).filter(Q(person=person) | Q(deputy=person))
    return [
        {
            "member": row.owner,
            "role": row.role,
            "title_zh": row.title_zh or None,
            "title_en": row.title_en or None,
            "from": row.valid_from,
            "to": row.valid_to,
            "as_deputy": row.person_id != person,
        }
        for row in rows
    ]


def sign_in_held(person: UUID) -> list[dict[str, Any]]:
    """Return what guards the account: tries to sign in, and which second factors there are, never their secrets."""
    username = User.objects.filter(pk=person).values_list("username", flat=True).first()
    tries = AccessLog.objects.filter(username=username).values(
        "attempt_time", "ip_address", "user_agent", "logout_time"
    )
    failed = AccessAttempt.objects.filter(username=username).values("attempt_time", "ip_address", "user_agent")
    factors = Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
    return [*tries, *failed, *factors]
