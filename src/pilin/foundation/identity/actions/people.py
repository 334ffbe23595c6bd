"""Making people known, giving them offices, and what they settle for themselves."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience, Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.identity import rules
from pilin.foundation.identity.enums import CIRCLE_READS, LANGUAGES, SUBJECT_DATA
from pilin.foundation.identity.models import Draft, Office, User
from pilin.foundation.identity.queries.people import SHANGHAI, offices_held
from pilin.foundation.journal.actions import count, deed, in_both, label, tell
from pilin.foundation.ledger import actions as ledger
from pilin.foundation.privacy import actions as privacy
from pilin.foundation.values.columns import as_partial_date

HOUSE = Standing.machine("identity")


@deed("identity.make_person", says=_("{who} made an account for a person"))
def make_person(
    *,
    by: Standing,
    at: datetime,
    username: str,
    name_zh: str = "",
    name_en: str = "",
    password: str,
    email: str = "",
    illustrative: bool = False,
) -> User:
    """Make an account for a person, who may sign in at once and holds no office yet.

    The keeper of the instance, scheduled set-up, and a town's signatory for the town's own officers may. The
    journal says that an account was made, not for whom.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_make_person(by).require()
    person = User(username=username.strip(), name_zh=name_zh.strip(), name_en=name_en.strip(), email=email.strip())
    faults = rules.faults_of_person(person.username, person.name_zh, person.name_en)
    if not faults and User.objects.filter(username__iexact=person.username).exists():
        faults.append(Fault("taken", "username", _("This name to sign in with is taken: choose another")))
    try:
        validate_password(password, person)
    except ValidationError as error:
        faults += [Fault("weak_password", "password", message) for message in error.messages]
    if faults:
        raise Invalid(*faults)
    person.illustrative = illustrative
    person.date_joined = at
    person.set_password(password)
    person.save()
    count(people=1)
    return person


