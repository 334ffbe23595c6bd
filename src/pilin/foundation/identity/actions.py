"""Making people known, giving them offices, and what they settle for themselves."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.identity import rules
from pilin.foundation.identity.models import Office, User
from pilin.foundation.identity.queries import SHANGHAI, offices_held
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.values.columns import as_partial_date


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
    read who holds it; without, the town alone may.

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
    tell(office=title_zh or Role(role).label)
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
    tell(office=row.title_zh or Role(row.role).label)
    return row


@deed("identity.name_deputy", says=_("{who} named a deputy: {office}"))
def name_deputy(
    *, by: Standing, at: datetime, office: UUID, deputy: UUID | None, starts: date | None = None, ends: date | None = None
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
    tell(office=row.title_zh or Role(row.role).label)
    return row


def _office(by: Standing, uid: UUID) -> Office:
    row = Office.objects.visible_to(by).filter(pk=uid).select_related("person").first()
    if row is None:
        raise Invalid(Fault("unknown_office", "office", _("There is no such office")))
    return row


def _colleague(person: UUID, member: str, at: datetime) -> bool:
    return any(held.member == member for held in offices_held(person, at.astimezone(SHANGHAI).date()))
