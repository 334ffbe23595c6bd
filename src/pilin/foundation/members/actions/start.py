"""Deeds by which an instance begins: its keeper, its towns, their first officers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.identity import actions as identity
from pilin.foundation.identity.models import User
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members import queries, rules
from pilin.foundation.members.actions.circles import add_member, admit_member, invite_town
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.models import Circle, Invitation, Membership
from pilin.foundation.places import actions as places
from pilin.foundation.places import queries as known
from pilin.foundation.places.enums import ContainmentKind, PlaceKind
from pilin.foundation.places.models import Place

INSTANCE = "instance"  # stands where the keeper's office names a member


@deed("members.begin_instance", says=_("{who} began this instance"))
def begin_instance(
    *, by: Standing, at: datetime, username: str, name_zh: str, name_en: str = "", password: str
) -> User:
    """Make the first person of an instance its keeper; refused once anybody can sign in.

    The door has checked the setup code; ``by`` is the machine that sets up.
    """
    if not by.sees_all or User.objects.filter(is_active=True).exists():
        raise Refused("begun", _("This instance has begun: its keeper makes further accounts."))
    person = identity.make_person(by=by, at=at, username=username, name_zh=name_zh, name_en=name_en, password=password)
    identity.appoint(
        by=by,
        at=at,
        person=person.pk,
        member=INSTANCE,
        role=Role.KEEPER,
        valid_from=queries.day_of(at),
    )
    return person


@deed("members.enter_town", says=_("{who} entered {title} and admitted it to {circle}"))
def enter_town(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    code: str,
    name_zh: str,
    name: str,
    short_zh: str,
    short: str,
    mark: str,
    bank: int,
    valid_from: PartialDate | str,
    province_zh: str = "",
    county_zh: str = "",
    kind: str = MembershipKind.MEMBER,
    admit: bool = True,
) -> Membership | None:
    """Enter a party with the divisions it lies in, as far as they are not known yet, and admit it to a circle.

    Parameters
    ----------
    code : str
        Division code: 2 figures a province, 6 a county-level unit, 9 a town or street.
    province_zh, county_zh : str
        Chinese names of the divisions above; needed where these are new here.
    admit : bool
        False enters the party only, to be invited.
    """
    rules.may_keep_circle(by, circle.slug).require()
    house = Standing.machine("setup")
    if not (code.isdigit() and len(code) in (2, 6, 9)):
        raise Invalid(Fault("bad_code", "code", _("A division code has 2, 6 or 9 figures."), value=code))
    member = queries.member_row(house, code)
    if member is None:
        province = _division(house, at, code[:2], PlaceKind.PROVINCE, province_zh or name_zh, "province_zh", None)
        county = None
        if len(code) >= 6:
            county = _division(house, at, code[:6], PlaceKind.COUNTY, county_zh or name_zh, "county_zh", province)
        place = known.place_of(house, code)
        if place is None:
            street = name_zh.endswith("街道")
            place = places.add_place(
                by=house,
                at=at,
                code=code,
                kind=PlaceKind.STREET if street else PlaceKind.TOWN,
                name_zh=name_zh,
                name=name,
            )
            places.set_in(by=house, at=at, inner=place, outer=county or province, kind=ContainmentKind.DIVISION)
        member = add_member(
            by=house,
            at=at,
            place=place,
            province=province,
            county=county,
            name_zh=name_zh,
            name=name,
            short_zh=short_zh,
            short=short or name,
            mark=mark,
            bank=bank,
        )
    tell(title=both(member, "name"), circle=both(circle, "name"))
    if not admit:
        return None
    return admit_member(by=by, at=at, circle=circle, member=member, kind=kind, valid_from=valid_from)


@deed("members.enter_officer", says=_("{who} entered an officer of {title}"))
def enter_officer(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    member: str,
    username: str,
    name_zh: str,
    name_en: str = "",
    password: str,
    roles: Iterable[str],
    title_zh: str = "",
    title_en: str = "",
) -> User:
    """Make an account for an officer of a member and give them their offices from today on."""
    wanted = [Role(role) for role in roles if role in Role.values and role != Role.KEEPER]
    if not wanted:
        raise Invalid(Fault("missing", "roles", _("Say what the person does for the town.")))
    card = queries.member_row(by, member)
    if card is None:
        raise Invalid(Fault("unknown_member", "member", _("This party is not known."), value=member))
    person = identity.make_person(by=by, at=at, username=username, name_zh=name_zh, name_en=name_en, password=password)
    for role in wanted:
        identity.appoint(
            by=by,
            at=at,
            person=person.pk,
            member=member,
            role=role,
            title_zh=title_zh,
            title_en=title_en,
            valid_from=queries.day_of(at),
            circle=circle.slug,
        )
    tell(title=both(card, "name"))
    return person


def _division(
    house: Standing, at: datetime, code: str, kind: str, name_zh: str, field: str, within: Place | None
) -> Place:
    place = known.place_of(house, code)
    if place is not None:
        return place
    if not name_zh.strip():
        raise Invalid(Fault("missing", field, _("This division is new here: give its Chinese name.")))
    place = places.add_place(by=house, at=at, code=code, kind=kind, name_zh=name_zh, name="")
    if within is not None:
        places.set_in(by=house, at=at, inner=place, outer=within, kind=ContainmentKind.DIVISION)
    return place


@deed("members.invite_new_town", says=_("{who} invited {title} to {circle}"))
def invite_new_town(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    token: str,
    joins_on: date,
    kind: str,
    code: str,
    name_zh: str,
    name: str,
    short_zh: str,
    short: str,
    mark: str,
    bank: int,
    province_zh: str = "",
    county_zh: str = "",
) -> Invitation:
    """Enter a town where it is not known yet, and ask it into a circle in the same deed."""
    rules.may_keep_circle(by, circle.slug).require()
    if queries.member_row(by, code) is None:
        enter_town(
            by=by,
            at=at,
            circle=circle,
            code=code,
            name_zh=name_zh,
            name=name,
            short_zh=short_zh,
            short=short,
            mark=mark,
            bank=bank,
            province_zh=province_zh,
            county_zh=county_zh,
            kind=kind,
            valid_from=PartialDate.day(joins_on),
            admit=False,
        )
    member = queries.member_row(by, code)
    if member is None:
        raise Invalid(Fault("bad_code", "code", _("A division code has 2, 6 or 9 figures."), value=code))
    return invite_town(by=by, at=at, circle=circle, member=member, joins_on=joins_on, token=token, kind=kind)