@deed("identity.appoint", says=_("{who} appointed a person: {office}"))
def appoint(
    *,
    by: Standing,
    at: datetime,
    person: UUID,
    member: str,
    role: Role,
    title_zh: str = "",
    title_en: str = "",
    valid_from: PartialDate | date | str,
    valid_to: PartialDate | date | str | None = None,
    circle: str = "",
    illustrative: bool = False,
) -> Office:
    """Give a person an office of a member from one day until another, both inclusive.

    The keeper may for every member; a member's signatory for that member. With ``circle`` the circle's officers may
    read who holds it, which the person has agreed to separately: the consent is noted. Without, the town alone may.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_appoint(by, member, role).require()
    starts, ends = as_partial_date(valid_from), as_partial_date(valid_to)
    faults = []
    holder = User.objects.filter(pk=person, is_active=True).first()
    if holder is None:
        faults.append(Fault("unknown_person", "person", _("There is no such person")))
    if starts is None:
        faults.append(Fault("missing", "valid_from", _("Say from which day")))
    elif ends is not None and ends.last < starts.first:
        faults.append(Fault("ends_before_start", "valid_to", _("The office would end before it starts")))
    if not member:
        faults.append(Fault("missing", "member", _("Say for which town")))
    if faults or holder is None or starts is None:
        raise Invalid(*faults)
    office = Office(
        person=holder,
        role=Role(role),
        title_zh=title_zh,
        title_en=title_en,
        owner=member,
        audience=Audience.CIRCLE if circle else Audience.OWN,
        circle=circle,
        illustrative=illustrative,
    )
    office.valid_from, office.valid_to = starts, ends
    office.save()
    if circle:
        privacy.note_consent(by=by, at=at, person=person, purpose=CIRCLE_READS, town=member, circle=circle)
    tell(office=_office_named(office))
    return office


@deed("identity.end_appointment", says=_("{who} ended an appointment: {office}"))
def end_appointment(*, by: Standing, at: datetime, office: UUID, on: PartialDate | date | str) -> Office:
    """End an office with a day, inclusive. What was done in it stays done.

    Raises
    ------
    Refused, Invalid
    """
    row = _office(by, office)
    rules.may_appoint(by, row.owner, Role(row.role)).require()
    ends = as_partial_date(on)
    if ends is None or (row.valid_from is not None and ends.last < row.valid_from.first):
        raise Invalid(Fault("ends_before_start", "on", _("The office would end before it starts")))
    row.valid_to = ends
    row.save()
    tell(office=_office_named(row))
    return row


@deed("identity.name_deputy", says=_("{who} named a deputy: {office}"))
def name_deputy(
    *,
    by: Standing,
    at: datetime,
    office: UUID,
    deputy: UUID | None,
    starts: date | None = None,
    ends: date | None = None,
) -> Office:
    """Let another officer of the same town stand in from one day until another; ``None`` ends it.

    The holder may, and the town's signatory and the keeper.

    Raises
    ------
    Refused, Invalid
    """
    row = _office(by, office)
    rules.may_name_deputy(by, row.person_id, row.owner).require()
    faults = []
    if deputy is None:
        starts = ends = None
    else:
        if deputy == row.person_id:
            faults.append(Fault("self", "deputy", _("Nobody is their own deputy")))
        elif not _colleague(deputy, row.owner, at):
            faults.append(Fault("no_colleague", "deputy", _("The deputy must hold an office of the same town")))
        if starts is None:
            faults.append(Fault("missing", "starts", _("Say from which day")))
        elif ends is not None and ends < starts:
            faults.append(Fault("ends_before_start", "ends", _("It would end before it starts")))
    if faults:
        raise Invalid(*faults)
    row.deputy_id, row.deputy_from, row.deputy_to = deputy, starts, ends
    row.save()
    tell(office=_office_named(row))
    return row


@deed("identity.invite_officer", says=_("{who} invited a person: {office}"))
def invite_officer(
    *,
    by: Standing,
    at: datetime,
    member: str,
    username: str,
    name_zh: str = "",
    name_en: str = "",
    role: Role,
    title_zh: str = "",
    title_en: str = "",
    valid_from: PartialDate | date | str,
    circle: str = "",
) -> tuple[Office, str]:
    """Make an account and give it an office; returns the office and a first password, which is kept nowhere in clear.

    Raises
    ------
    Refused, Invalid
    """
    password = "-".join(secrets.token_urlsafe(4) for _part in range(3))
    rules.may_appoint(by, member, role).require()
    person = make_person(by=by, at=at, username=username, name_zh=name_zh, name_en=name_en, password=password)
    office = appoint(
        by=by, at=at, person=person.pk, member=member, role=role, title_zh=title_zh, title_en=title_en,
        valid_from=valid_from, circle=circle,
    )  # fmt: skip
    return office, password


@deed("identity.set_preferences", says=_("{who} changed their own settings"), private=True)
def set_preferences(
    *,
    by: Standing,
    at: datetime,
    language: str,
    digest: bool,
    quiet_from: time | None = None,
    quiet_to: time | None = None,
    name_zh: str | None = None,
    name_en: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> User:
    """Settle one's own language, quiet hours and digest, and put right what is held on oneself; None leaves it.

    Raises
    ------
    Refused, Invalid
    """
    person = User.objects.get(pk=_self(by))
    faults = []
    if language not in ("", *LANGUAGES):
        faults.append(Fault("no_choice", "language", _("Choose one of the languages")))
    if (quiet_from is None) != (quiet_to is None):
        faults.append(Fault("half", "quiet_to", _("Quiet hours need a beginning and an end")))
    for name, value in (("name_zh", name_zh), ("name_en", name_en), ("email", email), ("phone", phone)):
        if value is not None:
            setattr(person, name, value.strip())
    faults += rules.faults_of_person(person.username, person.name_zh, person.name_en)
    if faults:
        raise Invalid(*faults)
    person.language, person.digest = language, digest
    person.quiet_from, person.quiet_to = quiet_from, quiet_to
    person.save()
    return person


@deed("identity.choose_member", says=_("{who} chose for which town to act"), private=True)
def choose_member(*, by: Standing, at: datetime, member: str) -> User:
    """Choose for which member one acts, among those one holds an office of today.

    Raises
    ------
    Refused, Invalid
    """
    mine = _self(by)
    if not _colleague(mine, member, at):
        raise Invalid(Fault("no_office", "member", _("You hold no office of this town")))
    person = User.objects.get(pk=mine)
    person.acts_for = member
    person.save(update_fields=["acts_for"])
    return person


@deed("identity.save_draft", says=_("{who} kept a draft"), private=True)
def save_draft(*, by: Standing, at: datetime, form: str, fields: dict[str, Any]) -> Draft:
    """Keep what a person has typed into a form and not sent; the earlier draft of the same form is replaced.

    Raises
    ------
    Refused, Invalid
    """
    person = _self(by)
    form, fields = form.replace("\x00", ""), _without_nul(fields)
    mine = Draft.objects.visible_to(by)
    row = mine.filter(form=form).first()
    size = len(json.dumps(fields, ensure_ascii=False))
    faults = rules.draft_faults(form, size, 0 if row else mine.count())
    if faults:
        raise Invalid(*faults)
    row = row or Draft(person_id=person, form=form)
    row.fields, row.saved_at = fields, at
    row.save()
    return row


@deed("identity.drop_draft", says=_("{who} dropped a draft"), private=True)
def drop_draft(*, by: Standing, at: datetime, form: str) -> int:
    """Drop one's own draft of a form: because it was sent, or is not wanted. Returns how many there were."""
    rules.may_settle_own(by).require()
    gone, _by_model = Draft.objects.visible_to(by).filter(form=form.replace("\x00", "")).delete()
    return gone


@deed("identity.erase_person", says=_("{who} closed an account and erased the person's data"))
def erase_person(*, by: Standing, at: datetime, person: UUID) -> dict[str, int]:
    """Close an account and erase who it was; acts done in office stay, under a key that names nobody.

    What each room holds is erased by that room, unless the law keeps it. Returns how many rows, by room.

    Raises
    ------
    Refused, Invalid
    """
    on = at.astimezone(SHANGHAI).date()
    rules.may_leave(by, person, len([held for held in offices_held(person, on) if not held.as_deputy])).require()
    row = User.objects.filter(pk=person).first()
    if row is None:
        raise Invalid(Fault("unknown_person", "person", _("There is no such person")))
    erased = {room: data.erase(person, at) for room, data in SUBJECT_DATA.items() if data.erase is not None}
    for office in Office.objects.visible_to(HOUSE).filter(deputy=row):
        office.deputy = office.deputy_from = office.deputy_to = None
        office.save()
    row.username = f"gone-{row.pk.hex[-12:]}"
    row.name_zh = row.name_en = row.email = row.phone = row.first_name = row.last_name = row.acts_for = ""
    row.quiet_from = row.quiet_to = None
    row.is_active = False
    row.set_unusable_password()
    row.save()
    count(people=1)
    return erased


def _self(by: Standing) -> UUID:
    rules.may_settle_own(by).require()
    assert by.person is not None  # the rule has just said so
    return by.person


def _without_nul(value: Any) -> Any:
    """Return what was typed without NUL, which PostgreSQL keeps in no text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {str(key).replace("\x00", ""): _without_nul(entry) for key, entry in value.items()}
    return [_without_nul(entry) for entry in value] if isinstance(value, list) else value


def forget_drafts(person: UUID, at: datetime) -> int:
    """Erase a person's drafts; called while the person is erased. Returns how many."""
    gone, _by_model = Draft.objects.visible_to(Standing(StandingKind.PERSON, person=person)).delete()
    return gone


def forget_sign_in(person: UUID, at: datetime) -> int:
    """Erase tries to sign in, addresses and second factors; called while the person is erased. Returns how many."""
    username = User.objects.filter(pk=person).values_list("username", flat=True).first()
    rows = [
        AccessLog.objects.filter(username=username),
        AccessAttempt.objects.filter(username=username),
        AccessFailureLog.objects.filter(username=username),
        Authenticator.objects.filter(user=person),
        EmailAddress.objects.filter(user=person),
    ]
    return sum(found.delete()[0] for found in rows)


def open_offices(person: UUID, town: str, circle: str, at: datetime) -> int:
    """Let the circle's other towns read a person's offices of a town; called while they agree to it. Returns how many."""
    rows = Office.objects.visible_to(HOUSE).filter(person=person, owner=town, audience=Audience.OWN)
    for office in (found := list(rows)):
        office.audience, office.circle = Audience.CIRCLE, circle
        office.save()
    return len(found)


def close_offices(person: UUID, town: str, circle: str, at: datetime) -> int:
    """Keep a person's offices to their town again; called while they take their consent back. Returns how many.

    What the circle's log said of them is erased too, salt and all; the chain stands.
    """
    rows = Office.objects.visible_to(HOUSE).filter(person=person, owner=town, audience=Audience.CIRCLE, circle=circle)
    for office in (found := list(rows)):
        office.audience = Audience.OWN
        office.save()
        ledger.forget_object(obj=f"identity.office:{office.pk}", at=at)
    return len(found)


def purge_drafts(before: datetime) -> int:
    """Erase drafts nobody has touched since a moment; called by the retention job. Returns how many."""
    people = User.objects.values_list("pk", flat=True)  # each asked as themselves: nobody else may read a draft
    mine = (Draft.objects.visible_to(Standing(StandingKind.PERSON, person=person)) for person in people)
    return sum(drafts.filter(saved_at__lt=before).delete()[0] for drafts in mine)


def purge_sign_in(before: datetime) -> int:
    """Erase tries to sign in from before a moment; called by the retention job. Returns how many."""
    tables = (AccessLog, AccessAttempt, AccessFailureLog)
    return sum(table.objects.filter(attempt_time__lt=before).delete()[0] for table in tables)


def _office(by: Standing, uid: UUID) -> Office:
    row = Office.objects.visible_to(by).filter(pk=uid).select_related("person").first()
    if row is None:
        raise Invalid(Fault("unknown_office", "office", _("There is no such office")))
    return row


def _colleague(person: UUID, member: str, at: datetime) -> bool:
    return any(held.member == member for held in offices_held(person, at.astimezone(SHANGHAI).date()))


def _office_named(row: Office) -> dict[str, str]:
    role = label(Role(row.role).label)
    return in_both(row.title_zh or role["zh"], row.title_en or role["en"])
